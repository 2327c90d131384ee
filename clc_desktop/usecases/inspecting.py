"""Saying what a sync file is, before anything is taken in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.store.database import Store
from clc_desktop.sync import check_number, documents, reader
from clc_desktop.usecases import trust
from clc_desktop.usecases.exchange import LARGEST_FILE
from clc_desktop.usecases.workspace import load_keys


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file's outside, and its inside as far as we may see it.

    ``verdict`` is "sealed" without a database, "ok", or the code of the refusal; ``records`` counts rows by kind;
    ``says`` is what a receipt answers, or the wish that a submission carries.
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


def inspect(store: Store | None, path: Path) -> Inspection:
    """What the file is. A registration, which is not secret, is always read; others need ``store``, their receiver's.

    Raises ClcError ``not_sync_file``, ``damaged`` or ``newer_format`` where not even the outside can be read.
    """
    data = files.read_limited(path, LARGEST_FILE)
    outside = reader.outside(data)
    seen: dict[str, Any] = {
        "file": path.name,
        "payload_type": outside.payload_type,
        "key_id": outside.key_id,
        "check_number": check_number.check_number(outside.key_id),
        "digest": outside.digest,
        "size": outside.size,
    }
    try:
        opened = _open(store, data, outside.is_registration)
    except ClcError as error:
        return Inspection(**seen, verdict=error.code)
    return Inspection(**seen, **(_inside(opened) if opened else {}))


def _open(store: Store | None, data: bytes, is_registration: bool) -> reader.Opened | None:
    if is_registration:
        return reader.open_registration(data)
    if store is None:
        return None
    with store.read() as conn:
        return trust.open_known(conn, data, load_keys(store))


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
        "says": _says(document),
    }


def _says(document: documents.AnyDocument) -> dict[str, Any]:
    if isinstance(document, documents.Submission):
        return {"unlock": document.unlock} if document.unlock else {}
    if not isinstance(document, documents.Receipt):
        return {}
    rows = {"returned": document.returned, "corrected": document.corrected}
    listed = {name: [{"kind": r.kind, "id": r.id, "reason": r.reason} for r in said] for name, said in rows.items()}
    names = ("state", "reason", "answers", "accepted")
    return {name: getattr(document, name) for name in names} | listed
