"""The laws of merging, over histories of several machines that write and exchange their states at random."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import Learner, LearningClass, NarrativeBlock, narrative_id
from clc_desktop.domain.versions import State, knows, settle
from clc_desktop.store import merging
from clc_desktop.store.database import Store
from clc_desktop.store.merge_sql import columns_of, shared_json
from clc_desktop.store.merging import Counts, Incoming, RowChange
from clc_desktop.store.records import find, get, put, remove
from clc_desktop.store.transfers import rows_where
from clc_desktop.sync.payload import Versioned, read_batches, to_batches
from tests.factories import (
    ELSEWHERE,
    HERE,
    OTHER_UNIT,
    THERE,
    UNIT,
    emptied,
    identify,
    learner,
    learning_class,
    numbered,
    opened,
    quick,
)

KINDS = ("learning_class", "learner")
MACHINES = (HERE, THERE, ELSEWHERE, HERE)
"""The fourth is a copy of the first that took no installation id of its own: it writes the same versions."""

File = list[Incoming]
Shown = tuple[State, frozenset[State]]
Digest = dict[tuple[str, str], Shown]


# --- machines and their files -----------------------------------------------------------------------------------------


def states(store: Store, kind: str) -> list[tuple[str, State]]:
    """Every record of a kind with its state, as the store spells it."""
    body = shared_json(columns_of(kind), "t")
    with store.read() as conn:
        rows = conn.execute(text(f"SELECT id, version, {body} AS body FROM {kind} t ORDER BY id"))
        return [(row.id, State(row.version, row.body)) for row in rows]


def siblings(store: Store, kind: str) -> list[tuple[str, State]]:
    with store.read() as conn:
        rows = conn.execute(text("SELECT record_id, version, body FROM sibling WHERE kind = :kind"), {"kind": kind})
        return [(row.record_id, State(row.version, row.body)) for row in rows]


def digest(store: Store) -> Digest:
    """Everything that must be the same on every machine: each record's version and body, and what lost a conflict."""
    return {
        (kind, record_id): (state, frozenset(other for i, other in siblings(store, kind) if i == record_id))
        for kind in KINDS
        for record_id, state in states(store, kind)
    }


def file_of(store: Store, undecided: bool = True) -> File:
    """The full state of a machine; with ``undecided`` the losers of its open conflicts go along."""
    found = {kind: [*states(store, kind), *(siblings(store, kind) if undecided else [])] for kind in KINDS}
    return [Incoming(kind, [_row(kind, state) for _, state in rows]) for kind, rows in found.items()]


def _row(kind: str, state: State) -> tuple[Any, ...]:
    values = json.loads(state.body) | {"version": state.version}
    return tuple(values[name] for name in columns_of(kind))


def kinds_of(batches: Iterable[Incoming]) -> list[str]:
    """The kinds that were staged, each once: what a caller of ``apply`` passes."""
    return list(dict.fromkeys(batch.kind for batch in batches))


def take(store: Store, *files: File) -> Counts:
    """Merge files as one."""
    with store.write("merge") as tx:
        batches = [batch for file in files for batch in file]
        counts = merging.stage(tx.conn, batches, {UNIT})
        merging.apply(tx, kinds_of(batches))
    return counts


def change_rows(store: Store) -> int:
    with store.read() as conn:
        return conn.scalar(text("SELECT COUNT(*) FROM change_row")) or 0


def live(found: Digest) -> set[tuple[str, str]]:
    return {key for key, (state, _) in found.items() if not json.loads(state.body)["deleted"]}


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    folder = tmp_path_factory.mktemp("machines")
    stores = [quick(opened(folder / f"{number}.db")) for number in range(8)]
    yield stores
    for store in stores:
        store.close()


# --- histories --------------------------------------------------------------------------------------------------------

STEP = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 3), st.integers(1, 3), st.sampled_from("abc")),
    st.tuples(st.just("person"), st.integers(0, 3), st.integers(1, 2), st.sampled_from(["female", "male", None])),
    st.tuples(st.just("remove"), st.integers(0, 3), st.integers(1, 3), st.none()),
    st.tuples(st.just("send"), st.integers(0, 3), st.none(), st.none()),
    st.tuples(st.just("take"), st.integers(0, 3), st.integers(0, 9), st.none()),
    st.tuples(st.just("clock"), st.integers(0, 3), st.integers(0, 5), st.none()),
)
CLOCKS = tuple(
    datetime(*day, 23, 59, tzinfo=UTC)
    for day in ((2020, 5, 3), (2020, 3, 5), (1970, 1, 1), (2038, 1, 19), (2099, 12, 31), (2020, 12, 31))
)
"""What a PC takes for now: the right day, day and month swapped, a dead battery, the end of 32 bits, and far off."""
HISTORIES = st.tuples(st.integers(2, 4), st.lists(STEP, min_size=4, max_size=25))


