"""Figures made by hand: the 2020 report of Tuần Giáo with 19 centres, and small ones."""

from __future__ import annotations

import tomllib
from dataclasses import replace

from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Count, FieldFigures, RatingCount, Training
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import IssuedDocument, Rank
from clc_desktop.files import resource_path
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Document
from clc_desktop.reports.setting import ReportSetting, report_setting

UNITS_2020 = (
    "thị trấn Tuần Giáo",
    "xã Quài Cang",
    "xã Quài Nưa",
    "xã Quài Tở",
    "xã Tỏa Tình",
    "xã Tênh Phông",
    "xã Mường Mùn",
    "xã Mùn Chung",
    "xã Pú Nhung",
    "xã Rạng Đông",
    "xã Ta Ma",
    "xã Chiềng Sinh",
    "xã Nà Sáy",
    "xã Mường Thín",
    "xã Mường Khong",
    "xã Phình Sáng",
    "xã Chiềng Đông",
    "xã Nà Tòng",
    "xã Pú Xi",
)

FIELDS_2020 = (
    ("economy", "Kinh tế, thu nhập", "lớp", Count(18, 1080), Count(10, 811)),
    ("culture", "Văn hóa, xã hội", "lớp", Count(22, 2860), Count(11, 1297)),
    ("law", "Giáo dục pháp luật", "lớp", Count(27, 3510), Count(15, 1626)),
    ("health", "Giáo dục bảo vệ sức khỏe", "lớp", Count(12, 840), Count(13, 753)),
    ("environment", "Giáo dục bảo vệ môi trường", "lớp", Count(10, 1010), Count(5, 484)),
    ("other", "Các hoạt động khác", "lần", Count(37, 3922), Count(35, 3448)),
)


def shared(total: int, parts: int) -> list[int]:
    """``total`` in ``parts`` shares that differ by at most one."""
    return [(total * (index + 1)) // parts - (total * index) // parts for index in range(parts)]


def shared_count(count: Count, parts: int) -> list[Count]:
    return [Count(*pair) for pair in zip(shared(count.classes, parts), shared(count.turns, parts), strict=True)]


def figures_2020(previous: AnnualFigures | None = None) -> AnnualFigures:
    """The figures of ``figures-2020.json``, with centres whose numbers sum to them."""
    fields = tuple(
        FieldFigures(code, name, unit, True, own, joint, Count()) for code, name, unit, own, joint in FIELDS_2020
    )
    own = shared_count(Count(126, 13222), 19)
    joint = shared_count(Count(89, 8419), 19)
    planned = shared_count(Count(179, 19455), 19)
    money = shared(653_056_000, 19)
    people = shared(192, 19)
    ranks: list[Rank] = ["good"] * 9 + ["fair"] * 10
    centres = tuple(
        CentreFigures(
            f"{index:032x}",
            name,
            own[index],
            joint[index],
            planned[index],
            {},
            rank=ranks[index],
            initial_equipment=index < 16,
            own_premises=index < 2,
            regular_funding=money[index],
            managers=3,
            collaborators=people[index],
        )
        for index, name in enumerate(UNITS_2020)
    )
    return AnnualFigures(
        period=calendar_year(2020),
        counting_rule="sessions",
        fields=fields,
        centres=centres,
        ratings=(RatingCount("good", 9, 19), RatingCount("fair", 10, 19), RatingCount("average", 0, 19)),
        trainings=(
            Training(2015, 9, "Phòng Giáo dục và Đào tạo", 54, 19),
            Training(2018, 8, "Sở Giáo dục và Đào tạo", 19, None),
            Training(2019, 11, "Sở Giáo dục và Đào tạo", 34, None),
        ),
        regular_funding=653_056_000,
        socialised_funding=0,
        managers=57,
        collaborators=192,
        seconded=0,
        boards=19,
        unplaced=Count(179, 19455),
        previous=previous,
    )


def small_figures() -> AnnualFigures:
    """Three centres, two fields and one outside the totals, plan by field, a year before."""
    fields = (
        FieldFigures("a", "Trồng trọt", "lớp", True, Count(3, 90), Count(1, 20), Count(5, 100)),
        FieldFigures("b", "Pháp luật", "lớp", True, Count(0, 0), Count(2, 45), Count(2, 50)),
        FieldFigures("c", "Văn nghệ", "lần", False, Count(4, 300), Count(0, 0), Count(0, 0)),
    )
    centres = (
        CentreFigures("1", "xã Một", Count(2, 50), Count(2, 40), Count(3, 60), {}, rank="good", initial_equipment=True),
        CentreFigures("2", "xã Hai", Count(1, 40), Count(1, 25), Count(4, 90), {}, rank="average", own_premises=True),
        CentreFigures("3", "phường Ba", Count(), Count(), Count(), {}, socialised_funding=2_500_000, managers=1),
    )
    now = AnnualFigures(
        period=calendar_year(2026),
        counting_rule="enrolled",
        fields=fields,
        centres=centres,
        ratings=(RatingCount("good", 1, 3), RatingCount("fair", 0, 3), RatingCount("average", 1, 3)),
        trainings=(Training(2026, 2, "Sở Giáo dục và Đào tạo", 5, None),),
        regular_funding=0,
        socialised_funding=2_500_000,
        managers=1,
        collaborators=0,
        seconded=2,
        boards=1,
    )
    before = replace(now, period=calendar_year(2025), fields=(replace(fields[0], own=Count(2, 100)), *fields[1:]))
    return replace(now, previous=before)


def documents_2020() -> tuple[IssuedDocument, ...]:
    rows = tomllib.loads(resource_path("sample/documents-2020.toml").read_text("utf-8"))["documents"]
    return tuple(IssuedDocument(id=f"{index:032x}", unit_id="d" * 32, **row) for index, row in enumerate(rows))


def narrative_2020() -> dict[str, str]:
    text = resource_path("sample/narrative-2020.toml").read_text("utf-8")
    narrative: dict[str, str] = tomllib.loads(text)["narrative"]
    return narrative


def setting_2020() -> ReportSetting:
    return report_setting("district", "Huyện Tuần Giáo", calendar_year(2020))


def report_2020() -> Document:
    return annual_report(figures_2020(), setting_2020(), documents_2020(), narrative_2020())


def small_report() -> Document:
    figures = small_figures()
    return annual_report(figures, report_setting("commune", "xã Quài Tở", figures.period), (), {})
