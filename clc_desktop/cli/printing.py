"""The command for a centre's papers."""

from __future__ import annotations

from pathlib import Path

import click

from clc_desktop.cli.console import FOLDER, names_in, store
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year, parse_period
from clc_desktop.i18n import text as _
from clc_desktop.usecases import printing
from clc_desktop.usecases.printing import (
    FORMATS,
    GRID_COLUMNS,
    KEEP_YEARS,
    MOST_COLUMNS,
    MOST_LINES,
    OF_A_CLASS,
    PAPERS,
    Wish,
    usual_lines,
)


@click.command("print")
@click.argument("paper", type=click.Choice(PAPERS))
@click.option("--period", help="Of lists and summaries: 2020, 2020-H1, 2020-Q3, 2020-03-01..2020-03-31.")
@click.option("--class", "class_id", default="", help="Of a sign-in sheet, an attendance grid, a class log: its id.")
@click.option("--blank", is_flag=True, help="A sign-in sheet or an attendance grid without the names of the roster.")
@click.option("--lines", type=click.IntRange(0, MOST_LINES), help="Empty lines of a sign-in sheet; lines of a grid.")
@click.option("--columns", default=GRID_COLUMNS, type=click.IntRange(0, MOST_COLUMNS), help="Sessions of a grid.")
@click.option("--unmarked", is_flag=True, help="An attendance grid with names, but without the marks made so far.")
@click.option("--keep-years", default=KEEP_YEARS, type=click.IntRange(1, 70), help="Stands in the sheet's notice.")
@click.option("--format", "formats", default="pdf", help="pdf, docx, xlsx: one or more, with commas.")
@click.option("--out", type=FOLDER, required=True, help="A folder; files there are never replaced.")
@click.pass_obj
def print_(
    db: Path | None,
    paper: printing.Paper,
    period: str | None,
    class_id: str,
    blank: bool,
    lines: int | None,
    columns: int,
    unmarked: bool,
    keep_years: int,
    formats: str,
    out: Path,
) -> None:
    """Write a paper of a centre. Papers with learners' names hold personal data, and their files' names say so."""
    wanted = names_in(formats)
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise ClcError("unknown_format", formats=", ".join(unknown))
    if period is None and paper not in OF_A_CLASS:
        raise click.UsageError(_("Giấy này cần --period."))
    with store(db) as opened:
        about = parse_period(period) if period else calendar_year(printing.day_of(opened, class_id).year)
        lines = usual_lines(paper) if lines is None else lines
        wish = Wish(
            paper, about, class_id, filled=not blank, lines=lines, keep_years=keep_years, columns=columns,
            marks=not unmarked,
        )  # fmt: skip
        for form in wanted:
            click.echo(str(printing.save_paper(opened, wish, form, out)))


COMMANDS = (print_,)
