"""The mark grid: learners down, sessions across, everything by keys.

Made for somebody with a paper sheet numbered 1 to 40: Ctrl+A says that everyone was present, then the number of each
who was not, and Space. Typing letters moves to a name instead. Each change goes out at once by ``changed``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from clc_desktop.domain.records import ClassSession
from clc_desktop.gui import theme
from clc_desktop.gui.clipboard import copy_cells
from clc_desktop.gui.mark_model import MARK, Index, MarkModel, shown_name
from clc_desktop.i18n import text as _
from clc_desktop.usecases.attendance import Marks
from clc_desktop.usecases.rosters import Member

NAMES_WIDTH, SESSION_WIDTH, HEAD_HEIGHT = 320, 104, 46


class MarkPainter(QStyledItemDelegate):
    """A cell: a sign on a soft ground, never a colour alone; grey where people were only counted."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        scheme, mark = theme.colours(), index.data(MARK)
        rect: QRect = option.rect
        painter.save()
        grounds = {True: scheme.done_soft, False: scheme.warning_soft, "count": scheme.neutral_soft}
        inks = {True: scheme.done, False: scheme.warning}
        if mark in grounds:
            painter.fillRect(rect, QColor(grounds[mark]))
        painter.setPen(QColor(scheme.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        font = option.font
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(inks.get(mark, scheme.text)))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(index.data() or ""))
        if option.state & QStyle.StateFlag.State_Selected:
            pen = painter.pen()
            pen.setColor(QColor(scheme.accent))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()


