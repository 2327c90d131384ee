"""What is worth looking at again: each planted oddity is found, honest counts are left alone."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.domain import finding_rules as rules
from clc_desktop.domain.figures import Count
from clc_desktop.domain.findings import CODES, Doubt, Fact, Finding, Past, Picture
from clc_desktop.domain.periods import calendar_year

YEAR, TODAY = calendar_year(2020), date(2021, 1, 12)
FIELDS = ("economy", "culture", "law", "health", "environment", "other")
ONE, TWO = "u1", "u2"
seeds = st.integers(0, 2**32)
ten = settings(max_examples=10)
"""Each example is a year of a centre or of ten."""


def fact(number: int, unit_id: str = ONE, turns: int = 40, day: str = "2020-03-05", **values: Any) -> Fact:
    known = {"field": "law", "hosting": "own", "topic": f"Chuyên đề số {number}", "partners": "[]", "meetings": 1}
    own = {"id": f"{unit_id}-{number:03}", "unit_id": unit_id, "starts_on": day, "turns": turns, "ends_on": day}
    return Fact(**own | known | values)  # type: ignore[arg-type]


def counted(seed: int, unit_id: str = ONE, count: int = 60) -> list[Fact]:
    """Classes as an honest centre counts them: one or two a week all the year, 20 to 160 listeners."""
    chance = random.Random(f"{seed} {unit_id}")
    size = chance.randint(45, 90)
    facts = []
    for number in range(count):
        day = (date(2020, 1, 2) + timedelta(days=number * 363 // count)).isoformat()
        turns = max(8, round(chance.gauss(size, size / 4)))
        facts.append(fact(number, unit_id, turns, day, field=chance.choice(FIELDS)))
    return facts


def find(facts: Sequence[Fact], **values: Any) -> list[Finding]:
    return list(rules.find(Picture(YEAR, TODAY, facts, **values)))


def codes(facts: Sequence[Fact], **values: Any) -> set[str]:
    return {found.code for found in find(facts, **values)}


def one(facts: Sequence[Fact], code: str, **values: Any) -> Finding:
    found = [found for found in find(facts, **values) if found.code == code]
    assert len(found) == 1, [(f.code, f.values) for f in find(facts, **values)]
    return found[0]


@ten
@given(seeds)
def test_honest_counts_give_few_findings(seed: int) -> None:
    units = [f"u{number}" for number in range(10)]
    facts = [known for unit in units for known in counted(seed, unit)]
    plans = {unit: Count(50, 3_000) for unit in units}
    past = {unit: Past((Count(55, 3_800), Count(62, 4_100))) for unit in units}
    assert len(find(facts, plans=plans, past=past)) <= 2, "of 600 classes of ten centres"


@ten
@given(seeds, st.integers(20, 160), st.integers(0, 12))
def test_one_head_count_written_for_nearly_all_is_found(seed: int, norm: int, honest: int) -> None:
    facts = counted(seed)
    facts = [*facts[:honest], *(known._replace(turns=norm) for known in facts[honest:])]
    found = one(facts, "uniform_counts")
    assert found.values["heads"] == norm
    assert found.values["all"] == 60
    assert set(found.records) >= {known.id for known in facts[honest:]}


@ten
@given(seeds, st.sampled_from([5, 10]))
def test_counts_rounded_to_fives_or_tens_are_found(seed: int, step: int) -> None:
    facts = [known._replace(turns=max(step, known.turns // step * step)) for known in counted(seed)]
    found = one(facts, "round_counts")
    assert (found.values["step"], len(found.records)) == (step, 60)


def test_averages_of_2020_that_are_all_whole_are_found_for_the_district() -> None:
    cells = [(18, 1080), (22, 2860), (27, 3510), (12, 840), (10, 1010), (37, 3922)]
    joint = [(10, 811), (11, 1297), (15, 1626), (13, 753), (5, 484), (35, 3448)]
    facts: list[Fact] = []
    chance = random.Random(1)
    for hosting, counts in (("own", cells), ("joint", joint)):
        for field, (classes, turns) in zip(FIELDS, counts, strict=True):
            parts = [turns // classes + chance.randint(-9, 9) for _number in range(classes - 1)]
            for number, part in enumerate([*parts, turns - sum(parts)]):
                unit = chance.choice((ONE, TWO))
                facts.append(
                    fact(len(facts), unit, part, field=field, hosting=hosting, topic=f"{hosting}{field}{number}")
                )
    found = [known for known in find(facts) if known.code == "whole_averages" and not known.unit_id]
    assert [known.values["hosting"] for known in found] == ["own"], "the joint column does not show it"
    assert "1080 : 18 = 60" in found[0].values["averages"], "whoever divides on paper finds the same"
    assert found[0].values["chance"] == 18 * 22 * 27 * 12 * 10 * 37


@ten
@given(seeds, st.integers(0, 59), st.sampled_from([0, 900]))
def test_a_class_out_of_all_proportion_is_found(seed: int, place: int, turns: int) -> None:
    facts = counted(seed)
    facts[place] = facts[place]._replace(turns=turns)
    assert (facts[place].id,) in [found.records for found in find(facts) if found.code == "head_count_outlier"]


@ten
@given(seeds, st.sampled_from([1, 6]))
def test_a_centre_unlike_all_others_is_found(seed: int, times: int) -> None:
    facts = [known for number in range(12) for known in counted(seed, f"u{number}", 20)]
    odd = [known._replace(turns=known.turns * times) if known.unit_id == "u3" else known for known in facts]
    if times > 1:
        assert [found.unit_id for found in find(odd) if found.code == "among_peers"] == ["u3"]
    assert "among_peers" not in codes(facts)


def test_few_numbers_prove_nothing() -> None:
    few = [fact(number, turns=40) for number in range(4)]
    assert codes(few) == set()
    assert codes([*few, fact(5, turns=900)]) <= {"uniform_counts"}


def test_the_same_class_twice_in_a_centre_is_found_however_it_is_spelt() -> None:
    facts = [*counted(3), fact(90, turns=51, topic="Luật Hôn nhân và gia đình"),
             fact(91, turns=51, topic="luat hon nhan  VÀ gia đình"),
             fact(92, turns=52, topic="Luật Hôn nhân và gia đình")]  # fmt: skip
    assert one(facts, "repeated_class").records == (f"{ONE}-090", f"{ONE}-091")


@pytest.mark.parametrize(
    ("topic", "partner", "day", "is_found"),
    [
        ("Tập huấn phòng chống dịch tả lợn Châu Phi ở bản", "Trung tâm Dịch vụ nông nghiệp huyện", "2020-03-05", True),
        ("Tập huấn phòng chống dịch tả lợn châu phi", "trung tâm dịch vụ Nông nghiệp huyện", "2020-03-05", True),
        ("Tập huấn phòng chống dịch tả lợn Châu Phi", "Trung tâm Dịch vụ nông nghiệp huyện", "2020-03-06", False),
        ("Tập huấn phòng chống dịch tả lợn Châu Phi", "Hội Nông dân xã", "2020-03-05", False),
        ("Giao lưu văn nghệ", "Trung tâm Dịch vụ nông nghiệp huyện", "2020-03-05", False),
    ],
)  # fmt: skip
def test_a_joint_class_that_two_centres_report_is_found(topic: str, partner: str, day: str, is_found: bool) -> None:
    known = "Tập huấn phòng chống dịch tả lợn Châu Phi"
    first = fact(1, ONE, hosting="joint", topic=known, partners=json.dumps(["Trung tâm Dịch vụ nông nghiệp huyện"]))
    second = fact(2, TWO, 55, day, hosting="joint", topic=topic, partners=json.dumps(["Đoàn xã", partner]))
    if not is_found:
        assert codes([first, second]) == set()
        return
    found = one([first, second], "shared_class")
    assert (found.unit_id, found.others, found.records) == (ONE, (TWO,), (first.id, second.id))


def test_a_campaign_that_every_centre_held_is_not_one_class() -> None:
    facts = [fact(1, f"u{n}", 40 + n, hosting="joint", topic="Ngày hội", partners='["Đoàn huyện"]') for n in range(9)]
    assert "shared_class" not in codes(facts)
    assert "shared_class" in codes(facts[:3])


@ten
@given(seeds, st.integers(2, 5))
def test_a_leap_from_earlier_years_is_found(seed: int, times: int) -> None:
    facts = counted(seed)
    turns = sum(known.turns for known in facts)
    before = [Count(60, round(turns * part)) for part in (0.9, 1, 1.1)]
    assert "own_past" not in codes(facts, past={ONE: Past(tuple(before))})
    less = tuple(replace(year, turns=year.turns // (times + 1)) for year in before)
    assert one(facts, "own_past", past={ONE: Past(less)}).values["years"] == 3


def test_figures_of_last_year_written_down_again_are_found() -> None:
    facts = counted(4)
    by_field: dict[tuple[str, str], Count] = {}
    for known in facts:
        key = known.field, known.hosting
        by_field[key] = by_field.get(key, Count()) + Count(1, known.turns)
    total = sum(by_field.values(), Count())
    past = Past((total,), by_field)
    assert one(facts, "same_as_last_year", past={ONE: past}).values["turns"] == total.turns
    assert "same_as_last_year" not in codes([*facts[1:], facts[0]._replace(turns=1_0)], past={ONE: past})


def test_a_plan_exceeded_by_far_is_found() -> None:
    facts = counted(5)
    assert one(facts, "over_plan", plans={ONE: Count(30, 9_999)}).values["planned"] == 30
    assert "over_plan" not in codes(facts, plans={ONE: Count(50, 4_000)})
    assert "over_plan" not in codes(facts[:4], plans={ONE: Count(1, 0)}), "four classes are not many"


def test_months_without_a_class_are_found_where_the_pace_is_another() -> None:
    facts = [known for known in counted(6) if not "2020-05" <= known.starts_on[:7] <= "2020-08"]
    found = one(facts, "empty_months")
    assert (found.values["count"], found.values["first"], found.values["last"]) == (4, "05/2020", "08/2020")
    assert "empty_months" not in codes(facts[::4]), "ten classes a year leave such gaps by themselves"
    is_may = Picture(YEAR, date(2020, 5, 20), [known for known in facts if known.starts_on < "2020-05"])
    assert "empty_months" not in {found.code for found in rules.find(is_may)}, "what has not come yet is not empty"


def test_a_session_long_after_its_class_began_is_found() -> None:
    facts = counted(7)
    facts[3] = facts[3]._replace(ends_on="2020-12-30")
    assert one(facts, "date_outside").records == (facts[3].id,)


def test_a_doubt_about_a_session_becomes_one_finding_of_its_class() -> None:
    doubts = [Doubt("women_over", "c1", ONE, "Luật", day, 30, 31) for day in ("2020-03-05", "2020-03-06")]
    found = one((), "women_over", doubts=doubts)
    assert found.values == {"topic": "Luật", "date": date(2020, 3, 5), "present": 30, "count": 31}


@ten
@given(seeds, st.randoms(use_true_random=False))
def test_the_same_classes_in_another_order_give_the_same_findings(seed: int, chance: random.Random) -> None:
    facts = [*counted(seed), *counted(seed, TWO), fact(90, turns=9_000), fact(91, turns=9_000, topic="CHUYÊN ĐỀ SỐ 90")]
    mixed = list(facts)
    chance.shuffle(mixed)
    versions = {known.id: "1" for known in facts}
    first, second = find(facts), find(mixed)
    assert [(f.code, f.subject) for f in first] == [(f.code, f.subject) for f in second]
    assert [f.stamp(versions) for f in first] == [f.stamp(versions) for f in second]


def test_a_stamp_changes_with_the_records_and_with_the_values() -> None:
    found = Finding("uniform_counts", ONE, ("a", "b"), {"count": 5})
    stamps = [found.stamp({"a": "1", "b": "1"}), found.stamp({"a": "2", "b": "1"}),
              replace(found, values={"count": 6}).stamp({"a": "1", "b": "1"})]  # fmt: skip
    assert Counter(stamps).most_common(1)[0][1] == 1
    assert found.stamp({"b": "1", "a": "1"}) == stamps[0]


def test_every_sort_of_finding_is_listed() -> None:
    assert len(set(CODES)) == len(CODES) == 17