@dataclass
class World:
    """2 to 4 machines, the files they sent (with the sender's place), and stores to receive them."""

    machines: list[Store]
    spare: list[Store]
    undecided: bool
    files: list[tuple[int, File]] = field(default_factory=list)
    clocks: dict[int, datetime] = field(default_factory=dict)
    runs: bool = True
    """Whether the machines' clocks are set as the history says; else all show the first day."""

    def play(self, steps: Sequence[tuple[str, int, Any, Any]]) -> World:
        for what, place, number, value in steps:
            at = place % len(self.machines)
            with clock.fixed(self.clocks.get(at, CLOCKS[0])):
                getattr(self, f"_{what}")(at, self.machines[at], number, value)
        self.files += [(place, file_of(machine, self.undecided)) for place, machine in enumerate(self.machines)]
        return self

    def receiver(self, number: int = 0) -> Store:
        return emptied(self.spare[number], f"{number + 8}" * 16)

    def _clock(self, place: int, machine: Store, number: int, value: None) -> None:
        if self.runs:
            self.clocks[place] = CLOCKS[number]

    def _write(self, place: int, machine: Store, number: int, value: str) -> None:
        with machine.write("test") as tx:
            put(tx, learning_class(number, topic=value, lecturers=(value,)))

    def _person(self, place: int, machine: Store, number: int, value: Any) -> None:
        with machine.write("test") as tx:
            put(tx, learner(number, sex=value, full_name=f"Name {place}"))

    def _remove(self, place: int, machine: Store, number: int, value: None) -> None:
        with machine.write("test") as tx:
            remove(tx, *find(tx.conn, LearningClass, id=numbered(number, "c")))

    def _send(self, place: int, machine: Store, number: None, value: None) -> None:
        self.files.append((place, file_of(machine, self.undecided)))

    def _take(self, place: int, machine: Store, number: int, value: None) -> None:
        if self.files:
            take(machine, self.files[number % len(self.files)][1])


def played(pool: list[Store], history: tuple[int, Any], undecided: bool = True, runs: bool = True) -> World:
    count, steps = history
    machines = [emptied(store, installation) for store, installation in zip(pool, MACHINES[:count], strict=False)]
    return World(machines, pool[4:], undecided, runs=runs).play(steps)


# --- the laws ---------------------------------------------------------------------------------------------------------


@given(HISTORIES, st.data())
def test_any_order_repetition_and_batching_of_the_same_files_gives_the_same_state(
    pool: list[Store], history: Any, data: st.DataObject
) -> None:
    world = played(pool, history)
    one, other = world.receiver(0), world.receiver(1)
    for _, file in world.files:
        take(one, file)
    places = list(range(len(world.files)))
    again = data.draw(st.lists(st.sampled_from(places), max_size=4))
    order = data.draw(st.permutations(places + again))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(order)), max_size=4)))
    for start, end in itertools.pairwise([0, *cuts, len(order)]):
        take(other, *(world.files[place][1] for place in order[start:end]))
    assert digest(one) == digest(other)


@given(HISTORIES)
def test_the_state_is_what_settling_all_that_was_ever_sent_gives(pool: list[Store], history: Any) -> None:
    world = played(pool, history)
    sent: dict[tuple[str, str], set[State]] = {}
    for batch in itertools.chain.from_iterable(file for _, file in world.files):
        for row in batch.rows:
            values = dict(zip(columns_of(batch.kind), row, strict=True))
            version = values.pop("version")
            body = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            sent.setdefault((batch.kind, values["id"]), set()).add(State(version, body))
    receiver = world.receiver()
    for _, file in world.files:
        take(receiver, file)
    settled = {key: settle(found) for key, found in sent.items()}
    assert digest(receiver) == {key: (shown, frozenset(others)) for key, (shown, *others) in settled.items()}


@given(HISTORIES)
def test_the_same_file_twice_changes_nothing(pool: list[Store], history: Any) -> None:
    world = played(pool, history)
    receiver = world.receiver()
    for _, file in world.files:
        take(receiver, file)
        before, logged = digest(receiver), change_rows(receiver)
        counts = take(receiver, file)
        assert (counts.added, counts.changed, counts.deleted, counts.conflicts) == (0, 0, 0, 0)
        assert (digest(receiver), change_rows(receiver)) == (before, logged)


@given(HISTORIES, st.permutations(range(3)))
def test_merging_is_associative(pool: list[Store], history: Any, order: list[int]) -> None:
    world = played(pool, (3, history[1]))
    a, b, c = (file_of(world.machines[place]) for place in order)
    left, right, inner = world.receiver(0), world.receiver(1), world.receiver(2)
    for file in (a, b, c):
        take(left, file)
    for file in (b, c):
        take(inner, file)
    for file in (a, file_of(inner)):
        take(right, file)
    assert digest(left) == digest(right)


@given(HISTORIES, st.permutations(range(3)))
def test_what_is_shown_is_associative_even_when_losers_stay_at_home(
    pool: list[Store], history: Any, order: list[int]
) -> None:
    world = played(pool, (3, history[1]), undecided=False)
    a, b, c = (file_of(world.machines[place], undecided=False) for place in order)
    left, right, inner = world.receiver(0), world.receiver(1), world.receiver(2)
    for file in (a, b, c):
        take(left, file)
    for file in (b, c):
        take(inner, file)
    for file in (a, file_of(inner, undecided=False)):
        take(right, file)
    assert {k: shown for k, (shown, _) in digest(left).items()} == {k: shown for k, (shown, _) in digest(right).items()}


