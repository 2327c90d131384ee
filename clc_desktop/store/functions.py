"""Functions that our SQL calls: what SQLite cannot say about versions and Vietnamese text by itself."""

from __future__ import annotations

import sqlite3

from clc_desktop.domain import versions


def install_functions(connection: sqlite3.Connection) -> None:
    """Give a new connection ``clc_relation(local, incoming)``: see domain/versions.py."""
    connection.create_function("clc_relation", 2, versions.relation, deterministic=True)
