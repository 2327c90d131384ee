"""A district that knows its two centres: made once, then copied for each test that needs one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.periods import Period, calendar_year
from clc_desktop.domain.records import Facility, FundingEntry, StaffMember
from clc_desktop.store.database import Store
from clc_desktop.usecases import classes, exchange, keeping, merging, workspace
from clc_desktop.usecases.merging import FileVerdict
from clc_desktop.usecases.workspace import Identity
from tests.districts import introduce
from tests.factories import class_entry

YEAR = calendar_year(2020)


@dataclass(frozen=True)
class District:
    """An aggregator and two centres, each with its own database and keys."""

    folder: Path
    office: Store
    one: Store
    two: Store

    def path(self, name: str) -> Path:
        return self.folder / name

    def identity(self, store: Store) -> Identity:
        found = workspace.identity(store)
        assert found is not None
        return found

    def record(self, centre: Store, *presents: int, **values: object) -> ClassEntry:
        """A class saved at a centre."""
        entry = class_entry(self.identity(centre).unit_id, presents or (30,), **values)  # type: ignore[arg-type]
        return classes.save_class(centre, entry)

    def submit(self, centre: Store, name: str, period: Period = YEAR) -> Path:
        exchange.submit(centre, period, self.path(name))
        return self.path(name)

    def merge(self, *paths: Path, **options: object) -> tuple[FileVerdict, ...]:
        return merging.merge(self.office, paths, **options)  # type: ignore[arg-type]

    def codes(self, *paths: Path) -> list[str]:
        return [verdict.code for verdict in self.merge(*paths)]


def furnish(district: District) -> None:
    """Premises, staff and money of the first centre, and a director of the second."""
    one, two = (district.identity(store).unit_id for store in (district.one, district.two))
    keeping.save_records(
        district.one,
        [
            Facility(id="1" * 32, unit_id=one, year=2019, own_premises=True, rooms=2),
            Facility(id="2" * 32, unit_id=one, year=2020, initial_equipment=True, books=40),
            StaffMember(id="3" * 32, unit_id=one, full_name="Lò Thị Ân", post="director"),
            FundingEntry(id="4" * 32, unit_id=one, year=2020, source="state", purpose="regular", amount=30_000_000),
        ],
    )
    keeping.save_records(district.two, [StaffMember(id="5" * 32, unit_id=two, full_name="Vàng A Dếnh", post="deputy")])


@pytest.fixture(scope="session")
def made_district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set up, registered, approved and assigned by the use cases."""
    folder = tmp_path_factory.mktemp("district")
    office = workspace.open_store(folder / "office.db")
    workspace.setup_aggregator(office, "Huyện Thử", "district")
    for number, name in enumerate(("one", "two")):
        centre = workspace.open_store(folder / f"{name}.db")
        workspace.setup_centre(centre, f"xã {name}")
        introduce(centre, office, folder, number)
        centre.close()
    office.close()
    return folder


@pytest.fixture
def district(made_district: Path, tmp_path: Path) -> Iterator[District]:
    folder = Path(shutil.copytree(made_district, tmp_path / "district"))
    office, one, two = (workspace.open_store(folder / f"{name}.db") for name in ("office", "one", "two"))
    yield District(folder, office, one, two)
    for store in (office, one, two):
        store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database that nobody has set up."""
    made = workspace.open_store(tmp_path / "new.db")
    yield made
    made.close()


@pytest.fixture
def centre(district: District) -> Store:
    return district.one
