"""Reading and writing records of any kind; every write is versioned and kept in the history."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, Table, bindparam, insert, select, text, update

from clc_desktop.domain import versions
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS, Record
from clc_desktop.store import siblings, tables
from clc_desktop.store.database import Tx
from clc_desktop.store.locks import refuse_changes

R = TypeVar("R", bound=Record)


def get(conn: Connection, cls: type[R], record_id: str) -> R:
    """The record, raising ClcError ``record_missing`` where there is none or it was deleted."""
    table = tables.RECORDS[cls.kind]
    row = conn.execute(select(table).where(table.c.id == record_id, ~table.c.deleted)).mappings().one_or_none()
    if row is None:
        raise ClcError("record_missing", kind=cls.kind)
    return to_record(cls, row)


def find(conn: Connection, cls: type[R], *where: Any, **equal: Any) -> tuple[R, ...]:
    """The records that are not deleted and meet the conditions, in the order in which they were first typed."""
    table = tables.RECORDS[cls.kind]
    conditions = [table.c[name] == value for name, value in equal.items()]
    statement = select(table).where(~table.c.deleted, *conditions, *where).order_by(table.c.id)
    return tuple(to_record(cls, row) for row in conn.execute(statement).mappings())


def find_ids(conn: Connection, cls: type[R], ids: Iterable[str]) -> dict[str, R]:
    """Those of the records with these ids that are there and not deleted, by id."""
    return {found.id: found for found in find(conn, cls, tables.one_of(tables.RECORDS[cls.kind].c.id, ids))}


def to_record(cls: type[R], row: RowMapping) -> R:
    """The dataclass of a row of its table."""
    return cls(**{name: row[name] for name in _field_names(cls.kind)})


@cache
def _field_names(kind: str) -> tuple[str, ...]:
    """Asked once for each kind: an officer's page reads thousands of unit terms."""
    return tuple(field.name for field in dataclasses.fields(KINDS[kind]))


def record_of(cls: type[R], values: Mapping[str, Any]) -> R:
    """The record of a row kept as JSON; what such a row does not have, because it never travels, is empty."""
    table = tables.RECORDS[cls.kind]
    known = {name: _python(column, values[name]) for name, column in table.columns.items() if name in values}
    return cls(**{f.name: known.get(f.name, f.default) for f in dataclasses.fields(cls)})


def _python(column: Any, value: Any) -> Any:
    """What SQLAlchemy would have read from the database for this column."""
    if value is None:
        return None
    kind = column.type
    if isinstance(kind, tables.JsonTuple):
        return kind.process_result_value(value, None)
    python_type = kind.python_type
    return python_type.fromisoformat(value) if hasattr(python_type, "fromisoformat") else python_type(value)


def put(tx: Tx, *records: Record) -> int:
    """Write new or changed records as new versions; records equal to what is stored are left alone, and of two with
    one id the later counts.

    Returns how many were written. Raises ClcError ``foreign_record`` when an id belongs to another unit's record, and
    ``period_locked`` when a record lies, or lay, in a locked period.
    """
    return sum(_put_kind(tx, cls, [r for r in records if type(r) is cls]) for cls in _kinds_of(records))


def remove(tx: Tx, *records: Record) -> None:
    """Delete records: each leaves a tombstone, which travels, so that a merge elsewhere deletes them, too.

    Raises like ``put``.
    """
    for cls in _kinds_of(records):
        _put_kind(tx, cls, [r for r in records if type(r) is cls], deleted=True)


def _kinds_of(records: Iterable[Record]) -> list[type[Record]]:
    return list(dict.fromkeys(type(record) for record in records))


def _put_kind(tx: Tx, cls: type[Record], records: Sequence[Record], deleted: bool = False) -> int:
    table = tables.RECORDS[cls.kind]
    stored = rows_by_id(tx.conn, table, [record.id for record in records])
    fresh, changed = [], []
    for record in {record.id: record for record in records}.values():
        values = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
        old = stored.get(record.id)
        if old is None:
            fresh.append(values | {"version": _written(tx, ""), "deleted": deleted})
        elif old["unit_id"] != record.unit_id:
            raise ClcError("foreign_record", kind=cls.kind)
        elif old["deleted"] != deleted or any(old[name] != value for name, value in values.items()):
            changed.append(values | {"version": _written(tx, old["version"]), "deleted": deleted})
    ids = [row["id"] for row in changed]
    refuse_changes(tx.conn, cls.kind, [*fresh, *changed, *(stored[record_id] for record_id in ids)])
    log_before(tx, table, ids)
    log_new(tx, table, [row["id"] for row in fresh])
    if fresh:
        tx.conn.execute(insert(table), fresh)
    if changed:
        _update(tx.conn, table, changed)
        siblings.drop_known(tx, cls.kind, {row["id"]: row["version"] for row in changed})
    return len(fresh) + len(changed)


def _written(tx: Tx, version: str) -> str:
    return versions.written(version, tx.installation, tx.counter)


def _update(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    names = [name for name in rows[0] if name != "id"]
    statement = (
        update(table).where(table.c.id == bindparam("b_id")).values({name: bindparam("b_" + name) for name in names})
    )
    conn.execute(statement, [{"b_" + name: value for name, value in row.items()} for row in rows])


def rows_by_id(conn: Connection, table: Table, ids: Sequence[str]) -> dict[str, RowMapping]:
    """The rows (tombstones too) with these ids."""
    statement = select(table).where(tables.one_of(table.c.id, ids))
    return {row["id"]: row for row in conn.execute(statement).mappings()}


def row_as_json(table: Table) -> str:
    """SQL that makes a whole row of ``table`` one JSON object."""
    return "json_object(" + ", ".join(f"'{c.name}', {table.name}.\"{c.name}\"" for c in table.columns) + ")"


def log_before(tx: Tx, table: Table, ids: Sequence[str]) -> None:
    """Keep the rows as they are in the history, before they change."""
    if ids:
        statement = text(
            f"INSERT INTO change_row (change_id, kind, record_id, before) "
            f"SELECT :change, '{table.name}', id, {row_as_json(table)} FROM {table.name} "
            f"WHERE id IN (SELECT value FROM json_each(:ids))"
        )
        tx.conn.execute(statement, {"change": tx.change_id, "ids": json.dumps(list(ids))})


def log_new(tx: Tx, table: Table, ids: Sequence[str]) -> None:
    """Say in the history that these records did not exist before."""
    if ids:
        rows = [{"change_id": tx.change_id, "kind": table.name, "record_id": i, "before": None} for i in ids]
        tx.conn.execute(insert(tables.change_row), rows)


def kind_class(kind: str) -> type[Record]:
    """The dataclass of a kind's name; raises ClcError ``newer_format`` for one this program does not know."""
    if kind not in KINDS:
        raise ClcError("newer_format")
    return KINDS[kind]
