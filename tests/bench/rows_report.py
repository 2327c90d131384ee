"""The annual report as PDF, against the same paragraphs and tables given to reportlab directly."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, LongTable, PageBreak, Paragraph, SimpleDocTemplate

from clc_desktop.reports import document as value
from clc_desktop.reports.fonts import face, register_fonts
from clc_desktop.reports.pdf_writer import write_pdf
from tests.bench.measure import Row, compared, in_turns
from tests.bench.setting import Setting
from tests.reports.factory import report_2020

BODY = ParagraphStyle(
    "body",
    fontName=face(),
    fontSize=14,
    leading=16.1,
    alignment=4,
    firstLineIndent=28,
    spaceBefore=6,
    bulletFontName=face(),
)
CELL = ParagraphStyle("cell", fontName=face(), fontSize=12, leading=13.8, bulletFontName=face())


def report_pdf(setting: Setting) -> Row:
    """Both sides in one process, fonts registered before."""
    made = report_2020()
    runs = setting.sizes.report_runs
    write_pdf(made)
    _by_hand(made)
    ours, floor = in_turns([lambda: write_pdf(made)] * runs, [lambda: _by_hand(made)] * runs)
    rows = sum(len(block.rows) for block in _blocks(made) if isinstance(block, value.Table))
    what = f"the 2020 report with its annexes: {sum(1 for _ in _blocks(made))} blocks, {rows} table rows"
    return compared("report_pdf", what, "reportlab: the same paragraphs and table cells, one style each", ours, floor)


def _by_hand(document: value.Document) -> bytes:
    register_fonts()
    buffer = BytesIO()
    SimpleDocTemplate(buffer, pagesize=_shape(document), initialFontName=face()).build(list(_story(document)))
    return buffer.getvalue()


def _shape(document: value.Document) -> tuple[float, float]:
    """One paper for all pages; wide, where a table needs it, which only makes fewer pages."""
    wide = any(annex.landscape for annex in document.annexes)
    return landscape(A4) if wide else A4  # type: ignore[no-any-return]


def _blocks(document: value.Document) -> Iterator[value.Block]:
    yield from document.body
    for annex in document.annexes:
        yield from annex.blocks


def _story(document: value.Document) -> Iterator[Flowable]:
    head = document.head
    for line in (*head.issuer, head.symbol, head.place_date, document.kind, document.subject):
        yield Paragraph(escape(line), BODY)
    for block in document.body:
        yield _laid(block)
    for line in (value.plain(document.closing), *document.recipients, *document.signature.authority):
        yield Paragraph(escape(line), BODY)
    for annex in document.annexes:
        yield PageBreak()
        for line in (annex.number, annex.title, annex.attached):
            yield Paragraph(escape(line), BODY)
        for block in annex.blocks:
            yield _laid(block)


def _laid(block: value.Block) -> Flowable:
    """A paragraph, or a table in which words are paragraphs, so that they wrap, and numbers are strings."""
    if not isinstance(block, value.Table):
        return Paragraph(escape(value.block_text(block)), BODY)
    words = [column.kind == "text" for column in block.columns]
    heading = [Paragraph(escape(column.title), CELL) for column in block.columns]
    rows = [
        [Paragraph(escape(cell), CELL) if is_word else cell for cell, is_word in zip(row, words, strict=True)]
        for row in value.shown_rows(block)
    ]
    widths = [column.width * 2.5 for column in block.columns]
    look = [("FONT", (0, 0), (-1, -1), face(), 12), ("GRID", (0, 0), (-1, -1), 0.5, "black")]
    return LongTable([heading, *rows], colWidths=widths, repeatRows=1, style=look)
