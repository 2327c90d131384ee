"""Keeping learners: rosters, pasted lists, people written down twice."""

from __future__ import annotations

import shutil
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import ClassSession, Enrolment, Learner
from clc_desktop.store.database import Store
from clc_desktop.store.records import put
from clc_desktop.usecases import (
    attendance,
    bulk,
    changes,
    classes,
    exchange,
    keeping,
    learners,
    receipts,
    reporting,
    review,
    rosters,
    workspace,
)
from clc_desktop.usecases.attendance import Marks
from tests.districts import kept_learner
from tests.factories import quick

from .conftest import YEAR, District


def hold(district: District, *sessions: int) -> tuple[str, tuple[str, ...]]:
    """A class with so many head-counts; its id and those of its sessions."""
    entry = district.record(district.one, *sessions, reasons=(("nobody_present", "điểm danh sau"),))
    return entry.learning_class.id, tuple(session.id for session in entry.sessions)


def names(store: Store, class_id: str) -> list[str]:
    return [member.name for member in rosters.read_roster(store, class_id).members]


def turns(store: Store) -> tuple[int, int]:
    figures = reporting.figures(store, YEAR)
    return figures.turns.reached, figures.persons


def test_learners_are_listed_by_given_name_and_those_of_another_pc_last(centre: Store) -> None:
    typed = ("Lò Văn Ánh", "Quàng Thị Đôi", "Lò Thị Ân", "Lò Văn An", "Giàng A Dếnh", "Lường Văn Dung")
    for name in typed:
        kept_learner(centre, full_name=name)
    foreign = keeping.new_record(centre, Learner, sex="female", birth_band=1990)
    with centre.write("test") as tx:
        put(tx, foreign)
    listed = [row.full_name for row in learners.list_learners(centre)]
    assert listed == ["Lò Văn An", "Lò Văn Ánh", "Lò Thị Ân", "Giàng A Dếnh", "Lường Văn Dung", "Quàng Thị Đôi", ""]


def test_a_learner_is_kept_in_nfc_with_the_birth_band(centre: Store) -> None:
    typed = unicodedata.normalize("NFD", " Vàng  Thị Mỷ ")
    saved = kept_learner(centre, full_name=typed, birth_year=1987)
    assert (saved.full_name, saved.birth_band) == ("Vàng Thị Mỷ", 1980)
    bulk.set_field(centre, Learner, [saved.id], "birth_year", 1993)
    assert learners.get_learner(centre, saved.id) == replace(saved, birth_year=1993, birth_band=1990)
    with pytest.raises(ClcError, match="invalid_record"):
        keeping.save_records(centre, [replace(saved, full_name=" ")])


def test_people_come_on_a_roster_once_in_the_order_typed(district: District) -> None:
    class_id, _ = hold(district, 30)
    (known,) = rosters.add_to_roster(district.one, class_id, [{"full_name": "Lò Văn An", "birth_year": 1990}])
    added = rosters.add_to_roster(district.one, class_id, [known, {"full_name": "Cà Thị B"}, {"full_name": "An A"}])
    assert len(added) == 2
    assert names(district.one, class_id) == ["Lò Văn An", "Cà Thị B", "An A"]
    changes.undo_last(district.one)
    assert names(district.one, class_id) == ["Lò Văn An"]
    assert [row.full_name for row in learners.list_learners(district.one)] == ["Lò Văn An"]


def test_known_learners_are_offered_those_of_the_latest_class_first(district: District) -> None:
    class_id, _ = hold(district, 30)
    rosters.add_to_roster(district.one, class_id, [{"full_name": "Lò Văn An", "village": "Bản A"}])
    for _time in range(2):
        kept_learner(district.one, full_name="Cà B", birth_year=1970)
    offered = rosters.known_learners(district.one)
    assert [person.words for person in offered] == ["Lò Văn An · Bản A", "Cà B · 1970", "Cà B · 1970 (2)"]
    assert offered[0].key.split() == ["lo", "van", "an", "ban", "a"]


def test_who_was_present_stays_on_the_roster_and_who_was_absent_may_go(district: District) -> None:
    class_id, (session,) = hold(district, 0)
    one, two = rosters.add_to_roster(district.one, class_id, [{"full_name": "A B"}, {"full_name": "C D"}])
    attendance.save_marks(district.one, session, Marks((one,), (two,)))
    with pytest.raises(ClcError, match="marked_present"):
        rosters.remove_from_roster(district.one, class_id, [one, two])
    rosters.remove_from_roster(district.one, class_id, [two])
    assert names(district.one, class_id) == ["A B"]
    assert keeping.list_records(district.one, ClassSession)[0].absent == ()


