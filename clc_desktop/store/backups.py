"""Copies of a database that is in use: ``VACUUM INTO``, because a plain copy of a WAL database lost every table."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.store.database import driver_of
from clc_desktop.store.tables import RECORDS


def backup_before(conn: Connection, path: Path, reason: str) -> Path:
    """A checked copy beside the database, in ``backups/``, made before a rewrite."""
    target = place_for(path, reason)
    backup(conn, target)
    return target


def beside(path: Path) -> tuple[Path, ...]:
    """The copies of a database that lie in ``backups/``, the oldest first."""
    return tuple(sorted((path.parent / "backups").glob(f"{path.stem}-*.db")))


def place_for(path: Path, reason: str) -> Path:
    """A new name beside a database, in ``backups/``."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    stem = f"{path.stem}-{clock.now().strftime('%Y%m%d-%H%M%S')}-{reason}"
    target, number = folder / f"{stem}.db", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}.db"
    return target


def backup(conn: Connection, target: Path) -> None:
    """Copy the open database into a new file and check it. Raises ClcError ``backup_failed`` or ``file_exists``."""
    if target.exists():
        raise ClcError("file_exists", path=str(target))
    conn.commit()
    try:
        driver_of(conn).execute("VACUUM INTO ?", (str(target),))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    copy = sqlite3.connect(target)
    try:
        sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        copy.close()
    if not sound:
        target.unlink()
        raise ClcError("backup_failed", path=str(target))


def faults(conn: Connection) -> tuple[str, ...]:
    """What SQLite finds wrong with the file, in its own words; nothing where it is whole."""
    found = conn.scalars(text("PRAGMA integrity_check")).all()
    return tuple(line for line in found if line != "ok")


def loose_ends(conn: Connection) -> int:
    """How many rows point to others that are not there."""
    return len(conn.execute(text("PRAGMA foreign_key_check")).all())


def count_by_kind(conn: Connection) -> dict[str, int]:
    """How many records there are that are not deleted."""
    return {
        kind: conn.scalar(select(func.count()).select_from(table).where(~table.c.deleted)) or 0
        for kind, table in RECORDS.items()
    }
