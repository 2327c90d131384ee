"""One table as a workbook to go on calculating with: numbers are numbers, totals and percentages live formulas."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from clc_desktop.reports.archive import repacked
from clc_desktop.reports.document import Metadata, Table, cleaned
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

_FIRST_ROW = 5
_WIDEST = 60.0
"""Characters; longer names wrap."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``title`` and ``subject`` stand above the table, ``notes`` below it."""

    title: str
    subject: str
    author: str
    table: Table
    notes: tuple[str, ...] = ()


def write_sheet(sheet: Sheet) -> bytes:
    """The workbook; equal sheets give equal bytes. The heading and the first column stay on the screen."""
    value = cleaned(sheet)
    book, results = Workbook(), Results()
    page: Any = book.active
    page.title = sheet_name(book, value.title)
    put(page, 1, 1, value.title.upper(), bold=True)
    put(page, 2, 1, value.subject)
    put(page, 3, 1, value.author, italic=True)
    put_heading(page, value.table, _FIRST_ROW)
    last_heading = _FIRST_ROW + int(value.table.grouped)
    for number, row in enumerate(value.table.rows, start=last_heading + 1):
        put_row(page, number, row, value.table, last_heading + 1, results)
    for index, column in enumerate(value.table.columns, start=1):
        page.column_dimensions[get_column_letter(index)].width = min(max(9.0, column.width * 0.6), _WIDEST)
    last = last_heading + len(value.table.rows)
    for number, note in enumerate(value.notes, start=last + 2):
        put(page, number, 1, note, italic=True)
    set_page(page, (_FIRST_ROW, last_heading), last, len(value.table.columns), landscape=True)
    page.freeze_panes = f"B{last_heading + 1}"
    set_properties(book, Metadata(title=value.title, author=value.author, subject=value.subject))
    buffer = BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue(), Finish(book, results))
