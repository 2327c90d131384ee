"""Commands for the standing words of the report: list them, make one your own, go back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from clc_desktop.cli.console import AS_JSON, echo_json, store
from clc_desktop.domain.periods import parse_period
from clc_desktop.i18n import text as _
from clc_desktop.usecases import report_texts
from clc_desktop.usecases.report_texts import LEVELS


@click.command("report-texts")
@click.option("--period", required=True)
@click.option("--level", type=click.Choice(LEVELS), help="Another level than your own, to read.")
@AS_JSON
@click.pass_obj
def report_texts_(db: Path | None, period: str, level: report_texts.Level | None, as_json: bool) -> None:
    """List the standing texts of the report template as they hold in a period."""
    with store(db) as opened:
        found = report_texts.template(opened, parse_period(period), level)
    if as_json:
        echo_json(asdict(found))
    for text in () if as_json else found.texts:
        click.echo(f"{text.key}{f' ({text.since})' if text.own else ''}: {' / '.join(text.text.splitlines())}")


@click.command("report-text")
@click.argument("key")
@click.option("--period", required=True, help="From this period on, for reports of its length.")
@click.option("--text", help="The words; a line that begins with - or + is a bullet.")
@click.option("--bundled", is_flag=True, help="Instead: the program's own again.")
@click.pass_obj
def report_text(db: Path | None, key: str, period: str, text: str | None, bundled: bool) -> None:
    """Make one standing text of the report template your own, or go back to the program's."""
    if (text is not None) is bundled:
        raise click.UsageError(_("Cần --text hoặc --bundled."))
    with store(db) as opened:
        if text is None:
            report_texts.restore_text(opened, parse_period(period), key)
        else:
            report_texts.save_text(opened, parse_period(period), key, text)


COMMANDS = (report_texts_, report_text)
