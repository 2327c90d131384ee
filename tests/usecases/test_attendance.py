"""Marks, head-counts and sessions: what is kept, what follows from it, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.usecases import attendance, changes, classes, rosters
from clc_desktop.usecases.attendance import Marks
from tests.districts import kept_learner
from tests.factories import DAY

from .conftest import YEAR, District


@pytest.fixture
def roll(district: District) -> tuple[District, str, str, tuple[str, ...]]:
    """A class of nobody yet with three women and a man on its roster."""
    entry = district.record(district.one, 0, reasons=(("nobody_present", "điểm danh"),))
    people: list[rosters.Newcomer] = [{"full_name": f"Lò Thị {n}", "sex": "female"} for n in ("A", "B", "C")]
    ids = rosters.add_to_roster(district.one, entry.learning_class.id, [*people, {"full_name": "Vì D", "sex": "male"}])
    return district, entry.learning_class.id, entry.sessions[0].id, ids


def test_marks_make_the_count_and_women_follow_from_sexes(roll: Any) -> None:
    district, class_id, session, ids = roll
    saved = attendance.save_marks(district.one, session, Marks(ids[1:], ids[:1]))
    assert (saved.present, saved.women, saved.absent) == (3, 2, ids[:1])
    assert classes.get_class(district.one, class_id).turns == 3
    changes.undo_last(district.one)
    assert classes.get_class(district.one, class_id).turns == 0


def test_women_are_typed_where_a_sex_is_not_known(roll: Any) -> None:
    district, class_id, session, ids = roll
    more = rosters.add_to_roster(district.one, class_id, [{"full_name": "Mùa E"}])
    assert attendance.save_marks(district.one, session, Marks((*ids, *more), ())).women is None
    assert attendance.save_counts(district.one, session, None, 4, 5, 2).present == 5
    fewer = attendance.save_marks(district.one, session, Marks((ids[0], *more), ()))
    assert (fewer.women, fewer.minority, fewer.rural) == (2, 2, 2), "a part is never greater than the whole"


def test_a_person_is_present_or_absent_never_both_and_never_twice(roll: Any) -> None:
    district, _class_id, session, ids = roll
    saved = attendance.save_marks(district.one, session, Marks((ids[0], ids[0]), (ids[0], ids[1])))
    assert (saved.attended, saved.absent, saved.present) == (ids[:1], ids[1:2], 1)


def test_a_class_mixes_sessions_with_marks_and_head_counts(roll: Any) -> None:
    district, class_id, session, ids = roll
    later = attendance.add_session(district.one, class_id, DAY + timedelta(days=7))
    attendance.save_counts(district.one, later.id, 40, 21, None, None)
    attendance.save_marks(district.one, session, Marks(ids, ()))
    assert [s.present for s in classes.get_class(district.one, class_id).sessions] == [4, 40]
    (row,) = attendance.list_rolls(district.one, YEAR)
    assert (row.people, row.sessions, row.empty, row.turns) == (4, 2, 0, 44)
    with pytest.raises(InvalidRecord):
        attendance.save_counts(district.one, later.id, 40, 41, None, None)
    assert attendance.clear_count(district.one, later.id).present == 0
    assert attendance.list_rolls(district.one, YEAR)[0].empty == 1


def test_an_earlier_session_moves_the_day_of_the_class(roll: Any) -> None:
    district, class_id, session, _ids = roll
    earlier = attendance.add_session(district.one, class_id, DAY - timedelta(days=3))
    assert classes.get_class(district.one, class_id).learning_class.starts_on == DAY - timedelta(days=3)
    attendance.move_session(district.one, earlier.id, DAY + timedelta(days=1))
    assert classes.get_class(district.one, class_id).learning_class.starts_on == DAY
    with pytest.raises(InvalidRecord):
        attendance.move_session(district.one, earlier.id, date(3013, 9, 4))
    attendance.delete_session(district.one, earlier.id)
    with pytest.raises(ClcError, match="last_session"):
        attendance.delete_session(district.one, session)


def test_one_who_was_marked_and_is_no_more_on_the_roster_is_still_shown(roll: Any) -> None:
    district, class_id, session, ids = roll
    guest = kept_learner(district.one, full_name="Khách A")
    attendance.save_marks(district.one, session, Marks((*ids, guest.id), ()))
    members = rosters.read_roster(district.one, class_id).members
    assert [(member.name, member.listed) for member in members[3:]] == [("Vì D", True), ("Khách A", False)]
