"""Word: real styles in one font, header with the page field, tables with a grid, the same bytes twice."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from clc_desktop.reports.document import Table, shown_rows
from clc_desktop.reports.docx_writer import write_docx
from tests.reports.factory import report_2020, small_report


@pytest.fixture(scope="module")
def word() -> Any:
    return Docx(BytesIO(write_docx(report_2020())))


def test_page_geometry(word: Any) -> None:
    first, *annexes = word.sections
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert [section.page_width > section.page_height for section in annexes] == [True, True, False, False, False]


def test_page_number_field_not_on_first_pages_and_anew_in_annexes(word: Any) -> None:
    for section in word.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert "PAGE" in section.header._element.xml
        assert section.first_page_header.paragraphs[0].text == ""
    header = word.sections[0].header.paragraphs[0]
    assert header.style.font.size == Pt(14)
    assert word.styles["Header"].paragraph_format.alignment == 1


def test_every_style_is_times_new_roman_in_every_script(word: Any) -> None:
    for fonts in word.styles.element.iter(qn("w:rFonts")):
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
        assert not [name for name in fonts.attrib if "Theme" in name]


def test_body_is_as_the_decree_says(word: Any) -> None:
    style = word.styles["Body Text"]
    assert style.font.size == Pt(14)
    assert abs(style.paragraph_format.first_line_indent - Mm(10)) < Pt(0.1)
    assert style.paragraph_format.space_before == Pt(6)
    assert style.paragraph_format.alignment == 3
    assert (word.styles["Recipients Title"].font.size, word.styles["Recipients"].font.size) == (Pt(12), Pt(11))


def test_closing_keeps_with_the_signature(word: Any) -> None:
    closing = next(p for p in word.paragraphs if p.text.startswith("Trên đây"))
    assert closing.paragraph_format.keep_with_next


def test_data_tables_hold_every_cell_and_repeat_their_heading(word: Any) -> None:
    laid = [table for table in word.tables if table.style.name == "Table Grid"]
    tables = [block for annex in report_2020().annexes for block in annex.blocks if isinstance(block, Table)]
    for found, table in zip(laid, tables, strict=True):
        heading = 2 if table.grouped else 1
        rows = [tuple(cell.text for cell in row.cells) for row in found.rows]
        assert rows[heading:] == list(shown_rows(table))
        assert len(found._tbl.findall(f".//{qn('w:tblHeader')}")) == heading
        assert all(column.w > 0 for column in found._tbl.tblGrid.gridCol_lst)


def test_figures_bear_their_character_style(word: Any) -> None:
    runs = [run for p in word.paragraphs for run in p.runs if run.style.name == "Computed Figure"]
    assert {"215", "21.641", "120,1"} <= {run.text for run in runs}


def test_properties_and_bytes() -> None:
    first, second = write_docx(small_report()), write_docx(small_report())
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = Docx(BytesIO(first)).core_properties
    assert (core.author, core.language, core.created.year) == ("UBND xã Quài Tở", "vi-VN", 2026)
