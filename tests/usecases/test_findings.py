"""Findings of merged data: accepted they stay away until their record changes, returned they reach the centre."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clc_desktop import cli, files, i18n
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import Count
from clc_desktop.domain.findings import CODES
from clc_desktop.domain.periods import half
from clc_desktop.domain.records import ClassSession, LiteracyYear, PlanTarget, plan_id, yearly_id
from clc_desktop.store.records import put
from clc_desktop.usecases import classes, findings, keeping, merging, receipts, review, undoing
from tests import districts
from tests.districts import YEAR, Office


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Office, Office, Office]]:
    """A district and two centres; nothing is recorded yet."""
    office = districts.aggregator(tmp_path / "d.db", "Huyện Tuần Giáo")
    one, two = (districts.centre(tmp_path / f"{n}.db", f"xã {n}", office) for n in ("Một", "Hai"))
    yield office, one, two
    for opened in (office, one, two):
        opened.store.close()


def uniform(centre: Office, heads: int = 60) -> None:
    """Six classes of as many listeners."""
    for number in range(6):
        centre.hold(heads, date(2020, 1 + 2 * number, 5), topic=f"Chuyên đề {number}")


def found(office: Office, code: str) -> list[findings.FindingLine]:
    return [line for line in findings.list_findings(office.store, YEAR) if line.finding.code == code]


def test_what_centres_sent_is_looked_at(town: tuple[Office, Office, Office]) -> None:
    office, one, two = town
    uniform(one)
    shared = {"hosting": "joint", "partners": ("Trung tâm Dịch vụ nông nghiệp huyện",), "topic": "Phòng dịch tả lợn"}
    for centre in (one, two):
        centre.hold(47, date(2020, 4, 9), **shared)
    two.hold(31, date(2020, 6, 1), topic="Lớp ghi hai lần")
    two.hold(31, date(2020, 6, 1), topic="LỚP GHI HAI LẦN")
    keeping.save_records(one.store, [LiteracyYear(id=yearly_id(LiteracyYear, one.unit_id, 2020), unit_id=one.unit_id,
                                                  year=2020, population=55)])  # fmt: skip
    plan = PlanTarget(id=plan_id(two.unit_id, 2020, "law"), unit_id=two.unit_id, year=2020, field="law", classes=1,
                      turns=20)  # fmt: skip
    keeping.save_records(two.store, [plan])
    office.merge(one.submit(), two.submit())
    seen = {(line.unit_name, line.finding.code) for line in findings.list_findings(office.store, YEAR)}
    assert seen >= {("xã Một", "uniform_counts"), ("xã Một", "more_than_people"), ("xã Hai", "repeated_class")}
    (both,) = found(office, "shared_class")
    assert {both.unit_name, *both.other_names} == {"xã Một", "xã Hai"}
    assert {known.unit_name for known in findings.classes_of(office.store, both.finding.records)} == {
        "xã Một",
        "xã Hai",
    }
    assert findings.centre_counts(office.store, YEAR)[two.unit_id] == Count(3, 109)
    assert len(found(office, "more_than_people")) == 6, "60 listeners where 55 people live"


def test_parts_beyond_the_whole_and_days_to_come_are_found_whoever_wrote_them(
    town: tuple[Office, Office, Office],
) -> None:
    office, one, _ = town
    entry = one.hold(30)
    office.merge(one.submit())
    with office.store.write("a foreign program") as tx:
        put(tx, replace(entry.sessions[0], women=31, minority=99, rural=40))
        put(tx, replace(entry.sessions[0], id="9" * 32, held_on=date(2090, 5, 5)))
    seen = {line.finding.code: line.finding for line in findings.list_findings(office.store, YEAR)}
    assert {"women_over", "minority_over", "rural_over", "future_date"} == set(seen)
    assert seen["minority_over"].values["count"] == 99
    assert seen["future_date"].values["date"] == date(2090, 5, 5)


def test_accepted_it_stays_away_until_its_record_changes(town: tuple[Office, Office, Office]) -> None:
    office, one, _ = town
    uniform(one)
    office.merge(one.submit())
    (line,) = found(office, "uniform_counts")
    with pytest.raises(ClcError, match="reason_missing"):
        findings.accept_findings(office.store, YEAR, [line], "  ")
    assert findings.accept_findings(office.store, YEAR, [line], "Lớp 60 chỗ, đã xem danh sách") == 1
    (accepted,) = found(office, "uniform_counts")
    assert (accepted.state, accepted.reason) == ("accepted", "Lớp 60 chỗ, đã xem danh sách")
    assert accepted.who
    assert accepted.at
    changed = classes.get_class(one.store, line.finding.records[0])
    classes.save_class(one.store, replace(changed, sessions=(replace(changed.sessions[0], women=20),)))
    office.merge(one.submit())
    (again,) = found(office, "uniform_counts")
    assert (again.state, again.id, again.reason) == ("open", line.id, accepted.reason), "what was said is still shown"
    undoing.undo_merge(office.store)
    assert found(office, "uniform_counts")[0].state == "accepted"
    findings.reopen_findings(office.store, YEAR, [accepted])
    assert found(office, "uniform_counts")[0].state == "open"


def test_about_one_class_it_is_accepted_in_every_period(town: tuple[Office, Office, Office]) -> None:
    office, one, _ = town
    for number in range(9):
        one.hold(900 if number == 3 else 30 + number, date(2020, 1, 1 + number))
    office.merge(one.submit())
    findings.accept_findings(office.store, YEAR, found(office, "head_count_outlier"), "Ngày hội của cả xã")
    lines = findings.list_findings(office.store, half(2020, 1))
    assert [line.state for line in lines if line.finding.code == "head_count_outlier"] == ["accepted"]


def test_returned_findings_give_their_classes_back_with_the_reason(town: tuple[Office, Office, Office]) -> None:
    office, one, two = town
    uniform(one)
    uniform(two)
    office.merge(one.submit(), two.submit())
    review.lock(office.store, two.unit_id, YEAR)
    lines = [*found(office, "uniform_counts"), *found(office, "whole_averages")]
    made = findings.return_findings(office.store, YEAR, lines, "Đề nghị ghi số thực tế")
    assert (made.count, made.left) == (1, (("xã Hai", "period_locked"),))
    states = {line.unit_name: line.state for line in found(office, "uniform_counts")}
    assert states == {"xã Một": "returned", "xã Hai": "open"}
    (period,) = review.period_states(office.store, YEAR, one.unit_id)
    assert (period.state, period.returned) == ("returned", 6)
    rows = review.rows_of(office.store, one.unit_id, YEAR)
    assert {row.returned for row in rows} == {"Đề nghị ghi số thực tế"}
    for written in receipts.write_receipts(office.store, office.folder):
        if written.unit_name == "xã Một":
            assert written.returned == 6


def test_a_correction_is_marked_until_the_centre_writes_over_it(town: tuple[Office, Office, Office]) -> None:
    office, one, _ = town
    entry = one.hold(30)
    office.merge(one.submit())
    review.correct_record(office.store, replace(entry.sessions[0], present=28, women=10), "gọi điện hỏi lại")
    (row,) = review.rows_of(office.store, one.unit_id, YEAR)
    assert row.corrected is not None
    assert row.corrected.reason == "gọi điện hỏi lại"
    changes = review.class_changes(office.store, entry.learning_class.id)
    assert [(c.name, c.before, c.after, c.label) for c in changes] == [
        ("present", 30, 28, "correct_record"),
        ("women", None, 10, "correct_record"),
    ]
    with office.store.write("test") as tx:
        put(tx, replace(entry.sessions[0], present=29))
    assert review.rows_of(office.store, one.unit_id, YEAR)[0].corrected is None


def test_a_centre_has_nobody_to_look_at(town: tuple[Office, Office, Office]) -> None:
    with pytest.raises(ClcError, match="wrong_role"):
        findings.list_findings(town[1].store, YEAR)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_finding_has_a_sentence_without_open_places(language: str, town: tuple[Office, Office, Office]) -> None:
    words = i18n.load(files.catalog_path(), language)
    assert [code for code in CODES if not words.knows(f"finding.{code}")] == []
    office, one, _ = town
    uniform(one)
    one.hold(900, date(2020, 9, 9))
    office.merge(one.submit())
    with office.store.write("test") as tx:
        put(tx, ClassSession(id="9" * 32, unit_id=one.unit_id, class_id=classes.list_classes(office.store)[0].id,
                             held_on=date(2020, 9, 9), present=10, women=11))  # fmt: skip
    for line in findings.list_findings(office.store, YEAR):
        said = words.coded("finding", line.finding.code, {"name": line.unit_name, **line.finding.values})
        assert "{" not in said, said


def test_a_merge_is_looked_at_anew(town: tuple[Office, Office, Office]) -> None:
    office, one, _ = town
    uniform(one)
    assert findings.list_findings(office.store, YEAR) == ()
    assert [v.merged for v in merging.merge(office.store, [one.submit()])] == [True]
    assert findings.list_findings(office.store, YEAR) != ()


def test_commands_list_accept_and_return(
    town: tuple[Office, Office, Office], capsys: pytest.CaptureFixture[str]
) -> None:
    office, one, two = town
    uniform(one)
    uniform(two)
    office.merge(one.submit(), two.submit())
    first, second = (f"{centre.unit_id}:uniform_counts:" for centre in (one, two))
    command = ("--db", str(office.store.path), "findings", "--period", "2020")
    assert cli.run([*command, "--accept", first, "--return", second, "--reason", "đã hỏi", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["findings"]
    states = {line["id"]: (line["state"], line["reason"]) for line in listed}
    assert states[first] == ("accepted", "đã hỏi")
    assert states[second] == ("returned", "đã hỏi")
    assert cli.run([*command, "--accept", "nothing", "--reason", "x"]) == 2
    review.lock(office.store, one.unit_id, YEAR)
    assert cli.run([*command, "--return", first, "--reason", "x"]) == 1
    assert "period_locked" in capsys.readouterr().err
