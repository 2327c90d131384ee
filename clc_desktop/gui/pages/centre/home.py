"""Trang chủ: how the period stands, what is missing, and one button to each next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from clc_desktop.domain import clock
from clc_desktop.domain.states import LOCKED
from clc_desktop.gui.cards import FigureCard, TaskCard, TaskRow, figure_row
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.check_card import words_of
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.states import state_word
from clc_desktop.gui.widgets import button, column, scrolled
from clc_desktop.gui.words import lately, moment, percent, period_of
from clc_desktop.i18n import N_, ngettext, number
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.domain.figures import AnnualFigures, Target
    from clc_desktop.domain.periods import Period
    from clc_desktop.usecases.drafts import Draft
    from clc_desktop.usecases.exchange import SentFile
    from clc_desktop.usecases.submission_check import CheckLine
    from clc_desktop.usecases.workspace import Store

FRESH = 31
"""Days that a copy of the records is good for."""


@dataclass(frozen=True)
class Standing:
    """What the page shows: read in one go by the worker."""

    figures: AnnualFigures
    sent: tuple[SentFile, ...]
    drafts: tuple[Draft, ...]
    has_aggregator: bool
    returned: int
    sheet_due: bool
    due: date | None
    state: str
    reason: str
    changed: int
    copied: datetime | None
    doubts: tuple[CheckLine, ...]
    awaits_approval: bool


def _read(store: Store, period: Period) -> Standing:
    """The worker brings in what this needs: the first page of the window comes without it."""
    from clc_desktop.usecases import (
        copies,
        drafts,
        exchange,
        first_assignment,
        recovery,
        report_calendar,
        reporting,
        review,
        submission_check,
    )

    contacts = exchange.contact_list(store)
    now = next((line for line in review.period_states(store) if line.period == period.code), None)
    return Standing(
        reporting.figures(store, period),
        exchange.sent_files(store),
        drafts.drafts(store),
        any(found.role == "aggregator" and found.state == "approved" for found in contacts),
        returned=len(review.returned_rows(store)),
        sheet_due=recovery.sheet_due(store),
        due=report_calendar.given_due(store, period),
        state=now.state if now else "",
        reason=now.reason if now else "",
        changed=submission_check.changed_since_sent(store, period),
        copied=copies.last_copied(store),
        awaits_approval=first_assignment.awaits_approval(store),
        doubts=tuple(line for line in submission_check.check_before_submit(store, period) if line.is_open),
    )


class HomePage(Page):
    """Figures of the period, and the list of what to do."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Trang chủ"), has_period=True)
        self.add_to_head(button(_("Ghi lớp mới"), self._add, kind="primary", icon="plus", key="Ctrl+N"))
        self.classes = FigureCard(_("Lớp đã tổ chức"))
        self.turns = FigureCard(_("Lượt người"))
        self.sent = FigureCard(_("Lần nộp gần nhất"))
        self.tasks = TaskCard(_("Việc cần làm"))
        self.content.addLayout(figure_row(self.classes, self.turns, self.sent))
        page = QWidget()
        column(self.tasks, None, parent=page)
        self.content.addWidget(scrolled(page), 1)

    def _add(self) -> None:
        self.context.notices.go_to.emit("classes", "new")

    @property
    def _code(self) -> str:
        return self.context.periods.period.code

    def _go(self, page: str) -> None:
        self.context.notices.go_to.emit(page, None)

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period
        self.load(lambda: _read(store, period), self._show)

    def _show(self, found: Standing) -> None:
        self.classes.show_figure(number(found.figures.classes.reached), _against_plan(found.figures.classes))
        self.turns.show_figure(number(found.figures.turns.reached), _against_plan(found.figures.turns))
        latest = next(iter(found.sent), None)
        if latest is None:
            self.sent.show_figure("–", _("Chưa nộp lần nào"))
        else:
            number_words = _("Tệp số {count}", count=latest.sequence)
            state = f" · {state_word(found.state)}" if found.state and latest.period == self._code else ""
            self.sent.show_figure(number_words, f"{period_of(latest.period)} · {moment(latest.made_at)}{state}")
        tasks = sorted(self._tasks(found), key=lambda task: task.state != "todo")  # what is missing stands first
        self.tasks.show_tasks(tasks)
        self.context.notices.waiting.emit("home", sum(1 for task in tasks if task.state == "todo"))

    def _tasks(self, found: Standing) -> list[TaskRow]:
        tasks = [TaskRow("todo", *self._draft_words(draft), button(_("Ghi tiếp"), partial(self._resume, draft)))
                 for draft in found.drafts if draft.form == "class"]  # fmt: skip
        tasks += [*self._approval_task(found), *self._returned_task(found), *self._sheet_task(found)]
        tasks += [self._classes_task(found), self._plan_task(found), *self._doubts_task(found)]
        if self.context.identity.is_sample:  # which goes nowhere and is nobody's loss
            return tasks
        return [*tasks, *self._exchange_tasks(found), self._copy_task(found)]

    def _doubts_task(self, found: Standing) -> list[TaskRow]:
        """What the check before submitting will ask, beside the plan and the classes, which have lines of their own."""
        waiting = [
            line for line in found.doubts if line.code not in ("no_plan", "no_class", "draft_left", "returned_row")
        ]
        if not waiting or not found.figures.classes.reached:
            return []
        words = ngettext("Có {count} điều nên xem lại trước khi nộp", "Có {count} điều nên xem lại trước khi nộp",
                         len(waiting))  # fmt: skip
        detail = "; ".join(words_of(line) for line in waiting[:2])
        return [TaskRow("todo", words, detail, button(_("Xem lại"), partial(self._go, "submit")))]

    def _copy_task(self, found: Standing) -> TaskRow:
        """The last copy of the records; one older than a month asks for another once there is something to lose."""
        go = button(_("Sao lưu"), partial(self._go, "settings"))
        if found.copied is None:
            state = "todo" if found.figures.classes.reached else "info"
            return TaskRow(state, _("Chưa sao lưu lần nào"), _("Chép sổ ra USB để máy hỏng cũng không mất."), go)
        when = _("Sao lưu gần nhất: {at}", at=found.copied)
        is_old = clock.now() - found.copied > timedelta(days=FRESH)
        return TaskRow("todo" if is_old else "done", when, "", go)

    def _approval_task(self, found: Standing) -> list[TaskRow]:
        """A PC that its first assignment set up is not known above yet."""
        if not found.awaits_approval:
            return []
        go = button(_("Ghi tệp đăng ký"), partial(self._go, "submit"))
        detail = _("Gửi tệp đăng ký một lần: đăng ký được duyệt thì số liệu nộp lên mới được nhận.")
        return [TaskRow("todo", _("Cấp trên chưa xác nhận máy này"), detail, go)]

    def _returned_task(self, found: Standing) -> list[TaskRow]:
        if not found.returned:
            return []
        words = _("Cấp trên trả lại {count} dòng", count=found.returned)
        look = button(_("Xem dòng trả lại"), lambda: self.context.notices.go_to.emit("submit", "returned"))
        return [TaskRow("todo", words, _("Xem lý do, sửa rồi nộp lại."), look)]

    def _sheet_task(self, found: Standing) -> list[TaskRow]:
        """Once there is something to lose: keys that an aggregator trusts."""
        if not found.sheet_due or not found.has_aggregator or found.awaits_approval:
            return []
        words = _("Chưa in phiếu khôi phục")
        detail = _("Máy hỏng hay mất thì chỉ phiếu này đưa được đơn vị sang máy mới mà không phải đăng ký lại.")
        return [TaskRow("todo", words, detail, button(_("In phiếu"), partial(self._go, "settings")))]

    def _draft_words(self, draft: Draft) -> tuple[str, str]:
        topic = str(draft.values.get("topic") or _("chưa có tên"))
        return _("Có phiếu lớp ghi dở: {topic}", topic=topic), _("Giữ lúc {time}", time=lately(draft.saved_at))

    def _resume(self, draft: Draft) -> None:
        self.context.notices.go_to.emit("classes", draft.key)

    def _classes_task(self, found: Standing) -> TaskRow:
        period = period_name(self.context.periods.period)
        count = found.figures.classes.reached
        open_list = button(_("Mở danh sách"), partial(self._go, "classes"))
        if count:
            return TaskRow("done", _("{period}: đã ghi {count} lớp", period=period, count=count), "", open_list)
        return TaskRow(
            "todo", _("{period}: chưa ghi lớp nào", period=period),
            _("Ghi từng lớp, hoặc nhập cả danh sách đang có trong Excel."),
            button(_("Nhập từ Excel"), partial(self._go, "import")),
        )  # fmt: skip

    def _plan_task(self, found: Standing) -> TaskRow:
        year = self.context.periods.period.year
        if found.figures.classes.planned or found.figures.turns.planned:
            change = button(_("Xem kế hoạch"), partial(self._go, "plan"))
            return TaskRow("done", _("Đã có kế hoạch năm {year}", year=year), "", change)
        return TaskRow(
            "todo", _("Chưa có kế hoạch năm {year}", year=year),
            _("Không có kế hoạch thì báo cáo không tính được tỉ lệ đạt."),
            button(_("Lập kế hoạch"), partial(self._go, "plan")),
        )  # fmt: skip

    def _exchange_tasks(self, found: Standing) -> list[TaskRow]:
        go = partial(self._go, "submit")
        if not found.has_aggregator:
            return [TaskRow(
                "todo", _("Chưa kết nối với đơn vị cấp trên"),
                _("Gửi tệp đăng ký một lần, rồi đọc tệp giao nhận được. Sau đó mới nộp được dữ liệu."),
                button(_("Kết nối"), go),
            )]  # fmt: skip
        sent = next((file for file in found.sent if file.period == self._code), None)
        if sent is None:
            return [TaskRow("todo", _("Kỳ này chưa nộp"), self._due_words(found), button(_("Nộp dữ liệu"), go))]
        if found.state == "returned":
            detail = found.reason or _("Sửa rồi nộp lại.")
            return [TaskRow("todo", _("Cấp trên trả lại kỳ này"), detail, button(_("Nộp lại"), go))]
        if found.changed and found.state not in LOCKED:
            words = ngettext("Đã sửa {count} bản ghi từ lần nộp gần nhất", "Đã sửa {count} bản ghi từ lần nộp gần nhất",
                             found.changed)  # fmt: skip
            detail = _("Cấp trên chưa thấy chỗ sửa này. Sửa xong thì nộp lại.")
            return [TaskRow("todo", words, detail, button(_("Nộp lại"), go))]
        when = _("Đã nộp kỳ này lúc {time}", time=moment(sent.made_at))
        told = _("Tình trạng: {state}", state=state_word(found.state)) if found.state else ""
        return [TaskRow("done", when, told, button(_("Xem"), go))]

    def _due_words(self, found: Standing) -> str:
        """By when, and how far off that is; where the aggregator has set no day, when the period ends."""
        today = clock.today()
        if found.due is None:
            return _("Kỳ kết thúc ngày {day}.", day=self.context.periods.period.end)
        left = (found.due - today).days
        if left < 0:
            return ngettext("Hạn nộp {day}, đã quá {count} ngày.", "Hạn nộp {day}, đã quá {count} ngày.", -left,
                            day=found.due)  # fmt: skip
        return ngettext("Hạn nộp {day}, còn {count} ngày.", "Hạn nộp {day}, còn {count} ngày.", left, day=found.due)


def _against_plan(target: Target) -> str:
    if not target.planned:
        return _("chưa có kế hoạch")
    return _("kế hoạch {planned}, đạt {percent}", planned=target.planned, percent=percent(target.percent))
