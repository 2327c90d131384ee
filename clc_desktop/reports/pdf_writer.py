"""A document as PDF bytes: reportlab, fonts embedded, the same bytes for the same document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Table as Grid

from clc_desktop.reports import layout
from clc_desktop.reports.charts import draw
from clc_desktop.reports.document import Annex, Block, Bullet, Chart, Document, Heading, Paragraph, Run, Table, cleaned
from clc_desktop.reports.fonts import face, register_fonts
from clc_desktop.reports.pdf_parts import Line, Mark, Painted, Titled, draw_check, properties, rule, run_markup, style
from clc_desktop.reports.pdf_table import data_table
from clc_desktop.reports.pdf_tags import Element, TaggedCanvas, Writer, artifact_of_page

rl_config.useA85 = 0  # pages as bytes, not as letters: a fifth less


def write_pdf(document: Document) -> bytes:
    """The whole document with its annexes, each annex on pages numbered for themselves."""
    register_fonts()
    buffer = BytesIO()
    value = cleaned(document)
    tree = Element("Document")
    template = _Template(buffer, value)

    def canvas(*args: Any, **rest: Any) -> TaggedCanvas:
        made = TaggedCanvas(*args, **rest)
        made.tree = tree
        return made

    template.build(list(_story(value, tree)), canvasmaker=canvas)
    return buffer.getvalue()


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Pages of two shapes; the number stands in the top margin from the second page of each part on."""

    def __init__(self, buffer: BytesIO, document: Document) -> None:
        super().__init__(
            buffer,
            pagesize=_page(landscape=False),
            **properties(document.metadata),
        )
        self.part_began = 1
        self._bookmarks = 0
        self._outline_level = -1
        self._check = document.check
        self.addPageTemplates([self._pages("portrait", False), self._pages("landscape", True)])

    def next_bookmark(self, level: int) -> tuple[str, int]:
        """A key for the next entry of the outline, and its level, at most one below the entry before.

        Keys are counted, so that equal documents give equal bytes.
        """
        self._bookmarks += 1
        self._outline_level = min(level, self._outline_level + 1)
        return f"heading-{self._bookmarks}", self._outline_level

    def _pages(self, name: str, landscape: bool) -> PageTemplate:
        width, height = _page(landscape)
        frame = Frame(
            layout.LEFT * mm,
            layout.BOTTOM * mm,
            layout.text_width(landscape) * mm,
            layout.text_height(landscape) * mm,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        return PageTemplate(name, [frame], onPageEnd=self._number, pagesize=(width, height))

    def _number(self, canvas: Canvas, _template: BaseDocTemplate) -> None:
        """The page number, centred; none on the first page (Decree 30/2020, Annex I, part I.7)."""
        number = canvas.getPageNumber() - self.part_began + 1
        if number > 1:
            width, height = canvas._pagesize
            centre = (layout.LEFT * mm + width - layout.RIGHT * mm) / 2
            with artifact_of_page(canvas):
                canvas.setFont(face(), layout.NUMBER_SIZE)
                canvas.drawCentredString(
                    centre, height - layout.NUMBER_FROM_EDGE * mm - layout.NUMBER_SIZE * 0.75, str(number)
                )
        if self._check:
            draw_check(canvas, self._check)


def _page(landscape: bool) -> tuple[float, float]:
    width, height = (side * mm for side in layout.PAGE)
    return (height, width) if landscape else (width, height)


def _story(document: Document, tree: Element) -> Iterator[Flowable]:
    tags = Writer(tree)
    yield _head(document, tags)
    yield from _title(document, tags)
    yield from _addressees(document.addressees, tags)
    yield from _blocks(document.body, tags)
    yield _ending(document, tags)
    for annex in document.annexes:
        yield from _annex(annex, Writer(tree.add("Part")))


# --- page 1, boxes 1 to 5 ---------------------------------------------------------------------------------------------


def _head(document: Document, tags: Writer) -> Flowable:
    """Two columns without borders: issuer and number left; nation, motto, place and date right."""
    head = document.head
    centred, bold = style(layout.ISSUER_SIZE, "center"), style(layout.ISSUER_SIZE, "center", bold=True)
    superior = [_line(head.superior, centred, tags)] if head.superior else []
    issuer = [_line(line, bold, tags) for line in head.issuer]
    left = [*superior, *issuer, rule(head.issuer[-1], layout.ISSUER_SIZE, layout.SHORT_RULE)]
    right = [
        _line(layout.NATION, style(layout.NATION_SIZE, "center", bold=True), tags),
        _line(layout.MOTTO, style(layout.MOTTO_SIZE, "center", bold=True), tags),
        rule(layout.MOTTO, layout.MOTTO_SIZE, 1.0),
    ]
    second = [
        _line(head.symbol, style(layout.SYMBOL_SIZE, "center", before=layout.BEFORE), tags),
        _line(head.place_date, style(layout.DATE_SIZE, "center", italic=True, before=layout.BEFORE), tags),
    ]
    return Grid([[left, right], second], colWidths=_halves(), style=_BARE, spaceAfter=14)


def _line(text: str, look: Any, tags: Writer) -> Line:
    """A line that is a paragraph of its own in the structure tree."""
    return Line(text, look, tag=tags.block("P"))


def _halves() -> list[float]:
    width = layout.text_width() * mm
    return [width * layout.HEAD_SHARE, width * (1 - layout.HEAD_SHARE)]


_BARE = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ("FONTNAME", (0, 0), (-1, -1), face()),
]
_GAP = ("RIGHTPADDING", (0, 0), (0, -1), 3 * mm)


