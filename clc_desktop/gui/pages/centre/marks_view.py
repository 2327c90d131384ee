"""The marks of a class: the grid, what is being typed, the counts of the session under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QStackedWidget, QWidget

from clc_desktop import i18n
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.domain.records import ClassSession
from clc_desktop.gui import theme
from clc_desktop.gui.fields import DateInput, IntegerInput, Unreadable
from clc_desktop.gui.mark_grid import MarkGrid
from clc_desktop.gui.mark_model import is_head_count
from clc_desktop.gui.page import Page
from clc_desktop.gui.undoing import Offer, keep, offer
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.i18n import text as _
from clc_desktop.usecases import attendance, changes
from clc_desktop.usecases.attendance import Marks
from clc_desktop.usecases.rosters import Roster

PARTS = ("present", "women", "minority", "rural")
DAY_WIDTH, COUNT_WIDTH, FOLD_HEIGHT = 132, 74, 28
LOW = 430
"""Pixels of height below which the counts of the session are folded away, so that at least eight people are seen."""


class SessionBar(QFrame):
    """Below the grid: the session under the cursor, its counts, a day for one more."""

    counted = Signal(str, dict)
    moved = Signal(str, object)
    adding = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.session: ClassSession | None = None
        self.tally = label(kind="strong")
        self.day = DateInput()
        self.inputs = {name: IntegerInput() for name in PARTS}
        self.new_day = DateInput()
        self.add_button = button(_("Thêm buổi"), self._add, icon="plus", tip=_("Thêm buổi học vào ngày này (Insert)"))
        words = (_("Ngày học"), _("Số có mặt"), _("Nữ"), _("DTTS"), _("LĐ nông thôn"))
        boxes = []
        for said, made in zip(words, (self.day, *self.inputs.values()), strict=True):
            made.setAccessibleName(said)
            made.setFixedWidth(DAY_WIDTH if made is self.day else COUNT_WIDTH)
            boxes.append(_labelled(said, made))
        self.new_day.setAccessibleName(_("Ngày của buổi mới"))
        self.new_day.setFixedWidth(DAY_WIDTH)
        more = _labelled(_("Buổi mới, ngày"), self.new_day)
        line = row(*boxes, None, more, spacing=12, parent=self)
        line.setContentsMargins(16, 8, 16, 10)
        line.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        for made in self.inputs.values():
            made.editingFinished.connect(self._counts)
        self.day.editingFinished.connect(self._move)
        self.new_day.returnPressed.connect(self._add)

    def show_session(self, session: ClassSession | None, tallies: tuple[int, int, int], has_roster: bool) -> None:
        """Show the session under the cursor; women are typed only where not everybody's sex is known."""
        is_same = session is not None and self.session is not None and session.id == self.session.id
        self.session = session
        for made in (self.day, *self.inputs.values()):
            made.setEnabled(session is not None)
        if session is None:
            for made in (self.day, *self.inputs.values()):
                made.show_value(None)
            self.tally.setText(_("Lớp chưa có buổi nào: gõ ngày của buổi đầu rồi bấm Thêm buổi."))
            return
        if not (is_same and self.day.hasFocus()):
            self.day.show_value(session.held_on)
        for name, made in self.inputs.items():
            if not (is_same and made.hasFocus()):
                made.show_value(getattr(session, name) if name != "present" or session.present else None)
        self.inputs["present"].setEnabled(not (session.attended or session.absent))
        present, absent, unmarked = tallies
        if is_head_count(session):
            told = _(
                "Buổi {day}: đếm được {count} người, không theo danh sách.", day=session.held_on, count=session.present
            )
        elif not has_roster:
            told = _("Buổi {day}: gõ số người có mặt, hoặc lập danh sách lớp để điểm danh.", day=session.held_on)
        else:
            told = _(
                "Buổi {day}: có mặt {present}, vắng {absent}, chưa ghi {unmarked}",
                day=session.held_on, present=present, absent=absent, unmarked=unmarked,
            )  # fmt: skip
        self.tally.setText(told)

    def offer_day(self, roster: Roster, year: int) -> None:
        """The next session is likely a week after the last, and not in days to come; the first begins the class."""
        self.day.year = self.new_day.year = lambda: year
        if not self.new_day.hasFocus():
            self.new_day.show_value(_next_day(roster))

    def _counts(self) -> None:
        session = self.session
        if session is None:
            return
        try:
            values = {name: made.read() for name, made in self.inputs.items()}
        except Unreadable as reason:
            self.refused.emit(i18n.problem_text(reason.problem))
            return
        if any((getattr(session, name) or None) != (value or None) for name, value in values.items()):
            self.counted.emit(session.id, values)

    def _move(self) -> None:
        session, day = self.session, self._read(self.day)
        if session is not None and day is not None and day != session.held_on:
            self.moved.emit(session.id, day)

    def _add(self) -> None:
        """Asked for twice before it is there, it is one session."""
        day = self._read(self.new_day) if self.add_button.isEnabled() else None
        if day is not None:
            self.add_button.setEnabled(False)
            self.adding.emit(day)

    def _read(self, made: DateInput) -> Any:
        try:
            return made.read()
        except Unreadable as reason:
            self.refused.emit(i18n.problem_text(reason.problem))
            return None


