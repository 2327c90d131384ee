"""Kỳ báo cáo: the stretches of time that a report may be about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clc_desktop.domain.errors import ClcError

PeriodKind = Literal["year", "school_year", "half", "quarter", "range", "years"]

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""Years that a record may bear: anything else is a slip of the hand (the 2020 report has a date in 3013)."""

SCHOOL_YEAR_STARTS = (9, 1)
"""A school year runs from 1 September to 31 August."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``start`` to ``end``, both included. ``code`` is how commands and files write it ("2020", "2020-Q1")."""

    start: date
    end: date
    kind: PeriodKind
    code: str

    @property
    def years(self) -> range:
        """The calendar years whose yearly records (plan, money, rank) the period is measured by.

        A school year answers to the year in which it starts; parts of a year to that year.
        """
        return range(self.start.year, (self.start if self.kind == "school_year" else self.end).year + 1)

    @property
    def year(self) -> int:
        """The last of ``years``: what "năm {year}" in a title means."""
        return self.years[-1]

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def previous(self) -> Period:
        """The period of the same kind just before: what a report compares itself with."""
        match self.kind:
            case "year":
                return calendar_year(self.start.year - 1)
            case "school_year":
                return school_year(self.start.year - 1)
            case "half":
                return half(self.start.year - (self.start.month == 1), 2 if self.start.month == 1 else 1)
            case "quarter":
                number = (self.start.month - 1) // 3
                return quarter(self.start.year - (number == 0), number or 4)
            case "years":
                return several_years(self.start.year - len(self.years), self.start.year - 1)
            case "range" if is_month(self):
                return month(self.start.year - (self.start.month == 1), (self.start.month - 2) % 12 + 1)
            case "range":
                last = self.start - timedelta(days=1)
                return free_range(last - (self.end - self.start), last)


def calendar_year(year: int) -> Period:
    """1 January to 31 December."""
    return Period(date(year, 1, 1), date(year, 12, 31), "year", f"{year:04d}")


def school_year(first: int) -> Period:
    """Năm học: 1 September of ``first`` to 31 August of the next year."""
    start = date(first, *SCHOOL_YEAR_STARTS)
    end = date(first + 1, *SCHOOL_YEAR_STARTS) - timedelta(days=1)
    return Period(start, end, "school_year", f"{first:04d}-{first + 1:04d}")


def half(year: int, number: int) -> Period:
    """6 tháng đầu năm (1) or cuối năm (2)."""
    start, end = ((1, 1), (6, 30)) if number == 1 else ((7, 1), (12, 31))
    return Period(date(year, *start), date(year, *end), "half", f"{year:04d}-H{number}")


def quarter(year: int, number: int) -> Period:
    """Quý 1 to 4."""
    first = 3 * number - 2
    after = date(year + 1, 1, 1) if number == 4 else date(year, first + 3, 1)
    return Period(date(year, first, 1), after - timedelta(days=1), "quarter", f"{year:04d}-Q{number}")


def several_years(first: int, last: int) -> Period:
    """Giai đoạn: whole calendar years from ``first`` to ``last``."""
    return Period(date(first, 1, 1), date(last, 12, 31), "years", f"{first:04d}..{last:04d}")


def free_range(start: date, end: date) -> Period:
    """Any two days."""
    return Period(start, end, "range", f"{start.isoformat()}..{end.isoformat()}")


def month(year: int, number: int) -> Period:
    """Tháng 1 to 12: a range like any other, for there is no plan and no report of it but by part of the year."""
    after = date(year + 1, 1, 1) if number == 12 else date(year, number + 1, 1)
    return free_range(date(year, number, 1), after - timedelta(days=1))


def is_month(period: Period) -> bool:
    """Whether the period is one whole calendar month."""
    return period == month(period.start.year, period.start.month)


def parse_period(text: str) -> Period:
    """Read a code: ``2020``, ``2020-2021``, ``2020-H1``, ``2020-Q3``, ``2018..2020``, ``2020-01-01..2020-03-31``.

    Raises ClcError ``bad_period`` for anything else, a year out of 1990 to 2099, or an end before its start.
    """
    code = text.strip().upper()
    try:
        period = _read(code)
    except ValueError:
        period = None
    if period is None or period.end < period.start or not _sane(period):
        raise ClcError("bad_period", text=text)
    return period


def _sane(period: Period) -> bool:
    return period.start.year >= FIRST_YEAR and period.end.year <= LAST_YEAR


def _read(code: str) -> Period | None:
    if re.fullmatch(r"[0-9]{4}", code):
        return calendar_year(int(code))
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{4})", code):
        first, last = int(found[1]), int(found[2])
        return school_year(first) if last == first + 1 else None
    if found := re.fullmatch(r"([0-9]{4})-H([12])", code):
        return half(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"([0-9]{4})-Q([1-4])", code):
        return quarter(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"([0-9]{4})\.\.([0-9]{4})", code):
        return several_years(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})", code):
        return free_range(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    return None
