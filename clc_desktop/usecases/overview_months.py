"""Who recorded classes in which month: where nothing was held, or nothing was written down, for months."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from clc_desktop.domain import clock
from clc_desktop.domain.cells import COUNTED, Ask, Cell
from clc_desktop.domain.periods import Period
from clc_desktop.domain.pivot import codes_of
from clc_desktop.store.database import Store
from clc_desktop.store.facts import Facts
from clc_desktop.store.remembered import remembered
from clc_desktop.usecases.overview import by_name, parents_of
from clc_desktop.usecases.reporting import read_counting

LONG = 3
"""So many months in a row without a class are worth a question."""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A centre: its classes month by month; None for a month that has not begun."""

    unit_id: str
    name: str
    parent: str
    counts: tuple[int | None, ...]

    @property
    def gaps(self) -> tuple[bool, ...]:
        """For each month whether it lies in a long row of months without a class."""
        found: list[bool] = []
        for is_empty, run in groupby(self.counts, lambda count: count == 0):
            months = len(list(run))
            found += [is_empty and months >= LONG] * months
        return tuple(found)

    @property
    def longest(self) -> int:
        """Months in a row without a class, at most."""
        return max((len(list(run)) for is_empty, run in groupby(self.counts, lambda c: c == 0) if is_empty), default=0)


@dataclass(frozen=True, slots=True)
class Months:
    """The matrix of centres and months ("2020-03") of a period."""

    period: Period
    months: tuple[str, ...]
    lines: tuple[MonthLine, ...]

    def cell(self, unit_id: str, month: str | None = None) -> Cell:
        """What stands behind a number, or behind the sum of its line."""
        asked = Ask("classes", self.period, (COUNTED, ("unit", unit_id)))
        return Cell((asked.at(("month", month)) if month else asked,))


def months_of(store: Store, period: Period) -> Months:
    """How many classes each centre, by name, held in each month of a period, by the day on which they began."""
    with store.read() as conn:
        counting = read_counting(conn, period)

        def read() -> dict[tuple[str, str], int]:
            rows = Facts(conn, counting).sums(("classes",), period, ("unit", "month"), (COUNTED,))
            return {(unit_id, str(month)): count for unit_id, month, count in rows}

        held = remembered(conn, ("months", period), read)
        above = parents_of(conn, counting, period.end)
    months, now = codes_of("month", period), f"{clock.today():%Y-%m}"
    lines = (
        MonthLine(unit_id, name, above.get(unit_id, ""),
                  tuple(held.get((unit_id, month), 0 if month <= now else None) for month in months))
        for unit_id, name in by_name(counting.centres)
    )  # fmt: skip
    return Months(period, months, tuple(lines))
