"""What an export hides in its sheets, so that reading it again knows each column and each row for certain.

The first row (hidden) names the columns: ``clc.funding_entry.amount``. The last two columns (hidden) name of each row
the record it stands for and the unit that it belongs to. Without them a sheet is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from clc_desktop.tables_in.cells import EMPTY, Cell

ROW, UNIT = "row", "unit"
HEADINGS = {ROW: "Mã dòng", UNIT: "Trung tâm"}
_COLUMN = re.compile(r"clc\.([a-z_]+)\.([a-z_]+)")


class RowCode(NamedTuple):
    """Which record a row stands for; ``item`` is the field of a record that has a row for each."""

    unit_id: str
    record_id: str
    item: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in self if part)


def column_code(kind: str, field: str) -> str:
    """What the first row says of a column."""
    return f"clc.{kind}.{field}"


def column_codes(cells: Sequence[Cell]) -> tuple[str, dict[int, str]]:
    """The record kind and the field of each column that the first row names; no kind where it names none."""
    found = {index: match for index, cell in enumerate(cells) if (match := _COLUMN.fullmatch(str(cell.value)))}
    kinds = {match[1] for match in found.values()}
    return (kinds.pop(), {index: match[2] for index, match in found.items()}) if len(kinds) == 1 else ("", {})


def row_code(cells: Sequence[Cell], index: int | None) -> RowCode | None:
    """The code in a row's cell; None where it was emptied, or is none of ours."""
    cell = cells[index] if index is not None and index < len(cells) else EMPTY
    parts = str(cell.value).split(".")
    return RowCode(*parts) if 2 <= len(parts) <= 3 and all(re.fullmatch("[0-9a-z_]+", part) for part in parts) else None
