"""Counting the figures of ``domain/figures.py`` in SQL: by class first, joined after, one statement a family.

Scope: the centres given, in one period. A class counts when it was held and starts in the period; its turns go with it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from clc_desktop.domain.figures import (
    AnnualFigures,
    CentreFigures,
    Count,
    FieldFigures,
    RatingCount,
    Training,
)
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import MANAGER_POSTS, ActivityField, CountingRule, Rank

_IN_SCOPE = "{alias}unit_id IN (SELECT value FROM json_each(:units)) AND NOT {alias}deleted"

_TURNS: dict[CountingRule, str] = {
    "sessions": "COALESCE(k.present, 0)",
    "enrolled": "COALESCE(c.enrolled, e.people, k.most, 0)",
}
"""Turns of one class. Enrolled: as typed, else as on its roster, else the fullest session (a line's average)."""

_CLASSES = """
WITH k AS (
  SELECT class_id, unit_id, SUM(present) AS present, MAX((present + meetings - 1) / meetings) AS most,
         SUM(women) AS women, SUM(minority) AS minority, SUM(rural) AS rural
  FROM class_session WHERE {scope} GROUP BY class_id, unit_id
), e AS (
  SELECT class_id, unit_id, COUNT(DISTINCT learner_id) AS people FROM enrolment WHERE {scope} GROUP BY class_id, unit_id
)
SELECT c.unit_id, c.field, c.hosting, COUNT(*) AS classes, SUM({turns}) AS turns,
       SUM(k.women) AS women, SUM(k.minority) AS minority, SUM(k.rural) AS rural
FROM learning_class c
LEFT JOIN k ON k.class_id = c.id AND k.unit_id = c.unit_id
LEFT JOIN e ON e.class_id = c.id AND e.unit_id = c.unit_id
WHERE {class_scope} GROUP BY c.unit_id, c.field, c.hosting
"""

_TOPICS = "SELECT c.field, COUNT(DISTINCT c.topic) AS topics FROM learning_class c WHERE {class_scope} GROUP BY c.field"

_PERSONS = """
WITH people AS MATERIALIZED (
  SELECT DISTINCT c.unit_id, c.field, a.value AS learner
  FROM learning_class c JOIN class_session s ON s.class_id = c.id AND s.unit_id = c.unit_id AND NOT s.deleted,
       json_each(s.attended) a
  WHERE {class_scope}
)
SELECT unit_id, NULL AS field, COUNT(DISTINCT learner) AS people FROM people GROUP BY unit_id
UNION ALL SELECT NULL, field, COUNT(*) FROM people GROUP BY field
"""

_PLAN = """
SELECT unit_id, field, SUM(classes) AS classes, SUM(turns) AS turns FROM plan_target
WHERE {scope} AND year BETWEEN :first AND :last GROUP BY unit_id, field
"""

_FACILITY = """
SELECT unit_id, initial_equipment, own_premises FROM facility WHERE {scope} AND year <= :last ORDER BY year, id
"""

_RANK = "SELECT unit_id, rank, MAX(year) FROM self_assessment WHERE {scope} AND year = :last GROUP BY unit_id"

_FUNDING = """
SELECT unit_id, SUM(amount) FILTER (WHERE source = 'state' AND purpose = 'regular') AS regular,
       SUM(amount) FILTER (WHERE source = 'socialised') AS socialised
FROM funding_entry WHERE {scope} AND year BETWEEN :first AND :last GROUP BY unit_id
"""

_SERVING = "(since IS NULL OR since <= :end) AND (until IS NULL OR until >= :end)"

_STAFF = f"""
SELECT unit_id, SUM(post IN (SELECT value FROM json_each(:managers))) AS managers, SUM(seconded) AS seconded
FROM staff_member WHERE {{scope}} AND {_SERVING} GROUP BY unit_id
"""

_COLLABORATORS = f"SELECT unit_id, COUNT(*) AS people FROM collaborator WHERE {{scope}} AND {_SERVING} GROUP BY unit_id"

_TRAININGS = """
SELECT year, month, organiser, participants, centres FROM training_event
WHERE {scope} AND (year < :end_year OR (year = :end_year AND COALESCE(month, 1) <= :month))
ORDER BY year, month, organiser, id
"""


NONE = Count()


@dataclass
class _Tally:
    """Everything counted about one centre, or one field, before it becomes a figure."""

    own: Count = NONE
    joint: Count = NONE
    planned: Count = NONE
    by_field: dict[str, Count] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=lambda: defaultdict(int))

    def add(self, hosting: str, count: Count) -> None:
        setattr(self, hosting, getattr(self, hosting) + count)


