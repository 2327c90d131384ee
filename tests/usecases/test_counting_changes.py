"""Fields, counting rule, rank criteria and reasons: what may change, and what a locked period says to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import Count
from clc_desktop.domain.records import ActivityField
from clc_desktop.store.database import Store
from clc_desktop.usecases import counting_changes as counting
from clc_desktop.usecases import ranking, reporting, return_reasons, review, workspace
from clc_desktop.usecases.ranking import Criterion, RankScheme

from .conftest import YEAR, District


@pytest.fixture
def locked(district: District) -> District:
    """One class of 30 and 40 people in "law" of a locked year."""
    district.record(district.one, 30, 40, field="law")
    district.merge(district.submit(district.one, "s1.clcsync"))
    review.accept(district.office, "xã one", YEAR)
    review.lock(district.office, "xã one", YEAR)
    return district


def fields(store: Store) -> list[ActivityField]:
    return [line.field for line in counting.field_lines(store)]


def changed(store: Store, code: str, **values: object) -> list[ActivityField]:
    return [replace(one, **values) if one.code == code else one for one in fields(store)]  # type: ignore[arg-type]


def total(district: District) -> Count:
    return reporting.figures(district.office, YEAR).total


def test_figures_of_a_locked_period_do_not_move_silently(locked: District) -> None:
    office = locked.office
    left_out = changed(office, "law", counts_in_total=False)
    found = counting.fields_effects(office, left_out)
    assert [(one.period, one.before, one.after) for one in found] == [("2020", Count(1, 70), Count(0, 0))]
    assert total(locked) == Count(1, 70), "looking changes nothing"
    with pytest.raises(ClcError) as refused:
        counting.save_fields(office, left_out)
    assert (refused.value.code, refused.value.data) == ("locked_figures_move", {"periods": "2020"})
    assert total(locked) == Count(1, 70)
    counting.save_fields(office, left_out, agreed=["2020"])
    assert total(locked) == Count(0, 0)


def test_another_rule_is_tried_before_it_is_made(locked: District) -> None:
    office = locked.office
    assert [(one.before, one.after) for one in counting.rule_effects(office, "enrolled")] == [
        (Count(1, 70), reporting_with(locked, "enrolled"))
    ]
    assert workspace.counting_rule(office) == "sessions"
    with pytest.raises(ClcError, match="locked_figures_move"):
        counting.change_rule(office, "enrolled")
    review.unlock(office, "xã one", YEAR)
    assert counting.change_rule(office, "enrolled") == ()
    assert workspace.counting_rule(office) == "enrolled"


def reporting_with(district: District, rule: str) -> Count:
    """The total by another rule, which is then as it was."""
    counting.change_rule(district.office, rule, [YEAR.code])  # type: ignore[arg-type]
    found = total(district)
    counting.change_rule(district.office, "sessions", [YEAR.code])
    return found


def test_names_order_and_retiring_move_no_figure(locked: District) -> None:
    office = locked.office
    renamed = changed(office, "law", name="Pháp luật", unit_word="buổi", active=False)
    assert counting.save_fields(office, renamed[::-1]) == ()
    found = fields(office)
    assert [one.code for one in found] == [one.code for one in renamed[::-1]]
    law = next(one for one in found if one.code == "law")
    assert (law.name, law.unit_word, law.active) == ("Pháp luật", "buổi", False)
    assert total(locked) == Count(1, 70), "what was retired keeps its figures"


def test_a_used_field_is_never_deleted(locked: District) -> None:
    office = locked.office
    used = {line.field.code: line.used for line in counting.field_lines(office)}
    assert (used["law"], used["other"]) == (1, 0)
    with pytest.raises(ClcError) as refused:
        counting.save_fields(office, [one for one in fields(office) if one.code != "law"], agreed=["2020"])
    assert (refused.value.code, refused.value.data["count"]) == ("field_used", 1)
    counting.save_fields(office, [one for one in fields(office) if one.code != "other"])
    assert "other" not in {one.code for one in fields(office)}
    again = counting.new_field(office, "Các hoạt động khác", "lần")
    counting.save_fields(office, [*fields(office), again])
    assert fields(office)[-1].name == "Các hoạt động khác"


@pytest.mark.parametrize(("values", "code"), [
    ({"name": " "}, "field_name_missing"), ({"unit_word": ""}, "field_name_missing"),
    ({"name": "kinh te, thu nhap"}, "field_name_taken"),
])  # fmt: skip
def test_fields_that_cannot_be_kept(locked: District, values: dict[str, str], code: str) -> None:
    with pytest.raises(ClcError) as refused:
        counting.save_fields(locked.office, changed(locked.office, "culture", **values))
    assert refused.value.code == code


def test_a_new_field_has_a_code_of_its_own(locked: District) -> None:
    office = locked.office
    made = counting.new_field(office, "Xóa mù chữ", "lớp")
    counting.save_fields(office, [*fields(office), made])
    twin = counting.new_field(office, "XÓA MÙ CHỮ!", "lớp")
    assert (made.code, twin.code) == ("xoa_mu_chu", "xoa_mu_chu_2")


def test_rank_criteria(locked: District) -> None:
    office = locked.office
    assert ranking.rank_scheme(office) == RankScheme()
    scheme = RankScheme((Criterion(" Tổ  chức ", 60), Criterion("Kết quả", 40)), 85, 70, 50)
    kept = ranking.set_rank_scheme(office, scheme)
    assert ranking.rank_scheme(office) == kept
    assert kept.criteria[0].name == "Tổ chức"
    given = [{"Tổ chức": 60, "Kết quả": 25}, {"Tổ chức": 60, "Kết quả": 24}, {"Tổ chức": 50}, {"Kết quả": 40}]
    assert [kept.rank(points) for points in given] == ["good", "fair", "average", "poor"]


@pytest.mark.parametrize(("scheme", "code"), [
    (RankScheme((Criterion("", 10),), 3, 2, 1), "criterion_unnamed"),
    (RankScheme((Criterion("A", 0),), 3, 2, 1), "criterion_points"),
    (RankScheme((Criterion("A", 9), Criterion("á", 9)), 3, 2, 1), "criterion_twice"),
    (RankScheme((Criterion("A", 50),), 60, 40, 20), "cutoffs_order"),
    (RankScheme((), 50, 60, 20), "cutoffs_order"),
])  # fmt: skip
def test_rank_criteria_that_cannot_be_kept(locked: District, scheme: RankScheme, code: str) -> None:
    with pytest.raises(ClcError) as refused:
        ranking.set_rank_scheme(locked.office, scheme)
    assert refused.value.code == code
    assert ranking.rank_scheme(locked.office) == RankScheme()


def test_return_reasons(locked: District) -> None:
    office = locked.office
    assert return_reasons.return_reasons(office, ["A"]) == ("A",)
    assert return_reasons.set_return_reasons(office, ["  Thiếu  lớp ", "", "Thiếu lớp", "B"]) == ("Thiếu lớp", "B")
    assert return_reasons.return_reasons(office, ["A"]) == ("Thiếu lớp", "B")
    return_reasons.set_return_reasons(office, [])
    assert return_reasons.return_reasons(office, ["A"]) == ()
    return_reasons.restore_return_reasons(office)
    assert return_reasons.return_reasons(office, ["A"]) == ("A",)
