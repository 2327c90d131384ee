"""Looking after the database itself: is it whole, a safe copy, bringing a copy back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.store import backups, restoring
from clc_desktop.store.database import Store, open_store, set_meta
from clc_desktop.sync import check_number
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import key_storage
from clc_desktop.usecases.copies import note_copied
from clc_desktop.usecases.key_storage import Place
from clc_desktop.usecases.workspace import Identity, identity, renew_installation, require_identity

_DAMAGED = ("database_damaged", "not_a_database", "not_our_database", "newer_database")
"""What a restore sets aside as it is, because no copy of it can be made."""


@dataclass(frozen=True, slots=True)
class Health:
    """What ``check`` found: ``faults`` in SQLite's words, rows that point nowhere, records, where the keys are."""

    faults: tuple[str, ...]
    loose_ends: int
    records: dict[str, int]
    keys: Place

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with the database."""
        return not self.faults and not self.loose_ends


@dataclass(frozen=True, slots=True)
class Restored:
    """A database brought back. Without ``keys`` the unit must be recovered from its sheet, or registered again.

    ``kept`` is the safety copy of what was there before.
    """

    identity: Identity
    keys: bool
    kept: Path | None


def check(store: Store) -> Health:
    """Look at every page of the file and every link; nothing is written."""
    with store.read() as conn:
        who = require_identity(conn)
        found = backups.faults(conn), backups.loose_ends(conn), backups.count_by_kind(conn)
    return Health(*found, keys=key_storage.place(store.path, who.installation_id))


def backup(store: Store, out: Path) -> Path:
    """A checked copy of the database, without its keys, as a new file (on a stick: read back before it gets its name).

    Raises ClcError ``file_exists``, ``backup_failed``, or like ``files.deliver``.
    """
    if out.exists():
        raise ClcError("file_exists", path=str(out))
    with tempfile.TemporaryDirectory(dir=store.path.parent, prefix=".backup-") as folder:
        copy = Path(folder) / "copy.db"
        with store.read() as conn:
            backups.backup(conn, copy)
        delivered = files.deliver(out.parent, out.name, copy.read_bytes())
    note_copied(store)
    return delivered


def restore(target: Path, source: Path) -> Restored:
    """Make the database at ``target`` what the copy ``source`` is, as a new installation; returns what became of it.

    What is there is kept: as a checked copy in ``backups/``, or set aside as it is where it is damaged. Keys that
    belong to the unit stay, those of another unit go with its copy. Raises ClcError ``not_set_up`` for a copy of a
    database that was nobody's, or like ``restoring.copy_checked``; then nothing was changed.
    """
    if not target.parent.is_dir():
        raise ClcError("folder_missing", path=str(target))
    with _prepared(target, source) as (copy, former):
        present, kept = _kept(target)
        pair = _keys_for(target, former, present)
        if pair is None:
            key_storage.set_aside(target, kept or backups.place_for(target, "keys"))
        now = _renewed(copy, pair)
        if pair is not None:
            key_storage.keep(target, now.installation_id, pair)
        restoring.put_in_place(copy, target)
    if pair is not None and present is not None:
        key_storage.forget(target, present.installation_id)
    return Restored(now, pair is not None, kept)


@contextmanager
def _prepared(target: Path, source: Path) -> Iterator[tuple[Path, Identity]]:
    """A checked copy of the source, of this program's schema, and whose database it is; thrown away at the end."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-") as folder:
        copy = Path(folder) / "copy.db"
        restoring.copy_checked(source, copy)
        store = open_store(copy, create=False)
        try:
            with store.read() as conn:
                former = require_identity(conn)
        finally:
            store.close()
        yield copy, former


def _kept(target: Path) -> tuple[Identity | None, Path | None]:
    """Whose database is there now, and its safety copy; nothing for one that nobody has set up."""
    if not target.exists():
        return None, None
    try:
        store = open_store(target, create=False)
    except ClcError as error:
        if error.code not in _DAMAGED:
            raise
        return None, _set_aside(target)
    try:
        present = identity(store)
        if present is None:
            return None, None
        with store.read() as conn:
            return present, backups.backup_before(conn, target, "restore")
    finally:
        store.close()


def _set_aside(target: Path) -> Path:
    """Move a database that cannot be read out of the way, with the logs that SQLite keeps beside it."""
    place = backups.place_for(target, "damaged")
    for ending in ("-wal", "-shm"):
        if (log := target.with_name(target.name + ending)).exists():
            files.move_to_new(log, place.with_name(place.name + ending))
    return files.move_to_new(target, place)


def _keys_for(target: Path, former: Identity, present: Identity | None) -> KeyPair | None:
    """The keys on this machine that are the unit's: those of its database here, or those of the one that was copied."""
    for installation_id in dict.fromkeys(found.installation_id for found in (present, former) if found):
        pair = key_storage.find(target, installation_id)
        same_unit = present is not None and present.unit_id == former.unit_id
        if pair is not None and (same_unit or former.check_number in _numbers(pair)):
            return pair
    return None


def _numbers(pair: KeyPair) -> set[str]:
    return {check_number.check_number(held.public.sign) for held in pair.every}


def _renewed(copy: Path, pair: KeyPair | None) -> Identity:
    """Make the copy a new installation, known by the keys that are there now."""
    store = open_store(copy, create=False)
    try:
        with store.write("restore") as tx:
            renew_installation(tx)
            if pair is not None:
                set_meta(tx.conn, "check_number", check_number.check_number(pair.public.sign))
            return require_identity(tx.conn)
    finally:
        store.close()
