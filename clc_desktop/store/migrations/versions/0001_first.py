"""The first schema: the statements of ``0001_first.sql``, as SQLite itself spells them."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table and index."""
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").splitlines():
        op.execute(statement)
