"""A line of tools above a list: their words where there is room, else their icons alone."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from clc_desktop.gui.widgets import row

_WORDS = "tool_words"
NARROWEST = 140
"""Pixels that a filter keeps."""


class ToolRow(QWidget):
    """Filter and choices at the left, buttons at the right. A button without its words keeps them in its tooltip.

    Where even icons are too wide the filter, which stands first, gives way.
    """

    def __init__(self, left: tuple[QWidget, ...], right: tuple[QPushButton, ...]) -> None:
        super().__init__()
        self._line: QHBoxLayout = row(*left, None, parent=self)
        self._first, self._usual = left[0], left[0].minimumWidth()
        self._tools: list[QPushButton] = []
        for made in right:
            self.add(made)

    def add(self, tool: QPushButton) -> None:
        """One more at the right end."""
        tool.setProperty(_WORDS, tool.text())
        self._tools.append(tool)
        self._line.addWidget(tool)

    def fit(self, width: int) -> None:
        """Called with the room that there is, whenever it changes."""
        self._first.setMinimumWidth(self._usual)
        self._show_words(True)
        if self._needed() > width:
            self._show_words(False)
            self._first.setMinimumWidth(max(self._usual - max(self._needed() - width, 0), NARROWEST))

    def _needed(self) -> int:
        found = (self._line.itemAt(number) for number in range(self._line.count()))
        shown = [part for item in found if item is not None and (part := item.widget()) and not part.isHidden()]
        widths = [part.minimumWidth() if part is self._first else _wide(part) for part in shown]
        return sum(widths) + self._line.spacing() * len(widths)

    def _show_words(self, is_wide: bool) -> None:
        for made in self._tools:
            keys = made.shortcut()
            made.setText(str(made.property(_WORDS)) if is_wide else "")
            made.setShortcut(keys)  # Qt forgets it with the old words


def _wide(part: QWidget) -> int:
    return max(part.sizeHint().width(), part.minimumWidth())
