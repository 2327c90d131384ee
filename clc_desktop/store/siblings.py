"""States that lost a conflict nobody has decided yet, what they were before each change, and the decisions.

A record's own row holds the state shown; ``sibling`` holds the others. Whatever changes them notes in
``change_sibling`` what they were, so that a merge can be taken back exactly and a loser is never forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import Connection, Table, delete, insert, text

from clc_desktop.domain import versions
from clc_desktop.domain.versions import State
from clc_desktop.store import tables
from clc_desktop.store.database import Tx


def states_of(conn: Connection, kind: str, record_id: str) -> Iterator[State]:
    """The states of a record that stand beside the one shown."""
    statement = "SELECT version, body FROM sibling WHERE kind = :kind AND record_id = :id"
    for row in conn.execute(text(statement), {"kind": kind, "id": record_id}):
        yield State(row.version, row.body)


def replace(tx: Tx, kind: str, record_id: str, before: Collection[State], after: Collection[State]) -> None:
    """Put these states beside the one shown, in place of those there were, which the history keeps."""
    _insert(tx.conn, tables.change_sibling, kind, record_id, before, change_id=tx.change_id)
    where = (tables.sibling.c.kind == kind, tables.sibling.c.record_id == record_id)
    tx.conn.execute(delete(tables.sibling).where(*where))
    _insert(tx.conn, tables.sibling, kind, record_id, after)


def drop_known(tx: Tx, kind: str, versions_written: Mapping[str, str]) -> None:
    """Records (id to version) were written over: losers that the new version knew are settled by it, as elsewhere.

    That is so where this machine wrote the loser, too. It counts as a decision, made by whoever typed.
    """
    for record_id in _contested(tx.conn, kind, versions_written):
        before = list(states_of(tx.conn, kind, record_id))
        after = [state for state in before if not versions.knows(versions_written[record_id], state.version)]
        if len(after) < len(before):
            replace(tx, kind, record_id, before, after)
            if not after:
                log_decision(tx, kind, record_id, "")


def log_decision(tx: Tx, kind: str, record_id: str, reason: str | None = None) -> None:
    """Note that this change ended a conflict; ``reason`` None: by a state that came in a file and knew both sides."""
    values = {"change_id": tx.change_id, "kind": kind, "record_id": record_id}
    tx.conn.execute(insert(tables.decision).values(**values, reason=reason))


def restore(conn: Connection, change_id: int) -> None:
    """Bring the siblings of every record of a change back to what they were before it, and forget its decisions."""
    values = {"change": change_id}
    conn.execute(text(_DELETE), values)
    conn.execute(text(_INSERT), values)
    conn.execute(delete(tables.decision).where(tables.decision.c.change_id == change_id))


_DELETE = """
DELETE FROM sibling WHERE EXISTS (
  SELECT 1 FROM change_row r WHERE r.change_id = :change AND r.kind = sibling.kind AND r.record_id = sibling.record_id)
"""

_INSERT = """
INSERT INTO sibling (kind, record_id, version, body)
SELECT kind, record_id, version, body FROM change_sibling WHERE change_id = :change
"""


def _insert(conn: Connection, table: Table, kind: str, record_id: str, states: Collection[State], **more: int) -> None:
    if states:
        key = {"kind": kind, "record_id": record_id} | more
        conn.execute(insert(table), [key | {"version": s.version, "body": s.body} for s in states])


def _contested(conn: Connection, kind: str, ids: Iterable[str]) -> list[str]:
    """Those of the records that have siblings."""
    statement = text(
        "SELECT DISTINCT record_id FROM sibling WHERE kind = :kind AND record_id IN (SELECT value FROM json_each(:ids))"
    )
    return list(conn.scalars(statement, {"kind": kind, "ids": json.dumps(list(ids))}))
