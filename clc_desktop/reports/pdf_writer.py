"""A document as PDF bytes: reportlab, fonts embedded, the same bytes for the same document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

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
from clc_desktop.reports.document import Annex, Block, Bullet, Document, Heading, Paragraph, Run, Table, cleaned
from clc_desktop.reports.fonts import face, register_fonts
from clc_desktop.reports.pdf_parts import Line, Mark, Titled, rule, run_markup, style
from clc_desktop.reports.pdf_table import data_table


def write_pdf(document: Document) -> bytes:
    """The whole document with its annexes, each annex on pages numbered for themselves."""
    register_fonts()
    buffer = BytesIO()
    value = cleaned(document)
    template = _Template(buffer, value)
    template.build(list(_story(value)))
    return buffer.getvalue()


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Pages of two shapes; the number stands in the top margin from the second page of each part on."""

    def __init__(self, buffer: BytesIO, document: Document) -> None:
        meta = document.metadata
        super().__init__(
            buffer,
            pagesize=_page(landscape=False),
            title=meta.title,
            author=meta.author,
            subject=meta.subject,
            creator="clc-desktop",
            producer="clc-desktop",
            lang="vi-VN",
            initialFontName=face(),
            invariant=1,
            displayDocTitle=True,
        )
        self.part_began = 1
        self._bookmarks = 0
        self.addPageTemplates([self._pages("portrait", False), self._pages("landscape", True)])

    def next_bookmark(self) -> str:
        """A key for the next entry of the outline; counted, so that equal documents give equal bytes."""
        self._bookmarks += 1
        return f"heading-{self._bookmarks}"

    def _pages(self, name: str, landscape: bool) -> PageTemplate:
        width, height = _page(landscape)
        text_height = height - (layout.TOP + layout.BOTTOM) * mm
        frame = Frame(
            layout.LEFT * mm,
            layout.BOTTOM * mm,
            layout.text_width(landscape) * mm,
            text_height,
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
            canvas.setFont(face(), layout.NUMBER_SIZE)
            canvas.drawCentredString(
                centre, height - layout.NUMBER_FROM_EDGE * mm - layout.NUMBER_SIZE * 0.75, str(number)
            )


def _page(landscape: bool) -> tuple[float, float]:
    width, height = (side * mm for side in layout.PAGE)
    return (height, width) if landscape else (width, height)


def _story(document: Document) -> Iterator[Flowable]:
    yield _head(document)
    yield from _title(document)
    yield from _addressees(document.addressees)
    for block in document.body:
        yield _block(block)
    yield _ending(document)
    for annex in document.annexes:
        yield from _annex(annex)


# --- page 1, boxes 1 to 5 ---------------------------------------------------------------------------------------------


def _head(document: Document) -> Flowable:
    """Two columns without borders: issuer and number left; nation, motto, place and date right."""
    head = document.head
    superior = [Line(head.superior, style(layout.ISSUER_SIZE, "center"))] if head.superior else []
    issuer = [Line(line, style(layout.ISSUER_SIZE, "center", bold=True)) for line in head.issuer]
    left = [*superior, *issuer, rule(head.issuer[-1], layout.ISSUER_SIZE, layout.SHORT_RULE)]
    right = [
        Line(layout.NATION, style(layout.NATION_SIZE, "center", bold=True)),
        Line(layout.MOTTO, style(layout.MOTTO_SIZE, "center", bold=True)),
        rule(layout.MOTTO, layout.MOTTO_SIZE, 1.0),
    ]
    second = [
        Line(head.symbol, style(layout.SYMBOL_SIZE, "center", before=layout.BEFORE)),
        Line(head.place_date, style(layout.DATE_SIZE, "center", italic=True, before=layout.BEFORE)),
    ]
    return Grid([[left, right], second], colWidths=_halves(), style=_BARE, spaceAfter=14)


def _halves() -> list[float]:
    width = layout.text_width() * mm
    return [width * layout.HEAD_SHARE, width * (1 - layout.HEAD_SHARE)]


_BARE = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ("FONTNAME", (0, 0), (-1, -1), face()),
]
_GAP = ("RIGHTPADDING", (0, 0), (0, -1), 3 * mm)


def _title(document: Document) -> Iterator[Flowable]:
    bold = style(layout.TITLE_SIZE, "center", bold=True)
    yield Line(document.kind, bold)
    yield Line(document.subject, bold)
    yield rule(document.subject, layout.TITLE_SIZE, layout.SHORT_RULE)
    yield Spacer(1, 10)


def _addressees(addressees: Sequence[str]) -> Iterator[Flowable]:
    """Box 9a: one on the line of "Kính gửi:", several on lines of their own."""
    if len(addressees) == 1:
        yield Line(f"Kính gửi: {addressees[0]}", style(layout.BODY_SIZE, "center", before=layout.BEFORE))
    elif addressees:
        yield Line("Kính gửi:", style(layout.BODY_SIZE, "left", before=layout.BEFORE, left=30))
        for line in layout.listed(tuple(addressees)):
            yield Line(line, style(layout.BODY_SIZE, "left", left=50))


# --- body -------------------------------------------------------------------------------------------------------------


def _block(block: Block, landscape: bool = False) -> Flowable:
    match block:
        case Heading():
            look = style(
                layout.BODY_SIZE, "justify", bold=True, before=layout.BEFORE, first=layout.FIRST_LINE, keep=True
            )
            return Titled(block.text, look, level=block.level - 1)
        case Paragraph():
            return Line(run_markup(block.runs), _body_style(), markup=True)
        case Bullet():
            return Line(run_markup((Run(block.mark), *block.runs)), _body_style(), markup=True)
        case Table():
            return data_table(block, layout.text_width(landscape) * mm)


def _body_style() -> Any:
    return style(layout.BODY_SIZE, "justify", before=layout.BEFORE, first=layout.FIRST_LINE)


def _ending(document: Document) -> Flowable:
    """The closing words, recipients and signature, together: a signature never stands alone on a page."""
    closing = Line(run_markup(document.closing), _body_style(), markup=True)
    recipients = [
        Line("Nơi nhận:", style(layout.RECIPIENTS_TITLE_SIZE, bold=True, italic=True)),
        *(Line(line, style(layout.RECIPIENTS_SIZE)) for line in layout.recipient_lines(document)),
    ]
    centred = style(layout.SIGNATURE_SIZE, "center", bold=True)
    signature = document.signature
    signed = [
        *(Line(line, centred) for line in signature.authority),
        Spacer(1, layout.SIGNATURE_SPACE * mm),
        Line(signature.name, centred),
    ]
    block = Grid([[recipients, signed]], colWidths=_halves(), style=[*_BARE, _GAP], splitInRow=1)
    return KeepTogether([closing, Spacer(1, 12), block])


# --- annexes ----------------------------------------------------------------------------------------------------------


def _annex(annex: Annex) -> Iterator[Flowable]:
    yield NextPageTemplate("landscape" if annex.landscape else "portrait")
    yield PageBreak()
    yield Mark()
    bold = style(layout.ANNEX_SIZE, "center", bold=True, keep=True)
    yield Titled(annex.number, bold, level=0, outline=f"{annex.number}. {annex.title}")
    yield Line(annex.title.upper(), bold)
    yield Line(annex.attached, style(layout.ANNEX_SIZE, "center", italic=True, keep=True))
    yield Spacer(1, 10)
    for block in annex.blocks:
        yield _block(block, annex.landscape)
        yield CondPageBreak(1)
