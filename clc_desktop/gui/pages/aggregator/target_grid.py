"""The grid of Chỉ tiêu: centres down, fields across, typed or pasted from Excel; its sums stay in sight below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QFrame, QHeaderView, QTableView, QWidget

from clc_desktop import i18n
from clc_desktop.domain.records import PlanTarget
from clc_desktop.domain.typed import parse_count
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import theme
from clc_desktop.gui.clipboard import copy_cells
from clc_desktop.gui.table_view import dress_table
from clc_desktop.gui.tables import KIND
from clc_desktop.i18n import text as _
from clc_desktop.usecases import imports
from clc_desktop.usecases.targets import CentreTargets, YearTargets

LEAST, NAMES, _PAD = 72, 176, 10
"""Pixels that a field's column has at least, those of the centres' names, and beside the words of a cell."""
HEADING = 60
"""Pixels of the names of fields, at least."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class TargetModel(QAbstractTableModel):
    """Centres down, fields across, sums at the end of both. ``changed`` brings the targets that were typed."""

    changed = Signal(list)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.part = "classes"
        self.year: YearTargets | None = None
        self._centres: tuple[CentreTargets, ...] = ()
        self._needles: list[str] = []

    def show_year(self, year: YearTargets) -> None:
        """Other targets; the cursor stays where the grid has the same shape."""
        is_same = self.year is not None and self.year.fields == year.fields
        self.year = year
        self._show_centres(is_same)

    def narrow(self, text: str) -> None:
        """Only the centres whose names hold these words, with or without accents; sums and pasting keep to them."""
        self._needles = search_key(text).split()
        self._show_centres(is_same=True)

    def _show_centres(self, is_same: bool) -> None:
        keyed = ((search_key(one.name), one) for one in (self.year.centres if self.year else ()))
        centres = tuple(one for key, one in keyed if all(needle in key for needle in self._needles))
        is_same = is_same and [one.unit_id for one in centres] == [one.unit_id for one in self._centres]
        if not is_same:
            self.beginResetModel()
        self._centres = centres
        if not is_same:
            self.endResetModel()
        self.show_part(self.part)

    def show_part(self, part: str) -> None:
        """Classes or turns."""
        self.part = part
        if self._centres:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)

    # --- what Qt asks ---

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return len(self._centres) + 1 if self._centres else 0

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self.year.fields) + 1 if self.year and self._centres else 0

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.year is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._centres[section].name if section < len(self._centres) else _("Tổng số")
        if section == len(self.year.fields):
            return _("Tổng số")
        return self.year.fields[section][1] or _("Chưa chia theo lĩnh vực")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == KIND:
            return "number"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            number = self.number(index.row(), index.column())
            return i18n.number(number) if number or not self._is_cell(index) else ""
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return shown | Qt.ItemFlag.ItemIsEditable if self._is_cell(index) else shown

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        return role == Qt.ItemDataRole.EditRole and self.put(index.row(), index.column(), [[str(value)]])

    # --- numbers ---

    def put(self, top: int, left: int, cells: Sequence[Sequence[str]]) -> bool:
        """Numbers from a cell on, all or none: a text that is no number, or a cell beyond the grid, refuses them."""
        changed = []
        for y, line in enumerate(cells, top):
            for x, words in enumerate(line, left):
                number = parse_count(words) if words.strip() else 0
                if not isinstance(number, int):
                    self.refused.emit(_("“{text}” không phải là số. Chưa có ô nào thay đổi.", text=words.strip()[:40]))
                    return False
                target = self._target(y, x)
                if target is None:
                    self.refused.emit(_("Vùng dán rộng hơn bảng. Chưa có ô nào thay đổi."))
                    return False
                if getattr(target, self.part) != number:
                    changed.append(self._with(target, number))
        for target in changed:
            centre = next(one for one in self._centres if one.unit_id == target.unit_id)
            centre.targets[target.field] = target
        if changed:
            self.show_part(self.part)
            self.changed.emit(changed)
        return True

    def _is_cell(self, index: Index) -> bool:
        return self._target(index.row(), index.column()) is not None

    def _target(self, line: int, place: int) -> PlanTarget | None:
        if self.year is None or line >= len(self._centres) or place >= len(self.year.fields):
            return None
        return self._centres[line].targets[self.year.fields[place][0]]

    def _with(self, target: PlanTarget, number: int) -> PlanTarget:
        return replace(target, classes=number) if self.part == "classes" else replace(target, turns=number)

    def number(self, line: int, place: int) -> int:
        """A target, or a sum."""
        lines = range(len(self._centres)) if line == len(self._centres) else (line,)
        fields = len(self.year.fields) if self.year else 0
        places = range(fields) if place == fields else (place,)
        found = (self._target(y, x) for y in lines for x in places)
        return sum(getattr(target, self.part) for target in found if target is not None)


