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
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import Connection, text

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS, shared_fields
from clc_desktop.domain.versions import State, settle
from clc_desktop.store import siblings, tables
from clc_desktop.store.database import Tx
from clc_desktop.store.records import log_before, log_new, row_as_json

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
    staged: dict[str, list[str]] = {}
    unchanged = 0
    for batch in batches:
        sql = _sql(batch.kind)
        if batch.kind not in staged:
            staged[batch.kind] = []
            conn.exec_driver_sql(sql.create)
            conn.exec_driver_sql(sql.empty)
        if not {row[_UNIT] for row in batch.rows} <= set(units):
            raise ClcError("foreign_record")
        rows = _differing(conn, sql, batch)
        unchanged += len(batch.rows) - len(rows)
        staged[batch.kind] += [row[_ID] for row in rows]
        if rows:
            _stage_rows(conn, sql, batch, rows)
    counts = Counts(unchanged=unchanged)
    contested = set(conn.exec_driver_sql("SELECT DISTINCT kind FROM sibling").scalars())
    for kind, ids in staged.items():
        if kind in contested or len(set(ids)) < len(ids):
            for statement in (_sql(kind).contest, _sql(kind).compare_siblings):
                conn.exec_driver_sql(statement)
        if ids:
            counts += _counted(conn, _sql(kind))
    return counts


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns that travel: version, tombstone, the record's shared fields, unknown fields."""
    return ("version", "deleted", *shared_fields(KINDS[kind]), "extra")


def changes(conn: Connection, kinds: Iterable[str], limit: int = 500) -> tuple[RowChange, ...]:
    """The lines of a preview of what is staged, at most ``limit`` of each kind."""
    return tuple(
        RowChange(kind, row.id, row.what, _parsed(row.before), _parsed(row.after))
        for kind in dict.fromkeys(kinds)
        for row in conn.execute(text(_sql(kind).list_changes), {"limit": limit})
    )


def refuse_mass_deletion(conn: Connection, counts: Counts, units: Collection[str]) -> None:
    """ClcError ``too_many_deletions`` when what is staged deletes more than 5 % of the units' records.

    Counting stops where it is enough; it begins with classes, which alone are found without reading other units' rows.
    """
    live, among = 0, json.dumps(list(units))
    for kind in sorted(KINDS, key="learning_class".__ne__):
        if counts.deleted * DELETIONS_ASK <= live:
            return
        live += conn.exec_driver_sql(
            f"SELECT COUNT(*) FROM {kind} WHERE NOT deleted AND {_AMONG}", (among,)
        ).scalar_one()
    if counts.deleted * DELETIONS_ASK > live:
        raise ClcError("too_many_deletions", count=counts.deleted, of=live)


def deletions(conn: Connection, kinds: Iterable[str]) -> dict[str, int]:
    """How many records of each unit are deleted by what is staged."""
    found: dict[str, int] = {}
    for kind in dict.fromkeys(kinds):
        for unit_id, count in conn.exec_driver_sql(_sql(kind).deletions):
            found[unit_id] = found.get(unit_id, 0) + count
    return found


