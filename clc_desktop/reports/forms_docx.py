"""Forms as a Word file: a section for each, the notice and "Trang i/n" in the foot of every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from clc_desktop.reports import layout
from clc_desktop.reports.archive import repacked
from clc_desktop.reports.document import Metadata, cleaned
from clc_desktop.reports.docx_parts import bare_table, bottom_rule, count_anew, field, set_language, title_page
from clc_desktop.reports.docx_styles import define_styles
from clc_desktop.reports.docx_table import data_table
from clc_desktop.reports.forms import Form, counted
from clc_desktop.reports.forms_pdf import (
    BOTTOM,
    FACT_SIZE,
    FOOT_SIZE,
    HEAD_SIZE,
    LEFT,
    NOTICE_SIZE,
    REGISTER_SHARE,
    RIGHT,
    SIGN_SPACE,
    TOP,
    dots,
    form_width,
    page_counts,
)


def write_forms_docx(forms: Sequence[Form]) -> bytes:
    """The forms one after the other, each on pages counted for themselves."""
    value = cleaned(tuple(forms))
    word = docx.Document()
    define_styles(word)
    set_language(word)
    _properties(word, value[0].metadata)
    counts = page_counts(value)
    for index, form in enumerate(value):
        section = word.add_section(WD_SECTION.NEW_PAGE) if index else word.sections[0]
        _page(section, form)
        _feet(section, form, "NUMPAGES" if len(value) == 1 else "SECTIONPAGES", counts[index])
        _head(word, form)
        data_table(word, form.table, form_width(form), form.size)
        _row_heights(word, form)
        _ending(word, form)
    buffer = BytesIO()
    word.save(buffer)
    return repacked(buffer.getvalue())


def _properties(word: Word, meta: Metadata) -> None:
    core = word.core_properties
    core.title, core.author, core.subject = meta.title, meta.author, meta.subject[:255]
    core.last_modified_by, core.comments, core.keywords = meta.author, "", ""
    core.language, core.revision = "vi-VN", 1
    core.created = core.modified = datetime(meta.year, 1, 1)


def _page(section: Any, form: Form) -> None:
    width, height = reversed(layout.PAGE) if form.landscape else layout.PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if form.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(TOP), Mm(BOTTOM)
    title_page(section)
    count_anew(section)


def _feet(section: Any, form: Form, field_name: str, count: int) -> None:
    """What the sheet is about on top of later pages; notice and number below every page, the first one too.

    ``count`` is shown where a program does not know how to work out the pages of a section.
    """
    for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
        part.is_linked_to_previous = False
    _text(section.header.paragraphs[0], form.again, FOOT_SIZE, italic=True)
    section.first_page_header.paragraphs[0].style = "Table Text"
    for footer in (section.first_page_footer, section.footer):
        number = footer.paragraphs[0]
        if form.notice:
            _text(number, form.notice, NOTICE_SIZE, italic=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
            number = footer.add_paragraph()
        _text(number, "Trang ", FOOT_SIZE, align=WD_ALIGN_PARAGRAPH.RIGHT)
        field(number, "PAGE", "1")
        number.add_run("/")
        field(number, field_name, str(count))
        for run in number.runs:
            run.font.size = Pt(FOOT_SIZE)


def _head(word: Word, form: Form) -> None:
    width = form_width(form)
    share = REGISTER_SHARE if form.register else layout.HEAD_SHARE
    shares = (width * share, width * (1 - share))
    ((left, right),) = bare_table(word, shares)
    superior = [("Superior", form.superior)] if form.superior else []
    _lines(left, [*superior, *(("Issuer", line) for line in form.issuer)])
    bottom_rule(left, form.issuer[-1], HEAD_SIZE, layout.SHORT_RULE, shares[0])
    if form.register:
        right.paragraphs[0].style = "Document Kind"
        right.paragraphs[0].add_run(form.title)
        right.paragraphs[0].paragraph_format.space_before = Pt(0)
        _facts(right, form, shares[1])
        _text(word.add_paragraph(), "", 4)
        return
    _lines(right, [("Nation", layout.NATION), ("Motto", layout.MOTTO)])
    bottom_rule(right, layout.MOTTO, HEAD_SIZE, 1.0, shares[1])
    word.add_paragraph(form.title, "Document Kind").paragraph_format.space_before = Pt(5)
    if form.subject:
        _text(word.add_paragraph(), form.subject, HEAD_SIZE, italic=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _facts(word, form, width)
    word.paragraphs[-1].paragraph_format.space_after = Pt(5)


def _facts(place: Any, form: Form, width: float) -> None:
    """A line each, in the document or in a cell."""
    for label, text in form.facts:
        line = place.add_paragraph()
        _text(line, f"{label}: {text or dots(label, width, FACT_SIZE)}", FACT_SIZE)
        line.paragraph_format.space_before = Pt(1.5)


def _lines(cell: Any, lines: Iterable[tuple[str, str]]) -> None:
    """Paragraphs of a cell by style; the empty one that every new cell has is the first."""
    for index, (name, text) in enumerate(lines):
        line = cell.add_paragraph() if index else cell.paragraphs[0]
        line.style = name
        line.add_run(text).font.size = Pt(HEAD_SIZE)


def _row_heights(word: Word, form: Form) -> None:
    """Rows that can be signed in; the last ones stay with the places to sign."""
    rows = list(word.tables[-1].rows)
    heights = form.row_heights
    for row, height in zip(rows[len(rows) - len(heights) :], heights, strict=True):
        if height:
            row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    last = rows[-1]
    for cell in last.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _ending(word: Word, form: Form) -> None:
    after = word.add_paragraph()
    if not (form.blanks or form.signatures):
        _end(after)
        return
    _text(after, counted(form.blanks) if form.blanks else "", FACT_SIZE)
    after.paragraph_format.space_before = after.paragraph_format.space_after = Pt(4)
    after.paragraph_format.keep_with_next = True
    if form.signatures:
        width = form_width(form) / len(form.signatures)
        (cells,) = bare_table(word, [width] * len(form.signatures))
        for cell, title in zip(cells, form.signatures, strict=True):
            _text(cell.paragraphs[0], title, FACT_SIZE, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
            note = cell.add_paragraph()
            _text(note, "(ký, ghi rõ họ tên)", FACT_SIZE, italic=True, align=WD_ALIGN_PARAGRAPH.CENTER)
            note.paragraph_format.space_after = Mm(SIGN_SPACE)
        _end(word.add_paragraph())


def _end(paragraph: Any) -> None:
    """Word wants a paragraph behind a table: one that takes no room."""
    _text(paragraph, "", 1)
    paragraph.paragraph_format.line_spacing = Pt(1)


def _text(
    paragraph: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> None:
    paragraph.style = "Table Text"
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
