"""Records go in and come out as they were, with a version, a history and a way back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS, LearningClass, PlanTarget, Record, plan_id
from clc_desktop.store import history, tables
from clc_desktop.store.database import Store
from clc_desktop.store.records import find, get, put, record_of, remove, rows_by_id
from tests.factories import (
    HERE,
    OTHER_UNIT,
    UNIT,
    emptied,
    identify,
    learner,
    learning_class,
    numbered,
    opened,
    quick,
    session,
)
from tests.sync.samples import records as any_record

ANY_RECORDS = st.sampled_from(list(KINDS.values())).flatmap(
    lambda cls: st.lists(any_record(cls), min_size=1, max_size=4, unique_by=lambda record: record.id)
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One database for all examples."""
    store = quick(opened(tmp_path_factory.mktemp("shared") / "clc.db"))
    yield store
    store.close()


def row(store: Store, record: Record) -> dict[str, Any]:
    with store.read() as conn:
        return dict(rows_by_id(conn, tables.RECORDS[record.kind], [record.id])[record.id])


def write(store: Store, *records: Record, label: str = "save_records") -> int:
    with store.write(label) as tx:
        put(tx, *records)
        return tx.change_id


def delete(store: Store, *records: Record) -> int:
    with store.write("delete_record") as tx:
        remove(tx, *records)
        return tx.change_id


def topics(store: Store) -> list[str]:
    with store.read() as conn:
        return [found.topic for found in find(conn, LearningClass)]


# --- the round trip ---------------------------------------------------------------------------------------------------


@given(ANY_RECORDS)
def test_every_kind_comes_back_as_it_went_in(shared: Store, records: list[Record]) -> None:
    fresh = [replace(record, id=clock.new_id()) for record in records]
    write(shared, *fresh)
    cls = type(fresh[0])
    with shared.read() as conn:
        assert [get(conn, cls, record.id) for record in fresh] == fresh
        assert set(fresh) <= set(find(conn, cls))


@given(ANY_RECORDS)
def test_every_kind_comes_back_from_the_history(shared: Store, records: list[Record]) -> None:
    (first, *_), cls = records, type(records[0])
    first = replace(first, id=clock.new_id())
    write(shared, first)
    change = delete(shared, first)
    with shared.read() as conn:
        ((found, before), _) = history.of_record(conn, first.id)
    assert (found.id, before and record_of(cls, before)) == (change, first)
    history.undo(shared, change)
    with shared.read() as conn:
        assert get(conn, cls, first.id) == first


@pytest.mark.parametrize("value", [(), ("a",), (("x", 1), ("y", 2)), (2019, 2020), ('"', "\\", "\n\u2028đ")])
def test_tuples_come_back_as_tuples(value: Any) -> None:
    kind = tables.JsonTuple()
    stored = kind.process_bind_param(value, None)
    assert kind.process_result_value(stored, None) == value
    assert kind.process_bind_param(None, None) is kind.process_result_value(None, None) is None


def test_tuples_are_spelled_alike_by_the_store_and_by_sync_files() -> None:
    """Else a record that comes home unchanged would look changed."""
    for code in [*range(0xD800), *range(0xE000, 0x11000)]:
        value = (f"a{chr(code)}b", ("x", 7))
        assert tables.compact_json(value) == msgspec.json.encode(value).decode()


@pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)
def test_a_row_that_came_in_a_file_needs_no_personal_data(store: Store, cls: type[Record]) -> None:
    """A merge writes shared columns only; the others are NULL or have a default in the table."""
    local = [field.name for field in dataclasses.fields(cls) if field.metadata.get("local")]
    columns = tables.RECORDS[cls.kind].c
    assert all(columns[name].nullable or columns[name].server_default is not None for name in local)


# --- versions ---------------------------------------------------------------------------------------------------------


def test_each_transaction_is_one_count_of_this_installation(store: Store) -> None:
    write(store, learning_class(1), session(1))
    write(store, learning_class(2))
    assert [row(store, r)["version"] for r in (learning_class(1), session(1), learning_class(2))] == [
        f"{HERE}:1",
        f"{HERE}:1",
        f"{HERE}:2",
    ]


