"""Cells by their names, and the pure half of the pivot."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clc_desktop.domain.cells import COUNTED, Ask, Cell, named_cell
from clc_desktop.domain.periods import parse_period
from clc_desktop.domain.pivot import Layout, Pivot, codes_of, keyed, moved, year_before

YEAR, BEFORE = parse_period("2020"), parse_period("2019")


def test_a_name_says_what_is_asked() -> None:
    assert named_cell("classes.held", YEAR) == Cell((Ask("classes", YEAR, (COUNTED,)),))
    assert named_cell("fields.law.own.turns", YEAR, "u") == Cell(
        (Ask("turns", YEAR, (("field", "law"), ("hosting", "own"), ("unit", "u"))),)
    )
    assert named_cell("fields.a.own.b.classes", YEAR) == Cell((Ask("classes", YEAR, (("field", "a.own.b"),)),))
    assert named_cell("ratings.good.count", YEAR) == Cell((Ask("ranked", YEAR, (("rank", "good"),)),))
    assert named_cell("year", YEAR) is None
    assert named_cell("fields.law.mystery", YEAR) is None


def test_a_percentage_asks_twice() -> None:
    found = named_cell("turns.percent", YEAR, "u")
    assert found is not None
    assert [ask.measure for ask in found.asks] == ["turns", "planned_turns"]
    assert found.value([21641, 19455]) == Decimal("111.2")
    assert found.value([5, 0]) is None
    assert Cell(found.asks, "change").value([3, 5]) == -2


@pytest.mark.parametrize(
    ("code", "before"),
    [("2020", "2019"), ("2020-Q1", "2019-Q1"), ("2020-Q4", "2019-Q4"), ("2020-H2", "2019-H2"),
     ("2020-2021", "2019-2020"), ("2018..2020", "2015..2017"), ("2020-02-29..2020-03-31", "2019-02-28..2019-03-31")],
)  # fmt: skip
def test_the_year_before_is_the_same_stretch(code: str, before: str) -> None:
    assert year_before(parse_period(code)) == parse_period(before)


def test_what_cannot_be_divided() -> None:
    assert Layout("classes", "field", "month").possible
    assert not Layout("classes", "field", "field").possible
    assert not Layout("planned_classes", "month", None).possible
    assert not Layout("classes", "hosting", None, "plan").possible
    assert not Layout("persons", "field", None, "plan").possible
    assert Layout("turns", "unit", "field", "plan").possible


def test_codes_of_time() -> None:
    assert codes_of("quarter", YEAR) == ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4")
    assert codes_of("month", parse_period("2020-2021"))[0] == "2020-09"
    assert codes_of("year", parse_period("2018..2020")) == ("2018", "2019", "2020")
    assert moved("month", "2020-03", -1) == "2019-03"
    assert moved("field", "2020-03", -1) == "2020-03"


def test_totals_add_up_only_where_they_may() -> None:
    found = keyed(("field", "hosting"), [("law", "own", 2), ("law", "joint", 3), ("health", "own", 5)])
    assert found["law", None] == 5
    assert found[None, "own"] == 7
    assert found[None, None] == 10
    assert (None, None) not in keyed(("field", None), [("law", 2)], additive=False)


def test_the_cell_beside_asks_for_the_same_month_a_year_earlier() -> None:
    pivot = Pivot(Layout("turns", "month", "unit", "before"), YEAR, ("2020-03",), ("u",), {("2020-03", "u"): 12},
                  {("2020-03", "u"): 10})  # fmt: skip
    assert pivot.cell_beside("2020-03", "u").asks == (
        Ask("turns", BEFORE, (COUNTED, ("month", "2019-03"), ("unit", "u"))),
    )
    assert (pivot.change("2020-03", "u"), pivot.percent("2020-03", "u")) == (2, Decimal("120.0"))
    assert pivot.percent(None, None) is None
