"""A month to pick a day from, below the input of a date. Arrows, Page Up and Down, Enter, Esc; Monday comes first."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLabel, QWidget

from clc_desktop import i18n
from clc_desktop.domain import clock
from clc_desktop.gui import theme
from clc_desktop.gui.widgets import button, column, label, row
from clc_desktop.i18n import text as _

_DAY, _WEEK = 44, 34
"""Pixels of a day across, of a week down."""


class Month(QCalendarWidget):
    """The days of six weeks: the chosen one filled, today framed, those of other months quiet."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Lịch"))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.NoHorizontalHeader)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setNavigationBarVisible(False)
        self.setDateEditEnabled(False)
        self.setFixedSize(7 * _DAY, 6 * _WEEK)

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        scheme, shown = theme.colours(), QDate(day)
        is_chosen, is_near = shown == self.selectedDate(), shown.month() == self.monthShown()
        painter.save()
        painter.fillRect(rect, QColor(scheme.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or shown == _qt(clock.today()):
            painter.setPen(QColor(scheme.accent))
            painter.setBrush(QColor(scheme.accent) if is_chosen else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(4, 3, -4, -3), 6, 6)
        painter.setPen(QColor(scheme.on_accent if is_chosen else scheme.text if is_near else scheme.muted))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(shown.day()))
        painter.restore()


class DayPicker(QFrame):
    """Opens below an input; ``chosen`` gives the day that was clicked or taken with Enter."""

    chosen = Signal(object)

    def __init__(self, line: QWidget) -> None:
        super().__init__(line, Qt.WindowType.Popup)
        self.setProperty("kind", "popup")
        self._line = line
        self.calendar = Month()
        self.month = label("", "strong")
        self.month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        back, on = self.calendar.showPreviousMonth, self.calendar.showNextMonth
        self.back_button = button("", back, kind="tool", icon="chevron-left", tip=_("Tháng trước (Page Up)"))
        self.next_button = button("", on, kind="tool", icon="chevron-right", tip=_("Tháng sau (Page Down)"))
        self.today_button = button(_("Hôm nay"), lambda: self._choose(_qt(clock.today())), kind="plain")
        for made in (self.back_button, self.next_button, self.today_button):
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for made in (self.back_button, self.next_button):
            made.setFixedWidth(theme.INPUT_HEIGHT)
        head = row(self.back_button, self.month, self.next_button)
        head.setStretch(1, 1)
        inside = column(spacing=0, parent=self)
        inside.setContentsMargins(*[theme.GRID] * 4)
        inside.addLayout(head)
        inside.addLayout(row(*map(_day_name, range(1, 8)), spacing=0))
        inside.addWidget(self.calendar)
        inside.addWidget(self.today_button)
        self.calendar.currentPageChanged.connect(self._name_month)
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)

    def open_at(self, day: date) -> None:
        """Show this day's month, below the input or, where there is no room, above it."""
        self.calendar.setSelectedDate(_qt(day))
        self.calendar.setCurrentPage(day.year, day.month)
        self._name_month(day.year, day.month)
        self.adjustSize()
        line, room = self._line, self._line.screen().availableGeometry()
        place = line.mapToGlobal(QPoint(0, line.height() + 2))
        if place.y() + self.height() > room.bottom():
            place = line.mapToGlobal(QPoint(0, -self.height() - 2))
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        self.move(place)
        self.show()
        self.calendar.setFocus()

    def _name_month(self, year: int, month: int) -> None:
        self.month.setText(_("Tháng {month}/{year}", month=month, year=year))

    def _choose(self, day: QDate) -> None:
        self.close()
        self.chosen.emit(cast("date", day.toPython()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _day_name(number: int) -> QLabel:
    """``T2`` for Monday, which is 1."""
    is_english = i18n.active().language == "en"
    names = QLocale(QLocale.Language.English if is_english else QLocale.Language.Vietnamese)
    shown = QLocale.FormatType.ShortFormat if is_english else QLocale.FormatType.NarrowFormat
    made = label(names.dayName(number, shown), "muted")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setFixedSize(_DAY, _WEEK)
    return made


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
