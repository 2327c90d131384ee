"""Two frozen reports side by side: the figures that differ, with by how much, and the passages that were rewritten."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent, QTextBlockFormat, QTextCharFormat
from PySide6.QtWidgets import QButtonGroup, QFrame, QStackedWidget, QTextEdit, QWidget

from clc_desktop.domain.numbers import format_number
from clc_desktop.gui import theme
from clc_desktop.gui.pages.aggregator.figure_names import figure_words
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, card, clear_layout, column, label, row, scrolled
from clc_desktop.gui.words import moment, period_of
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clc_desktop.usecases.comparing_reports import Comparison, FigureChange, PassageChange, Stretch
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


LINE_HEIGHT = 135
"""Percent: stacked marks (Ễ, ậ) have room below a line that is struck out or underlined."""
_EDGE = 6
"""Pixels: border and padding above and below the words."""


class MarkedText(QTextEdit):
    """Words to read and copy, as high as they need; those that changed on a ground, struck out or underlined."""

    def __init__(self, words: str, text: Sequence[Stretch], *, is_gone: bool) -> None:
        super().__init__()
        self.setAccessibleName(words)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "read")
        self.document().setDocumentMargin(0)
        for bar in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        cursor = self.textCursor()
        form = QTextBlockFormat()
        form.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(form)
        for one in text:
            bare = one.text.rstrip() if one.changed else ""
            cursor.insertText(bare, _mark(is_gone=is_gone))
            cursor.insertText(one.text[len(bare) :], QTextCharFormat())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(ceil(self.document().size().height()) + _EDGE)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())


def _mark(*, is_gone: bool) -> QTextCharFormat:
    scheme = theme.colours()
    form = QTextCharFormat()
    form.setBackground(QColor(scheme.danger_soft if is_gone else scheme.done_soft))
    form.setForeground(QColor(scheme.danger if is_gone else scheme.done))
    form.setFontStrikeOut(is_gone)
    form.setFontUnderline(not is_gone)
    return form


def _passage(change: PassageChange) -> QWidget:
    frame, inside = card(12)
    inside.addWidget(label(change.heading or _("Đầu báo cáo"), "strong", wrap=True))
    sides = ((_("Bản trước (chữ gạch ngang: đã bỏ)"), change.left), (_("Bản sau (chữ gạch chân: mới)"), change.right))
    for number, (words, text) in enumerate(sides):
        inside.addWidget(label(words, "muted"))
        inside.addWidget(MarkedText(words, text, is_gone=number == 0) if text else label(_("(không có)")))
    return frame
