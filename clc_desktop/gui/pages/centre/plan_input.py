"""One cell of the plan's grid."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from clc_desktop.gui.fields import IntegerInput

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}


class PlanInput(IntegerInput):
    """A number; a range of cells pasted into it is the grid's concern."""

    pasted = Signal(str)
    stepped = Signal(int)
    """So many lines down, by the arrows or Enter."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and (lines := _STEPS.get(Qt.Key(event.key()))):
            self.stepped.emit(lines)
            return
        text = QApplication.clipboard().text().rstrip("\r\n")
        if event.matches(QKeySequence.StandardKey.Paste) and any(mark in text for mark in "\t\n\r"):
            self.pasted.emit(text)
        else:
            super().keyPressEvent(event)

    def tidy(self) -> None:
        """With its dots, as after typing."""
        self._tidy()
