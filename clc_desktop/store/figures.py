"""The figures of ``domain/figures.py``, put together from what ``store/facts.py`` counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, text

from clc_desktop.domain.cells import Measure
from clc_desktop.domain.figures import (
    AnnualFigures,
    CentreFigures,
    Count,
    Depth,
    FieldFigures,
    RatingCount,
    Training,
)
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ActivityField, CountingRule, Rank
from clc_desktop.store.facts import Counting, Facts

NONE = Count()


@dataclass
class _Tally:
    """Everything counted about one centre, or one field, before it becomes a figure."""

    own: Count = NONE
    joint: Count = NONE
    planned: Count = NONE
    by_field: dict[str, Count] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=lambda: defaultdict(int))


def annual_figures(
    conn: Connection,
    period: Period,
    centres: Sequence[tuple[str, str]],
    owners: Sequence[str],
    taxonomy: Sequence[ActivityField],
    rule: CountingRule,
    depth: Depth = "all",
) -> AnnualFigures:
    """The figures of the centres given as (unit id, name); trainings of the units ``owners`` are listed, too.

    What lies below ``depth`` is left at 0.
    """
    if depth == "all":
        return with_people(conn, annual_figures(conn, period, centres, owners, taxonomy, rule, "turns"), taxonomy)
    units = {unit_id: _Tally() for unit_id, _ in centres}
    fields = {item.code: _Tally() for item in taxonomy}
    facts = Facts(conn, Counting(tuple(centres), tuple(owners), tuple(taxonomy), rule))
    outside = {item.code for item in taxonomy if not item.counts_in_total}
    if depth == "fields":
        unplaced = _count_fields(facts, period, fields)
    else:
        _count_classes(facts, period, units, fields, outside)
        unplaced = _count_plan(facts, period, units, fields, outside)
        _count_yearly(facts, period, units)
    return AnnualFigures(
        period=period,
        counting_rule=rule,
        fields=tuple(_field_figures(item, fields[item.code]) for item in _in_use(taxonomy, fields)),
        centres=tuple(_centre_figures(unit_id, name, units[unit_id]) for unit_id, name in centres),
        ratings=_ratings([tally.numbers.get("rank") for tally in units.values()]),
        trainings=() if depth == "fields" else tuple(Training(*row) for row in facts.trainings(period)),
        regular_funding=_sum(units, "regular"),
        socialised_funding=_sum(units, "socialised"),
        managers=_sum(units, "managers"),
        collaborators=_sum(units, "collaborators"),
        seconded=_sum(units, "seconded"),
        boards=sum(1 for tally in units.values() if tally.numbers["managers"]),
        unplaced=unplaced,
        depth=depth,
    )


class _Sums(dict[Any, list[int]]):
    """Classes and turns by any key, added up as plain numbers: a thousand centres have twelve thousand of them."""

    def add(self, key: Any, classes: int, turns: int) -> None:
        found = self.get(key)
        if found is None:
            self[key] = [classes, turns]
        else:
            found[0] += classes
            found[1] += turns


def with_people(conn: Connection, found: AnnualFigures, taxonomy: Sequence[ActivityField]) -> AnnualFigures:
    """The same figures with what takes longest: distinct persons, topics, women, minorities and rural workers."""
    centres = tuple((centre.unit_id, centre.name) for centre in found.centres)
    facts = Facts(conn, Counting(centres, (), tuple(taxonomy), found.counting_rule))
    of_fields, of_units = _count_people(facts, found.period)
    return replace(
        found,
        fields=tuple(_with_people(one, of_fields[one.code]) for one in found.fields),
        centres=tuple(replace(one, persons=of_units.get(one.unit_id, 0)) for one in found.centres),
        persons=sum(of_units.values()),
        depth="all",
    )


def _with_people(found: FieldFigures, numbers: dict[str, int]) -> FieldFigures:
    return replace(
        found,
        topics=numbers["topics"],
        persons=numbers["persons"],
        women=numbers["women"],
        minority=numbers["minority"],
        rural=numbers["rural"],
    )


def _count_fields(facts: Facts, period: Period, fields: dict[str, _Tally]) -> Count:
    """Classes and plan by field; returns the part of the plan that no field has."""
    for code, hosting, classes in facts.sums(("classes",), period, ("field", "hosting")):
        setattr(fields.setdefault(code, _Tally()), hosting, Count(classes))
    planned = facts.sums(("planned_classes", "planned_turns"), period, ("field",))
    by_field = {code: Count(*count) for code, *count in planned}
    unplaced = by_field.pop("", NONE)
    for code, count in by_field.items():
        fields.setdefault(code, _Tally()).planned = count
    return unplaced


def _count_classes(
    facts: Facts, period: Period, units: dict[str, _Tally], fields: dict[str, _Tally], outside: set[str]
) -> None:
    by_field, by_unit, both = _Sums(), _Sums(), _Sums()
    for unit_id, code, hosting, classes, turns in facts.sums(
        ("classes", "turns"), period, ("unit", "field", "hosting")
    ):
        by_field.add((code, hosting), classes, turns)
        both.add((unit_id, code), classes, turns)
        if code not in outside:
            by_unit.add((unit_id, hosting), classes, turns)
    for (code, hosting), count in by_field.items():
        setattr(fields.setdefault(code, _Tally()), hosting, Count(*count))
    for (unit_id, hosting), count in by_unit.items():
        setattr(units[unit_id], hosting, Count(*count))
    for (unit_id, code), count in both.items():
        units[unit_id].by_field[code] = Count(*count)


def _count_people(facts: Facts, period: Period) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Numbers by name of each field, and the persons of each centre."""
    fields: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    units: dict[str, int] = {}
    for code, women, minority, rural in facts.sums(("women", "minority", "rural"), period, ("field",)):
        fields[code].update(women=women, minority=minority, rural=rural)
    for code, topics in facts.sums(("topics",), period, ("field",)):
        fields[code].update(topics=topics)
    for unit_id, code, persons in facts.persons(period):
        if unit_id is None:
            fields[code].update(persons=persons)
        else:
            units[unit_id] = persons
    return fields, units


