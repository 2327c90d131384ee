"""What makes a record wrong (errors) or doubtful (warnings). Pure: the same for a form, a workbook and a sync file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.domain.periods import FIRST_YEAR, LAST_YEAR
from clc_desktop.domain.records import (
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
from clc_desktop.domain.vietnamese import clean

LONGEST_TEXT = 10_000
"""Letters that a typed text may have."""

MANY_PRESENT = 1_000
"""A head-count above it is doubtful: the largest meeting of a commune has some hundreds."""


def check_class(entry: ClassEntry, fields: Collection[str], today: date) -> tuple[Problem, ...]:
    """The problems of a class with its sessions; ``fields`` are the codes of the taxonomy."""
    return (
        *_class_problems(entry.learning_class, fields, today),
        *(problem for session in entry.sessions for problem in _session_problems(session)),
        *_whole_problems(entry),
    )


def check_session(session: ClassSession) -> tuple[Problem, ...]:
    """The problems of one session by itself."""
    return tuple(_session_problems(session))


def check_record(record: Record, fields: Collection[str]) -> tuple[Problem, ...]:
    """The problems of any other record."""
    check = _CHECKS.get(type(record))
    return (*_common_problems(record), *(check(record, fields) if check else ()))


def required_reason(text: str) -> str:
    """A reason as it is kept; ClcError ``reason_missing`` where none was given."""
    if not clean(text):
        raise ClcError("reason_missing")
    return clean(text)


def errors(problems: Collection[Problem]) -> tuple[Problem, ...]:
    """Those that block saving."""
    return tuple(problem for problem in problems if problem.severity == "error")


def check_document_year(symbol: str, issued_on: date) -> Problem | None:
    """A symbol with a year ("14/2013/QĐ-UBND") names the year of its date: the 2020 report has 3013 beside 2013."""
    found = re.search(r"/((?:19|20)[0-9]{2})/", symbol)
    if found and int(found[1]) != issued_on.year:
        return Problem("document_year_differs", "issued_on", data={"symbol": symbol, "year": issued_on.year})
    return None


def _class_problems(record: LearningClass, fields: Collection[str], today: date) -> Iterator[Problem]:
    yield from _common_problems(record)
    if not record.topic.strip():
        yield Problem("required", "topic")
    if record.field not in fields:
        yield Problem("unknown_field", "field", data={"value": record.field})
    if record.enrolled is not None and record.enrolled < 0:
        yield Problem("negative", "enrolled")
    if record.hosting == "joint" and not record.partners:
        yield Problem("joint_without_partner", "partners", "warning")
    if record.state == "held" and record.starts_on > today:
        yield Problem("future_date", "starts_on", "warning", {"date": record.starts_on})


def _session_problems(session: ClassSession) -> Iterator[Problem]:
    yield from _date_problems(session)
    if session.present < 0:
        yield Problem("negative", "present")
    if session.meetings < 1:
        yield Problem("no_meeting", "meetings")
    if session.present < len(session.attended):
        yield Problem("present_under_marks", "present", data={"marks": len(session.attended)})
    if session.present > MANY_PRESENT * session.meetings:
        yield Problem("very_many_present", "present", "warning", {"present": session.present})
    for part in ("women", "minority", "rural"):
        count = getattr(session, part)
        if count is not None and count < 0:
            yield Problem("negative", part)
        if count is not None and count > session.present:
            yield Problem(f"{part}_over_present", part, data={"count": count, "present": session.present})


def _whole_problems(entry: ClassEntry) -> Iterator[Problem]:
    if entry.learning_class.state == "held" and not entry.sessions:
        yield Problem("no_session", "starts_on")
    elif entry.learning_class.state == "held" and entry.turns == 0:
        yield Problem("nobody_present", "present", "warning")


def _common_problems(record: Record) -> Iterator[Problem]:
    yield from _date_problems(record)
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            yield Problem("text_too_long", name, data={"limit": LONGEST_TEXT})
    year = getattr(record, "year", None)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        yield Problem("year_out_of_range", "year", data={"year": year})


def _date_problems(record: Record) -> Iterator[Problem]:
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            yield Problem("year_out_of_range", name, data={"year": value.year})


def _plan(record: PlanTarget, fields: Collection[str]) -> Iterator[Problem]:
    yield from _not_negative(record, "classes", "turns")
    if record.field and record.field not in fields:
        yield Problem("unknown_field", "field", data={"value": record.field})


def _person(record: StaffMember | Collaborator | Learner, _: Collection[str]) -> Iterator[Problem]:
    yield from _required(record, "full_name")


def _funding(record: FundingEntry, _: Collection[str]) -> Iterator[Problem]:
    yield from _not_negative(record, "amount")


def _training(record: TrainingEvent, _: Collection[str]) -> Iterator[Problem]:
    yield from _required(record, "organiser")
    yield from _not_negative(record, "participants", "centres")
    if record.month is not None and not 1 <= record.month <= 12:
        yield Problem("month_out_of_range", "month")


def _facility(record: Facility, _: Collection[str]) -> Iterator[Problem]:
    yield from _not_negative(record, "rooms", "books")


def _literacy(record: LiteracyYear, _: Collection[str]) -> Iterator[Problem]:
    yield from _not_negative(record, "population", "illiterate", "phase1", "phase2")


def _assessment(record: SelfAssessment, _: Collection[str]) -> Iterator[Problem]:
    if any(points < 0 for _, points in record.points):
        yield Problem("negative", "points")


def _field(record: ActivityField, _: Collection[str]) -> Iterator[Problem]:
    yield from _required(record, "code", "name", "unit_word")


def _document(record: IssuedDocument, _: Collection[str]) -> Iterator[Problem]:
    yield from _required(record, "type_name", "symbol")
    if problem := check_document_year(record.symbol, record.issued_on):
        yield problem


_CHECKS: dict[type[Record], Callable[[Any, Collection[str]], Iterator[Problem]]] = {
    PlanTarget: _plan,
    StaffMember: _person,
    Collaborator: _person,
    Learner: _person,
    FundingEntry: _funding,
    TrainingEvent: _training,
    Facility: _facility,
    LiteracyYear: _literacy,
    SelfAssessment: _assessment,
    ActivityField: _field,
    IssuedDocument: _document,
}


def _required(record: Any, *names: str) -> Iterator[Problem]:
    for name in names:
        if not getattr(record, name).strip():
            yield Problem("required", name)


def _not_negative(record: Any, *names: str) -> Iterator[Problem]:
    for name in names:
        value = getattr(record, name)
        if value is not None and value < 0:
            yield Problem("negative", name)
