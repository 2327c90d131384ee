"""Reads a PDF as lines of text and strokes with their places: what was drawn, not what was meant.

Points; the origin of a page is its lower left corner. Follows the operators of text, paths and colour that reportlab,
LibreOffice and Word write (ISO 32000-1, 8.4, 8.5, 9.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import TextStringObject

from clc_desktop.reports.format_gate.letters import Face
from clc_desktop.reports.format_gate.pdf_fonts import Font, read_font

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)
_GAP = 12.0
"""Points between two pieces of text on one height that belong to different columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: from ``left`` to ``right``, on the base line ``base``."""

    text: str
    page: int
    left: float
    right: float
    base: float
    faces: frozenset[Face]

    @property
    def where(self) -> str:
        return f"trang {self.page}"

    @property
    def size(self) -> float:
        return max(face.size for face in self.faces)

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Stroke:
    """A horizontal line."""

    left: float
    right: float
    height: float

    @property
    def length(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    strokes: tuple[Stroke, ...]
    fonts: tuple[Font, ...]


@dataclass(frozen=True, slots=True)
class Pdf:
    pages: tuple[Page, ...]
    tagged: bool
    language: str
    title: str


def read_pdf(data: bytes) -> Pdf:
    """Every page; lines from top to bottom, then from left to right."""
    reader = PdfReader(BytesIO(data))
    root: Any = reader.trailer["/Root"]
    marks: Any = root.get("/MarkInfo", {})
    return Pdf(
        pages=tuple(_page(number, page) for number, page in enumerate(reader.pages, start=1)),
        tagged=bool(marks.get("/Marked")) and "/StructTreeRoot" in root,
        language=str(root.get("/Lang", "")),
        title=(reader.metadata.title if reader.metadata else None) or "",
    )


def _page(number: int, page: Any) -> Page:
    fonts = {str(name): read_font(value.get_object()) for name, value in page["/Resources"].get("/Font", {}).items()}
    machine = _Machine(number, fonts)
    content = page.get_contents()
    for operands, operator in content.operations if content is not None else ():
        machine.step(operator, operands)
    used = tuple(fonts[name] for name in sorted(machine.used))
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    return Page(number, width, height, tuple(_lines(machine.pieces)), tuple(machine.strokes), used)


# --- drawing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Matrix = _UNMOVED
    colour: str = "#000000"
    font: str = ""
    size: float = 0.0
    leading: float = 0.0
    word: float = 0.0
    letter: float = 0.0
    scale: float = 1.0
    rise: float = 0.0


@dataclass
class _Machine:
    """Follows the operators of one page."""

    page: int
    fonts: dict[str, Font]
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    text: Matrix = _UNMOVED
    line: Matrix = _UNMOVED
    path: list[tuple[float, float, float, float]] = field(default_factory=list)
    point: tuple[float, float] = (0.0, 0.0)
    pieces: list[Line] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def step(self, operator: bytes, operands: list[Any]) -> None:
        done = _OPERATORS.get(operator.decode("latin-1"))
        if done:
            done(self, operands)

    def save(self, _: list[Any]) -> None:
        self.stack.append(self.state)

    def restore(self, _: list[Any]) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def transform(self, m: list[Any]) -> None:
        self.state = replace(self.state, matrix=_times(_matrix(m), self.state.matrix))

    def set_font(self, operands: list[Any]) -> None:
        self.state = replace(self.state, font=str(operands[0]), size=float(operands[1]))

    def begin_text(self, _: list[Any]) -> None:
        self.text = self.line = _UNMOVED

    def place(self, m: list[Any]) -> None:
        self.text = self.line = _matrix(m)

    def move(self, by: list[Any]) -> None:
        self.text = self.line = _times((1, 0, 0, 1, float(by[0]), float(by[1])), self.line)

    def move_leading(self, by: list[Any]) -> None:
        self.state = replace(self.state, leading=-float(by[1]))
        self.move(by)

    def next_line(self, _: list[Any]) -> None:
        self.move([0, -self.state.leading])

    def show(self, operands: list[Any]) -> None:
        self.draw([operands[0]])

    def show_array(self, operands: list[Any]) -> None:
        self.draw(list(operands[0]))

    def next_and_show(self, operands: list[Any]) -> None:
        self.next_line([])
        self.draw([operands[-1]])

    def draw(self, items: list[Any]) -> None:
        """Text and shifts of a TJ array as one piece."""
        state, font = self.state, self.fonts.get(self.state.font)
        if font is None:
            return
        start, letters = self.text, []
        for item in items:
            if isinstance(item, int | float):
                self.advance(-float(item) / 1000 * state.size * state.scale)
                continue
            for text, width, is_space in font.letters(_bytes(item)):
                letters.append(text)
                more = state.letter + (state.word if is_space else 0.0)
                self.advance((width / 1000 * state.size + more) * state.scale)
        self.keep("".join(letters), start, font)

    def advance(self, by: float) -> None:
        self.text = _times((1, 0, 0, 1, by, 0), self.text)

    def keep(self, text: str, start: Matrix, font: Font) -> None:
        first, last = _times(start, self.state.matrix), _times(self.text, self.state.matrix)
        size = round(self.state.size * abs(first[3] or first[1]), 2)
        if text.strip("\u200b"):
            self.used.add(self.state.font)
            face = Face(font.family, size, font.bold, font.italic, self.state.colour)
            self.pieces.append(Line(text, self.page, first[4], last[4], first[5], frozenset({face})))

    def colour(self, operands: list[Any]) -> None:
        numbers = [float(item) for item in operands if isinstance(item, int | float)]
        self.state = replace(self.state, colour=_colour(numbers))

    def move_to(self, to: list[Any]) -> None:
        self.point = (float(to[0]), float(to[1]))

    def line_to(self, to: list[Any]) -> None:
        self.path.append((*self.point, float(to[0]), float(to[1])))
        self.move_to(to)

    def rectangle(self, r: list[Any]) -> None:
        """A thin one is a rule, too."""
        x, y, width, height = (float(item) for item in r)
        if abs(height) <= 2:
            self.path.append((x, y + height / 2, x + width, y + height / 2))

    def paint(self, _: list[Any]) -> None:
        for x, y, to_x, to_y in self.path:
            (left, height), (right, end) = _at((x, y), self.state.matrix), _at((to_x, to_y), self.state.matrix)
            if abs(height - end) < 0.5:
                self.strokes.append(Stroke(min(left, right), max(left, right), height))
        self.path.clear()

    def forget(self, _: list[Any]) -> None:
        self.path.clear()


def _setter(name: str, factor: float = 1.0) -> Any:
    def done(machine: _Machine, operands: list[Any]) -> None:
        changed: dict[str, Any] = {name: float(operands[0]) * factor}
        machine.state = replace(machine.state, **changed)

    return done


_OPERATORS: dict[str, Any] = {
    "q": _Machine.save,
    "Q": _Machine.restore,
    "cm": _Machine.transform,
    "BT": _Machine.begin_text,
    "Tf": _Machine.set_font,
    "Tm": _Machine.place,
    "Td": _Machine.move,
    "TD": _Machine.move_leading,
    "T*": _Machine.next_line,
    "TL": _setter("leading"),
    "Tw": _setter("word"),
    "Tc": _setter("letter"),
    "Tz": _setter("scale", 0.01),
    "Ts": _setter("rise"),
    "Tj": _Machine.show,
    "TJ": _Machine.show_array,
    "'": _Machine.next_and_show,
    '"': _Machine.next_and_show,
    **dict.fromkeys(("g", "rg", "k", "sc", "scn"), _Machine.colour),
    "m": _Machine.move_to,
    "l": _Machine.line_to,
    "re": _Machine.rectangle,
    **dict.fromkeys(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*"), _Machine.paint),
    "n": _Machine.forget,
}


def _bytes(item: Any) -> bytes:
    return item.original_bytes if isinstance(item, TextStringObject) else bytes(item)


def _matrix(m: list[Any]) -> Matrix:
    a, b, c, d, e, f = (float(item) for item in m)
    return a, b, c, d, e, f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _at(point: tuple[float, float], m: Matrix) -> tuple[float, float]:
    x, y = point
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


def _colour(numbers: list[float]) -> str:
    if len(numbers) == 4:
        cyan, magenta, yellow, key = numbers
        numbers = [(1 - part) * (1 - key) for part in (cyan, magenta, yellow)]
    levels = (numbers * 3)[:3] if len(numbers) == 1 else numbers[:3]
    return "#" + "".join(f"{round(level * 255):02X}" for level in levels)


# --- lines ------------------------------------------------------------------------------------------------------------


def _lines(pieces: list[Line]) -> Iterator[Line]:
    """Pieces on one height, close to each other, are one line."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda one: (-round(one.base), one.left)):
        last = lines[-1] if lines else None
        if last and abs(last.base - piece.base) < 1.5 and last.left <= piece.left < last.right + _GAP:
            lines[-1] = _joined(last, piece)
        else:
            lines.append(piece)
    yield from (replace(line, text=line.text.strip("\u200b")) for line in lines)


def _joined(first: Line, second: Line) -> Line:
    apart = second.left - first.right > 0.15 * second.size
    spaced = apart and not first.text.endswith(" ") and not second.text.startswith(" ")
    text = first.text + (" " if spaced else "") + second.text
    return replace(first, text=text, right=max(first.right, second.right), faces=first.faces | second.faces)
