"""Recording classes with their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Literal, TypeVar

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry, ClassRow
from clc_desktop.domain.errors import InvalidRecord
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ClassSession, Enrolment, LearningClass, Record
from clc_desktop.domain.vietnamese import clean
from clc_desktop.store import classes as store_classes
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.records import find, get, put, remove
from clc_desktop.usecases.workspace import read_taxonomy, read_unit_names, require_identity

__all__ = ["ClassEntry", "ClassRow"]

R = TypeVar("R", bound=Record)


def list_classes(store: Store, period: Period | None = None, newest: int | None = None) -> tuple[ClassRow, ...]:
    """The classes that start in the period (all), newest first; ``newest``: so many of them, which is quick."""
    with store.read() as conn:
        field_names = {field.code: field.name for field in read_taxonomy(conn)}
        unit_names = read_unit_names(conn, clock.today())
        return store_classes.list_classes(conn, period, field_names, unit_names, newest=newest)


def get_class(store: Store, class_id: str) -> ClassEntry:
    """A class with its sessions by date; ClcError ``record_missing``."""
    with store.read() as conn:
        return read_class(conn, class_id)


def new_class_entry(store: Store, **known: Any) -> ClassEntry:
    """An empty class of today with one session of nobody yet, for a form to fill; ``known`` sets the class's fields."""
    with store.read() as conn:
        unit_id = require_identity(conn).unit_id
        first_field = read_taxonomy(conn)[0].code
    values: dict[str, Any] = {"field": first_field, "topic": "", "hosting": "own", "starts_on": clock.today()}
    made = LearningClass(id=clock.new_id(), unit_id=unit_id, **(values | known))
    session = ClassSession(id=clock.new_id(), unit_id=unit_id, class_id=made.id, held_on=made.starts_on, present=0)
    return ClassEntry(made, (session,))


def copy_class(store: Store, class_id: str) -> ClassEntry:
    """Như lớp trước: a new entry with everything of an earlier class but its date and its counts."""
    earlier = get_class(store, class_id).learning_class
    kept = ("field", "topic", "hosting", "partners", "lecturers", "venue")
    return new_class_entry(store, **{name: getattr(earlier, name) for name in kept})


def save_class(store: Store, entry: ClassEntry) -> ClassEntry:
    """Save a new or changed class with its sessions; sessions that it no longer has are deleted.

    Raises InvalidRecord on an error, and on a warning without a reason in ``learning_class.reasons``.
    """
    return save_classes(store, [entry])[0]


def save_classes(store: Store, entries: Sequence[ClassEntry]) -> tuple[ClassEntry, ...]:
    """Save several classes in one transaction: all of them or, when one is refused, none."""
    topic = clean(entries[0].learning_class.topic) if len(entries) == 1 else str(len(entries))
    with store.write("save_class", topic) as tx:
        tidy = [_tidy(_caught_up(tx.conn, entry)) for entry in entries]
        for entry in tidy:
            _refuse_problems(tx.conn, entry)
        _put_all(tx, tidy)
    return tuple(tidy)


def delete_classes(store: Store, class_ids: Sequence[str]) -> None:
    """Delete classes, their sessions and rosters, all or none; one ``changes.undo_last`` brings all of them back."""
    with store.write("delete_class") as tx:
        entries = [read_class(tx.conn, class_id) for class_id in class_ids]
        tx.subject = entries[0].learning_class.topic if len(entries) == 1 else str(len(entries))
        for entry in entries:
            remove(
                tx, entry.learning_class, *entry.sessions, *find(tx.conn, Enrolment, class_id=entry.learning_class.id)
            )


def suggestions(store: Store, name: Literal["topic", "venue", "partners", "lecturers"]) -> tuple[str, ...]:
    """What was typed into a field before, the most frequent first."""
    with store.read() as conn:
        return store_classes.earlier_values(conn, name)


def read_class(conn: Connection, class_id: str) -> ClassEntry:
    sessions = find(conn, ClassSession, class_id=class_id)
    ordered = tuple(sorted(sessions, key=lambda session: (session.held_on, session.id)))
    return ClassEntry(get(conn, LearningClass, class_id), ordered)


def _caught_up(conn: Connection, entry: ClassEntry) -> ClassEntry:
    """The entry with what was changed elsewhere since its form was opened: marks, sessions, fields it did not touch."""
    if entry.before is None:
        return entry
    before = {record.id: record for record in (entry.before.learning_class, *entry.before.sessions)}
    now = {session.id: session for session in find(conn, ClassSession, class_id=entry.learning_class.id)}
    came = tuple(session for made_id, session in now.items() if made_id not in before)
    sessions = tuple(_merged(session, before.get(session.id), now.get(session.id)) for session in entry.sessions)
    known = find(conn, LearningClass, id=entry.learning_class.id)
    record = _merged(entry.learning_class, entry.before.learning_class, next(iter(known), None))
    return ClassEntry(record, (*sessions, *(one for one in came if one.id not in {s.id for s in sessions})))


def _merged(typed: R, before: Record | None, now: R | None) -> R:
    """What was typed where it differs from what was there before, else what is there now."""
    if before is None or now is None or now == before:
        return typed
    names = (field.name for field in fields(typed) if getattr(typed, field.name) == getattr(before, field.name))
    return replace(typed, **{name: getattr(now, name) for name in names})


def _tidy(entry: ClassEntry) -> ClassEntry:
    record = entry.learning_class
    cleaned = replace(
        record,
        topic=clean(record.topic),
        venue=clean(record.venue),
        partners=_tidy_list(record.partners),
        lecturers=_tidy_list(record.lecturers),
    )
    return replace(entry, learning_class=cleaned).dated()


def _tidy_list(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := clean(value))))


def _refuse_problems(conn: Connection, entry: ClassEntry) -> None:
    overridden = {code for code, reason in entry.learning_class.reasons if reason.strip()}
    problems = rules.check_class(entry, {field.code for field in read_taxonomy(conn)}, clock.today())
    standing = tuple(p for p in problems if p.severity == "error" or p.code not in overridden)
    if standing:
        raise InvalidRecord(standing)


def _put_all(tx: Tx, entries: Sequence[ClassEntry]) -> None:
    kept = {session.id for entry in entries for session in entry.sessions}
    for entry in entries:
        stored = find(tx.conn, ClassSession, class_id=entry.learning_class.id)
        remove(tx, *(session for session in stored if session.id not in kept))
    put(tx, *(entry.learning_class for entry in entries))
    put(tx, *(session for entry in entries for session in entry.sessions))
