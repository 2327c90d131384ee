"""A pivot of the figures, and its workbook with formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.cells import Dimension, Measure
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period
from clc_desktop.domain.pivot import NOT_ADDITIVE, PLANS, Key, Layout, Pivot, base, codes_of, keyed, moved, year_before
from clc_desktop.reports import sheets
from clc_desktop.reports.document import Cell, Column, Row, RowRole, Table
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.facts import Counting, Facts
from clc_desktop.usecases.reporting import EVERYTHING, Scope, read_counting

__all__ = ["Layout", "Pivot"]


@dataclass(frozen=True, slots=True)
class Named:
    """A pivot with the names that only the records know: fields and centres by code."""

    pivot: Pivot
    fields: dict[str, str]
    centres: dict[str, str]


def pivot(store: Store, period: Period, layout: Layout, scope: Scope = EVERYTHING) -> Named:
    """Count a layout over a period; ClcError ``pivot_impossible`` for a plan by month and the like."""
    if not layout.possible:
        raise ClcError("pivot_impossible")
    with store.read() as conn:
        counting = read_counting(conn, period, scope)
        now = _cells(conn, counting, period, layout, layout.measure)
        centres = dict(counting.centres)
        other: dict[Key, int] = {}
        if layout.beside == "plan":
            other = _cells(conn, counting, period, layout, PLANS[layout.measure])
        elif layout.beside == "before":
            then = year_before(period)
            before = read_counting(conn, then, scope)
            centres = dict(before.centres) | centres
            years = period.start.year - then.start.year
            other = _moved(layout, _cells(conn, before, then, layout, layout.measure), years)
        rows, columns = (
            _codes(axis, place, period, counting, (now, other)) for place, axis in enumerate(_axes(layout))
        )
        names = {item.code: item.name for item in counting.taxonomy}
    return Named(Pivot(layout, period, rows, columns, now, other), names, centres)


@dataclass(frozen=True, slots=True)
class Words:
    """What the workbook calls things: the window's own words, so that both say the same.

    ``value``, ``other``, ``change`` and ``percent`` head the numbers of one column; ``rows`` and ``columns`` name every
    code, ``note`` what must be known about the totals.
    """

    title: str
    subject: str
    author: str
    axis: str
    value: str
    other: str
    change: str
    percent: str
    total: str
    rows: dict[str, str]
    columns: dict[str, str]
    note: str = ""


def write_workbook(pivot: Pivot, words: Words, path: Path) -> None:
    """The pivot as a workbook; ClcError like ``files.atomic_write``.

    Sums and percentages are formulas. Totals of what does not add up (persons) are the numbers that were counted.
    """
    notes = (words.note,) if words.note else ()
    sheet = sheets.Sheet(words.title, words.subject, words.author, _table(pivot, words), notes)
    files.atomic_write(path, sheets.write_sheet(sheet))


def _table(pivot: Pivot, words: Words) -> Table:
    adds = pivot.layout.measure not in NOT_ADDITIVE
    shown = (*pivot.columns, None) if pivot.layout.columns else (None,)
    columns = [Column(words.axis, 60)]
    for place, code in enumerate(shown):
        group = words.total if code is None else words.columns[code]
        columns += _columns(pivot, words, group if pivot.layout.columns else "", place, len(shown) if adds else 0)
    rows = [_row(pivot, words.rows[code], code, shown, "row") for code in pivot.rows]
    rows.append(_row(pivot, words.total, None, shown, "total" if adds or not rows else "memo"))
    return Table(tuple(columns), tuple(rows))


def _columns(pivot: Pivot, words: Words, group: str, place: int, of: int) -> list[Column]:
    """The columns under one heading; under that of the totals each is the sum of its fellows, if they add up."""
    has_other = pivot.layout.beside != "none"
    each = 4 if has_other else 1
    first = 1 + place * each
    is_total = place == of - 1 and of > 1

    def adds(offset: int) -> tuple[int, ...]:
        return tuple(1 + other * each + offset for other in range(of - 1)) if is_total else ()

    made = [Column(words.value, 22, "integer", "right", group, adds=adds(0))]
    if has_other:
        made += [
            Column(words.other, 22, "integer", "right", group, adds=adds(1)),
            Column(words.change, 20, "change", "right", group, adds=adds(2)),
            Column(words.percent, 16, "share", "right", group, ratio=(first, first + 1)),
        ]
    return made


def _row(pivot: Pivot, name: str, row: str | None, shown: Sequence[str | None], role: RowRole) -> Row:
    cells: list[Cell] = [name]
    for column in shown:
        cells.append(pivot.value(row, column))
        if pivot.layout.beside != "none":
            cells += [pivot.beside(row, column), pivot.change(row, column), pivot.percent(row, column)]
    return Row(tuple(cells), role)


def _axes(layout: Layout) -> tuple[Dimension | None, Dimension | None]:
    return layout.rows, layout.columns


def _cells(conn: Connection, counting: Counting, period: Period, layout: Layout, measure: Measure) -> dict[Key, int]:
    facts, where, axes = Facts(conn, counting), base(measure), layout.axes()

    def sums(keys: Sequence[Dimension]) -> list[tuple[object, ...]]:
        return [tuple(row) for row in facts.sums((measure,), period, keys, where)]

    if measure not in NOT_ADDITIVE:
        return keyed(_axes(layout), sums(axes))
    cells: dict[Key, int] = {}
    for part in {_axes(layout), (layout.rows, None), (None, layout.columns), (None, None)}:
        keys = [axis for axis in part if axis is not None]
        cells |= keyed(part, sums(keys), additive=False)
    return cells


def _moved(layout: Layout, cells: dict[Key, int], years: int) -> dict[Key, int]:
    def later(axis: Dimension | None, code: str | None) -> str | None:
        return code if axis is None or code is None else moved(axis, code, years)

    return {(later(layout.rows, row), later(layout.columns, column)): n for (row, column), n in cells.items()}


def _codes(
    axis: Dimension | None, place: int, period: Period, counting: Counting, cells: Sequence[dict[Key, int]]
) -> tuple[str, ...]:
    """The codes of an axis in their order: those that belong there anyway, then any other that has a number."""
    listed: tuple[str, ...] = codes_of(axis, period)
    if axis == "field":
        listed = tuple(item.code for item in counting.taxonomy if item.active and item.counts_in_total)
    elif axis == "unit":
        listed = tuple(unit_id for unit_id, _ in counting.centres)
    found = {key[place] for one in cells for key in one if key[place] is not None}
    known = [item.code for item in counting.taxonomy] if axis == "field" else []
    rest = found - set(listed)
    retired = [code for code in known if code in rest]
    return (*listed, *retired, *sorted(code for code in rest if code is not None and code not in retired))
