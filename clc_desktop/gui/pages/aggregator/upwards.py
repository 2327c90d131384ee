"""Nộp lên trên: an aggregator's merged figures of a period to the aggregator above it, and what came back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from clc_desktop.gui.cards import TaskRow
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.corrected import CORRECTED_COLUMNS, CORRECTED_UNIT
from clc_desktop.gui.pages.returned import RETURNED_COLUMNS, UNIT_COLUMN, ReturnedLine
from clc_desktop.gui.pages.submit_standing import Standing
from clc_desktop.gui.pages.submitting import RETURNED, SubmittingPage
from clc_desktop.gui.periods import period_name
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.submission_check import Place

OWN_PAGES = {"training_event": "trainings", "issued_document": "documents_above", "activity_field": "settings"}
"""Where an aggregator mends what is its own; what is a centre's it corrects, or returns, under Đối chiếu."""


class UpwardsPage(SubmittingPage):
    """The check list asks about the centres: who has not sent, who is not approved, what is not decided."""

    key = "upwards"
    returned_columns = (UNIT_COLUMN, *RETURNED_COLUMNS)
    corrected_columns = (CORRECTED_UNIT, *CORRECTED_COLUMNS)
    returned_words = N_("Sửa ở trang Đối chiếu, hoặc trả lại cho trung tâm, rồi nộp lại.")

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Nộp lên trên"))

    def open_with(self, what: Any) -> None:
        if isinstance(what, Path):
            self.examine(what)
        else:
            super().open_with(what)

    def page_of(self, kind: str) -> str:
        return OWN_PAGES.get(kind, "review")

    def open_place(self, place: Place) -> None:
        """The centre of a finding; returned rows and conflicts have lists of their own."""
        if any(place.record_id in (line.id, line.target) for line in self.returned.model.records):
            self.open_tab(RETURNED)
        else:
            what = ("unit", place.record_id) if place.kind == "unit" else "conflicts"
            self.context.notices.go_to.emit("review", what)

    def open_returned(self, line: ReturnedLine) -> None:
        page = self.page_of(line.remark.kind)
        self.context.notices.go_to.emit(page, ("unit", line.unit_id) if page == "review" else line.target)

    def period_step(self, found: Standing) -> TaskRow:
        total, period = found.figures.total, period_name(self.context.periods.period)
        words = _(
            "{period}: {centres} trung tâm, {classes} lớp, {turns} lượt người",
            period=period, centres=found.figures.centre_count, classes=total.classes, turns=total.turns,
        )  # fmt: skip
        return TaskRow("done" if total.classes else "todo", words)
