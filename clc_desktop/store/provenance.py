"""Which submissions the figures rest on: those merged here, and those that whoever sent them had merged before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select

from clc_desktop.store import tables
from clc_desktop.store.database import Tx

_SOURCE = tables.source_file.c


@dataclass(frozen=True, slots=True)
class Source:
    """A submission; ``via`` is the digest of the file that brought it here: its own when it was merged here itself."""

    digest: str
    sign_key: str
    unit_id: str
    period: str
    sequence: int
    via: str

    @property
    def direct(self) -> bool:
        return self.via == self.digest


def sources(conn: Connection) -> tuple[Source, ...]:
    """Every submission behind the figures, by unit and number."""
    order = (_SOURCE.unit_id, _SOURCE.sequence, _SOURCE.digest, _SOURCE.via)
    rows = conn.execute(select(tables.source_file).order_by(*order)).mappings()
    return tuple(Source(**row) for row in rows)


def log_sources(tx: Tx, found: Sequence[Source]) -> None:
    """Remember the sources of a file that was logged in this transaction."""
    tx.conn.execute(insert(tables.source_file), [asdict(source) for source in found])
