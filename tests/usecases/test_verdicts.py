"""The right verdict for every file of real histories: skipped, repeated, reordered, from a copied folder, a backup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clc_desktop import cli
from clc_desktop.domain.errors import ClcError
from clc_desktop.store import contacts
from clc_desktop.store.database import Store, open_store
from clc_desktop.usecases import classes, conflicts, exchange, merging, quarantine, review, workspace
from tests.usecases import pairs
from tests.usecases.pairs import YEAR, Pair


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pairs.made(tmp_path_factory.mktemp("pairs") / "made", centres=2)


@pytest.fixture
def pair(template: Path, tmp_path: Path) -> Iterator[Pair]:
    yield from pairs.lent(template, tmp_path / "pair")


def sent(pair: Pair, store: Store | None = None, count: int = 1) -> list[Path]:
    """So many files, each with one class more."""
    paths = []
    for _ in range(count):
        pair.hold(store)
        paths.append(pair.submit(store))
    return paths


def copy_of(pair: Pair, name: str = "copy") -> Store:
    """The centre's folder copied to a second PC, as it is now."""
    made = pair.cloned(pair.centre, name)
    pair.centre = pair.open("centre1")
    return made


def kept(pair: Pair) -> list[str]:
    return [file.code for file in quarantine.quarantined(pair.district)]


def test_skipped_repeated_and_reordered(pair: Pair) -> None:
    one, two, three, four, five = sent(pair, count=5)
    assert pair.merge(one, one) == ["ok"]
    (verdict,) = pair.verdicts(four)
    assert (verdict.code, verdict.data) == ("gap", {"missing": [2, 3]})
    assert pair.merge(two) == ["late"]
    assert pair.merge(four) == ["replay"]
    (verdict,) = pair.verdicts(five)
    assert (verdict.code, verdict.data) == ("gap", {"missing": [3]})
    assert pair.merge(three) == ["late"]
    assert kept(pair) == []
    assert pair.turns() == pair.turns(pair.centre) == 150


def test_files_of_one_call_fill_each_other_s_gaps(pair: Pair) -> None:
    one, two, three = sent(pair, count=3)
    assert [verdict.code for verdict in merging.examine(pair.district, [three, one, two])] == ["ok", "ok", "ok"]
    assert pair.merge(three, one, two) == ["ok", "ok", "ok"]
    copy = pair.stick / "same.clcsync"
    copy.write_bytes(one.read_bytes())
    assert [verdict.code for verdict in merging.examine(pair.district, [copy, one])] == ["replay", "replay"]


def test_a_copied_folder_is_a_fork_and_nobody_wins_silently(pair: Pair) -> None:
    pair.merge(*sent(pair))
    copy = copy_of(pair)
    ours, theirs = sent(pair)[0], sent(pair, copy)[0]
    assert pair.merge(ours) == ["ok"]
    (verdict,) = pair.verdicts(theirs)
    assert (verdict.code, verdict.unit_name, verdict.sequence) == ("fork", "xã số 1", 2)
    assert pair.turns() == 60
    assert kept(pair) == ["fork"]
    assert pair.merge(*sent(pair)) == ["ok"], "the first machine goes on"
    (verdict,) = pair.verdicts(*sent(pair, copy))
    assert verdict.code == "fork", "its number was the other machine's, too"
    assert pair.turns() == 90


