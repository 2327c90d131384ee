"""A grid with names at the left and on top: cell by cell under the cursor, each opens, any part copies to Excel."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QStyleOptionViewItem, QTableView

from clc_desktop import i18n
from clc_desktop.domain.numbers import format_percent
from clc_desktop.gui import theme
from clc_desktop.gui.clipboard import copy_cells
from clc_desktop.gui.table_view import CellPainter, dress_table
from clc_desktop.gui.tables import KIND, TONE
from clc_desktop.gui.words import percent

Index = QModelIndex | QPersistentModelIndex
_LOOKED_AT = 200
"""Rows that decide how wide a column of chips is."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Square:
    """One cell: a number or a word (``chip`` on a coloured ground); ``key`` is what the page is told when it opens."""

    value: int | Decimal | str | None = None
    chip: bool = False
    tone: str = ""
    signed: bool = False
    tip: str = ""
    key: Any = None

    def shown(self) -> str:
        match self.value:
            case None:
                return ""
            case str():
                return self.value
            case Decimal():
                return percent(self.value)
        sign = "+" if self.signed and self.value > 0 else ""
        return sign + i18n.number(self.value)

    def plain(self) -> str:
        """For Excel: a number without dots, so that it is read as one; a percentage with the decimal comma."""
        match self.value:
            case int():
                return str(self.value)
            case Decimal():
                return f"{format_percent(self.value)}%"
        return self.shown().replace("\t", " ").replace("\n", " ")


@dataclass(frozen=True)
class Grid:
    """Everything a matrix shows; the last row is the totals' when ``has_total``."""

    corner: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    squares: tuple[tuple[Square, ...], ...] = field(default=())
    has_total: bool = False


class MatrixModel(QAbstractTableModel):
    """The squares as Qt asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid()

    def show_grid(self, grid: Grid) -> None:
        """Show another one."""
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.columns)

    def square(self, index: Index) -> Square:
        return self.grid.squares[index.row()][index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        square = self.square(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return square.shown()
            case Qt.ItemDataRole.AccessibleTextRole:
                names = self.grid.rows[index.row()], self.grid.columns[index.column()].replace("\n", " ")
                return f"{', '.join(names)}: {square.shown()}"
            case Qt.ItemDataRole.ToolTipRole:
                return square.tip or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if isinstance(square.value, str) else _RIGHT
            case Qt.ItemDataRole.FontRole:
                is_total = self.grid.has_total and index.row() == len(self.grid.rows) - 1
                return _bold() if is_total else None
            case _ if role == KIND:
                return "chip" if square.chip else "text" if isinstance(square.value, str) else "number"
            case _ if role == TONE:
                return square.tone
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        names = self.grid.columns if orientation == Qt.Orientation.Horizontal else self.grid.rows
        if section >= len(names):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return names[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return names[section].replace("\n", " ")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if orientation == Qt.Orientation.Vertical or self._holds_words(section) else _RIGHT
        return None

    def _holds_words(self, column: int) -> bool:
        return bool(self.grid.squares) and isinstance(self.grid.squares[0][column].value, str)


class _SquarePainter(CellPainter):
    """The last row of totals in a heavier face."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        font = index.data(Qt.ItemDataRole.FontRole)
        if font is not None:
            option = QStyleOptionViewItem(option)
            option.font = font
        super().paint(painter, option, index)


class MatrixView(QTableView):
    """Arrow keys move, Enter or a double click opens, Ctrl+C copies what is selected with its names."""

    opened = Signal(object)

    def __init__(self, words: str, *, name_width: int = 240, column_width: int = 108, one_click: bool = False) -> None:
        super().__init__()
        self.squares = MatrixModel()
        self._column_width = column_width
        self._needed: list[int] = []
        """Pixels without which the words or numbers of a column would be cut."""
        self.setModel(self.squares)
        self.setAccessibleName(words)
        dress_table(self)
        self.setItemDelegate(_SquarePainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setCornerButtonEnabled(False)
        self._dress_headers(name_width)
        signal = self.clicked if one_click else self.doubleClicked
        signal.connect(self._open)

    def _dress_headers(self, name_width: int) -> None:
        side, top = self.verticalHeader(), self.horizontalHeader()
        side.setFixedWidth(name_width)
        side.setDefaultSectionSize(theme.ROW_HEIGHT)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setTextElideMode(Qt.TextElideMode.ElideRight)
        side.setHighlightSections(False)
        side.setProperty("kind", "names")
        top.setDefaultSectionSize(self._column_width)
        top.setHighlightSections(False)
        top.setMinimumSectionSize(64)

    def show_grid(self, grid: Grid) -> None:
        """Show another table; the cursor goes to its first cell, or stays where the names are the same."""
        before, at, down = self.squares.grid, self.currentIndex(), self.verticalScrollBar().value()
        is_same = (before.rows, len(before.columns)) == (grid.rows, len(grid.columns)) and at.isValid()
        place = (at.row(), at.column()) if is_same else (0, 0)
        self.squares.show_grid(grid)
        header, metrics, inside = self.horizontalHeader(), self.horizontalHeader().fontMetrics(), self.fontMetrics()
        has_two_lines = any("\n" in words for words in grid.columns)
        header.setFixedHeight(theme.ROW_HEIGHT + 10 * has_two_lines)
        mode = Qt.TextElideMode.ElideNone if has_two_lines else Qt.TextElideMode.ElideRight
        header.setTextElideMode(mode)  # Qt measures both lines as one, and would cut a head that has room
        looked_at = (*grid.squares[:_LOOKED_AT], *grid.squares[-1:])
        self._needed = []
        for number, words in enumerate(grid.columns):
            needed = [metrics.horizontalAdvance(line) + 36 for line in words.split("\n")]
            cells = {(one[number].shown(), one[number].chip) for one in looked_at}
            needed += [inside.horizontalAdvance(text) + (48 if is_chip else 28) for text, is_chip in cells if text]
            self._needed.append(min(max(needed), 260))
        self._share_room()
        if grid.rows and grid.columns:
            self.setCurrentIndex(self.squares.index(*place))
        if is_same:
            self.verticalScrollBar().setValue(down)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Columns as wide as is comfortable; where the window is narrow nearer to what they need, so that more show."""
        wide = [max(self._column_width, needed) for needed in self._needed]
        spare = self.viewport().width() - sum(self._needed)
        share = min(max(spare / max(sum(wide) - sum(self._needed), 1), 0.0), 1.0)
        for number, (most, needed) in enumerate(zip(wide, self._needed, strict=True)):
            self.horizontalHeader().resizeSection(number, int(needed + (most - needed) * share))

    def _open(self, index: QModelIndex) -> None:
        key = self.squares.square(index).key if index.isValid() else None
        if key is not None:
            self.opened.emit(key)

    def copied(self) -> list[list[str]]:
        """What Ctrl+C puts on the clipboard: the selected squares, names at the left and on top."""
        grid, chosen = self.squares.grid, self.selectionModel().selectedIndexes()
        rows, columns = sorted({i.row() for i in chosen}), sorted({i.column() for i in chosen})
        if len(chosen) <= 1:
            rows, columns = list(range(len(grid.rows))), list(range(len(grid.columns)))
        lines = [[grid.corner, *(grid.columns[c].replace("\n", " ") for c in columns)]]
        return lines + [[grid.rows[r], *(grid.squares[r][c].plain() for c in columns)] for r in rows]

    def copy(self) -> None:
        """The selection, or with a single cell everything, to the clipboard."""
        copy_cells(self.copied())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _bold() -> Any:
    font = theme.tabular(QApplication.font())
    font.setWeight(font.Weight.DemiBold)
    return font
