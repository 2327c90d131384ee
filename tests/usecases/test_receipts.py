"""Receipts: what an officer decides reaches the centre, for the right file only; nothing of the centre's is lost."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clc_desktop import files, i18n
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.domain.periods import calendar_year, quarter
from clc_desktop.domain.records import ClassSession, FundingEntry, LearningClass, StaffMember
from clc_desktop.store import contacts, records, transfers
from clc_desktop.store.database import get_meta, open_store, set_meta
from clc_desktop.store.states import Standing, happen
from clc_desktop.store.transfers import ReceivedFile
from clc_desktop.sync import envelope
from clc_desktop.usecases import (
    answers,
    changes,
    classes,
    conflicts,
    corrections,
    exchange,
    inspecting,
    keeping,
    receipts,
    review,
    undoing,
    workspace,
)
from tests.factories import numbered
from tests.usecases import pairs
from tests.usecases.pairs import YEAR, Pair


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pairs.made(tmp_path_factory.mktemp("pairs") / "made", centres=2)


@pytest.fixture
def pair(template: Path, tmp_path: Path) -> Iterator[Pair]:
    yield from pairs.lent(template, tmp_path / "pair")


def states(pair: Pair) -> tuple[str, str]:
    """What the centre and the district believe."""
    return tuple(
        next((line.state for line in review.period_states(store, YEAR) if line.unit_id == pair.unit), "draft")
        for store in (pair.centre, pair.district)
    )  # type: ignore[return-value]


def refusal(act, *arguments: object, **named: object) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(ClcError) as error:
        act(*arguments, **named)
    return error.value.code


def test_the_whole_way_of_a_period(pair: Pair) -> None:
    """Submit, two rows returned, corrected, accepted, locked, an edit refused, a wish, unlocked, edited."""
    first, second = pair.hold(present=30), pair.hold(present=40)
    assert states(pair) == ("draft", "draft")
    sent = pair.submit()
    assert states(pair) == ("sent", "draft")
    assert pair.merge(sent) == ["ok"]
    assert states(pair) == ("sent", "sent")
    for entry, reason in ((first, "thiếu chữ ký"), (second, "số lượt tròn quá")):
        review.return_rows(pair.district, pair.unit, YEAR, [("learning_class", entry.learning_class.id)], reason)
    assert pair.read(*pair.receipts()) == ["receipt_returned"]
    assert states(pair) == ("returned", "returned")
    waiting = {row.record_id: row.reason for row in review.returned_rows(pair.centre)}
    assert waiting == {first.learning_class.id: "thiếu chữ ký", second.learning_class.id: "số lượt tròn quá"}

    fixed = replace(first.learning_class, topic="Luật đã sửa")
    classes.save_class(pair.centre, replace(first, learning_class=fixed))
    assert len(review.returned_rows(pair.centre)) == 2, "changed, but not sent yet"
    assert pair.merge(pair.submit()) == ["ok"]
    assert states(pair) == ("sent", "sent")
    assert [row.record_id for row in review.returned_rows(pair.centre)] == [second.learning_class.id]
    assert [row.record_id for row in review.returned_rows(pair.district)] == [second.learning_class.id]

    assert review.accept(pair.district, pair.unit, YEAR).state == "accepted"
    assert review.lock(pair.district, pair.unit, YEAR).state == "locked"
    assert pair.read(*pair.receipts()) == ["receipt_locked"]
    assert states(pair) == ("locked", "locked")
    assert review.returned_rows(pair.centre) == ()
    assert refusal(pair.hold) == "period_locked"
    assert refusal(classes.delete_classes, pair.centre, [first.learning_class.id]) == "period_locked"
    pair.hold(held_on=date(2021, 1, 1))

    answers.request_unlock(pair.centre, YEAR, "nhập thiếu một lớp")
    assert states(pair) == ("locked", "locked"), "a wish that is not sent opens nothing"
    wish = pair.submit()
    assert states(pair) == ("unlock_asked", "locked")
    assert pair.merge(wish) == ["ok"]
    assert states(pair) == ("unlock_asked", "unlock_asked")
    assert review.period_states(pair.district, YEAR, pair.unit)[0].reason == "nhập thiếu một lớp"
    assert pair.read(*pair.receipts()) == ["receipt_unlock_asked"]
    assert states(pair)[0] == "unlock_asked"
    assert refusal(pair.hold) == "period_locked"
    review.unlock(pair.district, pair.unit, YEAR)
    assert pair.read(*pair.receipts()) == ["receipt_unlocked"]
    assert states(pair) == ("unlocked", "unlocked")
    pair.hold(present=50)
    assert pair.merge(pair.submit()) == ["ok"]
    assert states(pair) == ("sent", "sent")
    assert pair.turns() == pair.turns(pair.centre) == 120


def test_a_receipt_says_that_a_file_came_before_anyone_decided(pair: Pair) -> None:
    pair.hold()
    pair.merge(pair.submit())
    (path,) = pair.receipts()
    assert pair.read(path) == ["receipt_received"]
    assert pair.read(path) == ["replay"]
    assert states(pair) == ("sent", "sent")
    shown = inspecting.inspect(pair.centre, path)
    assert (shown.kind, shown.says["state"], shown.says["returned"]) == ("receipt", "received", [])


def test_a_receipt_is_for_one_centre_and_one_file(pair: Pair) -> None:
    other = pair.open("centre2")
    pair.hold()
    pair.merge(pair.submit(), pair.submit(other))
    paths = pair.receipts()
    assert len(paths) == 2
    for store, good in ((pair.centre, 0), (other, 1)):
        codes = []
        for path in paths:
            try:
                codes += pair.read(path, store=store)
            except ClcError as error:
                codes.append(error.code)
        assert codes[good] == "receipt_received"
        assert codes[1 - good] == "wrong_receiver"


def test_a_receipt_for_a_file_that_is_not_ours_changes_nothing_and_is_kept(pair: Pair) -> None:
    """The database was put back to what it was before it sent the file."""
    pair.hold()
    copy = pair.cloned(pair.centre, "copy")
    pair.centre = pair.open("centre1")
    pair.merge(pair.submit())
    review.accept(pair.district, pair.unit, YEAR)
    review.lock(pair.district, pair.unit, YEAR)
    (path,) = pair.receipts()
    assert pair.read(path, store=copy) == ["receipt_unknown"]
    assert pair.read(path, store=copy) == ["replay"]
    assert review.period_states(copy) == ()
    assert pair.read(path) == ["receipt_locked"]


def test_receipts_in_any_order_leave_the_latest(pair: Pair) -> None:
    pair.hold()
    pair.merge(pair.submit())
    written = pair.receipts()
    for decide in (review.accept, review.lock, review.unlock):
        decide(pair.district, pair.unit, YEAR)
        written += pair.receipts()
    assert pair.read(*(written[i] for i in (2, 0, 3, 1))) == [
        "receipt_locked", "receipt_older", "receipt_unlocked", "receipt_older"
    ]  # fmt: skip
    assert states(pair) == ("unlocked", "unlocked")


def test_a_receipt_for_an_earlier_file_does_not_answer_the_later(pair: Pair) -> None:
    pair.hold()
    pair.merge(pair.submit())
    review.accept(pair.district, pair.unit, YEAR)
    early = pair.receipts()
    pair.hold()
    later = pair.submit()
    assert pair.read(*early) == ["receipt_accepted"]
    assert states(pair) == ("sent", "accepted")
    assert pair.merge(later) == ["ok"]
    assert states(pair) == ("sent", "sent")


# --- corrections ------------------------------------------------------------------------------------------------------


def corrected(pair: Pair, session: ClassSession, present: int, reason: str = "đếm lại") -> None:
    review.correct_record(pair.district, replace(session, present=present), reason)


def test_a_correction_reaches_the_centre_and_survives_its_next_file(pair: Pair) -> None:
    entry = pair.hold(present=30)
    pair.merge(pair.submit())
    corrected(pair, entry.sessions[0], 28)
    assert pair.read(*pair.receipts()) == ["receipt_received"]
    assert (pair.turns(), pair.turns(pair.centre)) == (28, 28)
    (told,) = corrections.corrections(pair.centre)
    assert told.remark.record_id == entry.sessions[0].id
    assert (told.remark.what, told.remark.reason, told.remark.who) == ("corrected", "đếm lại", "Huyện Tam Đường")
    pair.hold(present=2)
    pair.merge(pair.submit())
    assert (pair.turns(), pair.turns(pair.centre)) == (30, 30)
    assert changes.recent_changes(pair.district)[1].label == "correct_record"


def test_several_corrections_are_made_together_or_not_at_all(pair: Pair) -> None:
    first, second = (pair.hold(present=30).sessions[0] for _ in range(2))
    pair.merge(pair.submit())
    wrong = replace(second, present=20, women=25)
    with pytest.raises(InvalidRecord):
        review.correct_records(pair.district, [replace(first, present=28), wrong], "đếm lại")
    assert pair.turns() == 60
    review.correct_records(pair.district, [replace(first, present=28), replace(wrong, women=15)], "đếm lại")
    assert pair.turns() == 48
    pair.read(*pair.receipts())
    assert pair.turns(pair.centre) == 48
    assert len(corrections.corrections(pair.centre)) == 2


def test_a_file_that_did_not_know_the_correction_is_a_conflict(pair: Pair) -> None:
    entry = pair.hold(present=30)
    pair.merge(pair.submit())
    corrected(pair, entry.sessions[0], 28)
    classes.save_class(pair.centre, replace(entry, sessions=(replace(entry.sessions[0], present=31),)))
    (verdict,) = pair.verdicts(pair.submit())
    assert (verdict.code, verdict.counts.conflicts) == ("ok", 1)
    pair.read(*pair.receipts())
    assert pair.turns() == pair.turns(pair.centre)


def test_a_correction_leaves_personal_data_at_the_centre_alone(pair: Pair) -> None:
    member = StaffMember(
        id=numbered(1), unit_id=pair.unit, full_name="Lò Văn A", post="deputy", phone="0912", birth_year=1970
    )
    keeping.save_records(pair.centre, [member])
    pair.merge(pair.submit())
    (there,) = keeping.list_records(pair.district, StaffMember)
    assert (there.phone, there.birth_year) == ("", None)
    review.correct_record(pair.district, replace(there, post="director"), "quyết định mới")
    pair.read(*pair.receipts())
    (here,) = keeping.list_records(pair.centre, StaffMember)
    assert here == replace(member, post="director")


def test_a_corrected_date_moves_the_class(pair: Pair) -> None:
    entry = pair.hold(present=30)
    pair.merge(pair.submit())
    review.correct_record(pair.district, replace(entry.sessions[0], held_on=date(2020, 9, 9)), "ngày sai")
    pair.read(*pair.receipts())
    for store in (pair.district, pair.centre):
        assert classes.get_class(store, entry.learning_class.id).learning_class.starts_on == date(2020, 9, 9)


def test_corrections_need_a_reason_a_record_and_sense(pair: Pair) -> None:
    entry = pair.hold(present=30)
    pair.merge(pair.submit())
    session = entry.sessions[0]
    assert refusal(corrected, pair, session, 28, "  ") == "reason_missing"
    with pytest.raises(InvalidRecord):
        corrected(pair, session, -1)
    assert refusal(corrected, pair, replace(session, id=numbered(7)), 1) == "record_missing"
    review.lock(pair.district, pair.unit, YEAR)
    assert refusal(corrected, pair, session, 28) == "period_locked"
    assert pair.turns() == 30


# --- locks ------------------------------------------------------------------------------------------------------------


def locked(pair: Pair) -> None:
    pair.merge(pair.submit())
    review.lock(pair.district, pair.unit, YEAR)
    pair.read(*pair.receipts())


def test_every_way_of_writing_is_closed(pair: Pair) -> None:
    entry = pair.hold()
    money = FundingEntry(id=numbered(1), unit_id=pair.unit, year=2020, source="state", purpose="regular", amount=5)
    keeping.save_records(pair.centre, [money])
    outside = pair.hold(held_on=date(2021, 2, 1))
    undoable = changes.recent_changes(pair.centre)
    locked(pair)
    moved = replace(outside.sessions[0], held_on=date(2020, 12, 31))
    attempts = (
        (pair.hold,),
        (classes.save_class, pair.centre, replace(outside, sessions=(moved,))),
        (classes.save_class, pair.centre, replace(entry, sessions=(replace(entry.sessions[0], present=1),))),
        (classes.delete_classes, pair.centre, [entry.learning_class.id]),
        (keeping.save_records, pair.centre, [replace(money, amount=6)]),
        (keeping.save_records, pair.centre, [replace(money, id=numbered(2))]),
        (keeping.save_records, pair.centre, [replace(money, year=2021)]),
        (keeping.delete_records, pair.centre, [money]),
        (changes.undo, pair.centre, undoable[2].id),
        (changes.undo, pair.centre, undoable[1].id),
    )
    before = pair.turns(pair.centre)
    for act, *arguments in attempts:
        with pytest.raises(ClcError) as error:
            act(*arguments)  # type: ignore[operator]
        assert (error.value.code, error.value.data["period"]) == ("period_locked", "2020")
    assert pair.turns(pair.centre) == before
    keeping.save_records(pair.centre, [replace(money, id=numbered(3), year=2021)])
    changes.undo_last(pair.centre)
    changes.undo_last(pair.centre)


def test_a_change_made_before_the_lock_was_known_waits_in_the_quarantine(pair: Pair) -> None:
    pair.hold(present=30)
    pair.merge(pair.submit())
    review.lock(pair.district, pair.unit, YEAR)
    pair.hold(present=7)
    late = pair.submit()
    (verdict,) = pair.verdicts(late)
    assert (verdict.code, verdict.data, verdict.merged) == ("period_locked", {"period": "2020"}, False)
    assert pair.turns() == 30
    pair.read(*pair.receipts())
    answers.request_unlock(pair.centre, YEAR, "có lớp nhập sau")
    assert pair.merge(pair.submit()) == ["period_locked"], (
        "a wish in a file that cannot be merged is heard all the same"
    )
    assert states(pair) == ("unlock_asked", "unlock_asked")
    review.refuse_unlock(pair.district, pair.unit, YEAR, "đã báo cáo tỉnh")
    assert pair.read(*pair.receipts()) == ["receipt_locked"]
    assert states(pair) == ("locked", "locked")
    assert review.period_states(pair.centre)[0].reason == "đã báo cáo tỉnh"
    review.unlock(pair.district, pair.unit, YEAR)
    assert pairs.retried(pair) == ["ok", "ok"]
    assert pairs.retried(pair) == []
    pair.read(*pair.receipts())
    assert states(pair) == ("sent", "sent")
    assert pair.turns() == 37


def test_an_unchanged_file_of_a_locked_period_is_taken(pair: Pair) -> None:
    pair.hold()
    locked(pair)
    (verdict,) = pair.verdicts(pair.submit())
    assert (verdict.code, verdict.counts.unchanged) == ("ok", 2)
    assert states(pair) == ("locked", "locked")


def test_the_lock_of_a_quarter_holds_its_classes_in_the_file_of_the_year(pair: Pair) -> None:
    spring = quarter(2020, 1)
    inside, outside = pair.hold(held_on=date(2020, 3, 5)), pair.hold(held_on=date(2020, 4, 5))
    pair.merge(pair.submit(period=spring))
    review.lock(pair.district, pair.unit, spring)
    classes.save_class(pair.centre, replace(outside, sessions=(replace(outside.sessions[0], present=33),)))
    assert pair.merge(pair.submit()) == ["ok"]
    classes.save_class(pair.centre, replace(inside, sessions=(replace(inside.sessions[0], present=33),)))
    assert pair.merge(pair.submit()) == ["period_locked"]


def test_a_conflict_in_a_locked_period_waits(pair: Pair) -> None:
    entry = pair.hold(present=30)
    pair.merge(pair.submit())
    corrected(pair, entry.sessions[0], 28)
    classes.save_class(pair.centre, replace(entry, sessions=(replace(entry.sessions[0], present=31),)))
    pair.merge(pair.submit())
    review.lock(pair.district, pair.unit, YEAR)
    (conflict,) = conflicts.list_conflicts(pair.district)
    decide = (conflicts.resolve_conflict, pair.district, conflict.kind, conflict.record_id, conflict.sides[1].key)
    assert refusal(*decide, reason="x") == "period_locked"
    review.unlock(pair.district, pair.unit, YEAR)
    conflicts.resolve_conflict(*decide[1:], reason="đã gọi điện")
    pair.read(*pair.receipts())
    assert pair.turns() == pair.turns(pair.centre)
    assert conflicts.list_conflicts(pair.centre) == conflicts.list_conflicts(pair.district) == ()


def test_a_merge_of_a_locked_period_is_not_undone_and_an_undone_one_was_never_received(pair: Pair) -> None:
    pair.hold(present=30)
    pair.merge(pair.submit())
    review.accept(pair.district, pair.unit, YEAR)
    pair.hold(present=7)
    second = pair.submit()
    pair.merge(second)
    review.accept(pair.district, pair.unit, YEAR)
    review.lock(pair.district, pair.unit, YEAR)
    assert refusal(undoing.undo_merge, pair.district) == "period_locked"
    review.unlock(pair.district, pair.unit, YEAR)
    undoing.undo_merge(pair.district)
    assert states(pair) == ("sent", "accepted"), "the first file was accepted, and the second is under way"
    pair.read(*pair.receipts())
    assert states(pair) == ("sent", "accepted")
    assert pair.merge(second) == ["ok"]
    pair.read(*pair.receipts())
    assert states(pair) == ("sent", "sent")


def test_no_undo_takes_a_lock_with_it(pair: Pair) -> None:
    """The merge changed nothing that a lock can hold, so the lock itself must keep it."""
    keeping.save_records(pair.centre, [StaffMember(id=numbered(1), unit_id=pair.unit, full_name="Lò A", post="other")])
    pair.merge(pair.submit())
    review.lock(pair.district, pair.unit, YEAR)
    assert refusal(undoing.undo_merge, pair.district) == "period_locked"
    review.unlock(pair.district, pair.unit, YEAR)
    undoing.undo_merge(pair.district)
    assert states(pair) == ("sent", "draft")


def test_what_was_deleted_before_anyone_saw_it_is_no_change(pair: Pair) -> None:
    pair.hold()
    pair.merge(pair.submit())
    classes.delete_classes(pair.centre, [pair.hold().learning_class.id])
    review.lock(pair.district, pair.unit, YEAR)
    assert pair.merge(pair.submit()) == ["ok"]


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_decisions_that_make_no_sense_are_refused(pair: Pair) -> None:
    district, unit = pair.district, pair.unit
    assert refusal(review.accept, district, unit, YEAR) == "nothing_sent"
    assert refusal(review.lock, district, unit, calendar_year(2021)) == "nothing_sent"
    assert refusal(review.accept, district, "xã khác", YEAR) == "unit_unknown"
    assert refusal(review.accept, pair.centre, unit, YEAR) == "wrong_role"
    entry = pair.hold()
    outside = pair.hold(held_on=date(2021, 2, 2)).learning_class.id
    pair.merge(pair.submit())
    row = ("learning_class", entry.learning_class.id)
    assert refusal(review.return_rows, district, unit, YEAR, [row], " ") == "reason_missing"
    assert refusal(review.return_rows, district, unit, YEAR, [row, ("learning_class", outside)], "x") == "not_in_period"
    assert review.returned_rows(district) == ()
    assert refusal(review.unlock, district, unit, YEAR) == "not_locked"
    review.return_rows(district, unit, YEAR, [row], "x")
    assert refusal(review.lock, district, unit, YEAR) == "rows_returned"
    review.accept(district, unit, YEAR)
    review.lock(district, unit, YEAR)
    assert refusal(review.refuse_unlock, district, unit, YEAR, "x") == "no_unlock_wish"
    assert refusal(answers.request_unlock, pair.centre, YEAR, "x") == "not_locked", "it has read no receipt yet"
    own = review.period_states(district)[0]
    assert (own.unit_name, own.state, own.period) == ("xã số 1", "locked", "2020")


def test_nobody_but_the_aggregator_answers(pair: Pair) -> None:
    """Another aggregator, which has approved the centre, writes a receipt: the centre does not know it."""
    pair.hold()
    sent = pair.submit()
    stranger = pair.folder / "stranger"
    pairs.made(stranger, centres=0)
    other = open_store(stranger / "district.db")
    number = workspace.identity(pair.centre).check_number  # type: ignore[union-attr]
    exchange.register(pair.centre, pair.stick / "r.clcsync")
    exchange.approve(other, pair.stick / "r.clcsync", number)
    digest = envelope.read_outer(sent.read_bytes()).digest
    with other.write("test") as tx:
        about = Standing(pair.unit, "2020", installation_id="1" * 16, sequence=1, digest=digest)
        happen(tx, pair.unit, "2020", "receive", about=about)
        at = clock.now().isoformat()
        file = ReceivedFile(digest, "submission", pair.unit, "1" * 16, "2020", 1, at, "", None)
        transfers.log_received(tx, file, b"")
    (written,) = receipts.write_receipts(other, pair.stick)
    assert written.path is not None
    their_number = workspace.identity(other).check_number  # type: ignore[union-attr]
    assert refusal(exchange.read_file, pair.centre, written.path) == "check_number_needed"
    assert refusal(exchange.read_file, pair.centre, written.path, their_number) == "not_from_above"
    other.close()


def test_a_unit_whose_keys_were_revoked_gets_no_receipt_and_the_others_do(pair: Pair) -> None:
    other = pair.open("centre2")
    pair.hold()
    pair.merge(pair.submit(), pair.submit(other))
    with pair.district.write("test") as tx:
        contacts.revoke(tx, [found.sign_key for found in contacts.of_unit(tx.conn, pair.unit)])
    written = receipts.write_receipts(pair.district, pair.stick)
    assert sorted(found.code for found in written) == ["ok", "unit_without_key"]
    assert refusal(receipts.write_receipts, pair.district, pair.stick / "absent") == "drive_missing"


def test_a_centre_that_was_put_back_counts_on_from_what_the_district_has_seen(pair: Pair) -> None:
    pair.hold()
    pair.merge(pair.submit())
    with pair.centre.write("test") as tx:
        seen = int(get_meta(tx.conn, "counter") or 0)
        set_meta(tx.conn, "counter", "0")
    pair.read(*pair.receipts())
    with pair.centre.read() as conn:
        assert int(get_meta(conn, "counter") or 0) == seen
        assert records.find(conn, LearningClass)


def test_stopping_leaves_whole_receipts_only(pair: Pair) -> None:
    """Asked before each file: those written can be read, the rest is not there, and the next time all are written."""
    for period in (YEAR, calendar_year(2021), calendar_year(2022)):
        pair.merge(pair.submit(period=period))
    told: list[tuple[int, int, str]] = []
    folder = pair.folder / "stopped"
    folder.mkdir()
    written = receipts.write_receipts(
        pair.district, folder, lambda *at: told.append(at), cancelled=lambda: len(told) == 2
    )
    assert [place for place, *_ in told] == [0, 1]
    assert {path.name for path in folder.iterdir()} == {receipt.path.name for receipt in written if receipt.path}
    assert len(written) == 2
    for receipt in written:
        assert receipt.path
        assert exchange.read_file(pair.centre, receipt.path).code == "receipt_received"
    assert receipts.write_receipts(pair.district, folder, cancelled=lambda: True) == ()
    assert len(receipts.write_receipts(pair.district, folder)) == 3


def test_many_units_are_decided_at_once_or_none_of_them(pair: Pair) -> None:
    """One of two has sent nothing: nothing happens to the other either."""
    pair.hold(present=30)
    pair.merge(pair.submit())
    with pair.district.read() as conn:
        units = [unit.id for unit in workspace.read_tree(conn).of_kind("centre")]
    assert len(units) == 2
    for decision in ("accept", "return", "lock"):
        assert refusal(review.decide_for_all, pair.district, units, YEAR, decision, "vì sao") == "nothing_sent"
    assert states(pair)[1] == "sent"
    assert refusal(review.decide_for_all, pair.district, [pair.unit], YEAR, "return", " ") == "reason_missing"
    assert review.decide_for_all(pair.district, [pair.unit], YEAR, "return", "thiếu chữ ký") == 1
    assert pair.read(*pair.receipts()) == ["receipt_returned"]
    assert states(pair) == ("returned", "returned")
    assert review.decide_for_all(pair.district, [pair.unit], YEAR, "accept") == 1
    assert pair.read(*pair.receipts()) == ["receipt_accepted"]


def test_a_row_is_in_the_period_when_the_periods_file_would_hold_it(pair: Pair) -> None:
    """Asked for single rows, the answer is that of the whole."""
    pair.hold(present=30)
    pair.merge(pair.submit())
    with pair.district.read() as conn:
        for period in (YEAR, calendar_year(2019), quarter(2020, 1)):
            for cls, rows in transfers.rows_of_period(conn, pair.unit, period):
                everything = {record.id for record in records.find(conn, cls)} | {"0" * 32}
                alive = {row.record.id for row in rows if not row.deleted}
                assert transfers.in_period(conn, pair.unit, period, (), cls.kind, everything) == alive, cls
        assert transfers.in_period(conn, pair.unit, YEAR, (), "narrative_block", {"0" * 32}) == set()


def test_writing_that_stops_half_way_says_how_much_is_done(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stick is full after one of two files: the one that is whole is counted, and why there is no second."""
    for period in (YEAR, calendar_year(2021)):
        pair.merge(pair.submit(period=period))
    folder = pair.folder / "full"
    folder.mkdir()
    write = files._os.write

    def full(descriptor: int, data: bytes) -> int:
        if any(folder.glob("*.clcsync")):
            raise OSError(errno.ENOSPC, "full")
        return int(write(descriptor, data))

    monkeypatch.setattr(files._os, "write", full)
    with pytest.raises(ClcError) as caught:
        receipts.write_receipts(pair.district, folder)
    assert caught.value.code == "written_in_part"
    assert caught.value.data["count"] == len(list(folder.iterdir())) == 1
    words = i18n.load(files.catalog_path(), "vi").error_text(caught.value)
    assert str(folder) in words
    assert "USB" in words, "the reason itself stands there"
