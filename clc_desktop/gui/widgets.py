"""Small pieces that every page is built from: labels that show text as typed, buttons, rows, cards, empty states."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TypeVar

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStylePainter,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from clc_desktop.gui import icons, theme
from clc_desktop.i18n import text as _

L = TypeVar("L", bound=QBoxLayout)
ICON_GAP = "\u2002"
"""Between an icon and its word; Qt's own gap is too narrow."""
PLAIN = Qt.TextFormat.PlainText
"""How every label and box shows text: as typed, never as markup."""
LINE_HEIGHT = 1.45
"""Of wrapped text, times the letters' size."""
SLACK = 2
"""Pixels that a line may lack: the last letter's own gap."""
_HELP = "help"


def label(words: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """A label that never reads its text as markup: what people type is shown as typed."""
    made = Paragraph(words) if wrap else Line(words)
    made.setTextFormat(PLAIN)
    if kind:
        made.setProperty("kind", kind)
    return made


def as_typed(words: str) -> str:
    """For a tooltip, which else would read ``<b>`` as markup: what people type is shown as typed."""
    return f"<span>{escape(words)}</span>"


class Line(QLabel):
    """Words on one line; without room for them all they end with …, and the tooltip has the whole."""

    @property
    def is_cut(self) -> bool:
        """Whether some of it cannot be read."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width() + SLACK

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_cut:
            super().paintEvent(event)
            return
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, self.alignment() | Qt.TextFlag.TextSingleLine, shown)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip() and self.is_cut:
            QToolTip.showText(event.globalPos(), as_typed(self.text()), self)
            return True
        return super().event(event)


class WordButton(QPushButton):
    """A button whose words end with … where there is no room for them; its tooltip has the whole."""

    def sizeHint(self) -> QSize:
        """A tab has room for the heavier letters that it gets when it is chosen."""
        size = super().sizeHint()
        if self.property("kind") == "tab":
            heavy = QFont(self.font())
            heavy.setWeight(QFont.Weight.DemiBold)
            widths = [one.horizontalAdvance(self.text()) for one in (QFontMetrics(heavy), self.fontMetrics())]
            size.setWidth(size.width() + max(widths[0] - widths[1], 0))
        return size

    def paintEvent(self, event: QPaintEvent) -> None:
        missing = self.sizeHint().width() - self.width()
        if missing <= 0 or not self.text():
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, room = self.text(), self.fontMetrics().horizontalAdvance(self.text()) - missing
        option.text = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class Paragraph(QLabel):
    """A wrapped text with room between its lines: stacked marks (Ễ, ậ) must not touch the line above.

    Qt's own label offers that for markup only, and what people type is never read as markup.
    """

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def setText(self, words: str) -> None:
        super().setText(words)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(1, len(self._lines(width))) * self._line_height()

    def sizeHint(self) -> QSize:
        longest = max((self.fontMetrics().horizontalAdvance(line) for line in self.text().split("\n")), default=0)
        width = min(longest + 2, 480)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 120), self._line_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        height, lines = self._line_height(), self._lines(self.width())
        is_centred = bool(self.alignment() & Qt.AlignmentFlag.AlignVCenter)
        top = max(self.height() - height * len(lines), 0) // 2 if is_centred else 0
        for number, line in enumerate(lines):
            place = QRect(0, top + number * height, self.width(), height)
            painter.drawText(place, self.alignment() | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line)

    def _line_height(self) -> int:
        return round(self.font().pixelSize() * LINE_HEIGHT)

    def _lines(self, width: int) -> list[str]:
        return [line for part in self.text().split("\n") for line in self._broken(part, width)]

    def _broken(self, part: str, width: int) -> list[str]:
        layout = QTextLayout(part, self.font())
        lines: list[str] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 40))
            lines.append(part[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        return lines or [""]


def chip(words: str, tone: str = "") -> QLabel:
    """A state: a word on a soft ground, never a colour alone."""
    made = label(words, "chip")
    made.setProperty("tone", tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def button(
    words: str,
    act: Callable[[], object] | None = None,
    *,
    kind: str = "",
    icon: str = "",
    key: str = "",
    tip: str = "",
) -> QPushButton:
    """A button; its shortcut is shown in the tooltip."""
    made = WordButton(f"{ICON_GAP}{words}" if icon and words else words)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    made.setMinimumHeight(theme.INPUT_HEIGHT)
    if icon:
        icons.put_on(made, icon, {"primary": "on_accent", "plain": "accent", "danger": "danger"}.get(kind, "text"))
    if key:
        made.setShortcut(QKeySequence(key))
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) if key else ""
    made.setToolTip(" ".join(part for part in (tip or words, f"({shown})" if shown else "") if part))
    made.setAccessibleName(words or tip)
    if act is not None:
        made.clicked.connect(lambda *_args: act())
    return made


def shortcut(keys: str, parent: QWidget, act: Callable[[], object], words: str) -> QShortcut:
    """A key for something that has no button of its own; it works while ``parent`` is on the screen. Help lists it."""
    made = QShortcut(QKeySequence(keys), parent)
    made.setWhatsThis(words)
    made.activated.connect(act)
    return made


def help_button(act: Callable[[], object]) -> QPushButton:
    """The question mark beside a title: help with what stands there, by F1 as well."""
    made = button("", act, kind="tool", icon="circle-help", key="F1", tip=_("Hướng dẫn"))
    made.setObjectName(_HELP)
    made.setFixedWidth(theme.INPUT_HEIGHT)
    return made


def help_key(box: QDialog) -> None:
    """F1 in a box above the window does what it does on the page below."""

    def press() -> None:
        below = (box.parentWidget() or box).window()
        shown = (made for made in below.findChildren(QPushButton, _HELP) if made.isVisible())
        if made := next(shown, None):
            made.click()

    shortcut("F1", box, press, _("Hướng dẫn"))


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and forget it."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def set_words(widget: QPushButton, words: str) -> None:
    """Another word on a button, with the gap that its icon needs; a tooltip that said the old word says the new one."""
    keys, before = widget.shortcut(), widget.accessibleName()
    if before and widget.toolTip().startswith(before):
        widget.setToolTip(words + widget.toolTip().removeprefix(before))
    widget.setText(words if widget.icon().isNull() else f"{ICON_GAP}{words}")
    widget.setShortcut(keys)  # Qt forgets it with the old words
    widget.setAccessibleName(words)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and have it looked at again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def row(*items: QWidget | int | None, spacing: int = theme.GRID, parent: QWidget | None = None) -> QHBoxLayout:
    """Widgets side by side; a number is a gap, None the stretch between left and right."""
    return _fill(QHBoxLayout(parent) if parent else QHBoxLayout(), items, spacing)


def column(*items: QWidget | int | None, spacing: int = theme.GRID, parent: QWidget | None = None) -> QVBoxLayout:
    """Widgets one below the other."""
    return _fill(QVBoxLayout(parent) if parent else QVBoxLayout(), items, spacing)


def _fill(layout: L, items: tuple[QWidget | int | None, ...], spacing: int) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            layout.addWidget(item)
    return layout


def card(margin: int = 2 * theme.GRID) -> tuple[QFrame, QVBoxLayout]:
    """A white sheet on the page's ground, and its layout."""
    frame = QFrame()
    frame.setProperty("kind", "card")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(margin, margin, margin, margin)
    inside.setSpacing(theme.GRID)
    return frame, inside


def scrolled(inside: QWidget) -> QScrollArea:
    """Something taller than the window may be; scrolls up and down only."""
    inside.setProperty("kind", "scrolled")
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    return area


def bring_into_sight(widget: QWidget) -> None:
    """Scroll to a widget that got the keys: Qt does so for the Tab key only. Waits until it has its place."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        QTimer.singleShot(0, widget, lambda: area.ensureWidgetVisible(widget, 0, 12 * theme.GRID))


class EmptyState(QWidget):
    """What stands where nothing is yet: one sentence and one button."""

    def __init__(self, icon: str, sentence: str, action: QPushButton | None = None) -> None:
        super().__init__()
        self._icon = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = label(sentence, "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMinimumWidth(420)
        layout = column(None, self._picture, self.sentence, spacing=2 * theme.GRID, parent=self)
        layout.setAlignment(self.sentence, Qt.AlignmentFlag.AlignHCenter)
        if action is not None:
            layout.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)

    def showEvent(self, event: object) -> None:
        self._picture.setPixmap(icons.pixmap(self._icon, "border_strong", 48, self.devicePixelRatioF()))
        super().showEvent(event)  # type: ignore[arg-type]


def cancel_button(act: Callable[[], object]) -> QPushButton:
    """The one way back."""
    return button(_("Hủy"), act, tip=_("Hủy (Esc)"))
