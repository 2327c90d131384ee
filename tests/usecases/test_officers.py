"""Users of a computer: names in the list of changes, PINs, waiting after wrong ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import TrainingEvent
from clc_desktop.store.database import Store, get_meta
from clc_desktop.usecases import changes, keeping, officers, workspace

NOW = datetime(2021, 1, 5, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    officers.act_as("")
    yield
    officers.act_as("")


@pytest.fixture
def office(store: Store) -> Store:
    workspace.setup_aggregator(store, "Huyện Thử", "district")
    return store


def record(store: Store, participants: int) -> str:
    """Write something, and give whose name it bears."""
    made = keeping.new_record(store, TrainingEvent, year=2020, organiser="Phòng", participants=participants)
    keeping.save_records(store, [made])
    return changes.recent_changes(store, 1)[0].who


def test_changes_bear_the_name_of_whoever_was_chosen(office: Store) -> None:
    account = record(office, 1)
    assert account == officers.person()
    officers.add_officer(office, "  Lò  Thị Ễ ", "1234")
    assert record(office, 2) == "Lò Thị Ễ"
    officers.add_officer(office, "Nguyễn Văn Thắng")
    assert record(office, 3) == "Lò Thị Ễ", "the second one does not act until chosen"
    officers.sign_in(office, "Nguyễn Văn Thắng")
    assert record(office, 4) == "Nguyễn Văn Thắng"
    officers.remove_officer(office, "Nguyễn Văn Thắng")
    assert record(office, 5) == account
    assert [one.name for one in officers.officers(office)] == ["Lò Thị Ễ"]


def test_a_pin_is_kept_as_scrypt_makes_it(office: Store) -> None:
    officers.add_officer(office, "Ân", "13579")
    officers.add_officer(office, "Bình", "13579")
    with office.read() as conn:
        kept = get_meta(conn, "officers") or ""
    assert "13579" not in kept
    assert len({part for part in kept.split('"') if len(part) == 64}) == 2, "each with a salt of its own"


@pytest.mark.parametrize(("name", "pin", "code"), [
    ("", "", "name_missing"), ("lò thị ân", "", "officer_known"), ("An", "12", "pin_form"), ("An", "12a4", "pin_form"),
    ("An", "１２３４", "pin_form"),
])  # fmt: skip
def test_who_cannot_be_entered(office: Store, name: str, pin: str, code: str) -> None:
    officers.add_officer(office, "Lò Thị Ân")
    with pytest.raises(ClcError) as refused:
        officers.add_officer(office, name, pin)
    assert refused.value.code == code
    assert len(officers.officers(office)) == 1


def tried(office: Store, pin: str) -> tuple[str, dict[str, int]]:
    try:
        officers.sign_in(office, "Ân", pin)
    except ClcError as refused:
        return refused.code, refused.data
    return "", {}


def test_five_wrong_pins_make_one_wait_longer_each_time(office: Store) -> None:
    officers.add_officer(office, "Ân", "1357")
    officers.act_as("")
    with clock.fixed(NOW):
        assert [tried(office, "0000") for _try in range(4)] == [("pin_wrong", {"left": left}) for left in (4, 3, 2, 1)]
        assert tried(office, "0000") == ("pin_wait", {"seconds": 60})
        assert tried(office, "1357") == ("pin_wait", {"seconds": 60}), "the right one waits, too"
    with clock.fixed(NOW + timedelta(seconds=59)):
        assert tried(office, "1357") == ("pin_wait", {"seconds": 1})
    with clock.fixed(NOW - timedelta(days=1)):
        assert tried(office, "1357") == ("pin_wait", {"seconds": 60}), "a clock set back opens nothing"
    with clock.fixed(NOW + timedelta(seconds=60)):
        assert tried(office, "0000") == ("pin_wait", {"seconds": 120})
    assert officers.acting() == ""
    with clock.fixed(NOW + timedelta(seconds=180)):
        assert tried(office, "1357") == ("", {})
        assert officers.acting() == "Ân"
        assert tried(office, "0000") == ("pin_wrong", {"left": 4}), "counted anew"


def test_a_colleague_sets_a_forgotten_pin(office: Store) -> None:
    officers.add_officer(office, "Ân", "1357")
    officers.set_pin(office, "Ân", "2468")
    assert tried(office, "1357")[0] == "pin_wrong"
    assert tried(office, "2468")[0] == ""
    officers.set_pin(office, "Ân", "")
    assert tried(office, "")[0] == ""
    assert not officers.officers(office)[0].has_pin
    with pytest.raises(ClcError, match="officer_unknown"):
        officers.set_pin(office, "Ai", "1234")
