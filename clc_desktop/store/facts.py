"""The records behind every figure, family by family, and the measures that count them: once, for sums and for rows.

A ``Measure`` of ``domain/cells.py`` is a family of records, a condition (``only``) and what each record adds
(``column``); with ``distinct`` each of those values counts once however many records bear it. ``sums`` and ``records``
build their statements from the same parts, so that the rows behind a cell cannot but add up to it.

Scope: the centres of a ``Counting``, in one period. A class counts when it was held and starts in the period; its turns
go with it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from clc_desktop.domain.cells import Ask, Dimension, Measure, Where
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import MANAGER_POSTS, ActivityField, CountingRule


@dataclass(frozen=True, slots=True)
class Counting:
    """Whose records are counted, and how: centres as (unit id, name), the units above whose trainings count, too."""

    centres: tuple[tuple[str, str], ...]
    owners: tuple[str, ...]
    taxonomy: tuple[ActivityField, ...]
    rule: CountingRule


class Fact(NamedTuple):
    """One record behind a cell; ``value`` is what it adds. "" stands for what a kind of record has not.

    Money has its source as ``field`` and its purpose as ``hosting``.
    """

    kind: str
    id: str
    unit_id: str
    day: str
    field: str
    hosting: str
    label: str
    detail: str
    value: int


@dataclass(frozen=True, slots=True)
class _Family:
    """Records of one kind, and how they are told apart; ``shown`` gives the columns of a ``Fact`` that they have."""

    kind: str
    rows: str
    dimensions: dict[Dimension, str]
    shown: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Spec:
    family: str
    column: str = "1"
    only: str = "TRUE"
    distinct: tuple[str, ...] = ()


_NOTHING = "''"
_SCOPED = "unit_id IN (SELECT value FROM json_each(:units)) AND NOT deleted"
_HELD = """+c.unit_id IN (SELECT value FROM json_each(:units)) AND NOT c.deleted AND c.state = 'held'
        AND c.starts_on BETWEEN :start AND :end"""
"""The plus keeps SQLite to the index by date, which holds all that is read of a class."""
_OF_CLASS = "FROM class_session s WHERE s.class_id = c.id AND s.unit_id = c.unit_id AND NOT s.deleted"

_TURNS: dict[CountingRule, str] = {
    "sessions": f"COALESCE((SELECT SUM(s.present) {_OF_CLASS}), 0)",
    "enrolled": f"""COALESCE(c.enrolled,
      (SELECT NULLIF(COUNT(DISTINCT e.learner_id), 0) FROM enrolment e
       WHERE e.class_id = c.id AND e.unit_id = c.unit_id AND NOT e.deleted),
      (SELECT MAX((s.present + s.meetings - 1) / s.meetings) {_OF_CLASS}), 0)""",
}
"""Turns of one class. Enrolled: as typed, else as on its roster, else the fullest session (a line's average)."""

_BY_DAY: dict[Dimension, str] = {
    "unit": "unit_id",
    "field": "field",
    "hosting": "hosting",
    "month": "substr(day, 1, 7)",
    "quarter": "substr(day, 1, 4) || '-Q' || ((substr(day, 6, 2) + 2) / 3)",
    "year": "substr(day, 1, 4)",
    "counted": "CASE WHEN field IN (SELECT value FROM json_each(:outside)) THEN '0' ELSE '1' END",
}
_SERVING = "(since IS NULL OR since <= :end) AND (until IS NULL OR until >= :end)"
_YEARS = "year BETWEEN :first AND :last"
_UNIT: dict[Dimension, str] = {"unit": "unit_id"}
_UNIT_YEAR: dict[Dimension, str] = {"unit": "unit_id", "year": "CAST(year AS TEXT)"}


def _latest(item: str) -> str:
    """Every centre with the latest record up to the period's end that says anything about an item of its facilities."""
    return f"""
    SELECT u.value AS unit_id, COALESCE(f.id, '') AS id, COALESCE(f.said, 0) AS said, f.year AS year
    FROM json_each(:units) u LEFT JOIN (
      SELECT unit_id, id, {item} AS said, MAX(year) AS year FROM facility
      WHERE {_SCOPED} AND year <= :last AND {item} IS NOT NULL GROUP BY unit_id) f ON f.unit_id = u.value
    """


_ITEMS: dict[Measure, str] = {
    "office": "said",
    "internet_pc": "said",
    "library": "said",
    "wifi": "said",
    "loudspeaker": "said",
    "rooms": "id <> ''",
    "books": "id <> ''",
}
"""Columns of facilities that are counted as they are, with the records that count: what is there, or is a number."""

_FAMILIES: dict[str, _Family] = {
    **{item: _Family("facility", _latest(item), _UNIT_YEAR, {"detail": "year"}) for item in _ITEMS},
    "class": _Family(
        "learning_class",
        f"""
        SELECT c.id, c.unit_id, c.field, c.hosting, c.starts_on AS day, c.topic, {{turns}} AS turns,
               (SELECT SUM(s.women) {_OF_CLASS}) AS women, (SELECT SUM(s.minority) {_OF_CLASS}) AS minority,
               (SELECT SUM(s.rural) {_OF_CLASS}) AS rural
        FROM learning_class c WHERE {_HELD}""",
        _BY_DAY,
        {"day": "day", "field": "field", "hosting": "hosting", "label": "topic"},
    ),
    "person": _Family(
        "learner",
        f"""
        SELECT a.value AS id, c.unit_id, c.field, c.hosting, c.starts_on AS day
        FROM learning_class c
        JOIN class_session s ON s.class_id = c.id AND s.unit_id = c.unit_id AND NOT s.deleted AND s.attended <> '[]',
             json_each(s.attended) a
        WHERE {_HELD}""",
        _BY_DAY,
    ),
    "plan": _Family(
        "plan_target",
        f"SELECT id, unit_id, field, year, classes, turns FROM plan_target WHERE {_SCOPED} AND {_YEARS}",
        {"unit": "unit_id", "field": "field", "year": "CAST(year AS TEXT)", "counted": _BY_DAY["counted"]},
        {"field": "field", "detail": "year"},
    ),
    "centre": _Family("unit", "SELECT value AS id, value AS unit_id FROM json_each(:units)", _UNIT),
    "equipment": _Family("facility", _latest("initial_equipment"), _UNIT_YEAR, {"detail": "year"}),
    "premises": _Family("facility", _latest("own_premises"), _UNIT_YEAR, {"detail": "year"}),
    "rank": _Family(
        "self_assessment",
        "SELECT id, unit_id, rank, MAX(year) AS year,"
        " (SELECT SUM(json_extract(p.value, '$[1]')) FROM json_each(points) p) AS given"
        f" FROM self_assessment WHERE {_SCOPED} AND year = :last GROUP BY unit_id",
        {"unit": "unit_id", "rank": "rank"},
        {"label": "rank", "detail": "year || COALESCE(' ' || given, '')"},
    ),
    "funding": _Family(
        "funding_entry",
        f"SELECT id, unit_id, year, source, purpose, amount, source_text, purpose_text FROM funding_entry"
        f" WHERE {_SCOPED} AND {_YEARS}",
        {"unit": "unit_id", "source": "source", "purpose": "purpose", "year": "CAST(year AS TEXT)"},
        {
            "field": "source",
            "hosting": "purpose",
            "label": "trim(source_text || ' ' || purpose_text)",
            "detail": "year",
        },
    ),
    "staff": _Family(
        "staff_member",
        f"SELECT id, unit_id, full_name, post, seconded FROM staff_member WHERE {_SCOPED} AND {_SERVING}",
        _UNIT,
        {"label": "full_name", "detail": "post"},
    ),
    "collaborator": _Family(
        "collaborator",
        f"SELECT id, unit_id, full_name, role FROM collaborator WHERE {_SCOPED} AND {_SERVING}",
        _UNIT,
        {"label": "full_name", "detail": "role"},
    ),
    "training": _Family(
        "training_event",
        """
        SELECT id, unit_id, year, month, organiser, participants, centres FROM training_event
        WHERE unit_id IN (SELECT value FROM json_each(:everybody)) AND NOT deleted
              AND (year < :end_year OR (year = :end_year AND COALESCE(month, 1) <= :month))""",
        {"unit": "unit_id", "year": "CAST(year AS TEXT)"},
        {"label": "organiser", "detail": "CASE WHEN month IS NULL THEN year ELSE month || '/' || year END"},
    ),
}

_MEASURES: dict[Measure, _Spec] = {
    "classes": _Spec("class"),
    "turns": _Spec("class", "turns"),
    "women": _Spec("class", "women"),
    "minority": _Spec("class", "minority"),
    "rural": _Spec("class", "rural"),
    "topics": _Spec("class", distinct=("topic",)),
    "persons": _Spec("person", distinct=("unit_id", "id")),
    "planned_classes": _Spec("plan", "classes"),
    "planned_turns": _Spec("plan", "turns"),
    "centres": _Spec("centre"),
    "equipped": _Spec("equipment", only="said"),
    "not_equipped": _Spec("equipment", only="NOT said"),
    "own_premises": _Spec("premises", only="said"),
    "no_premises": _Spec("premises", only="NOT said"),
    **{item: _Spec(item, "said", only) for item, only in _ITEMS.items()},
    "ranked": _Spec("rank"),
    "amount": _Spec("funding", "amount"),
    "managers": _Spec("staff", only="post IN (SELECT value FROM json_each(:managers))"),
    "seconded": _Spec("staff", only="seconded"),
    "boards": _Spec("staff", only="post IN (SELECT value FROM json_each(:managers))", distinct=("unit_id",)),
    "collaborators": _Spec("collaborator"),
    "participants": _Spec("training", "participants"),
}


@dataclass(frozen=True)
class Facts:
    """Asks one database about the records of one ``Counting``."""

    conn: Connection
    counting: Counting
    _rows: dict[str, str] = field(default_factory=dict, init=False)

    def sums(
        self, measures: Sequence[Measure], period: Period, keys: Sequence[Dimension] = (), where: Where = ()
    ) -> list[tuple[Any, ...]]:
        """The key values and the sum of each measure, a row for each combination that occurs.

        Several measures must be of one family. Without keys there is one row.
        """
        family = _FAMILIES[_MEASURES[measures[0]].family]
        names = [f"{family.dimensions[key]} AS k{index}" for index, key in enumerate(keys)]
        grouping = "GROUP BY " + ", ".join(f"k{index}" for index in range(len(keys))) if keys else ""
        conditions, values = _conditions(family, where)
        spec = _MEASURES[measures[0]]
        if spec.distinct:
            listed = ", ".join([*names, *spec.distinct])
            source = f"SELECT DISTINCT {listed} FROM ({family.rows}) WHERE {conditions} AND {spec.only}"
            chosen = ", ".join([*(f"k{index}" for index in range(len(keys))), "COUNT(*)"])
            return self._run(f"SELECT {chosen} FROM ({source}) {grouping}", period, values)
        added = [_added(_MEASURES[measure]) for measure in measures]
        chosen = ", ".join([*names, *added])
        return self._run(f"SELECT {chosen} FROM ({family.rows}) WHERE {conditions} {grouping}", period, values)

    def records(self, ask: Ask) -> list[Fact]:
        """The records whose values add up to the answer, by unit and day."""
        statement, values = self._records(ask)
        return [Fact(*row) for row in self._run(f"{statement} ORDER BY 3, 4, 7, 2", ask.period, values)]

    def within(self, units: Collection[str]) -> Facts:
        """The same questions about these centres alone."""
        few = tuple(centre for centre in self.counting.centres if centre[0] in units)
        return Facts(self.conn, replace(self.counting, centres=few))

    def shares(self, ask: Ask) -> list[tuple[str, int, int]]:
        """(unit, what it adds to the answer, its records), without reading the records."""
        statement, values = self._records(ask)
        grouped = f"SELECT unit_id, SUM(value), COUNT(*) FROM ({statement}) GROUP BY unit_id"
        return [(unit_id, value, count) for unit_id, value, count in self._run(grouped, ask.period, values)]

    def _records(self, ask: Ask) -> tuple[str, dict[str, str]]:
        spec = _MEASURES[ask.measure]
        family = _FAMILIES[spec.family]
        conditions, values = _conditions(family, ask.where)
        listed = {"unit_id": "unit_id", **family.shown}
        if spec.distinct:
            listed = {"unit_id": "unit_id" if "unit_id" in spec.distinct else "''", "label": spec.distinct[-1]}
        shown = ", ".join(f"{listed.get(name, _NOTHING)} AS {name}" for name in Fact._fields[2:-1])
        statement = f"""
            SELECT '{family.kind}' AS kind, id AS id, {shown}, {spec.column} AS value FROM ({family.rows})
            WHERE {conditions} AND {spec.only} AND {spec.column} IS NOT NULL
            {"GROUP BY " + ", ".join(spec.distinct) if spec.distinct else ""}"""
        return statement, values

    def persons(self, period: Period) -> list[tuple[Any, ...]]:
        """(unit, None, distinct persons) of every unit, and (None, field, persons) of every field, in one go."""
        people = f"SELECT DISTINCT unit_id, field, id FROM ({_FAMILIES['person'].rows})"
        statement = f"""
            WITH people AS MATERIALIZED ({people})
            SELECT unit_id, NULL AS field, COUNT(DISTINCT id) FROM people GROUP BY unit_id
            UNION ALL SELECT NULL, field, COUNT(*) FROM people GROUP BY field"""
        return [tuple(row) for row in self._run(statement, period, {})]

    def trainings(self, period: Period) -> list[tuple[Any, ...]]:
        """Year, month, organiser, participants and centres of every training up to the end of the period."""
        rows = f"SELECT year, month, organiser, participants, centres FROM ({_FAMILIES['training'].rows})"
        return [tuple(row) for row in self._run(f"{rows} ORDER BY year, month, organiser, id", period, {})]

    def _run(self, statement: str, period: Period, more: dict[str, Any]) -> list[Any]:
        counting = self.counting
        units = [unit_id for unit_id, _ in counting.centres]
        values = more | {
            "units": json.dumps(units),
            "everybody": json.dumps([*units, *counting.owners]),
            "outside": json.dumps([one.code for one in counting.taxonomy if not one.counts_in_total]),
            "managers": json.dumps(MANAGER_POSTS),
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "first": period.years[0],
            "last": period.year,
            "end_year": period.end.year,
            "month": period.end.month,
        }
        filled = statement.replace("{turns}", _TURNS[counting.rule])
        used = {name: value for name, value in values.items() if f":{name}" in filled}
        return list(self.conn.execute(text(filled), used).all())


def _added(spec: _Spec) -> str:
    only = "" if spec.only == "TRUE" else f" FILTER (WHERE {spec.only})"
    return f"COALESCE(SUM({spec.column}){only}, 0)"


def _conditions(family: _Family, where: Where) -> tuple[str, dict[str, str]]:
    """SQL for the values that the dimensions shall have, and the values."""
    parts = [f"{family.dimensions[dimension]} = :w{index}" for index, (dimension, _) in enumerate(where)]
    return " AND ".join(parts) or "TRUE", {f"w{index}": value for index, (_, value) in enumerate(where)}
