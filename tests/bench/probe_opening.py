"""An officer's pages from being made to the first paint with content, and until everything stands; in ``probe.py``."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer

from clc_desktop import files
from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui import application, icons
from clc_desktop.gui.jobs import Jobs
from clc_desktop.gui.page import Context, Notices, Page
from clc_desktop.gui.pages.aggregator.figures import FiguresPage
from clc_desktop.gui.pages.aggregator.overview import OverviewPage
from clc_desktop.gui.pages.aggregator.review import ReviewPage
from clc_desktop.gui.periods import PeriodState
from clc_desktop.usecases import workspace
from tests.bench.first_paint import FirstPaint
from tests.bench.province import YEAR

SIZE = (1366, 728)
_WRITE = "INSERT OR REPLACE INTO meta VALUES ('bench', hex(randomblob(8)))"
"""Somebody else's write: nothing that was read before may serve again."""

PAGES: dict[str, tuple[Callable[[Context], Page], Callable[[Any], Any]]] = {
    "open_overview": (OverviewPage, lambda page: page.matrix),
    "open_figures": (FiguresPage, lambda page: page.fields),
    "open_review": (ReviewPage, lambda page: page.table),
}
"""Each page with the table that it opens with."""


def measure(db: Path, runs: int) -> dict[str, list[float]]:
    """Milliseconds to the first rows by page, and (``… whole``) until no work is left; the first run is not counted."""
    application.prepare()
    icons.use_folder(files.resource_path("icons"))
    jobs, store = Jobs(), workspace.open_store(db)
    identity = workspace.identity(store)
    assert identity is not None
    times: dict[str, list[float]] = {}
    for _ in range(runs + 1):
        for name, (build, table_of) in PAGES.items():
            with sqlite3.connect(db) as conn:
                conn.execute(_WRITE)
            conn.close()
            context = Context(store, identity, jobs, PeriodState(), Notices())
            context.periods.choose(calendar_year(YEAR))
            first, whole = _opened(context, build, table_of)
            times.setdefault(name, []).append(first)
            times.setdefault(f"{name} whole", []).append(whole)
    jobs.close()
    store.close()
    return {name: found[1:] for name, found in times.items()}


def _opened(context: Context, build: Callable[[Context], Page], table_of: Callable[[Any], Any]) -> tuple[float, float]:
    loop, began = QEventLoop(), time.perf_counter()
    page = build(context)
    table = table_of(page)
    FirstPaint(table.viewport(), loop.quit, lambda: bool(table.model().rowCount()))
    page.resize(*SIZE)
    page.show()
    loop.exec()
    first = (time.perf_counter() - began) * 1000
    _until(lambda: context.jobs.idle, loop)
    whole = (time.perf_counter() - began) * 1000
    page.close()
    page.deleteLater()
    return first, whole


def _until(holds: Callable[[], bool], loop: QEventLoop) -> None:
    timer = QTimer(interval=2)
    timer.timeout.connect(lambda: loop.quit() if holds() else None)
    timer.start()
    loop.exec()
    timer.stop()
