"""Files that were refused: listed, tried again, decided upon, removed by a person only. And the others' originals."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store import quarantine, transfers
from clc_desktop.store.database import Store
from clc_desktop.store.quarantine import Kept
from clc_desktop.usecases.arrivals import Chains, FileVerdict, Letter, letters, open_letter
from clc_desktop.usecases.exchange import SUFFIX
from clc_desktop.usecases.merging import Progress, merge_item, merge_letters
from clc_desktop.usecases.workspace import load_keys, read_unit_names, require_identity

__all__ = ["Kept"]


def quarantined(store: Store) -> tuple[Kept, ...]:
    """The files kept, by sender and number."""
    with store.read() as conn:
        return quarantine.every(conn)


def retry_quarantine(
    store: Store,
    progress: Progress = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
    allow_deletions: bool = False,
) -> tuple[FileVerdict, ...]:
    """Try all of them again, after an approval or an unlock for instance; those that are merged now leave."""
    found = [Letter(Path(kept.file_name), partial(_data, store, kept.digest)) for kept in quarantined(store)]
    return merge_letters(store, found, progress, cancelled, allow_deletions)


def remove_quarantined(store: Store, digest: str) -> None:
    """Throw a file away (``digest`` or its first letters). ClcError ``not_in_quarantine``."""
    with store.write("remove_quarantined") as tx:
        quarantine.release(tx, _one([kept.digest for kept in quarantine.every(tx.conn)], digest))


def accept_fork(store: Store, path: Path) -> FileVerdict:
    """Merge a file with the verdict ``fork`` or ``rollback``: a person has decided that its machine is the real one.

    What that installation had sent from this number on stays merged and kept, but its chain goes on from this file:
    files of the other machine are forks from now on. Records that differ become conflicts. A file with another verdict
    gets that verdict and is not merged.
    """
    return _accept(store, letters([path])[0])


def accept_kept_fork(store: Store, digest: str) -> FileVerdict:
    """The same for a file in the quarantine (``digest`` or its first letters). ClcError ``not_in_quarantine``."""
    with store.read() as conn:
        name = {kept.digest: kept.file_name for kept in quarantine.every(conn)}
    found = _one(list(name), digest)
    return _accept(store, Letter(Path(name[found]), partial(_data, store, found)))


def export_originals(store: Store, folder: Path) -> tuple[Path, ...]:
    """Hand on the submissions merged here, signed and sealed as they came: one new file each. Raises like
    ``files.deliver``."""
    with store.read() as conn:
        names = read_unit_names(conn, clock.today())
        found = sorted(transfers.received_files(conn), key=lambda file: (file.unit_id, file.received_at, file.sequence))
        paths: list[Path] = []
        for file in found:
            if file.kind == "submission":
                unit = search_key(names.get(file.unit_id, "")).replace(" ", "-")
                name = f"{unit}_{file.period}_{file.sequence:03d}_{file.digest[:8]}{SUFFIX}"
                with files.counting(paths, folder):
                    paths.append(files.deliver(folder, name, transfers.original(conn, file.digest)))
    return tuple(paths)


def _accept(store: Store, letter: Letter) -> FileVerdict:
    with store.read() as conn:
        require_identity(conn, "aggregator")
    opened = open_letter(store, load_keys(store), letter)
    verdict = Chains(store).place(opened).verdict
    if verdict.code not in ("fork", "rollback"):
        return verdict
    return merge_item(store, opened, allow_deletions=True, label="accept_fork")


def _data(store: Store, digest: str) -> bytes:
    with store.read() as conn:
        data = quarantine.data_of(conn, digest)
    if data is None:
        raise ClcError("not_in_quarantine", digest=digest)
    return data


def _one(digests: list[str], wanted: str) -> str:
    found = [digest for digest in digests if wanted and digest.startswith(wanted)]
    if len(found) != 1:
        raise ClcError("not_in_quarantine", digest=wanted)
    return found[0]
