"""Inputs: each gives a value (``read``, text in NFC), takes one (``show_value``) and says when it was edited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QToolTip, QWidget

from clc_desktop import i18n
from clc_desktop.domain import clock
from clc_desktop.domain.dates import parse_date
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.numbers import format_number
from clc_desktop.domain.typed import parse_count
from clc_desktop.domain.vietnamese import clean, search_key
from clc_desktop.gui import icons, theme
from clc_desktop.gui.completion import AccentlessCompleter
from clc_desktop.gui.widgets import as_typed
from clc_desktop.i18n import text as _


class Unreadable(Exception):
    """What was typed is no value of this input, for the reason that ``problem`` gives."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def split_list(text: str) -> tuple[str, ...]:
    """``Hội nông dân, Hội phụ nữ xã``: the names between commas or semicolons, without empty ones."""
    return tuple(part for piece in re.split(r"[,;]", text) if (part := clean(piece)))


class Input(Protocol):
    """What a form knows of an input. ``raw`` is the text as typed: what a draft keeps."""

    edited: Signal

    def read(self) -> Any: ...
    def show_value(self, value: Any) -> None: ...
    def raw(self) -> str: ...
    def show_raw(self, text: str) -> None: ...
    def offer(self, choices: Sequence[str]) -> None: ...


