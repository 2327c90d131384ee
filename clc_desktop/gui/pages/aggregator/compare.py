"""Two frozen reports side by side: the figures that differ, with by how much, and the passages that were rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from clc_desktop.domain.numbers import format_number
from clc_desktop.gui.pages.aggregator.figure_names import figure_words
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, card, clear_layout, column, label, row, scrolled
from clc_desktop.gui.words import moment, period_of
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.comparing_reports import Comparison, FigureChange, PassageChange
    from clc_desktop.usecases.freezing import FrozenReport


def _value(value: object) -> str:
    if value is None:
        return "–"
    return format_number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _name(change: FigureChange) -> str:
    return change.label if change.label != change.name else figure_words(change.name)


COLUMNS: tuple[Column[FigureChange], ...] = (
    Column("label", N_("Số liệu"), _name, width=360, stretch=True),
    Column("left", N_("Bản trước"), lambda r: r.left, "number", 140, words=_value),
    Column("right", N_("Bản sau"), lambda r: r.right, "number", 140, words=_value),
    Column("difference", N_("Chênh lệch"), lambda r: r.difference, "number", 130,
           words=lambda n: f"{'+' if n > 0 else ''}{format_number(n)}"),
)  # fmt: skip


class ComparisonView(QWidget):
    """Figures in a table, passages below each other with what was taken out and what was put in."""

    leaving = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = label(kind="strong", wrap=True)
        self.back = button(_("Trở về danh sách"), self.leaving.emit, icon="chevron-left", key="Alt+Left")
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "compared")
        self.table.setAccessibleName(_("Số liệu khác nhau"))
        self._words = column(spacing=12)
        inside = QWidget()
        inside.setLayout(self._words)
        self.stack = QStackedWidget()
        self.stack.addWidget(TablePanel(self.table, EmptyState("circle-check", _("Mọi số liệu như nhau."))))
        self.stack.addWidget(scrolled(inside))
        self.tabs = [button("", kind="tab"), button("", kind="tab")]
        self.search = FilterBox(self.table)
        group = QButtonGroup(self)
        for number, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            group.addButton(tab, number)
        group.idClicked.connect(self._open_tab)
        head = row(self.back, self.title)
        head.setStretch(1, 1)
        outer = column(spacing=12, parent=self)
        outer.addLayout(head)
        outer.addLayout(row(*self.tabs, None, self.search))
        outer.addWidget(self.stack, 1)

    def show_comparison(self, left: FrozenReport, right: FrozenReport, found: Comparison) -> None:
        """Another pair; the figures come first."""
        words = _("{first} chốt {when} và {second} chốt {later}", first=period_of(left.period), when=moment(left.at),
                  second=period_of(right.period), later=moment(right.at))  # fmt: skip
        self.title.setText(words)
        self.model.set_records(found.figures)
        self._show_passages(found.passages)
        for tab, name, count in zip(
            self.tabs, (_("Số liệu"), _("Lời văn")), (len(found.figures), len(found.passages)), strict=True
        ):
            tab.setText(f"{name} ({count})")
            tab.setAccessibleName(name)
        self._open_tab(0)

    def _open_tab(self, number: int) -> None:
        self.tabs[number].setChecked(True)
        self.stack.setCurrentIndex(number)
        self.search.setVisible(number == 0)

    def _show_passages(self, found: tuple[PassageChange, ...]) -> None:
        clear_layout(self._words)
        for change in found:
            self._words.addWidget(_passage(change))
        if not found:
            self._words.addWidget(EmptyState("circle-check", _("Lời văn như nhau.")))
        self._words.addStretch(1)


def _passage(change: PassageChange) -> QWidget:
    frame, inside = card(12)
    inside.addWidget(label(change.heading or _("Đầu báo cáo"), "strong", wrap=True))
    for words, text in ((_("Bản trước"), change.left), (_("Bản sau"), change.right)):
        inside.addWidget(label(words, "muted"))
        inside.addWidget(label(text or _("(không có)"), wrap=True))
    return frame
