"""The list of units that travels with the program: nineteen communes of 2020, eight of 2025, codes used twice."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

REFORM = date(2025, 7, 1)
BEFORE, AFTER = date(2020, 12, 31), date(2026, 1, 1)


@pytest.fixture(scope="module")
def units(clone: Path) -> list[dict[str, Any]]:
    text = (clone / "resources" / "units" / "dien-bien.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["units"]
    return found


def on(units: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """The units that exist on a day."""
    return [u for u in units if u.get("valid_from", date.min) <= day <= u.get("valid_to", date.max)]


def test_nineteen_communes_of_the_district_become_eight_of_the_province(units: list[dict[str, Any]]) -> None:
    before = [u for u in on(units, BEFORE) if u["kind"] == "commune"]
    after = [u for u in on(units, AFTER) if u["kind"] == "commune"]
    assert (len(before), len(after)) == (19, 8)
    assert {u["parent"] for u in before} == {"tuan-giao-district"}
    assert {u["parent"] for u in after} == {"dien-bien"}
    assert {u["successor"] for u in before} == {u["key"] for u in after}
    sizes = Counter(u["successor"] for u in before)
    assert sorted(sizes.values()) == [1, 1, 1, 3, 3, 3, 3, 4]


def test_the_district_ends_with_no_successor_and_the_province_stays(units: list[dict[str, Any]]) -> None:
    by_key = {u["key"]: u for u in units}
    assert by_key["tuan-giao-district"]["valid_to"] == date(2025, 6, 30)
    assert "successor" not in by_key["tuan-giao-district"]
    assert by_key["dien-bien"] in on(units, BEFORE)
    assert by_key["dien-bien"] in on(units, AFTER)


def test_keys_are_unique_and_codes_are_on_any_one_day(units: list[dict[str, Any]]) -> None:
    assert len({u["key"] for u in units}) == len(units)
    for day in (BEFORE, date(2025, 6, 30), REFORM, AFTER):
        codes = [u["code"] for u in on(units, day)]
        assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("03260", "xã Rạng Đông", "xã Pú Nhung"),
        ("03283", "xã Nà Sáy", "xã Chiềng Sinh"),
        ("03253", "thị trấn Tuần Giáo", "xã Tuần Giáo"),
        ("03271", "xã Pú Nhung", None),
    ],
)
def test_a_code_names_another_unit_after_the_reform(
    units: list[dict[str, Any]], code: str, before: str, after: str | None
) -> None:
    for day, name in ((BEFORE, before), (AFTER, after)):
        assert next((u["name"] for u in on(units, day) if u["code"] == code), None) == name


def test_every_reference_leads_to_a_unit(units: list[dict[str, Any]]) -> None:
    keys = {u["key"] for u in units}
    assert all(u.get("parent", "dien-bien") in keys and u.get("successor", "dien-bien") in keys for u in units)
    assert {u["kind"] for u in units} == {"province", "district", "commune"}


def test_the_centres_of_the_sample_are_the_communes_of_2020(units: list[dict[str, Any]], clone: Path) -> None:
    text = (clone / "resources" / "sample" / "centres-2020.toml").read_text(encoding="utf-8")
    centres = {(c["slug"], c["name"]) for c in tomllib.loads(text)["centres"]}
    assert centres == {(u["key"], u["name"]) for u in on(units, BEFORE) if u["kind"] == "commune"}
