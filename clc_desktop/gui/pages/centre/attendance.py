"""Điểm danh: the classes of the period, and for one of them its people and the marks of its sessions."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QStackedWidget, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.centre.marks_view import MarksView
from clc_desktop.gui.pages.centre.roster import RosterView
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.undoing import undo_keys
from clc_desktop.gui.widgets import EmptyState, button, column, row, set_words, shortcut
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import attendance, rosters
from clc_desktop.usecases.attendance import RollRow
from clc_desktop.usecases.rosters import Roster

BESIDE_TITLE = 140
"""Pixels of the title row that margins, gaps and the help button take."""


def _state(found: RollRow) -> str:
    if found.empty:
        return ngettext("{count} buổi chưa ghi", "{count} buổi chưa ghi", found.empty)
    return _("Đã ghi đủ") if found.sessions else ""


COLUMNS: tuple[Column[RollRow], ...] = (
    Column("starts_on", N_("Ngày"), lambda r: r.starts_on, "date", 108),
    Column("topic", N_("Tên lớp, chuyên đề"), lambda r: r.topic, width=320, stretch=True),
    Column("field", N_("Lĩnh vực"), lambda r: r.field_name, width=204, optional=True),
    Column("people", N_("Danh sách"), lambda r: r.people or None, "number", 100, total=True),
    Column("sessions", N_("Số buổi"), lambda r: r.sessions, "number", 88, total=True),
    Column("turns", N_("Lượt người"), lambda r: r.turns, "number", 108, total=True),
    Column("state", N_("Điểm danh"), _state, "chip", 150, tone=lambda r: "warning" if r.empty else "done"),
)


class AttendancePage(Page):
    """The list of classes, then one class with its people and its marks behind two tabs."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Điểm danh"), has_period=True)
        self.class_id = ""
        self._wanted = 0
        self._topic = ""
        self._pasted = ""
        self.model: RecordModel[RollRow] = RecordModel(COLUMNS, self)
        self.table: RecordTable[RollRow] = RecordTable(self.model, "rolls")
        self.table.setAccessibleName(_("Danh sách lớp học"))
        self.filter = FilterBox(self.table)
        self.people = RosterView(self)
        self.marks = MarksView(self)
        self.back_button = button(_("Về danh sách lớp học"), self.leave, icon="chevron-left", tip=_("Trở về (Esc)"))
        self.print_button = button(
            _("In ký tên"),
            self.print_sheet,
            icon="printer",
            key="Ctrl+P",
            tip=_("In danh sách ký tên; trong thẻ Điểm danh: in bảng điểm danh"),
        )
        self.add_to_head(self.back_button, self.print_button)
        self._build()
        self._connect()
        self._show_head()

    def _build(self) -> None:
        to_classes = button(_("Ghi lớp đầu tiên"), self._record_class, kind="primary", icon="plus")
        empty = EmptyState("list-checks", _("Chưa có lớp nào trong kỳ này để điểm danh."), to_classes)
        self.panel = TablePanel(self.table, empty, totals=True)
        self.list = QWidget()
        inside = column(parent=self.list, spacing=12)
        inside.addLayout(row(self.filter, None))
        inside.addWidget(self.panel)
        self.tabs = [self._tab(n, words) for n, words in enumerate((_("Danh sách lớp"), _("Điểm danh")))]
        self.views = QStackedWidget()
        self.views.addWidget(self.people)
        self.views.addWidget(self.marks)
        self.whole = QWidget()
        outer = column(parent=self.whole, spacing=12)
        outer.addLayout(row(*self.tabs, None, self.marks.everyone_button, self.marks.delete_button, spacing=4))
        outer.addWidget(self.views, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.whole)
        self.content.addWidget(self.stack)

    def _tab(self, number: int, words: str) -> Any:
        made = button(words, lambda: self._turn_to(number), kind="tab", key=f"Alt+{number + 1}")
        made.setCheckable(True)
        made.setMinimumWidth(200)
        if number == 0:
            self._group = QButtonGroup(self)
        self._group.addButton(made)
        return made

    def _connect(self) -> None:
        self.table.opened.connect(lambda found: self.open_with(found.id))
        self.table.pasting.connect(self.paste)
        self.marks.needs_people.connect(lambda: self.choose(0))
        shortcut("Ctrl+F", self.list, self.filter.setFocus, _("Tìm"))
        for part in (self.list, self.people.list, self.marks):
            undo_keys(part, self)

    def _record_class(self) -> None:
        self.context.notices.go_to.emit("classes", "new")

    # --- reading ---

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period
        self.load(lambda: attendance.list_rolls(store, period), self._show_list)
        if self.class_id:
            self._load_class()

    def _show_list(self, rows: tuple[RollRow, ...]) -> None:
        kept = self.table.current_record()
        self.model.set_records(rows)
        self.table.select_record(kept)
        self._name_paper()

    def open_with(self, what: Any) -> None:
        """A class by its id: its marks, or its people as long as it has none."""
        self.marks.say_changes()
        self.class_id, self._pasted = str(what), ""
        self._wanted = -1
        self._load_class()

    def paste(self) -> None:
        """Names copied in Excel are for the class under the cursor: it is opened, and they are looked at first."""
        found, text = self.table.current_record(), QApplication.clipboard().text()
        if found is not None and text.strip():
            self.open_with(found.id)
            self._pasted = text

    def _load_class(self) -> None:
        """The class first, then whom to offer: there may be 50 000."""
        store, class_id = self.context.store, self.class_id
        run = self.context.jobs.run
        run(lambda: rosters.read_roster(store, class_id), self._show_class, self._gone, owner=self)
        run(lambda: rosters.known_learners(store), self.people.name.known.set_known, owner=self)

    def _gone(self, error: ClcError) -> None:
        self.class_id = ""
        self._show_head()
        self.banner.error(error)

    def _show_class(self, roster: Roster) -> None:
        if roster.learning_class.id != self.class_id:
            return
        self.people.show_roster(roster)
        self.marks.show_roster(roster, self.context.periods.period.year)
        count = sum(member.listed for member in roster.members)
        set_words(self.tabs[0], _("Danh sách lớp ({count})", count=count))
        self._show_head(roster.learning_class.topic)
        pasted, self._pasted = self._pasted, ""
        if pasted:
            self.choose(0)
            self.people.show_paste(pasted)
        elif self._wanted == -1:
            self.choose(1 if roster.members or (roster.learning_class.state == "held" and _is_counted(roster)) else 0)

    def _turn_to(self, number: int) -> None:
        """What was told of the other tab gives its room to this one."""
        self.banner.hide_message()
        self.choose(number)

    def choose(self, number: int) -> None:
        """People or marks."""
        self._wanted = number
        self.tabs[number].setChecked(True)
        self.views.setCurrentIndex(number)
        for made in (self.marks.everyone_button, self.marks.delete_button):
            made.setVisible(number == 1)
        self._name_paper()
        (self.people if number == 0 else self.marks).focus_first()

    # --- leaving, undoing ---

    def leave(self) -> None:
        """Back to the classes."""
        self.class_id = ""
        self.banner.hide_message()
        self._show_head()
        self.marks.say_changes()
        self.table.setFocus()

    def print_sheet(self) -> None:
        """Where marks are made their grid, else the sign-in sheets of the class that is open or under the cursor."""
        found = self.table.current_record() or next(iter(self.model.shown_records()), None)
        class_id = self.class_id or (found.id if found else "")
        if class_id:
            paper = "attendance" if self._is_marking() else "sign_in"
            self.context.notices.go_to.emit("printing", (paper, class_id))

    def _is_marking(self) -> bool:
        return bool(self.class_id) and self.views.currentWidget() is self.marks

    def _show_head(self, topic: str = "") -> None:
        is_list = not self.class_id
        self._topic = "" if is_list else topic
        self._name_paper()
        self.stack.setCurrentWidget(self.list if is_list else self.whole)
        self.back_button.setVisible(not is_list)
        if self.period_chooser is not None:
            self.period_chooser.setVisible(is_list)

    def _name_paper(self) -> None:
        """What the print button prints here, if there is anything."""
        self.print_button.setEnabled(bool(self.class_id or self.model.records))
        set_words(self.print_button, _("In bảng điểm danh") if self._is_marking() else _("In ký tên"))
        self._fit_title()

    def _fit_title(self) -> None:
        """A long topic is cut with …; the tooltip has the whole."""
        buttons = self.back_button.sizeHint().width() + self.print_button.sizeHint().width()
        room = self.width() - buttons - BESIDE_TITLE
        shown = self.title.fontMetrics().elidedText(self._topic, Qt.TextElideMode.ElideRight, max(room, 200))
        self.title.setText(shown or _("Điểm danh"))
        self.title.setToolTip(self._topic)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.marks.say_changes()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.class_id:
            self.leave()
        else:
            super().keyPressEvent(event)


def _is_counted(roster: Roster) -> bool:
    return any(session.present for session in roster.sessions)
