"""An official document as a value: what stands in it and in which role, with no format in mind.

The roles are the boxes of Decree 30/2020/NĐ-CP, Annex I, section IV. ``pdf_writer``, ``docx_writer`` and
``xlsx_writer`` lay the same value out; a new section, table or annex needs nothing of them.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from clc_desktop.domain.numbers import format_number, format_percent

Cell = str | int | Decimal | None
CellKind = Literal["text", "integer", "percent", "share", "money", "change"]
"""``money`` is whole đồng; ``percent`` is in percent (120.1) under a heading that says so, ``share`` the same with its
sign (120,1%; 1.201 for a workbook); ``change`` is an integer shown with its sign."""

RowRole = Literal["row", "total", "memo"]
"""A ``total`` sums the ``row``s above it; a ``memo`` stands below and is in no total."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. ``computed`` text was put in by the program and changes only with its figure.

    ``source`` says where the text comes from: a field's name (``classes.held``) where computed, else the place of the
    narrative that a person typed.
    """

    text: str
    computed: bool = False
    source: str = ""
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 "I. KẾT QUẢ …" (upper case), 2 "1. Công tác …", 3 "4.1. Ưu điểm"; ``number`` is "I.", "1.", "4.1."."""

    level: Literal[1, 2, 3]
    title: str
    number: str = ""

    @property
    def shown_title(self) -> str:
        """The title as it is printed, without its number."""
        return self.title.upper() if self.level == 1 else self.title

    @property
    def text(self) -> str:
        return f"{self.number} {self.shown_title}".strip()


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Bullet:
    """Level 1 is marked "- ", level 2 "+ "; the mark is not part of ``runs``."""

    level: Literal[1, 2]
    runs: Runs

    @property
    def mark(self) -> str:
        return "- " if self.level == 1 else "+ "


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in mm; writers scale all of a table to the page. Neighbours of one ``group`` share a heading above.

    ``ratio`` names (part, whole) columns by index: then the cell is part in percent of whole, in the total row too.
    ``adds`` names columns whose sum the cell is. A workbook has both as formulas. ``names`` says that the cell tells
    its row from the others; where no column does, the second one is the row's name.
    """

    title: str
    width: float
    kind: CellKind = "text"
    align: Literal["left", "center", "right"] = "left"
    group: str = ""
    ratio: tuple[int, int] | None = None
    adds: tuple[int, ...] = ()
    names: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One value for each column, as it is (int, Decimal, str); None leaves the cell empty."""

    cells: tuple[Cell, ...]
    role: RowRole = "row"


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def grouped(self) -> bool:
        """Whether the heading has two rows."""
        return any(column.group for column in self.columns)


@dataclass(frozen=True, slots=True)
class Series:
    """One value for each category of a chart, drawn in one pattern."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, one group for each category: lying ones, for names are long, or ``upright`` ones for months.

    ``unit`` says what is counted ("lớp", "lượt người"). ``charts.draw`` turns it into one picture for PDF and Word; the
    workbook has the numbers and a chart of its own.
    """

    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    upright: bool = False

    @property
    def in_words(self) -> str:
        """What a screen reader says instead of the picture."""
        rows = (f"{category}: {self._values(index)}" for index, category in enumerate(self.categories))
        return f"{self.title} ({self.unit}). {'; '.join(rows)}."

    def _values(self, index: int) -> str:
        """The values of one category, each with the name of its series where there are several."""
        if len(self.series) == 1:
            return format_number(self.series[0].values[index])
        return ", ".join(f"{one.name} {format_number(one.values[index])}" for one in self.series)


Block = Heading | Paragraph | Bullet | Table | Chart


@dataclass(frozen=True, slots=True)
class Head:
    """Boxes 1 to 4: ``superior`` is the body above, if it is named; the motto is the same everywhere."""

    issuer: tuple[str, ...]
    symbol: str
    place_date: str
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Boxes 7a and 7b: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", and the signer's name."""

    authority: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """Phụ lục: pages of its own, numbered for themselves. ``number`` is "Phụ lục I", ``name`` the template's for it."""

    number: str
    title: str
    attached: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of the document as a value, with its name and definition: the summary sheet of the workbook."""

    name: str
    label: str
    definition: str
    value: Cell
    kind: CellKind


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str
    author: str
    subject: str = ""
    year: int = 2000
    """Stands in file properties that must hold a date (1 January), so that equal documents give equal bytes."""


@dataclass(frozen=True, slots=True)
class CheckMark:
    """What a frozen report carries in the foot of every page, so that paper can be compared with the files behind it.

    ``code`` is the short check code as it is printed; ``qr`` its QR symbol as rows of modules (True is dark), without
    the quiet zone: the writers leave that. Not a box of the decree; it stands in the bottom margin, small and grey.
    """

    code: str
    qr: tuple[tuple[bool, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    head: Head
    kind: str
    subject: str
    body: tuple[Block, ...]
    closing: Runs
    recipients: tuple[str, ...]
    signature: Signature
    metadata: Metadata
    addressees: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    check: CheckMark | None = None

    def text(self) -> str:
        """The body, closing included, one block a line: for golden files, diffs and search."""
        return "\n".join((*(block_text(block) for block in self.body), plain(self.closing)))


def plain(runs: Runs) -> str:
    """The text of runs."""
    return "".join(run.text for run in runs)


def block_text(block: Block) -> str:
    """A block in one line; a table's rows one a line, cells parted by tabs."""
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return plain(block.runs)
        case Bullet():
            return block.mark + plain(block.runs)
        case Table():
            return "\n".join("\t".join(row) for row in shown_rows(block))
        case Chart():
            return block.in_words


def shown_rows(table: Table) -> Iterator[tuple[str, ...]]:
    """Every row of a table as it is printed, without the heading."""
    for row in table.rows:
        yield tuple(show(cell, column.kind) for cell, column in zip(row.cells, table.columns, strict=True))


def show(cell: Cell, kind: CellKind) -> str:
    """A cell as it is printed: ``1.891``, ``120,1``, ``+36``; an empty one as nothing."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if kind in ("percent", "share"):
        return (format_percent(Decimal(cell)) or "") + "%" * (kind == "share")
    sign = "+" if kind == "change" and cell > 0 else ""
    return sign + format_number(int(cell))


# --- text that people typed ------------------------------------------------------------------------------------------

_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_ILLEGAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, lone surrogates and noncharacters: no office format can hold them."""


def clean(text: str) -> str:
    """Text that every format can hold: NFC (reportlab misplaces loose marks), one line, no control characters."""
    return unicodedata.normalize("NFC", _ILLEGAL.sub("", _SPACES.sub(" ", text)))


Value = TypeVar("Value")


def cleaned(value: Value) -> Value:
    """The same value with every text in it cleaned; every writer begins with it."""
    return _cleaned(value)  # type: ignore[return-value]


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: _cleaned(getattr(value, f.name)) for f in dataclasses.fields(value)}
        )
    return value
