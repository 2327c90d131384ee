"""Personal data: seen, handed out on paper, and removed so that no byte of it stays, with every figure as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import Collaborator, Enrolment, Learner, StaffMember
from clc_desktop.domain.vietnamese import clean, search_key
from clc_desktop.usecases import changes, classes, drafts, keeping, personal_data, reporting, safekeeping, workspace
from clc_desktop.usecases.workspace import Store

YEAR = calendar_year(2020)
NAME, VILLAGE, PHONE = "Lò Văn Thử Nghiệm", "bản Chiềng Thử", "0912000111"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = workspace.open_store(tmp_path / "c.db")
    workspace.setup_centre(made, "xã Pú Nhung")
    yield made  # type: ignore[misc]
    made.close()


def enrol(store: Store, *names: str, day: date = date(2020, 3, 2)) -> tuple[list[Learner], str]:
    """Learners of these names who all were at one class's only session."""
    people = [
        keeping.new_record(
            store, Learner, full_name=name, birth_year=1985, birth_band=1980, village=VILLAGE, phone=PHONE, sex="female"
        )
        for name in names
    ]
    keeping.save_records(store, people)
    entry = classes.new_class_entry(store)
    record = replace(entry.learning_class, topic="Trồng mắc ca", starts_on=day, field="economy")
    marks = tuple(person.id for person in people)
    session = replace(entry.sessions[0], held_on=day, present=len(marks), women=len(marks), attended=marks)
    classes.save_class(store, ClassEntry(record, (session,)))
    rows = [keeping.new_record(store, Enrolment, class_id=record.id, learner_id=one) for one in marks]
    keeping.save_records(store, rows)
    return people, record.id


def bytes_of(store: Store) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(store.path.parent.glob("c.db*")))


def test_everything_kept_is_shown(store: Store) -> None:
    (person,), class_id = enrol(store, NAME)
    drafts.save_draft(store, "learner", person.id, {"full_name": NAME})
    (found,) = personal_data.find_people(store, "thu nghiem")
    kept = personal_data.kept_about(store, found.kind, found.id)
    assert dict(kept.fields)["village"] == VILLAGE
    assert [(c.class_id, c.attended, c.sessions) for c in kept.classes] == [(class_id, 1, 1)]
    assert kept.changes == 1
    assert kept.drafts == 1


def test_erasing_leaves_no_trace_and_every_figure(store: Store) -> None:
    (person, other), class_id = enrol(store, NAME, "Quàng Thị Giữ Lại")
    keeping.save_records(store, [replace(person, note="mới chuyển đến", phone="0999888777")])  # a line of history
    drafts.save_draft(store, "learner", "new", {"full_name": NAME})
    before = reporting.figures(store, YEAR)
    assert NAME.encode() in bytes_of(store)
    personal_data.erase_person(store, "learner", person.id)
    left = bytes_of(store)
    for text in (NAME, "0999888777", "mới chuyển đến"):
        assert text.encode() not in left
    assert "Quàng Thị Giữ Lại".encode() in left
    assert reporting.figures(store, YEAR) == before
    kept = personal_data.kept_about(store, "learner", person.id)
    assert dict(kept.fields) == {"sex": "female", "birth_band": 1980}
    assert [c.class_id for c in kept.classes] == [class_id]
    assert personal_data.find_people(store, NAME) == ()
    assert len(personal_data.find_people(store, other.full_name)) == 1
    assert changes.recent_changes(store, 1)[0].label == "erase_person"
    assert safekeeping.check(store).sound


def test_what_was_erased_does_not_come_back(store: Store) -> None:
    (person,), _class = enrol(store, NAME)
    keeping.save_records(store, [replace(person, note="sửa")])
    saved = changes.recent_changes(store, 1)[0].id
    personal_data.erase_person(store, "learner", person.id)
    with pytest.raises(ClcError) as caught:
        changes.undo(store, saved)
    assert caught.value.code == "changed_since"
    assert NAME.encode() not in bytes_of(store)


def test_a_member_of_staff_keeps_the_name_that_the_lists_need(store: Store) -> None:
    member = keeping.new_record(
        store, StaffMember, full_name=NAME, post="director", birth_year=1970, phone=PHONE, sex="male"
    )
    keeping.save_records(store, [member])
    personal_data.erase_person(store, "staff_member", member.id)
    (left,) = keeping.list_records(store, StaffMember)
    assert left == replace(member, birth_year=None, phone="")
    assert PHONE.encode() not in bytes_of(store)


def test_the_sheet_for_a_person_says_all_and_is_noted(store: Store, tmp_path: Path) -> None:
    (person,), _class = enrol(store, NAME)
    out = personal_data.export_person(store, "learner", person.id, tmp_path / "phieu.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(out).pages)
    flat = " ".join(text.split())
    for value in (NAME, VILLAGE, PHONE, "1985", "nữ", "Trồng mắc ca", "91/2025/QH15"):
        assert value in flat
    assert changes.recent_changes(store, 1)[0].label == "export_person"
    with pytest.raises(ClcError, match="file_exists"):
        personal_data.export_person(store, "learner", person.id, out)


def test_the_sheet_for_a_speaker_names_the_courses(store: Store, tmp_path: Path) -> None:
    speaker = keeping.new_record(store, Collaborator, full_name=NAME, role="speaker", trained_years=(2025, 2026))
    keeping.save_records(store, [speaker])
    path = tmp_path / "p.pdf"
    personal_data.export_person(store, "collaborator", speaker.id, path)
    assert "2025, 2026" in PdfReader(path).pages[0].extract_text()


def test_names_of_those_who_no_longer_come_are_removed(store: Store) -> None:
    enrol(store, "Người Năm Mười Tám", day=date(2018, 5, 1))
    enrol(store, "Người Năm Hai Mươi", day=date(2020, 5, 1))
    assert personal_data.idle_learners(store, 2020) == 1
    assert personal_data.erase_idle(store, 2020) == 1
    left = bytes_of(store)
    assert "Người Năm Mười Tám".encode() not in left
    assert "Người Năm Hai Mươi".encode() in left
    with pytest.raises(ClcError) as caught:
        personal_data.erase_idle(store, 2020)
    assert caught.value.code == "nobody_idle"


def test_the_name_of_somebody_who_was_deleted_goes_with_the_others(store: Store) -> None:
    (person,), _class = enrol(store, NAME, day=date(2018, 5, 1))
    keeping.delete_records(store, [person])
    assert personal_data.erase_idle(store, 2020) == 1
    assert NAME.encode() not in bytes_of(store)


def test_older_copies_give_way_to_one_without_the_name(store: Store) -> None:
    (person,), _class = enrol(store, NAME)
    personal_data.renew_copies(store)
    personal_data.erase_person(store, "learner", person.id)
    assert personal_data.older_copies(store) == 1
    made = personal_data.renew_copies(store)
    assert personal_data.older_copies(store) == 1
    assert NAME.encode() not in made.read_bytes()


LETTERS = st.characters(categories=["L", "M", "N", "P", "Zs"], exclude_characters="\0")


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(names=st.lists(st.text(LETTERS, min_size=1, max_size=20), min_size=1, max_size=20))
def test_any_name_is_found_as_it_was_typed(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    made = workspace.open_store(tmp_path_factory.mktemp("one") / "c.db")
    workspace.setup_centre(made, "xã Pú Nhung")
    typed = [name for name in names if search_key(clean(name))]
    if typed:
        keeping.save_records(made, [keeping.new_record(made, Learner, full_name=name) for name in typed])
    for name in typed:
        assert clean(name) in [person.name for person in personal_data.find_people(made, name)]
    made.close()
