"""One field of many records: all or none, one undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from clc_desktop.domain.errors import InvalidRecord
from clc_desktop.domain.records import FundingEntry, LearningClass
from clc_desktop.store.database import Store
from clc_desktop.usecases import bulk, changes, classes, keeping, workspace
from tests.factories import class_entry, quick

DAY = date(2020, 3, 5)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Store]:
    store = quick(workspace.open_store(tmp_path / "c.db"))
    workspace.setup_centre(store, "xã Pú Nhung")
    yield store
    store.close()


def three_classes(store: Store) -> list[str]:
    who = workspace.identity(store)
    assert who is not None
    made = [class_entry(who.unit_id, (30,), DAY, topic=topic) for topic in ("Ngô", "Gà", "Lúa")]
    classes.save_classes(store, made)
    return [entry.learning_class.id for entry in made]


def test_one_field_of_several_classes_changes_and_comes_back_in_one_step(centre: Store) -> None:
    ids = three_classes(centre)
    assert bulk.set_field(centre, LearningClass, ids[:2], "venue", "  Nhà  văn hóa ") == 2
    venues = {row.topic: row.venue for row in classes.list_classes(centre)}
    assert venues == {"Ngô": "Nhà văn hóa", "Gà": "Nhà văn hóa", "Lúa": ""}
    changes.undo_last(centre)
    assert {row.venue for row in classes.list_classes(centre)} == {""}


def test_rows_that_already_say_so_are_left_alone(centre: Store) -> None:
    ids = three_classes(centre)
    bulk.set_field(centre, LearningClass, ids[:1], "field", "health")
    assert bulk.set_field(centre, LearningClass, ids, "field", "health") == 2


def test_a_new_doubt_wants_a_reason_and_nothing_is_half_done(centre: Store) -> None:
    ids = three_classes(centre)
    with pytest.raises(InvalidRecord) as refused:
        bulk.set_field(centre, LearningClass, ids, "hosting", "joint")
    assert [problem.code for problem in refused.value.problems] == ["joint_without_partner"], "each problem once"
    assert {row.hosting for row in classes.list_classes(centre)} == {"own"}
    assert bulk.set_field(centre, LearningClass, ids, "hosting", "joint", "Sẽ ghi đơn vị sau") == 3
    entry = classes.get_class(centre, ids[0])
    assert entry.learning_class.reasons == (("joint_without_partner", "Sẽ ghi đơn vị sau"),)


def test_an_error_in_one_of_them_keeps_all_as_they_were(centre: Store) -> None:
    ids = three_classes(centre)
    with pytest.raises(InvalidRecord):
        bulk.set_field(centre, LearningClass, ids, "field", "gone", "vì sao không")
    made = keeping.new_record(centre, FundingEntry, year=2020, source="state", purpose="regular", amount=1)
    keeping.save_records(centre, [made])
    with pytest.raises(InvalidRecord):
        bulk.set_field(centre, FundingEntry, [made.id], "year", 3013)
    assert keeping.list_records(centre, FundingEntry) == (made,)
