"""What all commands share: the database they work on, progress, and how they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from clc_desktop import i18n
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.i18n import text as _
from clc_desktop.usecases import workspace
from clc_desktop.usecases.workspace import Store

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@contextmanager
def store(db: Path | None, create: bool = False) -> Iterator[Store]:
    """The database of ``--db``, closed at the end; wrong usage without one."""
    if db is None:
        raise click.UsageError(_("Cần --db TỆP.db trước tên lệnh."))
    store = workspace.open_store(db, create)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def store_if_named(db: Path | None) -> Iterator[Store | None]:
    """The same for commands that do less without a database: None where none was named."""
    if db is None:
        yield None
        return
    with store(db) as opened:
        yield opened


@contextmanager
def bar() -> Iterator[Callable[[int, int, str], None]]:
    """Progress on stderr, where somebody is looking."""
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    yield lambda done, total, what: click.echo(f"\r\x1b[K[{done}/{total}] {what}", err=True, nl=False)
    click.echo("\r\x1b[K", err=True, nl=False)


def names_in(text: str) -> list[str]:
    """The names of a list with commas, in small letters: ``pdf, DOCX``."""
    return [name.strip().lower() for name in text.split(",") if name.strip()]


def moment(iso: str) -> str:
    """A stored moment (UTC, ISO) on this machine's clock."""
    return i18n.moment(datetime.fromisoformat(iso))


def echo_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def refuse(error: ClcError) -> None:
    """Print the reasons of a refusal on stderr, one line each."""
    problems = error.problems if isinstance(error, InvalidRecord) else ()
    for problem in problems:
        click.echo(f"{problem.code}: {i18n.problem_text(problem)}", err=True)
    if not problems:
        click.echo(f"{error.code}: {i18n.error_text(error)}", err=True)
