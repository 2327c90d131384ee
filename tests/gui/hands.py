"""What a person does at the window: types, presses, clicks; and a count of the keys pressed beside the typed text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from clc_desktop.gui.application import Desk

PATIENCE = 20_000
"""Milliseconds until a test gives up waiting for a state; never a pause."""


def wait_until_idle(qtbot: QtBot, desk: Desk) -> None:
    """Nothing is being worked on, and everything has been shown."""
    for _round in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: desk.jobs.idle, timeout=PATIENCE)
    QApplication.processEvents()


def type_text(text: str, into: QWidget | None = None) -> None:
    """Type any letters: QTest.keyClicks aborts the process on the first one beyond ASCII."""
    target = into or focused()
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(_receiver(target), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def compose(text: str, into: QWidget | None = None) -> None:
    """What an input method does: it shows a text while it is composed, then commits it."""
    event = QInputMethodEvent(text, [])
    QApplication.sendEvent(into or focused(), event)
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(into or focused(), event)


def focused() -> QWidget:
    """The widget that takes the keys."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def _receiver(target: QWidget) -> QWidget:
    """A list of suggestions takes the keys while it is open and hands them on."""
    return QApplication.activePopupWidget() or target


class Keyboard:
    """Presses keys and counts them; typed text is not counted."""

    def __init__(self) -> None:
        self.presses = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, with Ctrl or Shift held if need be."""
        self.presses += 1
        QTest.keyClick(_receiver(focused()), key, modifier)

    def tab(self, times: int = 1) -> None:
        """On to the next input."""
        for _time in range(times):
            self.press(Qt.Key.Key_Tab)


def drop_on(target: QWidget, paths: list[Path]) -> None:
    """Drag files from the file manager to a widget and let them go, all at once."""
    files, copy = QMimeData(), Qt.DropAction.CopyAction
    files.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    held = (files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPointF(target.rect().center()), copy, *held)
    QApplication.sendEvent(target, entering)
    assert entering.isAccepted(), "it may not be dropped here"
    QApplication.sendEvent(target, QDropEvent(QPointF(target.rect().center()), copy, *held))


def click(button: QPushButton) -> None:
    """Press a button with the mouse, as far as it can be pressed."""
    assert button.isEnabled(), f"{button.text()!r} cannot be pressed"
    assert button.isVisible(), f"{button.text()!r} is not on the screen"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def click_row(table: QTableView, at: int) -> None:
    """Click a row of a list, scrolled to as with the wheel; what opens the row is a key, or the second click."""
    index = next(
        found
        for found in (table.model().index(at, n) for n in range(table.model().columnCount()))
        if not table.isColumnHidden(found.column())
    )
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())


def button(inside: QWidget, words: str) -> QPushButton:
    """The one visible button with these words."""
    found = [b for b in inside.findChildren(QPushButton) if b.accessibleName() == words and b.isVisible()]
    assert len(found) == 1, f"{len(found)} visible buttons say {words!r}"
    return found[0]
