"""Learners copied from Excel or Word as text, with or without headings, in Unicode or an old encoding."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from clc_desktop.domain.errors import Problem
from clc_desktop.domain.legacy import Encoding, decode, looks_legacy
from clc_desktop.domain.typed import parse_sex
from clc_desktop.domain.vietnamese import clean
from clc_desktop.tables_in.drafts import Decoding, RowDraft
from clc_desktop.tables_in.names import FAMILY, NAME, is_split, joined
from clc_desktop.tables_in.pasting import cells_of
from clc_desktop.tables_in.sheets import LEARNERS
from clc_desktop.tables_in.values import Context, word_key

_YEAR = re.compile(r"(?:.*[/.\-\s])?(?:19|20)\d\d")
_PHONE = re.compile(r"\+?\d[\d .]{7,13}")
_NUMBERED = re.compile(r"\s*\d{1,3}\s*[.)/]\s*(?=\D)")
_FIELDS = ("birth_year", "sex", "phone", "full_name", "village")
_NUMBERS = frozenset(("stt", "tt", "so tt", "so thu tu"))
_BLANK: dict[str, Any] = {"birth_year": None, "sex": None, "phone": "", "village": ""}

_Columns = Mapping[int, str]
"""Which column fills which field."""


def read_pasted(text: str) -> tuple[RowDraft, ...]:
    """The people in a pasted text; ``number`` counts its lines from 1, empty ones left out.

    Columns are told by their headings, else by what stands in them. A line of a list ("1. Lò Văn An, 1990") loses its
    number. Each draft has every field of a learner's row, "" or None where nothing was given.
    """
    encoding = looks_legacy(text)
    rows = [[_Text(value, encoding) for value in line] for line in _cells(text)]
    columns, first = _columns(rows)
    filled = (n for n in range(first, len(rows)) if any(cell.value for cell in rows[n]))
    return tuple(_draft(n + 1, rows[n], columns) for n in filled)


class _Text:
    """A cell as it reads, and as it was where it stood in an old encoding."""

    def __init__(self, typed: str, encoding: Encoding | None) -> None:
        is_old = encoding is not None and not typed.isascii()
        self.value = clean(decode(typed, encoding)) if is_old and encoding else clean(typed)
        self.before = clean(typed) if is_old else None


def _cells(text: str) -> list[list[str]]:
    if "\t" in text:
        return cells_of(text)
    return [re.split(r"[;,]", _NUMBERED.sub("", line)) for line in text.splitlines()]


def _draft(number: int, cells: Sequence[_Text], columns: _Columns) -> RowDraft:
    values: dict[str, Any] = dict(_BLANK)
    problems: list[Problem] = []
    decoded: list[Decoding] = []
    for index, field in columns.items():
        cell = cells[index] if index < len(cells) else None
        if cell is None or not cell.value:
            continue
        value = LEARNERS.column(field).read(cell.value, Context())
        if isinstance(value, Problem):
            problems.append(replace(value, where=field, severity="warning"))  # left empty: the person is taken
        else:
            values[field] = value
        if cell.before is not None:
            decoded.append(Decoding(LEARNERS.column(field).heading, cell.before, cell.value))
    values = joined(values)
    if not values.get("full_name"):
        values["full_name"] = ""
        problems.append(Problem("required", "full_name"))
    return RowDraft(LEARNERS.name, number, values, tuple(problems), tuple(decoded))


def _columns(rows: Sequence[Sequence[_Text]]) -> tuple[_Columns, int]:
    """Which column is which, and the first row below the headings, if there are any."""
    for position, cells in enumerate(rows[:5]):
        named = {index: field for index, cell in enumerate(cells) if (field := _field_named(cell.value))}
        if "full_name" in named.values():
            known = {index: field for index, field in named.items() if field != "number"}
            blank = [index for index, cell in enumerate(cells) if not cell.value]
            return _with_given_names(known, rows[position + 1 :], blank), position + 1
    guessed = _guessed(rows, {})
    free = [n for n in range(max(map(len, rows), default=0)) if guessed.get(n) in (None, "village")]
    names = {n: field for n, field in _with_given_names(guessed, rows, free).items() if field in (FAMILY, NAME)}
    return _guessed(rows, names), 0


def _with_given_names(columns: _Columns, rows: Sequence[Sequence[_Text]], free: Collection[int]) -> _Columns:
    """The columns, with that beside the names where it holds the given names; ``free`` may be one of those."""
    at = next((index for index, field in columns.items() if field == NAME), None)
    if at is None or FAMILY in columns.values() or at + 1 not in free:
        return columns
    pairs = [(cells[at].value, cells[at + 1].value) for cells in rows if at + 1 < len(cells)]
    return {**columns, at: FAMILY, at + 1: NAME} if is_split(pairs) else columns


def _field_named(heading: str) -> str:
    key = word_key(re.sub(r"\([^)]*\)", " ", heading))
    if key in _NUMBERS:
        return "number"
    fields = (*_FIELDS, FAMILY)
    return next((field for field in fields if key in LEARNERS.column(field).keys), "") if key else ""


def _guessed(rows: Sequence[Sequence[_Text]], known: _Columns) -> _Columns:
    """Each field that is not known goes to the first column most of which fits it, and that is still free."""
    width = max(map(len, rows), default=0)
    columns = {n: [cells[n].value for cells in rows if n < len(cells) and cells[n].value] for n in range(width)}
    taken = dict(known)
    for field in (field for field in _FIELDS if field not in known.values()):
        open_ones = (n for n, values in columns.items() if n not in taken and values)
        found = next((n for n in open_ones if 2 * sum(_fits(field, v) for v in columns[n]) > len(columns[n])), None)
        if found is not None:
            taken[found] = field
    return taken


def _fits(field: str, value: str) -> bool:
    match field:
        case "birth_year":
            return _YEAR.fullmatch(value) is not None
        case "sex":
            return not isinstance(parse_sex(value), Problem)
        case "phone":
            return _PHONE.fullmatch(value) is not None
        case "full_name":
            return not any(letter.isdigit() for letter in value) and " " in value
    return any(letter.isalpha() for letter in value)
