"""Behind a number: the centres that it comes from, their records, and the file that brought each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSplitter, QWidget

from clc_desktop import i18n
from clc_desktop.domain.records import LearningClass
from clc_desktop.gui.figure_words import PART_KINDS, ask_words, part_words
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, clear_layout, column, label, row, shortcut
from clc_desktop.gui.words import HOSTING_SHORT, moment, period_of, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drilling

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.drilling import Cell, CentrePart, Opened, Origin, Part

CENTRE_COLUMNS: tuple[Column[CentrePart], ...] = (
    Column("name", N_("Trung tâm"), lambda r: r.name or _("Chung"), width=200, stretch=True),
    Column("records", N_("Số dòng"), lambda r: r.records, "number", 88, total=True, optional=True),
    Column("value", N_("Góp vào"), lambda r: r.value, "number", 112, total=True),
)

PAGE = 500
"""Records shown at first; a province's total has sixty thousand behind it."""


class DrillPanel(QWidget):
    """Stands in the page's place until ``closed``; Esc goes back."""

    closed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._fields: dict[str, str] = {}
        self._opened: Opened | None = None
        self.title = label("", "group")
        self.said = label("", "muted", wrap=True)
        self.back = button(_("Quay lại"), self.closed.emit, icon="chevron-left", tip=_("Quay lại bảng số liệu (Esc)"))
        self.sides: QHBoxLayout = row()
        self.centres = RecordModel(CENTRE_COLUMNS, self)
        self.centre_table = RecordTable(self.centres, "drill_centres")
        self.centre_table.setAccessibleName(_("Các trung tâm góp vào số này"))
        self.parts = RecordModel(self._part_columns(), self, page=PAGE)
        self.part_table = RecordTable(self.parts, "drill_parts")
        self.part_table.setAccessibleName(_("Các dòng đứng sau số này"))
        self.origin = label("", "muted", wrap=True)
        self._build()
        shortcut("Esc", self, self.closed.emit, _("Quay lại bảng số liệu")).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )

    def _part_columns(self) -> tuple[Column[Part], ...]:
        return (
            Column("label", N_("Nội dung"), part_words, width=260, stretch=True),
            Column("day", N_("Ngày"), lambda r: r.day, "date", 104, optional=True),
            Column("unit", N_("Trung tâm"), lambda r: r.unit_name or _("Chung"), width=150, optional=True),
            Column("field", N_("Lĩnh vực"), lambda r: self._fields.get(r.field, r.field) or None, width=150,
                   optional=True),
            Column("hosting", N_("Hình thức"), lambda r: word(HOSTING_SHORT, r.hosting) if r.hosting else None,
                   width=112, optional=True),
            Column("value", N_("Góp vào"), lambda r: r.value, "number", 112, total=True),
        )  # fmt: skip

    def _build(self) -> None:
        left = TablePanel(self.centre_table, EmptyState("building-2", _("Không trung tâm nào góp vào số này.")),
                          totals=True)  # fmt: skip
        right = TablePanel(self.part_table, EmptyState("book-open", _("Không có dòng nào đứng sau số này.")),
                           totals=True)  # fmt: skip
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.setProperty("kind", "gap")
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 5)
        split.setSizes([330, 780])
        below = row()
        below.addLayout(self.sides)
        below.addWidget(self.said, 1)
        below.addWidget(FilterBox(self.part_table))
        outer = column(spacing=12, parent=self)
        outer.addLayout(row(self.back, 8, self.title, None))
        outer.addLayout(below)
        outer.addWidget(split, 1)
        outer.addWidget(self.origin)
        self.centre_table.selectionModel().selectionChanged.connect(lambda *_args: self._show_parts())
        self.part_table.opened.connect(self._open_class)
        self.part_table.selectionModel().currentRowChanged.connect(lambda *_args: self._ask_origin())

    def open_cell(self, cell: Cell, words: str) -> None:
        """Count what is behind a cell, then show it: of many records the first, and all as soon as they are read."""
        store = self.page.context.store

        def work() -> tuple[Opened, dict[str, str]]:
            return drilling.open_cell(store, cell, most=PAGE), drilling.field_names(store)

        def show(opened: Opened, fields: dict[str, str]) -> None:
            self.show_opened(opened, fields, words)
            if any(len(answer.parts) < answer.count for answer in opened.answers):
                whole = lambda: drilling.open_cell(store, cell)  # noqa: E731
                self.page.load(whole, lambda found: self._show_whole(opened, found), behind=True)

        self._opened = None
        self.page.load(work, lambda found: show(*found))

    def show_opened(self, opened: Opened, fields: dict[str, str], words: str) -> None:
        """A percentage has two sides, each with its own list."""
        self._fields, self._opened = fields, opened
        self.title.setText(f"{_shown(opened)} · {words}")
        self.title.setToolTip(self.title.text())
        clear_layout(self.sides)
        self._group = QButtonGroup(self)
        if len(opened.answers) > 1:
            for number, answer in enumerate(opened.answers):
                side = button(f"{ask_words(answer.ask, fields)}: {i18n.number(answer.value)}", kind="tab")
                side.setCheckable(True)
                side.setChecked(number == 0)
                self._group.addButton(side, number)
                self.sides.addWidget(side)
        self._group.idClicked.connect(self._show_answer)
        self._show_answer(0)
        self.centre_table.setFocus()

    def _show_whole(self, first: Opened, whole: Opened) -> None:
        """All records of what is still open, in the place of its first ones."""
        if self._opened is first:
            self._opened = whole
            self._answer = whole.answers[max(self._group.checkedId(), 0)]
            self._show_parts()

    def _show_answer(self, number: int) -> None:
        assert self._opened is not None
        self._answer = answer = self._opened.answers[number]
        self.said.setText(
            _("Gồm {count} dòng của {centres} trung tâm. Chọn trung tâm để xem riêng; Enter trên một lớp để đối chiếu.",
              count=answer.count, centres=len(answer.centres))
        )  # fmt: skip
        self.centres.set_records(answer.centres)
        self.centre_table.clearSelection()
        self._show_parts()

    def _show_parts(self) -> None:
        chosen = self.centre_table.current_record() if self.centre_table.selectionModel().hasSelection() else None
        parts = self._answer.parts
        kept = self.part_table.current_record()
        is_whole = len(parts) == self._answer.count
        if chosen is not None and not is_whole:
            return  # shown as soon as all are read: among the first ones there may be none of this centre
        shown = parts if chosen is None else [part for part in parts if part.unit_id == chosen.unit_id]
        self.parts.set_records(shown, is_whole=is_whole)
        self._say_origin(None, None)
        self.part_table.select_record(kept)
        if self.parts.rowCount() and not self.part_table.currentIndex().isValid():
            self.part_table.setCurrentIndex(self.parts.index(0, 0))

    def _open_class(self, part: Part) -> None:
        """There it can be returned or corrected; of another period the page would not show it."""
        if part.kind == LearningClass.kind and part.day is not None and part.day in self.page.context.periods.period:
            self.page.context.notices.go_to.emit("review", ("unit", part.unit_id, part.id))

    def _ask_origin(self) -> None:
        part = self.part_table.current_record()
        if part is None:
            return
        store = self.page.context.store
        tell: Callable[[Origin | None], None] = lambda found: self._say_origin(part, found)  # noqa: E731
        self.page.load(lambda: drilling.origin_of(store, part.kind, part.id) if part.id else None, tell)

    def _say_origin(self, part: Part | None, origin: Origin | None) -> None:
        if part is None:
            self.origin.setText(" ")
            return
        what = word(PART_KINDS, part.kind)
        name = part.unit_name or _("Chung")
        self.origin.setText(f"{what}, {name}. {origin_words(origin)}")


