"""What the rules of ``domain/finding_rules.py`` look at, one statement a family, raw tuples for the long ones."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import Connection, text

from clc_desktop.domain.figures import Count
from clc_desktop.domain.findings import Doubt, Fact, Past, Picture
from clc_desktop.domain.periods import Period
from clc_desktop.domain.rules import MANY_PRESENT
from clc_desktop.store.database import driver_of

PAST_YEARS = 3
"""Earlier years that a centre's own past is made of."""

_HELD = "NOT c.deleted AND c.state = 'held' AND c.starts_on BETWEEN ? AND ?"

_CLASSES = f"""
SELECT c.id, c.unit_id, c.field, c.hosting, c.starts_on, c.topic, c.partners FROM learning_class c NOT INDEXED
WHERE {_HELD}
"""
_SESSIONS = "SELECT class_id, present, meetings, held_on FROM class_session WHERE NOT deleted AND held_on >= ?"
"""Summed here and not by the database, which would look up every session by its class: four times as slow."""

_DOUBTS = f"""
WITH people AS (
  SELECT unit_id, population, MAX(year) FROM literacy_year
  WHERE NOT deleted AND population > 0 AND year <= ? GROUP BY unit_id
), doubtful AS MATERIALIZED (
  SELECT s.*, COALESCE(p.population, {MANY_PRESENT}) AS people
  FROM class_session s LEFT JOIN people p ON p.unit_id = s.unit_id
  WHERE NOT s.deleted AND (s.women > s.present OR s.minority > s.present OR s.rural > s.present OR s.held_on > ?
                           OR s.present > COALESCE(p.population, {MANY_PRESENT}) * s.meetings)
), found AS (
  SELECT 'women_over' AS code, women AS value, * FROM doubtful WHERE women > present
  UNION ALL SELECT 'minority_over', minority, * FROM doubtful WHERE minority > present
  UNION ALL SELECT 'rural_over', rural, * FROM doubtful WHERE rural > present
  UNION ALL SELECT 'more_than_people', people, * FROM doubtful WHERE present > people * meetings
  UNION ALL SELECT 'future_date', 0, * FROM doubtful WHERE held_on > ?
)
SELECT f.code, f.class_id, f.unit_id, c.topic, f.held_on, f.present, f.value
FROM found f JOIN learning_class c ON c.id = f.class_id AND c.unit_id = f.unit_id
WHERE {_HELD} ORDER BY f.unit_id, f.class_id, f.held_on, f.id
"""

_PLANS = """
SELECT unit_id, SUM(classes), SUM(turns) FROM plan_target WHERE NOT deleted AND year BETWEEN ? AND ? GROUP BY unit_id
"""

_PAST = f"""
SELECT c.unit_id, c.field, c.hosting, COUNT(DISTINCT c.id), COALESCE(SUM(s.present), 0)
FROM learning_class c LEFT JOIN class_session s ON s.class_id = c.id AND s.unit_id = c.unit_id AND NOT s.deleted
WHERE {_HELD} GROUP BY c.unit_id, c.field, c.hosting
"""


def picture(conn: Connection, period: Period, today: date) -> Picture:
    """Everything the rules need to know of a period."""
    driver = driver_of(conn)
    bounds = (period.start.isoformat(), period.end.isoformat())
    day = today.isoformat()
    is_a_year = period.kind in ("year", "school_year")
    return Picture(
        period,
        today,
        list(_facts(driver, bounds)),
        list(map(Doubt._make, driver.execute(_DOUBTS, (period.year, day, day, *bounds)))),
        _plans(driver, period) if is_a_year else {},
        _past(driver, period) if is_a_year else {},
    )


