"""A class as its form shows it, and the class that a filled form means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from clc_desktop.domain import clock
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ClassSession, LearningClass
from clc_desktop.gui.pages.centre.session_lines import MOST, is_marked

COUNTS = ("present", "women", "minority", "rural", "meetings")
CLASS_FIELDS = ("topic", "field", "hosting", "partners", "lecturers", "venue", "note", "state", "enrolled")


def first_session(entry: ClassEntry) -> ClassSession:
    """The first session, or a new one where a class has none yet."""
    if entry.sessions:
        return entry.sessions[0]
    record = entry.learning_class
    return ClassSession(
        id=clock.new_id(), unit_id=record.unit_id, class_id=record.id, held_on=record.starts_on, present=0
    )


def entry_of(entry: ClassEntry, values: dict[str, Any], reasons: tuple[tuple[str, str], ...]) -> ClassEntry:
    """The entry with what was typed: session by session, or as a whole in one line."""
    changed = {name: values[name] for name in CLASS_FIELDS}
    if values["hosting"] == "own":
        changed["partners"] = ()
    record: LearningClass = replace(entry.learning_class, starts_on=values["starts_on"], reasons=reasons, **changed)
    if values["sessions"]:
        return ClassEntry(record, values["sessions"], entry)
    if len(entry.sessions) > MOST:
        return ClassEntry(record, entry.sessions, entry)
    if not entry.sessions and values["state"] != "held" and not values["present"]:
        return ClassEntry(record, (), entry)
    session = first_session(entry)
    counts = {name: values[name] for name in COUNTS} | {"meetings": values["meetings"] or 1}
    if is_marked(session):
        counts |= {"present": session.present, "meetings": 1}
    return ClassEntry(record, (replace(session, held_on=values["starts_on"], **counts),), entry)


def sums(sessions: Sequence[ClassSession]) -> dict[str, int | None]:
    """What the sessions count together; None where nobody counted."""
    known = {name: [getattr(one, name) for one in sessions if getattr(one, name) is not None] for name in COUNTS}
    return {name: sum(found) if found else None for name, found in known.items()}


def shown_values(entry: ClassEntry, new_in: Period | None) -> dict[str, Any]:
    """What the inputs show. A new class has no field, no head-count and no day outside the period: these are typed."""
    record, sessions = entry.learning_class, entry.sessions
    values: dict[str, Any] = {name: getattr(record, name) for name in CLASS_FIELDS}
    values |= sums(sessions) | {
        "starts_on": record.starts_on,
        "sessions": sessions if 1 < len(sessions) <= MOST else (),
    }
    if new_in is not None:
        values["present"] = None
        values["field"] = record.field if record.topic else None
        values["starts_on"] = record.starts_on if record.starts_on in new_in else None
    return values
