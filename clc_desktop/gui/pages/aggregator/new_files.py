"""Tệp mới: the files just dropped, with the verdict on each; below, what the chosen one changes, old beside new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from clc_desktop.gui import theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.drop_zone import DropZone
from clc_desktop.gui.pages.aggregator.verdicts import DECIDABLE, chip_words, code_of, sentence, tone_of
from clc_desktop.gui.record_words import changes_text, title_of
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import button, column, label, row, set_words, shortcut
from clc_desktop.gui.words import CHANGE_TONES, CHANGES, RECORD_KINDS, period_of, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.merging import FileVerdict, RowChange

SUFFIX = ".clcsync"
SMALL = 420
"""Pixels of the panel's height under which it shows no sums."""

VERDICT_COLUMNS: tuple[Column[FileVerdict], ...] = (
    Column("path", N_("Tệp"), lambda r: r.path.name, width=170),
    Column("unit", N_("Nơi gửi"), lambda r: r.unit_name, width=150),
    Column("period", N_("Kỳ"), lambda r: period_of(r.period), width=96, optional=True),
    Column("code", N_("Kết luận"), code_of, "chip", 150, words=chip_words, tone=lambda r: tone_of(code_of(r))),
    Column("sentence", N_("Nghĩa là"), sentence, width=160, stretch=True),
    Column("added", N_("Thêm"), lambda r: r.counts.added, "number", 76, total=True, optional=True),
    Column("changed", N_("Sửa"), lambda r: r.counts.changed, "number", 76, total=True, optional=True),
    Column("deleted", N_("Xóa"), lambda r: r.counts.deleted, "number", 76, total=True, optional=True),
    Column("conflicts", N_("Xung đột"), lambda r: r.counts.conflicts, "number", 92, total=True, optional=True),
)


def _values(line: RowChange) -> str:
    return _("Đã xóa ở đây, vẫn để như vậy") if line.what == "hidden" else changes_text(line.before, line.after)


ROW_COLUMNS: tuple[Column[RowChange], ...] = (
    Column("what", N_("Thay đổi"), lambda r: r.what, "chip", 110, words=lambda code: word(CHANGES, code),
           tone=lambda r: CHANGE_TONES[r.what]),
    Column("kind", N_("Loại"), lambda r: word(RECORD_KINDS, r.kind), width=120),
    Column("telling", N_("Nội dung"), lambda r: title_of(r.after or r.before or {}), width=280),
    Column("values", N_("Cũ → mới"), _values, width=300, stretch=True),
)  # fmt: skip

ACTIONS = {
    "registration": N_("Duyệt ở trang Đơn vị"),
    "assignment": N_("Xem và nhận"),
    "receipt": N_("Xem và nhận"),
    "fork": N_("Chấp nhận tệp này"),
    "rollback": N_("Chấp nhận tệp này"),
    "too_many_deletions": N_("Vẫn gộp và xóa"),
    "period_locked": N_("Mở trang Đối chiếu"),
    "unknown_key": N_("Mở trang Đơn vị"),
}
"""What a person can do about a file that is not simply merged."""
assert set(DECIDABLE) <= ACTIONS.keys()


