"""Texts in old encodings: as they stand in the file and as they are read, with a button where no font told it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases.imports import ImportResult, SheetRows

STATES = {"read": N_("Đã chuyển"), "asked": N_("Chờ bạn đồng ý"), "lost": N_("Mất chữ, cần gõ lại")}
TONES = {"read": "done", "asked": "warning", "lost": "error"}


@dataclass(frozen=True)
class Letters:
    """One text: where, before, after; ``asked`` where only its look says that it is in an old encoding."""

    id: tuple[int, int]
    before: str
    after: str
    state: str


COLUMNS: tuple[Column[Letters], ...] = (
    Column("row", N_("Dòng"), lambda r: r.id[0], "number", 72),
    Column("before", N_("Trong tệp"), lambda r: r.before, width=300, stretch=True),
    Column("after", N_("Đọc là"), lambda r: r.after, width=320),
    Column("state", N_("Tình trạng"), lambda r: r.state, "chip", 190, words=lambda code: word(STATES, code),
           tone=lambda r: TONES[r.state]),
)  # fmt: skip


def letters_of(sheet: SheetRows, result: ImportResult) -> Iterator[Letters]:
    """Every text of a sheet that is, or seems to be, in an old encoding."""
    places = {found.heading: found.index for found in sheet.columns}
    for found in (one for one in result.rows if one.sheet == sheet.sheet_name):
        yield from (Letters((found.number, -1), before, after, "read") for before, after in found.decoded)
        for problem in found.problems:
            at = (found.number, places.get(problem.where, -1))
            if problem.code == "looks_legacy":
                yield Letters(at, str(problem.data["text"]), str(problem.data["suggestion"]), "asked")
            elif problem.code == "lost_letter":
                yield Letters(at, str(problem.data["text"]), "", "lost")


class LettersPanel(QWidget):
    """Before and after, row by row."""

    agreed = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "letters")
        self.table.setAccessibleName(_("Chữ trong bộ mã cũ"))
        self.agree_button = button(_("Đọc tất cả như cột “Đọc là”"), self._agree, icon="check")
        hint = label(_("Chữ TCVN3 (ABC) và VNI được đổi sang Unicode trước khi nhập."), "muted")
        outer = column(parent=self, spacing=12)
        outer.addLayout(row(hint, None, self.agree_button))
        outer.addWidget(TablePanel(self.table, EmptyState("circle-check", _("Mọi chữ đều là Unicode."))), 1)

    def show_sheet(self, sheet: SheetRows, result: ImportResult) -> int:
        """Another sheet; returns how many texts there are."""
        found = tuple(letters_of(sheet, result))
        self.model.set_records(found)
        self.agree_button.setEnabled(any(one.state == "asked" for one in found))
        return len(found)

    def _agree(self) -> None:
        asked = [one for one in self.model.records if one.state == "asked" and one.id[1] >= 0]
        self.agreed.emit([(*one.id, one.after) for one in asked])
