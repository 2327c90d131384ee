"""Files that were refused, kept as they came: nothing that somebody carried here is lost because it came too early."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from clc_desktop.domain import clock
from clc_desktop.store import tables
from clc_desktop.store.database import Tx

_C = tables.quarantine.c


@dataclass(frozen=True, slots=True)
class Kept:
    """A refused file: why (``code``, ``details`` for its sentence), whose as far as known, when kept and last tried."""

    digest: str
    code: str
    details: dict[str, Any]
    unit_name: str
    installation_id: str
    period: str
    sequence: int
    file_name: str
    kept_at: str = ""
    tried_at: str = ""
    size: int = 0


def keep(tx: Tx, refused: Kept, data: bytes) -> None:
    """Keep a refused file; one that is here already gets its newest verdict."""
    now = clock.now().isoformat()
    verdict = {
        "code": refused.code,
        "details": json.dumps(refused.details, ensure_ascii=False, default=str),
        "unit_name": refused.unit_name,
        "installation_id": refused.installation_id,
        "period": refused.period,
        "sequence": refused.sequence,
        "tried_at": now,
    }
    values = {**verdict, "digest": refused.digest, "file_name": refused.file_name, "kept_at": now, "data": data}
    statement = insert(tables.quarantine).values(values)
    tx.conn.execute(statement.on_conflict_do_update(index_elements=["digest"], set_=verdict))


def release(tx: Tx, digest: str) -> bool:
    """Take a file out; whether it was there."""
    return tx.conn.execute(delete(tables.quarantine).where(_C.digest == digest)).rowcount > 0


def every(conn: Connection) -> tuple[Kept, ...]:
    """All files kept, in the order in which they are best tried again: by sender and number."""
    columns = [column for column in _C if column.name != "data"]
    size = func.length(_C.data).label("size")
    statement = select(*columns, size).order_by(_C.unit_name, _C.installation_id, _C.sequence, _C.kept_at)
    return tuple(Kept(**{**row, "details": json.loads(row["details"])}) for row in conn.execute(statement).mappings())


def data_of(conn: Connection, digest: str) -> bytes | None:
    """The bytes of a file kept."""
    found: bytes | None = conn.scalar(select(_C.data).where(_C.digest == digest))
    return found
