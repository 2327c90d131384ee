"""Fonts of a PDF page: what a string says, how wide it is, whether the font is in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject


@dataclass(frozen=True, slots=True)
class Font:
    """``wide`` fonts take two bytes a letter. ``widths`` in thousandths of the size, by code."""

    name: str
    embedded: bool
    subset: bool
    texts: dict[int, str]
    widths: dict[int, float]
    default_width: float
    wide: bool

    @property
    def family(self) -> str:
        """The name without the subset's six letters and without the style."""
        plain = re.sub(r"^[A-Z]{6}\+", "", self.name)
        return re.split(r"[-,]", plain)[0].removesuffix("PSMT").removesuffix("MT")

    @property
    def bold(self) -> bool:
        return "bold" in self.name.casefold()

    @property
    def italic(self) -> bool:
        return any(word in self.name.casefold() for word in ("italic", "oblique"))

    def letters(self, raw: bytes) -> Iterator[tuple[str, float, bool]]:
        """Text and width of every code, and whether word spacing applies to it."""
        step = 2 if self.wide else 1
        for index in range(0, len(raw) - step + 1, step):
            code = int.from_bytes(raw[index : index + step], "big")
            yield (
                self.texts.get(code, "\ufffd"),
                self.widths.get(code, self.default_width),
                not self.wide and code == 32,
            )


def read_font(resource: Any) -> Font:
    """A font of a page's resources."""
    wide = resource["/Subtype"] == "/Type0"
    inner: Any = resource["/DescendantFonts"][0].get_object() if wide else resource
    descriptor: Any = inner.get("/FontDescriptor", DictionaryObject()).get_object()
    name = str(resource["/BaseFont"]).lstrip("/")
    return Font(
        name=name,
        embedded=any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        subset=re.match(r"[A-Z]{6}\+", name) is not None,
        texts=_to_unicode(resource),
        widths=dict(_wide_widths(inner)) if wide else _simple_widths(inner),
        default_width=float(inner.get("/DW", 1000)) if wide else 0.0,
        wide=wide,
    )


def _simple_widths(font: Any) -> dict[int, float]:
    first = int(font.get("/FirstChar", 0))
    return {first + index: float(width) for index, width in enumerate(font.get("/Widths", ArrayObject()).get_object())}


def _wide_widths(font: Any) -> Iterator[tuple[int, float]]:
    """``[c [w1 w2 …] first last w …]`` (ISO 32000-1, 9.7.4.3)."""
    items: list[Any] = [item.get_object() for item in font.get("/W", ArrayObject()).get_object()]
    index = 0
    while index < len(items):
        first, second = int(items[index]), items[index + 1]
        if isinstance(second, ArrayObject):
            yield from ((first + offset, float(width)) for offset, width in enumerate(second))
            index += 2
        else:
            yield from ((code, float(items[index + 2])) for code in range(first, int(second) + 1))
            index += 3


_PAIR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")


def _to_unicode(font: Any) -> dict[int, str]:
    """Code: text, by the font's ToUnicode map; empty without one."""
    if "/ToUnicode" not in font:
        return {}
    source = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    texts: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        texts |= {int(code, 16): _text(value) for code, value in _PAIR.findall(part)}
    for part in re.findall(r"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for first, last, start, listed in _RANGE.findall(part):
            texts |= dict(_range(int(first, 16), int(last, 16), start, listed))
    return texts


def _range(first: int, last: int, start: str, listed: str) -> Iterator[tuple[int, str]]:
    if listed:
        yield from zip(range(first, last + 1), map(_text, re.findall(r"<([0-9A-Fa-f]+)>", listed)), strict=False)
        return
    text = _text(start)
    for offset in range(last - first + 1):
        yield first + offset, text[:-1] + chr(ord(text[-1]) + offset) if text else ""


def _text(value: str) -> str:
    return bytes.fromhex(value).decode("utf-16-be", "replace")
