"""The annual figures over all marks of a district, against one statement written by hand for each family."""

from __future__ import annotations

import sqlite3

from clc_desktop.usecases import merging, reporting
from tests.bench.district import MARKS_A_FILE, PERIOD, YEAR
from tests.bench.measure import Row, compared, in_turns
from tests.bench.setting import Setting

_HELD = f"state = 'held' AND NOT deleted AND starts_on BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31'"

FAMILIES = (
    f"""
    SELECT c.unit_id, c.field, c.hosting, COUNT(*), SUM(s.present), SUM(s.women), SUM(s.minority), SUM(s.rural)
    FROM (SELECT id, unit_id, field, hosting FROM learning_class WHERE {_HELD}) c
    LEFT JOIN (SELECT class_id, SUM(present) AS present, SUM(women) AS women, SUM(minority) AS minority,
                      SUM(rural) AS rural FROM class_session WHERE NOT deleted GROUP BY class_id) s ON s.class_id = c.id
    GROUP BY c.unit_id, c.field, c.hosting""",
    f"SELECT field, COUNT(DISTINCT topic) FROM learning_class WHERE {_HELD} GROUP BY field",
    f"""
    WITH people AS MATERIALIZED (
      SELECT DISTINCT c.unit_id, c.field, mark.value AS learner
      FROM (SELECT id, unit_id, field FROM learning_class WHERE {_HELD}) c
      JOIN class_session s ON s.class_id = c.id AND NOT s.deleted, json_each(s.attended) mark)
    SELECT unit_id, NULL, COUNT(DISTINCT learner) FROM people GROUP BY unit_id
    UNION ALL SELECT NULL, field, COUNT(*) FROM people GROUP BY field""",
    f"""
    SELECT unit_id, field, SUM(classes), SUM(turns) FROM plan_target WHERE NOT deleted AND year = {YEAR}
    GROUP BY unit_id, field""",
    f"""
    SELECT unit_id, initial_equipment, own_premises, MAX(year) FROM facility WHERE NOT deleted AND year <= {YEAR}
    GROUP BY unit_id""",
    f"SELECT unit_id, rank FROM self_assessment WHERE NOT deleted AND year = {YEAR}",
    f"""
    SELECT unit_id, source, purpose, SUM(amount) FROM funding_entry WHERE NOT deleted AND year = {YEAR}
    GROUP BY unit_id, source, purpose""",
    "SELECT unit_id, SUM(post IN ('director', 'deputy')), SUM(seconded) FROM staff_member WHERE NOT deleted GROUP BY 1",
    "SELECT unit_id, COUNT(*) FROM collaborator WHERE NOT deleted GROUP BY unit_id",
    f"SELECT year, month, organiser, participants FROM training_event WHERE NOT deleted AND year <= {YEAR}",
)
"""Classes and turns, topics, distinct persons, plan, premises, rank, money, staff, collaborators, trainings."""


def figures(setting: Setting) -> Row:
    """As the figures page and ``clc-desktop figures`` ask for them, units and names read as well."""
    sizes = setting.sizes
    sent = setting.sent(sizes.workbooks)
    store = setting.aggregator(sent)
    merging.merge(store, [one.files[0] for one in sent])
    store.close()
    by_hand = sqlite3.connect(store.path)
    by_hand.execute("PRAGMA cache_size=-32000")
    counted = reporting.figures(store, PERIOD)
    assert counted.total.turns == sum(row[4] for row in by_hand.execute(FAMILIES[0])), "the two count differently"
    assert counted.persons == sum(row[2] for row in by_hand.execute(FAMILIES[2]) if row[0])
    writing = sqlite3.connect(store.path, isolation_level=None)
    writing.execute("PRAGMA synchronous=OFF")

    def counted_anew() -> object:
        """After somebody else's write, so that nothing is remembered from the run before."""
        writing.execute("INSERT OR REPLACE INTO meta VALUES ('bench', random())")
        return reporting.figures(store, PERIOD)

    ours, floor = in_turns([counted_anew] * sizes.figure_runs, [lambda: _all(by_hand)] * sizes.figure_runs)
    what = f"annual figures of {len(sent)} centres over {len(sent) * MARKS_A_FILE} marks"
    return compared("figures", what, "one SQL statement a family, standard sqlite3", ours, floor)


def _all(conn: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [conn.execute(statement).fetchall() for statement in FAMILIES]
