"""Bảng xoay: one measure by any two of field, hosting, centre, month, quarter and year, beside the year before.

Pure: ``usecases/pivoting.py`` asks for the sums. Every number is a cell (``domain/cells.py``) and opens as any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from clc_desktop.domain.cells import COUNTED, Ask, Cell, Dimension, Measure, Where
from clc_desktop.domain.numbers import percent
from clc_desktop.domain.periods import (
    Period,
    calendar_year,
    free_range,
    half,
    quarter,
    school_year,
    several_years,
)

AXES: tuple[Dimension, ...] = ("field", "hosting", "unit", "month", "quarter", "year")
MEASURES: tuple[Measure, ...] = (
    "classes",
    "turns",
    "women",
    "minority",
    "rural",
    "persons",
    "planned_classes",
    "planned_turns",
)
NOT_ADDITIVE: frozenset[Measure] = frozenset({"persons"})
"""One person is one in each cell that they come to, and one in the total: parts may be more than their total."""

PLANS: dict[Measure, Measure] = {"classes": "planned_classes", "turns": "planned_turns"}
"""What was planned of a measure."""
PLAN_AXES: frozenset[Dimension] = frozenset({"field", "unit", "year"})
"""A plan is for a year and a field: by month or hosting there is none."""

Key = tuple[str | None, str | None]
"""Row and column; None is the total of all of them."""
Beside = Literal["none", "before", "plan"]


@dataclass(frozen=True, slots=True)
class Layout:
    """What is asked for: ``rows`` and ``columns`` None is a single line; ``beside`` each number stands another one."""

    measure: Measure
    rows: Dimension | None
    columns: Dimension | None
    beside: Beside = "none"

    def axes(self) -> tuple[Dimension, ...]:
        return tuple(axis for axis in (self.rows, self.columns) if axis is not None)

    @property
    def possible(self) -> bool:
        """Whether this can be counted: plans are not divided by month, and rows are not columns."""
        axes = self.axes()
        if len(set(axes)) < len(axes):
            return False
        if self.beside == "plan" and (self.measure not in PLANS or not PLAN_AXES.issuperset(axes)):
            return False
        return self.measure not in PLANS.values() or PLAN_AXES.issuperset(axes)


@dataclass(frozen=True)
class Pivot:
    """The table: codes of rows and columns in their order, and what stands where they meet (0 is left out)."""

    layout: Layout
    period: Period
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    now: Mapping[Key, int]
    other: Mapping[Key, int] = field(default_factory=dict)
    """The year before, or the plan, under the same keys."""

    def value(self, row: str | None, column: str | None) -> int:
        return self.now.get((row, column), 0)

    def beside(self, row: str | None, column: str | None) -> int:
        return self.other.get((row, column), 0)

    def change(self, row: str | None, column: str | None) -> int:
        return self.value(row, column) - self.beside(row, column)

    def percent(self, row: str | None, column: str | None) -> Decimal | None:
        """Now in percent of the number beside it; None where there is nothing to compare with."""
        return percent(self.value(row, column), self.beside(row, column))

    def cell(self, row: str | None, column: str | None) -> Cell:
        """The question whose answer is ``value``."""
        return Cell((self._ask(row, column),))

    def cell_beside(self, row: str | None, column: str | None) -> Cell:
        return Cell((self._ask_beside(row, column),))

    def cell_change(self, row: str | None, column: str | None) -> Cell:
        return Cell((self._ask(row, column), self._ask_beside(row, column)), "change")

    def cell_percent(self, row: str | None, column: str | None) -> Cell:
        return Cell((self._ask(row, column), self._ask_beside(row, column)), "percent")

    def _ask(self, row: str | None, column: str | None) -> Ask:
        return Ask(self.layout.measure, self.period, base(self.layout.measure) + self._where(row, column))

    def _ask_beside(self, row: str | None, column: str | None) -> Ask:
        if self.layout.beside == "plan":
            measure = PLANS[self.layout.measure]
            return Ask(measure, self.period, base(measure) + self._where(row, column))
        then = year_before(self.period)
        years = then.start.year - self.period.start.year
        where = tuple((axis, moved(axis, code, years)) for axis, code in self._where(row, column))
        return Ask(self.layout.measure, then, base(self.layout.measure) + where)

    def _where(self, row: str | None, column: str | None) -> Where:
        asked = ((self.layout.rows, row), (self.layout.columns, column))
        return tuple((axis, code) for axis, code in asked if axis is not None and code is not None)


def base(measure: Measure) -> Where:
    """Fields outside the totals stay out of the pivot, as of the report's totals; persons are of all fields there."""
    return () if measure in NOT_ADDITIVE else (COUNTED,)


def keyed(
    axes: tuple[Dimension | None, Dimension | None], found: Sequence[tuple[object, ...]], additive: bool = True
) -> dict[Key, int]:
    """Rows of (key values…, number) by key. Additive ones get their totals, too; others are counted apart."""
    cells: dict[Key, int] = {}
    for *codes, number in found:
        row, column = _pair(axes, codes)
        keys = {(row, column), (row, None), (None, column), (None, None)} if additive else {(row, column)}
        for key in keys:
            cells[key] = cells.get(key, 0) + number  # type: ignore[operator]
    return cells


def _pair(axes: tuple[Dimension | None, Dimension | None], codes: Sequence[object]) -> Key:
    rest = iter(codes)
    row, column = (None if axis is None else str(next(rest)) for axis in axes)
    return row, column


def codes_of(axis: Dimension | None, period: Period) -> tuple[str, ...]:
    """The months, quarters or years of a period, or both hostings; nothing for what only the data know."""
    match axis:
        case "hosting":
            return ("own", "joint")
        case "month":
            return tuple(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in _months(period))
        case "quarter":
            return tuple(dict.fromkeys(f"{month // 12:04d}-Q{month % 12 // 3 + 1}" for month in _months(period)))
        case "year":
            return tuple(str(year) for year in range(period.start.year, period.end.year + 1))
    return ()


def _months(period: Period) -> range:
    first, last = (day.year * 12 + day.month - 1 for day in (period.start, period.end))
    return range(first, last + 1)


def moved(axis: Dimension, code: str, years: int) -> str:
    """The same month, quarter or year so many years later: ``2020-03`` and -1 gives ``2019-03``."""
    return f"{int(code[:4]) + years:04d}{code[4:]}" if axis in ("month", "quarter", "year") else code


def year_before(period: Period) -> Period:
    """The same stretch one year earlier (of several years: as many earlier), not the quarter just before."""
    year = period.start.year - 1
    match period.kind:
        case "year":
            return calendar_year(year)
        case "school_year":
            return school_year(year)
        case "half":
            return half(year, 1 if period.start.month == 1 else 2)
        case "quarter":
            return quarter(year, (period.start.month + 2) // 3)
        case "years":
            return several_years(period.start.year - len(period.years), year)
    return free_range(_earlier(period.start), _earlier(period.end))


def _earlier(day: date) -> date:
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
