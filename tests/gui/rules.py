"""What a machine can see of a window that a person would mind; each rule gives back what breaks it, in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTextEdit,
    QWidget,
)

from clc_desktop.gui.page import Page
from clc_desktop.gui.widgets import PLAIN, Paragraph

INPUTS = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QAbstractButton, QAbstractItemView)
SLACK = 2
"""Pixels that a label may lack: the last letter's own gap."""
MOST_STOPS = 150
"""Presses of Tab after which it is said to go nowhere."""


def shown_inputs(inside: QWidget) -> Iterator[QWidget]:
    """Everything that takes keys or clicks and can be seen, without the parts that others are made of."""
    for kind in INPUTS:
        for widget in inside.findChildren(kind):
            if widget.isVisible() and not _is_part(widget):
                yield widget


def _is_part(widget: QWidget) -> bool:
    """The line of a combo box, the cross of a line, a table's heads and corner."""
    parent = widget.parent()
    holders = (QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView)
    return isinstance(widget, QHeaderView | QScrollBar) or isinstance(parent, holders)


def told(widget: QWidget) -> str:
    """The widget as a person who mends it finds it."""
    words = widget.accessibleName() or getattr(widget, "text", lambda: "")()
    return f"{type(widget).__name__} {words!r}"


# --- names and texts --------------------------------------------------------------------------------------------------


def nameless(inside: QWidget) -> list[str]:
    """What a screen reader could not say."""
    return [told(w) for w in shown_inputs(inside) if not (w.accessibleName() or getattr(w, "text", lambda: "")())]


def cut_texts(inside: QWidget) -> list[str]:
    """Words that do not fit into their label, button, box or heading."""
    found = [f"{told(w)} cut: {w.width()} of {_needed(w)}" for w in _worded(inside) if w.width() < _needed(w)]
    for header in inside.findChildren(QHeaderView):
        if header.isVisible() and header.orientation() == Qt.Orientation.Horizontal:
            found += _cut_sections(header)
    return found


def cut_in_title_row(page: Page) -> list[str]:
    """Buttons beside the page's name that have no room for their words."""
    line = page.help_button.geometry()
    row = [
        w for w in page.findChildren(QPushButton) if w.isVisible() and w.mapTo(page, QPoint(0, 0)).y() in _span(line)
    ]
    return [f"{told(w)} cut: {w.width()} of {_needed(w)}" for w in row if w.width() < _needed(w)]


def _span(line: QRect) -> range:
    return range(line.top(), line.bottom() + 1)


def _worded(inside: QWidget) -> Iterator[QWidget]:
    for label in inside.findChildren(QLabel):
        if label.isVisible() and label.text() and not isinstance(label, Paragraph) and not label.wordWrap():
            yield label
    for kind in (QPushButton, QCheckBox, QRadioButton, QComboBox):
        yield from (widget for widget in inside.findChildren(kind) if widget.isVisible())


def _needed(widget: QWidget) -> int:
    """The width that its words want."""
    if isinstance(widget, QLabel):
        return min(widget.fontMetrics().horizontalAdvance(widget.text()), widget.sizeHint().width()) - SLACK
    if isinstance(widget, QComboBox):
        return widget.width() - _edit_field(widget).width() + widget.fontMetrics().horizontalAdvance(_chosen(widget))
    if isinstance(widget, QPushButton) and widget.layout() is not None:
        return 0  # it holds labels of its own
    return widget.sizeHint().width()


def _chosen(box: QComboBox) -> str:
    """A choice as it stands in its box; a long one of a person's own making (a topic) may be cut."""
    return "" if box.property("long") else box.currentText()


def _edit_field(box: QComboBox) -> QRect:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)


def _cut_sections(header: QHeaderView) -> Iterator[str]:
    for number in range(header.count()):
        needed = header.sectionSizeFromContents(number).width()
        if not header.isSectionHidden(number) and header.sectionSize(number) < needed:
            words = header.model().headerData(number, Qt.Orientation.Horizontal)
            yield f"heading {words!r} cut: {header.sectionSize(number)} of {needed}"


