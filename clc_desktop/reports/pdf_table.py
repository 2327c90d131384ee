"""A data table in PDF: heading repeated on every page, texts wrapped, no row cut that fits on a page.

reportlab's own table lays the rest of a table out anew for every page and cuts rows; this one is laid out once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, chain, repeat, takewhile

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.platypus import Flowable

from clc_desktop.reports import layout
from clc_desktop.reports.document import Column, Row, Table, show
from clc_desktop.reports.fonts import face
from clc_desktop.reports.pdf_tags import Element, marked

_PADDING = layout.CELL_PADDING
_ABOVE, _BELOW = 1.0, 2.0
_LINE = 0.5
_TOGETHER = 3
"""The last rows stay on one page: a total never stands alone under a repeated heading."""
_ANNEX_HEAD = 120.0
"""Points that number, title and reference of an annex may take above its table."""


class _Points:
    """Text of one size in points: ``leading`` from line to line, ``ascent`` above the baseline; called, a text's width.

    It knows again what it has measured: the same few words fill most columns.
    """

    def __init__(self, size: float) -> None:
        self.size, self.leading, self.ascent = size, size * layout.LINE, size * 0.891
        self._width: Callable[[str, str], float] = cache(
            lambda text, font: float(pdfmetrics.stringWidth(text, font, size))
        )

    def __call__(self, text: str, font: str) -> float:
        return self._width(text, font)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Lines of text and their element; ``columns`` and ``rows`` are what a title spans."""

    lines: Sequence[str]
    tag: Element
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is laid out; a cell that another one covers is None."""

    cells: Sequence[_Cell | None]
    height: float
    font: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all parts of one table share: column edges (points), aligns, the heading, the height of a page's text."""

    edges: tuple[float, ...]
    aligns: tuple[str, ...]
    heading: tuple[_Row, ...]
    page: float
    points: _Points

    @property
    def heading_height(self) -> float:
        return sum(row.height for row in self.heading)


def data_table(
    table: Table,
    width: float,
    page: float,
    tag: Element,
    least: Sequence[float] = (),
    size: float = layout.TABLE_SIZE,
) -> Flowable:
    """The table ``width`` points wide on pages of ``page`` points; ``tag`` is its element in the structure tree.

    Each row is as high as its ``least`` or higher (points); ``size`` is that of the letters.
    """
    widths = tuple(one * layout.MM for one in layout.column_widths(table, width / layout.MM, size))
    points = _Points(size)
    heading = tuple(_heading(table, widths, tag, points))
    aligns = tuple(column.align for column in table.columns)
    sheet = _Sheet((0.0, *accumulate(widths)), aligns, heading, page, points)
    rows = (_row(row, table.columns, widths, tag.add("TR"), points) for row in table.rows)
    with_least = zip(rows, chain(least, repeat(0.0)), strict=False)
    return _DataTable(sheet, [row if row.height >= high else replace(row, height=high) for row, high in with_least])


