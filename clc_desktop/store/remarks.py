"""What an officer said about single records: returned with a reason, or corrected with a reason. Kept on both sides.

What was said about a finding stands here, too, at the aggregator alone: ``kind`` is then the finding's code,
``record_id`` its subject and ``version`` its stamp (domain/findings.py).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, select, text
from sqlalchemy.dialects.sqlite import insert

from clc_desktop.domain import clock
from clc_desktop.domain.records import LearningClass
from clc_desktop.domain.versions import joined
from clc_desktop.store import tables
from clc_desktop.store.database import Tx

_C = tables.remark.c
_KEY = tuple(tables.remark.primary_key)


@dataclass(frozen=True, slots=True)
class Remark:
    """``version`` is the record's when it was returned, or the one that the correction made."""

    unit_id: str
    period: str
    kind: str
    record_id: str
    what: Literal["returned", "corrected", "accepted_finding", "returned_finding"]
    version: str
    reason: str
    at: str = ""
    who: str = ""


_NAMES = tuple(field.name for field in fields(Remark))


def keep(tx: Tx, remarks: Iterable[Remark]) -> None:
    """Write remarks, each in place of an earlier one of its sort on the same record."""
    at = clock.now().isoformat()
    rows = [{name: getattr(replace(made, at=at), name) for name in _NAMES} for made in remarks]
    statement = insert(tables.remark)
    updates = {name: statement.excluded[name] for name in _NAMES}
    if rows:
        tx.conn.execute(statement.on_conflict_do_update(index_elements=list(_KEY), set_=updates), rows)


def returned(conn: Connection, unit_id: str | None = None, period: str | None = None) -> tuple[Remark, ...]:
    """The rows returned, by unit, period and record, whatever has become of them."""
    where = [_C.what == "returned"]
    where += [_C.unit_id == unit_id] if unit_id is not None else []
    where += [_C.period == period] if period is not None else []
    return _select(conn, *where)


def corrected(conn: Connection) -> tuple[Remark, ...]:
    """The corrections of anyone's records, whatever has become of them."""
    return _select(conn, _C.what == "corrected")


def corrected_classes(conn: Connection, unit_id: str) -> dict[str, Remark]:
    """The corrections of a unit's classes and their sessions that still stand, by class."""
    rows = conn.execute(text(_CORRECTED), {"unit": unit_id}).mappings()
    return {row["class_id"]: Remark(**{name: row[name] for name in _NAMES}) for row in rows}


_CORRECTED = """
SELECT r.*, COALESCE(s.class_id, c.id) AS class_id FROM remark r
LEFT JOIN class_session s ON r.kind = 'class_session' AND s.id = r.record_id
LEFT JOIN learning_class c ON r.kind = 'learning_class' AND c.id = r.record_id
WHERE r.what = 'corrected' AND r.unit_id = :unit AND r.version = COALESCE(s.version, c.version)
"""


def forget_returned(tx: Tx, unit_id: str, period: str) -> None:
    """The rows of a period are no longer returned."""
    tx.conn.execute(delete(tables.remark).where(_C.what == "returned", _C.unit_id == unit_id, _C.period == period))


def forget(tx: Tx, remarks: Iterable[Remark]) -> None:
    """Drop these remarks."""
    rows = [{f"b_{column.name}": getattr(gone, column.name) for column in _KEY} for gone in remarks]
    if rows:
        tx.conn.execute(
            delete(tables.remark).where(*(column == bindparam(f"b_{column.name}") for column in _KEY)), rows
        )


def on_findings(conn: Connection, period: str) -> dict[tuple[str, str, str, str], Remark]:
    """What was said about findings of a period, or about single classes whatever the period; by unit, period, code and
    subject."""
    where = (_C.what.in_(("accepted_finding", "returned_finding")), _C.period.in_(("", period)))
    return {(found.unit_id, found.period, found.kind, found.record_id): found for found in _select(conn, *where)}


def unchanged(conn: Connection, remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Those of the remarks whose record still is what it was."""
    listed = tuple(remarks)
    now = {
        (kind, record_id): version
        for kind in {found.kind for found in listed} & tables.RECORDS.keys()
        for record_id, version in versions(conn, kind, [r.record_id for r in listed if r.kind == kind]).items()
    }
    return tuple(found for found in listed if now.get((found.kind, found.record_id)) == found.version)


def versions(conn: Connection, kind: str, ids: Collection[str]) -> dict[str, str]:
    """The versions of records that may be returned. A class's takes in those of its sessions, deleted or not: what is
    mended most often, its head-count, stands there."""
    sessions = f" UNION ALL SELECT class_id, version FROM class_session WHERE class_id {_LISTED}"
    statement = f"SELECT id, version FROM {kind} WHERE id {_LISTED}"
    wanted, is_class = json.dumps(list(ids)), kind == LearningClass.kind
    found: dict[str, list[str]] = {}
    for record_id, version in conn.exec_driver_sql(
        statement + sessions if is_class else statement, (wanted,) * (1 + is_class)
    ):
        found.setdefault(record_id, []).append(version)
    return {record_id: joined(of) if is_class else of[0] for record_id, of in found.items()}


_LISTED = "IN (SELECT value FROM json_each(?))"


def standing(conn: Connection, corrections: Iterable[Remark]) -> frozenset[tuple[str, str]]:
    """The records (kind and id) that still are what these corrections made of them."""
    listed = [said for said in corrections if said.kind in tables.RECORDS]
    now: dict[tuple[str, str], str] = {}
    for kind in {said.kind for said in listed}:
        table = tables.RECORDS[kind]
        ids = [said.record_id for said in listed if said.kind == kind]
        found = conn.execute(select(table.c.id, table.c.version).where(tables.one_of(table.c.id, ids)))
        now |= {(kind, row.id): row.version for row in found}
    return frozenset(key for said in listed if now.get(key := (said.kind, said.record_id)) == said.version)


def version_of(conn: Connection, kind: str, record_id: str) -> str | None:
    """The version of a record, deleted or not; None where there is none, or no such kind."""
    table = tables.RECORDS.get(kind)
    return None if table is None else conn.scalar(select(table.c.version).where(table.c.id == record_id))


def _select(conn: Connection, *where: object) -> tuple[Remark, ...]:
    order = (_C.unit_id, _C.period, _C.kind, _C.record_id)
    statement = select(tables.remark).where(*where).order_by(*order)  # type: ignore[arg-type]
    return tuple(Remark(**{name: row[name] for name in _NAMES}) for row in conn.execute(statement).mappings())
