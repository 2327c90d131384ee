"""Taking a merge back, also one in the middle: as if the file had never come, so that it may be merged again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.store import history, locks, states, undo
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.history import Change, Wanted
from clc_desktop.store.transfers import ReceivedFile
from clc_desktop.store.undo import UndoneMerge
from clc_desktop.usecases.workspace import read_tree, read_unit_names

__all__ = ["UndoneMerge"]

MOST_MERGES = 5_000
"""The newest merges that are listed: a province's year, several times."""


@dataclass(frozen=True, slots=True)
class UndoneMerges:
    """What was taken back of several merges, and why the next one could not be; those before it stand."""

    done: tuple[UndoneMerge, ...]
    refused: ClcError | None = None


def undo_merge(store: Store, change_id: int | None = None) -> UndoneMerge:
    """Take back a merge (the newest that stands), bringing every record back to what it was, version and all.

    Nothing is touched where that cannot be done exactly. Raises ClcError ``nothing_to_undo``, ``merge_missing``,
    ``already_undone``; ``merge_built_upon`` when one of its records was changed later; ``later_file_merged`` when a
    later file of the same units was merged, which may have repeated what this one brought; ``period_locked``.
    """
    with store.read() as conn:
        wanted = undo.last_merge(conn) if change_id is None else change_id
        name = _sender_name(conn, undo.merged_file(conn, wanted))
    with store.write("undo_merge", name, undoes=wanted) as tx:
        file = undo.merged_file(tx.conn, wanted)
        _refuse_later_file(tx.conn, file)
        undo.refuse_built_upon(tx.conn, wanted)
        locks.refuse_undo(tx.conn, wanted)
        done = undo.undo_merge(tx, file)
        states.withdraw(tx, file.digest)
    return done


def undo_merges(
    store: Store,
    change_ids: Sequence[int],
    progress: Callable[[int, int, str], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> UndoneMerges:
    """Take back several merges, the newest first, each as a whole; the first that cannot be taken back ends it.

    Cancelling stops between two of them.
    """
    done: list[UndoneMerge] = []
    for number, change_id in enumerate(sorted(change_ids, reverse=True)):
        if cancelled():
            break
        progress(number, len(change_ids), done[-1].unit_name if done else "")
        try:
            done.append(undo_merge(store, change_id))
        except ClcError as error:
            return UndoneMerges(tuple(done), error)
    return UndoneMerges(tuple(done))


def merges(store: Store, limit: int = MOST_MERGES) -> tuple[Change, ...]:
    """The merges in the list of changes, the newest first, those undone too."""
    with store.read() as conn:
        return history.recent(conn, limit, Wanted(labels=history.MERGES))


def _refuse_later_file(conn: Connection, file: ReceivedFile) -> None:
    """A file that comes later repeats what it does not change, and nothing was logged for that: it must go first."""
    assert file.change_id is not None
    merged_later = undo.files_merged_after(conn, file.change_id)
    if not merged_later:
        return
    tree = read_tree(conn)
    units = tree.below_ever(file.unit_id)
    for later in merged_later:
        if units & tree.below_ever(later.unit_id):
            data = {"name": _sender_name(conn, later), "sequence": later.sequence, "file": later.file_name}
            raise ClcError(
                "later_file_merged", **data, at=datetime.fromisoformat(later.received_at), change=later.change_id
            )


def _sender_name(conn: Connection, file: ReceivedFile) -> str:
    return read_unit_names(conn, clock.today()).get(file.unit_id, "")
