"""What the one above wrote over in our records: old beside new, why and by whom, one click from the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.gui.pages.returned import ReturnedLine, line_of
from clc_desktop.gui.record_words import changes_text
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.gui.words import RECORD_KINDS, moment, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import corrections, workspace

if TYPE_CHECKING:
    from clc_desktop.usecases.corrections import Correction
    from clc_desktop.usecases.workspace import Store

STANDS = {"stands": N_("Cấp trên sửa"), "changed": N_("Đã sửa lại")}


@dataclass(frozen=True)
class CorrectedLine:
    """A correction with the title of its record."""

    id: str
    correction: Correction
    line: ReturnedLine

    @property
    def state(self) -> str:
        return "stands" if self.correction.stands else "changed"


CORRECTED_COLUMNS: tuple[Column[CorrectedLine], ...] = (
    Column("kind", N_("Loại"), lambda r: word(RECORD_KINDS, r.correction.remark.kind), width=110, optional=True),
    Column("title", N_("Nội dung"), lambda r: r.line.title, width=220),
    Column("values", N_("Cũ → mới"), lambda r: changes_text(r.correction.before, r.correction.after), width=240,
           stretch=True),
    Column("reason", N_("Lý do sửa"), lambda r: r.correction.remark.reason, width=200),
    Column("state", N_("Tình trạng"), lambda r: r.state, "chip", 130, words=lambda code: word(STANDS, code),
           tone=lambda r: "warning" if r.correction.stands else ""),
    Column("who", N_("Ai"), lambda r: r.correction.remark.who, width=140, optional=True),
    Column("at", N_("Lúc"), lambda r: moment(r.correction.at), width=150, optional=True),
)  # fmt: skip
CORRECTED_UNIT: Column[CorrectedLine] = Column("unit", N_("Trung tâm"), lambda r: r.line.unit_name, width=150)


def corrected_lines(store: Store) -> tuple[CorrectedLine, ...]:
    """Every correction that came here, the latest first."""
    names = workspace.unit_names(store)
    found = ((one, line_of(store, one.remark, names)) for one in corrections.corrections(store))
    return tuple(CorrectedLine(one.remark.record_id, one, line) for one, line in found)


class CorrectedPanel(QWidget):
    """The list; Enter opens the record, where whoever disagrees writes it anew and says so with the next file."""

    opened = Signal(object)

    def __init__(self, columns: tuple[Column[CorrectedLine], ...], can_open: Callable[[str], bool]) -> None:
        super().__init__()
        self._can_open = can_open
        self.model = RecordModel(columns, self)
        self.table = RecordTable(self.model, "corrected")
        self.table.setAccessibleName(_("Các bản ghi cấp trên đã sửa"))
        self.open_button = button(_("Mở bản ghi"), self._open, icon="pencil")
        words = _("Nếu số của cấp trên chưa đúng: mở bản ghi, sửa lại, rồi nộp. Cấp trên sẽ thấy chỗ sửa lại.")
        self.hint = label(words, "muted", wrap=True)
        outer = column(parent=self, spacing=12)
        outer.addWidget(TablePanel(self.table, EmptyState("circle-check", _("Cấp trên chưa sửa bản ghi nào."))), 1)
        below = row(self.hint, None, self.open_button)
        below.setStretch(0, 1)
        outer.addLayout(below)
        self.table.opened.connect(lambda _line: self._open())
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self._choose()

    def show_rows(self, found: tuple[CorrectedLine, ...]) -> None:
        """Another list."""
        self.model.set_records(found)
        self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        line = self.table.current_record()
        self.open_button.setEnabled(line is not None and self._can_open(line.correction.remark.kind))
        self.hint.setVisible(line is not None)

    def _open(self) -> None:
        line = self.table.current_record()
        if line is not None and self._can_open(line.correction.remark.kind):
            self.opened.emit(line.line)
