"""Undoing a merge: the database is exactly what it was, whatever the file held, at the end or in the middle."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.store import merge_sql, merging, siblings, transfers, undo
from clc_desktop.store.database import Store, open_store
from clc_desktop.store.records import put
from clc_desktop.store.transfers import ReceivedFile
from clc_desktop.usecases import changes, classes, conflicts, reporting, undoing
from tests import districts
from tests.districts import YEAR, Office, contents, without_times
from tests.factories import HERE, UNIT, emptied, learning_class, opened, quick
from tests.store.test_merging import HISTORIES, KINDS, File, file_of, played


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    folder = tmp_path_factory.mktemp("machines")
    stores = [quick(opened(folder / f"{number}.db")) for number in range(8)]
    yield stores
    for store in stores:
        store.close()


def merged(store: Store, file: File, digest: str) -> int:
    """Merge as the use case does; returns the change."""
    with store.write("merge", "xã") as tx:
        merging.stage(tx.conn, file, {UNIT})
        merging.apply(tx, [batch.kind for batch in file])
        at = clock.now().isoformat()
        received = ReceivedFile(digest, "submission", UNIT, HERE, "2020", 1, at, "a.clcsync", tx.change_id)
        transfers.log_received(tx, received, b"")
        return tx.change_id


def undone(store: Store, change_id: int) -> None:
    with store.write("undo_merge", undoes=change_id) as tx:
        undo.undo_merge(tx, undo.merged_file(tx.conn, change_id))


@given(HISTORIES)
def test_merges_undone_one_after_the_other_give_every_former_state(pool: list[Store], history: Any) -> None:
    world = played(pool, history)
    receiver = world.receiver()
    with receiver.write("test") as tx:  # what the receiver itself knows
        put(tx, learning_class(1, topic="hier"), learning_class(9))
    former = []
    for number, (_, file) in enumerate(world.files):
        former.append((contents(receiver), merged(receiver, file, f"{number:064x}")))
    for before, change_id in reversed(former):
        undone(receiver, change_id)
        assert contents(receiver) == before


@given(HISTORIES, st.data())
def test_a_file_may_be_merged_again_after_its_undo(pool: list[Store], history: Any, data: st.DataObject) -> None:
    world = played(pool, history)
    receiver = world.receiver()
    for number, (_, file) in enumerate(world.files):
        change_id = merged(receiver, file, f"{number:064x}")
        after = without_times(contents(receiver))
        if data.draw(st.booleans()):
            undone(receiver, change_id)
            merged(receiver, file, f"{number:064x}")
            assert without_times(contents(receiver)) == after


@pytest.mark.parametrize("letters", ["\0", "a\0b", "\u2028", '"\\', "Thuý"])
def test_texts_come_back_as_they_were_typed(pool: list[Store], letters: str) -> None:
    here, there = emptied(pool[0], HERE), emptied(pool[1], "2" * 16)
    with here.write("test") as tx:
        put(tx, learning_class(1, topic=letters, partners=(letters,)))
    merged(there, file_of(here), "0" * 64)
    with here.write("test") as tx:
        put(tx, learning_class(1, topic="anders"))
    before = contents(there)
    undone(there, merged(there, file_of(here), "1" * 64))
    assert contents(there) == before
    assert set(KINDS) <= set(before)


# --- a district ------------------------------------------------------------------------------------------------------

CENTRES = 19


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district of nineteen centres, their submissions in ``sent``, nothing merged; the last centre can go on."""
    folder = tmp_path_factory.mktemp("district")
    office = districts.aggregator(folder / "district.db", "Huyện Tam Đường")
    (folder / "sent").mkdir()
    for number in range(CENTRES):
        one = districts.centre(folder / f"centre{number}.db", f"xã số {number}", office)
        for index in range(3):
            one.hold(10 * number + index + 1)
        shutil.copy(one.submit(), folder / "sent" / f"{number:02}.clcsync")
        one.store.close()
    office.store.close()
    return folder


