"""Functions that our SQL calls: what SQLite cannot say about versions and Vietnamese text by itself."""

from __future__ import annotations

import sqlite3
from functools import lru_cache

from clc_desktop.domain import versions
from clc_desktop.domain.vietnamese import search_key

_search_key = lru_cache(maxsize=8192)(search_key)
"""A list is searched at every key, and says the same few things again and again."""


def install_functions(connection: sqlite3.Connection) -> None:
    """Give a new connection ``clc_relation(local, incoming)``, see domain/versions.py, and ``clc_search_key(text)``."""
    connection.create_function("clc_relation", 2, versions.relation, deterministic=True)
    connection.create_function("clc_search_key", 1, _search_key, deterministic=True)
