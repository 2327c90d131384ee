"""The six fields a unit starts with."""

from __future__ import annotations

from clc_desktop.domain.rules import check_record
from clc_desktop.domain.taxonomy import default_fields
from tests.factories import OTHER_UNIT, UNIT


def test_six_fields_in_the_order_of_the_report() -> None:
    fields = default_fields(UNIT)
    assert [field.code for field in fields] == ["economy", "culture", "law", "health", "environment", "other"]
    assert [field.position for field in fields] == list(range(6))
    assert {field.unit_word for field in fields[:5]} == {"lớp"}
    assert fields[5].unit_word == "lần"
    assert all(field.counts_in_total and field.active for field in fields)
    assert all(check_record(field, set()) == () for field in fields)


def test_each_unit_has_its_own_and_always_the_same() -> None:
    assert default_fields(UNIT) == default_fields(UNIT)
    assert not {field.id for field in default_fields(UNIT)} & {field.id for field in default_fields(OTHER_UNIT)}
