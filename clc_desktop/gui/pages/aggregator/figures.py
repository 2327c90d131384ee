"""Số liệu: the figures of the period by field, by centre, and each one with its definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QStackedWidget

from clc_desktop.domain.figures import AnnualFigures, CentreFigures, FieldFigures, Target
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, row
from clc_desktop.gui.words import RANK_TONES, RANKS, percent, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import reporting

if TYPE_CHECKING:
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


@dataclass(frozen=True)
class FiguresView:
    """Everything the three tables show."""

    figures: AnnualFigures
    lines: tuple[FigureText, ...]


class FiguresPage(Page):
    """Three tables, one at a time."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Số liệu"), has_period=True)
        report = button(
            _("Lập báo cáo"), lambda: context.notices.go_to.emit("report", None), kind="primary", icon="file-text"
        )
        self.add_to_head(report)
        self.fields = self._table(FIELD_COLUMNS, "figures_by_field", _("Số liệu theo lĩnh vực"))
        self.centres = self._table(CENTRE_COLUMNS, "figures_by_centre", _("Số liệu theo trung tâm"))
        self.lines = self._table(LINE_COLUMNS, "figure_lines", _("Mọi số liệu của báo cáo"))
        self.stack = QStackedWidget()
        self.views = QButtonGroup(self)
        tabs = row()
        for number, (words, table) in enumerate(
            ((_("Theo lĩnh vực"), self.fields), (_("Theo trung tâm"), self.centres), (_("Cách tính"), self.lines))
        ):
            empty = EmptyState("chart-column", _("Chưa có số liệu của kỳ này."), self._receive_button())
            panel = TablePanel(table, empty, totals=table is not self.lines)
            self.stack.addWidget(row_of(FilterBox(table), panel))
            tab = button(words, kind="tab", key=f"Alt+{number + 1}")
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            self.views.addButton(tab, number)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        self.views.idClicked.connect(self.stack.setCurrentIndex)
        self.content.addLayout(tabs)
        self.content.addWidget(self.stack, 1)

    def _table(self, columns: tuple[Column[Any], ...], name: str, words: str) -> RecordTable[Any]:
        table: RecordTable[Any] = RecordTable(RecordModel(columns, self), name)
        table.setAccessibleName(words)
        return table

    def _receive_button(self) -> Any:
        return button(_("Nhận tệp"), lambda: self.context.notices.go_to.emit("receive", None), kind="primary")

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period

        def work() -> FiguresView:
            counted = reporting.figures(store, period)
            return FiguresView(counted, reporting.figure_lines(counted))

        self.load(work, self._show)

    def _show(self, view: FiguresView) -> None:
        self.fields.records.set_records(view.figures.fields if view.figures.centres else ())
        self.centres.records.set_records(view.figures.centres)
        self.lines.records.set_records(view.lines if view.figures.centres else ())


def row_of(box: FilterBox, panel: TablePanel[Any]) -> Any:
    """A table with its filter above it."""
    from PySide6.QtWidgets import QWidget

    from clc_desktop.gui.widgets import column

    whole = QWidget()
    inside = column(parent=whole, spacing=12)
    inside.addLayout(row(box, None))
    inside.addWidget(panel, 1)
    return whole
