"""Time and ids come from one place that tests can set."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, date, datetime

import pytest

from clc_desktop.domain import clock

MOMENT = datetime(2020, 12, 25, 8, 30, 15, 999_999, tzinfo=UTC)


def test_the_clock_stops_and_goes_on() -> None:
    with clock.fixed(MOMENT):
        assert clock.now() == MOMENT.replace(microsecond=0)
        assert clock.today() == date(2020, 12, 25)
    assert clock.now() > MOMENT
    assert clock.today() == date.today()


def test_a_seed_gives_the_same_ids_in_every_run() -> None:
    def ids() -> list[str]:
        with clock.fixed(MOMENT, seed=7):
            return [*(clock.new_id() for _ in range(5)), clock.new_installation_id()]

    assert ids() == ids()
    with clock.fixed(MOMENT, seed=8):
        assert clock.new_id() not in ids()


def test_the_clock_goes_on_after_an_error_and_ids_do_not_go_back() -> None:
    before = clock.new_id()
    with pytest.raises(ZeroDivisionError), clock.fixed(MOMENT, seed=1):
        1 / (clock.new_id() == "")
    after = clock.new_id()
    assert before < after
    assert before[-16:] != after[-16:]


def test_ids_are_uuids_of_version_7_with_the_moment_in_front() -> None:
    with clock.fixed(MOMENT):
        found = uuid.UUID(clock.new_id())
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert found.int >> 80 == int(MOMENT.timestamp() * 1000)


@pytest.mark.parametrize("year", [1970, 2038, 2099])
def test_ids_keep_their_form_whatever_the_clock_says(year: int) -> None:
    with clock.fixed(datetime(year, 1, 1, tzinfo=UTC)):
        ids = [clock.new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    assert {len(made) for made in ids} == {32}


def test_ids_of_several_threads_are_all_different() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend(clock.new_id() for _ in range(2000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


def test_equal_keys_give_equal_ids() -> None:
    assert clock.derived_id("plan_target", "a", 2020, "law") == clock.derived_id("plan_target", "a", "2020", "law")
    assert clock.derived_id("a", "bc") != clock.derived_id("ab", "c")
    assert uuid.UUID(clock.derived_id("x")).version == 5


def test_an_installation_id_is_sixteen_hex_digits() -> None:
    assert len(bytes.fromhex(clock.new_installation_id())) == 8
    assert clock.new_installation_id() != clock.new_installation_id()
