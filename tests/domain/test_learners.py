"""Who is who: homonyms told apart, one person under two spellings found."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain import learners
from clc_desktop.domain.learners import LearnerRow
from tests.factories import learner

NAMES = ("Nguyễn Thị Thuý", "Nguyễn Thị Thúy", "NGUYEN THI THUY", "Lò Văn An", "Lò Văn Ân")


def row(number: int, name: str, year: int | None = None, village: str = "", sex: Any = None) -> LearnerRow:
    return LearnerRow(str(number), name, year, village, sex)


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("Nguyễn Thị Thuý", "Nguyễn Thị Thúy", True),
        ("Lò Văn Hoà", unicodedata.normalize("NFD", "Lò Văn Hòa"), True),
        ("Nguyễn Văn A", "NGUYEN VAN A", True),
        ("nguyễn  văn a", "Nguyễn Văn A", True),
        ("Lò Thị Hoa", "Lò Thị Hòa", False),
        ("Lò Văn Đôi", "Lò Văn Dôi", False),
        ("Lò Văn An", "Lò Văn Anh", False),
    ],
)
def test_spellings_of_one_name(first: str, second: str, alike: bool) -> None:
    assert learners.named_alike(first, second) is alike
    assert learners.named_alike(second, first) is alike


@pytest.mark.parametrize(
    ("one", "other", "maybe"),
    [
        ({"birth_year": 1990}, {"birth_year": None}, True),
        ({"birth_year": 1990}, {"birth_year": 1991}, False),
        ({"village": "Bản Hua Sát"}, {"village": "bản hua sat"}, True),
        ({"village": "Bản Hua Sát"}, {"village": "Bản Xá Nhè"}, False),
        ({"village": "Bản Hua Sát"}, {"village": "Hua Sát"}, True),
        ({"village": "Bản 1"}, {"village": "Tổ 1"}, False),
        ({"village": "Bang Hồ"}, {"village": "g Hồ"}, False),
        ({"sex": "female"}, {"sex": "male"}, False),
        ({"full_name": ""}, {"full_name": ""}, False),
    ],
)
def test_what_is_known_of_both_must_agree(one: dict[str, Any], other: dict[str, Any], maybe: bool) -> None:
    known = {"full_name": "Lò Văn An", "sex": None}
    assert learners.may_be_one(learner(1, **(known | one)), learner(2, **(known | other))) is maybe


def test_groups_begin_with_the_one_of_whom_most_is_known_and_hold_only_who_may_be_one() -> None:
    people = [row(1, NAMES[2]), row(2, NAMES[0], 1978, "Bản A"), row(3, NAMES[1], 1985), row(4, NAMES[3], 1990)]
    groups = learners.likely_duplicates(people)
    assert [[person.id for person in group] for group in groups] == [["2", "1"]]
    apart = frozenset({frozenset({"1", "2"})})
    assert [[p.id for p in group] for group in learners.likely_duplicates(people, apart)] == [["3", "1"]]


@given(
    st.lists(
        st.builds(
            LearnerRow,
            st.uuids().map(str),
            st.sampled_from(NAMES),
            st.sampled_from([None, 1980, 1990]),
            st.sampled_from(["", "Bản A", "Bản B"]),
            st.sampled_from([None, "female", "male"]),
        ),
        max_size=14,
    )
)
def test_everyone_in_a_group_may_be_everyone_else_and_nobody_is_in_two(people: list[LearnerRow]) -> None:
    groups = learners.likely_duplicates(people)
    seen = [person.id for group in groups for person in group]
    assert len(seen) == len(set(seen))
    for group in groups:
        assert all(learners.may_be_one(one, other) for one in group for other in group)
    alone = [person for person in people if person.id not in seen]
    fully_known = [p for p in alone if p.birth_year and p.village and p.sex and not p.full_name.isascii()]
    assert not any(learners.may_be_one(p, q) for p in fully_known for q in fully_known if p is not q)


def test_people_of_one_name_are_told_apart() -> None:
    people = [
        row(1, "Lò Văn An", 1990, "Bản A"),
        row(2, "Lò Văn An", 1985),
        row(3, "Cà Thị B"),
        row(4, "Vì A"),
        row(5, "Vì A"),
    ]
    assert learners.names_apart(people) == {
        "1": "Lò Văn An · 1990 · Bản A", "2": "Lò Văn An · 1985", "3": "Cà Thị B", "4": "Vì A (1)", "5": "Vì A (2)",
    }  # fmt: skip


def test_one_of_two_keeps_what_either_knew() -> None:
    kept = learner(1, full_name="NGUYEN THI THUY", sex=None, birth_band=None, phone="0912", note="a")
    other = learner(2, full_name="Nguyễn Thị Thuý", birth_year=1978, village="Bản A", phone="0999", note="b")
    one = learners.merged(kept, [other])
    assert one == replace(
        kept, full_name="Nguyễn Thị Thuý", birth_year=1978, village="Bản A", sex="female", birth_band=1970, note="a; b"
    )


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("Lò Văn An", {"full_name": "Lò Văn An"}),
        ("Lò A, 1990, nam, Bản X", {"full_name": "Lò A", "birth_year": 1990, "sex": "male", "village": "Bản X"}),
        ("Lò B; bản X; nữ; 5/3/1985", {"full_name": "Lò B", "birth_year": 1985, "sex": "female", "village": "bản X"}),
        ("  ,1990", {"full_name": "", "birth_year": 1990}),
    ],
)  # fmt: skip
def test_a_person_typed_in_one_line(typed: str, values: dict[str, Any]) -> None:
    assert learners.parse_person(typed) == values


def test_a_number_is_masked_but_for_its_end() -> None:
    assert learners.masked("011090123456") == "•••••••••456"
    assert learners.masked("12") == "••"
    assert learners.masked("") == ""
