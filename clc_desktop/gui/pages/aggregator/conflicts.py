"""Xung đột: records that two machines changed without knowing of each other; both states side by side, by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QPushButton, QRadioButton, QWidget

from clc_desktop.domain.records import ClassSession, LearningClass
from clc_desktop.gui import theme
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.record_words import field_word, record_title, value_text
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, card, chip, clear_layout, column, label, row, scrolled
from clc_desktop.gui.words import RECORD_KINDS, moment, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import conflicts, keeping

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.conflicts import ConflictView, Difference, SideView
    from clc_desktop.usecases.workspace import Store


@dataclass(frozen=True)
class ConflictLine:
    """An open conflict; ``title`` names the record, of a session also its class."""

    id: str
    view: ConflictView
    title: str


COLUMNS: tuple[Column[ConflictLine], ...] = (
    Column("kind", N_("Loại"), lambda r: word(RECORD_KINDS, r.view.kind), width=90, optional=True),
    Column("title", N_("Nội dung"), lambda r: r.title, width=180, stretch=True),
    Column("unit", N_("Nơi gửi"), lambda r: r.view.unit_name, width=130, optional=True),
)


def conflict_lines(store: Store) -> tuple[ConflictLine, ...]:
    """Every open conflict with its title."""
    return tuple(ConflictLine(view.record_id, view, _title(store, view)) for view in conflicts.list_conflicts(store))


def _title(store: Store, view: ConflictView) -> str:
    record = view.sides[0].record
    if not isinstance(record, ClassSession):
        return record_title(record)
    topics = [found.topic for found in keeping.list_records(store, LearningClass, id=record.class_id)]
    return ", ".join([record_title(record), *topics])  # its day first: the end of a long line is cut


LIST_WIDTH, LEAST_LIST = 300, 210
"""Pixels of the list where there is room, and where three sides must stand beside it."""


class SideTable(QWidget):
    """One line a field that differs, one column a side; a choice in every cell, and one for the whole column."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * theme.GRID)
        self._grid.setVerticalSpacing(theme.GRID)
        self._groups: dict[str, QButtonGroup] = {}
        self.choices: dict[tuple[str, int], QRadioButton] = {}
        self.whole: list[QPushButton] = []

    def show_conflict(self, found: ConflictView) -> None:
        """Another conflict; what one side alone has changed is chosen already, else what is shown today."""
        clear_layout(self._grid)
        self._groups, self.choices, self.whole = {}, {}, []
        for place in range(self._grid.columnCount()):
            self._grid.setColumnStretch(place, 0)
        names = [", ".join(side.who) or _("đơn vị chưa rõ") for side in found.sides]
        for place, side in enumerate(found.sides):
            who = names[place]
            if names.count(who) > 1:  # two PCs of one unit, or a PC and its copy
                who = _("{who}, bản {number}", who=who, number=names[: place + 1].count(who))
            self._grid.addWidget(self._head(place, side, who), 0, place + 1, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(place + 1, 1)
        keys = [side.key for side in found.sides]
        for line, difference in enumerate(found.differences, start=1):
            suggested = (found.suggestion or {}).get(difference.name)
            self._add_line(line, difference, keys.index(suggested) if suggested in keys else 0)
        self._grid.setRowStretch(len(found.differences) + 1, 1)

    def _head(self, place: int, side: SideView, who: str) -> QWidget:
        take = button(_("Lấy cả bên này"), partial(self.take_side, place), kind="plain")
        take.setAccessibleName(_("Lấy cả bên {who}", who=f"{place + 1}: {who}"))
        self.whole.append(take)
        made = QWidget()
        state = [chip(_("Đã xóa"), "error")] if side.deleted else [chip(_("Đang dùng"))] if side.shown else []
        inside = column(parent=made, spacing=0)
        inside.addWidget(label(who, "strong", wrap=True))
        for part in (take, *state):
            inside.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _add_line(self, line: int, difference: Difference, chosen: int) -> None:
        name = label(field_word(difference.name), "muted")
        if difference.known:
            name.setToolTip(_("Trước đó: {value}", value=value_text(difference.name, difference.before)))
        self._grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
        group = self._groups[difference.name] = QButtonGroup(self)
        for place, value in enumerate(difference.values):
            words = value_text(difference.name, value)
            choice = QRadioButton(words if len(words) < 60 else f"{words[:59]}…")
            choice.setToolTip(words)
            choice.setAccessibleName(f"{field_word(difference.name)}: {words}")
            choice.setChecked(place == chosen)
            group.addButton(choice, place)
            self.choices[difference.name, place] = choice
            self._grid.addWidget(choice, line, place + 1, Qt.AlignmentFlag.AlignTop)

    def take_side(self, place: int) -> None:
        """Every field from one side."""
        for (_name, number), choice in self.choices.items():
            if number == place:
                choice.setChecked(True)

    def chosen(self) -> dict[str, int]:
        """Which side each field is taken from."""
        return {name: group.checkedId() for name, group in self._groups.items()}


class ConflictsPanel(QWidget):
    """The list at the left, both states of the chosen record at the right, a reason and one button below."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "conflicts")
        self.table.setAccessibleName(_("Các xung đột"))
        self.heading = label("", "group", wrap=True)
        self.since = label("", "muted", wrap=True)
        self.sides = SideTable()
        self.reason = LineInput()
        self.reason.setAccessibleName(_("Lý do (nếu cần)"))
        self.reason.setPlaceholderText(_("Lý do (nếu cần)"))
        self.reason.returnPressed.connect(self.decide)
        self.decide_button = button(_("Quyết định"), self.decide, kind="primary", icon="check")
        words = _("Không có xung đột nào. Khi hai máy cùng sửa một bản ghi, cả hai bản được giữ ở đây để bạn chọn.")
        self._empty = EmptyState("circle-check", words)
        self.card = self._side_card()
        outer = row(parent=self, spacing=2 * theme.GRID)
        self.list = TablePanel(self.table, self._empty)
        outer.addWidget(self.list)
        outer.addWidget(self.card, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._show())

    def _side_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(self.heading)
        inside.addWidget(self.since)
        area = scrolled(self.sides)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        inside.addWidget(area, 1)
        below = row(self.reason, self.decide_button, spacing=12)
        below.setStretch(0, 1)
        inside.addLayout(below)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.setFixedWidth(max(min(LIST_WIDTH, self.width() * 27 // 100), LEAST_LIST))

    def show_conflicts(self, found: tuple[ConflictLine, ...]) -> None:
        """Another list; the first one is chosen."""
        self.model.set_records(found)
        self.card.setVisible(bool(found))
        self.table.selectRow(0)
        self._show()

    def _show(self) -> None:
        line = self.table.current_record()
        if line is None:
            return
        found = line.view
        self.heading.setText(line.title)
        kind, unit = word(RECORD_KINDS, found.kind), found.unit_name
        self.since.setText(
            _("{kind} của {unit}, từ {at}. Chọn từng mục, hoặc lấy cả một bên.", kind=kind, unit=unit,
              at=moment(found.since))
        )  # fmt: skip
        self.reason.clear()
        self.sides.show_conflict(found)

    def decide(self) -> None:
        """What was chosen becomes the record; it reaches the centre with the next receipt."""
        line = self.table.current_record()
        if line is None:
            return
        found = line.view
        keys = [side.key for side in found.sides]
        chosen = {name: keys[place] for name, place in self.sides.chosen().items()}
        take = max(keys, key=lambda key: (list(chosen.values()).count(key), -keys.index(key)))
        fields = {name: key for name, key in chosen.items() if key != take}
        self._page.act(self._work(found, take, fields, self.reason.read()), lambda _done: self._decided())

    def _work(self, found: ConflictView, take: str, fields: dict[str, str], reason: str) -> Callable[[], None]:
        store = self._page.context.store
        return lambda: conflicts.resolve_conflict(store, found.kind, found.record_id, take, fields, reason)

    def _decided(self) -> None:
        self._page.banner.done(_("Đã quyết định. Trung tâm nhận được kết quả trong biên nhận sau."))
        self.table.setFocus()
