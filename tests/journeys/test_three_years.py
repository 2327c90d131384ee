"""Years of files that get damaged, lost, repeated and mixed up, from PCs with wrong clocks, copies and old backups.

A second count keeps, for every class, its value and the set of edits that went into it: whoever knows more wins, and of
two who did not know each other the officer here takes the file's. The program must come to the same figures.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from clc_desktop.domain import clock
from clc_desktop.domain.periods import calendar_year
from clc_desktop.store import backups
from clc_desktop.store.database import open_store
from clc_desktop.usecases import classes, conflicts, exchange, reporting, safekeeping
from tests import districts
from tests.districts import Office
from tests.factories import class_entry, quick

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
CENTRES, YEARS = (19, 3) if NIGHTLY else (4, 1)
FIRST = 2020
FIELDS = ("economy", "culture", "law", "health", "environment", "other")
_edits = count(1)


@dataclass(frozen=True)
class Fact:
    """What a class of a year is (field and turns, None: deleted), and which edits whoever says so had seen."""

    year: int
    value: tuple[str, int] | None
    known: frozenset[int]


Facts = dict[str, Fact]


@dataclass
class Post:
    """One centre: its PC, what it knows, a backup with what it knew then, files on the road."""

    office: Office
    facts: Facts = field(default_factory=dict)
    backup: tuple[Path, Facts] | None = None
    road: list[tuple[Path, Facts]] = field(default_factory=list)


@dataclass
class World:
    """The district with its centres; ``told`` is the second count of what the district knows."""

    folder: Path
    chance: random.Random
    district: Office
    posts: list[Post]
    told: Facts = field(default_factory=dict)
    verdicts: Counter[str] = field(default_factory=Counter)

    def month(self, year: int, number: int) -> None:
        for post in self.posts:
            with clock.fixed(self.any_moment()):
                self.work(post, year, number)
            file = self.sent(post, year)
            fate = self.chance.choices(["arrives", "lost", "damaged", "twice", "waits", "clone"], [6, 1, 1, 1, 2, 1])[0]
            getattr(self, f"_{fate}")(post, file, year)
            if self.chance.random() < 0.08:
                self.restore(post)

    def any_moment(self) -> datetime:
        return datetime(
            self.chance.randint(1970, 2099), self.chance.randint(1, 12), self.chance.randint(1, 28), tzinfo=UTC
        )

    # --- at a centre ---

    def work(self, post: Post, year: int, month: int) -> None:
        for _ in range(self.chance.randint(0, 3)):
            self.hold(post, year, month)
        alive = sorted(i for i, fact in post.facts.items() if fact.value and fact.year == year)
        for class_id in self.chance.sample(alive, min(len(alive), self.chance.randint(0, 2))):
            self.edit(post, class_id)
        if len(alive) > 3 and self.chance.random() < 0.2:
            self.delete(post, self.chance.choice(alive))
        if self.chance.random() < 0.15:
            self.back_up(post)

    def hold(self, post: Post, year: int, month: int) -> None:
        edit, present, chosen = next(_edits), self.chance.randint(1, 200), self.chance.choice(FIELDS)
        late = (("future_date", "đồng hồ sai"),)
        entry = class_entry(
            post.office.unit_id, (present,), date(year, month, 5), topic=str(edit), field=chosen, reasons=late
        )
        saved = classes.save_class(post.office.store, entry)
        post.facts[saved.learning_class.id] = Fact(year, (chosen, present), frozenset({edit}))

    def edit(self, post: Post, class_id: str) -> None:
        edit, present = next(_edits), self.chance.randint(1, 200)
        entry = classes.get_class(post.office.store, class_id)
        sessions = (replace(entry.sessions[0], present=present),)
        changed = replace(entry, learning_class=replace(entry.learning_class, topic=str(edit)), sessions=sessions)
        classes.save_class(post.office.store, changed)
        fact = post.facts[class_id]
        assert fact.value is not None
        post.facts[class_id] = replace(fact, value=(fact.value[0], present), known=fact.known | {edit})

    def delete(self, post: Post, class_id: str) -> None:
        classes.delete_classes(post.office.store, [class_id])
        fact = post.facts[class_id]
        post.facts[class_id] = replace(fact, value=None, known=fact.known | {next(_edits)})

    def sent(self, post: Post, year: int) -> tuple[Path, Facts]:
        """The file of a year, with what it says; a class of another year is not in it."""
        with clock.fixed(self.any_moment()):
            path = post.office.submit(calendar_year(year))
        return path, {class_id: fact for class_id, fact in post.facts.items() if fact.year == year}

    def back_up(self, post: Post) -> None:
        path = self.folder / f"backup{next(_edits)}.db"
        safekeeping.backup(post.office.store, path)
        post.backup = path, dict(post.facts)

    def restore(self, post: Post) -> None:
        """An old copy comes back as a new installation, for which the old key vouches."""
        if post.backup is None:
            return
        path, post.facts = post.backup[0], dict(post.backup[1])
        post.office.store.close()
        safekeeping.restore(post.office.store.path, path)
        store = quick(open_store(post.office.store.path))
        who = districts.workspace.identity(store)
        assert who is not None
        post.office = Office(store, who)
        registration = self.folder / f"again{next(_edits)}.clcsync"
        exchange.register(store, registration)
        assert exchange.approve(self.district.store, registration).vouched

    # --- on the road ---

    def _arrives(self, post: Post, file: tuple[Path, Facts], year: int) -> None:
        self.deliver(file)

    def _lost(self, post: Post, file: tuple[Path, Facts], year: int) -> None:
        file[0].unlink()

    def _damaged(self, post: Post, file: tuple[Path, Facts], year: int) -> None:
        data = bytearray(file[0].read_bytes())
        data[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
        file[0].write_bytes(data)
        assert self.deliver(file) not in ("ok", "gap", "late")

    def _twice(self, post: Post, file: tuple[Path, Facts], year: int) -> None:
        self.deliver(file)
        assert self.deliver(file) in ("replay", "fork", "rollback")

    def _waits(self, post: Post, file: tuple[Path, Facts], year: int) -> None:
        post.road.append(file)
        self.chance.shuffle(post.road)
        if len(post.road) > 2:
            self.deliver(post.road.pop())

    def _clone(self, post: Post, file: tuple[Path, Facts], year: int) -> None:
        """Somebody works on a copied folder meanwhile: its file bears a number that came already, and is refused."""
        copy = post.office.copied(self.folder / f"clone{next(_edits)}")
        post.office = Office(quick(open_store(post.office.store.path)), post.office.who)
        self.deliver(file)
        post_of_copy = Post(copy, dict(post.facts))
        with clock.fixed(self.any_moment()):
            self.hold(post_of_copy, year, 6)
            self.hold(post, year, 6)
        number = exchange.sent_files(post.office.store)[0].sequence
        ours, theirs = self.sent(post, year), self.sent(post_of_copy, year)
        assert exchange.sent_files(copy.store)[0].sequence == number + 1
        if self.deliver(ours) in ("ok", "gap", "late"):
            assert self.deliver(theirs) in ("fork", "rollback")
        copy.store.close()
        shutil.rmtree(copy.folder)

    # --- at the district ---

    def deliver(self, file: tuple[Path, Facts]) -> str:
        path, says = file
        with clock.fixed(self.any_moment()):
            (verdict,) = self.district.merge(path, allow_deletions=True)
        self.verdicts[verdict] += 1
        if verdict in ("ok", "gap", "late"):
            self.hear(says)
        return verdict

    def hear(self, says: Facts) -> None:
        """The second count takes the file in; where it meets a conflict, so must the program."""
        expected = set()
        for class_id, new in says.items():
            old = self.told.get(class_id)
            if old is None or old.known <= new.known:
                self.told[class_id] = new
            elif not new.known <= old.known:
                expected.add(class_id)
                self.told[class_id] = replace(new, known=old.known | new.known | {next(_edits)})
        found = conflicts.list_conflicts(self.district.store)
        assert {self.class_of(conflict) for conflict in found} == expected
        for conflict in found:
            self.decide(conflict, self.told[self.class_of(conflict)].value)

    def class_of(self, conflict: conflicts.ConflictView) -> str:
        record: Any = conflict.sides[0].record
        return str(getattr(record, "class_id", record.id))

    def decide(self, conflict: conflicts.ConflictView, value: tuple[str, int] | None) -> None:
        """Take the side that says what the file says."""
        for side in conflict.sides:
            record: Any = side.record
            if side.deleted == (value is None) and (value is None or getattr(record, "present", value[1]) == value[1]):
                key = conflict.kind, conflict.record_id
                conflicts.resolve_conflict(self.district.store, *key, side.key, reason="hỏi lại xã")
                return
        raise AssertionError(f"no side of {conflict} is the file's")

    def finish(self) -> None:
        """What is on the road arrives, and everybody sends everything once more."""
        for post in self.posts:
            for file in post.road:
                self.deliver(file)
            for year in range(FIRST, FIRST + YEARS):
                assert self.deliver(self.sent(post, year)) in ("ok", "gap", "late")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2] if not NIGHTLY else [2020])
def test_years_of_faults_end_with_the_figures_of_a_second_count(tmp_path: Path, seed: int) -> None:
    district = districts.aggregator(tmp_path / "district.db", "Huyện Tuần Giáo")
    offices = []
    for number in range(CENTRES):
        (tmp_path / str(number)).mkdir()
        offices.append(districts.centre(tmp_path / str(number) / "centre.db", f"xã số {number}", district))
    world = World(tmp_path, random.Random(seed), district, [Post(office) for office in offices])
    for year in range(FIRST, FIRST + YEARS):
        for month in range(1, 13):
            world.month(year, month)
    world.finish()
    for year in range(FIRST, FIRST + YEARS):
        counted = reporting.figures(district.store, calendar_year(year))
        expected = Counter[str](), Counter[str]()
        for fact in world.told.values():
            if fact.year == year and fact.value:
                expected[0][fact.value[0]] += 1
                expected[1][fact.value[0]] += fact.value[1]
        found = {f.code: (f.total.classes, f.total.turns) for f in counted.fields}
        assert found == {code: (expected[0][code], expected[1][code]) for code in FIELDS}
        assert counted.total.classes > CENTRES
    with district.store.read() as conn:
        assert not backups.faults(conn)
    assert {"ok", "fork"} <= set(world.verdicts)
    print(dict(world.verdicts), len(conflicts.decided_conflicts(district.store)), "conflicts")
    for office in (district, *(post.office for post in world.posts)):
        office.store.close()
