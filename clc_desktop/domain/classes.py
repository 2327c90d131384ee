"""A class with its sessions: what a form edits and a use case saves as one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from clc_desktop.domain.records import ClassSession, ClassState, Hosting, LearningClass


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """A class and its sessions, at least one of them for a class that was held."""

    learning_class: LearningClass
    sessions: tuple[ClassSession, ...]
    before: ClassEntry | None = field(default=None, compare=False, repr=False)
    """What it was when a form began to change it: what was changed elsewhere meanwhile is kept when it is saved."""

    @property
    def turns(self) -> int:
        """Person-turns by the rule ``sessions``: everyone present, at every session."""
        return sum(session.present for session in self.sessions)

    def dated(self) -> ClassEntry:
        """The same with ``starts_on`` on the day of the first session: the day that decides the period."""
        if not self.sessions:
            return self
        first = min(session.held_on for session in self.sessions)
        return replace(self, learning_class=replace(self.learning_class, starts_on=first))


class ClassRow(NamedTuple):
    """One line of a class list; a tuple, for there may be 20 000 of them.

    ``sessions`` counts meetings; ``women``, ``minority`` are None where nobody counted.
    """

    id: str
    unit_id: str
    unit_name: str
    starts_on: date
    topic: str
    field: str
    field_name: str
    hosting: Hosting
    state: ClassState
    sessions: int
    turns: int
    women: int | None
    minority: int | None
    partners: tuple[str, ...]
    lecturers: tuple[str, ...]
    venue: str
    note: str
