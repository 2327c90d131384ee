"""A data table in Word: fixed grid, heading repeated on every page, no row cut."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.paragraph import Paragraph

from clc_desktop.reports import layout
from clc_desktop.reports.document import Table, show
from clc_desktop.reports.docx_parts import fixed_grid, row_flags

_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_TOGETHER = 3
"""The last rows stay on one page: a total never stands alone under a repeated heading."""


def data_table(word: Word, table: Table, width: float) -> None:
    """The table, ``width`` mm wide."""
    heading = 2 if table.grouped else 1
    laid = word.add_table(heading + len(table.rows), len(table.columns), "Table Grid")
    fixed_grid(laid, layout.column_widths(table, width), padding=1)
    _heading(laid, table)
    rows = list(laid.rows)
    for index, (row, laid_row) in enumerate(zip(table.rows, rows[heading:], strict=True)):
        row_flags(laid_row, "w:cantSplit")
        keep = len(table.rows) - _TOGETHER <= index < len(table.rows) - 1
        for cell, column, laid_cell in zip(row.cells, table.columns, laid_row._tr.tc_lst, strict=True):
            text = show(cell, column.kind)
            _write(laid_cell, text, column.align, bold=row.role == "total", italic=row.role == "memo", keep=keep)


def _heading(laid: Any, table: Table) -> None:
    """One row of titles, or two: groups above, titles below; a column without a group takes both rows."""
    rows = list(laid.rows)[: 2 if table.grouped else 1]
    for row in rows:
        row_flags(row, "w:cantSplit", "w:tblHeader")
    if not table.grouped:
        for column, cell in zip(table.columns, rows[0]._tr.tc_lst, strict=True):
            _write(cell, column.title, "center", bold=True, keep=True)
        return
    for first, last in layout.heading_groups(table.columns):
        group = table.columns[first].group
        if group:
            for index in range(first, last + 1):
                _write(rows[1].cells[index]._tc, table.columns[index].title, "center", bold=True, keep=True)
        top = laid.cell(0, first).merge(laid.cell(0, last) if group else laid.cell(1, first))
        _write(top._tc, group or table.columns[first].title, "center", bold=True, keep=True)


def _write(cell: Any, text: str, align: str, *, bold: bool = False, italic: bool = False, keep: bool = False) -> None:
    """Text into a cell, given as its element: python-docx looks a cell object up anew each time."""
    element = cell.p_lst[0]
    element.style = "TableText"
    paragraph = Paragraph(element, cell)
    if text:
        run = paragraph.add_run(text)
        run.bold, run.italic = bold or None, italic or None
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.keep_with_next = keep or None
    cell.get_or_add_tcPr().vAlign_val = WD_CELL_VERTICAL_ALIGNMENT.CENTER
