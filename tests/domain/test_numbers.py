"""Numbers as the report prints them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.numbers import format_number, format_percent, percent

COUNTS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (215, 179, "120,1"), (21_641, 19_455, "111,2"), (16, 19, "84,2"), (19, 19, "100"), (0, 19, "0"),
        (1, 8, "12,5"), (1, 16, "6,3"), (1, 2000, "0,1"), (1, 2001, "0"), (9995, 10_000, "100"), (5, 0, None),
    ],
)  # fmt: skip
def test_percentages_by_example(part: int, whole: int, text: str | None) -> None:
    assert format_percent(percent(part, whole)) == text


@given(COUNTS, COUNTS.filter(bool))
def test_percentages_are_rounded_half_up_exactly(part: int, whole: int) -> None:
    found = percent(part, whole)
    assert found is not None
    tenths = Fraction(found) * 10
    assert tenths.denominator == 1
    assert Fraction(-1, 2) < tenths - Fraction(part * 1000, whole) <= Fraction(1, 2)


@given(st.integers(0, 10**15))
def test_a_printed_number_reads_back(value: int) -> None:
    text = format_number(value)
    assert int(text.replace(".", "")) == value
    assert all(len(group) == 3 for group in text.split(".")[1:])


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (999, "999"), (1891, "1.891"), (653_056_000, "653.056.000")])
def test_numbers_by_example(value: int, text: str) -> None:
    assert format_number(value) == text


def test_none_and_exact_hundreds() -> None:
    assert format_percent(None) is None
    assert format_percent(Decimal("100.0")) == "100"
    assert format_percent(Decimal("99.9")) == "99,9"