def apply(tx: Tx, kinds: Iterable[str]) -> None:
    """Write what is staged, once: history first, then the records; conflicts one by one."""
    tx.conn.exec_driver_sql(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    for kind in dict.fromkeys(kinds):
        sql = _sql(kind)
        tx.conn.exec_driver_sql(sql.log, (tx.change_id,))
        tx.conn.exec_driver_sql(sql.write)
        for record_id in tx.conn.exec_driver_sql(sql.contested).scalars().all():
            _settle(tx, kind, record_id)
        tx.conn.exec_driver_sql(sql.empty)


_LOG_PAGES = 10_000
"""Pages in the write-ahead log (40 MB) before SQLite folds it into the database: each tenth file, not each."""

_AMONG = "unit_id IN (SELECT value FROM json_each(?))"
_ID, _UNIT = 2, 3
"""Where ``columns_of`` has them, whatever the kind."""


@dataclass(frozen=True, slots=True)
class _Sql:
    create: str
    empty: str
    ours: str
    insert: str
    compare: str
    contest: str
    compare_siblings: str
    count: str
    deletions: str
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
    beside = f"sibling b WHERE b.kind = '{kind}' AND b.record_id = s.id"
    body = _shared_json(columns, "s")
    settled = "s.contested = 0 AND s.relation IN ('added', 'newer')"
    visible = "s.relation = 'added' AND NOT s.deleted"
    gone = f"""CASE WHEN s.relation = 'newer' AND s.deleted
        THEN (SELECT NOT o.deleted FROM {kind} o WHERE o.id = s.id) ELSE 0 END"""
    changed = "s.relation = 'newer' AND NOT s.deleted"
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != "id")
    return _Sql(
        create=f"CREATE TEMP TABLE IF NOT EXISTS {stage_name} ({names}, relation TEXT, contested INTEGER DEFAULT 0)",
        empty=f"DELETE FROM temp.{stage_name}",
        ours=f"SELECT {names} FROM {kind} WHERE id IN (SELECT value FROM json_each(?))",
        insert=f"INSERT INTO temp.{stage_name} ({names}, relation) VALUES ({'?, ' * len(columns)}?)",
        compare=f"""
            UPDATE temp.{stage_name} AS s SET
              relation = (SELECT CASE WHEN t.unit_id <> s.unit_id THEN 'foreign'
                                      WHEN t.version <> s.version THEN clc_relation(t.version, s.version)
                                      WHEN {equal} THEN 'same' ELSE 'concurrent' END
                          FROM {kind} t WHERE t.id = s.id)
            WHERE relation IS NULL""",
        contest=f"""
            UPDATE temp.{stage_name} SET contested = 1
            WHERE id IN (SELECT record_id FROM sibling WHERE kind = '{kind}'
                         UNION ALL SELECT id FROM temp.{stage_name} GROUP BY id HAVING COUNT(*) > 1)""",
        compare_siblings=f"""
            UPDATE temp.{stage_name} AS s SET
              relation = CASE WHEN EXISTS (SELECT 1 FROM {beside} AND b.version = s.version AND b.body = {body})
                                THEN 'same'
                              WHEN EXISTS (SELECT 1 FROM {beside} AND clc_relation(b.version, s.version) = 'older')
                                THEN 'older' ELSE relation END
            WHERE contested AND relation = 'concurrent'""",
        count=f"""
            SELECT SUM({visible}), SUM({changed}), SUM({gone}), SUM(s.relation = 'concurrent'),
                   SUM(s.relation = 'same'), SUM(s.relation = 'older'), SUM(s.relation = 'foreign')
            FROM {stage_name} s""",
        deletions=f"SELECT s.unit_id, SUM({gone}) AS c FROM {stage_name} s GROUP BY s.unit_id HAVING c > 0",
        list_changes=f"""
            SELECT s.id, CASE WHEN s.relation = 'concurrent' THEN 'conflict' WHEN {gone} THEN 'deleted'
                              WHEN {visible} THEN 'added' ELSE 'changed' END AS what,
                   CASE WHEN t.id IS NULL THEN NULL ELSE {_shared_json(columns, "t")} END AS before,
                   {body} AS after
            {join} WHERE s.relation = 'concurrent' OR {visible} OR {changed} OR {gone} ORDER BY s.id LIMIT :limit""",
        log=f"""
            INSERT INTO change_row (change_id, kind, record_id, before)
            SELECT ?, '{kind}', s.id, CASE WHEN s.relation = 'newer'
                   THEN (SELECT {row_as_json(table)} FROM {kind} WHERE {kind}.id = s.id) END
            FROM {stage_name} s WHERE {settled} ORDER BY s.rowid""",
        write=f"""
            INSERT INTO {kind} ({names}) SELECT {names} FROM {stage_name} s WHERE {settled} ORDER BY s.rowid
            ON CONFLICT (id) DO UPDATE SET {updates}""",
        contested=f"SELECT DISTINCT id FROM {stage_name} WHERE contested OR relation = 'concurrent' ORDER BY id",
    )


