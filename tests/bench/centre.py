"""A centre's database with many classes of this year, for the window."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from clc_desktop.domain import clock
from clc_desktop.domain.records import ClassSession, LearningClass
from clc_desktop.store.records import put
from clc_desktop.usecases import workspace
from tests.bench.district import FIELDS, TOPICS

SMALL = 600
"""Ten years of a busy centre; the year shown is filled with all of them."""


def make(path: Path, classes: int) -> Path:
    """The database, made anew unless it is there."""
    if path.exists():
        return path
    store = workspace.open_store(path)
    unit_id = workspace.setup_centre(store, "xã Cửa Sổ").unit_id
    chance = random.Random(classes)
    with store.write("save_class") as tx:
        records: list[LearningClass | ClassSession] = []
        for _ in range(classes):
            records += _class(chance, unit_id)
        put(tx, *records)
    store.close()
    return path


def _class(chance: random.Random, unit_id: str) -> tuple[LearningClass, ClassSession]:
    day = date(clock.today().year, 1, 1) + timedelta(days=chance.randrange(365))
    made = LearningClass(
        id=clock.new_id(),
        unit_id=unit_id,
        field=chance.choice(FIELDS),
        topic=f"{chance.choice(TOPICS)} số {chance.randrange(10_000)}",
        hosting="own",
        starts_on=day,
        lecturers=("Lò Văn Đo",),
        venue=f"Nhà văn hóa bản {chance.randrange(12) + 1}",
    )
    present = chance.randrange(20, 150)
    return made, ClassSession(
        id=clock.new_id(), unit_id=unit_id, class_id=made.id, held_on=day, present=present, women=present // 2
    )
