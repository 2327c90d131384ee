"""Text typed by people is data in all three formats: markup, formulas, braces, control characters, endless words."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from pypdf import PdfReader

from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Document, clean
from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.fonts import text_points
from clc_desktop.reports.format_gate.pdf_reading import read_pdf
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.setting import report_setting
from clc_desktop.reports.xlsx_writer import write_xlsx
from tests.reports.factory import small_figures
from tests.reports.reading import docx_text, joined, pdf_text, xlsx_book, xlsx_values

TEXTS = (
    "<b>đậm</b> & <i>",
    "&amp;&lt;",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "{x}",
    "{{centres}}",
    "{centres}",
    "%s %(a)d \\n {0}",
    "\"'`",
    "]]>",
    "#N/A",
    "<para>",
    "_x0041_",
)


def hostile(text: str) -> Document:
    """A report with the text as a centre's name, field, unit, recipient, signer and narrative."""
    figures = small_figures()
    figures = replace(
        figures,
        centres=(replace(figures.centres[0], name=text), *figures.centres[1:]),
        fields=(replace(figures.fields[0], name=text), *figures.fields[1:]),
    )
    setting = report_setting("commune", "xã A", figures.period)
    setting = replace(setting, signer=text, recipients=(text,), addressees=(text,), show_addressees=True)
    narrative = "\N{ZERO WIDTH SPACE}" if "centres" in text else text  # a person may name a figure, and means it
    return annual_report(figures, setting, (), {"causes": narrative})


@pytest.mark.parametrize("text", TEXTS)
def test_arrives_as_typed(text: str) -> None:
    document = hostile(text)
    for shown in (pdf_text(write_pdf(document)), docx_text(write_docx(document))):
        assert shown.count(joined(text)) >= 4
    book = xlsx_book(write_xlsx(document), formulas=True)
    cell = next(cell for row in book["Phụ lục II"].iter_rows(min_row=7) for cell in row if cell.column == 2)
    assert unescape(cell.value) == text
    assert cell.data_type == "s"


def test_text_that_begins_like_a_formula_stays_text_when_it_is_edited() -> None:
    book = xlsx_book(write_xlsx(hostile("=1+1")), formulas=True)
    assert book["Phụ lục II"]["B7"].quotePrefix


def test_loose_marks_are_composed_and_control_characters_dropped() -> None:
    text = unicodedata.normalize("NFD", "Nguyễn Thị Huệ") + "\x00\x07\x1b\ud800\ufffe"
    for shown in (pdf_text(write_pdf(hostile(text))), docx_text(write_docx(hostile(text)))):
        assert "Nguyễn Thị Huệ" in shown
    assert xlsx_values(write_xlsx(hostile(text)))["Phụ lục II"][6][1] == "Nguyễn Thị Huệ"


def test_an_endless_word_wraps_and_arrives_whole() -> None:
    word = "ệ" * 10_000
    document = hostile(word)
    data = write_pdf(document)
    assert pdf_text(data).count("ệ") >= 40_000
    assert docx_text(write_docx(document)).count(word) >= 4
    assert xlsx_values(write_xlsx(document))["Phụ lục II"][6][1] == word


def test_nothing_is_written_beyond_the_margins() -> None:
    """Where each line of text of a page full of endless words begins, and that the page was not widened."""
    for page in PdfReader(BytesIO(write_pdf(hostile("W" * 3_000)))).pages[:3]:
        starts: list[float] = []
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _f, _s, at=starts: at.append(tm[4]) if text.strip() else None
        )
        assert min(starts) >= 0


def test_other_scripts_and_signs_arrive() -> None:
    text = "مركز \u200fالتعلم 学习 🎓 ☑"
    assert text in docx_text(write_docx(hostile(text)))
    assert xlsx_values(write_xlsx(hostile(text)))["Phụ lục II"][6][1] == text
    assert "🎓" in pdf_text(write_pdf(hostile(text)))


def test_what_the_font_lacks_is_a_box_to_the_eye_and_itself_to_search() -> None:
    """Marks without room of their own (direction, joiners, variation selectors) are drawn as nothing."""
    assert text_points("🎓学", 10) == 2 * text_points("□", 10) > 0
    assert text_points("a\u200f\u200d\ufe0fb", 10) == text_points("ab", 10)
    lines = [line.text for page in read_pdf(write_pdf(hostile("Lớp 🎓 \u200f学"))).pages for line in page.lines]
    assert any("Lớp 🎓 \u200f学" in line for line in lines)


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda text: clean(text).strip()))
def test_any_text_at_all(text: str) -> None:
    document = hostile(text)
    write_pdf(document)
    assert clean(text).split()[0] in docx_text(write_docx(document))
    assert xlsx_values(write_xlsx(document))["Phụ lục II"][6][1] == clean(text)
