"""The floor of a merge, as one would write it by hand: verify, decrypt, decode, one guarded upsert for each kind.

The same columns and indexes as ours, one transaction a file, the same journal and the same care for the disk; no
history, no comparison, no conflicts, no check of any value.
"""

from __future__ import annotations

import base64
import sqlite3
import zlib
from pathlib import Path

import msgspec
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from clc_desktop.domain.records import KINDS

JSON_COLUMNS = frozenset({"partners", "lecturers", "reasons", "attended", "absent", "trained_years", "points"})


class HandMerge:
    """A database with the tables of ``like``, and nothing around them."""

    def __init__(self, path: Path, like: Path, identity: pyrage.x25519.Identity) -> None:
        self.identity = identity
        self.conn = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32000"):
            self.conn.execute(f"PRAGMA {pragma}")
        with sqlite3.connect(like) as source:
            found = source.execute("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC")
            for table, sql in found.fetchall():
                if table in KINDS:
                    self.conn.execute(sql)
        source.close()

    def merge(self, path: Path) -> None:
        """Take in one file."""
        envelope = msgspec.json.decode(path.read_bytes())
        payload = base64.b64decode(envelope["payload"])
        kind, signature = envelope["payloadType"].encode(), envelope["signatures"][0]
        message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["keyid"]))
        key.verify(base64.b64decode(signature["sig"]), message)
        document = msgspec.json.decode(zlib.decompress(pyrage.decrypt(payload, [self.identity]), wbits=31))
        self.conn.execute("BEGIN IMMEDIATE")
        for batch in document["records"]:
            self._upsert(batch["kind"], batch["columns"], batch["rows"])
        self.conn.execute("COMMIT")

    def close(self) -> None:
        self.conn.close()

    def _upsert(self, kind: str, columns: list[str], rows: list[list[object]]) -> None:
        for place in [place for place, name in enumerate(columns) if name in JSON_COLUMNS]:
            for row in rows:
                row[place] = msgspec.json.encode(row[place]).decode()
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        updates = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != "id")
        statement = (
            f"INSERT INTO {kind} ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates} "
            f"WHERE excluded.version > {kind}.version"
        )
        self.conn.executemany(statement, rows)