def annual_figures(
    conn: Connection,
    period: Period,
    centres: Sequence[tuple[str, str]],
    owners: Sequence[str],
    taxonomy: Sequence[ActivityField],
    rule: CountingRule,
    previous: AnnualFigures | None = None,
) -> AnnualFigures:
    """The figures of the centres given as (unit id, name); trainings of the units ``owners`` are listed, too."""
    units = {unit_id: _Tally() for unit_id, _ in centres}
    fields = {item.code: _Tally() for item in taxonomy}
    query = _Query(conn, period, list(units), list(owners))
    _count_classes(query, rule, units, fields, {f.code for f in taxonomy if f.counts_in_total})
    unplaced = _count_plan(query, units, fields, {f.code for f in taxonomy if not f.counts_in_total})
    _count_yearly(query, units)
    return AnnualFigures(
        period=period,
        counting_rule=rule,
        fields=tuple(_field_figures(item, fields[item.code]) for item in _in_use(taxonomy, fields)),
        centres=tuple(_centre_figures(unit_id, name, units[unit_id]) for unit_id, name in centres),
        ratings=_ratings([tally.numbers.get("rank") for tally in units.values()]),
        trainings=tuple(Training(*row) for row in query.rows(_TRAININGS, owner_too=True)),
        regular_funding=_sum(units, "regular"),
        socialised_funding=_sum(units, "socialised"),
        managers=_sum(units, "managers"),
        collaborators=_sum(units, "collaborators"),
        seconded=_sum(units, "seconded"),
        boards=sum(1 for tally in units.values() if tally.numbers["managers"]),
        persons=_sum(units, "persons"),
        unplaced=unplaced,
        previous=previous,
    )


@dataclass
class _Query:
    """Runs the statements above over one scope and period."""

    conn: Connection
    period: Period
    units: list[str]
    owners: list[str]

    def rows(self, statement: str, turns: str = "", owner_too: bool = False) -> Iterator[Any]:
        scope = _IN_SCOPE.format(alias="")
        class_scope = _IN_SCOPE.format(alias="c.") + " AND c.state = 'held' AND c.starts_on BETWEEN :start AND :end"
        filled = statement.format(scope=scope, class_scope=class_scope, turns=turns)
        values = {
            "units": json.dumps([*self.units, *self.owners] if owner_too else self.units),
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            "first": self.period.years[0],
            "last": self.period.year,
            "end_year": self.period.end.year,
            "month": self.period.end.month,
            "managers": json.dumps(MANAGER_POSTS),
        }
        yield from self.conn.execute(text(filled), values)


def _count_classes(
    query: _Query, rule: CountingRule, units: dict[str, _Tally], fields: dict[str, _Tally], counted: set[str]
) -> None:
    known = set(fields)
    for row in query.rows(_CLASSES, _TURNS[rule]):
        count = Count(row.classes, row.turns)
        by_field, unit = fields.setdefault(row.field, _Tally()), units[row.unit_id]
        by_field.add(row.hosting, count)
        if row.field in counted or row.field not in known:
            unit.add(row.hosting, count)
        unit.by_field[row.field] = unit.by_field.get(row.field, Count()) + count
        for name in ("women", "minority", "rural"):
            by_field.numbers[name] += getattr(row, name) or 0
    for row in query.rows(_TOPICS):
        fields[row.field].numbers["topics"] = row.topics
    for row in query.rows(_PERSONS):
        (units[row.unit_id] if row.field is None else fields[row.field]).numbers["persons"] = row.people