def _count_plan(
    facts: Facts, period: Period, units: dict[str, _Tally], fields: dict[str, _Tally], outside: set[str]
) -> Count:
    """Adds the plan to centres and fields; returns the part that no field has."""
    by_field, by_unit = _Sums(), _Sums()
    for unit_id, code, *count in facts.sums(("planned_classes", "planned_turns"), period, ("unit", "field")):
        by_field.add(code, *count)
        if code not in outside:
            by_unit.add(unit_id, *count)
    for unit_id, planned in by_unit.items():
        units[unit_id].planned = Count(*planned)
    unplaced = Count(*by_field.pop("", ()))
    for code, planned in by_field.items():
        fields.setdefault(code, _Tally()).planned = Count(*planned)
    return unplaced


def _count_yearly(facts: Facts, period: Period, units: dict[str, _Tally]) -> None:
    items: tuple[tuple[str, Measure], ...] = (("equipment", "equipped"), ("premises", "own_premises"))
    for name, measure in items:
        for unit_id, year, has in facts.sums((measure,), period, ("unit", "year")):
            units[unit_id].numbers[name] = None if year is None else bool(has)
    for unit_id, rank, _count in facts.sums(("ranked",), period, ("unit", "rank")):
        units[unit_id].numbers["rank"] = rank
    for unit_id, source, purpose, amount in facts.sums(("amount",), period, ("unit", "source", "purpose")):
        if (source, purpose) == ("state", "regular"):
            units[unit_id].numbers["regular"] = amount
        if source == "socialised":
            units[unit_id].numbers["socialised"] += amount
    for unit_id, managers, seconded in facts.sums(("managers", "seconded"), period, ("unit",)):
        units[unit_id].numbers.update(managers=managers, seconded=seconded)
    for unit_id, people in facts.sums(("collaborators",), period, ("unit",)):
        units[unit_id].numbers["collaborators"] = people


def _in_use(taxonomy: Sequence[ActivityField], tallies: dict[str, _Tally]) -> Iterator[ActivityField]:
    """The fields to print: those in force, retired ones that have rows, and codes that no taxonomy names."""
    for item in taxonomy:
        tally = tallies[item.code]
        if item.active or tally.own.classes or tally.joint.classes or tally.planned != NONE:
            yield item
    for code in sorted(tallies.keys() - {item.code for item in taxonomy}):
        yield ActivityField(id="", unit_id="", code=code, name=code)


def _field_figures(item: ActivityField, tally: _Tally) -> FieldFigures:
    return FieldFigures(
        code=item.code,
        name=item.name,
        unit_word=item.unit_word,
        counts_in_total=item.counts_in_total,
        own=tally.own,
        joint=tally.joint,
        planned=tally.planned,
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
        rank=numbers.get("rank"),
        initial_equipment=numbers.get("equipment"),
        own_premises=numbers.get("premises"),
        regular_funding=numbers["regular"],
        socialised_funding=numbers["socialised"],
        managers=numbers["managers"],
        collaborators=numbers["collaborators"],
    )


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
