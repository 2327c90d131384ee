"""The format gate on Word files, as an official may have left them: for every rule a file that breaks it alone."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.format_gate import RULES, check
from tests.reports.test_format_gate_pdf import report, without_annexes

Edit = Callable[[Any], None]
BREAKS: dict[str, list[Edit]] = {rule: [] for rule in RULES if rule not in ("embedded", "tagged")}
"""Fonts are embedded in PDFs; styles and headings of a Word file are its tags."""


@pytest.fixture(scope="module")
def data() -> bytes:
    return write_docx(report())


def edited(data: bytes, edit: Edit) -> bytes:
    word = docx.Document(BytesIO(data))
    edit(word)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def paragraph(word: Any, text: str) -> Any:
    """The first paragraph that begins so, in tables too."""
    inside = (p for table in word.tables[:2] for row in table.rows for cell in row.cells for p in cell.paragraphs)
    ending = (p for row in word.tables[1].rows for cell in row.cells for p in cell.paragraphs)
    return next(p for p in (*word.paragraphs, *inside, *ending) if p.text.startswith(text))


def text(begins: str, new: str) -> Edit:
    """A paragraph typed anew, its first run's look kept."""

    def edit(word: Any) -> None:
        found = paragraph(word, begins)
        found.runs[0].text = new
        for run in found.runs[1:]:
            run.text = ""

    return edit


def style(name: str, **look: Any) -> Edit:
    """A style with another size, weight or slant."""

    def edit(word: Any) -> None:
        for key, value in look.items():
            setattr(word.styles[name].font, key, value)

    return edit


def laid(begins: str, **look: Any) -> Edit:
    """A paragraph laid out otherwise than its style."""

    def edit(word: Any) -> None:
        for key, value in look.items():
            setattr(paragraph(word, begins).paragraph_format, key, value)

    return edit


def section(number: int, **sides: Any) -> Edit:
    def edit(word: Any) -> None:
        for key, value in sides.items():
            setattr(word.sections[number], key, value)

    return edit


def ruled(number: int, indent: float) -> Edit:
    """The rules of the document: issuer, motto, subject."""

    def edit(word: Any) -> None:
        rules = [p for p in word.element.body.iter(qn("w:p")) if p.style == "Rule"]
        rules[number].pPr.ind_left = rules[number].pPr.ind_right = Mm(indent)

    return edit


