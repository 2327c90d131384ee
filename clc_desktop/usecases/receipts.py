"""Biên nhận: the files that tell the senders what became of theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.periods import parse_period
from clc_desktop.domain.records import Record
from clc_desktop.domain.states import Answer, answer_of
from clc_desktop.domain.versions import entries, joined
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store import contacts, remarks, states, transfers
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.remarks import Remark
from clc_desktop.store.states import Standing
from clc_desktop.store.transfers import Row
from clc_desktop.sync import documents, payload, reader
from clc_desktop.usecases import trust
from clc_desktop.usecases.exchange import SUFFIX, batches, header
from clc_desktop.usecases.workspace import load_keys, read_tree, read_unit_names, require_identity


@dataclass(frozen=True, slots=True)
class WrittenReceipt:
    """A receipt: ``code`` is ``ok``, or ``unit_without_key`` where no PC of the unit could open it (no file then)."""

    code: str
    unit_id: str
    unit_name: str
    period: str
    sequence: int
    state: Answer
    accepted: int = 0
    returned: int = 0
    corrected: int = 0
    path: Path | None = None


def write_receipts(
    store: Store,
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[WrittenReceipt, ...]:
    """Write a receipt for the last submission of every period that each PC of each unit sent, as new files.

    Cancelling stops between two files: those written are whole, the rest is not there.
    ``folder`` must be there (a stick that is not plugged in is never made). Raises like ``files.deliver`` and
    ``files.counting``; what was written before stays and is good.
    """
    keys = load_keys(store)
    with store.read() as conn:
        who = require_identity(conn, "aggregator")
        names, tree = read_unit_names(conn, clock.today()), read_tree(conn)
        due = [(line, file) for line in states.standings(conn) if line.unit_id != who.unit_id and answer_of(line.state)
               for file in states.last_files(conn, line.unit_id, line.period)]  # fmt: skip
        written: list[WrittenReceipt] = []
        paths: list[Path] = []
        for number, (line, file) in enumerate(due):
            if cancelled():
                break
            progress(number, len(due), names.get(line.unit_id, ""))
            found = contacts.of_unit(conn, line.unit_id)
            signing = trust.signer(keys, found)
            content = _content(conn, line, file, tree.below_ever(line.unit_id))
            path = None
            if found:
                receivers = trust.receivers(found)
                document = documents.Receipt(**header(who, signing, receivers), **content)
                name = _file_name(names.get(line.unit_id, ""), file)
                with files.counting(paths, folder):
                    path = files.deliver(folder, name, reader.seal(document, signing, receivers))
                paths.append(path)
            written.append(_summary(line, content, names.get(line.unit_id, ""), path))
    return tuple(written)


def _content(conn: Connection, line: Standing, file: Standing, units: Collection[str]) -> dict[str, Any]:
    """What the receipt of a file says: where its period stands, the rows that came back, our own versions of others."""
    found = list(transfers.rows_of_period(conn, line.unit_id, parse_period(line.period), units))
    returned = remarks.unchanged(conn, remarks.returned(conn, line.unit_id, line.period))
    above = {contact.installation_id for contact in contacts.every(conn) if contact.role == "aggregator"}
    corrections = list(_corrections(entries(line.version).keys() | above, found))
    ids = {row.record.id for _, rows in corrections for row in rows}
    live = len({row.record.id for _, rows in found for row in rows if not row.deleted})
    return {
        "answers": file.digest,
        "sequence": file.sequence,
        "period": line.period,
        "state": answer_of(line.state),
        "reason": line.reason if line.state in ("returned", "locked", "unlocked") else "",
        "accepted": 0 if line.state == "sent" else live - len(returned),
        "returned": tuple(map(_remark, returned)),
        "corrected": tuple(_remark(r) for r in remarks.corrected(conn) if r.record_id in ids),
        "decision": line.version or None,
        "knows": entries(joined([line.version, *(row.version for _, rows in found for row in rows)])),
        "records": tuple(batch for cls, rows in corrections for batch in batches(cls, rows)),
    }


def _corrections(
    ours: Collection[str], found: list[tuple[type[Record], list[Row]]]
) -> Iterator[tuple[type[Record], list[Row]]]:
    """The unit's records that were written over here or above us: corrections and settled conflicts.

    ``ours`` is every installation that ever decided here, and those above, whose word we hand down. What the unit knows
    already is among the records; reading it again changes nothing.
    """
    for cls, rows in found:
        mixed = [row for row in rows if _is_mixed(entries(row.version).keys(), ours)]
        if mixed:
            yield cls, mixed


def _is_mixed(wrote: Collection[str], ours: Collection[str]) -> bool:
    return any(one in ours for one in wrote) and any(one not in ours for one in wrote)


def _remark(said: Remark) -> documents.Returned:
    return documents.Returned(said.kind, said.record_id, said.version, said.reason)


def _file_name(unit_name: str, file: Standing) -> str:
    unit = search_key(unit_name).replace(" ", "-")
    return f"bien-nhan_{unit}_{file.period}_{file.sequence:03d}{SUFFIX}"


def _summary(line: Standing, content: dict[str, Any], unit_name: str, path: Path | None) -> WrittenReceipt:
    records: tuple[payload.Batch, ...] = content["records"]
    return WrittenReceipt(
        code="unit_without_key" if path is None else "ok",
        unit_id=line.unit_id,
        unit_name=unit_name,
        period=line.period,
        sequence=content["sequence"],
        state=content["state"],
        accepted=content["accepted"],
        returned=len(content["returned"]),
        corrected=len(content["corrected"]) if records else 0,
        path=path,
    )
