"""A chart on the screen as the report prints it: the same picture, painted; a click or Enter opens the bar."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from clc_desktop import files
from clc_desktop.gui import theme
from clc_desktop.usecases.overview import Box, Label, Stroke

if TYPE_CHECKING:
    from clc_desktop.usecases.overview import Bar, Drawn

WIDTH = 468.0
"""Points: as wide as the text of the report."""
_LARGEST = 1.45
"""Pixels a point at most: 11 points are then no larger than a heading."""


@cache
def _family() -> str:
    """The report's own font, from our resources: text is measured in it."""
    for path in sorted((files.resource_path() / "fonts").glob("LiberationSerif-*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    return "Liberation Serif"


class ChartView(QWidget):
    """Arrow keys walk over the bars, Enter opens the one under the cursor."""

    opened = Signal(object, str)
    """The cell of a bar, and its words."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__()
        self.drawn = drawn
        self._at = -1
        self.setAccessibleName(drawn.chart.in_words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self.drawn.picture.height * self._scale(width)) + 8

    def sizeHint(self) -> QSize:
        width = round(self.drawn.picture.width * 1.2)
        return QSize(width, self.heightForWidth(width))

    def _scale(self, width: int) -> float:
        return min(width / self.drawn.picture.width, _LARGEST)

    def bar_at(self, place: QPointF) -> int:
        """The bar under a point of the widget; -1 for none."""
        scale = self._scale(self.width())
        for number, bar in enumerate(self.drawn.bars):
            if _rect(bar, scale).adjusted(-1, -2, 1, 2).contains(place):
                return number
        return -1

    def place_of(self, number: int) -> QPointF:
        """The middle of a bar."""
        return _rect(self.drawn.bars[number], self._scale(self.width())).center()

    def _open(self, number: int) -> None:
        if 0 <= number < len(self.drawn.bars):
            bar = self.drawn.bars[number]
            self.opened.emit(bar.cell, bar.words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._open(self.bar_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_bar = self.bar_at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_bar else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
            Qt.Key(event.key())
        )
        if step is not None and self.drawn.bars:
            self._at = (self._at + step) % len(self.drawn.bars)
            self.setAccessibleDescription(self.drawn.bars[self._at].words)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.bar_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.drawn.bars[number].words if number >= 0 else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        scale, ink = self._scale(self.width()), QColor(theme.colours().text)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        for shape in self.drawn.picture.shapes:
            match shape:
                case Box():
                    painter.setPen(QPen(ink, shape.line) if shape.line else Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(shape.fill))
                    painter.drawRect(QRectF(shape.x, shape.y, shape.width, shape.height))
                case Stroke():
                    painter.setPen(QPen(ink, shape.line))
                    painter.drawLine(QPointF(shape.x, shape.y), QPointF(shape.to_x, shape.to_y))
                case Label():
                    _write(painter, shape, ink)
        if self.hasFocus() and 0 <= self._at < len(self.drawn.bars):
            bar = self.drawn.bars[self._at]
            painter.setPen(QPen(QColor(theme.colours().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(bar.x - 2, bar.y - 2, bar.width + 4, bar.height + 4))


def _rect(bar: Bar, scale: float) -> QRectF:
    return QRectF(bar.x * scale, bar.y * scale, bar.width * scale, bar.height * scale)


def _write(painter: QPainter, text: Label, ink: QColor) -> None:
    """A text at its base line; the font is sized in the picture's points, not in the screen's."""
    font = QFont(_family())
    font.setPixelSize(100)  # measured large and scaled down: whole pixels would be too coarse
    font.setBold(text.bold)
    painter.save()
    painter.setFont(font)
    painter.setPen(ink)
    factor = text.size / 100
    width = painter.fontMetrics().horizontalAdvance(text.text) * factor
    left = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    painter.translate(left, text.y)
    painter.scale(factor, factor)
    painter.drawText(QPointF(0, 0), text.text)
    painter.restore()
