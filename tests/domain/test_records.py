"""What every record promises: the store, sync files and the history rest on it."""

from __future__ import annotations

import dataclasses
import typing

import pytest

from clc_desktop.domain import records
from clc_desktop.domain.records import KINDS, Learner, Record, StaffMember, shared_fields

EVERY_KIND = pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)

PERSONAL = {"phone", "id_number", "village", "birth_year"}
"""Names of fields that must never travel, in whatever record they stand."""


def test_every_record_has_its_kind_once() -> None:
    every = {cls for cls in vars(records).values() if isinstance(cls, type) and issubclass(cls, Record)} - {Record}
    assert every == set(KINDS.values())
    assert {kind: cls.kind for kind, cls in KINDS.items()} == {kind: kind for kind in KINDS}


@EVERY_KIND
def test_records_are_frozen_and_named(cls: type[Record]) -> None:
    assert cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert cls.__doc__
    assert not hasattr(cls, "__dict__") or "__dict__" not in dir(cls)


@EVERY_KIND
def test_id_and_owner_come_first_and_travel(cls: type[Record]) -> None:
    assert [field.name for field in dataclasses.fields(cls)][:2] == ["id", "unit_id"]
    assert shared_fields(cls)[:2] == ("id", "unit_id")


@EVERY_KIND
def test_what_does_not_travel_has_a_default(cls: type[Record]) -> None:
    for field in dataclasses.fields(cls):
        assert not field.metadata.get("local") or field.default in ("", None)


@EVERY_KIND
def test_personal_data_do_not_travel(cls: type[Record]) -> None:
    assert not PERSONAL & set(shared_fields(cls))


def test_of_a_learner_only_sex_and_band_travel() -> None:
    assert shared_fields(Learner) == ("id", "unit_id", "sex", "birth_band")


def test_managers_travel_with_name_and_post() -> None:
    assert {"full_name", "post"} <= set(shared_fields(StaffMember))


@EVERY_KIND
def test_no_field_bears_the_name_of_a_column_of_the_store(cls: type[Record]) -> None:
    assert not {"version", "deleted", "extra"} & {field.name for field in dataclasses.fields(cls)}


@EVERY_KIND
def test_fields_are_of_the_types_that_can_be_stored(cls: type[Record]) -> None:
    for hint in typing.get_type_hints(cls).values():
        origin = typing.get_origin(hint)
        assert origin is not dict
        assert origin is not list


def test_natural_ids_differ_by_kind_and_by_each_part() -> None:
    ids = {
        records.plan_id("a", 2020, "law"),
        records.plan_id("a", 2020, ""),
        records.plan_id("a", 2021, "law"),
        records.plan_id("b", 2020, "law"),
        records.yearly_id(records.Facility, "a", 2020),
        records.yearly_id(records.SelfAssessment, "a", 2020),
        records.narrative_id("a", "2020", "intro"),
    }
    assert len(ids) == 7
    assert records.plan_id("a", 2020, "law") in ids
