"""Commands that write and take in sync files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from clc_desktop import i18n
from clc_desktop.cli.console import AS_JSON, FILE, bar, echo_json, store, store_if_named
from clc_desktop.domain.periods import parse_period
from clc_desktop.i18n import text as _
from clc_desktop.usecases import exchange, first_assignment, inspecting, merging, submission_check
from clc_desktop.usecases.merging import FileVerdict


@click.command()
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def register(db: Path | None, out: Path) -> None:
    """Write this unit's registration file and print the check number."""
    with store(db) as opened:
        click.echo(exchange.register(opened, out).check_number)


@click.command()
@click.argument("file", type=FILE)
@click.option("--check-number", help="The twelve digits heard over the phone; not needed where a known key vouches.")
@click.option(
    "--as", "as_unit", help="Name or id of a listed unit: this is a further PC of it, or takes a lost one's place."
)
@click.pass_obj
def approve(db: Path | None, file: Path, check_number: str | None, as_unit: str | None) -> None:
    """Pin the keys of a registration; list its unit where it is new."""
    with store(db) as opened:
        approved = exchange.approve(opened, file, check_number, as_unit)
    click.echo(_("Đã duyệt khóa của {name}.", name=approved.unit_name))


@click.command()
@click.option("--centre", required=True, help="Name or id of the unit.")
@click.option("--out", type=FILE, required=True)
@click.option("--first", is_flag=True, help="For a PC that has not registered; prints the code that opens the file.")
@click.pass_obj
def assign(db: Path | None, centre: str, out: Path, first: bool) -> None:
    """Write a unit's assignment file: who it is, fields, counting rule, plan."""
    with store(db) as opened:
        if first:
            click.echo(_("Mã mở tệp: {code}", code=first_assignment.write_first_assignment(opened, centre, out)))
        else:
            click.echo(str(exchange.assign(opened, centre, out)))


@click.command()
@click.argument("file", type=FILE)
@click.option("--check-number", help="The aggregator's, needed the first time only.")
@click.pass_obj
def read(db: Path | None, file: Path, check_number: str | None) -> None:
    """Take in a file from the aggregator."""
    with store(db) as opened:
        taken = exchange.read_file(opened, file, check_number)
    click.echo(i18n.coded("taken", taken.code, {"sender": taken.sender, "name": taken.unit_name, **taken.data}))


@click.command()
@click.option("--period", required=True, help="2020, 2020-2021, 2020-H1, 2020-Q1, 2018..2020 or two days.")
@click.option("--out", type=FILE, required=True)
@click.pass_obj
def submit(db: Path | None, period: str, out: Path) -> None:
    """Write a period's full state, signed and encrypted to the aggregator."""
    wanted = parse_period(period)
    with store(db) as opened:
        lines = submission_check.check_before_submit(opened, wanted)
        _tell(line for line in lines if line.severity == "error")
        submission_check.refuse_errors(lines)
        sent = exchange.submit(opened, wanted, out)
        _tell(lines)
    click.echo(_("Tệp số {number}, {count} bản ghi: {path}", number=sent.sequence, count=sent.records, path=str(out)))


def _tell(lines: Iterable[submission_check.CheckLine]) -> None:
    """What the check before a submission found, a line each: why it was refused, or what was sent all the same."""
    for line in lines:
        words = i18n.coded("submit", line.code, {**line.data, "count": len(line.places)})
        click.echo(f"{line.code}: {words} ({len(line.places)})", err=True)


@click.command()
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--preview", is_flag=True, help="Verdicts and counts only; write nothing.")
@click.option("--allow-deletions", is_flag=True, help="Merge even what deletes more than 5 % of a unit's records.")
@click.option("--bring-back", is_flag=True, help="Bring back what the files hold and what was deleted here.")
@AS_JSON
@click.pass_obj
def merge(
    db: Path | None, paths: tuple[Path, ...], preview: bool, allow_deletions: bool, bring_back: bool, as_json: bool
) -> int:
    """Take in submissions: files, or folders of them. One bad file never stops the others."""
    if preview and bring_back:
        raise click.UsageError(_("--bring-back không đi cùng --preview."))
    with store(db) as opened, bar() as progress:
        found = sync_files(paths)
        if preview:
            verdicts = merging.examine(opened, found, progress)
        else:
            verdicts = merging.merge(opened, found, progress, allow_deletions=allow_deletions)
        hidden = [record for verdict in verdicts if bring_back and verdict.merged for record in verdict.hidden]
        brought = merging.bring_back(opened, hidden).count if hidden else 0
    code = echo_verdicts(verdicts, as_json)
    if brought and not as_json:
        click.echo(i18n.coded("done", "brought_back", {"count": brought}))
    return code


@click.command()
@click.argument("file", type=FILE)
@click.option("--check-number", help="The aggregator's, to look into its first assignment.")
@AS_JSON
@click.pass_obj
def inspect(db: Path | None, file: Path, check_number: str | None, as_json: bool) -> int:
    """Say what a sync file is; with --db also from whom, and the verdict."""
    with store_if_named(db) as opened:
        found = inspecting.inspect(opened, file, check_number)
    if as_json:
        echo_json(asdict(found))
    else:
        for name, value in asdict(found).items():
            click.echo(f"{name}: {value}")
    return 0


def echo_verdicts(verdicts: Sequence[FileVerdict], as_json: bool) -> int:
    """Print what became of files, the refused ones on stderr; returns the exit code."""
    if as_json:
        echo_json({"files": [_verdict_json(verdict) for verdict in verdicts]})
    for verdict in verdicts:
        line = f"{verdict.code}: {verdict.path.name}: {_sentence(verdict)}"
        if not as_json or _refused(verdict):
            click.echo(line, err=_refused(verdict))
    return 1 if any(_refused(verdict) for verdict in verdicts) else 0


def verdict_words(code: str, values: dict[str, Any]) -> str:
    """Whose file it is, what was kept, what to do; a verdict that only says what went wrong is an error's sentence."""
    family = "verdict" if i18n.active().knows(f"verdict.{code}") else "error"
    return i18n.coded(family, code, {**values, "name": values.get("name") or _("đơn vị chưa rõ")})


def sync_files(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and of a folder its sync files, however a stick spells their ending."""
    return [file for path in paths for file in (_inside(path) if path.is_dir() else (path,))]


def _inside(folder: Path) -> list[Path]:
    return sorted(child for child in folder.iterdir() if child.suffix.lower() == exchange.SUFFIX)


def _refused(verdict: FileVerdict) -> bool:
    return not verdict.good and verdict.code != "replay"


def _sentence(verdict: FileVerdict) -> str:
    whose = {"name": verdict.unit_name, "period": verdict.period, "sequence": verdict.sequence}
    words = verdict_words(verdict.code, {**whose, **asdict(verdict.counts), **verdict.data})
    if verdict.hidden:
        words += " " + i18n.coded("verdict", "hidden", {"count": len(verdict.hidden), "at": verdict.hidden_at})
    if verdict.disputed:
        words += " " + i18n.coded("verdict", "disputed", {"count": len(verdict.disputed), "name": verdict.unit_name})
    return words


def _verdict_json(verdict: FileVerdict) -> dict[str, Any]:
    return {
        "file": verdict.path.name,
        "verdict": verdict.code,
        "message": _sentence(verdict),
        "unit": verdict.unit_name,
        "period": verdict.period,
        "sequence": verdict.sequence,
        "merged": verdict.merged,
        "data": verdict.data,
        "hidden_at": verdict.hidden_at,
        **asdict(verdict.counts),
    }


COMMANDS = (register, approve, assign, read, submit, merge, inspect)
