"""A document's tables as a workbook: one sheet for each, and one that lists every figure with its definition."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from clc_desktop.reports import layout
from clc_desktop.reports.archive import repacked
from clc_desktop.reports.document import Annex, Chart, Document, Table, cleaned
from clc_desktop.reports.xlsx_chart import CHART_COLUMNS, CHART_ROWS, add_chart
from clc_desktop.reports.xlsx_parts import (
    FORMATS,
    Finish,
    Results,
    put,
    put_heading,
    put_row,
    set_page,
    set_properties,
    sheet_name,
)

SUMMARY = "Số liệu"


def write_xlsx(document: Document) -> bytes:
    """The workbook."""
    value = cleaned(document)
    book = Workbook()
    results: Results = {}
    _summary(book.active, value)
    for annex in value.annexes:
        for table in (block for block in annex.blocks if isinstance(block, Table)):
            _annex_sheet(book.create_sheet(sheet_name(book, annex.number)), annex, table, results)
        shown = [block for block in annex.blocks if isinstance(block, Chart)]
        if shown:
            _chart_sheet(book.create_sheet(sheet_name(book, annex.number)), annex, shown)
    if value.check:
        for sheet in book:
            footer: Any = sheet.oddFooter
            footer.left.text = layout.check_text(value.check).replace("&", "&&")
    set_properties(book, value.metadata)
    buffer = BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue(), Finish(book, results))


# --- the summary ------------------------------------------------------------------------------------------------------

_SUMMARY_COLUMNS = (("Chỉ tiêu", 64), ("Giá trị", 20), ("Cách tính", 70), ("Tên trường", 34))


def _summary(sheet: Any, document: Document) -> None:
    sheet.title = SUMMARY
    put(sheet, 1, 1, document.subject, bold=True)
    for column, (title, width) in enumerate(_SUMMARY_COLUMNS, start=1):
        put(sheet, 3, column, title, bold=True, align="center", grid=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(document.figures, start=4):
        put(sheet, row, 1, line.label, grid=True)
        put(sheet, row, 2, line.value, FORMATS[line.kind], align="right", grid=True)
        put(sheet, row, 3, line.definition, grid=True)
        put(sheet, row, 4, "{" + line.name + "}", grid=True)
    set_page(sheet, heading=(3, 3), rows=3 + len(document.figures), columns=len(_SUMMARY_COLUMNS), landscape=True)


# --- a table ----------------------------------------------------------------------------------------------------------

_FIRST_ROW = 5
"""Row of the heading: number, title and reference of the annex and an empty row stand above."""
_HEADING_HEIGHT = 36.0
"""Points: two lines; merged cells do not find their height by themselves."""


def _annex_sheet(sheet: Worksheet, annex: Annex, table: Table, results: Results) -> None:
    _annex_head(sheet, annex)
    last_heading = _FIRST_ROW + int(table.grouped)
    put_heading(sheet, table, _FIRST_ROW)
    first = last_heading + 1
    for number, row in enumerate(table.rows, start=first):
        put_row(sheet, number, row, table, first, results)
    for index, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(6.0, column.width * 0.6)
    for heading in range(_FIRST_ROW, last_heading + 1):
        sheet.row_dimensions[heading].height = _HEADING_HEIGHT
    rows = last_heading + len(table.rows)
    set_page(sheet, (_FIRST_ROW, last_heading), rows, len(table.columns), landscape=True)


def _annex_head(sheet: Worksheet, annex: Annex) -> None:
    put(sheet, 1, 1, annex.number, bold=True)
    put(sheet, 2, 1, annex.title.upper(), bold=True)
    put(sheet, 3, 1, annex.attached, italic=True)


def _chart_sheet(sheet: Worksheet, annex: Annex, charts: list[Chart]) -> None:
    """The numbers of every chart with a chart of Excel's own beside them."""
    _annex_head(sheet, annex)
    row = _FIRST_ROW
    for chart in charts:
        put(sheet, row, 1, f"{chart.title} ({chart.unit})", bold=True, align="center", grid=True)
        for column, one in enumerate(chart.series, start=2):
            put(sheet, row, column, one.name, bold=True, align="center", grid=True)
        for index, category in enumerate(chart.categories):
            put(sheet, row + 1 + index, 1, category, grid=True)
            for column, one in enumerate(chart.series, start=2):
                put(sheet, row + 1 + index, column, one.values[index], FORMATS["integer"], "right", grid=True)
        add_chart(sheet, chart, row)
        row += max(len(chart.categories) + 3, CHART_ROWS)
    for letter, width in (("A", 38), ("B", 14), ("C", 14)):
        sheet.column_dimensions[letter].width = width
    set_page(sheet, (1, 3), row, CHART_COLUMNS, landscape=True)
