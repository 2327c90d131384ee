"""Bars of a chart as a picture: told apart by light and dark as much as by hue, so that grey paper and all eyes do.

Every bar bears its number; no axis of numbers is needed, and none can mislead.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from clc_desktop.domain.numbers import format_number
from clc_desktop.reports.document import Chart
from clc_desktop.reports.fonts import text_points
from clc_desktop.reports.pictures import Box, Label, Picture, Shape, Stroke

FILLS = ("#1F4E79", "#DCE6F1", "#8FAFCF")
"""Dark, light and middling blue: lightness 32, 91 and 70 of 100, each with a black line around it."""

SIZE = 11.0
"""Points of all text in a chart."""
_LINE = 0.5
_BAR = 13.0
_GAP = 7.0
_HEAD = 44.0
"""Above the bars: the title, and the key to the series."""


def draw(chart: Chart, width: float) -> Picture:
    """The chart ``width`` points wide, as high as its bars need."""
    shapes = [*_head(chart, width)]
    if chart.upright:
        height = _HEAD + 170.0
        return Picture(width, height, (*shapes, *_standing(chart, width, height)))
    height = _HEAD + len(chart.categories) * (_BAR * len(chart.series) + _GAP) + _GAP
    return Picture(width, height, (*shapes, *_lying(chart, width)))


def _head(chart: Chart, width: float) -> Iterator[Shape]:
    yield Label(width / 2, SIZE, _fitted(f"{chart.title} ({chart.unit})", width, bold=True), SIZE, "middle", bold=True)
    left = 0.0
    if len(chart.series) > 1:
        for one, fill in zip(chart.series, FILLS, strict=False):
            yield Box(left, 22, 18, 9, fill, _LINE)
            yield Label(left + 23, 30, one.name, SIZE)
            left += 23 + text_points(one.name, SIZE) + 18


def _most(chart: Chart) -> int:
    return max((value for one in chart.series for value in one.values), default=0) or 1


def _lying(chart: Chart, width: float) -> Iterator[Shape]:
    """Names on the left, bars to the right of them, each with its number at its end."""
    names = [_fitted(category, width * 0.38) for category in chart.categories]
    left = max((text_points(name, SIZE) for name in names), default=0.0) + 8
    most = _most(chart)
    room = width - left - text_points(format_number(most), SIZE) - 8
    group = _BAR * len(chart.series)
    for index, name in enumerate(names):
        top = _HEAD + index * (group + _GAP)
        yield Label(left - 6, top + group / 2 + SIZE * 0.33, name, SIZE, "end")
        for number, (one, fill) in enumerate(zip(chart.series, FILLS, strict=False)):
            length = room * one.values[index] / most
            if length:
                yield Box(left, top + number * _BAR, length, _BAR - 1.5, fill, _LINE)
            yield Label(left + length + 4, top + number * _BAR + _BAR - 3.5, format_number(one.values[index]), SIZE)
    yield Stroke(left, _HEAD - 4, left, _HEAD + len(names) * (group + _GAP))


def _standing(chart: Chart, width: float, height: float) -> Iterator[Shape]:
    """Columns side by side, their numbers above them, their names below."""
    floor, most = height - 20, _most(chart)
    room = floor - _HEAD - SIZE - 12
    place = width / max(len(chart.categories), 1)
    column = min((place - 6) / len(chart.series), 26.0)
    for index, name in enumerate(chart.categories):
        left = place * index + (place - column * len(chart.series)) / 2
        yield Label(place * (index + 0.5), floor + SIZE + 3, _fitted(name, place), SIZE, "middle")
        for number, (one, fill) in enumerate(zip(chart.series, FILLS, strict=False)):
            x, length = left + number * column, room * one.values[index] / most
            if length:
                yield Box(x, floor - length, column, length, fill, _LINE)
            shown = format_number(one.values[index])
            yield Label(x + column / 2, floor - length - 3, shown, _small_enough(shown, column + 6), "middle")
    yield Stroke(0, floor, width, floor)


def _small_enough(text: str, room: float) -> float:
    """The size at which a number fits over its column."""
    return min(SIZE, SIZE * room / (text_points(text, SIZE) or 1))


def _fitted(text: str, room: float, *, bold: bool = False) -> str:
    """The text, cut with "…" where it is longer than its room."""
    if text_points(text[:500], SIZE, bold=bold) <= room and len(text) <= 500:
        return text
    fits = bisect_right(range(min(len(text), 500)), room, key=lambda n: text_points(text[:n] + "…", SIZE, bold=bold))
    return text[: max(fits - 1, 0)].rstrip() + "…"
