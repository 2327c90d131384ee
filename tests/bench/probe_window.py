"""Follows the program's window from its first paint to the class list that answers a key; run inside ``probe.py``."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clc_desktop.gui import application  # before PySide6: our package tames its import hook

# isort: split
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from tests.bench.first_paint import FirstPaint

PATIENCE = 60
"""Seconds after which a class list that does not come is given up."""


def watch() -> dict[str, Any]:
    """Note the moments of the window that will be opened, as they come, and close it at the end."""
    seen: dict[str, Any] = {}
    open_desk = application.open_desk

    def watched(path: Path) -> Any:
        desk = open_desk(path)
        FirstPaint(desk.window, lambda: seen.update(painted=time.time()))
        until = time.monotonic() + PATIENCE
        _when(lambda: desk.window.context is not None, lambda: _use_list(desk.window, seen), until)
        return desk

    application.open_desk = watched
    return seen


def _use_list(window: Any, seen: dict[str, Any]) -> None:
    """Open the class list, press a key when it is there, and stop when the cursor has followed."""
    window.open_page("classes")
    table = window.pages["classes"].table

    def press() -> None:
        table.setFocus()
        before = table.currentIndex().row()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(table, QKeyEvent(kind, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier))
        if table.currentIndex().row() != before:
            FirstPaint(table.viewport(), stop)
            table.viewport().update()

    def stop() -> None:
        seen["usable"] = time.time()
        QCoreApplication.quit()

    FirstPaint(table.viewport(), press, lambda: bool(table.model().rowCount()))


def _when(holds: Callable[[], bool], then: Callable[[], None], until: float) -> None:
    """Look every few milliseconds, so that the program's own work is not crowded out."""
    if holds():
        then()
    elif time.monotonic() < until:
        QTimer.singleShot(2, lambda: _when(holds, then, until))
    else:
        QCoreApplication.quit()