def test_a_change_raises_the_version_and_no_change_leaves_it(store: Store) -> None:
    write(store, learning_class())
    before = row(store, learning_class())
    with store.write("test") as tx:
        assert put(tx, learning_class()) == 0
    assert row(store, learning_class()) == before
    with store.read() as conn:
        assert len(history.recent(conn)) == 1
    write(store, learning_class(topic="other"))
    assert row(store, learning_class())["version"] == f"{HERE}:2"


def test_another_installation_adds_its_own_count(store: Store) -> None:
    write(store, learning_class())
    identify(store, "2" * 16)
    write(store, learning_class(topic="other"))
    assert row(store, learning_class())["version"] == f"{HERE}:1 {'2' * 16}:2"


def test_ids_are_in_the_order_of_typing_even_when_the_clock_goes_back(store: Store) -> None:
    ids = [clock.new_id() for _ in range(5000)]
    with clock.fixed(datetime(1970, 1, 1, tzinfo=UTC), seed=1):
        early = [clock.new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert early == sorted(set(early))
    write(store, *(learning_class(id=i, topic=str(n)) for n, i in enumerate(ids)))
    assert topics(store) == [str(n) for n in range(5000)]


def test_an_id_of_another_units_record_is_refused(store: Store) -> None:
    write(store, learning_class())
    for action in (write, delete):
        with pytest.raises(ClcError, match="foreign_record"):
            action(store, learning_class(unit_id=OTHER_UNIT, topic="stolen"))
    assert topics(store) == [learning_class().topic]


def test_fields_of_a_newer_program_survive_changes_and_undo(store: Store) -> None:
    write(store, learning_class())
    with store.write("test") as tx:
        tx.conn.exec_driver_sql("UPDATE learning_class SET extra = '{\"level\":3}'")
    change = write(store, learning_class(topic="other"))
    assert json.loads(row(store, learning_class())["extra"]) == {"level": 3}
    history.undo(store, change)
    assert json.loads(row(store, learning_class())["extra"]) == {"level": 3}
    delete(store, learning_class())
    assert json.loads(row(store, learning_class())["extra"]) == {"level": 3}


# --- tombstones -------------------------------------------------------------------------------------------------------


def test_a_deleted_record_leaves_a_tombstone_with_its_last_body(store: Store) -> None:
    write(store, learning_class())
    delete(store, learning_class())
    left = row(store, learning_class())
    assert (left["deleted"], left["topic"], left["version"]) == (True, learning_class().topic, f"{HERE}:2")
    with store.read() as conn:
        assert find(conn, LearningClass) == ()
        with pytest.raises(ClcError, match="record_missing"):
            get(conn, LearningClass, learning_class().id)


def test_deleting_twice_is_deleting_once(store: Store) -> None:
    write(store, learning_class())
    delete(store, learning_class())
    before = row(store, learning_class())
    with store.write("test") as tx:
        remove(tx, learning_class())
    assert row(store, learning_class()) == before


def test_a_record_may_be_put_again_after_its_deletion(store: Store) -> None:
    write(store, learning_class())
    delete(store, learning_class())
    write(store, learning_class(topic="again"))
    assert topics(store) == ["again"]
    assert row(store, learning_class())["version"] == f"{HERE}:3"


def test_looking_for_values(store: Store) -> None:
    write(store, learning_class(1), learning_class(2, field="health"), learning_class(3, field="health"))
    delete(store, learning_class(3, field="health"))
    with store.read() as conn:
        assert find(conn, LearningClass, field="health") == (learning_class(2, field="health"),)
        column = tables.RECORDS["learning_class"].c.field
        assert find(conn, LearningClass, column == "law") == (learning_class(1),)


def test_one_plan_for_one_centre_year_and_field_whoever_types_it(store: Store) -> None:
    known = {"unit_id": UNIT, "year": 2020, "field": "law", "turns": 10}
    for classes in (3, 4):
        write(store, PlanTarget(id=plan_id(UNIT, 2020, "law"), classes=classes, **known))
    with store.read() as conn:
        assert [target.classes for target in find(conn, PlanTarget)] == [4]


# --- history ----------------------------------------------------------------------------------------------------------


def test_the_history_says_when_who_what_and_how_many(store: Store) -> None:
    with clock.fixed(datetime(2020, 3, 5, 8, 0, tzinfo=UTC)):
        write(store, learning_class(1), session(1), session(2, class_id=numbered(1, "c")))
    write(store, learning_class(1, topic="other"), label="save_class")
    with store.read() as conn:
        latest, first = history.recent(conn)
        ((of_record, before), (created, nothing)) = history.of_record(conn, learning_class().id)
    assert (first.at, first.label, first.count, first.undone) == ("2020-03-05T08:00:00+00:00", "save_records", 3, False)
    assert (latest.label, latest.count, bool(latest.who)) == ("save_class", 1, True)
    assert (of_record, created, nothing) == (latest, first, None)
    assert before is not None
    assert (before["topic"], before["starts_on"]) == (learning_class().topic, "2020-03-05")


def test_undo_takes_back_a_new_a_changed_and_a_deleted_record(store: Store) -> None:
    write(store, learning_class(1), learning_class(2))
    with store.write("test") as tx:
        put(tx, learning_class(1, topic="changed"), learning_class(3))
        remove(tx, learning_class(2))
        change = tx.change_id
    history.undo(store, change)
    with store.read() as conn:
        assert find(conn, LearningClass) == (learning_class(1), learning_class(2))
    assert row(store, learning_class(3))["deleted"]


def test_an_undo_travels_as_a_newer_version(store: Store) -> None:
    write(store, learning_class())
    change = write(store, learning_class(topic="wrong"))
    history.undo(store, change)
    assert row(store, learning_class())["version"] == f"{HERE}:3"


def test_an_undo_can_be_undone(store: Store) -> None:
    change = write(store, learning_class())
    history.undo(store, change)
    assert topics(store) == []
    with store.read() as conn:
        undo_change, first = history.recent(conn)
    assert (first.undone, undo_change.undoes) == (True, change)
    history.undo(store, undo_change.id)
    assert topics(store) == [learning_class().topic]


def test_a_change_is_undone_once(store: Store) -> None:
    change = write(store, learning_class())
    history.undo(store, change)
    with pytest.raises(ClcError, match="already_undone"):
        history.undo(store, change)
    with pytest.raises(ClcError, match="change_missing"):
        history.undo(store, 999)


def test_a_record_changed_since_is_not_overwritten(store: Store) -> None:
    first = write(store, learning_class(1), learning_class(2))
    second = write(store, learning_class(1, topic="since"))
    with pytest.raises(ClcError, match="changed_since"):
        history.undo(store, first)
    assert topics(store) == ["since", learning_class().topic]
    history.undo(store, second)
    history.undo(store, first)
    assert topics(store) == []


def test_personal_data_come_back_with_an_undo(store: Store) -> None:
    person = learner(full_name="Lò Văn Bình", phone="0912 345 678", birth_year=1991)
    write(store, person)
    history.undo(store, delete(store, person))
    with store.read() as conn:
        assert get(conn, type(person), person.id) == person


@given(st.lists(st.sampled_from(["edit", "undo", "redo"]), max_size=15))
def test_undo_and_redo_behave_as_in_any_editor(shared: Store, steps: list[str]) -> None:
    """Against the usual model: a list of states and a place in it; an edit cuts off what could have been redone."""
    store = emptied(shared)
    states: list[list[str]] = [[]]
    ahead: list[list[str]] = []
    for number, step in enumerate(steps):
        with store.read() as conn:
            undoable, redoable = history.last_undoable(conn), history.last_redoable(conn)
        assert bool(redoable) == bool(ahead)
        assert bool(undoable) == (len(states) > 1)
        if step == "edit":
            write(store, learning_class(topic=f"{number}"))
            states, ahead = [*states, [f"{number}"]], []
        elif step == "undo" and undoable:
            history.undo(store, undoable)
            ahead.append(states.pop())
        elif step == "redo" and redoable:
            history.undo(store, redoable)
            states.append(ahead.pop())
        assert topics(store) == states[-1]


def test_dates_and_truths_are_stored_as_sqlite_can_compare_them(store: Store) -> None:
    write(store, learning_class(starts_on=date(2020, 1, 2)))
    with store.read() as conn:
        found = conn.execute(text("SELECT typeof(starts_on), starts_on, typeof(deleted), deleted FROM learning_class"))
        assert found.one() == ("text", "2020-01-02", "integer", 0)
