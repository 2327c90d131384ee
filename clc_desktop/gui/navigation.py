"""The rail at the left: icon and word, groups, one badge where something waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
)

from clc_desktop.gui import icons, theme
from clc_desktop.gui.pages import PageSpec
from clc_desktop.gui.widgets import ICON_GAP, label
from clc_desktop.i18n import text as _

HEIGHT = 32
"""Pixels of an entry: all of a centre's fit into 1366 × 768 without a scroll bar."""


class NavButton(QPushButton):
    """One page in the rail."""

    def __init__(self, spec: PageSpec, number: int) -> None:
        super().__init__(f"{ICON_GAP}{_(spec.title)}")
        self.spec = spec
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(_(spec.title))
        self.setToolTip(f"{_(spec.title)} (Ctrl+{number})" if number < 10 else _(spec.title))
        if number < 10:
            self.setShortcut(f"Ctrl+{number}")
        self._badge = label(kind="badge")
        self._badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._badge.setFixedHeight(18)
        self._badge.setMinimumWidth(18)
        self._badge.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.addStretch(1)
        layout.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.toggled.connect(self.tint)
        self.tint()

    def tint(self) -> None:
        """The icon in the colour of its state."""
        icons.put_on(self, self.spec.icon, "accent" if self.isChecked() else "muted", 20)

    def set_narrow(self, is_narrow: bool) -> None:
        """The icon alone, or with its word."""
        self.setText("" if is_narrow else f"{ICON_GAP}{_(self.spec.title)}")
        self._badge.setVisible(not is_narrow and bool(self._badge.text()))

    def show_badge(self, count: int) -> None:
        """How many things wait there; none hides it."""
        self._badge.setText(str(count) if count else "")
        self._badge.setVisible(count > 0 and bool(self.text()))
        self.setAccessibleDescription(_("{count} việc đang chờ", count=count) if count else "")


class Rail(QScrollArea):
    """All pages of a role; the arrows up and down move through them. It scrolls where the window is too low for all."""

    chosen = Signal(str)

    def __init__(self, specs: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setProperty("kind", "rail")
        self.setFixedWidth(theme.RAIL_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.buttons: dict[str, NavButton] = {}
        self._titles: list[QLabel] = []
        self._group = QButtonGroup(self)
        inside = QFrame()
        inside.setProperty("kind", "rail-inside")
        # as wide as the rail, never more
        inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        self._layout.setSpacing(1)
        group = ""
        for number, spec in enumerate(specs, start=1):
            if spec.group and spec.group != group:
                self._layout.addSpacing(theme.GRID)
                self._titles.append(_group_title(_(spec.group)))
                self._layout.addWidget(self._titles[-1])
            group = spec.group
            self._add(spec, number)
        self._layout.addStretch(1)
        self.setWidget(inside)

    def _add(self, spec: PageSpec, number: int) -> None:
        made = NavButton(spec, number)
        made.clicked.connect(lambda: self.chosen.emit(spec.key))
        self.buttons[spec.key] = made
        self._group.addButton(made)
        self._layout.addWidget(made)

    def set_narrow(self, is_narrow: bool) -> None:
        """Make room for the page where the window is small; the words are then in the tooltips."""
        self.setFixedWidth(theme.NARROW_RAIL_WIDTH if is_narrow else theme.RAIL_WIDTH)
        side = theme.GRID // 2 if is_narrow else theme.GRID
        self._layout.setContentsMargins(side, theme.GRID, side, theme.GRID)
        for title in self._titles:
            title.setVisible(not is_narrow)
        for made in self.buttons.values():
            made.set_narrow(is_narrow)

    def mark(self, key: str) -> None:
        """Show which page is open."""
        self.buttons[key].setChecked(True)
        self.ensureWidgetVisible(self.buttons[key])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        keys = list(self.buttons)
        focused = next((key for key in keys if self.buttons[key].hasFocus()), None)
        if step and focused is not None:
            following = self.buttons[keys[(keys.index(focused) + step) % len(keys)]]
            following.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(following)
        else:
            super().keyPressEvent(event)


def _group_title(words: str) -> QLabel:
    made = label(words, "muted")
    made.setContentsMargins(12, 0, 0, 4)
    return made
