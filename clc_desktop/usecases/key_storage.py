"""Where private keys lie: in the system's key store, or in a file beside the database that only this person can read.

The system's key store is used where there is a real one (Windows, macOS, a Linux desktop) and it works; else the file:
on a server, in a test, where the store is locked or broken. Keys are in one of the two, never in both. A file that is
there is used, so that a folder carried over from such a machine goes on working.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Literal

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import keys
from clc_desktop.sync.keys import KeyPair

SERVICE = "clc-desktop"
Place = Literal["system", "file", "nowhere"]

_log = logging.getLogger(__name__)


def key_file(database: Path) -> Path:
    """Where the keys of a database lie when they are in a file."""
    return database.with_name(database.name + ".key")


def find(database: Path, installation_id: str) -> KeyPair | None:
    """The keys of an installation; None where there are none. Raises ClcError ``keys_unreadable``."""
    if key_file(database).exists():
        return keys.load(key_file(database))
    kept = _from_system(installation_id)
    return None if kept is None else KeyPair.from_bytes(kept.encode())


def place(database: Path, installation_id: str) -> Place:
    """Where the keys are, for ``check`` and for people who look after the PC."""
    if key_file(database).exists():
        return "file"
    return "nowhere" if _from_system(installation_id) is None else "system"


def keep(database: Path, installation_id: str, pair: KeyPair) -> Place:
    """Keep keys, in place of those that the installation had."""
    if not key_file(database).exists() and _into_system(installation_id, pair.to_bytes().decode()):
        return "system"
    keys.save(pair, key_file(database))
    return "file"


def forget(database: Path, installation_id: str) -> None:
    """Remove the keys that a restored database had under its former id; a file beside it serves any id."""
    if not key_file(database).exists():
        _forget(installation_id)


def set_aside(database: Path, copy: Path) -> None:
    """Let the key file of a database go with its safety copy, because another unit's database takes its place."""
    if key_file(database).exists():
        keys.save(keys.load(key_file(database)), key_file(copy))
        key_file(database).unlink()


# --- the system's key store -------------------------------------------------------------------------------------------


def _system() -> Any:
    """The system's key store, or None where there is no real one."""
    import keyring
    from keyring.core import recommended

    backend = keyring.get_keyring()
    return backend if recommended(backend) else None


def _from_system(installation_id: str) -> str | None:
    """What the key store holds. Raises ClcError ``key_store_closed`` where it exists and cannot be asked."""
    found: str | None = _asked("get_password", installation_id)
    return found


def _into_system(installation_id: str, secret: str) -> bool:
    """Whether the key store has taken the secret, and gives it back."""
    try:
        _asked("set_password", installation_id, secret)
        if _asked("get_password", installation_id) == secret:
            return True
    except ClcError:
        pass
    _forget(installation_id)
    return False


def _forget(installation_id: str) -> None:
    try:
        _asked("delete_password", installation_id)
    except ClcError:
        _log.info("nothing was removed from the key store")


def _asked(method: str, *arguments: str) -> Any:
    """Ask the key store; whatever it raises is its own affair, and may quote what it was given: it is not logged."""
    try:
        backend = _system()
        return None if backend is None else getattr(backend, method)(SERVICE, *arguments)
    except Exception as error:  # noqa: BLE001  every backend has errors of its own, from D-Bus to Windows
        _log.warning("the system's key store failed: %s", type(error).__name__)
        raise ClcError("key_store_closed") from None
