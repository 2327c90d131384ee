"""The machine of a period's states, by itself: what may follow what, who may do it, and that order does not matter."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.chains import Link, judge, missing
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.locks import BY_YEAR, LOCKABLE, holds, locked_years
from clc_desktop.domain.periods import calendar_year, free_range, half, quarter, school_year, several_years
from clc_desktop.domain.records import KINDS
from clc_desktop.domain.states import LOCKED, SENDERS, Answer, Event, State, after, after_answer, answer_of

STATES, EVENTS = get_args(State), get_args(Event)


def code(state: State, event: Event) -> str:
    """The state that follows, or the code of the refusal."""
    try:
        return after(state, event, "2020", own=event in SENDERS)
    except ClcError as error:
        return error.code


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("submit", ["sent", "sent", "sent", "sent", "locked", "unlock_asked", "sent"]),
        ("ask_unlock", ["not_locked"] * 4 + ["unlock_asked", "unlock_asked", "not_locked"]),
        ("receive", ["sent", "sent", "sent", "sent", "locked", "unlock_asked", "sent"]),
        ("hear_wish", ["not_locked"] * 4 + ["unlock_asked", "unlock_asked", "not_locked"]),
        ("accept", ["nothing_sent", "accepted", "accepted", "accepted", "period_locked", "period_locked", "accepted"]),
        ("return", ["nothing_sent", "returned", "returned", "returned", "period_locked", "period_locked", "returned"]),
        ("lock", ["nothing_sent", "locked", "locked", "rows_returned", "period_locked", "period_locked", "locked"]),
        ("unlock", ["not_locked"] * 4 + ["unlocked", "unlocked", "not_locked"]),
        ("refuse_unlock", ["no_unlock_wish"] * 5 + ["locked", "no_unlock_wish"]),
    ],
)
def test_every_event_in_every_state(event: Event, expected: list[str]) -> None:
    assert [code(state, event) for state in STATES] == expected


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_nobody_does_the_other_side_s_part(event: Event, state: State) -> None:
    with pytest.raises(ClcError) as refusal:
        after(state, event, "2020", own=event not in SENDERS)
    assert refusal.value.code == ("not_own_period" if event in SENDERS else "own_period")


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_only_a_decision_leaves_the_lock(events: list[Event]) -> None:
    state: State = "locked"
    for event in events:
        following = code(state, event)
        if following in STATES:
            assert (following in LOCKED) or event == "unlock" or state not in LOCKED
            state = following  # type: ignore[assignment]


def test_what_receipts_say() -> None:
    assert [answer_of(state) for state in STATES] == [
        None, "received", "accepted", "returned", "locked", "unlock_asked", "unlocked"
    ]  # fmt: skip


@given(st.sampled_from(get_args(Answer)), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_a_file_under_way_takes_nothing_from_a_lock(answer: Answer, answered: int, sent: int, asked: int) -> None:
    state = after_answer(answer, answered, max(sent, asked), asked)
    assert (state in LOCKED) is (answer in ("locked", "unlock_asked"))
    if max(sent, asked) <= answered:
        assert answer_of(state) == answer
    elif state not in LOCKED:
        assert state == "sent"


# --- what a lock holds ------------------------------------------------------------------------------------------------


def test_a_class_lies_where_it_starts_and_its_sessions_with_it() -> None:
    first, starts = quarter(2020, 1), {"c": date(2020, 3, 31), "d": date(2020, 4, 1)}
    assert [holds(first, "learning_class", {"starts_on": day}, {}) for day in starts.values()] == [True, False]
    for kind in ("class_session", "enrolment"):
        inside = [holds(first, kind, {"class_id": class_id}, starts) for class_id in ("c", "d", "unknown")]
        assert inside == [True, False, False]


@pytest.mark.parametrize(
    ("period", "years"),
    [
        (calendar_year(2020), [2020]),
        (school_year(2020), [2020]),
        (several_years(2018, 2020), [2018, 2019, 2020]),
        (free_range(date(2020, 1, 1), date(2021, 12, 31)), [2020, 2021]),
        (free_range(date(2020, 1, 2), date(2022, 12, 30)), [2021]),
        (free_range(date(2020, 1, 2), date(2020, 12, 31)), []),
        (half(2020, 1), []),
        (quarter(2020, 4), []),
    ],
)
def test_what_is_kept_by_the_year_is_held_by_whole_years(period, years) -> None:  # type: ignore[no-untyped-def]
    assert list(locked_years("plan_target", period)) == years
    held = [year for year in range(2015, 2025) if holds(period, "funding_entry", {"year": year}, {})]
    assert held == years
    last = years[-1] if years else -1
    assert all(holds(period, "facility", {"year": year}, {}) is (year <= last) for year in range(2015, 2025))


def test_lists_that_go_on_and_personal_data_are_never_locked() -> None:
    free = set(KINDS) - set(LOCKABLE)
    assert {"staff_member", "collaborator", "issued_document", "learner", "unit", "narrative_block"} <= free
    assert {"plan_target", "funding_entry", "facility", "self_assessment", "literacy_year"} <= set(BY_YEAR)
    assert not any(holds(calendar_year(2020), kind, {}, {}) for kind in free)


# --- chains of files --------------------------------------------------------------------------------------------------


def chain(name: str, start: int, length: int, previous: str | None) -> list[Link]:
    links = []
    for number in range(start, start + length):
        links.append(Link(number, f"{name}{number}", previous))
        previous = links[-1].digest
    return links


@given(st.integers(1, 12), st.data())
def test_files_of_one_machine_are_never_a_fork_in_whatever_order_they_come(length: int, data: st.DataObject) -> None:
    known: dict[int, Link] = {}
    for link in data.draw(st.permutations(chain("a", 1, length, None))):
        late = any(number > link.sequence for number in known)
        assert judge(known, link) == ("late" if late else "ok")
        known[link.sequence] = link
        assert missing(set(known), max(known)) == [n for n in range(1, max(known)) if n not in known]


@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 4))
def test_two_machines_with_one_past_are_told_apart(past: int, real: int, copy: int) -> None:
    """The copy's file shows as soon as its number, or the one before it, is known here."""
    common = chain("a", 1, past, None)
    ours = common + chain("a", past + 1, real, common[-1].digest)
    theirs = chain("b", past + 1, copy, common[-1].digest)
    known = {link.sequence: link for link in ours}
    for link in theirs[: real + 1]:
        verdict = judge(known, link)
        assert verdict == ("rollback" if link.sequence < len(ours) else "fork")
