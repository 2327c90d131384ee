"""A merge, and its undo, killed at every SQL statement: the database is as before or as after, never in between."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from clc_desktop.store import backups
from clc_desktop.store.database import open_store
from clc_desktop.usecases import classes, merging, undoing
from tests import districts
from tests.districts import contents, without_times
from tests.faults.killed import KILLED

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is forked for each statement"),
    pytest.mark.slow,
]
CLONE = Path(__file__).resolve().parents[2]
SAMPLED = 400 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 30


@dataclass
class Case:
    """A folder to copy, what is done to it, and the two states between which there is none."""

    base: Path
    action: str
    files: list[Path]
    before: dict[str, Any]
    after: dict[str, Any]

    def run(self, out: Path, *numbers: object) -> Any:
        arguments = [str(part) for part in (self.base, out, self.action, *self.files, "--", *numbers)]
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.killed", *arguments],
            cwd=CLONE,
            env=os.environ | {"PYTHONPATH": str(CLONE)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def state(folder: Path) -> dict[str, Any]:
    store = open_store(folder / "district.db")
    try:
        with store.read() as conn:
            assert not backups.faults(conn)
        return without_times(contents(store))
    finally:
        store.close()


def finished(case: Case, folder: Path) -> None:
    """Do it (again), as the person does who finds the program gone."""
    store = open_store(folder / "district.db")
    try:
        if case.action == "merge":
            merging.merge(store, case.files, allow_deletions=True)
        elif undoing.merges(store)[0].undone is False:
            undoing.undo_merge(store)
    finally:
        store.close()


def made(folder: Path, classes_held: int, action: str) -> Case:
    """A district that holds an earlier state of a centre, with a conflict, and the centre's next file."""
    district = districts.aggregator(folder / "base" / "district.db", "Huyện")
    centre = districts.centre(folder / "centre.db", "xã", district)
    entries = [centre.hold(index + 1) for index in range(classes_held)]
    district.merge(centre.submit())
    for office, topic in ((district, "huyện"), (centre, "xã")):
        changed = replace(entries[0].learning_class, topic=topic)
        classes.save_class(office.store, replace(entries[0], learning_class=changed))
    classes.delete_classes(centre.store, [entries[1].learning_class.id])
    centre.hold(99)
    file = folder / "next.clcsync"
    shutil.move(centre.submit(), file)
    if action == "undo":
        assert district.merge(file, allow_deletions=True) == ["ok"]
    for office in (centre, district):
        office.store.close()
    case = Case(folder / "base", action, [file], state(folder / "base"), {})
    shutil.copytree(case.base, folder / "after")
    finished(case, folder / "after")
    case.after = state(folder / "after")
    assert case.after != case.before
    return case


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "base").mkdir()
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.parametrize("action", ["merge", "undo"])
def test_a_small_file_killed_at_every_statement(room: Path, action: str) -> None:
    case = made(room, 2, action)
    shutil.copytree(case.base, room / "counted")
    count = replace(case, base=room / "counted").run(room, "count")
    assert count > 40
    check(case, room, range(count + 1))


def test_a_larger_file_killed_at_statements_drawn_by_lot(room: Path) -> None:
    case = made(room, 150, "merge")
    shutil.copytree(case.base, room / "counted")
    count = replace(case, base=room / "counted").run(room, "count")
    lot = random.Random(2020).sample(range(count), min(SAMPLED, count))
    check(case, room, sorted({*lot, 0, count - 1, count}))


def check(case: Case, room: Path, numbers: Sequence[int]) -> None:
    out = room / "out"
    out.mkdir()
    ends = case.run(out, *numbers)
    assert ends.pop(str(numbers[-1])) == 0
    assert set(ends.values()) == {KILLED}
    seen = set()
    for number in numbers:
        found = state(out / str(number))
        assert found in (case.before, case.after), f"in between after statement {number}"
        seen.add(found == case.after)
        finished(case, out / str(number))
        assert state(out / str(number)) == case.after, f"not whole after dying at statement {number}"
        shutil.rmtree(out / str(number))
    assert seen == {True, False}
