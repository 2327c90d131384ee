"""What was read before and cannot have changed since: kept beside the connection, for as long as nobody has written.

SQLite itself says whether anybody has: ``data_version`` moves when another connection or program commits, and
``total_changes`` when this one writes. Both are asked inside the reading transaction, so they speak of its snapshot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")

_KEY = "remembered"
_MOST = 12
"""Values kept of one state of the database, the oldest dropped first: a year of a province's figures takes 2 MB."""


def remembered(conn: Connection, key: tuple[Any, ...], read: Callable[[], T]) -> T:
    """What ``read`` gives, from before if it was asked since the last write. It must depend on ``key`` and the database
    alone, and nobody may change what comes back. A writing transaction always reads anew: it may be rolled back.
    """
    if conn.get_execution_options().get("writes", True):
        return read()
    state = _state(conn)
    known_state, values = conn.info.get(_KEY, (None, {}))
    if known_state != state:
        values = {}
        conn.info[_KEY] = state, values
    if key not in values:
        made = read()
        while len(values) >= _MOST:
            del values[next(iter(values))]
        values[key] = made
    found: T = values[key]
    return found


def _state(conn: Connection) -> tuple[int, int]:
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return conn.exec_driver_sql("PRAGMA data_version").scalar_one(), driver.total_changes