def _count_plan(query: _Query, units: dict[str, _Tally], fields: dict[str, _Tally], outside: set[str]) -> Count:
    """Adds the plan to centres and fields; returns the part that no field has."""
    unplaced = Count()
    for row in query.rows(_PLAN):
        count = Count(row.classes, row.turns)
        if row.field not in outside:
            units[row.unit_id].planned += count
        if row.field:
            fields.setdefault(row.field, _Tally()).planned += count
        else:
            unplaced += count
    return unplaced


def _count_yearly(query: _Query, units: dict[str, _Tally]) -> None:
    for row in query.rows(_FACILITY):
        said = {"equipment": row.initial_equipment, "premises": row.own_premises}
        units[row.unit_id].numbers.update({name: value for name, value in said.items() if value is not None})
    for row in query.rows(_RANK):
        units[row.unit_id].numbers["rank"] = row.rank
    for row in query.rows(_FUNDING):
        units[row.unit_id].numbers.update(regular=row.regular or 0, socialised=row.socialised or 0)
    for row in query.rows(_STAFF):
        units[row.unit_id].numbers.update(managers=row.managers, seconded=row.seconded)
    for row in query.rows(_COLLABORATORS):
        units[row.unit_id].numbers["collaborators"] = row.people


def _in_use(taxonomy: Sequence[ActivityField], tallies: dict[str, _Tally]) -> Iterator[ActivityField]:
    """The fields to print: those in force, retired ones that have rows, and codes that no taxonomy names."""
    for item in taxonomy:
        tally = tallies[item.code]
        if item.active or tally.own.classes or tally.joint.classes or tally.planned != NONE:
            yield item
    for code in sorted(tallies.keys() - {item.code for item in taxonomy}):
        yield ActivityField(id="", unit_id="", code=code, name=code)


def _field_figures(item: ActivityField, tally: _Tally) -> FieldFigures:
    numbers = tally.numbers
    return FieldFigures(
        code=item.code,
        name=item.name,
        unit_word=item.unit_word,
        counts_in_total=item.counts_in_total,
        own=tally.own,
        joint=tally.joint,
        planned=tally.planned,
        topics=numbers["topics"],
        persons=numbers["persons"],
        women=numbers["women"],
        minority=numbers["minority"],
        rural=numbers["rural"],
    )


def _centre_figures(unit_id: str, name: str, tally: _Tally) -> CentreFigures:
    numbers = tally.numbers
    return CentreFigures(
        unit_id=unit_id,
        name=name,
        own=tally.own,
        joint=tally.joint,
        planned=tally.planned,
        by_field=tally.by_field,
        persons=numbers["persons"],
        rank=numbers.get("rank"),
        initial_equipment=_truth(numbers.get("equipment")),
        own_premises=_truth(numbers.get("premises")),
        regular_funding=numbers["regular"],
        socialised_funding=numbers["socialised"],
        managers=numbers["managers"],
        collaborators=numbers["collaborators"],
    )


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _ratings(ranks: Sequence[Rank | None]) -> tuple[RatingCount, ...]:
    """Good, fair and average always; poor only where there is one, as the report prints them."""
    printed: tuple[Rank, ...] = ("good", "fair", "average", *(("poor",) if "poor" in ranks else ()))
    return tuple(RatingCount(rank, sum(1 for found in ranks if found == rank), len(ranks)) for rank in printed)


def _sum(units: dict[str, _Tally], name: str) -> int:
    return sum(tally.numbers[name] for tally in units.values())


def units_with_classes(conn: Connection, period: Period) -> frozenset[str]:
    """The units that have a class in the period."""
    statement = "SELECT DISTINCT unit_id FROM learning_class WHERE NOT deleted AND starts_on BETWEEN :start AND :end"
    bounds = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    return frozenset(conn.scalars(text(statement), bounds))
