"""Conflicts field by field: both sides shown, the obvious pointed out, decided once for everybody, never forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.domain.records import ClassSession, Learner, LearningClass
from clc_desktop.domain.versions import knows, shared, written
from clc_desktop.store import merge_sql, merging
from clc_desktop.store.database import Store
from clc_desktop.store.records import find, get, put, remove
from clc_desktop.usecases.conflicts import (
    ConflictView,
    decided_conflicts,
    list_conflicts,
    resolve_conflict,
)
from tests.factories import (
    ELSEWHERE,
    HERE,
    THERE,
    UNIT,
    emptied,
    learner,
    learning_class,
    numbered,
    opened,
    quick,
    session,
)
from tests.store.test_merging import HISTORIES, KINDS, digest, file_of, played

CLASS = "learning_class"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    folder = tmp_path_factory.mktemp("machines")
    stores = [quick(opened(folder / f"{number}.db")) for number in range(8)]
    yield stores
    for store in stores:
        store.close()


@pytest.fixture
def two(pool: list[Store]) -> tuple[Store, Store]:
    return emptied(pool[0], HERE), emptied(pool[1], THERE)


def wrote(store: Store, *records: Any) -> None:
    with store.write("test") as tx:
        put(tx, *records)


def take(store: Store, other: Store, kinds: tuple[str, ...] = (CLASS, "class_session", "learner")) -> None:
    """Merge everything another store has, its undecided losers too."""
    with store.write("merge") as tx:
        merging.stage(tx.conn, whole(other, kinds), {UNIT})
        merging.apply(tx, kinds)


def whole(store: Store, kinds: tuple[str, ...]) -> list[merging.Incoming]:
    batches = []
    with store.read() as conn:
        for kind in kinds:
            keys = {row.id for row in conn.exec_driver_sql(f"SELECT id FROM {kind}")}
            states = [s for key in sorted(keys) for s in merging.states_of(conn, kind, key)]
            beside = conn.exec_driver_sql("SELECT version, body FROM sibling WHERE kind = ?", (kind,)).all()
            found = [*states, *beside]
            rows = [json.loads(body) | {"version": version} for version, body in found]
            columns = merge_sql.columns_of(kind)
            batches.append(merging.Incoming(kind, [tuple(row[name] for name in columns) for row in rows]))
    return batches


def only(store: Store) -> ConflictView:
    (found,) = list_conflicts(store)
    return found


def disputed(two: tuple[Store, Store], here: dict[str, Any], there: dict[str, Any]) -> tuple[Store, Store]:
    """A class that both knew, then changed on both sides; each has seen the other's."""
    one, other = two
    wrote(one, learning_class(topic="gốc", venue="Nhà văn hóa"))
    take(other, one)
    base = learning_class(topic="gốc", venue="Nhà văn hóa")
    wrote(one, replace(base, **here))
    wrote(other, replace(base, **there))
    take(one, other)
    take(other, one)
    return one, other


# --- showing ----------------------------------------------------------------------------------------------------------


def test_both_sides_of_every_field_that_differs_and_what_both_had_known(two: Any) -> None:
    one, other = disputed(two, {"topic": "đây", "note": "x"}, {"topic": "kia", "venue": "Trường"})
    for store in (one, other):
        conflict = only(store)
        assert (conflict.kind, conflict.record_id, conflict.unit_id) == (CLASS, numbered(1, "c"), UNIT)
        found = {d.name: d for d in conflict.differences}
        assert set(found) == {"topic", "note", "venue"}
        assert set(found["topic"].values) == {"đây", "kia"}
        assert (found["topic"].known, found["topic"].before, len(found["topic"].changed_by)) == (True, "gốc", 2)
        assert (found["venue"].before, len(found["venue"].changed_by)) == ("Nhà văn hóa", 1)
        assert conflict.suggestion is None
        assert [side.shown for side in conflict.sides] == [True, False]
        assert {side.installations for side in conflict.sides} == {(HERE,), (THERE,)}
    assert [side.key for side in only(one).sides] == [side.key for side in only(other).sides]


def test_fields_changed_on_one_side_each_are_pointed_out_and_not_merged_by_themselves(two: Any) -> None:
    one, _ = disputed(two, {"topic": "đây"}, {"venue": "Trường"})
    conflict = only(one)
    assert conflict.suggestion is not None
    resolve_conflict(one, CLASS, conflict.record_id, "suggested", reason="mỗi bên sửa một chỗ")
    with one.read() as conn:
        decided = get(conn, LearningClass, conflict.record_id)
    assert (decided.topic, decided.venue) == ("đây", "Trường")


def test_nothing_is_suggested_where_the_common_past_was_never_seen_here(two: Any) -> None:
    one, other = two
    wrote(one, learning_class(topic="đây"))
    wrote(other, learning_class(topic="kia"))
    take(one, other)
    conflict = only(one)
    assert [(d.known, d.changed_by) for d in conflict.differences] == [(False, ())]
    with pytest.raises(ClcError, match="no_suggestion"):
        resolve_conflict(one, CLASS, conflict.record_id, "suggested")


