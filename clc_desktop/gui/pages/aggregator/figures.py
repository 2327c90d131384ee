"""Số liệu: the figures of the period by field, by centre, in a pivot, each with what is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QStackedWidget, QWidget

from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Depth, FieldFigures, Target
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.drill import DrillPanel
from clc_desktop.gui.pages.aggregator.figures_annexes import AnnexPanel
from clc_desktop.gui.pages.aggregator.figures_pivot import PivotPanel
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row
from clc_desktop.gui.words import RANK_TONES, RANKS, percent, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drilling, reporting

if TYPE_CHECKING:
    from clc_desktop.usecases.drilling import Cell
    from clc_desktop.usecases.reporting import FigureText

FIELD_COLUMNS: tuple[Column[FieldFigures], ...] = (
    Column("name", N_("Lĩnh vực"), lambda r: r.name, width=220, stretch=True),
    Column("unit", N_("Đơn vị tính"), lambda r: r.unit_word, width=110, optional=True),
    Column("classes", N_("Tổng số"), lambda r: r.total.classes, "number", 92, total=True),
    Column("turns", N_("Lượt người"), lambda r: r.total.turns, "number", 108, total=True),
    Column("own", N_("Tự tổ chức"), lambda r: r.own.classes, "number", 104, total=True, optional=True),
    Column("own_turns", N_("Lượt người"), lambda r: r.own.turns, "number", 108, total=True, optional=True),
    Column("joint", N_("Phối hợp"), lambda r: r.joint.classes, "number", 92, total=True, optional=True),
    Column("joint_turns", N_("Lượt người"), lambda r: r.joint.turns, "number", 108, total=True, optional=True),
    Column("planned", N_("Kế hoạch"), lambda r: r.planned.classes or None, "number", 96, total=True),
    Column("percent", N_("Đạt"), lambda r: Target(r.planned.classes, r.total.classes).percent, "number", 84,
           words=percent),
    Column("persons", N_("Người học"), lambda r: r.persons or None, "number", 100, optional=True),
    Column("women", N_("Lượt nữ"), lambda r: r.women or None, "number", 96, total=True, optional=True),
)  # fmt: skip
CENTRE_COLUMNS: tuple[Column[CentreFigures], ...] = (
    Column("name", N_("Trung tâm"), lambda r: r.name, width=220, stretch=True),
    Column("classes", N_("Số lớp"), lambda r: r.total.classes, "number", 92, total=True),
    Column("turns", N_("Lượt người"), lambda r: r.total.turns, "number", 112, total=True),
    Column("own", N_("Tự tổ chức"), lambda r: r.own.classes, "number", 108, total=True, optional=True),
    Column("joint", N_("Phối hợp"), lambda r: r.joint.classes, "number", 96, total=True, optional=True),
    Column("planned", N_("Kế hoạch"), lambda r: r.planned.classes or None, "number", 100, total=True),
    Column("percent", N_("Đạt"), lambda r: Target(r.planned.classes, r.total.classes).percent, "number", 88,
           words=percent),
    Column("persons", N_("Người học"), lambda r: r.persons or None, "number", 104, total=True, optional=True),
    Column("funding", N_("Kinh phí (đồng)"), lambda r: r.regular_funding or None, "number", 140, total=True,
           optional=True),
    Column("rank", N_("Xếp loại"), lambda r: r.rank, "chip", 116, words=lambda code: word(RANKS, code),
           tone=lambda r: RANK_TONES.get(r.rank or "", "")),
)  # fmt: skip
LINE_COLUMNS: tuple[Column[FigureText], ...] = (
    Column("label", N_("Số liệu"), lambda r: r.label, width=300),
    Column("text", N_("Giá trị"), lambda r: r.text, width=180),
    Column("definition", N_("Cách tính"), lambda r: r.definition, width=400, stretch=True),
)


FIELD_CELLS = {
    "classes": "classes", "turns": "turns", "own": "own.classes", "own_turns": "own.turns", "joint": "joint.classes",
    "joint_turns": "joint.turns", "planned": "planned.classes", "percent": "classes_percent", "persons": "persons",
    "women": "women",
}  # fmt: skip
CENTRE_CELLS = {
    "classes": "classes.held", "turns": "turns.attended", "own": "own.classes", "joint": "joint.classes",
    "planned": "classes.planned", "percent": "classes.percent", "persons": "persons", "funding": "funding.regular",
    "rank": "ranked",
}  # fmt: skip
"""The figure behind each column (``domain/cells.py``)."""


DEPTHS: tuple[Depth, ...] = ("classes", "turns", "all")
_LAST = frozenset({"persons", "women"})
NOT_YET: dict[Depth, frozenset[str]] = {
    "classes": _LAST | {"turns", "own_turns", "joint_turns"},
    "turns": _LAST,
    "all": frozenset(),
}
"""The columns that are still being counted."""


@dataclass(frozen=True)
class FiguresView:
    """Everything the three tables show."""

    figures: AnnualFigures
    lines: tuple[FigureText, ...]


class FigureTable(RecordTable[Any]):
    """A table whose cells open one by one: the cursor is on a cell, not on a row."""

    cell_opened = Signal(object, str)
    """The record, and the key of the column under the cursor."""

    def __init__(self, model: RecordModel[Any], name: str) -> None:
        super().__init__(model, name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.opened.connect(self._tell)

    def _tell(self, record: object) -> None:
        self.cell_opened.emit(record, self.records.columns[self.currentIndex().column()].key)

    def _selected_rows(self) -> list[int]:
        return sorted({index.row() for index in self.selectionModel().selectedIndexes()})


class FiguresPage(Page):
    """Five tables, one at a time; over them, what is behind a cell."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Số liệu"), has_period=True)
        report = button(
            _("Lập báo cáo"), lambda: context.notices.go_to.emit("report", None), kind="primary", icon="file-text"
        )
        self.add_to_head(report)
        self.fields = self._table(FIELD_COLUMNS, "figures_by_field", _("Số liệu theo lĩnh vực"))
        self.centres = self._table(CENTRE_COLUMNS, "figures_by_centre", _("Số liệu theo trung tâm"))
        self.lines = self._table(LINE_COLUMNS, "figure_lines", _("Mọi số liệu của báo cáo"))
        self.pivot, self.annexes = PivotPanel(self), AnnexPanel(self)
        self.drill = DrillPanel(self)
        self.found: AnnualFigures | None = None
        self.fields.cell_opened.connect(self._open_field)
        self.centres.cell_opened.connect(self._open_centre)
        self.lines.cell_opened.connect(lambda line, _key: self._open(line.name, None, line.label))
        self.pivot.opened.connect(self.open_cell)
        self.annexes.opened.connect(self.open_cell)
        self.drill.closed.connect(self.close_drill)
        self.stack = QStackedWidget()
        self.views = QButtonGroup(self)
        self.content.addWidget(self._tabs())
        self.content.addWidget(self.stack, 1)
        self.stack.addWidget(self.drill)

    def _tabs(self) -> QWidget:
        """One tab a table; hidden while a cell is open."""
        self.tabs = QWidget()
        tabs = row(parent=self.tabs)
        listed: tuple[tuple[str, QWidget], ...] = (
            (_("Theo lĩnh vực"), self._part(self.fields)), (_("Theo trung tâm"), self._part(self.centres)),
            (_("Bảng xoay"), self.pivot), (_("Cách tính"), self._part(self.lines)), (_("Phụ lục"), self.annexes),
        )  # fmt: skip
        for number, (words, part) in enumerate(listed):
            self.stack.addWidget(part)
            tab = button(words, kind="tab", key=f"Alt+{number + 1}")
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            self.views.addButton(tab, number)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        tabs.addWidget(label(_("Enter hoặc bấm đúp một số để xem từng lớp, từng tệp"), "muted", wrap=True))
        self.views.idClicked.connect(self._choose)
        return self.tabs

    def _part(self, table: FigureTable) -> QWidget:
        empty = EmptyState("chart-column", _("Chưa có số liệu của kỳ này."), self._receive_button())
        whole = QWidget()
        inside = column(parent=whole, spacing=12)
        inside.addLayout(row(FilterBox(table), None))
        inside.addWidget(TablePanel(table, empty, totals=table is not self.lines), 1)
        return whole

    def _table(self, columns: tuple[Column[Any], ...], name: str, words: str) -> FigureTable:
        table = FigureTable(RecordModel(columns, self), name)
        table.setAccessibleName(words)
        return table

    def _receive_button(self) -> Any:
        return button(_("Nhận tệp"), lambda: self.context.notices.go_to.emit("receive", None), kind="primary")

    # --- reading ---

    def refresh(self) -> None:
        """The tables with their classes first; turns behind, and what takes longest (distinct persons, women) last."""
        store, period = self.context.store, self.context.periods.period
        self.close_drill()

        def work(depth: Depth) -> FiguresView:
            counted = reporting.figures(store, period, depth=depth)
            return FiguresView(counted, reporting.figure_lines(counted) if depth == "all" else ())

        is_new = self.found is None or self.found.period != period
        for depth in DEPTHS[0 if is_new else 1 :]:
            self.load(partial(work, depth), self._show, behind=depth != DEPTHS[0])
        self._refresh_shown()

    def _show(self, view: FiguresView) -> None:
        if view.figures.period != self.context.periods.period:
            return
        kept = [(table, table.currentIndex().row(), table.currentIndex().column()) for table in self._tables()]
        self.found = view.figures
        for table in (self.fields, self.centres):
            table.records.waiting = NOT_YET[view.figures.depth]
        self.fields.records.set_records(view.figures.fields if view.figures.centres else ())
        self.centres.records.set_records(view.figures.centres)
        if view.figures.depth == "all":
            self.lines.records.set_records(view.lines if view.figures.centres else ())
        for table, at, column_at in kept:
            if 0 <= at < table.records.rowCount():
                table.setCurrentIndex(table.records.index(at, column_at))

    def _tables(self) -> tuple[FigureTable, ...]:
        return self.fields, self.centres, self.lines

    def _choose(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self._refresh_shown()

    def _refresh_shown(self) -> None:
        """The tables that are read only while they are looked at."""
        shown = self.stack.currentWidget()
        if shown in (self.pivot, self.annexes):
            shown.refresh()

    # --- what is behind a number ---

    def open_with(self, what: Any) -> None:
        """Another page asks what is behind a number: (cell, its words)."""
        self._is_stale = False
        self.refresh()
        self.open_cell(*what)

    def open_cell(self, cell: Cell, words: str) -> None:
        """The centres, records and files behind a cell, in place of the tables."""
        self.tabs.hide()
        self.stack.setCurrentWidget(self.drill)
        self.drill.open_cell(cell, words)

    def close_drill(self) -> None:
        """Back to the table that the number stands in."""
        if self.stack.currentWidget() is self.drill:
            self.tabs.show()
            self.stack.setCurrentIndex(max(self.views.checkedId(), 0))
            self.stack.setFocus()

    def _open_field(self, field: FieldFigures, key: str) -> None:
        name = FIELD_CELLS.get(key, "classes")
        self._open(f"fields.{field.code}.{name}", None, f"{field.name}, {_title(FIELD_COLUMNS, key)}")

    def _open_centre(self, centre: CentreFigures, key: str) -> None:
        name = CENTRE_CELLS.get(key, "classes.held")
        self._open(name, centre.unit_id, f"{centre.name}, {_title(CENTRE_COLUMNS, key)}")

    def _open(self, name: str, unit_id: str | None, words: str) -> None:
        cell = drilling.named_cell(name, self.context.periods.period, unit_id)
        if cell is not None:
            self.open_cell(cell, words)


def _title(columns: tuple[Column[Any], ...], key: str) -> str:
    """The heading of a column, that of the classes for the name's."""
    return next(_(one.title) for one in columns if one.key == ("classes" if key in ("name", "unit") else key)).lower()
