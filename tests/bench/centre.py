"""A centre's database with many classes of this year, for the window."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from clc_desktop.domain import clock
from clc_desktop.domain.records import ClassSession, Learner, LearningClass
from clc_desktop.store.records import put
from clc_desktop.usecases import workspace
from tests.bench.district import FIELDS, TOPICS

SMALL = 600
"""Ten years of a busy centre; the year shown is filled with all of them."""


def make(path: Path, classes: int, learners: int = 0) -> Path:
    """The database with so many classes, and learners in no class; made anew unless it is there."""
    if path.exists():
        return path
    store = workspace.open_store(path)
    unit_id = workspace.setup_centre(store, "xã Cửa Sổ").unit_id
    chance = random.Random(classes)
    with store.write("save_class") as tx:
        records: list[LearningClass | ClassSession] = []
        for _ in range(classes):
            records += _class(chance, unit_id)
        put(tx, *records, *(_learner(chance, unit_id) for _ in range(learners)))
    store.close()
    return path


FAMILIES = ("Lò Văn", "Lò Thị", "Quàng Thị", "Vàng A", "Giàng A", "Sùng Thị", "Cà Văn", "Mùa A")
GIVEN = ("An", "Ánh", "Bình", "Chung", "Dế", "Dung", "Đôi", "Hà", "Hải", "Lâm", "Mỷ", "Ngoan", "Páo", "Súa", "Xuân")


def _learner(chance: random.Random, unit_id: str) -> Learner:
    return Learner(
        id=clock.new_id(),
        unit_id=unit_id,
        full_name=f"{chance.choice(FAMILIES)} {chance.choice(GIVEN)}",
        village=f"Bản {chance.randrange(40) + 1}",
        birth_year=1940 + chance.randrange(70),
    )


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
