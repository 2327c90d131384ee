"""Bringing a safety copy back: read it without touching it, and put it into the database's place in one transaction.

The content goes into the file that is there (SQLite's backup interface), never a file over a file: a window that has
the database open, or a write-ahead log left beside it, would mix two databases.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from clc_desktop.domain.errors import ClcError
from clc_desktop.store.database import translated

_TRIES = 40
"""Quarters of a second for which another program may hold the database."""


def copy_checked(source: Path, target: Path) -> None:
    """Copy a database into a new file and check it; the source may lie on a stick that cannot be written.

    Raises ClcError ``file_missing``, ``not_a_database``, ``database_damaged`` or another of the machine's doings.
    """
    if not source.is_file():
        raise ClcError("file_missing", path=str(source))
    with translated(source), closing(sqlite3.connect(_read_only(source), uri=True)) as reading:
        if reading.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise ClcError("database_damaged", path=str(source))
        reading.execute("VACUUM INTO ?", (str(target),))


def put_in_place(copy: Path, target: Path) -> None:
    """Make ``target`` hold what ``copy`` holds, all of it or nothing, also while a window has it open.

    Raises ClcError ``database_busy`` where somebody keeps it locked.
    """
    tries = iter(range(_TRIES))

    def waiting(_status: int, _remaining: int, _pages: int) -> None:
        if next(tries, None) is None:
            raise ClcError("database_busy", path=str(target))

    with translated(target), closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(target)) as written:
        source.backup(written, progress=waiting)


def _read_only(path: Path) -> str:
    """Without a log beside it the file is whole by itself, and SQLite need not look for one: it may be locked."""
    immutable = "" if path.with_name(path.name + "-wal").exists() else "&immutable=1"
    return f"file:{quote(str(path.absolute()))}?mode=ro{immutable}"
