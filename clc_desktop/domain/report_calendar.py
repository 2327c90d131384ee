"""Lịch báo cáo: which periods an aggregator collects, and by which day each must have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from clc_desktop.domain.periods import Period, PeriodKind, calendar_year, half, quarter, school_year

KINDS: tuple[PeriodKind, ...] = ("quarter", "half", "year", "school_year")
"""The kinds of period that can be collected, the shortest first."""

MOST_DAYS = 180

Mark = Literal["waiting", "overdue", "received", "late", "accepted", "returned", "locked", "unlock_asked", "unlocked"]
"""How a period of a centre looks to the aggregator: ``waiting`` is not due yet, ``late`` came after its day."""


@dataclass(frozen=True, slots=True)
class ReportCalendar:
    """``days`` after its end by which a period of each kind must have come; kinds that are not collected are not in
    it."""

    days: tuple[tuple[PeriodKind, int], ...] = (("year", 15),)

    def due(self, period: Period) -> date | None:
        """The last day on time: 15 January for a year with 15 days; None for what is not collected."""
        found = dict(self.days).get(period.kind)
        return None if found is None else period.end + timedelta(days=found)

    def within(self, period: Period) -> tuple[Period, ...]:
        """The periods to collect that end in ``period``, and itself in any case, by their end."""
        collected = dict(self.days)
        found = {period}
        for year in range(period.start.year - 1, period.end.year + 1):
            every = [*(quarter(year, n) for n in (1, 2, 3, 4)), half(year, 1), half(year, 2), calendar_year(year),
                     school_year(year)]  # fmt: skip
            found |= {one for one in every if one.kind in collected and one.end in period and _is_part(one, period)}
        return tuple(sorted(found, key=lambda one: (one.end, one.end - one.start, one.code)))

    def to_json(self) -> dict[str, int]:
        return dict(self.days)


def _is_part(one: Period, period: Period) -> bool:
    """A school year belongs to the calendar year in which it ends; the rest lies within."""
    return one.kind == "school_year" or one.start >= period.start


def calendar_from_json(kept: Any) -> ReportCalendar:
    """What was kept, or the default where that is nothing that can be read."""
    if not isinstance(kept, dict):
        return ReportCalendar()
    days = tuple(
        (kind, kept[kind]) for kind in KINDS if isinstance(kept.get(kind), int) and 0 <= kept[kind] <= MOST_DAYS
    )
    return ReportCalendar(days)


def mark_of(state: str, first_received: date | None, due: date | None, today: date) -> Mark:
    """The mark of a period in this state, whose first file came on this day."""
    if state in ("accepted", "returned", "locked", "unlock_asked", "unlocked"):
        return state  # type: ignore[return-value]
    if state == "draft" or first_received is None:
        return "overdue" if due is not None and today > due else "waiting"
    return "late" if due is not None and first_received > due else "received"
