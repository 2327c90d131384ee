"""The mark grid: learners down, sessions across, everything by keys.

Made for somebody with a paper sheet numbered 1 to 40: Ctrl+A says that everyone was present, then the number of each
who was not, and Space. Typing letters moves to a name instead. Each change goes out at once by ``changed``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
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

from clc_desktop import i18n
from clc_desktop.domain.records import ClassSession
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import theme
from clc_desktop.i18n import text as _
from clc_desktop.usecases.attendance import Marks
from clc_desktop.usecases.rosters import Member

Index = QModelIndex | QPersistentModelIndex
MARK = Qt.ItemDataRole.UserRole
"""True present, False absent, None not marked, "count" where the session is a head-count."""

NAMES_WIDTH, SESSION_WIDTH = 320, 104
_SIGNS: dict[object, str] = {True: "✓", False: "V"}


def shown_name(member: Member) -> str:
    """What to call somebody whose name is here, or why there is none."""
    if member.whose == "other_pc":
        return _("Học viên của máy khác")
    return _("Học viên đã xóa") if member.whose == "deleted" else member.name


def is_head_count(session: ClassSession) -> bool:
    """Whether people were counted, not marked."""
    return session.present > 0 and not session.attended and not session.absent


class MarkModel(QAbstractTableModel):
    """Marks by session and learner. What is toggled here stands until ``show`` says otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.members: tuple[Member, ...] = ()
        self.sessions: list[ClassSession] = []
        self._marks: list[dict[str, bool]] = []
        self._keys: list[str] = []

    def show(self, members: Sequence[Member], sessions: Sequence[ClassSession]) -> None:
        """Show a roster with its sessions."""
        self.beginResetModel()
        self.members, self.sessions = tuple(members), list(sessions)
        self._marks = [_marks_of(session) for session in sessions]
        self._keys = [search_key(shown_name(member)) for member in members]
        self.endResetModel()

    def take_counts(self, session: ClassSession) -> None:
        """The session as it was saved; marks made since then stay."""
        column = next((n for n, known in enumerate(self.sessions) if known.id == session.id), -1)
        if column >= 0:
            self.sessions[column] = session
            self._tell(column)

    # --- what Qt asks ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.members)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.sessions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        mark = self.mark(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _SIGNS.get(mark, "")
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{shown_name(self.members[index.row()])}: {_mark_word(mark)}"
            case _ if role == MARK:
                return mark
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return f"{i18n.date(self.sessions[section].held_on)}\n{self._count_words(section)}"
            return int(Qt.AlignmentFlag.AlignCenter) if role == Qt.ItemDataRole.TextAlignmentRole else None
        member = self.members[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{section + 1:>3}.  {shown_name(member)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return " · ".join(
                part for part in (shown_name(member), str(member.birth_year or ""), member.village) if part
            )
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return int(side) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _count_words(self, column: int) -> str:
        session = self.sessions[column]
        if is_head_count(session):
            return _("đếm {count}", count=session.present)
        marked = self._marks[column]
        return _("có {count}", count=sum(marked.values())) if marked else _("chưa ghi")

    # --- marks ---

    def mark(self, row: int, column: int) -> bool | str | None:
        """What stands in a cell."""
        if is_head_count(self.sessions[column]) and not self._marks[column]:
            return "count"
        return self._marks[column].get(self.members[row].id)

    def marks(self, column: int) -> Marks:
        """A session's marks, in the roster's order."""
        known = self._marks[column]
        ids = [member.id for member in self.members if member.id in known]
        return Marks(tuple(i for i in ids if known[i]), tuple(i for i in ids if not known[i]))

    def set_mark(self, row: int, column: int, mark: bool | None) -> None:
        """Mark somebody; None takes the mark away."""
        if mark is None:
            self._marks[column].pop(self.members[row].id, None)
        else:
            self._marks[column][self.members[row].id] = mark
        self._tell(column)

    def mark_everyone(self, column: int) -> None:
        """Everyone on the roster was present."""
        self._marks[column] |= {member.id: True for member in self.members if member.listed}
        self._tell(column)

    def tallies(self, column: int) -> tuple[int, int, int]:
        """How many are present, absent, not marked."""
        present, absent = len(self.marks(column).attended), len(self.marks(column).absent)
        return present, absent, sum(member.listed for member in self.members) - present - absent

    def find(self, typed: str, after: int) -> int:
        """The next row after ``after`` whose name has every typed word at the beginning of one of its words; or -1."""
        needles = search_key(typed).split()
        count = len(self.members)
        order = [(after + step) % count for step in range(1, count + 1)] if count else []
        return next((row for row in order if needles and _has_words(self._keys[row], needles)), -1)

    def _tell(self, column: int) -> None:
        last = max(self.rowCount() - 1, 0)
        self.dataChanged.emit(self.index(0, column), self.index(last, column))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)


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
        days.setFixedHeight(52)
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
        elif key in acts and not has_ctrl:
            acts[key]()
        elif key == Qt.Key.Key_Backspace and self.typed:
            self._type(self.typed[:-1])
        elif key == Qt.Key.Key_Escape and self.typed:
            self._type("")
        elif text and text.isprintable() and not has_ctrl:
            self._type(self.typed + text if self.typed.isdigit() == text.isdigit() or not self.typed else text)
        else:
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
                self._type("")
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """The next bearer of what is typed, else the next row."""
        if self.typed and not self.typed.isdigit():
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
        row = int(typed) - 1 if typed.isdigit() else self.marks.find(typed, self.row - 1)
        if 0 <= row < self.marks.rowCount():
            self._go(row, keep=True)
            self.told.emit(_("{typed}: {name}", typed=typed, name=shown_name(self.marks.members[row])))
        elif typed.isdigit():
            self.told.emit(_("Không có số {digits} trong danh sách.", digits=typed))
        else:
            self.told.emit(_("Không có ai tên “{typed}”.", typed=typed))


def _marks_of(session: ClassSession) -> dict[str, bool]:
    return dict.fromkeys(session.absent, False) | dict.fromkeys(session.attended, True)


def _mark_word(mark: bool | str | None) -> str:
    words: dict[object, str] = {True: _("có mặt"), False: _("vắng"), "count": _("đếm số người")}
    return words.get(mark, _("chưa ghi"))


def _has_words(key: str, needles: Sequence[str]) -> bool:
    words = key.split()
    return all(any(word.startswith(needle) for word in words) for needle in needles)
