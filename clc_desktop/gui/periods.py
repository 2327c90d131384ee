"""The period that the pages look at: one for the whole window, chosen beside the page title."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import (
    FIRST_YEAR,
    LAST_YEAR,
    Period,
    calendar_year,
    half,
    is_month,
    parse_period,
    quarter,
    school_year,
)
from clc_desktop.gui import theme
from clc_desktop.gui.widgets import button, row
from clc_desktop.i18n import date as show_date
from clc_desktop.i18n import text as _

YEARS_SHOWN = 8


def period_name(period: Period) -> str:
    """``Năm 2020``, ``Năm học 2020–2021``, ``Quý 3/2020`` …"""
    year = period.start.year
    match period.kind:
        case "year":
            return _("Năm {year}", year=year)
        case "school_year":
            return _("Năm học {from_year}–{to_year}", from_year=year, to_year=year + 1)
        case "half":
            first, second = _("6 tháng đầu năm {year}", year=year), _("6 tháng cuối năm {year}", year=year)
            return first if period.start.month == 1 else second
        case "quarter":
            return _("Quý {quarter}/{year}", quarter=(period.start.month + 2) // 3, year=year)
        case "years":
            return _("Giai đoạn {from_year}–{to_year}", from_year=year, to_year=period.end.year)
        case "range" if is_month(period):
            return _("Tháng {month}/{year}", month=period.start.month, year=year)
        case "range":
            return _("Từ {start} đến {end}", start=show_date(period.start), end=show_date(period.end))


def following(period: Period) -> Period:
    """The period of the same kind just after: the one whose ``previous`` this is."""
    year, month = period.start.year, period.start.month
    candidates = {
        "year": [calendar_year(year + 1)],
        "school_year": [school_year(year + 1)],
        "half": [half(year, 2), half(year + 1, 1)],
        "quarter": [quarter(year + (month > 9), (month // 3 + 1) % 4 + 1)],
    }.get(period.kind, [])
    return next((after for after in candidates if after.previous() == period), period)


class PeriodState(QObject):
    """Which period is looked at: the one of the last time, else the ``latest`` one exchanged, else this year."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None, latest: str = "") -> None:
        super().__init__(parent)
        self.period = _known(str(QSettings().value("period", ""))) or _known(latest) or _this_year()

    def choose(self, period: Period) -> None:
        """Look at another period; years that no record may bear are not offered."""
        if period != self.period and period.start.year >= FIRST_YEAR and period.end.year <= LAST_YEAR:
            self.period = period
            QSettings().setValue("period", period.code)
            self.changed.emit(period)


def _known(code: str) -> Period | None:
    """The period of a code, if it is one."""
    try:
        return parse_period(code)
    except ClcError:
        return None


def _this_year() -> Period:
    return calendar_year(clock.today().year)


NARROWEST = 136
"""Pixels of the choice, so that the steps beside it seldom move."""


class PeriodChooser(QWidget):
    """‹ Năm 2020 › : a step back, the choice, a step on."""

    def __init__(self, state: PeriodState) -> None:
        super().__init__()
        self._state = state
        self.back = button("", self._back, icon="chevron-left", key="Alt+Left", tip=_("Kỳ trước"))
        self.choice = QPushButton()
        self.choice.setMinimumHeight(theme.INPUT_HEIGHT)
        self.choice.setAccessibleName(_("Kỳ báo cáo"))
        self.choice.setToolTip(_("Chọn kỳ báo cáo"))
        self.on = button("", self._on, icon="chevron-right", key="Alt+Right", tip=_("Kỳ sau"))
        for step in (self.back, self.on):
            step.setFixedWidth(36)
            step.setStyleSheet("padding: 0;")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.choice.setMenu(self._menu)
        row(self.back, self.choice, self.on, spacing=4, parent=self)
        state.changed.connect(self._show)
        self._show(state.period)

    def _show(self, period: Period) -> None:
        self.choice.setText(period_name(period))
        self.choice.setMinimumWidth(max(NARROWEST, self.choice.sizeHint().width()))

    def _back(self) -> None:
        self._state.choose(self._state.period.previous())

    def _on(self) -> None:
        self._state.choose(following(self._state.period))

    def _fill(self) -> None:
        self._menu.clear()
        year, latest = self._state.period.year, max(clock.today().year, self._state.period.year)
        for offered in range(latest, latest - YEARS_SHOWN, -1):
            self._add(self._menu, calendar_year(offered))
        self._menu.addSeparator()
        for title, periods in (
            (_("Năm học"), [school_year(first) for first in range(latest, latest - YEARS_SHOWN, -1)]),
            (_("6 tháng"), [half(year, number) for number in (1, 2)]),
            (_("Quý"), [quarter(year, number) for number in (1, 2, 3, 4)]),
        ):
            menu = self._menu.addMenu(title)
            for period in periods:
                self._add(menu, period)

    def _add(self, menu: QMenu, period: Period) -> None:
        action = QAction(period_name(period), menu, checkable=True)
        action.setChecked(period == self._state.period)
        action.triggered.connect(lambda: self._state.choose(period))
        menu.addAction(action)
