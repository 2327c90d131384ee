"""Finding the heading row: which sheet this is, which column is which, wherever the table begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from clc_desktop.domain.vietnamese import clean
from clc_desktop.tables_in.cells import Cell, Row
from clc_desktop.tables_in.codes import ROW, UNIT, column_codes
from clc_desktop.tables_in.drafts import MappedColumn
from clc_desktop.tables_in.names import FAMILY, NAME, is_split
from clc_desktop.tables_in.options import Learned, Options
from clc_desktop.tables_in.sheets import CLASSES, SHEETS, Column, SheetSpec, spec_of
from clc_desktop.tables_in.values import word_key

HEAD_ROWS = 30
"""The heading must stand within so many rows from the top."""

_NUMBER_HEADINGS = frozenset(["tt", "stt", "so tt", "so thu tu", "thu tu", "no"])
_SCALED = re.compile(r"\b(trieu|nghin|ngan|ty|ti)\b")
_NAMED, _ENOUGH = 2, 3


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a table's heading is: all its columns, and the last row that it takes.

    ``codes`` are the columns that an export has named, ``altered`` those whose heading says something else since: what
    they hold is not known for certain, so they fill nothing. ``given`` are fields known without a column.
    """

    spec: SheetSpec
    columns: tuple[MappedColumn, ...]
    last_row: int
    codes: Mapping[str, int] = field(default_factory=dict)
    altered: tuple[tuple[str, str], ...] = ()
    given: frozenset[str] = frozenset()

    @property
    def mapping(self) -> tuple[MappedColumn, ...]:
        """The columns that fill a field."""
        return tuple(column for column in self.columns if column.field)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings of the others; those of row numbers are nobody's concern."""
        others = (column.heading for column in self.columns if not column.field)
        return tuple(heading for heading in others if word_key(heading) not in _NUMBER_HEADINGS)

    @property
    def fields(self) -> frozenset[str]:
        """The record fields that some column fills."""
        return frozenset(column.field for column in self.mapping)

    @property
    def missing(self) -> tuple[Column, ...]:
        """Required columns that the sheet lacks; a class's field may come from a row or a sheet name above it."""
        given = self.fields | self.given | ({"field"} if self.spec is CLASSES else set())
        return tuple(column for column in self.spec.columns if column.required and column.field not in given)


def named_sheets(name: str) -> tuple[SheetSpec, ...]:
    """The sheets that a name speaks of, the likeliest first: "Kế hoạch 2020" is the plan, "Kế hoạch thu chi" may be
    money."""
    key = f" {word_key(name)} "
    exact = [spec for spec in SHEETS if key.strip() == word_key(spec.name)]
    ordered = (*SHEETS[1:], CLASSES)  # "Kế hoạch mở lớp" is a plan
    return tuple(exact or (spec for spec in ordered if any(f" {word} " in key for word in spec.names.split("|"))))


def find_heading(name: str, head: Sequence[Row], options: Options) -> Heading | None:
    """The heading among the first rows of a sheet called ``name``; None where there is none.

    An export names its columns; else a sheet's name speaks for its kind, and one of any name may hold classes, if
    three of its headings say so. What a person has chosen goes before all that.
    """
    found = _exported(head, options.learned) or _chosen(name, head, options) or _guessed(name, head, options.learned)
    if found is None:
        return None
    by_hand = options.columns.get(name, {})
    columns = tuple(
        replace(column, field=by_hand.get(column.index, column.field)) for column in _with_given_names(found, head)
    )
    settled = {column.heading for column in columns if column.index in by_hand}
    altered = tuple(pair for pair in found.altered if pair[0] not in settled)
    return replace(found, columns=columns, altered=altered, given=frozenset(options.defaults))


