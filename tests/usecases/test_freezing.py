"""Freezing: the same data have the same code, anything that the paper would say otherwise has another."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import parse_period
from clc_desktop.store import snapshots, undo
from clc_desktop.sync import manifest
from clc_desktop.usecases import comparing_reports, freezing, report_files, reporting, workspace
from clc_desktop.usecases.comparing_reports import Comparison
from tests.factories import class_entry
from tests.usecases.conftest import YEAR, District


@pytest.fixture
def merged(district: District) -> District:
    """A district that has taken in a file of each centre."""
    district.record(district.one, 30, 25)
    district.record(district.two, 40)
    paths = [district.submit(district.one, "one.clcsync"), district.submit(district.two, "two.clcsync")]
    assert district.codes(*paths) == ["ok", "ok"]
    return district


def one_digit_wrong(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def test_freezing_again_gives_the_report_that_is_there(merged: District) -> None:
    with clock.fixed(datetime(2021, 1, 12, tzinfo=UTC)):
        first = freezing.freeze_report(merged.office, YEAR)
    again = freezing.freeze_report(merged.office, YEAR)
    assert again == first
    assert freezing.frozen_reports(merged.office) == (first,)
    assert first.at.startswith("2021-01-12")
    assert first.by
    assert len(first.code) == 23


def test_reports_frozen_within_one_second_keep_their_order(merged: District) -> None:
    made = []
    with clock.fixed(datetime(2021, 1, 12, tzinfo=UTC)):
        for words in ("Một.", "Hai.", "Ba.", "Bốn."):
            reporting.save_passage(merged.office, YEAR, "causes", words)
            made.append(freezing.freeze_report(merged.office, YEAR))
    assert list(freezing.frozen_reports(merged.office)) == made[::-1]


def test_one_figure_changed_is_another_code_and_is_named(merged: District) -> None:
    first = freezing.freeze_report(merged.office, YEAR)
    merged.record(merged.one, 1)
    merged.merge(merged.submit(merged.one, "one-2.clcsync"))
    second = freezing.freeze_report(merged.office, YEAR)
    found = {
        one.name: (one.left, one.right) for one in comparing_reports.compare(merged.office, first.id, second.id).figures
    }
    assert first.code != second.code
    assert found["classes.held"] == (2, 3)
    assert found["turns.attended"] == (95, 96)
    assert found["by_centre[xã one].own.turns"] == (55, 56)
    assert not any("xã two" in name for name in found)
    assert comparing_reports.compare(merged.office, first.id, first.id) == Comparison((), ())


def test_a_changed_cell_of_a_list_is_another_code_and_is_named(merged: District) -> None:
    """No figure of the text changes where a class has got another partner."""
    first = freezing.freeze_report(merged.office, YEAR)
    with merged.office.write("test") as tx:
        tx.conn.exec_driver_sql("UPDATE learning_class SET venue = 'x', lecturers = '[\"Người khác\"]'")
    second = freezing.freeze_report(merged.office, YEAR)
    assert first.code != second.code
    changes = comparing_reports.compare(merged.office, first.id, second.id).figures
    assert {one.right for one in changes} == {"Người khác"}
    assert all(one.name.endswith("].Báo cáo viên") for one in changes)
    told = freezing.check_code(merged.office, first.code).changes
    assert [one.name for one in told] == [one.name for one in changes]


def test_changed_words_are_another_code_without_a_changed_figure(merged: District) -> None:
    first = freezing.freeze_report(merged.office, YEAR)
    reporting.save_passage(merged.office, YEAR, "goals", "Mở thêm lớp.")
    second = freezing.freeze_report(merged.office, YEAR)
    assert first.code != second.code
    assert comparing_reports.compare(merged.office, first.id, second.id).figures == ()


def test_a_file_sent_again_with_nothing_new_keeps_the_code(merged: District) -> None:
    """The code is about what the paper says; which files are behind it is in the manifest."""
    first = freezing.freeze_report(merged.office, YEAR)
    merged.merge(merged.submit(merged.one, "one-2.clcsync"))
    second = freezing.freeze_report(merged.office, YEAR)
    assert (second.code, second.id == first.id) == (first.code, False)


def test_the_files_behind_are_the_last_of_each_centre(merged: District) -> None:
    merged.merge(merged.submit(merged.one, "one-2.clcsync"))
    frozen = freezing.freeze_report(merged.office, YEAR)
    with merged.office.read() as conn:
        kept = freezing.read_frozen(conn, frozen.id)
    assert sorted((behind.unit_name, behind.sequence) for behind in kept.submissions) == [("xã one", 2), ("xã two", 1)]
    assert {behind.period for behind in kept.submissions} == {"2020"}


def test_files_of_a_later_period_are_behind_when_nothing_newer_is(merged: District) -> None:
    """A class moved into the next year: only that year's file tells."""
    merged.merge(merged.submit(merged.one, "one-21.clcsync", parse_period("2021")))
    merged.merge(merged.submit(merged.two, "two-19.clcsync", parse_period("2019")))
    merged.merge(merged.submit(merged.two, "two-20.clcsync"))
    with merged.office.read() as conn:
        behind = freezing.read_manifest(conn, YEAR, reporting.EVERYTHING).submissions
    found = sorted((one.unit_name, one.period, one.sequence) for one in behind)
    assert found == [("xã one", "2020", 1), ("xã one", "2021", 2), ("xã two", "2020", 3)]


