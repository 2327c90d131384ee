"""Số liệu: the figures of the period by field, by centre, in a pivot, each with what is behind it."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Count, Depth, FieldFigures
from clc_desktop.domain.pivot import year_before
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.drill import DrillPanel
from clc_desktop.gui.pages.aggregator.figure_tables import (
    CENTRE_CELLS,
    FIELD_CELLS,
    LINE_COLUMNS,
    NOT_YET,
    OF_BEFORE,
    TOTAL_CELLS,
    FigurePart,
    FigureTable,
    centre_columns,
    centre_lines,
    field_columns,
    field_lines,
    past_counts,
)
from clc_desktop.gui.pages.aggregator.figures_annexes import AnnexPanel
from clc_desktop.gui.pages.aggregator.figures_pivot import PivotPanel
from clc_desktop.gui.widgets import EmptyState, button, row
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drilling, reporting

if TYPE_CHECKING:
    from clc_desktop.usecases.drilling import Cell
    from clc_desktop.usecases.reporting import FigureText

W = TypeVar("W", bound=QWidget)
P = TypeVar("P", PivotPanel, AnnexPanel)
DEPTHS: tuple[Depth, ...] = ("fields", "turns", "all")
VIEWS = (
    ("field_part", N_("Theo lĩnh vực")), ("centre_part", N_("Theo trung tâm")), ("pivot", N_("Bảng xoay")),
    ("line_part", N_("Cách tính")), ("annexes", N_("Phụ lục")),
)  # fmt: skip
"""The tables, each with its tab; all but the first are built and read when they are first looked at."""


class FiguresPage(Page):
    """Five tables, one at a time; over them, what is behind a cell."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Số liệu"), has_period=True)
        report = button(
            _("Lập báo cáo"), lambda: context.notices.go_to.emit("report", None), kind="primary", icon="file-text"
        )
        self.add_to_head(report)
        self.found: AnnualFigures | None = None
        self._past: dict[str, Count] = {}
        self.before: AnnualFigures | None = None
        """The year before, counted, and what it says by the code of a field and the id of a centre."""
        self.stack = QStackedWidget()
        self.views = QButtonGroup(self)
        self.content.addWidget(self._tabs())
        self.content.addWidget(self.stack, 1)
        self.stack.setCurrentWidget(self.field_part)

    def _tabs(self) -> QWidget:
        """One tab a table; hidden while a cell is open."""
        self.tabs = QWidget()
        tabs = row(parent=self.tabs)
        for number, (_name, words) in enumerate(VIEWS):
            tab = button(_(words), kind="tab", key=f"Alt+{number + 1}")
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            self.views.addButton(tab, number)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        self.views.idClicked.connect(self._choose)
        return self.tabs

    # --- the tables, built when they are first wanted ---

    @cached_property
    def field_part(self) -> FigurePart:
        """Theo lĩnh vực."""
        columns = field_columns(lambda field: self._past.get(field.code))
        part = self._part(FigureTable(columns, "figures_by_field", _("Số liệu theo lĩnh vực")))
        part.table.cell_opened.connect(self._open_field)
        part.total_opened.connect(self._open_total)
        return part

    @cached_property
    def centre_part(self) -> FigurePart:
        """Theo trung tâm."""
        columns = centre_columns(lambda centre: self._past.get(centre.unit_id))
        part = self._part(FigureTable(columns, "figures_by_centre", _("Số liệu theo trung tâm")))
        part.table.cell_opened.connect(self._open_centre)
        part.total_opened.connect(self._open_total)
        self._fill(part.table)
        return part

    @cached_property
    def line_part(self) -> FigurePart:
        """Cách tính."""
        part = self._part(FigureTable(LINE_COLUMNS, "figure_lines", _("Mọi số liệu của báo cáo")), totals=False)
        part.table.cell_opened.connect(self._open_line)
        return part

    @cached_property
    def pivot(self) -> PivotPanel:
        """Bảng xoay."""
        return self._opening(PivotPanel(self))

    @cached_property
    def annexes(self) -> AnnexPanel:
        """Phụ lục."""
        return self._opening(AnnexPanel(self))

    @cached_property
    def drill(self) -> DrillPanel:
        """What is behind a cell."""
        panel = self._stacked(DrillPanel(self))
        panel.closed.connect(self.close_drill)
        return panel

    @property
    def fields(self) -> FigureTable:
        return self.field_part.table

    @property
    def centres(self) -> FigureTable:
        return self.centre_part.table

    @property
    def lines(self) -> FigureTable:
        return self.line_part.table

    def _stacked(self, widget: W) -> W:
        self.stack.addWidget(widget)
        return widget

    def _opening(self, panel: P) -> P:
        panel.opened.connect(self.open_cell)
        return self._stacked(panel)

    def _part(self, table: FigureTable, *, totals: bool = True) -> FigurePart:
        receive = button(_("Nhận tệp"), lambda: self.context.notices.go_to.emit("receive", None), kind="primary")
        empty = EmptyState("chart-column", _("Chưa có số liệu của kỳ này."), receive)
        return self._stacked(FigurePart(self, table, empty, totals=totals))

    def _is_built(self, name: str) -> bool:
        return name in vars(self)

    # --- reading ---

    def refresh(self) -> None:
        """The fields with their classes first; the rest behind, and what takes longest (persons, women) last."""
        store, period = self.context.store, self.context.periods.period
        self.close_drill()
        is_new = self.found is None or self.found.period != period
        for depth in DEPTHS[0 if is_new else 1 :]:
            work = partial(reporting.figures, store, period, depth=depth)
            self.load(work, self._show, behind=depth != DEPTHS[0])
            if depth == "turns":
                past = partial(reporting.figures, store, year_before(period), depth=depth)
                self.load(past, self._show_before, behind=True)
        self._refresh_shown()

    def _show(self, found: AnnualFigures) -> None:
        if found.period == self.context.periods.period:
            self.found = found
            self._fill_built()

    def _show_before(self, found: AnnualFigures) -> None:
        """A year without a class is one that nobody recorded: nothing is shown of it, not 0."""
        if found.period == year_before(self.context.periods.period):
            self._past = past_counts(found)
            self.before = found
            self._fill_built()

    def _fill_built(self) -> None:
        for name in ("field_part", "centre_part"):
            if self._is_built(name):
                self._fill(getattr(self, name).table)

    def _fill(self, table: FigureTable) -> None:
        """Show what is known so far in the table by field or by centre."""
        found = self.found
        if found is None:
            return
        for_fields, for_centres = NOT_YET[found.depth]
        past = self.before if self.before and self.before.period == year_before(found.period) else None
        later, has_before = frozenset() if past else OF_BEFORE, bool(self._past) or past is None
        if table is self.fields:
            table.show_records(field_lines(found, past), for_fields | later, has_before=has_before)
        else:
            table.show_records(centre_lines(found, past), for_centres | later, has_before=has_before)

    def _choose(self, number: int) -> None:
        self.stack.setCurrentWidget(getattr(self, VIEWS[number][0]))
        self._refresh_shown()

    def _refresh_shown(self) -> None:
        """The tables that are read only while they are looked at."""
        name, store, period = VIEWS[self.views.checkedId()][0], self.context.store, self.context.periods.period
        if name == "line_part":
            self.load(lambda: reporting.compared_lines(store, period), self._show_lines)
        elif name in ("pivot", "annexes"):
            getattr(self, name).refresh()

    def _show_lines(self, found: tuple[FigureText, ...]) -> None:
        self.lines.show_records(found, has_before=any(line.before for line in found))

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
        if self._is_built("drill") and self.stack.currentWidget() is self.drill:
            self.tabs.show()
            shown = getattr(self, VIEWS[self.views.checkedId()][0])
            self.stack.setCurrentWidget(shown)
            (shown.focusWidget() or shown).setFocus()  # the cursor is still on the number that was opened

    def _open_field(self, field: FieldFigures, key: str) -> None:
        name = f"fields.{field.code}.{FIELD_CELLS.get(key, 'classes')}"
        self._open(name, None, f"{field.name}, {self.fields.title(key)}", key)

    def _open_centre(self, centre: CentreFigures, key: str) -> None:
        name = CENTRE_CELLS.get(key, CENTRE_CELLS["classes"])
        self._open(name, centre.unit_id, f"{centre.name}, {self.centres.title(key)}", key)

    def _open_total(self, key: str) -> None:
        name = TOTAL_CELLS.get(key)
        if name is not None:
            self._open(name, None, f"{_('Tổng cộng')}, {self.fields.title(key)}", key)

    def _open_line(self, line: FigureText, key: str) -> None:
        self._open(line.name, None, line.label, key)

    def _open(self, name: str, unit_id: str | None, words: str, key: str) -> None:
        now = self.context.periods.period
        cell = drilling.named_cell(name, year_before(now) if key in OF_BEFORE else now, unit_id)
        if cell is not None:
            self.open_cell(cell, words)
