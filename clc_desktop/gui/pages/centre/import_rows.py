"""The rows of one sheet of a workbook as they will be read: every cell can be put right in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from clc_desktop import i18n
from clc_desktop.domain.errors import Problem
from clc_desktop.gui.pages.sheets import NameColumn
from clc_desktop.gui.table_view import RecordTable
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases.imports import ImportResult, MappedColumn, RowResult, SheetRows

OUTCOMES = {
    "refused": N_("Không nhập được"),
    "added": N_("Thêm"),
    "changed": N_("Sửa"),
    "unchanged": N_("Không đổi"),
    "skipped": N_("Bỏ qua"),
}
TONES = {"added": "done", "changed": "warning", "refused": "error"}
FIXED = 3
"""Columns of our own before those of the sheet."""

LONG_FIELDS = ("topic", "full_name", "note", "field", "hosting", "partners", "purpose", "purpose_text", "source")
WIDE = 208

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class SheetRow:
    """One row of the sheet: its cells, what becomes of it, what is wrong with which column."""

    id: int
    texts: tuple[str, ...]
    outcome: str
    problems: str
    faults: Mapping[int, str] = field(default_factory=dict)

    def text(self, index: int) -> str:
        """The cell in a column."""
        return self.texts[index] if index < len(self.texts) else ""


def sheet_rows(
    sheet: SheetRows, result: ImportResult, cells: Sequence[tuple[int, tuple[str, ...]]]
) -> tuple[SheetRow, ...]:
    """Every row below the headings, also those that are no data, with what becomes of it."""
    found = {row.number: row for row in result.rows if row.sheet == sheet.sheet_name}
    left_out = {int(problem.data["row"]): problem for problem in sheet.skipped}
    places = {column.heading: column.index for column in sheet.columns}
    places |= {column.field: column.index for column in sheet.columns if column.field}
    rows = (pair for pair in cells if pair[0] > sheet.last_head_row)
    return tuple(
        _row(n, _dated(texts, sheet, found.get(n)), found.get(n), left_out.get(n), places) for n, texts in rows
    )


def _dated(texts: tuple[str, ...], sheet: SheetRows, found: RowResult | None) -> tuple[str, ...]:
    """Days that Excel keeps as numbers (43860), shown as the days that they are read as."""
    values = found.values if found else {}
    days = {column.index: values.get(column.field) for column in sheet.columns}
    read = {at: i18n.date(day) for at, day in days.items() if isinstance(day, date)}
    return tuple(read.get(at, text) if text.isdecimal() else text for at, text in enumerate(texts))


def _row(
    number: int,
    texts: tuple[str, ...],
    found: RowResult | None,
    skipped: Problem | None,
    places: Mapping[str, int],
) -> SheetRow:
    if found is None:
        words = i18n.problem_text(skipped) if skipped else ""
        return SheetRow(number, texts, "skipped" if skipped else "", words)
    faults: dict[int, str] = {}
    for problem in found.problems:
        if (at := places.get(problem.where)) is not None and faults.get(at) != "error":
            faults[at] = problem.severity
    decoded = [_("Đã chuyển mã: {before} → {after}", before=b, after=a) for b, a in found.decoded[:1]]
    words = " ".join([*(i18n.problem_text(problem) for problem in found.problems), *decoded])
    return SheetRow(number, texts, found.outcome, words, faults)


def columns_of(sheet: SheetRows) -> Iterator[Column[SheetRow]]:
    """Row number, result and problems, then every column of the sheet under its own heading."""
    yield Column("number", N_("Dòng"), lambda r: r.id, "number", 64)
    yield Column("outcome", N_("Kết quả"), lambda r: r.outcome or None, "chip", 176,
                 words=lambda code: word(OUTCOMES, code), tone=lambda r: TONES.get(r.outcome, ""))  # fmt: skip
    yield Column("problems", N_("Vấn đề"), lambda r: r.problems, width=300)
    for column in sheet.columns:
        kind: type[Column[SheetRow]] = NameColumn if column.field == "full_name" else Column
        yield kind(
            f"c{column.index}", column.heading, partial(_text, index=column.index), width=_width(column),
            tone=partial(_tone, index=column.index),
        )  # fmt: skip


def _width(column: MappedColumn) -> int:
    """Room for the heading, and more for what is long by nature."""
    return max(WIDE if column.field in LONG_FIELDS else 112, 9 * len(column.heading) + 24)


def _text(row: SheetRow, index: int) -> str:
    return row.text(index)


def _tone(row: SheetRow, index: int) -> str:
    return row.faults.get(index, "")


class SheetModel(RecordModel[SheetRow]):
    """Cells of the sheet can be typed over; ``edited`` tells row number, column and the new text."""

    edited = Signal(int, int, str)

    def __init__(self, sheet: SheetRows, parent: QObject) -> None:
        super().__init__(tuple(columns_of(sheet)), parent)
        self.indexes = [column.index for column in sheet.columns]

    def flags(self, index: Index) -> Qt.ItemFlag:
        known = super().flags(index)
        return known | Qt.ItemFlag.ItemIsEditable if index.column() >= FIXED else known

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            return super().data(index, Qt.ItemDataRole.DisplayRole)
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid() and index.column() >= FIXED:
            row = self.record_at(index.row())
            at = self.indexes[index.column() - FIXED]
            return row.problems if at in row.faults else row.text(at)
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() < FIXED:
            return False
        row, at = self.record_at(index.row()), self.indexes[index.column() - FIXED]
        if str(value) != row.text(at):
            self.edited.emit(row.id, at, str(value))
        return True


class SheetTable(RecordTable[SheetRow]):
    """Moves from cell to cell; typing, F2, Enter or a double click edits the cell.

    Enter on one of our own columns edits the row's first faulty cell.
    """

    def __init__(self, model: SheetModel) -> None:
        super().__init__(model, "workbook_cells")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.opened.connect(lambda _row: self.edit_current())
        self.setAccessibleName(_("Các dòng của tệp Excel"))

    def edit_current(self) -> None:
        """Edit the cell under the cursor, or the first faulty one of its row."""
        index = self.currentIndex()
        if index.column() < FIXED:
            model, row = self.records, self.current_record()
            assert isinstance(model, SheetModel)
            if not model.indexes:
                return  # a sheet in which no column was found
            faulty = [n for n, at in enumerate(model.indexes) if row and at in row.faults]
            index = model.index(index.row(), FIXED + (faulty[0] if faulty else 0))
            self.setCurrentIndex(index)
        self.edit(index)

    def pasted(self, cells: Sequence[Sequence[str]]) -> tuple[list[tuple[int, int, str]], int]:
        """Row number, column and text of each pasted cell from the cursor on, and how many have no place."""
        model, at = self.records, self.currentIndex()
        assert isinstance(model, SheetModel)
        if not at.isValid():
            return [], 0
        left = max(at.column() - FIXED, 0)
        placed = [(at.row() + y, left + x, text) for y, line in enumerate(cells) for x, text in enumerate(line)]
        fitting = [cell for cell in placed if cell[0] < model.rowCount() and cell[1] < len(model.indexes)]
        edits = [(model.record_at(row).id, model.indexes[column], text) for row, column, text in fitting]
        return edits, len(placed) - len(fitting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Insert, Qt.Key.Key_Delete):
            event.ignore()
            return
        super().keyPressEvent(event)

    def editor(self) -> QLineEdit | None:
        """Where a cell is being typed over."""
        return self.findChild(QLineEdit)
