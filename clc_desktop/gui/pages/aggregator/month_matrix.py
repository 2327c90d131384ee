"""Theo tháng: the classes of each centre month by month; what was empty for long stands out, every number opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from clc_desktop.gui.matrix_view import Grid, Square
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.drilling import Cell
    from clc_desktop.usecases.overview_months import MonthLine, Months


def month_grid(
    found: Months, lines: Sequence[MonthLine], open_cell: Callable[[Cell, str], None], open_unit: Callable[[str], None]
) -> Grid:
    """A number opens its classes; an empty month the centre's year, where it is asked about."""

    def square(line: MonthLine, place: int) -> Square:
        count, month = line.counts[place], found.months[place]
        if count:
            return Square(count, key=lambda: open_cell(found.cell(line.unit_id, month), line.name))
        if line.gaps[place]:
            tip = _("{count} tháng liền không ghi lớp nào", count=_run(line, place))
            return Square("0", True, "warning", tip=tip, key=partial(open_unit, line.unit_id))
        return Square(None, key=partial(open_unit, line.unit_id) if count == 0 else None)

    def sums(line: MonthLine) -> tuple[Square, Square]:
        whole = Square(
            sum(count or 0 for count in line.counts), key=lambda: open_cell(found.cell(line.unit_id), line.name)
        )
        return whole, Square(line.longest or None)

    is_one_year = len({code[:4] for code in found.months}) == 1
    heads = [f"T{int(code[5:])}" + ("" if is_one_year else f"/{code[:4]}") for code in found.months]
    heads += [_("Cả kỳ"), _("Trống")]
    squares = tuple((*(square(line, place) for place in range(len(found.months))), *sums(line)) for line in lines)
    return Grid(_("Trung tâm"), tuple(heads), tuple(line.name for line in lines), squares)


def _run(line: MonthLine, place: int) -> int:
    """How long the row of empty months is in which this one lies."""
    first = last = place
    while first and line.counts[first - 1] == 0:
        first -= 1
    while last + 1 < len(line.counts) and line.counts[last + 1] == 0:
        last += 1
    return last - first + 1
