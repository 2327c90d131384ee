"""Commands that freeze a report and that say whether paper is true."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from clc_desktop import i18n
from clc_desktop.cli.console import AS_JSON, FILE, bar, echo_json, moment, store, store_if_named
from clc_desktop.cli.exchange import sync_files
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.periods import parse_period
from clc_desktop.i18n import text as _
from clc_desktop.usecases import freezing, signing, verifying
from clc_desktop.usecases.freezing import Difference, FrozenReport
from clc_desktop.usecases.verifying import Verification


@click.command()
@click.option("--period", required=True)
@AS_JSON
@click.pass_obj
def freeze(db: Path | None, period: str, as_json: bool) -> None:
    """Keep the report of a period as it stands, and print its check code."""
    with store(db) as opened:
        made = freezing.freeze_report(opened, parse_period(period))
    echo_json(asdict(made)) if as_json else click.echo(made.code)


@click.command("frozen")
@AS_JSON
@click.pass_obj
def frozen_(db: Path | None, as_json: bool) -> None:
    """List the reports that were frozen."""
    with store(db) as opened:
        found = freezing.frozen_reports(opened)
    if as_json:
        echo_json({"reports": [asdict(report) for report in found]})
    for report in () if as_json else found:
        click.echo(_line(report))


@click.command("check-code")
@click.argument("code", nargs=-1, required=True)
@AS_JSON
@click.pass_obj
def check_code(db: Path | None, code: tuple[str, ...], as_json: bool) -> int:
    """Say whether paper with this check code says what the data say now."""
    with store(db) as opened:
        found = freezing.check_code(opened, " ".join(code))
    if as_json:
        echo_json(asdict(found))
    else:
        data = {"code": found.code, "at": found.frozen.at if found.frozen else ""}
        click.echo(f"{found.outcome}: {i18n.coded('check_code', found.outcome, data)}")
        for change in found.changes:
            click.echo(_change(change))
    return 0 if found.outcome == "match" else 1


@click.command()
@click.argument("report", type=FILE)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1)
@AS_JSON
@click.pass_obj
def verify(db: Path | None, report: Path, paths: tuple[Path, ...], as_json: bool) -> int:
    """Say whether a report is true: its manifest, its pages, the submissions behind it, and with --db every figure."""
    with store_if_named(db) as opened, bar() as progress:
        result = verifying.verify(opened, report, sync_files(paths), progress)
    if as_json:
        echo_json(_result_json(result))
    for finding in result.findings:
        wrong = finding.severity == "error"
        if wrong or not as_json:
            click.echo(f"{finding.code}: {_sentence(finding)}", err=wrong)
    if not as_json:
        click.echo(_verdict(result))
    return 0 if result.true else 1


@click.command("sign-pdf")
@click.argument("report", type=FILE)
@click.option("--certificate", type=FILE, help="A PKCS#12 file (.pfx, .p12).")
@click.option("--pkcs11", nargs=3, help="Instead: the token's library, its label, the certificate's label.")
@click.option(
    "--password", envvar="CLC_DESKTOP_PASSWORD", prompt=True, hide_input=True, help="Of the file, or the PIN."
)
@click.option("--out", type=FILE, required=True)
def sign_pdf(
    report: Path, certificate: Path | None, pkcs11: tuple[str, str, str] | None, password: str, out: Path
) -> None:
    """Sign a report with the office's own certificate (PAdES), in the place that the decree gives it."""
    if (certificate is None) is (not pkcs11):
        raise click.UsageError(_("Cần --certificate hoặc --pkcs11."))
    if certificate:
        signing.sign_pdf(report, certificate, password, out)
    elif pkcs11:
        signing.sign_pdf_with_token(report, signing.Token(*pkcs11), password, out)
    click.echo(str(out))


def _line(report: FrozenReport) -> str:
    return f"{report.period}  {report.code}  {moment(report.at)}  {report.by}"


def _change(change: Difference) -> str:
    return i18n.coded("proof", "figure_changed", {"name": change.name, "paper": change.left, "now": change.right})


def _sentence(finding: Problem) -> str:
    return i18n.coded("proof", finding.code, finding.data)


def _verdict(result: Verification) -> str:
    if not result.true:
        return i18n.coded("proof", "untrue", {"code": result.code})
    return i18n.coded("proof", "true" if result.recomputed else "true_so_far", {"code": result.code})


def _result_json(result: Verification) -> dict[str, Any]:
    return {
        **{name: getattr(result, name) for name in ("true", "recomputed", "code", "unit_name", "period", "signer")},
        "figures": [{"name": one.name, "paper": one.left, "submissions": one.right} for one in result.figures],
        "findings": [
            {"code": one.code, "severity": one.severity, "message": _sentence(one), **one.data}
            for one in result.findings
        ],
    }


COMMANDS = (freeze, frozen_, check_code, verify, sign_pdf)
