"""Before a submission: what stops it, what is asked, and what is not asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import Facility, SelfAssessment, StaffMember
from clc_desktop.store.database import Store
from clc_desktop.store.records import put
from clc_desktop.usecases import classes, drafts, keeping, submission_check, workspace
from clc_desktop.usecases.submission_check import check_before_submit, remember_reasons
from tests.factories import class_entry, quick

YEAR = calendar_year(2020)
NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Store]:
    """A centre that has everything that is asked for but classes."""
    with clock.fixed(NOW, 1):
        store = quick(workspace.open_store(tmp_path / "c.db"))
        workspace.setup_centre(store, "xã Pú Nhung")
        targets = keeping.plan_table(store, 2020)
        keeping.save_records(store, [replace(target, classes=1, turns=9) for target in targets])
        made: list[Any] = [
            keeping.new_record(store, StaffMember, full_name="Lò Văn An", post="director"),
            keeping.new_record(store, Facility, year=2020, wifi=True),
            keeping.new_record(store, SelfAssessment, year=2020, rank="good"),
        ]
        keeping.save_records(store, made)
        add(store, "Trồng ngô")
        yield store
        store.close()


def add(store: Store, topic: str, presents: tuple[int, ...] = (30,), **values: Any) -> str:
    """A class as a merge may bring it: whatever is wrong with it."""
    unit = workspace.identity(store)
    assert unit is not None
    entry = class_entry(unit.unit_id, presents, values.pop("day", date(2020, 3, 5)), topic=topic, **values)
    with store.write("test") as tx:
        put(tx, entry.learning_class, *entry.sessions)
    return entry.learning_class.id


def codes(store: Store) -> dict[str, str]:
    return {line.code: line.severity for line in check_before_submit(store, YEAR)}


def test_a_complete_year_has_nothing_to_ask(centre: Store) -> None:
    assert codes(centre) == {}


def test_an_empty_centre_is_asked_for_everything(tmp_path: Path) -> None:
    with clock.fixed(NOW):
        store = quick(workspace.open_store(tmp_path / "e.db"))
        workspace.setup_centre(store, "xã Pú Nhung")
        assert codes(store) == dict.fromkeys(
            ("no_class", "no_plan", "no_staff", "no_facility", "no_assessment"), "warning"
        )
        store.close()


@pytest.mark.parametrize(
    ("values", "code", "severity"),
    [
        ({"presents": ()}, "no_session", "error"),
        ({"presents": (0,)}, "nobody_present", "warning"),
        ({"day": date(2020, 12, 31), "hosting": "joint"}, "joint_without_partner", "warning"),
        ({"presents": (), "state": "planned"}, "still_planned", "warning"),
    ],
)
def test_what_is_wrong_with_a_class_leads_to_it(
    centre: Store, values: dict[str, Any], code: str, severity: str
) -> None:
    made = add(centre, "Nuôi gà", **values)
    (line,) = check_before_submit(centre, YEAR)
    assert (line.code, line.severity) == (code, severity)
    assert [(place.kind, place.record_id, place.title) for place in line.places] == [
        ("learning_class", made, "Nuôi gà")
    ]


def test_more_women_than_people_stop_the_submission(centre: Store) -> None:
    entry = classes.get_class(centre, add(centre, "Nuôi gà"))
    with centre.write("test") as tx:
        put(tx, replace(entry.sessions[0], women=99))
    lines = check_before_submit(centre, YEAR)
    assert [(line.code, line.severity) for line in lines] == [("women_over_present", "error")]
    with pytest.raises(ClcError, match="submission_has_errors"):
        submission_check.refuse_errors(lines)


def test_a_session_outside_the_period_and_one_in_the_future(centre: Store) -> None:
    entry = classes.get_class(centre, add(centre, "Nuôi gà"))
    late = replace(entry.sessions[0], id=clock.new_id(), held_on=date(2021, 1, 9))
    with centre.write("test") as tx:
        put(tx, late)
    assert codes(centre) == {"session_outside": "warning"}
    with clock.fixed(datetime(2026, 3, 1, tzinfo=UTC)):
        add(centre, "Mai sau", day=date(2026, 4, 1))
        found = {line.code for line in check_before_submit(centre, calendar_year(2026))}
    assert "future_date" in found


def test_one_topic_twice_on_a_day_is_asked_about_with_both(centre: Store) -> None:
    add(centre, "TRONG NGO")
    (line,) = check_before_submit(centre, YEAR)
    assert (line.code, len(line.places)) == ("same_topic_same_day", 2)


def test_no_director_in_office_on_the_last_day(centre: Store) -> None:
    (boss,) = keeping.list_records(centre, StaffMember)
    keeping.save_records(centre, [replace(boss, until=date(2020, 6, 1))])
    assert codes(centre) == {"no_staff": "warning"}
    keeping.save_records(centre, [keeping.new_record(centre, StaffMember, full_name="Cà Thị B", post="deputy")])
    assert codes(centre) == {"no_director": "warning"}


def test_what_is_half_typed_is_named(centre: Store) -> None:
    drafts.save_draft(centre, "class", "new", {"topic": "Dở dang"})
    drafts.save_draft(centre, f"{drafts.SETTINGS}report_layout", "2020", {"signer": "Không thuộc số liệu"})
    (line,) = check_before_submit(centre, YEAR)
    assert (line.code, line.places[0].kind, line.places[0].title) == ("draft_left", "class", "Dở dang")


def test_a_wrong_clock_is_told(centre: Store) -> None:
    with clock.fixed(datetime(1970, 1, 1, tzinfo=UTC)):
        assert codes(centre)["wrong_clock"] == "warning"
    with clock.fixed(datetime(2026, 5, 1, tzinfo=UTC)):  # later than the program, earlier than its own last change
        assert codes(centre)["wrong_clock"] == "warning"


def test_a_reason_holds_until_it_is_about_something_new(centre: Store) -> None:
    add(centre, "Vắng", (0,))
    lines = check_before_submit(centre, YEAR)
    with pytest.raises(ClcError, match="reason_missing"):
        remember_reasons(centre, YEAR, lines, "  ")
    remember_reasons(centre, YEAR, lines, "Trời mưa to, không ai đến")
    (line,) = check_before_submit(centre, YEAR)
    assert (line.reason, line.is_open) == ("Trời mưa to, không ai đến", False)
    assert check_before_submit(centre, calendar_year(2021)), "another period has its own"
    add(centre, "Vắng nữa", (0,))
    (line,) = check_before_submit(centre, YEAR)
    assert line.is_open, "the reason was not given for the second class"


def test_a_reason_never_lets_an_error_pass(centre: Store) -> None:
    add(centre, "Chưa có buổi", ())
    remember_reasons(centre, YEAR, check_before_submit(centre, YEAR), "kệ")
    (line,) = check_before_submit(centre, YEAR)
    assert line.is_open
