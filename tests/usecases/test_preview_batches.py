"""A preview of many files at once says of each what merging it, after those before it, then does."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clc_desktop.domain import clock
from clc_desktop.store.database import Store, open_store
from clc_desktop.usecases import classes, exchange, merging, workspace
from clc_desktop.usecases.merging import FileVerdict
from tests.factories import class_entry, quick
from tests.usecases.pairs import YEAR, made
from tests.usecases.test_merging import dump

NOW = datetime(2026, 1, 2, tzinfo=UTC)
NAMES = ("district", "centre1", "second")
EXAMPLES = settings().max_examples // 10
STEP = st.one_of(
    st.tuples(st.just("hold"), st.integers(1, 2), st.integers(0, 99)),
    st.tuples(st.just("edit"), st.integers(0, 2), st.integers(0, 99)),
    st.tuples(st.just("delete"), st.integers(0, 2), st.integers(0, 99)),
    st.tuples(st.just("send"), st.integers(1, 2), st.just(0)),
    st.tuples(st.just("merge"), st.just(0), st.integers(0, 9)),
)


@dataclass
class World:
    """A district, a centre with two PCs, and what they have sent."""

    folder: Path
    stores: list[Store]
    unit: str
    names: itertools.count[int] = field(default_factory=itertools.count)
    sent: list[Path] = field(default_factory=list)

    @property
    def district(self) -> Store:
        return self.stores[0]

    def play(self, steps: list[tuple[str, int, int]]) -> None:
        for what, place, number in steps:
            getattr(self, f"_{what}")(self.stores[place], number)

    def _hold(self, store: Store, number: int) -> None:
        classes.save_class(store, class_entry(self.unit, (number + 1,), topic=str(next(self.names))))

    def _edit(self, store: Store, number: int) -> None:
        if found := classes.list_classes(store):
            entry = classes.get_class(store, found[number % len(found)].id)
            topic = str(next(self.names))
            classes.save_class(store, replace(entry, learning_class=replace(entry.learning_class, topic=topic)))

    def _delete(self, store: Store, number: int) -> None:
        if found := classes.list_classes(store):
            classes.delete_classes(store, [found[number % len(found)].id])

    def _send(self, store: Store, _number: int) -> None:
        self.sent.append(self.folder / f"{next(self.names)}.clcsync")
        exchange.submit(store, YEAR, self.sent[-1])

    def _merge(self, store: Store, number: int) -> None:
        if self.sent:
            merging.merge(store, [self.sent[number % len(self.sent)]], allow_deletions=True)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made(tmp_path_factory.mktemp("batches") / "made")
    district, centre = (quick(open_store(folder / f"{name}.db")) for name in ("district", "centre1"))
    who, unit = workspace.identity(district), workspace.identity(centre)
    assert who is not None
    assert unit is not None
    second = quick(open_store(folder / "second.db"))
    number = workspace.setup_centre(second, "xã số 1").check_number
    exchange.register(second, folder / "r2.clcsync")
    exchange.approve(district, folder / "r2.clcsync", number, as_unit=unit.unit_id)
    exchange.assign(district, unit.unit_id, folder / "a2.clcsync")
    assert exchange.read_file(second, folder / "a2.clcsync", who.check_number).code == "joined"
    for store in (district, centre, second):
        store.close()
    return folder


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Iterator[Path]]:
    yield (tmp_path / str(number) for number in itertools.count())
    shutil.rmtree(tmp_path, ignore_errors=True)


def opened(template: Path, folder: Path) -> World:
    shutil.copytree(template, folder)
    stores = [quick(open_store(folder / f"{name}.db")) for name in NAMES]
    who = workspace.identity(stores[1])
    assert who is not None
    return World(folder, stores, who.unit_id)


def told(verdict: FileVerdict) -> tuple[Any, ...]:
    """What a verdict says; when a repeated file came first is known only once it did."""
    data = {name: value for name, value in verdict.data.items() if name != "at"}
    return verdict.path, verdict.code, verdict.counts, verdict.hidden, verdict.hidden_at, data


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=6, max_size=20), st.data())
def test_a_batch_is_previewed_as_it_is_merged(
    template: Path, folders: Iterator[Path], steps: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    world = opened(template, next(folders))
    with clock.fixed(NOW):
        world.play([*steps, ("send", 1, 0), ("send", 2, 0)])
        batch = data.draw(st.permutations(world.sent))
        before = dump(world.district)
        previews = merging.examine(world.district, batch)
        assert dump(world.district) == before
        assert [told(v) for v in previews] == [told(v) for v in merging.merge(world.district, batch)]
    for preview in previews:
        lines, counts = Counter(line.what for line in preview.rows), preview.counts
        assert (lines["changed"], lines["deleted"], lines["hidden"]) == (counts.changed, counts.deleted, counts.hidden)
        assert lines["added"] + lines["conflict"] == counts.added + counts.conflicts - _arrived(preview)
    for store in world.stores:
        store.close()


def _arrived(preview: FileVerdict) -> int:
    """New records in conflict, which count as both and have one line."""
    return sum(1 for line in preview.rows if line.what == "conflict" and line.before is None)


def test_the_second_file_of_a_centre_is_previewed_after_the_first(template: Path, folders: Iterator[Path]) -> None:
    world = opened(template, next(folders))
    world.play([("hold", 1, 30), ("send", 1, 0), ("hold", 1, 20), ("send", 1, 0)])
    first, second = merging.examine(world.district, world.sent)
    assert (first.counts.added, second.counts.added, second.counts.unchanged) == (2, 2, 2)
    assert len(second.rows) == 2
    later, earlier = merging.examine(world.district, world.sent[::-1])
    assert (later.counts.added, earlier.counts.added, earlier.counts.unchanged) == (4, 0, 2)
    for store in world.stores:
        store.close()


def test_a_file_that_would_be_refused_leaves_no_trace_for_the_next(template: Path, folders: Iterator[Path]) -> None:
    """It deletes too much: the next one is previewed, and merged, as if that had never come."""
    world = opened(template, next(folders))
    world.play([("hold", 1, 30), ("hold", 1, 31), ("send", 1, 0), ("merge", 0, 0), ("delete", 1, 0), ("send", 1, 0)])
    world.play([("hold", 2, 12), ("send", 2, 0)])
    batch = world.sent[1:]
    doubtful, good = merging.examine(world.district, batch)
    assert (doubtful.code, doubtful.counts.deleted) == ("too_many_deletions", 2)
    assert [line.what for line in doubtful.rows] == ["deleted", "deleted"], "a person sees what it would delete"
    assert (good.code, good.counts.added) == ("ok", 2)
    assert [v.code for v in merging.merge(world.district, batch)] == ["too_many_deletions", "ok"]
    assert len(classes.list_classes(world.district)) == 3
    for store in world.stores:
        store.close()
