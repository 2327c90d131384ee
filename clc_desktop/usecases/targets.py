"""Chỉ tiêu: what every centre shall reach in a year, set by the aggregator; it goes down in the assignment files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clc_desktop.domain.records import ActivityField, PlanTarget, plan_id
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.store.database import Store
from clc_desktop.store.records import find
from clc_desktop.usecases.workspace import read_taxonomy, read_tree, require_identity


@dataclass(frozen=True, slots=True)
class CentreTargets:
    """A centre and its targets by field code; one that is not divided by field has the code ""."""

    unit_id: str
    name: str
    targets: dict[str, PlanTarget]


@dataclass(frozen=True, slots=True)
class YearTargets:
    """The targets of a year. ``fields`` are those in use, and before them "" where a target is not divided."""

    year: int
    fields: tuple[tuple[str, str], ...]
    centres: tuple[CentreTargets, ...]


def year_targets(store: Store, year: int) -> YearTargets:
    """Every centre that existed in the year, by name, with a target for each field; zeros where nothing was set."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    with store.read() as conn:
        who, tree = require_identity(conn, "aggregator"), read_tree(conn)
        kept = {(target.unit_id, target.field): target for target in find(conn, PlanTarget, year=year)}
        fields = [field for field in read_taxonomy(conn) if field.active or _is_set(kept, field)]
    centres = [unit.id for unit in tree.centres(who.unit_id, last) if tree.existed(unit.id, first, last)]
    undivided = any(code == "" and unit_id in centres for unit_id, code in kept)
    shown = ([("", "")] if undivided else []) + [(field.code, field.name) for field in fields]
    made = (
        CentreTargets(
            unit_id,
            tree.name(unit_id, last),
            {code: kept.get((unit_id, code)) or _none_yet(unit_id, year, code) for code, _name in shown},
        )
        for unit_id in centres
    )
    return YearTargets(year, tuple(shown), tuple(sorted(made, key=lambda one: text_sort_key(one.name))))


def _is_set(kept: dict[tuple[str, str], PlanTarget], field: ActivityField) -> bool:
    return any(code == field.code for _unit_id, code in kept)


def _none_yet(unit_id: str, year: int, code: str) -> PlanTarget:
    return PlanTarget(id=plan_id(unit_id, year, code), unit_id=unit_id, year=year, field=code, classes=0, turns=0)
