"""Đã chốt: the reports that were frozen, writing one out as it was, and comparing two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTableView, QWidget

from clc_desktop.gui.pages.aggregator.compare import ComparisonView
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.gui.words import moment, period_of
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import comparing_reports

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.comparing_reports import Comparison
    from clc_desktop.usecases.freezing import FrozenReport

COLUMNS: tuple[Column[FrozenReport], ...] = (
    Column("period", N_("Kỳ"), lambda r: period_of(r.period), width=150),
    Column("unit", N_("Tên đơn vị"), lambda r: r.unit_name, width=180),
    Column("code", N_("Mã kiểm tra của báo cáo"), lambda r: r.code, width=280, stretch=True),
    Column("at", N_("Chốt lúc"), lambda r: moment(r.at), width=170),
    Column("by", N_("Người chốt"), lambda r: r.by, width=150, optional=True),
)


class FrozenPanel(QWidget):
    """The list, or two of its reports side by side."""

    writing = Signal(object)
    printing = Signal(object)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "frozen")
        self.table.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.table.setAccessibleName(_("Các báo cáo đã chốt"))
        self.write_button = button(_("Xuất bản đã chốt"), self._write, icon="download")
        self.print_button = button(_("In"), self._print, icon="printer")
        self.compare_button = button(_("So sánh hai bản"), self.compare, icon="table-2")
        self.hint = label(_("Giữ Ctrl và chọn hai dòng để so sánh."), "muted")
        self.comparison = ComparisonView()
        words = _("Chưa chốt báo cáo nào. Báo cáo đã chốt mang mã kiểm tra ở chân trang và không thay đổi nữa.")
        listed = QWidget()
        inside = column(spacing=12, parent=listed)
        inside.addLayout(row(self.write_button, self.print_button, self.compare_button, self.hint, None))
        inside.addWidget(TablePanel(self.table, EmptyState("lock", words)), 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(listed)
        self.stack.addWidget(self.comparison)
        self.comparison.leaving.connect(lambda: self.stack.setCurrentIndex(0))
        column(self.stack, parent=self)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._choose())
        self.table.opened.connect(lambda _report: self._write())
        self._choose()

    def show_reports(self, found: tuple[FrozenReport, ...]) -> None:
        """Another list; what was chosen stays chosen."""
        kept = self.table.current_record()
        self.model.set_records(found)
        self.table.select_record(kept) if kept else self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        count = len(self.table.selected_records())
        self.write_button.setEnabled(count == 1)
        self.print_button.setEnabled(count == 1)
        self.compare_button.setEnabled(count == 2)
        self.hint.setVisible(self.model.rowCount() > 1 and count != 2)

    def _write(self) -> None:
        report = self.table.current_record()
        if report is not None:
            self.writing.emit(report)

    def _print(self) -> None:
        report = self.table.current_record()
        if report is not None:
            self.printing.emit(report)

    def compare(self) -> None:
        """The two that are chosen, the one frozen first at the left."""
        selected = self.table.selected_records()
        chosen = [one for one in reversed(self.model.records) if one in selected]  # they come newest first
        if len(chosen) != 2:
            return
        left, right = chosen
        store = self._page.context.store

        def show(found: Comparison) -> None:
            self.comparison.show_comparison(left, right, found)
            self.stack.setCurrentIndex(1)

        self._page.load(lambda: comparing_reports.compare(store, left.id, right.id), show)
