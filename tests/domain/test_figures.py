"""The arithmetic of figures; that they are counted right is tests/store/test_figures.py."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from clc_desktop.domain.figures import (
    AnnualFigures,
    CentreFigures,
    Count,
    FieldFigures,
    RatingCount,
    Target,
    Training,
    bare_name,
)
from clc_desktop.domain.periods import calendar_year


def field(code: str, own: Count, joint: Count, planned: Count, counts: bool = True) -> FieldFigures:
    return FieldFigures(code, code.title(), "lớp", counts, own, joint, planned)


def centre(name: str, equipped: bool | None = None, premises: bool | None = None) -> CentreFigures:
    return CentreFigures(name, name, Count(), Count(), Count(), {}, initial_equipment=equipped, own_premises=premises)


FIGURES = AnnualFigures(
    period=calendar_year(2020),
    counting_rule="sessions",
    fields=(
        field("law", Count(100, 10_000), Count(15, 1_641), Count(79, 9_455)),
        field("health", Count(60, 6_000), Count(40, 4_000), Count(90, 9_000)),
        field("sport", Count(7, 700), Count(), Count(5, 500), counts=False),
    ),
    centres=(centre("xã Pú Xi", False), centre("xã Một", True, True), centre("thị trấn Hai")),
    ratings=(RatingCount("good", 2, 3), RatingCount("fair", 1, 3), RatingCount("average", 0, 3)),
    trainings=(Training(2019, None, "Sở", 57, None), Training(2020, 5, "Phòng", 38, 19)),
    regular_funding=653_056_000,
    socialised_funding=0,
    managers=6,
    collaborators=9,
    seconded=1,
    boards=3,
    persons=12,
    unplaced=Count(10, 1_000),
)


def test_totals_leave_out_the_fields_outside_and_take_in_the_plan_without_a_field() -> None:
    assert FIGURES.total == Count(215, 21_641)
    assert FIGURES.own + FIGURES.joint == FIGURES.total
    assert FIGURES.classes == Target(179, 215)
    assert FIGURES.turns == Target(19_455, 21_641)
    assert FIGURES.classes.percent == Decimal("120.1")


@pytest.mark.parametrize(
    ("planned", "reached", "met"), [(0, 0, False), (0, 5, False), (5, 4, False), (5, 5, True), (5, 6, True)]
)
def test_a_plan_is_met_only_where_there_is_one(planned: int, reached: int, met: bool) -> None:
    assert Target(planned, reached).met is met


def test_centres_of_which_nobody_said_so_are_not_equipped() -> None:
    assert [c.name for c in FIGURES.equipped] == ["xã Một"]
    assert [c.name for c in FIGURES.not_equipped] == ["xã Pú Xi", "thị trấn Hai"]
    assert (FIGURES.own_premises, FIGURES.centre_count) == (1, 3)


def test_the_document_that_the_command_prints() -> None:
    found = json.loads(json.dumps(replace(FIGURES, previous=FIGURES).to_json()))
    assert found["classes"] == {"planned": 179, "held": 215, "percent": "120,1"}
    assert found["turns"] == {"planned": 19_455, "attended": 21_641, "percent": "111,2"}
    assert found["equipment"] == {"done": 1, "not_done": 2, "not_done_centres": ["Pú Xi", "Hai"]}
    assert found["ratings"]["good"] == {"count": 2, "percent": "66,7"}
    assert found["trainings"] == [
        {"year": 2019, "organiser": "Sở", "participants": 57},
        {"year": 2020, "month": 5, "organiser": "Phòng", "participants": 38, "centres": 19},
    ]
    assert found["fields"]["sport"]["counts_in_total"] is False
    assert found["staff"]["boards_percent"] == "100"
    assert found["previous"]["previous"] is None
    assert (found["year"], found["period"]) == (2020, "2020")


def test_proper_names() -> None:
    assert bare_name("XÃ Pú Xi") == "Pú Xi"
    assert bare_name("Xãm") == "Xãm"
