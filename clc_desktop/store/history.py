"""The list of changes, and taking one back: an undo is itself a change, so it can be undone and it travels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, text, update

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import ClassSession, Enrolment
from clc_desktop.store import tables
from clc_desktop.store.database import Store, Tx
from clc_desktop.store.records import kind_class, put, record_of, remove, row_as_json, rows_by_id, to_record

_CHANGE, _ROW = tables.change.c, tables.change_row.c

EDITS = (
    "save_class", "delete_class", "save_records", "delete_record", "import",
    "save_roster", "save_marks", "merge_learners",
)  # fmt: skip
"""Labels of the changes that "Hoàn tác" takes back one by one; files taken in have an undo of their own."""

MERGES = ("merge", "accept_fork")
"""Labels of the changes that took in a file; store/undo.py takes them back."""


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

    @property
    def is_edit(self) -> bool:
        """Whether it is of the kind that is taken back by itself, and still stands."""
        return self.label in EDITS and self.undoes is None and not self.undone


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of the list of changes: of this person, with one of these labels (none: any), before this id.

    ``words``: each must stand, whatever its accents, in the subject or the person's name, or the label be one of those
    given with it (the labels whose own words hold it).
    """

    who: str | None = None
    labels: tuple[str, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one change did to one record: its row before and after, as the database spells it; None where there was
    none. Of a change that was undone by putting old versions back (a merge), ``after`` is what stands now."""

    change: Change
    kind: str
    record_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def recent(conn: Connection, limit: int = 100, wanted: Wanted | None = None) -> tuple[Change, ...]:
    """The latest changes, newest first."""
    statement = _narrowed(_changes(), wanted or Wanted()).order_by(_CHANGE.id.desc()).limit(limit)
    return tuple(_change(row) for row in conn.execute(statement).mappings())


def change(conn: Connection, change_id: int) -> Change:
    """One line of the list; ClcError ``change_missing``."""
    row = conn.execute(_changes().where(_CHANGE.id == change_id)).mappings().one_or_none()
    if row is None:
        raise ClcError("change_missing")
    return _change(row)


def people(conn: Connection) -> tuple[str, ...]:
    """Everybody who has changed something."""
    return tuple(conn.scalars(select(_CHANGE.who).distinct().order_by(_CHANGE.who)))


def labels(conn: Connection) -> tuple[str, ...]:
    """Every label that the list of changes holds."""
    return tuple(conn.scalars(select(_CHANGE.label).distinct().order_by(_CHANGE.label)))


def _changes() -> Select[Any]:
    every = tables.change_row.alias()
    counted = select(func.count()).where(every.c.change_id == _CHANGE.id).scalar_subquery()
    return select(tables.change, counted.label("count"))


def _narrowed(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.who is not None:
        statement = statement.where(_CHANGE.who == wanted.who)
    if wanted.labels:
        statement = statement.where(_CHANGE.label.in_(wanted.labels))
    if wanted.before is not None:
        statement = statement.where(_CHANGE.id < wanted.before)
    for word, labels_meant in wanted.words:
        keys = (func.instr(func.clc_search_key(column), word) > 0 for column in (_CHANGE.subject, _CHANGE.who))
        statement = statement.where(or_(_CHANGE.label.in_(labels_meant), *keys))
    return statement


def steps_of_change(conn: Connection, change_id: int, limit: int) -> tuple[Step, ...]:
    """What a change did, record by record, in the order in which it was done."""
    return _steps(conn, _rows_of().where(_ROW.change_id == change_id).order_by(_ROW.id).limit(limit))


def steps_of_records(conn: Connection, ids: Sequence[str], limit: int) -> tuple[Step, ...]:
    """What was done to these records, newest first."""
    return _steps(conn, _rows_of().where(tables.one_of(_ROW.record_id, ids)).order_by(_ROW.id.desc()).limit(limit))


def parts_of_classes(conn: Connection, class_ids: Sequence[str]) -> tuple[str, ...]:
    """The ids of the sessions and the lines of rosters of these classes, deleted ones too."""
    parts = (tables.RECORDS[kind].c for kind in (ClassSession.kind, Enrolment.kind))
    found = (conn.scalars(select(part.id).where(tables.one_of(part.class_id, class_ids))) for part in parts)
    return tuple(record_id for ids in found for record_id in ids)


def _rows_of() -> Select[Any]:
    """Rows of the history, each with the id of the next row about the same record."""
    later = tables.change_row.alias()
    following = (
        select(func.min(later.c.id))
        .where(later.c.record_id == _ROW.record_id, later.c.kind == _ROW.kind, later.c.id > _ROW.id)
        .scalar_subquery()
    )
    joined = _changes().join_from(tables.change, tables.change_row, _ROW.change_id == _CHANGE.id)
    return joined.add_columns(_ROW.kind, _ROW.record_id, _ROW.before, following.label("following"))


def _steps(conn: Connection, statement: Select[Any]) -> tuple[Step, ...]:
    rows = conn.execute(statement).mappings().all()
    after = _bodies(conn, [row["following"] for row in rows if row["following"] is not None])
    newest = {(row["kind"], row["record_id"]) for row in rows if row["following"] is None}
    now = {kind: _rows_now(conn, kind, [i for k, i in newest if k == kind]) for kind in {kind for kind, _ in newest}}
    return tuple(
        Step(
            _change(row), row["kind"], row["record_id"], _read(row["before"]),
            after[row["following"]] if row["following"] is not None else now[row["kind"]].get(row["record_id"]),
        )
        for row in rows
    )  # fmt: skip


def _bodies(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, Any] | None]:
    statement = select(_ROW.id, _ROW.before).where(tables.one_of(_ROW.id, ids))
    return {row["id"]: _read(row["before"]) for row in conn.execute(statement).mappings()}


def _rows_now(conn: Connection, kind: str, ids: Sequence[str]) -> dict[str, dict[str, Any] | None]:
    table = tables.RECORDS[kind]
    statement = text(
        f"SELECT id, {row_as_json(table)} AS body FROM {table.name} WHERE id IN (SELECT value FROM json_each(:ids))"
    )
    return {row["id"]: _read(row["body"]) for row in conn.execute(statement, {"ids": json.dumps(list(ids))}).mappings()}


def _read(body: str | None) -> dict[str, Any] | None:
    return None if body is None else json.loads(body)


def of_record(conn: Connection, record_id: str) -> tuple[tuple[Change, dict[str, Any] | None], ...]:
    """Every change of one record, newest first, each with the row as it was before it."""
    joined = _changes().join_from(tables.change, tables.change_row, _ROW.change_id == _CHANGE.id)
    statement = joined.add_columns(_ROW.before).where(_ROW.record_id == record_id).order_by(_ROW.id.desc())
    return tuple((_change(row), _read(row["before"])) for row in conn.execute(statement).mappings())


def undo(store: Store, change_id: int) -> None:
    """Bring every record of a change back to what it was before it, in one transaction.

    Raises ClcError ``change_missing``, ``already_undone``, or ``changed_since`` when one of the records has been
    changed again after it: then nothing is touched, for a later change must be undone first.
    """
    with store.write("undo", undoes=change_id) as tx:
        found = tx.conn.execute(select(tables.change).where(_CHANGE.id == change_id)).mappings().one_or_none()
        if found is None or found["label"] in (*MERGES, "undo_merge"):  # store/undo.py takes those back
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
        before = _read(row["before"])
        if before is None or before["deleted"]:
            current = rows_by_id(tx.conn, tables.RECORDS[cls.kind], [row["record_id"]])[row["record_id"]]
            remove(tx, to_record(cls, current))
        else:
            put(tx, record_of(cls, before))


def _change(row: Any) -> Change:
    names = ("id", "at", "who", "label", "subject", "count", "undoes")
    return Change(**{name: row[name] for name in names}, undone=row["undone_by"] is not None)
