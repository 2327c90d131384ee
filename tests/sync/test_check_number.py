"""Numbers read over the phone: every slip of the tongue that people make is caught."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync.check_number import check_number, matches, parse_check_number

KEYS = ["ab" * 32, "00" * 32, "0123456789abcdef" * 4]


def numbers() -> st.SearchStrategy[str]:
    return st.integers(0, 10**10 - 1).map(lambda n: f"{n:010}{98 - n * 100 % 97:02}")


def refused(digits: str) -> bool:
    try:
        parse_check_number(digits)
    except ClcError as error:
        return error.code == "check_number_mistyped"
    return False


def test_a_number_never_changes_from_one_version_of_the_program_to_the_next() -> None:
    assert [check_number(key) for key in KEYS] == ["3526 6412 5693", "9108 3190 2559", "7231 4285 5449"]


@pytest.mark.parametrize("key", KEYS)
def test_a_number_matches_its_key_and_no_other(key: str) -> None:
    assert [matches(check_number(key), other) for other in KEYS] == [key == other for other in KEYS]


@pytest.mark.parametrize("separator", ["", " ", ".", "-", " - ", "\u00a0", "–"])
def test_separators_do_not_matter(separator: str) -> None:
    groups = check_number(KEYS[0]).split()
    assert parse_check_number(separator.join(groups)) == " ".join(groups)


@pytest.mark.parametrize("text", ["", "1234", "1234 5678 901", "1234 5678 90123", "abcd efgh ijkl", "१२३४ ५६७८ ९०१२"])
def test_anything_else_is_mistyped(text: str) -> None:
    assert refused(text)


@given(numbers())
def test_a_correct_number_is_accepted(digits: str) -> None:
    assert not refused(digits)


@given(numbers())
def test_every_wrong_digit_is_caught(digits: str) -> None:
    for place, right in enumerate(digits):
        for wrong in set("0123456789") - {right}:
            assert refused(digits[:place] + wrong + digits[place + 1 :])


@given(numbers())
def test_any_two_exchanged_digits_are_caught_wherever_they_stand(digits: str) -> None:
    for i in range(12):
        for j in range(i + 1, 12):
            if digits[i] != digits[j]:
                exchanged = list(digits)
                exchanged[i], exchanged[j] = digits[j], digits[i]
                assert refused("".join(exchanged))
