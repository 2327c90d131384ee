"""Opening the database, and the two scopes in which everything else happens: ``read()`` and ``write()``.

SQLite is told to keep its promises: foreign keys on, WAL with ``synchronous=FULL``, and transactions begun by us,
because the driver's own would let a CREATE TABLE survive a rollback.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, select, text
from sqlalchemy.exc import DBAPIError

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.store import tables
from clc_desktop.store.functions import install_functions
from clc_desktop.store.person import person

__all__ = ["Connection", "Store", "Tx", "get_meta", "open_store", "set_meta"]

_ERRORS = {
    sqlite3.SQLITE_BUSY: "database_busy",
    sqlite3.SQLITE_LOCKED: "database_busy",
    sqlite3.SQLITE_FULL: "no_space",
    sqlite3.SQLITE_IOERR: "database_io",
    sqlite3.SQLITE_CORRUPT: "database_damaged",
    sqlite3.SQLITE_NOTADB: "not_a_database",
    sqlite3.SQLITE_READONLY: "database_readonly",
    sqlite3.SQLITE_CANTOPEN: "database_cannot_open",
}
"""SQLite's result codes that are the machine's doing; every other one is a bug of ours."""


@dataclass
class Tx:
    """One writing transaction. The change and the counter are drawn only when something is really written."""

    conn: Connection
    label: str
    subject: str = ""
    undoes: int | None = None
    _change_id: int | None = field(default=None, init=False)
    _counter: int | None = field(default=None, init=False)

    @property
    def change_id(self) -> int:
        """The change that this transaction's rows are logged under."""
        if self._change_id is None:
            row = {
                "at": clock.now().isoformat(),
                "who": person(),
                "label": self.label,
                "subject": self.subject,
                "undoes": self.undoes,
            }
            result = self.conn.execute(insert(tables.change).values(row).returning(tables.change.c.id))
            self._change_id = result.scalar_one()
        return self._change_id

    def log(self) -> None:
        """Put the transaction into the list of changes, though it writes no record."""
        _ = self.change_id

    @property
    def counter(self) -> int:
        """This installation's counter for all records written in this transaction."""
        if self._counter is None:
            self._counter = int(get_meta(self.conn, "counter") or 0) + 1
            set_meta(self.conn, "counter", str(self._counter))
        return self._counter

    @property
    def installation(self) -> str:
        """This installation's id, 16 hex digits."""
        found = get_meta(self.conn, "installation_id")
        if found is None:
            raise ClcError("not_set_up")
        return found


class Store:
    """An open database. Readers see one state throughout; a writer commits everything or nothing."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot to read from."""
        with translated(self.path), self._engine.connect() as conn:
            yield conn.execution_options(writes=False)

    @contextmanager
    def write(self, label: str, subject: str = "", undoes: int | None = None) -> Iterator[Tx]:
        """A transaction, committed at the end of the block and rolled back when it raises.

        ``label`` (a code) and ``subject`` (a name typed by people) say what was done in the list of changes.
        """
        with translated(self.path), self._engine.begin() as conn:
            yield Tx(conn, label, subject, undoes)

    @contextmanager
    def rehearse(self) -> Iterator[Connection]:
        """A transaction to write in of which nothing stays."""
        with translated(self.path), self._engine.connect() as conn:
            yield conn

    def close(self) -> None:
        """Close all connections; SQLite then folds its write-ahead log into the file."""
        self._engine.dispose()


def open_store(path: Path, create: bool = True) -> Store:
    """Open the database at ``path``, bringing an older schema up to date (after a backup), making a missing one.

    Raises ClcError ``database_missing`` (without ``create``), ``not_a_database``, ``newer_database``,
    ``database_damaged`` or another of the machine's doings.
    """
    from clc_desktop.store.migrations import bring_up_to_date

    if not path.exists() and not (create and path.parent.is_dir()):
        raise ClcError("database_missing", path=str(path))
    engine = make_engine(path)
    store = Store(path, engine)
    try:
        with translated(path), engine.connect() as conn:
            bring_up_to_date(conn, path)
            _use_wal(conn)
    except BaseException:
        store.close()
        raise
    return store


def make_engine(path: Path) -> Engine:
    """The engine of a database file, whatever is in it; nothing is written by connecting."""
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 10})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def get_meta(conn: Connection, key: str) -> str | None:
    """A setting of this database, or None."""
    return conn.scalar(select(tables.meta.c.value).where(tables.meta.c.key == key))


def set_meta(conn: Connection, key: str, value: str) -> None:
    """Set a setting of this database."""
    statement = text(
        "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value"
    )
    conn.execute(statement, {"key": key, "value": value})


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "cache_size=-32000"):
        cursor.execute(f"PRAGMA {pragma}")
    if cursor.execute("PRAGMA foreign_keys").fetchone() != (1,):
        raise AssertionError("SQLite without foreign keys")
    cursor.close()
    install_functions(connection)


def driver_of(conn: Connection) -> sqlite3.Connection:
    """SQLite's own connection, for what SQLAlchemy has no word for."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _use_wal(conn: Connection) -> None:
    """Only once the file is known to be ours: the mode is written into it."""
    conn.commit()
    driver_of(conn).execute("PRAGMA journal_mode=WAL")


def _begin(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get("writes", True) else "BEGIN")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what is the machine's doing into a ClcError, whether SQLAlchemy or SQLite itself has raised it."""
    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError) as error:
        code = getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlite_errorcode", 0)
        known = _ERRORS.get(code & 0xFF)
        if known is None:
            raise
        raise ClcError(known, path=str(path)) from error
