"""Copies of a database that is in use: ``VACUUM INTO``, because a plain copy of a WAL database lost every table."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, text

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError


def backup_before(conn: Connection, path: Path, reason: str) -> Path:
    """A checked copy beside the database, in ``backups/``, made before a rewrite."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    target = folder / f"{path.stem}-{stamp}-{reason}.db"
    backup(conn, target)
    return target


def backup(conn: Connection, target: Path) -> None:
    """Copy the open database into a new file and check it. Raises ClcError ``backup_failed`` or ``file_exists``."""
    if target.exists():
        raise ClcError("file_exists", path=str(target))
    conn.commit()
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("VACUUM INTO ?", (str(target),))
    copy = sqlite3.connect(target)
    try:
        sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        copy.close()
    if not sound:
        target.unlink()
        raise ClcError("backup_failed", path=str(target))


def is_sound(conn: Connection) -> bool:
    """Whether SQLite finds the database whole."""
    return bool(conn.scalar(text("PRAGMA integrity_check")) == "ok")
