"""What reading a workbook gives: plain values, no record yet, nothing written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from clc_desktop.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class Decoding:
    """A cell in an old encoding (``.Vn…``, ``VNI-…``): under which heading, as it was, as it is read."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowDraft:
    """One row as values by record field name.

    A column that the sheet does not have leaves no key; an empty cell leaves the field's own default. ``number`` is
    the row as Excel counts it (for a facility the first of its rows). A row with an error is refused as a whole; its
    ``values`` are then what could be read, for mending it on the screen. ``record_id`` names the record that an
    exported row stands for; its ``values`` are then only those whose cells were changed since.
    """

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    decoded: tuple[Decoding, ...] = ()
    record_id: str = ""

    @property
    def refused(self) -> bool:
        """Whether an error keeps this row out; warnings do not."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of the sheet (0 is A), its heading as found, and the record field that it fills ("": none)."""

    index: int
    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One recognised sheet. ``kind`` is the record kind; a class's turns become its one session.

    ``problems`` concern the sheet as a whole. ``skipped`` names rows that are no data (``total_row``, ``group_row``,
    ``lone_text``, ``numbering_row``), so that nothing is left out in silence. ``columns`` are all that have a heading,
    with and without a field; the rows of data stand below ``last_head_row``.
    """

    kind: str
    sheet_name: str
    mapping: tuple[MappedColumn, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    rows: tuple[RowDraft, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()
    columns: tuple[MappedColumn, ...] = ()
    last_head_row: int = 0

    @property
    def accepted(self) -> tuple[RowDraft, ...]:
        """The rows without an error, in the order of the sheet."""
        return tuple(row for row in self.rows if not row.refused)

    @property
    def refused(self) -> tuple[RowDraft, ...]:
        """The rows with an error."""
        return tuple(row for row in self.rows if row.refused)


@dataclass(frozen=True, slots=True)
class Workbook:
    """Every recognised sheet, in the workbook's order; ``problems`` names sheets that were left out, and why."""

    sheets: tuple[SheetRows, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of_kind(self, kind: str) -> tuple[SheetRows, ...]:
        """The sheets of one record kind: several sheets may hold classes."""
        return tuple(sheet for sheet in self.sheets if sheet.kind == kind)
