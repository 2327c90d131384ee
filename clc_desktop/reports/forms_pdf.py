"""Forms as PDF: table head on every page, no row cut, the notice and "Trang i/n" at the foot of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
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
from clc_desktop.reports.document import Row, cleaned
from clc_desktop.reports.fonts import face, register_fonts, text_points
from clc_desktop.reports.forms import Form, counted
from clc_desktop.reports.pdf_parts import Line, properties, rule, style
from clc_desktop.reports.pdf_table import data_table
from clc_desktop.reports.pdf_tags import Element, TaggedCanvas, Writer, artifact_of_page

TOP, BOTTOM, LEFT, RIGHT = 10.0, 8.0, 25.0, 15.0
"""mm: a form has no rule of its own; left there is room to punch it."""
HEAD_SIZE, FACT_SIZE, NOTICE_SIZE, FOOT_SIZE = 12.0, 12.0, 8.5, 9.0
_FOOT = 5.0
"""mm for the number of the page."""
_AGAIN = 7.0
"""mm on top of later pages for what the sheet is about."""
SIGN_SPACE = 13.0
"""mm left blank to sign."""
REGISTER_SHARE = 0.34
"""Of a register's width, for the centre's name."""
_TOGETHER = 3
"""Rows that go with the places to sign where these would stand alone on a page."""


def write_forms_pdf(forms: Sequence[Form]) -> bytes:
    """The forms one after the other, each on pages counted for themselves."""
    register_fonts()
    value = cleaned(tuple(forms))
    return _build(value, _laid_out(value))[0]


def page_counts(forms: Sequence[Form]) -> list[int]:
    """How many pages each form takes."""
    register_fonts()
    pages = _laid_out(cleaned(tuple(forms)))
    return [pages.count[index] for index in range(len(forms))]


def form_width(form: Form) -> float:
    """mm between the margins."""
    return layout.PAGE[1 if form.landscape else 0] - LEFT - RIGHT


def dots(label: str, width: float, size: float) -> str:
    """As many dots as there is room for behind a label, ``width`` in mm."""
    room = width * mm - text_points(f"{label}: ", size) - 1
    return "…" * max(int(room / text_points("…", size)), 3)


@dataclass
class _Pages:
    """What is known once pages were laid out: how many each form has, and whose signatures would stand alone."""

    count: Counter[int] = field(default_factory=Counter)
    alone: set[int] = field(default_factory=set)
    last_row: dict[int, int] = field(default_factory=dict)


def _build(forms: Sequence[Form], before: _Pages) -> tuple[bytes, _Pages]:
    """The bytes, and what the foot of the pages needs to know: so this is done more than once."""
    buffer, tree, pages = BytesIO(), Element("Document"), _Pages(alone=set(before.alone))
    template = _Template(buffer, forms, before.count, pages)

    def canvas(*args: Any, **rest: Any) -> TaggedCanvas:
        made = TaggedCanvas(*args, **rest)
        made.tree = tree
        return made

    template.build(list(_story(forms, tree, pages)), canvasmaker=canvas)
    return buffer.getvalue(), pages


def _laid_out(forms: Sequence[Form]) -> _Pages:
    """How the pages fall."""
    pages = _build(forms, _Pages())[1]
    return _build(forms, pages)[1] if pages.alone else pages


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Two kinds of pages for each form: its first one and those after it."""

    def __init__(self, buffer: BytesIO, forms: Sequence[Form], counts: Counter[int], pages: _Pages) -> None:
        super().__init__(
            buffer,
            pagesize=_paper(forms[0]),
            **properties(forms[0].metadata),
        )
        self._pages, self._counts = pages.count, counts
        for index, form in enumerate(forms):
            self.addPageTemplates([self._page(index, form, is_first) for is_first in (True, False)])

    def _page(self, index: int, form: Form, is_first: bool) -> PageTemplate:
        foot = _foot(form)
        bottom, height = _bottom(foot), _room(form, is_first=is_first)
        sides = {f"{side}Padding": 0 for side in ("left", "right", "top", "bottom")}
        frame = Frame(LEFT * mm, bottom, form_width(form) * mm, height, **sides)

        def finish(canvas: Any, _template: BaseDocTemplate) -> None:
            self._pages[index] += 1
            with artifact_of_page(canvas):
                self._draw_foot(canvas, form, index, foot)
                if not is_first:
                    _draw_again(canvas, form)

        return PageTemplate(_name(index, is_first), [frame], onPageEnd=finish, pagesize=_paper(form))

    def _draw_foot(self, canvas: Any, form: Form, index: int, foot: Line | None) -> None:
        left, right = LEFT * mm, _paper(form)[0] - RIGHT * mm
        canvas.setFont(face(), FOOT_SIZE)
        number = f"Trang {self._pages[index]}/{self._counts[index] or 1}"
        canvas.drawRightString(right, BOTTOM * mm, number)
        if foot:
            canvas.setLineWidth(layout.RULE_THICKNESS / 2)
            bottom = (BOTTOM + _FOOT) * mm
            foot.drawOn(canvas, left, bottom)
            canvas.line(left, bottom + foot.height + 1 * mm, right, bottom + foot.height + 1 * mm)


def _foot(form: Form) -> Line | None:
    """The notice, with its height already measured."""
    if not form.notice:
        return None
    made = Line(form.notice, style(NOTICE_SIZE, "justify", italic=True))
    made.wrap(form_width(form) * mm, layout.PAGE[1] * mm)
    return made