def test_an_older_common_state_is_not_taken_for_the_last(pool: list[Store], two: Any) -> None:
    """A third machine saw the first state only: from there, going back to an old value would look like no change."""
    one, other = two
    third = emptied(pool[2], ELSEWHERE)
    wrote(one, learning_class(topic="1"))
    take(third, one)
    wrote(one, learning_class(topic="2"))
    take(other, one)
    wrote(one, learning_class(topic="1", note="x"))  # back to the old topic
    wrote(other, learning_class(topic="2", venue="y"))
    take(third, one)
    take(third, other)
    conflict = only(third)
    assert conflict.suggestion is None
    take(one, other)
    assert only(one).suggestion == {d.name: d.changed_by[0] for d in only(one).differences}


def test_a_deletion_against_an_edit_is_a_field_like_others(two: Any) -> None:
    one, other = two
    wrote(one, learning_class())
    take(other, one)
    with one.write("test") as tx:
        remove(tx, learning_class())
    wrote(other, learning_class(topic="sửa"))
    take(one, other)
    conflict = only(one)
    assert {d.name for d in conflict.differences} == {"deleted", "topic"}
    edited = next(side for side in conflict.sides if not side.deleted)
    resolve_conflict(one, CLASS, conflict.record_id, edited.key)
    with one.read() as conn:
        assert [record.topic for record in find(conn, LearningClass)] == ["sửa"]


def test_copies_of_one_installation_are_shown_as_what_they_are(two: Any) -> None:
    one, other = two
    emptied(other, HERE)
    wrote(one, learning_class(topic="đây"))
    wrote(other, learning_class(topic="bản sao"))
    take(one, other)
    conflict = only(one)
    assert {side.installations for side in conflict.sides} == {(HERE,)}
    resolve_conflict(one, CLASS, conflict.record_id, conflict.sides[1].key)
    assert list_conflicts(one) == ()


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_reaches_the_others_and_does_not_come_back(two: Any) -> None:
    one, other = disputed(two, {"topic": "đây"}, {"topic": "kia"})
    loser = only(one).sides[1]
    resolve_conflict(one, CLASS, loser.record.id, loser.key, reason="theo sổ")
    assert list_conflicts(one) == ()
    take(one, other)  # the old states again
    assert list_conflicts(one) == ()
    take(other, one)
    assert list_conflicts(other) == ()
    assert digest(one) == digest(other)
    with other.read() as conn:
        assert get(conn, LearningClass, loser.record.id).topic == loser.record.topic  # type: ignore[attr-defined]


def test_who_decided_what_and_why_is_kept_on_both_sides(two: Any) -> None:
    one, other = disputed(two, {"topic": "đây"}, {"topic": "kia"})
    keys = {side.record.topic: side.key for side in only(one).sides}  # type: ignore[attr-defined]
    resolve_conflict(one, CLASS, numbered(1, "c"), keys["kia"], reason="theo sổ")
    take(other, one)
    (here,), (there,) = decided_conflicts(one), decided_conflicts(other)
    assert (here.how, here.reason, there.how, there.reason) == ("here", "theo sổ", "file", "")
    for entry in (here, there):
        assert entry.kept["topic"] == "kia"
        assert {loser["topic"] for loser in entry.losers} == {"đây", "kia"}
        assert entry.who
    wrote(one, learning_class(topic="về sau"))
    (again,) = decided_conflicts(one)
    assert again.kept["topic"] == "kia"


def test_a_decision_made_on_a_conflict_that_has_moved_on_is_refused(pool: list[Store], two: Any) -> None:
    one, _ = disputed(two, {"topic": "đây"}, {"topic": "kia"})
    third = emptied(pool[2], ELSEWHERE)
    wrote(third, learning_class(topic="người thứ ba"))
    take(one, third)
    seen = only(one)
    assert len(seen.sides) == 3
    wrote(third, learning_class(topic="người thứ ba, lần nữa"))
    take(one, third)
    stale = {side.key for side in seen.sides} - {side.key for side in only(one).sides}
    with pytest.raises(ClcError, match="conflict_changed"):
        resolve_conflict(one, CLASS, seen.record_id, stale.pop())
    assert len(list_conflicts(one)) == 1


def test_who_edits_the_record_again_has_decided_about_what_the_same_machine_wrote(two: Any) -> None:
    """A machine knows its own states, so what it writes next settles them, here as everywhere, and that is listed."""
    one, other = disputed(two, {"topic": "đây"}, {"topic": "kia"})
    loser = one if only(one).sides[1].installations == (HERE,) else other
    winner = other if loser is one else one
    wrote(loser, learning_class(topic="sửa tiếp"))
    assert list_conflicts(loser) == ()
    (entry,) = decided_conflicts(loser)
    assert (entry.how, entry.kept["topic"], {lost["topic"] for lost in entry.losers}) == (
        "here",
        "sửa tiếp",
        {"đây", "kia"},
    )
    take(winner, loser)
    assert list_conflicts(winner) == ()
    assert digest(winner) == digest(loser)


