"""What is wrong with a record, and what is only doubtful."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from clc_desktop.domain import rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.records import (
    KINDS,
    ActivityField,
    ClassSession,
    Collaborator,
    Facility,
    FundingEntry,
    IssuedDocument,
    Learner,
    LearningClass,
    LiteracyYear,
    PlanTarget,
    Record,
    SelfAssessment,
    StaffMember,
    TrainingEvent,
)
from tests.factories import DAY, UNIT, learning_class, numbered, session
from tests.sync.samples import records as any_record

FIELDS = {"law", "health"}
TODAY = date(2020, 6, 1)
KNOWN: dict[str, Any] = {"id": numbered(1), "unit_id": UNIT}


def class_codes(entry: ClassEntry) -> list[tuple[str, str, str]]:
    return [(p.code, p.where, p.severity) for p in rules.check_class(entry, FIELDS, TODAY)]


def entry(*sessions: ClassSession, **values: Any) -> ClassEntry:
    return ClassEntry(learning_class(**values), sessions or (session(),))


def test_nothing_is_wrong_with_an_ordinary_class() -> None:
    assert class_codes(entry()) == []
    assert class_codes(entry(hosting="joint", partners=("Hội Nông dân",))) == []
    assert class_codes(entry(state="planned", starts_on=date(2020, 12, 1))) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (entry(topic=" "), ("required", "topic", "error")),
        (entry(field="cooking"), ("unknown_field", "field", "error")),
        (entry(enrolled=-1), ("negative", "enrolled", "error")),
        (entry(starts_on=date(3013, 9, 4), state="planned"), ("year_out_of_range", "starts_on", "error")),
        (entry(note="x" * 10_001), ("text_too_long", "note", "error")),
        (entry(hosting="joint"), ("joint_without_partner", "partners", "warning")),
        (entry(starts_on=date(2020, 6, 2)), ("future_date", "starts_on", "warning")),
        (entry(session(held_on=date(1989, 1, 1))), ("year_out_of_range", "held_on", "error")),
        (entry(session(1, present=-1), session(2)), ("negative", "present", "error")),
        (entry(session(meetings=0)), ("no_meeting", "meetings", "error")),
        (entry(session(women=-1)), ("negative", "women", "error")),
        (entry(session(present=1, attended=("a", "b"))), ("present_under_marks", "present", "error")),
        (entry(session(present=0)), ("nobody_present", "present", "warning")),
        (ClassEntry(learning_class(), ()), ("no_session", "starts_on", "error")),
    ],
)
def test_problems_of_a_class(given: ClassEntry, expected: tuple[str, str, str]) -> None:
    assert expected in class_codes(given)


@pytest.mark.parametrize("part", ["women", "minority", "rural"])
def test_parts_and_the_whole(part: str) -> None:
    assert class_codes(entry(session(present=5, **{part: 5}))) == []
    assert class_codes(entry(session(present=5, **{part: 6}))) == [(f"{part}_over_present", part, "error")]


def test_how_many_are_too_many() -> None:
    assert class_codes(entry(session(present=1000))) == []
    assert class_codes(entry(session(present=1001))) == [("very_many_present", "present", "warning")]
    assert class_codes(entry(session(present=3000, meetings=3))) == []


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (PlanTarget(**KNOWN, year=2020, field="law", classes=-1, turns=0), "negative"),
        (PlanTarget(**KNOWN, year=2020, field="cooking", classes=0, turns=0), "unknown_field"),
        (PlanTarget(**KNOWN, year=3013, field="law", classes=0, turns=0), "year_out_of_range"),
        (StaffMember(**KNOWN, full_name=" ", post="director"), "required"),
        (StaffMember(**KNOWN, full_name="A", post="director", since=date(202, 1, 1)), "year_out_of_range"),
        (Collaborator(**KNOWN, full_name="", role="speaker"), "required"),
        (Learner(**KNOWN), "required"),
        (FundingEntry(**KNOWN, year=2020, source="state", purpose="regular", amount=-1), "negative"),
        (TrainingEvent(**KNOWN, year=2020, organiser="", participants=1), "required"),
        (TrainingEvent(**KNOWN, year=2020, organiser="Sở", participants=-1), "negative"),
        (TrainingEvent(**KNOWN, year=2020, organiser="Sở", participants=1, month=13), "month_out_of_range"),
        (TrainingEvent(**KNOWN, year=2020, organiser="Sở", participants=1, month=0), "month_out_of_range"),
        (Facility(**KNOWN, year=2020, rooms=-1), "negative"),
        (LiteracyYear(**KNOWN, year=2020, phase1=-1), "negative"),
        (SelfAssessment(**KNOWN, year=2020, rank="good", points=(("1", 5), ("2", -1))), "negative"),
        (ActivityField(**KNOWN, code="", name="Luật"), "required"),
        (IssuedDocument(**KNOWN, type_name="Kế hoạch", symbol=" ", issued_on=DAY), "required"),
        (IssuedDocument(**KNOWN, type_name="QĐ", symbol="14/2013/QĐ-UBND", issued_on=date(2012, 9, 4)), "document_year_differs"),  # noqa: E501
    ],
)  # fmt: skip
def test_problems_of_other_records(record: Record, code: str) -> None:
    assert [problem.code for problem in rules.check_record(record, FIELDS)] == [code]


@pytest.mark.parametrize(
    "record",
    [
        PlanTarget(**KNOWN, year=2020, field="", classes=0, turns=0),
        StaffMember(**KNOWN, full_name="A", post="other"),
        TrainingEvent(**KNOWN, year=2020, organiser="Sở", participants=0, month=12),
        Facility(**KNOWN, year=2020),
        IssuedDocument(**KNOWN, type_name="QĐ", symbol="14/2013/QĐ-UBND", issued_on=date(2013, 9, 4)),
        IssuedDocument(**KNOWN, type_name="KH", symbol="11/KH-UBND", issued_on=date(2020, 9, 4)),
    ],
)
def test_nothing_is_wrong_with_these(record: Record) -> None:
    assert rules.check_record(record, FIELDS) == ()


@pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)
def test_any_record_of_any_kind_can_be_checked(cls: type[Record]) -> None:
    @given(any_record(cls))
    def check(record: Record) -> None:
        for problem in rules.check_record(record, FIELDS):
            assert problem.code
            assert problem.where in record.__dataclass_fields__

    check()


def test_errors_and_warnings_are_told_apart() -> None:
    error, warning = Problem("a"), Problem("b", severity="warning")
    assert rules.errors([error, warning]) == (error,)


def test_the_day_of_the_first_session_decides() -> None:
    given = entry(session(1, held_on=date(2020, 4, 2)), session(2, held_on=date(2020, 3, 9)))
    assert given.dated().learning_class.starts_on == date(2020, 3, 9)
    none = ClassEntry(learning_class(state="planned"), ())
    assert none.dated() == none
    assert isinstance(replace(given.learning_class), LearningClass)
    assert given.turns == 80
