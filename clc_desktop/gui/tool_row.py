"""A line of tools above a list: their words where there is room, else their icons alone."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from clc_desktop.gui.widgets import row

_WORDS = "tool_words"


class ToolRow(QWidget):
    """Filter and choices at the left, buttons at the right. A button without its words keeps them in its tooltip."""

    def __init__(self, left: tuple[QWidget, ...], right: tuple[QPushButton, ...]) -> None:
        super().__init__()
        self._line: QHBoxLayout = row(*left, None, parent=self)
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
        self._show_words(True)
        found = (self._line.itemAt(number) for number in range(self._line.count()))
        shown = [part for item in found if item is not None and (part := item.widget()) and not part.isHidden()]
        widths = [max(part.sizeHint().width(), part.minimumWidth()) for part in shown]
        if sum(widths) + self._line.spacing() * len(widths) > width:
            self._show_words(False)

    def _show_words(self, is_wide: bool) -> None:
        for made in self._tools:
            keys = made.shortcut()
            made.setText(str(made.property(_WORDS)) if is_wide else "")
            made.setShortcut(keys)  # Qt forgets it with the old words
