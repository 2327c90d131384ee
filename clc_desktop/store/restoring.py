"""Bringing a safety copy back: read it without touching it, and put it into the database's place in one transaction.

The content goes into the file that is there (SQLite's backup interface), never a file over a file: a window that has
the database open, or a write-ahead log left beside it, would mix two databases.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from clc_desktop.domain.errors import ClcError

_ERRORS = {
    sqlite3.SQLITE_NOTADB: "not_a_database",
    sqlite3.SQLITE_CORRUPT: "database_damaged",
    sqlite3.SQLITE_BUSY: "database_busy",
    sqlite3.SQLITE_LOCKED: "database_busy",
    sqlite3.SQLITE_FULL: "no_space",
    sqlite3.SQLITE_READONLY: "database_readonly",
    sqlite3.SQLITE_CANTOPEN: "database_cannot_open",
    sqlite3.SQLITE_IOERR: "database_io",
}
_TRIES = 40
"""Quarters of a second for which another program may hold the database."""


def copy_checked(source: Path, target: Path) -> None:
    """Copy a database into a new file and check it; the source may lie on a stick that cannot be written.

    Raises ClcError ``file_missing``, ``not_a_database``, ``database_damaged`` or another of the machine's doings.
    """
    if not source.is_file():
        raise ClcError("file_missing", path=str(source))
    with _translated(source), closing(sqlite3.connect(_read_only(source), uri=True)) as reading:
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

    with _translated(target), closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(target)) as written:
        source.backup(written, progress=waiting)


def _read_only(path: Path) -> str:
    """Without a log beside it the file is whole by itself, and SQLite need not look for one: it may be locked."""
    immutable = "" if path.with_name(path.name + "-wal").exists() else "&immutable=1"
    return f"file:{quote(str(path.absolute()))}?mode=ro{immutable}"


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = _ERRORS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if code is None:
            raise
        raise ClcError(code, path=str(path)) from error
