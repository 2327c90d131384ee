"""Columns and cells that several annexes have in common."""

from __future__ import annotations

from collections.abc import Sequence

from clc_desktop.domain.figures import Count
from clc_desktop.domain.numbers import percent
from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Annex, Block, Cell, Column, Paragraph, Row, Run, Table, plain

NUMBER = Column("TT", 10, "integer", "center")
YES_NO = {True: "Có", False: "Chưa", None: ""}

PORTRAIT_WIDTH = 165.0
"""mm between the margins; a wider table is laid across."""


def annex_of(c: Context, title: str, columns: Sequence[Column], rows: Sequence[Row], *after: Block) -> Annex:
    """One table with its title and what stands below it; its number comes later."""
    wide = sum(column.width for column in columns) > PORTRAIT_WIDTH + 15
    return Annex("", plain(c.say(title)), "", (Table(tuple(columns), tuple(rows)), *after), landscape=wide)


def note(text: str) -> Paragraph:
    """A line below a table."""
    return Paragraph((Run(f"Ghi chú: {text}", computed=True, italic=True),))


def pair(group: str, adds: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())) -> tuple[Column, Column]:
    """Classes and turns; ``adds`` names the columns that each is the sum of."""
    classes, turns = adds
    return (
        Column("Lớp", 13, "integer", "right", group, adds=classes),
        Column("Lượt người", 18, "integer", "right", group, adds=turns),
    )


def changes(group: str) -> tuple[Column, Column]:
    return Column("Lớp", 15, "change", "right", group), Column("Lượt người", 19, "change", "right", group)


def ratios(classes: tuple[int, int], turns: tuple[int, int]) -> tuple[Column, Column]:
    group = "Đạt (%)"
    first = Column("Lớp", 14, "percent", "right", group, ratio=classes)
    return first, Column("Lượt người", 16, "percent", "right", group, ratio=turns)


def cells(count: Count) -> tuple[int, int]:
    return count.classes, count.turns


def planned(count: Count) -> tuple[Cell, Cell]:
    """A plan of nothing is no plan: the cell stays empty."""
    return count.classes or None, count.turns or None


def all_cells(counts: Sequence[Count]) -> tuple[int, ...]:
    return tuple(number for count in counts for number in cells(count))


def percents(held: Count, plan: Count) -> tuple[Cell, Cell]:
    return percent(held.classes, plan.classes), percent(held.turns, plan.turns)


def summed(rows: Sequence[Row], columns: Sequence[Column], label: str = "Tổng cộng") -> Row:
    """A total row: the label in the second column, the sums of numbers, nothing below words."""
    sums: list[Cell] = [
        sum(int(row.cells[index] or 0) for row in rows) if column.kind in ("integer", "money") else ""
        for index, column in enumerate(columns)
    ]
    return Row((None, label, *sums[2:]), "total")
