"""A box that opens above the content and asks for something; Esc leaves it, what is wrong stands below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid

from clc_desktop.gui.widgets import label


class AnswerBox(QFrame):
    """Hidden until ``reveal``; what it asks, and what happens with the answer, is its subclass's."""

    opened = Signal(bool)
    """Open, or closed again: pages make room for it where the window is small."""

    def __init__(self) -> None:
        super().__init__()
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self._left: QWidget | None = None
        self.hide()

    def reveal(self) -> None:
        """Show the box and tell the page."""
        if not self.isVisible():
            self._left = QApplication.focusWidget()
        self.show()
        self.opened.emit(True)

    def close_box(self) -> None:
        """Answered, or given up; the keys go back to where they were."""
        if not self.isVisible():
            return
        focused = QApplication.focusWidget()
        had_keys = focused is not None and self.isAncestorOf(focused)
        self.hide()
        self.opened.emit(False)
        if had_keys and self._left is not None and isValid(self._left) and self._left.isVisible():
            self._left.setFocus()

    def say(self, words: str) -> None:
        """What is wrong with the answer; nothing hides the line."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_box()
        else:
            super().keyPressEvent(event)
