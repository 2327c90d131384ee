"""Which periods are collected, and how each centre's stands against its day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.periods import parse_period
from clc_desktop.domain.report_calendar import KINDS, MOST_DAYS, ReportCalendar, calendar_from_json, mark_of

ALL = ReportCalendar((("quarter", 5), ("half", 10), ("year", 15), ("school_year", 20)))
DUE = date(2021, 1, 15)


def test_a_year_shows_the_periods_that_end_in_it() -> None:
    codes = [one.code for one in ALL.within(parse_period("2020"))]
    assert codes == ["2020-Q1", "2020-Q2", "2020-H1", "2019-2020", "2020-Q3", "2020-Q4", "2020-H2", "2020"]
    assert [one.code for one in ReportCalendar().within(parse_period("2020"))] == ["2020"]


def test_what_is_looked_at_is_shown_even_if_nobody_collects_it() -> None:
    assert [one.code for one in ReportCalendar().within(parse_period("2020-Q2"))] == ["2020-Q2"]
    assert ReportCalendar().due(parse_period("2020-Q2")) is None


@pytest.mark.parametrize(
    ("code", "day"),
    [("2020", DUE), ("2020-Q1", date(2020, 4, 5)), ("2020-H1", date(2020, 7, 10)), ("2019-2020", date(2020, 9, 20))],
)
def test_due_days_are_counted_from_the_end(code: str, day: date) -> None:
    assert ALL.due(parse_period(code)) == day


@pytest.mark.parametrize(
    ("state", "received", "today", "mark"),
    [
        ("draft", None, DUE, "waiting"),
        ("draft", None, DUE + timedelta(days=1), "overdue"),
        ("sent", DUE, date(2022, 1, 1), "received"),
        ("sent", DUE + timedelta(days=1), date(2022, 1, 1), "late"),
        ("accepted", DUE + timedelta(days=9), date(2022, 1, 1), "accepted"),
        ("returned", DUE, DUE, "returned"),
        ("locked", DUE, DUE, "locked"),
        ("draft", DUE, date(2022, 1, 1), "overdue"),
    ],
)
def test_marks(state: str, received: date | None, today: date, mark: str) -> None:
    assert mark_of(state, received, DUE, today) == mark


def test_without_a_due_day_nobody_is_late() -> None:
    assert mark_of("draft", None, None, date(2099, 1, 1)) == "waiting"
    assert mark_of("sent", date(2099, 1, 1), None, date(2099, 1, 2)) == "received"


@given(st.dictionaries(st.sampled_from(KINDS), st.integers(0, MOST_DAYS)))
def test_a_calendar_survives_being_kept(days: Any) -> None:
    made = ReportCalendar(tuple((kind, days[kind]) for kind in KINDS if kind in days))
    assert calendar_from_json(made.to_json()) == made


@given(st.none() | st.text() | st.dictionaries(st.text(), st.text() | st.integers()))
def test_what_cannot_be_read_is_no_calendar(kept: Any) -> None:
    assert set(dict(calendar_from_json(kept).days)) <= set(KINDS)