def _bottom(foot: Line | None) -> float:
    """Points below what stands on the page."""
    return float((BOTTOM + _FOOT) * mm + (foot.height + 2 * mm if foot else 0))


def _room(form: Form, *, is_first: bool) -> float:
    """Points between the top of the page and its foot."""
    top = TOP if is_first else TOP + _AGAIN
    return float(_paper(form)[1] - top * mm - _bottom(_foot(form)))


def _draw_again(canvas: Any, form: Form) -> None:
    """What a later page belongs to, in one line: the whole text is on the first page."""
    width = form_width(form) * mm
    text = form.again
    while text_points(text, FOOT_SIZE, italic=True) > width:
        text = text[: len(text) * 9 // 10 - 1].rstrip() + "…"
    canvas.setFont(face(italic=True), FOOT_SIZE)
    canvas.drawString(LEFT * mm, _paper(form)[1] - (TOP + 3) * mm, text)


def _paper(form: Form) -> tuple[float, float]:
    width, height = (side * mm for side in layout.PAGE)
    return (height, width) if form.landscape else (width, height)


def _name(index: int, is_first: bool) -> str:
    return f"{index}-{'first' if is_first else 'later'}"


# --- what stands on the pages -----------------------------------------------------------------------------------------


class _Here(Flowable):  # type: ignore[misc]
    """Takes no room; tells on which page it came to stand."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__()
        self._tell = tell

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self._tell(self.canv.getPageNumber())


def _story(forms: Sequence[Form], tree: Element, pages: _Pages) -> Iterator[Flowable]:
    for index, form in enumerate(forms):
        tags = Writer(tree.add("Part"))
        if index:
            yield NextPageTemplate(_name(index, True))
            yield PageBreak()
        yield NextPageTemplate(_name(index, False))
        yield from _head(form, tags)
        heights = [height * mm for height in form.row_heights]
        for number, rows in enumerate(_parts(form.table.rows, index in pages.alone)):
            if number:
                yield PageBreak()
            table, tag = replace(form.table, rows=rows), tags.block("Table")
            least, heights = heights[: len(rows)], heights[len(rows) :]
            width, page = form_width(form) * mm, _room(form, is_first=False)
            yield data_table(table, width, page, tag, least, form.size)
        yield from _ending(form, tags, index, pages)


def _parts(rows: tuple[Row, ...], is_cut: bool) -> tuple[tuple[Row, ...], ...]:
    """All rows or, where the places to sign would stand alone, the last few on the page of theirs."""
    return (rows[:-_TOGETHER], rows[-_TOGETHER:]) if is_cut and len(rows) > _TOGETHER else (rows,)


def _head(form: Form, tags: Writer) -> Iterator[Flowable]:
    width = form_width(form)
    plain, bold = style(HEAD_SIZE, "center"), style(HEAD_SIZE, "center", bold=True)
    left = [_line(form.superior, plain, tags)] if form.superior else []
    left += [_line(line, bold, tags) for line in form.issuer]
    left.append(rule(form.issuer[-1], HEAD_SIZE, layout.SHORT_RULE))
    title = Line(form.title, style(14, "center", bold=True), tag=tags.block("H1"))
    if form.register:
        right = [title, *_facts(form, width * (1 - REGISTER_SHARE), tags)]
        yield Grid([[left, right]], colWidths=_shares(width, REGISTER_SHARE), style=_BARE, spaceAfter=5)
        return
    right = [_line(layout.NATION, bold, tags), _line(layout.MOTTO, bold, tags), rule(layout.MOTTO, HEAD_SIZE, 1.0)]
    yield Grid([[left, right]], colWidths=_shares(width, layout.HEAD_SHARE), style=_BARE, spaceAfter=5)
    yield title
    if form.subject:
        yield _line(form.subject, style(HEAD_SIZE, "center", italic=True), tags)
    yield Spacer(1, 4)
    yield from _facts(form, width, tags)
    yield Spacer(1, 5)


def _facts(form: Form, width: float, tags: Writer) -> Iterator[Line]:
    for label, value in form.facts:
        text = f"{label}: {value or dots(label, width, FACT_SIZE)}"
        yield _line(text, style(FACT_SIZE, before=1.5), tags)


def _ending(form: Form, tags: Writer, index: int, pages: _Pages) -> Iterator[Flowable]:
    """What is counted by hand, and the places to sign, together."""

    def began(page: int) -> None:
        if page != pages.last_row[index]:
            pages.alone.add(index)

    yield _Here(lambda page: pages.last_row.update({index: page}))
    parts: list[Flowable] = [_Here(began), Spacer(1, 4)]
    width = form_width(form)
    if form.blanks:
        parts.append(_line(counted(form.blanks), style(FACT_SIZE), tags))
    if form.signatures:
        signed = [[_place(title, tags) for title in form.signatures]]
        share = [width * mm / len(form.signatures)] * len(form.signatures)
        parts.append(Grid(signed, colWidths=share, style=_BARE, spaceBefore=4))
    yield KeepTogether(parts)


def _place(title: str, tags: Writer) -> list[Flowable]:
    note = _line("(ký, ghi rõ họ tên)", style(FACT_SIZE, "center", italic=True), tags)
    return [_line(title, style(FACT_SIZE, "center", bold=True), tags), note, Spacer(1, SIGN_SPACE * mm)]


def _line(text: str, look: Any, tags: Writer) -> Line:
    return Line(text, look, tag=tags.block("P"))


def _shares(width: float, first: float) -> list[float]:
    return [width * mm * first, width * mm * (1 - first)]


_BARE: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ("FONTNAME", (0, 0), (-1, -1), face()),
]
