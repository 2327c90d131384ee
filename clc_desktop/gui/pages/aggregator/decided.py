"""Đã quyết định: conflicts that were ended, whose version was taken, by whom and why; what was kept and what lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from clc_desktop.gui.facets import Facet
from clc_desktop.gui.record_words import field_word, title_of, value_text
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, card, column, label, row
from clc_desktop.gui.words import RECORD_KINDS, moment, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.conflicts import DecidedView

HOW = {"here": N_("Chọn tại đây"), "file": N_("Theo tệp gửi tới")}


@dataclass(frozen=True)
class DecidedLine:
    """A conflict that was ended."""

    id: str
    view: DecidedView


@dataclass(frozen=True)
class FieldLine:
    """One field in which the kept state and one that lost differ."""

    name: str
    kept: Any
    lost: Any


COLUMNS: tuple[Column[DecidedLine], ...] = (
    Column("at", N_("Lúc"), lambda r: moment(r.view.at), width=150),
    Column("unit", N_("Trung tâm"), lambda r: r.view.unit_name, width=160),
    Column("kind", N_("Loại"), lambda r: word(RECORD_KINDS, r.view.kind), width=110, optional=True),
    Column("title", N_("Nội dung"), lambda r: title_of(r.view.kept), width=200, stretch=True),
    Column("how", N_("Lấy theo"), lambda r: r.view.how, "chip", 150, words=lambda code: word(HOW, code),
           tone=lambda r: "done" if r.view.how == "here" else ""),
    Column("who", N_("Ai"), lambda r: r.view.who, width=120, optional=True),
    Column("reason", N_("Lý do"), lambda r: r.view.reason or None, width=170, optional=True),
)  # fmt: skip
FIELD_COLUMNS: tuple[Column[FieldLine], ...] = (
    Column("name", N_("Mục"), lambda r: field_word(r.name), width=170),
    Column("kept", N_("Đã giữ"), lambda r: value_text(r.name, r.kept), width=260, stretch=True),
    Column("lost", N_("Không lấy"), lambda r: value_text(r.name, r.lost), width=260),
)


class DecidedPanel(QWidget):
    """The list with its filters above, the fields of the chosen one below."""

    def __init__(self) -> None:
        super().__init__()
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "decided")
        self.table.setAccessibleName(_("Các xung đột đã quyết định"))
        self.filter = FilterBox(self.table)
        self.units = Facet(_("Mọi trung tâm"), ())
        self.how = Facet(_("Mọi cách quyết định"), [(code, _(words)) for code, words in HOW.items()])
        for facet in (self.units, self.how):
            facet.currentIndexChanged.connect(lambda _index: self._narrow())
        self.fields = RecordModel(FIELD_COLUMNS, self)
        self.field_table = RecordTable(self.fields, "decided_fields")
        self.field_table.setAccessibleName(_("Giá trị đã giữ và giá trị không lấy"))
        self.card, inside = card()
        self.heading = label("", "group", wrap=True)
        inside.addWidget(self.heading)
        inside.addWidget(self.field_table, 1)
        outer = column(parent=self, spacing=12)
        outer.addLayout(row(self.filter, None, self.units, self.how))
        words = _("Chưa có xung đột nào được quyết định.")
        outer.addWidget(TablePanel(self.table, EmptyState("circle-check", words)), 3)
        outer.addWidget(self.card, 2)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self._choose()

    def show_decided(self, found: Sequence[DecidedView]) -> None:
        """Another list; what was chosen stays chosen."""
        kept = self.table.current_record()
        self.units.set_choices(list({view.unit_id: view.unit_name for view in found}.items()))
        self.model.set_records([DecidedLine(f"{view.change_id} {view.record_id}", view) for view in found])
        self._narrow()
        self.table.select_record(kept)
        if self.table.current_record() is None and self.model.rowCount():
            self.table.selectRow(0)
        self._choose()

    def _narrow(self) -> None:
        unit, how = self.units.currentData(), self.how.currentData()
        self.model.set_facet(lambda line: unit in (None, line.view.unit_id) and how in (None, line.view.how))

    def _choose(self) -> None:
        line = self.table.current_record()
        self.card.setVisible(line is not None)
        if line is not None:
            self.heading.setText(title_of(line.view.kept))
            self.fields.set_records(_differing(line.view))


def _differing(view: DecidedView) -> list[FieldLine]:
    return [
        FieldLine(name, kept, lost[name])
        for lost in view.losers
        for name, kept in view.kept.items()
        if name in lost and lost[name] != kept
    ]
