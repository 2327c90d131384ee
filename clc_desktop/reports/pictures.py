"""A picture as shapes, with no format in mind: PDF paints it, Word gets it as a metafile (``emf``).

Points; the origin is the upper left corner and y goes down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]
BLACK = "#000000"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, ``line`` points of black around it (0: none)."""

    x: float
    y: float
    width: float
    height: float
    fill: str = BLACK
    line: float = 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    line: float = 0.5
    colour: str = BLACK


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text; ``y`` is its base line, ``x`` its start, middle or end."""

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = "start"
    bold: bool = False


Shape = Box | Stroke | Label


@dataclass(frozen=True, slots=True)
class Picture:
    width: float
    height: float
    shapes: tuple[Shape, ...]


def qr_picture(modules: Sequence[Sequence[bool]], side: float) -> Picture:
    """A QR symbol, ``side`` points wide with the four modules of quiet zone around it; dark runs are one box each."""
    unit = side / (len(modules) + 8)
    return Picture(side, side, tuple(_dark_runs(modules, unit)))


def _dark_runs(modules: Sequence[Sequence[bool]], unit: float) -> Iterator[Box]:
    for number, row in enumerate(modules):
        start = 0
        for index in range(len(row) + 1):
            if index == len(row) or not row[index]:
                if index > start:
                    yield Box((start + 4) * unit, (number + 4) * unit, (index - start) * unit, unit)
                start = index + 1
