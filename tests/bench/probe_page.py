"""The class page over many classes, and a bare QTableView over the same rows; run inside ``probe.py``."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QEventLoop, QModelIndex, Qt
from PySide6.QtWidgets import QTableView, QWidget

from clc_desktop import files
from clc_desktop.gui import application, icons
from clc_desktop.gui.jobs import Jobs
from clc_desktop.gui.page import Context, Notices
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.periods import PeriodState
from clc_desktop.usecases import workspace
from tests.bench.first_paint import FirstPaint

SELECT = """
SELECT c.starts_on, c.topic, c.field, c.hosting, COALESCE(SUM(s.meetings), 0), COALESCE(SUM(s.present), 0),
       SUM(s.women), SUM(s.minority), c.venue, c.partners, c.lecturers, c.note
FROM learning_class c LEFT JOIN class_session s ON s.class_id = c.id AND NOT s.deleted
WHERE NOT c.deleted GROUP BY c.id ORDER BY c.starts_on DESC, c.id DESC
"""
SIZE = (1366, 728)
_ROOT = QModelIndex()


class BareModel(QAbstractTableModel):
    """Rows as they came from the database."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: Any = _ROOT) -> int:
        return len(self.rows)

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 12

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def measure(db: Path, runs: int) -> dict[str, list[float]]:
    """Milliseconds of each side, and of ours (``whole``) until nothing is left to do; the first is not counted."""
    application.prepare()
    icons.use_folder(files.resource_path("icons"))
    jobs = Jobs()
    store = workspace.open_store(db)
    identity = workspace.identity(store)
    assert identity is not None
    reading = sqlite3.connect(db)
    reading.execute("PRAGMA cache_size=-32000")
    times: dict[str, list[float]] = {"ours": [], "whole": [], "floor": []}
    for _ in range(runs + 1):
        began = time.perf_counter()
        times["ours"].append(_ours(Context(store, identity, jobs, PeriodState(), Notices()), jobs))
        times["whole"].append((time.perf_counter() - began) * 1000)
        times["floor"].append(_floor(reading))
    jobs.close()
    return {side: of[1:] for side, of in times.items()}


def _ours(context: Context, jobs: Jobs) -> float:
    """To the first paint. The worker goes on reading behind it: waited for, or it would slow the other side."""
    began = time.perf_counter()
    page = ClassesPage(context)
    took = _painted(page, page.table, began)
    while not jobs.idle or page.table.model().awaits_keys:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    page.close()
    page.deleteLater()
    return took


def _floor(reading: sqlite3.Connection) -> float:
    began = time.perf_counter()
    model = BareModel(reading.execute(SELECT).fetchall())
    view = QTableView()
    view.setModel(model)
    took = _painted(view, view, began)
    view.close()
    view.deleteLater()
    return took


def _painted(widget: QWidget, table: Any, began: float) -> float:
    """Show it and wait for the paint that has rows."""
    loop = QEventLoop()
    FirstPaint(table.viewport(), loop.quit, lambda: bool(table.model() and table.model().rowCount()))
    widget.resize(*SIZE)
    widget.show()
    loop.exec()
    return (time.perf_counter() - began) * 1000