class _DataTable(Flowable):  # type: ignore[misc]
    """Some rows of a table under its heading."""

    def __init__(self, sheet: _Sheet, rows: Sequence[_Row]) -> None:
        super().__init__()
        self.sheet, self.rows = sheet, rows
        self.width = sheet.edges[-1]
        self.height = sheet.heading_height + sum(row.height for row in rows)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def split(self, _width: float, height: float) -> list[Flowable]:
        """As many rows as fit, and the rest; nothing where the first one goes to the next page as a whole."""
        room = height - self.sheet.heading_height
        fits = sum(1 for _below in takewhile(room.__ge__, accumulate(row.height for row in self.rows)))
        left = len(self.rows) - fits
        if 0 < left < _TOGETHER and height < self.sheet.page - 1:
            fits -= _TOGETHER - left
        elif 0 < left < _TOGETHER:
            fits = max(fits - (_TOGETHER - left), 1)
        if fits > 0:
            return [_DataTable(self.sheet, self.rows[:fits]), _DataTable(self.sheet, self.rows[fits:])]
        first = self.rows[0] if self.rows else None
        if first is None or self.sheet.heading_height + first.height <= self.sheet.page - _ANNEX_HEAD:
            return []
        return self._cut(first, int((room - _ABOVE - _BELOW) / self.sheet.points.leading))

    def _cut(self, row: _Row, lines: int) -> list[Flowable]:
        """A row higher than a page goes on on the next one."""
        if lines < 1:
            return []
        cells = [cell for cell in row.cells if cell]
        leading = self.sheet.points.leading
        top = _of_height([_Cell(cell.lines[:lines], cell.tag) for cell in cells], row.font, leading)
        rest = _of_height([_Cell(cell.lines[lines:], cell.tag) for cell in cells], row.font, leading)
        return [_DataTable(self.sheet, [top]), _DataTable(self.sheet, [rest, *self.rows[1:]])]

    def draw(self) -> None:
        top = self.height
        heads = self._tops(self.sheet.heading, top)
        for row, above in heads:
            self._draw_heading(row, above, [height for _row, height in heads])
        for row, above in self._tops(self.rows, top - self.sheet.heading_height):
            for index, cell in enumerate(row.cells):
                if cell:
                    with marked(self.canv, cell.tag):
                        self._write(
                            cell.lines, row.font, (index, index + 1), above, row.height, self.sheet.aligns[index]
                        )
        with marked(self.canv, None):
            self._rule()

    def _tops(self, rows: Sequence[_Row], top: float) -> list[tuple[_Row, float]]:
        """Every row with its upper edge."""
        below = accumulate((row.height for row in rows), initial=0.0)
        return [(row, top - height) for row, height in zip(rows, below, strict=False)]

    def _draw_heading(self, row: _Row, above: float, tops: Sequence[float]) -> None:
        """Titles that are repeated on later pages are artifacts there."""
        for index, cell in enumerate(row.cells):
            if cell:
                height = row.height if cell.rows == 1 else self.sheet.heading_height
                with marked(self.canv, None if cell.tag.marks else cell.tag):
                    self._write(cell.lines, row.font, (index, index + cell.columns), above, height, "center")

    def _write(
        self, lines: Sequence[str], font: str, span: tuple[int, int], above: float, height: float, align: str
    ) -> None:
        """Lines in the middle of their cell's height."""
        if not lines or lines == ("",):
            return
        left, right = self.sheet.edges[span[0]] + _PADDING, self.sheet.edges[span[1]] - _PADDING
        text, points = self.canv.beginText(), self.sheet.points
        text.setFont(font, points.size, points.leading)
        inner = height - _ABOVE - _BELOW
        baseline = above - _ABOVE - (inner - len(lines) * points.leading) / 2 - points.ascent
        for line in lines:
            room = 0.0 if align == "left" else right - left - points(line, font)
            text.setTextOrigin(left + (room / 2 if align == "center" else room), baseline)
            text._code.append(text._formatText(line))
            baseline -= points.leading
        self.canv.drawText(text)

    def _rule(self) -> None:
        """All lines of the grid as one path, but those that spanned titles cover."""
        path, edges, top = self.canv.beginPath(), self.sheet.edges, self.height
        body = top - self.sheet.heading_height
        for x in edges:
            path.moveTo(x, 0)
            path.lineTo(x, body)
        bottoms = accumulate((row.height for row in self.rows), initial=0.0)
        for y in (top, *(body - below for below in bottoms)):
            path.moveTo(0, y)
            path.lineTo(edges[-1], y)
        for row, above in self._tops(self.sheet.heading, top):
            for index, cell in enumerate(row.cells):
                if cell:
                    height = row.height if cell.rows == 1 else self.sheet.heading_height
                    path.rect(edges[index], above - height, edges[index + cell.columns] - edges[index], height)
        self.canv.setLineWidth(_LINE)
        self.canv.drawPath(path)


