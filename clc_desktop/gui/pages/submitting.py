"""What whoever submits sees, a centre as well as an aggregator that hands its figures on: get to know the one above
once, then write one file a period; what went out, what came back, which rows are to be mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import dialogs
from clc_desktop.gui.cards import TaskCard, TaskRow, keep_tab_order
from clc_desktop.gui.check_number import CheckNumberBox
from clc_desktop.gui.incoming import IncomingCard
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.check_card import CheckCard, words_of
from clc_desktop.gui.pages.corrected import CORRECTED_COLUMNS, CorrectedLine, CorrectedPanel
from clc_desktop.gui.pages.returned import RETURNED_COLUMNS, PeriodsPanel, ReturnedLine, ReturnedPanel
from clc_desktop.gui.pages.sent_files import SENT_COLUMNS, sent_lines
from clc_desktop.gui.pages.submit_standing import Standing, above_step, read_standing
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.reason_box import ReasonBox
from clc_desktop.gui.states import state_word
from clc_desktop.gui.stick_box import StickBox
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, row, scrolled, set_words
from clc_desktop.gui.words import period_of
from clc_desktop.i18n import N_, coded, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import answers, exchange, inspecting, submission_check

if TYPE_CHECKING:
    from clc_desktop.usecases.exchange import SentFile, Taken
    from clc_desktop.usecases.inspecting import Inspection
    from clc_desktop.usecases.review import PeriodState
    from clc_desktop.usecases.submission_check import CheckLine, Place
    from clc_desktop.usecases.workspace import Identity

T = TypeVar("T")
SUFFIX = ".clcsync"
PERIODS, RETURNED, CORRECTED = 1, 2, 3


class SubmittingPage(Page):
    """A check list from top to bottom, each line with its button; beside it the periods, what came back, what went out.

    A page of a role says its name and which of its pages mends what.
    """

    key = ""
    returned_columns: tuple[Column[ReturnedLine], ...] = RETURNED_COLUMNS
    corrected_columns: tuple[Column[CorrectedLine], ...] = CORRECTED_COLUMNS
    returned_words = N_("Sửa các dòng bị trả lại rồi nộp lại.")

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(context, title, has_period=True)
        self.submit_button = button(_("Ghi tệp nộp"), self.submit, kind="primary", icon="send", key="Ctrl+Return")
        self.add_to_head(self.submit_button)
        self.steps = TaskCard(_("Trước khi nộp"))
        self.findings = CheckCard(self.page_of)
        self.findings.opened.connect(self.open_place)
        self.check = CheckNumberBox(
            _("Gọi điện cho đơn vị cấp trên và gõ số kiểm tra mà họ đọc. Chỉ cần làm một lần."), _("Đọc tệp giao")
        )
        self.check.confirmed.connect(self._read_with_number)
        self._assignment: Path | None = None
        self._number: str | None = None
        self.incoming = IncomingCard()
        self.incoming.agreed.connect(lambda path: self._read(path, self._number))
        self.reason = ReasonBox()
        self.stick = StickBox(context.jobs)
        self._is_busy = False
        self.periods = PeriodsPanel()
        self.periods.wished.connect(self.wish)
        self.returned = ReturnedPanel(self.returned_columns, self.can_open)
        self.corrected = CorrectedPanel(self.corrected_columns, self.can_open)
        for panel in (self.returned, self.corrected):
            panel.opened.connect(self.open_returned)
        self.model = RecordModel(SENT_COLUMNS, self)
        self.table = RecordTable(self.model, "sent")
        self.table.setAccessibleName(_("Các tệp đã nộp"))
        self.stack = QStackedWidget()
        for part in (self._steps_part(), self.periods, self.returned, self.corrected,
                     TablePanel(self.table, EmptyState("send", _("Chưa nộp tệp nào.")))):  # fmt: skip
            self.stack.addWidget(part)
        self.content.addWidget(self.check)
        self.content.addWidget(self.incoming)
        self.content.addWidget(self.reason)
        self.content.addWidget(self.stick)
        tabs = self._tabs()
        self.content.addWidget(tabs)
        self.content.addWidget(self.stack, 1)
        self.content.addStretch(0)
        for part in (tabs, self.stack):
            self.incoming.opened.connect(lambda is_open, part=part: part.setVisible(not is_open))

    # --- what differs ---

    def page_of(self, kind: str) -> str:
        """The page on which a kind of record is mended."""
        raise NotImplementedError

    def can_open(self, kind: str) -> bool:
        """Whether there is such a page."""
        return bool(self.page_of(kind))

    def open_place(self, place: Place) -> None:
        """Go where a finding is mended."""
        raise NotImplementedError

    def open_returned(self, line: ReturnedLine) -> None:
        """Go where a row that was returned, or corrected above, is mended."""
        raise NotImplementedError

    def period_step(self, found: Standing) -> TaskRow:
        """What the file of the period will hold."""
        raise NotImplementedError

    # --- the parts ---

    def _steps_part(self) -> QWidget:
        part = QWidget()
        self._cards = column(self.findings, self.steps, None, spacing=12, parent=part)
        return scrolled(part)

    def _tabs(self) -> QWidget:
        group = QButtonGroup(self)
        names = (_("Nộp kỳ này"), _("Các kỳ"), _("Bị trả lại"), _("Cấp trên sửa"), _("Tệp đã nộp"))
        self.tabs = [button(words, kind="tab", key=f"Alt+{number}") for number, words in enumerate(names, start=1)]
        for number, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            group.addButton(tab, number)
        group.idClicked.connect(self.open_tab)
        self.tabs[0].setChecked(True)
        whole = QWidget()
        row(*self.tabs, None, parent=whole)
        return whole

    def open_tab(self, number: int) -> None:
        """Show one of the parts."""
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)

    def open_with(self, what: Any) -> None:
        self.open_tab({"periods": PERIODS, "returned": RETURNED, "corrected": CORRECTED}.get(str(what), 0))

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period
        self.load(lambda: read_standing(store, period), self._show)

    def _show(self, found: Standing) -> None:
        self.model.set_records(sent_lines(found.sent, found.periods))
        self.periods.show_periods(found.periods)
        self.returned.show_rows(found.returned)
        self.corrected.show_rows(found.corrected)
        self.findings.show_lines(found.findings)
        is_known = bool(found.above) and not found.awaits_approval
        self._cards.insertWidget(1 if is_known else 0, self.steps)  # whom to submit to is the first thing of all
        count = len(found.returned)
        set_words(self.tabs[RETURNED], _("Bị trả lại ({count})", count=count) if count else _("Bị trả lại"))
        self.context.notices.waiting.emit(self.key, count)
        self.submit_button.setEnabled(bool(found.above))
        self.submit_button.setToolTip("" if found.above else _("Trước hết hãy đọc tệp giao của đơn vị cấp trên"))
        steps = (*self._state_step(found), *self._changed_step(found), self.period_step(found))
        self.steps.show_tasks([above_step(found, self.register, self.read), *steps])
        self._keep_tab_order()

    def _keep_tab_order(self) -> None:
        keep_tab_order(*sorted((self.steps, self.findings), key=self._cards.indexOf))

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
            return [TaskRow("todo", words, detail or _(self.returned_words), look)]
        if now.state == "locked":
            ask = button(_("Xin mở khóa"), lambda: self.wish(now), icon="lock")
            return [TaskRow("info", words, detail or _("Số liệu của kỳ giữ nguyên. Muốn sửa, hãy xin mở khóa."), ask)]
        return [TaskRow("done" if now.state == "accepted" else "info", words, detail)]

    def _changed_step(self, found: Standing) -> list[TaskRow]:
        """What the one above does not have yet."""
        if not found.changed:
            return []
        words = ngettext("Đã sửa {count} bản ghi từ lần nộp gần nhất", "Đã sửa {count} bản ghi từ lần nộp gần nhất",
                         found.changed)  # fmt: skip
        return [TaskRow("todo", words, _("Cấp trên chưa thấy chỗ sửa này. Sửa xong thì nộp lại."))]

    # --- getting to know the aggregator ---

    def register(self) -> None:
        """Write who we are and our keys into a folder or onto a stick."""
        unit = search_key(self.context.identity.unit_name).replace(" ", "-")

        def write(folder: Path) -> None:
            out = folder / f"dang-ky_{unit}{SUFFIX}"
            self.load(lambda: exchange.register(self.context.store, out), lambda who: self._registered(who, out))

        self.stick.ask(_("Ghi tệp đăng ký vào đâu?"), _("Chưa thấy USB nào: chọn thư mục để ghi tệp đăng ký"), write)

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
        self._assignment, self._number = path, None
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
        """The number from the phone opens the first assignment; what it lays down is shown before it is taken in."""
        if (path := self._assignment) is not None:
            self.load(
                lambda: inspecting.inspect(self.context.store, path, number),
                lambda found: self._shown_with_number(found, path, number),
            )

    def _shown_with_number(self, found: Inspection, path: Path, number: str) -> None:
        if found.verdict in ("check_number_mistyped", "check_number_differs"):
            self.check.show_refusal(found.verdict)
            return
        self._number = number
        self._examined(found, path)

    def _read(self, path: Path, number: str | None) -> None:
        self.act(lambda: exchange.read_file(self.context.store, path, number), self._taken)

    def _taken(self, taken: Taken) -> None:
        self.check.close_box()
        self.incoming.close_card()
        data = {"sender": taken.sender, "name": taken.unit_name, **taken.data}
        if "period" in data:
            data["period"] = period_of(str(data["period"]))
        tone = {"replay": "info", "receipt_returned": "warning"}.get(taken.code, "done")
        look: tuple[Any, ...] = ()
        if data.get("returned"):
            look = _("Xem dòng trả lại"), lambda: self.open_tab(RETURNED)
        elif data.get("corrected"):
            look = _("Xem chỗ cấp trên sửa"), lambda: self.open_tab(CORRECTED)
        self.banner.say(coded("taken", taken.code, data), tone, *look)

    # --- what came back ---

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
        """Look over the period first: errors stop it, warnings want a reason; then choose where the file goes."""
        store, period = self.context.store, wanted or self.context.periods.period
        self.reason.close_box()
        self.stick.close_box()
        check = submission_check.check_before_submit
        self._once(lambda: check(store, period), lambda found: self._checked(found, period))

    def _once(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[ClcError], None] | None = None
    ) -> None:
        """A step towards a file, unless one is under way: whoever presses twice writes one file."""
        if self._is_busy:
            return
        self._is_busy = True
        self.banner.hide_message()

        def end(then: Callable[[Any], None]) -> Callable[[Any], None]:
            def tell(result: Any) -> None:
                self._is_busy = False
                then(result)

            return tell

        self.context.jobs.run(work, end(done), end(failed or self.banner.error), owner=self)

    def _checked(self, found: tuple[CheckLine, ...], period: Period) -> None:
        self.findings.show_lines(found)
        self._keep_tab_order()
        try:
            submission_check.refuse_errors(found)
        except ClcError as error:
            self.open_tab(0)
            self.banner.error(error)
            return
        waiting = [line for line in found if line.is_open]
        if waiting:
            self._ask_reason(waiting, period)
        else:
            self._choose_stick(period)

    def _ask_reason(self, waiting: list[CheckLine], period: Period) -> None:
        """One reason for everything that is doubtful; it is remembered with the period."""
        store = self.context.store
        self.open_tab(0)
        words = _("Còn {count} điều nên xem lại: {first}", count=len(waiting), first=words_of(waiting[0]))

        def agreed(reason: str) -> None:
            self._once(
                lambda: submission_check.remember_reasons(store, period, waiting, reason),
                lambda _done: self._agreed(period),
                self.reason.show_error,
            )

        self.reason.open_box(" ".join((words, _("Vẫn nộp như vậy vì sao?"))), _("Vẫn nộp"), agreed)

    def _agreed(self, period: Period) -> None:
        self.reason.close_box()
        self.mark_stale()
        self._choose_stick(period)

    def _choose_stick(self, period: Period) -> None:
        """Write the file of the period onto the stick, and read it back."""
        store = self.context.store

        def write(folder: Path) -> None:
            self._once(
                lambda: (
                    exchange.submit(store, period, folder / exchange.suggested_name(store, period)),
                    dialogs.is_on_stick(folder),
                ),
                lambda done: self._submitted(*done, folder),
                self._not_submitted,
            )

        self.stick.ask(
            _("{period}: ghi tệp nộp vào đâu?", period=period_name(period)),
            _("Chưa thấy USB nào: chọn thư mục để ghi tệp nộp"),
            write,
        )

    def _not_submitted(self, error: ClcError) -> None:
        """A file that the drive did not confirm is there all the same, and is in the list."""
        self.context.notices.changed.emit()
        self.banner.error(error)

    def _submitted(self, sent: SentFile, on_stick: bool, folder: Path) -> None:
        """It stays until it was read: whoever pulls the stick, or carries an empty one, acts upon it."""
        self.context.notices.changed.emit()
        if self.isVisible():
            self.submit_button.setFocus()  # what had the keys before may have been made anew
        words = _("Đã ghi và kiểm tra tệp {name} ({count} bản ghi).", name=sent.file_name, count=sent.records)
        where = _("Tệp nằm trong {folder}: hãy chép sang USB hoặc gửi cho cấp trên.", folder=str(folder))
        words = " ".join((words, _("Có thể rút USB.") if on_stick else where))
        self.banner.say(words, "done", _("Mở thư mục"), lambda: dialogs.open_folder(folder), stays=True)
