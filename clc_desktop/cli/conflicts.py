"""Commands that take a merge back and decide conflicts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from clc_desktop import i18n
from clc_desktop.cli.console import AS_JSON, echo_json, moment, store
from clc_desktop.usecases import conflicts, undoing
from clc_desktop.usecases.conflicts import ConflictView, DecidedView


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
        echo_json({"conflicts": [asdict(entry) for entry in found]})
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


def _lines(conflict: ConflictView) -> list[str]:
    sides = [f"{side.key}: {', '.join(side.who)}{' *' if side.shown else ''}" for side in conflict.sides]
    shown = [f"{d.name}: {' | '.join(map(str, d.values))}" for d in conflict.differences]
    return sides + shown


def _past_lines(entry: DecidedView) -> list[str]:
    changed = sorted({name for loser in entry.losers for name in loser if loser[name] != entry.kept.get(name)})
    values = [f"{n}: {' | '.join(str(s.get(n)) for s in (entry.kept, *entry.losers))}" for n in changed]
    return [f"{moment(entry.at)} {entry.who} ({entry.how}) {entry.reason}".rstrip(), *values]


COMMANDS = (undo_merge, list_conflicts, resolve)
