"""A box that opens above the content and asks for something; Esc leaves it, what is wrong stands below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from clc_desktop.gui.widgets import label


class AnswerBox(QFrame):
    """Hidden until ``reveal``; what it asks, and what happens with the answer, is its subclass's."""

    opened = Signal(bool)
    """Open, or closed again: pages make room for it where the window is small."""

    def __init__(self) -> None:
        super().__init__()
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self.hide()

    def reveal(self) -> None:
        """Show the box and tell the page."""
        self.show()
        self.opened.emit(True)

    def close_box(self) -> None:
        """Answered, or given up."""
        if self.isVisible():
            self.hide()
            self.opened.emit(False)

    def say(self, words: str) -> None:
        """What is wrong with the answer; nothing hides the line."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_box()
        else:
            super().keyPressEvent(event)
