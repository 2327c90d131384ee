"""Taking in submissions: verdicts (arrivals.py), a preview, then one transaction a file; what is refused is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from clc_desktop.domain.errors import ClcError
from clc_desktop.store import locks, merging, quarantine, transfers
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.merging import Counts, RowChange
from clc_desktop.store.transfers import ReceivedFile
from clc_desktop.usecases import trust, upwards
from clc_desktop.usecases.arrivals import GOOD, Chains, FileVerdict, Item, Letter, letters, open_letter
from clc_desktop.usecases.exchange import incoming
from clc_desktop.usecases.review import note_file
from clc_desktop.usecases.workspace import load_keys, require_identity

__all__ = ["GOOD", "Counts", "FileVerdict", "ReceivedFile", "RowChange"]

Progress = Callable[[int, int, str], None]
"""Told (files done, files in all, name of the file)."""


def examine(
    store: Store,
    paths: Sequence[Path],
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[FileVerdict, ...]:
    """Verdict and preview of each file, in the order given; nothing is written. Cancelling leaves out the rest."""
    return _each(store, letters(paths), progress, cancelled, _preview)


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
    return merge_letters(store, letters(paths), progress, cancelled, allow_deletions)


def received_files(store: Store) -> tuple[ReceivedFile, ...]:
    """The files taken in, the newest first."""
    with store.read() as conn:
        return transfers.received_files(conn)


def merge_letters(
    store: Store,
    received: Sequence[Letter],
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
    allow_deletions: bool = False,
) -> tuple[FileVerdict, ...]:
    """The same for files that are not on disk: those of the quarantine."""
    return _each(store, received, progress, cancelled, partial(merge_item, allow_deletions=allow_deletions), _keep)


def _each(
    store: Store,
    received: Sequence[Letter],
    progress: Progress,
    cancelled: Callable[[], bool],
    act: Callable[[Store, Item], FileVerdict],
    after: Callable[[Store, Item, FileVerdict], None] = lambda *_: None,
) -> tuple[FileVerdict, ...]:
    """Open the files one at a time, in the order given, and act on the good ones."""
    with store.read() as conn:
        require_identity(conn, "aggregator")
    keys, chains = load_keys(store), Chains(store)
    verdicts: list[FileVerdict] = []
    for index, letter in enumerate(received):
        if cancelled():
            break
        progress(index, len(received), letter.path.name)
        item = chains.place(open_letter(store, keys, letter))
        verdict = item.verdict if item.opened is None else act(store, item)
        if verdict.good:
            chains.add(item)
        after(store, item, verdict)
        verdicts.append(verdict)
    return tuple(map(chains.with_gap, verdicts))


_NOT_KEPT = (*GOOD, "not_sync_file", "wrong_kind", "file_missing", "read_failed", "file_too_large")
"""Verdicts after which there is nothing to keep: merged, no file of ours at all, or one for another door."""


def _keep(store: Store, item: Item, verdict: FileVerdict) -> None:
    """Keep a refused file for later; the wish that one carries for a locked period is heard even so."""
    if verdict.code in _NOT_KEPT:
        return
    with store.write("quarantine", verdict.unit_name) as tx:
        digest = hashlib.sha256(item.data).hexdigest()
        if verdict.code == "replay":
            quarantine.release(tx, digest)
            return
        quarantine.keep(tx, _kept(verdict, digest), item.data)
        if verdict.code == "period_locked":
            note_file(tx, item.submission, digest, merged=False)


def _kept(verdict: FileVerdict, digest: str) -> quarantine.Kept:
    return quarantine.Kept(digest, verdict.code, verdict.data, verdict.unit_name, verdict.installation_id,
                           verdict.period, verdict.sequence, verdict.path.name)  # fmt: skip


def _preview(store: Store, item: Item) -> FileVerdict:
    try:
        with store.read() as conn:
            counts, kinds = _stage(conn, item)
            rows = merging.changes(conn, kinds)
    except ClcError as error:
        return replace(item.verdict, code=error.code, data=error.data)
    return replace(item.verdict, counts=counts, rows=rows)


def merge_item(store: Store, item: Item, allow_deletions: bool = False, label: str = "merge") -> FileVerdict:
    """Merge one file in one transaction; with the label ``accept_fork`` the sender's chain goes on from it."""
    assert item.opened is not None
    verdict, sender = item.verdict, item.opened.document.sender
    try:
        with store.write(label, sender.unit_name) as tx:
            if label == "accept_fork":
                transfers.abandon_from(tx, sender.installation_id, verdict.sequence)
            counts, kinds = _stage(tx.conn, item)
            if not allow_deletions:
                upwards.refuse_mass_deletion(tx.conn, counts, kinds)
            merging.apply(tx, kinds)
            trust.note_sender(tx, item.opened)
            received = transfers.received_now(
                item.opened.digest, "submission", sender.unit_id, sender.installation_id,
                verdict.period, verdict.sequence, verdict.path.name, tx.change_id,
                item.submission.previous,
            )  # fmt: skip
            transfers.log_received(tx, received, item.data)
            upwards.note_sources(tx, item.opened)
            note_file(tx, item.submission, item.opened.digest, merged=True)
            quarantine.release(tx, item.opened.digest)
    except ClcError as error:
        return replace(verdict, code=error.code, data=error.data)
    return replace(verdict, counts=counts, merged=True)


def _stage(conn: Connection, item: Item) -> tuple[Counts, list[str]]:
    assert item.opened is not None
    batches, units = incoming(item.opened), upwards.writable_units(conn, item.opened)
    kinds = [batch.kind for batch in batches]
    counts = merging.stage(conn, batches, units)
    locks.refuse_merge(conn, kinds, units)
    return counts, kinds
