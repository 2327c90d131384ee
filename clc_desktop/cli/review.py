"""Commands for what follows a submission: accepting, returning, locking, receipts, and files that were refused."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from clc_desktop import files, i18n
from clc_desktop.cli.console import AS_JSON, FOLDER, bar, echo_json, store
from clc_desktop.cli.exchange import echo_verdicts, verdict_words
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import parse_period
from clc_desktop.i18n import text as _
from clc_desktop.usecases import answers, findings, quarantine, receipts, review
from clc_desktop.usecases.review import PeriodState

CENTRE = click.option("--centre", required=True, help="Name or id of the unit.")
PERIOD = click.option("--period", required=True, help="As it was submitted: 2020, 2020-2021, 2020-H1, 2020-Q1, …")


@click.command("receipts")
@click.option("--out", type=FOLDER, required=True, help="A folder; it is made where the one above it is there.")
@AS_JSON
@click.pass_obj
def receipts_(db: Path | None, out: Path, as_json: bool) -> int:
    """Write a receipt for each centre: what was accepted, returned, corrected, locked or unlocked."""
    if out.parent.is_dir():
        files.make_folder(out)
    with store(db) as opened, bar() as progress:
        written = receipts.write_receipts(opened, out, progress)
    if as_json:
        echo_json({"receipts": [asdict(receipt) for receipt in written]})
    for receipt in written:
        if receipt.path is None:
            click.echo(f"{receipt.code}: {i18n.coded('error', receipt.code, {'name': receipt.unit_name})}", err=True)
        elif not as_json:
            click.echo(str(receipt.path))
    return 1 if any(receipt.path is None for receipt in written) else 0


@click.command()
@CENTRE
@PERIOD
@click.pass_obj
def accept(db: Path | None, centre: str, period: str) -> None:
    """Duyệt: the period is good as it is."""
    with store(db) as opened:
        _echo_state(review.accept(opened, centre, parse_period(period)))


@click.command("return")
@CENTRE
@PERIOD
@click.option("--record", "records", multiple=True, help="KIND:ID of a record; none returns the period as a whole.")
@click.option("--reason", required=True)
@click.pass_obj
def return_(db: Path | None, centre: str, period: str, records: tuple[str, ...], reason: str) -> None:
    """Trả lại: these records must be looked at again."""
    rows = [_row(record) for record in records]
    with store(db) as opened:
        _echo_state(review.return_rows(opened, centre, parse_period(period), rows, reason))


@click.command()
@CENTRE
@PERIOD
@click.pass_obj
def lock(db: Path | None, centre: str, period: str) -> None:
    """Khóa: nothing of the period changes any more, on either side."""
    with store(db) as opened:
        _echo_state(review.lock(opened, centre, parse_period(period)))


@click.command()
@CENTRE
@PERIOD
@click.option("--reason", default="")
@click.option("--refuse", is_flag=True, help="Leave it locked, and say why.")
@click.pass_obj
def unlock(db: Path | None, centre: str, period: str, reason: str, refuse: bool) -> None:
    """Mở khóa, or refuse a centre's wish for it."""
    decide = review.refuse_unlock if refuse else review.unlock
    with store(db) as opened:
        _echo_state(decide(opened, centre, parse_period(period), reason))


@click.command("request-unlock")
@PERIOD
@click.option("--reason", required=True)
@click.pass_obj
def request_unlock(db: Path | None, period: str, reason: str) -> None:
    """Xin mở khóa: the next submission of the period carries the wish."""
    with store(db) as opened:
        answers.request_unlock(opened, parse_period(period), reason)
    click.echo(_("Tệp nộp tiếp theo sẽ xin mở khóa kỳ {period}.", period=period))


@click.command()
@click.option("--centre", help="Name or id of a unit; all of them without it.")
@click.option("--period", help="With it, centres that have sent nothing are listed, too.")
@AS_JSON
@click.pass_obj
def state(db: Path | None, centre: str | None, period: str | None, as_json: bool) -> None:
    """Say where each period stands, and which rows came back."""
    wanted = None if period is None else parse_period(period)
    with store(db) as opened:
        found = review.period_states(opened, wanted, centre)
        returned = review.returned_rows(opened, wanted, centre)
    if as_json:
        echo_json({"periods": list(map(asdict, found)), "returned": list(map(asdict, returned))})
        return
    for line in found:
        _echo_state(line)
    for row in returned:
        click.echo(f"{row.period} {row.kind}:{row.record_id}: {row.reason}")


