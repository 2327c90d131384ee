"""The commands: the same use cases as the window, for scripts, tests and large jobs.

Exit 0: done. 1: refused, with one line ``code: sentence`` for each reason on stderr; of several files the good ones are
done. 2: wrong usage. ``--json`` prints one JSON document on stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from clc_desktop import __version__, files, i18n
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.domain.periods import parse_period
from clc_desktop.i18n import text as _
from clc_desktop.usecases import exchange, imports, inspecting, merging, reporting, workspace
from clc_desktop.usecases.merging import FileVerdict
from clc_desktop.usecases.workspace import Store

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


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
        _refuse(error)
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


@main.command()
@click.option("--out", type=FOLDER, required=True, help="A folder for everything that is made.")
def sample(out: Path) -> None:
    """Build the Tuần Giáo 2020 case: 19 centres, their files, the aggregator, the report."""
    from clc_desktop import sample as tuan_giao

    with _bar() as progress:
        made = tuan_giao.build(out, progress)
    click.echo(_("Đã dựng xong: {folder}", folder=str(made.out)))
    click.echo(_("Báo cáo: {path}", path=str(made.out / "report.pdf")))


@main.command("setup-aggregator")
@click.option("--name", required=True)
@click.option("--kind", type=click.Choice(["commune", "district", "province", "other"]), default="district")
@click.pass_obj
def setup_aggregator(db: Path | None, name: str, kind: Any) -> None:
    """Make a new database the one of a unit that merges others' files."""
    with _store(db, create=True) as store:
        _echo_identity(workspace.setup_aggregator(store, name, kind))


@main.command("setup-centre")
@click.option("--name", required=True)
@click.pass_obj
def setup_centre(db: Path | None, name: str) -> None:
    """Make a new database the one of a centre."""
    with _store(db, create=True) as store:
        _echo_identity(workspace.setup_centre(store, name))


@main.command()
@AS_JSON
@click.pass_obj
def whoami(db: Path | None, as_json: bool) -> None:
    """Say whose database this is, and the check number to read over the phone."""
    with _store(db) as store:
        found = workspace.identity(store)
    if found is None:
        raise ClcError("not_set_up")
    if as_json:
        _echo_json({"role": found.role, "unit": found.unit_name, **asdict(found)})
    else:
        _echo_identity(found)


@main.command()
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def register(db: Path | None, out: Path) -> None:
    """Write this unit's registration file and print the check number."""
    with _store(db) as store:
        click.echo(exchange.register(store, out).check_number)


@main.command()
@click.argument("file", type=FILE)
@click.option("--check-number", required=True, help="The twelve digits heard over the phone.")
@click.pass_obj
def approve(db: Path | None, file: Path, check_number: str) -> None:
    """Pin the keys of a registration; list its unit where it is new."""
    with _store(db) as store:
        approved = exchange.approve(store, file, check_number)
    click.echo(_("Đã duyệt khóa của {name}.", name=approved.unit_name))


@main.command()
@click.option("--centre", required=True, help="Name or id of the unit.")
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def assign(db: Path | None, centre: str, out: Path) -> None:
    """Write a unit's assignment file: who it is, fields, counting rule, plan."""
    with _store(db) as store:
        click.echo(str(exchange.assign(store, centre, out)))


@main.command()
@click.argument("file", type=FILE)
@click.option("--check-number", help="The aggregator's, needed the first time only.")
@click.pass_obj
def read(db: Path | None, file: Path, check_number: str | None) -> None:
    """Take in a file from the aggregator."""
    with _store(db) as store:
        taken = exchange.read_file(store, file, check_number)
    click.echo(i18n.coded("taken", taken.code, {"sender": taken.sender, "name": taken.unit_name}))


@main.command()
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def template(db: Path | None, out: Path) -> None:
    """Write an empty workbook to fill in Excel (with --db: for this unit's fields)."""
    if db is None:
        imports.write_template(None, out)
    else:
        with _store(db) as store:
            imports.write_template(store, out)
    click.echo(str(out))


@main.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@AS_JSON
@click.pass_obj
def import_(db: Path | None, file: Path, dry_run: bool, as_json: bool) -> int:
    """Take in a workbook; rows that cannot be read are refused with the reason, the others go in."""
    with _store(db) as store:
        result = imports.import_workbook(store, file, dry_run)
    if as_json:
        _echo_json(_import_json(result))
    else:
        counts = {name: getattr(result, name) for name in ("added", "changed", "unchanged", "refused")}
        click.echo(_("Thêm {added}, sửa {changed}, không đổi {unchanged}, từ chối {refused}.", **counts))
    for row in result.rows:
        for problem in row.problems:
            click.echo(f"{problem.code}: {row.sheet}, {row.number}: {i18n.problem_text(problem)}", err=True)
    return 1 if result.refused else 0


@main.command()
@click.option("--period", required=True, help="2020, 2020-2021, 2020-H1, 2020-Q1, 2018..2020 or two days.")
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def submit(db: Path | None, period: str, out: Path) -> None:
    """Write a period's full state, signed and encrypted to the aggregator."""
    with _store(db) as store:
        sent = exchange.submit(store, parse_period(period), out)
    click.echo(_("Tệp số {number}, {count} bản ghi: {path}", number=sent.sequence, count=sent.records, path=str(out)))


