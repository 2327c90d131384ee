"""The scripts and the tables say the same, and no database is moved that should not be."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from clc_desktop.domain.errors import ClcError
from clc_desktop.store import migrations, tables
from clc_desktop.store.database import make_engine, open_store
from clc_desktop.store.records import get, put
from tests.factories import learning_class, opened

HOW_TO = "run `python tests/schemas/regenerate.py` while nothing is released, else write a new script in versions/"

FAILING = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

def upgrade():
    op.create_table("halfway", sa.Column("id", sa.Text()))
    op.execute("UPDATE learning_class SET topic = 'spoilt'")
    op.add_column("learning_class", sa.Column("level", sa.Text()))
    op.execute({last!r})
"""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def schema(path: Path) -> dict[str, Any]:
    """Everything SQLite knows of each table, however it was spelled."""
    with sqlite3.connect(path) as conn:
        names = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: {
                "columns": conn.execute(f"PRAGMA table_info({name})").fetchall(),
                "keys": sorted(key[2:] for key in conn.execute(f"PRAGMA foreign_key_list({name})")),
                "indexes": {
                    index[1]: (index[2], conn.execute(f"PRAGMA index_info({index[1]})").fetchall())
                    for index in conn.execute(f"PRAGMA index_list({name})")
                },
            }
            for name in sorted(names)
        }


@pytest.fixture
def by_scripts(tmp_path: Path) -> Path:
    """A database made by the scripts alone."""
    made = tmp_path / "scripts.db"
    engine = make_engine(made)
    with engine.connect() as conn:
        migrations.upgrade(conn, migrations.HEAD)
    engine.dispose()
    return made


@pytest.fixture
def one_more_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A program one schema version ahead, whose new script ends with a statement of the test's."""

    def add(last: str) -> None:
        scripts = tmp_path / "scripts"
        shutil.copytree(migrations.SCRIPTS, scripts)
        (scripts / "versions" / "0002_next.py").write_text(FAILING.format(last=last), encoding="utf-8")
        monkeypatch.setattr(migrations, "SCRIPTS", scripts)
        monkeypatch.setattr(migrations, "HEAD", "0002")
        monkeypatch.setattr(migrations, "KNOWN", ("0001", "0002"))

    return add


def test_scripts_make_the_tables_that_a_new_database_has(by_scripts: Path, path: Path) -> None:
    engine = make_engine(by_scripts)
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        differences = compare_metadata(context, tables.metadata)
    engine.dispose()
    assert not differences, HOW_TO
    open_store(path).close()
    assert schema(by_scripts) == schema(path), HOW_TO


def test_a_database_made_by_the_scripts_is_taken_for_ours(by_scripts: Path) -> None:
    before = schema(by_scripts)
    open_store(by_scripts).close()
    assert not (by_scripts.parent / "backups").exists()
    assert schema(by_scripts) == before


def test_the_newest_script_is_the_head_and_all_are_known() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [migrations.HEAD]
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == migrations.KNOWN


def test_opening_again_changes_nothing(path: Path) -> None:
    open_store(path).close()
    before = digest(path)
    open_store(path).close()
    assert digest(path) == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_newer_database_is_refused_and_left_as_it_is(path: Path) -> None:
    open_store(path).close()
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()
    before = digest(path)
    with pytest.raises(ClcError, match="newer_database"):
        open_store(path)
    assert digest(path) == before
    assert not (path.parent / "backups").exists()


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_another_programs_database_is_refused_and_left_as_it_is(path: Path, mode: str) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute(f"PRAGMA journal_mode={mode}")
        conn.execute("CREATE TABLE recipes (id INTEGER)")
    conn.close()
    before = digest(path)
    with pytest.raises(ClcError, match="not_our_database"):
        open_store(path)
    assert digest(path) == before


def test_an_older_database_is_backed_up_and_moved_up(path: Path, one_more_script: Any) -> None:
    store = opened(path)
    with store.write("test") as tx:
        put(tx, learning_class())
    store.close()
    old = schema(path)
    one_more_script("UPDATE learning_class SET topic = 'moved up'")
    store = open_store(path)
    with store.read() as conn:
        assert get(conn, type(learning_class()), learning_class().id).topic == "moved up"
    store.close()
    (copy,) = (path.parent / "backups").iterdir()
    assert schema(copy) == old
    assert "level" in {column[1] for column in schema(path)["learning_class"]["columns"]}
    with sqlite3.connect(copy) as conn:
        assert conn.execute("SELECT topic FROM learning_class").fetchone() == (learning_class().topic,)
    conn.close()


def test_a_failing_migration_leaves_schema_and_data_whole(path: Path, one_more_script: Any) -> None:
    store = opened(path)
    with store.write("test") as tx:
        put(tx, learning_class())
    store.close()
    old = schema(path)
    one_more_script("INSERT INTO no_such_table VALUES (1)")
    with pytest.raises(Exception, match="no_such_table"):
        open_store(path)
    assert schema(path) == old
    with sqlite3.connect(path) as conn:
        assert conn.execute("SELECT topic FROM learning_class").fetchall() == [(learning_class().topic,)]
        assert conn.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    conn.close()
