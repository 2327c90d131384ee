"""The annexes that list what stands behind the figures, beside those of another report: cell by cell, by name.

What the other annexes hold is in ``domain.comparing`` already; classes, premises, staff and money stand only here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from clc_desktop.domain.comparing import Difference
from clc_desktop.reports.document import Annex, Cell, Column, Row, Table, show
from clc_desktop.reports.paper import cell_name

LISTS = ("facilities", "staff", "money", "classes")
"""Names of the annexes that are compared here."""

_Rows = dict[tuple[str, int], Row]


def listed(annexes: Sequence[Annex]) -> tuple[Annex, ...]:
    """Those of the annexes that are lists."""
    return tuple(annex for annex in annexes if annex.name in LISTS)


def list_differences(left: Sequence[Annex], right: Sequence[Annex]) -> tuple[Difference, ...]:
    """Cells that two reports' lists give differently, each named as on the paper: ``Phụ lục V[xã Pú Nhung].Số phòng``.

    A row that only one side has is named as a whole, its cells in one text.
    """
    ours, theirs = ({annex.name: annex for annex in listed(side)} for side in (left, right))
    names = (*ours, *(name for name in theirs if name not in ours))
    return tuple(one for name in names for one in _of_annex(ours.get(name), theirs.get(name)))


def _of_annex(left: Annex | None, right: Annex | None) -> Iterator[Difference]:
    known = left or right
    assert known is not None
    columns = _table(known).columns
    ours, theirs = (_rows(annex) if annex else {} for annex in (left, right))
    for key in (*ours, *(key for key in theirs if key not in ours)):
        yield from _of_row(known.number, key, columns, ours.get(key), theirs.get(key))


def _of_row(
    number: str, key: tuple[str, int], columns: Sequence[Column], ours: Row | None, theirs: Row | None
) -> Iterator[Difference]:
    label = key[0] if key[1] == 1 else f"{key[0]} ({key[1]})"
    if ours is None or theirs is None or len(ours.cells) != len(theirs.cells):
        yield Difference(f"{number}[{label}]", _in_one(ours, columns), _in_one(theirs, columns))
        return
    for column, mine, other in list(zip(columns, ours.cells, theirs.cells, strict=True))[1:]:
        if mine != other:
            yield Difference(cell_name(number, label, column), _told(mine, column), _told(other, column))


def _table(annex: Annex) -> Table:
    return next(block for block in annex.blocks if isinstance(block, Table))


def _rows(annex: Annex) -> _Rows:
    """Rows by what tells them apart, and by how many of the same stand above."""
    table, seen = _table(annex), Counter[str]()
    naming = [index for index, column in enumerate(table.columns) if column.names] or [1]
    found: _Rows = {}
    for row in table.rows:
        label = "; ".join(str(row.cells[index]) for index in naming if row.cells[index])
        seen[label] += 1
        found[label, seen[label]] = row
    return found


def _told(cell: Cell, column: Column) -> str | int | None:
    return cell if cell is None or isinstance(cell, str | int) else show(cell, column.kind)


def _in_one(row: Row | None, columns: Sequence[Column]) -> str | None:
    if row is None:
        return None
    shown = (show(cell, column.kind) for cell, column in zip(row.cells, columns, strict=False))
    return "; ".join(text for text in shown if text)
