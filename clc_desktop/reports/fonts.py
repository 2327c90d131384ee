"""Liberation Serif, which has the widths of Times New Roman: registered with reportlab once, when first needed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from clc_desktop.files import resource_path

FAMILY = "LiberationSerif"
_FACES = (("Regular", False, False), ("Bold", True, False), ("Italic", False, True), ("BoldItalic", True, True))


def face(bold: bool = False, italic: bool = False) -> str:
    """The name of one of the four faces, as reportlab knows it."""
    return f"{FAMILY}-{next(name for name, *style in _FACES if style == [bold, italic])}"


@cache
def register_fonts() -> None:
    """Make the four faces known to reportlab; later calls do nothing."""
    for name, bold, italic in _FACES:
        pdfmetrics.registerFont(_WholeTextFont(f"{FAMILY}-{name}", resource_path(f"fonts/{FAMILY}-{name}.ttf")))
        addMapping(FAMILY, int(bold), int(italic), f"{FAMILY}-{name}")


def text_points(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The width of a line of text in points."""
    register_fonts()
    return float(pdfmetrics.stringWidth(text, face(bold, italic), size))


# --- characters that the font does not have ---------------------------------------------------------------------------

_BOX, _NOTHING = 0x25A1, 0x200B
"""Drawn in the place of what the font lacks: □, or nothing for marks that take no room of their own."""


def _stand_in(code: int) -> int:
    """The character that is drawn for one that the font does not have."""
    return _NOTHING if unicodedata.category(chr(code)) in ("Cf", "Mn", "Me") else _BOX


class _WholeTextFont(TTFont):  # type: ignore[misc]
    """Draws a box for a character it does not have (emoji, Chinese), but keeps the character in the text.

    reportlab would make all of them one and the same unknown character. Each gets a code of its own instead, which the
    font's ToUnicode map gives back to search, copying and screen readers, as an ActualText would.
    """

    def __init__(self, name: str, path: Any) -> None:
        super().__init__(name, path)
        self.face.charToGlyph = _Glyphs(self.face.charToGlyph)
        self.face.charWidths = _Widths(self.face.charWidths)

    def addObjects(self, document: Any) -> None:  # noqa: N802
        super().addObjects(document)
        for name, stream in document.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = re.sub(r"(?<= <)[0-9A-F]{5,6}(?=>)", _as_utf16, stream.content)


class _Glyphs(dict[int, int]):
    """Code point: glyph; the stand-in's for every other."""

    def __contains__(self, _code: object) -> bool:
        return True

    def __missing__(self, code: int) -> int:
        return dict.get(self, _stand_in(code), 0)


class _Widths(dict[int, float]):
    """Code point: width; the stand-in's for every other. reportlab asks with ``get`` and a width of its own."""

    def get(self, code: int, default: Any = None) -> Any:
        found = dict.get(self, code)
        return found if found is not None else dict.get(self, _stand_in(code), default)


def _as_utf16(found: re.Match[str]) -> str:
    """A code point beyond 16 bits as the pair that PDF asks for; reportlab writes it as one number."""
    return chr(int(found[0], 16)).encode("utf-16-be").hex().upper()
