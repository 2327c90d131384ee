"""Nộp dữ liệu: a centre's file of a period to its aggregator, and what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clc_desktop.gui.cards import TaskRow
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.returned import PAGES, ReturnedLine
from clc_desktop.gui.pages.submit_standing import Standing
from clc_desktop.gui.pages.submitting import SubmittingPage
from clc_desktop.gui.periods import period_name
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.submission_check import Place


class SubmitPage(SubmittingPage):
    """Everything is mended in the centre's own records."""

    key = "submit"

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Nộp dữ liệu"))

    def page_of(self, kind: str) -> str:
        return PAGES.get(kind, "classes" if kind == "class" else "")

    def open_place(self, place: Place) -> None:
        """The record of a finding, or the page where it is missing; a draft opens with what was typed."""
        self.context.notices.go_to.emit(self.page_of(place.kind) or "home", place.record_id or None)

    def open_returned(self, line: ReturnedLine) -> None:
        self.context.notices.go_to.emit(PAGES[line.remark.kind], line.target)

    def period_step(self, found: Standing) -> TaskRow:
        total, period = found.figures.total, period_name(self.context.periods.period)
        words = _(
            "{period}: {classes} lớp, {turns} lượt người", period=period, classes=total.classes, turns=total.turns
        )
        return TaskRow("done" if total.classes else "todo", words)
