"""How a line is set (font, size, weight, slant, case, colour): checked alike in PDF and Word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from clc_desktop.reports.format_gate.violations import Violation, short

FAMILIES = ("timesnewroman", "liberationserif", "tinos")
"""Times New Roman, and the two free families with its widths."""

_TOLERANCE = 0.11
"""Points: what rounding of sizes may leave."""


@dataclass(frozen=True, slots=True)
class Face:
    """One way in which letters of a line are set; ``colour`` is "#000000" for black."""

    family: str
    size: float
    bold: bool
    italic: bool
    colour: str = "#000000"


@dataclass(frozen=True, slots=True)
class Look:
    """What a rule wants of every letter in a line; None: the rule does not say."""

    sizes: tuple[float, float]
    bold: bool | None = False
    italic: bool | None = False
    upper: bool | None = None

    @property
    def words(self) -> str:
        low, high = self.sizes
        size = f"cỡ {low:g}" if low == high else f"cỡ {low:g}-{high:g}"
        weight = {True: ", đậm", False: ", không đậm", None: ""}[self.bold]
        slant = {True: ", nghiêng", False: ", đứng", None: ""}[self.italic]
        case = {True: ", in hoa", False: ", in thường", None: ""}[self.upper]
        return size + weight + slant + case


def check_look(rule: str, text: str, where: str, faces: frozenset[Face], look: Look) -> Iterator[Violation]:
    """The line's faces and case beside what the rule wants: one violation names all that differs."""
    wrong = [face for face in faces if not _fits(face, look)]
    upper_wrong = look.upper is not None and _has_letters(text) and look.upper != is_upper(text)
    if wrong or upper_wrong:
        yield Violation(rule, f"{where} {short(text)}", _shown(faces, text), look.words)


def _fits(face: Face, look: Look) -> bool:
    low, high = look.sizes
    return (
        low - _TOLERANCE <= face.size <= high + _TOLERANCE
        and look.bold in (None, face.bold)
        and look.italic in (None, face.italic)
    )


def _shown(faces: frozenset[Face], text: str) -> str:
    parts = (
        f"cỡ {face.size:g}{', đậm' if face.bold else ', không đậm'}{', nghiêng' if face.italic else ', đứng'}"
        for face in sorted(faces, key=lambda face: (face.size, face.bold, face.italic))
    )
    return " + ".join(dict.fromkeys(parts)) + (", in hoa" if is_upper(text) else ", in thường")


def is_upper(text: str) -> bool:
    """Whether every letter is a capital."""
    return text == text.upper()


def _has_letters(text: str) -> bool:
    """Whether the text has letters that can be large or small: a wrapped "31/3/2020" has none."""
    return text.upper() != text.lower()


def check_plain(text: str, where: str, faces: frozenset[Face]) -> Iterator[Violation]:
    """Font, colour and code of any line at all (Annex I, part I.4)."""
    for face in sorted(faces, key=lambda face: (face.family, face.colour)):
        if not is_times(face.family):
            yield Violation("font", f"{where} {short(text)}", face.family, "Times New Roman")
        if face.colour != "#000000":
            yield Violation("black", f"{where} {short(text)}", face.colour, "màu đen")
    if text != unicodedata.normalize("NFC", text) or _UNKNOWN.search(text):
        yield Violation("unicode", f"{where} {short(text)}", "ký tự tổ hợp hoặc không có mã", "Unicode dựng sẵn (NFC)")


def is_times(family: str) -> bool:
    return re.sub(r"[^a-z]", "", family.lower()).removesuffix("psmt").startswith(FAMILIES)


_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")
