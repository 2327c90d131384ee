"""A narrower view of a list: everything, or the records with one value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox

from clc_desktop.gui import theme


class Facet(QComboBox):
    """``currentData`` is the value chosen, None for everything."""

    def __init__(self, everything: str, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self._everything = everything
        self.setFixedHeight(theme.INPUT_HEIGHT)
        self.setMinimumWidth(180)
        self.setAccessibleName(everything)
        self.setToolTip(everything)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these values; what is chosen stays chosen."""
        wanted = [(None, self._everything), *choices]
        if wanted == [(self.itemData(n), self.itemText(n)) for n in range(self.count())]:
            return
        chosen = self.currentData()
        self.blockSignals(True)
        self.clear()
        for value, words in wanted:
            self.addItem(words, value)
        self.setCurrentIndex(next((n for n, (value, _) in enumerate(wanted) if value == chosen), 0))
        self.blockSignals(False)