def test_an_accepted_fork_loses_no_edit_to_the_other_machines_counter(pair: Pair) -> None:
    """The machine of the first file wrote a record later by its counter than the copy did: counters of two machines
    with one name say nothing about each other. What only one of them touched is no conflict."""
    first, second, third = (pair.hold(present=number) for number in (10, 20, 30))
    pair.merge(pair.submit())
    copy = copy_of(pair)
    for entry, store, present in (
        (first, pair.centre, 11), (second, pair.centre, 21), (third, pair.centre, 31), (second, copy, 22),
    ):  # fmt: skip
        session = replace(entry.sessions[0], present=present)
        classes.save_class(store, replace(entry, sessions=(session,)))
    pair.merge(pair.submit())
    fork = sent(pair, copy)[0]
    verdict = quarantine.accept_fork(pair.district, fork)
    assert verdict.merged
    (view,) = conflicts.list_conflicts(pair.district)
    assert sorted(side.record.present for side in view.sides) == [21, 22]  # type: ignore[attr-defined]
    shown = {row.turns for row in classes.list_classes(pair.district, YEAR)}
    assert {11, 31} <= shown, "what the copy never touched stays as the first machine has it"
    conflicts.resolve_conflict(pair.district, view.kind, view.record_id, next(s.key for s in view.sides if not s.shown))
    assert conflicts.list_conflicts(pair.district) == ()
    assert pair.merge(sent(pair, copy)[0]) == ["ok"]
    assert conflicts.list_conflicts(pair.district) == (), "decided once, whatever the copy repeats"


def test_a_fork_shows_by_the_file_before_it_even_where_its_own_number_is_free(pair: Pair) -> None:
    pair.merge(*sent(pair))
    copy = copy_of(pair)
    pair.merge(*sent(pair))
    lost, after = sent(pair, copy, count=2)
    assert pair.merge(after) == ["fork"]
    assert pair.merge(lost) == ["fork"]


def test_both_machines_in_one_call(pair: Pair) -> None:
    pair.merge(*sent(pair))
    copy = copy_of(pair)
    ours, theirs = sent(pair)[0], sent(pair, copy)[0]
    assert [verdict.code for verdict in merging.examine(pair.district, [ours, theirs])] == ["ok", "fork"]
    assert pair.merge(theirs, ours) == ["ok", "fork"]


def test_an_old_backup_put_in_place_is_a_rollback(pair: Pair) -> None:
    pair.merge(*sent(pair))
    backup = copy_of(pair, "backup")
    pair.merge(*sent(pair, count=3))
    (verdict,) = pair.verdicts(*sent(pair, backup))
    assert (verdict.code, verdict.sequence, verdict.data["latest"]) == ("rollback", 2, 4)
    assert kept(pair) == ["rollback"]
    again = sent(pair, backup, count=3)
    assert pair.merge(*again) == ["rollback", "fork", "fork"]


def test_a_person_decides_which_machine_is_the_real_one(pair: Pair) -> None:
    pair.merge(*sent(pair))
    copy = copy_of(pair)
    ours, theirs = sent(pair)[0], sent(pair, copy)[0]
    assert pair.merge(ours, theirs) == ["ok", "fork"]
    verdict = quarantine.accept_fork(pair.district, theirs)
    assert (verdict.code, verdict.merged) == ("ok", True)
    assert kept(pair) == []
    assert pair.turns() == 90, "what the other machine had sent stays"
    assert quarantine.accept_fork(pair.district, theirs).code == "replay"
    assert pair.merge(*sent(pair, copy)) == ["ok"], "the real one goes on"
    assert pair.merge(*sent(pair)) == ["fork"], "and the other is the fork now"
    digest = quarantine.quarantined(pair.district)[0].digest
    assert quarantine.accept_kept_fork(pair.district, digest[:8]).merged
    assert pair.turns() == 150
    with pytest.raises(ClcError, match="not_in_quarantine"):
        quarantine.accept_kept_fork(pair.district, digest)


def test_a_rollback_that_is_accepted_answers_for_its_period(pair: Pair) -> None:
    """Its receipts answer the file that counts now, not the abandoned ones with higher numbers."""
    pair.merge(*sent(pair))
    backup = copy_of(pair, "backup")
    pair.merge(*sent(pair, count=3))
    (old,) = sent(pair, backup)
    assert quarantine.accept_fork(pair.district, old).merged
    review.accept(pair.district, pair.unit, YEAR)
    (receipt,) = pair.receipts()
    assert pair.read(receipt, store=backup) == ["receipt_accepted"]
    assert pair.merge(*sent(pair, backup)) == ["ok"]


# --- files that are refused for what they are -------------------------------------------------------------------------