BREAKS["paper"] += [section(0, page_width=Mm(216), page_height=Mm(279))]
BREAKS["margins"] += [section(0, left_margin=Mm(25)), section(0, right_margin=Mm(22)), section(2, top_margin=Mm(10))]
BREAKS["nation"] += [
    style("Nation", size=Pt(11)),
    style("Nation", bold=False),
    text("CỘNG HÒA", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
]
BREAKS["motto"] += [style("Motto", italic=True)]
BREAKS["motto_rule"] += [ruled(1, 40)]
BREAKS["superior"] += [style("Superior", size=Pt(14))]
BREAKS["issuer"] += [style("Issuer", size=Pt(14)), laid("HUYỆN", alignment=WD_ALIGN_PARAGRAPH.LEFT)]
BREAKS["issuer_rule"] += [ruled(0, 10)]
BREAKS["symbol"] += [style("Number", size=Pt(12)), text("Số:", "Số: 7/BC-UBND"), text("Số:", "Số 07/BC-UBND:")]
BREAKS["place_date"] += [
    style("Place and Date", italic=False),
    text("Tuần Giáo", "Tuần Giáo, ngày 05 tháng 1 năm 2021"),
]
BREAKS["kind"] += [style("Document Kind", size=Pt(16))]
BREAKS["subject"] += [style("Document Subject", italic=True)]
BREAKS["subject_rule"] += [ruled(2, 40)]
BREAKS["addressee"] += [style("Addressee", size=Pt(12))]
BREAKS["body_size"] += [style("Body Text", size=Pt(12)), style("List Bullet", italic=True)]
BREAKS["justified"] += [laid("Thực hiện Văn bản", alignment=WD_ALIGN_PARAGRAPH.LEFT)]
BREAKS["indent"] += [laid("Thực hiện Văn bản", first_line_indent=Mm(0))]
BREAKS["spacing"] += [laid("Thực hiện Văn bản", space_before=Pt(0))]
BREAKS["line_spacing"] += [laid("Thực hiện Văn bản", line_spacing=2.0), laid("Thực hiện Văn bản", line_spacing=0.8)]
BREAKS["heading"] += [
    style("Heading 1", bold=False),
    style("Heading 2", size=Pt(16)),
    text("KẾT QUẢ HOẠT ĐỘNG", "Kết quả"),
]
BREAKS["heading_alone"] += [laid("Ưu điểm", keep_with_next=False)]
BREAKS["closing"] += [text("Trên đây", "Trên đây là báo cáo của huyện.")]
BREAKS["authority"] += [laid("TM.", alignment=WD_ALIGN_PARAGRAPH.LEFT), text("TM.", "Tm. Ủy ban nhân dân")]
BREAKS["signer"] += [text("Nguyễn Văn An", "NGUYỄN VĂN AN")]
BREAKS["signature_alone"] += [laid("Trên đây", keep_with_next=False)]
BREAKS["recipients_title"] += [style("Recipients Title", size=Pt(13)), style("Recipients Title", bold=False)]
BREAKS["recipients"] += [style("Recipients", size=Pt(13)), text("Thường trực Huyện ủy", "Thường trực Huyện ủy,")]
BREAKS["annex_number"] += [style("Annex Number", size=Pt(13)), text("Phụ lục II", "Phụ lục 2")]
BREAKS["annex_title"] += [style("Annex Title", bold=False)]
BREAKS["annex_reference"] += [style("Annex Reference", italic=False)]
BREAKS["annex_named"] += [text("Số liệu chi tiết", "Số liệu chi tiết kèm theo.")]
BREAKS["unicode"] += [text("Tổng số lớp", "Tổng số lớp thư\u0323c hiện \ue001.")]


def edits(rule: str) -> Callable[[Edit], Edit]:
    def register(edit: Edit) -> Edit:
        BREAKS[rule].append(edit)
        return edit

    return register


@edits("orientation")
def lying(word: Any) -> None:
    first = word.sections[0]
    first.orientation, first.page_width, first.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    ruled(2, 101)(word)


@edits("font")
def another_font(word: Any) -> None:
    paragraph(word, "Thực hiện Văn bản").runs[0].font.name = "Arial"


@edits("font")
def font_of_the_theme(word: Any) -> None:
    fonts = word.styles["Heading 1"].element.rPr.find(qn("w:rFonts"))
    fonts.set(qn("w:asciiTheme"), "majorHAnsi")


@edits("black")
def red(word: Any) -> None:
    paragraph(word, "Thực hiện Văn bản").runs[0].font.color.rgb = RGBColor(255, 0, 0)


@edits("page_number")
def small_number(word: Any) -> None:
    word.styles["Header"].font.size = Pt(10)


@edits("page_number")
def typed_number(word: Any) -> None:
    header = word.sections[0].header._element
    for run in list(header.iter(qn("w:r"))):
        run.getparent().remove(run)


@edits("first_page")
def number_on_the_first_page(word: Any) -> None:
    word.sections[0].different_first_page_header_footer = False


@edits("annex_pages")
def counted_through(word: Any) -> None:
    properties = word.sections[1]._sectPr
    properties.remove(properties.find(qn("w:pgNumType")))


def test_a_report_in_order_passes(data: bytes) -> None:
    assert check(data) == ()
    assert check(write_docx(without_annexes(report()))) == ()


@pytest.mark.parametrize(
    ("rule", "edit"),
    [(rule, one) for rule, ways in BREAKS.items() for one in ways],
    ids=[f"{rule}-{index}" for rule, ways in BREAKS.items() for index, _ in enumerate(ways)],
)
def test_a_file_that_breaks_one_rule_is_found_out(rule: str, edit: Edit, data: bytes) -> None:
    found = check(edited(data, edit))
    assert {one.rule for one in found} == {rule}, "\n".join([str(one) for one in found if one.rule != rule][:9])


def test_every_rule_of_word_files_has_a_file_that_breaks_it() -> None:
    assert [rule for rule, ways in BREAKS.items() if not ways] == []
