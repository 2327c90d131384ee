"""The code that opens a first assignment: what is caught when it is typed, and whose file it opens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import check_number, opening_code
from clc_desktop.sync.keys import KeyPair

SENDER = KeyPair.from_seed(bytes(range(16))).public.sign
OTHER = KeyPair.from_seed(bytes(16)).public.sign


def test_it_begins_with_the_check_number_of_the_sender_and_differs_each_time() -> None:
    codes = {opening_code.new_code(SENDER) for _ in range(20)}
    assert len(codes) == 20
    assert all(code.startswith(check_number.check_number(SENDER) + " ") for code in codes)


def test_the_same_code_makes_the_same_keys_however_it_is_typed() -> None:
    code = opening_code.new_code(SENDER)
    made = opening_code.one_time_keys(code, SENDER).public
    assert opening_code.one_time_keys(f" {code.replace(' ', '-')}\n", SENDER).public == made
    another = opening_code.one_time_keys(opening_code.new_code(SENDER), SENDER).public
    assert {made.sign, made.age}.isdisjoint({another.sign, another.age})


def test_the_keys_belong_to_one_sender() -> None:
    with pytest.raises(ClcError) as refused:
        opening_code.one_time_keys(opening_code.new_code(OTHER), SENDER)
    assert refused.value.code == "opening_code_other_sender"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_one_wrong_digit_two_exchanged_ones_and_a_missing_one_are_caught(data: st.DataObject) -> None:
    digits = check_number.digits_of(opening_code.new_code(SENDER))
    place = data.draw(st.integers(0, len(digits) - 2))
    wrong = data.draw(st.sampled_from("0123456789"))
    mistyped = {
        digits[:place] + wrong + digits[place + 1 :],
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :],
        digits[:place] + digits[place + 1 :],
        digits + wrong,
    } - {digits}
    for typed in sorted(mistyped):
        with pytest.raises(ClcError) as refused:
            opening_code.parse(typed)
        assert refused.value.code == "opening_code_mistyped"