class LineInput(QLineEdit):
    """One line of free text, with earlier values offered."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.INPUT_HEIGHT)
        self._made: AccentlessCompleter | None = None
        self.textChanged.connect(lambda _text: self.edited.emit())

    def read(self) -> Any:
        return clean(self.text())

    def show_value(self, value: Any) -> None:
        self.setText(str(value or ""))
        self.setCursorPosition(0)

    def raw(self) -> str:
        return self.text()

    def show_raw(self, text: str) -> None:
        self.setText(text)

    def offer(self, choices: Sequence[str]) -> None:
        """Suggest these while typing."""
        if choices or self._made is not None:
            self._completer.set_choices(choices)

    @property
    def _completer(self) -> AccentlessCompleter:
        """Made with the first suggestions: its list is slow to make, and most inputs have none."""
        if self._made is None:
            self._made = self._make_completer()
        return self._made

    @_completer.setter
    def _completer(self, made: AccentlessCompleter) -> None:
        self._made = made

    def _make_completer(self) -> AccentlessCompleter:
        return AccentlessCompleter(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class ListInput(LineInput):
    """Several names in one line, between commas; each is completed by itself."""

    def _make_completer(self) -> AccentlessCompleter:
        return AccentlessCompleter(self, last_part_only=True)

    def read(self) -> Any:
        return split_list(self.text())

    def show_value(self, value: Any) -> None:
        super().show_value(", ".join(value or ()))


class IntegerInput(LineInput):
    """A whole number; gets its dots when it is left, in either language, for so it is read. Empty is None, not 0."""

    def __init__(self) -> None:
        super().__init__()
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.editingFinished.connect(self._tidy)

    def read(self) -> Any:
        if not self.text().strip():
            return None
        return _value(parse_count(self.text()))

    def show_value(self, value: Any) -> None:
        super().show_value("" if value is None else format_number(value))

    def _tidy(self) -> None:
        number = parse_count(self.text())
        if isinstance(number, int) and self.text() != format_number(number):
            self.setText(format_number(number))


class DateInput(LineInput):
    """A day, typed as ``5/1`` or ``5/1/2020``; the arrows up and down go a day on and back; Alt and the arrow down, or
    the little calendar, open a month to pick from.
    """

    def __init__(self) -> None:
        super().__init__()
        self.year: Callable[[], int] = lambda: clock.today().year
        self.setPlaceholderText("dd/mm/yyyy")
        self.editingFinished.connect(self._tidy)
        self.pick_action = self.addAction(icons.icon("calendar", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self.pick_action.setText(_("Chọn ngày"))
        self.pick_action.setToolTip(_("Chọn ngày (Alt+↓)"))
        self.pick_action.triggered.connect(self.pick)

    def read(self) -> Any:
        if not self.text().strip():
            return None
        return _value(parse_date(self.text(), self.year()))

    def show_value(self, value: Any) -> None:
        super().show_value(i18n.date(value) if isinstance(value, date) else "")

    def _tidy(self) -> None:
        day = parse_date(self.text(), self.year())
        if isinstance(day, date) and self.text() != i18n.date(day):
            self.setText(i18n.date(day))

    def pick(self) -> None:
        """Open the month of the day that stands here, else of today or the first of the year that is worked on."""
        from clc_desktop.gui.day_picker import DayPicker

        day, today = parse_date(self.text(), self.year()), clock.today()
        if not isinstance(day, date):
            day = today if today.year == self.year() else date(self.year(), 1, 1)
        picker = DayPicker(self)
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.chosen.connect(self._take)
        picker.open_at(day)

    def _take(self, day: date) -> None:
        self.show_value(day)
        self.setFocus()
        self.editingFinished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.pick()
            return
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        day = parse_date(self.text(), self.year())
        if step and isinstance(day, date):
            self.show_value(date.fromordinal(day.toordinal() + step))
        else:
            super().keyPressEvent(event)


class ChoiceInput(QComboBox):
    """One of few words. Typing any part of it without accents finds it; leaving the input completes it."""

    edited = Signal()

    def __init__(self, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.setFixedHeight(theme.INPUT_HEIGHT)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]
        line = self.lineEdit()
        assert line is not None
        self._line = line
        self._completer = AccentlessCompleter(self._line, eager=True)
        self.set_choices(choices)
        self._line.editingFinished.connect(self._tidy)
        self.editTextChanged.connect(lambda _text: self.edited.emit())
        self._line.installEventFilter(self)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these (value, word) pairs; nothing is chosen, and that is no edit."""
        before = self.blockSignals(True)
        self.clear()
        for value, words in choices:
            self.addItem(words, value)
        self._completer.set_choices([words for _, words in choices])
        self.setCurrentIndex(-1)
        self.blockSignals(before)

    def read(self) -> Any:
        typed = self.currentText().strip()
        if not typed:
            return None
        position = self._found(typed)
        if position < 0:
            raise Unreadable(Problem("not_in_list"))
        return self.itemData(position)

    def show_value(self, value: Any) -> None:
        position = next((n for n in range(self.count()) if self.itemData(n) == value), -1)
        self.setCurrentIndex(position)
        self._line.setText(self.itemText(position) if position >= 0 else "")
        self._line.setCursorPosition(0)
        if self._line.hasFocus():  # as when it was entered: what is typed now replaces it; its beginning stays in sight
            self._line.end(False)
            self._line.home(True)

    def raw(self) -> str:
        return self.currentText()

    def show_raw(self, text: str) -> None:
        self._line.setText(text)
        self._tidy()

    def offer(self, choices: Sequence[str]) -> None:
        """The words are given by ``set_choices``."""

    def _found(self, typed: str) -> int:
        """The choice meant: the same words, or the only one that holds what was typed."""
        words = [self.itemText(number) for number in range(self.count())]
        same = [number for number, text in enumerate(words) if search_key(text) == search_key(typed)]
        near = same or [words.index(text) for text in self._completer.matches(typed)]
        return near[0] if len(near) == 1 else -1

    def _tidy(self) -> None:
        """Write the choice out; not while its suggestions open, which some systems take for leaving the input."""
        position = -1 if self._completer.is_open else self._found(self.currentText())
        if position >= 0 and self.currentText() != self.itemText(position):
            self.setCurrentIndex(position)
            self._line.setText(self.itemText(position))
            self._line.setCursorPosition(0)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self._line and event.type() == QEvent.Type.FocusIn:
            self._line.selectAll()
        return bool(super().eventFilter(watched, event))  # type: ignore[arg-type]

    def event(self, event: QEvent) -> bool:
        """Words longer than the box are read whole in its tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            is_cut = self._line.fontMetrics().horizontalAdvance(self.currentText()) > self._line.width()
            QToolTip.showText(event.globalPos(), as_typed(self.currentText()) if is_cut else "", self)
            return True
        return super().event(event)

    def wheelEvent(self, event: object) -> None:
        """A wheel that scrolls the page must not change what is chosen."""
        event.ignore()  # type: ignore[attr-defined]


class TextInput(QPlainTextEdit):
    """Several lines of plain text; Tab goes on to the next input."""

    edited = Signal()

    def __init__(self, lines: int = 3) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(16 + lines * (self.fontMetrics().lineSpacing() + 1))
        self.textChanged.connect(self.edited.emit)

    def read(self) -> Any:
        return unicodedata.normalize("NFC", self.toPlainText()).strip()

    def show_value(self, value: Any) -> None:
        self.setPlainText(str(value or ""))

    def raw(self) -> str:
        return self.toPlainText()

    def show_raw(self, text: str) -> None:
        self.setPlainText(text)

    def offer(self, choices: Sequence[str]) -> None:
        """Nothing is suggested for long texts."""


def focus_target(widget: QWidget) -> QWidget:
    """The widget that takes the keys."""
    line = widget.lineEdit() if isinstance(widget, QComboBox) else None
    return line or widget


def _value(parsed: Any) -> Any:
    """A value that could be read, or why it could not."""
    if isinstance(parsed, Problem):
        raise Unreadable(parsed)
    return parsed
