"""Which of two states of a record knew the other: version vectors, never clocks.

A version is text, ``installation:counter`` entries joined by blanks and sorted: one entry for each installation that
ever wrote the record, with the counter of its last write. ``a`` knew ``b`` when no entry of ``b`` is ahead of ``a``.
Because each record carries its own vector, any order, repetition and batching of files gives the same state.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Relation = Literal["same", "newer", "older", "concurrent"]


def entries(version: str) -> dict[str, int]:
    """The counter of each installation in ``version``; "" (never written) has none."""
    pairs = (entry.split(":") for entry in version.split())
    return {installation: int(counter) for installation, counter in pairs}


def written(version: str, installation: str, counter: int) -> str:
    """The version after ``installation``, at its ``counter``, wrote over a record that stood at ``version``.

    Where the record already bears a higher counter of this installation (its database is an old copy), one above that:
    a write never goes back.
    """
    known = entries(version)
    own = known.get(installation, 0)
    return _text(known | {installation: counter if counter >= own else own + 1})


def joined(versions: Iterable[str]) -> str:
    """The least version that knows all of ``versions``: what a decision between them starts from."""
    highest: dict[str, int] = {}
    for version in versions:
        for installation, counter in entries(version).items():
            highest[installation] = max(counter, highest.get(installation, 0))
    return _text(highest)


def shared(versions: Iterable[str]) -> str:
    """What all of ``versions`` knew: the version of their last common ancestor, where there was one such state."""
    first, *others = map(entries, versions)
    lowest = {name: min([counter, *(o.get(name, 0) for o in others)]) for name, counter in first.items()}
    return _text({name: counter for name, counter in lowest.items() if counter})


def knows(version: str, other: str) -> bool:
    """Whether whoever wrote ``version`` had seen ``other``."""
    own = entries(version)
    return all(own.get(installation, 0) >= counter for installation, counter in entries(other).items())


def relation(local: str, incoming: str) -> Relation:
    """How ``incoming`` stands to ``local``."""
    if local == incoming:
        return "same"
    if knows(incoming, local):
        return "newer"
    return "older" if knows(local, incoming) else "concurrent"


class State(NamedTuple):
    """A record's version with its body (canonical JSON), the two together telling states apart."""

    version: str
    body: str


def settle(states: Iterable[State]) -> tuple[State, ...]:
    """The states that none of the others knew, the one to show first; more than one is a conflict.

    The order is the same on every machine, whatever arrived first: more writes, then the text of version and body.
    Equal versions with different bodies (a copied installation) count as a conflict, too.
    """
    distinct = set(states)
    latest = [state for state in distinct if not any(_outdated(state, other) for other in distinct)]
    return tuple(sorted(latest, key=_precedence, reverse=True))


def _outdated(state: State, other: State) -> bool:
    return state.version != other.version and knows(other.version, state.version)


def _precedence(state: State) -> tuple[int, str, str]:
    return sum(entries(state.version).values()), state.version, state.body


def _text(counters: dict[str, int]) -> str:
    return " ".join(f"{installation}:{counter}" for installation, counter in sorted(counters.items()))
