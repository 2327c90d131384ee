"""The check code of a frozen report: in the foot of every page, small and grey, and in no way of the text."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import segno
from docx import Document as Docx

from clc_desktop.reports import layout
from clc_desktop.reports.document import CheckMark, Document
from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.format_gate import check
from clc_desktop.reports.format_gate.pdf_reading import read_pdf
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.xlsx_writer import write_xlsx
from tests.reports.factory import report_2020
from tests.reports.reading import xlsx_book

CODE = "28396 48942 05268 48451"
MODULES = tuple(tuple(bool(module) for module in row) for row in segno.make_qr("12345").matrix)


def report(code: str = CODE) -> Document:
    return replace(report_2020(), check=CheckMark(code, MODULES))


def test_every_page_of_the_pdf_bears_it_in_the_bottom_margin() -> None:
    pdf = read_pdf(write_pdf(report()))
    for page in pdf.pages:
        (foot,) = [line for line in page.lines if CODE in line.text]
        assert foot.base < layout.BOTTOM * layout.MM
        assert {(face.size, face.colour) for face in foot.faces} == {(layout.CHECK_SIZE, layout.CHECK_COLOUR)}


def test_the_text_stays_where_it_was_and_passes_the_gate() -> None:
    plain, marked = (read_pdf(write_pdf(one)) for one in (report_2020(), report()))
    for before, after in zip(plain.pages, marked.pages, strict=True):
        assert before.lines == tuple(line for line in after.lines if CODE not in line.text)
    assert check(write_pdf(report())) == ()
    assert check(write_docx(report())) == ()


def test_word_has_it_in_the_foot_of_first_and_other_pages() -> None:
    with zipfile.ZipFile(BytesIO(write_docx(report()))) as archive:
        feet = [
            archive.read(name).decode() for name in archive.namelist() if "footer" in name and name.endswith(".xml")
        ]
    assert all(CODE in foot and "r:embed" in foot for foot in feet)
    for section in Docx(BytesIO(write_docx(report()))).sections:
        width = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
        for foot in (section.first_page_footer, section.footer):
            (stop,) = foot.paragraphs[0].paragraph_format.tab_stops
            assert abs(stop.position - width) < 1000, "the symbol ends at the right margin, across too"


def test_excel_has_it_in_the_foot_of_every_sheet() -> None:
    for sheet in xlsx_book(write_xlsx(report("A & B"))):
        assert sheet.oddFooter.left.text == "Mã kiểm tra: A && B"


def test_without_a_symbol_there_is_the_code_alone() -> None:
    document = replace(report_2020(), check=CheckMark(CODE))
    assert CODE in " ".join(line.text for line in read_pdf(write_pdf(document)).pages[0].lines)
    assert write_docx(document)
