"""The pieces that PDF pages are laid out of: lines of text, rules, headings with bookmarks, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable
from reportlab.platypus import Paragraph as Laid

from clc_desktop.reports import layout
from clc_desktop.reports.document import CheckMark, Metadata, Run
from clc_desktop.reports.fonts import face, text_points
from clc_desktop.reports.pdf_tags import Element, artifact_of_page, marked
from clc_desktop.reports.pictures import Box, Label, Picture, Stroke, qr_picture

Alignment = Literal["left", "center", "right", "justify"]
_ALIGNMENTS = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT, "justify": TA_JUSTIFY}


@cache
def style(
    size: float,
    align: Alignment = "left",
    *,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    first: float = 0,
    left: float = 0,
    keep: bool = False,
) -> ParagraphStyle:
    """A paragraph's look: sizes in points, ``first`` line indent and ``left`` in mm; ``keep`` with the next one."""
    return ParagraphStyle(
        f"{size}-{align}-{bold}-{italic}-{before}-{first}-{left}-{keep}",
        fontName=face(bold, italic),
        fontSize=size,
        leading=size * layout.LINE,
        alignment=_ALIGNMENTS[align],
        spaceBefore=before,
        firstLineIndent=first * mm,
        leftIndent=left * mm,
        keepWithNext=keep,
        allowWidows=0,
        allowOrphans=0,
        splitLongWords=1,
        bulletFontName=face(),
    )


class Line(Laid):  # type: ignore[misc]
    """A paragraph. Text is data and is escaped; ``markup`` says that ``run_markup`` has done so already.

    ``tag`` is its place in the structure tree, which its parts on two pages share.
    """

    def __init__(
        self, text: str | None, look: ParagraphStyle, *, markup: bool = False, tag: Element | None = None, **rest: Any
    ) -> None:
        super().__init__(escape(text) if text and not markup else text, look, **rest)
        self.tag = tag

    def split(self, width: float, height: float) -> list[Any]:
        parts: list[Any] = super().split(width, height)
        for part in parts:
            part.tag = self.tag
        return parts

    def draw(self) -> None:
        with marked(self.canv, self.tag):
            super().draw()


class Titled(Line):
    """A heading with an entry in the outline, ``level`` 0 at the top."""

    def __init__(
        self, text: str | None, look: ParagraphStyle, *, level: int = 0, outline: str = "", **rest: Any
    ) -> None:
        super().__init__(text, look, **rest)
        self.level = level
        self.entry = outline or text or ""

    def draw(self) -> None:
        if self.entry:
            key, level = self.canv._doctemplate.next_bookmark(self.level)
            self.canv.bookmarkHorizontal(key, 0, self.height)
            self.canv.addOutlineEntry(self.entry, key, level, closed=False)
        super().draw()


class Mark(Flowable):  # type: ignore[misc]
    """Takes no room; where it is drawn a part of the document begins and page numbers start again."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv._doctemplate.part_began = self.canv.getPageNumber()


class Rule(Flowable):  # type: ignore[misc]
    """A line ``length`` points long in the middle of the column, a little below what stands above it."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self.length = length

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, layout.RULE_GAP + layout.RULE_THICKNESS

    def draw(self) -> None:
        length = min(self.length, self.width)
        start = (self.width - length) / 2
        with marked(self.canv, None):
            self.canv.setLineWidth(layout.RULE_THICKNESS)
            self.canv.line(start, 0, start + length, 0)


class Painted(Flowable):  # type: ignore[misc]
    """A picture as vector graphics in the middle of the column, one figure with words for it in the structure tree."""

    def __init__(self, picture: Picture, tag: Element) -> None:
        super().__init__()
        self.picture, self.tag = picture, tag
        self.spaceBefore = self.spaceAfter = 6

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.left = (width - self.picture.width) / 2
        return width, self.picture.height

    def draw(self) -> None:
        with marked(self.canv, self.tag):
            self.canv.translate(self.left, 0)
            paint(self.canv, self.picture)


def paint(canvas: Any, picture: Picture) -> None:
    """Draw a picture with its lower left corner in the origin; a picture's own y goes down."""
    for shape in picture.shapes:
        match shape:
            case Box():
                canvas.setFillColor(HexColor(shape.fill))
                canvas.setStrokeColor(black)
                canvas.setLineWidth(shape.line)
                bottom = picture.height - shape.y - shape.height
                canvas.rect(shape.x, bottom, shape.width, shape.height, stroke=int(shape.line > 0), fill=1)
            case Stroke():
                canvas.setStrokeColor(HexColor(shape.colour))
                canvas.setLineWidth(shape.line)
                canvas.line(shape.x, picture.height - shape.y, shape.to_x, picture.height - shape.to_y)
            case Label():
                canvas.setFillColor(black)
                canvas.setFont(face(shape.bold), shape.size)
                _DRAWN[shape.anchor](canvas, shape.x, picture.height - shape.y, shape.text)


_DRAWN = {"start": Canvas.drawString, "middle": Canvas.drawCentredString, "end": Canvas.drawRightString}


def draw_check(canvas: Any, check: CheckMark) -> None:
    """The check code in the bottom margin, small and grey, its QR symbol at the right: not a part of the text."""
    width = canvas._pagesize[0]
    with artifact_of_page(canvas):
        canvas.setFillColor(HexColor(layout.CHECK_COLOUR))
        canvas.setFont(face(), layout.CHECK_SIZE)
        canvas.drawString(layout.LEFT * mm, layout.CHECK_FROM_EDGE * mm, layout.check_text(check))
        canvas.setFillColor(black)
        if check.qr:
            side = layout.CHECK_QR * mm
            canvas.saveState()
            canvas.translate(width - layout.RIGHT * mm - side, layout.CHECK_QR_FROM_EDGE * mm)
            paint(canvas, qr_picture(check.qr, side))
            canvas.restoreState()


def rule(text: str, size: float, share: float) -> Rule:
    """A line under a bold ``text``, ``share`` of its length or, where it wraps, of the page's width."""
    return Rule(share * min(text_points(text, size, bold=True), layout.text_width() * mm))


def run_markup(runs: Sequence[Run]) -> str:
    """Runs as reportlab's markup, every character of their text escaped."""
    return "".join(_marked(run) for run in runs)


def _marked(run: Run) -> str:
    text = escape(run.text)
    if run.bold:
        text = f"<b>{text}</b>"
    return f"<i>{text}</i>" if run.italic else text


def properties(meta: Metadata) -> dict[str, Any]:
    """The file's properties for a reportlab template; ``invariant`` keeps the clock out of the bytes."""
    return {
        "title": meta.title,
        "author": meta.author,
        "subject": meta.subject,
        "creator": "clc-desktop",
        "producer": "clc-desktop",
        "lang": "vi-VN",
        "initialFontName": face(),
        "invariant": 1,
        "displayDocTitle": True,
    }
