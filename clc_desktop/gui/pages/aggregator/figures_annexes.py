"""Phụ lục: the report's tables as it prints them; every number in them opens, each table goes to Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from clc_desktop import i18n
from clc_desktop.gui import dialogs
from clc_desktop.gui.matrix_view import Grid, MatrixView, Square
from clc_desktop.gui.pages.aggregator.figure_widgets import choice, say_exported
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import annex_cells

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.annex_cells import AnnexTable

TABLES = (
    ("by_field", N_("Theo lĩnh vực")),
    ("by_centre", N_("Theo trung tâm")),
    ("plan_and_actual", N_("Kế hoạch và thực hiện")),
    ("staff_and_money", N_("Đội ngũ và kinh phí")),
    ("facilities", N_("Cơ sở vật chất")),
    ("money", N_("Kinh phí theo nguồn")),
)
PRINTED = frozenset({
    N_("TTHTCĐ"), N_("Lĩnh vực"), N_("Đơn vị"), N_("Trung tâm tổ chức"), N_("Trung tâm phối hợp tổ chức"),
    N_("Phối hợp tổ chức"), N_("Tổng số"), N_("Kế hoạch"), N_("Thực hiện"), N_("Đạt (%)"), N_("Tăng, giảm"), N_("Lớp"),
    N_("Lượt người"), N_("Số lớp"), N_("Số lượt người"), N_("Xếp loại"), N_("Thiết bị ban đầu"), N_("Trụ sở riêng"),
    N_("Cán bộ quản lý"), N_("Báo cáo viên, cộng tác viên"), N_("Kinh phí thường xuyên (đồng)"),
    N_("Xã hội hóa (đồng)"), N_("Phòng làm việc"), N_("Máy tính nối mạng"), N_("Tủ sách, thư viện"), N_("Wifi"),
    N_("Loa đài"), N_("Dùng chung với"), N_("Số phòng"), N_("Số sách"), N_("Kinh phí (đồng)"),
    N_("Ngân sách: thường xuyên"), N_("Ngân sách: mục khác"), N_("Ngân sách xã"), N_("Xã hội hóa"), N_("Nguồn khác"),
    N_("Cộng"), N_("Tổng cộng"), N_("Kế hoạch không chia theo lĩnh vực"), N_("Có"), N_("Chưa"), N_("Tốt"), N_("Khá"),
    N_("Trung bình"), N_("Yếu"), N_("lớp"), N_("lần"),
})  # fmt: skip
"""What the report prints in these tables; the window says it in its own language. Names stay as they were typed."""


class AnnexPanel(QWidget):
    """One table at a time, chosen above it."""

    opened = Signal(object, str)
    """A cell, and what it is called."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.tables: dict[str, AnnexTable] = {}
        self.choice = choice(_("Phụ lục"), [(name, _(words)) for name, words in TABLES])
        self.choice.currentIndexChanged.connect(lambda _index: self._read())
        self.title = label("", "muted", wrap=True)
        self.matrix = MatrixView(_("Phụ lục của báo cáo"))
        self.matrix.opened.connect(lambda key: self.opened.emit(*key))
        empty = EmptyState("table-2", _("Chưa ghi gì cho bảng này trong kỳ."))
        self.stack = QStackedWidget()
        for part in (self.matrix, empty):
            self.stack.addWidget(part)
        self.copy_button = button(_("Chép sang Excel"), self.copy, icon="copy",
                                  tip=_("Chép cả bảng (Ctrl+C chép phần chọn)"))  # fmt: skip
        self.export_button = button(_("Xuất Excel"), self.export, icon="file-spreadsheet",
                                    tip=_("Ghi bảng ra tệp Excel; tổng và tỉ lệ là công thức"))  # fmt: skip
        below = row(label(_("Enter hoặc bấm đúp một ô để xem từng lớp, từng tệp."), "muted", wrap=True),
                    self.copy_button, self.export_button)  # fmt: skip
        below.setStretch(0, 1)
        above = row(self.choice, self.title)
        above.setStretch(1, 1)
        outer = column(spacing=12, parent=self)
        outer.addLayout(above)
        outer.addWidget(self.stack, 1)
        outer.addLayout(below)

    def refresh(self) -> None:
        """Read the tables of the period anew, each when it is looked at."""
        self.tables = {}
        self._read()

    def _read(self) -> None:
        store, period, name = self._page.context.store, self._page.context.periods.period, self.choice.currentData()
        if name in self.tables:
            self._show()
        else:
            self._page.load(lambda: annex_cells.annex_tables(store, period, names=(name,)), self._take)

    def _take(self, found: tuple[AnnexTable, ...]) -> None:
        self.tables |= {table.name: table for table in found}
        self._show()

    @property
    def table(self) -> AnnexTable | None:
        """The chosen one, if anything is recorded for it."""
        return self.tables.get(self.choice.currentData())

    def _show(self) -> None:
        table = self.table
        self.stack.setCurrentIndex(0 if table else 1)
        self.title.setText(table.title if table and i18n.active().language == "vi" else "")  # else its name in the box
        for made in (self.copy_button, self.export_button):
            made.setEnabled(table is not None)
        if table:
            self.matrix.show_grid(_grid(table))

    # --- taking it away ---

    def copy(self) -> None:
        """The whole table to the clipboard, numbers as numbers."""
        self.matrix.selectAll()
        self.matrix.copy()
        self._page.banner.done(_("Đã chép cả bảng. Mở Excel rồi dán (Ctrl+V)."))

    def export(self) -> None:
        """The table as a workbook with formulas."""
        table, period, author = self.table, self._page.context.periods.period, self._page.context.identity.unit_name
        if table is None:
            return
        name = f"{table.name.replace('_', '-')}-{period.code}.xlsx"
        path = dialogs.choose_target(self, _("Xuất Excel"), name, ".xlsx")
        if path is not None:
            words = period_name(period)
            self._page.load(lambda: annex_cells.write_table(table, words, author, path),
                            lambda _done: say_exported(self._page, path))  # fmt: skip


def _grid(table: AnnexTable) -> Grid:
    """The number of a row is left out, its name stands at the left."""
    heads = ["\n".join(_said(words) for words in (one.group, one.title) if words) for one in table.columns]
    names = [_said(str(row[1].shown)) for row in table.rows]
    squares = tuple(
        tuple(
            Square(
                _said(one.shown) if isinstance(one.shown, str) else one.shown,
                signed=spec.kind == "change",
                key=(one.cell, f"{name}, {head}".replace("\n", ", ")) if one.cell else None,
            )
            for one, spec, head in zip(row[2:], table.columns[2:], heads[2:], strict=True)
        )
        for row, name in zip(table.rows, names, strict=True)
    )
    return Grid(heads[1], tuple(heads[2:]), tuple(names), squares, table.printed.rows[-1].role == "total")


def _said(words: str) -> str:
    return _(words) if words in PRINTED else words
