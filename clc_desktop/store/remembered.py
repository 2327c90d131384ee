"""What was read before and cannot have changed since: kept beside the connection, for as long as nobody has written.

SQLite itself says whether anybody has: ``data_version`` moves when another connection or program commits, and
``total_changes`` when this one writes. Both are asked inside the reading transaction, so they speak of its snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

from clc_desktop.store.database import driver_of

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


@contextmanager
def beside(conn: Connection, *names: str) -> Iterator[None]:
    """What is written in this block of a writing transaction is no part of values whose key begins with these names:
    they outlive it. What another connection wrote before is noticed all the same.
    """
    known_state, values = conn.info.get(_KEY, (None, {}))
    is_current = known_state == _state(conn)
    yield
    if is_current:
        conn.info[_KEY] = _state(conn), {key: value for key, value in values.items() if key[0] in names}


def _state(conn: Connection) -> tuple[int, int]:
    return conn.exec_driver_sql("PRAGMA data_version").scalar_one(), driver_of(conn).total_changes
