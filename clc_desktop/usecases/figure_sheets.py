"""A table of figures from the window as a workbook: what adds up is added, what is a share is divided, by formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.numbers import percent
from clc_desktop.reports import sheets
from clc_desktop.reports.document import Cell, CellKind, Column, Row, Table

_ADDS = {"classes": ("own", "joint"), "turns": ("own_turns", "joint_turns")}
"""Columns that are the sum of others."""
_SHARES = {"percent": ("classes", "planned"), "turns_percent": ("turns", "planned_turns")}
"""Columns that are one in percent of another."""
_WORDS = frozenset({"name", "unit", "rank", "label", "definition"})
_WIDTHS = {"name": 60.0, "label": 80.0, "definition": 160.0}


@dataclass(frozen=True, slots=True)
class Line:
    """One line by column, a share in percent (120.1); a line that is in no total stands below it."""

    values: tuple[int | Decimal | str | None, ...]
    counts_in_total: bool = True


@dataclass(frozen=True, slots=True)
class FigureSheet:
    """``columns`` are (key, heading), the first one names its line; ``totals`` by key, None for a table without."""

    title: str
    subject: str
    author: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    totals: Mapping[str, int] | None
    total: str
    notes: tuple[str, ...] = ()


def write_figures(found: FigureSheet, path: Path) -> None:
    """The table as a workbook; ClcError like ``files.atomic_write``."""
    places = {key: number for number, (key, _) in enumerate(found.columns)}
    columns = tuple(_column(key, heading, places) for key, heading in found.columns)
    rows = [Row(line.values) for line in found.lines if line.counts_in_total]
    if found.totals is not None:
        rows.append(Row(_totals(found, found.totals), "total"))
    rows += [Row(line.values, "memo") for line in found.lines if not line.counts_in_total]
    sheet = sheets.Sheet(found.title, found.subject, found.author, Table(columns, tuple(rows)), found.notes)
    files.atomic_write(path, sheets.write_sheet(sheet))


def _column(key: str, heading: str, places: Mapping[str, int]) -> Column:
    kind: CellKind = "text" if key in _WORDS else "share" if key in _SHARES else "integer"
    share = _SHARES.get(key)
    return Column(
        heading,
        _WIDTHS.get(key, 24.0),
        kind,
        "left" if kind == "text" else "right",
        ratio=(places[share[0]], places[share[1]]) if share else None,
        adds=tuple(places[name] for name in _ADDS.get(key, ())),
    )


def _totals(found: FigureSheet, totals: Mapping[str, int]) -> tuple[Cell, ...]:
    cells: list[Cell] = [found.total]
    for key, _ in found.columns[1:]:
        share = _SHARES.get(key)
        cells.append(percent(totals[share[0]], totals[share[1]]) if share else totals.get(key))
    return tuple(cells)
