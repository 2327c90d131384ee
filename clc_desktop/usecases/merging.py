"""Taking in submissions: verdicts (arrivals.py), a preview, then one transaction a file; what is refused is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS, Record
from clc_desktop.store import locks, merging, quarantine, remarks, states, transfers
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.merging import Counts, RowChange
from clc_desktop.store.records import put, rows_by_id, to_record
from clc_desktop.store.tables import RECORDS
from clc_desktop.store.transfers import ReceivedFile
from clc_desktop.usecases import trust, upwards
from clc_desktop.usecases.arrivals import GOOD, Chains, FileVerdict, Item, Letter, letters, open_letter
from clc_desktop.usecases.exchange import incoming
from clc_desktop.usecases.review import note_file
from clc_desktop.usecases.workspace import load_keys, require_identity

__all__ = ["GOOD", "Counts", "FileVerdict", "ReceivedFile", "RowChange"]

Progress = Callable[[int, int, str], None]
"""Told (files done, files in all, name of the file)."""
LINES, MOST_LINES, FEWEST_LINES = 60_000, 2_000, 60
"""Lines that the previews of one drop have together (about 100 MB), a file has at most, and has in any case."""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """How many records were brought back, and by which change: None where there was nothing to do."""

    count: int
    change_id: int | None


def examine(
    store: Store,
    paths: Sequence[Path],
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[FileVerdict, ...]:
    """Verdict and preview of each file: what ``merge`` would do with them, one after the other. Nothing stays written.

    Cancelling leaves out the rest.
    """
    received = letters(paths)
    most = max(min(LINES // max(len(received), 1), MOST_LINES), FEWEST_LINES)
    with store.rehearse() as conn:
        return _each(store, received, progress, cancelled, partial(_rehearsed, conn, most))


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
        try:
            after(store, item, verdict)
        except ClcError as error:  # it could not even be kept: the others, and what is said of them, must not suffer
            verdict = replace(verdict, code=error.code, data=error.data)
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


def _rehearsed(conn: Connection, most: int, _store: Store, item: Item) -> FileVerdict:
    """The preview of a file after those before it; one that would be refused leaves no trace for the next."""
    verdict = item.verdict
    try:
        with conn.begin_nested():
            verdict, kinds = _staged(conn, item)
            rows = sorted(merging.changes(conn, kinds, most + 1), key=_weight)
            verdict = replace(verdict, rows=tuple(rows[:most]), is_cut=len(rows) > most)
            upwards.refuse_mass_deletion(conn, verdict.counts, kinds)
            _write(Tx(conn, "merge", verdict.unit_name), item, kinds)
    except ClcError as error:
        return replace(verdict, code=error.code, data=error.data)
    return verdict


_WEIGHTS = {"conflict": 0, "deleted": 1, "hidden": 2, "changed": 3, "added": 4}
_LAST = ("learner", "enrolment")
"""Nameless here: what they change shows in their classes."""


def _weight(line: RowChange) -> tuple[int, bool]:
    return _WEIGHTS[line.what], line.kind in _LAST


def merge_item(store: Store, item: Item, allow_deletions: bool = False, label: str = "merge") -> FileVerdict:
    """Merge one file in one transaction; with the label ``accept_fork`` the sender's chain goes on from it."""
    verdict = item.verdict
    try:
        with store.write(label, item.submission.sender.unit_name) as tx:
            fork_of = verdict.installation_id if label == "accept_fork" else ""
            if fork_of:
                transfers.abandon_from(tx, fork_of, verdict.sequence)
            found, kinds = _staged(tx.conn, item, fork_of)
            if not allow_deletions:
                upwards.refuse_mass_deletion(tx.conn, found.counts, kinds)
            _write(tx, item, kinds)
            change_id = tx.change_id
    except ClcError as error:
        return replace(verdict, code=error.code, data=error.data)
    return replace(found, change_id=change_id)


def _staged(conn: Connection, item: Item, fork_of: str = "") -> tuple[FileVerdict, list[str]]:
    """The file beside our records: what merging it will do, and the kinds that are in it."""
    assert item.opened is not None
    batches, units = incoming(item.opened.tables), upwards.writable_units(conn, item.opened)
    kinds = [batch.kind for batch in batches]
    counts = merging.stage(conn, batches, units, fork_of)
    locks.refuse_merge(conn, kinds, units)
    hidden, at = merging.hidden(conn, kinds) if counts.hidden else ((), "")
    disputed = _disputed(conn, kinds) if counts.changed + counts.deleted else ()
    return replace(item.verdict, counts=counts, hidden=hidden, hidden_at=at, disputed=disputed), kinds


def _disputed(conn: Connection, kinds: list[str]) -> tuple[tuple[str, str], ...]:
    """The records that we had corrected and that the file, which knows our correction, changes again."""
    ours = remarks.standing(conn, (one for one in remarks.corrected(conn) if one.kind in kinds))
    lines = merging.changes(conn, sorted({kind for kind, _ in ours}), _EVERY) if ours else ()
    changed = (line for line in lines if line.what in ("changed", "deleted"))
    return tuple((line.kind, line.record_id) for line in changed if (line.kind, line.record_id) in ours)


_EVERY = 1_000_000
"""More lines than a file may have."""


def _write(tx: Tx, item: Item, kinds: list[str]) -> None:
    """Merge what is staged, and remember the file with all that it tells of its sender."""
    assert item.opened is not None
    merging.apply(tx, kinds)
    trust.note_sender(tx, item.opened)
    trust.keep_file(tx, item.opened, item.data, item.verdict.path.name)
    upwards.note_sources(tx, item.opened)
    note_file(tx, item.submission, item.opened.digest, merged=True)
    quarantine.release(tx, item.opened.digest)


def bring_back(store: Store, hidden: Sequence[tuple[str, str]]) -> BroughtBack:
    """Bring records (kind and id) back that were deleted here, as they were when they were deleted.

    It is an edit of ours like any other: it travels in the next receipt, and may be taken back. What is not deleted any
    more is left alone. Raises ClcError ``period_locked``.
    """
    with store.write("bring_back") as tx:
        require_identity(tx.conn, "aggregator")
        found = [
            record for kind in dict.fromkeys(kind for kind, _id in hidden) for record in _gone(tx.conn, kind, hidden)
        ]
        put(tx, *found)
        for unit_id in dict.fromkeys(record.unit_id for record in found):
            states.bump(tx, unit_id, "correct")
        return BroughtBack(len(found), tx.change_id if found else None)


def _gone(conn: Connection, kind: str, hidden: Sequence[tuple[str, str]]) -> list[Record]:
    found = rows_by_id(conn, RECORDS[kind], [record_id for of_kind, record_id in hidden if of_kind == kind])
    return [to_record(KINDS[kind], row) for row in found.values() if row["deleted"]]
