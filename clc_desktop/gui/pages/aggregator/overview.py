"""Tổng quan: who has sent the period's figures, who has not, and what it adds up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clc_desktop import i18n
from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Target
from clc_desktop.domain.numbers import format_percent
from clc_desktop.gui.cards import FigureCard, figure_row
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, row
from clc_desktop.gui.words import RANK_TONES, RANKS, moment, percent, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import merging, recovery, reporting

if TYPE_CHECKING:
    from clc_desktop.usecases.merging import ReceivedFile

State = Literal["received", "missing"]
STATES = {"received": N_("Đã nhận"), "missing": N_("Chưa nhận")}


@dataclass(frozen=True)
class CentreLine:
    """One centre in the period."""

    id: str
    figures: CentreFigures
    received: ReceivedFile | None

    @property
    def state(self) -> State:
        return "received" if self.received else "missing"

    @property
    def reached(self) -> Target:
        return Target(self.figures.planned.classes, self.figures.total.classes)


COLUMNS: tuple[Column[CentreLine], ...] = (
    Column("name", N_("Trung tâm"), lambda r: r.figures.name, width=200, stretch=True),
    Column("state", N_("Tình trạng"), lambda r: r.state, "chip", 136, words=lambda code: word(STATES, code),
           tone=lambda r: "done" if r.received else "warning"),
    Column("at", N_("Nhận lúc"), lambda r: moment(r.received.received_at) if r.received else None, width=160,
           optional=True),
    Column("classes", N_("Số lớp"), lambda r: r.figures.total.classes, "number", 92, total=True),
    Column("planned", N_("Kế hoạch"), lambda r: r.figures.planned.classes or None, "number", 100, total=True),
    Column("percent", N_("Đạt"), lambda r: r.reached.percent, "number", 88, words=percent),
    Column("turns", N_("Lượt người"), lambda r: r.figures.total.turns, "number", 112, total=True),
    Column("rank", N_("Xếp loại"), lambda r: r.figures.rank, "chip", 120, words=lambda code: word(RANKS, code),
           tone=lambda r: RANK_TONES.get(r.figures.rank or "", ""), optional=True),
)  # fmt: skip


class OverviewPage(Page):
    """Four figures and one line a centre."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Tổng quan"), has_period=True)
        self.add_to_head(button(_("Nhận tệp"), lambda: self._go("receive"), kind="primary", icon="inbox"))
        self.received = FigureCard(_("Trung tâm đã nộp"))
        self.classes = FigureCard(_("Lớp đã tổ chức"))
        self.turns = FigureCard(_("Lượt người"))
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "overview")
        self.table.setAccessibleName(_("Các trung tâm"))
        self.states = Facet(_("Mọi tình trạng"), [(code, _(words)) for code, words in STATES.items()])
        self.states.currentIndexChanged.connect(lambda _index: self._narrow())
        approve = button(_("Duyệt trung tâm đầu tiên"), lambda: self._go("units"), kind="primary", icon="key-round")
        empty = EmptyState("building-2", _("Chưa có trung tâm nào. Hãy duyệt tệp đăng ký của từng trung tâm."), approve)
        self.content.addLayout(figure_row(self.received, self.classes, self.turns))
        self.content.addLayout(row(FilterBox(self.table), self.states, None))
        self.content.addWidget(TablePanel(self.table, empty, totals=True), 1)

    def _go(self, page: str) -> None:
        self.context.notices.go_to.emit(page, None)

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period
        self.load(
            lambda: (reporting.figures(store, period), merging.received_files(store), recovery.sheet_due(store)),
            lambda found: self._show(*found),
        )

    def _show(self, figures: AnnualFigures, received: tuple[ReceivedFile, ...], sheet_due: bool) -> None:
        self.context.notices.waiting.emit("settings", int(sheet_due and bool(figures.centres)))
        code = self.context.periods.period.code
        latest = {file.unit_id: file for file in reversed(received) if file.period == code}
        lines = [CentreLine(centre.unit_id, centre, latest.get(centre.unit_id)) for centre in figures.centres]
        count = sum(1 for line in lines if line.received)
        missing = len(lines) - count
        note = _("còn thiếu {count}", count=missing) if missing else _("đủ cả")
        self.received.show_figure(f"{i18n.number(count)}/{i18n.number(len(lines))}", note if lines else "")
        self.classes.show_figure(i18n.number(figures.classes.reached), against_plan(figures.classes))
        self.turns.show_figure(i18n.number(figures.turns.reached), against_plan(figures.turns))
        self.model.set_records(lines)

    def _narrow(self) -> None:
        wanted = self.states.currentData()
        self.model.set_facet(None if wanted is None else lambda line: line.state == wanted)


def against_plan(target: Target) -> str:
    """``kế hoạch 179, đạt 120,1%``."""
    if not target.planned:
        return _("chưa có kế hoạch")
    return _("kế hoạch {planned}, đạt {percent}%", planned=target.planned, percent=format_percent(target.percent))
