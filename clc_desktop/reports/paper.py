"""What a PDF shows, compared with what it should: page by page as drawn, and word by word where that differs.

A page's look is a digest of its content stream and of everything that this draws with, decompressed: fonts too, so that
no glyph can stand for another, and what lies over it. Only a visible digital signature may be there besides.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from clc_desktop.reports.document import Bullet, Column, Document, Heading, Paragraph, Runs, Table, shown_rows
from clc_desktop.reports.proof import open_pdf

_CODE = re.compile(r"(?<![0-9])[0-9]{5}(?: [0-9]{5}){3}(?![0-9])")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d]+|[^\w\s]")
_NEIGHBOURS = 6
_LEAST_ALIKE = 3
"""As many words of the neighbourhood, the word among them, are alike by chance."""
_UP = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Length", "/Filter", "/DecodeParms", "/Dest"})
"""Entries that lead from a page back to the rest of the file, or that say only how bytes are packed."""


@dataclass(frozen=True)
class Page:
    """A page as it is drawn (a digest) and what it says; ``signed`` with a visible digital signature on it."""

    look: bytes
    signed: bool = False
    _page: Any = field(default=None, repr=False, compare=False)

    @cached_property
    def text(self) -> str:
        """What it says. Read when it is asked for: that takes ten times as long as the digest."""
        return str(self._page.extract_text())


@dataclass(frozen=True, slots=True)
class WordChange:
    """Words that stand otherwise on the paper; ``name`` is the figure or the table cell, "" where it is plain text."""

    page: int
    name: str
    expected: str
    found: str


def pages(pdf: bytes, each: Callable[[], None] = lambda: None) -> tuple[Page, ...]:
    """Every page of a PDF; ``each`` is called before each page. Raises ClcError ``not_a_pdf``."""
    seen: dict[int, bytes] = {}
    found = []
    for page in open_pdf(pdf).pages:
        each()
        found.append(_page(page, seen))
    return tuple(found)


def printed_codes(found: Sequence[Page]) -> set[str]:
    """The check codes that stand on the pages."""
    return {code for page in found for code in _CODE.findall(" ".join(page.text.split()))}


def word_changes(document: Document, expected: Sequence[Page], found: Sequence[Page]) -> tuple[WordChange, ...]:
    """Where the words of the pages found are not those expected, each with the figure of ``document`` that it is."""
    wanted, there = _tokens(expected), _tokens(found)
    first, last = _common(wanted, there)
    matcher = SequenceMatcher(
        None,
        [token for token, _ in wanted[first : len(wanted) - last]],
        [token for token, _ in there[first : len(there) - last]],
        autojunk=False,
    )
    named = list(_named(document))
    changes = (
        _change(wanted, there, named, (i1 + first, i2 + first, j1 + first, j2 + first))
        for kind, i1, i2, j1, j2 in matcher.get_opcodes()
        if kind != "equal"
    )
    return tuple(changes)


# --- how a page looks -------------------------------------------------------------------------------------------------


def _page(page: Any, seen: dict[int, bytes]) -> Page:
    notes = [note.get_object() for note in page.get("/Annots", None) or ()]
    signatures = [note for note in notes if note.get("/Subtype") == "/Widget" and note.get("/FT") == "/Sig"]
    others = [note for note in notes if note not in signatures]
    shape = (page.mediabox, page.cropbox, page.rotation, page.get("/UserUnit"))
    contents = page.get_contents()
    drawn = (b"" if contents is None else contents.get_data(), page.get("/Resources"), others)
    digest = hashlib.sha256(repr(shape).encode())
    for part in drawn:
        digest.update(part if isinstance(part, bytes) else _look(part, seen))
    return Page(digest.digest(), any(_visible(note) for note in signatures), page)


def _visible(note: Any) -> bool:
    left, bottom, right, top = (float(side) for side in note.get("/Rect", (0, 0, 0, 0)))
    return left != right and bottom != top


def _look(value: Any, seen: dict[int, bytes]) -> bytes:
    """A digest of a PDF object and everything below it; ``seen`` holds those of indirect objects, by number."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    if isinstance(value, IndirectObject):
        if value.idnum not in seen:
            seen[value.idnum] = b"being looked at"
            seen[value.idnum] = _look(value.get_object(), seen)
        return seen[value.idnum]
    digest = hashlib.sha256(type(value).__name__.removeprefix("Encoded").removeprefix("Decoded").encode())
    if isinstance(value, DictionaryObject):
        for key in sorted(value.keys() - _UP):
            digest.update(key.encode() + b"\0" + _look(value.raw_get(key), seen))
        digest.update(bytes(value.get_data()) if isinstance(value, StreamObject) else b"")
    elif isinstance(value, ArrayObject | list):
        for item in value:
            digest.update(_look(item, seen))
    else:
        digest.update(repr(value).encode())
    return digest.digest()


