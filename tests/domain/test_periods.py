"""Periods of reports."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import (
    Period,
    calendar_year,
    free_range,
    half,
    is_month,
    month,
    parse_period,
    quarter,
    school_year,
    several_years,
)

YEARS = st.integers(1992, 2097)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
ANY = st.one_of(
    YEARS.map(calendar_year),
    YEARS.map(school_year),
    st.builds(half, YEARS, st.integers(1, 2)),
    st.builds(quarter, YEARS, st.integers(1, 4)),
    st.builds(lambda first, more: several_years(first, min(first + more, 2099)), YEARS, st.integers(0, 9)),
    st.builds(month, YEARS, st.integers(1, 12)),
    st.tuples(DAYS, DAYS).map(lambda days: free_range(min(days), max(days))),
)


@given(ANY)
def test_a_code_reads_back_as_the_same_period(period: Period) -> None:
    assert parse_period(period.code) == period
    assert parse_period(f" {period.code.lower()} ") == period


@given(ANY)
def test_the_period_before_ends_the_day_before_and_is_of_the_same_kind(period: Period) -> None:
    before = period.previous()
    assert before.end + timedelta(days=1) == period.start
    assert (before.kind, len(before.years)) == (period.kind, len(period.years)) or period.kind == "range"
    if is_month(period):
        assert is_month(before)
    elif period.kind == "range":
        assert before.end - before.start == period.end - period.start


@given(ANY)
def test_a_period_holds_its_first_and_last_day_and_no_other_beside(period: Period) -> None:
    assert period.start in period
    assert period.end in period
    assert period.start - timedelta(days=1) not in period
    assert period.end + timedelta(days=1) not in period


@given(YEARS)
def test_halves_and_quarters_make_the_year(year: int) -> None:
    whole = calendar_year(year)
    for parts in ([half(year, n) for n in (1, 2)], [quarter(year, n) for n in (1, 2, 3, 4)]):
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(parts))


@pytest.mark.parametrize(
    ("code", "start", "end", "years"),
    [
        ("2020", "2020-01-01", "2020-12-31", [2020]),
        ("2019-2020", "2019-09-01", "2020-08-31", [2019]),
        ("2020-H2", "2020-07-01", "2020-12-31", [2020]),
        ("2020-Q1", "2020-01-01", "2020-03-31", [2020]),
        ("2018..2020", "2018-01-01", "2020-12-31", [2018, 2019, 2020]),
        ("2019-12-15..2020-02-29", "2019-12-15", "2020-02-29", [2019, 2020]),
    ],
)
def test_codes_by_example(code: str, start: str, end: str, years: list[int]) -> None:
    period = parse_period(code)
    assert (period.start.isoformat(), period.end.isoformat(), list(period.years)) == (start, end, years)
    assert period.year == years[-1]


@pytest.mark.parametrize(
    "text",
    [
        "", "nay", "20", "20201", "2020-", "2020-H3", "2020-Q0", "2020-Q5", "2020-2020", "2020-2022", "2020-2019",
        "2020..2019", "2020-02-30..2020-03-01", "2020-03-01..2020-02-01", "3013", "1989", "2100", "2099-2100",
        "1989-12-31..1990-01-01", "２０２０", "2020-1", "2020-01-01", "2020\n2021",
    ],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ClcError, match="bad_period"):
        parse_period(text)


@given(st.text(max_size=30))
def test_nothing_else_is_raised_whatever_is_typed(text: str) -> None:
    with suppress(ClcError):
        assert parse_period(text).code == text.strip().upper()
