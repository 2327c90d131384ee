"""Keeping learners: the list, one of them, people written down twice and made one again."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.learners import (
    LearnerRow,
    likely_duplicates,
    merged,
    named_alike,
    names_apart,
    with_details,
)
from clc_desktop.domain.records import ClassSession, Enrolment, Learner, LearningClass
from clc_desktop.domain.vietnamese import sort_key
from clc_desktop.store import learners as store_learners
from clc_desktop.store.database import Connection, Store, Tx, get_meta, set_meta
from clc_desktop.store.records import find, get, put, remove
from clc_desktop.usecases.workspace import require_identity

__all__ = ["Learner", "LearnerRow", "named_alike", "names_apart", "with_details"]

_APART, _ID_NUMBERS = "learners_apart", "learner_id_numbers"


_order = lru_cache(maxsize=65536)(sort_key)
"""Lists are read anew after every change; their names stay the same."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """People who may be one; ``classes`` says in how many classes each was. The first is whom to keep."""

    people: tuple[LearnerRow, ...]
    classes: tuple[int, ...]


def list_learners(store: Store) -> tuple[LearnerRow, ...]:
    """Our own learners by given name, middle names, family name; those of other PCs, without a name, last."""
    with store.read() as conn:
        rows = store_learners.list_learners(conn, require_identity(conn).unit_id)
    return tuple(sorted(rows, key=lambda row: (not row.full_name, _order(row.full_name), row.birth_year or 0, row.id)))


def classes_attended(store: Store) -> dict[str, int]:
    """By learner in how many classes he or she was present at least once."""
    with store.read() as conn:
        return store_learners.classes_attended(conn, require_identity(conn).unit_id)


def get_learner(store: Store, learner_id: str) -> Learner:
    """Everything kept of one learner; ClcError ``record_missing``."""
    with store.read() as conn:
        return get(conn, Learner, learner_id)


def delete_learners(store: Store, ids: Collection[str]) -> None:
    """Delete what is kept of these people in one change. Rosters and marks stay: the figures do not change."""
    with store.write("delete_record", Learner.kind) as tx:
        remove(tx, *(get(tx.conn, Learner, learner_id) for learner_id in ids))


def duplicates(store: Store) -> tuple[Duplicates, ...]:
    """Learners who may be one person, by name; never two who were present at one session, or are known to be two."""
    with store.read() as conn:
        unit_id = require_identity(conn).unit_id
        rows = store_learners.list_learners(conn, unit_id)
        groups = likely_duplicates(rows, _apart(conn))
        together = _present_together(conn, {row.id for group in groups for row in group})
        if together:
            groups = likely_duplicates(rows, _apart(conn) | together)
        counts = store_learners.classes_attended(conn, unit_id) if groups else {}
    found = sorted(groups, key=lambda group: sort_key(group[0].full_name))
    return tuple(
        Duplicates(tuple(group), tuple(counts.get(row.id, 0) for row in group))  # type: ignore[arg-type]
        for group in found
    )


def set_apart(store: Store, ids: Sequence[str]) -> None:
    """These are different people: never again offer to make them one."""
    pairs = {frozenset((one, other)) for one in ids for other in ids if one != other}
    with store.write("set_apart") as tx:
        kept = sorted(sorted(pair) for pair in _apart(tx.conn) | pairs)
        set_meta(tx.conn, _APART, json.dumps(kept))


def merge_learners(store: Store, kept_id: str, other_ids: Collection[str]) -> Learner:
    """Make several learners one: rosters and marks of the others become those of the one kept, in one change.

    No count of a session changes; who was absent under one name and present under another was present.
    Raises ClcError ``marked_together`` when two of them were present at one session (then they are two people),
    ``period_locked`` when one of those sessions lies in a locked period.
    """
    others = [learner_id for learner_id in dict.fromkeys(other_ids) if learner_id != kept_id]
    with store.write("merge_learners") as tx:
        kept, gone = get(tx.conn, Learner, kept_id), [get(tx.conn, Learner, other) for other in others]
        sessions = store_learners.sessions_with(tx.conn, others)
        _refuse_together(tx.conn, sessions, {kept_id, *others})
        one = merged(kept, gone)
        put(tx, one, *(_as_one(session, kept_id, others) for session in sessions))
        _move_enrolments(tx, kept_id, others)
        remove(tx, *gone)
    return one


def shows_id_numbers(store: Store) -> bool:
    """Whether the form asks for the personal ID number; not until somebody switches it on."""
    with store.read() as conn:
        return get_meta(conn, _ID_NUMBERS) == "1"


def show_id_numbers(store: Store, is_on: bool) -> None:
    """Ask for the personal ID number in the form of a learner, or hide it; what is kept stays."""
    with store.write("set_id_numbers") as tx:
        set_meta(tx.conn, _ID_NUMBERS, "1" if is_on else "0")


def _apart(conn: Connection) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in json.loads(get_meta(conn, _APART) or "[]"))


def _present_together(conn: Connection, ids: set[str]) -> frozenset[frozenset[str]]:
    """The pairs of these learners who were present at one session: two people, whatever they are called."""
    sessions = store_learners.sessions_with(conn, ids) if ids else ()
    present = ([found for found in session.attended if found in ids] for session in sessions)
    return frozenset(frozenset((one, other)) for found in present for one in found for other in found if one < other)


def _refuse_together(conn: Connection, sessions: Sequence[ClassSession], ids: set[str]) -> None:
    for session in sessions:
        if len(ids.intersection(session.attended)) > 1:
            topic = get(conn, LearningClass, session.class_id).topic
            raise ClcError("marked_together", topic=topic, date=session.held_on)


def _as_one(session: ClassSession, kept_id: str, others: Collection[str]) -> ClassSession:
    def renamed(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kept_id if found in others else found for found in ids))

    attended = renamed(session.attended)
    absent = tuple(found for found in renamed(session.absent) if found not in attended)
    return replace(session, attended=attended, absent=absent)


def _move_enrolments(tx: Tx, kept_id: str, others: Collection[str]) -> None:
    """The one kept takes the first line of each roster on which the others stand, unless there is one already."""
    standing = {line.class_id for line in find(tx.conn, Enrolment, learner_id=kept_id)}
    for line in store_learners.enrolments_of(tx.conn, others):
        if line.class_id in standing:
            remove(tx, line)
        else:
            standing.add(line.class_id)
            put(tx, replace(line, learner_id=kept_id))
