"""The list of changes, and taking one back: an undo is itself a change, so it can be undone and it travels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from clc_desktop.domain.errors import ClcError
from clc_desktop.store import tables
from clc_desktop.store.database import Store, Tx
from clc_desktop.store.records import kind_class, put, record_of, remove, rows_by_id, to_record

_CHANGE, _ROW = tables.change.c, tables.change_row.c


EDITS = ("save_class", "delete_class", "save_records", "delete_record", "import")
"""Labels of the changes that "Hoàn tác" takes back one by one; files taken in have an undo of their own."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: when (UTC, ISO), who, what (a code and a name), how many records."""

    id: int
    at: str
    who: str
    label: str
    subject: str
    count: int
    undoes: int | None
    undone: bool


def recent(conn: Connection, limit: int = 100) -> tuple[Change, ...]:
    """The latest changes, newest first."""
    counted = select(func.count()).where(_ROW.change_id == _CHANGE.id).scalar_subquery()
    statement = select(tables.change, counted.label("count")).order_by(_CHANGE.id.desc()).limit(limit)
    return tuple(_change(row) for row in conn.execute(statement).mappings())


def of_record(conn: Connection, record_id: str) -> tuple[tuple[Change, dict[str, Any] | None], ...]:
    """Every change of one record, newest first, each with the row as it was before it."""
    every = tables.change_row.alias()
    counted = select(func.count()).where(every.c.change_id == _CHANGE.id).scalar_subquery()
    statement = (
        select(tables.change, counted.label("count"), _ROW.before)
        .join_from(tables.change, tables.change_row, _ROW.change_id == _CHANGE.id)
        .where(_ROW.record_id == record_id)
        .order_by(_ROW.id.desc())
    )
    return tuple(
        (_change(row), None if row["before"] is None else json.loads(row["before"]))
        for row in conn.execute(statement).mappings()
    )


def undo(store: Store, change_id: int) -> None:
    """Bring every record of a change back to what it was before it, in one transaction.

    Raises ClcError ``change_missing``, ``already_undone``, or ``changed_since`` when one of the records has been
    changed again after it: then nothing is touched, for a later change must be undone first.
    """
    with store.write("undo", undoes=change_id) as tx:
        found = tx.conn.execute(select(tables.change).where(_CHANGE.id == change_id)).mappings().one_or_none()
        if found is None or found["label"] in ("merge", "accept_fork", "undo_merge"):  # store/undo.py takes those back
            raise ClcError("change_missing")
        if found["undone_by"] is not None:
            raise ClcError("already_undone")
        if _changed_since(tx.conn, change_id):
            raise ClcError("changed_since")
        _restore(tx, change_id)
        tx.conn.execute(update(tables.change).where(_CHANGE.id == change_id).values(undone_by=tx.change_id))
        if found["undoes"] is not None:  # what that undo had taken back stands again
            tx.conn.execute(update(tables.change).where(_CHANGE.id == found["undoes"]).values(undone_by=None))


def last_undoable(conn: Connection) -> int | None:
    """The newest change that is neither undone nor itself an undo."""
    statement = select(func.max(_CHANGE.id)).where(
        _CHANGE.undone_by.is_(None), _CHANGE.undoes.is_(None), _CHANGE.label.in_(EDITS)
    )
    found: int | None = conn.scalar(statement)
    return found


def last_redoable(conn: Connection) -> int | None:
    """The newest undo that still stands, provided that nothing new was done after it."""
    target = tables.change.alias()
    undos_of_edits = select(func.max(_CHANGE.id)).join(target, target.c.id == _CHANGE.undoes)
    of_edit = (target.c.undoes.is_(None), target.c.label.in_(EDITS))
    found: int | None = conn.scalar(undos_of_edits.where(_CHANGE.undone_by.is_(None), *of_edit))
    newest: int | None = conn.scalar(select(func.max(_CHANGE.id)).where(_CHANGE.undoes.is_(None)))
    return found if found and newest and found > newest else None


def _changed_since(conn: Connection, change_id: int) -> bool:
    touched = select(_ROW.record_id).where(_ROW.change_id == change_id)
    later = (
        select(_ROW.id)
        .join_from(tables.change_row, tables.change)
        .where(_ROW.record_id.in_(touched), _ROW.change_id > change_id)
        .where(_CHANGE.undone_by.is_(None), _CHANGE.undoes.is_(None))
    )
    return conn.execute(later.limit(1)).first() is not None


def _restore(tx: Tx, change_id: int) -> None:
    statement = select(tables.change_row).where(_ROW.change_id == change_id).order_by(_ROW.id.desc())
    for row in tx.conn.execute(statement).mappings().all():
        cls = kind_class(row["kind"])
        before = None if row["before"] is None else json.loads(row["before"])
        if before is None or before["deleted"]:
            current = rows_by_id(tx.conn, tables.RECORDS[cls.kind], [row["record_id"]])[row["record_id"]]
            remove(tx, to_record(cls, current))
        else:
            put(tx, record_of(cls, before))


def _change(row: Any) -> Change:
    names = ("id", "at", "who", "label", "subject", "count", "undoes")
    return Change(**{name: row[name] for name in names}, undone=row["undone_by"] is not None)