class _Heading(QHeaderView):
    """Names of fields over two lines: a column needs no more room than its longest word."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setDefaultAlignment(_RIGHT | Qt.TextFlag.TextWordWrap)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setMinimumSectionSize(LEAST)
        self.setFixedHeight(HEADING)

    def fit(self) -> None:
        """As high as the longest name needs where the columns are narrow."""
        names = ((n, str(self.model().headerData(n, Qt.Orientation.Horizontal))) for n in range(self.count()))
        wrapped, metrics = Qt.TextFlag.TextWordWrap, self.fontMetrics()
        needed = (
            metrics.boundingRect(QRect(0, 0, self.sectionSize(n) - 2 * _PAD, 999), wrapped, name).height()
            for n, name in names
        )
        self.setFixedHeight(max(max(needed, default=0) + theme.GRID, HEADING))

    def sectionSizeFromContents(self, section: int) -> QSize:
        whole = super().sectionSizeFromContents(section)
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal)).split()
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in words), default=0)
        return QSize(min(whole.width(), longest + 3 * theme.GRID), self.height())


class TargetGrid(QTableView):
    """Typing replaces a number, Enter goes on below, Delete empties, Ctrl+V pastes a range from Excel."""

    def __init__(self, model: TargetModel) -> None:
        super().__init__()
        dress_table(self)
        self.setModel(model)
        self._model = model
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QTableView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QTableView.EditTrigger.AnyKeyPressed | QTableView.EditTrigger.DoubleClicked
            | QTableView.EditTrigger.EditKeyPressed
        )  # fmt: skip
        self.setTabKeyNavigation(False)
        self.setAccessibleName(_("Chỉ tiêu của các trung tâm"))
        self._heading = _Heading()
        self.setHorizontalHeader(self._heading)
        model.modelReset.connect(self._heading.fit)
        down = self.verticalHeader()
        down.setProperty("kind", "names")
        down.show()
        down.setDefaultSectionSize(theme.ROW_HEIGHT)
        down.setFixedWidth(NAMES)
        down.setSectionsClickable(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._heading.fit()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Paste) and at.isValid():
            self._model.put(at.row(), at.column(), imports.pasted_cells(QApplication.clipboard().text()))
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_Delete:
            self._empty()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() != QTableView.State.EditingState:  # else the editor is closed, and that goes down
                self._go_down()
        else:
            super().keyPressEvent(event)

    def finish(self) -> None:
        """Take the number that is still being typed: the window closes, or another year comes."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            self.commitData(editor)

    def _go_down(self) -> None:
        below = self.currentIndex().row() + 1
        if below < self._model.rowCount() - 1:  # the last one are the sums
            self.setCurrentIndex(self._model.index(below, self.currentIndex().column()))

    def _copy(self) -> None:
        """The numbers that are chosen, as Excel and this grid take them."""
        lines: dict[int, list[str]] = {}
        for one in sorted(self.selectedIndexes(), key=lambda one: (one.row(), one.column())):
            lines.setdefault(one.row(), []).append(str(self._model.number(one.row(), one.column())))
        copy_cells(list(lines.values()))

    def _empty(self) -> None:
        chosen = [one for one in self.selectedIndexes() if self._model.flags(one) & Qt.ItemFlag.ItemIsEditable]
        if chosen:
            top, left = min(one.row() for one in chosen), min(one.column() for one in chosen)
            wide = max(one.column() for one in chosen) - left + 1
            high = max(one.row() for one in chosen) - top + 1
            self._model.put(top, left, [[""] * wide] * high)


class Sums(QFrame):
    """The last row of the grid, which stays in sight below it however far the centres are scrolled."""

    def __init__(self, grid: TargetGrid, model: TargetModel) -> None:
        super().__init__()
        self._grid, self._model = grid, model
        self.setProperty("kind", "totals")
        self.setFixedHeight(theme.ROW_HEIGHT + 2)
        self.setFont(theme.tabular(QApplication.font()))
        grid.horizontalHeader().sectionResized.connect(lambda *_args: self.update())
        grid.horizontalScrollBar().valueChanged.connect(lambda _value: self.update())
        model.modelReset.connect(self._show)
        model.dataChanged.connect(lambda *_args: self._show())

    def words(self) -> list[str]:
        """The sums as shown, from left to right."""
        last = self._model.rowCount() - 1
        return [str(self._model.index(last, place).data()) for place in range(self._model.columnCount())]

    def _show(self) -> None:
        last = self._model.rowCount() - 1
        if last >= 0:
            self._grid.setRowHidden(last, True)
        self.setAccessibleName(" · ".join([_("Tổng số"), *self.words()]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(theme.colours().text))
        left, top = _PAD + 1, Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, 0, NAMES, self.height()), top, _("Tổng số"))
        header = self._grid.horizontalHeader()
        for place, words in enumerate(self.words()):
            start = NAMES + 1 + header.sectionViewportPosition(place)
            painter.drawText(QRect(start, 0, header.sectionSize(place) - _PAD, self.height()), _RIGHT, words)
