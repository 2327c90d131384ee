"""People who may have been written down twice: which of the lines to keep, or that they are different people."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from clc_desktop.gui import theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.pages.sheets import NameColumn
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, clear_layout, column, label, row, shortcut
from clc_desktop.gui.words import SEXES, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases.learners import Duplicates, with_details


class DuplicatesView(QWidget):
    """People who may be one: which of the lines to keep, or that they are different people."""

    merging = Signal(str, list)
    parting = Signal(list)
    leaving = Signal()

    def __init__(self) -> None:
        super().__init__()
        columns: tuple[Column[Duplicates], ...] = (
            NameColumn("name", N_("Họ và tên"), lambda r: r.people[0].full_name, width=240),
            Column("count", N_("Số dòng"), lambda r: len(r.people), "number", 84),
            Column("lines", N_("Đã ghi là"), lambda r: "; ".join(map(with_details, r.people)), width=400, stretch=True),
        )
        self.model: RecordModel[Duplicates] = RecordModel(columns, self)
        self.table: RecordTable[Duplicates] = RecordTable(self.model, "duplicates")
        self.table.setAccessibleName(_("Những người có thể bị ghi hai lần"))
        self.back_button = button(_("Về danh sách"), self.leaving.emit, icon="chevron-left", tip=_("Trở về (Esc)"))
        self.merge_button = button(
            _("Gộp thành một người"),
            self._merge,
            kind="primary", icon="check", key="Ctrl+Return",
        )  # fmt: skip
        self.part_button = button(_("Là những người khác nhau"), self._part)
        empty = EmptyState(
            "circle-check", _("Không có ai bị ghi hai lần."), button(_("Về danh sách"), self.leaving.emit)
        )
        self.panel = TablePanel(self.table, empty)
        self.card, inside = titled_card(_("Giữ lại dòng nào?"))
        told = _("Danh sách lớp và điểm danh của các dòng kia chuyển sang dòng được giữ. Số lượt người không đổi.")
        inside.addWidget(label(told, "muted", wrap=True))
        self.choices: list[QRadioButton] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.GRID // 2)
        inside.addLayout(self._lines)
        inside.addLayout(row(None, self.part_button, self.merge_button))
        whole = column(self.panel, self.card, spacing=12, parent=self)
        whole.setStretch(0, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self.show_group())
        self.table.opened.connect(lambda _group: self.choices[0].setFocus())
        shortcut("Esc", self, self.leaving.emit, _("Trở về"))

    def show_groups(self, groups: list[Duplicates]) -> None:
        """Show them; the cursor stays near where it was."""
        at = max(self.table.currentIndex().row(), 0)
        self.model.set_records(groups)
        self.card.setVisible(bool(groups))
        if groups:
            self.table.selectRow(min(at, len(groups) - 1))
        self.show_group()

    def show_group(self) -> None:
        """The lines of the people under the cursor, to be decided on."""
        clear_layout(self._lines)
        self.choices = []
        group = self.table.current_record()
        self._group = QButtonGroup(self)
        for person, count in zip(*((group.people, group.classes) if group else ((), ())), strict=True):
            told = ngettext("đã dự {count} lớp", "đã dự {count} lớp", count)
            parts = (with_details(person), word(SEXES, person.sex) if person.sex else "", told)
            made = QRadioButton(" · ".join(part for part in parts if part))
            self.choices.append(made)
            self._group.addButton(made)
            self._lines.addWidget(made)
        if self.choices:
            self.choices[0].setChecked(True)
        self._allow(bool(self.choices))

    def _allow(self, may: bool) -> None:
        """Not while an answer is being written: pressed twice, it is one answer."""
        for made in (self.merge_button, self.part_button):
            made.setEnabled(may)

    def _merge(self) -> None:
        group = self.table.current_record()
        if group is not None:
            self._allow(False)
            at = next(n for n, made in enumerate(self.choices) if made.isChecked())
            ids = [person.id for person in group.people]
            self.merging.emit(ids[at], [other for other in ids if other != ids[at]])

    def _part(self) -> None:
        group = self.table.current_record()
        if group is not None:
            self._allow(False)
            self.parting.emit([person.id for person in group.people])
