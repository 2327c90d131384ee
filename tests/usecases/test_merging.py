"""Verdicts on files, and merging them one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from clc_desktop import cli
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.store.database import Store
from clc_desktop.usecases import changes, classes, exchange, merging, receipts, reporting, review, workspace
from clc_desktop.usecases.merging import Counts
from tests.districts import introduce
from tests.usecases.conftest import YEAR, District


def dump(store: Store) -> list[object]:
    """Everything in a database, but for the files that were refused and put aside."""
    with store.read() as conn:
        names = conn.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'quarantine'")).all()
        return [(name, conn.execute(text(f"SELECT * FROM {name}")).all()) for name in names]


def flipped(path: Path, place: int = 900) -> Path:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    bad = path.with_name(path.name + ".bad")
    bad.write_bytes(data)
    return bad


@pytest.fixture
def stranger(district: District, tmp_path: Path) -> Iterator[Store]:
    """A centre that another aggregator approved."""
    office, centre = (workspace.open_store(tmp_path / name) for name in ("far.db", "stranger.db"))
    workspace.setup_aggregator(office, "Huyện Xa", "district")
    workspace.setup_centre(centre, "xã Lạ")
    introduce(centre, office, tmp_path)
    yield centre
    office.close()
    centre.close()


# --- verdicts ---------------------------------------------------------------------------------------------------------


def test_a_good_file_is_merged_once(district: District) -> None:
    district.record(district.one, 30, 20)
    path = district.submit(district.one, "s1")
    (verdict,) = district.merge(path)
    assert (verdict.code, verdict.merged, verdict.counts) == ("ok", True, Counts(added=3))
    assert (verdict.unit_name, verdict.period, verdict.sequence) == ("xã one", "2020", 1)
    before = dump(district.office)
    (verdict,) = district.merge(path)
    assert (verdict.code, verdict.merged, verdict.good) == ("replay", False, False)
    assert verdict.data["at"] == merging.received_files(district.office)[0].received_at
    assert dump(district.office) == before


def test_files_of_one_second_are_listed_the_newest_first(district: District) -> None:
    paths = [district.submit(district.one, name) for name in ("s1", "s2", "s3")]
    with clock.fixed(datetime(2021, 1, 12, 8, tzinfo=UTC)):
        district.merge(*paths)
    assert [file.file_name for file in merging.received_files(district.office)] == ["s3", "s2", "s1"]


def test_the_same_file_twice_in_one_call(district: District) -> None:
    path = district.submit(district.one, "s1")
    copy = district.path("copy")
    copy.write_bytes(path.read_bytes())
    assert [v.code for v in merging.examine(district.office, [path, copy])] == ["ok", "replay"]
    assert district.codes(path, path, copy) == ["ok", "replay"]


def test_a_missing_number_is_named(district: District) -> None:
    paths = [district.submit(district.one, f"s{number}") for number in (1, 2, 3, 4)]
    (verdict,) = district.merge(paths[3])
    assert (verdict.code, verdict.data, verdict.merged) == ("gap", {"missing": [1, 2, 3]}, True)
    (verdict,) = district.merge(paths[1])
    assert (verdict.code, verdict.data, verdict.merged) == ("late", {"latest": 4}, True)


def test_files_given_out_of_order_in_one_call_are_no_gap(district: District) -> None:
    paths = [district.submit(district.one, f"s{number}") for number in (1, 2, 3)]
    assert district.codes(*reversed(paths)) == ["ok", "ok", "ok"]


def test_a_late_file_does_not_bring_back_an_old_state(district: District) -> None:
    entry = district.record(district.one, topic="old")
    first = district.submit(district.one, "s1")
    classes.save_class(district.one, replace(entry, learning_class=replace(entry.learning_class, topic="new")))
    second = district.submit(district.one, "s2")
    district.merge(second)
    (verdict,) = district.merge(first)
    assert (verdict.code, verdict.counts) == ("late", Counts(unchanged=1, kept=1))
    assert [row.topic for row in classes.list_classes(district.office)] == ["new"]


def test_two_machines_that_sent_the_same_number_are_a_fork(district: District, tmp_path: Path) -> None:
    district.record(district.one)
    district.one.close()
    for name in ("one.db", "one.db.key"):
        (tmp_path / name).write_bytes(district.path(name).read_bytes())
    clone = workspace.open_store(tmp_path / "one.db")
    district.record(clone, topic="theirs")
    first, second = district.submit(district.one, "s1"), district.submit(clone, "c1")
    assert district.codes(first) == ["ok"]
    before = dump(district.office)
    (verdict,) = district.merge(second)
    assert (verdict.code, verdict.merged) == ("fork", False)
    assert dump(district.office) == before
    clone.close()


def test_two_machines_that_sent_the_same_number_in_one_call(district: District, tmp_path: Path) -> None:
    district.one.close()
    for name in ("one.db", "one.db.key"):
        (tmp_path / name).write_bytes(district.path(name).read_bytes())
    clone = workspace.open_store(tmp_path / "one.db")
    first, second = district.submit(district.one, "s1"), district.submit(clone, "c1")
    assert district.codes(first, second) == ["ok", "fork"]
    clone.close()


def test_every_bad_file_has_its_verdict_and_stops_no_other(district: District, stranger: Store) -> None:
    district.record(district.one)
    district.record(district.two)
    good, also_good = district.submit(district.one, "s1"), district.submit(district.two, "s2")
    exchange.register(district.one, district.path("registration"))
    exchange.assign(district.office, "xã one", district.path("assignment"))
    district.path("letter").write_text("Kính gửi", encoding="utf-8")
    district.path("empty").write_bytes(b"")
    bad = {
        flipped(good): "damaged",
        district.submit(stranger, "stranger"): "unknown_key",
        district.path("registration"): "wrong_kind",
        district.path("letter"): "not_sync_file",
        district.path("empty"): "not_sync_file",
        district.path("nothing"): "file_missing",
        district.folder: "read_failed",
    }
    before = dump(district.office)
    assert {v.path: v.code for v in merging.examine(district.office, list(bad))} == bad
    assert dump(district.office) == before
    given = [*list(bad)[:4], good, *list(bad)[4:], also_good]
    verdicts = district.merge(*given)
    assert [verdict.path for verdict in verdicts] == given
    assert {v.path: v.code for v in verdicts} == bad | {good: "ok", also_good: "ok"}
    assert [v.path for v in verdicts if v.merged] == [good, also_good]
    assert len(classes.list_classes(district.office)) == 2


def test_an_aggregators_own_file_is_not_a_submission(district: District) -> None:
    path = exchange.assign(district.office, "xã one", district.path("a"))
    assert district.codes(path) == ["unknown_key"]


def test_a_file_for_another_aggregator_of_a_known_centre(district: District, store: Store) -> None:
    """The centre has a new aggregator; the old one, which knows its key, cannot read what is for the new one."""
    workspace.setup_aggregator(store, "Huyện Mới", "district")
    introduce(district.one, store, store.path.parent)
    with district.one.write("test") as tx:
        tx.conn.execute(text("UPDATE contact SET state = 'revoked' WHERE unit_name = 'Huyện Thử'"))
    path = district.submit(district.one, "s1")
    before = dump(district.office)
    assert district.codes(path) == ["wrong_receiver"]
    assert dump(district.office) == before
    assert [v.code for v in merging.merge(store, [path])] == ["ok"]


def test_a_revoked_key_is_refused(district: District) -> None:
    path = district.submit(district.one, "s1")
    with district.office.write("test") as tx:
        tx.conn.execute(text("UPDATE contact SET state = 'revoked' WHERE unit_name = 'xã one'"))
    assert district.codes(path) == ["revoked_key"]


def test_a_centre_cannot_write_another_centres_records(district: District) -> None:
    """One's database with two's records in it, as a tampered program might send them."""
    stolen = district.record(district.two)
    district.merge(district.submit(district.two, "s2"))
    with district.one.write("test") as tx:
        from clc_desktop.store.records import put

        put(tx, replace(stolen.learning_class, unit_id=district.identity(district.one).unit_id, topic="stolen"))
    before = dump(district.office)
    assert district.codes(district.submit(district.one, "s1")) == ["foreign_record"]
    assert dump(district.office) == before


def test_a_centre_cannot_add_turns_to_another_centres_class(district: District) -> None:
    theirs = district.record(district.two, 30)
    own = district.record(district.one, 10)
    with district.one.write("test") as tx:
        from clc_desktop.store.records import put

        put(tx, replace(own.sessions[0], class_id=theirs.learning_class.id))
        put(tx, replace(own.sessions[0], id="9" * 32))
    for period in (YEAR,):
        district.merge(district.submit(district.one, "s1", period), district.submit(district.two, "s2", period))
    turns = {centre.name: centre.total.turns for centre in reporting.figures(district.office, YEAR).centres}
    assert turns["xã two"] == 30
    assert {row.turns for row in classes.list_classes(district.office) if row.unit_name == "xã two"} == {30}


# --- what a merge does ------------------------------------------------------------------------------------------------


def test_a_preview_writes_nothing_and_tells_what_merging_does(district: District) -> None:
    kept, edited, deleted = (district.record(district.one, topic=topic) for topic in "abc")
    district.merge(district.submit(district.one, "s1"))
    classes.save_class(district.one, replace(edited, learning_class=replace(edited.learning_class, topic="B")))
    classes.delete_classes(district.one, [deleted.learning_class.id])
    district.record(district.one, topic="d")
    path = district.submit(district.one, "s2")
    before = dump(district.office)
    (preview,) = merging.examine(district.office, [path])
    assert dump(district.office) == before
    assert preview.counts == Counts(added=2, changed=1, deleted=2, unchanged=3)
    assert sorted(line.what for line in preview.rows) == ["added", "added", "changed", "deleted", "deleted"]
    (line,) = (line for line in preview.rows if line.what == "changed")
    assert line.before is not None
    assert line.after is not None
    assert (line.before["topic"], line.after["topic"]) == ("b", "B")
    (merged,) = district.merge(path, allow_deletions=True)
    assert merged.counts == preview.counts
    assert {row.topic for row in classes.list_classes(district.office)} == {"a", "B", "d"}
    assert kept.learning_class.id in {row.id for row in classes.list_classes(district.office)}


def test_many_deletions_are_asked_for(district: District) -> None:
    entries = [district.record(district.one) for _ in range(3)]
    district.merge(district.submit(district.one, "s1"))
    for entry in entries[:2]:
        classes.delete_classes(district.one, [entry.learning_class.id])
    path = district.submit(district.one, "s2")
    before = dump(district.office)
    (verdict,) = district.merge(path)
    assert (verdict.code, verdict.data, verdict.merged) == ("too_many_deletions", {"count": 4, "of": 6}, False)
    assert dump(district.office) == before
    (verdict,) = district.merge(path, allow_deletions=True)
    assert (verdict.code, verdict.merged) == ("ok", True)
    assert len(classes.list_classes(district.office)) == 1


def test_a_class_moved_out_of_the_period_leaves_it_everywhere(district: District) -> None:
    entry = district.record(district.one, 30)
    district.record(district.one, 12)
    district.merge(district.submit(district.one, "s1"))
    assert reporting.figures(district.office, YEAR).total.turns == 42
    classes.save_class(district.one, replace(entry, sessions=(replace(entry.sessions[0], held_on=date(2021, 2, 3)),)))
    district.merge(district.submit(district.one, "s2"))
    for store in (district.one, district.office):
        assert reporting.figures(store, YEAR).total.turns == 12
        assert reporting.figures(store, calendar_year(2021)).total.turns == 30


def test_a_deleted_class_is_deleted_everywhere_and_comes_back_with_an_undo(district: District) -> None:
    entry = district.record(district.one, 30)
    for _ in range(40):
        district.record(district.one, 1)
    district.merge(district.submit(district.one, "s1"))
    classes.delete_classes(district.one, [entry.learning_class.id])
    district.merge(district.submit(district.one, "s2"))
    assert reporting.figures(district.office, YEAR).total.turns == 40
    changes.undo_last(district.one)
    district.merge(district.submit(district.one, "s3"))
    assert reporting.figures(district.office, YEAR).total.turns == 70


def test_a_merge_is_one_line_of_the_history_and_the_file_is_kept(district: District) -> None:
    district.record(district.one)
    path = district.submit(district.one, "s1")
    district.merge(path)
    latest, *_ = changes.recent_changes(district.office)
    (received,) = merging.received_files(district.office)
    assert (latest.label, latest.subject, latest.count) == ("merge", "xã one", 2)
    assert (received.change_id, received.file_name, received.sequence) == (latest.id, "s1", 1)
    with district.office.read() as conn:
        assert conn.scalar(text("SELECT data FROM received_file")) == path.read_bytes()


def test_cancelling_stops_between_two_files(district: District) -> None:
    district.record(district.one)
    district.record(district.two)
    paths = [district.submit(district.one, "s1"), district.submit(district.two, "s2")]
    told: list[tuple[int, int, str]] = []
    verdicts = district.merge(*paths, progress=lambda *at: told.append(at), cancelled=lambda: len(told) == 1)
    assert [verdict.merged for verdict in verdicts] == [True]
    assert told == [(0, 2, "s1")]
    assert [file.file_name for file in merging.received_files(district.office)] == ["s1"]
    assert district.codes(*paths) == ["replay", "ok"]


def test_cancelling_at_once_does_nothing(district: District) -> None:
    path = district.submit(district.one, "s1")
    before = dump(district.office)
    assert district.merge(path, cancelled=lambda: True) == ()
    assert dump(district.office) == before


def hidden_file(district: District) -> tuple[Path, list[str]]:
    """A file whose two classes were deleted at the office after an earlier file had brought them; their ids."""
    entries = [district.record(district.one, topic=topic) for topic in ("a", "b")]
    district.merge(district.submit(district.one, "s1"))
    for entry in entries:
        classes.delete_classes(district.office, [entry.learning_class.id])
    return district.submit(district.one, "s2"), sorted(entry.learning_class.id for entry in entries)


def test_a_file_of_which_nothing_is_to_be_seen_says_so(district: District) -> None:
    path, ids = hidden_file(district)
    before = dump(district.office)
    (preview,) = merging.examine(district.office, [path])
    assert dump(district.office) == before
    assert preview.counts == Counts(hidden=4)
    assert {line.what for line in preview.rows} == {"hidden"}
    (merged,) = district.merge(path)
    assert (merged.code, merged.merged, merged.counts) == ("ok", True, Counts(hidden=4))
    assert merged.hidden == preview.hidden
    assert sorted(record_id for kind, record_id in merged.hidden if kind == "learning_class") == ids
    deleted = next(change for change in changes.recent_changes(district.office) if change.label == "delete_class")
    assert merged.hidden_at == preview.hidden_at == deleted.at
    assert classes.list_classes(district.office) == ()


def test_what_was_deleted_here_is_brought_back_and_travels(district: District) -> None:
    path, ids = hidden_file(district)
    (merged,) = district.merge(path)
    before = dump(district.office)
    done = merging.bring_back(district.office, merged.hidden)
    assert done.count == 4
    assert sorted(row.id for row in classes.list_classes(district.office)) == ids
    assert reporting.figures(district.office, YEAR).total.turns == 60
    latest = changes.recent_changes(district.office)[0]
    assert (latest.label, latest.id, latest.count) == ("bring_back", done.change_id, 4)
    again = merging.bring_back(district.office, merged.hidden)
    assert (again.count, again.change_id) == (0, None)
    assert changes.recent_changes(district.office)[0].id == latest.id
    (receipt,) = receipts.write_receipts(district.office, district.folder)
    assert receipt.path
    exchange.read_file(district.one, receipt.path)
    (verdict,) = district.merge(district.submit(district.one, "s3"))
    assert verdict.counts == Counts(unchanged=4)
    changes.undo(district.office, latest.id)
    assert classes.list_classes(district.office) == ()
    assert len(dump(district.office)) == len(before)


def test_what_is_brought_back_makes_the_next_receipt_a_newer_one(district: District) -> None:
    path, _ids = hidden_file(district)
    (merged,) = district.merge(path)
    old, _new = (district.folder / name for name in ("old", "new"))
    for folder in (old, _new):
        folder.mkdir()
    (early,) = receipts.write_receipts(district.office, old)
    merging.bring_back(district.office, merged.hidden)
    (late,) = receipts.write_receipts(district.office, _new)
    assert early.path
    assert late.path
    exchange.read_file(district.one, late.path)
    assert exchange.read_file(district.one, early.path).code == "receipt_older"


def test_only_an_aggregator_brings_back_and_never_into_a_locked_period(district: District) -> None:
    path, _ids = hidden_file(district)
    (merged,) = district.merge(path)
    with pytest.raises(ClcError, match="wrong_role"):
        merging.bring_back(district.one, merged.hidden)
    review.accept(district.office, "xã one", YEAR)
    review.lock(district.office, "xã one", YEAR)
    before = dump(district.office)
    with pytest.raises(ClcError, match="period_locked"):
        merging.bring_back(district.office, merged.hidden)
    assert dump(district.office) == before


def test_hidden_records_by_commands(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    path, _ids = hidden_file(district)
    office = str(district.office.path)
    district.office.close()

    def run(*arguments: object, code: int = 0) -> str:
        capsys.readouterr()
        assert cli.run(["--db", office, *map(str, arguments)]) == code
        return capsys.readouterr().out

    said = run("merge", path, "--preview")
    assert "thêm 0" in said
    assert "Có 4 bản ghi trong tệp không hiện ra vì đã bị xóa ở đây" in said
    assert cli.run(["--db", office, "merge", str(path), "--preview", "--bring-back"]) == 2
    assert "Đã khôi phục 4 bản ghi" in run("merge", path, "--bring-back")
    assert "Đã khôi phục" not in run("merge", path, "--bring-back"), "a replay hides nothing"


def test_something_else_than_a_refusal_stops_and_rolls_back(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in the middle of a merge: nothing of that file stays."""
    district.record(district.one)
    path = district.submit(district.one, "s1")
    before = dump(district.office)

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("clc_desktop.store.transfers.log_received", fails)
    with pytest.raises(RuntimeError):
        district.merge(path)
    assert dump(district.office) == before


