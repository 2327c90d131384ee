"""How Vietnamese offices write days, periods, counts and lists in running text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clc_desktop.domain.numbers import format_number
from clc_desktop.domain.periods import Period, calendar_year, half, is_month, quarter, school_year, several_years

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
BLANK = "\u00a0"
"""Does not collapse: holds open the places that the office fills in by hand or stamp."""


def day_number(day: int) -> str:
    """A zero before days below 10 (Decree 30/2020, Annex I, section II.4)."""
    return f"{day:02d}"


def month_number(month: int) -> str:
    """A zero before months 1 and 2 only (Decree 30/2020, Annex I, section II.4): 01, 02, 3 … 12."""
    return f"{month:02d}" if month < 3 else str(month)


def short_date(day: date) -> str:
    """``17/01/2020``, ``30/7/2013``: the one style of dates inside the text, padded as the decree pads the long one."""
    return f"{day_number(day.day)}/{month_number(day.month)}/{day.year}"


def month_year(year: int, month: int) -> str:
    """``8/2018``, ``01/2021``."""
    return f"{month_number(month)}/{year}"


def place_and_date(place: str, year: int, month: int) -> str:
    """Box 4 with the day left to the office: ``Tuần Giáo, ngày       tháng 01 năm 2021``."""
    return f"{place}, ngày{BLANK * 7}tháng {month_number(month)} năm {year}"


def period_text(period: Period) -> str:
    """A period as a noun: ``năm 2020``, ``năm học 2020-2021``, ``quý III năm 2020``, ``tháng 5 năm 2020``."""
    start, end = period.start, period.end
    match period.kind:
        case "year":
            return f"năm {start.year}"
        case "school_year":
            return f"năm học {start.year}-{end.year}"
        case "half":
            return f"6 tháng {'đầu' if start.month == 1 else 'cuối'} năm {start.year}"
        case "quarter":
            return f"quý {ROMAN[(start.month + 2) // 3]} năm {start.year}"
        case "years":
            return f"giai đoạn {start.year}-{end.year}"
        case "range" if is_month(period):
            return f"tháng {month_number(start.month)} năm {start.year}"
        case "range":
            return f"từ ngày {short_date(start)} đến ngày {short_date(end)}"


def is_part(period: Period) -> bool:
    """Whether the period is less than the years whose plan and money it is measured by: a quarter, a few weeks."""
    if period.kind == "school_year":
        return False
    return (period.start, period.end) != (date(period.years[0], 1, 1), date(period.year, 12, 31))


def plan_period_text(period: Period) -> str:
    """What plan, money and ranks of a period belong to: ``năm 2020`` for a quarter of it."""
    if not is_part(period):
        return period_text(period)
    first, last = period.years[0], period.year
    return f"năm {last}" if first == last else f"giai đoạn {first}-{last}"


def next_period(period: Period) -> Period:
    """The period of the same kind just after: what the second part of a report looks forward to."""
    start, year = period.start, period.end.year
    match period.kind:
        case "year" | "range":
            return calendar_year(year + 1)
        case "school_year":
            return school_year(year)
        case "half":
            return half(year, 2) if start.month == 1 else half(year + 1, 1)
        case "quarter":
            number = (start.month + 2) // 3
            return quarter(year + number // 4, number % 4 + 1)
        case "years":
            return several_years(year + 1, year + len(period.years))


def count_of(number: int, noun: str) -> str:
    """``03 TTHTCĐ``, ``54 cán bộ``: counts of bodies and people below 10 take a zero, as offices write them.

    Counts of lớp, lần and lượt do not: they stand beside larger ones ("5 lớp, 484 lượt người").
    """
    return f"{number:02d} {noun}" if 0 < number < 10 else f"{format_number(number)} {noun}"


def capitalised(text: str) -> str:
    """First letter upper, the rest as it is."""
    return text[:1].upper() + text[1:]


def named(items: Sequence[str], limit: int, noun: str) -> str:
    """The items parted by commas; beyond ``limit`` the rest is only counted: ``A, B và 04 TTHTCĐ khác``."""
    if len(items) <= limit:
        return ", ".join(items)
    return f"{', '.join(items[:limit])} và {count_of(len(items) - limit, noun)} khác"