def test_each_refusal_says_whose_file_it_is(pair: Pair, tmp_path: Path) -> None:
    good = sent(pair)[0]
    damaged, text = pair.stick / "damaged.clcsync", pair.stick / "text.clcsync"
    data = bytearray(good.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    text.write_bytes(b"Xin chao")
    registration = pair.stick / "r.clcsync"
    exchange.register(pair.centre, registration)
    pairs.made(tmp_path / "other", centres=1)
    stranger = open_store(tmp_path / "other" / "centre1.db")
    foreign = pair.stick / "foreign.clcsync"
    exchange.submit(stranger, YEAR, foreign)
    number = workspace.identity(stranger).check_number  # type: ignore[union-attr]
    verdicts = pair.verdicts(damaged, text, registration, foreign, good, pair.stick / "absent.clcsync")
    assert [(found.code, found.unit_name) for found in verdicts] == [
        ("damaged", "xã số 1"),
        ("not_sync_file", ""),
        ("wrong_kind", "xã số 1"),
        ("unknown_key", ""),
        ("ok", "xã số 1"),
        ("file_missing", ""),
    ]
    assert verdicts[3].data["check_number"] == number
    assert sorted(kept(pair)) == ["damaged", "unknown_key"]
    exchange.register(stranger, pair.stick / "stranger.clcsync")
    exchange.approve(pair.district, pair.stick / "stranger.clcsync", number, as_unit="xã số 2")
    assert sorted(pairs.retried(pair)) == ["damaged", "wrong_receiver"]
    assert {file.unit_name for file in quarantine.quarantined(pair.district)} == {"xã số 1", "xã số 2"}
    stranger.close()


def test_a_file_that_came_before_the_approval_is_merged_by_trying_again(pair: Pair) -> None:
    """The keys were replaced: the district learns of the new ones after the file."""
    with pair.district.read() as conn:
        (known,) = contacts.of_unit(conn, pair.unit)
    with pair.district.write("test") as tx:
        tx.conn.exec_driver_sql("DELETE FROM contact WHERE unit_id = ?", (pair.unit,))
    first, second = sent(pair, count=2)
    assert pair.merge(second, first) == ["unknown_key", "unknown_key"]
    assert pair.merge(second) == ["unknown_key"]
    assert kept(pair) == ["unknown_key", "unknown_key"]
    with pair.district.write("test") as tx:
        contacts.pin(tx, known)
    assert sorted(pairs.retried(pair)) == ["ok", "ok"]
    assert kept(pair) == []
    assert pair.turns() == 60


def test_a_revoked_key_is_kept_out_and_named(pair: Pair) -> None:
    path = sent(pair)[0]
    with pair.district.write("test") as tx:
        contacts.revoke(tx, [found.sign_key for found in contacts.of_unit(tx.conn, pair.unit)])
    (verdict,) = pair.verdicts(path)
    assert (verdict.code, verdict.unit_name) == ("revoked_key", "xã số 1")
    assert kept(pair) == ["revoked_key"]


def test_merging_takes_a_file_out_of_the_quarantine_and_a_person_removes_others(pair: Pair) -> None:
    paths = sent(pair)
    pair.merge(*paths)
    for entry in range(3):
        pair.hold(present=entry + 1)
    paths = [pair.submit()]
    pair.merge(*paths)
    for row in classes.list_classes(pair.centre)[:3]:
        classes.delete_classes(pair.centre, [row.id])
    deleting = pair.submit()
    assert pair.merge(deleting) == ["too_many_deletions"]
    assert kept(pair) == ["too_many_deletions"]
    assert [found.code for found in merging.merge(pair.district, [deleting], allow_deletions=True)] == ["ok"]
    assert kept(pair) == []
    damaged = pair.stick / "damaged.clcsync"
    damaged.write_bytes(deleting.read_bytes()[:-9])
    pair.merge(damaged)
    (file,) = quarantine.quarantined(pair.district)
    assert (file.code, file.file_name, file.size) == ("damaged", "damaged.clcsync", damaged.stat().st_size)
    quarantine.remove_quarantined(pair.district, file.digest[:10])
    assert kept(pair) == []
    with pytest.raises(ClcError, match="not_in_quarantine"):
        quarantine.remove_quarantined(pair.district, "")


def test_a_preview_keeps_nothing(pair: Pair) -> None:
    damaged = pair.stick / "damaged.clcsync"
    damaged.write_bytes(sent(pair)[0].read_bytes()[:-9])
    assert [found.code for found in merging.examine(pair.district, [damaged])] == ["damaged"]
    assert kept(pair) == []


def test_originals_are_handed_on_as_they_came(pair: Pair) -> None:
    paths = sent(pair, count=2)
    pair.merge(*paths)
    folder = pair.folder / "upwards"
    folder.mkdir()
    written = quarantine.export_originals(pair.district, folder)
    assert sorted(path.read_bytes() for path in written) == sorted(path.read_bytes() for path in paths)
    assert quarantine.export_originals(pair.district, folder)[0] not in written, "never over another file"


# --- by commands ------------------------------------------------------------------------------------------------------


def test_the_review_by_commands(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    entry = pair.hold()
    district, centre = pair.district.path, pair.centre.path
    pair.district.close()
    pair.centre.close()
    about = ("--centre", "xã số 1", "--period", "2020")

    def run(*arguments: object, code: int = 0) -> str:
        capsys.readouterr()
        assert cli.run([str(part) for part in arguments]) == code, arguments
        return capsys.readouterr().out

    def state(db: Path) -> str:
        lines = json.loads(run("--db", db, "state", "--period", "2020", "--json"))["periods"]
        return next(line["state"] for line in lines if line["unit_name"] == "xã số 1")

    def answer(number: int, expected: str) -> None:
        out = pair.stick / f"out{number}"
        written = json.loads(run("--db", district, "receipts", "--out", out, "--json"))["receipts"]
        assert [receipt["state"] for receipt in written] == [expected]
        run("--db", centre, "read", written[0]["path"])
        says = json.loads(run("--db", centre, "inspect", written[0]["path"], "--json"))["says"]
        assert says["state"] == expected

    run("--db", centre, "submit", "--period", "2020", "--out", pair.stick / "one.clcsync")
    run("--db", district, "accept", *about, code=1)
    run("--db", district, "merge", pair.stick / "one.clcsync")
    record = f"learning_class:{entry.learning_class.id}"
    run("--db", district, "return", *about, "--record", record, "--reason", "thiếu chữ ký")
    run("--db", district, "return", *about, "--record", "no_such:1", "--reason", "x", code=2)
    answer(1, "returned")
    assert "thiếu chữ ký" in run("--db", centre, "state")
    run("--db", district, "accept", *about)
    run("--db", district, "lock", *about)
    answer(2, "locked")
    assert (state(district), state(centre)) == ("locked", "locked")
    run("--db", centre, "request-unlock", "--period", "2020", "--reason", "quên một lớp")
    run("--db", centre, "submit", "--period", "2020", "--out", pair.stick / "two.clcsync")
    run("--db", district, "merge", pair.stick / "two.clcsync")
    assert state(district) == "unlock_asked"
    run("--db", district, "unlock", *about, "--refuse", "--reason", "không được")
    run("--db", district, "unlock", *about, "--reason", "thôi được")
    answer(3, "unlocked")
    bad = pair.stick / "bad.clcsync"
    bad.write_bytes((pair.stick / "two.clcsync").read_bytes()[:-7])
    run("--db", district, "merge", bad, code=1)
    (file,) = json.loads(run("--db", district, "quarantine", "--json"))["files"]
    assert file["code"] == "damaged"
    assert "Tệp của đơn vị chưa rõ bị hỏng" in run("--db", district, "quarantine")
    run("--db", district, "quarantine", "--retry", code=1)
    run("--db", district, "quarantine", "--remove", file["digest"])
    assert run("--db", district, "quarantine") == ""
