"""Nộp dữ liệu: get to know the aggregator once, then write one file a period; the history says what went out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import dialogs
from clc_desktop.gui.cards import TaskCard, TaskRow
from clc_desktop.gui.check_number import CheckNumberBox
from clc_desktop.gui.incoming import IncomingCard
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.centre.returned import PAGES, PeriodsPanel, ReturnedLine, ReturnedPanel, returned_lines
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.reason_box import ReasonBox
from clc_desktop.gui.states import state_word
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, row, set_words
from clc_desktop.gui.words import moment, period_of
from clc_desktop.i18n import N_, coded
from clc_desktop.i18n import text as _
from clc_desktop.usecases import answers, exchange, inspecting, reporting, review

if TYPE_CHECKING:
    from clc_desktop.usecases.exchange import Contact, SentFile, Taken
    from clc_desktop.usecases.inspecting import Inspection
    from clc_desktop.usecases.review import PeriodState
    from clc_desktop.usecases.workspace import Identity

SUFFIX = ".clcsync"
PERIODS, RETURNED = 1, 2

COLUMNS: tuple[Column[SentFile], ...] = (
    Column("sequence", N_("Số"), lambda r: r.sequence, "number", 72),
    Column("period", N_("Kỳ"), lambda r: period_of(r.period), width=160),
    Column("file_name", N_("Tệp"), lambda r: r.file_name, width=320, stretch=True),
    Column("records", N_("Số bản ghi"), lambda r: r.records, "number", 120),
    Column("made_at", N_("Nộp lúc"), lambda r: moment(r.made_at), width=180),
)


@dataclass(frozen=True)
class Standing:
    """What the page shows: read in one go by the worker."""

    above: tuple[Contact, ...]
    sent: tuple[SentFile, ...]
    figures: AnnualFigures
    periods: tuple[PeriodState, ...]
    returned: tuple[ReturnedLine, ...]


class SubmitPage(Page):
    """A check list from top to bottom, each line with its button."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Nộp dữ liệu"), has_period=True)
        self.submit_button = button(_("Ghi tệp nộp"), self.submit, kind="primary", icon="send", key="Ctrl+Return")
        self.add_to_head(self.submit_button)
        self.steps = TaskCard(_("Trước khi nộp"))
        self.check = CheckNumberBox(
            _("Gọi điện cho đơn vị cấp trên và gõ số kiểm tra mà họ đọc. Chỉ cần làm một lần."), _("Đọc tệp giao")
        )
        self.check.confirmed.connect(self._read_with_number)
        self._assignment: Path | None = None
        self.incoming = IncomingCard()
        self.incoming.agreed.connect(lambda path: self._read(path, None))
        self.reason = ReasonBox()
        self.periods = PeriodsPanel()
        self.periods.wished.connect(self.wish)
        self.returned = ReturnedPanel()
        self.returned.opened.connect(self._open_returned)
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "sent")
        self.table.setAccessibleName(_("Các tệp đã nộp"))
        self.stack = QStackedWidget()
        for part in (self._steps_part(), self.periods, self.returned,
                     TablePanel(self.table, EmptyState("send", _("Chưa nộp tệp nào.")))):  # fmt: skip
            self.stack.addWidget(part)
        self.content.addWidget(self.check)
        self.content.addWidget(self.incoming)
        self.content.addWidget(self.reason)
        self.content.addLayout(self._tabs())
        self.content.addWidget(self.stack, 1)
        self.content.addStretch(0)
        self.incoming.opened.connect(lambda is_open: self.stack.setVisible(not is_open))

    def _steps_part(self) -> QWidget:
        part = QWidget()
        column(self.steps, None, parent=part)
        return part

    def _tabs(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        names = (_("Nộp kỳ này"), _("Các kỳ"), _("Bị trả lại"), _("Tệp đã nộp"))
        self.tabs = [button(words, kind="tab", key=f"Alt+{number}") for number, words in enumerate(names, start=1)]
        for number, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            group.addButton(tab, number)
        group.idClicked.connect(self.open_tab)
        self.tabs[0].setChecked(True)
        return row(*self.tabs, None)

    def open_tab(self, number: int) -> None:
        """Show one of the four parts."""
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)

    def open_with(self, what: Any) -> None:
        self.open_tab({"periods": PERIODS, "returned": RETURNED}.get(str(what), 0))

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period

        def work() -> Standing:
            contacts = exchange.contact_list(store)
            above = tuple(c for c in contacts if c.role == "aggregator" and c.state == "approved")
            counted = reporting.figures(store, period)
            states, rows = review.period_states(store), returned_lines(store)
            return Standing(above, exchange.sent_files(store), counted, states, rows)

        self.load(work, self._show)

    def _show(self, found: Standing) -> None:
        self.model.set_records(found.sent)
        self.periods.show_periods(found.periods)
        self.returned.show_rows(found.returned)
        count = len(found.returned)
        set_words(self.tabs[RETURNED], _("Bị trả lại ({count})", count=count) if count else _("Bị trả lại"))
        self.context.notices.waiting.emit("submit", count)
        self.submit_button.setEnabled(bool(found.above))
        self.submit_button.setToolTip("" if found.above else _("Trước hết hãy đọc tệp giao của đơn vị cấp trên"))
        steps = [self._above_step(found), *self._state_step(found)]
        self.steps.show_tasks([*steps, self._classes_step(found), self._plan_step(found)])

    def _above_step(self, found: Standing) -> TaskRow:
        if found.above:
            names = ", ".join(sorted({contact.unit_name for contact in found.above}))
            again = button(_("Đọc tệp của cấp trên"), self.read, icon="file-check", key="Ctrl+O",
                           tip=_("Biên nhận hoặc tệp giao mới"))  # fmt: skip
            return TaskRow("done", _("Nộp cho: {names}", names=names), "", again)
        return TaskRow(
            "todo", _("Chưa kết nối với đơn vị cấp trên"),
            _("1. Ghi tệp đăng ký và gửi đi.  2. Đọc tệp giao mà cấp trên gửi lại."),
            button(_("1. Ghi tệp đăng ký"), self.register, icon="file-plus"),
            button(_("2. Đọc tệp giao"), self.read, icon="file-check"),
        )  # fmt: skip

    def _state_step(self, found: Standing) -> list[TaskRow]:
        """Where the chosen period stands, and what that means for the next file."""
        code = self.context.periods.period.code
        now = next((state for state in found.periods if state.period == code), None)
        if now is None:
            return []
        words = _("Tình trạng: {state}", state=state_word(now.state))
        detail = now.reason
        if now.state == "returned":
            look = button(_("Xem dòng trả lại"), lambda: self.open_tab(RETURNED))
            return [TaskRow("todo", words, detail or _("Sửa các dòng bị trả lại rồi nộp lại."), look)]
        if now.state == "locked":
            ask = button(_("Xin mở khóa"), lambda: self.wish(now), icon="lock")
            return [TaskRow("info", words, detail or _("Số liệu của kỳ giữ nguyên. Muốn sửa, hãy xin mở khóa."), ask)]
        return [TaskRow("done" if now.state == "accepted" else "info", words, detail)]

    def _classes_step(self, found: Standing) -> TaskRow:
        total, period = found.figures.total, period_name(self.context.periods.period)
        words = _(
            "{period}: {classes} lớp, {turns} lượt người", period=period, classes=total.classes, turns=total.turns
        )
        return TaskRow("done" if total.classes else "todo", words)

    def _plan_step(self, found: Standing) -> TaskRow:
        year = self.context.periods.period.year
        if found.figures.classes.planned:
            return TaskRow("done", _("Đã có kế hoạch năm {year}", year=year))
        go = button(_("Lập kế hoạch"), lambda: self.context.notices.go_to.emit("plan", None))
        return TaskRow("todo", _("Chưa có kế hoạch năm {year}", year=year), _("Vẫn nộp được khi chưa có."), go)

    # --- getting to know the aggregator ---

    def register(self) -> None:
        """Write who we are and our keys into a folder or onto a stick."""
        folder = dialogs.choose_folder(self, _("Chọn USB hoặc thư mục để ghi tệp đăng ký"))
        if folder is None:
            return
        unit = search_key(self.context.identity.unit_name).replace(" ", "-")
        out = folder / f"dang-ky_{unit}{SUFFIX}"
        self.load(lambda: exchange.register(self.context.store, out), lambda who: self._registered(who, out))

    def _registered(self, who: Identity, out: Path) -> None:
        words = _(
            "Đã ghi {path}. Khi cấp trên gọi điện, hãy đọc số kiểm tra của bạn: {check_number}",
            path=out, check_number=who.check_number,
        )  # fmt: skip
        self.banner.say(words, "warning", _("Mở thư mục"), lambda: dialogs.open_folder(out.parent))

    def read(self) -> None:
        """Show a file from above: an assignment or a receipt. It is taken in only when the person agrees."""
        if found := dialogs.choose_file(self, _("Tệp của cấp trên"), SUFFIX):
            self.examine(found)

    def examine(self, path: Path) -> None:
        """What the file is; of a sender that nobody knows yet the number from the phone is asked for first."""
        self._assignment = path
        self.load(lambda: inspecting.inspect(self.context.store, path), lambda found: self._examined(found, path))

    def _examined(self, found: Inspection, path: Path) -> None:
        self.banner.hide_message()
        if found.verdict == "unknown_key":
            self.incoming.close_card()
            self.check.open_box()
        else:
            self.check.close_box()
            self.incoming.show_file(found, path)

    def _read_with_number(self, number: str) -> None:
        if self._assignment is not None:
            self._read(self._assignment, number)

    def _read(self, path: Path, number: str | None) -> None:
        self.act(lambda: exchange.read_file(self.context.store, path, number), self._taken, self._not_taken)

    def _taken(self, taken: Taken) -> None:
        self.check.close_box()
        self.incoming.close_card()
        data = {"sender": taken.sender, "name": taken.unit_name, **taken.data}
        if "period" in data:
            data["period"] = period_of(str(data["period"]))
        tone = {"replay": "info", "receipt_returned": "warning"}.get(taken.code, "done")
        look = (_("Xem dòng trả lại"), lambda: self.open_tab(RETURNED)) if data.get("returned") else ()
        self.banner.say(coded("taken", taken.code, data), tone, *look)

    def _not_taken(self, error: ClcError) -> None:
        if error.code in ("check_number_mistyped", "check_number_differs"):
            self.check.show_error(error)
        else:
            self.banner.error(error)

    # --- what came back ---

    def _open_returned(self, line: ReturnedLine) -> None:
        page = PAGES[line.remark.kind]
        self.context.notices.go_to.emit(page, line.target if page == "classes" else None)

    def wish(self, state: PeriodState) -> None:
        """Ask the aggregator to open a locked period; the wish travels in the next submission."""
        store, period = self.context.store, parse_period(state.period)

        def asked(_done: None) -> None:
            self.reason.close_box()
            words = _("Tệp nộp tiếp theo của {period} sẽ xin mở khóa.", period=period_of(state.period))
            self.banner.say(words, "warning", _("Ghi tệp nộp"), lambda: self.submit(period))

        def act(reason: str) -> None:
            self.act(lambda: answers.request_unlock(store, period, reason), asked, self.reason.show_error)

        self.reason.open_box(_("Xin mở khóa {period}. Vì sao?", period=period_of(state.period)), _("Xin mở khóa"), act)

    # --- submitting ---

    def submit(self, wanted: Period | None = None) -> None:
        """Write the file of the period onto the stick, and read it back."""
        folder = dialogs.choose_folder(self, _("Chọn USB hoặc thư mục để ghi tệp nộp"))
        if folder is None:
            return
        store, period = self.context.store, wanted or self.context.periods.period

        def work() -> SentFile:
            return exchange.submit(store, period, folder / exchange.suggested_name(store, period))

        self.banner.hide_message()
        self.act(work, lambda sent: self._submitted(sent, folder))

    def _submitted(self, sent: SentFile, folder: Path) -> None:
        words = _(
            "Đã ghi và kiểm tra tệp {name} ({count} bản ghi). Có thể rút USB.", name=sent.file_name, count=sent.records
        )
        self.banner.say(words, "done", _("Mở thư mục"), lambda: dialogs.open_folder(folder))