# --- laying out -------------------------------------------------------------------------------------------------------


def _heading(table: Table, widths: Sequence[float], tag: Element, points: _Points) -> Iterator[_Row]:
    """One row of titles, or two: groups above, titles below; a column without a group takes both."""
    font = face(bold=True)
    first_row = tag.add("TR")
    if not table.grouped:
        titles = zip(table.columns, widths, strict=True)
        cells = [_title(_wrapped(column.title, font, width, points), first_row) for column, width in titles]
        yield _of_height(cells, font, points.leading)
        return
    second_row = tag.add("TR")
    above: list[_Cell | None] = [None] * len(widths)
    below: list[_Cell | None] = [None] * len(widths)
    for first, last in layout.heading_groups(table.columns):
        group = table.columns[first].group
        lines = _wrapped(group or table.columns[first].title, font, sum(widths[first : last + 1]), points)
        above[first] = _title(lines, first_row, last - first + 1, 1 if group else 2)
        for index in range(first, last + 1) if group else ():
            below[index] = _title(_wrapped(table.columns[index].title, font, widths[index], points), second_row)
    leading = points.leading
    upper = _of_height([cell if cell and cell.rows == 1 else None for cell in above], font, leading)
    lower = _of_height(below, font, leading)
    needed = max((_height(cell, leading) for cell in above if cell and cell.rows > 1), default=0.0)
    yield _Row(above, upper.height, font)
    yield _Row(below, max(lower.height, needed - upper.height), font)


def _title(lines: Sequence[str], row: Element, columns: int = 1, rows: int = 1) -> _Cell:
    """A heading cell (ISO 32000-1, 14.8.5.7: its spans and scope)."""
    spans = {"ColSpan": columns} if columns > 1 else {"RowSpan": rows} if rows > 1 else {}
    attributes = {"O": PDFName("Table"), "Scope": PDFName("Column"), **spans}
    return _Cell(lines, row.add("TH", attributes=attributes), columns, rows)


def _row(row: Row, columns: Sequence[Column], widths: Sequence[float], tag: Element, points: _Points) -> _Row:
    font = face(bold=row.role == "total", italic=row.role == "memo")
    shown = zip(row.cells, columns, widths, strict=True)
    cells = [
        _Cell(_wrapped(show(cell, column.kind), font, width, points), tag.add("TD")) for cell, column, width in shown
    ]
    return _of_height(cells, font, points.leading)


def _of_height(cells: Sequence[_Cell | None], font: str, leading: float) -> _Row:
    return _Row(cells, max((_height(cell, leading) for cell in cells if cell), default=0.0), font)


def _height(cell: _Cell, leading: float) -> float:
    return max(len(cell.lines), 1) * leading + _ABOVE + _BELOW


def _wrapped(text: str, font: str, width: float, points: _Points) -> Sequence[str]:
    """The text in lines that fit into a column ``width`` points wide; a longer word is cut."""
    room = width - 2 * _PADDING
    if points(text, font) <= room:
        return (text,)
    lines: list[str] = []
    line, used, blank = "", 0.0, points(" ", font)
    for word in filter(None, text.split(" ")):
        for part in _parts(word, font, room, points):
            more = points(part, font)
            if line and used + blank + more <= room:
                line, used = f"{line} {part}", used + blank + more
                continue
            lines += [line] if line else []
            line, used = part, more
    return (*lines, line)


def _parts(word: str, font: str, room: float, points: _Points) -> Iterator[str]:
    """The word, in pieces where it is longer than a line."""
    if points(word, font) <= room:
        yield word
        return
    piece, used = "", 0.0
    for letter in word:
        more = points(letter, font)
        if piece and used + more > room:
            yield piece
            piece, used = "", 0.0
        piece, used = piece + letter, used + more
    yield piece
