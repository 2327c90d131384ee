"""Tự đánh giá: the rank that the centre gives itself for a year, beside those of the years before.

Where the office has set criteria, points are typed and the rank follows from them; else it is chosen.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import SelfAssessment
from clc_desktop.gui import theme
from clc_desktop.gui.choices import AnswerInput
from clc_desktop.gui.forms import Field, Group
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.list_files import paste_into, pasted_columns
from clc_desktop.gui.pages.year_page import YearPage
from clc_desktop.gui.points import PointsInput
from clc_desktop.gui.table_view import RecordTable
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import card, label, shortcut
from clc_desktop.gui.words import RANK_TONES, RANKS, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import keeping, ranking
from clc_desktop.usecases.ranking import RankScheme

COLUMNS: tuple[Column[SelfAssessment], ...] = (
    Column("year", N_("Năm"), lambda r: r.year, "date", 96, words=str),
    Column(
        "rank",
        N_("Xếp loại"),
        lambda r: r.rank,
        "chip",
        160,
        words=lambda code: word(RANKS, code),
        tone=lambda r: RANK_TONES.get(r.rank, ""),
        stretch=True,
    ),
    Column("points", N_("Điểm"), lambda r: sum(points for _name, points in r.points) or None, "number", 84),
)


SHOWN = 8
"""Years in sight without scrolling."""


class AssessmentPage(YearPage):
    """Points or four ranks to choose from, and the ranks given before; Enter on one of them goes to its year."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Tự đánh giá"), SelfAssessment.kind, (SelfAssessment,), _groups())
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "assessments")
        self.table.setAccessibleName(_("Xếp loại các năm"))
        self.table.opened.connect(self._go_to)
        shortcut("Ctrl+V", self, self.paste, _("Dán từ Excel"))  # also where there is no year yet
        self.scheme = RankScheme()
        self.points: PointsInput = self.form.boxes["points"].input
        self.points.edited.connect(self._rank_follows)
        self._show_scheme(self.scheme)
        self.beside.addWidget(self._past_card(), 1, Qt.AlignmentFlag.AlignTop)

    def _past_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("Các năm đã xếp loại"), "group"))
        words = _("Chưa có năm nào. Xếp loại được lưu sẽ hiện ở đây; cũng dán được từ Excel (Ctrl+V): Năm, Xếp loại.")
        self._nothing = label(words, "muted", wrap=True)
        inside.addWidget(self._nothing)
        inside.addWidget(self.table)
        inside.addStretch(1)
        return frame

    def refresh(self) -> None:
        store, unit_id = self.context.store, self.context.identity.unit_id
        self.load(lambda: ranking.rank_scheme(store), self._show_scheme)
        super().refresh()
        self.load(lambda: keeping.list_records(store, SelfAssessment, unit_id=unit_id), self._show_past)

    def _show_scheme(self, scheme: RankScheme) -> None:
        self.scheme = scheme
        self.points.ask(scheme)
        self.form.boxes["points"].setVisible(bool(scheme.criteria))
        self.form.boxes["rank"].input.setEnabled(not scheme.criteria)

    def _rank_follows(self) -> None:
        points = self.points.points()
        self.form.boxes["rank"].input.show_value(None if points is None else self.scheme.rank(points))

    def _show_past(self, found: tuple[SelfAssessment, ...]) -> None:
        self.model.set_records(sorted(found, key=lambda record: -record.year))
        self._nothing.setVisible(not found)
        self.table.setVisible(bool(found))
        self.table.setFixedHeight((min(len(found), SHOWN) + 1) * theme.ROW_HEIGHT + 2)

    def paste(self) -> None:
        """Cells copied in Excel become ranks of their years."""
        paste_into(self, "assessment", SelfAssessment.kind, pasted_columns(self.table, SelfAssessment.kind))

    def _go_to(self, record: SelfAssessment) -> None:
        self.context.periods.choose(calendar_year(record.year))


def _groups() -> tuple[Group, ...]:
    ranks = tuple(RANKS.items())
    return (
        Group(
            N_("Trung tâm tự xếp loại"),
            (
                Field("points", N_("Điểm theo tiêu chí"), PointsInput),
                Field("rank", N_("Xếp loại của năm"), lambda: AnswerInput(ranks, upright=True), required=True),
            ),
        ),
    )