def _title(document: Document, tags: Writer) -> Iterator[Flowable]:
    bold = style(layout.TITLE_SIZE, "center", bold=True)
    yield _line(document.kind, bold, tags)
    yield _line(document.subject, bold, tags)
    yield rule(document.subject, layout.TITLE_SIZE, layout.SHORT_RULE)
    yield Spacer(1, 10)


def _addressees(addressees: Sequence[str], tags: Writer) -> Iterator[Flowable]:
    """Box 9a: one on the line of "Kính gửi:", several on lines of their own."""
    if len(addressees) == 1:
        look = style(layout.BODY_SIZE, "center", before=layout.BEFORE)
        yield _line(f"Kính gửi: {addressees[0]}", look, tags)
    elif addressees:
        yield _line("Kính gửi:", style(layout.BODY_SIZE, "left", before=layout.BEFORE, left=30), tags)
        for line in layout.listed(tuple(addressees)):
            yield Line(line, style(layout.BODY_SIZE, "left", left=50), tag=tags.item(1))


# --- body -------------------------------------------------------------------------------------------------------------


def _blocks(blocks: Sequence[Block], tags: Writer, landscape: bool = False) -> Iterator[Flowable]:
    for block in blocks:
        yield _block(block, tags, landscape)


def _block(block: Block, tags: Writer, landscape: bool) -> Flowable:
    width = layout.text_width(landscape) * mm
    match block:
        case Heading():
            return Titled(block.text, _heading_style(), level=block.level - 1, tag=tags.block(f"H{block.level}"))
        case Paragraph():
            return Line(run_markup(block.runs), _body_style(), markup=True, tag=tags.block("P"))
        case Bullet():
            text = run_markup((Run(block.mark), *block.runs))
            return Line(text, _body_style(), markup=True, tag=tags.item(block.level))
        case Table():
            return data_table(block, width, layout.text_height(landscape) * mm, tags.block("Table"))
        case Chart():
            return Painted(draw(block, width), tags.block("Figure", block.in_words))


def _heading_style() -> Any:
    return style(layout.BODY_SIZE, "justify", bold=True, before=layout.BEFORE, first=layout.FIRST_LINE, keep=True)


def _body_style() -> Any:
    return style(layout.BODY_SIZE, "justify", before=layout.BEFORE, first=layout.FIRST_LINE)


def _ending(document: Document, tags: Writer) -> Flowable:
    """The closing words, recipients and signature, together: a signature never stands alone on a page."""
    closing = Line(run_markup(document.closing), _body_style(), markup=True, tag=tags.block("P"))
    look = style(layout.RECIPIENTS_SIZE)
    recipients = [
        _line("Nơi nhận:", style(layout.RECIPIENTS_TITLE_SIZE, bold=True, italic=True), tags),
        *(Line(line, look, tag=tags.item(1)) for line in layout.recipient_lines(document)),
    ]
    centred = style(layout.SIGNATURE_SIZE, "center", bold=True)
    signature = document.signature
    signed = [
        *(_line(line, centred, tags) for line in signature.authority),
        Spacer(1, layout.SIGNATURE_SPACE * mm),
        _line(signature.name, centred, tags),
    ]
    block = Grid([[recipients, signed]], colWidths=_halves(), style=[*_BARE, _GAP], splitInRow=1)
    return KeepTogether([closing, Spacer(1, 12), block])


# --- annexes ----------------------------------------------------------------------------------------------------------


def _annex(annex: Annex, tags: Writer) -> Iterator[Flowable]:
    yield NextPageTemplate("landscape" if annex.landscape else "portrait")
    yield PageBreak()
    yield Mark()
    bold = style(layout.ANNEX_SIZE, "center", bold=True, keep=True)
    yield Titled(annex.number, bold, level=0, outline=f"{annex.number}. {annex.title}", tag=tags.block("H1"))
    yield _line(annex.title.upper(), bold, tags)
    yield _line(annex.attached, style(layout.ANNEX_SIZE, "center", italic=True, keep=True), tags)
    yield Spacer(1, 10)
    for flowable in _blocks(annex.blocks, tags, annex.landscape):
        yield flowable
        yield CondPageBreak(1)