def _shared_json(columns: Sequence[str], alias: str) -> str:
    """SQL for a state's body: the same text for the same state on every machine."""
    parts = ", ".join(f"'{name}', {alias}.\"{name}\"" for name in columns if name != "version")
    return f"json_object({parts})"


def _keep_ours(kind: str, name: str) -> str:
    ours = f'(SELECT t."{name}" FROM {kind} t WHERE t.id = s.id)'
    return f'UPDATE temp.incoming_{kind} AS s SET "{name}" = COALESCE({ours}, s."{name}") WHERE relation IS NULL'


def _differing(conn: Connection, sql: _Sql, batch: Incoming) -> list[tuple[Any, ...]]:
    """The rows that are not letter for letter ours, by id, each with its relation where we have no such record.

    Most of a file repeats the file before it; comparing that part here, unstaged, makes merging it twice as fast.
    """
    cursor = conn.connection.cursor()  # the driver's: its rows are tuples already
    cursor.execute(sql.ours, (json.dumps([row[_ID] for row in batch.rows]),))
    ours = {row[_ID]: row for row in cursor.fetchall()}
    rows = batch.rows if batch.missing else [row for row in batch.rows if ours.get(row[_ID]) != row]
    return sorted(((*row, None if row[_ID] in ours else "added") for row in rows), key=itemgetter(_ID))


def _stage_rows(conn: Connection, sql: _Sql, batch: Incoming, rows: list[tuple[Any, ...]]) -> None:
    conn.exec_driver_sql(sql.insert, rows)
    if any(row[-1] is None for row in rows):
        for name in batch.missing:
            conn.exec_driver_sql(_keep_ours(batch.kind, name))
        conn.exec_driver_sql(sql.compare)


def _counted(conn: Connection, sql: _Sql) -> Counts:
    *counts, foreign = conn.exec_driver_sql(sql.count).one()
    if foreign:
        raise ClcError("foreign_record")
    return Counts(*counts)


def _settle(tx: Tx, kind: str, record_id: str) -> None:
    """Decide among every state known of one record: show the first, keep the others as siblings."""
    current, beside = list(states_of(tx.conn, kind, record_id)), set(siblings.states_of(tx.conn, kind, record_id))
    shown, *others = settle([*current, *beside, *states_of(tx.conn, f"incoming_{kind}", record_id)])
    if [shown] == current and set(others) == beside:
        return
    (log_before if current else log_new)(tx, tables.RECORDS[kind], [record_id])
    if [shown] != current:
        write_state(tx.conn, kind, shown)
    siblings.replace(tx, kind, record_id, beside, others)
    if beside and not others:
        siblings.log_decision(tx, kind, record_id)


def states_of(conn: Connection, source: str, record_id: str) -> Iterator[State]:
    """The states of a record in its table (``source`` is the kind), or in the staged file."""
    body = _shared_json(columns_of(source.removeprefix("incoming_")), "t")
    statement = f"SELECT version, {body} AS body FROM {source} t WHERE id = :id"
    for row in conn.execute(text(statement), {"id": record_id}):
        yield State(row.version, row.body)


def write_state(conn: Connection, kind: str, state: State) -> None:
    """Make this state the one shown; what never travels stays as it is."""
    values = json.loads(state.body) | {"version": state.version}
    names = ", ".join(f'"{name}"' for name in values)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in values if name != "id")
    statement = f"""
        INSERT INTO {kind} ({names}) VALUES ({", ".join(f":{name}" for name in values)})
        ON CONFLICT (id) DO UPDATE SET {updates}"""
    conn.execute(text(statement), values)


def _parsed(body: str | None) -> dict[str, Any] | None:
    return None if body is None else json.loads(body)
