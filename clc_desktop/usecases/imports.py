"""Taking in a workbook, or what was pasted from one: look at it, put it right, and only then write it.

A ``Source`` holds the sheets in memory, ``Choices`` what a person said about them (what a column is, another text in a
cell); ``preview`` says row by row what would happen, ``take_in`` does it in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clc_desktop import files
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.records import KINDS, ClassSession, LearningClass, Record
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.records import find, put
from clc_desktop.tables_in import pasting
from clc_desktop.tables_in.cells import Sheet, open_sheets
from clc_desktop.tables_in.drafts import MappedColumn, SheetRows, Workbook
from clc_desktop.tables_in.export import lines_of, texts
from clc_desktop.tables_in.options import Options
from clc_desktop.tables_in.reader import read_sheets
from clc_desktop.tables_in.rows import shown_cell
from clc_desktop.tables_in.sheets import SHEETS, spec_of
from clc_desktop.tables_in.template import template_bytes
from clc_desktop.tables_in.values import word_key
from clc_desktop.usecases.import_plan import Outcome, Plan, RowResult
from clc_desktop.usecases.settings import read_setting, write_setting
from clc_desktop.usecases.workspace import read_taxonomy, require_identity

__all__ = ["MappedColumn", "Outcome", "RowResult", "Sheet", "SheetRows"]

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
_LEARNED = "import_headings"
_STEP = 200


class _Stopped(Exception):
    """A person has cancelled; nothing was written."""


@dataclass(frozen=True, slots=True)
class Source:
    """Sheets in memory. ``columns`` and ``defaults`` are what the place knows that they were pasted into."""

    name: str
    sheets: tuple[Sheet, ...]
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person said: the kind of a sheet, the field of a column, another text in a cell (row, column)."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    edits: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """All rows of a workbook, the columns nobody knew by sheet, what was left out, and the sheets as they were read."""

    rows: tuple[RowResult, ...]
    unknown_columns: dict[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()
    sheets: tuple[SheetRows, ...] = ()

    def _count(self, outcome: Outcome) -> int:
        return sum(1 for row in self.rows if row.outcome == outcome)

    @property
    def added(self) -> int:
        return self._count("added")

    @property
    def changed(self) -> int:
        return self._count("changed")

    @property
    def unchanged(self) -> int:
        return self._count("unchanged")

    @property
    def refused(self) -> int:
        return self._count("refused")

    @property
    def is_smooth(self) -> bool:
        """Whether there is nothing that a person should look at before it is written."""
        doubts = (row.problems or row.decoded for row in self.rows)
        return bool(self.rows) and not any(doubts) and not self.problems and not any(self.unknown_columns.values())


def import_workbook(store: Store, path: Path, dry_run: bool = False) -> ImportResult:
    """Take in every good row in one transaction; with ``dry_run`` say the same and write nothing.

    Raises ClcError ``file_missing`` or ``not_a_workbook``; bad rows are refused one by one.
    """
    source = open_source(path)
    assert source is not None
    return preview(store, source) if dry_run else take_in(store, source)


def open_source(
    path: Path, progress: Progress = lambda done, total, what: None, cancelled: Cancelled = lambda: False
) -> Source | None:
    """Read a workbook into memory; None when it was cancelled.

    Raises ClcError ``file_missing``, ``file_unreadable`` or ``not_a_workbook``.
    """
    try:
        sheets = tuple(replace(sheet, rows=tuple(_told(sheet, progress, cancelled))) for sheet in open_sheets(path))
    except _Stopped:
        return None
    return Source(path.name, sheets)


def pasted_cells(text: str) -> list[list[str]]:
    """The rows and cells of a range copied in Excel."""
    return pasting.cells_of(text)


def pasted_source(
    text: str, kind: str, columns: Sequence[tuple[str, str]], defaults: Mapping[str, Any] | None = None
) -> Source | None:
    """Cells copied from Excel, on their way into the list of a kind; None where the text is no table.

    ``columns`` are those of the list, as (heading, field or ""): what the cells mean where no headings come along.
    """
    spec = spec_of(kind)
    rows = pasting.cells_of(text)
    if spec is None or not rows:
        return None
    sheet, by_position = pasting.sheet_of(rows, spec, columns)
    return Source(sheet.name, (sheet,), {sheet.name: by_position}, defaults or {})


def preview(store: Store, source: Source, choices: Choices = Choices()) -> ImportResult:
    """What taking it in would do, row by row; nothing is written."""
    with store.read() as conn:
        plan = _plan(conn, source, choices)
        return _result(plan, tuple(plan.rows()))


def take_in(store: Store, source: Source, choices: Choices = Choices()) -> ImportResult:
    """Write every good row in one transaction, and keep what was said about headings for the next workbook."""
    result = take_in_slowly(store, source, choices, lambda done, total, what: None, lambda: False)
    assert result is not None
    return result


def take_in_slowly(
    store: Store, source: Source, choices: Choices, progress: Progress, cancelled: Cancelled
) -> ImportResult | None:
    """The same, telling how far it is; None when it was cancelled, and then nothing was written."""
    try:
        with store.write("import", source.name) as tx:
            return _write(tx, source, choices, progress, cancelled)
    except _Stopped:
        return None


def _write(tx: Tx, source: Source, choices: Choices, progress: Progress, cancelled: Cancelled) -> ImportResult:
    plan = _plan(tx.conn, source, choices)
    total = sum(len(sheet.rows) for sheet in plan.workbook.sheets)
    rows = []
    for number, row in enumerate(plan.rows(), start=1):
        if number % _STEP == 0:
            if cancelled():
                raise _Stopped
            progress(number, total, row.sheet)
        rows.append(row)
    result = _result(plan, tuple(rows))
    put(tx, *plan.records)
    if choices.columns or choices.kinds:
        write_setting(tx, _LEARNED, _learned_now(tx.conn, result, choices))
    return result


def cells_shown(source: Source, choices: Choices, sheet_name: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The texts of a sheet's cells as they stand now, by row number; blank rows are left out."""
    sheet = next(sheet for sheet in source.sheets if sheet.name == sheet_name)
    edited = sheet.edited(choices.edits.get(sheet_name, {})).rows
    shown = ((number, tuple(shown_cell(cell) for cell in cells)) for number, cells in edited)
    return tuple((number, texts_) for number, texts_ in shown if any(texts_))


