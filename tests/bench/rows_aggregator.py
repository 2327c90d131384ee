"""Opening an officer's pages over a province: from making the page to the first paint that has its rows."""

from __future__ import annotations

import statistics
from functools import cache
from pathlib import Path

from tests.bench import province
from tests.bench.measure import Row, compared, missing
from tests.bench.rows_window import ProbeFailed, probe
from tests.bench.setting import Setting

LIMIT_MS = 300.0
LIMIT = f"{LIMIT_MS:.0f} ms, whatever the machine"


def open_overview(setting: Setting) -> Row:
    """The matrix of centres and periods; classes, turns, plan and charts come behind."""
    return _row(setting, "open_overview")


def open_figures(setting: Setting) -> Row:
    """Classes and plan by field; centres, turns, the year before and distinct persons come behind."""
    return _row(setting, "open_figures")


def open_review(setting: Setting) -> Row:
    """Where every centre's period stands; findings come behind."""
    return _row(setting, "open_review")


def _row(setting: Setting, name: str) -> Row:
    centres = setting.sizes.province_centres
    try:
        found = _probed(setting.folder, centres, setting.sizes.province_runs)
    except ProbeFailed as error:
        return missing(name, LIMIT, str(error))
    whole = statistics.median(found[f"{name} whole"])
    what = f"{centres} centres with {province.CLASSES} classes each: first rows painted; all after {whole:,.0f} ms"
    return compared(name, what, LIMIT, found[name], [LIMIT_MS] * len(found[name]))


@cache
def _probed(folder: Path, centres: int, runs: int) -> dict[str, list[float]]:
    db = province.make(folder / "province.db", centres)
    return probe(folder, "opening", str(db), str(runs))