def test_a_deleted_learner_leaves_rosters_marks_and_figures_as_they_are(district: District) -> None:
    class_id, (session,) = hold(district, 0)
    (one,) = rosters.add_to_roster(district.one, class_id, [{"full_name": "A B"}])
    attendance.save_marks(district.one, session, Marks((one,), ()))
    before = turns(district.one)
    learners.delete_learners(district.one, [one])
    assert turns(district.one) == before == (1, 1)
    (member,) = rosters.read_roster(district.one, class_id).members
    assert (member.whose, member.name) == ("deleted", "")
    changes.undo_last(district.one)
    assert learners.get_learner(district.one, one).full_name == "A B"


def test_pasted_rows_say_who_is_known_what_is_doubtful_and_what_is_refused(district: District) -> None:
    class_id, _ = hold(district, 30)
    known = {"full_name": "Lò Văn An", "birth_year": 1990, "village": "Bản A"}
    (an,) = rosters.add_to_roster(district.one, class_id, [known])
    rosters.add_to_roster(district.one, class_id, [{"full_name": "Lò Văn An", "birth_year": 1985, "village": "Bản B"}])
    people = rosters.read_paste(
        district.one,
        "STT\tHọ và tên\tNăm sinh\tGiới tính\tThôn/bản\n1\tLò Văn An\t1990\tNam\tBản A\n2\tLò Văn An\t\t\t\n"
        "3\t\t1970\tNam\t\n4\tCà Thị Mới\t19x0\tNữ\tBản C\n5\tCà Thị Mới\t\tNữ\tBản C\n",
    )
    assert [person.meant for person in people] == [an, None, None, None, None]
    assert [len(person.namesakes) for person in people] == [2, 2, 0, 0, 0]
    assert [person.is_refused for person in people] == [False, False, True, False, False]
    assert [[p.code for p in person.problems] for person in people[2:]] == [
        ["required"],
        ["bad_year"],
        ["pasted_twice"],
    ]
    assert (people[3].number, people[3].values["sex"], people[3].values["birth_year"]) == (5, "female", None)
    twice = rosters.read_paste(district.one, "Nguyễn Thị Thuý, 1985\nNguyễn Thị Thúy\nNguyễn Thị Thùy, 1985\n")
    assert [[p.code for p in person.problems] for person in twice] == [[], ["pasted_twice"], []]


@pytest.mark.parametrize(
    "text",
    [
        "Họ đệm\tTên\tThôn/bản\nLò Văn\tAn\tBản A\nQuàng Thị\tBa\tBản B",
        "Lò Văn\tAn\tBản A\nQuàng Thị\tBa\tBản B",
        "TT\tHọ và tên\t\tThôn/bản\n1\tLò Văn\tAn\tBản A\n2\tQuàng Thị\tBa\tBản B",
        "1\tLò Văn An\tBản A\n2\tQuàng Thị Ba\tBản B",
    ],
)
def test_names_pasted_in_one_column_or_two(district: District, text: str) -> None:
    people = rosters.read_paste(district.one, text)
    found = [(person.values["full_name"], person.values["village"]) for person in people]
    assert found == [("Lò Văn An", "Bản A"), ("Quàng Thị Ba", "Bản B")]


def test_a_village_of_one_word_is_no_given_name(district: District) -> None:
    people = rosters.read_paste(district.one, "Lò Văn An\tChiềng\nQuàng Thị Ba\tHới")
    assert [person.values["village"] for person in people] == ["Chiềng", "Hới"]


def test_a_pasted_column_in_an_old_encoding_is_shown_before_and_after(district: District) -> None:
    (first, second) = rosters.read_paste(district.one, "NguyÔn V¨n An\nLß ThÞ §«i")
    assert (first.values["full_name"], second.values["full_name"]) == ("Nguyễn Văn An", "Lò Thị Đôi")
    assert first.decoded == (("NguyÔn V¨n An", "Nguyễn Văn An"),)


def test_likely_duplicates_are_never_two_who_sat_together(district: District) -> None:
    class_id, (session,) = hold(district, 0)
    typed: list[rosters.Newcomer] = [{"full_name": n} for n in ("Lò Thị Thuý", "Lò Thị Thúy", "LO THI THUY")]
    one, two, three = rosters.add_to_roster(district.one, class_id, typed)
    attendance.save_marks(district.one, session, Marks((one, two), (three,)))
    (group,) = learners.duplicates(district.one)
    assert ([person.id for person in group.people], group.classes) == ([one, three], (1, 0))
    with pytest.raises(ClcError, match="marked_together"):
        learners.merge_learners(district.one, one, [two])
    learners.set_apart(district.one, [one, three])
    (group,) = learners.duplicates(district.one)
    assert [person.id for person in group.people] == [two, three]