def _facts(driver: sqlite3.Connection, bounds: tuple[str, str]) -> Iterator[Fact]:
    sums: dict[str, tuple[int, int, str]] = {}
    for class_id, present, meetings, day in driver.execute(_SESSIONS, bounds[:1]):
        known = sums.get(class_id, (0, 0, ""))
        sums[class_id] = (known[0] + present, known[1] + meetings, max(known[2], day))
    for row in driver.execute(_CLASSES, bounds):
        turns, meetings, last = sums.get(row[0], (0, 1, row[4]))
        yield Fact._make((*row, turns, max(meetings, 1), last))


def _plans(driver: sqlite3.Connection, period: Period) -> dict[str, Count]:
    years = (period.years[0], period.years[-1])
    return {unit_id: Count(*sums) for unit_id, *sums in driver.execute(_PLANS, years)}


def _past(driver: sqlite3.Connection, period: Period) -> dict[str, Past]:
    """The same days of earlier years."""
    years: dict[str, list[Count]] = {}
    last: dict[str, dict[tuple[str, str], Count]] = {}
    for back in range(1, PAST_YEARS + 1):
        bounds = tuple(_years_before(day, back).isoformat() for day in (period.start, period.end))
        for unit_id, field, hosting, *counted in driver.execute(_PAST, bounds):
            known = years.setdefault(unit_id, [Count()] * PAST_YEARS)
            known[back - 1] += Count(*counted)
            if back == 1:
                last.setdefault(unit_id, {})[field, hosting] = Count(*counted)
    return {unit_id: Past(tuple(known), last.get(unit_id, {})) for unit_id, known in years.items()}


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def class_versions(conn: Connection, class_ids: Collection[str]) -> dict[str, str]:
    """What changes when one of the classes or of their sessions does."""
    found = dict.fromkeys(class_ids, "")
    for class_id, version in conn.exec_driver_sql(_VERSIONS, (json.dumps(list(class_ids)),)):
        found[class_id] += version + "\n"
    return found


_VERSIONS = """
WITH wanted AS MATERIALIZED (SELECT value AS id FROM json_each(?))
SELECT w.id, c.version || c.deleted FROM wanted w CROSS JOIN learning_class c ON c.id = w.id
UNION ALL
SELECT * FROM (SELECT w.id, s.id || s.version || s.deleted FROM wanted w CROSS JOIN class_session s ON s.class_id = w.id
               ORDER BY s.id)
"""


def owned(conn: Connection, unit_id: str, class_ids: Collection[str]) -> tuple[str, ...]:
    """Those of the classes that are this unit's, each once."""
    statement = "SELECT id FROM learning_class WHERE unit_id = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id"
    return tuple(conn.exec_driver_sql(statement, (unit_id, json.dumps(list(class_ids)))).scalars())


def class_titles(conn: Connection, class_ids: Collection[str]) -> Iterator[tuple[str, str, str, str, int]]:
    """Id, unit, first day, topic and turns of classes, for lists of what a finding is about."""
    rows = conn.execute(text(_TITLES), {"ids": json.dumps(list(class_ids))})
    return ((row.id, row.unit_id, row.starts_on, row.topic, row.turns) for row in rows)


_TITLES = """
SELECT c.id, c.unit_id, c.starts_on, c.topic,
       (SELECT COALESCE(SUM(s.present), 0) FROM class_session s WHERE s.class_id = c.id AND NOT s.deleted) AS turns
FROM learning_class c WHERE c.id IN (SELECT value FROM json_each(:ids)) ORDER BY c.starts_on, c.id
"""


def last_change(conn: Connection) -> int:
    """A number that is another after every write of records; unchanged, so is every finding. Decisions write none."""
    statement = "SELECT MAX(id) FROM change WHERE label NOT IN (SELECT value FROM json_each(?))"
    found: int | None = conn.exec_driver_sql(statement, (json.dumps(DECISIONS),)).scalar()
    return found or 0


DECISIONS = ("accept_findings", "return_findings", "reopen_findings", "accept", "return_rows", "lock", "unlock",
             "refuse_unlock")  # fmt: skip
"""Labels of changes that say something about records and change none."""
