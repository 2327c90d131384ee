"""Nộp dữ liệu: get to know the aggregator once, then write one file a period; the history says what went out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import dialogs
from clc_desktop.gui.cards import TaskCard, TaskRow
from clc_desktop.gui.check_number import CheckNumberBox
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, label
from clc_desktop.gui.words import moment, period_of
from clc_desktop.i18n import N_, coded
from clc_desktop.i18n import text as _
from clc_desktop.usecases import exchange, reporting

if TYPE_CHECKING:
    from clc_desktop.usecases.exchange import Contact, SentFile, Taken
    from clc_desktop.usecases.workspace import Identity

SUFFIX = ".clcsync"

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
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "sent")
        self.table.setAccessibleName(_("Các tệp đã nộp"))
        self.content.addWidget(self.check)
        self.content.addWidget(self.steps)
        self.content.addWidget(label(_("Đã nộp"), "group"))
        self.content.addWidget(TablePanel(self.table, EmptyState("send", _("Chưa nộp tệp nào."))), 1)

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period

        def work() -> Standing:
            contacts = exchange.contact_list(store)
            above = tuple(c for c in contacts if c.role == "aggregator" and c.state == "approved")
            return Standing(above, exchange.sent_files(store), reporting.figures(store, period))

        self.load(work, self._show)

    def _show(self, found: Standing) -> None:
        self.model.set_records(found.sent)
        self.submit_button.setEnabled(bool(found.above))
        self.submit_button.setToolTip("" if found.above else _("Trước hết hãy đọc tệp giao của đơn vị cấp trên"))
        self.steps.show_tasks([self._above_step(found), self._classes_step(found), self._plan_step(found)])

    def _above_step(self, found: Standing) -> TaskRow:
        if found.above:
            names = ", ".join(sorted({contact.unit_name for contact in found.above}))
            again = button(_("Đọc tệp giao mới"), self.read, icon="file-check")
            return TaskRow("done", _("Nộp cho: {names}", names=names), "", again)
        return TaskRow(
            "todo", _("Chưa kết nối với đơn vị cấp trên"),
            _("1. Ghi tệp đăng ký và gửi đi.  2. Đọc tệp giao mà cấp trên gửi lại."),
            button(_("1. Ghi tệp đăng ký"), self.register, icon="file-plus"),
            button(_("2. Đọc tệp giao"), self.read, icon="file-check"),
        )  # fmt: skip

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
        """Take in an assignment."""
        if found := dialogs.choose_file(self, _("Tệp giao"), SUFFIX):
            self._assignment = found
            self._read(found, None)

    def _read_with_number(self, number: str) -> None:
        if self._assignment is not None:
            self._read(self._assignment, number)

    def _read(self, path: Path, number: str | None) -> None:
        self.act(lambda: exchange.read_file(self.context.store, path, number), self._taken, self._not_taken)

    def _taken(self, taken: Taken) -> None:
        self.check.close_box()
        words = coded("taken", taken.code, {"sender": taken.sender, "name": taken.unit_name})
        self.banner.say(words, "done" if taken.code != "replay" else "info")

    def _not_taken(self, error: ClcError) -> None:
        if error.code == "check_number_needed":
            self.banner.hide_message()
            self.check.open_box()
        elif error.code in ("check_number_mistyped", "check_number_differs"):
            self.check.show_error(error)
        else:
            self.banner.error(error)

    # --- submitting ---

    def submit(self) -> None:
        """Write the file of the period onto the stick, and read it back."""
        folder = dialogs.choose_folder(self, _("Chọn USB hoặc thư mục để ghi tệp nộp"))
        if folder is None:
            return
        store, period = self.context.store, self.context.periods.period

        def work() -> SentFile:
            return exchange.submit(store, period, folder / exchange.suggested_name(store, period))

        self.banner.hide_message()
        self.act(work, lambda sent: self._submitted(sent, folder))

    def _submitted(self, sent: SentFile, folder: Path) -> None:
        words = _(
            "Đã ghi và kiểm tra tệp {name} ({count} bản ghi). Có thể rút USB.", name=sent.file_name, count=sent.records
        )
        self.banner.say(words, "done", _("Mở thư mục"), lambda: dialogs.open_folder(folder))
