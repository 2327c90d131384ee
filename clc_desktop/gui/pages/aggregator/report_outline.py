"""The report's outline: headings as they will be numbered, below each the places to write, with what waits there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clc_desktop.gui import theme
from clc_desktop.gui.words import PLACES, word
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.narrating import Narrative

_ROW = Qt.ItemDataRole.UserRole
_NUMBER = re.compile(r"^[IVX]+\.[\d.]+ ")
WRITTEN = "✓"
"""Beside a place that has words of its own; a screen reader says it in words."""
_PAD, _GAP = 10, 6
_SINGLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


@dataclass(frozen=True)
class Row:
    """A heading (``place`` is ""), or a place with its marks: words and the tone of each."""

    words: str
    place: str = ""
    level: int = 1
    marks: tuple[tuple[str, str], ...] = ()


def rows_of(found: Narrative) -> list[Row]:
    """The outline as rows."""
    counts = Counter(one.place for one in found.findings if one.severity != "hint")
    errors = {one.place for one in found.findings if one.severity == "error"}
    rows: list[Row] = []
    for part in found.outline:
        rows.append(Row(f"{part.number} {part.title}".strip(), level=part.level))
        for place in part.places:
            passage = found.passages[place]
            marks = [(_("Chưa đọc"), "warning")] if passage.carried else []
            if counts[place]:
                marks.append((str(counts[place]), "error" if place in errors else "warning"))
            if not marks and passage.own and passage.text.strip():
                marks.append((WRITTEN, "done"))
            rows.append(Row(place_words(place), place, part.level, tuple(marks)))
    return rows


def place_words(place: str) -> str:
    """``Ưu điểm``: the place without the number of its section, which the outline says above it."""
    return _NUMBER.sub("", word(PLACES, place))


class Outline(QListWidget):
    """Headings are read, places are chosen; ``chosen`` names the place."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "outline")
        self.setAccessibleName(_("Các phần của báo cáo"))
        self.setItemDelegate(_Painter(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(lambda now, _before: self._tell(now))
        self._quiet = False

    def show_rows(self, rows: list[Row]) -> None:
        """Another outline; the place chosen stays chosen, and nobody is told."""
        kept = self.place
        self._quiet = True
        if [row.place for row in rows] != [self._row(number).place for number in range(self.count())]:
            self.clear()
            for _row in rows:
                self.addItem(QListWidgetItem())
        for number, row in enumerate(rows):
            item = self.item(number)
            marks = ", ".join(_("đã viết") if words == WRITTEN else words for words, _tone in row.marks)
            item.setData(_ROW, row)
            item.setText(f"{row.words}, {marks}" if marks else row.words)
            item.setToolTip(row.words)
            is_place = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(is_place if row.place else Qt.ItemFlag.NoItemFlags)
        self.choose(kept or next((row.place for row in rows if row.place), ""))
        self._quiet = False

    @property
    def place(self) -> str:
        """The place chosen; "" for none."""
        item = self.currentItem()
        row: Row | None = item.data(_ROW) if self.count() else None
        return row.place if row is not None else ""

    @property
    def places(self) -> list[str]:
        """All places in their order."""
        return [row.place for number in range(self.count()) if (row := self._row(number)).place]

    def choose(self, place: str) -> None:
        """Put the cursor on a place."""
        for number in range(self.count()):
            if self._row(number).place == place and place:
                self.setCurrentRow(number)

    def marks_of(self, place: str) -> tuple[str, ...]:
        """The words of its marks."""
        found = (self._row(number) for number in range(self.count()))
        return tuple(words for row in found if row.place == place for words, _tone in row.marks)

    def _row(self, number: int) -> Row:
        found: Row = self.item(number).data(_ROW) or Row("")
        return found

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._quiet and item.data(_ROW):
            self.chosen.emit(item.data(_ROW).place)


class _Painter(QStyledItemDelegate):
    """Headings in bold over as many lines as they need; places indented, marks at the right."""

    def __init__(self, outline: Outline) -> None:
        super().__init__(outline)
        self._outline = outline

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: Row = index.data(_ROW)
        if row.place:
            return QSize(100, 34)
        room = self._outline.viewport().width() - 2 * _PAD
        box = QFontMetrics(_bold(option.font)).boundingRect(0, 0, room, 400, Qt.TextFlag.TextWordWrap, row.words)
        return QSize(100, box.height() + 14)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(_ROW)
        scheme, rect = theme.colours(), QRect(option.rect)
        painter.save()
        if row.place:
            self._place(painter, option, rect, row, scheme)
        else:
            painter.setFont(_bold(option.font))
            painter.setPen(QColor(scheme.muted if row.level > 1 else scheme.text))
            painter.drawText(
                rect.adjusted(_PAD, 4, -_PAD, -2), Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter, row.words
            )
        painter.restore()

    def _place(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, row: Row, scheme: theme.Colours
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setBrush(QColor(scheme.accent_soft if is_chosen else scheme.hover))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        right = rect.right() - _PAD
        tones = {"error": (scheme.danger_soft, scheme.danger), "done": (scheme.surface, scheme.done)}
        small = QFont(option.font)
        small.setPixelSize(theme.SMALL_SIZE - 1)
        painter.setFont(small)
        for words, tone in reversed(row.marks):
            wide = painter.fontMetrics().horizontalAdvance(words) + 2 * _GAP + 4
            box = QRect(right - wide, rect.center().y() - 10, wide, 21)
            painter.setPen(Qt.PenStyle.NoPen)
            ground, ink = tones.get(tone, (scheme.warning_soft, scheme.warning))
            painter.setBrush(QColor(ground))
            if words != WRITTEN:
                painter.drawRoundedRect(box, 10, 10)
            painter.setPen(QColor(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            right = box.left() - _GAP
        painter.setFont(option.font)
        painter.setPen(QColor(scheme.text))
        inside = QRect(rect.left() + 2 * _PAD, rect.top(), right - rect.left() - 2 * _PAD, rect.height())
        shown = painter.fontMetrics().elidedText(row.words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, _SINGLE | Qt.AlignmentFlag.AlignLeft, shown)


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    made.setPixelSize(theme.SMALL_SIZE)
    return made
