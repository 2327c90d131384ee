"""Asking for a reason at the place of the work: a sentence, a text, one button. Empty reasons go no further."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton

from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.forms import Field, FieldBox
from clc_desktop.gui.widgets import button, cancel_button, card, label, row, set_words
from clc_desktop.i18n import N_, error_text, problem_text


class ReasonBox(QFrame):
    """Opens above the content; Enter confirms, Esc leaves. ``open_box`` says what it is for and what to do then."""

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card()
        self.sentence = label("", "strong", wrap=True)
        self.box = FieldBox(Field("reason", N_("Lý do"), LineInput, required=True))
        self.confirm: QPushButton = button(" ", self._confirm, kind="primary")
        self._act: Callable[[str], object] = lambda _reason: None
        self._is_needed = True
        inside.addWidget(self.sentence)
        inside.addWidget(self.box)
        inside.addLayout(row(self.confirm, cancel_button(self.close_box), None))
        row(frame, parent=self)
        self.box.input.returnPressed.connect(self._confirm)
        self.hide()

    def open_box(self, sentence: str, words: str, act: Callable[[str], object], *, is_needed: bool = True) -> None:
        """Ask; ``act`` is called with the reason, and closes the box when it went well."""
        self._act, self._is_needed = act, is_needed
        self.sentence.setText(sentence)
        set_words(self.confirm, words)
        self.confirm.setToolTip(words)
        self.box.input.clear()
        self.box.show_problem()
        self.show()
        self.box.input.setFocus()

    def close_box(self) -> None:
        """Answered, or given up."""
        self.hide()

    def show_error(self, error: ClcError) -> None:
        """Refused: said under the reason, which stays as typed."""
        self.box.show_problem(error_text(error))
        self.box.input.setFocus()

    def _confirm(self) -> None:
        reason = self.box.input.read()
        if self._is_needed and not reason:
            self.box.show_problem(problem_text(Problem("required", "reason")))
            self.box.input.setFocus()
            return
        self._act(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_box()
        else:
            super().keyPressEvent(event)
