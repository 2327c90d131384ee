"""What an officer sees first: who has sent what and when, what it adds up to, and whom to remind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.cells import COUNTED, Ask, Cell
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Count, Target, recorded_before
from clc_desktop.domain.periods import Period
from clc_desktop.domain.pivot import codes_of
from clc_desktop.domain.report_calendar import Mark, ReportCalendar, mark_of
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.reports import annex_activity, charts
from clc_desktop.reports.document import Chart, Series
from clc_desktop.reports.pictures import Box, Label, Picture, Stroke
from clc_desktop.reports.reminder import Late, reminder
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.facts import Counting, Facts
from clc_desktop.store.remembered import remembered
from clc_desktop.store.timeliness import Collected, standings_of
from clc_desktop.usecases.report_calendar import read_calendar
from clc_desktop.usecases.reporting import read_counting, read_figures, read_setting_of
from clc_desktop.usecases.workspace import read_tree, require_identity

__all__ = ["Box", "Chart", "Label", "Mark", "Picture", "ReportCalendar", "Stroke"]

MOST_CENTRES = 15
"""Bars in the chart by centre; the rest is in the table."""


@dataclass(frozen=True, slots=True)
class Square:
    """One centre and period: its mark, the day it was due, the moment its first file came ("" for none)."""

    unit_id: str
    period: Period
    mark: Mark
    due: date | None
    received: str
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A centre: a square for each period, and what it has held."""

    unit_id: str
    name: str
    squares: tuple[Square, ...]
    held: Count
    planned: Count
    parent: str = ""
    """The name of the unit above it on the period's last day, "" for our own."""

    @property
    def id(self) -> str:
        return self.unit_id

    @property
    def is_late(self) -> bool:
        """Something of it is overdue."""
        return any(square.mark == "overdue" for square in self.squares)


@dataclass(frozen=True, slots=True)
class Overview:
    """The matrix of a period, and its totals against the plan."""

    period: Period
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    calendar: ReportCalendar
    today: date
    counted: bool = True
    """False: what was held and planned was not counted, and stands at 0."""

    @property
    def classes(self) -> Target:
        held, planned = self._sum("held"), self._sum("planned")
        return Target(planned.classes, held.classes)

    @property
    def turns(self) -> Target:
        held, planned = self._sum("held"), self._sum("planned")
        return Target(planned.turns, held.turns)

    def _sum(self, name: str) -> Count:
        return sum((getattr(line, name) for line in self.lines), Count())

    def received(self, period: Period) -> int:
        """How many centres' files of a period are here."""
        return sum(1 for line in self.lines for one in line.squares if one.period == period and one.received)

    @property
    def late(self) -> tuple[Line, ...]:
        """Who has something overdue."""
        return tuple(line for line in self.lines if line.is_late)


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a bar lies in its picture, what it says, and the cell that opens when it is clicked."""

    x: float
    y: float
    width: float
    height: float
    words: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as the report draws it, and its bars."""

    chart: Chart
    picture: Picture
    bars: tuple[Bar, ...]


def overview(store: Store, period: Period, counted: bool = True) -> Overview:
    """Every centre, by name, with its periods of the report calendar that end in ``period``.

    Without ``counted`` only who has sent what: a province's sixty thousand classes take longer to count.
    """
    with store.read() as conn:
        calendar, today = read_calendar(conn), clock.today()
        periods = calendar.within(period)
        counting = read_counting(conn, period)
        above = parents_of(conn, counting, period.end)
        held, planned = _sums(conn, counting, period) if counted else ({}, {})
        known = {(one.unit_id, one.period): one for one in standings_of(conn, [one.code for one in periods])}
    lines = tuple(
        Line(
            unit_id,
            name,
            tuple(_square(unit_id, one, known.get((unit_id, one.code)), calendar, today) for one in periods),
            held.get(unit_id, Count()),
            planned.get(unit_id, Count()),
            above.get(unit_id, ""),
        )
        for unit_id, name in by_name(counting.centres)
    )
    return Overview(period, periods, lines, calendar, today, counted)


def draw_charts(store: Store, period: Period, width: float) -> tuple[Drawn, ...]:
    """The charts of the report, and one by centre, ``width`` points wide; the period before stands beside.

    Women, persons and the like are not counted for it.
    """
    with store.read() as conn:
        counted = read_figures(conn, period, compare=True, depth="turns")
        counted = replace(counted, previous=recorded_before(counted))
        months = _months(conn, period)
    return tuple(
        Drawn(chart, picture, tuple(_bars(chart, picture, cells)))
        for chart, cells in _charts(counted, months)
        for picture in (charts.draw(chart, width),)
    )


def write_reminder(store: Store, period: Period, out: Path) -> int:
    """Write a letter (PDF) that names every centre whose file is overdue; how many are named.

    Raises ClcError ``nobody_late``, or like ``files.atomic_write``.
    """
    from clc_desktop.reports.pdf_writer import write_pdf

    found = overview(store, period)
    late = [
        Late(line.name, one.period, one.due, (found.today - one.due).days)
        for line in found.lines
        for one in line.squares
        if one.mark == "overdue" and one.due is not None
    ]
    if not late:
        raise ClcError("nobody_late")
    with store.read() as conn:
        setting = read_setting_of(conn, require_identity(conn), period)
    files.atomic_write(out, write_pdf(reminder(late, setting, found.today)))
    return len({one.name for one in late})


