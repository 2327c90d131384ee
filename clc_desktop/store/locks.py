"""Keeping a locked period as it is: every path that writes records asks here first.

``refuse_changes`` is for records written one by one (saving, deleting, undo, corrections), ``refuse_merge`` for what
store/merging.py has staged, ``refuse_decision`` for a conflict, ``refuse_undo`` for a merge taken back. All name the
period that is in the way: ClcError ``period_locked``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, text

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.locks import BY_CLASS, LOCKABLE, holds, locked_years
from clc_desktop.domain.periods import Period
from clc_desktop.store import tables
from clc_desktop.store.states import locked_periods

Values = Mapping[Any, Any]


def refuse_changes(conn: Connection, kind: str, rows: Iterable[Values]) -> None:
    """Refuse when one of the rows, old or new, lies in a locked period; ClcError ``period_locked``."""
    touched = list(rows) if kind in LOCKABLE else []
    locked = locked_periods(conn, {row["unit_id"] for row in touched}) if touched else ()
    starts = _class_starts(conn, {row["class_id"] for row in touched}) if locked and kind in BY_CLASS else {}
    for period in locked:
        if any(holds(period, kind, row, starts) for row in touched):
            raise ClcError("period_locked", period=period.code)


def refuse_decision(conn: Connection, kind: str, record_id: str, body: Values) -> None:
    """Refuse to decide a conflict on a record of a locked period; ``body`` is spelled as in the database."""
    if kind in LOCKABLE:
        refuse_changes(conn, kind, [_typed(body), *_rows(conn, kind, [record_id])])


def refuse_merge(conn: Connection, kinds: Iterable[str], units: Collection[str]) -> None:
    """Refuse when what is staged would change anything in a locked period; ClcError ``period_locked``.

    Tombstones of what is not here change nothing, and neither does a record that stands here as it is sent.
    """
    locked = locked_periods(conn, units)
    for kind in [kind for kind in dict.fromkeys(kinds) if kind in LOCKABLE]:
        for period in locked:
            if conn.scalar(text(_staged_in(kind)), _bounds(kind, period)):
                raise ClcError("period_locked", period=period.code)


def refuse_undo(conn: Connection, change_id: int) -> None:
    """Refuse when undoing a change would touch a locked period; ClcError ``period_locked``."""
    row = tables.change_row.c
    for kind in conn.scalars(
        select(row.kind).where(row.change_id == change_id, row.kind.in_(LOCKABLE)).distinct()
    ).all():
        lines = conn.execute(
            select(row.record_id, row.before).where(row.change_id == change_id, row.kind == kind)
        ).all()
        before = [_typed(json.loads(line.before)) for line in lines if line.before is not None]
        refuse_changes(conn, kind, [*before, *_rows(conn, kind, [line.record_id for line in lines])])


def _typed(values: Values) -> Values:
    """A row kept in the history, with the one date that matters here."""
    return {**values, "starts_on": date.fromisoformat(values["starts_on"])} if "starts_on" in values else values


def _staged_in(kind: str) -> str:
    """SQL: whether a staged record of a kind is about to change in a period."""
    if kind == "learning_class":
        lies = "s.starts_on BETWEEN :start AND :end OR t.starts_on BETWEEN :start AND :end"
    elif kind in BY_CLASS:
        lies = """EXISTS (SELECT 1 FROM learning_class c
                          WHERE c.id IN (s.class_id, t.class_id) AND c.starts_on BETWEEN :start AND :end)"""
    else:
        lies = "s.year BETWEEN :first AND :last OR t.year BETWEEN :first AND :last"
    return f"""
        SELECT EXISTS (
          SELECT 1 FROM incoming_{kind} s LEFT JOIN {kind} t ON t.id = s.id
          WHERE s.relation IN ('added', 'newer', 'concurrent')
            AND NOT (s.deleted AND COALESCE(t.deleted, 1)) AND ({lies}))"""


def _bounds(kind: str, period: Period) -> dict[str, Any]:
    if kind == "learning_class" or kind in BY_CLASS:
        return {"start": period.start.isoformat(), "end": period.end.isoformat()}
    years = locked_years(kind, period)
    return {"first": years[0], "last": years[-1]} if years else {"first": 1, "last": 0}


def _class_starts(conn: Connection, ids: Collection[str]) -> dict[str, date]:
    return {row["id"]: row["starts_on"] for row in _rows(conn, "learning_class", ids)}


def _rows(conn: Connection, kind: str, ids: Collection[str]) -> list[Values]:
    table = tables.RECORDS[kind]
    return list(conn.execute(select(table).where(tables.one_of(table.c.id, ids))).mappings())
