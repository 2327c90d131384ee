"""What an officer said about single records: returned with a reason, or corrected with a reason. Kept on both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Literal

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from clc_desktop.domain import clock
from clc_desktop.store import tables
from clc_desktop.store.database import Tx

_C = tables.remark.c


@dataclass(frozen=True, slots=True)
class Remark:
    """``version`` is the record's when it was returned, or the one that the correction made."""

    unit_id: str
    period: str
    kind: str
    record_id: str
    what: Literal["returned", "corrected"]
    version: str
    reason: str
    at: str = ""
    who: str = ""


_NAMES = tuple(field.name for field in fields(Remark))


def keep(tx: Tx, remarks: Iterable[Remark]) -> None:
    """Write remarks, each in place of an earlier one of its sort on the same record."""
    at = clock.now().isoformat()
    for made in remarks:
        values = {name: getattr(replace(made, at=at), name) for name in _NAMES}
        statement = insert(tables.remark).values(values)
        tx.conn.execute(statement.on_conflict_do_update(index_elements=list(tables.remark.primary_key), set_=values))


def returned(conn: Connection, unit_id: str | None = None, period: str | None = None) -> tuple[Remark, ...]:
    """The rows returned, by unit, period and record, whatever has become of them."""
    where = [_C.what == "returned"]
    where += [_C.unit_id == unit_id] if unit_id is not None else []
    where += [_C.period == period] if period is not None else []
    return _select(conn, *where)


def corrected(conn: Connection, unit_id: str) -> tuple[Remark, ...]:
    """The corrections of a unit's records."""
    return _select(conn, _C.what == "corrected", _C.unit_id == unit_id)


def of_record(conn: Connection, record_id: str) -> tuple[Remark, ...]:
    """Everything said about one record."""
    return _select(conn, _C.record_id == record_id)


def forget_returned(tx: Tx, unit_id: str, period: str) -> None:
    """The rows of a period are no longer returned."""
    tx.conn.execute(delete(tables.remark).where(_C.what == "returned", _C.unit_id == unit_id, _C.period == period))


def forget(tx: Tx, remarks: Iterable[Remark]) -> None:
    """Drop these remarks."""
    for gone in remarks:
        where = [_C[name] == getattr(gone, name) for name in ("unit_id", "period", "kind", "record_id", "what")]
        tx.conn.execute(delete(tables.remark).where(*where))


def unchanged(conn: Connection, remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Those of the remarks whose record still is what it was."""
    return tuple(found for found in remarks if version_of(conn, found.kind, found.record_id) == found.version)


def version_of(conn: Connection, kind: str, record_id: str) -> str | None:
    """The version of a record, deleted or not; None where there is none, or no such kind."""
    table = tables.RECORDS.get(kind)
    return None if table is None else conn.scalar(select(table.c.version).where(table.c.id == record_id))


def _select(conn: Connection, *where: object) -> tuple[Remark, ...]:
    order = (_C.unit_id, _C.period, _C.kind, _C.record_id)
    statement = select(tables.remark).where(*where).order_by(*order)  # type: ignore[arg-type]
    return tuple(Remark(**{name: row[name] for name in _NAMES}) for row in conn.execute(statement).mappings())
