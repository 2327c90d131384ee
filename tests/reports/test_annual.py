"""The report as a document: golden texts, outline, numbers of headings, citations, levels."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.periods import calendar_year, quarter, school_year
from clc_desktop.reports import commune
from clc_desktop.reports.annual import PLACES, SECTIONS, annual_report
from clc_desktop.reports.document import Document, Heading, block_text, plain
from clc_desktop.reports.setting import LEVELS, Level, load_template, report_setting
from tests.reports.factory import (
    documents_2020,
    figures_2020,
    narrative_2020,
    report_2020,
    setting_2020,
    small_figures,
    small_report,
)
from tests.reports.strategies import annual_figures

GOLDEN = Path(__file__).parents[1] / "golden"


def whole_text(document: Document) -> str:
    """Everything in the document, annexes and all, for the golden files."""
    head = document.head
    parts = [head.superior, *head.issuer, head.symbol, head.place_date, document.kind, document.subject]
    parts += [document.text(), *document.recipients, *document.signature.authority]
    for annex in document.annexes:
        parts += [annex.number, annex.title, annex.attached, *map(block_text, annex.blocks)]
    return "\n".join(part for part in parts if part) + "\n"


@pytest.mark.parametrize(("name", "document"), [("annual-2020", report_2020()), ("annual-small", small_report())])
def test_golden_text(name: str, document: Document) -> None:
    """CLC_GOLDEN=1 writes the golden files anew; look at the difference before you keep it."""
    path, text = GOLDEN / f"{name}.txt", whole_text(document)
    if os.environ.get("CLC_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def headings(document: Document) -> list[str]:
    return [block.text for block in document.body if isinstance(block, Heading)]


def test_headings_are_numbered_as_in_the_2020_report() -> None:
    assert headings(report_2020()) == [
        "I. KẾT QUẢ HOẠT ĐỘNG NĂM 2020",
        "1. Công tác lãnh đạo, chỉ đạo",
        "2. Các điều kiện đảm bảo cho TTHTCĐ hoạt động có hiệu quả",
        "3. Kết quả thực hiện các mục tiêu, nhiệm vụ năm 2020",
        "4. Đánh giá chung",
        "4.1. Ưu điểm",
        "4.2. Hạn chế, tồn tại",
        "4.3. Nguyên nhân",
        "4.4. Bài học kinh nghiệm",
        "II. ĐỊNH HƯỚNG MỤC TIÊU, NHIỆM VỤ, GIẢI PHÁP THỰC HIỆN NĂM 2021",
        "1. Mục tiêu",
        "2. Nhiệm vụ, giải pháp",
    ]


def test_a_heading_without_text_is_left_out_and_the_next_takes_its_number() -> None:
    narrative = {**narrative_2020(), "causes": "", "goals": " \n "}
    shown = headings(annual_report(figures_2020(), setting_2020(), documents_2020(), narrative))
    assert "4.3. Bài học kinh nghiệm" in shown
    assert "1. Nhiệm vụ, giải pháp" in shown


def test_the_sample_narrative_fits_the_template_and_names_only_what_there_is() -> None:
    assert set(narrative_2020()) == set(PLACES)
    assert "{" not in report_2020().text()


def test_an_outline_orders_and_leaves_out() -> None:
    setting = replace(setting_2020(), outline=("ratings", "opening", "no_such_section"))
    document = annual_report(figures_2020(), setting, documents_2020(), narrative_2020())
    assert [block_text(block)[:10] for block in document.body] == ["- Kết quả ", "Thực hiện "]


def test_a_document_is_cited_in_full_once_then_by_its_symbol() -> None:
    text = report_2020().text()
    assert text.count("Thông tư số 96/2008/TT-BTC ngày 27/10/2008") == 1
    assert text.count("Thông tư số 96/2008/TT-BTC") == 2


def test_only_guidance_issued_in_the_period_is_listed() -> None:
    figures = replace(figures_2020(), period=calendar_year(2019))
    document = annual_report(figures, setting_2020(), documents_2020(), {})
    assert "Ban hành các Văn bản" not in document.text()


def test_the_abbreviation_is_explained_where_no_document_does() -> None:
    assert "trung tâm học tập cộng đồng (TTHTCĐ) năm 2026 cụ thể như sau:" in small_report().text()


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_has_a_template_that_names_places_and_sections_that_exist(level: Level) -> None:
    template = load_template(level)
    assert set(template["narrative"]) == set(PLACES)
    assert set(template.get("outline", ())) <= dict((*SECTIONS, *commune.SECTIONS)).keys()
    assert "Tuần Giáo" not in str(template)
    assert template["recipients"][-1].startswith("Lưu: VT")


def test_a_province_reports_through_its_department() -> None:
    setting = report_setting("province", "Điện Biên", calendar_year(2026))
    assert (setting.superior, setting.issuer) == ("UBND TỈNH ĐIỆN BIÊN", ("SỞ GIÁO DỤC VÀ ĐÀO TẠO",))
    assert setting.body == "Sở Giáo dục và Đào tạo tỉnh Điện Biên"


def test_a_unit_brings_its_own_word_and_place() -> None:
    setting = report_setting("commune", "Phường Mường Thanh", calendar_year(2026))
    assert (setting.unit, setting.place, setting.body_short) == ("phường Mường Thanh", "Mường Thanh", "UBND phường")
    assert setting.issuer == ("ỦY BAN NHÂN DÂN", "PHƯỜNG MƯỜNG THANH")


def test_the_month_of_signing_follows_the_period() -> None:
    assert report_setting("district", "X", calendar_year(2020)).month == 1
    assert report_setting("district", "X", quarter(2020, 1)).month == 4
    assert report_setting("district", "X", school_year(2020)).year == 2021


def test_other_periods_are_named_in_title_and_headings() -> None:
    figures = replace(small_figures(), period=quarter(2026, 4), previous=None)
    document = annual_report(figures, report_setting("commune", "xã A", figures.period), (), {})
    assert document.subject.endswith("quý IV năm 2026")
    assert "II. PHƯƠNG HƯỚNG, NHIỆM VỤ QUÝ I NĂM 2027" in headings(document)


def test_addressees_only_where_switched_on() -> None:
    on = replace(setting_2020(), show_addressees=True)
    assert report_2020().addressees == ()
    assert annual_report(figures_2020(), on, (), {}).addressees == ("Sở Giáo dục và Đào tạo",)


@settings(max_examples=60, deadline=None)
@given(annual_figures())
def test_any_figures_make_a_report_that_ends_as_it_should(figures: AnnualFigures) -> None:
    document = annual_report(figures, report_setting("commune", "xã A", figures.period), (), {})
    assert plain(document.closing).endswith("của UBND xã A./.")