def _guessed(name: str, head: Sequence[Row], learned: Learned) -> Heading | None:
    hinted = named_sheets(name)
    specs = dict.fromkeys((*hinted, CLASSES))
    found = [heading for spec in specs for heading in _headings(spec, head, learned.get(spec.kind, {}))]
    fit = [heading for heading in found if len(heading.fields) >= (_NAMED if heading.spec in hinted else _ENOUGH)]
    return max(fit, key=lambda heading: len(heading.fields) + 2 * (heading.spec in hinted[:1]), default=None)


def _chosen(name: str, head: Sequence[Row], options: Options) -> Heading | None:
    """The heading of a sheet whose kind a person has said: the row that says most, or the first with two texts."""
    spec = spec_of(options.kinds.get(name, ""))
    found = list(_headings(spec, head, options.learned.get(spec.kind, {}))) if spec else []
    return max(found, key=lambda heading: (len(heading.fields), len(heading.columns) > 1), default=None)


def _exported(head: Sequence[Row], learned: Learned) -> Heading | None:
    """The heading below the codes that an export has written; a heading that does not fit its code is named."""
    for position, (_, cells) in enumerate(head[:-1]):
        kind, coded = column_codes(cells)
        spec = spec_of(kind)
        if spec is not None:
            number, below = head[position + 1]
            return _coded_heading(spec, _names(below), coded, _keys(spec, learned.get(kind, {})), number)
    return None


def _coded_heading(
    spec: SheetSpec, names: Mapping[int, str], coded: Mapping[int, str], keys: Mapping[str, str], number: int
) -> Heading:
    codes = {name: index for index, name in coded.items() if name in (ROW, UNIT)}
    columns, altered = [], []
    taken = {name for name in coded.values() if name}
    for index, name in sorted(names.items()):
        wanted, means = coded.get(index, ""), _field(name, keys)
        if index in codes.values():
            continue
        if wanted and wanted != means:
            altered.append((name, spec.column(wanted).heading))
        means = means if wanted in ("", means) and (wanted or means not in taken) else ""
        columns.append(MappedColumn(index, name, means))
    return Heading(spec, tuple(columns), number, codes, tuple(altered))


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
    columns = (MappedColumn(index, name, _field(name, keys)) for index, name in sorted(names.items()))
    return Heading(spec, tuple(columns), last_row)


def _with_given_names(found: Heading, head: Sequence[Row]) -> tuple[MappedColumn, ...]:
    """The columns; where the names' heading stands over two of them (merged), the second has none of its own."""
    name = next((column for column in found.mapping if column.field == NAME), None)
    if name is None or FAMILY in found.fields or not found.spec.joined:
        return found.columns
    if any(column.index == name.index + 1 for column in found.columns):
        return found.columns
    rows = (cells for number, cells in head if number > found.last_row)
    pairs = ((_text(cells, name.index), _text(cells, name.index + 1)) for cells in rows)
    if not is_split(pairs):
        return found.columns
    split = {name: (replace(name, field=FAMILY), replace(name, index=name.index + 1))}
    return tuple(one for column in found.columns for one in split.get(column, (column,)))


def _text(cells: Sequence[Cell], index: int) -> str:
    value = cells[index].value if index < len(cells) else None
    return clean(value) if isinstance(value, str) else ""


def _names(cells: Sequence[Cell]) -> dict[int, str]:
    texts = ((index, clean(cell.value)) for index, cell in enumerate(cells) if isinstance(cell.value, str))
    return {index: text for index, text in texts if text}


def _keys(spec: SheetSpec, learned: Mapping[str, str]) -> dict[str, str]:
    keys = {key: column.field for column in (*spec.every, *spec.joined) for key in column.keys}
    return keys | {word_key(heading): field for heading, field in learned.items()}


def _field(heading: str, keys: Mapping[str, str]) -> str:
    """The field that a heading means, with or without what it has in brackets; brackets with a scale are no unit."""
    plain = re.sub(r"\([^)]*\)", " ", heading)
    if word_key(heading) in keys:
        return keys[word_key(heading)]
    return "" if _SCALED.search(word_key(heading)) else keys.get(word_key(plain), "")
