"""Đối chiếu: each centre's period with its state and rows (Duyệt, Trả lại, Khóa, Mở khóa), findings and conflicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QStackedWidget, QWidget

from clc_desktop.domain.figures import Count
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator import offered_reasons, review_lines
from clc_desktop.gui.pages.aggregator.centre_rows import CentreRows, RowLine
from clc_desktop.gui.pages.aggregator.conflicts import ConflictsPanel
from clc_desktop.gui.pages.aggregator.correction import CorrectionBox
from clc_desktop.gui.pages.aggregator.decided import DecidedPanel
from clc_desktop.gui.pages.aggregator.findings import RETURN_REASONS, FindingsPanel, open_count
from clc_desktop.gui.pages.aggregator.review_lines import CentreLine, Found, Later
from clc_desktop.gui.pages.aggregator.several_centres import SeveralCentres
from clc_desktop.gui.reason_box import ReasonBox
from clc_desktop.gui.states import STATES, state_tone, state_word
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import RecordModel
from clc_desktop.gui.widgets import EmptyState, button, card, chip, clear_layout, column, label, row, set_words
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import classes, review

if TYPE_CHECKING:
    from clc_desktop.domain.periods import Period
    from clc_desktop.domain.records import ClassSession
    from clc_desktop.usecases.review import PeriodState, ReviewRow


SMALL = 600
"""Pixels of the page under which the list of centres hides while a reason is asked for."""

CENTRES, CONFLICTS, FINDINGS, DECIDED = range(4)
PARTS = ("periods", "conflicts", "findings", "decided")
"""The lists, one at a time; all but the first are built when they are first looked at."""


class ReviewPage(Page):
    """Centres above, the rows of the chosen one below; beside them what to look at again, conflicts, and those decided.

    States and conflicts are shown at once; what takes a thousand centres a moment (counts, findings) follows.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Đối chiếu"), has_period=True)
        self._is_filling = False
        self._rows_of = self._shown = ""
        self._found, self._later = Found((), ()), Later({}, (), ())
        self.reason = ReasonBox()
        self.reason.opened.connect(lambda _is_open: self._make_room())
        self.centres = RecordModel(review_lines.CENTRE_COLUMNS, self)
        self.table = RecordTable(self.centres, "review")
        self.table.setAccessibleName(_("Các trung tâm"))
        self.classes = CentreRows(self)
        self.rows, self.row_table = self.classes.rows, self.classes.table
        self.classes.correcting.connect(self._open_correction)
        self.classes.turned.connect(self._make_room)
        self.states = Facet(_("Mọi tình trạng"), [(code, state_word(code)) for code in STATES])
        self.states.currentIndexChanged.connect(lambda _index: self._narrow())
        self.add_to_head(self.states)
        self.filter = FilterBox(self.table)
        self.stack = QStackedWidget()
        self.periods = self._review_part()
        self.stack.addWidget(self.periods)
        self.content.addLayout(self._tabs())
        self.content.addWidget(self.reason)
        self.content.addWidget(self.stack, 1)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._show_centre())
        self.centres.modelReset.connect(self._keep_centre)
        self.row_table.selectionModel().selectionChanged.connect(lambda *_args: self._count())

    @cached_property
    def conflicts(self) -> ConflictsPanel:
        """Xung đột."""
        panel = ConflictsPanel(self)
        self.stack.addWidget(panel)
        panel.show_conflicts(self._found.conflicts)
        return panel

    @cached_property
    def findings(self) -> FindingsPanel:
        """Cần xem lại."""
        panel = FindingsPanel(self, self.reason)
        self.stack.addWidget(panel)
        panel.show_findings(self._later.findings)
        return panel

    @cached_property
    def decided(self) -> DecidedPanel:
        """Đã quyết định."""
        panel = DecidedPanel()
        self.stack.addWidget(panel)
        panel.show_decided(self._later.decided)
        return panel

    @cached_property
    def several(self) -> SeveralCentres:
        """The decisions about more than one centre, in the place of the one."""
        panel = SeveralCentres(self, self.reason)
        self._columns.addWidget(panel, 0, Qt.AlignmentFlag.AlignTop)
        return panel

    @cached_property
    def correction(self) -> CorrectionBox:
        """The officer's own numbers, above the lists."""
        box = CorrectionBox()
        self.content.insertWidget(self.content.indexOf(self.stack), box)
        box.opened.connect(lambda _is_open: self._make_room())
        box.confirmed.connect(self._correct)
        return box

    def _tabs(self) -> Any:
        self.tabs: list[QPushButton] = []
        group = QButtonGroup(self)
        for number, words in enumerate((_("Kỳ báo cáo"), _("Xung đột"), _("Cần xem lại"), _("Đã quyết định"))):
            tab = button(words, kind="tab", key=f"Alt+{number + 1}")
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            group.addButton(tab, number)
            self.tabs.append(tab)
        group.idClicked.connect(self._open_tab)
        return row(*self.tabs, None, self.filter)

    def _open_tab(self, number: int) -> None:
        self.reason.close_box()
        if box := vars(self).get("correction"):
            box.close_box()
        self.tabs[number].setChecked(True)
        self.stack.setCurrentWidget(getattr(self, PARTS[number]))
        for widget in (self.filter, self.states):
            widget.setVisible(number == CENTRES)

    _wanted = _wanted_row = ""
    """The centre, and the class of it, that another page asked for, until they are shown."""

    def open_with(self, what: Any) -> None:
        if isinstance(what, tuple):
            self._wanted, self._wanted_row = what[1], "".join(what[2:])
            self.states.setCurrentIndex(0)
            self.filter.clear()
            self._show_centres(self.centres.records)
            self._show_centre()
        self._open_tab({"conflicts": CONFLICTS, "findings": FINDINGS, "decided": DECIDED}.get(str(what), CENTRES))

    def _review_part(self) -> QWidget:
        part = QWidget()
        go = button(_("Duyệt trung tâm đầu tiên"), lambda: self.context.notices.go_to.emit("units", None),
                    kind="primary")  # fmt: skip
        empty = EmptyState("building-2", _("Chưa có trung tâm nào. Hãy duyệt tệp đăng ký của từng trung tâm."), go)
        self.list = TablePanel(self.table, empty)
        self.card = self._centre_card()
        self.above = QWidget()
        column(self.list, parent=self.above)
        self._columns = layout = column(self.above, self.card, spacing=12, parent=part)
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
        deciding = (self.refuse_button, self.unlock_button, self.lock_button, self.return_button, self.accept_button)
        for made in (self.classes.changes_button, self.classes.correct_button, *deciding):
            head.addWidget(made)
        inside.addLayout(head)
        inside.addWidget(self.said)
        inside.addWidget(self.classes, 1)
        return frame

    # --- reading ---

    def refresh(self) -> None:
        offered_reasons.read(self)
        store, period, own = self.context.store, self.context.periods.period, self.context.identity.unit_id
        self.load(lambda: review_lines.read_found(store, period, own), self._show)

    def _load_rest(self) -> None:
        store, period = self.context.store, self.context.periods.period
        self.load(lambda: review_lines.read_later(store, period), self._show_rest, behind=True)

    def _show(self, found: Found) -> None:
        self._found = found
        self._show_centres(found.lines)
        self._show_centre()
        if panel := vars(self).get("conflicts"):
            panel.show_conflicts(found.conflicts)
        self._load_rest()
        count = len(found.conflicts)
        set_words(self.tabs[CONFLICTS], _("Xung đột ({count})", count=count) if count else _("Xung đột"))
        asked = sum(1 for line in found.lines if line.state.state == "unlock_asked")
        self.context.notices.waiting.emit("review", count + asked)

    def _show_centres(self, lines: Sequence[CentreLine]) -> None:
        """Other lines; the chosen one stays chosen, and its rows stay as they are."""
        kept = self.table.current_record()
        wanted = next((line for line in lines if line.id == self._wanted), None)
        self._wanted = "" if wanted else self._wanted
        kept = wanted or kept
        self._is_filling = True
        self.centres.set_records(lines)
        if kept is not None and any(line.id == kept.id for line in lines):
            self.table.select_record(kept)
        elif lines:
            self.table.selectRow(0)
        self._is_filling = False
        if vars(self).get("several"):
            self.several.hide()  # one is chosen again

    def _show_rest(self, found: Later) -> None:
        self._show_centres([replace(line, count=found.counts.get(line.id, Count())) for line in self.centres.records])
        self._later = found
        if panel := vars(self).get("findings"):
            panel.show_findings(found.findings)
        if panel := vars(self).get("decided"):
            panel.show_decided(found.decided)
        count = open_count(found.findings)
        set_words(self.tabs[FINDINGS], _("Cần xem lại ({count})", count=count) if count else _("Cần xem lại"))

    def _keep_centre(self) -> None:
        """After a filter the chosen centre stays chosen, or the first one left is: no button speaks of a hidden one."""
        if self._is_filling:
            return
        kept = self.centres.row_where(lambda line: line.id == self._shown)
        self._is_filling = kept >= 0 and not self.card.isHidden()  # then nothing is read again
        self.table.selectRow(max(kept, 0))
        self._is_filling = False
        if not self.centres.rowCount():
            self._show_centre()

    def _narrow(self) -> None:
        wanted = self.states.currentData()
        self.centres.set_facet(None if wanted is None else lambda line: line.state.state == wanted)

    def _show_centre(self) -> None:
        if self._is_filling:
            return
        lines = self.table.selected_records()
        if len(lines) > 1:
            self.several.show_lines(lines)
        if panel := vars(self).get("several"):
            panel.setVisible(len(lines) > 1)
        line = self.table.current_record() if len(lines) < 2 else None
        self.card.setVisible(line is not None)
        clear_layout(self.state)
        if line is None:
            self._rows_of = ""
            self.classes.show_rows(())
            return
        self._shown = line.id
        self.name.setText(line.state.unit_name)
        self.state.addWidget(chip(state_word(line.state.state), state_tone(line.state.state)))
        self.said.setText(review_lines.standing_words(line.state))
        self.said.setVisible(bool(self.said.text()))
        self._offer(line.state.state)
        self.classes.setEnabled(line.id == self._rows_of)  # nobody picks rows of the centre before
        store, period, unit_id = self.context.store, self.context.periods.period, line.id
        self.load(lambda: review.rows_of(store, unit_id, period), lambda found: self._show_rows(unit_id, found))

    def _show_rows(self, unit_id: str, found: tuple[ReviewRow, ...]) -> None:
        """The rows, unless another centre was chosen meanwhile."""
        line = self.table.current_record()
        if line is not None and line.id == unit_id:
            self._rows_of = unit_id
            self.classes.setEnabled(True)
            self.classes.show_rows(found)
            self.row_table.select_record(next((one for one in self.rows.records if one.id == self._wanted_row), None))
            self._wanted_row = ""
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
        line = self.table.current_record()
        return self.row_table.selected_records() if line is not None and line.id == self._rows_of else []

    def _make_room(self) -> None:
        """While a reason or a number is asked for, the centres give their room to the rows that it is about."""
        correction, panel = vars(self).get("correction"), vars(self).get("findings")
        is_correcting = correction is not None and correction.isVisible()
        is_asked = self.reason.isVisible() or is_correcting or self.classes.shows_changes
        has_room = not is_asked or self.height() > SMALL
        self.above.setVisible(has_room)
        if panel:
            panel.make_room(has_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

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
            reasons=offered_reasons.offered(RETURN_REASONS),
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

    def _open_correction(self, line: RowLine) -> None:
        """The officer's own numbers of a class, after a phone call."""
        self.load(lambda: classes.get_class(self.context.store, line.id), self.correction.open_box)

    def _correct(self, sessions: Sequence[ClassSession], reason: str) -> None:
        def done(_none: None) -> None:
            self.correction.close_box()
            words = _("Đã sửa. Số của trung tâm vẫn được giữ trong phần thay đổi; lý do đi trong biên nhận.")
            self.banner.done(words)

        store = self.context.store
        self.act(lambda: review.correct_records(store, sessions, reason), done, self.correction.show_error)

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
