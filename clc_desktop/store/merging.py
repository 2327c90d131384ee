"""Merging records that came in a file: staged in TEMP tables, compared and written by set-based SQL.

The rule is ``domain/versions.py``: what the sender knew and changed replaces ours; what we knew and changed stays; what
neither knew of the other is a conflict, of which the same state is shown on every machine and the rest kept in
``sibling``. A preview does everything but the writing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, text

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS, shared_fields
from clc_desktop.domain.versions import State, settle
from clc_desktop.store import tables
from clc_desktop.store.database import Tx
from clc_desktop.store.records import row_as_json

DELETIONS_ASK = 20
"""A merge that deletes more than one in twenty (5 %) of a unit's records must be asked for."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Records of one kind, ready for SQLite: tuples in the order of ``columns_of(kind)``.

    ``missing`` are columns that an older program did not send: ours stay as they are.
    """

    kind: str
    rows: Sequence[tuple[Any, ...]]
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """What a merge does to the records shown: ``kept`` are ours that the sender had not seen, ``unchanged`` equal."""

    added: int = 0
    changed: int = 0
    deleted: int = 0
    conflicts: int = 0
    unchanged: int = 0
    kept: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class RowChange:
    """One line of a preview; ``before`` and ``after`` are the shared fields as in the database, None where absent."""

    kind: str
    record_id: str
    what: Literal["added", "changed", "deleted", "conflict"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def stage(conn: Connection, batches: Iterable[Incoming], units: Collection[str]) -> Counts:
    """Put a file's records beside ours and compare them; only TEMP tables are written.

    Raises ClcError ``foreign_record`` when a record belongs to none of ``units``, or its id to another unit's record.
    """
    counts = Counts()
    for batch in batches:
        sql = _sql(batch.kind)
        for statement in (sql.create, sql.empty):
            conn.exec_driver_sql(statement)
        if batch.rows:
            conn.exec_driver_sql(sql.insert, list(batch.rows))
        for name in batch.missing:
            conn.exec_driver_sql(_keep_ours(batch.kind, name))
        conn.exec_driver_sql(sql.compare)
        _refuse_foreign(conn, sql, units)
        counts += Counts(*conn.exec_driver_sql(sql.count).one())
    return counts


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns that travel: version, tombstone, the record's shared fields, unknown fields."""
    return ("version", "deleted", *shared_fields(KINDS[kind]), "extra")


def changes(conn: Connection, kinds: Iterable[str], limit: int = 500) -> tuple[RowChange, ...]:
    """The lines of a preview of what is staged, at most ``limit`` of each kind."""
    return tuple(
        RowChange(kind, row.id, row.what, _parsed(row.before), _parsed(row.after))
        for kind in kinds
        for row in conn.execute(text(_sql(kind).list_changes), {"limit": limit})
    )


def refuse_mass_deletion(conn: Connection, counts: Counts, units: Collection[str]) -> None:
    """ClcError ``too_many_deletions`` when what is staged deletes more than 5 % of the units' records."""
    live = sum(
        conn.scalar(
            text(f"SELECT COUNT(*) FROM {kind} WHERE NOT deleted AND {_AMONG}"), {"units": json.dumps(list(units))}
        )
        or 0
        for kind in KINDS
    )
    if counts.deleted * DELETIONS_ASK > live:
        raise ClcError("too_many_deletions", count=counts.deleted, of=live)


def apply(tx: Tx, kinds: Iterable[str]) -> None:
    """Write what is staged: history first, then the records; conflicts one by one."""
    for kind in kinds:
        sql = _sql(kind)
        for statement in (sql.log, sql.write):
            tx.conn.execute(text(statement), {"change": tx.change_id})
        for record_id in tx.conn.scalars(text(sql.contested)).all():
            _settle(tx, kind, record_id)


_AMONG = "unit_id IN (SELECT value FROM json_each(:units))"


@dataclass(frozen=True, slots=True)
class _Sql:
    create: str
    empty: str
    insert: str
    compare: str
    foreign: str
    count: str
    list_changes: str
    log: str
    write: str
    contested: str


