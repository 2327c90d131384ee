"""The tree of units on a day: codes are used again, communes merge, districts end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.records import Unit, UnitTerm, unit_line_id
from clc_desktop.domain.units import ALWAYS, build_tree
from tests.factories import UNIT, numbered

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


def unit(number: int, kind: Any = "centre") -> Unit:
    subject = numbered(number, "a")
    return Unit(id=unit_line_id(UNIT, subject), unit_id=UNIT, subject=subject, unit_kind=kind)


def term(
    number: int, attribute: Any, value: str, since: date = ALWAYS, until: date | None = None, sort: int = 0
) -> UnitTerm:
    made_id = numbered(sort or hash((number, attribute, value, since)) % 10**9)
    return UnitTerm(
        id=made_id, unit_id=UNIT, subject=numbered(number, "a"), attribute=attribute, value=value,
        valid_from=since, valid_to=until,
    )  # fmt: skip


def test_a_code_is_of_another_unit_after_the_reform() -> None:
    tree = build_tree(
        [unit(1), unit(2)],
        [term(1, "code", "03260", until=LAST), term(2, "code", "03217", until=LAST), term(2, "code", "03260", FIRST)],
    )
    assert tree.find_code("03260", LAST) == numbered(1, "a")
    assert tree.find_code("03260", FIRST) == numbered(2, "a")
    assert tree.find_code("03217", FIRST) is None


def test_centres_move_under_their_new_commune() -> None:
    tree = build_tree(
        [unit(1), unit(2, "district"), unit(3, "commune")],
        [term(1, "parent", numbered(2, "a"), until=LAST), term(1, "parent", numbered(3, "a"), FIRST)],
    )
    for day, under in ((LAST, 2), (FIRST, 3)):
        for other in (2, 3):
            assert [u.id for u in tree.centres(numbered(other, "a"), day)] == (
                [numbered(1, "a")] if other == under else []
            )


def test_a_name_outlives_its_unit_and_precedes_it() -> None:
    tree = build_tree([unit(1)], [term(1, "name", "xã Cũ", date(2000, 1, 1), LAST), term(1, "name", "xã Mới", FIRST)])
    days = (date(1999, 1, 1), date(2000, 1, 1), LAST, FIRST, date(2090, 1, 1))
    assert [tree.name(numbered(1, "a"), day) for day in days] == ["xã Cũ", "xã Cũ", "xã Cũ", "xã Mới", "xã Mới"]
    assert tree.value(numbered(1, "a"), "name", days[0]) is None
    assert tree.name(numbered(7, "a"), LAST) == ""


def test_of_overlapping_terms_the_later_one_holds() -> None:
    terms = [term(1, "name", "A"), term(1, "name", "B", FIRST), term(1, "name", "C", FIRST, sort=1)]
    for order in (terms, terms[::-1]):
        tree = build_tree([unit(1)], order)
        assert tree.name(numbered(1, "a"), LAST) == "A"
        assert tree.name(numbered(1, "a"), FIRST) == "B"


def test_a_loop_of_parents_ends() -> None:
    tree = build_tree([unit(1), unit(2)], [term(1, "parent", numbered(2, "a")), term(2, "parent", numbered(1, "a"))])
    assert tree.is_under(numbered(1, "a"), numbered(2, "a"), LAST)
    assert not tree.is_under(numbered(1, "a"), numbered(3, "a"), LAST)
    assert len(tree.centres(numbered(1, "a"), LAST)) == 2


def test_kinds() -> None:
    tree = build_tree([unit(1), unit(2, "commune")], [])
    assert [u.id for u in tree.of_kind("commune")] == [numbered(2, "a")]


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=5, unique=True), st.dates())
def test_one_term_after_the_other_leaves_no_day_without_a_value(starts: list[date], day: date) -> None:
    starts.sort()
    ends = [start - timedelta(days=1) for start in starts[1:]]
    terms = [
        term(1, "name", str(n), start, end) for n, (start, end) in enumerate(zip(starts, [*ends, None], strict=True))
    ]
    expected = sum(start <= day for start in starts) - 1
    assert build_tree([unit(1)], terms).value(numbered(1, "a"), "name", day) == (
        str(expected) if expected >= 0 else None
    )
