"""Few answers side by side, one of them chosen: yes, no or not known; the arrows move, Tab goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from clc_desktop.gui import theme
from clc_desktop.gui.widgets import column, row
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

THREE_WAYS: tuple[tuple[bool | None, str], ...] = ((True, N_("Có")), (False, N_("Chưa có")), (None, N_("Chưa rõ")))
TWO_WAYS: tuple[tuple[bool | None, str], ...] = ((False, N_("Không")), (True, N_("Có")))


class AnswerInput(QWidget):
    """One of few answers, all of them in sight. ``raw`` is the number of the answer, "" for none."""

    edited = Signal()

    def __init__(self, choices: Sequence[tuple[Any, str]], *, upright: bool = False) -> None:
        super().__init__()
        self._values = [value for value, _words in choices]
        self.buttons = [QRadioButton(_(words)) for _value, words in choices]
        self._group = QButtonGroup(self)
        for made in self.buttons:
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.toggled.connect(self._toggled)
            self._group.addButton(made)
        if upright:
            column(*self.buttons, spacing=theme.GRID // 2, parent=self)
        else:
            row(*self.buttons, None, spacing=theme.GRID, parent=self)
            self.setFixedHeight(theme.INPUT_HEIGHT - 4)
        self.setFocusProxy(self.buttons[0])

    def setAccessibleName(self, name: str) -> None:
        """Each answer says what it answers."""
        super().setAccessibleName(name)
        for made in self.buttons:
            made.setAccessibleName(f"{name}: {made.text()}")

    def read(self) -> Any:
        number = self._number()
        return None if number is None else self._values[number]

    def show_value(self, value: Any) -> None:
        self._choose(self._values.index(value) if value in self._values else None)

    def raw(self) -> str:
        number = self._number()
        return "" if number is None else str(number)

    def show_raw(self, text: str) -> None:
        self._choose(int(text) if text.isdecimal() and int(text) < len(self.buttons) else None)

    def offer(self, choices: Sequence[str]) -> None:
        """All answers are in sight."""

    def _number(self) -> int | None:
        return next((number for number, made in enumerate(self.buttons) if made.isChecked()), None)

    def _choose(self, number: int | None) -> None:
        self._group.setExclusive(False)
        for other, made in enumerate(self.buttons):
            made.setChecked(other == number)
        self._group.setExclusive(True)
        has_keys = self.window().focusWidget() in self.buttons
        self.setFocusProxy(self.buttons[number or 0])
        if has_keys:
            self.setFocus()  # shown while the cursor waited here: it goes to the answer

    def _toggled(self, is_on: bool) -> None:
        if is_on:
            self.setFocusProxy(self.buttons[self._number() or 0])
            self.edited.emit()


def three_ways() -> AnswerInput:
    """Có / Chưa có / Chưa rõ."""
    return AnswerInput(THREE_WAYS)


def two_ways() -> AnswerInput:
    """Không / Có."""
    return AnswerInput(TWO_WAYS)
