"""What the programme of 2025–2030 asks of a centre, and how far a year is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.records import Collaborator, Facility, LiteracyYear, Record, StaffMember
from clc_desktop.store.database import Store
from clc_desktop.usecases import classes, keeping, programme


def save(store: Store, cls: type[Record], **values: object) -> None:
    keeping.save_records(store, [keeping.new_record(store, cls, **values)])


def held(store: Store, day: date, present: int) -> None:
    made = classes.new_class_entry(store, topic="Trồng ngô", starts_on=day)
    session = replace(made.sessions[0], held_on=day, present=present)
    classes.save_class(store, ClassEntry(made.learning_class, (session,)))


def test_nothing_recorded_leaves_everything_open(centre: Store) -> None:
    found = programme.progress(centre, 2026)
    assert {one.met for one in found} == {None}
    assert found[0].missing == ("office", "internet_pc")


def test_each_is_counted_from_what_is_recorded(centre: Store) -> None:
    save(centre, Facility, year=2025, office=True, internet_pc=True, library=True)
    save(centre, Facility, year=2026, wifi=False)
    save(centre, Facility, year=2027, wifi=True)
    save(centre, LiteracyYear, year=2026, population=1000, illiterate=96, phase1=10, phase2=20)
    save(centre, StaffMember, full_name="A", post="director", trained_years=(2025,))
    save(centre, StaffMember, full_name="B", post="deputy", trained_years=(2027,))
    save(centre, StaffMember, full_name="C", post="accountant")
    save(centre, StaffMember, full_name="D", post="teacher", until=date(2026, 6, 1))
    held(centre, date(2025, 3, 1), 100)
    held(centre, date(2026, 3, 1), 105)
    found = {one.asked: one for one in programme.progress(centre, 2026)}
    assert {asked: one.met for asked, one in found.items()} == {
        "office": True, "library": False, "trained": False, "phase1": False, "phase2": True, "learners": True,
    }  # fmt: skip
    assert found["library"].missing == ("wifi",)
    assert (found["trained"].part, found["trained"].whole, found["phase1"].share) == (1, 2, Decimal("10.4"))
    assert found["learners"].share == Decimal("5.0")


def test_speakers_in_office_count_among_the_trained(centre: Store) -> None:
    """Not collaborators and guides, nor who serves no more on the year's last day, nor a course of a later year."""
    save(centre, StaffMember, full_name="A", post="director", trained_years=(2025,))
    save(centre, Collaborator, full_name="B", role="speaker", trained_years=(2026,))
    save(centre, Collaborator, full_name="C", role="speaker", trained_years=(2027,))
    save(centre, Collaborator, full_name="D", role="speaker", trained_years=(2025,), until=date(2026, 12, 30))
    save(centre, Collaborator, full_name="E", role="speaker", since=date(2027, 1, 1))
    for role in ("collaborator", "guide"):
        save(centre, Collaborator, full_name="F", role=role, trained_years=(2025,))
    (trained,) = (one for one in programme.progress(centre, 2026) if one.asked == "trained")
    assert (trained.part, trained.whole, trained.met) == (2, 3, False)
    (trained,) = (one for one in programme.progress(centre, 2027) if one.asked == "trained")
    assert (trained.part, trained.whole, trained.met) == (3, 4, False)


def test_a_share_is_compared_before_it_is_rounded(centre: Store) -> None:
    """10.46 % is printed as 10.5 % and is not enough."""
    save(centre, LiteracyYear, year=2026, population=1000, illiterate=8600, phase1=900)
    (phase1,) = (one for one in programme.progress(centre, 2026) if one.asked == "phase1")
    assert (phase1.share, phase1.met) == (Decimal("10.5"), False)
