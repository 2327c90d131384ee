"""Real numbering in Word: numbers belong to styles, and are those that the document has."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.reports.annual import numbered
from clc_desktop.reports.document import Document, Heading, Paragraph, Run
from clc_desktop.reports.docx_writer import write_docx
from tests.reports.factory import report_2020
from tests.reports.reading import numbered_lines


def lines(document: Document, *styles: str) -> list[str]:
    word: Any = docx.Document(BytesIO(write_docx(document)))
    return [text for style, text in numbered_lines(word) if style in styles]


HEADINGS = ("Heading 1", "Heading 2", "Heading 3")


def test_headings_bear_the_numbers_of_the_document_though_none_is_typed() -> None:
    document = report_2020()
    assert lines(document, *HEADINGS) == [block.text for block in document.body if isinstance(block, Heading)]
    word: Any = docx.Document(BytesIO(write_docx(document)))
    typed = [p.text for p in word.paragraphs if p.style.name in HEADINGS]
    assert typed[:2] == ["KẾT QUẢ HOẠT ĐỘNG NĂM 2020", "Công tác lãnh đạo, chỉ đạo"]


def test_lists_bear_their_marks() -> None:
    document = replace(report_2020(), addressees=("A", "B"))
    assert lines(document, "List Bullet 2")[0].startswith("+ Kinh tế, thu nhập: 28 lớp")
    assert lines(document, "Recipients")[-1] == "- Lưu: VT, GDĐT."
    assert lines(document, "Addressee Item") == ["- A;", "- B."]


def test_every_list_is_one_that_both_programs_know() -> None:
    word: Any = docx.Document(BytesIO(write_docx(report_2020())))
    numbering = word.part.numbering_part.element
    numbers = {num.get(qn("w:numId")) for num in numbering.findall(qn("w:num"))}
    used = {
        style.element.pPr.find(qn("w:numPr")).find(qn("w:numId")).get(qn("w:val"))
        for style in word.styles
        if getattr(style.element, "pPr", None) is not None and style.element.pPr.find(qn("w:numPr")) is not None
    }
    assert used == numbers
    for abstract in numbering.findall(qn("w:abstractNum")):
        for level in abstract.findall(qn("w:lvl")):
            assert level.find(qn("w:suff")).get(qn("w:val")) == "space"


headings = st.lists(st.sampled_from((1, 2, 3)), max_size=14)


@settings(max_examples=40, deadline=None)
@given(headings)
def test_any_outline_reads_the_same_in_word(levels: list[Any]) -> None:
    body = numbered([Heading(level, "Mục") for level in levels])
    document = replace(report_2020(), body=tuple(body), annexes=())
    assert lines(document, *HEADINGS) == [block.text for block in body if isinstance(block, Heading)]


def test_a_heading_with_a_number_of_its_own_keeps_it() -> None:
    body = (Heading(1, "Một", "I."), Heading(1, "Phần riêng", "A."), Heading(2, "Không số"), Paragraph((Run("x"),)))
    found = lines(replace(report_2020(), body=body, annexes=()), *HEADINGS)
    assert found == ["I. MỘT", "A. PHẦN RIÊNG", "Không số"]