@given(HISTORIES)
def test_an_older_file_of_a_machine_never_overwrites_its_newer_one(pool: list[Store], history: Any) -> None:
    world = played(pool, (min(history[0], 3), history[1]))  # without the copy
    for place in range(len(world.machines)):
        own = [file for sender, file in world.files if sender == place]
        receiver = world.receiver()
        take(receiver, own[-1])
        before, logged = digest(receiver), change_rows(receiver)
        for file in own[:-1]:
            counts = take(receiver, file)
            assert (counts.added, counts.changed, counts.deleted, counts.conflicts) == (0, 0, 0, 0)
        assert (digest(receiver), change_rows(receiver)) == (before, logged)


@given(HISTORIES)
def test_no_accepted_record_disappears_without_a_tombstone(pool: list[Store], history: Any) -> None:
    world = played(pool, history)
    receiver = world.receiver()
    for _, file in world.files:
        before, logged = digest(receiver), change_rows(receiver)
        take(receiver, file)
        after = digest(receiver)
        gone = live(before) - live(after)
        assert before.keys() <= after.keys()
        assert change_rows(receiver) >= logged + len(gone)
        for key in gone:
            tombstone, others = after[key]
            assert knows(tombstone.version, before[key][0].version) or before[key][0] in others
        for key in before.keys() & after.keys():  # and what lost is kept or was known to what won
            (old, lost), (new, kept) = before[key], after[key]
            for state in {old, *lost} - {new, *kept}:
                assert any(knows(better.version, state.version) for better in {new, *kept})


