"""Marks of a roster, head-counts and the sessions of a class: each change is kept as soon as it is made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import ClcError, InvalidRecord, Problem
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ClassSession, Learner, Sex
from clc_desktop.domain.typed import parse_mark
from clc_desktop.domain.vietnamese import clean
from clc_desktop.store import learners as store_learners
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.records import find_ids, get, put, remove
from clc_desktop.tables_in import pasting
from clc_desktop.usecases.classes import list_classes, read_class
from clc_desktop.usecases.workspace import read_taxonomy

PARTS = ("women", "minority", "rural")


class RollRow(NamedTuple):
    """A class in the list of rolls: ``people`` on its roster, ``empty`` sessions in which nobody was counted yet."""

    id: str
    starts_on: date
    topic: str
    field_name: str
    people: int
    sessions: int
    empty: int
    turns: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Who was present at a session and who was absent; whoever is in neither was not marked."""

    attended: tuple[str, ...]
    absent: tuple[str, ...]


def read_marks(text: str) -> tuple[tuple[bool | None, ...], ...]:
    """Marks copied in Excel, row by row; an empty cell says nothing. InvalidRecord (``bad_mark``) for anything else."""
    cells = [[clean(cell) for cell in line] for line in pasting.cells_of(text)]
    found = [[parse_mark(cell) if cell else None for cell in line] for line in cells]
    problems = [mark for line in found for mark in line if isinstance(mark, Problem)]
    if problems:
        raise InvalidRecord(tuple(problems[:1]))
    return tuple(tuple(mark for mark in line if not isinstance(mark, Problem)) for line in found)


def list_rolls(store: Store, period: Period) -> tuple[RollRow, ...]:
    """The classes of the period, newest first."""
    rows = list_classes(store, period)
    with store.read() as conn:
        people, empty = store_learners.roster_sizes(conn), store_learners.empty_sessions(conn)
    return tuple(
        RollRow(
            row.id,
            row.starts_on,
            row.topic,
            row.field_name,
            people.get(row.id, 0),
            row.sessions,
            empty.get(row.id, 0),
            row.turns,
        )
        for row in rows
    )


def save_marks(store: Store, session_id: str, marks: Marks) -> ClassSession:
    """Keep the marks of a session; its count is theirs, and women are counted where everybody's sex is known.

    Parts typed before (minority, rural, women else) stay, at most as many as are present. Taking away the last mark
    leaves a session of nobody. Raises ``period_locked``.
    """
    return save_many_marks(store, {session_id: marks})[0]


def save_many_marks(store: Store, marks: Mapping[str, Marks]) -> tuple[ClassSession, ...]:
    """The same for several sessions, by their ids, in one change."""
    with store.write("save_marks") as tx:
        return tuple(_mark(tx, session_id, made) for session_id, made in marks.items())


def _mark(tx: Tx, session_id: str, marks: Marks) -> ClassSession:
    session, entry = _read(tx, session_id)
    attended = tuple(dict.fromkeys(marks.attended))
    absent = tuple(found for found in dict.fromkeys(marks.absent) if found not in attended)
    changed = replace(session, attended=attended, absent=absent, present=len(attended), meetings=1)
    parts: dict[str, Any] = {name: _at_most(getattr(session, name), len(attended)) for name in PARTS}
    women = women_among(_sexes(tx.conn, attended))
    changed = replace(changed, **(parts if women is None else parts | {"women": women}))
    _keep(tx, entry, changed)
    return changed


def save_counts(
    store: Store, session_id: str, present: int | None, women: int | None, minority: int | None, rural: int | None
) -> ClassSession:
    """Keep the head-count of a session, or the parts of one with marks, whose ``present`` stays theirs.

    Raises InvalidRecord for a part greater than the whole, ``period_locked``.
    """
    with store.write("save_marks") as tx:
        session, entry = _read(tx, session_id)
        is_marked = bool(session.attended or session.absent)
        whole = session.present if is_marked else present or 0
        changed = replace(session, present=whole, women=women, minority=minority, rural=rural)
        _keep(tx, entry, changed)
    return changed


def clear_count(store: Store, session_id: str) -> ClassSession:
    """Forget a session's head-count, so that its roster can be marked instead."""
    with store.write("save_marks") as tx:
        session, entry = _read(tx, session_id)
        changed = replace(session, present=0, women=None, minority=None, rural=None, meetings=1)
        _keep(tx, entry, changed)
    return changed


def add_session(store: Store, class_id: str, held_on: date) -> ClassSession:
    """One more meeting of a class, of nobody yet; InvalidRecord for a day out of range, ``period_locked``."""
    with store.write("save_marks") as tx:
        entry = read_class(tx.conn, class_id)
        owner = entry.learning_class.unit_id
        made = ClassSession(id=clock.new_id(), unit_id=owner, class_id=class_id, held_on=held_on, present=0)
        tx.subject = entry.learning_class.topic
        _put(tx, replace(entry, sessions=(*entry.sessions, made)))
    return made


def move_session(store: Store, session_id: str, held_on: date) -> ClassSession:
    """A session was held on another day."""
    with store.write("save_marks") as tx:
        session, entry = _read(tx, session_id)
        changed = replace(session, held_on=held_on)
        _keep(tx, entry, changed)
    return changed


def delete_session(store: Store, session_id: str) -> None:
    """Delete a session with its marks; the last one of a class that was held stays: ClcError ``last_session``."""
    with store.write("save_marks") as tx:
        session, entry = _read(tx, session_id)
        left = tuple(other for other in entry.sessions if other.id != session_id)
        if not left:
            raise ClcError("last_session")
        remove(tx, session)
        _put(tx, replace(entry, sessions=left))


def women_among(sexes: Sequence[Sex | None]) -> int | None:
    """How many are women; None where somebody's sex is not known, or of nobody."""
    return None if not sexes or None in sexes else sexes.count("female")


def _sexes(conn: Connection, ids: Collection[str]) -> list[Sex | None]:
    known = find_ids(conn, Learner, ids)
    return [known[learner_id].sex if learner_id in known else None for learner_id in ids]


def _at_most(part: int | None, whole: int) -> int | None:
    return None if part is None else min(part, whole)


def _read(tx: Tx, session_id: str) -> tuple[ClassSession, ClassEntry]:
    session = get(tx.conn, ClassSession, session_id)
    entry = read_class(tx.conn, session.class_id)
    tx.subject = entry.learning_class.topic
    return session, entry


def _keep(tx: Tx, entry: ClassEntry, changed: ClassSession) -> None:
    _put(tx, replace(entry, sessions=tuple(changed if s.id == changed.id else s for s in entry.sessions)))


def _put(tx: Tx, entry: ClassEntry) -> None:
    """Write what changed; doubts (nobody present yet, a day to come) are no matter while marks are being made."""
    dated = entry.dated()
    codes = {field.code for field in read_taxonomy(tx.conn)}
    if found := rules.errors(rules.check_class(dated, codes, clock.today())):
        raise InvalidRecord(found)
    put(tx, dated.learning_class, *dated.sessions)
