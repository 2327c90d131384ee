"""Báo cáo: the words of the report beside its pages, its layout, what was frozen, and whether paper is true."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QStackedWidget

from clc_desktop import i18n
from clc_desktop.domain import clock
from clc_desktop.gui import dialogs
from clc_desktop.gui.facets import WordBox
from clc_desktop.gui.messages import confirm
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.frozen import FrozenPanel
from clc_desktop.gui.pages.aggregator.report_check import CheckPanel
from clc_desktop.gui.pages.aggregator.report_layout import LayoutPanel
from clc_desktop.gui.pages.aggregator.report_writing import WritingPanel
from clc_desktop.gui.print_preview import PdfPreview
from clc_desktop.gui.widgets import button, row
from clc_desktop.gui.words import period_of
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import freezing, narrating, report_files, reporting, unit_reports

if TYPE_CHECKING:
    from clc_desktop.domain.errors import ClcError
    from clc_desktop.domain.periods import Period
    from clc_desktop.gui.jobs import Cancelled, Progress
    from clc_desktop.usecases.freezing import FrozenReport
    from clc_desktop.usecases.narrating import Narrative
    from clc_desktop.usecases.reporting import Scope
    from clc_desktop.usecases.unit_reports import Reportable

FORMATS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}
TABS = (N_("Soạn báo cáo"), N_("Thể thức"), N_("Đã chốt"), N_("Kiểm tra"))
WRITING, LAYOUT, FROZEN, CHECK = range(4)


class ReportPage(Page):
    """Four tabs; writing out, printing and freezing from the head of the page."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Báo cáo"), has_period=True)
        self.formats = {code: QCheckBox(words) for code, words in FORMATS.items()}
        for choice in self.formats.values():
            choice.setChecked(True)
        self.write_button = button(_("Xuất báo cáo"), self.write, kind="primary", icon="download", key="Ctrl+Return")
        self.print_button = button(_("In"), self.print_, icon="printer", key="Ctrl+P", tip=_("In báo cáo"))
        self.freeze_button = button(
            _("Chốt báo cáo"), self.freeze, icon="lock",
            tip=_("Giữ báo cáo đúng như hiện nay, ký và cho mã kiểm tra để in ở chân trang"),
        )  # fmt: skip
        self.add_to_head(self.print_button, self.freeze_button, self.write_button)
        self.writing = WritingPanel(self)
        self.layout_ = LayoutPanel(self)
        self.frozen = FrozenPanel(self)
        self.checking = CheckPanel(self)
        self.paper = PdfPreview()  # holds the pages on their way to the printer
        self.stack = QStackedWidget()
        for part in (self.writing, self.layout_, self.frozen, self.checking):
            self.stack.addWidget(part)
        self.whose = WordBox(_("Báo cáo của đơn vị"))
        self.whose.setMinimumWidth(300)
        self.whose.explain(
            _("Báo cáo của đơn vị mình, hoặc của một đơn vị trực thuộc, theo danh sách đơn vị ngày ghi kèm")
        )
        self.whose.currentIndexChanged.connect(lambda _index: self.writing.show_scope(self.scope))
        self.content.addLayout(self._tabs())
        self.content.addWidget(self.stack, 1)
        self.open_tab(WRITING)
        self.frozen.writing.connect(self.write_frozen)
        self.frozen.printing.connect(self.print_frozen)
        self.writing.told.connect(self._told)
        self.layout_.saved.connect(self.writing.refresh)

    def _tabs(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        self.tabs = [button(_(words), kind="tab", key=f"Alt+{number}") for number, words in enumerate(TABS, start=1)]
        for number, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            group.addButton(tab, number)
        group.idClicked.connect(self.open_tab)
        return row(*self.tabs, None, self.whose, *self.formats.values())

    def open_tab(self, number: int) -> None:
        """One of ``TABS``."""
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)
        for choice in self.formats.values():
            choice.setVisible(number in (WRITING, FROZEN))

    # --- reading ---

    @property
    def scope(self) -> Scope:
        """Whose report is shown, written out and frozen."""
        return self.whose.currentData() or reporting.EVERYTHING

    def _offer(self, found: tuple[Reportable, ...]) -> None:
        """The units of the period; the one chosen stays chosen where it is still there."""
        self.whose.offer([(one.scope, _name_of(one)) for one in found])
        self.whose.setVisible(len(found) > 1)
        self.writing.show_scope(self.scope)

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period
        self.load(lambda: unit_reports.reportable(store, period, clock.today()), self._offer)
        self.writing.refresh()
        self.layout_.refresh()
        self.load(lambda: freezing.frozen_reports(store), self.frozen.show_reports)

    def _told(self, found: Narrative) -> None:
        self.context.notices.waiting.emit("report", len(found.unread))

    # --- writing out and printing ---

    def write(self) -> None:
        """Write the chosen formats into a folder: a draft, without a code."""
        self.writing.keep()
        store, period, scope = self.context.store, self.context.periods.period, self.scope
        self._deliver(partial(report_files.deliver_report, store, period, scope=scope))

    def write_frozen(self, report: FrozenReport) -> None:
        """A frozen report with its code at the foot of every page, the PDF with its manifest."""
        self._deliver(partial(report_files.deliver_frozen, self.context.store, report.id))

    def _deliver(self, work: Callable[..., tuple[Path, ...]]) -> None:
        """Ask for a folder and write the chosen formats into it."""
        wanted = [code for code, choice in self.formats.items() if choice.isChecked()]
        if not wanted:
            self.banner.say(_("Hãy chọn ít nhất một loại tệp: PDF, Word hoặc Excel."), "warning")
            return
        folder = dialogs.choose_folder(self, _("Chọn thư mục để ghi báo cáo"))
        if folder is not None:
            self.read_long(
                lambda progress, cancelled: work(wanted, folder, progress, cancelled),
                lambda paths: self._written(paths, folder, len(wanted)),
                _("Đang viết báo cáo"),
            )

    def _written(self, paths: tuple[Path, ...], folder: Path, wanted: int) -> None:
        names = ", ".join(path.name for path in paths)
        if not paths:
            self.banner.say(_("Đã dừng. Chưa có gì được ghi."))
            return
        words = _("Đã ghi {names}.", names=names)
        if len(paths) < wanted:
            words = _("Đã dừng. Chỉ mới ghi {names}.", names=names)
        self.banner.done(words, _("Mở thư mục"), lambda: dialogs.open_folder(folder))

    def print_(self) -> None:
        """The draft with its annexes, to a printer."""
        self.writing.keep()
        store, period, scope = self.context.store, self.context.periods.period, self.scope
        self._print(lambda: report_files.report_pdf(store, period, scope))

    def print_frozen(self, report: FrozenReport) -> None:
        """A frozen report as it was, with its code."""
        store = self.context.store
        self._print(lambda: report_files.frozen_pdf(store, report.id))

    def _print(self, work: Callable[[], bytes]) -> None:
        def make(_progress: Progress, cancelled: Cancelled) -> bytes:
            data = work()
            return b"" if cancelled() else data

        def show(data: bytes) -> None:
            if data:
                self.paper.show_pdf(data)
                self.paper.print_(self, self.title.text())

        self.read_long(make, show, _("Đang viết báo cáo"))

    # --- freezing ---

    def freeze(self) -> None:
        """Keep the report of the period as it stands; what was frozen and has not changed is the same one again."""
        self.writing.keep()
        self.freeze_button.setEnabled(False)  # until it is known what to ask
        store, period, scope = self.context.store, self.context.periods.period, self.scope
        self.context.jobs.run(
            lambda: narrating.narrative(store, period, scope),
            lambda found: self._freeze_unless(found, period, scope),
            self._not_frozen,
            owner=self,
        )

    def _freeze_unless(self, found: Narrative, period: Period, scope: Scope) -> None:
        """Ask first where words wait to be read, or contradict the figures; else, or then, freeze."""
        self.freeze_button.setEnabled(True)
        doubts = doubts_about(found)
        if doubts and not confirm(self, " ".join([*doubts, _("Vẫn chốt báo cáo?")]), _("Chốt báo cáo")):
            self.open_tab(WRITING)
            self.writing.outline.choose((*found.unread, *found.wrong)[0])
            return
        store = self.context.store
        self.act(lambda: freezing.freeze_report(store, period, scope), self._was_frozen)

    def _not_frozen(self, error: ClcError) -> None:
        self.freeze_button.setEnabled(True)
        self.banner.error(error)

    def _was_frozen(self, made: FrozenReport) -> None:
        self.open_tab(FROZEN)
        words = _("Đã chốt báo cáo {period}. Mã: {check_code}", period=period_of(made.period), check_code=made.code)
        self.banner.say(words, "done", _("Xuất bản đã chốt"), lambda: self.write_frozen(made))


def _name_of(one: Reportable) -> str:
    """The unit's name, with the day of the list in which it stands so."""
    on = one.scope.on
    return _("{name} (đơn vị ngày {day})", name=one.name, day=i18n.date(on)) if on else one.name


def doubts_about(found: Narrative) -> list[str]:
    """What an officer should know before a report is frozen, a sentence each."""
    doubts = []
    if found.unread:
        doubts.append(_("Còn {count} phần là lời kỳ trước chưa đọc.", count=len(found.unread)))
    if found.wrong:
        doubts.append(_("{count} phần còn điều sai chưa sửa.", count=len(found.wrong)))
    return doubts