# --- what it says -----------------------------------------------------------------------------------------------------

_Token = tuple[str, int]


def _tokens(found: Sequence[Page]) -> list[_Token]:
    """Words, numbers and marks with the page each stands on; white space and line breaks do not matter."""
    return [(token, number) for number, page in enumerate(found, start=1) for token in _TOKEN.findall(page.text)]


def _common(left: Sequence[_Token], right: Sequence[_Token]) -> tuple[int, int]:
    """How many words both begin with, and how many both end with."""
    most = min(len(left), len(right))
    first = next((i for i in range(most) if left[i][0] != right[i][0]), most)
    last = next((i for i in range(most - first) if left[-1 - i][0] != right[-1 - i][0]), most - first)
    return first, last


def _change(
    wanted: Sequence[_Token], there: Sequence[_Token], named: Sequence[tuple[str, str]], span: tuple[int, int, int, int]
) -> WordChange:
    i1, i2, j1, j2 = span
    at = there[j1:j2] or wanted[i1:i2]
    name = _name_of(named, [token for token, _ in wanted], i1) if i2 > i1 else ""
    expected, found = (" ".join(token for token, _ in words) for words in (wanted[i1:i2], there[j1:j2]))
    return WordChange(at[0][1], name, expected, found)


def _name_of(named: Sequence[tuple[str, str]], wanted: Sequence[str], place: int) -> str:
    """The name of the document's word that stands among the same neighbours as the word at ``place`` of the page."""
    best, name = _LEAST_ALIKE, ""
    around = range(-_NEIGHBOURS, _NEIGHBOURS + 1)
    for index, (token, source) in enumerate(named):
        if token == wanted[place]:
            same = sum(_at(named, index + step) == _at(wanted, place + step) for step in around)
            if same > best:
                best, name = same, source
    return name


def _at(words: Sequence[Any], place: int) -> str:
    if not 0 <= place < len(words):
        return ""
    word = words[place]
    return str(word if isinstance(word, str) else word[0])


def _named(document: Document) -> Iterator[tuple[str, str]]:
    """The document's words with the figure that each belongs to: a field's name, or annex, row and column of a cell."""
    for where, blocks in (("", document.body), *((annex.number, annex.blocks) for annex in document.annexes)):
        for block in blocks:
            match block:
                case Heading():
                    yield from ((token, "") for token in _TOKEN.findall(block.text))
                case Paragraph() | Bullet():
                    yield from _of_runs(block.runs)
                case Table():
                    yield from _of_table(where, block)
        if not where:
            yield from _of_runs(document.closing)


def _of_runs(runs: Runs) -> Iterator[tuple[str, str]]:
    for run in runs:
        yield from ((token, run.source if run.computed else "") for token in _TOKEN.findall(run.text))


def _of_table(where: str, table: Table) -> Iterator[tuple[str, str]]:
    for row in shown_rows(table):
        label = next((cell for cell in row if cell and not cell.isdecimal()), "")
        for cell, column in zip(row, table.columns, strict=True):
            name = cell_name(where, label, column)
            yield from ((token, name) for token in _TOKEN.findall(cell))


def cell_name(annex: str, row: str, column: Column) -> str:
    """What a table's cell is called: ``Phụ lục II[xã Pú Nhung].Tổng số, Lớp``."""
    title = f"{column.group}, {column.title}" if column.group else column.title
    return f"{annex}[{row}].{title}"
