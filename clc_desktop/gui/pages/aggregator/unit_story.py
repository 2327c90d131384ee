"""The story of one unit: every name, code and unit above with its days, and what became part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row, shortcut
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.unit_stories import Told

CHAPTERS = {
    "name": N_("Tên"),
    "code": N_("Mã"),
    "parent": N_("Thuộc"),
    "merged_into": N_("Sáp nhập vào"),
    "absorbed": N_("Nhận sáp nhập"),
}
COLUMNS: tuple[Column[Told], ...] = (
    Column("what", N_("Mục"), lambda r: word(CHAPTERS, r.what), width=150),
    Column("value", N_("Giá trị"), lambda r: r.value, width=260, stretch=True),
    Column("since", N_("Từ ngày"), lambda r: r.since, "date", 130),
    Column("until", N_("Đến ngày"), lambda r: r.until, "date", 130),
)


class StoryPanel(QWidget):
    """A table in the place of the list; the button or Esc goes back."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "unit_story")
        self.table.setAccessibleName(_("Tên, mã và đơn vị cấp trên theo ngày"))
        self.name = label("", "strong")
        back = button(_("Về danh sách đơn vị"), self.left.emit, icon="chevron-left")
        outer = column(parent=self, spacing=8)
        outer.addLayout(row(back, self.name, None))
        outer.addWidget(TablePanel(self.table, EmptyState("building-2", _("Chưa ghi gì về đơn vị này."))), 1)
        leave = shortcut("Esc", self, self.left.emit, _("Về danh sách đơn vị"))
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_story(self, name: str, found: tuple[Told, ...]) -> None:
        """Another unit's."""
        self.name.setText(name)
        self.model.set_records(found)
        self.table.selectRow(0)
        self.table.setFocus()
