"""Pasted people, before they are taken: what each row says, what is doubtful, who is known already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from clc_desktop import i18n
from clc_desktop.gui import theme
from clc_desktop.gui.pages.sheets import NameColumn
from clc_desktop.gui.table_view import RecordTable
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import button, column, label, row, set_words
from clc_desktop.gui.words import SEXES, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import imports
from clc_desktop.usecases.rosters import PASTED_FIELDS, Newcomer, PastedPerson, retyped, with_details

Index = QModelIndex | QPersistentModelIndex

UNDECIDED, NEW, NOBODY = "undecided", "new", "nobody"
WAITING = "waiting"
"""A row that was typed over, until it is known who may be meant now."""


@dataclass(frozen=True)
class Line:
    """A pasted row with what shall become of it: ``choice`` is a learner's id or one of the words above."""

    id: int
    person: PastedPerson
    choice: str
    is_listed: bool

    @property
    def choices(self) -> list[str]:
        """What it may become, in the order in which Space goes through it."""
        if self.person.is_refused:
            return [NOBODY]
        return [*(found.id for found in self.person.namesakes), NEW, NOBODY]


def _state(line: Line) -> str:
    if line.choice == WAITING:
        return "…"
    if line.choice == UNDECIDED:
        return _("Cần chọn (Space)")
    if line.choice == NOBODY:
        return _("Không nhận")
    if line.choice == NEW:
        return _("Người mới")
    if line.is_listed:
        return _("Đã có trong lớp")
    known = next(found for found in line.person.namesakes if found.id == line.choice)
    return _("Đã biết: {who}", who=with_details(known))


def _tone(line: Line) -> str:
    if line.person.is_refused:
        return "error"
    return {UNDECIDED: "warning", NEW: "done", NOBODY: ""}.get(line.choice, "")


def _notes(line: Line) -> str:
    heads = {spec.key: _(spec.title) for spec in COLUMNS}
    problems = line.person.problems
    told = [": ".join(filter(None, (heads.get(p.where, ""), i18n.problem_text(p)))) for p in problems]
    told += [_("Chữ cũ “{before}” đọc là “{after}”.", before=b, after=a) for b, a in line.person.decoded]
    return " ".join(told)


COLUMNS: tuple[Column[Line], ...] = (
    Column("number", N_("Dòng"), lambda r: r.person.number, "number", 64, optional=True),
    NameColumn("full_name", N_("Họ và tên"), lambda r: r.person.values["full_name"], width=180),
    Column("birth_year", N_("Năm sinh"), lambda r: str(r.person.values["birth_year"] or ""), width=88),
    Column(
        "sex",
        N_("Giới tính"),
        lambda r: r.person.values["sex"],
        width=92,
        words=lambda c: word(SEXES, c),
    ),
    Column("village", N_("Thôn/bản"), lambda r: r.person.values["village"], width=124),
    Column("state", N_("Sẽ ghi"), _state, "chip", 200, tone=_tone),
    Column("notes", N_("Lưu ý"), _notes, width=220, stretch=True),
)


NAME_COLUMN = 1


class PasteModel(RecordModel[Line]):
    """What a person's cells say can be typed over; ``edited`` tells the row, the field and the new text."""

    edited = Signal(int, str, str)

    def _field(self, index: Index) -> str:
        key = self.columns[index.column()].key
        return key if key in PASTED_FIELDS else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        known = super().flags(index)
        return known | Qt.ItemFlag.ItemIsEditable if self._field(index) else known

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.EditRole else role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        field = self._field(index)
        if role != Qt.ItemDataRole.EditRole or not field:
            return False
        if str(value) != self.data(index):
            self.edited.emit(self.record_at(index.row()).id, field, str(value))
        return True


class PasteTable(RecordTable[Line]):
    """Moves from cell to cell: F2, typing or Enter edits what the cell says, Space changes what becomes of its row."""

    def __init__(self, model: PasteModel) -> None:
        super().__init__(model, "pasted")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setAccessibleName(_("Những dòng vừa dán"))


