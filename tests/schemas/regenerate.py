"""Writes the schema of version 0001 anew from the records and tables: ``python tests/schemas/regenerate.py``.

Only while nothing is released. After that a change of the schema is a script of its own, 0002 and so on.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from sqlalchemy import create_engine, text

CLONE = Path(__file__).resolve().parents[2]
TARGET = CLONE / "clc_desktop" / "store" / "migrations" / "versions" / "0001_first.sql"

sys.path.insert(0, str(CLONE))

from clc_desktop.store import tables  # noqa: E402  found beside this script, not installed


def rendered() -> str:
    """Every CREATE statement of the present tables and indexes, one a line, in the order in which they are made."""
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.connect() as conn:
        found = conn.scalars(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")).all()
    engine.dispose()
    own = [statement for statement in found if "sqlite_sequence" not in statement]
    return "".join(re.sub(r"\s+", " ", statement).strip() + ";\n" for statement in own)


if __name__ == "__main__":
    TARGET.write_text(rendered(), encoding="utf-8", newline="\n")
