"""When the records were last copied to a safe place."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime

from clc_desktop.domain import clock
from clc_desktop.store import backups
from clc_desktop.store.database import Store
from clc_desktop.usecases.settings import read_setting, write_setting

_COPIED = "copied_at"
_STAMP = re.compile(r"-([0-9]{8}-[0-9]{6})-")


def note_copied(store: Store) -> None:
    """Our records were copied to a place that a person chose."""
    with store.write("backup") as tx:
        write_setting(tx, _COPIED, clock.now().isoformat())


def last_copied(store: Store) -> datetime | None:
    """The latest copy: one that a person made, or one that the program keeps in ``backups/``."""
    with store.read() as conn:
        said = read_setting(conn, _COPIED)
    found = [datetime.fromisoformat(said)] if said else []
    for path in backups.beside(store.path):
        if stamp := _STAMP.search(path.name):
            with suppress(ValueError):
                found.append(datetime.strptime(stamp[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC))
    return max(found, default=None)
