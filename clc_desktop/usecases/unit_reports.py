"""The same data as any unit's, as the units stood on any day: one district of 2020, eight communes of 2026."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.figures import NONE, Count
from clc_desktop.domain.periods import Period
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store.database import Store
from clc_desktop.usecases import report_files, reporting, units, workspace
from clc_desktop.usecases.reporting import Scope
from clc_desktop.usecases.units import UnitLine


@dataclass(frozen=True, slots=True)
class UnitCount:
    """A unit as it stood on a day, with the centres under it and what they did in a period."""

    line: UnitLine
    centres: int
    count: Count


@dataclass(frozen=True, slots=True)
class Reportable:
    """A unit that a report can be about, as it stood on a day; ``scope`` asks for it."""

    name: str
    scope: Scope
    own: bool = False


def reportable(store: Store, period: Period, today: date) -> tuple[Reportable, ...]:
    """Our own unit; then every unit under it with centres, as on the period's last day and, if later, as of today."""
    tree = units.unit_tree(store)
    own = workspace.identity(store)
    found = [Reportable(own.unit_name, reporting.EVERYTHING, own=True)] if own else []
    for on in sorted({period.end, max(period.end, today)}):
        found += [
            Reportable(line.name, Scope(on, line.id))
            for line in units.list_units(store, on)
            if line.exists and line.unit_kind != "centre" and own and line.id != own.unit_id
            if tree.centres(line.id, on)
        ]
    return tuple(found)


def units_on(store: Store, period: Period, on: date) -> tuple[UnitCount, ...]:
    """Every unit that existed on a day, with the period's classes and turns of all centres under it on that day."""
    tree = units.unit_tree(store)
    counted = {centre.unit_id: centre.total for centre in reporting.figures(store, period, depth="turns").centres}
    under: dict[str, list[Count]] = {}
    for centre, count in counted.items():
        for unit_id in tree.upwards(centre, on):
            under.setdefault(unit_id, []).append(count)
    return tuple(
        UnitCount(line, len(under.get(line.id, ())), sum(under.get(line.id, ()), NONE))
        for line in units.list_units(store, on)
        if line.exists
    )


def write_unit_reports(
    store: Store,
    period: Period,
    wanted: Sequence[UnitLine],
    on: date,
    formats: Sequence[str],
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Path, ...]:
    """The period's report of each unit, in a folder of its name; returns the folders. Cancelling leaves out the rest.

    Raises ClcError ``unknown_format``, ``unit_unknown``, or like ``files.make_folder`` and ``files.counting``; what was
    written is good.
    """
    report_files.refuse_unknown(formats)
    written: list[Path] = []
    paths: list[Path] = []
    for number, line in enumerate(wanted):
        if cancelled():
            break
        progress(number, len(wanted), line.name)
        name = f"{search_key(line.name).replace(' ', '-')}_{period.code}_{on.isoformat()}"
        with files.counting(paths, folder):
            own = files.make_folder(folder / name)
            paths += report_files.write_report(store, period, formats, own, scope=Scope(on, line.id))
        written.append(own)
    return tuple(written)
