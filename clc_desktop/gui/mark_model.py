"""Marks by session and learner: what stands in the cells of the mark grid, and who is meant by a typed name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from clc_desktop import i18n
from clc_desktop.domain.records import ClassSession
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.i18n import text as _
from clc_desktop.usecases.attendance import Marks
from clc_desktop.usecases.rosters import Member

Index = QModelIndex | QPersistentModelIndex
MARK = Qt.ItemDataRole.UserRole
"""True present, False absent, None not marked, "count" where the session is a head-count."""

FIGURE_SPACE = "\N{FIGURE SPACE}"
"""As wide as a digit, so that names stand in one line below each other."""
_SIGNS: dict[object, str] = {True: "✓", False: "V"}
_COPIED: dict[object, str] = {True: "x", False: "V"}
"""As on the printed grid; every font has them."""


def shown_name(member: Member) -> str:
    """What to call somebody whose name is here, or why there is none."""
    if member.whose == "other_pc":
        return _("Học viên không có tên ở máy này")
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
            return f"{section + 1:{FIGURE_SPACE}>3}.  {shown_name(member)}"
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

    def cells(self) -> list[list[str]]:
        """The whole grid as it is copied: numbers, names, a column for each session."""
        days = [i18n.date(session.held_on) for session in self.sessions]
        rows = (
            [str(row + 1), shown_name(member), *(_COPIED.get(self.mark(row, at), "") for at in range(len(days)))]
            for row, member in enumerate(self.members)
        )
        return [[_("Số"), _("Họ và tên"), *days], *rows]

    def _tell(self, column: int) -> None:
        last = max(self.rowCount() - 1, 0)
        self.dataChanged.emit(self.index(0, column), self.index(last, column))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)


def _marks_of(session: ClassSession) -> dict[str, bool]:
    return dict.fromkeys(session.absent, False) | dict.fromkeys(session.attended, True)


def _mark_word(mark: bool | str | None) -> str:
    words: dict[object, str] = {True: _("có mặt"), False: _("vắng"), "count": _("đếm số người")}
    return words.get(mark, _("chưa ghi"))


def _has_words(key: str, needles: Sequence[str]) -> bool:
    words = key.split()
    return all(any(word.startswith(needle) for word in words) for needle in needles)