@lru_cache
def _sql(kind: str) -> _Sql:
    table = tables.RECORDS[kind]
    columns = columns_of(kind)
    names = ", ".join(f'"{name}"' for name in columns)
    equal = " AND ".join(f's."{name}" IS t."{name}"' for name in columns)
    stage_name = f"incoming_{kind}"
    join = f"FROM {stage_name} s LEFT JOIN {kind} t ON t.id = s.id"
    settled = "s.contested = 0 AND s.relation IN ('added', 'newer')"
    visible = "s.relation = 'added' AND NOT s.deleted"
    gone = "s.relation = 'newer' AND s.deleted AND NOT t.deleted"
    changed = "s.relation = 'newer' AND NOT s.deleted"
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != "id")
    return _Sql(
        create=f"CREATE TEMP TABLE IF NOT EXISTS {stage_name} ({names}, relation TEXT, contested INTEGER DEFAULT 0)",
        empty=f"DELETE FROM temp.{stage_name}",
        insert=f"INSERT INTO temp.{stage_name} ({names}) VALUES ({', '.join('?' * len(columns))})",
        compare=f"""
            UPDATE temp.{stage_name} AS s SET
              relation = COALESCE((SELECT CASE WHEN t.version <> s.version THEN clc_relation(t.version, s.version)
                                               WHEN {equal} THEN 'same' ELSE 'concurrent' END
                                   FROM {kind} t WHERE t.id = s.id), 'added'),
              contested = EXISTS (SELECT 1 FROM sibling b WHERE b.kind = '{kind}' AND b.record_id = s.id)""",
        foreign=f"SELECT COUNT(*) {join} WHERE NOT s.{_AMONG} OR t.unit_id <> s.unit_id",
        count=f"""
            SELECT COALESCE(SUM({visible}), 0), COALESCE(SUM({changed}), 0), COALESCE(SUM({gone}), 0),
                   COALESCE(SUM(s.relation = 'concurrent'), 0), COALESCE(SUM(s.relation = 'same'), 0),
                   COALESCE(SUM(s.relation = 'older'), 0) {join}""",
        list_changes=f"""
            SELECT s.id, CASE WHEN s.relation = 'concurrent' THEN 'conflict' WHEN {gone} THEN 'deleted'
                              WHEN {visible} THEN 'added' ELSE 'changed' END AS what,
                   CASE WHEN t.id IS NULL THEN NULL ELSE {_shared_json(columns, "t")} END AS before,
                   {_shared_json(columns, "s")} AS after
            {join} WHERE s.relation = 'concurrent' OR {visible} OR {changed} OR {gone} ORDER BY s.id LIMIT :limit""",
        log=f"""
            INSERT INTO change_row (change_id, kind, record_id, before)
            SELECT :change, '{kind}', s.id, CASE WHEN {kind}.id IS NULL THEN NULL ELSE {row_as_json(table)} END
            FROM {stage_name} s LEFT JOIN {kind} ON {kind}.id = s.id
            WHERE s.relation NOT IN ('same', 'older') ORDER BY s.id""",
        write=f"""
            INSERT INTO {kind} ({names}) SELECT {names} FROM {stage_name} s WHERE {settled} ORDER BY s.id
            ON CONFLICT (id) DO UPDATE SET {updates}""",
        contested=f"SELECT DISTINCT id FROM {stage_name} WHERE contested OR relation = 'concurrent' ORDER BY id",
    )


def _shared_json(columns: Sequence[str], alias: str) -> str:
    """SQL for a state's body: the same text for the same state on every machine."""
    parts = ", ".join(f"'{name}', {alias}.\"{name}\"" for name in columns if name != "version")
    return f"json_object({parts})"


def _keep_ours(kind: str, name: str) -> str:
    ours = f'(SELECT t."{name}" FROM {kind} t WHERE t.id = s.id)'
    return f'UPDATE temp.incoming_{kind} AS s SET "{name}" = COALESCE({ours}, s."{name}")'


def _refuse_foreign(conn: Connection, sql: _Sql, units: Collection[str]) -> None:
    if conn.scalar(text(sql.foreign), {"units": json.dumps(list(units))}):
        raise ClcError("foreign_record")


def _settle(tx: Tx, kind: str, record_id: str) -> None:
    """Decide among every state known of one record: show the first, keep the others as siblings."""
    states = set(_states(tx.conn, kind, record_id))
    shown, *others = settle(states)
    _write_state(tx.conn, kind, shown)
    where = (tables.sibling.c.kind == kind, tables.sibling.c.record_id == record_id)
    tx.conn.execute(delete(tables.sibling).where(*where))
    if others:
        rows = [{"kind": kind, "record_id": record_id, "version": s.version, "body": s.body} for s in others]
        tx.conn.execute(insert(tables.sibling), rows)


def _states(conn: Connection, kind: str, record_id: str) -> Iterator[State]:
    body = _shared_json(columns_of(kind), "t")
    for source in (kind, f"incoming_{kind}"):
        for row in conn.execute(
            text(f"SELECT version, {body} AS body FROM {source} t WHERE id = :id"), {"id": record_id}
        ):
            yield State(row.version, row.body)
    statement = "SELECT version, body FROM sibling WHERE kind = :kind AND record_id = :id"
    for row in conn.execute(text(statement), {"kind": kind, "id": record_id}):
        yield State(row.version, row.body)


def _write_state(conn: Connection, kind: str, state: State) -> None:
    columns = tuple(name for name in columns_of(kind) if name != "version")
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f"json_extract(:body, '$.{name}')" for name in columns)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in ("version", *columns) if name != "id")
    statement = f"""
        INSERT INTO {kind} (version, {names}) SELECT :version, {values} WHERE TRUE
        ON CONFLICT (id) DO UPDATE SET {updates}"""
    conn.execute(text(statement), {"version": state.version, "body": state.body})


def _parsed(body: str | None) -> dict[str, Any] | None:
    return None if body is None else json.loads(body)