@pytest.fixture
def district(template: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(template, tmp_path / "d")
    store = quick(open_store(tmp_path / "d" / "district.db"))
    who = districts.workspace.identity(store)
    assert who is not None
    yield Office(store, who)
    store.close()


def sent(district: Office) -> list[Path]:
    return sorted((district.folder / "sent").iterdir())


def centre_of(district: Office, number: int) -> Office:
    store = quick(open_store(district.folder / f"centre{number}.db"))
    who = districts.workspace.identity(store)
    assert who is not None
    return Office(store, who)


@pytest.mark.parametrize("number", [0, 9, 18])
def test_in_the_middle_of_nineteen_merges_after_a_restart(district: Office, tmp_path: Path, number: int) -> None:
    other = district.copied(tmp_path / "other")
    assert set(district.merge(*sent(district))) == {"ok"}
    assert set(other.merge(*[path for path in sent(district) if path != sent(district)[number]])) == {"ok"}
    district.store.close()
    again = Office(quick(open_store(district.store.path)), district.who)
    merges = sorted(change.id for change in undoing.merges(again.store))
    done = undoing.undo_merge(again.store, merges[number])
    assert (done.unit_name, done.period, done.sequence) == (f"xã số {number}", "2020", 1)
    assert without_times(contents(again.store)) == without_times(contents(other.store))
    assert again.merge(sent(district)[number]) == ["ok"]
    assert reporting.figures(again.store, YEAR).total.classes == 3 * CENTRES
    for office in (again, other):
        office.store.close()


def test_every_merge_is_listed_whatever_was_done_since(district: Office) -> None:
    district.merge(*sent(district)[:2])
    for number in range(120):
        with district.store.write("test", str(number)) as tx:
            assert tx.change_id
    assert len(undoing.merges(district.store)) == 2


def test_the_newest_merge_goes_first_and_none_is_left_at_last(district: Office) -> None:
    empty = contents(district.store)
    district.merge(*sent(district)[:3])
    assert [undoing.undo_merge(district.store).unit_name for _ in range(3)] == ["xã số 2", "xã số 1", "xã số 0"]
    assert contents(district.store) == empty
    assert refusal(district.store) == "nothing_to_undo"
    lines = [(change.label, change.undone) for change in undoing.merges(district.store)]
    assert lines == [("merge", True)] * 3
    labels = [change.label for change in changes.recent_changes(district.store)][:3]
    assert labels == ["undo_merge"] * 3


def test_only_a_merge_that_stands_can_be_undone(district: Office) -> None:
    district.merge(sent(district)[0])
    (merge,) = undoing.merges(district.store)
    undoing.undo_merge(district.store, merge.id)
    assert refusal(district.store, merge.id) == "already_undone"
    assert refusal(district.store, 1) == refusal(district.store, 9_999) == "merge_missing"
    for change in changes.recent_changes(district.store)[:2]:
        with pytest.raises(ClcError, match="change_missing"):
            changes.undo(district.store, change.id)


def test_an_edit_made_here_since_is_named_and_nothing_is_touched(district: Office) -> None:
    district.merge(*sent(district)[:2])
    first = min(change.id for change in undoing.merges(district.store))
    row = next(r for r in classes.list_classes(district.store) if r.unit_name == "xã số 0")
    entry = classes.get_class(district.store, row.id)
    classes.save_class(district.store, replace(entry, learning_class=replace(entry.learning_class, topic="Sửa")))
    before = contents(district.store)
    with pytest.raises(ClcError, match="merge_built_upon") as caught:
        undoing.undo_merge(district.store, first)
    assert (caught.value.data["what"], caught.value.data["count"]) == ("save_class", 1)
    changes.undo_last(district.store)
    assert refusal(district.store, first) == "merge_built_upon"  # the undo wrote a new version
    assert contents(district.store)["received_file"] == before["received_file"]
    undoing.undo_merge(district.store)  # the other centre's


def test_a_later_file_of_the_same_centre_goes_first(district: Office) -> None:
    """It repeats what it does not change: without it the undo would take away what the later file says, too."""
    one = centre_of(district, 0)
    district.merge(sent(district)[0])
    (first,) = undoing.merges(district.store)
    one.hold(99)
    second = one.submit()
    assert district.merge(second) == ["ok"]
    between = contents(district.store)
    with pytest.raises(ClcError, match="later_file_merged") as caught:
        undoing.undo_merge(district.store, first.id)
    assert (caught.value.data["name"], caught.value.data["sequence"]) == ("xã số 0", 2)
    assert contents(district.store) == between
    undoing.undo_merge(district.store)
    undoing.undo_merge(district.store)
    assert district.merge(sent(district)[0], second) == ["ok", "ok"]
    one.store.close()


def test_a_merge_that_ended_a_conflict_opens_it_again_when_undone(district: Office, tmp_path: Path) -> None:
    one = centre_of(district, 18)
    district.merge(sent(district)[18])
    row = classes.list_classes(one.store)[0]
    here, there = (classes.get_class(office.store, row.id) for office in (district, one))
    for office, entry, topic in ((district, here, "huyện"), (one, there, "xã")):
        changed = replace(entry.learning_class, topic=topic)
        classes.save_class(office.store, replace(entry, learning_class=changed))
    assert district.merge(one.submit()) == ["ok"]
    (conflict,) = conflicts.list_conflicts(district.store)
    before = contents(district.store)
    decide_elsewhere(one, district, conflict)
    assert conflicts.list_conflicts(district.store) == ()
    (decided,) = conflicts.decided_conflicts(district.store)
    assert {loser["topic"] for loser in decided.losers} == {"huyện", "xã"}
    undoing.undo_merge(district.store)
    assert contents(district.store) == before
    assert conflicts.list_conflicts(district.store) == (conflict,)
    assert conflicts.decided_conflicts(district.store) == ()
    one.store.close()


def decide_elsewhere(one: Office, district: Office, conflict: conflicts.ConflictView) -> None:
    """Give the centre the district's side, let it decide and send."""
    with district.store.read() as conn:
        key = conflict.kind, conflict.record_id
        states = [*merging.states_of(conn, *key), *siblings.states_of(conn, *key)]
    rows = [json.loads(state.body) | {"version": state.version} for state in states]
    batch = [tuple(row[name] for name in merge_sql.columns_of(conflict.kind)) for row in rows]
    with one.store.write("read_receipt") as tx:
        merging.stage(tx.conn, [merging.Incoming(conflict.kind, batch)], {one.unit_id})
        merging.apply(tx, [conflict.kind])
    (open_there,) = conflicts.list_conflicts(one.store)
    conflicts.resolve_conflict(one.store, *key, open_there.sides[1].key, reason="hỏi lại")
    assert district.merge(one.submit()) == ["ok"]


def refusal(store: Store, change_id: int | None = None) -> str:
    with pytest.raises(ClcError) as caught:
        undoing.undo_merge(store, change_id)
    return caught.value.code