class PastePreview(QWidget):
    """The rows and the one button that takes them; Space changes what becomes of the row under the cursor."""

    taking = Signal(list)
    retyped = Signal(object)
    """Rows, by their ids, that were typed over: who may be meant now? The answer comes back by ``take_met``."""
    leaving = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._listed: frozenset[str] = frozenset()
        self.model = PasteModel(COLUMNS, self)
        self.table = PasteTable(self.model)
        self.told = label(kind="muted", wrap=True)
        self.take_button = button("-", self._take, kind="primary", icon="check", key="Ctrl+Return")
        self.leave_button = button(_("Hủy"), self.leaving.emit, tip=_("Hủy (Esc)"))
        self.change_button = button(_("Đổi cách ghi"), self.change, tip=_("Đổi cách ghi dòng đang chọn (Space)"))
        self.edit_button = button(_("Sửa ô"), self.edit, icon="pencil", tip=_("Sửa ô đang chọn (F2)"))
        self.note = label(kind="muted")
        column(self.told, self.table, self.note, spacing=theme.GRID, parent=self)
        self.layout().addLayout(row(self.edit_button, self.change_button, None, self.leave_button, self.take_button))  # type: ignore[union-attr]
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._show_note())
        self.table.opened.connect(lambda _line: self.edit())
        self.model.edited.connect(self._typed, Qt.ConnectionType.QueuedConnection)  # once the editor is closed
        self.table.pasting.connect(self.paste)
        self.table.installEventFilter(self)

    def show_people(self, people: Sequence[PastedPerson], listed: Collection[str]) -> None:
        """Show what was pasted; ``listed`` are on the roster already."""
        self._listed = frozenset(listed)
        self.model.set_records([_line(number, person, listed) for number, person in enumerate(people)])
        self.table.setCurrentIndex(self.model.index(0, NAME_COLUMN))
        self._sum_up()

    def edit(self) -> None:
        """Type over the cell under the cursor; on a cell of our own change what becomes of the row."""
        if self.table.state() == QAbstractItemView.State.EditingState:
            return  # this Enter ends the typing
        index = self.table.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.table.edit(index)
        else:
            self.change()

    def _typed(self, line_id: int, field: str, text: str) -> None:
        self._retype([(line_id, field, text)])

    def _retype(self, edits: Sequence[tuple[int, str, str]]) -> None:
        people = {line.id: line.person for line in self.model.records}
        for line_id, field, typed in edits:
            people[line_id] = retyped(people[line_id], field, typed)
        changed = {line_id: people[line_id] for line_id, _field, _typed in edits}
        self._replace({line_id: Line(line_id, person, WAITING, False) for line_id, person in changed.items()})
        self.retyped.emit(changed)

    def paste(self) -> None:
        """Cells copied in Excel, over those from the cursor on: a column that was forgotten, or names put right."""
        at, cells = self.table.currentIndex(), imports.pasted_cells(QApplication.clipboard().text())
        keys = [spec.key if spec.key in PASTED_FIELDS else "" for spec in COLUMNS][at.column() :]
        edits = [
            (self.model.record_at(at.row() + y).id, key, text)
            for y, line in enumerate(cells[: self.model.rowCount() - at.row()])
            for key, text in zip(keys, line, strict=False)
            if key
        ]
        if at.isValid() and edits:
            self._retype(edits)

    def take_met(self, asked: dict[int, PastedPerson], met: dict[int, PastedPerson]) -> None:
        """Who may be meant by rows; no news of those that were typed over again, or when other rows are shown."""
        lines = {line.id: line.person for line in self.model.records}
        still = [line_id for line_id, person in asked.items() if lines.get(line_id) is person]
        self._replace({line_id: _line(line_id, met[line_id], self._listed) for line_id in still})

    def _replace(self, changed: Mapping[int, Line]) -> None:
        """Another state of some rows; the cursor stays where it is."""
        at = self.table.currentIndex()
        self.model.set_records([changed.get(line.id, line) for line in self.model.records])
        self.table.setCurrentIndex(self.model.index(at.row(), at.column()))
        self._sum_up()

    def change(self) -> None:
        """The next of what the row under the cursor may become."""
        line = self.table.current_record()
        if line is None or line.choice == WAITING:
            return
        choices = line.choices
        at = choices.index(line.choice) + 1 if line.choice in choices else 0
        self._replace({line.id: replace(line, choice=choices[at % len(choices)])})

    def newcomers(self) -> list[Newcomer]:
        """Whom to put on the roster."""
        lines = [line for line in self.model.records if line.choice not in (UNDECIDED, WAITING, NOBODY)]
        return [_values(line.person.values) if line.choice == NEW else line.choice for line in lines]

    def _show_note(self) -> None:
        """Who is meant and what is doubtful about the row under the cursor: a narrow window cuts it in the list."""
        line = self.table.current_record()
        self.note.setText(" · ".join(filter(None, (_state(line), _notes(line)))) if line else "")

    def _sum_up(self) -> None:
        self._show_note()
        lines = self.model.records
        open_ones = sum(line.choice == UNDECIDED for line in lines)
        refused = sum(line.person.is_refused for line in lines)
        count = len(self.newcomers())
        told = [ngettext("Đã đọc {count} dòng.", "Đã đọc {count} dòng.", len(lines))]
        if refused:
            told.append(ngettext("{count} dòng sai, không nhận.", "{count} dòng sai, không nhận.", refused))
        if open_ones:
            told.append(
                ngettext(
                    "{count} dòng trùng tên người đã biết: bấm Space để chọn người đó hay người mới.",
                    "{count} dòng trùng tên người đã biết: bấm Space để chọn người đó hay người mới.",
                    open_ones,
                )
            )
        self.told.setText(" ".join(told))
        set_words(self.take_button, ngettext("Nhận {count} người", "Nhận {count} người", count))
        is_waiting = any(line.choice == WAITING for line in lines)
        self.take_button.setEnabled(count > 0 and not open_ones and not is_waiting)

    def _take(self) -> None:
        """Pressed twice, it takes them once; a refusal allows it again."""
        self.take_button.setEnabled(False)
        self.taking.emit(self.newcomers())

    def allow_taking(self) -> None:
        """They were not taken."""
        self._sum_up()

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Space:
                self.change()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leaving.emit()
                return True
        return super().eventFilter(watched, event)


def _line(number: int, person: PastedPerson, listed: Collection[str]) -> Line:
    if person.is_refused:
        return Line(number, person, NOBODY, False)
    choice = person.meant or (UNDECIDED if person.namesakes else NEW)
    return Line(number, person, choice, choice in listed)


def _values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}
