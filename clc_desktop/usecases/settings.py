"""Settings of one database that are more than a word: lists and tables, kept as JSON beside its identity."""

from __future__ import annotations

import json
from typing import Any

from clc_desktop.store.database import Connection, Tx, get_meta, set_meta


def read_setting(conn: Connection, key: str, default: Any = None) -> Any:
    """What was kept under a key; ``default`` where nothing was, or where somebody else has written there."""
    kept = get_meta(conn, key)
    if kept is None:
        return default
    try:
        return json.loads(kept)
    except ValueError:
        return default


def write_setting(tx: Tx, key: str, value: Any) -> None:
    """Keep a value that JSON can hold."""
    set_meta(tx.conn, key, json.dumps(value, ensure_ascii=False, sort_keys=True))
