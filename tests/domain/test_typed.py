"""Counts, money, yes and no, sex."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import Problem
from clc_desktop.domain.numbers import format_number
from clc_desktop.domain.typed import MOST_PEOPLE, parse_count, parse_money, parse_sex, parse_yes_no


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.891", 1891), ("1 891", 1891), ("1\u00a0891", 1891), ("60,0", 60), ("1891.0", 1891), ("1.234,0", 1234),
        ("1,234.0", 1234), ("21.641", 21641), ("007", 7), ("0", 0), ("60 người", 60), ("60 lượt người", 60),
        ("28 lớp", 28), ("72 lần", 72), ("１２", 12), ("+5", 5), (60, 60), (60.0, 60), ("1 000 000", 1_000_000),
    ],
)  # fmt: skip
def test_counts_are_read(typed, number):
    assert parse_count(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,891", "ambiguous_number"), ("1,000", "ambiguous_number"), ("-5", "negative_number"),
        (-3, "negative_number"),
        ("2,5", "fractional_number"), ("12.5", "fractional_number"), ("0.500", "fractional_number"),
        (1.891, "fractional_number"), ("50%", "bad_number"), ("", "bad_number"), ("-", "bad_number"),
        ("nhiều", "bad_number"), ("1e5", "bad_number"), ("10²", "bad_number"), (True, "bad_number"),
        (float("nan"), "bad_number"), (float("inf"), "bad_number"), (datetime(2020, 1, 5), "bad_number"),
        (None, "bad_number"), ("1.23.456", "bad_number"), ("1234.567.890", "bad_number"), (10**7, "number_too_large"),
        ("9" * 400, "number_too_large"),
    ],
)  # fmt: skip
def test_what_is_no_count_is_a_problem(typed, code):
    assert parse_count(typed).code == code


def test_limits_are_named():
    assert parse_count(0, least=1) == Problem("number_too_small", data={"text": "0", "least": 1})
    assert parse_count(10**7).data == {"text": "10000000", "most": MOST_PEOPLE}


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("653.056.000 đồng", 653_056_000), ("653056000", 653_056_000), ("653,056,000", 653_056_000),
        ("653.056.000đ", 653_056_000), ("2,5 triệu", 2_500_000), ("2.500 triệu đồng", 2_500_000_000),
        ("1,2 tỷ", 1_200_000_000), ("500 nghìn đồng", 500_000), ("2.500.000 VNĐ", 2_500_000), (1.5e6, 1_500_000),
    ],
)  # fmt: skip
def test_money_is_read(typed, amount):
    assert parse_money(typed) == amount


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,5555555 triệu", "fractional_number"), ("1,500 triệu", "ambiguous_number"), ("-5 triệu", "negative_number"),
        ("10 USD", "bad_number"), ("triệu", "bad_number"), ("5%", "bad_number"), ("9" * 20, "number_too_large"),
    ],
)  # fmt: skip
def test_what_is_no_money_is_a_problem(typed, code):
    assert parse_money(typed).code == code


@given(st.integers(0, MOST_PEOPLE))
def test_what_we_print_is_read_again(number):
    assert parse_count(format_number(number)) == parse_count(str(number)) == parse_count(float(number)) == number


@given(st.text(max_size=30) | st.floats() | st.integers() | st.none() | st.booleans())
def test_anything_gives_a_value_or_a_problem(value):
    for parse in (parse_count, parse_money, parse_yes_no, parse_sex):
        result = parse(value)
        assert isinstance(result, int | str | Problem)


def test_yes_and_no():
    assert all(parse_yes_no(typed) is True for typed in ("Có", "x", "X", "đã mua sắm", "Đã", 1, True, "✓"))
    assert all(parse_yes_no(typed) is False for typed in ("Không", "chưa", "Chưa mua sắm", 0, "0", False))
    assert parse_yes_no("có thể").code == "bad_yes_no"


def test_sex():
    assert parse_sex(" NỮ ") == "female"
    assert parse_sex("nam") == "male"
    assert parse_sex("khác").code == "bad_sex"