def _next_day(roster: Roster) -> date:
    if not roster.sessions:
        return roster.learning_class.starts_on
    last = roster.sessions[-1].held_on
    return min(last + timedelta(days=7), max(clock.today(), last))


def _labelled(words: str, made: QWidget) -> QWidget:
    box = QWidget()
    said = label(words, "muted")
    said.setBuddy(made)
    column(said, made, spacing=2, parent=box)
    return box


class MarksView(QWidget):
    """The grid, what is being typed, the session's counts. Every change is kept at once."""

    needs_people = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.is_unsaid = False
        self._pending = 0
        self._goes_on = False
        self.grid = MarkGrid()
        self.bar = SessionBar()
        self.told = label(kind="muted")
        self.everyone_button = button(
            _("Mọi người có mặt"), self._everyone, icon="check", tip=_("Ghi mọi người có mặt ở buổi đang chọn (Ctrl+A)")
        )
        self.delete_button = button(_("Xóa buổi"), self._delete, icon="trash-2", tip=_("Xóa buổi đang chọn"))
        self.fold_button = button(
            _("Số đếm, buổi mới"), icon="chevron-down", tip=_("Ngày học, số nữ, dân tộc thiểu số; thêm buổi (Insert)")
        )
        self.fold_button.setCheckable(True)
        self.fold_button.setFixedHeight(FOLD_HEIGHT)
        self.roster: Roster | None = None
        hint = _("Space: có mặt / vắng · gõ số thứ tự hoặc tên để tới người đó · mũi tên · Ctrl+Z hoàn tác")
        self.hint = label(hint, "muted")
        first = button(_("Lập danh sách lớp"), self.needs_people.emit, kind="primary", icon="users")
        words = _("Lớp chưa có danh sách. Lập danh sách để điểm danh từng người, hoặc gõ số người có mặt ở dưới.")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.stack.addWidget(EmptyState("users", words, first))
        whole = column(parent=self, spacing=theme.GRID)
        above = row(self.bar.tally, self.hint, self.told, self.fold_button, spacing=2 * theme.GRID)
        for place, made in enumerate((self.hint, self.told), start=1):  # what is counted is shown whole, these with …
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            above.setStretch(place, 1)
        self.told.hide()
        whole.addLayout(above)
        whole.addWidget(self.stack, 1)
        whole.addWidget(self.bar)
        self._connect()

    def _connect(self) -> None:
        self.grid.changed.connect(self._keep_marks)
        self.grid.counted.connect(self._ask)
        self.grid.told.connect(self._say_typed)
        self.grid.moved.connect(lambda _column: self._show_session())
        self.grid.pasting.connect(self._paste)
        self.grid.adding.connect(self._ask_day)
        self.fold_button.toggled.connect(lambda _on: self._fit())
        self.bar.counted.connect(self._keep_counts)
        self.bar.moved.connect(self._move)
        self.bar.adding.connect(self._add)
        self.bar.refused.connect(lambda words: self.page.banner.say(words, "error"))

    def show_roster(self, roster: Roster, year: int) -> None:
        """Show marks as they are kept; not while newer ones are on their way."""
        if self._pending:
            return
        if self.roster is not None and self.roster.learning_class.id != roster.learning_class.id:
            self.grid.show_roster((), ())
        self.roster = roster
        self.grid.show_roster(roster.members, roster.sessions)
        self.stack.setCurrentIndex(0 if roster.members else 1)
        self._say_typed(self.told.text())
        self.everyone_button.setEnabled(bool(roster.members and roster.sessions))
        self.bar.offer_day(roster, year)
        self._show_session()
        if self._goes_on:  # with the session that was just added
            self._goes_on = False
            self.fold_button.setChecked(False)
            self.focus_first()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a low window people come first; the counts open when they are asked for, or where there is nobody."""
        is_folding = self.height() < LOW and self.stack.currentIndex() == 0 and bool(self.grid.marks.sessions)
        is_typing = self.bar.isAncestorOf(QApplication.focusWidget() or self)
        self.fold_button.setVisible(is_folding)
        self.bar.setVisible(not is_folding or self.fold_button.isChecked() or is_typing)

    def _ask_day(self) -> None:
        """The day of one more session."""
        self.fold_button.setChecked(True)
        self.bar.new_day.setFocus()

    def focus_first(self) -> None:
        """The cursor where marks are made, or counts where there is no roster; first of all there must be a session."""
        roster = self.roster
        if roster is not None and not roster.sessions:
            self.bar.new_day.setFocus()
        else:
            (self.grid if roster and roster.members else self.bar.inputs["present"]).setFocus()

    def _session(self) -> ClassSession | None:
        sessions = self.grid.marks.sessions
        return sessions[min(self.grid.column, len(sessions) - 1)] if sessions else None

    def _show_session(self) -> None:
        session = self._session()
        tallies = self.grid.marks.tallies(self.grid.column) if session else (0, 0, 0)
        self.bar.show_session(session, tallies, bool(self.grid.marks.members))
        self.delete_button.setEnabled(len(self.grid.marks.sessions) > 1)

    def _say_typed(self, words: str) -> None:
        """In place of the counts and the hint, as long as there is something to say."""
        self.told.setText(words)
        self.told.setVisible(bool(words))
        self.bar.tally.setVisible(not words)
        self.hint.setVisible(not words and bool(self.grid.marks.members))

    # --- keeping ---

    def _everyone(self) -> None:
        self.grid.mark_everyone()
        self.grid.setFocus()

    def _keep_marks(self, session_id: str, marks: Marks) -> None:
        store = self.page.context.store
        self._show_session()
        self._quietly(lambda: (attendance.save_marks(store, session_id, marks),))

    def _paste(self) -> None:
        """Marks copied in Excel: all of them from the cursor on, or none with the reason."""
        try:
            marks = attendance.read_marks(QApplication.clipboard().text())
        except InvalidRecord as reason:
            self.page.banner.say(i18n.problem_text(reason.problems[0]), "warning")
            return
        if not any(mark is not None for line in marks for mark in line):
            self.page.banner.say(_("Chưa chép gì. Hãy chọn các ô điểm danh trong Excel, bấm Ctrl+C, rồi dán vào đây."))
        elif not self.grid.has_room(marks):
            words = _("Phần dán rộng hơn bảng. Chưa ghi gì: hãy đặt con trỏ ở ô đầu tiên, hoặc thêm buổi, thêm người.")
            self.page.banner.say(words, "warning")
        else:
            self._take_pasted(self.grid.place_marks(marks), [mark for line in marks for mark in line])

    def _take_pasted(self, changed: dict[str, Marks] | None, marks: list[bool | None]) -> None:
        if changed is None:
            return
        store = self.page.context.store
        words = _(
            "Đã dán từ Excel: có mặt {present}, vắng {absent}.",
            present=marks.count(True), absent=marks.count(False),
        )  # fmt: skip
        self._show_session()
        self._quietly(lambda: attendance.save_many_marks(store, changed), words)

    def _keep_counts(self, session_id: str, values: dict[str, Any]) -> None:
        store = self.page.context.store
        self._quietly(lambda: (attendance.save_counts(store, session_id, **values),))

    def _quietly(self, work: Callable[[], tuple[ClassSession, ...]], words: str = "") -> None:
        """Keep something without having every page read anew; they are told when this one is left."""
        self._pending += 1
        self.is_unsaid = True
        store = self.page.context.store

        def done(found: tuple[tuple[ClassSession, ...], int | None]) -> None:
            saved, change = found
            self._pending -= 1
            if not self._pending:
                for session in saved:
                    self.grid.marks.take_counts(session)
                self._show_session()
            if words:
                self.page.banner.done(words, *offer(self.page, change))

        def failed(error: ClcError) -> None:
            self._pending -= 1
            self.page.banner.error(error)
            self.page.refresh()

        self.page.context.jobs.run(lambda: changes.noting(store, work), done, failed, owner=self.page)

    def say_changes(self) -> None:
        """Tell the other pages what was marked here."""
        if self.is_unsaid:
            self.is_unsaid = False
            self.page.context.notices.changed.emit()

    # --- sessions ---

    def _ask(self, at: int) -> None:
        session, store = self.grid.marks.sessions[at], self.page.context.store
        words = _(
            "Buổi {day} đã ghi {count} lượt người không theo danh sách. Điểm danh sẽ thay cho số đó.",
            day=session.held_on, count=session.present,
        )  # fmt: skip

        def clear() -> None:
            self.page.act(lambda: attendance.clear_count(store, session.id), lambda _done: self.grid.setFocus())

        self.page.banner.say(words, "warning", _("Điểm danh buổi này"), clear)

    def _move(self, session_id: str, day: Any) -> None:
        store = self.page.context.store
        self.page.act(lambda: attendance.move_session(store, session_id, day), lambda _done: None, self._refused)

    def _add(self, day: Any) -> None:
        if self.roster is None:
            return
        store, class_id = self.page.context.store, self.roster.learning_class.id

        def done(_made: ClassSession, offered: Offer) -> None:
            self.bar.add_button.setEnabled(True)
            self.page.banner.done(_("Đã thêm buổi {day}.", day=day), *offered)
            self._goes_on = True

        keep(self.page, lambda: attendance.add_session(store, class_id, day), done, self._refused)

    def _delete(self) -> None:
        session, store = self._session(), self.page.context.store
        if session is None or not self.delete_button.isEnabled():
            return
        self.delete_button.setEnabled(False)  # until it is gone, or refused: pressed twice, it is one session
        words = _("Đã xóa buổi {day}.", day=session.held_on)
        keep(
            self.page,
            lambda: attendance.delete_session(store, session.id),
            lambda _done, offered: self.page.banner.done(words, *offered),
            self._refused,
        )

    def _refused(self, error: ClcError) -> None:
        self.bar.add_button.setEnabled(True)
        self.page.banner.error(error)
        self.page.refresh()