def test_merging_is_refused_where_a_period_is_locked(district: District) -> None:
    class_id, (session,) = hold(district, 0)
    one, two = rosters.add_to_roster(
        district.one, class_id, [{"full_name": "A B"}, {"full_name": "A B", "sex": "male"}]
    )
    attendance.save_marks(district.one, session, Marks((two,), ()))
    path = district.submit(district.one, "s.clcsync")
    district.merge(path)
    unit = district.identity(district.one).unit_id
    review.accept(district.office, unit, YEAR)
    review.lock(district.office, unit, YEAR)
    (receipt,) = receipts.write_receipts(district.office, district.folder)
    exchange.read_file(district.one, receipt.path)
    with pytest.raises(ClcError, match="period_locked"):
        learners.merge_learners(district.one, one, [two])
    with pytest.raises(ClcError, match="period_locked"):
        attendance.save_marks(district.one, session, Marks((), ()))
    assert len(learners.list_learners(district.one)) == 2


PRESENT, ABSENT, UNMARKED = True, False, None
MARKS = st.lists(st.lists(st.sampled_from([PRESENT, ABSENT, UNMARKED]), min_size=4, max_size=4), min_size=1, max_size=4)


@settings(max_examples=max(20, settings.default.max_examples // 4))
@given(MARKS, st.sets(st.integers(0, 3)), st.sets(st.integers(1, 3), min_size=1))
def test_merging_keeps_turns_and_every_mark_and_can_be_taken_back(
    hypothesis_world: tuple[District, list[str]], marks: list[list[bool | None]], listed: set[int], others: set[int]
) -> None:
    district, people = hypothesis_world
    store = district.one
    class_id, sessions = hold(district, *[0] * len(marks))
    rosters.add_to_roster(store, class_id, [people[n] for n in sorted(listed)])
    for session, line in zip(sessions, marks, strict=True):
        who = {mark: tuple(people[n] for n in range(4) if line[n] is mark) for mark in (PRESENT, ABSENT)}
        attendance.save_marks(store, session, Marks(who[PRESENT], who[ABSENT]))
    before, gone = _state(store), [people[n] for n in sorted(others)]
    same = {people[0], *gone}
    if any(len(same.intersection(s.attended)) > 1 for s in before[0]):
        with pytest.raises(ClcError, match="marked_together"):
            learners.merge_learners(store, people[0], gone)
        assert _state(store) == before
    else:
        learners.merge_learners(store, people[0], gone)
        after = _state(store)
        assert _persons(after[0]) <= _persons(before[0])
        for old, new in zip(before[0], after[0], strict=True):
            assert new.present == old.present == len(new.attended)
            assert set(new.attended) == {people[0] if i in same else i for i in old.attended}
            assert set(new.absent) == {people[0] if i in same else i for i in old.absent} - set(new.attended)
        roster = [line.learner_id for line in after[1] if line.class_id == class_id]
        assert sorted(roster) == sorted({people[0] if people[n] in same else people[n] for n in listed})
        changes.undo_last(store)
        assert _state(store) == before
    classes.delete_classes(store, [class_id])


def _persons(sessions: tuple[ClassSession, ...]) -> int:
    return len({learner for session in sessions for learner in session.attended})


def _state(store: Store) -> tuple[Any, ...]:
    kinds = (ClassSession, Enrolment, Learner)
    return tuple(keeping.list_records(store, kind) for kind in kinds)


@pytest.fixture(scope="module")
def hypothesis_world(made_district: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One centre for all examples: each takes its class away again."""
    folder = shutil.copytree(made_district, tmp_path_factory.mktemp("merging") / "district")
    office, one, two = (workspace.open_store(folder / f"{name}.db") for name in ("office", "one", "two"))
    district = District(folder, office, quick(one), two)
    people = [kept_learner(one, full_name=f"Lò {n}").id for n in "ABCD"]
    yield district, people
    for store in (office, one, two):
        store.close()


def test_names_pasted_and_typed_never_leave_in_a_submission(district: District) -> None:
    class_id, (session,) = hold(district, 0)
    secret = "Sùng Thị Bí Mật"
    people = rosters.read_paste(district.one, f"{secret}\t1951\tNữ\tbản Kín Đáo")
    added = rosters.add_to_roster(district.one, class_id, [{k: v for k, v in people[0].values.items() if v}])
    attendance.save_marks(district.one, session, Marks(added, ()))
    assert district.codes(district.submit(district.one, "s.clcsync")) == ["ok"]
    (seen,) = keeping.list_records(district.office, Learner)
    assert (seen.full_name, seen.village, seen.birth_year) == ("", "", None)
    assert (seen.sex, seen.birth_band) == ("female", 1950)
    district.office.close()
    data = b"".join(path.read_bytes() for path in district.folder.glob("office.db*"))
    assert secret.encode() not in data
    assert "Kín Đáo".encode() not in data
