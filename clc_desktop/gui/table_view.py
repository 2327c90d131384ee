"""The table on the screen: keyboard first, a totals row in line with its columns, a filter, an empty state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from clc_desktop.gui import icons, theme
from clc_desktop.gui.clipboard import copy_cells
from clc_desktop.gui.tables import KIND, TONE, Column, RecordModel, as_cells
from clc_desktop.gui.widgets import column
from clc_desktop.i18n import text as _

R = TypeVar("R")
_PAD = 10
STRETCH_ROOM = 220
"""Pixels that the stretching column keeps before optional columns are left out."""
_SIDE = Qt.AlignmentFlag.AlignVCenter


class CellPainter(QStyledItemDelegate):
    """Paints a cell: ground, text cut with …, or a chip. Cheaper than the style sheet and the same everywhere."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """The input of a cell, with its heading as the name that is read aloud."""
        made = super().createEditor(parent, option, index)
        made.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return made

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        scheme = theme.colours()
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        painter.save()
        painter.setFont(option.font)
        tone = index.data(TONE)
        if is_selected:
            painter.fillRect(rect, QColor(scheme.accent_soft))
        elif tone in ("error", "warning") and index.data(KIND) != "chip":
            painter.fillRect(rect, QColor(scheme.danger_soft if tone == "error" else scheme.warning_soft))
        painter.setPen(QColor(scheme.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        words = str(index.data() or "")
        inside = rect.adjusted(_PAD, 0, -_PAD, 0)
        if index.data(KIND) == "chip" and words:
            _paint_chip(painter, inside, words, tone)
        else:
            painter.setPen(QColor(scheme.text))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
            side = Qt.AlignmentFlag.AlignRight if index.data(KIND) == "number" else Qt.AlignmentFlag.AlignLeft
            painter.drawText(inside, side | _SIDE | Qt.TextFlag.TextSingleLine, shown)
        painter.restore()


def _paint_chip(painter: QPainter, inside: QRect, words: str, tone: str) -> None:
    scheme = theme.colours()
    ground = {"error": scheme.danger_soft, "warning": scheme.warning_soft, "done": scheme.done_soft}
    ink = {"error": scheme.danger, "warning": scheme.warning, "done": scheme.done}
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inside.width() - 2 * _PAD)
    box = QRect(inside.left(), inside.center().y() - 11, metrics.horizontalAdvance(shown) + 2 * _PAD, 24)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground.get(tone, scheme.neutral_soft)))
    painter.drawRoundedRect(box, 12, 12)
    painter.setPen(QColor(ink.get(tone, scheme.text)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def dress_table(view: QTableView) -> None:
    """How every table of ours looks and scrolls: our own cells, figures of one width, no grid, Tab leaves it."""
    view.setItemDelegate(CellPainter(view))
    view.setFont(theme.tabular(QApplication.font()))
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)


class RecordTable(QTableView, Generic[R]):
    """Rows of records. Enter or a double click opens, Insert adds, Delete deletes; Ctrl+C and Ctrl+V to and from Excel.

    Several rows are chosen with Shift or Ctrl; ``chosen_count`` says how many without making their records.
    """

    opened = Signal(object)
    adding = Signal()
    deleting = Signal(list)
    pasting = Signal()

    def __init__(self, model: RecordModel[R], name: str) -> None:
        super().__init__()
        self.records = model
        self._name = name
        self._fitted: Sequence[R] = ()
        self.setModel(model)
        self.setAccessibleName(name)
        dress_table(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._build_header()
        self.doubleClicked.connect(lambda index: self.opened.emit(model.record_at(index.row())))

    def _build_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(48)
        header.setStretchLastSection(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicatorShown(False)
        header.sectionClicked.connect(self._sort_by)
        kept = QSettings().value(f"columns/{self._name}")
        widths = [int(width) for width in kept] if isinstance(kept, list) else []
        is_known = len(widths) == len(self.records.columns)
        self._widths = widths if is_known else [spec.width for spec in self.records.columns]
        for number, spec in enumerate(self.records.columns):
            header.resizeSection(number, self._widths[number])
            if spec.stretch:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._keep_widths)
        if any(spec.seldom for spec in self.records.columns):
            self.records.modelReset.connect(self._fit_other_records)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_other_records(self) -> None:
        """Not while the same ones are filtered: that changes no column."""
        if self._fitted is not self.records.records:
            self._fitted = self.records.records
            self._fit_columns()

    def _fit_columns(self) -> None:
        """Leave out what is seldom filled, and optional columns until the one that stretches has room for its words."""
        header, columns = self.horizontalHeader(), self.records.columns
        widths = [max(width, header.sectionSizeFromContents(n).width()) for n, width in enumerate(self._widths)]
        blank = {number for number, spec in enumerate(columns) if spec.seldom and self.records.is_blank(number)}
        shown = {number for number, spec in enumerate(columns) if not spec.hidden} - blank
        optional = [number for number in sorted(shown, reverse=True) if columns[number].optional]

        def needed() -> int:
            return sum(STRETCH_ROOM if columns[n].stretch else widths[n] for n in shown)

        while optional and needed() > self.viewport().width():
            shown.discard(optional.pop(0))
        for number in range(len(columns)):
            header.setSectionHidden(number, number not in shown)
            if number in shown and not columns[number].stretch and header.sectionSize(number) != widths[number]:
                header.resizeSection(number, widths[number])

    def _sort_by(self, section: int) -> None:
        kept = self.current_record()
        now = self.records._sorted_by
        turned = now == (section, Qt.SortOrder.AscendingOrder)
        self.records.sort(section, Qt.SortOrder.DescendingOrder if turned else Qt.SortOrder.AscendingOrder)
        self._fit_columns()  # the arrow beside a heading takes room
        self.select_record(kept)

    def _keep_widths(self) -> None:
        if self.isVisible() and QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            header = self.horizontalHeader()
            known = enumerate(self._widths)
            self._widths = [width if header.isSectionHidden(n) else header.sectionSize(n) for n, width in known]
            QSettings().setValue(f"columns/{self._name}", self._widths)

    def current_record(self) -> R | None:
        """The record under the cursor."""
        index = self.currentIndex()
        return self.records.record_at(index.row()) if index.isValid() else None

    def selected_records(self) -> list[R]:
        """The selected records from top to bottom."""
        return [self.records.record_at(row) for row in self._selected_rows()]

    def chosen_count(self) -> int:
        """How many rows are chosen."""
        chosen = self.selectionModel().selection()
        return sum(chosen[n].height() for n in range(chosen.size()))  # type: ignore[index]  # PySide's stubs lack it

    def in_sight(self) -> list[Column[R]]:
        """The columns that are shown, as Ctrl+C copies them."""
        return [
            spec for number, spec in enumerate(self.records.columns)
            if not spec.hidden and not self.horizontalHeader().isSectionHidden(number)
        ]  # fmt: skip

    def select_record(self, record: R | None) -> None:
        """Put the cursor on this record, if it is shown (also after it was saved anew: ids decide)."""
        if record is None:
            return
        wanted = getattr(record, "id", record)
        row = self.records.row_where(lambda other: getattr(other, "id", other) == wanted)
        if row >= 0:
            self.selectRow(row)
            self.scrollTo(self.records.index(row, 0))

    def _selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current_record()
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_cells(as_cells(self.in_sight(), self.selected_records()))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasting.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None and not event.modifiers():
            self.opened.emit(current)
        elif event.key() == Qt.Key.Key_Insert:
            self.adding.emit()
        elif event.key() == Qt.Key.Key_Delete and self._selected_rows():
            self.deleting.emit(self.selected_records())
        else:
            super().keyPressEvent(event)


class TotalsRow(QFrame):
    """Sums of what is shown, each under its column."""

    def __init__(self, table: RecordTable[R]) -> None:
        super().__init__()
        self._table = table
        self.setProperty("kind", "totals")
        self.setFixedHeight(theme.ROW_HEIGHT + 2)
        header = table.horizontalHeader()
        header.sectionResized.connect(lambda *_args: self.update())
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.update())
        for signal in (table.records.modelReset, table.records.layoutChanged):
            signal.connect(self.refresh)
        self._cells: dict[int, str] = {}

    def refresh(self) -> None:
        """Sum again; called whenever the shown rows change."""
        shown = self._table.records
        self._cells = {n: _("{count}", count=total) for n, total in shown.totals().items()}
        self._cells[0] = _("Cộng: {count}", count=len(shown._visible) if shown.is_whole else "…")
        self.setAccessibleName(" · ".join(self._cells.values()))
        self.update()

    def words(self) -> list[str]:
        """The sums as shown, from left to right."""
        return [self._cells[number] for number in sorted(self._cells)]

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        font = theme.tabular(self.font())
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.colours().text))
        header = self._table.horizontalHeader()
        for number, words in self._cells.items():
            if header.isSectionHidden(number):
                continue
            left = header.sectionViewportPosition(number) + 1
            cell = QRect(left + _PAD, 0, header.sectionSize(number) - 2 * _PAD, self.height())
            is_first = number == 0
            if is_first:
                cell.setWidth(max(cell.width(), 220))
            side = Qt.AlignmentFlag.AlignLeft if is_first else Qt.AlignmentFlag.AlignRight
            painter.drawText(cell, side | _SIDE | Qt.TextFlag.TextSingleLine, words)


class FilterBox(QLineEdit):
    """Filters as it is typed; Esc empties it, the arrow down goes into the table."""

    def __init__(self, table: RecordTable[R]) -> None:
        super().__init__()
        self._table = table
        self.setPlaceholderText(_("Lọc… (Ctrl+F)"))
        self.setAccessibleName(_("Lọc danh sách"))
        self.setToolTip(_("Gõ vài chữ, có dấu hay không dấu đều được"))
        self.setClearButtonEnabled(True)
        self.setFixedHeight(theme.INPUT_HEIGHT)
        self.setMinimumWidth(240)
        self.setMaximumWidth(320)
        self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.textChanged.connect(table.records.set_filter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return) and self._table.records.rowCount():
            self._table.setFocus()
            self._table.selectRow(max(self._table.currentIndex().row(), 0))
        else:
            super().keyPressEvent(event)


class TablePanel(QWidget, Generic[R]):
    """A table with its totals row, or the empty state while it has no records at all."""

    def __init__(self, table: RecordTable[R], empty: QWidget, *, totals: bool = False) -> None:
        super().__init__()
        self.table = table
        self.totals = TotalsRow(table) if totals else None
        filled = QWidget()
        column(table, *([self.totals] if self.totals else []), spacing=theme.GRID, parent=filled)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(filled)
        self._pages.addWidget(empty)
        table.records.modelReset.connect(self._choose)

    def _choose(self) -> None:
        self._pages.setCurrentIndex(0 if self.table.records.records else 1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Polish:
            QTimer.singleShot(0, self, self._choose)
        return super().event(event)
