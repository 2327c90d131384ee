"""Days and years as people type them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain import clock
from clc_desktop.domain.dates import parse_birth_year, parse_date, parse_year, shown
from clc_desktop.domain.errors import Problem

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "5/1/2020", "05/01/2020", "05-01-2020", "5.1.2020", " 5 / 1 / 2020 ", "2020-01-05", "2020/1/5", "5/1/20",
        "ngày 5 tháng 1 năm 2020", "Ngày 05 tháng 01 năm 2020", "5 tháng 1, năm 2020", "NGÀY 5/1/2020",
        unicodedata.normalize("NFD", "ngày 5 tháng 1 năm 2020"), "5/1 năm 2020", "Thứ hai, ngày 5/1/2020",
        "Chủ nhật 5/1/2020", "5/1/2020 07:30", "2020-01-05 00:00:00", "2020-01-05T07:30:00.5", 43835, 43835.75,
        date(2020, 1, 5), datetime(2020, 1, 5, 7, 30),
    ],
)  # fmt: skip
def test_days_are_read(typed):
    assert parse_date(typed) == date(2020, 1, 5)


def test_days_without_a_year_take_the_given_one():
    assert parse_date("5/1", 2020) == parse_date("ngày 5 tháng 1", 2020) == parse_date("5.1", 2020) == date(2020, 1, 5)
    assert parse_date("29/2", 2020) == date(2020, 2, 29)
    assert parse_date("29/2", 2021).code == "impossible_date"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("31/2/2020", "impossible_date"), ("1/13/2020", "impossible_date"), ("0/1/2020", "impossible_date"),
        ("30/7/3013", "year_out_of_range"), (date(3013, 7, 30), "year_out_of_range"), ("5/1/1899", "year_out_of_range"),
        (datetime(1900, 1, 5), "year_out_of_range"), ("5/1", "date_without_year"), ("tháng 5/2020", "bad_date"),
        ("5/2020", "bad_date"), ("", "bad_date"), ("hôm qua", "bad_date"), (2020, "bad_date"), (5.1, "bad_date"),
        (True, "bad_date"), (None, "bad_date"), (time(7, 30), "bad_date"), (-1, "bad_date"), (10**9, "bad_date"),
        (float("nan"), "bad_date"), ("5/1/2020-7/1/2020", "bad_date"), ("٥/١/٢٠٢٠", "bad_date"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_a_problem(typed, code):
    problem = parse_date(typed)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == (code, "error")
    assert problem.data["text"] == shown(typed)


def test_a_year_out_of_range_names_the_range():
    assert parse_date("30/7/3013").data == {"text": "30/7/3013", "year": 3013, "first": 1990, "last": 2099}


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "ngày %d tháng %m năm %Y", "%d/%m/%y"]))
def test_every_day_comes_back(day, form):
    if form.endswith("%y") and day.year == 2099:
        return
    if form.endswith("%y") and day.year >= 2090:
        day = day.replace(year=day.year - 100, day=min(day.day, 28))
    assert parse_date(day.strftime(form)) == day


@given(DAYS)
def test_excel_numbers_come_back_in_both_systems(day):
    assert parse_date((day - date(1899, 12, 30)).days) == day
    assert parse_date((day - date(1904, 1, 1)).days, None, date(1904, 1, 1)) == day


@given(st.text(max_size=30) | st.floats() | st.integers() | st.none() | st.booleans())
def test_anything_gives_a_day_or_a_problem(value):
    assert isinstance(parse_date(value, 2020), date | Problem)
    assert isinstance(parse_year(value), int | Problem)
    assert isinstance(parse_birth_year(value), int | Problem)


@pytest.mark.parametrize("typed", [2020, 2020.0, "2020", " Năm 2020 ", date(2020, 5, 1), "5/1/2020"])
def test_years_are_read(typed):
    assert parse_year(typed) == 2020


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("20", "bad_year"),
        ("2020-2021", "bad_year"),
        (3013, "year_out_of_range"),
        ("x", "bad_year"),
        (2020.5, "bad_year"),
    ],
)
def test_what_is_no_year_is_a_problem(typed, code):
    assert parse_year(typed).code == code


def test_birth_years_come_from_years_and_dates():
    with clock.fixed(datetime(2026, 1, 1, tzinfo=UTC)):
        for typed in (
            1985,
            "1985",
            "15/3/1985",
            "khoảng 1985",
            "sinh năm 1985",
            datetime(1985, 3, 15),
            "ngày 5 tháng 3 năm 1985",
        ):
            assert parse_birth_year(typed) == 1985
        assert parse_birth_year(1925) == 1925
        assert parse_birth_year(2027).code == "year_out_of_range"
        assert parse_birth_year("85").code == "bad_year"


def test_values_are_shown_as_typed():
    assert [shown(value) for value in (date(2020, 1, 5), datetime(2020, 1, 5, 7, 30), 60.0, 2.5, 7, " a  b ")] == [
        "05/01/2020", "05/01/2020 07:30", "60", "2,5", "7", "a b",
    ]  # fmt: skip
