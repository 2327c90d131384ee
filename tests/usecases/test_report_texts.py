"""The standing words of the report made an office's own: from a period on, and back again."""

from __future__ import annotations

import json

import pytest

from clc_desktop import cli
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, calendar_year, quarter
from clc_desktop.reports.setting import LEVELS
from clc_desktop.usecases import freezing, narrating, report_files, report_texts, reporting
from clc_desktop.usecases.report_texts import TemplateText
from tests.usecases.conftest import YEAR, District

GOALS = "narrative.goals"


def text_of(district: District, key: str, period: Period = YEAR) -> TemplateText:
    return next(text for text in report_texts.template(district.office, period).texts if text.key == key)


def printed(district: District, period: Period = YEAR) -> str:
    return reporting.report_document(district.office, period).text()


def test_own_words_hold_from_their_period_on_and_not_before(district: District) -> None:
    report_texts.save_text(district.office, YEAR, GOALS, "Giữ vững {centres} trung tâm.")
    assert "Giữ vững 2 trung tâm." in printed(district)
    assert "Giữ vững 2 trung tâm." in printed(district, calendar_year(2024))
    assert "Giữ vững" not in printed(district, YEAR.previous())
    assert "Giữ vững" not in printed(district, quarter(2020, 2))  # a quarter's report is another template
    found = text_of(district, GOALS)
    assert (found.own, found.since, found.bundled == found.text) == (True, "2020", False)
    assert not text_of(district, GOALS, YEAR.previous()).own


def test_a_later_text_takes_over_and_the_programs_own_comes_back(district: District) -> None:
    report_texts.save_text(district.office, YEAR, GOALS, "Một.")
    report_texts.save_text(district.office, calendar_year(2022), GOALS, "Hai.")
    report_texts.restore_text(district.office, calendar_year(2024), GOALS)
    shown = [text_of(district, GOALS, calendar_year(year)) for year in range(2019, 2026)]
    assert [text.text if text.own else "" for text in shown] == ["", "Một.", "Một.", "Hai.", "Hai.", "", ""]
    history = report_texts.text_history(district.office, GOALS)
    assert [(change.since, change.text) for change in history] == [("2024", None), ("2022", "Hai."), ("2020", "Một.")]
    assert all(change.at and change.by for change in history)


def test_words_of_the_period_go_before_words_of_the_template(district: District) -> None:
    report_texts.save_text(district.office, YEAR, GOALS, "Của mẫu.")
    reporting.save_passage(district.office, YEAR, "goals", "Của năm.")
    assert "Của năm." in printed(district)
    assert "Của mẫu." not in printed(district)
    assert "Của mẫu." in printed(district, calendar_year(2021))
    standing = narrating.narrative(district.office, calendar_year(2021)).passages
    assert (standing["goals"].text, standing["goals"].own) == ("Của mẫu.", False)


def test_headings_closing_and_parts_are_texts_too(district: District) -> None:
    district.merge(*[district.submit(store, str(n)) for n, store in enumerate((district.one, district.two))])
    for key, text in {
        "titles.goals": "Mục tiêu chung",
        "closing": "Hết./.",
        "subject": "Công tác TTHTCĐ {period}",
        "leave_out": "equipment\nratings",
        "annexes": "charts",
    }.items():
        report_texts.save_text(district.office, YEAR, key, text)
    document = reporting.report_document(district.office, YEAR)
    assert "1. Mục tiêu chung" in document.text()
    assert document.text().endswith("Hết./.")
    assert document.subject == "Công tác TTHTCĐ năm 2020"
    assert "trang thiết bị ban đầu" not in document.text()
    assert "xếp loại" not in document.text()
    assert [annex.name for annex in document.annexes] in ([], ["charts"])


def test_what_the_template_does_not_have_is_refused(district: District) -> None:
    for key in ("narrative.nothing", "recipients", "version", "variants"):
        with pytest.raises(ClcError, match="template_text_unknown"):
            report_texts.save_text(district.office, YEAR, key, "x")
    for key in ("annexes", "outline", "leave_out"):
        with pytest.raises(ClcError, match="template_part_unknown"):
            report_texts.save_text(district.office, YEAR, key, "charts\nnothing" if key == "annexes" else "nothing")
    assert report_texts.text_history(district.office, "annexes") == ()


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_can_be_read(district: District, level: report_texts.Level) -> None:
    found = report_texts.template(district.office, YEAR, level)
    assert (found.level, found.version >= 2) == (level, True)
    assert all(text.label and not text.own for text in found.texts)
    assert {"opening", "closing", "annexes", GOALS, "titles.results"} <= {text.key for text in found.texts}


def test_a_frozen_report_keeps_its_words(district: District) -> None:
    frozen = freezing.freeze_report(district.office, YEAR)
    report_texts.save_text(district.office, YEAR, "closing", "Hết./.")
    assert freezing.freeze_report(district.office, YEAR).code != frozen.code
    first, second = (
        report_files.write_frozen(district.office, frozen.id, ["pdf"], district.path(name))[0] for name in ("a", "b")
    )
    assert first.read_bytes() == second.read_bytes()


def test_hostile_words_are_words(district: District) -> None:
    report_texts.save_text(district.office, YEAR, GOALS, "<b>&\"'=1+1{x}%s\n{centres}")
    assert "<b>&\"'=1+1{x}%s\n2" in printed(district)


def test_commands_list_change_and_go_back(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        assert cli.run(["--db", str(district.office.path), *arguments]) == code
        return capsys.readouterr().out

    assert run("report-text", GOALS, "--period", "2020", "--text", "Giữ vững.") == ""
    assert f"{GOALS} (2020): Giữ vững." in run("report-texts", "--period", "2021").splitlines()
    run("report-text", GOALS, "--period", "2021", "--bundled")
    assert "Giữ vững." not in run("report-texts", "--period", "2021")
    assert json.loads(run("report-texts", "--period", "2020", "--level", "province", "--json"))["level"] == "province"
    run("report-text", "nothing", "--period", "2020", "--bundled", code=1)
    run("report-text", GOALS, "--period", "2020", code=2)