# --- the matrix -------------------------------------------------------------------------------------------------------


def by_name(centres: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Centres as (unit id, name), in the order of a Vietnamese dictionary."""
    return sorted(centres, key=lambda centre: text_sort_key(centre[1]))


def parents_of(conn: Connection, counting: Counting, on: date) -> dict[str, str]:
    """The name of the unit above each centre on a day; none for those directly under us."""
    tree, own = read_tree(conn), require_identity(conn).unit_id
    found = {unit_id: tree.parent(unit_id, on) for unit_id, _ in counting.centres}
    return {unit_id: tree.name(parent, on) for unit_id, parent in found.items() if parent and parent != own}


_Counts = dict[str, Count]


def _sums(conn: Connection, counting: Counting, period: Period) -> tuple[_Counts, _Counts]:
    """What each centre has held and planned."""

    def read() -> tuple[_Counts, _Counts]:
        facts = Facts(conn, counting)
        held = _counts(facts, "classes", "turns", period)
        return held, _counts(facts, "planned_classes", "planned_turns", period)

    return remembered(conn, ("held", period), read)


def _counts(facts: Facts, classes: str, turns: str, period: Period) -> _Counts:
    rows = facts.sums((classes, turns), period, ("unit",), (COUNTED,))  # type: ignore[arg-type]
    return {unit_id: Count(*counts) for unit_id, *counts in rows}


def _square(unit_id: str, period: Period, standing: Collected | None, calendar: ReportCalendar, today: date) -> Square:
    due = calendar.due(period)
    moment = standing.received if standing and standing.state != "draft" else ""
    received = local_day(moment) if moment else None
    mark = mark_of(standing.state if standing else "draft", received, due, today)
    until = received or (today if mark == "overdue" else None)
    late = max((until - due).days, 0) if until and due else 0
    return Square(unit_id, period, mark, due, moment, late)


def local_day(moment: str) -> date:
    """The day on this machine's clock of a stored moment (UTC, ISO)."""
    when = datetime.fromisoformat(moment)
    return (when.astimezone() if when.tzinfo else when).date()


# --- the charts -------------------------------------------------------------------------------------------------------

_Cells = list[list[Cell]]
"""The cell of each category, series by series."""


def _months(conn: Connection, period: Period) -> tuple[int, ...]:
    facts = Facts(conn, read_counting(conn, period))
    found = {str(month): count for month, count in facts.sums(("classes",), period, ("month",), (COUNTED,))}
    return tuple(found.get(month, 0) for month in codes_of("month", period))


def _charts(figures: AnnualFigures, months: Sequence[int]) -> Iterator[tuple[Chart, _Cells]]:
    if figures.total == Count():
        return
    sides = [figures.period, *([figures.previous.period] if figures.previous else [])]
    for chart, name in zip(annex_activity.field_charts(figures), ("classes", "turns"), strict=True):
        where = [("field", field.code) for field in figures.counted]
        yield chart, [[Cell((Ask(name, side, (at,)),)) for side in sides] for at in where]  # type: ignore[arg-type]
    if 1 < len(months) <= 12:
        where = [("month", code) for code in codes_of("month", figures.period)]
        chart = annex_activity.month_chart(figures.period, months)
        yield chart, [[Cell((Ask("classes", figures.period, (COUNTED, at)),))] for at in where]  # type: ignore[arg-type]
    yield _by_centre(figures, sides)


def _by_centre(figures: AnnualFigures, sides: Sequence[Period]) -> tuple[Chart, _Cells]:
    """The centres with most classes, beside the period before."""
    most = sorted(figures.centres, key=lambda one: (-one.total.classes, one.name))[:MOST_CENTRES]
    before = {one.unit_id: one for one in figures.previous.centres} if figures.previous else {}
    series = [_series(figures, [one.total.classes for one in most])]
    if figures.previous:
        series.append(_series(figures.previous, [_classes(before.get(one.unit_id)) for one in most]))
    chart = Chart("Số lớp theo trung tâm", "lớp", tuple(one.name for one in most), tuple(series))
    where = [(COUNTED, ("unit", one.unit_id)) for one in most]
    return chart, [[Cell((Ask("classes", side, at),)) for side in sides] for at in where]  # type: ignore[arg-type]


def _series(figures: AnnualFigures, values: Sequence[int]) -> Series:
    return Series(annex_activity.series_name(figures.period), tuple(values))


def _classes(centre: CentreFigures | None) -> int:
    return centre.total.classes if centre else 0


def _bars(chart: Chart, picture: Picture, cells: _Cells) -> Iterator[Bar]:
    """The boxes of a picture after those of its key, category by category; a value of 0 has none."""
    boxes = [shape for shape in picture.shapes if isinstance(shape, Box)]
    rest = iter(boxes[len(chart.series) if len(chart.series) > 1 else 0 :])
    for place, category in enumerate(chart.categories):
        for number, series in enumerate(chart.series):
            if series.values[place]:
                box = next(rest)
                words = f"{category}, {series.name}"
                yield Bar(box.x, box.y, box.width, box.height, words, cells[place][number])
