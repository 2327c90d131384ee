"""Reads a Word file as paragraphs with the properties that Word would use: styles resolved, numbers put in.

ISO/IEC 29500-1: 17.7.2 (styles under styles, what is direct wins), 17.9 (numbering), 17.6 (sections). Points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from clc_desktop.reports.format_gate.letters import Face

_TWIPS = 20.0


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``cell`` is (table, row, column) where it is in a table, ``width`` that of its column or text."""

    text: str
    number: int
    faces: frozenset[Face]
    style: str
    align: str = "left"
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    lines: float = 1.0
    keep: bool = False
    ruled: bool = False
    cell: tuple[int, int, int] | None = None
    width: float = 0.0
    section: int = 0

    @property
    def where(self) -> str:
        return f"đoạn {self.number}"

    @property
    def size(self) -> float:
        return max((face.size for face in self.faces), default=0.0)


@dataclass(frozen=True, slots=True)
class Section:
    """``header`` and ``first_header`` are what Word will show; ``counts_from`` None: pages go on counting."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    different_first: bool
    counts_from: int | None
    header: tuple[Para, ...]
    header_fields: tuple[str, ...]
    first_header: tuple[Para, ...]


@dataclass(frozen=True, slots=True)
class Docx:
    paragraphs: tuple[Para, ...]
    sections: tuple[Section, ...]
    whole_rows: bool
    """No row of a table is cut by the end of a page."""


def read_docx(data: bytes) -> Docx:
    """Every paragraph of the body, those in tables too, in their order."""
    word = docx.Document(BytesIO(data))
    reader = _Reader(word)
    sections = tuple(_section(reader, section) for section in word.sections)
    paragraphs = tuple(reader.body(sections))
    rows = [row for table in word.tables for row in table.rows]
    whole = all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    return Docx(paragraphs, sections, whole)


def _section(reader: _Reader, section: Any) -> Section:
    numbers = section._sectPr.find(qn("w:pgNumType"))
    start = numbers.get(qn("w:start")) if numbers is not None else None
    header, first = section.header, section.first_page_header
    return Section(
        width=section.page_width.pt,
        height=section.page_height.pt,
        top=section.top_margin.pt,
        bottom=section.bottom_margin.pt,
        left=section.left_margin.pt,
        right=section.right_margin.pt,
        different_first=section.different_first_page_header_footer,
        counts_from=int(start) if start is not None else None,
        header=tuple(reader.para(p._p) for p in header.paragraphs),
        header_fields=tuple(node.text or "" for node in header._element.iter(qn("w:instrText"))),
        first_header=tuple(reader.para(p._p) for p in first.paragraphs),
    )


@dataclass
class _Reader:
    """Resolves the properties of paragraphs of one file."""

    word: Any
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    seen: int = 0

    def __post_init__(self) -> None:
        self.styles: dict[str, Any] = {style.style_id: style.element for style in self.word.styles}
        defaults = self.word.styles.element.find(qn("w:docDefaults"))
        self.run_defaults = _child(_child(defaults, "w:rPrDefault"), "w:rPr")
        self.paragraph_defaults = _child(_child(defaults, "w:pPrDefault"), "w:pPr")

    def body(self, sections: tuple[Section, ...]) -> Iterator[Para]:
        section, tables = 0, 0
        for block in self.word.element.body:
            width = _text_width(sections[min(section, len(sections) - 1)])
            if block.tag == qn("w:tbl"):
                yield from self._table(block, tables, section)
                tables += 1
            elif block.tag == qn("w:p"):
                yield self.para(block, width=width, section=section)
                section += block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None

    def _table(self, table: Any, number: int, section: int) -> Iterator[Para]:
        for row, tr in enumerate(table.tr_lst):
            for column, tc in enumerate(tr.tc_lst):
                width = tc.width.pt if tc.width is not None else 0.0
                for p in tc.iter(qn("w:p")):
                    yield self.para(p, cell=(number, row, column), width=width, section=section)

    def para(self, p: Any, **place: Any) -> Para:
        self.seen += 1
        direct, style = p.find(qn("w:pPr")), p.style or self._default_style()
        chain = [direct, *self._chain(style, "w:pPr"), self.paragraph_defaults]
        indents = {side: _length(chain, "w:ind", side) for side in ("left", "right", "firstLine", "hanging")}
        marked = self._mark(chain)
        text = marked + "".join(_texts(p))
        return Para(
            text=text.strip("\n"),
            number=self.seen,
            faces=frozenset(self._faces(p, style)),
            style=self._name(style),
            align=_value(chain, "w:jc") or "left",
            left=indents["left"],
            right=indents["right"],
            first=indents["firstLine"] - indents["hanging"],
            before=_length(chain, "w:spacing", "before"),
            lines=_line_spacing(chain),
            keep=_switch(chain, "w:keepNext"),
            ruled=_child(next((c for c in chain if _child(c, "w:pBdr") is not None), None), "w:pBdr") is not None,
            **place,
        )

    # --- styles

    def _default_style(self) -> str:
        found = (
            s for s, e in self.styles.items() if e.get(qn("w:default")) == "1" and e.get(qn("w:type")) == "paragraph"
        )
        return next(found, "")

    def _name(self, style: str) -> str:
        element = self.styles.get(style)
        return str(_child(element, "w:name").get(qn("w:val"))) if element is not None else ""

    def _chain(self, style: str, properties: str) -> list[Any]:
        """The properties of a style and of those it is based on, nearest first."""
        found: list[Any] = []
        while style in self.styles and len(found) < 20:
            element = self.styles[style]
            found.append(element.find(qn(properties)))
            base = _child(element, "w:basedOn")
            style = base.get(qn("w:val")) if base is not None else ""
        return found

    def _faces(self, p: Any, style: str) -> Iterator[Face]:
        for run in p.iter(qn("w:r")):
            if "".join(_texts(run)).strip():
                direct = run.find(qn("w:rPr"))
                named = _child(direct, "w:rStyle")
                character = self._chain(named.get(qn("w:val")), "w:rPr") if named is not None else []
                chain = [direct, *character, *self._chain(style, "w:rPr"), self.run_defaults]
                yield _face(chain)

    # --- numbers

    def _mark(self, chain: list[Any]) -> str:
        """The number or mark that Word puts before the paragraph, with a space."""
        found = next((c for c in chain if _child(c, "w:numPr") is not None), None)
        properties = _child(found, "w:numPr")
        number = _child(properties, "w:numId")
        if number is None or number.get(qn("w:val")) == "0":
            return ""
        level = _child(properties, "w:ilvl")
        return self._counted(number.get(qn("w:val")), int(level.get(qn("w:val"))) if level is not None else 0)

    def _counted(self, number: str, depth: int) -> str:
        levels = self._levels(number)
        if depth >= len(levels):
            return ""
        self.counts[number, depth] = self.counts.get((number, depth), 0) + 1
        for deeper in range(depth + 1, 9):
            self.counts.pop((number, deeper), None)
        text = _child(levels[depth], "w:lvlText").get(qn("w:val"))
        shown = re.sub("%([1-9])", lambda found: self._form(number, levels, int(found[1]) - 1), text)
        return f"{shown} " if shown else ""

    def _form(self, number: str, levels: list[Any], depth: int) -> str:
        value = self.counts.get((number, depth), 1)
        form = _child(levels[depth], "w:numFmt").get(qn("w:val"))
        return _ROMAN[min(value, len(_ROMAN) - 1)] if form == "upperRoman" else str(value)

    def _levels(self, number: str) -> list[Any]:
        numbering = self.word.part.numbering_part.element
        for num in numbering.findall(qn("w:num")):
            if num.get(qn("w:numId")) == number:
                abstract = _child(num, "w:abstractNumId").get(qn("w:val"))
                for one in numbering.findall(qn("w:abstractNum")):
                    if one.get(qn("w:abstractNumId")) == abstract:
                        return list(one.findall(qn("w:lvl")))
        return []


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


# --- properties -------------------------------------------------------------------------------------------------------


def _texts(element: Any) -> Iterator[str]:
    for node in element.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        yield (node.text or "") if node.tag == qn("w:t") else " "


def _child(element: Any, name: str) -> Any:
    return element.find(qn(name)) if element is not None else None


def _value(chain: list[Any], name: str) -> str | None:
    """The nearest value of a property."""
    for properties in chain:
        found = _child(properties, name)
        if found is not None:
            return str(found.get(qn("w:val")))
    return None


def _switch(chain: list[Any], name: str) -> bool:
    for properties in chain:
        found = _child(properties, name)
        if found is not None:
            return found.get(qn("w:val")) not in ("0", "false", "off")
    return False


def _attribute(chain: list[Any], name: str, attribute: str) -> str | None:
    """The nearest attribute: ``w:ind`` and ``w:spacing`` are merged by attribute."""
    for properties in chain:
        found = _child(properties, name)
        if found is not None and found.get(qn(f"w:{attribute}")) is not None:
            return str(found.get(qn(f"w:{attribute}")))
    return None


def _length(chain: list[Any], name: str, attribute: str) -> float:
    return float(_attribute(chain, name, attribute) or 0) / _TWIPS


def _line_spacing(chain: list[Any]) -> float:
    """In lines; exact heights are not lines and count as 1."""
    line, rule = _attribute(chain, "w:spacing", "line"), _attribute(chain, "w:spacing", "lineRule")
    return float(line) / 240 if line and rule in (None, "auto") else 1.0


def _face(chain: list[Any]) -> Face:
    fonts = [_attribute(chain, "w:rFonts", script) or "" for script in ("ascii", "hAnsi", "cs", "eastAsia")]
    themed = any(_attribute(chain[:-1], "w:rFonts", f"{script}Theme") for script in ("ascii", "hAnsi"))
    strange = [font for font in fonts if font != fonts[0]]
    family = "theme" if themed else ", ".join(dict.fromkeys((fonts[0], *strange)))
    colour = (_value(chain, "w:color") or "auto").upper()
    return Face(
        family=family,
        size=float(_value(chain, "w:sz") or 20) / 2,
        bold=_switch(chain, "w:b"),
        italic=_switch(chain, "w:i"),
        colour="#000000" if colour == "AUTO" else f"#{colour}",
    )


def _text_width(section: Section) -> float:
    return section.width - section.left - section.right
