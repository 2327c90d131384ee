"""What sections of a report are made of: a section is a function that yields blocks, most of them one line of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Block, Bullet, Heading, Paragraph, Run, Runs, plain

Section = Callable[[Context], Iterator[Block]]
Sentence = Callable[[Context], Runs]


def heading(level: Literal[1, 2, 3], name: str) -> Section:
    """A heading with the template's title."""

    def section(c: Context) -> Iterator[Block]:
        yield Heading(level, plain(c.say(c.setting.titles.get(name, name))))

    return section


def passage(place: str) -> Section:
    """What the officials wrote for a place."""
    return lambda c: c.passage(place)


def bullet(*parts: Sentence) -> Section:
    """A bullet of one or more sentences."""
    return lambda c: (Bullet(1, runs) for runs in (joined(c, parts),) if runs)


def paragraph(*parts: Sentence) -> Section:
    """A paragraph of one or more sentences."""
    return lambda c: (Paragraph(runs) for runs in (joined(c, parts),) if runs)


def typed(place: str) -> Sentence:
    """The passage of a place as a sentence beside others."""
    return lambda c: c.typed(place)


def words(text: str) -> Sentence:
    """The program's own words."""
    return lambda c: c.say(text)


def joined(c: Context, parts: Sequence[Sentence]) -> Runs:
    """Sentences one after another, one space between."""
    runs: Runs = ()
    for sentence in (part(c) for part in parts):
        runs += (Run(" ", computed=True), *sentence) if runs and sentence else sentence
    return runs