def fields_of(kind: str) -> tuple[tuple[str, str], ...]:
    """The fields that a column of this kind of sheet can fill, as (field, heading)."""
    spec = spec_of(kind)
    return tuple((column.field, column.heading) for column in (*spec.every, *spec.joined)) if spec else ()


def kinds_of_sheets() -> tuple[tuple[str, str], ...]:
    """What a sheet can be, as (record kind, name)."""
    return tuple((spec.kind, spec.name) for spec in SHEETS)


def write_template(store: Store | None, path: Path) -> None:
    """Write an empty workbook with all sheets, for this unit's fields or the default ones; never over another file."""
    if store is None:
        fields = [(item.code, item.name) for item in default_fields("")]
    else:
        with store.read() as conn:
            fields = _codes_and_names(conn)
    files.write_new(path, template_bytes(fields))


def _told(sheet: Sheet, progress: Progress, cancelled: Cancelled) -> Iterator[Any]:
    for row in sheet.rows:
        if row[0] % _STEP == 0:
            if cancelled():
                raise _Stopped
            progress(row[0], sheet.length or row[0], sheet.name)
        yield row


def _plan(conn: Connection, source: Source, choices: Choices) -> Plan:
    known = _learned(conn)
    kinds = {sheet.name: kind for sheet in source.sheets if (kind := known["kinds"].get(_fingerprint(sheet)))}
    columns = {name: {**source.columns.get(name, {}), **choices.columns.get(name, {})}
               for name in {*source.columns, *choices.columns}}  # fmt: skip
    options = Options(
        learned=known["columns"],
        kinds=kinds | dict(choices.kinds),
        columns=columns,
        defaults=source.defaults,
        unit_id=require_identity(conn).unit_id,
        stored=lambda kind: _exported_now(conn, kind),
    )
    sheets = (sheet.edited(choices.edits.get(sheet.name, {})) for sheet in source.sheets)
    return Plan(conn, source.name, read_sheets(sheets, _codes_and_names(conn), options))


def _exported_now(conn: Connection, kind: str) -> dict[str, dict[str, str]]:
    """The rows of a kind as an export would write them now."""
    names = {item.code: item.name for item in read_taxonomy(conn)}
    lines = (line for record in records_of(conn, kind) for line in lines_of(record, names))
    return texts(lines)


def records_of(conn: Connection, kind: str) -> Iterable[Record | ClassEntry]:
    """Our records of a kind; classes with their sessions by date."""
    unit_id = require_identity(conn).unit_id
    if kind != LearningClass.kind:
        return find(conn, KINDS[kind], unit_id=unit_id)
    sessions: dict[str, list[ClassSession]] = {}
    for session in find(conn, ClassSession, unit_id=unit_id):
        sessions.setdefault(session.class_id, []).append(session)
    found = find(conn, LearningClass, unit_id=unit_id)
    return [
        ClassEntry(made, tuple(sorted(sessions.get(made.id, ()), key=lambda held: (held.held_on, held.id))))
        for made in found
    ]


def _result(plan: Plan, rows: tuple[RowResult, ...]) -> ImportResult:
    sheets = plan.workbook.sheets
    unknown = {sheet.sheet_name: sheet.unknown_columns for sheet in sheets if sheet.unknown_columns}
    return ImportResult(rows, unknown, tuple(_left_out(plan.workbook)), sheets)


def _left_out(workbook: Workbook) -> Iterator[Problem]:
    """Everything that is not a row: sheets that were not read, and why; totals and other rows that are no data."""
    yield from workbook.problems
    for sheet in workbook.sheets:
        yield from sheet.problems
        yield from (replace(problem, where=sheet.sheet_name) for problem in sheet.skipped)


def _codes_and_names(conn: Connection) -> list[tuple[str, str]]:
    return [(item.code, item.name) for item in read_taxonomy(conn) if item.active]


# --- what was said about headings before ------------------------------------------------------------------------------


def _learned(conn: Connection) -> dict[str, Any]:
    kept: dict[str, Any] = read_setting(conn, _LEARNED, {})
    return {"columns": {}, "kinds": {}} | kept


def _learned_now(conn: Connection, result: ImportResult, choices: Choices) -> dict[str, Any]:
    known = _learned(conn)
    for sheet in result.sheets:
        said = choices.columns.get(sheet.sheet_name, {})
        chosen = {column.heading: said[column.index] for column in sheet.columns if column.index in said}
        if chosen:
            known["columns"][sheet.kind] = known["columns"].get(sheet.kind, {}) | chosen
        if sheet.sheet_name in choices.kinds:
            known["kinds"]["|".join(word_key(column.heading) for column in sheet.columns)] = sheet.kind
    return known


def _fingerprint(sheet: Sheet) -> str:
    """The headings of a sheet whose kind may have been said before: those of the first row that has two of them."""
    for _, cells in sheet.rows:
        names = [word_key(cell.value) for cell in cells if isinstance(cell.value, str) and cell.value.strip()]
        if len(names) > 1:
            return "|".join(names)
    return ""
