"""The commands: the same use cases as the window, for scripts, tests and large jobs.

Exit 0: done. 1: refused, with one line ``code: sentence`` for each reason on stderr; of several files the good ones are
done. 2: wrong usage. ``--json`` prints one JSON document on stdout.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from clc_desktop import __version__, files, i18n
from clc_desktop.cli import conflicts, exchange, keys, printing, proof, records, report_texts, review, setup, units
from clc_desktop.cli.console import FILE, refuse
from clc_desktop.domain.errors import ClcError


@dataclass(frozen=True)
class OpenWindow:
    """The command line asked for no command: open the window, on ``db`` where one was named."""

    db: Path | None


def run(arguments: Sequence[str]) -> int | OpenWindow:
    """Run one command and return its exit code, or ask for the window."""
    i18n.use(i18n.load(files.catalog_path()))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        outcome = main.main(list(arguments), prog_name="clc-desktop", standalone_mode=False)
    except ClcError as error:
        refuse(error)
        return 1
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as usage:
        usage.show()
        return 2
    except click.Abort:
        return 1
    return outcome if isinstance(outcome, OpenWindow) else int(outcome or 0)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--db", type=FILE, help="The database to work on.")
@click.option("--self-test", is_flag=True, help="Prove that this copy of the program works, and say so.")
@click.pass_context
def main(context: click.Context, db: Path | None, self_test: bool) -> OpenWindow | int | None:
    """Records of community learning centres, exchanged by signed files, turned into official reports."""
    context.obj = db
    if self_test:
        from clc_desktop import sample

        return 0 if sample.self_test() else 1
    return OpenWindow(db) if context.invoked_subcommand is None else None


for command in (
    *setup.COMMANDS,
    *records.COMMANDS,
    *exchange.COMMANDS,
    *keys.COMMANDS,
    *conflicts.COMMANDS,
    *units.COMMANDS,
    *review.COMMANDS,
    *proof.COMMANDS,
    *report_texts.COMMANDS,
    *printing.COMMANDS,
):
    main.add_command(command)
