"""Đã gộp: every merge, the newest first, each taken back at one click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from clc_desktop import i18n
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, row
from clc_desktop.gui.words import moment, period_of, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import undoing

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.changes import Change
    from clc_desktop.usecases.merging import ReceivedFile
    from clc_desktop.usecases.undoing import UndoneMerge

STATES = {"stands": N_("Đang dùng"), "undone": N_("Đã hoàn tác")}


@dataclass(frozen=True)
class MergeLine:
    """One merge, and the file that it took in while it stands."""

    change: Change
    file: ReceivedFile | None

    @property
    def id(self) -> int:
        return self.change.id

    @property
    def state(self) -> str:
        return "undone" if self.change.undone else "stands"


COLUMNS: tuple[Column[MergeLine], ...] = (
    Column("at", N_("Gộp lúc"), lambda r: moment(r.change.at), width=150),
    Column("unit", N_("Nơi gửi"), lambda r: r.change.subject, width=200, stretch=True),
    Column("period", N_("Kỳ"), lambda r: period_of(r.file.period) if r.file else None, width=130),
    Column("sequence", N_("Tệp số"), lambda r: r.file.sequence if r.file else None, "number", 84),
    Column("count", N_("Số bản ghi"), lambda r: r.change.count, "number", 104),
    Column("who", N_("Người gộp"), lambda r: r.change.who, width=130, optional=True),
    Column("file", N_("Tệp"), lambda r: r.file.file_name if r.file else None, width=220, optional=True),
    Column("state", N_("Tình trạng"), lambda r: r.state, "chip", 130, words=lambda code: word(STATES, code),
           tone=lambda r: "" if r.change.undone else "done"),
)  # fmt: skip


def lines_of(merged: tuple[Change, ...], files: tuple[ReceivedFile, ...]) -> list[MergeLine]:
    """Each merge with its file."""
    by_change = {file.change_id: file for file in files}
    return [MergeLine(change, by_change.get(change.id)) for change in merged]


class MergesPanel(QWidget):
    """The list and one button."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "merges")
        self.table.setAccessibleName(_("Các lần gộp"))
        self.undo_button = button(_("Hoàn tác lần gộp này"), self.undo, icon="undo-2")
        self.undo_button.setEnabled(False)
        self.filter = FilterBox(self.table)
        outer = column(parent=self, spacing=12)
        outer.addLayout(row(self.filter, None, self.undo_button))
        outer.addWidget(TablePanel(self.table, EmptyState("clock", _("Chưa gộp tệp nào."))), 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self.table.deleting.connect(lambda _rows: self.undo())

    def show_lines(self, lines: list[MergeLine]) -> None:
        """Another list; what was chosen stays chosen."""
        kept = self.table.current_record()
        self.model.set_records(lines)
        self.table.select_record(kept) if kept else self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        line = self.table.current_record()
        self.undo_button.setEnabled(line is not None and not line.change.undone)

    def undo(self) -> None:
        """As if that file had never come; refused, with the reason, where it cannot be done exactly."""
        line = self.table.current_record()
        if line is None or line.change.undone:
            return
        store, change = self._page.context.store, line.change.id
        self._page.act(lambda: undoing.undo_merge(store, change), self._undone)

    def _undone(self, done: UndoneMerge) -> None:
        data = {"sequence": done.sequence, "unit_name": done.unit_name, "records": done.records}
        self._page.banner.done(i18n.coded("done", "merge_undone", data))
