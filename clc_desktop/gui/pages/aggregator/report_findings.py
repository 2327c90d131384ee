"""What is doubtful about the passage that is open, each with a way to it and, where there is one, the mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from clc_desktop import i18n
from clc_desktop.gui import theme
from clc_desktop.gui.widgets import button, chip, clear_layout, column, label, row, scrolled
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases.narrating import DISMISSIBLE

if TYPE_CHECKING:
    from clc_desktop.usecases.hints import Dismissed
    from clc_desktop.usecases.narrating import Finding

TONES = {"error": "error", "warning": "warning", "hint": ""}
SEVERITIES = {"error": N_("Sai"), "warning": N_("Xem lại"), "hint": N_("Gợi ý")}
ORDER = tuple(SEVERITIES)
BINDABLE = "figure_typed"
CHIP_WIDTH = 76
"""Pixels, so that the sentences below each other begin at one place."""
MOST = 30
"""Rows shown at a time; the rest come when some are mended."""


def sentence(found: Finding) -> str:
    """What a finding says."""
    return i18n.coded("slip", found.code, found.data)


class FindingList(QFrame):
    """Rows of findings. ``wanted`` asks to see one, ``mended`` to put its mend in; ``bound`` to bind all at once."""

    wanted = Signal(object)
    mended = Signal(object)
    dismissing = Signal(object)
    bound = Signal()
    onward = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.found: tuple[Finding, ...] = ()
        self.title = label(_("Cần xem"), "strong")
        self.bind_all = button(_("Gắn tất cả với số liệu"), self.bound.emit, kind="plain")
        self.next_button = button(_("Phần kế tiếp cần xem"), self.onward.emit, kind="plain", key="F8")
        head = row(self.title, None, self.bind_all, self.next_button)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        outer = column(spacing=4, parent=self)
        outer.setContentsMargins(12, 8, 8, 8)
        outer.addLayout(head)
        outer.addWidget(scrolled(inside), 1)
        self.show_findings((), 0)

    def show_findings(self, found: Sequence[Finding], elsewhere: int, dismissed: Sequence[Dismissed] = ()) -> None:
        """Those of this passage, how many wait in others, and what was left as it is."""
        self.found = tuple(sorted(found, key=lambda one: (not one.place, ORDER.index(one.severity), one.start)))
        here = [one for one in self.found if one.place]
        of_report = self.found[len(here) :]
        clear_layout(self._rows)
        for one in here[:MOST]:
            self._rows.addWidget(self._row(one))
        if not here:
            self._rows.addWidget(label(_("Phần này không có gì cần xem lại."), "muted", wrap=True))
        if of_report or dismissed:
            self._rows.addWidget(label(_("Cả báo cáo"), "muted"))
        for one in of_report:
            self._rows.addWidget(self._row(one))
        if dismissed:
            reasons = "; ".join(one.reason for one in dismissed)
            words = _("Đã bỏ qua {count} gợi ý: {reasons}", count=len(dismissed), reasons=reasons)
            self._rows.addWidget(label(words, "muted", wrap=True))
        self._rows.addStretch(1)
        self.title.setText(_("Cần xem: {count}", count=len(here)) if here else _("Cần xem"))
        self.bind_all.setVisible(sum(one.code == BINDABLE for one in self.found) > 1)
        self.next_button.setVisible(elsewhere > 0)

    def _row(self, one: Finding) -> QWidget:
        made = QWidget()
        words = label(sentence(one), wrap=True)
        mark = chip(_(SEVERITIES[one.severity]), TONES[one.severity])
        mark.setMinimumWidth(CHIP_WIDTH)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = row(mark, words, spacing=theme.GRID, parent=made)
        line.setStretch(1, 1)
        if one.place and one.end > one.start:
            look = button(
                "", lambda: self.wanted.emit(one), kind="tool", icon="arrow-right", tip=_("Xem trong lời văn")
            )
            look.setFixedWidth(theme.INPUT_HEIGHT)
            line.addWidget(look)
        if one.code in DISMISSIBLE:
            line.addWidget(button(_("Để nguyên"), lambda: self.dismissing.emit(one), kind="plain"))
        if one.fix is not None:
            is_bound = one.fix.startswith("{")
            act = _("Gắn với số liệu") if is_bound else _("Sửa lại")
            tip = sentence(one) if is_bound else _("Thay bằng: {fix}", fix=one.fix.strip() or "–")
            line.addWidget(button(act, lambda: self.mended.emit(one), kind="plain", tip=tip))
        return made
