"""Writes the script of schema 0001 anew from the records and tables: ``python tests/schemas/regenerate.py``.

Only while nothing is released. After that a change of the schema is a script of its own, 0002 and so on.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

CLONE = Path(__file__).resolve().parents[2]
SCRIPT = CLONE / "clc_desktop" / "store" / "migrations" / "versions" / "0001_first.py"

HEAD = '''"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
'''


def rendered() -> str:
    """The script, before ruff has laid it out."""
    from clc_desktop.store import tables

    def render_item(kind: str, item: Any, context: Any) -> str | bool:
        return "sa.Text()" if kind == "type" and isinstance(item, tables.JsonTuple) else False

    with create_engine("sqlite://").connect() as conn:
        context = MigrationContext.configure(conn, opts={"render_item": render_item})
        operations = produce_migrations(context, tables.metadata)
        assert operations.upgrade_ops is not None
        body = render_python_code(operations.upgrade_ops, render_item=render_item)
    code = [line for line in body.splitlines() if not line.strip().startswith("#")]
    return HEAD + "\n".join(code) + "\n"


def main() -> None:
    SCRIPT.parent.mkdir(exist_ok=True)
    SCRIPT.write_text(rendered(), encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "check", "--quiet", "--fix", "--unsafe-fixes", SCRIPT], cwd=CLONE, check=False)
    subprocess.run([ruff, "format", "--quiet", SCRIPT], cwd=CLONE, check=True)
    print(SCRIPT)


if __name__ == "__main__":
    sys.path.insert(0, str(CLONE))
    main()
