"""A data table in PDF: heading repeated on every page, texts wrapped, numbers as plain strings (four times as fast)."""

from __future__ import annotations

from typing import Any

from reportlab.lib import colors
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.platypus import LongTable

from clc_desktop.reports import layout
from clc_desktop.reports.document import Column, Row, Table, show
from clc_desktop.reports.fonts import face
from clc_desktop.reports.pdf_parts import Line, style
from clc_desktop.reports.pdf_tags import Element

_PADDING = 3.0
_TOGETHER = 3
"""The last rows stay on one page: a total never stands alone under a repeated heading."""


def data_table(table: Table, width: float, tag: Element) -> LongTable:
    """The table ``width`` points wide; ``tag`` is its element in the structure tree."""
    heading = _heading(table, tag)
    return LongTable(
        [*heading, *(_cells(row, table.columns, tag.add("TR")) for row in table.rows)],
        colWidths=layout.column_widths(table, width),
        repeatRows=len(heading),
        style=[*_grid(table), *_spans(table)],
        splitInRow=1,
        renderCB=_tagged,
    )


class _Text(str):
    """A cell's text with its element."""

    tag: Element
    __slots__ = ("tag",)


def _tagged(table: LongTable, event: str, *about: Any) -> None:
    """reportlab tells before and after it draws: a cell's text becomes its element's, lines are artifacts.

    Titles that are repeated on later pages are artifacts there; laid-out texts (``Line``) tag themselves.
    """
    code, cell = table.canv._code, about[2] if event == "startCell" else None
    if isinstance(cell, list | tuple):  # reportlab wraps flowables
        cell = cell[0] if cell else None
    if isinstance(cell, Line):
        _only_once(cell)
    elif isinstance(cell, _Text):
        code.append(f"/{cell.tag.role} <</MCID {table.canv.mark(cell.tag)}>> BDC")
        table.ends = "EMC"
    elif event in ("startCell", "startLines"):
        code.append("/Artifact BMC")
        table.ends = "EMC"
    elif event in ("endCell", "endLines"):
        code.append(getattr(table, "ends", ""))
        table.ends = ""


def _only_once(title: Line) -> None:
    if title.tag and title.tag.role == "TH" and title.tag.marks:
        title.tag = None


def _heading(table: Table, tag: Element) -> list[list[Any]]:
    """One row of titles, or two: groups above, titles below."""
    first_row = tag.add("TR")
    if not table.grouped:
        return [[_title(column.title, first_row) for column in table.columns]]
    second_row = tag.add("TR")
    above: list[Any] = [""] * len(table.columns)
    below: list[Any] = [""] * len(table.columns)
    for first, last in layout.heading_groups(table.columns):
        group = table.columns[first].group
        above[first] = _title(group or table.columns[first].title, first_row, last - first + 1, 1 if group else 2)
        if group:
            below[first : last + 1] = [_title(column.title, second_row) for column in table.columns[first : last + 1]]
    return [above, below]


def _title(text: str, row: Element, columns: int = 1, rows: int = 1) -> Line:
    """A heading cell (ISO 32000-1, 14.8.5.7: its spans and scope)."""
    spans = {"ColSpan": columns} if columns > 1 else {"RowSpan": rows} if rows > 1 else {}
    attributes = {"O": PDFName("Table"), "Scope": PDFName("Column"), **spans}
    return Line(text, _look(bold=True, align="center"), tag=row.add("TH", attributes=attributes))


def _spans(table: Table) -> list[tuple[Any, ...]]:
    if not table.grouped:
        return []
    return [
        ("SPAN", (first, 0), (last, 0 if table.columns[first].group else 1))
        for first, last in layout.heading_groups(table.columns)
    ]


def _cells(row: Row, columns: tuple[Column, ...], tag: Element) -> list[Any]:
    """Words are laid out and wrap; a number is a string in the cell."""
    shown = [show(cell, column.kind) for cell, column in zip(row.cells, columns, strict=True)]
    return [_cell(text, row, column, tag.add("TD")) for text, column in zip(shown, columns, strict=True)]


def _cell(text: str, row: Row, column: Column, tag: Element) -> Any:
    if column.kind == "text":
        return Line(text, _look(bold=row.role == "total", italic=row.role == "memo", align=column.align), tag=tag)
    cell = _Text(text)
    cell.tag = tag
    return cell


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
