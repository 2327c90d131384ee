"""Completion without accents: "pho bien" offers "Phổ biến Luật Hôn nhân và gia đình"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QListView

from clc_desktop.domain.vietnamese import search_key

OFFERED = 8
"""How many suggestions fit on the screen without a scroll bar."""


class AccentlessCompleter(QCompleter):
    """Offers what holds every typed word, earlier (more used) ones first; Tab or Enter takes the marked one.

    ``eager`` marks the first by itself: right where only the offered words are allowed, wrong for free text, where Tab
    has to keep what was typed. It follows ``textEdited`` and never touches what an input method is composing.
    """

    def __init__(self, line: QLineEdit, *, last_part_only: bool = False, eager: bool = False) -> None:
        super().__init__(line)
        self._line = line
        self._last_part_only = last_part_only
        self._eager = eager
        self._opening = False
        self._choices: list[tuple[str, str]] = []
        self._offered = QStringListModel(self)
        self.setModel(self._offered)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(OFFERED)
        self._list = QListView()
        self._list.setProperty("kind", "completions")
        self.setPopup(self._list)
        self._list.installEventFilter(self)
        self.setWidget(line)
        line.textEdited.connect(self._offer)
        self.activated.connect(self._take)
        self.taken: Callable[[str], None] | None = None

    def set_choices(self, choices: Sequence[str]) -> None:
        """Offer other words, best first."""
        self._choices = [(choice, search_key(choice)) for choice in choices]

    @property
    def is_open(self) -> bool:
        """Whether suggestions are on the screen, or about to be."""
        return self._opening or self._list.isVisible()

    def matches(self, typed: str) -> list[str]:
        """What would be offered for this text."""
        words = search_key(typed).split()
        if not words:
            return []
        found = (choice for choice, key in self._choices if all(word in key for word in words))
        return [choice for _, choice in zip(range(OFFERED), found, strict=False)]

    def _typed(self, text: str) -> str:
        return text.replace(";", ",").rpartition(",")[2] if self._last_part_only else text

    def _offer(self, text: str) -> None:
        typed = self._typed(text).strip()
        found = [choice for choice in self.matches(typed) if choice != typed]
        self._offered.setStringList(found)
        if not found:
            self._list.hide()
            return
        self._opening = True
        self.complete()
        self._opening = False
        # Qt makes the first row current by itself when the list is shown.
        self._list.setCurrentIndex(self._offered.index(0, 0) if self._eager else QModelIndex())

    def _take(self, choice: str) -> None:
        if self._last_part_only:
            before = self._line.text().replace(";", ",").rpartition(",")[0]
            choice = f"{before}, {choice}" if before else choice
        self._line.setText(choice)
        self._line.textEdited.emit(choice)
        self._list.hide()
        if self.taken is not None:
            self.taken(choice)

    def pathFromIndex(self, index: object) -> str:
        """What Qt itself would put into the line: left to ``_take``."""
        return self._line.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._popup_key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _popup_key(self, event: QKeyEvent) -> bool:
        """Tab takes the marked suggestion, if there is one, and goes on; keys with Ctrl go to the form."""
        key, current = event.key(), self._list.currentIndex()
        if key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        is_marked = current.isValid() and self._list.selectionModel().isSelected(current)
        if is_marked and not event.modifiers():
            self._take(str(current.data()))
        self._list.hide()
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            QApplication.sendEvent(self._line, QKeyEvent(event))
        return True
