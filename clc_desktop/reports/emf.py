"""A picture as an enhanced metafile ([MS-EMF]): vector graphics that every Word and LibreOffice shows and prints.

Only what ``pictures`` has: filled rectangles, straight lines and text in Times New Roman. One logical unit is 1/100 mm.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from clc_desktop.reports.fonts import text_points
from clc_desktop.reports.pictures import Box, Label, Picture, Shape, Stroke

_UNIT = 2540 / 72
"""Logical units in a point."""
_FACE = "Times New Roman"

_HEADER, _EOF = 1, 14
_SET_BACKGROUND_MODE, _SET_TEXT_ALIGN, _SET_TEXT_COLOUR = 18, 22, 24
_MOVE_TO, _LINE_TO, _RECTANGLE = 27, 54, 43
_SELECT, _DELETE, _CREATE_PEN, _CREATE_BRUSH, _CREATE_FONT, _TEXT = 37, 40, 38, 39, 82, 84
_TRANSPARENT, _SOLID, _NO_PEN = 1, 0, 5
_ALIGN = {"start": 24, "middle": 30, "end": 26}
"""TA_BASELINE with TA_LEFT, TA_CENTER, TA_RIGHT."""


def write_emf(picture: Picture) -> bytes:
    """The picture as the bytes of an .emf file."""
    records = [_number(_SET_BACKGROUND_MODE, _TRANSPARENT)]
    for shape in picture.shapes:
        records += _shape(shape)
    records.append(_record(_EOF, struct.pack("<III", 0, 16, 20)))
    body = b"".join(records)
    return _header(picture, len(body), len(records) + 1) + body


def _header(picture: Picture, size: int, records: int) -> bytes:
    """Bounds and frame are the whole picture; the reference device has 100 dots a millimetre."""
    right, bottom = _at(picture.width), _at(picture.height)
    bounds = struct.pack("<8i", 0, 0, right, bottom, 0, 0, right, bottom)
    sizes = struct.pack("<4sIIIHHIII", b" EMF", 0x10000, size + 88, records, 2, 0, 0, 0, 0)
    return _record(_HEADER, bounds + sizes + struct.pack("<4i", 21000, 29700, 210, 297))


def _shape(shape: Shape) -> Iterator[bytes]:
    """One object at a time is made, used and thrown away: there is never more than a pen and a brush."""
    match shape:
        case Box():
            yield from _pen(shape.line, "#000000")
            yield _record(_CREATE_BRUSH, struct.pack("<IIII", 2, _SOLID, _colour(shape.fill), 0))
            yield _number(_SELECT, 2)
            corners = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
            yield _record(_RECTANGLE, struct.pack("<4i", *map(_at, corners)))
            yield from (_number(_SELECT, 0x80000000), _number(_DELETE, 2))
            yield from _pen_away()
        case Stroke():
            yield from _pen(shape.line, shape.colour)
            yield _record(_MOVE_TO, struct.pack("<2i", _at(shape.x), _at(shape.y)))
            yield _record(_LINE_TO, struct.pack("<2i", _at(shape.to_x), _at(shape.to_y)))
            yield from _pen_away()
        case Label():
            yield from _label(shape)


def _pen(line: float, colour: str) -> Iterator[bytes]:
    kind = _SOLID if line else _NO_PEN
    yield _record(_CREATE_PEN, struct.pack("<IIiiI", 1, kind, max(_at(line), 1), 0, _colour(colour)))
    yield _number(_SELECT, 1)


def _pen_away() -> Iterator[bytes]:
    """Back to the stock pen (BLACK_PEN) before ours is deleted."""
    yield from (_number(_SELECT, 0x80000007), _number(_DELETE, 1))


def _label(label: Label) -> Iterator[bytes]:
    height, weight = -_at(label.size), 700 if label.bold else 400
    face = _FACE.encode("utf-16-le").ljust(64, b"\0")
    logfont = struct.pack("<5i8B", height, 0, 0, 0, weight, 0, 0, 0, 1, 0, 0, 0, 0) + face
    yield _record(_CREATE_FONT, struct.pack("<I", 3) + logfont.ljust(320, b"\0"))
    yield _number(_SELECT, 3)
    yield _number(_SET_TEXT_ALIGN, _ALIGN[label.anchor])
    yield _number(_SET_TEXT_COLOUR, 0)
    yield _text(label)
    yield from (_number(_SELECT, 0x8000000D), _number(_DELETE, 3))


def _text(label: Label) -> bytes:
    """EMR_EXTTEXTOUTW; spacing is left to the font."""
    text = label.text.encode("utf-16-le")
    units = len(text) // 2
    padded = text.ljust((len(text) + 3) // 4 * 4, b"\0")
    start = 76
    spaces = start + len(padded)
    head = struct.pack("<4iIff", 0, 0, -1, -1, 1, 1.0, 1.0)
    where = struct.pack("<2iIII4iI", _at(label.x), _at(label.y), units, start, 0, 0, 0, -1, -1, spaces)
    return _record(_TEXT, head + where + padded + _advances(label, units))


def _advances(label: Label, units: int) -> bytes:
    """The width of every UTF-16 unit: [MS-EMF] 2.2.5 wants them."""
    widths: list[int] = []
    for letter in label.text:
        pair = len(letter.encode("utf-16-le")) // 2 - 1
        widths += [_at(text_points(letter, label.size, bold=label.bold)), *[0] * pair]
    return struct.pack(f"<{units}I", *widths)


def _number(kind: int, value: int) -> bytes:
    return _record(kind, struct.pack("<I", value))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<II", kind, len(body) + 8) + body


def _at(points: float) -> int:
    return round(points * _UNIT)


def _colour(name: str) -> int:
    """COLORREF: blue, green, red."""
    red, green, blue = (int(name[index : index + 2], 16) for index in (1, 3, 5))
    return blue << 16 | green << 8 | red
