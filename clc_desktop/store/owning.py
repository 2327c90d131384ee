"""Records that change hands: a second PC of a centre typed them under an id of its own before it knew the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import bindparam, text, update

from clc_desktop.domain import versions
from clc_desktop.domain.records import (
    KINDS,
    Facility,
    LiteracyYear,
    NarrativeBlock,
    PlanTarget,
    Record,
    SelfAssessment,
    narrative_id,
    plan_id,
    yearly_id,
)
from clc_desktop.store import tables
from clc_desktop.store.database import Tx
from clc_desktop.store.records import log_before, log_new
from clc_desktop.store.transfers import rows_where

_NATURAL: dict[type[Record], Callable[[Any, str], str]] = {
    PlanTarget: lambda record, unit_id: plan_id(unit_id, record.year, record.field),
    Facility: lambda record, unit_id: yearly_id(Facility, unit_id, record.year),
    SelfAssessment: lambda record, unit_id: yearly_id(SelfAssessment, unit_id, record.year),
    LiteracyYear: lambda record, unit_id: yearly_id(LiteracyYear, unit_id, record.year),
    NarrativeBlock: lambda record, unit_id: narrative_id(unit_id, record.period, record.place),
}
"""Kinds whose id names unit, year and so on: on both PCs it must become the same id, so that they meet in a merge."""


def move_records(tx: Tx, old: str, new: str) -> int:
    """Make every record of unit ``old``, tombstones too, a record of ``new`` in a new version; returns how many live.

    What each was stays in the history. A record whose new id is taken already stays where it is.
    """
    return sum(_move_kind(tx, cls, old, new) for cls in KINDS.values())


def _move_kind(tx: Tx, cls: type[Record], old: str, new: str) -> int:
    table = tables.RECORDS[cls.kind]
    rows = list(_moved(tx, cls, old, new))
    if not rows:
        return 0
    log_before(tx, table, [row["old_id"] for row in rows])
    log_new(tx, table, [row["id"] for row in rows if row["id"] != row["old_id"]])
    columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("id", "unit_id", "version")}
    statement = update(table).where(table.c.id == bindparam("old_id")).values(columns)
    bound = [{"old_id": row["old_id"], **{f"new_{name}": row[name] for name in columns}} for row in rows]
    tx.conn.execute(statement, bound)
    for row in rows:
        tx.conn.execute(_SIBLINGS, {"kind": cls.kind, **row})
    return sum(not row["deleted"] for row in rows)


def _moved(tx: Tx, cls: type[Record], old: str, new: str) -> Iterator[dict[str, Any]]:
    """What changes of each row."""
    taken = {row.record.id for row in rows_where(tx.conn, cls, unit_id=new)}
    for row in rows_where(tx.conn, cls, unit_id=old):
        new_id = _NATURAL[cls](row.record, new) if cls in _NATURAL else row.record.id
        if new_id not in taken:
            yield {
                "old_id": row.record.id,
                "id": new_id,
                "unit_id": new,
                "version": versions.written(row.version, tx.installation, tx.counter),
                "deleted": row.deleted,
            }


_SIBLINGS = text("""
    UPDATE sibling SET record_id = :id, body = json_set(body, '$.id', :id, '$.unit_id', :unit_id)
    WHERE kind = :kind AND record_id = :old_id""")
"""The states that lost a conflict move along."""
