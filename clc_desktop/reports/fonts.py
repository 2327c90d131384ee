"""Liberation Serif, which has the widths of Times New Roman: registered with reportlab once, when first needed."""

from __future__ import annotations

import re
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


class _WholeTextFont(TTFont):  # type: ignore[misc]
    """Draws a character it does not have (emoji, Chinese) as a box, but keeps it in the text that is searched.

    reportlab would make all of them one and the same unknown character.
    """

    def __init__(self, name: str, path: Any) -> None:
        super().__init__(name, path)
        self.face.charToGlyph = _Glyphs(self.face.charToGlyph)

    def addObjects(self, document: Any) -> None:  # noqa: N802
        super().addObjects(document)
        for name, stream in document.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = re.sub(r"(?<= <)[0-9A-F]{5,6}(?=>)", _as_utf16, stream.content)


class _Glyphs(dict[int, int]):
    """Code point: glyph; 0, the font's box, for every other."""

    def __contains__(self, _code: object) -> bool:
        return True

    def __missing__(self, _code: int) -> int:
        return 0


def _as_utf16(found: re.Match[str]) -> str:
    """A code point beyond 16 bits as the pair that PDF asks for; reportlab writes it as one number."""
    return chr(int(found[0], 16)).encode("utf-16-be").hex().upper()
