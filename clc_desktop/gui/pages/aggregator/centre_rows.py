"""The classes of the centre under review, and of one of them what changed: old beside new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from clc_desktop.domain.classes import ClassRow
from clc_desktop.gui import theme
from clc_desktop.gui.record_words import field_word, value_text
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.gui.words import HOSTING_SHORT, RECORD_KINDS, moment, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import review

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.review import FieldChange, ReviewRow

MARKS = {"returned": N_("Trả lại"), "corrected": N_("Đã sửa tại đây")}
HOW = {
    "merge": N_("Trung tâm gửi"),
    "accept_fork": N_("Trung tâm gửi"),
    "correct_record": N_("Sửa tại đây"),
    "resolve_conflict": N_("Quyết định xung đột"),
}


@dataclass(frozen=True)
class RowLine:
    """A class of the chosen centre with what was said about it."""

    id: str
    row: ReviewRow

    @property
    def record(self) -> ClassRow:
        return self.row.entry

    @property
    def reason(self) -> str:
        """Why it was returned, and waits."""
        return self.row.returned

    @property
    def mark(self) -> str | None:
        return "returned" if self.row.returned else "corrected" if self.row.corrected else None

    @property
    def said(self) -> str | None:
        corrected = self.row.corrected
        return self.row.returned or (f"{corrected.reason} ({corrected.who})" if corrected else None)


ROW_COLUMNS: tuple[Column[RowLine], ...] = (
    Column("date", N_("Ngày"), lambda r: r.record.starts_on, "date", 104),
    Column("topic", N_("Tên lớp, chuyên đề"), lambda r: r.record.topic, width=300, stretch=True),
    Column("turns", N_("Lượt người"), lambda r: r.record.turns, "number", 100, total=True),
    Column("mark", N_("Đánh dấu"), lambda r: r.mark, "chip", 140, words=lambda code: word(MARKS, code),
           tone=lambda r: "error" if r.reason else "warning"),
    Column("said", N_("Lý do"), lambda r: r.said, width=180, optional=True),
    Column("field", N_("Lĩnh vực"), lambda r: r.record.field_name, width=140, optional=True),
    Column("hosting", N_("Hình thức"), lambda r: r.record.hosting, width=110, words=lambda c: word(HOSTING_SHORT, c),
           optional=True),
)  # fmt: skip
CHANGE_COLUMNS: tuple[Column[FieldChange], ...] = (
    Column("at", N_("Lúc"), lambda r: moment(r.at), width=150),
    Column("how", N_("Vì"), lambda r: r.label, width=160, words=lambda code: word(HOW, code)),
    Column("kind", N_("Loại"), lambda r: word(RECORD_KINDS, r.kind), width=100, optional=True),
    Column("name", N_("Mục"), lambda r: field_word(r.name), width=150),
    Column("before", N_("Trước"), lambda r: value_text(r.name, r.before), width=160, stretch=True),
    Column("after", N_("Sau"), lambda r: value_text(r.name, r.after), width=160),
    Column("who", N_("Ai"), lambda r: r.who, width=120, optional=True),
)  # fmt: skip


class CentreRows(QWidget):
    """The rows; "Xem thay đổi" turns the page over to what changed in the chosen one, and back."""

    correcting = Signal(object)
    turned = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.rows = RecordModel(ROW_COLUMNS, self)
        self.table = RecordTable(self.rows, "review_rows")
        self.table.setAccessibleName(_("Các lớp của trung tâm đang chọn"))
        self.changes = RecordModel(CHANGE_COLUMNS, self)
        self.change_table = RecordTable(self.changes, "review_changes")
        self.change_table.setAccessibleName(_("Những thay đổi của lớp"))
        self.correct_button = button("", self._correct, kind="tool", icon="pencil", tip=_("Sửa số liệu"))
        self.changes_button = button("", self._show_changes, kind="tool", icon="clock", tip=_("Xem thay đổi"))
        for made in (self.correct_button, self.changes_button):
            made.setFixedWidth(theme.INPUT_HEIGHT)
        self.back_button = button(_("Về danh sách lớp"), self.show_rows_again, icon="chevron-left")
        self.topic = label("", "strong")
        self.stack = QStackedWidget()
        self.stack.addWidget(
            TablePanel(self.table, EmptyState("book-open", _("Trung tâm chưa có lớp nào trong kỳ này.")))
        )
        self.stack.addWidget(self._changes_part())
        column(self.stack, parent=self)
        self.table.opened.connect(lambda _row: self._show_changes())
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self._choose()

    def _changes_part(self) -> QWidget:
        part = QWidget()
        inside = column(parent=part, spacing=8)
        inside.addLayout(row(self.back_button, self.topic, None))
        words = _("Lớp này chưa thay đổi lần nào từ khi nhận.")
        inside.addWidget(TablePanel(self.change_table, EmptyState("clock", words)), 1)
        return part

    def show_rows(self, found: Sequence[ReviewRow]) -> None:
        """The rows of another centre, or the same ones read again."""
        self.rows.set_records([RowLine(row.entry.id, row) for row in found])
        self.table.clearSelection()
        self.show_rows_again()
        self._choose()

    @property
    def shows_changes(self) -> bool:
        """Whether the changes of one class stand there instead of the rows."""
        return self.stack.currentIndex() == 1

    def show_rows_again(self) -> None:
        """Back from the changes."""
        self._turn(0)

    def _turn(self, side: int) -> None:
        self.stack.setCurrentIndex(side)
        self.turned.emit()

    def _choose(self) -> None:
        has_one = self.table.current_record() is not None
        self.correct_button.setEnabled(has_one)
        self.changes_button.setEnabled(has_one)

    def _show_changes(self) -> None:
        line = self.table.current_record()
        if line is None:
            return
        store = self._page.context.store

        def show(found: tuple[FieldChange, ...]) -> None:
            self.topic.setText(line.record.topic)
            self.changes.set_records(found)
            self._turn(1)
            self.back_button.setFocus()

        self._page.load(lambda: review.class_changes(store, line.id), show)

    def _correct(self) -> None:
        line = self.table.current_record()
        if line is not None:
            self.correcting.emit(line)
