"""Databases for the window's tests, made through use cases only."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.periods import calendar_year
from clc_desktop.usecases import classes, exchange, keeping, workspace
from clc_desktop.usecases.workspace import Store
from tests.districts import introduce

TOPICS = (
    "Phổ biến Luật Hôn nhân và gia đình",
    "Kỹ thuật trồng và chăm sóc cây mắc ca",
    "Phòng chống bệnh sốt xuất huyết, chân tay miệng cho trẻ em dưới 5 tuổi tại các bản vùng cao",
    "Vệ sinh môi trường nông thôn",
    "Giao lưu văn nghệ quần chúng mừng Đảng, mừng xuân",
)
LONGEST = "Trung tâm học tập cộng đồng xã Mường Khong"
YEAR = calendar_year(2020)


def centre(db: Path, name: str = LONGEST, count: int = 30, seed: int = 1) -> None:
    """A centre with classes of 2020 and a plan."""
    store = workspace.open_store(db)
    workspace.setup_centre(store, name)
    fill(store, count, seed)
    store.close()


def fill(store: Store, count: int, seed: int = 1) -> None:
    """Record classes, own and joint, with and without women counted."""
    chance = random.Random(seed)
    fields = workspace.taxonomy(store)
    entries = [_entry(store, chance, chance.choice(fields).code) for _number in range(count)]
    if entries:
        classes.save_classes(store, entries)
        targets = keeping.plan_table(store, 2020)
        keeping.save_records(store, [replace(target, classes=4, turns=350) for target in targets])


def _entry(store: Store, chance: random.Random, field: str) -> ClassEntry:
    entry = classes.new_class_entry(store)
    day, present = date(2020, 1, 1) + timedelta(days=chance.randrange(366)), chance.randint(30, 160)
    record = replace(
        entry.learning_class,
        topic=chance.choice(TOPICS),
        field=field,
        starts_on=day,
        venue="Nhà văn hóa xã",
        hosting=chance.choice(("own", "joint")),
        partners=("Hội nông dân",),
    )
    women = chance.choice((None, present // 2))
    session = replace(entry.sessions[0], held_on=day, present=present, women=women, minority=present // 3)
    return ClassEntry(record, (session,))


def copied(build: Callable[..., Path], folder: Path, *arguments: Any) -> Path:
    """What ``build`` makes in a folder, made once in a run and then copied, keys and all; gives the copy's path."""
    made = _built(build, *arguments)
    shutil.copytree(made.parent, folder, dirs_exist_ok=True)
    return folder / made.name


@cache
def _built(build: Callable[..., Path], *arguments: Any) -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return build(folder, *arguments)


def district(folder: Path, names: tuple[str, ...] = ("xã Pú Nhung", "xã Rạng Đông", "thị trấn Tuần Giáo")) -> Path:
    """An aggregator whose centres are approved and have submitted; gives the aggregator's database.

    The submissions lie in ``folder/sync``, with a damaged one among them.
    """
    return copied(_district, folder, names)


def _district(folder: Path, names: tuple[str, ...]) -> Path:
    db, sync = folder / "aggregator.db", folder / "sync"
    sync.mkdir()
    above = workspace.open_store(db)
    workspace.setup_aggregator(above, "Huyện Tuần Giáo", "district")
    for number, name in enumerate(names):
        store = workspace.open_store(folder / f"centre{number}.db")
        workspace.setup_centre(store, name)
        fill(store, 8 + number, seed=number)
        introduce(store, above, folder, number)
        exchange.submit(store, YEAR, sync / exchange.suggested_name(store, YEAR))
        store.close()
    above.close()
    damaged = bytearray(min(sync.glob("*.clcsync")).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (sync / "hong.clcsync").write_bytes(damaged)
    return db
