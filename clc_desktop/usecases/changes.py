"""The list of what was done, what it did to each record, and taking it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import ClassSession, Enrolment, Learner, LearningClass, Record
from clc_desktop.store import history, tables
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.history import Change, Step, Wanted
from clc_desktop.store.records import rows_by_id

T = TypeVar("T")

__all__ = ["Change", "Step", "Wanted", "redo_last", "undo", "undo_last"]

MARKS = ("attended", "absent")
"""Fields of a session that hold learners."""

MOST_STEPS = 500
"""Records of one change, or changes of one record, that are shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """A step, and whose it is where the record does not say so itself: the topic of a session's class, the learner's
    name of a line of a roster (on this machine only). ``people`` are the names of those whose marks it changed, by id.
    """

    step: Step
    about: str = ""
    people: Mapping[str, str] = field(default_factory=dict)


def recent_changes(store: Store, limit: int = 100, wanted: Wanted | None = None) -> tuple[Change, ...]:
    """The latest changes, newest first."""
    with store.read() as conn:
        return history.recent(conn, limit, wanted)


def authors(store: Store) -> tuple[str, ...]:
    """Everybody who has changed something here, by name."""
    with store.read() as conn:
        return history.people(conn)


def labels(store: Store) -> tuple[str, ...]:
    """The labels of everything that was ever done here."""
    with store.read() as conn:
        return history.labels(conn)


def history_of(store: Store, *record_ids: str) -> tuple[Told, ...]:
    """What was done to records, newest first; to a class also what was done to its sessions and its roster: there are
    its counts and its people."""
    with store.read() as conn:
        of_class = history.parts_of_classes(conn, record_ids)
        return _told(conn, history.steps_of_records(conn, [*record_ids, *of_class], MOST_STEPS))


def records_of(store: Store, change_id: int) -> tuple[Told, ...]:
    """What a change did, record by record, the first ``MOST_STEPS``."""
    with store.read() as conn:
        return _told(conn, history.steps_of_change(conn, change_id, MOST_STEPS))


def noting(store: Store, work: Callable[[], T]) -> tuple[T, int | None]:
    """Do something, and say which change it made, for its undo; None if it changed nothing."""
    before = _newest(store)
    result = work()
    after = _newest(store)
    return result, after if after != before else None


def _newest(store: Store) -> int:
    """The id of the newest change, 0 before the first."""
    return next((change.id for change in recent_changes(store, 1)), 0)


def undo(store: Store, change_id: int) -> Change:
    """Take back one change and say which it was; ClcError ``changed_since`` when a later one touched its records."""
    with store.read() as conn:
        told = history.change(conn, change_id)
    history.undo(store, change_id)
    return told


def undo_last(store: Store) -> Change:
    """Take back the newest change that still stands, and say which it was; ClcError ``nothing_to_undo``."""
    with store.read() as conn:
        found = history.last_undoable(conn)
        if found is None:
            raise ClcError("nothing_to_undo")
        told = history.change(conn, found)
    history.undo(store, found)
    return told


def redo_last(store: Store) -> Change:
    """Do again what the newest undo took back, and say what it was; ClcError ``nothing_to_redo`` once anything else was
    done."""
    with store.read() as conn:
        found = history.last_redoable(conn)
        if found is None:
            raise ClcError("nothing_to_redo")
        told = history.change(conn, history.change(conn, found).undoes or found)
    history.undo(store, found)
    return told


_OWNERS: dict[str, tuple[str, type[Record], str]] = {
    ClassSession.kind: ("class_id", LearningClass, "topic"),
    Enrolment.kind: ("learner_id", Learner, "full_name"),
}
"""Kinds whose records bear no name: the field that says whose they are, of which kind that is, and its name's field."""


def _told(conn: Connection, steps: Sequence[Step]) -> tuple[Told, ...]:
    names: dict[str, str] = {}
    for kind, (_field, owner, name) in _OWNERS.items():
        ids = [_owner(step) for step in steps if step.kind == kind]
        rows = rows_by_id(conn, tables.RECORDS[owner.kind], ids) if ids else {}
        names |= {owner_id: row[name] for owner_id, row in rows.items()}
    marked = {step_id: _marked(step) for step_id, step in enumerate(steps) if step.kind == ClassSession.kind}
    people = rows_by_id(conn, tables.RECORDS[Learner.kind], sorted(set().union(*marked.values()))) if marked else {}
    called = {made_id: row["full_name"] for made_id, row in people.items()}
    return tuple(
        Told(step, names.get(_owner(step), ""), {one: called.get(one, "") for one in sorted(marked.get(number, ()))})
        for number, step in enumerate(steps)
    )


def _marked(step: Step) -> set[str]:
    """The learners whose marks a step about a session changed."""
    before, after = step.before or {}, step.after or {}
    return {
        one for name in MARKS for one in set(_ids(before.get(name))).symmetric_difference(_ids(after.get(name)))
    }  # fmt: skip


def _ids(value: Any) -> Sequence[str]:
    """A list of ids, as the database spells it or not."""
    found: Sequence[str] = json.loads(value) if isinstance(value, str) else value or ()
    return found


def _owner(step: Step) -> str:
    """The id of the record that a step's record belongs to; "" where it stands by itself."""
    body = step.after or step.before or {}
    return str(body.get(_OWNERS[step.kind][0], "")) if step.kind in _OWNERS else ""