@settings(max_examples=settings().max_examples // 2)
@given(HISTORIES)
def test_no_clock_decides_anything(pool: list[Store], history: Any) -> None:
    """The same history with every clock right, and with the clocks wrong, gives the same state on every machine."""
    world = played(pool, history)
    wrong = [digest(machine) for machine in world.machines]
    files = [file for _, file in world.files]
    again = played(pool, history, runs=False)
    assert [digest(machine) for machine in again.machines] == wrong
    assert [file for _, file in again.files] == files


@given(HISTORIES, st.booleans())
def test_a_preview_says_what_the_merge_then_does(pool: list[Store], history: Any, undecided: bool) -> None:
    world = played(pool, history, undecided)
    receiver = world.receiver()
    for _, file in world.files:
        before = digest(receiver)
        with receiver.read() as conn:
            counts = merging.stage(conn, file, {UNIT})
            lines = merging.changes(conn, KINDS)
            hidden, _since = merging.hidden(conn, KINDS)
        assert digest(receiver) == before
        assert take(receiver, file) == counts
        after = digest(receiver)
        outcomes = {key: outcome(before.get(key), after[key], sent) for key, sent in sent_states(file).items()}
        assert counts == counted(outcomes)
        told = {(line.kind, line.record_id): line for line in lines}
        assert len(told) == len(lines), "one line for each record"
        assert {key: line.what for key, line in told.items()} == listed(outcomes)
        assert set(hidden) == {key for key, what in outcomes.items() if what == "hidden"}
        _compare(before, told, after)


def sent_states(file: File) -> dict[tuple[str, str], set[State]]:
    """The states of each record in a file."""
    found: dict[tuple[str, str], set[State]] = {}
    for batch in file:
        for row in batch.rows:
            values = dict(zip(columns_of(batch.kind), row, strict=True))
            version = values.pop("version")
            body = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            found.setdefault((batch.kind, values["id"]), set()).add(State(version, body))
    return found


def outcome(before: Shown | None, after: Shown, sent: set[State]) -> str:
    """What a merge did to a record, by what the store held before and after."""
    known, kept = ({state, *lost} for state, lost in (before or (State("", ""), ()), after))
    is_gone, was_gone = is_deleted(after[0]), before is None or is_deleted(before[0])
    if before and known == kept:
        missed = [state for state in sent - known if not is_deleted(state)]
        return "unchanged" if sent <= known else "hidden" if is_gone and missed else "kept"
    if len(kept) > 1:
        return "conflict" if before or is_gone else "arrived"
    if is_gone:
        return "absent" if was_gone else "deleted"
    return "changed" if before else "added"


def is_deleted(state: State) -> bool:
    return bool(json.loads(state.body)["deleted"])


def counted(outcomes: Mapping[tuple[str, str], str]) -> Counts:
    """Each record once, but for one that is new and in conflict."""
    found = Counter(outcomes.values())
    arrived = found.pop("arrived", 0)
    conflicts = found.pop("conflict", 0) + arrived
    return Counts(**found, conflicts=conflicts) + Counts(added=arrived)


def listed(outcomes: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The lines of the preview: records of which nothing changes have none, but what stays deleted has."""
    shown = {key: "conflict" if what == "arrived" else what for key, what in outcomes.items()}
    return {key: what for key, what in shown.items() if what not in ("unchanged", "kept", "absent")}


def _compare(before: Digest, told: Mapping[tuple[str, str], RowChange], after: Digest) -> None:
    for key in after:
        old = json.loads(before[key][0].body) if key in before else None
        new = json.loads(after[key][0].body)
        line = told.get(key)
        if line is None:
            assert new == old or (new["deleted"] and (old is None or old["deleted"]))
            continue
        assert line.before == old
        match line.what:
            case "conflict":
                assert new in (line.before, line.after)
                assert line.after in [json.loads(state.body) for state in (after[key][0], *after[key][1])]
            case "hidden":
                assert new == line.before != line.after
                assert new["deleted"]
                assert line.after
                assert not line.after["deleted"]
            case _:
                assert new == line.after


# --- conflicts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(pool: list[Store]) -> tuple[Store, Store]:
    return emptied(pool[0], HERE), emptied(pool[1], THERE)


def wrote(store: Store, *records: Any) -> None:
    with store.write("test") as tx:
        put(tx, *records)


def topic(store: Store, number: int = 1) -> str:
    with store.read() as conn:
        return get(conn, LearningClass, numbered(number, "c")).topic


def test_two_machines_that_did_not_know_of_each_other_show_the_same_and_keep_the_other(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="here"))
    wrote(there, learning_class(topic="there"))
    files = file_of(here), file_of(there)
    assert take(here, files[1]).conflicts == take(there, files[0]).conflicts == 1
    assert digest(here) == digest(there)
    assert topic(here) == topic(there)
    ((_, lost),) = siblings(here, "learning_class")
    assert {json.loads(lost.body)["topic"], topic(here)} == {"here", "there"}


def test_a_conflict_is_in_the_history_of_the_record(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="here"))
    wrote(there, learning_class(topic="there"))
    logged = change_rows(here)
    take(here, file_of(there))
    assert change_rows(here) == logged + 1


def test_who_knew_both_ends_the_conflict_everywhere(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="here"))
    wrote(there, learning_class(topic="there"))
    take(here, file_of(there))
    take(there, file_of(here))
    known = [state.version for _, state in [*states(here, "learning_class"), *siblings(here, "learning_class")]]
    decided = settle([State(f"{HERE}:9 {THERE}:1", "")])[0].version
    assert all(knows(decided, version) for version in known)
    row = _row("learning_class", State(decided, states(here, "learning_class")[0][1].body))
    for store in two:
        take(store, [Incoming("learning_class", [row])])
        assert siblings(store, "learning_class") == []
    assert digest(here) == digest(there)


def test_a_copied_installation_that_writes_the_same_version_is_a_conflict(two: Any) -> None:
    here, copy = two
    identify(copy, HERE)
    wrote(here, learning_class(topic="here"))
    wrote(copy, learning_class(topic="copy"))
    assert take(here, file_of(copy)).conflicts == 1
    take(copy, file_of(here))
    assert digest(here) == digest(copy)


def test_a_deletion_and_an_edit_that_did_not_know_of_each_other_are_a_conflict(two: Any) -> None:
    here, there = two
    wrote(here, learning_class())
    take(there, file_of(here))
    with here.write("test") as tx:
        remove(tx, learning_class())
    wrote(there, learning_class(topic="edited"))
    assert take(there, file_of(here)).conflicts == 1
    take(here, file_of(there))
    assert digest(here) == digest(there)
    assert len(siblings(here, "learning_class")) == 1


@pytest.mark.parametrize("letters", ["\0", "a\0b", "\u2028", '"\\', "\x7f\x1f", "Thuý"])
def test_a_conflict_keeps_texts_as_they_were_typed(two: Any, letters: str) -> None:
    here, there = two
    wrote(here, learning_class(topic=letters, partners=(letters, letters)))
    wrote(there, learning_class(topic=letters + "x", partners=(letters,)))
    take(here, file_of(there))
    take(there, file_of(here))
    assert topic(here) == topic(there) in (letters, letters + "x")
    with here.read() as conn:
        assert set(get(conn, LearningClass, numbered(1, "c")).partners) == {letters}


# --- what a preview says ----------------------------------------------------------------------------------------------


def previewed(store: Store, file: File) -> tuple[Counts, list[tuple[str, str | None, str | None]]]:
    """Counts and lines of a preview: what, and the topics before and after."""
    with store.read() as conn:
        counts = merging.stage(conn, file, {UNIT})
        lines = merging.changes(conn, KINDS)

    def topic_of(side: dict[str, Any] | None) -> str | None:
        return side.get("topic") if side else None

    return counts, [(line.what, topic_of(line.before), topic_of(line.after)) for line in lines]


def test_a_record_that_comes_with_its_conflict_is_one_record(two: Any) -> None:
    """New here: added, and a conflict to settle. Known here: the conflict only; and once it is here, nothing."""
    here, there = two
    wrote(here, learning_class(topic="here"))
    old = file_of(here)
    wrote(there, learning_class(topic="there"))
    take(here, file_of(there))
    file, shown, (lost,) = file_of(here), topic(here), siblings(here, "learning_class")
    emptied(there, ELSEWHERE)
    assert previewed(there, file) == (Counts(added=1, conflicts=1), [("conflict", None, shown)])
    take(there, old)
    other = {"here", "there"} - {"here"}
    assert previewed(there, file) == (Counts(conflicts=1), [("conflict", "here", *other)])
    assert take(there, file) == Counts(conflicts=1)
    assert previewed(there, file) == (Counts(unchanged=1), [])
    assert json.loads(lost[1].body)["topic"] in ("here", "there")


def test_a_conflict_in_which_the_deletion_is_shown_adds_nothing(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="a"))
    take(there, file_of(here))
    with here.write("test") as tx:
        remove(tx, learning_class(topic="a"))
    body = json.loads(states(there, "learning_class")[0][1].body)
    edited = stated(numbered(1, "c"), f"{HERE}:1 {THERE}:1", body | {"topic": "b"})
    deleted = stated(numbered(1, "c"), f"{HERE}:9", body | {"deleted": 1})
    emptied(there, ELSEWHERE)
    assert previewed(there, classes([deleted, edited])) == (Counts(conflicts=1), [("conflict", None, "a")])
    take(there, classes([deleted, edited]))
    with there.read() as conn:
        assert find(conn, LearningClass) == ()


def test_tombstones_of_what_is_not_here_are_counted_as_that(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(1), learning_class(2), learning_class(3))
    take(there, [Incoming("learning_class", file_of(here)[0].rows[:1])])
    with here.write("test") as tx:
        remove(tx, learning_class(1), learning_class(2))
    assert previewed(there, file_of(here))[0] == Counts(added=1, deleted=1, absent=1)
    assert take(there, file_of(here)) == Counts(added=1, deleted=1, absent=1)
    with here.write("test") as tx:
        put(tx, learning_class(2))
    with here.write("test") as tx:
        remove(tx, learning_class(2))
    assert take(there, file_of(here)) == Counts(absent=1, unchanged=2), "deleted here, deleted once more there"


def test_what_was_deleted_here_stays_hidden_and_the_day_is_said(two: Any) -> None:
    """KeePassXC's users: "success", and not one row to be seen."""
    here, there = two
    wrote(here, learning_class(1), learning_class(2), learner(1))
    old = file_of(here)
    take(there, old)
    with there.write("test") as tx:
        remove(tx, learning_class(1), learner(1))
    counts, lines = previewed(there, old)
    assert counts == take(there, old) == Counts(hidden=2, unchanged=1)
    assert [what for what, *_ in lines if what != "hidden"] == []
    with there.read() as conn:
        merging.stage(conn, old, {UNIT})
        found, since = merging.hidden(conn, [*KINDS, *KINDS])
        day = conn.scalar(text("SELECT at FROM change WHERE label = 'test' ORDER BY id DESC LIMIT 1"))
    assert day
    assert (found, since) == ((("learning_class", numbered(1, "c")), ("learner", learner(1).id)), day)


def test_what_is_hidden_is_dated_by_the_last_deletion(two: Any) -> None:
    """The last that was done, whatever the clock said."""
    here, there = two
    wrote(here, learning_class(1), learner(1))
    old = file_of(here)
    take(there, old)
    first, last, later = ("2020-03-04T05:06:07+00:00", "1970-01-01T00:00:00+00:00", "2020-03-06T05:06:07+00:00")
    for record, day in ((learner(1), first), (learning_class(1), last), (learning_class(7), later)):
        with there.write("test") as tx:
            put(tx, learning_class(7)) if day == later else remove(tx, record)
            tx.conn.exec_driver_sql("UPDATE change SET at = ? WHERE id = ?", (day, tx.change_id))
    with there.read() as conn:
        merging.stage(conn, old, {UNIT})
        assert merging.hidden(conn, KINDS)[1] == last
        assert merging.hidden(conn, ["learner"])[1] == first
        assert merging.hidden(conn, []) == ((), "")


def test_what_is_hidden_behind_a_conflict_is_hidden(two: Any) -> None:
    """Two deletions that did not know of each other stand here; an older state of the record comes."""
    here, _ = two
    wrote(here, learning_class(topic="a"))
    body = json.loads(states(here, "learning_class")[0][1].body)
    one = numbered(1, "c")
    gone = [stated(one, f"{HERE}:1 {who}:1", body | {"deleted": 1, "note": who}) for who in (THERE, ELSEWHERE)]
    old = stated(one, f"{HERE}:1", body)
    assert take(here, classes(gone)) == Counts(conflicts=1)
    assert previewed(here, classes([old])) == (Counts(hidden=1), [("hidden", "a", "a")])
    assert previewed(here, classes([stated(one, f"{HERE}:1", body | {"deleted": 1})])) == (Counts(kept=1), [])


def test_a_decision_that_comes_is_a_change_or_a_deletion(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="here"))
    wrote(there, learning_class(topic="there"))
    take(here, file_of(there))
    body = json.loads(states(here, "learning_class")[0][1].body)
    one, version = numbered(1, "c"), f"{HERE}:9 {THERE}:9"
    ends = stated(one, version, body | {"topic": "both"})
    deletes = stated(one, version, body | {"deleted": 1})
    assert previewed(here, classes([ends])) == (Counts(changed=1), [("changed", topic(here), "both")])
    assert previewed(here, classes([deletes])) == (Counts(deleted=1), [("deleted", topic(here), topic(here))])
    with here.read() as conn:
        merging.stage(conn, classes([deletes]), {UNIT})
        assert merging.deletions(conn, KINDS) == {UNIT: 1}
    take(here, classes([deletes]))
    again = stated(one, f"{HERE}:9 {THERE}:10", body | {"deleted": 1})
    other = stated(one, f"{HERE}:10 {THERE}:9", body | {"deleted": 1})
    assert take(here, classes([again, other])) == Counts(conflicts=1)
    ends = stated(one, f"{HERE}:10 {THERE}:10", body | {"deleted": 1})
    assert take(here, classes([ends])) == Counts(absent=1)


# --- what is not in the file ------------------------------------------------------------------------------------------


def test_a_learners_name_survives_a_merge_of_what_may_travel(two: Any) -> None:
    here, there = two
    wrote(here, learner(full_name="Lò Văn Bình", phone="0912", birth_year=1991))
    take(there, file_of(here))
    with there.read() as conn:
        assert find(conn, Learner) == (learner(),)
    wrote(there, learner(sex="male"))
    assert take(here, file_of(there)).changed == 1
    with here.read() as conn:
        assert find(conn, Learner) == (learner(sex="male", full_name="Lò Văn Bình", phone="0912", birth_year=1991),)


def test_a_learners_name_survives_a_conflict(two: Any) -> None:
    here, there = two
    wrote(here, learner(sex=None, full_name="Lò Văn Bình"))
    wrote(there, learner(sex="male"))
    take(here, file_of(there))
    with here.read() as conn:
        assert [person.full_name for person in find(conn, Learner)] == ["Lò Văn Bình"]


def test_columns_that_an_older_program_did_not_send_stay_as_they_are(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(1, venue="Nhà văn hóa", enrolled=7))
    take(there, file_of(here))
    wrote(there, learning_class(1, topic="changed", venue="Nhà văn hóa", enrolled=7), learning_class(2))
    (batch, *_) = file_of(there)
    places = [columns_of("learning_class").index(name) for name in ("venue", "enrolled")]
    blank = {places[0]: "", places[1]: None}
    older = [tuple(blank.get(place, value) for place, value in enumerate(row)) for row in batch.rows]
    counts = take(here, [Incoming("learning_class", older, frozenset({"venue", "enrolled"}))])
    assert (counts.changed, counts.added) == (1, 1)
    with here.read() as conn:
        known = get(conn, LearningClass, numbered(1, "c"))
        assert (known.topic, known.venue, known.enrolled) == ("changed", "Nhà văn hóa", 7)
        assert get(conn, LearningClass, numbered(2, "c")).venue == ""


def test_columns_that_one_batch_lacks_are_not_kept_from_another(two: Any) -> None:
    here, _ = two
    wrote(here, learning_class(1, venue="A"), learning_class(2, venue="A"))
    bodies = [json.loads(state.body) for _, state in states(here, "learning_class")]
    whole = stated(numbered(1, "c"), f"{HERE}:1 {THERE}:1", bodies[0] | {"venue": "B"})
    older = stated(numbered(2, "c"), f"{HERE}:1 {THERE}:1", bodies[1] | {"venue": "", "topic": "new"})
    batches = [Incoming("learning_class", [whole]), Incoming("learning_class", [older], frozenset({"venue"}))]
    assert take(here, batches) == Counts(changed=2)
    with here.read() as conn:
        assert [found.venue for found in find(conn, LearningClass)] == ["B", "A"]
    assert topic(here, 2) == "new"


def test_rows_with_and_without_a_newer_programs_fields_arrive_together(two: Any) -> None:
    """A file has one batch for each set of such fields; all of them count."""
    here, there = two
    wrote(here, *(learning_class(number) for number in range(1, 5)))
    with here.write("test") as tx:
        tx.conn.exec_driver_sql("UPDATE learning_class SET extra = '{\"level\":3}' WHERE id > ?", (numbered(2, "c"),))
    file = through_json(here)
    assert len(file) == 2
    assert take(there, file) == Counts(added=4)
    assert digest(there) == digest(here)
    assert take(there, file) == Counts(unchanged=4)
    with there.read() as conn:
        assert len(find(conn, LearningClass)) == 4


def through_json(store: Store) -> File:
    """The classes of a store as a real sync file carries them."""
    with store.read() as conn:
        rows = rows_where(conn, LearningClass)
    versioned = [Versioned(row.record, row.version, row.deleted, row.extra) for row in rows]
    staged = [table.staged() for table in read_batches(to_batches(LearningClass, versioned))]
    return [Incoming(batch.kind, batch.rows, batch.missing) for batch in staged]


def test_the_files_of_these_tests_are_what_sync_files_hold(two: Any) -> None:
    here, _ = two
    wrote(here, learning_class(1, lecturers=("A", "B"), reasons=(("x", "y"),)), learning_class(2, enrolled=3))
    with here.write("test") as tx:
        remove(tx, learning_class(2))
    assert [tuple(row) for row in through_json(here)[0].rows] == [tuple(row) for row in file_of(here)[0].rows]


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_a_record_of_another_unit_is_refused(two: Any) -> None:
    here, there = two
    wrote(there, learning_class(unit_id=OTHER_UNIT))
    with pytest.raises(ClcError, match="foreign_record"):
        take(here, file_of(there))
    assert digest(here) == {}


def test_an_id_of_another_units_record_is_refused(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(unit_id=OTHER_UNIT))
    wrote(there, learning_class(1), learning_class(2))
    before = digest(here)
    with pytest.raises(ClcError, match="foreign_record"):
        take(here, file_of(there))
    assert digest(here) == before


@pytest.mark.parametrize(("deleted", "asks"), [(0, False), (5, False), (6, True), (100, True)])
def test_more_than_one_in_twenty_deletions_ask(two: Any, deleted: int, asks: bool) -> None:
    here, there = two
    classes = [learning_class(number) for number in range(100)]
    wrote(here, *classes)
    wrote(there, learning_class(999, unit_id=OTHER_UNIT))  # another centre's records do not make it fewer
    take(there, file_of(here))
    with here.write("test") as tx:
        remove(tx, *classes[:deleted])
    with there.read() as conn:
        counts = merging.stage(conn, file_of(here), {UNIT})
        assert counts.deleted == deleted
        if asks:
            with pytest.raises(ClcError, match="too_many_deletions") as caught:
                merging.refuse_mass_deletion(conn, counts, {UNIT})
            assert caught.value.data == {"count": deleted, "of": 100}
        else:
            merging.refuse_mass_deletion(conn, counts, {UNIT})


def test_a_preview_lists_no_more_than_asked_for(two: Any) -> None:
    here, there = two
    wrote(here, *(learning_class(number) for number in range(20)))
    with there.read() as conn:
        assert merging.stage(conn, file_of(here), {UNIT}).added == 20
        assert len(merging.changes(conn, KINDS, limit=7)) == 7


def test_a_preview_lists_five_hundred_of_each_kind(two: Any) -> None:
    here, there = two
    wrote(here, *(learning_class(number) for number in range(501)), learner(1))
    with there.read() as conn:
        assert merging.stage(conn, file_of(here), {UNIT}).added == 502
        assert Counter(line.kind for line in merging.changes(conn, KINDS)) == {"learning_class": 500, "learner": 1}


def test_an_empty_file_changes_nothing(two: Any) -> None:
    here, _ = two
    wrote(here, learning_class())
    before = digest(here)
    assert take(here, [Incoming("learning_class", []), Incoming("learner", [])]) == Counts()
    assert digest(here) == before


def passages(count: int) -> list[NarrativeBlock]:
    """Records of the kind that is counted last."""
    places = [f"place-{number}" for number in range(count)]
    return [
        NarrativeBlock(id=narrative_id(UNIT, "2020", p), unit_id=UNIT, period="2020", place=p, text="") for p in places
    ]


@pytest.mark.parametrize(("live", "asks"), [(19, True), (20, False), (21, False)])
def test_one_in_twenty_is_five_percent_whatever_the_kind(two: Any, live: int, asks: bool) -> None:
    here, _ = two
    wrote(here, *passages(live))
    with here.read() as conn:
        if asks:
            with pytest.raises(ClcError, match="too_many_deletions"):
                merging.refuse_mass_deletion(conn, Counts(deleted=1), {UNIT})
        else:
            merging.refuse_mass_deletion(conn, Counts(deleted=1), {UNIT})


def test_deletions_are_counted_for_each_unit(two: Any) -> None:
    """Only of what lives here: a tombstone of a tombstone, or of what never was here, deletes nothing."""
    here, there = two
    own = [learning_class(number) for number in range(1, 5)]
    wrote(here, *own, learner(1), learning_class(9, unit_id=OTHER_UNIT))
    take_all(there, file_of(here))
    with here.write("test") as tx:
        remove(tx, *own[:3], learner(1), learning_class(9, unit_id=OTHER_UNIT))
    with there.write("test") as tx:
        remove(tx, own[2])
    wrote(here, learning_class(7))
    with here.write("test") as tx:
        remove(tx, learning_class(7))
    with there.read() as conn:
        counts = merging.stage(conn, file_of(here), {UNIT, OTHER_UNIT})
        assert merging.deletions(conn, [*KINDS, "learner"]) == {UNIT: 3, OTHER_UNIT: 1}
        assert counts.deleted == 4


def take_all(store: Store, file: File) -> None:
    """Merge a file with records of both units."""
    with store.write("merge") as tx:
        merging.stage(tx.conn, file, {UNIT, OTHER_UNIT})
        merging.apply(tx, kinds_of(file))


def decisions(store: Store) -> int:
    with store.read() as conn:
        return conn.scalar(text("SELECT COUNT(*) FROM decision")) or 0


def test_a_decision_is_noted_when_a_conflict_ends_and_not_when_it_begins(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="here"))
    wrote(there, learning_class(topic="there"))
    take(here, file_of(there))
    assert decisions(here) == 0
    row = _row("learning_class", State(f"{HERE}:9 {THERE}:1", states(here, "learning_class")[0][1].body))
    take(here, [Incoming("learning_class", [row])])
    assert decisions(here) == 1


