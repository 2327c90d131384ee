"""A document's tables as a workbook: one sheet for each, and one that lists every figure with its definition.

Numbers are numbers and totals are formulas. The result of every formula is stored beside it, for programs that show a
workbook without calculating (protected view, phones).
"""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from clc_desktop.reports import layout
from clc_desktop.reports.archive import repacked
from clc_desktop.reports.document import Annex, Cell, Chart, Column, Document, Row, RowRole, Table, cleaned
from clc_desktop.reports.xlsx_chart import CHART_COLUMNS, CHART_ROWS, add_chart

FONT = "Times New Roman"
SUMMARY = "Số liệu"
FORMATS = {"integer": "#,##0", "money": "#,##0", "percent": "#,##0.0", "change": "+#,##0;-#,##0;0", "text": "@"}
"""Excel prints the separators of the reader's own country: 1.891 and 120,1 on a Vietnamese machine."""

Results = dict[tuple[str, str], Cell]
"""(sheet, cell): what its formula gives."""

_LINE = Side(style="thin")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_CELL_LIMIT = 32_767
"""Characters that Excel holds in one cell."""


def write_xlsx(document: Document) -> bytes:
    """The workbook."""
    value = cleaned(document)
    book = Workbook()
    results: Results = {}
    _summary(book.active, value)
    for annex in value.annexes:
        for table in (block for block in annex.blocks if isinstance(block, Table)):
            _annex_sheet(book.create_sheet(_sheet_name(book, annex.number)), annex, table, results)
        shown = [block for block in annex.blocks if isinstance(block, Chart)]
        if shown:
            _chart_sheet(book.create_sheet(_sheet_name(book, annex.number)), annex, shown)
    if value.check:
        for sheet in book:
            footer: Any = sheet.oddFooter
            footer.left.text = layout.check_text(value.check).replace("&", "&&")
    _properties(book, value)
    buffer = BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue(), _Finish(book, results))


def _properties(book: Workbook, document: Document) -> None:
    meta, properties = document.metadata, book.properties
    properties.title, properties.creator, properties.subject = meta.title, meta.author, meta.subject
    properties.lastModifiedBy, properties.language = meta.author, "vi-VN"
    properties.created = datetime(meta.year, 1, 1)