def _shown(opened: Opened) -> str:
    from clc_desktop.gui.words import percent

    if opened.cell.kind == "percent":
        return percent(opened.value)  # type: ignore[arg-type]
    sign = "+" if opened.cell.kind == "change" and (opened.value or 0) > 0 else ""
    return sign + i18n.number(opened.value or 0)


def origin_words(origin: Origin | None) -> str:
    """``Tệp số 3 của xã Pú Nhung (kỳ Năm 2020, máy 1a2b), nhận 05/01/2021 10:42.``"""
    if origin is None:
        return _("Chưa ai ghi dòng này; tính theo danh sách trung tâm.")
    said = []
    if origin.file_name:
        said.append(
            _("Tệp số {number} của {sender} (kỳ {period}, máy {machine}), nhận {at}: {file}.", number=origin.sequence,
              sender=origin.sender or origin.unit_id, period=period_of(origin.period),
              machine=origin.installation_id[:4], at=moment(origin.received_at), file=origin.file_name)
        )  # fmt: skip
        if origin.first_sequence:
            said.append(_("Trung tâm đã gửi trong tệp số {number} của mình.", number=origin.first_sequence))
    if origin.edited_at:
        words = N_("{who} sửa tại máy này lúc {at}.") if origin.file_name else N_("{who} ghi tại máy này lúc {at}.")
        said.append(_(words, who=origin.edited_by, at=moment(origin.edited_at)))
    return " ".join(said)
