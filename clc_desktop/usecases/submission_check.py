"""Looking over a period before it is submitted: what stops it, and what a person may let stand with a reason.

A centre looks at its records; an aggregator at the units below it, whose records they are.

A reason is kept with what it was given for; as soon as that is about other records it is asked for again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import (
    KINDS,
    ClassSession,
    Facility,
    LearningClass,
    PlanTarget,
    Record,
    SelfAssessment,
    StaffMember,
)
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store import conflicts, drafts, history, remarks, transfers
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.records import find
from clc_desktop.usecases import upwards
from clc_desktop.usecases.settings import read_setting, write_setting
from clc_desktop.usecases.workspace import read_taxonomy, require_identity

Severity = Literal["error", "warning"]
RELEASED = date(2026, 1, 1)
"""No machine with this program can rightly show an earlier day."""

_FROM_ABOVE = "read_"
"""How the labels of changes begin that a file from above, or from another PC of ours, has made."""
_ONE_DAY = timedelta(days=1)
_LOOKED_BACK = 50
_KEPT = "submit_reasons"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is mended: a record or a unit, by kind and id ("" for the page of the kind); ``title`` tells
    which."""

    kind: str
    record_id: str = ""
    title: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing to look at, wherever it was found; ``reason`` is what a person said to let a warning stand."""

    code: str
    severity: Severity
    places: tuple[Place, ...]
    data: dict[str, Any]
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it still asks something of a person."""
        return self.severity == "error" or not self.reason


def check_before_submit(store: Store, period: Period) -> tuple[CheckLine, ...]:
    """Everything that stops the submission of a period, then everything doubtful about it."""
    kept = [draft for draft in drafts.every(store) if not draft.form.startswith(drafts.SETTINGS)]
    with store.read() as conn:
        who = require_identity(conn)
        of_records = (*_classes(conn, who.unit_id, period), *_yearly(conn, who.unit_id, period))
        of_units = (_Found(one.code, "warning", Place("unit", one.unit_id, one.unit_name))
                    for one in upwards.unready_units(conn, period))  # fmt: skip
        found = [*_clock(conn), *(of_records if who.role == "centre" else of_units), *_waiting(conn, period)]
        reasons = read_setting(conn, f"{_KEPT}.{period.code}", {})
    found += [
        _Found("draft_left", "warning", Place(draft.form, draft.key, _title_of_draft(draft.values))) for draft in kept
    ]
    return tuple(_with_reason(line, reasons) for line in _gathered(found))


def changed_since_sent(store: Store, period: Period) -> int:
    """How many records of a period were changed here since its latest file was written; 0 where there is none."""
    with store.read() as conn:
        who = require_identity(conn)
        latest = next((sent for sent in transfers.sent_files(conn) if sent.period == period.code), None)
        if latest is None:
            return 0
        units = upwards.submitted_units(conn, who)
        return transfers.changed_since(conn, who.unit_id, period, units, latest.made_at, _FROM_ABOVE)


def remember_reasons(store: Store, period: Period, lines: Iterable[CheckLine], reason: str) -> None:
    """Keep why these warnings may stand; ClcError ``reason_missing``."""
    reason = rules.required_reason(reason)
    with store.write("submit_reasons", period.code) as tx:
        known = read_setting(tx.conn, f"{_KEPT}.{period.code}", {})
        given = {line.code: {"reason": reason, "about": _about(line)} for line in lines if line.severity == "warning"}
        write_setting(tx, f"{_KEPT}.{period.code}", known | given)


@dataclass(frozen=True, slots=True)
class _Found:
    code: str
    severity: Severity
    place: Place
    data: tuple[tuple[str, Any], ...] = ()


def _gathered(found: Sequence[_Found]) -> list[CheckLine]:
    """One line for each code, those that stop the submission first."""
    by_code: dict[tuple[str, Severity], list[_Found]] = defaultdict(list)
    for one in found:
        by_code[one.code, one.severity].append(one)
    lines = [
        CheckLine(code, severity, tuple(dict.fromkeys(one.place for one in ones)), dict(ones[0].data))
        for (code, severity), ones in by_code.items()
    ]
    return sorted(lines, key=lambda line: line.severity != "error")


def _with_reason(line: CheckLine, reasons: dict[str, Any]) -> CheckLine:
    """The reason given before holds as long as nothing new has come to what it was given for."""
    given = reasons.get(line.code)
    if line.severity == "error" or given is None or not set(_about(line)) <= set(given["about"]):
        return line
    return replace(line, reason=given["reason"])


def _about(line: CheckLine) -> list[str]:
    return sorted(place.record_id or place.kind for place in line.places)


def _title_of_draft(values: dict[str, Any]) -> str:
    names = ("topic", "full_name", "subject", "symbol")
    return next((str(values[name]) for name in names if values.get(name)), "")


# --- what is looked at ------------------------------------------------------------------------------------------------


