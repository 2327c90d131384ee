"""The plain records."""

from __future__ import annotations

import pytest

from clc_desktop.domain import clock
from clc_desktop.domain.errors import InvalidRecord
from clc_desktop.domain.records import (
    Facility,
    FundingEntry,
    NarrativeBlock,
    PlanTarget,
    StaffMember,
    narrative_id,
    plan_id,
    yearly_id,
)
from clc_desktop.store.database import Store
from clc_desktop.usecases import changes, keeping, workspace


@pytest.fixture
def unit(centre: Store) -> str:
    found = workspace.identity(centre)
    assert found is not None
    return found.unit_id


def staff(unit: str, name: str = "Lò Văn Bình") -> StaffMember:
    return StaffMember(id=clock.new_id(), unit_id=unit, full_name=name, post="director", birth_year=1980, phone="0912")


def test_records_are_saved_tidied_and_listed(centre: Store, unit: str) -> None:
    first, second = staff(unit, "  Lò   Văn Bình "), staff(unit, "Quàng Thị A")
    keeping.save_records(centre, [first, second])
    assert [found.full_name for found in keeping.list_records(centre, StaffMember)] == ["Lò Văn Bình", "Quàng Thị A"]
    assert keeping.list_records(centre, StaffMember, full_name="Quàng Thị A") == (second,)


def test_one_wrong_record_keeps_all_out(centre: Store, unit: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        keeping.save_records(centre, [staff(unit), staff(unit, " ")])
    assert [problem.code for problem in caught.value.problems] == ["required"]
    assert keeping.list_records(centre, StaffMember) == ()


def test_a_deleted_record_comes_back(centre: Store, unit: str) -> None:
    person = staff(unit)
    keeping.save_records(centre, [person])
    keeping.delete_records(centre, [person])
    assert keeping.list_records(centre, StaffMember) == ()
    changes.undo_last(centre)
    assert keeping.list_records(centre, StaffMember) == (person,)


def test_the_plan_of_a_year_has_a_line_for_every_field(centre: Store, unit: str) -> None:
    assert [(t.field, t.classes) for t in keeping.plan_table(centre, 2020)] == [
        (field.code, 0) for field in workspace.taxonomy(centre)
    ]
    total = PlanTarget(id=plan_id(unit, 2020, ""), unit_id=unit, year=2020, field="", classes=9, turns=900)
    law = PlanTarget(id=plan_id(unit, 2020, "law"), unit_id=unit, year=2020, field="law", classes=3, turns=300)
    keeping.save_records(centre, [law, total])
    table = keeping.plan_table(centre, 2020)
    assert table[0] == total
    assert law in table
    assert len(table) == 7
    assert len(keeping.plan_table(centre, 2021)) == 6


@pytest.mark.parametrize(("field", "classes"), [("cooking", 1), ("law", -1)])
def test_a_wrong_plan_is_refused(centre: Store, unit: str, field: str, classes: int) -> None:
    target = PlanTarget(id=plan_id(unit, 2020, field), unit_id=unit, year=2020, field=field, classes=classes, turns=0)
    with pytest.raises(InvalidRecord):
        keeping.save_records(centre, [target])


def test_saving_what_is_there_already_is_no_change(centre: Store, unit: str) -> None:
    money = FundingEntry(id=clock.new_id(), unit_id=unit, year=2020, source="state", purpose="regular", amount=5)
    keeping.save_records(centre, [money])
    before = changes.recent_changes(centre)
    keeping.save_records(centre, [money])
    assert changes.recent_changes(centre) == before


def test_a_narrative_keeps_its_line_breaks(centre: Store, unit: str) -> None:
    text = "Một {classes.held}\n\n  Hai <b>"
    block = NarrativeBlock(
        id=narrative_id(unit, "2020", "intro"), unit_id=unit, period="2020", place="intro", text=text
    )
    keeping.save_records(centre, [block])
    assert keeping.list_records(centre, NarrativeBlock) == (block,)


def test_several_records_are_deleted_and_come_back_together(centre: Store, unit: str) -> None:
    people = [staff(unit, name) for name in ("Lò Văn A", "Lò Văn B")]
    keeping.save_records(centre, people)
    keeping.delete_records(centre, people)
    assert keeping.list_records(centre, StaffMember) == ()
    changes.undo_last(centre)
    assert len(keeping.list_records(centre, StaffMember)) == 2


def test_a_yearly_record_has_the_id_of_its_year(centre: Store, unit: str) -> None:
    assert keeping.yearly_record(centre, Facility, 2020) is None
    made = keeping.new_record(centre, Facility, year=2020, rooms=2)
    assert (made.id, made.unit_id) == (yearly_id(Facility, unit, 2020), unit)
    keeping.save_records(centre, [made])
    assert keeping.yearly_record(centre, Facility, 2020) == made


def test_a_year_is_copied_from_the_one_before(centre: Store, unit: str) -> None:
    old = keeping.new_record(centre, FundingEntry, year=2019, source="state", purpose="regular", amount=5)
    rooms = keeping.new_record(centre, Facility, year=2019, rooms=2)
    keeping.save_records(centre, [old, rooms])
    (copy,) = keeping.copy_from_year(centre, FundingEntry, 2020)
    assert (copy.year, copy.amount, copy.unit_id) == (2020, 5, unit)
    assert copy.id != old.id
    (premises,) = keeping.copy_from_year(centre, Facility, 2020)
    assert premises.id == yearly_id(Facility, unit, 2020)
    assert keeping.list_records(centre, FundingEntry) == (old,), "nothing is written"
    keeping.save_records(centre, [copy, premises])
    assert keeping.copy_from_year(centre, FundingEntry, 2020) == ()
    assert keeping.copy_from_year(centre, Facility, 2020) == ()
    assert keeping.copy_from_year(centre, FundingEntry, 2019) == ()
