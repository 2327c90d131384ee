"""When the records were last copied to a safe place."""

from __future__ import annotations

from datetime import datetime

from clc_desktop.domain import clock
from clc_desktop.store.database import Store
from clc_desktop.usecases.settings import read_setting, write_setting

_COPIED = "copied_at"


def note_copied(store: Store) -> None:
    """Our records were copied to a place that a person chose."""
    with store.write("backup") as tx:
        write_setting(tx, _COPIED, clock.now().isoformat())


def last_copied(store: Store) -> datetime | None:
    """The latest copy that a person made. Those that the program keeps in ``backups/`` lie on the same disk."""
    with store.read() as conn:
        said = read_setting(conn, _COPIED)
    return datetime.fromisoformat(said) if said else None
