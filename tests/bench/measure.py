"""One row of the table, and taking turns: ours and the floor alternate, so that a busy machine slows both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

PROMISES = {
    "merge_one": 1.5,
    "merge_many_flat": 1.1,
    "merge_vs_excel": 0.2,
    "figures": 1.5,
    "window_time": 1.6,
    "window_usable": 3.5,
    "window_memory": 2.0,
    "page_20k": 1.5,
    "ui_longest_block": 1.0,
    "filter_key": 1.0,
    "submission_size": 1.1,
    "report_pdf": 1.3,
    "open_overview": 1.0,
    "open_figures": 1.0,
    "open_review": 1.0,
}
"""The ratio that each row may have at most: the design, section 9.

The pages of a province are measured against 300 ms, not against SQL written by hand: that is what an officer does not
feel as waiting. It holds for the first rows of a page that is made anew just after somebody wrote, so that nothing
remembered can serve. The turns of sixty thousand classes are 0.3 s of SQL however it is written, distinct persons 0.6 s
more: they come behind, and until then their columns show dots. With other work on the machine the rows can miss.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A measured row; ``ratio`` None means that it could not be measured, and ``what`` says why."""

    name: str
    what: str
    floor: str
    ratio: float | None = None
    ours_ms: float | None = None
    floor_ms: float | None = None
    runs: int = 0
    unit: str = "ms"

    @property
    def promise(self) -> float:
        return PROMISES[self.name]

    @property
    def holds(self) -> bool:
        return self.ratio is not None and round(self.ratio, 2) <= self.promise

    def to_json(self) -> dict[str, Any]:
        derived = {"promise": self.promise, "holds": self.holds}
        return asdict(self) | derived | {"ratio": None if self.ratio is None else round(self.ratio, 3)}

    def line(self) -> str:
        """The row for a terminal."""
        ratio = "missing" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = "" if self.ratio is None else "holds" if self.holds else "MISSES"
        numbers = "" if self.ours_ms is None else f"{self.ours_ms:,.1f} / {self.floor_ms or 0:,.1f} {self.unit}"
        return f"{self.name:<16} {ratio:>7}  promise {self.promise:<4} {verdict:<6}  {numbers:<24} {self.what}"


def missing(name: str, floor: str, why: str) -> Row:
    """A row whose subject does not exist or did not start; never a made-up number."""
    return Row(name, why, floor)


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds of one run, the garbage of earlier ones swept first."""
    gc.collect()
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def in_turns(ours: Iterable[Callable[[], Any]], floor: Iterable[Callable[[], Any]]) -> tuple[list[float], list[float]]:
    """Both sides run by run; who goes first changes every time."""
    our_times: list[float] = []
    floor_times: list[float] = []
    for index, (mine, theirs) in enumerate(zip(ours, floor, strict=True)):
        sides = [(mine, our_times), (theirs, floor_times)]
        for work, times in sides if index % 2 else reversed(sides):
            times.append(timed(work))
    return our_times, floor_times


def ratio(ours: list[float], floor: list[float]) -> float:
    """The median of the ratios of neighbouring runs: a load that comes and goes hits both of a pair."""
    return statistics.median(mine / theirs for mine, theirs in zip(ours, floor, strict=True))


def compared(name: str, what: str, floor_words: str, ours: list[float], floor: list[float], unit: str = "ms") -> Row:
    """A row from the runs of both sides."""
    medians = statistics.median(ours), statistics.median(floor)
    return Row(name, what, floor_words, ratio(ours, floor), *medians, len(ours), unit)
