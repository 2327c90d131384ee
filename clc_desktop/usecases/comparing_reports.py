"""Two frozen reports compared: what each figure was and is, and which passages were rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from clc_desktop.domain.comparing import Difference, Scalar, differences
from clc_desktop.reports.document import Chart, Document, Heading, Table, block_text, plain
from clc_desktop.reports.frozen import document_of
from clc_desktop.store.database import Store
from clc_desktop.usecases.freezing import read_frozen


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
class PassageChange:
    """Lines that differ below one heading; "" is a side that has none."""

    heading: str
    left: str
    right: str


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
    names = {line.name: line.label for line in (*theirs.figures, *ours.figures)}
    return Comparison(
        figures=tuple(_figure(found, names) for found in differences(one.figures, other.figures)),
        passages=tuple(_passages(_lines(ours), _lines(theirs))),
    )


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
    matcher = SequenceMatcher(None, [text for _, text in left], [text for _, text in right], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            heading = next(iter((*right[c:d], *left[a:b])))[0]
            yield PassageChange(
                heading, "\n".join(text for _, text in left[a:b]), "\n".join(text for _, text in right[c:d])
            )
