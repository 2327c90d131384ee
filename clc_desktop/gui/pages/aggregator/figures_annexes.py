"""Phụ lục: the report's tables as it prints them; every number in them opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from clc_desktop.gui.choices import AnswerInput
from clc_desktop.gui.matrix_view import Grid, MatrixView, Square
from clc_desktop.gui.widgets import EmptyState, column, label
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


class AnnexPanel(QWidget):
    """One table at a time, chosen above it."""

    opened = Signal(object, str)
    """A cell, and what it is called."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.tables: dict[str, AnnexTable] = {}
        self.choice = AnswerInput(TABLES)
        self.choice.setAccessibleName(_("Phụ lục"))
        self.choice.show_value("facilities")
        self.choice.edited.connect(self._show)
        self.title = label("", "muted", wrap=True)
        self.matrix = MatrixView(_("Phụ lục của báo cáo"))
        self.matrix.opened.connect(lambda key: self.opened.emit(*key))
        empty = EmptyState("table-2", _("Chưa ghi gì cho bảng này trong kỳ."))
        self.stack = QStackedWidget()
        for part in (self.matrix, empty):
            self.stack.addWidget(part)
        column(self.choice, self.title, self.stack, spacing=12, parent=self).setStretch(2, 1)

    def refresh(self) -> None:
        """Read the tables of the period."""
        store, period = self._page.context.store, self._page.context.periods.period
        self._page.load(lambda: annex_cells.annex_tables(store, period), self._take)

    def _take(self, found: tuple[AnnexTable, ...]) -> None:
        self.tables = {table.name: table for table in found}
        self._show()

    def _show(self) -> None:
        table = self.tables.get(self.choice.read())
        self.stack.setCurrentIndex(0 if table else 1)
        self.title.setText(table.title if table else "")
        if table:
            self.matrix.show_grid(_grid(table))


def _grid(table: AnnexTable) -> Grid:
    """The number of a row is left out, its name stands at the left."""
    heads = [f"{one.group}\n{one.title}" if one.group else one.title for one in table.columns]
    names = [str(row[1].shown) for row in table.rows]
    squares = tuple(
        tuple(
            Square(
                one.shown,
                signed=spec.kind == "change",
                key=(one.cell, f"{name}, {head}".replace("\n", ", ")) if one.cell else None,
            )
            for one, spec, head in zip(row[2:], table.columns[2:], heads[2:], strict=True)
        )
        for row, name in zip(table.rows, names, strict=True)
    )
    return Grid(heads[1], tuple(heads[2:]), tuple(names), squares)