def _clock(conn: Connection) -> Iterator[_Found]:
    """A machine whose day lies before what was written on it, or before the program was made."""
    latest = max((change.at for change in history.recent(conn, _LOOKED_BACK)), default="")
    today = clock.today()
    behind = latest and date.fromisoformat(latest[:10]) - _ONE_DAY > today
    if behind or today < RELEASED:
        yield _Found("wrong_clock", "warning", Place("clock"), (("day", today),))


def _classes(conn: Connection, unit_id: str, period: Period) -> Iterator[_Found]:
    every = find(conn, LearningClass, unit_id=unit_id)
    found = [made for made in every if period.start <= made.starts_on <= period.end]
    sessions: dict[str, list[ClassSession]] = defaultdict(list)
    for session in find(conn, ClassSession, unit_id=unit_id):
        sessions[session.class_id].append(session)
    if not found:
        yield _Found("no_class", "warning", Place(LearningClass.kind))
    codes = {field.code for field in read_taxonomy(conn)}
    for made in found:
        entry = ClassEntry(made, tuple(sessions[made.id]))
        place = Place(made.kind, made.id, made.topic, made.starts_on)
        yield from (_Found(p.code, p.severity, place) for p in _standing(entry, codes))
        if any(not period.start <= session.held_on <= period.end for session in entry.sessions):
            yield _Found("session_outside", "warning", place)
        if made.state == "planned" and made.starts_on <= clock.today():
            yield _Found("still_planned", "warning", place)
    yield from _twice(found)


def _standing(entry: ClassEntry, codes: set[str]) -> Iterator[Problem]:
    """What is wrong with a class, and the doubts that nobody has answered on its form."""
    answered = {code for code, reason in entry.learning_class.reasons if reason.strip()}
    for problem in rules.check_class(entry, codes, clock.today()):
        if problem.severity == "error" or problem.code not in answered:
            yield problem


def _twice(found: Iterable[LearningClass]) -> Iterator[_Found]:
    """Classes of one topic on one day: perhaps recorded twice."""
    same: dict[tuple[date, str], list[LearningClass]] = defaultdict(list)
    for made in found:
        if made.state == "held":
            same[made.starts_on, search_key(made.topic)].append(made)
    for classes in same.values():
        if len(classes) > 1:
            yield from (
                _Found("same_topic_same_day", "warning", Place(m.kind, m.id, m.topic, m.starts_on)) for m in classes
            )


def _yearly(conn: Connection, unit_id: str, period: Period) -> Iterator[_Found]:
    year = period.year
    plan = find(conn, PlanTarget, unit_id=unit_id, year=year)
    if not any(target.classes or target.turns for target in plan):
        yield _of_year("no_plan", PlanTarget, year)
    staff = [person for person in find(conn, StaffMember, unit_id=unit_id) if _in_office(person, period.end)]
    if not staff:
        yield _of_year("no_staff", StaffMember, year)
    elif not any(person.post == "director" for person in staff):
        yield _of_year("no_director", StaffMember, year)
    if not find(conn, Facility, unit_id=unit_id, year=year):
        yield _of_year("no_facility", Facility, year)
    if not find(conn, SelfAssessment, unit_id=unit_id, year=year):
        yield _of_year("no_assessment", SelfAssessment, year)


def _of_year(code: str, cls: type[Record], year: int) -> _Found:
    return _Found(code, "warning", Place(cls.kind), (("year", year),))


def _in_office(person: StaffMember, day: date) -> bool:
    return (person.since is None or person.since <= day) and (person.until is None or person.until >= day)


def _waiting(conn: Connection, period: Period) -> Iterator[_Found]:
    """Rows that came back and are as they were, and records that two machines see differently."""
    own = require_identity(conn).unit_id
    for remark in remarks.unchanged(conn, remarks.returned(conn, own, period.code)):
        yield _Found("returned_row", "warning", _place(conn, remark.kind, remark.record_id))
    for conflict in conflicts.open_conflicts(conn):
        yield _Found("open_conflict", "warning", _place(conn, conflict.kind, conflict.record_id))


def _place(conn: Connection, kind: str, record_id: str) -> Place:
    """The record, by its name; what belongs to a class is mended in the class."""
    found: Any = next(iter(find(conn, KINDS[kind], id=record_id)), None) if kind in KINDS else None
    if found is None:
        return Place(kind, record_id)
    if hasattr(found, "class_id"):
        return _place(conn, LearningClass.kind, found.class_id)
    names = ("topic", "full_name", "subject", "symbol")
    title = next((str(getattr(found, name)) for name in names if getattr(found, name, "")), "")
    return Place(kind, record_id, title, getattr(found, "starts_on", None))


def refuse_errors(lines: Iterable[CheckLine]) -> None:
    """ClcError ``submission_has_errors`` where something stops the submission."""
    count = sum(len(line.places) for line in lines if line.severity == "error")
    if count:
        raise ClcError("submission_has_errors", count=count)
