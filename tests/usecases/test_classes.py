"""Recording classes: what is refused, what is kept, what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from clc_desktop.domain import clock
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import Enrolment, Learner
from clc_desktop.store.database import Store
from clc_desktop.usecases import changes, classes, keeping, workspace
from tests.factories import class_entry, session

TODAY = datetime(2020, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def unit(centre: Store) -> str:
    found = workspace.identity(centre)
    assert found is not None
    return found.unit_id


def edited(entry: ClassEntry, **values: Any) -> ClassEntry:
    return replace(entry, learning_class=replace(entry.learning_class, **values))


def refused(store: Store, *entries: ClassEntry) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRecord) as caught:
        classes.save_classes(store, entries)
    return [(problem.code, problem.severity) for problem in caught.value.problems]


def test_a_class_is_saved_with_its_sessions(centre: Store, unit: str) -> None:
    entry = class_entry(unit, (30, 25), topic="  Luật   giao thông ", lecturers=("A", " ", "A", " B "))
    saved = classes.save_class(centre, entry)
    assert classes.get_class(centre, entry.learning_class.id) == saved
    assert (saved.learning_class.topic, saved.learning_class.lecturers) == ("Luật giao thông", ("A", "B"))
    assert saved.turns == 55


def test_a_class_starts_on_the_day_of_its_first_session(centre: Store, unit: str) -> None:
    entry = class_entry(unit, (30, 25))
    first, second = entry.sessions
    entry = replace(
        entry, sessions=(replace(first, held_on=date(2020, 5, 9)), replace(second, held_on=date(2020, 4, 2)))
    )
    saved = classes.save_class(centre, entry)
    assert saved.learning_class.starts_on == date(2020, 4, 2)
    assert [s.held_on.day for s in classes.get_class(centre, saved.learning_class.id).sessions] == [2, 9]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"topic": "  "}, "required"),
        ({"field": "cooking"}, "unknown_field"),
        ({"enrolled": -1}, "negative"),
        ({"topic": "x" * 10_001}, "text_too_long"),
        ({"held_on": date(3013, 9, 4)}, "year_out_of_range"),
        ({"presents": (-1,)}, "negative"),
        ({"presents": ()}, "no_session"),
    ],
)
def test_errors_are_refused_and_nothing_is_written(centre: Store, unit: str, values: Any, code: str) -> None:
    problems = refused(centre, class_entry(unit, **values))
    assert (code, "error") in problems
    assert classes.list_classes(centre) == ()
    with pytest.raises(ClcError, match="nothing_to_undo"):
        changes.undo_last(centre)


@pytest.mark.parametrize("part", ["women", "minority", "rural"])
def test_a_part_is_not_greater_than_the_whole(centre: Store, unit: str, part: str) -> None:
    entry = class_entry(unit)
    entry = replace(entry, sessions=(replace(entry.sessions[0], **{part: 31}),))
    assert refused(centre, entry) == [(f"{part}_over_present", "error")]


def test_a_planned_class_needs_no_session(centre: Store, unit: str) -> None:
    assert classes.save_class(centre, class_entry(unit, (), state="planned")).sessions == ()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"hosting": "joint"}, "joint_without_partner"),
        ({"held_on": date(2020, 6, 2)}, "future_date"),
        ({"presents": (1001,)}, "very_many_present"),
        ({"presents": (0,)}, "nobody_present"),
    ],
)
def test_a_warning_is_overridden_by_a_reason_of_its_own(centre: Store, unit: str, values: Any, code: str) -> None:
    with clock.fixed(TODAY):
        entry = class_entry(unit, **values)
        assert refused(centre, entry) == [(code, "warning")]
        assert refused(centre, edited(entry, reasons=((code, "  "),))) == [(code, "warning")]
        assert refused(centre, edited(entry, reasons=(("another", "vì sao"),))) == [(code, "warning")]
        saved = classes.save_class(centre, edited(entry, reasons=((code, "có biên bản"),)))
    assert classes.get_class(centre, saved.learning_class.id).learning_class.reasons == ((code, "có biên bản"),)


def test_a_reason_does_not_override_an_error(centre: Store, unit: str) -> None:
    assert refused(centre, class_entry(unit, topic="", reasons=(("required", "please"),))) == [("required", "error")]


def test_several_classes_are_saved_all_or_none(centre: Store, unit: str) -> None:
    good, bad = class_entry(unit), class_entry(unit, field="cooking")
    refused(centre, good, bad, class_entry(unit))
    assert classes.list_classes(centre) == ()
    classes.save_classes(centre, [good, edited(bad, field="law")])
    assert len(classes.list_classes(centre)) == 2
    assert changes.recent_changes(centre)[0].count == 4


def test_sessions_that_an_entry_no_longer_has_are_deleted_and_come_back(centre: Store, unit: str) -> None:
    saved = classes.save_class(centre, class_entry(unit, (30, 25, 20)))
    other = classes.save_class(centre, class_entry(unit, (7,)))
    classes.save_class(centre, replace(saved, sessions=saved.sessions[:1]))
    assert classes.get_class(centre, saved.learning_class.id).turns == 30
    assert classes.get_class(centre, other.learning_class.id).turns == 7
    changes.undo_last(centre)
    assert classes.get_class(centre, saved.learning_class.id) == saved


def test_undoing_a_deletion_brings_back_class_sessions_and_roster(centre: Store, unit: str) -> None:
    saved = classes.save_class(centre, class_entry(unit, (30, 25)))
    class_id = saved.learning_class.id
    person = Learner(id=clock.new_id(), unit_id=unit, full_name="Lò Văn Bình", phone="0912")
    enrolled = Enrolment(id=clock.new_id(), unit_id=unit, class_id=class_id, learner_id=person.id)
    keeping.save_records(centre, [person, enrolled])
    classes.delete_classes(centre, [class_id])
    assert classes.list_classes(centre) == ()
    assert keeping.list_records(centre, Enrolment) == ()
    assert keeping.list_records(centre, Learner) == (person,)
    with pytest.raises(ClcError, match="record_missing"):
        classes.get_class(centre, class_id)
    changes.undo_last(centre)
    assert classes.get_class(centre, class_id) == saved
    assert keeping.list_records(centre, Enrolment) == (enrolled,)
    changes.redo_last(centre)
    assert classes.list_classes(centre) == ()


def test_several_classes_are_deleted_all_or_none_and_come_back_together(centre: Store, unit: str) -> None:
    saved = [classes.save_class(centre, class_entry(unit, (30, 25))) for _number in range(3)]
    ids = [entry.learning_class.id for entry in saved]
    with pytest.raises(ClcError, match="record_missing"):
        classes.delete_classes(centre, [*ids, clock.new_id()])
    assert len(classes.list_classes(centre)) == 3
    classes.delete_classes(centre, ids)
    assert classes.list_classes(centre) == ()
    changes.undo_last(centre)
    assert [classes.get_class(centre, class_id) for class_id in ids] == saved


def test_undo_and_redo_end_where_nothing_is_left(centre: Store, unit: str) -> None:
    for wrong, code in ((changes.undo_last, "nothing_to_undo"), (changes.redo_last, "nothing_to_redo")):
        with pytest.raises(ClcError, match=code):
            wrong(centre)
    classes.save_class(centre, class_entry(unit))
    changes.undo_last(centre)
    with pytest.raises(ClcError, match="nothing_to_undo"):
        changes.undo_last(centre)
    classes.save_class(centre, class_entry(unit))
    with pytest.raises(ClcError, match="nothing_to_redo"):
        changes.redo_last(centre)


def test_the_list_counts_each_class_and_shows_the_newest_first(centre: Store, unit: str) -> None:
    classes.save_class(centre, class_entry(unit, (30, 25), topic="old", held_on=date(2019, 1, 1)))
    entry = class_entry(unit, (30, 25), topic="new", partners=("Hội",))
    one, two = entry.sessions
    entry = replace(entry, sessions=(replace(one, women=10, meetings=2), replace(two, women=5, minority=0)))
    classes.save_class(centre, entry)
    new, old = classes.list_classes(centre)
    assert (new.topic, new.turns, new.sessions, new.women, new.minority) == ("new", 55, 3, 15, 0)
    assert (old.topic, old.turns, old.sessions, old.women, old.minority) == ("old", 55, 2, None, None)
    assert (new.field_name, new.unit_name, new.partners) == ("Giáo dục pháp luật", "xã one", ("Hội",))
    assert classes.list_classes(centre, calendar_year(2019)) == (old,)
    assert classes.list_classes(centre, newest=1) == (new,)
    assert classes.list_classes(centre, calendar_year(2019), newest=5) == (old,)


def test_a_new_entry_is_ready_to_fill_and_a_copy_keeps_all_but_counts(centre: Store, unit: str) -> None:
    with clock.fixed(TODAY):
        blank = classes.new_class_entry(centre, topic="Mới")
        assert (blank.learning_class.starts_on, blank.learning_class.topic) == (TODAY.date(), "Mới")
        assert blank.sessions == (
            session(
                id=blank.sessions[0].id, unit_id=unit, class_id=blank.learning_class.id, held_on=TODAY.date(), present=0
            ),
        )
        saved = classes.save_class(centre, class_entry(unit, (30,), venue="Nhà văn hóa", lecturers=("A",), note="n"))
        copy = classes.copy_class(centre, saved.learning_class.id)
    assert (copy.turns, copy.learning_class.note) == (0, "")
    assert (copy.learning_class.venue, copy.learning_class.lecturers) == ("Nhà văn hóa", ("A",))
    assert copy.learning_class.id != saved.learning_class.id


def test_suggestions_are_what_was_typed_most(centre: Store, unit: str) -> None:
    for topic, lecturers in (("A", ("x",)), ("B", ("x", "y")), ("B", ())):
        classes.save_class(centre, class_entry(unit, topic=topic, lecturers=lecturers))
    assert classes.suggestions(centre, "topic") == ("B", "A")
    assert classes.suggestions(centre, "lecturers") == ("x", "y")
    assert classes.suggestions(centre, "venue") == ()
