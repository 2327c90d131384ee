"""The sample from end to end: 19 databases, 19 submissions, one aggregator, and the figures of the 2020 report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import Enrolment, IssuedDocument, Learner, NarrativeBlock, StaffMember
from clc_desktop.reports import paper
from clc_desktop.sample import SampleResult, build
from clc_desktop.sample.proof import differences
from clc_desktop.usecases import (
    classes,
    exchange,
    freezing,
    keeping,
    merging,
    narrating,
    reporting,
    verifying,
    workspace,
)
from clc_desktop.usecases.workspace import Store

FIGURES: dict[str, Any] = {
    "year": 2020,
    "centres": 19,
    "classes": {"planned": 179, "held": 215, "percent": "120,1"},
    "turns": {"planned": 19455, "attended": 21641, "percent": "111,2"},
    "fields": {
        "economy": {
            "unit": "lớp",
            "classes": 28,
            "turns": 1891,
            "own": {"classes": 18, "turns": 1080},
            "joint": {"classes": 10, "turns": 811},
        },
        "culture": {
            "unit": "lớp",
            "classes": 33,
            "turns": 4157,
            "own": {"classes": 22, "turns": 2860},
            "joint": {"classes": 11, "turns": 1297},
        },
        "law": {
            "unit": "lớp",
            "classes": 42,
            "turns": 5136,
            "own": {"classes": 27, "turns": 3510},
            "joint": {"classes": 15, "turns": 1626},
        },
        "health": {
            "unit": "lớp",
            "classes": 25,
            "turns": 1593,
            "own": {"classes": 12, "turns": 840},
            "joint": {"classes": 13, "turns": 753},
        },
        "environment": {
            "unit": "lớp",
            "classes": 15,
            "turns": 1494,
            "own": {"classes": 10, "turns": 1010},
            "joint": {"classes": 5, "turns": 484},
        },
        "other": {
            "unit": "lần",
            "classes": 72,
            "turns": 7370,
            "own": {"classes": 37, "turns": 3922},
            "joint": {"classes": 35, "turns": 3448},
        },
    },
    "ratings": {
        "good": {"count": 9, "percent": "47,4"},
        "fair": {"count": 10, "percent": "52,6"},
        "average": {"count": 0, "percent": "0"},
    },
    "equipment": {"done": 16, "not_done": 3, "not_done_centres": ["Chiềng Đông", "Nà Tòng", "Pú Xi"]},
    "premises": {"own": 2, "not_own": 17},
    "funding": {"regular": 653056000, "socialised": 0},
    "staff": {"boards_percent": "100", "managers": 57, "collaborators": 192, "seconded": 0},
    "trainings": [
        {"year": 2015, "month": 9, "organiser": "Phòng Giáo dục và Đào tạo", "participants": 54, "centres": 19},
        {"year": 2018, "month": 8, "organiser": "Sở Giáo dục và Đào tạo", "participants": 19},
        {"year": 2019, "month": 11, "organiser": "Sở Giáo dục và Đào tạo", "participants": 34},
    ],
}
YEAR = calendar_year(2020)
PROGRESS: list[tuple[int, int, str]] = []


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SampleResult:
    PROGRESS.clear()
    return build(tmp_path_factory.mktemp("sample") / "out", lambda *step: PROGRESS.append(step))


@pytest.fixture(scope="module")
def district(built: SampleResult) -> Iterator[Store]:
    store = workspace.open_store(built.aggregator, create=False)
    yield store
    store.close()


def only_known(wanted: Any, found: Any) -> Any:
    """What was found, without keys that the wanted document does not have."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return {key: only_known(value, found.get(key)) for key, value in wanted.items()}
    return found


def test_every_figure_is_that_of_the_report(built: SampleResult) -> None:
    found = json.loads((built.out / "figures.json").read_text(encoding="utf-8"))
    assert only_known(FIGURES, found) == FIGURES
    assert built.figures.to_json() == found


def test_every_centre_counts_the_same_about_itself_as_the_district_about_it(built: SampleResult) -> None:
    of_district = {centre.unit_id: centre for centre in built.figures.centres}
    assert len(of_district) == 19
    for path in built.centres:
        store = workspace.open_store(path, create=False)
        own = reporting.figures(store, YEAR).centres[0]
        store.close()
        assert own == of_district[own.unit_id]


def test_the_folder_holds_what_the_design_lists(built: SampleResult) -> None:
    found = {path.relative_to(built.out).as_posix() for path in built.out.rglob("*") if path.is_file()}
    wanted = {"aggregator.db", "figures.json", "report.pdf", "report.docx", "report.xlsx"}
    wanted |= {path.relative_to(built.out).as_posix() for path in (*built.centres, *built.submissions)}
    assert len(built.centres) == len(built.submissions) == 19
    assert {path for path in found if not path.endswith(".key")} == wanted
    assert {"centres/pu-nhung.db", "sync/pu-nhung.clcsync"} <= found