def read_as_markup(inside: QWidget) -> list[str]:
    """Labels that would not show text as it was typed."""
    labels = (made for made in inside.findChildren(QLabel) if made.isVisible() and made.text())
    return [told(made) for made in labels if made.textFormat() != PLAIN]


def sideways(inside: QWidget) -> list[str]:
    """What scrolls from left to right."""
    areas = inside.findChildren(QAbstractScrollArea)
    return [told(area) for area in areas if area.isVisible() and area.horizontalScrollBar().isVisible()]


def too_narrow(page: QWidget) -> list[str]:
    """What reaches beyond the page."""
    room = page.rect()
    return [
        f"{told(w)} reaches beyond the page"
        for w in shown_inputs(page)
        if not _is_scrolled(w, page) and not room.contains(QRect(w.mapTo(page, QPoint(0, 0)), w.size()))
    ]


def _is_scrolled(widget: QWidget, page: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not page:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


# --- the way of Tab ---------------------------------------------------------------------------------------------------


def walk(window: QWidget, start: QWidget) -> tuple[list[QWidget], list[str]]:
    """Press Tab from ``start`` until it comes back: the widgets passed, and those on which no focus was to be seen."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    passed: list[QWidget] = []
    blind: list[str] = []
    current = QApplication.focusWidget()
    while current is not None and current not in passed and len(passed) < MOST_STOPS:
        passed.append(current)
        with_focus = _picture(current)
        QTest.keyClick(current, Qt.Key.Key_Tab)
        QApplication.processEvents()
        following = QApplication.focusWidget()
        if following is not current and current.isVisible() and _picture(current) == with_focus:
            blind.append(told(current))
        current = following
    if current is not start:
        blind.append(f"Tab goes round without coming back to {told(start)}: it meets {current and told(current)}")
    return passed, blind


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def left_out(page: QWidget, passed: list[QWidget]) -> list[str]:
    """Inputs that Tab should reach and does not."""
    reached = set(passed)
    found = []
    for widget in shown_inputs(page):
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_tab and widget.isEnabled() and not (reached & {widget, widget.focusProxy()}):
            found.append(told(widget))
    return found


def unreachable(page: QWidget) -> list[str]:
    """Inputs that no key reaches at all; of buttons that exclude each other one is enough."""
    return [told(w) for w in shown_inputs(page) if w.isEnabled() and w.focusPolicy() == Qt.FocusPolicy.NoFocus]


def out_of_order(page: QWidget, passed: list[QWidget]) -> list[str]:
    """Steps that go up, or left in one line: between neighbours in the page, and between the groups that hold them."""
    inside = [widget for widget in passed if page.isAncestorOf(widget)]
    found = []
    for one, other in itertools.pairwise(inside):
        first, second = _branches(page, one, other)
        if _is_before(second, first):
            found.append(f"{told(one)} → {told(other)}")
    return found


def _branches(page: QWidget, one: QWidget, other: QWidget) -> tuple[QRect, QRect]:
    """Where the two parts lie in which the two widgets begin to differ."""
    above, over = _way(page, one), _way(page, other)
    place = next((n for n, (a, b) in enumerate(zip(above, over, strict=False)) if a is not b), None)
    pair = (one, other) if place is None else (above[place], over[place])
    first, second = (QRect(w.mapTo(page, QPoint(0, 0)), w.size()) for w in pair)
    return first, second


def _way(page: QWidget, widget: QWidget) -> list[QWidget]:
    way = [widget]
    while way[0].parentWidget() is not page:
        way.insert(0, way[0].parentWidget())
    return way


def _is_before(second: QRect, first: QRect) -> bool:
    """Whether whoever reads meets ``second`` earlier: above (but not in a further column), or in one line and left."""
    is_above = second.bottom() < first.top() and second.left() <= first.right()
    is_one_line = second.top() <= first.bottom() and first.top() <= second.bottom()
    return is_above or (is_one_line and second.right() < first.left())
