"""Days and years as people type them and as Excel keeps them; the day always comes before the month.

Each function gives a value, or a ``Problem`` that says why there is none; ``where`` is for the caller to fill in.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from clc_desktop.domain.clock import today
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.periods import FIRST_YEAR, LAST_YEAR
from clc_desktop.domain.vietnamese import clean, search_key

EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's numbers for days, on every system but old Macintosh (1 January 1904)."""

FIRST_BIRTH_YEAR = 1900

_SEPARATOR = r"\s*[/.\-]\s*"
_LEAD = r"(?:(?:thu \w+|chu nhat)\s*,?\s*)?(?:ngay\s*)?"
_TIME = r"(?:\s*[t,]?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_SHAPES = tuple(
    re.compile(_LEAD + shape + _TIME, re.ASCII)
    for shape in (
        rf"(?P<y>\d{{4}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<d>\d{{1,2}})",
        rf"(?P<d>\d{{1,2}}){_SEPARATOR}(?P<m>\d{{1,2}})(?:{_SEPARATOR}(?P<y>\d{{4}}|\d{{2}}))?",
        r"(?P<d>\d{1,2}) thang (?P<m>\d{1,2})(?:,? nam (?P<y>\d{4}))?",
        rf"(?P<d>\d{{1,2}}){_SEPARATOR}(?P<m>\d{{1,2}}),? nam (?P<y>\d{{4}})",
    )
)


def parse_date(value: object, year: int | None = None, epoch: date = EXCEL_EPOCH) -> date | Problem:
    """The day that a typed text or a cell's value means.

    Read are ``5/1/2020``, ``05-01-20``, ``5.1.2020``, ``2020-01-05``, ``(thứ hai,) ngày 5 tháng 1 năm 2020``, days
    with a time behind, and Excel's numbers for days between 1990 and 2099, counted from ``epoch``. ``5/1`` and
    ``ngày 5 tháng 1`` belong to ``year`` where that is given. Two digits of a year mean 1990 to 2089.

    Problems: ``bad_date`` (not a day), ``impossible_date`` (31/2), ``date_without_year`` and ``year_out_of_range``.
    """
    if isinstance(value, datetime):
        return _in_range(value.date(), shown(value))
    if isinstance(value, date):
        return _in_range(value, shown(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value, epoch)
    return _from_text(value, year) if isinstance(value, str) else Problem("bad_date", data={"text": shown(value)})


def parse_year(value: object, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> int | Problem:
    """A year: ``2020``, ``2020.0``, ``Năm 2020``, or a day of it. Problems: ``bad_year`` and ``year_out_of_range``."""
    if isinstance(value, date):
        return _year_in_range(value.year, first, last, shown(value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    found = re.fullmatch(r"(?:nam |khoang )*(\d{4})", search_key(shown(value)), re.ASCII)
    if found is None:
        day = parse_date(value) if isinstance(value, str) else None
        if not isinstance(day, date):
            return Problem("bad_year", data={"text": shown(value)})
        return _year_in_range(day.year, first, last, shown(value))
    return _year_in_range(int(found[1]), first, last, shown(value))


def parse_birth_year(value: object) -> int | Problem:
    """The year someone was born in, from a year or a whole date of birth; ``khoảng 1985`` gives 1985."""
    if isinstance(value, str) and (found := re.search(r"[/.\-\s](\d{4})$", value.strip(), re.ASCII)):
        value = int(found[1])
    return parse_year(value, FIRST_BIRTH_YEAR, today().year)


def shown(value: object) -> str:
    """A cell's value as a person would type it, for texts and for messages."""
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return clean(str(value))


def _from_text(text: str, year: int | None) -> date | Problem:
    key = search_key(text)
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(key))), None)
    data = {"text": shown(text)}
    if found is None:
        return Problem("bad_date", data=data)
    if found["y"] is None and year is None:
        return Problem("date_without_year", data=data)
    typed = _full_year(found["y"]) if found["y"] else year or 0
    in_range = _year_in_range(typed, FIRST_YEAR, LAST_YEAR, data["text"])
    if isinstance(in_range, Problem):
        return in_range
    try:
        return date(typed, int(found["m"]), int(found["d"]))
    except ValueError:
        return Problem("impossible_date", data=data)


def _full_year(digits: str) -> int:
    number = int(digits)
    return number if len(digits) == 4 else number + (1900 if number >= FIRST_YEAR % 100 else 2000)


def _from_number(number: float, epoch: date) -> date | Problem:
    first, last = (date(FIRST_YEAR, 1, 1) - epoch).days, (date(LAST_YEAR, 12, 31) - epoch).days
    if first <= number < last + 1:
        return epoch + timedelta(days=int(number))
    return Problem("bad_date", data={"text": shown(number)})


def _in_range(day: date, text: str) -> date | Problem:
    problem = _year_in_range(day.year, FIRST_YEAR, LAST_YEAR, text)
    return problem if isinstance(problem, Problem) else day


def _year_in_range(year: int, first: int, last: int, text: str) -> int | Problem:
    if first <= year <= last:
        return year
    return Problem("year_out_of_range", data={"text": text, "year": year, "first": first, "last": last})
