"""Saying what a sync file is, before anything is taken in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import ActivityField, PlanTarget
from clc_desktop.store.database import Store
from clc_desktop.sync import check_number, documents, reader
from clc_desktop.usecases import first_assignment, trust
from clc_desktop.usecases.exchange import LARGEST_FILE
from clc_desktop.usecases.workspace import load_keys


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file's outside, and its inside as far as we may see it.

    ``verdict`` is "sealed" without a database, "ok", or the code of the refusal; ``records`` counts rows by kind;
    ``says`` is what an assignment lays down, what a receipt answers, or the wish that a submission carries.
    """

    file: str
    payload_type: str
    key_id: str
    check_number: str
    digest: str
    size: int
    verdict: str = "sealed"
    kind: str = ""
    sender: str = ""
    made_on: str = ""
    period: str = ""
    sequence: int = 0
    records: dict[str, int] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)


def inspect(store: Store | None, path: Path, typed_number: str | None = None) -> Inspection:
    """What the file is. A registration, which is not secret, is always read; others need ``store``, their receiver's.

    With ``typed_number``, the aggregator's as it was heard over the phone, its first assignment is read, too; the
    verdict may be ``check_number_mistyped`` or ``check_number_differs`` then. Nothing is written.

    Raises ClcError ``not_sync_file``, ``damaged`` or ``newer_format`` where not even the outside can be read.
    """
    data = files.read_limited(path, LARGEST_FILE)
    outside = reader.outside(data)
    seen = _outside(path, outside)
    try:
        opened = _open(store, data, outside.is_registration, typed_number)
    except ClcError as error:
        return Inspection(**seen, verdict=error.code, sender=str(error.data.get("name", "")))
    return Inspection(**seen, **(_inside(opened) if opened else {}))


def inspect_first(path: Path, typed_code: str) -> Inspection:
    """What a first assignment lays down, with the code that opens it. Raises like ``first_assignment.start``."""
    data = files.read_limited(path, LARGEST_FILE)
    opened, _document = first_assignment.open_first(data, typed_code)
    return Inspection(**_outside(path, reader.outside(data)), **_inside(opened))


def _outside(path: Path, outside: reader.Outside) -> dict[str, Any]:
    return {
        "file": path.name,
        "payload_type": outside.payload_type,
        "key_id": outside.key_id,
        "check_number": check_number.check_number(outside.key_id),
        "digest": outside.digest,
        "size": outside.size,
    }


def _open(store: Store | None, data: bytes, is_registration: bool, typed_number: str | None) -> reader.Opened | None:
    if is_registration:
        return reader.open_registration(data)
    if store is None:
        return None
    with store.read() as conn:
        if typed_number is None:
            return trust.open_known(conn, data, load_keys(store))
        return trust.open_from_above(conn, data, load_keys(store), typed_number)


def _inside(opened: reader.Opened) -> dict[str, Any]:
    document = opened.document
    return {
        "verdict": "ok",
        "kind": type(document).__name__.lower(),
        "sender": document.sender.unit_name,
        "made_on": document.made_on.isoformat(),
        "period": getattr(document, "period", ""),
        "sequence": getattr(document, "sequence", 0),
        "records": {table.kind: len(table.rows) for table in opened.tables},
        "says": _says(opened),
    }


def _says(opened: reader.Opened) -> dict[str, Any]:
    document = opened.document
    if isinstance(document, documents.Assignment):
        return _lays_down(document, opened)
    if isinstance(document, documents.Submission):
        return {"unlock": document.unlock} if document.unlock else {}
    if not isinstance(document, documents.Receipt):
        return {}
    rows = {"returned": document.returned, "corrected": document.corrected}
    listed = {name: [{"kind": r.kind, "id": r.id, "reason": r.reason} for r in said] for name, said in rows.items()}
    names = ("state", "reason", "answers", "accepted")
    return {name: getattr(document, name) for name in names} | listed


def _lays_down(document: documents.Assignment, opened: reader.Opened) -> dict[str, Any]:
    """Who we are, what to record under, how it is counted, what to reach in each year, and by when to submit."""
    records = [row.record for table in opened.tables if table.known for row in table.versioned() if not row.deleted]
    fields = sorted((r for r in records if isinstance(r, ActivityField) and r.active), key=lambda r: r.position)
    plan = [record for record in records if isinstance(record, PlanTarget)]
    years = {target.year: [t for t in plan if t.year == target.year] for target in plan}
    return {
        "unit_name": document.unit_name,
        "unit_code": document.unit_code,
        "counting_rule": document.counting_rule,
        "fields": [field.name for field in fields],
        "plan": [
            {"year": year, "classes": sum(t.classes for t in found), "turns": sum(t.turns for t in found)}
            for year, found in sorted(years.items())
        ],
        "calendar": [{"period": due.period, "on": due.on.isoformat()} for due in document.calendar],
        "criteria": [[criterion.name, criterion.most] for criterion in document.criteria],
        "machines": len(document.installations),
        "revoked": len(document.revoked),
    }
