"""Every level in every kind of period: a document that reads well and passes the gate."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from clc_desktop.domain.figures import AnnualFigures, Count
from clc_desktop.domain.periods import Period, calendar_year, free_range, half, quarter, school_year, several_years
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Document, Heading
from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.format_gate import check
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.setting import LEVELS, Level, full_name, load_template, report_setting
from clc_desktop.reports.wording import is_part, period_text
from tests.reports.factory import figures_2020

UNITS: dict[Level, str] = {
    "centre": "TTHTCĐ xã Pú Nhung",
    "commune": "xã Quài Tở",
    "district": "Huyện Tuần Giáo",
    "province": "tỉnh Điện Biên",
}
PERIODS = (
    calendar_year(2020),
    school_year(2020),
    half(2020, 1),
    half(2020, 2),
    quarter(2020, 1),
    quarter(2020, 4),
    several_years(2018, 2020),
    free_range(date(2020, 3, 1), date(2020, 4, 30)),
)
ALL = [(level, period) for level in LEVELS for period in PERIODS]


def figures_for(level: Level, period: Period) -> AnnualFigures:
    """The figures of 2020 told of a period; a centre has itself only."""
    figures = figures_2020()
    if level == "centre":
        own = replace(figures.centres[0], own=figures.own, joint=figures.joint)
        figures = replace(figures, centres=(own,), boards=1, managers=3, collaborators=10, trainings=())
    fewer = replace(figures, period=period.previous(), fields=figures.fields[:4])
    return replace(figures, period=period, previous=fewer)


def made(level: Level, period: Period) -> Document:
    setting = replace(report_setting(level, UNITS[level], period), signer="Nguyễn Văn An")
    return annual_report(figures_for(level, period), setting, (), {})


@pytest.mark.parametrize(("level", "period"), ALL, ids=[f"{level}-{period.code}" for level, period in ALL])
def test_reads_well(level: Level, period: Period) -> None:
    document = made(level, period)
    text = document.text()
    assert not re.search(r"[{}]|None|  |\.\.|,,| [,;.:]", text), text
    assert period_text(period) in document.subject
    assert text.endswith("./.")
    assert text.count(period_text(period)) >= 4
    headings = [block.text for block in document.body if isinstance(block, Heading)]
    assert headings[0].startswith("I. KẾT QUẢ HOẠT ĐỘNG")
    assert any(heading.startswith("II. ") for heading in headings)
    assert len(document.annexes) >= 2


@pytest.mark.parametrize(("level", "period"), ALL, ids=[f"{level}-{period.code}" for level, period in ALL])
def test_what_is_measured_by_the_year_names_the_year(level: Level, period: Period) -> None:
    """A quarter is held against the plan of its year, has not missed it, and gives no ranks."""
    text = made(level, period).text()
    assert ("so với kế hoạch năm 2020" in text) == is_part(period)
    if is_part(period):
        assert "thiếu" not in text
        assert "đảm bảo theo kế hoạch xây dựng" not in text
    if period.kind in ("half", "quarter"):
        assert "xếp loại" not in text.lower()
        assert "cấp năm 2020" in text or "Năm 2020 Trung tâm được cấp" in text


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("period", [calendar_year(2020), half(2020, 1), quarter(2020, 4)], ids=lambda p: p.code)
def test_passes_the_gate(level: Level, period: Period) -> None:
    document = made(level, period)
    assert check(write_pdf(document)) == ()
    assert check(write_docx(document)) == ()


def test_a_centre_speaks_of_itself() -> None:
    document = made("centre", calendar_year(2020))
    text = document.text()
    assert (document.head.superior, document.head.issuer) == ("UBND XÃ PÚ NHUNG", ("TRUNG TÂM", "HỌC TẬP CỘNG ĐỒNG"))
    assert document.head.symbol.endswith("/BC-TTHTCĐ")
    assert text.startswith("Trung tâm học tập cộng đồng (TTHTCĐ) xã Pú Nhung báo cáo kết quả hoạt động năm 2020")
    assert "Đến 31/12/2020 Trung tâm đã mở 215/179 lớp đạt 120,1%" in text
    assert "Kết quả tự đánh giá, xếp loại: Tốt." in text
    assert not re.search(r"\b1/1\b|100%|các TTHTCĐ", text)
    assert text.endswith("Trên đây là báo cáo kết quả hoạt động năm 2020 của TTHTCĐ xã Pú Nhung./.")
    assert all("các TTHTCĐ" not in annex.title for annex in document.annexes)


def test_a_centre_without_anything() -> None:
    figures = figures_for("centre", calendar_year(2020))
    bare = replace(figures.centres[0], own=Count(), joint=Count(), rank=None, initial_equipment=None, own_premises=None)
    empty = tuple(replace(field, own=Count(), joint=Count()) for field in figures.fields)
    figures = replace(
        figures,
        centres=(bare,),
        fields=empty,
        regular_funding=0,
        socialised_funding=5_000_000,
        managers=0,
        collaborators=0,
        seconded=2,
        trainings=(),
        boards=0,
        previous=None,
    )
    text = annual_report(figures, report_setting("centre", "xã A", figures.period), (), {}).text()
    for said in (
        "Trung tâm chưa thực hiện việc mua sắm trang thiết bị ban đầu.",
        "Năm 2020 Trung tâm chưa được cấp kinh phí hoạt động thường xuyên.",
        "Huy động được 5.000.000 đồng",
        "Trung tâm chưa có Ban quản lý; chưa có báo cáo viên, cộng tác viên. Có 02 giáo viên biệt phái",
        "Đến 31/12/2020 Trung tâm chưa mở lớp nào (kế hoạch: 179 lớp).",
        "Trung tâm chưa tự đánh giá, xếp loại.",
        "Hoạt động năm 2020 chưa đạt kế hoạch xây dựng: 0/179 lớp, thiếu 179 lớp; 0/19.455 lượt người",
        "Trung tâm chưa có trụ sở riêng.",
    ):
        assert said in text


@pytest.mark.parametrize("level", LEVELS)
def test_a_variant_changes_only_what_it_names(level: Level) -> None:
    year, short = load_template(level), load_template(level, "quarter")
    assert year["titles"].keys() == short["titles"].keys() | year["titles"].keys()
    assert {key for key in short if short[key] != year.get(key)} <= {"leave_out", "annexes", "titles"}
    assert year["version"] == short["version"] >= 2


def test_a_centre_is_named_by_its_commune() -> None:
    assert full_name("TTHTCĐ xã Pú Nhung", "xã") == "xã Pú Nhung"
    assert full_name("Trung tâm học tập cộng đồng phường Mường Thanh", "xã") == "phường Mường Thanh"
    assert full_name("Pú Nhung", "xã") == "xã Pú Nhung"
