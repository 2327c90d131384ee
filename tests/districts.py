"""A small administration for tests: aggregators and centres that know each other, and what their databases hold."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.periods import Period, calendar_year
from clc_desktop.domain.records import Learner, UnitKind
from clc_desktop.store import tables
from clc_desktop.store.database import Store, open_store
from clc_desktop.usecases import classes, exchange, keeping, learners, merging, workspace
from tests.factories import class_entry, quick

YEAR = calendar_year(2020)
_names = itertools.count()


@dataclass
class Office:
    """One database with its owner; ``folder`` is where its files go."""

    store: Store
    who: workspace.Identity
    folder: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.store.path.parent

    @property
    def unit_id(self) -> str:
        return self.who.unit_id

    def hold(self, present: int = 30, held_on: date = date(2020, 3, 5), **values: Any) -> ClassEntry:
        """Record one class of the centre."""
        entry = class_entry(self.unit_id, (present,), held_on, **{"topic": "Luật", **values})
        return classes.save_class(self.store, entry)

    def submit(self, period: Period = YEAR) -> Path:
        path = self.folder / f"s{next(_names)}.clcsync"
        exchange.submit(self.store, period, path)
        return path

    def merge(self, *paths: Path, **options: Any) -> list[str]:
        return [verdict.code for verdict in merging.merge(self.store, paths, **options)]

    def copied(self, folder: Path) -> Office:
        """The same installation in another folder, keys and all."""
        self.store.close()
        folder.mkdir(exist_ok=True)
        for path in self.folder.glob(self.store.path.name + "*"):
            shutil.copy(path, folder / path.name)
        return Office(quick(open_store(folder / self.store.path.name)), self.who)


def aggregator(path: Path, name: str, kind: UnitKind = "district") -> Office:
    store = quick(open_store(path))
    return Office(store, workspace.setup_aggregator(store, name, kind))


def centre(path: Path, name: str, above: Office) -> Office:
    """A new centre that has joined an aggregator."""
    store = quick(open_store(path))
    made = Office(store, workspace.setup_centre(store, name))
    join(made, above)
    return made


def join(below: Office, above: Office) -> None:
    introduce(below.store, above.store, below.folder, next(_names))


def introduce(below: Store, above: Store, folder: Path, number: int = 0) -> None:
    """Register, be approved by phone, take the assignment: ``r1.clcsync`` and ``a1.clcsync`` of the folder."""
    registration, assignment = (folder / f"{kind}{number}.clcsync" for kind in "ra")
    officer = workspace.identity(above)
    assert officer is not None
    who = exchange.register(below, registration)
    exchange.approve(above, registration, who.check_number)
    exchange.assign(above, who.unit_id, assignment)
    exchange.read_file(below, assignment, officer.check_number)


def kept_learner(store: Store, **values: Any) -> Learner:
    """A learner of a centre, as the page of learners saves one."""
    made = keeping.new_record(store, Learner, **values)
    keeping.save_records(store, [made])
    return learners.get_learner(store, made.id)


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """What a merge may change and its undo must bring back: records with their versions, what lost a conflict, files.

    Numbers of changes are left out: the list of changes goes on, and says that a merge was undone.
    """
    hidden = {"change_id", "data", "abandoned_by"}
    others = (tables.sibling, tables.received_file, tables.decision, tables.source_file)
    with store.read() as conn:
        return {
            table.name: sorted(map(tuple, conn.execute(text(_all(table, hidden)))), key=repr)
            for table in (*tables.RECORDS.values(), *others)
        }


def _all(table: Any, hidden: set[str]) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns if column.name not in hidden)
    return f"SELECT {names} FROM {table.name}"


def without_times(found: dict[str, list[tuple[Any, ...]]]) -> dict[str, Any]:
    """The same but for when and under which name a file came, which differ from one merge to the next."""
    files = [row[:6] for row in found["received_file"]]
    return {**found, "received_file": sorted(files, key=repr)}