def _sheet_name(book: Workbook, name: str) -> str:
    """A name that Excel takes and that is not there yet."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:25] or "Bảng"
    return next(
        wanted
        for wanted in (plain, *(f"{plain} ({number})" for number in range(2, 1000)))
        if wanted not in book.sheetnames
    )


# --- the summary ------------------------------------------------------------------------------------------------------

_SUMMARY_COLUMNS = (("Chỉ tiêu", 64), ("Giá trị", 20), ("Cách tính", 70), ("Tên trường", 34))


def _summary(sheet: Any, document: Document) -> None:
    sheet.title = SUMMARY
    _put(sheet, 1, 1, document.subject, bold=True)
    for column, (title, width) in enumerate(_SUMMARY_COLUMNS, start=1):
        _put(sheet, 3, column, title, bold=True, align="center", grid=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(document.figures, start=4):
        _put(sheet, row, 1, line.label, grid=True)
        _put(sheet, row, 2, line.value, FORMATS[line.kind], align="right", grid=True)
        _put(sheet, row, 3, line.definition, grid=True)
        _put(sheet, row, 4, "{" + line.name + "}", grid=True)
    _page(sheet, heading=(3, 3), rows=3 + len(document.figures), columns=len(_SUMMARY_COLUMNS), landscape=True)


# --- a table ----------------------------------------------------------------------------------------------------------

_FIRST_ROW = 5
"""Row of the heading: number, title and reference of the annex and an empty row stand above."""
_HEADING_HEIGHT = 36.0
"""Points: two lines; merged cells do not find their height by themselves."""


def _annex_sheet(sheet: Worksheet, annex: Annex, table: Table, results: Results) -> None:
    _annex_head(sheet, annex)
    last_heading = _FIRST_ROW + int(table.grouped)
    _heading(sheet, table)
    first = last_heading + 1
    for number, row in enumerate(table.rows, start=first):
        _row(sheet, number, row, table, first, results)
    for index, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(6.0, column.width * 0.6)
    for heading in range(_FIRST_ROW, last_heading + 1):
        sheet.row_dimensions[heading].height = _HEADING_HEIGHT
    rows = last_heading + len(table.rows)
    _page(sheet, (_FIRST_ROW, last_heading), rows, len(table.columns), landscape=True)


def _annex_head(sheet: Worksheet, annex: Annex) -> None:
    _put(sheet, 1, 1, annex.number, bold=True)
    _put(sheet, 2, 1, annex.title.upper(), bold=True)
    _put(sheet, 3, 1, annex.attached, italic=True)


def _chart_sheet(sheet: Worksheet, annex: Annex, charts: list[Chart]) -> None:
    """The numbers of every chart with a chart of Excel's own beside them."""
    _annex_head(sheet, annex)
    row = _FIRST_ROW
    for chart in charts:
        _put(sheet, row, 1, f"{chart.title} ({chart.unit})", bold=True, align="center", grid=True)
        for column, one in enumerate(chart.series, start=2):
            _put(sheet, row, column, one.name, bold=True, align="center", grid=True)
        for index, category in enumerate(chart.categories):
            _put(sheet, row + 1 + index, 1, category, grid=True)
            for column, one in enumerate(chart.series, start=2):
                _put(sheet, row + 1 + index, column, one.values[index], FORMATS["integer"], "right", grid=True)
        add_chart(sheet, chart, row)
        row += max(len(chart.categories) + 3, CHART_ROWS)
    for letter, width in (("A", 38), ("B", 14), ("C", 14)):
        sheet.column_dimensions[letter].width = width
    _page(sheet, (1, 3), row, CHART_COLUMNS, landscape=True)


def _heading(sheet: Worksheet, table: Table) -> None:
    """One row of titles, or two: groups above, titles below; a column without a group takes both rows."""
    for index, column in enumerate(table.columns, start=1):
        _put(sheet, _FIRST_ROW, index, column.group or column.title, bold=True, align="center", grid=True)
        if table.grouped:
            below = column.title if column.group else None
            _put(sheet, _FIRST_ROW + 1, index, below, bold=True, align="center", grid=True)
    if table.grouped:
        for first, last in layout.heading_groups(table.columns):
            _merge_heading(sheet, first + 1, last + 1, grouped=bool(table.columns[first].group))


def _merge_heading(sheet: Worksheet, first: int, last: int, *, grouped: bool) -> None:
    if last > first or not grouped:
        bottom = _FIRST_ROW if grouped else _FIRST_ROW + 1
        sheet.merge_cells(start_row=_FIRST_ROW, start_column=first, end_row=bottom, end_column=last)


def _row(sheet: Worksheet, number: int, row: Row, table: Table, first: int, results: Results) -> None:
    bold, italic = row.role == "total", row.role == "memo"
    for index, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        formula = _formula(index, column, number, first, row.role) if _is_number(cell) else None
        if formula:
            results[sheet.title, f"{get_column_letter(index + 1)}{number}"] = cell
        value = _Formula(formula) if formula else cell
        _put(sheet, number, index + 1, value, FORMATS[column.kind], column.align, bold, italic, grid=True)


def _formula(index: int, column: Column, row: int, first: int, role: RowRole) -> str | None:
    """What a cell is calculated by: a percentage, the sum of columns beside it or, in a total, of the rows above."""
    if column.ratio:
        part, whole = (f"{get_column_letter(place + 1)}{row}" for place in column.ratio)
        return f'=IF({whole}=0,"",ROUND(100*{part}/{whole},1))'
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


def _put(
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


def _page(sheet: Any, heading: tuple[int, int], rows: int, columns: int, *, landscape: bool) -> None:
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


class _Finish:
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
