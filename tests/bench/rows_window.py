"""The window: each run a fresh process without a screen, against an empty QMainWindow in another."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench import centre
from tests.bench.measure import Row, compared, missing
from tests.bench.setting import Setting

EMPTY = "a fresh process that shows an empty PySide6 QMainWindow"
BARE = "the same rows read with sqlite3 into a bare QTableView"
CLONE = Path(__file__).parents[2]


class ProbeFailed(Exception):
    """The process that was to be measured did not come to its end; the last line of what it said."""


def window_time(setting: Setting) -> Row:
    """From starting the process to the first paint."""
    return _window(setting, "window_time", "painted", "first paint of the main window")


def window_usable(setting: Setting) -> Row:
    """From starting the process until the class list is painted and the cursor has followed a key."""
    what = f"the class list of a centre with {centre.SMALL} classes, shown and answering a key"
    return _window(setting, "window_usable", "usable", what)


def window_memory(setting: Setting) -> Row:
    """The most memory that the same process had resident."""
    return _window(setting, "window_memory", "peak_kib", "peak resident memory then", "KiB")


def page_20k(setting: Setting) -> Row:
    """Both sides in turns within one process, to the first paint: ours of the newest rows, the rest comes behind."""
    sizes = setting.sizes
    db = centre.make(setting.folder / "page.db", sizes.page_classes)
    try:
        found = probe(setting.folder, "page", str(db), str(sizes.page_runs))
    except ProbeFailed as error:
        return missing("page_20k", BARE, str(error))
    whole = statistics.median(found["whole"])
    what = f"{sizes.page_classes} classes: newest rows painted; all, sums and filter keys after {whole:,.0f} ms"
    return compared("page_20k", what, BARE, found["ours"], found["floor"])


def ui_longest_block(setting: Setting) -> Row:
    """Against the 100 ms from which on people feel that a window does not follow (Nielsen)."""
    what = "longest time without an answer: class list and learners opened, filtered, scrolled"
    return _blocks(setting, "ui_longest_block", "blocked", 100.0, what)


def filter_key(setting: Setting) -> Row:
    """Against 50 ms, which a fast typist leaves between two keys."""
    return _blocks(setting, "filter_key", "key", 50.0, "slowest key of the filters, to the paint of what it found")


def _blocks(setting: Setting, name: str, key: str, limit: float, what: str) -> Row:
    sizes = setting.sizes
    said = f"{what}; {sizes.page_classes} classes, {sizes.learners} learners"
    try:
        found = _not_answering(setting.folder, sizes.page_classes, sizes.learners, sizes.page_runs)[key]
    except ProbeFailed as error:
        return missing(name, f"{limit:.0f} ms", str(error))
    return compared(name, said, f"{limit:.0f} ms", found, [limit] * len(found))


@cache
def _not_answering(folder: Path, classes: int, learners: int, runs: int) -> dict[str, list[float]]:
    """Both rows share the runs, each a process of its own; the first, which reads cold files, is left out."""
    db = centre.make(folder / "many.db", classes, learners)
    found = [probe(folder, "blocks", str(db)) for _ in range(runs + 1)][1:]
    return {key: [run[key] for run in found] for key in ("blocked", "key")}


def _window(setting: Setting, name: str, key: str, what: str, unit: str = "ms") -> Row:
    try:
        ours, floor = _started(setting)
    except ProbeFailed as error:
        return missing(name, EMPTY, str(error))
    pairs = [run[key] for run in ours], [run["painted" if key == "usable" else key] for run in floor]
    return compared(name, what, EMPTY, *pairs, unit)


_Runs = list[dict[str, float]]


def _started(setting: Setting) -> tuple[_Runs, _Runs]:
    """All starts, one of each kind in turns, the first of both (cold files) left out. The three rows share them."""
    return _starts(setting.folder, setting.sizes.window_runs)


@cache
def _starts(folder: Path, runs: int) -> tuple[_Runs, _Runs]:
    db = str(centre.make(folder / "window.db", centre.SMALL))
    ours: _Runs = []
    floor: _Runs = []
    for _ in range(runs + 1):
        ours.append(_started_once(folder, "ours", db))
        floor.append(_started_once(folder, "empty"))
    return ours[1:], floor[1:]


def _started_once(folder: Path, *arguments: str) -> dict[str, float]:
    began = time.time()
    found = probe(folder, *arguments)
    if arguments[0] == "ours" and "usable" not in found:
        raise ProbeFailed("the class list did not come, or did not answer")
    return {key: (value - began) * 1000 if key != "peak_kib" else value for key, value in found.items()}


def probe(folder: Path, *arguments: str) -> dict[str, Any]:
    """What ``probe.py`` found in a process of its own; ProbeFailed where it came to no end."""
    settings = {"QT_QPA_PLATFORM": "offscreen", "CLC_DESKTOP_DATA": str(folder / "data"), "HOME": str(folder)}
    settings |= {"XDG_CONFIG_HOME": str(folder / "config"), "PYTHONPATH": str(CLONE)}
    settings |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}  # as once installed
    program = Path(__file__).with_name("probe.py")
    done = subprocess.run(
        [sys.executable, str(program), *arguments],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    if done.returncode or not done.stdout.strip():
        last = (done.stderr.strip() or f"exit code {done.returncode}, nothing printed").splitlines()[-1]
        raise ProbeFailed(f"{arguments[0]}: {last}")
    return dict(json.loads(done.stdout.splitlines()[-1]))
