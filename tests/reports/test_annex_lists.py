"""Annexes of what stands behind the figures: classes, staff, premises, money; each sums to its figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.figures import AnnualFigures, Count
from clc_desktop.domain.periods import quarter
from clc_desktop.domain.records import Facility, FundingEntry, Record, StaffMember
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Annex, Chart, Document, Table, shown_rows
from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.format_gate import check
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.setting import report_setting
from clc_desktop.reports.xlsx_writer import write_xlsx
from tests.reports.factory import figures_2020, small_figures
from tests.reports.reading import joined, pdf_text, xlsx_book


def class_row(number: int, unit: str, field: str, **known: Any) -> ClassRow:
    values: dict[str, Any] = {
        "id": f"{number:032x}",
        "unit_id": unit,
        "unit_name": f"xã {unit}",
        "starts_on": date(2026, 1, 5) + timedelta(days=17 * number % 360),
        "topic": f"Chuyên đề số {number}: kỹ thuật chăm sóc, phòng bệnh cho gia súc trong mùa đông",
        "field": field,
        "field_name": "Kinh tế, thu nhập",
        "hosting": "own",
        "state": "held",
        "sessions": 1,
        "turns": 30,
        "women": 12,
        "minority": 3,
        "partners": ("Hội Nông dân xã",),
        "lecturers": ("Lò Văn Án",),
        "venue": "Nhà văn hóa",
        "note": "",
    }
    return ClassRow(**{**values, **known})


def classes() -> tuple[ClassRow, ...]:
    counted = tuple(class_row(index, "123"[index % 2], "ab"[index % 2]) for index in range(60))
    others = (
        class_row(70, "1", "c"),
        class_row(71, "1", "a", state="planned"),
        class_row(72, "1", "a", state="cancelled"),
        class_row(73, "9", "a"),
        class_row(74, "2", "a", starts_on=date(2025, 12, 31)),
    )
    return (*counted, *others)


def records() -> tuple[Record, ...]:
    def record(kind: Any, number: int, unit: str, **known: Any) -> Record:
        made: Record = kind(id=f"{number:032x}", unit_id=unit, **known)
        return made

    return (
        record(Facility, 1, "1", year=2024, own_premises=False, initial_equipment=True, rooms=1),
        record(Facility, 2, "1", year=2026, own_premises=True, initial_equipment=True, wifi=True, rooms=2, books=100),
        record(Facility, 3, "2", year=2025, own_premises=False, shared_with="Trường Tiểu học", library=False, books=50),
        record(Facility, 4, "3", year=2027, own_premises=True),
        record(StaffMember, 5, "2", full_name="Vàng A Dếnh", post="director", since=date(2020, 1, 1)),
        record(
            StaffMember, 6, "1", full_name="Lò Thị Ân", post="deputy", concurrent="Hiệu trưởng", trained_years=(2024,)
        ),
        record(StaffMember, 7, "1", full_name="Quàng Văn Bình", post="director"),
        record(StaffMember, 8, "1", full_name="Người đã nghỉ", post="deputy", until=date(2026, 11, 30)),
        record(FundingEntry, 9, "1", year=2026, source="state", purpose="regular", amount=30_000_000),
        record(FundingEntry, 10, "1", year=2026, source="state", purpose="equipment", amount=5_000_000),
        record(FundingEntry, 11, "3", year=2026, source="socialised", purpose="activity", amount=2_500_000),
        record(FundingEntry, 12, "1", year=2025, source="state", purpose="regular", amount=1),
    )


def report(figures: AnnualFigures | None = None) -> Document:
    figures = figures or small_figures()
    setting = report_setting("commune", "xã Quài Tở", figures.period)
    return annual_report(figures, setting, (), {}, classes=classes(), records=records())


def annex(document: Document, title: str) -> Annex:
    return next(one for one in document.annexes if title in one.title)


def rows(one: Annex) -> list[tuple[str, ...]]:
    (table,) = (block for block in one.blocks if isinstance(block, Table))
    return list(shown_rows(table))


def test_all_annexes_are_there_numbered_and_named_in_the_text() -> None:
    document = report()
    assert [one.number for one in document.annexes][-1] == "Phụ lục IX"
    text = document.text()
    for one in document.annexes:
        assert f"{one.number} ({one.title[:1].lower()}{one.title[1:]})" in text


def test_the_list_holds_the_classes_of_this_report_and_no_others() -> None:
    listed = rows(annex(report(), "Danh sách các lớp"))
    assert len(listed) == 60 + 1 + 1
    total = listed[60]
    assert (total[1], total[-3], total[-2], total[-1]) == ("Tổng cộng", "60", "1.800", "720")
    assert listed[61][0] == ""  # outside the totals: below them, without a number
    days = [row[2].split("/")[::-1] for row in listed[:60]]
    assert days == sorted(days, key=lambda parts: tuple(map(int, parts)))
    assert not any(
        "Dân tộc" in column.title
        for block in annex(report(), "Danh sách các lớp").blocks
        if isinstance(block, Table)
        for column in block.columns
    )


def test_a_list_by_presence_says_so_where_the_report_counts_otherwise() -> None:
    enrolled = annex(report(), "Danh sách các lớp")  # the small figures count by enrolment
    assert len(enrolled.blocks) == 2
    present = report(replace(small_figures(), counting_rule="sessions"))
    assert len(annex(present, "Danh sách các lớp").blocks) == 1


def test_classes_by_month_are_those_of_the_list() -> None:
    chart = next(b for b in annex(report(), "Biểu đồ").blocks if isinstance(b, Chart) and b.upright)
    assert sum(chart.series[0].values) == 60
    assert chart.categories == tuple(f"T{month}" for month in range(1, 13))
    figures = replace(small_figures(), period=quarter(2026, 1), previous=None)
    short = next(b for b in annex(report(figures), "Biểu đồ").blocks if isinstance(b, Chart) and b.upright)
    assert short.categories == ("T1", "T2", "T3")


def test_premises_are_those_of_the_latest_year_known() -> None:
    listed = rows(annex(report(), "Cơ sở vật chất"))
    assert listed[0][:3] == ("1", "xã Một", "Có")
    assert listed[0][-2:] == ("2", "100")
    assert listed[1][2] == "Chưa"
    assert "Trường Tiểu học" in listed[1]
    assert set(listed[2][2:]) == {""}  # what is known of 2027 is not of 2026
    assert listed[3][:4] == ("", "Tổng cộng", "1/3", "1/3")
    assert listed[3][-1] == "150"


def test_staff_are_those_who_serve_the_director_first() -> None:
    assert [row[1:4] for row in rows(annex(report(), "Danh sách cán bộ"))] == [
        ("Quàng Văn Bình", "xã Một", "Giám đốc"),
        ("Lò Thị Ân", "xã Một", "Phó Giám đốc"),
        ("Vàng A Dếnh", "xã Hai", "Giám đốc"),
    ]


def test_money_is_in_one_column_each_and_adds_up() -> None:
    listed = rows(annex(report(), "theo nguồn"))
    assert listed[0][2:] == ("30.000.000", "5.000.000", "0", "0", "0", "35.000.000")
    assert listed[-1][2:] == ("30.000.000", "5.000.000", "0", "2.500.000", "0", "37.500.000")


def test_wide_lists_lie_across_and_pass_the_gate() -> None:
    document = report()
    assert [one.landscape for one in document.annexes if "Danh sách các lớp" in one.title] == [True]
    data = write_pdf(document)
    assert check(data) == ()
    assert check(write_docx(document)) == ()
    text = pdf_text(data)
    assert all(
        joined(" ".join(cell for cell in row[:2] if cell)) in text for row in rows(annex(document, "Danh sách các lớp"))
    )


def test_sums_beside_and_below_are_formulas_in_the_workbook() -> None:
    document = report()
    name = annex(document, "theo nguồn").number
    data = write_xlsx(document)
    formulas, values = xlsx_book(data, formulas=True)[name], xlsx_book(data)[name]
    assert formulas["H7"].value == "=C7+D7+E7+F7+G7"
    assert values["H7"].value == 35_000_000
    assert formulas["H10"].value.startswith("=")
    by_field = xlsx_book(data, formulas=True)[document.annexes[0].number]
    assert by_field["H7"].value == "=D7+F7"
    assert by_field["L7"].value.startswith("=IF(J7=0")


def test_a_template_chooses_its_annexes() -> None:
    figures = figures_2020()
    setting = replace(report_setting("district", "X", figures.period), annexes=("charts", "by_field", "unknown"))
    document = annual_report(figures, setting, (), {})
    assert [one.number for one in document.annexes] == ["Phụ lục I", "Phụ lục II"]
    assert document.annexes[0].title.startswith("Biểu đồ")
    alone = annual_report(figures, replace(setting, annexes=("by_field",)), (), {})
    assert [one.number for one in alone.annexes] == ["Phụ lục"]
    assert check(write_pdf(alone)) == ()


@pytest.mark.parametrize("written", [write_pdf, write_docx, write_xlsx])
def test_nothing_at_all_is_written_as_well(written: Any) -> None:
    figures = replace(figures_2020(), fields=(), centres=(), ratings=(), boards=0, unplaced=Count(), trainings=())
    document = annual_report(figures, report_setting("district", "X", figures.period), (), {})
    assert document.annexes == ()
    assert written(document)
