"""What every sheet of a workbook is made of: cells that hold typed text as text, headings, rows, formulas, the page.

Numbers are numbers and totals are formulas. The result of every formula is stored beside it, for programs that show a
workbook without calculating (protected view, phones).
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from clc_desktop.reports import layout
from clc_desktop.reports.document import Cell, CellKind, Column, Metadata, Row, RowRole, Table

FONT = "Times New Roman"
FORMATS: dict[CellKind, str] = {
    "integer": "#,##0", "money": "#,##0", "percent": "#,##0.0", "share": "0.0%", "change": "+#,##0;-#,##0;0",
    "text": "@",
}  # fmt: skip
"""Excel prints the separators of the reader's own country: 1.891 and 120,1 on a Vietnamese machine."""

Results = dict[tuple[str, str], Cell]
"""(sheet, cell): what its formula gives."""

_LINE = Side(style="thin")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_CELL_LIMIT = 32_767
"""Characters that Excel holds in one cell."""


def set_properties(book: Workbook, meta: Metadata) -> None:
    """Title and author; days that do not depend on a clock."""
    properties = book.properties
    properties.title, properties.creator, properties.subject = meta.title, meta.author, meta.subject
    properties.lastModifiedBy, properties.language = meta.author, "vi-VN"
    properties.created = datetime(meta.year, 1, 1)


def sheet_name(book: Workbook, name: str) -> str:
    """A name that Excel takes and that is not there yet."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:25] or "Bảng"
    return next(
        wanted
        for wanted in (plain, *(f"{plain} ({number})" for number in range(2, 1000)))
        if wanted not in book.sheetnames
    )


# --- a table ----------------------------------------------------------------------------------------------------------


def put_heading(sheet: Worksheet, table: Table, at: int) -> None:
    """One row of titles, or two: groups above, titles below; a column without a group takes both rows."""
    for index, column in enumerate(table.columns, start=1):
        put(sheet, at, index, column.group or column.title, bold=True, align="center", grid=True)
        if table.grouped:
            below = column.title if column.group else None
            put(sheet, at + 1, index, below, bold=True, align="center", grid=True)
    if table.grouped:
        for first, last in layout.heading_groups(table.columns):
            _merge_heading(sheet, at, (first + 1, last + 1), grouped=bool(table.columns[first].group))


def _merge_heading(sheet: Worksheet, at: int, columns: tuple[int, int], *, grouped: bool) -> None:
    first, last = columns
    if last > first or not grouped:
        bottom = at if grouped else at + 1
        sheet.merge_cells(start_row=at, start_column=first, end_row=bottom, end_column=last)


def put_row(sheet: Worksheet, number: int, row: Row, table: Table, first: int, results: Results) -> None:
    """A row of the table in row ``number`` of the sheet; ``first`` is the table's first row below its heading."""
    bold, italic = row.role == "total", row.role == "memo"
    for index, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        kind, exact = _measured(cell, column.kind)
        formula = _formula(index, column, number, first, row.role) if _is_number(cell) else None
        if formula:
            results[sheet.title, f"{get_column_letter(index + 1)}{number}"] = exact
        value = _Formula(formula) if formula else exact
        put(sheet, number, index + 1, value, FORMATS[kind], column.align, bold, italic, grid=True)


def _measured(cell: Cell, kind: CellKind) -> tuple[CellKind, Cell]:
    """A value as a workbook has it, and what it is: a list of all figures has shares among its counts."""
    if isinstance(cell, Decimal) and kind in ("integer", "share"):
        return "share", cell / 100
    return kind, cell


def _formula(index: int, column: Column, row: int, first: int, role: RowRole) -> str | None:
    """What a cell is calculated by: a percentage, the sum of columns beside it or, in a total, of the rows above."""
    if column.ratio:
        part, whole = (f"{get_column_letter(place + 1)}{row}" for place in column.ratio)
        share = f"ROUND({part}/{whole},3)" if column.kind == "share" else f"ROUND(100*{part}/{whole},1)"
        return f'=IF({whole}=0,"",{share})'
    if column.adds:
        return "=" + "+".join(f"{get_column_letter(place + 1)}{row}" for place in column.adds)
    if role == "total" and column.kind in ("integer", "money", "change"):
        letter = get_column_letter(index + 1)
        return f"=SUM({letter}{first}:{letter}{row - 1})"
    return None


def _is_number(cell: Cell) -> bool:
    return cell is not None and not isinstance(cell, str)


# --- a cell -----------------------------------------------------------------------------------------------------------


class _Formula(str):
    """Text that is a formula, told apart by its type: no typed text is ever one."""

    __slots__ = ()


def put(
    sheet: Any,
    row: int,
    column: int,
    value: Cell,
    form: str = "@",
    align: str = "left",
    bold: bool = False,
    italic: bool = False,
    *,
    grid: bool = False,
) -> None:
    """A value into a cell. Text is text whatever it begins with: "=1+1" stays as it was typed."""
    cell = sheet.cell(row, column)
    if value is not None and value != "":
        cell.value = _escaped(value)[:_CELL_LIMIT] if isinstance(value, str) else value
    if isinstance(value, str) and not isinstance(value, _Formula):
        cell.data_type = "s"
    cell.font = Font(name=FONT, size=12, bold=bold, italic=italic)
    cell.number_format = form
    if grid:
        cell.border = _GRID
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = not isinstance(value, _Formula)


def _escaped(text: str) -> str:
    """Excel reads ``_x0041_`` as "A" unless its first underscore is itself written so."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def set_page(sheet: Any, heading: tuple[int, int], rows: int, columns: int, *, landscape: bool) -> None:
    """A4, headings frozen on the screen and repeated on paper, all columns on one page."""
    sheet.freeze_panes = f"A{heading[1] + 1}"
    sheet.print_title_rows = f"{heading[0]}:{heading[1]}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{max(rows, heading[1])}"
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = sheet.PAPERSIZE_A4, "landscape" if landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left, margins.right = layout.LEFT / 25.4, layout.RIGHT / 25.4
    margins.top, margins.bottom = layout.TOP / 25.4, layout.BOTTOM / 25.4
    sheet.oddHeader.center.text = "&P"


# --- the archive ------------------------------------------------------------------------------------------------------


class Finish:
    """Changes to the parts of the saved archive: no clock in the properties, a stored result beside every formula."""

    def __init__(self, book: Workbook, results: Results) -> None:
        self._sheets = {f"xl/worksheets/sheet{index}.xml": name for index, name in enumerate(book.sheetnames, start=1)}
        self._results = results

    def __call__(self, name: str, part: bytes) -> bytes:
        if name == "docProps/core.xml":
            return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", part)
        if name in self._sheets:
            return _FORMULA.sub(lambda found: self._with_result(self._sheets[name], found), part)
        return part

    def _with_result(self, sheet: str, found: re.Match[bytes]) -> bytes:
        result = self._results[sheet, found["cell"].decode()]
        return found["head"] + f"<v>{result}</v>".encode()


_FORMULA = re.compile(rb'(?P<head><c r="(?P<cell>[A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v\s*/?>(?:</v>)?')
