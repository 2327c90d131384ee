"""A narrower view of a list: everything, or the records with one value."""

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


class Facet(QComboBox):
    """``currentData`` is the value chosen, None for everything. Words without room end with …; the tooltip has all."""

    def __init__(self, everything: str, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self._everything = everything
        self.setFixedHeight(theme.INPUT_HEIGHT)
        self.setMinimumWidth(NARROWEST)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setAccessibleName(everything)
        self.set_choices(choices)
        self.currentTextChanged.connect(lambda _text: self._tell())
        self._tell()

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
        self._tell()

    def sizeHint(self) -> QSize:
        return super().sizeHint().boundedTo(QSize(WIDEST, theme.INPUT_HEIGHT))

    def _tell(self) -> None:
        self.setToolTip(as_typed(self.currentText()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
