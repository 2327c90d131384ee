"""Schema versions. A new database is made at once; an older one is backed up, then moved up in one transaction.

The versions themselves are Alembic scripts in ``versions/``; Alembic is imported only when there is something to move.
To make one: change the records or tables, then ``python packaging/dev.py migration "what changed"`` writes the script.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from clc_desktop.domain.errors import ClcError
from clc_desktop.store import backups, tables

HEAD = "0001"
"""The newest script in ``versions/``; a test keeps the two equal."""

KNOWN = ("0001",)
"""Every schema version ever released, oldest first."""

SCRIPTS = Path(__file__).parent
"""Where Alembic finds ``versions/``."""


def bring_up_to_date(conn: Connection, path: Path) -> None:
    """Make or move the schema; a failure leaves the old one. ClcError ``newer_database``, ``not_our_database``."""
    present = set(inspect(conn).get_table_names())
    conn.commit()
    if not present:
        _create(conn)
        return
    current = conn.scalar(text("SELECT version_num FROM alembic_version")) if "alembic_version" in present else None
    conn.commit()
    if current == HEAD:
        return
    if current is None:
        raise ClcError("not_our_database", path=str(path))
    if current not in KNOWN:
        raise ClcError("newer_database", path=str(path))
    backups.backup_before(conn, path, "migration")
    upgrade(conn, HEAD)


def _create(conn: Connection) -> None:
    with conn.begin():
        tables.metadata.create_all(conn)
        conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        conn.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def upgrade(conn: Connection, target: str) -> None:
    """Run the Alembic scripts up to ``target`` in one transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    context = EnvironmentContext(config, scripts, fn=lambda current, _: scripts._upgrade_revs(target, current))
    with conn.begin(), context:
        context.configure(connection=conn, target_metadata=tables.metadata)
        context.run_migrations()
