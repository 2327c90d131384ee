"""A data table in Word: fixed grid, heading repeated on every page, no row cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from clc_desktop.reports import layout
from clc_desktop.reports.document import Table, show
from clc_desktop.reports.docx_parts import fixed_grid, row_flags

_TOGETHER = 3
"""The last rows stay on one page: a total never stands alone under a repeated heading."""


def data_table(word: Word, table: Table, width: float, size: float = layout.TABLE_SIZE) -> None:
    """The table, ``width`` mm wide, in letters of ``size`` points."""
    heading = 2 if table.grouped else 1
    laid = word.add_table(heading, len(table.columns), "Table Grid")
    widths = layout.column_widths(table, width, size)
    fixed_grid(laid, widths, padding=1)
    _heading(laid, table)
    for row in parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(_rows(table, widths))}</w:tbl>"):
        laid._tbl.append(row)
    if size != layout.TABLE_SIZE:
        _resize(laid, size)


def _resize(laid: Any, size: float) -> None:
    """Other letters than the style's, in empty cells too: their height is that of a line."""
    for paragraph in laid._tbl.iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        for run in (properties, *paragraph.r_lst):
            marks = run.find(qn("w:rPr"))
            if marks is None:
                marks = OxmlElement("w:rPr")
                run.append(marks) if run is properties else run.insert(0, marks)
            marks.append(parse_xml(f'<w:sz {nsdecls("w")} w:val="{round(size * 2)}"/>'))


def _rows(table: Table, widths: Sequence[float]) -> Iterator[str]:
    """The rows as XML: python-docx takes ten times as long to make them cell by cell."""
    lead = [
        f'<w:tc><w:tcPr><w:tcW w:w="{round(width * layout.MM * 20)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        '<w:p><w:pPr><w:pStyle w:val="TableText"/>'
        for width in widths
    ]
    for index, row in enumerate(table.rows):
        keep = "<w:keepNext/>" if len(table.rows) - _TOGETHER <= index < len(table.rows) - 1 else ""
        look = {"row": "", "total": "<w:rPr><w:b/></w:rPr>", "memo": "<w:rPr><w:i/></w:rPr>"}[row.role]
        cells = (
            f'{begin}{keep}<w:jc w:val="{column.align}"/></w:pPr>{_run(show(cell, column.kind), look)}</w:p></w:tc>'
            for cell, column, begin in zip(row.cells, table.columns, lead, strict=True)
        )
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _run(text: str, look: str) -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _heading(laid: Any, table: Table) -> None:
    """One row of titles, or two: groups above, titles below; a column without a group takes both rows."""
    rows = list(laid.rows)[: 2 if table.grouped else 1]
    for row in rows:
        row_flags(row, "w:cantSplit", "w:tblHeader")
    if not table.grouped:
        for column, cell in zip(table.columns, rows[0]._tr.tc_lst, strict=True):
            _write(cell, column.title)
        return
    for first, last in layout.heading_groups(table.columns):
        group = table.columns[first].group
        if group:
            for index in range(first, last + 1):
                _write(rows[1].cells[index]._tc, table.columns[index].title)
        top = laid.cell(0, first).merge(laid.cell(0, last) if group else laid.cell(1, first))
        _write(top._tc, group or table.columns[first].title)


def _write(cell: Any, text: str) -> None:
    """A title into a cell, given as its element: python-docx looks a cell object up anew each time."""
    element = cell.p_lst[0]
    element.style = "TableText"
    paragraph = Paragraph(element, cell)
    if text:
        paragraph.add_run(text).bold = True
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    cell.get_or_add_tcPr().vAlign_val = WD_CELL_VERTICAL_ALIGNMENT.CENTER
