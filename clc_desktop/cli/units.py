"""Commands for units, where they belong, and the files behind their figures."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from clc_desktop import i18n
from clc_desktop.cli.console import AS_JSON, DAY, FILE, echo_json, store
from clc_desktop.domain.periods import parse_period
from clc_desktop.domain.records import UnitKind
from clc_desktop.i18n import text as _
from clc_desktop.usecases import units, upwards


@click.command("sources")
@click.option("--period", help="Only the files that the figures of this period rest on.")
@AS_JSON
@click.pass_obj
def list_sources(db: Path | None, period: str | None, as_json: bool) -> None:
    """List the submissions behind the figures, those that a unit below had merged included."""
    with store(db) as opened:
        found = upwards.list_sources(opened, parse_period(period) if period else None)
    if as_json:
        echo_json({"sources": [asdict(source) for source in found]})
        return
    for source in found:
        via = f" <- {source.via_unit}" if source.via_unit else ""
        click.echo(f"{source.unit_name} {source.period} #{source.sequence} {source.digest[:12]}{via}")


@click.command("units-load")
@click.argument("file", type=FILE, required=False)
@click.option("--on", type=DAY, help="The day whose communes the names of the centres mean.")
@AS_JSON
@click.pass_obj
def units_load(db: Path | None, file: Path | None, on: datetime | None, as_json: bool) -> None:
    """Load a dated list of units (the one of Điện Biên that comes with the program)."""
    with store(db) as opened:
        loaded = units.load_units(opened, file, on.date() if on else None)
    if as_json:
        echo_json(asdict(loaded))
        return
    counts = {"listed": loaded.listed, "matched": len(loaded.matched)}
    click.echo(i18n.coded("done", "units_loaded", counts))
    for name in loaded.unmatched:
        click.echo(i18n.coded("done", "unit_unmatched", {"name": name}))


@click.command("add-unit")
@click.option("--name", required=True)
@click.option("--kind", type=click.Choice(get_args(UnitKind)), default="centre")
@click.option("--parent", required=True, help="Name, code or id of the unit above it.")
@click.option("--code", default="")
@click.pass_obj
def add_unit(db: Path | None, name: str, kind: UnitKind, parent: str, code: str) -> None:
    """List a unit that stands in no list, for example a centre that has no PC yet."""
    with store(db) as opened:
        units.add_unit(opened, name, kind, parent, code)
    click.echo(_("Đã thêm {name}.", name=name))


@click.command("set-parent")
@click.option("--unit", required=True, help="Name, code or id, as on that day.")
@click.option("--parent", required=True)
@click.option("--on", type=DAY, required=True, help="The first day.")
@click.option("--merge", "ends", is_flag=True, help="The unit ends the day before and is part of the other one.")
@click.pass_obj
def set_parent(db: Path | None, unit: str, parent: str, on: datetime, ends: bool) -> None:
    """Put a unit under another one from a day on; earlier days keep their own tree."""
    with store(db) as opened:
        (units.merge_units if ends else units.move_unit)(opened, unit, parent, on.date())
    click.echo(_("{unit} → {parent}, {day}", unit=unit, parent=parent, day=on.date()))


COMMANDS = (list_sources, units_load, add_unit, set_parent)
