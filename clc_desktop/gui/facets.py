"""Boxes to choose one of few words: of a list everything, or the records with one value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from clc_desktop.gui import theme
from clc_desktop.gui.widgets import as_typed

NARROWEST, WIDEST = 180, 220
"""Pixels of the box, whatever there is to choose from."""
LIST_PAD, LIST_WIDEST = 36, 640
"""Pixels beside the words of the open list, and those that it takes at most."""


class WordBox(QComboBox):
    """Words without room end with … in the box; its tooltip has the whole, and the list that opens is wide enough."""

    def __init__(self, name: str, choices: Sequence[tuple[Any, str]] = ()) -> None:
        super().__init__()
        self._told = ""
        self.setFixedHeight(theme.INPUT_HEIGHT)
        self.setAccessibleName(name)
        self.offer(choices)
        self.currentTextChanged.connect(lambda _text: self._tell())
        self._tell()

    def explain(self, words: str) -> None:
        """What the choice is about: in the tooltip, below the words chosen."""
        self._told = words
        self._tell()

    def offer(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these (value, words); what is chosen stays chosen, else it is the first, and nobody is told."""
        chosen = self.currentData()
        before = self.blockSignals(True)
        self.clear()
        for value, words in choices:
            self.addItem(words, value)
        self.setCurrentIndex(next((n for n, (value, _words) in enumerate(choices) if value == chosen), 0))
        self.blockSignals(before)
        self._tell()

    def showPopup(self) -> None:
        self.view().setMinimumWidth(min(self.view().sizeHintForColumn(0) + LIST_PAD, LIST_WIDEST))
        super().showPopup()

    def _tell(self) -> None:
        self.setToolTip(as_typed("\n".join(filter(None, (self.currentText(), self._told)))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class Facet(WordBox):
    """A narrower view of a list: ``currentData`` is the value chosen, None for everything."""

    def __init__(self, everything: str, choices: Sequence[tuple[Any, str]]) -> None:
        self._everything = everything
        super().__init__(everything)
        self.setMinimumWidth(NARROWEST)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these values; what is chosen stays chosen."""
        wanted = [(None, self._everything), *choices]
        if wanted != [(self.itemData(n), self.itemText(n)) for n in range(self.count())]:
            self.offer(wanted)

    def sizeHint(self) -> QSize:
        return super().sizeHint().boundedTo(QSize(WIDEST, theme.INPUT_HEIGHT))
