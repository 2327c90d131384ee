"""Cards: one large figure with a word under it, and one thing to do with its button."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from clc_desktop.gui import icons, theme
from clc_desktop.gui.widgets import card, clear_layout, column, label, row
from clc_desktop.i18n import text as _

_STATES = {
    "done": ("circle-check", "done"),
    "todo": ("circle-alert", "warning"),
    "wrong": ("circle-alert", "danger"),
    "info": ("info", "muted"),
}


class FigureCard(QFrame):
    """``120`` / ``Lớp đã tổ chức`` / ``kế hoạch 100, đạt 120%``."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.title = label(title, "muted")
        self.value = label("–", "figure")
        self.value.setFont(theme.tabular(self.value.font()))
        self.note = label(" ", "muted")
        layout = column(self.title, self.value, self.note, spacing=2, parent=self)
        layout.setContentsMargins(16, 12, 16, 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, value: str, note: str = "") -> None:
        """Another figure; the card keeps its height."""
        self.value.setText(value)
        self.note.setText(note or " ")
        self.setAccessibleName(f"{self.title.text()}: {value} {note}".strip())


class ClickCard(FigureCard):
    """A figure that opens: by a click, or Enter where it has the focus."""

    clicked = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Bấm để xem số này gồm những gì"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def figure_row(*cards: FigureCard) -> QHBoxLayout:
    """Cards side by side, of one width."""
    return row(*cards, spacing=12)


class TaskRow(QWidget):
    """One thing that is done, or missing, with the button that does it."""

    def __init__(self, state: str, sentence: str, detail: str = "", *actions: QPushButton) -> None:
        super().__init__()
        self.state = state
        name, tone = _STATES[state]
        picture = label()
        picture.setPixmap(icons.pixmap(name, tone, 20, self.devicePixelRatioF()))
        self.sentence = label(sentence, wrap=True)
        self.words = column(self.sentence, spacing=0)
        if detail:
            self.say_more(detail)
        layout = row(picture, spacing=12, parent=self)
        layout.setContentsMargins(0, 6, 0, 6)
        layout.setAlignment(picture, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(self.words, 1)
        for action in actions:
            layout.addWidget(action)

    def say_more(self, detail: str) -> None:
        """Another line under the sentence."""
        self.words.addWidget(label(detail, "muted", wrap=True))


class TaskCard(QFrame):
    """A titled list of tasks."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.tasks: list[TaskRow] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(0)
        outer.addWidget(label(title, "group"))
        outer.addSpacing(theme.GRID)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        outer.addLayout(self._rows)

    def show_tasks(self, tasks: Sequence[TaskRow]) -> None:
        """Another list, with a hair line between each two."""
        clear_layout(self._rows)
        for number, task in enumerate(tasks):
            if number:
                line = QFrame()
                line.setProperty("kind", "line")
                self._rows.addWidget(line)
            self._rows.addWidget(task)
        self.tasks = list(tasks)


def keep_tab_order(*parts: QWidget) -> None:
    """Let Tab go through the buttons as the parts stand, though some of them were made anew and so came last."""
    for one, other in pairwise([made for part in parts for made in part.findChildren(QPushButton)]):
        QWidget.setTabOrder(one, other)


def titled_card(title: str = "") -> tuple[QFrame, QVBoxLayout]:
    """A card that begins with its title, if it has one."""
    frame, inside = card()
    if title:
        inside.addWidget(label(title, "group"))
    return frame, inside
