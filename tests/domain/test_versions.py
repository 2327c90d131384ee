"""Version vectors: a partial order, and one winner whatever came first."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.versions import State, entries, joined, knows, relation, settle, shared, written

INSTALLATIONS = ("1" * 16, "2" * 16, "3" * 16)
VERSIONS = st.dictionaries(st.sampled_from(INSTALLATIONS), st.integers(1, 4)).map(
    lambda found: " ".join(f"{name}:{counter}" for name, counter in sorted(found.items()))
)
STATES = st.builds(State, VERSIONS, st.sampled_from(["{}", '{"a":1}', '{"a":2}']))


@given(VERSIONS, VERSIONS, VERSIONS)
def test_knowing_is_a_partial_order(a: str, b: str, c: str) -> None:
    assert knows(a, a)
    assert not (knows(a, b) and knows(b, a)) or a == b
    assert not (knows(a, b) and knows(b, c)) or knows(a, c)


@given(VERSIONS, VERSIONS)
def test_relations_are_the_reverse_of_each_other(a: str, b: str) -> None:
    reverse = {"same": "same", "newer": "older", "older": "newer", "concurrent": "concurrent"}
    assert relation(b, a) == reverse[relation(a, b)]
    assert (relation(a, b) == "same") == (a == b)


@given(VERSIONS, st.sampled_from(INSTALLATIONS), st.integers(1, 9))
def test_a_write_knows_what_it_wrote_over(version: str, installation: str, counter: int) -> None:
    after = written(version, installation, counter)
    assert knows(after, version)
    assert entries(after)[installation] >= counter
    assert {n: c for n, c in entries(after).items() if n != installation} == {
        n: c for n, c in entries(version).items() if n != installation
    }
    if counter > entries(version).get(installation, 0):
        assert relation(version, after) == "newer"


def test_a_counter_that_went_back_does_not_take_the_version_back() -> None:
    """An old copy of a database met its own later work."""
    one, _, _ = INSTALLATIONS
    assert relation(f"{one}:9", written(f"{one}:9", one, 3)) == "newer"
    assert written(f"{one}:3", one, 3) == f"{one}:3"


@given(st.lists(VERSIONS, max_size=4))
def test_the_join_is_the_least_that_knows_all(versions: list[str]) -> None:
    join = joined(versions)
    assert all(knows(join, version) for version in versions)
    for installation, counter in entries(join).items():
        assert any(entries(version).get(installation) == counter for version in versions)


@given(st.lists(STATES, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_settling_does_not_depend_on_order_or_repetition(states: list[State], random: object) -> None:
    settled = settle(states)
    shuffled = [*states, *states]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(shuffled) == settled
    assert settle(settled) == settled
    for cut in range(1, len(states)):
        assert settle([*settle(states[:cut]), *settle(states[cut:])]) == settled


@given(st.lists(STATES, min_size=1, max_size=5))
def test_settling_keeps_what_nobody_knew_and_drops_what_somebody_did(states: list[State]) -> None:
    settled = settle(states)
    assert set(settled) <= set(states)
    for a, b in itertools.permutations(settled, 2):
        assert a.version == b.version or not knows(a.version, b.version)
    for state in set(states) - set(settled):
        assert any(s.version != state.version and knows(s.version, state.version) for s in settled)


@given(STATES, STATES)
def test_what_is_shown_never_is_older_than_another(a: State, b: State) -> None:
    shown = settle([a, b])[0]
    assert not (shown == a and relation(a.version, b.version) == "newer")


def test_spelling() -> None:
    one, two, _ = INSTALLATIONS
    assert written("", two, 7) == f"{two}:7"
    assert written(f"{two}:7", one, 3) == f"{one}:3 {two}:7"
    assert entries("") == {}
    assert joined([]) == ""


def test_of_a_conflict_the_state_with_more_writes_is_shown_then_the_greater_text() -> None:
    one, two, _ = INSTALLATIONS
    often, seldom = State(f"{one}:5", "{}"), State(f"{two}:3", "{}")
    assert settle([seldom, often]) == (often, seldom)
    assert settle([State(f"{one}:3", "{}"), seldom])[0] == seldom
    assert settle([State(f"{one}:3", '{"a":1}'), State(f"{one}:3", '{"a":2}')])[0].body == '{"a":2}'


@given(st.lists(VERSIONS, min_size=1, max_size=4))
def test_what_all_knew_is_the_greatest_that_each_of_them_knows(versions: list[str]) -> None:
    common = shared(versions)
    assert all(knows(version, common) for version in versions)
    for name in INSTALLATIONS:
        lowest = min(entries(version).get(name, 0) for version in versions)
        assert entries(common).get(name) == (lowest or None)


def test_what_all_knew_is_spelled_like_a_version() -> None:
    one, two, three = INSTALLATIONS
    assert shared([f"{one}:5 {two}:3", f"{one}:2 {two}:4 {three}:1"]) == f"{one}:2 {two}:3"
    assert shared([f"{one}:5", f"{two}:3"]) == ""
    assert shared([f"{one}:1 {two}:1", f"{two}:1"]) == f"{two}:1"
    assert shared([f"{one}:5"]) == f"{one}:5"


def test_a_write_at_an_old_counter_is_one_above_its_own() -> None:
    one, two, _ = INSTALLATIONS
    assert written(f"{one}:9", one, 3) == f"{one}:10"
    assert written(f"{one}:9", one, 9) == f"{one}:9"
    assert written("", two, 1) == f"{two}:1"


def test_nobody_knows_what_was_never_seen() -> None:
    one, two, _ = INSTALLATIONS
    assert not knows(f"{one}:5", f"{two}:1")
    assert knows(f"{one}:5", "")
    assert relation(f"{two}:1", f"{one}:5") == "concurrent"
