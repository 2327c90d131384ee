"""Corners of merging that mutated code would get wrong and no other test sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clc_desktop.domain.periods import Period, calendar_year
from clc_desktop.store import locks, merging, states
from clc_desktop.store.database import Store
from clc_desktop.store.merge_sql import columns_of
from clc_desktop.store.merging import Counts, Incoming
from clc_desktop.store.records import put
from tests.factories import THERE, UNIT, learning_class, numbered, opened

YEAR: Period = calendar_year(2020)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "here.db")
    yield store
    store.close()


def body_of(store: Store) -> dict[str, Any]:
    with store.read() as conn:
        (state,) = merging.states_of(conn, "learning_class", numbered(1, "c"))
    return dict(json.loads(state.body)) | {"version": state.version}


def row(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in columns_of("learning_class"))


def test_what_an_older_program_sends_back_unchanged_is_no_conflict(here: Store) -> None:
    """It equals ours only once its missing columns are ours."""
    with here.write("test") as tx:
        put(tx, learning_class(1, venue="Nhà văn hóa"))
    older = row(body_of(here) | {"venue": ""})
    with here.write("merge") as tx:
        batch = Incoming("learning_class", [older], frozenset({"venue"}))
        assert merging.stage(tx.conn, [batch], {UNIT}) == Counts(unchanged=1)
        assert merging.changes(tx.conn, ["learning_class"]) == ()
        merging.apply(tx, ["learning_class"])
    assert body_of(here)["venue"] == "Nhà văn hóa"


def test_states_known_already_disturb_no_locked_period(here: Store) -> None:
    """A file that repeats a conflict, loser and all, is merged into a locked period: it says nothing new."""
    with here.write("test") as tx:
        put(tx, learning_class(1, topic="ours", starts_on=date(2020, 5, 1)))
    ours = body_of(here)
    rows = [row(ours), row(ours | {"version": f"{THERE}:1", "topic": "theirs"})]
    with here.write("merge") as tx:
        merging.stage(tx.conn, [Incoming("learning_class", rows)], {UNIT})
        merging.apply(tx, ["learning_class"])
        states.append(tx, states.Standing(UNIT, YEAR.code, state="locked", event="lock"))
    with here.write("merge") as tx:
        assert merging.stage(tx.conn, [Incoming("learning_class", rows)], {UNIT}) == Counts(unchanged=1)
        locks.refuse_merge(tx.conn, ["learning_class"], {UNIT})
        older = row(ours | {"version": f"{THERE}:1", "topic": "theirs"})
        assert merging.stage(tx.conn, [Incoming("learning_class", [older])], {UNIT}) == Counts(unchanged=1)
        locks.refuse_merge(tx.conn, ["learning_class"], {UNIT})
