"""How long the window does not answer: in pages over very many records, and after each key of a filter; for probe.py.

A timer ticks every millisecond in the window's own loop; the longest time between two ticks is the longest time in
which no key and no click was answered, whatever held it up: our code, Qt's, or a worker that kept the interpreter.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clc_desktop.gui import application  # before PySide6: our package tames its import hook

# isort: split
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

PATIENCE = 120
"""Seconds after which a page that does not come is given up."""
TYPED = "trong lua"
NAMED = "lo van an"
PAGES_DOWN = 12


class Ticks:
    """The longest time between two ticks since ``start``."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.start()
        self._timer.start()

    def start(self) -> None:
        self._last, self.longest = time.perf_counter(), 0.0

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now


class Painted(QObject):
    """Whether a widget has been painted since ``wait`` was made."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.is_done = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.is_done = True
            watched.removeEventFilter(self)
        return False


def measure(db: Path) -> dict[str, float]:
    """Milliseconds: ``blocked``, the longest block of all; ``key``, the slowest key of the filters. Once a process, for
    the rows of a window that was closed would be swept up in the midst of the next one's work."""
    application.prepare()
    blocked, key = _once(db)
    return {"blocked": blocked, "key": key}


def _once(db: Path) -> tuple[float, float]:
    desk = application.open_desk(db)
    desk.window.resize(1366, 728)
    desk.window.show()
    _until(lambda: desk.window.context is not None and desk.jobs.idle)
    ticks, blocks, keys = Ticks(), [], []
    for name, typed in (("classes", TYPED), ("learners", NAMED)):
        ticks.start()
        desk.window.open_page(name)
        page: Any = desk.window.pages[name]
        view = getattr(page, "view", page)
        _until(lambda view=view: view.table.records.rowCount() > 0 and desk.jobs.idle)  # type: ignore[misc]
        _rest()
        keys += [_key(view.filter, letter, view.table) for letter in typed]
        view.filter.clear()
        for _ in range(PAGES_DOWN):
            _press(view.table, Qt.Key.Key_PageDown)
            _rest()
        blocks.append(ticks.longest)
    desk.window.close()
    desk.close()
    desk.window.deleteLater()
    return max(blocks), max(keys)


def _key(line: QWidget, letter: str, table: Any) -> float:
    """From the key to the paint that shows what it found."""
    shown = table.viewport()
    painted, began = Painted(shown), time.perf_counter()
    _press(line, Qt.Key.Key_unknown, letter)
    shown.update()
    _until(lambda: painted.is_done and not table.records.awaits_keys)
    return (time.perf_counter() - began) * 1000


def _press(widget: QWidget, key: Qt.Key, letter: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter))


def _rest() -> None:
    """Let the loop run until it has nothing to do for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(120, loop.quit)
    loop.exec()


def _until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not holds():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        if time.monotonic() > give_up:
            raise TimeoutError("the page did not come")
