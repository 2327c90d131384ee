"""How far our centre is with what the programme of 2025–2030 asks, counted from what is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.programme import ITEMS, Indicator, of_items, of_share
from clc_desktop.domain.records import Collaborator, Facility, LiteracyYear, StaffMember
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.records import find
from clc_desktop.usecases.reporting import read_figures
from clc_desktop.usecases.workspace import require_identity

TRAINED_POSTS = ("director", "deputy", "teacher")
"""Whom of the staff the programme wants trained; beside them the speakers."""


def progress(store: Store, year: int) -> tuple[Indicator, ...]:
    """Every indicator of a year, from what is saved."""
    with store.read() as conn:
        unit_id = require_identity(conn).unit_id
        items = _items(find(conn, Facility, unit_id=unit_id), year)
        nothing = LiteracyYear(id="", unit_id=unit_id, year=year)
        literacy = next(iter(find(conn, LiteracyYear, unit_id=unit_id, year=year)), nothing)
        trained, people = _trained(conn, unit_id, year)
        now, before = (_turns(conn, one) for one in (year, year - 1))
    return (
        *(of_items(asked, items) for asked in ITEMS),
        of_share("trained", trained if people else None, people),
        of_share("phase1", literacy.phase1, literacy.illiterate),
        of_share("phase2", literacy.phase2, literacy.population),
        of_share("learners", now, before),
    )


def _items(found: Sequence[Facility], year: int) -> dict[str, bool | None]:
    """Item by item the latest year that says something, as the report counts them."""
    items: dict[str, bool | None] = {}
    for record in sorted((one for one in found if one.year <= year), key=lambda one: one.year):
        said = {name: getattr(record, name) for names in ITEMS.values() for name in names}
        items |= {name: value for name, value in said.items() if value is not None}
    return items


def _trained(conn: Connection, unit_id: str, year: int) -> tuple[int, int]:
    """Of those in office on the last day of the year, how many were ever trained, and how many there are."""
    last = date(year, 12, 31)
    staff = [one for one in find(conn, StaffMember, unit_id=unit_id) if one.post in TRAINED_POSTS]
    meant: list[StaffMember | Collaborator] = [*staff, *find(conn, Collaborator, unit_id=unit_id, role="speaker")]
    serving = [one for one in meant if (one.since or last) <= last and (one.until is None or one.until >= last)]
    return sum(any(when <= year for when in one.trained_years) for one in serving), len(serving)


def _turns(conn: Connection, year: int) -> int:
    return read_figures(conn, calendar_year(year), depth="turns").total.turns
