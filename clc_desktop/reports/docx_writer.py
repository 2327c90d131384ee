"""A document as a Word file: styles, a header with the page number, tables; the same bytes for the same document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Laid

from clc_desktop.reports import layout
from clc_desktop.reports.archive import repacked
from clc_desktop.reports.charts import draw
from clc_desktop.reports.document import (
    Annex,
    Block,
    Bullet,
    Chart,
    CheckMark,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    cleaned,
)
from clc_desktop.reports.docx_numbering import HeadingCounter, define_numbering, without_number
from clc_desktop.reports.docx_parts import (
    bare_table,
    bottom_rule,
    count_anew,
    page_field,
    picture,
    set_language,
    title_page,
)
from clc_desktop.reports.docx_styles import COMPUTED, define_styles
from clc_desktop.reports.docx_table import data_table
from clc_desktop.reports.pictures import qr_picture


def write_docx(document: Document) -> bytes:
    """The whole document with its annexes, each a section of its own."""
    value = cleaned(document)
    word = docx.Document()
    define_styles(word)
    define_numbering(word)
    set_language(word)
    _properties(word, value)
    _page(word.sections[0], landscape=False)
    if value.check:
        _check(word, value.check, landscape=False)
    _head(word, value)
    _title(word, value)
    _addressees(word, value.addressees)
    _blocks(word, value.body)
    _ending(word, value)
    shapes = [False, *(annex.landscape for annex in value.annexes)]
    for annex, before in zip(value.annexes, shapes, strict=False):
        _annex(word, annex, value.check if annex.landscape != before else None)
    buffer = BytesIO()
    word.save(buffer)
    return repacked(buffer.getvalue())


def _properties(word: Word, document: Document) -> None:
    meta, core = document.metadata, word.core_properties
    core.title, core.author, core.subject = meta.title, meta.author, meta.subject
    core.last_modified_by, core.comments, core.keywords = meta.author, "", ""
    core.language, core.revision = "vi-VN", 1
    core.created = core.modified = datetime(meta.year, 1, 1)


def _page(section: Any, *, landscape: bool) -> None:
    """Paper, margins and the page number: centred in the top margin, none on the first page, each part from 1."""
    width, height = reversed(layout.PAGE) if landscape else layout.PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    section.header_distance, section.footer_distance = Mm(layout.NUMBER_FROM_EDGE), Mm(layout.NUMBER_FROM_EDGE)
    title_page(section)
    count_anew(section)
    if not section.header.paragraphs[0].runs:
        page_field(section.header.paragraphs[0])


def _check(word: Word, check: CheckMark, *, landscape: bool) -> None:
    """The check code in the foot of every page of the last section, its first too; later ones of its shape follow."""
    section: Any = word.sections[-1]
    section.footer_distance = Mm(layout.CHECK_QR_FROM_EDGE)
    for footer in (section.first_page_footer, section.footer):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = "Check Code"
        paragraph.add_run(layout.check_text(check))
        if check.qr:
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(layout.text_width(landscape)), WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run("\t")
            picture(word, paragraph, qr_picture(check.qr, layout.CHECK_QR * layout.MM), layout.check_text(check))


# --- page 1, boxes 1 to 5 ---------------------------------------------------------------------------------------------


def _head(word: Word, document: Document) -> None:
    head = document.head
    (left, right), (number, date) = bare_table(word, _halves(), rows=2)
    superior = [("Superior", head.superior)] if head.superior else []
    _lines(left, [*superior, *(("Issuer", line) for line in head.issuer)])
    bottom_rule(left, head.issuer[-1], layout.ISSUER_SIZE, layout.SHORT_RULE, _halves()[0])
    _lines(right, [("Nation", layout.NATION), ("Motto", layout.MOTTO)])
    bottom_rule(right, layout.MOTTO, layout.MOTTO_SIZE, 1.0, _halves()[1])
    _lines(number, [("Number", head.symbol)])
    _lines(date, [("Place and Date", head.place_date)])


def _halves() -> tuple[float, float]:
    width = layout.text_width()
    return width * layout.HEAD_SHARE, width * (1 - layout.HEAD_SHARE)


def _lines(cell: Any, lines: Iterable[tuple[str, str]]) -> None:
    """Paragraphs of a cell by style; the empty one that every new cell has is the first."""
    for name, text in lines:
        first = cell.paragraphs[-1]
        line = first if len(cell.paragraphs) == 1 and not first.text and not first.runs else cell.add_paragraph()
        line.style = name
        line.add_run(text)


def _title(word: Word, document: Document) -> None:
    word.add_paragraph(document.kind, "Document Kind")
    word.add_paragraph(document.subject, "Document Subject")
    bottom_rule(word, document.subject, layout.TITLE_SIZE, layout.SHORT_RULE, layout.text_width(), after=10)


def _addressees(word: Word, addressees: tuple[str, ...]) -> None:
    """Box 9a: one on the line of "Kính gửi:", several on lines of their own."""
    if len(addressees) == 1:
        word.add_paragraph(f"Kính gửi: {addressees[0]}", "Addressee")
    elif addressees:
        word.add_paragraph("Kính gửi:", "Addressees").paragraph_format.left_indent = Mm(30)
        for line in layout.ended(addressees):
            word.add_paragraph(line, "Addressee Item").paragraph_format.left_indent = Mm(50)


# --- body -------------------------------------------------------------------------------------------------------------


def _blocks(word: Word, blocks: Sequence[Block], landscape: bool = False) -> None:
    counter = HeadingCounter()
    for block in blocks:
        match block:
            case Heading():
                _heading(word, block, counter.gives(block.level, block.number))
            case Paragraph():
                _runs(word.add_paragraph(style="Body Text"), block.runs)
            case Bullet():
                _runs(word.add_paragraph(style="List Bullet" if block.level == 1 else "List Bullet 2"), block.runs)
            case Table():
                data_table(word, block, layout.text_width(landscape))
            case Chart():
                drawn = draw(block, layout.text_width(landscape) * layout.MM)
                picture(word, word.add_paragraph(style="Chart"), drawn, block.in_words)


def _heading(word: Word, block: Heading, counted: bool) -> None:
    """Word numbers the heading itself; one that has another number than Word would give bears it as text."""
    paragraph = word.add_paragraph(block.shown_title, f"Heading {block.level}")
    if not counted:
        without_number(paragraph)
        paragraph.runs[0].text = block.text


def _runs(paragraph: Laid, runs: Iterable[Run]) -> Laid:
    """Runs of text; those that the program computed bear a character style that looks like any other text."""
    for run in runs:
        laid = paragraph.add_run(run.text, COMPUTED if run.computed and run.source else None)
        laid.bold = run.bold or None
        laid.italic = run.italic or None
    return paragraph


def _ending(word: Word, document: Document) -> None:
    """The closing words keep with recipients and signature: a signature never stands alone on a page."""
    closing = _runs(word.add_paragraph(style="Body Text"), document.closing)
    closing.paragraph_format.keep_with_next = True
    closing.paragraph_format.keep_together = True
    closing.paragraph_format.space_after = Pt(12)
    ((left, right),) = bare_table(word, _halves())
    recipients = layout.ended(document.recipients)
    _lines(left, [("Recipients Title", "Nơi nhận:"), *(("Recipients", line) for line in recipients)])
    signature = document.signature
    _lines(right, [("Signature", line) for line in signature.authority])
    name = right.add_paragraph(signature.name, "Signature")
    name.paragraph_format.space_before = Mm(layout.SIGNATURE_SPACE)


# --- annexes ----------------------------------------------------------------------------------------------------------


def _annex(word: Word, annex: Annex, check: CheckMark | None) -> None:
    """A section of its own; ``check`` where its foot is not that of the section before."""
    _page(word.add_section(WD_SECTION.NEW_PAGE), landscape=annex.landscape)
    if check:
        _check(word, check, landscape=annex.landscape)
    word.add_paragraph(annex.number, "Annex Number")
    word.add_paragraph(annex.title.upper(), "Annex Title")
    word.add_paragraph(annex.attached, "Annex Reference").paragraph_format.space_after = Pt(10)
    _blocks(word, annex.blocks, annex.landscape)
