"""Commands around merging: taking one back, conflicts, the files behind the figures, units and where they belong."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from clc_desktop import i18n
from clc_desktop.cli.console import AS_JSON, FILE, echo_json, store
from clc_desktop.domain.periods import parse_period
from clc_desktop.i18n import text as _
from clc_desktop.usecases import conflicts, undoing, units, upwards
from clc_desktop.usecases.conflicts import ConflictView, DecidedView

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("undo-merge")
@click.option("--change", type=int, help="The number of the merge in the list of changes; the newest without it.")
@AS_JSON
@click.pass_obj
def undo_merge(db: Path | None, change: int | None, as_json: bool) -> None:
    """Take back a merge as a whole, as if its file had never come."""
    with store(db) as opened:
        done = undoing.undo_merge(opened, change)
    if as_json:
        echo_json(asdict(done))
    else:
        click.echo(i18n.coded("done", "merge_undone", asdict(done)))


@click.command("conflicts")
@click.option("--past", is_flag=True, help="Those that were decided, the latest first.")
@AS_JSON
@click.pass_obj
def list_conflicts(db: Path | None, past: bool, as_json: bool) -> None:
    """List records that two machines changed without knowing of each other, with both values of each field."""
    with store(db) as opened:
        found = conflicts.decided_conflicts(opened) if past else conflicts.list_conflicts(opened)
    if as_json:
        echo_json({"conflicts": [_json(entry) for entry in found]})
        return
    for entry in found:
        click.echo(f"{entry.kind} {entry.record_id}: {entry.unit_name}")
        for line in _past_lines(entry) if isinstance(entry, DecidedView) else _lines(entry):
            click.echo(f"  {line}")


@click.command()
@click.option("--kind", required=True)
@click.option("--record", required=True, help="The record's id.")
@click.option("--take", required=True, help="The key of a side, or `suggested`.")
@click.option("--field", "fields", multiple=True, help="NAME=KEY: this field from that side.")
@click.option("--reason", default="")
@click.pass_obj
def resolve(db: Path | None, kind: str, record: str, take: str, fields: tuple[str, ...], reason: str) -> None:
    """Decide a conflict; the decision reaches the others with the next file."""
    chosen = dict(field.partition("=")[::2] for field in fields)
    with store(db) as opened:
        conflicts.resolve_conflict(opened, kind, record, take, chosen, reason)
    click.echo(i18n.coded("done", "conflict_resolved"))


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
    click.echo(_("{unit} → {parent}, {day}", unit=unit, parent=parent, day=_first(on)))


def _first(on: datetime) -> date:
    return on.date()


def _lines(conflict: ConflictView) -> list[str]:
    sides = [f"{side.key}: {', '.join(side.who)}{' *' if side.shown else ''}" for side in conflict.sides]
    shown = [f"{d.name}: {' | '.join(map(str, d.values))}" for d in conflict.differences]
    return sides + shown


def _past_lines(entry: DecidedView) -> list[str]:
    changed = sorted({name for loser in entry.losers for name in loser if loser[name] != entry.kept.get(name)})
    values = [f"{n}: {' | '.join(str(s.get(n)) for s in (entry.kept, *entry.losers))}" for n in changed]
    return [f"{entry.at} {entry.who} ({entry.how}) {entry.reason}".rstrip(), *values]


def _json(entry: ConflictView | DecidedView) -> dict[str, Any]:
    return asdict(entry)


COMMANDS = (undo_merge, list_conflicts, resolve, list_sources, units_load, set_parent)
