"""A file of one of two machines that bear one installation's name: their counters say nothing about each other."""

from __future__ import annotations

from sqlalchemy import Connection

from clc_desktop.domain.versions import entries, knows
from clc_desktop.store import siblings


def contest(conn: Connection, kind: str, installation: str) -> bool:
    """Let staged records of a fork that only look older stand beside ours; whether there were any.

    The machine whose files we hold has written a record further than this file's machine; by the counters alone this
    one's own edit would be taken for what came before, and be lost. A state that we once had ourselves did come before.
    """
    ours = f"(SELECT t.version FROM {kind} t WHERE t.id = s.id)"
    rows = conn.exec_driver_sql(f"SELECT s.rowid, s.id, s.version, {ours} FROM temp.incoming_{kind} s").all()
    apart = []
    for rowid, record_id, theirs, own in rows:
        states = [own or "", *(state.version for state in siblings.states_of(conn, kind, record_id))]
        beyond = next((version for version in states if _is_beyond(version, theirs, installation)), None)
        if beyond is not None and not _was_ours(conn, kind, record_id, theirs):
            apart.append((beyond, rowid))
    if apart:  # equal versions with different bodies are a conflict
        update = f"UPDATE temp.incoming_{kind} SET version = ?, relation = NULL WHERE rowid = ?"
        conn.exec_driver_sql(update, apart)
    return bool(apart)


def _is_beyond(version: str, theirs: str, installation: str) -> bool:
    is_later = entries(version).get(installation, 0) > entries(theirs).get(installation, 0)
    return is_later and knows(version, theirs)


def _was_ours(conn: Connection, kind: str, record_id: str, version: str) -> bool:
    known = "SELECT EXISTS (SELECT 1 FROM change_row WHERE kind = ? AND record_id = ? AND before ->> '$.version' = ?)"
    return bool(conn.exec_driver_sql(known, (kind, record_id, version)).scalar_one())
