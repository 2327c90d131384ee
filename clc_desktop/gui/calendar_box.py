"""Lịch báo cáo: which periods are collected, and how many days after its end each must have come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSizePolicy, QVBoxLayout

from clc_desktop.domain.report_calendar import KINDS, MOST_DAYS, ReportCalendar
from clc_desktop.gui import theme
from clc_desktop.gui.answer_box import AnswerBox
from clc_desktop.gui.widgets import button, cancel_button, label, row
from clc_desktop.i18n import N_, error_text
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.domain.errors import ClcError

WORDS = {"quarter": N_("Quý"), "half": N_("6 tháng"), "year": N_("Năm"), "school_year": N_("Năm học")}

USUAL = 10
"""Days offered for a kind that has not been collected before."""


class CalendarBox(AnswerBox):
    """A line for each kind of period, with Save and Cancel; hidden until it is opened."""

    def __init__(self, save: Callable[[ReportCalendar], object]) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(theme.GRID)
        outer.addWidget(label(_("Lịch báo cáo"), "group"))
        outer.addWidget(
            label(
                _("Chọn kỳ phải nộp và số ngày sau khi hết kỳ là hạn nhận tệp. Lịch đi cùng tệp giao."),
                "muted",
                wrap=True,
            )
        )
        self.kinds: dict[str, tuple[QCheckBox, QLineEdit]] = {}
        line = row(spacing=12)
        for kind in KINDS:
            box, days = QCheckBox(_(WORDS[kind])), QLineEdit()
            days.setValidator(QIntValidator(0, MOST_DAYS, days))
            days.setAlignment(Qt.AlignmentFlag.AlignRight)
            days.setFixedSize(48, theme.INPUT_HEIGHT)
            days.setAccessibleName(_("Hạn nộp của kỳ: {kind}", kind=_(WORDS[kind])))
            box.toggled.connect(days.setEnabled)
            self.kinds[kind] = box, days
            line.addLayout(row(box, days, label(_("ngày"), "muted"), spacing=4))
        line.addStretch(1)
        outer.addLayout(line)
        outer.addWidget(self.problem)
        self.save_button = button(_("Lưu lịch"), lambda: save(self.chosen()), kind="primary", icon="check")
        outer.addLayout(row(self.save_button, cancel_button(self.close_box), None))

    def open_box(self, calendar: ReportCalendar) -> None:
        """Show what holds now."""
        known: dict[str, int] = dict(calendar.days)
        for kind, (box, days) in self.kinds.items():
            box.setChecked(kind in known)
            days.setEnabled(kind in known)
            days.setText(str(known.get(kind, USUAL)))
        self.say("")
        self.reveal()
        next(iter(self.kinds.values()))[0].setFocus()

    def chosen(self) -> ReportCalendar:
        """What the lines say."""
        return ReportCalendar(
            tuple((kind, int(self.kinds[kind][1].text() or USUAL)) for kind in KINDS if self.kinds[kind][0].isChecked())
        )

    def show_error(self, error: ClcError) -> None:
        """Why it cannot be kept."""
        self.say(error_text(error))
