"""Typing the number that was read over the phone. It is never shown here: whoever compares must have heard it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui.answer_box import AnswerBox
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.forms import Field, FieldBox, beside
from clc_desktop.gui.widgets import button, cancel_button, card, label, row
from clc_desktop.i18n import N_, coded

HEIGHT = 80
"""Pixels of the label, the input and the line below it: a low window does not press them together."""


class CheckNumberBox(AnswerBox):
    """Opens above the content when a number is needed; Enter confirms, Esc leaves."""

    confirmed = Signal(str)

    def __init__(self, sentence: str, act: str) -> None:
        super().__init__()
        frame, inside = card()
        self.sentence = label(sentence, wrap=True)
        self.box = FieldBox(
            Field("check_number", N_("Số kiểm tra"), LineInput, help=N_("12 chữ số, ví dụ 1234 5678 9012"))
        )
        self.box.setFixedWidth(400)
        self.box.setMinimumHeight(HEIGHT)
        self.confirm = button(act, self._confirm, kind="primary")
        inside.addWidget(self.sentence)
        inside.addLayout(row(self.box, beside(self.confirm), beside(cancel_button(self.close_box)), None))
        row(frame, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.box.input.returnPressed.connect(self._confirm)

    def open_box(self, sentence: str = "") -> None:
        """Ask."""
        if sentence:
            self.sentence.setText(sentence)
        self.box.input.clear()
        self.box.show_problem()
        self.reveal()
        self.box.input.setFocus()

    def show_error(self, error: ClcError) -> None:
        """What was typed is not the number."""
        self.show_refusal(error.code, error.data)

    def show_refusal(self, code: str, data: Mapping[str, Any] | None = None) -> None:
        """The same, by the code of the refusal."""
        self.box.show_problem(coded("error", code, data))
        self.box.input.setFocus()
        self.box.input.selectAll()

    def _confirm(self) -> None:
        number = self.box.input.read()
        if number:
            self.confirmed.emit(number)
        else:
            self.box.input.setFocus()
