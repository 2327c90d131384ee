"""A centre and its aggregator that know each other: made once, copied for each test (keys and check numbers cost time).

Copying a folder is also how people make a second PC by accident, or put an old copy back: ``Pair.cloned``.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.periods import Period, calendar_year
from clc_desktop.store.database import Store, open_store
from clc_desktop.usecases import classes, exchange, merging, quarantine, receipts, reporting, workspace
from clc_desktop.usecases.merging import FileVerdict
from tests.districts import introduce
from tests.factories import class_entry, quick

YEAR = calendar_year(2020)


def made(folder: Path, centres: int = 1) -> Path:
    """A folder with ``district.db`` and ``centre1.db`` …, each approved and assigned."""
    folder.mkdir(parents=True, exist_ok=True)
    district = quick(open_store(folder / "district.db"))
    workspace.setup_aggregator(district, "Huyện Tam Đường", "district")
    for index in range(1, centres + 1):
        centre = quick(open_store(folder / f"centre{index}.db"))
        workspace.setup_centre(centre, f"xã số {index}")
        introduce(centre, district, folder, index)
        centre.close()
    district.close()
    return folder


@dataclass
class Pair:
    """The two databases of a copy, and the stick between them."""

    folder: Path
    names: itertools.count[int] = field(default_factory=itertools.count)
    opened: list[Store] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.district, self.centre = self.open("district"), self.open("centre1")
        self.stick = self.folder / "stick"
        self.stick.mkdir(exist_ok=True)
        found = workspace.identity(self.centre)
        assert found is not None
        self.unit = found.unit_id

    def open(self, name: str) -> Store:
        store = quick(open_store(self.folder / f"{name}.db"))
        self.opened.append(store)
        return store

    def close(self) -> None:
        for store in self.opened:
            store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cloned(self, store: Store, name: str) -> Store:
        """The same installation in another folder, keys and all, as it is now."""
        store.close()
        for path in store.path.parent.glob(store.path.name + "*"):
            shutil.copy(path, path.with_name(path.name.replace(store.path.stem, name, 1)))
        return self.open(name)

    def hold(self, store: Store | None = None, present: int = 30, held_on: date = date(2020, 3, 5)) -> ClassEntry:
        """Record one class."""
        return classes.save_class(store or self.centre, class_entry(self.unit, (present,), held_on, topic="Luật"))

    def submit(self, store: Store | None = None, period: Period = YEAR) -> Path:
        path = self.stick / f"s{next(self.names)}.clcsync"
        exchange.submit(store or self.centre, period, path)
        return path

    def merge(self, *paths: Path) -> list[str]:
        return [verdict.code for verdict in self.verdicts(*paths)]

    def verdicts(self, *paths: Path) -> tuple[FileVerdict, ...]:
        return merging.merge(self.district, paths)

    def receipts(self) -> list[Path]:
        folder = self.stick / f"receipts{next(self.names)}"
        folder.mkdir()
        return [found.path for found in receipts.write_receipts(self.district, folder) if found.path]

    def read(self, *paths: Path, store: Store | None = None) -> list[str]:
        return [exchange.read_file(store or self.centre, path).code for path in paths]

    def turns(self, store: Store | None = None, period: Period = YEAR) -> int:
        return reporting.figures(store or self.district, period).total.turns


def lent(template: Path, folder: Path) -> Iterator[Pair]:
    """A copy of what ``made`` made, for one test."""
    pair = Pair(Path(shutil.copytree(template, folder)))
    yield pair
    pair.close()


def retried(pair: Pair) -> list[str]:
    """The verdicts of everything in the quarantine, tried again."""
    return [verdict.code for verdict in quarantine.retry_quarantine(pair.district)]
