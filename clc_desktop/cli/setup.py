"""Commands that make a database and say whose it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from clc_desktop.cli.console import AS_JSON, FILE, FOLDER, bar, echo_json, store
from clc_desktop.domain.errors import ClcError
from clc_desktop.i18n import text as _
from clc_desktop.usecases import first_assignment, workspace


@click.command()
@click.option("--out", type=FOLDER, required=True, help="A folder for everything that is made.")
def sample(out: Path) -> None:
    """Build the Tuần Giáo 2020 case: 19 centres, their files, the aggregator, the report."""
    from clc_desktop import sample as tuan_giao

    with bar() as progress:
        made = tuan_giao.build(out, progress)
    click.echo(_("Đã dựng xong: {folder}", folder=str(made.out)))
    click.echo(_("Báo cáo: {path}", path=str(made.out / "report.pdf")))


@click.command("setup-aggregator")
@click.option("--name", required=True)
@click.option("--kind", type=click.Choice(["commune", "district", "province", "other"]), default="district")
@click.pass_obj
def setup_aggregator(db: Path | None, name: str, kind: Any) -> None:
    """Make a new database the one of a unit that merges others' files."""
    with store(db, create=True) as opened:
        echo_identity(workspace.setup_aggregator(opened, name, kind))


@click.command("setup-centre")
@click.option("--name", help="The centre's; not needed where an assignment tells it.")
@click.option("--assignment", type=FILE, help="A first assignment: it tells name, fields, targets and due days.")
@click.option("--code", default="", help="The code that opens it, as on its sheet.")
@click.pass_obj
def setup_centre(db: Path | None, name: str | None, assignment: Path | None, code: str) -> None:
    """Make a new database the one of a centre."""
    if (name is None) == (assignment is None):
        raise click.UsageError("either --name or --assignment")
    with store(db, create=True) as opened:
        if assignment is not None:
            echo_identity(first_assignment.start(opened, assignment, code))
        else:
            echo_identity(workspace.setup_centre(opened, name or ""))


@click.command()
@AS_JSON
@click.pass_obj
def whoami(db: Path | None, as_json: bool) -> None:
    """Say whose database this is, and the check number to read over the phone."""
    with store(db) as opened:
        found = workspace.identity(opened)
    if found is None:
        raise ClcError("not_set_up")
    if as_json:
        echo_json({"unit": found.unit_name, "installation": found.installation_id, **asdict(found)})
    else:
        echo_identity(found)


def echo_identity(found: workspace.Identity) -> None:
    role = _("Trung tâm") if found.role == "centre" else _("Đơn vị tổng hợp")
    click.echo(f"{role}: {found.unit_name}")
    click.echo(_("Số kiểm tra: {number}", number=found.check_number))


COMMANDS = (sample, setup_aggregator, setup_centre, whoami)
