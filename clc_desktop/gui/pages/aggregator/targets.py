"""Chỉ tiêu: a grid of centres and fields, typed or pasted from Excel; each change is kept at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QButtonGroup, QHeaderView, QTableView, QWidget

from clc_desktop import i18n
from clc_desktop.domain.records import PlanTarget
from clc_desktop.domain.typed import parse_count
from clc_desktop.gui import theme
from clc_desktop.gui.clipboard import copy_cells
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.table_view import dress_table
from clc_desktop.gui.tables import KIND
from clc_desktop.gui.undoing import Offer, keep, undo_keys
from clc_desktop.gui.widgets import EmptyState, button, label, row
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import imports, keeping, targets
from clc_desktop.usecases.targets import CentreTargets, YearTargets

PARTS = {"classes": N_("Số lớp"), "turns": N_("Lượt người")}
LEAST, NAMES = 84, 176
"""Pixels that a field's column has at least, and those of the centres' names."""
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

    def show_year(self, year: YearTargets) -> None:
        """Other targets; the cursor stays where the grid has the same shape."""
        old, self.year = self.year, year
        if old is None or (len(old.centres), old.fields) != (len(year.centres), year.fields):
            self.beginResetModel()
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

    @property
    def _centres(self) -> tuple[CentreTargets, ...]:
        return self.year.centres if self.year else ()

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
        self.setFixedHeight(60)

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
        self.setHorizontalHeader(_Heading())
        down = self.verticalHeader()
        down.setProperty("kind", "names")
        down.show()
        down.setDefaultSectionSize(theme.ROW_HEIGHT)
        down.setFixedWidth(NAMES)
        down.setSectionsClickable(False)

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

    def _go_down(self) -> None:
        below = self._model.index(self.currentIndex().row() + 1, self.currentIndex().column())
        if below.isValid():
            self.setCurrentIndex(below)

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


class TargetsPage(Page):
    """The year is the page's; classes and turns are two views of one grid."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Chỉ tiêu"), has_period=True)
        self.model = TargetModel(self)
        self.grid = TargetGrid(self.model)
        self.copy_button = button(_("Chép từ năm trước"), self.copy_last_year, icon="copy")
        self.assign_button = button(
            _("Ghi tệp giao"), lambda: context.notices.go_to.emit("units", None), kind="primary", icon="download",
            tip=_("Mở trang Đơn vị: chỉ tiêu đi xuống các trung tâm trong tệp giao"),
        )  # fmt: skip
        self.add_to_head(self.copy_button, self.assign_button)
        group = QButtonGroup(self)
        self.parts = {part: button(_(words), kind="tab") for part, words in PARTS.items()}
        for part, choice in self.parts.items():
            choice.setCheckable(True)
            choice.clicked.connect(self._showing(part))
            group.addButton(choice)
        self.parts["classes"].setChecked(True)
        words = _("Gõ số vào ô, hoặc dán cả vùng chép từ Excel. Ô để trống là chưa giao. Thay đổi được lưu ngay.")
        self.note = label(words, "muted", wrap=True)
        above = row(*self.parts.values(), self.note, spacing=theme.GRID)
        above.setStretch(len(self.parts), 1)
        self.units_button = button(_("Mở trang Đơn vị"), lambda: context.notices.go_to.emit("units", None))
        self.empty = EmptyState("target", _("Chưa có trung tâm nào trong năm này."), self.units_button)
        self.content.addLayout(above)
        self.content.addWidget(self.grid, 1)
        self.content.addWidget(self.empty, 1)
        self.empty.hide()
        self.model.changed.connect(self._keep)
        self.model.refused.connect(lambda said: self.banner.say(said, "error"))
        undo_keys(self, self)

    def first_stop(self) -> QWidget | None:
        return self.grid if self.grid.isVisible() else self.units_button

    def refresh(self) -> None:
        store, year = self.context.store, self.context.periods.period.year
        self.load(lambda: targets.year_targets(store, year), self._show)

    def _show(self, found: YearTargets) -> None:
        self.model.show_year(found)
        has_keys = self.grid.hasFocus()
        self.empty.setVisible(not found.centres)
        for part in (self.grid, self.note, *self.parts.values(), self.copy_button, self.assign_button):
            part.setVisible(bool(found.centres))
        if has_keys and not found.centres:
            self.units_button.setFocus()
        if not self.grid.currentIndex().isValid() and found.centres:
            self.grid.setCurrentIndex(self.model.index(0, 0))

    def _showing(self, part: str) -> Callable[[], None]:
        return lambda: self.model.show_part(part)

    def _keep(self, changed: list[PlanTarget]) -> None:
        store, count = self.context.store, len(changed)

        def done(_saved: None, offer: Offer) -> None:
            if count > 1:
                words = ngettext("Đã lưu {count} chỉ tiêu.", "Đã lưu {count} chỉ tiêu.", count)
                self.banner.done(words, *offer)

        keep(self, lambda: keeping.save_records(store, changed), done, self._not_kept)

    def _not_kept(self, error: Exception) -> None:
        """A locked year, for example: the grid shows again what is kept."""
        self.banner.error(error)  # type: ignore[arg-type]
        self.refresh()

    def copy_last_year(self) -> None:
        """Fill what is empty with the targets of the year before, in one change that can be undone."""
        store, now = self.context.store, self.model.year
        if now is not None:
            self.load(lambda: targets.year_targets(store, now.year - 1), lambda before: self._copy(before, now))

    def _copy(self, before: YearTargets, now: YearTargets) -> None:
        known = {(one.unit_id, code): target for one in before.centres for code, target in one.targets.items()}
        empty = (t for one in now.centres for t in one.targets.values() if not (t.classes or t.turns))
        pairs = ((target, known.get((target.unit_id, target.field))) for target in empty)
        copied = [
            replace(t, classes=old.classes, turns=old.turns) for t, old in pairs if old and (old.classes or old.turns)
        ]
        if copied:
            self._keep(copied)
        else:
            self.banner.say(_("Năm {year} không có gì mới để chép.", year=before.year), "warning")
