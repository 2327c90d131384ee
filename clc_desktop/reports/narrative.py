"""Text with figures in it: ``{classes.held}`` stays bound to the figure, everything else stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.reports.document import Block, Bullet, Paragraph, Run, Runs, clean
from clc_desktop.reports.fields import FIELDS, Field, fields, registry

__all__ = ["FIELDS", "Field", "bind", "blocks", "fields", "fill", "registry", "unknown_fields"]

_TOKEN = re.compile(r"\{([^{}\n]+)\}")


def bind(text: str, figures: AnnualFigures) -> Runs:
    """The text with every known field replaced by a computed run; unknown ones and stray braces stay as typed."""
    return fill(text, fields(figures))


def fill(text: str, values: Mapping[str, str], place: str = "") -> Runs:
    """The text with each ``{name}`` of ``values`` replaced, once: what a value holds is never looked at again.

    Words between are typed by a person if a ``place`` is given, else the program's own.
    """
    return tuple(_runs(clean(text), values, place))


def _runs(text: str, values: Mapping[str, str], place: str) -> Iterator[Run]:
    done = 0
    for token in _TOKEN.finditer(text):
        value = values.get(token[1])
        if value is None:
            continue
        yield from _typed(text[done : token.start()], place)
        yield Run(clean(value), computed=True, source=token[1])
        done = token.end()
    yield from _typed(text[done:], place)


def _typed(text: str, place: str) -> Iterator[Run]:
    if text:
        yield Run(text, computed=not place, source=place)


def unknown_fields(text: str, figures: AnnualFigures) -> tuple[str, ...]:
    """Names in braces that no figure has: what an editor warns of ("{clases.held}")."""
    known = fields(figures)
    return tuple(token[1] for token in _TOKEN.finditer(text) if token[1] not in known)


def blocks(text: str, values: Mapping[str, str], place: str) -> Iterator[Block]:
    """A narrative passage, one block a line: "- " and "+ " begin bullets, empty lines part nothing."""
    for line in map(str.strip, text.splitlines()):
        if line.startswith(("- ", "+ ")):
            yield Bullet(1 if line[0] == "-" else 2, fill(line[2:].lstrip(), values, place))
        elif line:
            yield Paragraph(fill(line, values, place))
