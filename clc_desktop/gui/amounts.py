"""Inputs for amounts of money, counts and years: dots where an office writes them, none in years."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from clc_desktop.domain.dates import parse_year
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.numbers import format_number
from clc_desktop.domain.typed import parse_count, parse_money
from clc_desktop.gui.fields import LineInput, Unreadable

_YEARS = re.compile(r"[,;\s]+")


class NumberInput(LineInput):
    """A whole number that gets its dots while digits are typed; a text with words or a comma is left as it is.

    Empty is None (nobody has said), not 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept = ""
        self.textEdited.connect(self._dot)
        self.editingFinished.connect(self._tidy)

    def parse(self, text: str) -> int | Problem:
        """How the text is read."""
        return parse_count(text)

    def read(self) -> Any:
        if not self.text().strip():
            return None
        return _value(self.parse(self.text()))

    def show_value(self, value: Any) -> None:
        super().show_value("" if value is None else format_number(value))

    def _dot(self, text: str) -> None:
        """Put the dots anew, unless somebody sets them by hand; the cursor stays behind the same digit."""
        digits = text.replace(".", "")
        is_by_hand = text.count(".") > self._kept.count(".") or not _is_ours(self._kept)
        if is_by_hand or not digits.isascii() or not digits.isdigit():
            self._kept = text
            return
        behind = len(text[self.cursorPosition() :].replace(".", ""))
        self._kept = format_number(int(digits))
        if self._kept != text:
            self.setText(self._kept)
            self.setCursorPosition(_place(self._kept, behind))

    def setText(self, text: str | None) -> None:
        self._kept = text or ""
        super().setText(self._kept)

    def _tidy(self) -> None:
        number = self.parse(self.text())
        if isinstance(number, int) and self.text() != format_number(number):
            self.setText(format_number(number))


class MoneyInput(NumberInput):
    """Whole đồng: ``653056000`` becomes ``653.056.000`` while it is typed, ``2,5 triệu`` when it is left."""

    def parse(self, text: str) -> int | Problem:
        return parse_money(text)


class YearInput(LineInput):
    """One year, read by ``parse``."""

    def __init__(self, parse: Callable[[str], int | Problem] = parse_year) -> None:
        super().__init__()
        self._parse = parse

    def read(self) -> Any:
        return _value(self._parse(self.text())) if self.text().strip() else None


class YearsInput(LineInput):
    """Years between commas or spaces, given back in order: ``2018, 2019``."""

    def read(self) -> Any:
        return tuple(sorted({_value(parse_year(part)) for part in _YEARS.split(self.text()) if part}))

    def show_value(self, value: Any) -> None:
        super().show_value(", ".join(str(year) for year in value or ()))


def _value(parsed: int | Problem) -> int:
    """A number that could be read, or why it could not."""
    if isinstance(parsed, Problem):
        raise Unreadable(parsed)
    return parsed


def _is_ours(text: str) -> bool:
    """Whether the dots of a text are all where we put them."""
    digits = text.replace(".", "")
    return not text or (digits.isascii() and digits.isdigit() and text == format_number(int(digits)))


def _place(text: str, behind: int) -> int:
    """Where the cursor has to stand for so many digits to be behind it."""
    place = len(text)
    while behind and place:
        place -= 1
        behind -= text[place] != "."
    return place