def test_a_merge_that_was_undone_is_not_behind(merged: District) -> None:
    with merged.office.write("undo") as tx:
        undo.undo_merge(tx, undo.merged_file(tx.conn, undo.last_merge(tx.conn)))
    with merged.office.read() as conn:
        kept = freezing.read_manifest(conn, YEAR, reporting.EVERYTHING)
    assert [behind.unit_name for behind in kept.submissions] == ["xã one"]


def test_a_snapshot_that_was_tampered_with_is_refused(merged: District) -> None:
    first = freezing.freeze_report(merged.office, YEAR)
    merged.record(merged.one, 1)
    merged.merge(merged.submit(merged.one, "one-2.clcsync"))
    second = freezing.freeze_report(merged.office, YEAR)
    with merged.office.write("test") as tx:
        other = snapshots.manifest_of(tx.conn, second.id)
        tx.conn.exec_driver_sql("UPDATE snapshot SET manifest = ? WHERE id = ?", (other, first.id))
    with pytest.raises(ClcError, match="manifest_damaged"):
        comparing_reports.compare(merged.office, first.id, second.id)


def test_an_unknown_snapshot_is_named(merged: District, tmp_path: Path) -> None:
    with pytest.raises(ClcError, match="snapshot_missing"):
        report_files.write_frozen(merged.office, "0" * 64, ["pdf"], tmp_path)
    with pytest.raises(ClcError, match="unknown_format"):
        report_files.write_frozen(merged.office, "0" * 64, ["odt"], tmp_path)


def test_without_keys_nothing_is_frozen(merged: District) -> None:
    workspace.key_path(merged.office).unlink()
    with pytest.raises(ClcError, match="keys_missing"):
        freezing.freeze_report(merged.office, YEAR)
    assert freezing.frozen_reports(merged.office) == ()


def test_a_centre_freezes_its_own_report(district: District) -> None:
    district.record(district.one, 30)
    frozen = freezing.freeze_report(district.one, YEAR)
    with district.one.read() as conn:
        kept = freezing.read_frozen(conn, frozen.id)
    assert (kept.submissions, kept.issuer.unit_kind) == ((), "centre")


# --- the code typed from paper ----------------------------------------------------------------------------------------


def test_the_code_of_the_paper_matches_until_the_data_change(merged: District) -> None:
    code = freezing.freeze_report(merged.office, YEAR).code
    assert freezing.check_code(merged.office, code).outcome == "match"
    assert freezing.check_code(merged.office, code.replace(" ", "")).outcome == "match"
    merged.record(merged.two, 7)
    merged.merge(merged.submit(merged.two, "two-2.clcsync"))
    found = freezing.check_code(merged.office, code)
    assert found.outcome == "differs"
    assert ("classes.held", 2, 3) in [(one.name, one.left, one.right) for one in found.changes]
    assert found.frozen is not None
    assert found.frozen.period == "2020"


def test_a_mistyped_code_is_told_from_one_that_is_not_ours(merged: District, district: District) -> None:
    code = freezing.freeze_report(merged.office, YEAR).code
    assert freezing.check_code(merged.office, one_digit_wrong(code)).outcome == "mistyped"
    assert freezing.check_code(merged.office, "1234 5678 9012").outcome == "mistyped"
    assert freezing.check_code(district.one, code).outcome == "unknown"


def test_the_manifest_is_the_same_each_time_and_names_no_time(merged: District) -> None:
    keys = workspace.load_keys(merged.office)
    made = []
    for year in (2021, 2038):
        with clock.fixed(datetime(year, 1, 1, tzinfo=UTC)), merged.office.read() as conn:
            made.append(manifest.sign(freezing.read_manifest(conn, YEAR, reporting.EVERYTHING), keys))
    assert made[0] == made[1]


def test_the_code_does_not_depend_on_the_keys(merged: District) -> None:
    """What a second machine that was told the same would print."""
    with merged.office.read() as conn:
        kept = freezing.read_manifest(conn, YEAR, reporting.EVERYTHING)
    assert class_entry(kept.content.unit_id).learning_class.id not in manifest.canonical(kept.content).decode()
    for behind in kept.submissions:
        assert behind.digest.encode() not in manifest.canonical(kept.content)
        assert behind.sign_key.encode() not in manifest.canonical(kept.content)
