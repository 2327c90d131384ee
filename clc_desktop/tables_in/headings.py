"""Finding the heading row: which sheet this is, which column is which, wherever the table begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clc_desktop.domain.vietnamese import clean
from clc_desktop.tables_in.cells import Cell, Row
from clc_desktop.tables_in.drafts import MappedColumn
from clc_desktop.tables_in.sheets import CLASSES, SHEETS, Column, SheetSpec
from clc_desktop.tables_in.values import word_key

HEAD_ROWS = 30
"""The heading must stand within so many rows from the top."""

_NUMBER_HEADINGS = frozenset(["tt", "stt", "so tt", "so thu tu", "thu tu", "no"])
_SCALED = re.compile(r"\b(trieu|nghin|ngan|ty|ti)\b")
_NAMED, _ENOUGH = 2, 3

Learned = Mapping[str, Mapping[str, str]]
"""Headings that a person has assigned before: record kind, heading as typed, field name ("" leaves it out)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a table's heading is: its columns, those that mean nothing to us, and the last row that it takes."""

    spec: SheetSpec
    mapping: tuple[MappedColumn, ...]
    unknown: tuple[str, ...]
    last_row: int

    @property
    def fields(self) -> frozenset[str]:
        """The record fields that some column fills."""
        return frozenset(column.field for column in self.mapping)

    @property
    def missing(self) -> tuple[Column, ...]:
        """Required columns that the sheet lacks; a class's field may come from a row or a sheet name above it."""
        given = self.fields | ({"field"} if self.spec is CLASSES else set())
        return tuple(column for column in self.spec.columns if column.required and column.field not in given)


def named_sheet(name: str) -> SheetSpec | None:
    """The sheet that a name speaks of: "Kế hoạch 2020" is the plan."""
    key = f" {word_key(name)} "
    exact = next((spec for spec in SHEETS if key.strip() == word_key(spec.name)), None)
    ordered = (*SHEETS[1:], CLASSES)  # "Kế hoạch mở lớp" is a plan
    return exact or next((spec for spec in ordered if any(f" {word} " in key for word in spec.names.split("|"))), None)


def find_heading(name: str, head: Sequence[Row], learned: Learned) -> Heading | None:
    """The best heading among the first rows of a sheet called ``name``; None where there is none.

    A sheet's name speaks for its kind; a sheet of any name may hold classes, if three of its headings say so.
    """
    hinted = named_sheet(name)
    specs = [spec for spec in (hinted, CLASSES) if spec is not None]
    found = [heading for spec in dict.fromkeys(specs) for heading in _headings(spec, head, learned.get(spec.kind, {}))]
    fit = [heading for heading in found if len(heading.fields) >= (_NAMED if heading.spec is hinted else _ENOUGH)]
    return max(fit, key=lambda heading: len(heading.fields) + 2 * (heading.spec is hinted), default=None)


def _headings(spec: SheetSpec, head: Sequence[Row], learned: Mapping[str, str]) -> Iterator[Heading]:
    """Each row taken as the heading, and each together with the row below it, where that is all headings too."""
    keys = _keys(spec, learned)
    for position, (number, cells) in enumerate(head):
        names = _names(cells)
        yield _heading(spec, names, keys, number)
        below = _names(head[position + 1][1]) if position + 1 < len(head) else {}
        if below and all(_field(name, keys) for name in below.values()):
            yield _heading(spec, names | below, keys, head[position + 1][0])


def _heading(spec: SheetSpec, names: Mapping[int, str], keys: Mapping[str, str], last_row: int) -> Heading:
    mapping = tuple(
        MappedColumn(index, name, field) for index, name in sorted(names.items()) if (field := _field(name, keys))
    )
    mapped = {column.index for column in mapping}
    unknown = tuple(
        name for index, name in sorted(names.items()) if index not in mapped and word_key(name) not in _NUMBER_HEADINGS
    )
    return Heading(spec, mapping, unknown, last_row)


def _names(cells: Sequence[Cell]) -> dict[int, str]:
    texts = ((index, clean(cell.value)) for index, cell in enumerate(cells) if isinstance(cell.value, str))
    return {index: text for index, text in texts if text}


def _keys(spec: SheetSpec, learned: Mapping[str, str]) -> dict[str, str]:
    keys = {key: column.field for column in spec.columns for key in column.keys}
    return keys | {word_key(heading): field for heading, field in learned.items()}


def _field(heading: str, keys: Mapping[str, str]) -> str:
    """The field that a heading means, with or without what it has in brackets; brackets with a scale are no unit."""
    plain = re.sub(r"\([^)]*\)", " ", heading)
    return keys.get(word_key(heading)) or ("" if _SCALED.search(word_key(heading)) else keys.get(word_key(plain), ""))
