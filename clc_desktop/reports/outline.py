"""The table of contents of a report as its writer sees it: every heading, and the places below it that people write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clc_desktop.reports import annual, commune
from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Block, Bullet, Document, Heading, Paragraph, block_text, plain
from clc_desktop.reports.sections import Section

IN_SENTENCES: dict[str, tuple[str, ...]] = {
    "equipment": ("equipment",),
    "centre_equipment": ("equipment",),
    "funding": ("funding_basis",),
    "centre_funding": ("funding_basis",),
    "staff": ("boards", "seconded_basis", "seconded_reason"),
    "centre_staff": ("boards",),
    "plan_reached": ("plan_effect",),
    "centre_plan_reached": ("plan_effect",),
    "premises": ("premises_effect",),
    "centre_premises": ("premises_effect",),
    "other_sources": ("state_funding", "other_sources_reason"),
}
"""Sections whose sentences have room for typed words; every other place is a section of its own name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with the places right below it. ``number`` ("I.", "4.1.") is "" where the report leaves it out."""

    level: int
    number: str
    title: str
    places: tuple[str, ...] = ()


def parts(c: Context) -> tuple[Part, ...]:
    """The outline of the report that ``annual.body`` writes; also of headings that have nothing below them yet."""
    found: list[tuple[Heading, list[str]]] = []
    sections: dict[str, Section] = dict((*annual.SECTIONS, *commune.SECTIONS))
    kept: list[Block] = []
    for name in c.setting.outline or tuple(dict(annual.SECTIONS)):
        if name not in sections or name in c.setting.leave_out:
            continue
        blocks = list(sections[name](c))
        kept += blocks
        found += [(block, []) for block in blocks if isinstance(block, Heading)]
        if found:
            found[-1][1].extend(IN_SENTENCES.get(name, (name,) if name in c.setting.narrative else ()))
    numbers = _numbers(kept)
    return tuple(
        Part(heading.level, numbers.get(id(heading), ""), heading.shown_title, tuple(places))
        for heading, places in found
    )


def _numbers(blocks: list[Block]) -> dict[int, str]:
    """The number of each heading that stands in the report, by the heading's identity."""
    standing = annual.without_empty_headings(blocks)
    pairs = zip(standing, annual.numbered(standing), strict=True)
    return {id(old): new.number for old, new in pairs if isinstance(old, Heading) and isinstance(new, Heading)}


def anchors(document: Document, outline: tuple[Part, ...]) -> dict[str, str]:
    """For every place the text of the block in which its words stand; of an empty place, that of its heading."""
    headings = {place: f"{part.number} {part.title}".strip() for part in outline for place in part.places}
    return headings | dict(reversed(list(_typed(document.body))))


def _typed(body: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    for block in body:
        if isinstance(block, Paragraph | Bullet) and plain(block.runs).strip():
            for run in block.runs:
                if not run.computed and run.source:
                    yield run.source, block_text(block)
