"""Choosing a figure to put into a text: search, its present value, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from clc_desktop.gui.table_view import FilterBox, RecordTable
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import button, column, label, row
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.reporting import FigureText

SIZE = (560, 380)

COLUMNS: tuple[Column[FigureText], ...] = (
    Column("label", N_("Số liệu"), lambda r: r.label, width=300, stretch=True),
    Column("text", N_("Hiện nay"), lambda r: r.text, width=170),
    Column("definition", N_("Nghĩa"), lambda r: r.definition, hidden=True),
)


class FigurePicker(QFrame):
    """A list that opens at a button and goes when something is chosen or Esc is pressed."""

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "popup")
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "figure-picker")
        self.table.setAccessibleName(_("Số liệu có thể chèn"))
        self.search = FilterBox(self.table)
        self.search.setMaximumWidth(16_777_215)
        self.meaning = label("", "muted", wrap=True)
        self.meaning.setMinimumHeight(40)
        self.insert_button = button(_("Chèn"), self._pick, kind="primary")
        outer = column(self.search, self.table, spacing=8, parent=self)
        outer.setContentsMargins(12, 12, 12, 12)
        below = row(self.meaning, self.insert_button)
        below.setStretch(0, 1)
        outer.addLayout(below)
        self.table.opened.connect(lambda _figure: self._pick())
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._explain())
        self.resize(*SIZE)

    def open_at(self, place: QWidget, figures: Sequence[FigureText]) -> None:
        """Show these figures below a button."""
        self.model.set_records(figures)
        self.search.clear()
        self.table.selectRow(0)
        self.move(place.mapToGlobal(QPoint(0, place.height() + 4)))
        self.show()
        self.search.setFocus()

    def _explain(self) -> None:
        figure = self.table.current_record()
        self.meaning.setText(figure.definition if figure else "")

    def _pick(self) -> None:
        figure = self.table.current_record()
        if figure is not None:
            self.hide()
            self.picked.emit(figure.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
