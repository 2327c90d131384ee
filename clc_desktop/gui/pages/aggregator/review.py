"""Đối chiếu: each centre's period with its state and rows (Duyệt, Trả lại, Khóa, Mở khóa), and the conflicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QStackedWidget, QWidget

from clc_desktop.domain.classes import ClassRow
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.conflicts import ConflictLine, ConflictsPanel, conflict_lines
from clc_desktop.gui.reason_box import ReasonBox
from clc_desktop.gui.states import STATES, state_tone, state_word
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, card, chip, clear_layout, column, label, row, set_words
from clc_desktop.gui.words import HOSTING_SHORT, moment, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import classes, review

if TYPE_CHECKING:
    from clc_desktop.domain.periods import Period
    from clc_desktop.usecases.review import PeriodState, Remark


SMALL = 600
"""Pixels of the page under which the list of centres hides while a reason is asked for."""


@dataclass(frozen=True)
class CentreLine:
    """One centre in the period, with its classes and what was said about them."""

    id: str
    state: PeriodState
    rows: tuple[ClassRow, ...]
    remarks: dict[str, Remark]

    @property
    def turns(self) -> int:
        return sum(found.turns for found in self.rows if found.state == "held")


@dataclass(frozen=True)
class Found:
    """What the page shows: read in one go by the worker."""

    lines: tuple[CentreLine, ...]
    conflicts: tuple[ConflictLine, ...]


@dataclass(frozen=True)
class RowLine:
    """A class of the chosen centre; ``reason`` where it was returned and waits."""

    id: str
    record: ClassRow
    reason: str


CENTRE_COLUMNS: tuple[Column[CentreLine], ...] = (
    Column("name", N_("Trung tâm"), lambda r: r.state.unit_name, width=190, stretch=True),
    Column("state", N_("Tình trạng"), lambda r: r.state.state, "chip", 130, words=state_word,
           tone=lambda r: state_tone(r.state.state)),
    Column("classes", N_("Số lớp"), lambda r: len(r.rows), "number", 84, total=True, optional=True),
    Column("turns", N_("Lượt người"), lambda r: r.turns, "number", 104, total=True, optional=True),
    Column("returned", N_("Dòng trả lại"), lambda r: r.state.returned or None, "number", 110, total=True),
    Column("reason", N_("Lý do"), lambda r: r.state.reason or None, width=220, optional=True),
    Column("at", N_("Lúc"), lambda r: moment(r.state.at) or None, width=150, optional=True),
)  # fmt: skip
ROW_COLUMNS: tuple[Column[RowLine], ...] = (
    Column("date", N_("Ngày"), lambda r: r.record.starts_on, "date", 104),
    Column("topic", N_("Tên lớp, chuyên đề"), lambda r: r.record.topic, width=300, stretch=True),
    Column("field", N_("Lĩnh vực"), lambda r: r.record.field_name, width=140, optional=True),
    Column("hosting", N_("Hình thức"), lambda r: r.record.hosting, width=120, words=lambda c: word(HOSTING_SHORT, c),
           optional=True),
    Column("turns", N_("Lượt người"), lambda r: r.record.turns, "number", 100, total=True),
    Column("returned", N_("Trả lại vì"), lambda r: r.reason or None, width=200),
)  # fmt: skip


class ReviewPage(Page):
    """Centres above, the rows of the chosen one below; the second list is the conflicts."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Đối chiếu"), has_period=True)
        self.reason = ReasonBox()
        self.reason.opened.connect(self._make_room)
        self.conflicts = ConflictsPanel(self)
        self.centres = RecordModel(CENTRE_COLUMNS, self)
        self.table = RecordTable(self.centres, "review")
        self.table.setAccessibleName(_("Các trung tâm"))
        self.rows = RecordModel(ROW_COLUMNS, self)
        self.row_table = RecordTable(self.rows, "review_rows")
        self.row_table.setAccessibleName(_("Các lớp của trung tâm đang chọn"))
        self.states = Facet(_("Mọi tình trạng"), [(code, state_word(code)) for code in STATES])
        self.states.currentIndexChanged.connect(lambda _index: self._narrow())
        self.stack = QStackedWidget()
        self.stack.addWidget(self._review_part())
        self.stack.addWidget(self.conflicts)
        self.content.addLayout(self._tabs())
        self.content.addWidget(self.reason)
        self.content.addWidget(self.stack, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._show_centre())
        self.row_table.selectionModel().selectionChanged.connect(lambda *_args: self._count())

    def _tabs(self) -> Any:
        self.tabs: list[QPushButton] = []
        group = QButtonGroup(self)
        for number, words in enumerate((_("Kỳ báo cáo"), _("Xung đột"))):
            tab = button(words, kind="tab", key=f"Alt+{number + 1}")
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            group.addButton(tab, number)
            self.tabs.append(tab)
        group.idClicked.connect(self._open_tab)
        self.filter = FilterBox(self.table)
        return row(*self.tabs, None, self.filter, self.states)

    def _open_tab(self, number: int) -> None:
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)
        for widget in (self.filter, self.states):
            widget.setVisible(number == 0)

    def open_with(self, what: Any) -> None:
        self._open_tab(1 if what == "conflicts" else 0)

    def _review_part(self) -> QWidget:
        part = QWidget()
        go = button(_("Duyệt trung tâm đầu tiên"), lambda: self.context.notices.go_to.emit("units", None),
                    kind="primary")  # fmt: skip
        empty = EmptyState("building-2", _("Chưa có trung tâm nào. Hãy duyệt tệp đăng ký của từng trung tâm."), go)
        self.list = TablePanel(self.table, empty)
        self.card = self._centre_card()
        layout = column(self.list, self.card, spacing=12, parent=part)
        layout.setStretch(0, 2)
        layout.setStretch(1, 3)
        return part

    def _centre_card(self) -> QFrame:
        frame, inside = card()
        self.name = label("", "group")
        self.state = row()
        self.said = label("", "muted", wrap=True)
        self.accept_button = button(_("Duyệt"), self.accept, kind="primary", icon="check", key="Ctrl+Return")
        self.return_button = button(_("Trả lại cả kỳ"), self.return_rows, icon="undo-2")
        self.lock_button = button(_("Khóa"), self.lock, icon="lock")
        self.unlock_button = button(_("Mở khóa"), self.unlock)
        self.refuse_button = button(_("Từ chối mở khóa"), self.refuse)
        head = row(self.name)
        head.addLayout(self.state)
        head.addStretch(1)
        for made in (self.refuse_button, self.unlock_button, self.lock_button, self.return_button, self.accept_button):
            head.addWidget(made)
        inside.addLayout(head)
        inside.addWidget(self.said)
        empty = EmptyState("book-open", _("Trung tâm chưa có lớp nào trong kỳ này."))
        inside.addWidget(TablePanel(self.row_table, empty), 1)
        return frame

    # --- reading ---

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period

        def work() -> Found:
            by_unit: dict[str, list[ClassRow]] = {}
            for found in classes.list_classes(store, period):
                by_unit.setdefault(found.unit_id, []).append(found)
            returned = {line.record_id: line for line in review.returned_rows(store, period)}
            lines = tuple(CentreLine(state.unit_id, state, tuple(by_unit.get(state.unit_id, ())), returned)
                          for state in review.period_states(store, period)
                          if state.unit_id != self.context.identity.unit_id)  # fmt: skip
            return Found(lines, conflict_lines(store))

        self.load(work, self._show)

    def _show(self, found: Found) -> None:
        kept = self.table.current_record()
        self.centres.set_records(found.lines)
        if kept is not None and any(line.id == kept.id for line in found.lines):
            self.table.select_record(kept)
        elif found.lines:
            self.table.selectRow(0)
        self.card.setVisible(bool(found.lines))
        self._show_centre()
        self.conflicts.show_conflicts(found.conflicts)
        count = len(found.conflicts)
        set_words(self.tabs[1], _("Xung đột ({count})", count=count) if count else _("Xung đột"))
        asked = sum(1 for line in found.lines if line.state.state == "unlock_asked")
        self.context.notices.waiting.emit("review", count + asked)

    def _narrow(self) -> None:
        wanted = self.states.currentData()
        self.centres.set_facet(None if wanted is None else lambda line: line.state.state == wanted)

    def _show_centre(self) -> None:
        line = self.table.current_record()
        clear_layout(self.state)
        if line is None:
            self.rows.set_records(())
            return
        self.name.setText(line.state.unit_name)
        self.state.addWidget(chip(state_word(line.state.state), state_tone(line.state.state)))
        self.said.setText(_said(line.state))
        self.said.setVisible(bool(self.said.text()))
        self.rows.set_records([RowLine(found.id, found, _reason(line, found.id)) for found in line.rows])
        self.row_table.clearSelection()
        self._offer(line.state.state)
        self._count()

    def _offer(self, state: str) -> None:
        """Only what the state allows."""
        is_locked = state in ("locked", "unlock_asked")
        self.accept_button.setVisible(not is_locked)
        self.accept_button.setEnabled(state in ("sent", "returned", "unlocked"))
        self.return_button.setVisible(not is_locked)
        self.return_button.setEnabled(state != "draft")
        self.lock_button.setVisible(not is_locked)
        self.lock_button.setEnabled(state in ("sent", "accepted", "unlocked"))
        self.unlock_button.setVisible(is_locked)
        self.refuse_button.setVisible(state == "unlock_asked")

    def _chosen(self) -> list[RowLine]:
        return self.row_table.selected_records()

    def _make_room(self, is_open: bool) -> None:
        """While a reason is asked for, the centres give their room to the rows that it is about."""
        self.list.setVisible(not is_open or self.height() > SMALL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room(self.reason.isVisible())

    def _count(self) -> None:
        count = len(self._chosen())
        words = ngettext("Trả lại {count} lớp", "Trả lại {count} lớp", count) if count else _("Trả lại cả kỳ")
        set_words(self.return_button, words)
        self.return_button.setToolTip(_("Chọn các lớp cần trả lại (Ctrl hoặc Shift để chọn nhiều)"))

    # --- deciding ---

    def accept(self) -> None:
        """Duyệt."""
        self._decide(review.accept, N_("Đã duyệt {name}. Biên nhận sẽ báo cho trung tâm."))

    def lock(self) -> None:
        """Khóa."""
        self._decide(review.lock, N_("Đã khóa kỳ của {name}. Từ nay số liệu của kỳ không thay đổi."))

    def unlock(self) -> None:
        """Mở khóa."""
        self._decide(review.unlock, N_("Đã mở khóa kỳ của {name}. Trung tâm sửa được sau khi đọc biên nhận."))

    def return_rows(self) -> None:
        """Trả lại the selected classes, or the period as a whole, for one reason."""
        line, chosen = self.table.current_record(), self._chosen()
        if line is None:
            return
        name = line.state.unit_name
        words = ngettext("Trả lại {count} lớp của {name}.", "Trả lại {count} lớp của {name}.", len(chosen), name=name)
        self.reason.open_box(
            words if chosen else _("Trả lại cả kỳ của {name}.", name=name), _("Trả lại"),
            lambda reason: self._return(line, [("learning_class", found.id) for found in chosen], reason),
        )  # fmt: skip

    def _return(self, line: CentreLine, rows: list[tuple[str, str]], reason: str) -> None:
        store, period = self.context.store, self.context.periods.period
        words = N_("Đã trả lại cho {name}. Lý do đi trong biên nhận.")
        self.act(lambda: review.return_rows(store, line.id, period, rows, reason), self._decided(words),
                 self.reason.show_error)  # fmt: skip

    def refuse(self) -> None:
        """The period stays locked, and the centre is told why."""
        line = self.table.current_record()
        if line is None:
            return
        sentence = _("{name} xin mở khóa: {reason}", name=line.state.unit_name, reason=line.state.reason or "–")
        store, period = self.context.store, self.context.periods.period
        words = N_("Đã từ chối. Kỳ của {name} vẫn khóa; lý do đi trong biên nhận.")

        def act(reason: str) -> None:
            self.act(lambda: review.refuse_unlock(store, line.id, period, reason), self._decided(words),
                     self.reason.show_error)  # fmt: skip

        self.reason.open_box(sentence, _("Từ chối mở khóa"), act)

    def _decide(self, decision: Callable[[Any, str, Period], PeriodState], words: str) -> None:
        line = self.table.current_record()
        if line is not None:
            store, period = self.context.store, self.context.periods.period
            self.act(lambda: decision(store, line.id, period), self._decided(words))

    def _decided(self, words: str) -> Callable[[PeriodState], None]:
        def tell(made: PeriodState) -> None:
            self.reason.close_box()
            receipts = (_("Ghi biên nhận"), lambda: self.context.notices.go_to.emit("receive", None))
            self.banner.done(_(words, name=made.unit_name), *receipts)

        return tell


def _reason(line: CentreLine, record_id: str) -> str:
    return line.remarks[record_id].reason if record_id in line.remarks else ""


def _said(state: PeriodState) -> str:
    """What stands beside the state: the wish, the officer's words, who and when."""
    if state.state == "unlock_asked":
        return _("Trung tâm xin mở khóa: {reason}", reason=state.reason or "–")
    when = _("Tệp số {number}, {who}, {at}", number=state.sequence, who=state.who, at=moment(state.at))
    parts = [when if state.at and state.who else "", state.reason]
    return " · ".join(part for part in parts if part)
