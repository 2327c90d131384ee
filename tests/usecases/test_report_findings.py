"""Findings beside a report: every slip of the 2020 report is caught, what is right is left alone."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from clc_desktop import i18n
from clc_desktop.domain.figures import AnnualFigures, Count
from clc_desktop.domain.periods import Period, calendar_year, quarter
from clc_desktop.domain.records import IssuedDocument
from clc_desktop.reports.context import Context, context
from clc_desktop.usecases.proofreading import Finding
from clc_desktop.usecases.report_findings import Carried, findings
from tests.reports.factory import documents_2020, figures_2020, setting_2020, small_figures

I18N = Path(__file__).parents[2] / "i18n"
SEED = Path(__file__).parents[1] / "golden" / "seed-2020.txt"
_BEGINS = re.compile(r"^(?:[-+] |\d\.|[IV]+\.|4\.\d)")


@cache
def seed() -> str:
    """The real report of 2020 with each paragraph in one line."""
    lines: list[str] = []
    for line in filter(None, map(str.strip, SEED.read_text("utf-8").splitlines())):
        if lines and not _BEGINS.match(line):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def on(
    figures: AnnualFigures, documents: tuple[IssuedDocument, ...] = (), narrative: dict[str, str] | None = None
) -> Context:
    return context(figures, setting_2020(), documents, narrative or {})


def found_in(text: str, figures: AnnualFigures | None = None, **more: tuple[IssuedDocument, ...]) -> list[Finding]:
    """What is found in one passage; not what is found about the report as a whole."""
    c = on(figures or figures_2020(), more.get("documents", ()))
    return [one for one in findings(c, {"goals": text}) if one.place]


def codes(text: str, figures: AnnualFigures | None = None) -> list[str]:
    return [one.code for one in found_in(text, figures)]


def mended(text: str, one: Finding) -> str:
    assert one.fix is not None
    return text[: one.start] + one.fix + text[one.end :]


@pytest.mark.parametrize(
    ("code", "words", "fix"),
    [
        ("date_symbol_year", "30/7/3013", "30/7/2013"),  # A1
        ("number_without_dot", "1080", "{fields.economy.own.turns}"),  # A2
        ("number_without_dot", "1010", "{fields.environment.own.turns}"),  # A2
        ("list_marks", ";", "."),  # A3
        ("mixed_units", "", None),  # A4
        ("topics_and_classes", "số lượng chuyên đề và số lớp", None),  # A5
        ("leading_zero", "03", "3"),  # A6
        ("noun_of_centres", "xã", "TTHTCĐ"),  # A7
        ("date_styles", "05 tháng 10 năm 2020", "05/10/2020"),  # A9
        ("space_missing", ",", ", "),  # A10
        ("tone_placement", "hoá", "hóa"),  # A11
        ("cited_again", ", ngày 27/10/2008", ""),  # A12
        ("sentence_end", "” ", "”. "),  # A13
        ("document_type", "Văn bản", "Công văn"),  # A14
        ("claim_equipped", "Đảm bảo về kinh phí cho các TTHTCĐ mua sắm trang thiết bị", None),  # A15
        ("even_averages", "", None),  # A17
    ],
)
def test_every_slip_of_the_2020_report_is_caught(code: str, words: str, fix: str | None) -> None:
    found = findings(on(figures_2020(), documents_2020()), {"goals": seed()})
    assert (code, words, fix) in [(one.code, seed()[one.start : one.end], one.fix) for one in found]


def test_every_figure_of_the_2020_report_is_known_where_it_is_typed() -> None:
    found = {(seed()[one.start : one.end], one.fix) for one in found_in(seed()) if one.code == "figure_typed"}
    assert {("215", "{classes.held}"), ("111,2", "{turns.percent}"), ("653.056.000", "{funding.regular}"),
            ("57", "{staff.managers}"), ("192", "{staff.collaborators}"), ("811", "{fields.economy.joint.turns}"),
            ("72", "{fields.other.classes}"), ("47,4", "{ratings.good.percent}"),
            ("17", "{premises.not_own}")} <= found  # fmt: skip
    assert not [one for one in found_in(seed()) if one.code == "figure_differs"]


@pytest.mark.parametrize(
    ("right", "wrong", "name"),
    [
        ("215/179 lớp", "216/179 lớp", "classes.held"),
        ("đạt 120,1%; 21.641/19.455 lượt", None, None),
        ("21.641/19.455 lượt người", "21.614/19.455 lượt người", "turns.attended"),
        ("17/19 TTHTCĐ chưa có trụ sở riêng", "16/19 TTHTCĐ chưa có trụ sở riêng", "premises.not_own"),
        ("tốt 9/19", "tốt 8/19", "ratings.good.count"),
        ("Tổng số cán bộ quản lý TTHTCĐ 57;", "Tổng số cán bộ quản lý TTHTCĐ 75;", "staff.managers"),
        ("kinh phí cấp là 653.056.000 đồng", "kinh phí cấp là 653.065.000 đồng", "funding.regular"),
        ("Giáo dục pháp luật: 42 lớp, 5.136 lượt người", "Giáo dục pháp luật: 42 lớp, 5.163 lượt người",
         "fields.law.turns"),
    ],
)  # fmt: skip
def test_a_number_that_differs_from_its_figure(right: str, wrong: str | None, name: str | None) -> None:
    assert "figure_differs" not in codes(right)
    if wrong is not None:
        one = next(one for one in found_in(wrong) if one.code == "figure_differs")
        assert one.severity == "error"
        assert one.fix == f"{{{name}}}"
        assert "figure_differs" not in codes(mended(wrong, one))


@pytest.mark.parametrize(
    "text",
    [
        "Thông tư số 96/2008/TT-BTC ngày 27/10/2008, năm 2020, tháng 9/2015, giai đoạn 2021-2025, Điều 215.",
        "Có {classes.held} lớp và {turns.attended} lượt người.",
        r"Chữ \{classes.held} gõ bằng tay.",
        "Kinh phí 12.345 đồng; 7 lớp; 100% kế hoạch đề ra được {classes.percent}%.",
        "- Một ý;\n- Hai ý;\n- Ba ý.\nMột đoạn.\n- Bốn ý.\n- Năm ý.",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert codes(text) == []


def test_claims_follow_the_figures() -> None:
    figures = figures_2020()
    poor = small_figures()
    kept, missed = "Các TTHTCĐ đạt kế hoạch đề ra.", "Một số TTHTCĐ chưa đạt kế hoạch."
    assert codes(kept, figures) == []
    assert codes(missed, figures) == ["claim_plan_missed"]
    behind = replace(figures, unplaced=Count(300, 0))
    assert codes(kept, behind) == ["claim_plan_kept"]
    assert codes(missed, behind) == []
    assert codes("Không huy động được kinh phí từ xã hội hóa.", figures) == []
    assert codes("Không huy động được kinh phí.", replace(figures, socialised_funding=5_000_000)) == [
        "claim_nothing_raised"
    ]
    assert codes("Số lớp tăng so với năm trước.", replace(figures, previous=figures)) == ["claim_more"]
    assert codes("Số lớp tăng so với năm trước.", replace(figures, previous=poor)) == []


def test_a_document_registered_with_another_date() -> None:
    document = IssuedDocument(
        id="0" * 32, unit_id="u", type_name="Kế hoạch", symbol="11/KH-UBND", issued_on=documents_2020()[0].issued_on
    )
    registered = replace(document, issued_on=document.issued_on.replace(year=2020, month=1, day=17))
    wrong = "Kế hoạch số 11/KH-UBND ngày 17/01/3013 của huyện; Kế hoạch số 11/KH-UBND."
    assert [one.code for one in found_in(wrong)] == ["date_year"]
    one = found_in("theo Kế hoạch số 11/KH-UBND ngày 18/01/2020", documents=(registered,))[0]
    assert (one.code, one.fix) == ("document_date", "17/01/2020")
    assert found_in("theo Kế hoạch số 11/KH-UBND ngày 17/01/2020", documents=(registered,)) == []


def test_an_unknown_figure_is_an_error_and_a_typed_brace_is_not() -> None:
    assert codes("Có {clases.held} lớp") == ["unknown_figure"]
    assert codes(r"Có \{clases.held} lớp") == []
    assert codes("Có {body} và {period}") == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_finding_says_something(language: str) -> None:
    words = i18n.load(I18N, language)
    text = seed() + "\nKhông huy động được kinh phí {x} 31/02/2020 a ; b  c"
    found = findings(on(replace(figures_2020(), socialised_funding=9)), {"goals": text})
    said = {one.code: words.coded("slip", one.code, one.data) for one in found}
    assert len(said) > 18
    assert not [sentence for code, sentence in said.items() if code in sentence or "{" in sentence.replace("{x}", "")]


# --- last year's words ------------------------------------------------------------------------------------------------


def carried_in(text: str, before: Period, came: str | None = None) -> list[Finding]:
    """What is found in words that were taken from the report of ``before``, where they were ``came``."""
    carried = {"goals": Carried(before, text if came is None else came)}
    found = findings(on(figures_2020()), {"goals": text}, carried)
    return [one for one in found if one.code == "period_carried"]


@pytest.mark.parametrize(
    ("words", "renewed"),
    [
        ("Năm 2019 có chuyển biến.", "Năm {year} có chuyển biến."),
        ("Kế hoạch hoạt động năm 2020 sát dân.", "Kế hoạch hoạt động năm {next_year} sát dân."),
        ("Giai đoạn 2019-2025, từ năm 2018", None),
        ("Ngày 5 tháng 10 năm 2019 và năm 2019/2020", None),
        ("Năm {year} có {centres}", None),
    ],
)
def test_years_of_last_years_words_are_renewed(words: str, renewed: str | None) -> None:
    found = carried_in(words, calendar_year(2019))
    if renewed is None:
        assert found == []
    else:
        (one,) = found
        assert mended(words, one) == renewed
        assert carried_in(renewed, calendar_year(2019)) == []
    assert [one for one in found_in(words) if one.code == "period_carried"] == [], "only what was carried over"


def test_a_year_typed_since_is_meant() -> None:
    """ "năm 2020" is next year in the words of 2019, and this year in what is typed now."""
    assert len(carried_in("năm 2020", calendar_year(2019))) == 1
    assert carried_in("năm 2020", calendar_year(2019), came="năm 2019") == []


def test_a_quarter_names_its_year_too() -> None:
    figures = replace(figures_2020(), period=quarter(2020, 2))
    carried = {"goals": Carried(quarter(2020, 1), "Quý I năm 2020")}
    (one,) = (f for f in findings(on(figures), {"goals": "Quý I năm 2020"}, carried) if f.code == "period_carried")
    assert mended("Quý I năm 2020", one) == "Quý II năm 2020"


def test_a_number_that_is_a_figure_by_chance_gets_its_dot_first() -> None:
    (one,) = found_in("Có 1080 chị em dự.")
    assert (one.code, one.fix) == ("number_without_dot", "1.080")
    (one,) = found_in("Có 1.080 chị em dự.")
    assert (one.code, one.severity) == ("figure_typed", "hint"), "then a person sees which figure it is"