class MarkGrid(QTableView):
    """Arrows move, Space marks, a number or letters go to a learner, Ctrl+A marks everyone present."""

    changed = Signal(str, object)
    """A session's id and its marks, after each change."""
    counted = Signal(int)
    """Somebody tried to mark a session that is a head-count: its column."""
    told = Signal(str)
    """What is being typed, and whom it found; "" when nothing is."""
    moved = Signal(int)
    """Another session is under the cursor."""
    adding = Signal()
    pasting = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.marks = MarkModel()
        self.setModel(self.marks)
        self.typed = ""
        self.setItemDelegate(MarkPainter(self))
        self.setFont(theme.tabular(QApplication.font()))
        self.setAccessibleName(_("Bảng điểm danh"))
        self.setProperty("kind", "marks")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        names, days = self.verticalHeader(), self.horizontalHeader()
        names.setFixedWidth(NAMES_WIDTH)
        names.setDefaultSectionSize(theme.ROW_HEIGHT - 6)
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setHighlightSections(True)
        names.sectionClicked.connect(lambda row: self.setCurrentIndex(self.marks.index(row, self.column)))
        days.setDefaultSectionSize(SESSION_WIDTH)
        days.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        days.setFixedHeight(HEAD_HEIGHT)
        days.sectionClicked.connect(lambda column: self.setCurrentIndex(self.marks.index(self.row, column)))
        self.doubleClicked.connect(lambda _index: self.toggle())
        self.selectionModel().currentChanged.connect(lambda now, _before: self.moved.emit(now.column()))

    @property
    def row(self) -> int:
        return max(self.currentIndex().row(), 0)

    @property
    def column(self) -> int:
        return max(self.currentIndex().column(), 0)

    def show_roster(self, members: Sequence[Member], sessions: Sequence[ClassSession]) -> None:
        """Show marks; the cursor stays where it was, at first it goes to the first session that is not marked."""
        known = self.currentIndex()
        place = (known.row(), known.column()) if known.isValid() and len(self.marks.sessions) == len(sessions) else None
        self.marks.show(members, sessions)
        row, column = place or (0, self.first_open())
        if members and sessions:
            self.setCurrentIndex(self.marks.index(min(row, len(members) - 1), min(column, len(sessions) - 1)))

    def first_open(self) -> int:
        """The first session in which nobody was counted or marked, else the last."""
        empty = (n for n, s in enumerate(self.marks.sessions) if not (s.present or s.absent))
        return next(empty, max(len(self.marks.sessions) - 1, 0))

    def toggle(self) -> None:
        """Present, absent, present …"""
        if self._may_mark():
            now = self.marks.mark(self.row, self.column)
            self.marks.set_mark(self.row, self.column, now is not True)
            self._tell_change()

    def mark_everyone(self) -> None:
        """Everyone was present at this session."""
        if self._may_mark():
            self.marks.mark_everyone(self.column)
            self._tell_change()

    def place_marks(self, marks: Sequence[Sequence[bool | None]]) -> dict[str, Marks] | None:
        """Pasted marks from the cursor on, as an Excel sheet takes them; gives those of the sessions that changed.

        None where a session among them is a head-count, which ``counted`` tells.
        """
        self._type("")
        top, left = self.row, self.column
        filled = {left + x for line in marks for x, mark in enumerate(line) if mark is not None}
        counted = [at for at in sorted(filled) if self.marks.mark(top, at) == "count"]
        if counted:
            self.counted.emit(counted[0])
            return None
        for y, line in enumerate(marks):
            for x, mark in enumerate(line):
                if mark is not None:
                    self.marks.set_mark(top + y, left + x, mark)
        return {self.marks.sessions[at].id: self.marks.marks(at) for at in sorted(filled)}

    def has_room(self, marks: Sequence[Sequence[bool | None]]) -> bool:
        """Whether pasted marks lie within the grid, from the cursor on."""
        rows, columns = len(marks), max(map(len, marks), default=0)
        return self.row + rows <= self.marks.rowCount() and self.column + columns <= self.marks.columnCount()

    def _clear(self) -> None:
        if self._may_mark() and self.marks.mark(self.row, self.column) is not None:
            self.marks.set_mark(self.row, self.column, None)
            self._tell_change()

    def _may_mark(self) -> bool:
        self._type("")
        if not self.currentIndex().isValid():
            return False
        if self.marks.mark(self.row, self.column) == "count":
            self.counted.emit(self.column)
            return False
        return True

    def _tell_change(self) -> None:
        self.changed.emit(self.marks.sessions[self.column].id, self.marks.marks(self.column))

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = Qt.Key(event.key()), event.text()
        has_ctrl = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_Insert: self.adding.emit,
            Qt.Key.Key_Delete: self._clear,
            Qt.Key.Key_Home: lambda: self._go(0),
            Qt.Key.Key_End: lambda: self._go(self.marks.rowCount() - 1),
        }
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.mark_everyone()
        elif event.matches(QKeySequence.StandardKey.Copy):
            copy_cells(self.marks.cells())
            self.told.emit(_("Đã chép cả bảng. Mở Excel rồi dán (Ctrl+V)."))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasting.emit()
        elif key in acts and not has_ctrl:
            acts[key]()
        elif key == Qt.Key.Key_Backspace and self.typed:
            self._type(self.typed[:-1])
        elif key == Qt.Key.Key_Escape and self.typed:
            self._type("")
        elif text and text.isprintable() and not has_ctrl:
            self._type(self.typed + text if self.typed.isdecimal() == text.isdecimal() or not self.typed else text)
        else:
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
                self._type("")
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """The next bearer of what is typed, else the next row."""
        if self.typed and not self.typed.isdecimal():
            found = self.marks.find(self.typed, self.row)
            self._go(found, keep=True)
        else:
            self._go(min(self.row + 1, self.marks.rowCount() - 1))

    def _go(self, row: int, *, keep: bool = False) -> None:
        if not keep:
            self._type("")
        if 0 <= row < self.marks.rowCount():
            self.setCurrentIndex(self.marks.index(row, self.column))

    def _type(self, typed: str) -> None:
        """Go to the number or the name typed so far."""
        self.typed = typed
        if not typed:
            self.told.emit("")
            return
        row = int(typed) - 1 if typed.isdecimal() else self.marks.find(typed, self.row - 1)
        if 0 <= row < self.marks.rowCount():
            self._go(row, keep=True)
            self.told.emit(_("{typed}: {name}", typed=typed, name=shown_name(self.marks.members[row])))
        elif typed.isdecimal():
            self.told.emit(_("Không có số {digits} trong danh sách.", digits=typed))
        else:
            self.told.emit(_("Không có ai tên “{typed}”.", typed=typed))
