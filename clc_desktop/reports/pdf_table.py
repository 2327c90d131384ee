"""A data table in PDF: heading repeated on every page, texts wrapped, numbers as plain strings (four times as fast)."""

from __future__ import annotations

from typing import Any

from reportlab.lib import colors
from reportlab.platypus import LongTable

from clc_desktop.reports import layout
from clc_desktop.reports.document import Column, Row, Table, show
from clc_desktop.reports.fonts import face
from clc_desktop.reports.pdf_parts import Line, style

_PADDING = 3.0
_TOGETHER = 3
"""The last rows stay on one page: a total never stands alone under a repeated heading."""


def data_table(table: Table, width: float) -> LongTable:
    """The table ``width`` points wide."""
    heading = _heading(table)
    return LongTable(
        [*heading, *(_cells(row, table.columns) for row in table.rows)],
        colWidths=layout.column_widths(table, width),
        repeatRows=len(heading),
        style=[*_grid(table), *_spans(table)],
        splitInRow=1,
    )


def _heading(table: Table) -> list[list[Any]]:
    """One row of titles, or two: groups above, titles below."""
    titles = [Line(column.title, _look(bold=True, align="center")) for column in table.columns]
    if not table.grouped:
        return [titles]
    above: list[Any] = [""] * len(table.columns)
    below: list[Any] = list(titles)
    for first, _last in layout.heading_groups(table.columns):
        group = table.columns[first].group
        above[first] = Line(group, _look(bold=True, align="center")) if group else titles[first]
        below[first] = titles[first] if group else ""
    return [above, below]


def _spans(table: Table) -> list[tuple[Any, ...]]:
    if not table.grouped:
        return []
    return [
        ("SPAN", (first, 0), (last, 0 if table.columns[first].group else 1))
        for first, last in layout.heading_groups(table.columns)
    ]


def _cells(row: Row, columns: tuple[Column, ...]) -> list[Any]:
    """Words are laid out and wrap; a number is a string in the cell."""
    shown = [show(cell, column.kind) for cell, column in zip(row.cells, columns, strict=True)]
    bold = row.role == "total"
    return [
        Line(text, _look(bold=bold, italic=row.role == "memo", align=column.align)) if column.kind == "text" else text
        for text, column in zip(shown, columns, strict=True)
    ]


def _look(*, bold: bool = False, italic: bool = False, align: Any = "left") -> Any:
    return style(layout.TABLE_SIZE, align, bold=bold, italic=italic)


def _grid(table: Table) -> list[tuple[Any, ...]]:
    heading = 2 if table.grouped else 1
    aligned = [
        ("ALIGN", (index, heading), (index, -1), column.align.upper()) for index, column in enumerate(table.columns)
    ]
    faces = {"total": face(bold=True), "memo": face(italic=True)}
    marked = [
        ("FONTNAME", (0, index), (-1, index), faces[row.role])
        for index, row in enumerate(table.rows, start=heading)
        if row.role != "row"
    ]
    return [
        ("FONT", (0, 0), (-1, -1), face(), layout.TABLE_SIZE, layout.TABLE_SIZE * layout.LINE),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("NOSPLIT", (0, max(heading, heading + len(table.rows) - _TOGETHER)), (-1, -1)),
        *aligned,
        *marked,
    ]