@main.command()
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--preview", is_flag=True, help="Verdicts and counts only; write nothing.")
@click.option("--allow-deletions", is_flag=True, help="Merge even what deletes more than 5 % of a unit's records.")
@AS_JSON
@click.pass_obj
def merge(db: Path | None, paths: tuple[Path, ...], preview: bool, allow_deletions: bool, as_json: bool) -> int:
    """Take in submissions: files, or folders of them. One bad file never stops the others."""
    with _store(db) as store, _bar() as progress:
        found = _sync_files(paths)
        if preview:
            verdicts = merging.examine(store, found, progress)
        else:
            verdicts = merging.merge(store, found, progress, allow_deletions=allow_deletions)
    if as_json:
        _echo_json({"files": [_verdict_json(verdict) for verdict in verdicts]})
    for verdict in verdicts:
        line = f"{verdict.code}: {verdict.path.name}: {_sentence(verdict)}"
        if not as_json or _refused(verdict):
            click.echo(line, err=_refused(verdict))
    return 1 if any(_refused(verdict) for verdict in verdicts) else 0


@main.command()
@click.option("--period", required=True)
@click.option("--compare", is_flag=True, help="Add the figures of the period before.")
@AS_JSON
@click.pass_obj
def figures(db: Path | None, period: str, compare: bool, as_json: bool) -> None:
    """Print the figures of a period."""
    with _store(db) as store:
        counted = reporting.figures(store, parse_period(period), compare)
    if as_json:
        _echo_json(counted.to_json())
        return
    for line in reporting.figure_lines(counted):
        click.echo(f"{line.label}: {line.text}")


@main.command()
@click.option("--period", required=True)
@click.option("--format", "formats", default="pdf,docx,xlsx", help="pdf, docx, xlsx: one or more, with commas.")
@click.option("--out", type=FOLDER, required=True)
@click.pass_obj
def report(db: Path | None, period: str, formats: str, out: Path) -> None:
    """Write the annual report."""
    wanted = [name.strip().lower() for name in formats.split(",") if name.strip()]
    with _store(db) as store, _bar() as progress:
        for path in reporting.write_report(store, parse_period(period), wanted, out, progress):
            click.echo(str(path))


@main.command()
@click.argument("file", type=FILE)
@AS_JSON
@click.pass_obj
def inspect(db: Path | None, file: Path, as_json: bool) -> int:
    """Say what a sync file is; with --db also from whom, and the verdict."""
    if db is None:
        found = inspecting.inspect(None, file)
    else:
        with _store(db) as store:
            found = inspecting.inspect(store, file)
    if as_json:
        _echo_json(asdict(found))
    else:
        for name, value in asdict(found).items():
            click.echo(f"{name}: {value}")
    return 0


@contextmanager
def _store(db: Path | None, create: bool = False) -> Iterator[Store]:
    if db is None:
        raise click.UsageError(_("Cần --db TỆP.db trước tên lệnh."))
    store = workspace.open_store(db, create)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _bar() -> Iterator[Callable[[int, int, str], None]]:
    """Progress on stderr, where somebody is looking."""
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    yield lambda done, total, what: click.echo(f"\r\x1b[K[{done}/{total}] {what}", err=True, nl=False)
    click.echo("\r\x1b[K", err=True, nl=False)


def _sync_files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(child for child in path.iterdir() if child.suffix.lower() == exchange.SUFFIX)
            if path.is_dir()
            else [path]
        )
        found.extend(inside)
    return found


def _refused(verdict: FileVerdict) -> bool:
    return not verdict.good and verdict.code != "replay"


def _sentence(verdict: FileVerdict) -> str:
    family = "verdict" if verdict.good or verdict.code in ("replay", "fork") else "error"
    counts = asdict(verdict.counts)
    return i18n.coded(
        family, verdict.code, {"name": verdict.unit_name, "sequence": verdict.sequence, **counts, **verdict.data}
    )


def _verdict_json(verdict: FileVerdict) -> dict[str, Any]:
    return {
        "file": verdict.path.name,
        "verdict": verdict.code,
        "message": _sentence(verdict),
        "unit": verdict.unit_name,
        "period": verdict.period,
        "sequence": verdict.sequence,
        "merged": verdict.merged,
        **asdict(verdict.counts),
    }


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
    return {**counts, "rows": rows, "unknown_columns": result.unknown_columns}


def _echo_identity(found: workspace.Identity) -> None:
    role = _("Trung tâm") if found.role == "centre" else _("Đơn vị tổng hợp")
    click.echo(f"{role}: {found.unit_name}")
    click.echo(_("Số kiểm tra: {number}", number=found.check_number))


def _echo_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _refuse(error: ClcError) -> None:
    problems = error.problems if isinstance(error, InvalidRecord) else ()
    for problem in problems:
        click.echo(f"{problem.code}: {i18n.problem_text(problem)}", err=True)
    if not problems:
        click.echo(f"{error.code}: {i18n.error_text(error)}", err=True)
