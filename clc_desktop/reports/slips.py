"""What sheets with a secret have in common: a page printed once, handed to a person, and kept or destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, PageBreak, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from clc_desktop.reports import layout
from clc_desktop.reports.document import Run
from clc_desktop.reports.fonts import face, register_fonts
from clc_desktop.reports.pdf_parts import Line, rule, run_markup, style
from clc_desktop.reports.pdf_tags import Element, TaggedCanvas, Writer

SIZE = 12.0
_BLANK_DATE = "ngày …… tháng …… năm 20……"
BARE: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ("FONTNAME", (0, 0), (-1, -1), face()),
]
"""A grid that only places things."""


class Slips:
    """Pages of one PDF, each made to fit."""

    def __init__(self, title: str, author: str) -> None:
        register_fonts()
        self._title, self._author, self._tree = title, author, Element("Document")
        self.tags = Writer(self._tree)

    def write(self, pages: Iterable[Iterable[Flowable]]) -> bytes:
        """The PDF of these pages. It holds secrets in plain text: it is for the printer, and to be deleted after it."""
        buffer = BytesIO()
        sides = {"leftMargin": layout.LEFT, "rightMargin": layout.RIGHT, "topMargin": 15.0, "bottomMargin": 12.0}
        template = SimpleDocTemplate(
            buffer, pagesize=tuple(side * mm for side in layout.PAGE), title=self._title, author=self._author,
            creator="clc-desktop", producer="clc-desktop", lang="vi-VN", initialFontName=face(), invariant=1,
            **{name: side * mm - 6 for name, side in sides.items()},
        )  # fmt: skip

        def canvas(*args: Any, **rest: Any) -> TaggedCanvas:
            made = TaggedCanvas(*args, **rest)
            made.tree = self._tree
            return made

        story: list[Flowable] = []
        for page in pages:
            story += [PageBreak()] if story else []
            story.append(KeepInFrame(template.width, template.height, list(page), mode="shrink"))
        template.build(story, canvasmaker=canvas)
        return buffer.getvalue()

    def head(self, unit_name: str) -> Flowable:
        """Who writes, the nation and its motto, an empty date."""
        name = unit_name.upper()
        left = [self.centred(name, layout.ISSUER_SIZE), rule(name, layout.ISSUER_SIZE, layout.SHORT_RULE)]
        right = [self.centred(layout.NATION, 12), self.centred(layout.MOTTO, 13), rule(layout.MOTTO, 13, 1.0)]
        right.append(Line(_BLANK_DATE, style(13, "center", italic=True, before=6), tag=self.tags.block("P")))
        return Grid([[left, right]], colWidths=columns(layout.HEAD_SHARE), style=BARE, spaceAfter=8)

    def top(self, unit_name: str, title: str, subject: str) -> Iterator[Flowable]:
        """What every sheet begins with."""
        yield self.head(unit_name)
        yield self.centred(title, 16)
        yield self.centred(subject, 13, bold=False)
        yield Spacer(1, 6)

    def passage(self, title: str, paragraphs: Sequence[str]) -> Iterator[Flowable]:
        """A heading and what stands under it."""
        yield Line(title, style(SIZE, bold=True, before=8, keep=True), tag=self.tags.block("H1"))
        for text in paragraphs:
            yield Line(text, style(SIZE, "justify", before=3), tag=self.tags.block("P"))

    def line(self, *runs: Run) -> Line:
        """A line of its own."""
        return Line(run_markup(runs), style(13, before=4), markup=True, tag=self.tags.block("P"))

    def centred(self, text: str, size: float, *, bold: bool = True) -> Line:
        """A line in the middle."""
        return Line(text, style(size, "center", bold=bold), tag=self.tags.block("P"))

    def signatures(self, *titles: str) -> Flowable:
        """Places to sign, side by side."""

        def place(title: str) -> list[Flowable]:
            note = Line("(ký, ghi rõ họ tên)", style(SIZE, "center", italic=True), tag=self.tags.block("P"))
            return [self.centred(title, SIZE), note, Spacer(1, 16 * mm)]

        return Grid([[place(title) for title in titles]], colWidths=columns(1 / len(titles)), style=BARE)


def columns(share: float) -> list[float]:
    """The widths of two columns, the first with this share."""
    width = layout.text_width() * mm
    return [width * share, width * (1 - share)]
