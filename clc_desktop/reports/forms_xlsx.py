"""Forms as a workbook: one sheet each, the notice repeated with the table's heading on every printed page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from clc_desktop.reports.archive import repacked
from clc_desktop.reports.document import cleaned, shown_rows
from clc_desktop.reports.fonts import text_points
from clc_desktop.reports.forms import Form, counted
from clc_desktop.reports.forms_pdf import BOTTOM, FACT_SIZE, LEFT, RIGHT, TOP, form_width
from clc_desktop.reports.layout import MM, column_widths
from clc_desktop.reports.xlsx_parts import (
    Finish,
    Results,
    put,
    put_heading,
    put_row,
    set_page,
    set_properties,
    sheet_name,
)

_LINE = 15.75
"""Points of a line of 12 pt."""
_FOOT = 5.0
"""mm for the number of the page."""
_HIGHEST = 409.0
"""Points: no row of Excel's is higher."""
_UNIT = 2.0
"""mm of Excel's unit of column width, in Times New Roman 12."""


def write_forms_xlsx(forms: Sequence[Form]) -> bytes:
    """One sheet for each form."""
    value = cleaned(tuple(forms))
    book: Any = Workbook()
    results: Results = {}
    book.remove(book.active)
    for form in value:
        _sheet(book.create_sheet(sheet_name(book, form.sheet)), form, results)
    set_properties(book, value[0].metadata)
    buffer = BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue(), Finish(book, results))


def _sheet(sheet: Any, form: Form, results: Results) -> None:
    columns = len(form.table.columns)
    row = _head(sheet, form, columns)
    heading = (row, row + int(bool(form.notice)) + int(form.table.grouped))
    if form.notice:
        _across(sheet, row, columns, form.notice, italic=True, width=form_width(form))
        row += 1
    widths = column_widths(form.table, form_width(form), form.size)
    put_heading(sheet, form.table, row)
    titles = [column.title for column in form.table.columns]
    for number in range(row, heading[1] + 1):
        _height(sheet, number, titles, widths, bold=True, size=form.size)
    first = heading[1] + 1
    lines = zip(form.table.rows, shown_rows(form.table), form.row_heights, strict=True)
    for number, (line, shown, least) in enumerate(lines, start=first):
        put_row(sheet, number, line, form.table, first, results)
        _height(sheet, number, shown, widths, least * MM, size=form.size)
    _resize(sheet, (row, first + len(form.table.rows)), form.size)
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width / _UNIT
    last = _ending(sheet, form, columns, first + len(form.table.rows))
    set_page(sheet, heading, last, columns, landscape=form.landscape)
    _paper(sheet)


def _height(
    sheet: Any,
    row: int,
    texts: Sequence[str],
    widths: Sequence[float],
    least: float = 0,
    *,
    bold: bool = False,
    size: float = FACT_SIZE,
) -> None:
    """A height (points) that shows every text of the row whole: not every program finds it by itself."""
    lines = max(_lines(text, width - 3, bold, size) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = min(max(lines * _LINE * size / FACT_SIZE, least), _HIGHEST)


def _resize(sheet: Any, rows: tuple[int, int], size: float) -> None:
    """Other letters than those of every sheet, in a table whose form says so."""
    cells = sheet.iter_rows(*rows) if size != FACT_SIZE else ()
    for cell in (cell for row in cells for cell in row):
        cell.font = Font(name=cell.font.name, size=size, bold=cell.font.bold, italic=cell.font.italic)


def _lines(text: str, width: float, bold: bool, size: float) -> int:
    """How many lines a text takes in ``width`` mm, words that do not fit at the end of a line allowed for."""
    wide = text_points(text, size, bold=bold) / (width * MM)
    return 1 if wide <= 1 else math.ceil(wide * 1.15)


def _head(sheet: Any, form: Form, columns: int) -> int:
    """Centre, title and facts; returns the row below."""
    row = 1
    for text, bold in ((form.superior, False), (" ".join(form.issuer), True)):
        if text:
            put(sheet, row, 1, text, bold=bold)
            row += 1
    for text, bold in ((form.title, True), (form.subject, False)):
        if text:
            _across(sheet, row, columns, text, bold=bold, italic=not bold, align="center", width=form_width(form))
            row += 1
    for label, text in form.facts:
        _across(sheet, row, columns, f"{label}: {text}", width=form_width(form))
        row += 1
    return row


def _ending(sheet: Any, form: Form, columns: int, row: int) -> int:
    """What is counted by hand, and the places to sign; returns the last row."""
    if form.blanks:
        _across(sheet, row, columns, counted(form.blanks), width=form_width(form))
        row += 1
    step = columns // max(len(form.signatures), 1)
    for index, title in enumerate(form.signatures):
        _centred(sheet, row, (index * step + 1, (index + 1) * step), title, bold=True)
        _centred(sheet, row + 1, (index * step + 1, (index + 1) * step), "(ký, ghi rõ họ tên)", italic=True)
    return row + 5


def _centred(
    sheet: Any, row: int, span: tuple[int, int], text: str, *, bold: bool = False, italic: bool = False
) -> None:
    put(sheet, row, span[0], text, bold=bold, italic=italic)
    sheet.merge_cells(start_row=row, start_column=span[0], end_row=row, end_column=span[1])
    sheet.cell(row, span[0]).alignment = Alignment(horizontal="center")


def _across(
    sheet: Any,
    row: int,
    columns: int,
    text: str,
    *,
    width: float,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
) -> None:
    """A line over all columns; merged cells do not find their height by themselves."""
    put(sheet, row, 1, text, bold=bold, italic=italic)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    sheet.cell(row, 1).alignment = Alignment(horizontal=align, vertical="top", wrap_text=True)
    _height(sheet, row, [text], [width], bold=bold)


def _paper(sheet: Any) -> None:
    margins = sheet.page_margins
    margins.left, margins.right = LEFT / 25.4, RIGHT / 25.4
    margins.top, margins.bottom = TOP / 25.4, (BOTTOM + _FOOT + 2) / 25.4
    margins.header = margins.footer = BOTTOM / 25.4
    sheet.oddHeader.center.text = None
    sheet.oddFooter.right.text = "Trang &P/&N"