# --- history ----------------------------------------------------------------------------------------------------------


def logged_since(store: Store, count: int) -> list[tuple[str, str | None]]:
    """The rows of history after the first ``count``: the record, and its topic before (None: it was not there)."""
    with store.read() as conn:
        rows = conn.execute(text("SELECT record_id, before FROM change_row ORDER BY id")).all()
    return [(row.record_id, json.loads(row.before)["topic"] if row.before else None) for row in rows[count:]]


def test_history_says_what_every_record_was_before_a_merge(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(1, topic="old"))
    take(there, file_of(here))
    wrote(here, learning_class(1, topic="changed"), learning_class(2, topic="new"))
    before = change_rows(there)
    take(there, file_of(here))
    assert logged_since(there, before) == [(numbered(1, "c"), "old"), (numbered(2, "c"), None)]


def test_history_says_what_a_record_was_before_a_conflict(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="here"))
    wrote(there, learning_class(topic="there"))
    before = change_rows(here)
    take(here, file_of(there))
    assert logged_since(here, before) == [(numbered(1, "c"), "here")]


def test_a_record_that_arrives_in_conflict_was_not_there_before(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="here"))
    wrote(there, learning_class(topic="there"))
    take(here, file_of(there))
    empty = emptied(there, ELSEWHERE)
    take(empty, file_of(here))
    assert logged_since(empty, 0) == [(numbered(1, "c"), None)]
    assert len(siblings(empty, "learning_class")) == 1