def test_who_edits_what_another_machine_disputes_leaves_the_conflict_open(two: Any) -> None:
    one, other = disputed(two, {"topic": "đây"}, {"topic": "kia"})
    winner = one if only(one).sides[0].installations == (HERE,) else other
    wrote(winner, learning_class(topic="sửa tiếp"))
    assert len(list_conflicts(winner)) == 1
    loser = other if winner is one else one
    take(loser, winner)
    assert digest(winner) == digest(loser)
    assert len(list_conflicts(loser)) == 1


def test_what_is_not_in_conflict_cannot_be_decided(two: Any) -> None:
    one, _ = two
    wrote(one, learning_class())
    for kind, record_id in ((CLASS, numbered(1, "c")), (CLASS, "f" * 32), ("no_kind", "f" * 32)):
        with pytest.raises(ClcError, match="conflict_missing"):
            resolve_conflict(one, kind, record_id, "x")


def test_only_fields_that_people_may_choose_can_be_chosen(two: Any) -> None:
    one, _ = disputed(two, {"topic": "đây"}, {"topic": "kia"})
    conflict = only(one)
    for name in ("id", "unit_id", "version", "no_such_field"):
        with pytest.raises(ClcError, match="unknown_column"):
            resolve_conflict(one, CLASS, conflict.record_id, conflict.sides[0].key, {name: conflict.sides[1].key})


def test_halves_that_do_not_fit_together_are_refused(two: Any) -> None:
    """Forty present with ten women, or five present with three: not five with ten."""
    one, other = two
    wrote(one, session(present=40, women=10))
    wrote(other, session(present=5, women=3))
    take(one, other)
    conflict = only(one)
    keys = {side.record.present: side.key for side in conflict.sides}  # type: ignore[attr-defined]
    with pytest.raises(InvalidRecord):
        resolve_conflict(one, "class_session", conflict.record_id, keys[5], {"women": keys[40]})
    assert only(one) == conflict
    resolve_conflict(one, "class_session", conflict.record_id, keys[40], {"women": keys[5]})
    with one.read() as conn:
        assert [(s.present, s.women) for s in find(conn, ClassSession)] == [(40, 3)]


def test_a_learners_name_is_not_lost_by_a_decision(two: Any) -> None:
    one, other = two
    wrote(one, learner(full_name="Lò Văn Bình", sex=None))
    wrote(other, learner(sex="male", birth_band=1970))
    take(one, other)
    conflict = only(one)
    male = next(side for side in conflict.sides if side.record.sex == "male")  # type: ignore[attr-defined]
    resolve_conflict(one, "learner", conflict.record_id, male.key)
    with one.read() as conn:
        assert find(conn, Learner) == (learner(full_name="Lò Văn Bình", sex="male", birth_band=1970),)


@pytest.mark.parametrize("letters", ["\0", "a\0b", "\u2028", '"\\', "Thuý"])
def test_a_decision_keeps_texts_as_they_were_typed(two: Any, letters: str) -> None:
    one, other = disputed(two, {"topic": letters, "partners": (letters,)}, {"topic": letters + "x"})
    wanted = next(side for side in only(one).sides if side.record.topic == letters)  # type: ignore[attr-defined]
    resolve_conflict(one, CLASS, numbered(1, "c"), wanted.key)
    take(other, one)
    for store in (one, other):
        with store.read() as conn:
            found = get(conn, LearningClass, numbered(1, "c"))
            assert (found.topic, found.partners) == (letters, (letters,))


@given(HISTORIES, st.data())
def test_decisions_are_states_like_others_so_any_order_still_gives_the_same(
    pool: list[Store], history: Any, data: st.DataObject
) -> None:
    world = played(pool, history)
    office = world.receiver(0)
    with_decisions = [file for _, file in world.files]
    for file in list(with_decisions):
        merge_file(office, file)
        for conflict in list_conflicts(office):
            side = data.draw(st.sampled_from(conflict.sides))
            resolve_conflict(office, conflict.kind, conflict.record_id, side.key, reason="bốc thăm")
        assert list_conflicts(office) == ()
    with_decisions.append(file_of(office))
    other = world.receiver(1)
    for file in data.draw(st.permutations(with_decisions)):
        merge_file(other, file)
    assert digest(other) == digest(office)


def merge_file(store: Store, file: Any) -> None:
    with store.write("merge") as tx:
        merging.stage(tx.conn, file, {UNIT})
        merging.apply(tx, KINDS)


MACHINES = st.sampled_from([HERE, THERE, ELSEWHERE])


@given(st.lists(st.tuples(MACHINES, st.integers(1, 9)), max_size=6), MACHINES, MACHINES)
def test_what_two_versions_share_is_known_to_both(entries: list[tuple[str, int]], left: str, right: str) -> None:
    base = ""
    for installation, counter in entries:
        base = written(base, installation, counter)
    one, other = written(base, left, 10), written(base, right, 11)
    common = shared([one, other])
    assert knows(one, common)
    assert knows(other, common)
    assert left == right or common == base
