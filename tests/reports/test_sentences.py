"""Sentences that data decides: each variant by example, and none contradicts its figure over random figures."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from clc_desktop.domain.figures import AnnualFigures, Count, RatingCount, Training
from clc_desktop.domain.numbers import format_number, format_percent, percent
from clc_desktop.reports import sentences
from clc_desktop.reports.context import Context, context
from clc_desktop.reports.document import Runs, plain
from clc_desktop.reports.setting import report_setting
from clc_desktop.reports.wording import is_part
from tests.reports.factory import figures_2020, small_figures
from tests.reports.strategies import annual_figures


def written(figures: AnnualFigures, **narrative: str) -> Context:
    return context(figures, report_setting("district", "huyện Tuần Giáo", figures.period), (), narrative)


def said(sentence: Callable[[Context], Runs], figures: AnnualFigures, **narrative: str) -> str:
    return plain(sentence(written(figures, **narrative)))


def equipped(figures: AnnualFigures, done: int) -> AnnualFigures:
    """The same figures with the first ``done`` centres equipped."""
    centres = (replace(centre, initial_equipment=index < done) for index, centre in enumerate(figures.centres))
    return replace(figures, centres=tuple(centres))


def test_equipment_names_those_that_lack_it_up_to_a_limit() -> None:
    seed = figures_2020()
    assert "chưa có TTHTCĐ nào" in said(sentences.equipment, equipped(seed, 0))
    assert said(sentences.equipment, equipped(seed, 19)) == (
        "Đến tháng 12/2020 19/19 TTHTCĐ đã thực hiện việc mua sắm trang thiết bị ban đầu."
    )
    assert "03 TTHTCĐ chưa thực hiện" in said(sentences.equipment, equipped(seed, 16))
    many = said(sentences.equipment, equipped(seed, 4))
    assert "15 TTHTCĐ chưa thực hiện" in many
    assert many.count("TTHTCĐ xã") == 10
    assert many.endswith("và 05 TTHTCĐ khác.")


def test_funding_says_what_was_raised_or_that_nothing_was() -> None:
    seed = figures_2020()
    assert said(sentences.socialised, seed).startswith("Không huy động được kinh phí")
    raised = replace(seed, socialised_funding=12_500_000)
    assert said(sentences.socialised, raised).startswith("Huy động được 12.500.000 đồng")
    assert said(sentences.other_sources, raised) == ""
    assert "chưa cấp kinh phí" in said(sentences.funding, replace(seed, regular_funding=0))
    assert said(sentences.other_sources, seed, other_sources_reason="Do xa") == (
        "Do xa ngoài kinh phí hỗ trợ hoạt động của nhà nước thì các TTHTCĐ "
        "chưa huy động thêm được các nguồn hỗ trợ khác."
    )


def test_seconded_teachers_with_a_reason_only_where_there_are_none() -> None:
    seed = figures_2020()
    assert said(sentences.seconded, seed, seconded_reason="do thiếu biên chế").endswith(" do thiếu biên chế.")
    some = said(sentences.seconded, replace(seed, seconded=4), seconded_reason="do thiếu biên chế")
    assert some == "Huyện đã bố trí 04 giáo viên biệt phái sang làm việc tại TTHTCĐ."


def test_attainment_with_and_without_a_plan() -> None:
    seed = figures_2020()
    assert "215/179 lớp đạt 120,1%; 21.641/19.455 lượt người tham gia đạt 111,2% so với kế hoạch, cụ thể:" in said(
        sentences.attainment, seed
    )
    none = said(sentences.attainment, replace(seed, unplaced=Count()))
    assert none.endswith(": 215 lớp; 21.641 lượt người tham gia, cụ thể:")
    classes_only = said(sentences.attainment, replace(seed, unplaced=Count(179, 0)))
    assert "215/179 lớp đạt 120,1% so với kế hoạch; 21.641 lượt người tham gia" in classes_only
    turns_only = said(sentences.attainment, replace(seed, unplaced=Count(0, 19455)))
    assert "215 lớp; 21.641/19.455 lượt người tham gia đạt 111,2% so với kế hoạch" in turns_only
    assert said(sentences.attainment, replace(seed, fields=())) == (
        "Đến 31/12/2020 các TTHTCĐ chưa mở lớp nào (kế hoạch: 179 lớp)."
    )


def test_a_plan_missed_by_one_is_missed_though_its_percentage_rounds_to_100() -> None:
    figures = replace(small_figures(), fields=(replace(small_figures().fields[0], own=Count(1999, 10)),), previous=None)
    figures = replace(figures, fields=(replace(figures.fields[0], joint=Count(), planned=Count(2000, 10)),))
    assert said(sentences.plan_reached, figures) == ""
    assert "1.999/2.000 lớp, thiếu 1 lớp." in said(sentences.plan_missed, figures)


def test_comparison_with_the_period_before() -> None:
    seed = figures_2020()
    before = replace(seed, period=seed.period.previous(), fields=(replace(seed.fields[0], own=Count(100, 30000)),))
    assert said(sentences.comparison, replace(seed, previous=before)) == (
        "So với năm 2019: số lớp tăng 105 lớp (95,5%); số lượt người giảm 9.170 lượt (29,8%)."
    )
    same = replace(seed, previous=replace(seed, period=before.period))
    assert "số lớp không thay đổi; số lượt người không thay đổi." in said(sentences.comparison, same)
    nothing = replace(seed, previous=replace(before, fields=()))
    assert said(sentences.comparison, nothing) == ""  # a year that nobody recorded is not a year without classes


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (Count(1, 1), Count(1, 1), "số lớp không thay đổi; số lượt người không thay đổi."),
        (Count(2, 31), Count(1, 30), "số lớp tăng 1 lớp (100%); số lượt người tăng 1 lượt (3,3%)."),
        (Count(), Count(3, 90), "số lớp giảm 3 lớp (100%); số lượt người giảm 90 lượt (100%)."),
        (Count(3, 90), Count(2, 0), "số lớp tăng 1 lớp (50,0%); số lượt người tăng 90 lượt."),
        (Count(5001, 9), Count(5000, 9), "số lớp tăng 1 lớp; số lượt người không thay đổi."),
    ],
)
def test_better_or_worse_than_last_year_by_one_by_all_and_by_next_to_nothing(
    now: Count, before: Count, words: str
) -> None:
    seed = figures_2020()
    this, last = (replace(seed, fields=(replace(seed.fields[0], own=own, joint=Count()),)) for own in (now, before))
    figures = replace(this, previous=replace(last, period=seed.period.previous()))
    assert said(sentences.comparison, figures) == f"So với năm 2019: {words}"


def test_ratings_count_the_unrated_and_own_up_to_rounding() -> None:
    seed = figures_2020()
    three = tuple(RatingCount(rank, 1, 3) for rank in ("good", "fair", "average"))
    thirds = replace(seed, centres=seed.centres[:3], ratings=three)
    assert said(sentences.ratings, thirds).endswith("trung bình: 1/3, đạt 33,3% (cộng 99,9% do làm tròn).")
    assert "chưa xếp loại: 1/3" in said(sentences.ratings, replace(thirds, ratings=three[:2]))
    unrated = tuple(RatingCount(rank, 0, 19) for rank in ("good", "fair", "average"))
    assert "chưa tự đánh giá" in said(sentences.ratings, replace(seed, ratings=unrated))


def test_trainings_read_in_order_of_time() -> None:
    courses = (Training(2021, None, "Sở", 7, None), Training(2020, 2, "Phòng", 12, 3))
    assert said(sentences.trainings, replace(figures_2020(), trainings=courses)) == (
        "Tháng 02/2020 Phòng đã tổ chức lớp tập huấn về chuyên môn nghiệp vụ cho cán bộ quản lý các TTHTCĐ "
        "(12 cán bộ, giáo viên của 03 TTHTCĐ tham gia), "
        "năm 2021 cử 07 cán bộ, giáo viên tham gia lớp tập huấn do Sở tổ chức."
    )


@pytest.mark.parametrize(
    ("own", "joint", "words"),
    [
        (Count(), Count(), "Trồng trọt: chưa tổ chức."),
        (Count(1, 1), Count(), "Trồng trọt: 1 lớp, 1 lượt người, do Trung tâm tổ chức."),
        (Count(), Count(2, 40), "Trồng trọt: 2 lớp, 40 lượt người, do Trung tâm phối hợp tổ chức."),
    ],
)
def test_a_field_of_one_hosting_is_not_divided(own: Count, joint: Count, words: str) -> None:
    figures = small_figures()
    field = replace(figures.fields[0], own=own, joint=joint)
    assert plain(sentences.field_of_activity(written(figures), field)) == words


@settings(max_examples=80, deadline=None)
@given(annual_figures())
def test_no_sentence_contradicts_its_figure(figures: AnnualFigures) -> None:
    reached, missed = said(sentences.plan_reached, figures), said(sentences.plan_missed, figures)
    whole = not is_part(figures.period)
    assert bool(reached) == (0 < figures.classes.planned <= figures.total.classes)
    assert ("lớp, thiếu" in missed) == (whole and figures.total.classes < figures.classes.planned)
    assert ("lượt người, thiếu" in missed) == (whole and figures.total.turns < figures.turns.planned)
    assert bool(said(sentences.premises, figures)) == (figures.own_premises < figures.centre_count)
    assert bool(said(sentences.without_board, figures)) == (figures.boards < figures.centre_count)
    assert ("Không huy động" in said(sentences.socialised, figures)) == (figures.socialised_funding == 0)
    assert ("chưa huy động thêm" in said(sentences.other_sources, figures)) == (figures.socialised_funding == 0)
    assert ("chưa bố trí" in said(sentences.seconded, figures)) == (figures.seconded == 0)
    claims = said(sentences.staffed_and_funded, figures)
    assert ("đảm bảo số lượng" in claims) == (0 < figures.centre_count == figures.boards)
    if "100% TTHTCĐ" in said(sentences.boards, figures):
        assert figures.boards == figures.centre_count


@settings(max_examples=80, deadline=None)
@given(annual_figures())
def test_counts_and_lists_agree(figures: AnnualFigures) -> None:
    text = said(sentences.equipment, figures)
    missing = figures.not_equipped
    if figures.equipped and missing:
        assert f"{len(figures.equipped)}/{figures.centre_count} TTHTCĐ đã" in text
        assert re.search(rf"\b0?{len(missing)} TTHTCĐ chưa", text)
    total = said(sentences.attainment, figures)
    if figures.total.classes:
        assert format_number(figures.total.classes) in total
        assert format_number(figures.total.turns) in total
    rated = said(sentences.ratings, figures)
    numbers = [int(number) for number in re.findall(r": (\d+)/", rated)]
    assert not numbers or sum(numbers) == figures.centre_count


@settings(max_examples=50, deadline=None)
@given(annual_figures())
def test_change_since_the_period_before_has_the_right_direction(figures: AnnualFigures) -> None:
    text = said(sentences.comparison, figures)
    if figures.previous is None or figures.previous.total == Count():
        assert text == ""
        return
    for name, unit in (("classes", "lớp"), ("turns", "lượt")):
        now, before = getattr(figures.total, name), getattr(figures.previous.total, name)
        word = "tăng" if now > before else "giảm" if now < before else "không thay đổi"
        amount = f" {format_number(abs(now - before))} {unit}" if now != before else ""
        assert f"{'số lớp' if unit == 'lớp' else 'số lượt người'} {word}{amount}" in text
        share = percent(abs(now - before), before)
        assert (f"{amount} ({format_percent(share)}%)" in text) == bool(amount and share)


@settings(max_examples=60, deadline=None)
@given(annual_figures())
def test_laggards_are_named_or_counted_to_the_last(figures: AnnualFigures) -> None:
    """As many as the sentence counts are named, or named and counted as "khác"."""
    idle = [c for c in figures.centres if not c.total.classes]
    behind = [c for c in figures.centres if 0 < c.total.classes < c.planned.classes]
    everybody_idle = len(idle) == figures.centre_count
    for text, wanted in (
        (said(sentences.idle, figures), 0 if everybody_idle else len(idle)),
        (said(sentences.behind_plan, figures), 0 if is_part(figures.period) else len(behind)),
    ):
        assert bool(text) == bool(wanted)
        if wanted:
            assert text.startswith(f"{wanted}/{figures.centre_count} TTHTCĐ chưa ")
            others = re.search(r" và 0?(\d+) TTHTCĐ khác\.$", text)
            assert min(wanted, 10) + (int(others[1]) if others else 0) == wanted


@settings(max_examples=60, deadline=None)
@given(annual_figures())
def test_percentages_of_a_split_make_a_hundred_or_say_why_not(figures: AnnualFigures) -> None:
    text = said(sentences.ratings, figures)
    shares = [Decimal(share.replace(",", ".")) for share in re.findall(r"đạt ([\d,]+)%", text)]
    if shares and "chưa xếp loại" not in text and sum(shares) != 100:
        assert f"(cộng {format_percent(sum(shares))}% do làm tròn)" in text


@settings(max_examples=60, deadline=None)
@given(annual_figures())
def test_no_sentence_reads_badly(figures: AnnualFigures) -> None:
    """No doubled blanks or stops, no empty brackets, no percentage of nothing, whatever the figures."""
    every = [
        value
        for value in vars(sentences).values()
        if callable(value) and getattr(value, "__module__", "").endswith("sentences")
    ]
    simple = [one for one in every if list(inspect.signature(one).parameters) == ["c"]]
    assert len(simple) > 15
    for sentence in simple:
        made = sentence(written(replace(figures, trainings=())))
        if isinstance(made, tuple) and made:
            text = plain(made)
            fields = [field.name for field in figures.fields] + [centre.name for centre in figures.centres]
            for name in sorted(fields, key=len, reverse=True):
                text = text.replace(name, "X")
            assert not re.search(r"  |\.\.|\(\)|[{}]| [,.;]|None|…%", text), text
            assert text.endswith((".", ":"))


def test_one_and_none() -> None:
    seed = figures_2020()
    one = replace(seed, centres=seed.centres[:1], boards=1)
    assert "1/1 TTHTCĐ đã thực hiện" in said(sentences.equipment, one)
    nobody = replace(seed, centres=(), boards=0, managers=0, collaborators=0)
    assert "chưa có TTHTCĐ nào" in said(sentences.equipment, nobody)
    assert said(sentences.idle, nobody) == said(sentences.behind_plan, nobody) == ""
    assert said(sentences.staff, nobody) == "Chưa có cán bộ quản lý TTHTCĐ; chưa có báo cáo viên, cộng tác viên."
