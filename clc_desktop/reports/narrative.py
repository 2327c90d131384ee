"""Text with figures in it: ``{classes.held}`` stays bound to the figure, everything else stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.reports.document import Block, Bullet, Paragraph, Run, Runs, clean
from clc_desktop.reports.fields import FIELDS, Field, fields, registry

__all__ = [
    "FIELDS", "Field", "Piece", "blocks", "fields", "fill", "pieces", "registry", "stored", "typed",
    "unknown_fields",
]  # fmt: skip

_TOKEN = re.compile(r"(\\*)\{([^{}\n]+)\}")
"""A name in braces with the backslashes before it: each pair is one backslash, one left over makes typed braces."""


def fill(text: str, values: Mapping[str, str], place: str = "") -> Runs:
    r"""The text with each ``{name}`` of ``values`` replaced, once: what a value holds is never looked at again.

    ``\{name}`` gives ``{name}`` as it stands, whatever the name.
    Words between are typed by a person if a ``place`` is given, else the program's own.
    """
    return tuple(_runs(clean(text), values, place))


def _runs(text: str, values: Mapping[str, str], place: str) -> Iterator[Run]:
    done = 0
    for token in _TOKEN.finditer(text):
        slashes, value = len(token[1]), values.get(token[2])
        if not slashes and value is None:
            continue
        is_bound = value is not None and slashes % 2 == 0
        before = text[done : token.start()] + "\\" * (slashes // 2)
        done = token.end()
        if is_bound:
            yield from _typed(before, place)
            yield Run(clean(value or ""), computed=True, source=token[2])
        else:
            yield from _typed(before + token[0][slashes:], place)
    yield from _typed(text[done:], place)


def _typed(text: str, place: str) -> Iterator[Run]:
    if text:
        yield Run(text, computed=not place, source=place)


def unknown_fields(text: str, figures: AnnualFigures) -> tuple[str, ...]:
    """Names in braces that no figure has: what an editor warns of ("{clases.held}")."""
    known = fields(figures)
    return tuple(name for slashes, name in _TOKEN.findall(text) if len(slashes) % 2 == 0 and name not in known)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a stored text: words as a person typed them, or (``figure``) the name of a bound figure."""

    text: str
    figure: bool = False


def pieces(text: str) -> tuple[Piece, ...]:
    """A stored text as an editor shows it: words between figures, typed braces without their backslash."""
    found: list[Piece] = []
    words, done = "", 0
    for token in _TOKEN.finditer(text):
        slashes = len(token[1])
        words += text[done : token.start()] + "\\" * (slashes // 2)
        done = token.end()
        if slashes % 2:
            words += token[0][slashes:]
            continue
        found += [Piece(words)] if words else []
        found.append(Piece(token[2], figure=True))
        words = ""
    words += text[done:]
    return (*found, Piece(words)) if words else tuple(found)


def stored(found: Iterable[Piece]) -> str:
    """The other way round: ``pieces(stored(found)) == found`` for pieces of words that stand between figures."""
    text = ""
    for piece in found:
        if piece.figure:
            text += "\\" * (len(text) - len(text.rstrip("\\"))) + f"{{{piece.text}}}"
        else:
            text += typed(piece.text)
    return text


def typed(words: str) -> str:
    """Words as they are stored: whatever looks like a figure's name in braces is marked as typed."""
    return _TOKEN.sub(lambda token: f"{token[1] * 2}\\{{{token[2]}}}", words)


def blocks(text: str, values: Mapping[str, str], place: str) -> Iterator[Block]:
    """A narrative passage, one block a line: "- " and "+ " begin bullets, empty lines part nothing."""
    for line in map(str.strip, text.splitlines()):
        if line.startswith(("- ", "+ ")):
            yield Bullet(1 if line[0] == "-" else 2, fill(line[2:].lstrip(), values, place))
        elif line:
            yield Paragraph(fill(line, values, place))
