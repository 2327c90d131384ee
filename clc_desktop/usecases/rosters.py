"""Danh sách lớp: who takes part in a class, typed one by one or pasted from Excel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.dates import parse_birth_year
from clc_desktop.domain.errors import ClcError, InvalidRecord, Problem
from clc_desktop.domain.learners import (
    LearnerRow,
    may_be_one,
    named_alike,
    names_apart,
    parse_person,
    with_details,
)
from clc_desktop.domain.records import ClassSession, Enrolment, Learner, LearningClass, Sex
from clc_desktop.domain.typed import parse_sex
from clc_desktop.domain.vietnamese import clean, search_key
from clc_desktop.store import learners as store_learners
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.records import find, find_ids, get, put, remove
from clc_desktop.tables_in.pasted import read_pasted
from clc_desktop.usecases.classes import read_class
from clc_desktop.usecases.keeping import tidy
from clc_desktop.usecases.workspace import require_identity

__all__ = ["parse_person", "with_details"]

Whose = Literal["ours", "other_pc", "deleted"]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a roster. ``name`` is ``full_name``, or tells homonyms apart; both are "" for a learner of another PC
    or a deleted one.

    ``listed`` is False for one who was marked in a session but is not on the roster (any more).
    """

    id: str
    name: str
    birth_year: int | None
    village: str
    sex: Sex | None
    whose: Whose = "ours"
    listed: bool = True
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """A class, its sessions by date, its people in the order in which they were enrolled: their numbers on paper."""

    learning_class: LearningClass
    sessions: tuple[ClassSession, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class KnownLearner:
    """Somebody who may be offered: ``words`` say who (no two alike), ``key`` is what typing is compared with."""

    id: str
    name: str
    words: str
    key: str


@dataclass(frozen=True, slots=True)
class PastedPerson:
    """One pasted row. ``namesakes`` are learners who may be meant, ``meant`` the only one who fits, else None: a new
    learner, or, where namesakes are, for a person to decide. ``decoded``: texts in old letters, before and after.
    """

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    decoded: tuple[tuple[str, str], ...] = ()
    namesakes: tuple[LearnerRow, ...] = ()
    meant: str | None = None

    @property
    def is_refused(self) -> bool:
        """Whether an error keeps it out."""
        return any(problem.severity == "error" for problem in self.problems)


PASTED_FIELDS: dict[str, Callable[[str], Any]] = {
    "full_name": clean,
    "birth_year": parse_birth_year,
    "village": clean,
    "sex": parse_sex,
}
"""What can be typed over in a pasted row, and how it is read."""

_folded = lru_cache(maxsize=65536)(search_key)

Newcomer = str | dict[str, Any]
"""The id of a learner known already, or the values of a new one."""


def read_roster(store: Store, class_id: str) -> Roster:
    """Roster and sessions of a class; ClcError ``record_missing``."""
    with store.read() as conn:
        entry = read_class(conn, class_id)
        return Roster(entry.learning_class, entry.sessions, members(conn, entry))


def known_learners(store: Store) -> tuple[KnownLearner, ...]:
    """Everyone with a name: those of the latest classes first, then the others as they were written down."""
    with store.read() as conn:
        unit_id = require_identity(conn).unit_id
        rows = [row for row in store_learners.list_learners(conn, unit_id) if row.full_name]
        recent = store_learners.last_enrolled(conn, unit_id)
    rows.sort(key=lambda row: (recent.get(row.id, ""), row.id), reverse=True)
    seen: defaultdict[str, int] = defaultdict(int)
    found = []
    for row in rows:
        words = with_details(row)
        seen[words] += 1
        words = words if seen[words] == 1 else f"{words} ({seen[words]})"
        key = " ".join((_folded(row.full_name), str(row.birth_year or ""), _folded(row.village)))
        found.append(KnownLearner(row.id, row.full_name, words, key))
    return tuple(found)


def find_namesakes(store: Store, name: str) -> tuple[LearnerRow, ...]:
    """Our learners who may be meant by a name."""
    with store.read() as conn:
        rows = store_learners.list_learners(conn, require_identity(conn).unit_id)
    return tuple(row for row in rows if row.full_name and named_alike(name, row.full_name))


def add_to_roster(store: Store, class_id: str, newcomers: Sequence[Newcomer]) -> tuple[str, ...]:
    """Put people on a roster in one change, new learners being written down first; gives the ids of those added.

    Who is on it already stays once. Raises InvalidRecord (a name missing), ``period_locked``.
    """
    with store.write("save_roster") as tx:
        record = get(tx.conn, LearningClass, class_id)
        tx.subject = record.topic
        standing = {line.learner_id for line in find(tx.conn, Enrolment, class_id=class_id)}
        ids = [who if isinstance(who, str) else _written(tx, record.unit_id, who) for who in newcomers]
        added = tuple(learner_id for learner_id in dict.fromkeys(ids) if learner_id not in standing)
        put(tx, *(_line(record, learner_id) for learner_id in added))
    return added


def remove_from_roster(store: Store, class_id: str, learner_ids: Collection[str]) -> None:
    """Take people off a roster, with the marks that say that they were absent.

    Raises ClcError ``marked_present`` for somebody who was present at a session: the count would change.
    """
    gone = set(learner_ids)
    with store.write("save_roster") as tx:
        entry = read_class(tx.conn, class_id)
        tx.subject = entry.learning_class.topic
        for session in entry.sessions:
            if gone.intersection(session.attended):
                raise ClcError("marked_present", date=session.held_on)
        put(tx, *(_without(session, gone) for session in entry.sessions if gone.intersection(session.absent)))
        remove(tx, *(line for line in find(tx.conn, Enrolment, class_id=class_id) if line.learner_id in gone))


def read_paste(store: Store, text: str) -> tuple[PastedPerson, ...]:
    """Read rows copied from Excel or Word, with or without headings; nothing is written."""
    sheet = read_pasted(text)
    by_key = _by_key(store)
    people = []
    seen: defaultdict[str, list[LearnerRow]] = defaultdict(list)
    for draft in sheet:
        name = draft.values["full_name"]
        problems = draft.problems
        candidate, alike = _candidate(draft.values), seen[_folded(name)]
        if any(may_be_one(candidate, earlier) for earlier in alike):
            problems = (*problems, Problem("pasted_twice", "full_name", "warning", {"name": name}))
        alike.append(candidate)
        decoded = tuple((item.before, item.after) for item in draft.decoded)
        people.append(_met(PastedPerson(draft.number, draft.values, problems, decoded), by_key))
    return tuple(people)


def retyped(person: PastedPerson, field: str, typed: str) -> PastedPerson:
    """A pasted row with another text in one of ``PASTED_FIELDS``; ``meet`` then says who may be meant.

    A text that cannot be read leaves the field empty, with a warning; without a name the row is refused.
    """
    text = clean(typed)
    value: Any = PASTED_FIELDS[field](text) if text else None if field in ("birth_year", "sex") else ""
    problems = tuple(problem for problem in person.problems if problem.where != field)
    if isinstance(value, Problem):
        problems, value = (*problems, replace(value, where=field, severity="warning")), None
    if field == "full_name" and not value:
        problems = (*problems, Problem("required", "full_name"))
    values = person.values | {field: value}
    return replace(person, values=values, problems=problems, namesakes=(), meant=None)


def meet(store: Store, people: Sequence[PastedPerson]) -> tuple[PastedPerson, ...]:
    """The rows with those who may be meant by them."""
    by_key = _by_key(store)
    return tuple(_met(person, by_key) for person in people)


def _by_key(store: Store) -> defaultdict[str, list[LearnerRow]]:
    with store.read() as conn:
        rows = store_learners.list_learners(conn, require_identity(conn).unit_id)
    found: defaultdict[str, list[LearnerRow]] = defaultdict(list)
    for row in rows:
        found[_folded(row.full_name)].append(row)
    return found


def _candidate(values: dict[str, Any]) -> LearnerRow:
    name, year, village, sex = (values[field] for field in PASTED_FIELDS)
    return LearnerRow("", name, year, village, sex)


def _met(person: PastedPerson, by_key: defaultdict[str, list[LearnerRow]]) -> PastedPerson:
    candidate, name = _candidate(person.values), person.values["full_name"]
    same = tuple(row for row in by_key[_folded(name)] if name and named_alike(name, row.full_name))
    fitting = [row.id for row in same if may_be_one(candidate, row)]
    return replace(person, namesakes=same, meant=fitting[0] if len(fitting) == 1 else None)


def members(conn: Connection, entry: ClassEntry) -> tuple[Member, ...]:
    """Everybody on the roster in the order of enrolment, then those who are in the marks alone: their numbers."""
    lines = find(conn, Enrolment, class_id=entry.learning_class.id)
    listed = list(dict.fromkeys(line.learner_id for line in lines))
    marked = dict.fromkeys(who for session in entry.sessions for who in (*session.attended, *session.absent))
    ids = [*listed, *(who for who in marked if who not in set(listed))]
    known = find_ids(conn, Learner, ids)
    names = names_apart([found for found in known.values() if found.full_name])
    return tuple(_member(who, known.get(who), names.get(who, ""), who in set(listed)) for who in ids)


def _member(learner_id: str, learner: Learner | None, name: str, listed: bool) -> Member:
    if learner is None:
        return Member(learner_id, "", None, "", None, "deleted", listed)
    whose: Whose = "ours" if learner.full_name else "other_pc"
    return Member(learner_id, name, learner.birth_year, learner.village, learner.sex, whose, listed, learner.full_name)


def _written(tx: Tx, unit_id: str, values: dict[str, Any]) -> str:
    made = tidy(Learner(id=clock.new_id(), unit_id=unit_id, **values))
    if found := rules.errors(rules.check_record(made, ())):
        raise InvalidRecord(found)
    put(tx, made)
    return made.id


def _line(record: LearningClass, learner_id: str) -> Enrolment:
    return Enrolment(id=clock.new_id(), unit_id=record.unit_id, class_id=record.id, learner_id=learner_id)


def _without(session: ClassSession, gone: set[str]) -> ClassSession:
    return replace(session, absent=tuple(who for who in session.absent if who not in gone))
