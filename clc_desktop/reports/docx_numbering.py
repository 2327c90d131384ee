"""Real numbering in Word: "I.", "1.", "4.1." of headings and the marks of lists belong to styles, not to the text.

So a heading that an official adds or moves takes its number by itself, in Word and in LibreOffice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.shared import Mm

from clc_desktop.reports import layout
from clc_desktop.reports.docx_parts import element
from clc_desktop.reports.wording import ROMAN


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: the paragraph style that bears it, its format and text; ``first`` line indent in mm."""

    style: str
    form: str
    text: str
    first: float


@dataclass(frozen=True, slots=True)
class Scheme:
    number: int
    levels: tuple[Level, ...]


SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        1,
        (
            Level("Heading 1", "upperRoman", "%1.", layout.FIRST_LINE),
            Level("Heading 2", "decimal", "%2.", layout.FIRST_LINE),
            Level("Heading 3", "decimal", "%2.%3.", layout.FIRST_LINE),
        ),
    ),
    Scheme(
        2,
        (
            Level("List Bullet", "bullet", "-", layout.FIRST_LINE),
            Level("List Bullet 2", "bullet", "+", layout.FIRST_LINE),
        ),
    ),
    Scheme(3, (Level("Recipients", "bullet", "-", 0),)),
    Scheme(4, (Level("Addressee Item", "bullet", "-", 0),)),
)


def define_numbering(word: Word) -> None:
    """Put our lists in the place of the template's, and tie each level to its style."""
    numbering = word.part.numbering_part.element
    for found in list(numbering):
        numbering.remove(found)
    for found in list(word.styles.element.iter(qn("w:numPr"))):
        found.getparent().remove(found)
    for scheme in SCHEMES:
        numbering.append(_abstract(word, scheme))
    for scheme in SCHEMES:
        made = element("w:num", numId=str(scheme.number))
        made.append(element("w:abstractNumId", val=str(scheme.number)))
        numbering.append(made)
        for depth, level in enumerate(scheme.levels):
            _tie(word.styles[level.style].element, scheme.number, depth)


def _abstract(word: Word, scheme: Scheme) -> Any:
    made = element("w:abstractNum", abstractNumId=str(scheme.number))
    made.append(element("w:multiLevelType", val="multilevel"))
    for depth, level in enumerate(scheme.levels):
        made.append(_level(word.styles[level.style].style_id, depth, level))
    return made


def _level(style_id: str, depth: int, level: Level) -> Any:
    made = element("w:lvl", ilvl=str(depth))
    made.append(element("w:start", val="1"))
    made.append(element("w:numFmt", val=level.form))
    made.append(element("w:pStyle", val=style_id))
    made.append(element("w:suff", val="space"))
    made.append(element("w:lvlText", val=level.text))
    made.append(element("w:lvlJc", val="left"))
    paragraph = element("w:pPr")
    paragraph.append(element("w:ind", left="0", firstLine=str(Mm(level.first).twips)))
    made.append(paragraph)
    made.append(_fonts())
    return made


def _fonts() -> Any:
    properties = element("w:rPr")
    font = "Times New Roman"
    properties.append(element("w:rFonts", ascii=font, hAnsi=font, cs=font, eastAsia=font, hint="default"))
    return properties


def _tie(style: Any, number: int, depth: int) -> None:
    """The style's numbering; in ``pPr`` it stands after ``keepLines`` and ``widowControl`` (CT_PPrBase)."""
    properties = style.get_or_add_pPr()
    made = element("w:numPr")
    made.append(element("w:ilvl", val=str(depth)))
    made.append(element("w:numId", val=str(number)))
    properties.insert_element_before(made, "w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", *_AFTER)


_AFTER: Sequence[str] = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")


def without_number(paragraph: Any) -> None:
    """Take a paragraph out of its style's list: its number is typed."""
    properties = paragraph._p.get_or_add_pPr()
    made = element("w:numPr")
    made.append(element("w:numId", val="0"))
    properties.insert_element_before(made, "w:pBdr", "w:shd", "w:tabs", *_AFTER)


class HeadingCounter:
    """Counts headings as Word will, to tell whether a heading's number is the one that Word gives it."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0]

    def gives(self, level: int, number: str) -> bool:
        """Whether Word numbers the next heading of a level (1 to 3) so; if not, it is not counted."""
        counts = [*self._counts[: level - 1], self._counts[level - 1] + 1, *[0] * (3 - level)]
        if level == 3 and not counts[1]:
            return False  # without a heading above, programs differ in what they count
        if number != _shown(level, counts):
            return False
        self._counts = counts
        return True


def _shown(level: int, counts: Sequence[int]) -> str:
    first, second, third = counts
    roman = ROMAN[first] if first < len(ROMAN) else str(first)
    return {1: f"{roman}.", 2: f"{second}.", 3: f"{second}.{third}."}[level]
