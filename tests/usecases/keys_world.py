"""A district and its centres on disk, for the tests of keys: real databases, real files, real cryptography."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import parse_period
from clc_desktop.domain.records import ClassSession, LearningClass, PlanTarget, plan_id
from clc_desktop.store.records import find
from clc_desktop.usecases import exchange, keeping, merging, workspace
from clc_desktop.usecases.exchange import Taken
from clc_desktop.usecases.workspace import Store

YEAR = parse_period("2020")


class World:
    """A folder with databases by name; every file written gets a new name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        self._open: list[Store] = []

    def file(self, ending: str = "clcsync") -> Path:
        return self.folder / f"{next(self._numbers)}.{ending}"

    def database(self, name: str) -> Store:
        store = workspace.open_store(self.folder / f"{name}.db")
        self._open.append(store)
        return store

    def district(self, name: str = "Huyện Tuần Giáo") -> Store:
        store = self.database(name)
        workspace.setup_aggregator(store, name, "district")
        return store

    def centre(self, name: str = "xã Pú Nhung", file_name: str = "") -> Store:
        store = self.database(file_name or name)
        workspace.setup_centre(store, name)
        return store

    def joined(self, district: Store, name: str = "xã Pú Nhung", file_name: str = "") -> Store:
        """A centre that was approved and has read its assignment."""
        store = self.centre(name, file_name)
        self.approve(district, store)
        self.assign(district, name, store)
        return store

    def registration(self, store: Store) -> Path:
        path = self.file()
        exchange.register(store, path)
        return path

    def approve(self, district: Store, store: Store, as_unit: str | None = None) -> exchange.Approved:
        return exchange.approve(district, self.registration(store), number(store), as_unit)

    def assignment(self, district: Store, unit: str) -> Path:
        return exchange.assign(district, unit, self.file())

    def assign(self, district: Store, unit: str, *stores: Store) -> list[Taken]:
        path = self.assignment(district, unit)
        return [exchange.read_file(store, path, number(district)) for store in stores]

    def submission(self, store: Store) -> Path:
        path = self.file()
        exchange.submit(store, YEAR, path)
        return path

    def merge(self, district: Store, *paths: Path) -> list[str]:
        return [verdict.code for verdict in merging.merge(district, paths)]

    def close(self) -> None:
        for store in self._open:
            store.close()


def number(store: Store) -> str:
    found = workspace.identity(store)
    assert found is not None
    return found.check_number


def unit_id(store: Store) -> str:
    found = workspace.identity(store)
    assert found is not None
    return found.unit_id


def installation(store: Store) -> str:
    found = workspace.identity(store)
    assert found is not None
    return found.installation_id


def type_class(store: Store, topic: str = "Trồng nấm") -> LearningClass:
    """A class with one session of 40, typed at this PC."""
    owner = unit_id(store)
    made = LearningClass(
        id=clock.new_id(), unit_id=owner, field="economy", topic=topic, hosting="own", starts_on=date(2020, 3, 2)
    )
    session = ClassSession(id=clock.new_id(), unit_id=owner, class_id=made.id, held_on=date(2020, 3, 2), present=40)
    keeping.save_records(store, [made, session])
    return made


def type_plan(store: Store, classes: int) -> PlanTarget:
    owner = unit_id(store)
    made = PlanTarget(
        id=plan_id(owner, 2020, "economy"), unit_id=owner, year=2020, field="economy", classes=classes, turns=100
    )
    keeping.save_records(store, [made])
    return made


def topics(store: Store) -> list[str]:
    with store.read() as conn:
        return sorted(found.topic for found in find(conn, LearningClass))


def content(store: Store) -> list[Any]:
    """Everything in a database, to say that nothing was written."""
    with store.read() as conn:
        names = conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").scalars()
        return [(name, conn.exec_driver_sql(f'SELECT * FROM "{name}"').all()) for name in list(names)]


@contextmanager
def refused(code: str, *untouched: Store) -> Iterator[pytest.ExceptionInfo[ClcError]]:
    """Inside, a ClcError with this code is raised and none of these databases changes."""
    before = [content(store) for store in untouched]
    with pytest.raises(ClcError) as caught:
        yield caught
    assert caught.value.code == code
    assert [content(store) for store in untouched] == before