@click.command("findings")
@PERIOD
@click.option("--accept", "accepted", multiple=True, metavar="ID", help="These are right as they are (with --reason).")
@click.option("--return", "returned", multiple=True, metavar="ID", help="These go back to their centres.")
@click.option("--reason", default="")
@AS_JSON
@click.pass_obj
def findings_(
    db: Path | None, period: str, accepted: tuple[str, ...], returned: tuple[str, ...], reason: str, as_json: bool
) -> int:
    """List what to look at again in a period, by its id; accept or return some of it."""
    wanted = parse_period(period)
    with store(db) as opened:
        listed = {line.id: line for line in findings.list_findings(opened, wanted)}
        if unknown := [name for name in (*accepted, *returned) if name not in listed]:
            raise click.UsageError(_("Không có điều cần xem lại nào mang mã {id}", id=unknown[0]))
        left: tuple[tuple[str, str], ...] = ()
        if accepted:
            findings.accept_findings(opened, wanted, [listed[name] for name in accepted], reason)
        if returned:
            left = findings.return_findings(opened, wanted, [listed[name] for name in returned], reason).left
        found = findings.list_findings(opened, wanted)
    if as_json:
        echo_json({"findings": [asdict(line) for line in found], "left": left})
    for line in found if not as_json else ():
        said = i18n.coded("finding", line.finding.code, line.finding.values)
        click.echo(f"{line.id} [{line.state}] {line.unit_name}: {said}")
    for name, code in left:
        click.echo(f"{code}: {i18n.coded('error', code, {'name': name, 'period': period})}", err=True)
    return 1 if left else 0


@click.command("quarantine")
@click.option("--retry", is_flag=True, help="Try all of them again.")
@click.option("--remove", metavar="DIGEST", help="Throw one away: its digest, or the first letters of it.")
@click.option("--accept-fork", metavar="DIGEST", help="Merge one of two machines' files: it is the real one's.")
@AS_JSON
@click.pass_obj
def quarantine_(db: Path | None, retry: bool, remove: str | None, accept_fork: str | None, as_json: bool) -> int:
    """List the files that were refused and kept."""
    with store(db) as opened, bar() as progress:
        if remove:
            quarantine.remove_quarantined(opened, remove)
        if accept_fork:
            return echo_verdicts([quarantine.accept_kept_fork(opened, accept_fork)], as_json)
        if retry:
            return echo_verdicts(quarantine.retry_quarantine(opened, progress), as_json)
        found = quarantine.quarantined(opened)
    if as_json:
        echo_json({"files": list(map(asdict, found))})
        return 0
    for kept in found:
        values = {"name": kept.unit_name, "sequence": kept.sequence, "period": kept.period, **kept.details}
        click.echo(f"{kept.digest[:12]} {kept.file_name}: {kept.code}: {verdict_words(kept.code, values)}")
    return 0


@click.command()
@click.option("--out", type=FOLDER, required=True)
@click.pass_obj
def originals(db: Path | None, out: Path) -> None:
    """Hand on the merged submissions as they came, signed and sealed."""
    with store(db) as opened:
        for path in quarantine.export_originals(opened, out):
            click.echo(str(path))


def _row(text: str) -> tuple[str, str]:
    kind, colon, record_id = text.partition(":")
    if not colon:
        raise click.UsageError(_("--record cần có dạng LOẠI:MÃ, ví dụ learning_class:0190…"))
    try:
        return review.kind_of(kind).kind, record_id
    except ClcError as error:
        raise click.UsageError(i18n.error_text(error)) from error


def _echo_state(line: PeriodState) -> None:
    words: dict[str, Any] = {"name": line.unit_name, "period": line.period, "reason": line.reason}
    said = f": {line.reason}" if line.reason else ""
    click.echo(f"{line.unit_name} {line.period}: {i18n.coded('state', line.state, words)}{said}")


COMMANDS = (receipts_, accept, return_, lock, unlock, request_unlock, state, findings_, quarantine_, originals)
