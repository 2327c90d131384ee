"""Commands for workbooks, figures and reports."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from clc_desktop import i18n
from clc_desktop.cli.console import AS_JSON, DAY, FILE, FOLDER, bar, echo_json, names_in, store, store_if_named
from clc_desktop.domain.periods import parse_period
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drilling, formatting, freezing, imports, report_files, reporting, units


@click.command()
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def template(db: Path | None, out: Path) -> None:
    """Write an empty workbook to fill in Excel (with --db: for this unit's fields)."""
    with store_if_named(db) as opened:
        imports.write_template(opened, out)
    click.echo(str(out))


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@AS_JSON
@click.pass_obj
def import_(db: Path | None, file: Path, dry_run: bool, as_json: bool) -> int:
    """Take in a workbook; rows that cannot be read are refused with the reason, the others go in."""
    with store(db) as opened:
        result = imports.import_workbook(opened, file, dry_run)
    if as_json:
        echo_json(_import_json(result))
    else:
        counts = {name: getattr(result, name) for name in ("added", "changed", "unchanged", "refused")}
        click.echo(_("Thêm {added}, sửa {changed}, không đổi {unchanged}, từ chối {refused}.", **counts))
    for problem in result.problems:
        click.echo(f"{problem.code}: {i18n.problem_text(problem)}", err=True)
    for row in result.rows:
        for problem in row.problems:
            click.echo(f"{problem.code}: {row.sheet}, {row.number}: {i18n.problem_text(problem)}", err=True)
    return 1 if result.refused or any(problem.severity == "error" for problem in result.problems) else 0


@click.command()
@click.option("--period", required=True)
@click.option("--compare", is_flag=True, help="Add the figures of the period before.")
@click.option("--on", type=DAY, help="The day whose tree of units is meant (the last one).")
@click.option("--under", help="Only what is under this unit: its name, code or id on that day.")
@click.option(
    "--behind", metavar="NAME", help="Instead, the records behind one figure (classes.held, fields.law.turns)."
)
@AS_JSON
@click.pass_obj
def figures(
    db: Path | None,
    period: str,
    compare: bool,
    on: datetime | None,
    under: str | None,
    behind: str | None,
    as_json: bool,
) -> None:
    """Print the figures of a period."""
    wanted = parse_period(period)
    with store(db) as opened:
        day = on.date() if on else wanted.end
        scope = reporting.Scope(day if on else None, units.find_unit(opened, under, day).id if under else None)
        if behind:
            _print_behind(drilling.open_named(opened, behind, wanted, scope), as_json)
            return
        counted = reporting.figures(opened, wanted, compare, scope)
    if as_json:
        echo_json(counted.to_json())
        return
    for line in reporting.figure_lines(counted):
        click.echo(f"{line.label}: {line.text}")


@click.command()
@click.option("--period", required=True)
@click.option("--format", "formats", default="pdf,docx,xlsx", help="pdf, docx, xlsx: one or more, with commas.")
@click.option("--out", type=FOLDER, required=True)
@click.option("--draft", is_flag=True, help="Without freezing it: no check code, nothing to verify.")
@click.pass_obj
def report(db: Path | None, period: str, formats: str, out: Path, draft: bool) -> None:
    """Freeze the annual report and write it, with its check code and, in the PDF, its signed manifest."""
    wanted = names_in(formats)
    with store(db) as opened, bar() as progress:
        if draft:
            paths = report_files.write_report(opened, parse_period(period), wanted, out, progress)
        else:
            report_files.refuse_unknown(wanted)
            frozen = freezing.freeze_report(opened, parse_period(period))
            paths = report_files.write_frozen(opened, frozen.id, wanted, out, progress)
    for path in paths:
        click.echo(str(path))


@click.command("check-format")
@click.argument("file", type=FILE)
@AS_JSON
def check_format(file: Path, as_json: bool) -> int:
    """Say what a PDF or Word file breaks of the decree on administrative documents."""
    breaches = formatting.check_format(file)
    if as_json:
        echo_json([asdict(breach) for breach in breaches])
    for breach in () if as_json else breaches:
        click.echo(
            f"{breach.rule}: {breach.where}: {breach.found}; "
            + _("cần {wanted} ({source})", wanted=breach.wanted, source=breach.source),
            err=True,
        )
    if not breaches and not as_json:
        click.echo(_("Đúng thể thức."))
    return 1 if breaches else 0


def _print_behind(opened: drilling.Opened, as_json: bool) -> None:
    """A line for each record: what it adds, its centre, its day, what it is called."""
    if as_json:
        questions = [{"value": one.value, "records": [asdict(part) for part in one.parts]} for one in opened.answers]
        echo_json({"value": opened.value, "questions": questions})
        return
    for answer in opened.answers:
        for part in answer.parts:
            day = i18n.date(part.day) if part.day else part.detail
            click.echo("\t".join((str(part.value), part.unit_name, day, part.label)))
        click.echo(str(answer.value))


def _import_json(result: Any) -> dict[str, Any]:
    counts = {name: getattr(result, name) for name in ("added", "changed", "unchanged", "refused")}
    rows = [
        {
            "sheet": row.sheet,
            "row": row.number,
            "outcome": row.outcome,
            "problems": [{"code": p.code, "where": p.where, "message": i18n.problem_text(p)} for p in row.problems],
        }
        for row in result.rows
    ]
    problems = [{"code": p.code, "where": p.where, "message": i18n.problem_text(p)} for p in result.problems]
    return {**counts, "rows": rows, "unknown_columns": result.unknown_columns, "problems": problems}


COMMANDS = (template, import_, figures, report, check_format)
