"""Small builders of records and of set-up databases, shared by the tests of store and use cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from clc_desktop.domain import clock
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.records import ClassSession, Learner, LearningClass, Record
from clc_desktop.store import tables
from clc_desktop.store.database import Store, open_store, set_meta

R = TypeVar("R", bound=Record)

UNIT, OTHER_UNIT = "a" * 32, "b" * 32
HERE, THERE, ELSEWHERE = "1" * 16, "2" * 16, "3" * 16
"""Installations."""

DAY = date(2020, 3, 5)


def numbered(number: int, letter: str = "0") -> str:
    """An id that a test can recognise."""
    return f"{letter}{number:031x}"


def learning_class(number: int = 1, **values: Any) -> LearningClass:
    known = {"unit_id": UNIT, "field": "law", "topic": "Luật giao thông", "hosting": "own", "starts_on": DAY}
    return LearningClass(**{"id": numbered(number, "c")} | known | values)


def session(number: int = 1, **values: Any) -> ClassSession:
    known = {"unit_id": UNIT, "class_id": numbered(number, "c"), "held_on": DAY, "present": 40}
    return ClassSession(**{"id": numbered(number, "5")} | known | values)


def learner(number: int = 1, **values: Any) -> Learner:
    known = {"unit_id": UNIT, "sex": "female", "birth_band": 1990}
    return Learner(**{"id": numbered(number, "e")} | known | values)


def class_entry(unit_id: str, presents: Sequence[int] = (30,), held_on: date = DAY, **values: Any) -> ClassEntry:
    """A class of a unit with a session for each head-count, all on one day."""
    made = learning_class(id=clock.new_id(), unit_id=unit_id, starts_on=held_on, **values)
    one = session(unit_id=unit_id, class_id=made.id, held_on=held_on)
    return ClassEntry(made, tuple(replace(one, id=clock.new_id(), present=count) for count in presents))


def opened(path: Path, installation: str = HERE) -> Store:
    """A database that knows its installation and nothing else."""
    store = open_store(path)
    identify(store, installation)
    return store


def quick(store: Store) -> Store:
    """The same without waiting for the disk, for a test that fills it hundreds of times; the pool keeps the setting."""
    with store.read() as conn:
        conn.connection.driver_connection.execute("PRAGMA synchronous=OFF")
    return store


def emptied(store: Store, installation: str = HERE) -> Store:
    """The same database as if it were new."""
    with store.write("test") as tx:
        for table in reversed(tables.metadata.sorted_tables):
            tx.conn.execute(table.delete())
        tx.conn.exec_driver_sql("DELETE FROM sqlite_sequence")
        set_meta(tx.conn, "installation_id", installation)
    return store


def identify(store: Store, installation: str) -> None:
    with store.write("test") as tx:
        set_meta(tx.conn, "installation_id", installation)