def test_what_was_staged_before_is_not_merged_again(two: Any) -> None:
    """Several files may go through one transaction, as in counting a report's figures again."""
    here, there = two
    wrote(here, learning_class(1), learning_class(2))
    one = file_of(here)
    with there.write("merge") as tx:
        merging.stage(tx.conn, one, {UNIT})
        assert merging.stage(tx.conn, [Incoming("learning_class", one[0].rows[:1])], {UNIT}) == Counts(added=1)
        merging.apply(tx, kinds_of(one))
    assert [key for _, key in digest(there)] == [numbered(1, "c")]
    with there.write("merge") as tx:
        merging.stage(tx.conn, one, {UNIT})
        merging.apply(tx, kinds_of(one))
        put(tx, learning_class(2, topic="later"))
        merging.apply(tx, kinds_of(one))
    assert topic(there, 2) == "later"


def classes(rows: Sequence[tuple[Any, ...]]) -> File:
    return [Incoming("learning_class", rows), Incoming("learner", [])]


def stated(record_id: str, version: str, body: dict[str, Any]) -> tuple[Any, ...]:
    """A row of a class as another machine wrote it."""
    values = body | {"id": record_id, "version": version}
    return tuple(values[name] for name in columns_of("learning_class"))


def test_a_conflict_that_goes_on_or_never_was_is_no_decision(two: Any) -> None:
    here, _ = two
    wrote(here, learning_class(1, topic="here"))
    body = json.loads(states(here, "learning_class")[0][1].body)
    one, other = numbered(1, "c"), numbered(2, "c")
    rows = [stated(one, f"{THERE}:1", body | {"topic": "there"})]
    take(here, classes(rows))
    rows = [stated(one, f"{ELSEWHERE}:1", body | {"topic": "elsewhere"})]
    take(here, classes(rows))
    assert len(siblings(here, "learning_class")) == 2
    rows = [stated(other, f"{THERE}:1", body), stated(other, f"{THERE}:2", body | {"topic": "later"})]
    assert previewed(here, classes(rows)) == (Counts(added=1), [("added", None, "later")])
    gone = [stated(numbered(3, "c"), f"{THERE}:{n}", body | {"deleted": 1, "note": str(n)}) for n in (1, 2)]
    assert previewed(here, classes(gone)) == (Counts(absent=1), [])
    take(here, classes(rows))
    assert topic(here, 2) == "later"
    assert decisions(here) == 0


