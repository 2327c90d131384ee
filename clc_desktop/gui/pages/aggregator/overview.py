"""Tổng quan: who has sent what and when, who is late, what it adds up to; every number and square opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QMenu, QStackedWidget, QWidget

from clc_desktop import i18n
from clc_desktop.domain.figures import Target
from clc_desktop.domain.vietnamese import search_key, text_sort_key
from clc_desktop.gui import dialogs, icons, theme
from clc_desktop.gui.calendar_box import CalendarBox
from clc_desktop.gui.cards import ClickCard, figure_row
from clc_desktop.gui.charts import WIDTH, ChartView
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.matrix_view import Grid, MatrixView, Square
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.month_matrix import month_grid
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.widgets import EmptyState, button, card, clear_layout, label, row, scrolled
from clc_desktop.gui.words import moment, percent, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drilling, overview, overview_months, recovery, report_calendar

if TYPE_CHECKING:
    from clc_desktop.usecases.drilling import Cell
    from clc_desktop.usecases.overview import Drawn, Line, Overview, ReportCalendar
    from clc_desktop.usecases.overview import Square as Standing
    from clc_desktop.usecases.overview_months import MonthLine, Months

MARKS = {
    "waiting": N_("Chưa đến hạn"),
    "overdue": N_("Quá hạn"),
    "received": N_("Đã nhận"),
    "late": N_("Nhận muộn"),
    "accepted": N_("Đã duyệt"),
    "returned": N_("Trả lại"),
    "locked": N_("Khóa"),
    "unlock_asked": N_("Xin mở khóa"),
    "unlocked": N_("Mở khóa"),
}
TONES = {"overdue": "error", "returned": "error", "late": "warning", "unlock_asked": "warning", "unlocked": "warning",
         "received": "warning", "accepted": "done"}  # fmt: skip
"""Amber for what waits for the officer, red for what waits for the centre."""
MISSING = "missing"
"""Not received, whether overdue or not."""
CENTRES, CHARTS, EMPTY, MONTHS, NOTHING = range(5)
"""Places in the stack: no centre at all, none that is looked for."""
COUNTING = "…"
"""Stands where a number is on its way."""
SMALL = 560
"""Pixels of height below which the cards give their room to the calendar while it is open."""
LETTER = "nhac-nop-{period}.pdf"


class OverviewPage(Page):
    """Three figures; below them the matrix of centres and periods, or the charts of the report."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Tổng quan"), has_period=True)
        self.found: Overview | None = None
        self.months: Months | None = None
        self.remind_button = button(_("In nhắc nộp"), self.remind, icon="printer",
                                    tip=_("Ghi thông báo nhắc các trung tâm quá hạn (PDF)"))  # fmt: skip
        self.calendar_button = button("", self._open_calendar, icon="calendar", tip=_("Lịch báo cáo"))
        receive = button(_("Nhận tệp"), lambda: self._go("receive"), kind="primary", icon="inbox")
        self.add_to_head(self.calendar_button, self.remind_button, receive)
        self.received = ClickCard(_("Trung tâm đã nộp"))
        self.classes = ClickCard(_("Lớp đã tổ chức"))
        self.turns = ClickCard(_("Lượt người"))
        self.received.clicked.connect(self._show_missing)
        self.classes.clicked.connect(lambda: self._open_figure("classes.held", self.classes.title.text()))
        self.turns.clicked.connect(lambda: self._open_figure("turns.attended", self.turns.title.text()))
        self.matrix = MatrixView(_("Trung tâm và kỳ báo cáo"), name_width=230, column_width=132, one_click=True)
        self.matrix.opened.connect(lambda open_it: open_it())
        self.month_matrix = MatrixView(_("Trung tâm và tháng"), name_width=160, column_width=64, one_click=True)
        self.month_matrix.opened.connect(lambda open_it: open_it())
        self.calendar_box = CalendarBox(self._save_calendar)
        self.stack = QStackedWidget()
        self.cards = QWidget()
        figures = figure_row(self.received, self.classes, self.turns)
        figures.setContentsMargins(0, 0, 0, 0)
        self.cards.setLayout(figures)
        self.calendar_box.opened.connect(lambda is_open: self.cards.setVisible(not is_open or self.height() > SMALL))
        self.content.addWidget(self.cards)
        self.content.addWidget(self._bar())
        self.content.addWidget(self.calendar_box)
        self.content.addWidget(self.stack, 1)
        self.stack.addWidget(self.matrix)
        self.stack.addWidget(self._chart_part())
        self.stack.addWidget(self._empty())
        self.stack.addWidget(self.month_matrix)
        everybody = button(_("Xem tất cả"), self._show_everybody)
        self.stack.addWidget(EmptyState("search", _("Không có trung tâm nào theo bộ lọc này."), everybody))

    def _bar(self) -> QWidget:
        """Tabs, then what narrows the matrix."""
        self.views = QButtonGroup(self)
        bar = QWidget()
        line = row(parent=bar)
        tabs = ((CENTRES, _("Trung tâm")), (MONTHS, _("Theo tháng")), (CHARTS, _("Biểu đồ")))
        for number, (view, words) in enumerate(tabs, start=1):
            tab = button(words, kind="tab", key=f"Alt+{number}")
            tab.setCheckable(True)
            tab.setChecked(view == CENTRES)
            self.views.addButton(tab, view)
            line.addWidget(tab)
        self.views.idClicked.connect(self._choose)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Tìm trung tâm… (Ctrl+F)"))
        self.filter.setAccessibleName(_("Tìm trung tâm"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedHeight(theme.INPUT_HEIGHT)
        self.filter.setMaximumWidth(260)
        self.filter.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(lambda _text: self._show_matrix())
        states = [(MISSING, _("Chưa nhận")), *((code, _(words)) for code, words in MARKS.items())]
        self.states = Facet(_("Mọi tình trạng"), states)
        self.states.currentIndexChanged.connect(lambda _index: self._show_matrix())
        self.gaps = Facet(
            _("Mọi trung tâm"), [(count, _("Trống {count} tháng liền trở lên", count=count)) for count in (3, 6)]
        )
        self.gaps.currentIndexChanged.connect(lambda _index: self._show_matrix())
        self.parents = Facet(_("Mọi đơn vị"), [])
        self.parents.setAccessibleName(_("Đơn vị cấp trên"))
        self.parents.currentIndexChanged.connect(lambda _index: self._show_matrix())
        line.addStretch(1)
        for narrow in (self.parents, self.states, self.gaps):
            narrow.setMinimumWidth(145)
        for widget in (self.filter, self.parents, self.states, self.gaps):
            line.addWidget(widget)
        return bar

    def _chart_part(self) -> QWidget:
        inside = QWidget()
        self.charts: list[ChartView] = []
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setSpacing(12)
        for number in (0, 1):
            self._grid.setColumnStretch(number, 1)
        return scrolled(inside)

    def _empty(self) -> QWidget:
        approve = button(_("Duyệt trung tâm đầu tiên"), lambda: self._go("units"), kind="primary", icon="key-round")
        return EmptyState("building-2", _("Chưa có trung tâm nào. Hãy duyệt tệp đăng ký của từng trung tâm."), approve)

    def _go(self, page: str, what: object = None) -> None:
        self.context.notices.go_to.emit(page, what)

    def _show_missing(self) -> None:
        """Whose file is still missing; pressed again, everybody."""
        self.views.button(CENTRES).click()
        found = self.found
        squares = [square for line in found.lines for square in line.squares] if found is not None else []
        has_any = any(not square.received for square in squares) and self.states.currentData() != MISSING
        self.states.setCurrentIndex(self.states.findData(MISSING) if has_any else 0)

    def _open_figure(self, name: str, words: str) -> None:
        cell = drilling.named_cell(name, self.context.periods.period)
        if cell is not None:
            self._open_cell(cell, words)

    def _open_cell(self, cell: Cell, words: str) -> None:
        self._go("figures", (cell, words))

    # --- reading ---

    def refresh(self) -> None:
        """Who has sent what first; then what it comes to; the charts last."""
        store, period = self.context.store, self.context.periods.period
        is_new = self.found is None or self.found.period != period
        if is_new:
            self.load(lambda: overview.overview(store, period, counted=False), self._show)
        self.load(lambda: overview.overview(store, period), self._show, behind=is_new)
        if self.views.checkedId() == MONTHS:
            self._load_months()
        self.load(lambda: recovery.sheet_due(store), self._remind_sheet, behind=True)
        self.load(lambda: overview.draw_charts(store, period, WIDTH), self._show_charts, behind=True)

    def _remind_sheet(self, is_due: bool) -> None:
        is_due = is_due and self.found is not None and bool(self.found.lines)
        self.context.notices.waiting.emit("settings", int(is_due))

    def _show(self, found: Overview) -> None:
        if found.period != self.context.periods.period:
            return
        self.found = found
        self._offer_parents(found)
        count, missing = found.received(found.period), len(found.lines) - found.received(found.period)
        note = _("còn thiếu {count}", count=missing) if missing else _("đủ cả")
        self.received.show_figure(f"{i18n.number(count)}/{i18n.number(len(found.lines))}", note if found.lines else "")
        for shown, target in ((self.classes, found.classes), (self.turns, found.turns)):
            if found.counted:
                shown.show_figure(i18n.number(target.reached), against_plan(target))
            else:
                shown.show_figure(COUNTING, _("đang đếm"))
        self.remind_button.setEnabled(bool(found.late))
        self._choose(max(self.views.checkedId(), 0))

    def _load_months(self) -> None:
        store, period = self.context.store, self.context.periods.period

        def show(found: Months) -> None:
            if found.period == self.context.periods.period:
                self.months = found
                self._show_matrix()

        self.load(lambda: overview_months.months_of(store, period), show)

    def _show_matrix(self) -> None:
        """The matrix of the open tab, or words where nothing is left of it; of the other one nothing is made."""
        view = self.views.checkedId()
        if view == CENTRES and self.found is not None:
            self.matrix.show_grid(self._grid_of(self.found))
        if view == MONTHS and self.months is not None:
            least = self.gaps.currentData() or 0
            lines = [one for one in self.months.lines if self._is_wanted(one) and one.longest >= least]
            self.month_matrix.show_grid(month_grid(self.months, lines, self._open_cell, self._open_unit))
        if self.found is not None and self.found.lines and view != CHARTS:
            matrix = self.matrix if view == CENTRES else self.month_matrix
            is_there = bool(matrix.squares.grid.rows) or (view == MONTHS and self.months is None)
            self.stack.setCurrentIndex(view if is_there else NOTHING)

    def _show_everybody(self) -> None:
        """Nothing narrows the matrix any more; it takes the keys."""
        self.filter.clear()
        for facet in (self.parents, self.states, self.gaps):
            facet.setCurrentIndex(0)
        (self.month_matrix if self.views.checkedId() == MONTHS else self.matrix).setFocus()

    def _is_wanted(self, one: Line | MonthLine) -> bool:
        """Whether the name that was typed and the unit above fit."""
        under = self.parents.currentData()
        key = search_key(one.name)
        return under in (None, one.parent) and all(needle in key for needle in search_key(self.filter.text()).split())

    def _shown(self, found: Overview) -> list[Line]:
        wanted = self.states.currentData()
        lines = [one for one in found.lines if self._is_wanted(one)]
        if wanted == MISSING:
            return [one for one in lines if any(not square.received for square in one.squares)]
        return [one for one in lines if wanted is None or any(square.mark == wanted for square in one.squares)]

    def _offer_parents(self, found: Overview) -> None:
        """The units that centres lie under, where there is more than one."""
        names = sorted({one.parent for one in found.lines if one.parent}, key=text_sort_key)
        self.parents.set_choices([(name, name) for name in names])

    def _grid_of(self, found: Overview) -> Grid:
        heads = [self._head_of(found, number) for number in range(len(found.periods))]
        counts = (_("Số lớp"), _("Kế hoạch"), _("Đạt (%)"), _("Lượt người"))
        lines = self._shown(found)
        waiting = (Square(COUNTING),) * len(counts)
        squares = tuple(
            (*map(self._square, one.squares), *(self._counts(one) if found.counted else waiting)) for one in lines
        )
        return Grid(_("Trung tâm"), (*heads, *counts), tuple(one.name for one in lines), squares)

    def _head_of(self, found: Overview, number: int) -> str:
        period = found.periods[number]
        due = found.calendar.due(period)
        return f"{period_name(period)}\n" + (_("hạn {day}", day=i18n.date(due)) if due else _("không đặt hạn"))

    def _square(self, one: Standing) -> Square:
        words = word(MARKS, one.mark)
        tip = words
        if one.received:
            tip = _("{state}. Tệp đầu tiên nhận {at}", state=words, at=moment(one.received))
        elif one.days_late:
            words = _("Quá hạn {count} ngày", count=one.days_late)
            tip = words
        if one.received and one.days_late:
            tip += " " + _("(muộn {count} ngày)", count=one.days_late)
        return Square(words, True, TONES.get(one.mark, ""), tip=tip, key=lambda: self._open_square(one))

    def _counts(self, line: Line) -> list[Square]:
        period = self.context.periods.period
        reached = Target(line.planned.classes, line.held.classes)
        listed = (("classes.held", line.held.classes), ("classes.planned", line.planned.classes or None),
                  ("classes.percent", reached.percent), ("turns.attended", line.held.turns))  # fmt: skip

        def opened(name: str) -> None:
            cell = drilling.named_cell(name, period, line.unit_id)
            assert cell is not None
            self._open_cell(cell, line.name)

        return [Square(value, key=partial(opened, name)) for name, value in listed]

    def _open_square(self, one: Standing) -> None:
        """The centre's period where it is reviewed."""
        self.context.periods.choose(one.period)
        self._open_unit(one.unit_id)

    def _open_unit(self, unit_id: str) -> None:
        self._go("review", ("unit", unit_id))

    # --- the charts ---

    def _show_charts(self, drawn: tuple[Drawn, ...]) -> None:
        clear_layout(self._grid)
        self.charts = [ChartView(one) for one in drawn]
        for number in range(self._grid.rowCount()):
            self._grid.setRowStretch(number, 0)
        self._grid.setRowStretch((len(drawn) + 1) // 2, 1)
        for number, view in enumerate(self.charts):
            view.opened.connect(self._open_cell)
            frame, inside = card()
            inside.addWidget(view)
            inside.addStretch(1)
            self._grid.addWidget(frame, number // 2, number % 2)
        if not drawn:
            self._grid.addWidget(label(_("Chưa có lớp nào trong kỳ này để vẽ biểu đồ."), "muted"), 0, 0)

    def _choose(self, number: int) -> None:
        is_empty = self.found is not None and not self.found.lines
        self.stack.setCurrentIndex(EMPTY if is_empty else number)
        is_matrix = number != CHARTS and not is_empty
        for widget, views in ((self.filter, (CENTRES, MONTHS)), (self.states, (CENTRES,)), (self.gaps, (MONTHS,))):
            widget.setVisible(is_matrix and number in views)
        for made in (self.remind_button, self.calendar_button):
            made.setVisible(number == CENTRES)
        self.parents.setVisible(is_matrix and self.parents.count() > 2)
        if number == MONTHS and (self.months is None or self.months.period != self.context.periods.period):
            self._load_months()
        self._show_matrix()

    # --- who is late ---

    def remind(self) -> None:
        """Print the reminder, or save it: one letter that names everybody who is overdue."""
        menu = QMenu(self)
        for words, act in ((_("Lưu tệp PDF…"), self.save_reminder), (_("Lưu và mở để in"), self.print_reminder)):
            action = QAction(words, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        menu.popup(self.remind_button.mapToGlobal(QPoint(0, self.remind_button.height())))

    def save_reminder(self) -> None:
        """The letter as a PDF."""
        self._write_reminder(lambda path: None)

    def print_reminder(self) -> None:
        """The same, opened in the system's viewer, which prints."""
        self._write_reminder(lambda path: dialogs.open_file(path))  # noqa: PLW0108  looked up when it is called

    def _write_reminder(self, then: Callable[..., object]) -> None:
        store, period = self.context.store, self.context.periods.period
        path = dialogs.choose_target(self, _("Thông báo nhắc nộp"), LETTER.format(period=period.code), ".pdf")
        if path is None:
            return

        def tell(count: int) -> None:
            words = _("Đã ghi {name}: {count} trung tâm quá hạn.", name=path.name, count=count)
            self.banner.done(words, _("Mở tệp"), lambda: dialogs.open_file(path))
            then(path)

        self.load(lambda: overview.write_reminder(store, period, path), tell)

    def _open_calendar(self) -> None:
        if self.calendar_box.isVisible():
            self.calendar_box.close_box()
            return
        store = self.context.store
        self.load(lambda: report_calendar.calendar(store), self.calendar_box.open_box)

    def _save_calendar(self, made: ReportCalendar) -> None:
        store = self.context.store

        def done(_nothing: None) -> None:
            self.calendar_box.close_box()
            self.banner.done(_("Đã lưu lịch báo cáo. Giao tệp mới để các trung tâm nhận lịch."))

        self.act(lambda: report_calendar.set_calendar(store, made), done, self.calendar_box.show_error)


def against_plan(target: Target) -> str:
    """``kế hoạch 179, đạt 120,1%``."""
    if not target.planned:
        return _("chưa có kế hoạch")
    return _("kế hoạch {planned}, đạt {percent}", planned=target.planned, percent=percent(target.percent))
