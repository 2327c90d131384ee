"""Two frozen reports compared: what each figure was and is, and which passages were rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from clc_desktop.domain.comparing import Difference, Scalar
from clc_desktop.reports import fields
from clc_desktop.reports.document import Chart, Document, Heading, Table, block_text, plain
from clc_desktop.reports.frozen import document_of
from clc_desktop.store.database import Store
from clc_desktop.usecases.freezing import content_differences, read_frozen


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that the two give differently; ``difference`` is right less left where both are whole numbers."""

    name: str
    label: str
    left: Scalar
    right: Scalar

    @property
    def difference(self) -> int | None:
        if isinstance(self.left, bool) or isinstance(self.right, bool):
            return None
        both = isinstance(self.left, int) and isinstance(self.right, int)
        return self.right - self.left if both else None  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one side; ``changed`` are those that the other side does not have in this place."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class PassageChange:
    """Lines that differ below one heading, word by word; a side that has none is empty."""

    heading: str
    left: tuple[Stretch, ...]
    right: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Empty where the two papers say the same."""

    figures: tuple[FigureChange, ...]
    passages: tuple[PassageChange, ...]


def compare(store: Store, left: str, right: str) -> Comparison:
    """Compare two frozen reports by their ids. Raises ClcError ``snapshot_missing`` or ``manifest_damaged``."""
    with store.read() as conn:
        one, other = (read_frozen(conn, snapshot_id).content for snapshot_id in (left, right))
    ours, theirs = document_of(one.document), document_of(other.document)
    names = fields.said_labels(_activities(one.figures) | _activities(other.figures))
    return Comparison(
        figures=tuple(_figure(found, names) for found in content_differences(one, other)),
        passages=tuple(_passages(_lines(ours), _lines(theirs))),
    )


def _activities(figures: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """The fields of activity of a frozen report: code, name, unit."""
    return {(code, one["name"], one["unit"]) for code, one in figures["fields"].items()}


def _figure(found: Difference, names: dict[str, str]) -> FigureChange:
    return FigureChange(found.name, names.get(found.name, found.name), found.left, found.right)


_Line = tuple[str, str]


def _lines(document: Document) -> list[_Line]:
    """Every line of the text with the heading above it; tables and charts are figures."""
    heading, found = "", []
    for block in document.body:
        if isinstance(block, Heading):
            heading = block.text
        elif not isinstance(block, Table | Chart):
            found.append((heading, block_text(block)))
    return [*found, (heading, plain(document.closing))]


def _passages(left: list[_Line], right: list[_Line]) -> Iterator[PassageChange]:
    for changed, a, b, c, d in _parts([text for _, text in left], [text for _, text in right]):
        if changed:
            heading = next(iter((*right[c:d], *left[a:b])))[0]
            texts = ("\n".join(text for _, text in lines) for lines in (left[a:b], right[c:d]))
            yield PassageChange(heading, *marked(*texts))


def marked(left: str, right: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Two texts with the words marked that are not in the other; a blank goes with the word before it."""
    ours, theirs = (re.findall(r"\S+\s*|\s+", text) for text in (left, right))
    bare = ([word.strip() for word in words] for words in (ours, theirs))
    found = list(_parts(*bare))
    sides = ((Stretch("".join(ours[a:b]), changed) for changed, a, b, _, _ in found),
             (Stretch("".join(theirs[c:d]), changed) for changed, _, _, c, d in found))  # fmt: skip
    before, after = (tuple(one for one in side if one.text) for side in sides)
    return before, after


def _parts(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Whether a part differs, and where it stands on both sides."""
    for kind, *places in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        a, b, c, d = places
        yield kind != "equal", a, b, c, d
