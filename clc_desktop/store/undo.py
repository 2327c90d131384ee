"""Taking a merge back as a whole: every row, version, loser of a conflict and the file itself, as if it never came.

Unlike ``history.undo``, which writes the old content as a new version that travels, this puts the old versions back:
nobody else has seen what the merge made, so there is nothing to tell them. The list of changes keeps both lines.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from clc_desktop.domain.errors import ClcError
from clc_desktop.store import siblings, tables, transfers
from clc_desktop.store.database import Tx
from clc_desktop.store.history import MERGES
from clc_desktop.store.transfers import ReceivedFile

_CHANGE, _ROW = tables.change.c, tables.change_row.c


@dataclass(frozen=True, slots=True)
class UndoneMerge:
    """A merge that was taken back: whose file it was, which may be merged again, and how many records changed."""

    change_id: int
    unit_name: str
    period: str
    sequence: int
    file_name: str
    records: int


def last_merge(conn: Connection) -> int:
    """The newest merge that still stands; ClcError ``nothing_to_undo``."""
    statement = select(_CHANGE.id).where(_CHANGE.label.in_(MERGES), _CHANGE.undone_by.is_(None))
    found: int | None = conn.scalar(statement.order_by(_CHANGE.id.desc()).limit(1))
    if found is None:
        raise ClcError("nothing_to_undo")
    return found


def merged_file(conn: Connection, change_id: int) -> ReceivedFile:
    """The file that a merge took in; ClcError ``merge_missing``, or ``already_undone``."""
    found = conn.execute(select(_CHANGE.label, _CHANGE.undone_by).where(_CHANGE.id == change_id)).one_or_none()
    if found is None or found.label not in MERGES:
        raise ClcError("merge_missing")
    if found.undone_by is not None:
        raise ClcError("already_undone")
    return next(file for file in transfers.received_files(conn) if file.change_id == change_id)


def refuse_built_upon(conn: Connection, change_id: int) -> None:
    """ClcError ``merge_built_upon``, with what was done last to one of the merge's records and on how many of them.

    An edit that was taken back counts, too: taking it back wrote a new version.
    """
    statement = (
        select(_CHANGE.id, _CHANGE.label, _CHANGE.subject, _CHANGE.at, text("COUNT(DISTINCT record_id) AS records"))
        .join_from(tables.change_row, tables.change)
        .where(_ROW.record_id.in_(select(_touched(change_id))), _ROW.change_id > change_id)
        .where(~(_CHANGE.label.in_(MERGES) & _CHANGE.undone_by.is_not(None)))
        .group_by(_CHANGE.id)
        .order_by(_CHANGE.id.desc())
    )
    found = conn.execute(statement.limit(1)).mappings().one_or_none()
    if found is not None:
        names = {"change": found["id"], "what": found["label"], "name": found["subject"], "count": found["records"]}
        raise ClcError("merge_built_upon", **names, at=datetime.fromisoformat(found["at"]))


def files_merged_after(conn: Connection, change_id: int) -> tuple[ReceivedFile, ...]:
    """The submissions that were merged later and stand, the newest first."""
    found = transfers.received_files(conn)
    later = [file for file in found if file.kind == "submission" and (file.change_id or 0) > change_id]
    return tuple(sorted(later, key=lambda file: file.change_id or 0, reverse=True))


def undo_merge(tx: Tx, file: ReceivedFile) -> UndoneMerge:
    """Take back the merge of a file; whoever calls has made sure that nothing was built upon it."""
    change_id = file.change_id
    assert change_id is not None
    count = 0
    for kind in tx.conn.scalars(select(_ROW.kind).where(_ROW.change_id == change_id).distinct()).all():
        count += _restore(tx.conn, kind, change_id)
    siblings.restore(tx.conn, change_id)
    received = tables.received_file.c
    tx.conn.execute(update(tables.received_file).where(received.abandoned_by == change_id).values(abandoned_by=None))
    tx.conn.execute(delete(tables.source_file).where(tables.source_file.c.via == file.digest))
    tx.conn.execute(delete(tables.received_file).where(received.digest == file.digest))
    tx.conn.execute(update(tables.change).where(_CHANGE.id == change_id).values(undone_by=tx.change_id))
    return UndoneMerge(change_id, tx.subject, file.period, file.sequence, file.file_name, count)


def _touched(change_id: int) -> Any:
    return select(_ROW.record_id).where(_ROW.change_id == change_id).subquery()


def _restore(conn: Connection, kind: str, change_id: int) -> int:
    """The rows of one kind as they were. The JSON is read here, because SQLite's own reader cuts a text at a NUL."""
    where = (_ROW.change_id == change_id, _ROW.kind == kind)
    rows = conn.execute(select(_ROW.record_id, _ROW.before).where(*where)).mappings().all()
    new = json.dumps([row["record_id"] for row in rows if row["before"] is None])
    conn.exec_driver_sql(f"DELETE FROM {kind} WHERE id IN (SELECT value FROM json_each(?))", (new,))
    before = [json.loads(row["before"]) for row in rows if row["before"] is not None]
    if before:
        names = [column.name for column in tables.RECORDS[kind].columns if column.name in before[0]]
        values = ", ".join(f'"{name}" = ?' for name in names)
        parameters = [(*map(row.__getitem__, names), row["id"]) for row in before]
        conn.exec_driver_sql(f"UPDATE {kind} SET {values} WHERE id = ?", parameters)
    return len(rows)