def test_a_conflict_of_another_record_hides_none(two: Any) -> None:
    """What is older than a loser of another record is news of its own record."""
    here, _ = two
    wrote(here, learning_class(1, topic="here"), learning_class(2, topic="here"))
    body = json.loads(states(here, "learning_class")[0][1].body)
    one, other = numbered(1, "c"), numbered(2, "c")
    rows = [stated(one, f"{THERE}:5", body), stated(other, f"{ELSEWHERE}:1", body | {"topic": "elsewhere"})]
    take(here, classes(rows))
    rows = [stated(other, f"{THERE}:3", body | {"topic": "there"})]
    assert take(here, classes(rows)).conflicts == 1
    assert take(here, classes(rows)) == Counts(unchanged=1)


def test_a_merge_of_nothing_counts_nothing(two: Any) -> None:
    here, _ = two
    found = take(here, classes([]))
    assert [getattr(found, name) for name in Counts.__slots__] == [0] * 8


def test_what_comes_late_is_counted_as_kept_or_known(two: Any) -> None:
    """Older than what is shown, older than a loser, or a loser once more: nothing of it is a conflict."""
    here, _ = two
    wrote(here, learning_class(1, topic="here"))
    body = json.loads(states(here, "learning_class")[0][1].body)
    one = numbered(1, "c")
    loser = stated(one, f"{THERE}:2", body | {"topic": "a"})
    winner = stated(one, f"{HERE}:9", body | {"topic": "b"})
    take(here, classes([loser]))
    assert take(here, classes([winner])).conflicts == 1
    assert (topic(here), len(siblings(here, "learning_class"))) == ("b", 1)
    assert take(here, classes([loser])) == Counts(unchanged=1)
    assert take(here, classes([stated(one, f"{THERE}:1", body)])) == Counts(kept=1)
    assert take(here, classes([stated(one, f"{HERE}:8", body)])) == Counts(kept=1)
    assert len(siblings(here, "learning_class")) == 1


def test_a_change_counts_where_every_row_bears_a_newer_programs_fields(two: Any) -> None:
    here, there = two
    wrote(here, learning_class(topic="old"))
    take(there, file_of(here))
    wrote(here, learning_class(topic="new"))
    with here.write("test") as tx:
        tx.conn.exec_driver_sql("UPDATE learning_class SET extra = '{\"level\":3}'")
    assert take(there, [*through_json(here), Incoming("learner", [])]) == Counts(changed=1)
    assert topic(there) == "new"
