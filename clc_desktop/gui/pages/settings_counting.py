"""Cách tính và lịch: how turns are counted, and by which day each period's file is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QGridLayout, QRadioButton, QWidget

from clc_desktop.domain.periods import PeriodKind
from clc_desktop.domain.records import CountingRule
from clc_desktop.domain.report_calendar import KINDS, ReportCalendar
from clc_desktop.gui import theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.draft_line import DraftLine
from clc_desktop.gui.fields import IntegerInput, Unreadable
from clc_desktop.gui.pages.settings_effects import EffectsBox
from clc_desktop.gui.widgets import button, column, label, row
from clc_desktop.gui.words import COUNTING_RULES
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import counting_changes, report_calendar, workspace

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.counting_changes import Effect

PERIODS: dict[PeriodKind, str] = {
    "quarter": N_("Hằng quý"), "half": N_("Sáu tháng"), "year": N_("Hằng năm"), "school_year": N_("Năm học"),
}  # fmt: skip
DEFAULT_DAYS = 15


class RuleCard(QWidget):
    """Two ways to count; changing asks first where locked periods would move."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._rule: CountingRule = "sessions"
        self.rules: dict[str, QRadioButton] = {}
        self.effects = EffectsBox()
        column(self._card(), self.effects, spacing=12, parent=self)

    def _card(self) -> QFrame:
        frame, inside = titled_card(_("Cách tính lượt người"))
        is_centre = self._page.context.identity.role == "centre"
        told = _("Đơn vị cấp trên quy định cách tính; tệp giao mang theo quy định này.")
        choose = _("Cách tính này được ghi vào báo cáo và gửi cho các trung tâm trong tệp giao.")
        inside.addWidget(label(told if is_centre else choose, "muted", wrap=True))
        if not is_centre:
            words = _("Đổi cách tính làm lượt người của mọi kỳ, kể cả các năm trước, được tính lại.")
            inside.addWidget(label(words, "warning", wrap=True))
        group = QButtonGroup(self)
        for code, words in COUNTING_RULES.items():
            choice = QRadioButton(_(words))
            choice.setEnabled(not is_centre)
            choice.clicked.connect(lambda _checked, code=code: self.choose(code))
            group.addButton(choice)
            self.rules[code] = choice
            inside.addWidget(choice)
        return frame

    def refresh(self) -> None:
        """Which one holds."""
        self._page.load(lambda: workspace.counting_rule(self._page.context.store), self._show)

    def _show(self, rule: CountingRule) -> None:
        self._rule = rule
        self.rules[rule].setChecked(True)

    def choose(self, code: str) -> None:
        """Look at what would move, then change."""
        rule: CountingRule = "enrolled" if code == "enrolled" else "sessions"
        store = self._page.context.store
        if rule == self._rule:
            return

        def looked(found: tuple[Effect, ...]) -> None:
            if found:
                self.effects.open_box(found, lambda agreed: self._change(rule, agreed), lambda: self._show(self._rule))
            else:
                self._change(rule, ())

        self._page.load(lambda: counting_changes.rule_effects(store, rule), looked)

    def _change(self, rule: CountingRule, agreed: tuple[str, ...]) -> None:
        store = self._page.context.store
        self._page.act(lambda: counting_changes.change_rule(store, rule, agreed), lambda _done: self._changed(rule))

    def _changed(self, rule: CountingRule) -> None:
        self._show(rule)
        self._page.banner.done(_("Từ nay lượt người được tính theo cách này."))


class CalendarCard(QWidget):
    """Each kind of period: collected or not, and how many days after its end."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        frame, inside = titled_card(_("Lịch nộp báo cáo"))
        inside.addWidget(label(_("Kỳ nào phải nộp, và nộp trong bao nhiêu ngày sau khi hết kỳ."), "muted", wrap=True))
        self.collected: dict[PeriodKind, QCheckBox] = {}
        self.days: dict[PeriodKind, IntegerInput] = {}
        self.draft = DraftLine(page, "report_calendar", self._texts, self._show_texts)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setColumnStretch(3, 1)
        for number, kind in enumerate(KINDS):
            self._line(grid, number, kind)
        inside.addLayout(grid)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        inside.addWidget(self.problem)
        self.save_button = button(_("Lưu lịch"), self.save, icon="check")
        inside.addLayout(row(self.save_button, self.draft, None))
        column(frame, parent=self)

    def _line(self, grid: QGridLayout, number: int, kind: PeriodKind) -> None:
        words = _(PERIODS[kind])
        choice, days = QCheckBox(words), IntegerInput()
        days.setFixedWidth(88)
        days.setAccessibleName(_("{period}: số ngày sau khi hết kỳ", period=words))
        choice.toggled.connect(days.setEnabled)
        choice.toggled.connect(lambda _on: self.draft.typed())
        days.edited.connect(self.draft.typed)
        self.collected[kind], self.days[kind] = choice, days
        grid.addWidget(choice, number, 0)
        grid.addWidget(days, number, 1)
        grid.addWidget(label(_("ngày sau khi hết kỳ"), "muted"), number, 2)

    def refresh(self) -> None:
        """The calendar that holds."""
        self.draft.load("", lambda: report_calendar.calendar(self._page.context.store), self._show)

    def _texts(self) -> dict[str, Any]:
        """What stands here, as typed."""
        return {kind: [self.collected[kind].isChecked(), self.days[kind].raw()] for kind in KINDS}

    def _show_texts(self, texts: dict[str, Any]) -> None:
        for kind in KINDS:
            is_collected, days = texts[kind]
            self.collected[kind].setChecked(is_collected)
            self.days[kind].show_raw(days)

    def _show(self, found: ReportCalendar) -> None:
        known = dict(found.days)
        for kind in KINDS:
            self.collected[kind].setChecked(kind in known)
            self.days[kind].setEnabled(kind in known)
            self.days[kind].show_value(known.get(kind, DEFAULT_DAYS))

    def save(self) -> None:
        """Keep it; it goes to the centres with the next assignment."""
        try:
            days = tuple((kind, self.days[kind].read() or 0) for kind in KINDS if self.collected[kind].isChecked())
        except Unreadable:
            self.problem.setText(_("Số ngày phải là số nguyên."))
            self.problem.show()
            return
        self.problem.hide()
        made, store = ReportCalendar(days), self._page.context.store
        saved = self.draft.saving()

        def done(_nothing: object) -> None:
            saved()
            self._page.banner.done(_("Đã lưu lịch. Các trung tâm nhận lịch mới cùng tệp giao."))

        self._page.act(lambda: report_calendar.set_calendar(store, made), done)
