"""Whose database it is."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.sample import play
from clc_desktop.store.database import Store
from clc_desktop.sync.check_number import matches
from clc_desktop.usecases import classes, counting_changes, exchange, merging, reporting, workspace
from tests.usecases.conftest import YEAR, District


def test_a_centre_is_set_up_with_an_identity_that_stays(store: Store) -> None:
    assert workspace.identity(store) is None
    made = workspace.setup_centre(store, "  xã   Pú Nhung ")
    assert workspace.identity(store) == made
    assert (made.role, made.unit_kind, made.unit_name) == ("centre", "centre", "xã Pú Nhung")
    assert matches(made.check_number, workspace.load_keys(store).public.sign)
    again = workspace.open_store(store.path)
    assert workspace.identity(again) == made
    again.close()


def test_an_aggregator_lists_itself_and_the_six_fields(store: Store) -> None:
    made = workspace.setup_aggregator(store, "Huyện Thử", "district")
    assert workspace.unit_names(store) == {made.unit_id: "Huyện Thử"}
    assert workspace.taxonomy(store) == default_fields(made.unit_id)
    assert workspace.counting_rule(store) == "sessions"
    assert made.role == "aggregator"


def test_a_database_is_set_up_once(store: Store) -> None:
    made = workspace.setup_centre(store, "xã Một")
    keys = workspace.load_keys(store)
    for again in (
        lambda: workspace.setup_centre(store, "xã Hai"),
        lambda: workspace.setup_aggregator(store, "H", "other"),
    ):
        with pytest.raises(ClcError, match="already_set_up"):
            again()
    assert workspace.identity(store) == made
    assert workspace.load_keys(store) == keys


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_a_unit_needs_a_name(store: Store, name: str) -> None:
    with pytest.raises(ClcError, match="name_missing"):
        workspace.setup_centre(store, name)
    assert workspace.identity(store) is None


def test_keys_are_readable_by_their_owner_only(centre: Store) -> None:
    assert stat.S_IMODE(workspace.key_path(centre).stat().st_mode) == 0o600


def test_a_copy_without_its_keys_says_so(centre: Store) -> None:
    workspace.key_path(centre).unlink()
    with pytest.raises(ClcError, match="keys_missing"):
        workspace.load_keys(centre)


@pytest.mark.parametrize(
    "task",
    [
        classes.new_class_entry,
        lambda store: exchange.register(store, store.path.with_name("r")),
        lambda store: exchange.assign(store, "x", store.path.with_name("a")),
        lambda store: exchange.submit(store, YEAR, store.path.with_name("s")),
        lambda store: merging.merge(store, [store.path]),
        lambda store: reporting.figures(store, YEAR),
    ],
)
def test_nothing_goes_before_the_set_up(store: Store, task: Any) -> None:
    with pytest.raises(ClcError, match="not_set_up"):
        task(store)


@pytest.mark.parametrize(
    "task",
    [
        lambda store: exchange.assign(store, "x", store.path.with_name("a")),
        lambda store: merging.merge(store, [store.path]),
        lambda store: merging.examine(store, [store.path]),
    ],
)
def test_a_centre_cannot_do_an_aggregators_work(centre: Store, task: Any) -> None:
    with pytest.raises(ClcError, match="wrong_role"):
        task(centre)


def test_the_counting_rule_reaches_a_centre_with_its_assignment(district: District) -> None:
    counting_changes.change_rule(district.office, "enrolled")
    assert workspace.counting_rule(district.one) == "sessions"
    exchange.read_file(district.one, exchange.assign(district.office, "xã one", district.path("a2")))
    assert workspace.counting_rule(district.one) == "enrolled"


def test_names_of_units_are_those_of_a_day(district: District) -> None:
    names = workspace.unit_names(district.office, date(2020, 12, 31))
    assert sorted(names.values()) == ["Huyện Thử", "xã one", "xã two"]


def test_a_sample_to_play_with_can_never_be_registered_or_submitted(tmp_path: Path) -> None:
    play.build_play(tmp_path / "sample.db")
    store = workspace.open_store(tmp_path / "sample.db")
    who = workspace.identity(store)
    assert who is not None
    assert who.is_sample
    for refused in (
        lambda: exchange.register(store, tmp_path / "r.clcsync"),
        lambda: exchange.submit(store, calendar_year(2020), tmp_path / "s.clcsync"),
        lambda: workspace.load_keys(store),
    ):
        with pytest.raises(ClcError, match="sample_data"):
            refused()
    assert not list(tmp_path.glob("*.clcsync"))
    assert not workspace.key_path(store).exists(), "there is no key that could sign anything"
    store.close()