class NewFilesPanel(QWidget):
    """A place to drop files on; then their verdicts above, the lines of the chosen one below."""

    dropped = Signal(list)
    wanted = Signal(object)
    """The button of the chosen file: its verdict."""

    def __init__(self, *choosing: QPushButton) -> None:
        super().__init__()
        self.verdicts = RecordModel(VERDICT_COLUMNS, self)
        self.table = RecordTable(self.verdicts, "verdicts")
        self.table.setAccessibleName(_("Kết luận về từng tệp"))
        self.rows = RecordModel(ROW_COLUMNS, self)
        self.row_table = RecordTable(self.rows, "preview")
        self.row_table.setAccessibleName(_("Tệp này thay đổi những gì"))
        self.detail = label(wrap=True)
        self.action = button(" ", self._act)
        self.action.hide()
        words = _("Thả các tệp nộp, hoặc cả thư mục trên USB, vào đây. Chưa có gì được ghi cho đến khi bạn bấm Gộp.")
        self.zone = DropZone("inbox", words, SUFFIX, *choosing)
        self.zone.dropped.connect(self.dropped.emit)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.zone)
        self.stack.addWidget(self._both())
        column(self.stack, parent=self)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._show_detail())
        self.table.opened.connect(lambda _found: self._open())
        back = shortcut("Esc", self.row_table, lambda: self._show_whole(False), _("Về danh sách tệp"))
        back.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _both(self) -> QWidget:
        """The verdicts above; the lower part is as tall as what there is to say about the chosen file."""
        whole = QWidget()
        self.panel = TablePanel(self.table, QWidget(), totals=True)
        self.panel.setMinimumHeight(3 * theme.ROW_HEIGHT + 8)
        self.preview = TablePanel(self.row_table, QWidget())
        self.preview.setMinimumHeight(2 * theme.ROW_HEIGHT)
        frame, inside = titled_card()
        self.whole_button = button("", self._turn, kind="tool", icon="maximize",
                                   tip=_("Xem các thay đổi trên cả trang; Esc để về danh sách tệp"))  # fmt: skip
        self.whole_button.setCheckable(True)
        self.whole_button.setFixedWidth(theme.INPUT_HEIGHT)
        line = row(self.detail, self.action, self.whole_button)
        line.setStretch(0, 1)
        inside.addLayout(line)
        inside.addWidget(self.preview, 1)
        self._parts = column(self.panel, frame, spacing=12, parent=whole)
        self._parts.setStretch(0, 1)
        return whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the window is small the files are worth more than their sums."""
        super().resizeEvent(event)
        assert self.panel.totals is not None
        self.panel.totals.setVisible(self.height() > SMALL)

    @property
    def is_started(self) -> bool:
        """Whether verdicts are shown, not the place to drop on."""
        return self.stack.currentIndex() == 1

    def show_verdicts(self, verdicts: tuple[FileVerdict, ...]) -> None:
        """Verdicts on other files, or what became of these."""
        self.stack.setCurrentIndex(1)
        self._show_whole(False)
        self.verdicts.set_records(verdicts)
        self.table.selectRow(0)
        self.table.setFocus()
        self._show_detail()

    def _show_detail(self) -> None:
        found = self.table.current_record()
        self.detail.setText(_detail(found) if found else "")
        self.rows.set_records(found.rows if found else ())
        has_rows = bool(found and found.rows)
        self.preview.setVisible(has_rows)
        self.whole_button.setVisible(has_rows)
        self._parts.setStretch(1, int(has_rows))
        if not has_rows:
            self._show_whole(False)
        words = action_of(found) if found else ""
        self.action.setVisible(bool(words))
        if words:
            set_words(self.action, _(words))
            self.action.setToolTip(_(words))

    def _turn(self) -> None:
        self._show_whole(self.whole_button.isChecked())

    def _show_whole(self, is_whole: bool) -> None:
        """The changes of the chosen file on the whole page, or under the list of files again."""
        self.whole_button.setChecked(is_whole)
        if is_whole == self.panel.isHidden():
            return
        self.panel.setHidden(is_whole)
        (self.row_table if is_whole else self.table).setFocus()

    def _open(self) -> None:
        """Enter: what is to be done about the file, else what it changes."""
        found = self.table.current_record()
        if found is not None and action_of(found):
            self._act()
        elif found is not None and found.rows:
            self._show_whole(True)

    def _act(self) -> None:
        found = self.table.current_record()
        if found is not None and action_of(found):
            self.wanted.emit(found)


def _detail(found: FileVerdict) -> str:
    """The verdict's sentence, and that not every change is listed below it."""
    more = _("Bên dưới chỉ liệt kê {count} thay đổi cần xem trước.", count=len(found.rows)) if found.is_cut else ""
    return f"{sentence(found)} {more}".strip()


def action_of(found: FileVerdict) -> str:
    """The words on the button of a file, or ""."""
    return N_("Khôi phục bản ghi đã xóa") if found.hidden else ACTIONS.get(code_of(found), "")
