"""The list of changes: what each did to its records, found by words, person and kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.records import KINDS, Learner, LearningClass, StaffMember
from clc_desktop.gui.record_words import _HIDDEN, FIELD_WORDS, field_changes, step_word
from clc_desktop.store.database import Store
from clc_desktop.usecases import (
    attendance,
    bulk,
    changes,
    classes,
    keeping,
    officers,
    personal_data,
    rosters,
    workspace,
)
from clc_desktop.usecases.attendance import Marks
from clc_desktop.usecases.changes import Told, Wanted
from tests.districts import kept_learner
from tests.factories import class_entry, quick


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Store]:
    store = quick(workspace.open_store(tmp_path / "c.db"))
    workspace.setup_centre(store, "xã Pú Nhung")
    yield store
    officers.act_as("")
    store.close()


def recorded(store: Store) -> ClassEntry:
    who = workspace.identity(store)
    assert who is not None
    return classes.save_class(store, class_entry(who.unit_id, (30,), topic="Trồng ngô", venue="Bản Hới"))


def told(steps: tuple[Told, ...]) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    return [(t.step.kind, step_word(t.step.before, t.step.after), field_changes(t.step.before, t.step.after))
            for t in steps]  # fmt: skip


def test_a_record_s_history_has_every_old_and_new_value_newest_first(centre: Store) -> None:
    entry = recorded(centre)
    class_id = entry.learning_class.id
    moved = replace(entry, learning_class=replace(entry.learning_class, venue="Nhà văn hóa"))
    classes.save_class(centre, moved)
    classes.save_class(centre, replace(moved, sessions=(replace(entry.sessions[0], present=54),)))
    classes.delete_classes(centre, [class_id])
    changes.undo_last(centre)
    found = told(changes.history_of(centre, class_id))
    own = [step[1:] for step in found if step[0] == "learning_class"]
    assert [what for what, _ in own] == ["restored", "deleted", "changed", "added"]
    assert own[2][1] == [("Địa điểm", "Bản Hới", "Nhà văn hóa")]
    assert ("Địa điểm", "Nhà văn hóa", "–") in own[1][1], "of a deleted record all that it held"
    counts = [step[1:] for step in found if step[0] == "class_session"]
    assert ("changed", [("Số người có mặt", "30", "54")]) in counts
    assert changes.history_of(centre, "0" * 32) == ()


def test_a_change_names_the_people_of_a_roster_and_the_class_of_a_session(centre: Store) -> None:
    class_id = recorded(centre).learning_class.id
    rosters.add_to_roster(centre, class_id, [{"full_name": "Lò Văn An"}])
    latest = changes.recent_changes(centre, 1)[0]
    assert {(t.step.kind, t.about) for t in changes.records_of(centre, latest.id)} == {
        ("learner", ""), ("enrolment", "Lò Văn An"),
    }  # fmt: skip
    first = changes.recent_changes(centre)[1]
    assert {t.about for t in changes.records_of(centre, first.id) if t.step.kind == "class_session"} == {"Trồng ngô"}


def test_the_history_of_a_class_tells_who_came_and_went(centre: Store) -> None:
    class_id = recorded(centre).learning_class.id
    (learner,) = rosters.add_to_roster(centre, class_id, [{"full_name": "Lò Văn An"}])
    rosters.remove_from_roster(centre, class_id, [learner])
    steps = [
        (t.step.kind, t.about, step_word(t.step.before, t.step.after)) for t in changes.history_of(centre, class_id)
    ]
    assert steps[:2] == [("enrolment", "Lò Văn An", "deleted"), ("enrolment", "Lò Văn An", "added")]


def test_the_history_names_whose_marks_were_changed(centre: Store) -> None:
    entry = recorded(centre)
    made = attendance.add_session(centre, entry.learning_class.id, entry.sessions[0].held_on)
    an, pao = rosters.add_to_roster(
        centre, entry.learning_class.id, [{"full_name": "Lò Văn An"}, {"full_name": "Vừ A Páo"}]
    )
    attendance.save_marks(centre, made.id, Marks((an,), (pao,)))
    attendance.save_marks(centre, made.id, Marks((pao,), (an,)))
    latest = changes.history_of(centre, entry.learning_class.id)[0]
    shown = {name: (was, now) for name, was, now in field_changes(latest.step.before, latest.step.after, latest.people)}
    assert shown["Học viên có mặt"] == ("1 người: Lò Văn An", "1 người: Vừ A Páo")
    assert shown["Học viên vắng"] == ("1 người: Vừ A Páo", "1 người: Lò Văn An")


def test_what_is_undone_and_done_again_is_named(centre: Store) -> None:
    recorded(centre)
    done = changes.recent_changes(centre, 1)[0]
    assert changes.undo_last(centre).subject == "Trồng ngô"
    assert changes.redo_last(centre).id == done.id
    assert changes.undo(centre, done.id).label == "save_class"


def test_words_without_accents_person_and_kind_narrow_the_list_and_pages_follow_one_another(centre: Store) -> None:
    recorded(centre)
    officers.add_officer(centre, "Vàng A Páo")
    for name in ("Lò Thị Ánh", "Quàng Văn Đôi"):
        keeping.save_records(centre, [keeping.new_record(centre, StaffMember, full_name=name, post="teacher")])
    ids = [change.id for change in changes.recent_changes(centre)]
    assert "Vàng A Páo" in changes.authors(centre)

    def found(**wanted: object) -> list[str]:
        return [change.label for change in changes.recent_changes(centre, 10, Wanted(**wanted))]  # type: ignore[arg-type]

    assert found(words=(("trong", ()), ("ngo", ()))) == ["save_class"]
    assert found(words=(("vang a pao", ()), ("sua", ("save_records",)))) == ["save_records"] * 2
    assert set(found(who="Vàng A Páo")) == {"save_records"} | ({"officers"} & set(changes.labels(centre)))
    assert found(labels=("save_class",)) == ["save_class"]
    assert found(words=(("%", ()),)) == []
    assert [change.id for change in changes.recent_changes(centre, 2, Wanted(before=ids[1]))] == ids[2:4]


def test_an_erased_person_is_in_no_step(centre: Store) -> None:
    made = kept_learner(centre, full_name="Lò Thị Kín", village="Bản Kín")
    keeping.save_records(centre, [replace(made, village="Bản Kín Hai")])
    assert "Bản Kín Hai" in str(told(changes.history_of(centre, made.id)))
    personal_data.erase_person(centre, Learner.kind, made.id)
    steps = changes.history_of(centre, made.id)
    assert steps
    assert "Kín" not in str(steps)


def test_one_s_own_class_has_no_partners_also_where_many_change(centre: Store) -> None:
    class_id = recorded(centre).learning_class.id
    bulk.set_field(centre, LearningClass, [class_id], "hosting", "joint", "sẽ ghi")
    bulk.set_field(centre, LearningClass, [class_id], "partners", ("Hội phụ nữ",))
    bulk.set_field(centre, LearningClass, [class_id], "hosting", "own")
    assert classes.get_class(centre, class_id).learning_class.partners == ()


def test_every_shared_field_of_a_record_has_a_word() -> None:
    known = {*FIELD_WORDS, *_HIDDEN}
    missing = {(kind, f.name) for kind, cls in KINDS.items() for f in fields(cls) if f.name not in known}
    assert missing <= {("unit_term", "attribute")}