def test_no_file_at_all(district: District) -> None:
    assert district.merge() == ()
    with pytest.raises(ClcError, match="wrong_role"):
        merging.merge(district.one, [])


def test_of_many_changes_those_to_be_looked_at_first_are_listed(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conflict stands above everything that is new, however late its class was recorded."""
    last = [district.record(district.one, topic=f"Lớp {number}") for number in range(5)][-1]
    district.merge(district.submit(district.one, "s1"))
    for store, topic in ((district.office, "Sửa ở huyện"), (district.one, "Sửa ở xã")):
        entry = classes.get_class(store, last.learning_class.id)
        classes.save_class(store, replace(entry, learning_class=replace(entry.learning_class, topic=topic)))
    for number in range(5):
        district.record(district.one, topic=f"Lớp sau {number}")
    path = district.submit(district.one, "s2")
    for lines in ("LINES", "MOST_LINES", "FEWEST_LINES"):
        monkeypatch.setattr(merging, lines, 3)
    (found,) = merging.examine(district.office, [path])
    assert [line.what for line in found.rows] == ["conflict", "added", "added"]
    assert found.rows[0].record_id == last.learning_class.id
    assert found.is_cut
    assert found.counts.added == 10, "counts are of everything"


def test_a_refused_file_that_cannot_even_be_kept_stops_no_other(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.record(district.one)
    bad, good = flipped(district.submit(district.one, "s1")), district.submit(district.two, "s2")

    def full(*_args: object) -> None:
        raise ClcError("disk_full", path="")

    monkeypatch.setattr(merging.quarantine, "keep", full)
    assert [found.code for found in district.merge(bad, good)] == ["disk_full", "ok"]
