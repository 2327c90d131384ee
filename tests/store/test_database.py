"""Transactions keep their word on a real file, and the machine's troubles come out with their code."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from clc_desktop.domain.errors import ClcError
from clc_desktop.store import backups
from clc_desktop.store.database import Store, get_meta, open_store, set_meta
from clc_desktop.store.records import find, put
from tests.factories import learning_class


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    """Asked of the file by a new connection."""
    conn = sqlite3.connect(path)
    try:
        return conn.execute(statement).fetchall()
    finally:
        conn.close()


def test_a_write_is_there_for_a_new_connection(store: Store, path: Path) -> None:
    with store.write("test") as tx:
        put(tx, learning_class())
    assert rows(path, "SELECT topic FROM learning_class") == [(learning_class().topic,)]


def fail_after(store: Store, error: BaseException, *statements: str) -> None:
    with store.write("test") as tx:
        put(tx, learning_class())
        set_meta(tx.conn, "unit_name", "xã Một")
        for statement in statements:
            tx.conn.execute(text(statement))
        raise error


@pytest.mark.parametrize("error", [ClcError("something"), RuntimeError(), KeyboardInterrupt()])
def test_an_error_rolls_everything_back(store: Store, path: Path, error: BaseException) -> None:
    statements = [f"SELECT * FROM {table}" for table in ("meta", "change", "change_row", "learning_class")]
    before = [rows(path, statement) for statement in statements]
    with pytest.raises(type(error)):
        fail_after(store, error)
    assert [rows(path, statement) for statement in statements] == before


def test_a_created_table_is_rolled_back(store: Store, path: Path) -> None:
    with pytest.raises(RuntimeError):
        fail_after(store, RuntimeError(), "CREATE TABLE left_behind (id INTEGER)")
    assert not rows(path, "SELECT name FROM sqlite_master WHERE name = 'left_behind'")


def test_foreign_keys_are_on_in_every_connection(store: Store) -> None:
    with store.read() as first, store.read() as second:
        for conn in (first, second):
            assert conn.scalar(text("PRAGMA foreign_keys")) == 1
    with pytest.raises(IntegrityError), store.write("test") as tx:
        tx.conn.execute(text("INSERT INTO change_row (change_id, kind, record_id) VALUES (999, 'x', 'y')"))


def test_the_file_is_in_wal_mode_with_full_synchronisation(store: Store, path: Path) -> None:
    with store.read() as conn:
        assert conn.scalar(text("PRAGMA synchronous")) == 2
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]


def test_a_reader_sees_one_state_throughout(store: Store) -> None:
    with store.read() as conn:
        assert find(conn, type(learning_class())) == ()
        with store.write("test") as tx:
            put(tx, learning_class())
        assert find(conn, type(learning_class())) == ()
    with store.read() as conn:
        assert find(conn, type(learning_class())) == (learning_class(),)


def test_nothing_written_leaves_no_change_and_no_counter(store: Store, path: Path) -> None:
    with store.write("test"):
        pass
    assert rows(path, "SELECT * FROM change") == []
    with store.read() as conn:
        assert get_meta(conn, "counter") is None


def test_a_record_cannot_be_written_before_the_database_is_set_up(path: Path) -> None:
    store = open_store(path)
    with pytest.raises(ClcError, match="not_set_up"), store.write("test") as tx:
        put(tx, learning_class())
    store.close()


# --- copies -----------------------------------------------------------------------------------------------------------


def test_a_plain_copy_of_a_database_in_use_loses_what_a_backup_keeps(store: Store, path: Path, tmp_path: Path) -> None:
    with store.write("test") as tx:
        put(tx, learning_class())
    plain, backup = tmp_path / "plain.db", tmp_path / "backup.db"
    shutil.copyfile(path, plain)
    with store.read() as conn:
        backups.backup(conn, backup)
    assert rows(plain, "SELECT topic FROM learning_class") == []
    assert rows(backup, "SELECT topic FROM learning_class") == [(learning_class().topic,)]
    assert rows(backup, "PRAGMA integrity_check") == [("ok",)]


def test_a_backup_never_overwrites_a_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_bytes(b"precious")
    with pytest.raises(ClcError, match="file_exists"), store.read() as conn:
        backups.backup(conn, tmp_path / "backup.db")
    assert (tmp_path / "backup.db").read_bytes() == b"precious"


def test_a_backup_that_fails_leaves_no_file(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ClcError), store.read() as conn:
        backups.backup(conn, tmp_path / "missing" / "backup.db")
    assert not (tmp_path / "missing").exists()


def test_a_backup_opens_as_a_database(store: Store, tmp_path: Path) -> None:
    with store.write("test") as tx:
        put(tx, learning_class())
    with store.read() as conn:
        backups.backup(conn, tmp_path / "backup.db")
        assert not backups.faults(conn)
    copy = open_store(tmp_path / "backup.db")
    with copy.read() as conn:
        assert find(conn, type(learning_class())) == (learning_class(),)
    copy.close()


# --- trouble ----------------------------------------------------------------------------------------------------------


def test_a_missing_database_is_made_only_when_asked_and_never_with_its_folder(tmp_path: Path) -> None:
    for path, create in ((tmp_path / "clc.db", False), (tmp_path / "stick" / "clc.db", True)):
        with pytest.raises(ClcError, match="database_missing"):
            open_store(path, create=create)
        assert not path.exists()
        assert not path.with_name("stick").exists()


def test_any_letter_may_stand_in_the_path(tmp_path: Path) -> None:
    folder = tmp_path / "Dữ liệu %41 #1 & ?mode=ro"
    folder.mkdir()
    open_store(folder / "xã Pú Nhung.db").close()
    assert [p.name for p in folder.iterdir()] == ["xã Pú Nhung.db"]


def test_a_busy_database(store: Store, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with store.read() as conn:  # the pool gives the same connection again: do not wait ten seconds
        conn.execute(text("PRAGMA busy_timeout=10"))
    with pytest.raises(ClcError, match="database_busy"), store.write("test"):
        pass
    other.close()
    with store.write("test") as tx:
        put(tx, learning_class())


def test_a_database_that_may_only_be_read(store: Store) -> None:
    with store.read() as conn:
        conn.execute(text("PRAGMA query_only=ON"))
    with pytest.raises(ClcError, match="database_readonly"), store.write("test") as tx:
        put(tx, learning_class())


def test_a_full_disk(store: Store, path: Path) -> None:
    with store.write("test") as tx:
        tx.conn.execute(text("PRAGMA max_page_count=1"))  # SQLite then takes the present size as the limit
    with pytest.raises(ClcError, match="no_space"), store.write("test") as tx:
        put(tx, *(learning_class(number, topic="x" * 5000) for number in range(50)))
    assert rows(path, "SELECT COUNT(*) FROM learning_class") == [(0,)]


@pytest.mark.parametrize("content", [b"Day la tep van ban, khong phai co so du lieu. " * 40, b"\0" * 5000])
def test_a_file_that_is_no_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ClcError, match="not_a_database"):
        open_store(path)
    assert path.read_bytes() == content


def test_a_folder_in_place_of_a_database(tmp_path: Path) -> None:
    with pytest.raises(ClcError, match="database_cannot_open"):
        open_store(tmp_path)


def opened_and_read(path: Path) -> None:
    store = open_store(path)
    try:
        with store.read() as conn:
            find(conn, type(learning_class()))
    finally:
        store.close()


@pytest.fixture
def closed(store: Store, path: Path) -> Path:
    """A database of some pages that nobody uses."""
    with store.write("test") as tx:
        put(tx, *(learning_class(number) for number in range(500)))
    store.close()
    return path


def test_a_damaged_database(closed: Path) -> None:
    data = closed.read_bytes()
    closed.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    with pytest.raises(ClcError, match="database_damaged"):
        opened_and_read(closed)


def test_a_truncated_database(closed: Path) -> None:
    closed.write_bytes(closed.read_bytes()[: closed.stat().st_size // 2])
    with pytest.raises(ClcError, match="database_damaged"):
        opened_and_read(closed)


def test_an_error_of_ours_is_not_dressed_up(store: Store) -> None:
    with pytest.raises(Exception, match="no such table") as caught, store.read() as conn:
        conn.execute(text("SELECT * FROM nonsense"))
    assert not isinstance(caught.value, ClcError)