def test_the_submissions_are_in_the_aggregator_already_and_first_of_their_centres(
    built: SampleResult, district: Store
) -> None:
    verdicts = merging.examine(district, built.submissions)
    assert {verdict.code for verdict in verdicts} == {"replay"}
    assert {verdict.sequence for verdict in verdicts} == {1}
    assert {verdict.period for verdict in verdicts} == {"2020"}


def test_one_kept_class_after_another_stands_in_the_list_of_changes(built: SampleResult) -> None:
    store = workspace.open_store(built.out / "centres" / "pu-nhung.db", create=False)
    rows = classes.list_classes(store, YEAR)
    learners, enrolments = keeping.list_records(store, Learner), keeping.list_records(store, Enrolment)
    sent = exchange.sent_files(store)
    store.close()
    assert len([row for row in rows if row.state == "held"]) == 12
    assert [row.starts_on for row in rows] == sorted((row.starts_on for row in rows), reverse=True)
    assert bool(learners) == bool(enrolments)
    assert [item.sequence for item in sent] == [1]


def test_no_learners_name_reaches_the_district(built: SampleResult, district: Store) -> None:
    arrived = keeping.list_records(district, Learner)
    assert len({learner.id for learner in arrived}) == built.figures.persons > 300
    assert not any(learner.full_name or learner.village or learner.phone for learner in arrived)
    assert all(learner.sex and learner.birth_band for learner in arrived)
    assert b"0215000" not in built.aggregator.read_bytes()
    assert all(member.birth_year is None for member in keeping.list_records(district, StaffMember))


def test_the_district_has_its_documents_and_narrative(district: Store) -> None:
    documents = keeping.list_records(district, IssuedDocument)
    assert [d.symbol for d in documents][:3] == ["2725/SGDĐT-GDTX&CN", "11/KH-UBND", "13/UBND-GDĐT"]
    assert all(2000 < document.issued_on.year < 2021 for document in documents)
    assert len(keeping.list_records(district, NarrativeBlock, period="2020")) > 15
    written = narrating.narrative(district, YEAR).passages
    assert all(passage.text == passage.text.strip() for passage in written.values())


def test_progress_goes_from_nothing_to_all(built: SampleResult) -> None:
    done = [step[0] for step in PROGRESS]
    assert done[0] == 0
    assert done == sorted(done)
    assert PROGRESS[-1][0] == PROGRESS[-1][1]
    assert {step[1] for step in PROGRESS} == {2 * 19 + 3}


def test_an_earlier_sample_is_not_written_over(built: SampleResult) -> None:
    before = built.aggregator.read_bytes()
    with pytest.raises(ClcError, match="file_exists"):
        build(built.out)
    assert built.aggregator.read_bytes() == before


def test_a_build_that_is_stopped_leaves_nothing_half_made(tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    (tmp_path / "mine.txt").write_text("", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, stop)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_self_test_sees_a_figure_that_is_wrong_and_a_report_that_is_none(
    built: SampleResult, tmp_path: Path
) -> None:
    assert not list(differences(built))
    less_money = replace(built, figures=replace(built.figures, regular_funding=1))
    fewer = replace(built, figures=replace(built.figures, fields=built.figures.fields[1:]))
    (broken := tmp_path / "report.pdf").write_bytes(b"")
    assert list(differences(less_money)) == ["funding"]
    assert "economy own" in differences(fewer)
    assert list(differences(replace(built, reports=(broken,)))) == ["report.pdf"]


def test_a_second_build_has_the_same_rows_and_the_same_report(
    built: SampleResult, district: Store, tmp_path: Path
) -> None:
    again = build(tmp_path / "again")
    store = workspace.open_store(again.aggregator, create=False)
    rows = classes.list_classes(store)
    store.close()
    assert rows == classes.list_classes(district)
    for name in ("figures.json", "report.docx", "report.xlsx"):
        assert (again.out / name).read_bytes() == (built.out / name).read_bytes(), name
    # The manifest in the PDF names the submissions, whose keys are new each time; what the pages show is the same.
    pages = [paper.pages((made.out / "report.pdf").read_bytes()) for made in (again, built)]
    assert pages[0] == pages[1]


def test_the_report_is_frozen_and_true(built: SampleResult, district: Store) -> None:
    (frozen,) = freezing.frozen_reports(district)
    assert frozen.at.startswith("2021-01-12")
    result = verifying.verify(district, built.out / "report.pdf", built.submissions)
    assert (result.findings, result.recomputed, result.code) == ((), True, frozen.code)
