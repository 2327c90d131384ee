"""Python's cyclic garbage, collected on the window's thread only, in small bites, and whole while nobody looks.

Left to itself the interpreter collects wherever an allocation happens to fall due: on the worker, where it may destroy
Qt objects that belong to the window's thread, and all generations at once, which over 70 000 rows stops every key for
a fifth of a second.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

BITE = 500
"""Milliseconds between two looks at what is new."""
FEW = 5_000
"""New objects that are not worth a look."""


class Collector(QObject):
    """Collects in place of the interpreter from ``start`` to ``stop``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=BITE)
        self._timer.timeout.connect(self._bite)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._left)

    def start(self) -> None:
        """From now on nothing is collected between two bites."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give the work back to the interpreter."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _bite(self) -> None:
        if gc.get_count()[0] > FEW:
            gc.collect(1)

    def _left(self, state: Qt.ApplicationState) -> None:
        """The person has turned to another program: time for all of it."""
        if state != Qt.ApplicationState.ApplicationActive and self._timer.isActive():
            gc.unfreeze()
            gc.collect()
            gc.freeze()
