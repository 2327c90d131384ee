"""Taking in submissions: a verdict on every file before anything is written, a preview, then one transaction a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.store import merging, transfers
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.merging import Counts, RowChange
from clc_desktop.store.transfers import ReceivedFile
from clc_desktop.sync import documents, reader
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases.exchange import LARGEST_FILE, incoming, pinned_keys
from clc_desktop.usecases.workspace import load_keys, require_identity

__all__ = ["Counts", "ReceivedFile", "RowChange"]

Progress = Callable[[int, int, str], None]
"""Told (files done, files in all, name of the file)."""

GOOD = ("ok", "gap", "late")
"""Verdicts with which a file is merged. ``gap``: an earlier one is missing; ``late``: a later one is here already.
Both are safe, since a file holds the full state of its period and an older state never replaces a newer."""


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a file is and what merging it does, or why it is refused (``code``, with ``data`` for the sentence)."""

    path: Path
    code: str
    unit_name: str = ""
    installation_id: str = ""
    period: str = ""
    sequence: int = 0
    size: int = 0
    counts: Counts = field(default_factory=Counts)
    rows: tuple[RowChange, ...] = ()
    merged: bool = False
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether the file may be merged."""
        return self.code in GOOD


def examine(
    store: Store,
    paths: Sequence[Path],
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[FileVerdict, ...]:
    """Verdict and preview of each file, in the order given; nothing is written. Cancelling leaves out the rest."""
    return _each(store, paths, progress, cancelled, _preview)


def merge(
    store: Store,
    paths: Sequence[Path],
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
    allow_deletions: bool = False,
) -> tuple[FileVerdict, ...]:
    """Merge every good file, each in one transaction of its own; a bad one never stops the others.

    Cancelling stops between two files: what was merged stays, the rest was not touched.
    """
    return _each(store, paths, progress, cancelled, partial(_merge, allow_deletions=allow_deletions))


def received_files(store: Store) -> tuple[ReceivedFile, ...]:
    """The files taken in, the newest first."""
    with store.read() as conn:
        return transfers.received_files(conn)


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the call: its verdict, and what is in it when it may be merged."""

    verdict: FileVerdict
    opened: reader.Opened | None = None
    data: bytes = b""


def _each(
    store: Store,
    paths: Sequence[Path],
    progress: Progress,
    cancelled: Callable[[], bool],
    act: Callable[[Store, _Item], FileVerdict],
) -> tuple[FileVerdict, ...]:
    """Open the files one at a time, in the order given, and act on the good ones."""
    with store.read() as conn:
        require_identity(conn, "aggregator")
    keys = load_keys(store)
    verdicts: list[FileVerdict] = []
    seen: dict[str, dict[int, str]] = defaultdict(dict)
    for index, path in enumerate(dict.fromkeys(paths)):
        if cancelled():
            break
        progress(index, len(paths), path.name)
        item = _numbered(store, _open(store, keys, path), seen)
        verdicts.append(item.verdict if item.opened is None else act(store, item))
    return tuple(_with_gap(store, verdict, seen) for verdict in verdicts)


def _open(store: Store, keys: KeyPair, path: Path) -> _Item:
    """Everything that needs no look at our records: signature, sender, receiver, content."""
    verdict = FileVerdict(path, "ok")
    try:
        data = files.read_limited(path, LARGEST_FILE)
        verdict = replace(verdict, size=len(data))
        with store.read() as conn:
            opened = reader.open_file(data, keys, pinned_keys(conn))
            document = opened.document
            sender = document.sender
            verdict = replace(verdict, unit_name=sender.unit_name, installation_id=sender.installation_id)
            if not isinstance(document, documents.Submission):
                raise ClcError("wrong_kind", kind=type(document).__name__.lower())
            verdict = replace(verdict, period=document.period, sequence=document.sequence)
            if known := transfers.received_file(conn, opened.digest):
                return _Item(replace(verdict, code="replay", data={"at": known.received_at}))
    except ClcError as error:
        return _Item(replace(verdict, code=error.code, data=error.data))
    return _Item(verdict, opened, data)


def _numbered(store: Store, item: _Item, seen: dict[str, dict[int, str]]) -> _Item:
    """Compare the file's number with those taken in before and with those earlier in the same call."""
    if item.opened is None:
        return item
    sequence, earlier = item.verdict.sequence, seen[item.verdict.installation_id]
    with store.read() as conn:
        known = transfers.received_sequences(conn, item.verdict.installation_id) - earlier.keys()
    if earlier.get(sequence) == item.opened.digest:
        return _Item(replace(item.verdict, code="replay", data={"at": ""}))
    if sequence in known or sequence in earlier:
        return _Item(replace(item.verdict, code="fork", data={"sequence": sequence}))
    earlier[sequence] = item.opened.digest
    if known and max(known) > sequence:
        return replace(item, verdict=replace(item.verdict, code="late", data={"latest": max(known)}))
    return item


def _with_gap(store: Store, verdict: FileVerdict, seen: dict[str, dict[int, str]]) -> FileVerdict:
    """Name the numbers before this file's that neither came earlier nor in this call."""
    if verdict.code != "ok" or verdict.sequence == 1:
        return verdict
    with store.read() as conn:
        known = transfers.received_sequences(conn, verdict.installation_id) | seen[verdict.installation_id].keys()
    missing = sorted(set(range(1, verdict.sequence)) - known)
    return replace(verdict, code="gap", data={"missing": missing}) if missing else verdict


def _preview(store: Store, item: _Item) -> FileVerdict:
    try:
        with store.read() as conn:
            counts, kinds = _stage(conn, item)
            rows = merging.changes(conn, kinds)
    except ClcError as error:
        return replace(item.verdict, code=error.code, data=error.data)
    return replace(item.verdict, counts=counts, rows=rows)


def _merge(store: Store, item: _Item, allow_deletions: bool) -> FileVerdict:
    assert item.opened is not None
    verdict, sender = item.verdict, item.opened.document.sender
    try:
        with store.write("merge", sender.unit_name) as tx:
            counts, kinds = _stage(tx.conn, item)
            if not allow_deletions:
                merging.refuse_mass_deletion(tx.conn, counts, {sender.unit_id})
            merging.apply(tx, kinds)
            received = transfers.received_now(
                item.opened.digest, "submission", sender.unit_id, sender.installation_id,
                verdict.period, verdict.sequence, verdict.path.name, tx.change_id,
            )  # fmt: skip
            transfers.log_received(tx, received, item.data)
    except ClcError as error:
        return replace(verdict, code=error.code, data=error.data)
    return replace(verdict, counts=counts, merged=True)


def _stage(conn: Connection, item: _Item) -> tuple[Counts, list[str]]:
    assert item.opened is not None
    batches = incoming(item.opened)
    counts = merging.stage(conn, batches, {item.opened.document.sender.unit_id})
    return counts, [batch.kind for batch in batches]
