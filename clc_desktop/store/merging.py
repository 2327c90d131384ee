"""Merging records that came in a file: staged in TEMP tables, compared and written by set-based SQL.

The rule is ``domain/versions.py``: what the sender knew and changed replaces ours; what we knew and changed stays; what
neither knew of the other is a conflict, of which the same state is shown on every machine and the rest kept in
``sibling``. A preview does everything but the writing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import Connection, text

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS
from clc_desktop.domain.versions import State, settle
from clc_desktop.store import forks, siblings, tables
from clc_desktop.store.database import Tx
from clc_desktop.store.merge_sql import Statements, columns_of, keep_ours, shared_json, statements
from clc_desktop.store.records import log_before, log_new

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
    """What a merge does to the records of a file, each counted once.

    ``kept`` are ours that the sender had not seen, ``unchanged`` equal, ``hidden`` live in the file but deleted here
    since, ``absent`` deleted in the file and not to be seen here anyway. Only a record that is new here and comes with
    an open conflict counts twice: as added and as a conflict.
    """

    added: int = 0
    changed: int = 0
    deleted: int = 0
    conflicts: int = 0
    unchanged: int = 0
    kept: int = 0
    hidden: int = 0
    absent: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class RowChange:
    """One line of a preview; ``before`` and ``after`` are the shared fields as in the database, None where absent.

    ``hidden``: the file has it, it was deleted here, and stays so.
    """

    kind: str
    record_id: str
    what: Literal["added", "changed", "deleted", "conflict", "hidden"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def stage(conn: Connection, batches: Iterable[Incoming], units: Collection[str], fork_of: str = "") -> Counts:
    """Put a file's records beside ours and compare them; only TEMP tables are written.

    ``fork_of``: the installation of which the file's machine is a copy; what it alone wrote becomes a conflict.
    Raises ClcError ``foreign_record`` when a record belongs to none of ``units``, or its id to another unit's record.
    """
    sent: dict[str, set[str]] = {}
    staged: dict[str, list[str]] = {}
    for batch in batches:
        sql = statements(batch.kind)
        if batch.kind not in staged:
            sent[batch.kind], staged[batch.kind] = set(), []
            conn.exec_driver_sql(sql.create)
            conn.exec_driver_sql(sql.empty)
        if not {row[_UNIT] for row in batch.rows} <= set(units):
            raise ClcError("foreign_record")
        rows = _differing(conn, sql, batch)
        sent[batch.kind].update(row[_ID] for row in batch.rows)
        staged[batch.kind] += [row[_ID] for row in rows]
        if rows:
            _stage_rows(conn, sql, batch, rows)
            if fork_of and forks.contest(conn, batch.kind, fork_of):
                conn.exec_driver_sql(sql.compare)
    counts = Counts()
    contested = set(conn.exec_driver_sql("SELECT DISTINCT kind FROM sibling").scalars())
    for kind, ids in staged.items():
        if kind in contested or len(set(ids)) < len(ids):
            conn.exec_driver_sql(statements(kind).contest)
            _foresee(conn, kind)
        counts += Counts(unchanged=len(sent[kind].difference(ids)))
        if ids:
            counts += _counted(conn, statements(kind))
    return counts


def changes(conn: Connection, kinds: Iterable[str], limit: int = 500) -> tuple[RowChange, ...]:
    """The lines of a preview of what is staged, at most ``limit`` of each kind: of those that must be looked at first.

    Conflicts, then what is deleted, what is not to be seen, what is changed, what is new.
    """
    return tuple(
        RowChange(kind, row.id, row.what, _parsed(row.before), _parsed(row.after))
        for kind in dict.fromkeys(kinds)
        for row in conn.execute(text(statements(kind).list_changes), {"limit": limit})
    )


def hidden(conn: Connection, kinds: Iterable[str]) -> tuple[tuple[tuple[str, str], ...], str]:
    """The staged records (kind and id) that were deleted here and stay so, and when the last of them was (UTC, ISO)."""
    found: list[tuple[str, str]] = []
    touched: list[tuple[int, str]] = []
    for kind in dict.fromkeys(kinds):
        ids = conn.exec_driver_sql(statements(kind).hidden).scalars().all()
        found += [(kind, record_id) for record_id in ids]
        touched += map(tuple, conn.exec_driver_sql(_TOUCHED, (kind, json.dumps(list(ids)))))
    return tuple(found), max(touched)[1] if touched else ""


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
        for unit_id, count in conn.exec_driver_sql(statements(kind).deletions):
            found[unit_id] = found.get(unit_id, 0) + count
    return found


def apply(tx: Tx, kinds: Iterable[str]) -> None:
    """Write what is staged, once: history first, then the records; conflicts one by one."""
    tx.conn.exec_driver_sql(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    for kind in dict.fromkeys(kinds):
        sql = statements(kind)
        tx.conn.exec_driver_sql(sql.log, (tx.change_id,))
        tx.conn.exec_driver_sql(sql.write)
        for record_id in tx.conn.exec_driver_sql(sql.contested).scalars().all():
            _settle(tx, kind, record_id)
        tx.conn.exec_driver_sql(sql.empty)


_LOG_PAGES = 10_000
"""Pages in the write-ahead log (40 MB) before SQLite folds it into the database: each tenth file, not each."""

_TOUCHED = """
SELECT c.id, c.at FROM change_row r JOIN change c ON c.id = r.change_id
WHERE r.kind = ? AND r.record_id IN (SELECT value FROM json_each(?)) ORDER BY c.id DESC LIMIT 1
"""

_AMONG = "unit_id IN (SELECT value FROM json_each(?))"
_ID, _UNIT = 2, 3
"""Where ``columns_of`` has them, whatever the kind."""


def _differing(conn: Connection, sql: Statements, batch: Incoming) -> list[tuple[Any, ...]]:
    """The rows that are not letter for letter ours, by id, each with its relation where we have no such record.

    Most of a file repeats the file before it; comparing that part here, unstaged, makes merging it twice as fast.
    """
    cursor = conn.connection.cursor()  # the driver's: its rows are tuples already
    cursor.execute(sql.ours, (json.dumps([row[_ID] for row in batch.rows]),))
    ours = {row[_ID]: row for row in cursor.fetchall()}
    rows = [row for row in batch.rows if ours.get(row[_ID]) != row]
    return sorted(((*row, None if row[_ID] in ours else "added") for row in rows), key=itemgetter(_ID))


def _stage_rows(conn: Connection, sql: Statements, batch: Incoming, rows: list[tuple[Any, ...]]) -> None:
    conn.exec_driver_sql(sql.insert, rows)
    if any(row[-1] is None for row in rows):
        for name in batch.missing:
            conn.exec_driver_sql(keep_ours(batch.kind, name))
        conn.exec_driver_sql(sql.compare)
        if conn.exec_driver_sql(sql.foreign).scalar_one():
            raise ClcError("foreign_record")


def _counted(conn: Connection, sql: Statements) -> Counts:
    found: dict[str, int] = dict(map(tuple, conn.exec_driver_sql(sql.count)))
    arrived = found.get("arrived", 0)
    return Counts(
        added=found.get("added", 0) + arrived,
        changed=found.get("changed", 0),
        deleted=found.get("deleted", 0),
        conflicts=found.get("conflict", 0) + arrived,
        unchanged=found.get("same", 0),
        kept=found.get("kept", 0),
        hidden=found.get("hidden", 0),
        absent=found.get("absent", 0),
    )


def _foresee(conn: Connection, kind: str) -> None:
    """What merging will do to each record of which several states are known; one of its rows stands for it.

    Rows that say nothing new are marked as the same, so that they disturb no locked period.
    """
    sql = statements(kind)
    for record_id in conn.exec_driver_sql(sql.contested).scalars().all():
        rows = [(row[0], State(*row[1:])) for row in conn.exec_driver_sql(sql.rows_of, (record_id,))]
        current, beside = states_of(conn, kind, record_id), siblings.states_of(conn, kind, record_id)
        outcome, chosen, news = _outcome(next(current, None), set(beside), [state for _, state in rows])
        place = next(rowid for rowid, state in rows if state == chosen)
        for rowid, state in rows:
            relation = None if state in news else "same"
            conn.exec_driver_sql(sql.foretell, (outcome if rowid == place else "beside", relation, rowid))


def _outcome(current: State | None, beside: set[State], incoming: list[State]) -> tuple[str, State, set[State]]:
    """What becomes of a record, the incoming state that says so, and those that are news."""
    before = {*beside, *([current] if current else [])}
    shown, *others = settle([*before, *incoming])
    news = {shown, *others} - before
    if not news:
        live = [state for state in incoming if not _is_deleted(state)]
        if before.issuperset(incoming):
            return "same", incoming[0], news
        return ("hidden", live[0], news) if live and _is_deleted(shown) else ("kept", incoming[0], news)
    if others:
        is_new = current is None and not _is_deleted(shown)
        return "arrived" if is_new else "conflict", settle(news)[0], news
    if _is_deleted(shown):
        return "absent" if current is None or _is_deleted(current) else "deleted", shown, news
    return "added" if current is None else "changed", shown, news


def _is_deleted(state: State) -> bool:
    return bool(json.loads(state.body)["deleted"])


def _settle(tx: Tx, kind: str, record_id: str) -> None:
    """Decide among every state known of one record: show the first, keep the others as siblings."""
    current, beside = list(states_of(tx.conn, kind, record_id)), set(siblings.states_of(tx.conn, kind, record_id))
    shown, *others = settle([*current, *beside, *states_of(tx.conn, f"incoming_{kind}", record_id)])
    if [shown] == current and set(others) == beside:
        return
    (log_before if current else log_new)(tx, tables.RECORDS[kind], [record_id])
    write_state(tx.conn, kind, shown)
    siblings.replace(tx, kind, record_id, beside, others)
    if beside and not others:
        siblings.log_decision(tx, kind, record_id)


def states_of(conn: Connection, source: str, record_id: str) -> Iterator[State]:
    """The states of a record in its table (``source`` is the kind), or in the staged file."""
    body = shared_json(columns_of(source.removeprefix("incoming_")), "t")
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
