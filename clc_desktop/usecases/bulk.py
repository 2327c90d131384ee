"""Changing one field of many records at once: all of them or none, and one undo for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import InvalidRecord, Problem
from clc_desktop.domain.learners import banded
from clc_desktop.domain.records import ClassSession, LearningClass, Record
from clc_desktop.domain.vietnamese import clean
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.records import find, get, put
from clc_desktop.usecases.workspace import read_taxonomy


def set_field(store: Store, cls: type[Record], ids: Sequence[str], name: str, value: Any, reason: str = "") -> int:
    """Give one field of these records a value; returns how many really changed.

    Raises InvalidRecord, with each problem once, where a record would be wrong, or where a class would be doubtful in
    a new way and there is no ``reason`` (it is kept with the class). A class that becomes the centre's own loses its
    partners; one that is has none to be given.
    """
    value = clean(value) if isinstance(value, str) else value
    with store.write("save_records" if cls is not LearningClass else "save_class", cls.kind) as tx:
        codes = {field.code for field in read_taxonomy(tx.conn)}
        before = [get(tx.conn, cls, record_id) for record_id in ids]
        changed: dict[str, Any] = {name: value} | ({"partners": ()} if (name, value) == ("hosting", "own") else {})
        after = [banded(replace(record, **changed)) for record in before]
        found: dict[str, Problem] = {}
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            for problem in _new_problems(tx.conn, old, new, codes):
                if problem.severity == "error" or not reason:
                    found.setdefault(problem.code, problem)
                else:
                    after[number] = _with_reason(after[number], problem.code, reason)
        if found:
            raise InvalidRecord(tuple(found.values()))
        return put(tx, *after)


def _with_reason(record: Record, code: str, reason: str) -> Record:
    assert isinstance(record, LearningClass)
    return replace(record, reasons=(*record.reasons, (code, reason)))


def _new_problems(conn: Connection, old: Record, new: Record, codes: set[str]) -> list[Problem]:
    """What is wrong with a record, and the doubts that the change itself brings."""
    if not isinstance(new, LearningClass) or not isinstance(old, LearningClass):
        return list(rules.errors(rules.check_record(new, codes)))
    sessions = find(conn, ClassSession, class_id=new.id)
    known = {problem.code for problem in rules.check_class(ClassEntry(old, sessions), codes, clock.today())}
    answered = {code for code, _ in new.reasons}
    problems = list(rules.check_class(ClassEntry(new, sessions), codes, clock.today()))
    if new.hosting == "own" and new.partners and new.partners != old.partners:
        problems.append(Problem("own_with_partners", "partners"))
    return [p for p in problems if p.code not in answered and (p.severity == "error" or p.code not in known)]
