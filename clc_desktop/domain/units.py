"""Units and their dated names, codes and parents as one tree that answers for any day.

Communes merge and districts end (1 July 2025), so "which centres are under this unit" always needs a day. What an
aggregator says itself goes before what those below it say; of one speaker's terms the one that began later holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from clc_desktop.domain.records import Unit, UnitKind, UnitTerm, term_id

ALWAYS = date(1900, 1, 1)
"""``valid_from`` of what was true before anyone wrote it down."""

Attribute = Literal["name", "code", "parent"]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of the tree."""

    id: str
    unit_kind: UnitKind


@dataclass(frozen=True)
class UnitTree:
    """All units an aggregator lists; ``terms`` by subject and attribute, those that go before others first."""

    units: dict[str, Node]
    terms: dict[tuple[str, str], tuple[UnitTerm, ...]] = field(repr=False)

    def value(self, unit_id: str, attribute: str, on: date) -> str | None:
        """The attribute's value on that day, or None."""
        for term in self.terms.get((unit_id, attribute), ()):
            if holds(term, on):
                return term.value or None
        return None

    def name(self, unit_id: str, on: date) -> str:
        """The name on that day; before a unit's first or after its last name, the nearest one."""
        known = [term for term in self.terms.get((unit_id, "name"), ()) if term.value]
        fallback = min(known, key=lambda term: abs(term.valid_from - on)).value if known else ""
        return self.value(unit_id, "name", on) or fallback

    def parent(self, unit_id: str, on: date) -> str | None:
        """The unit directly above on that day."""
        return self.value(unit_id, "parent", on)

    def exists(self, unit_id: str, on: date) -> bool:
        """Whether the unit bears a name on that day, or never had one."""
        return self.value(unit_id, "name", on) is not None or (unit_id, "name") not in self.terms

    def existed(self, unit_id: str, start: date, end: date) -> bool:
        """Whether the unit existed on any day of a stretch."""
        firsts = [term.valid_from for term in self.terms.get((unit_id, "name"), ()) if start < term.valid_from <= end]
        return any(self.exists(unit_id, day) for day in (start, *firsts))

    def is_under(self, unit_id: str, ancestor: str, on: date) -> bool:
        """Whether ``ancestor`` is the unit itself or above it on that day; a loop of parents ends the climb."""
        return ancestor in self._climb(unit_id, on)

    def upwards(self, unit_id: str, on: date) -> tuple[str, ...]:
        """The unit itself and those above it on that day, the nearest first."""
        return tuple(self._climb(unit_id, on))

    def centres(self, under: str, on: date) -> tuple[Node, ...]:
        """The centres under a unit on that day, and those that merged into one of them."""
        return tuple(
            unit for unit in self.units.values() if unit.unit_kind == "centre" and self.is_under(unit.id, under, on)
        )

    def below_ever(self, unit_id: str) -> frozenset[str]:
        """The unit and every one that was under it on any day."""
        children: dict[str, set[str]] = {}
        for (subject, attribute), terms in self.terms.items():
            for term in terms if attribute == "parent" else ():
                children.setdefault(term.value, set()).add(subject)
        found: set[str] = set()
        waiting = {unit_id}
        while waiting:
            found |= waiting
            waiting = {child for parent in waiting for child in children.get(parent, ())} - found
        return frozenset(found)

    def merged_into(self, unit_id: str) -> tuple[str, ...]:
        """The units that ended when this one became their parent: whose history is its own."""
        return tuple(
            term.subject
            for (_, attribute), terms in self.terms.items()
            for term in terms
            if attribute == "parent" and term.value == unit_id and self._ended(term.subject, term.valid_from)
        )

    def find_code(self, code: str, on: date) -> str | None:
        """The id of the unit that bears an official code on that day (codes are re-used)."""
        return next((unit_id for unit_id in self.units if self.value(unit_id, "code", on) == code), None)

    def of_kind(self, kind: UnitKind) -> tuple[Node, ...]:
        return tuple(unit for unit in self.units.values() if unit.unit_kind == kind)

    def _climb(self, unit_id: str, on: date) -> Iterator[str]:
        seen: set[str] = set()
        at: str | None = unit_id
        while at and at not in seen:
            yield at
            seen.add(at)
            at = self.parent(at, on)

    def _ended(self, unit_id: str, on: date) -> bool:
        return self.exists(unit_id, on - _DAY) and not self.exists(unit_id, on)


def holds(term: UnitTerm, on: date) -> bool:
    """Whether the term is about that day."""
    return term.valid_from <= on and (term.valid_to is None or on <= term.valid_to)


def build_tree(units: Iterable[Unit], terms: Iterable[UnitTerm], owner: str = "") -> UnitTree:
    """Arrange records into a tree as ``owner`` sees it; units stand in the order of their ids, so of their making."""
    by_key: dict[tuple[str, str], list[UnitTerm]] = {}
    for term in terms:
        by_key.setdefault((term.subject, term.attribute), []).append(term)

    def rank(term: UnitTerm) -> tuple[bool, date, str]:
        return term.unit_id == owner, term.valid_from, term.id

    ordered = {key: tuple(sorted(found, key=rank, reverse=True)) for key, found in by_key.items()}
    lines = sorted(units, key=lambda unit: (unit.unit_id == owner, unit.unit_id))
    chosen = {unit.subject: Node(unit.subject, unit.unit_kind) for unit in lines}
    return UnitTree(dict(sorted(chosen.items())), ordered)


def new_term(
    owner: str, subject: str, attribute: Attribute, value: str, since: date = ALWAYS, until: date | None = None
) -> UnitTerm:
    """What ``owner`` says about a unit."""
    made_id = term_id(owner, subject, attribute, since)
    return UnitTerm(
        id=made_id, unit_id=owner, subject=subject, attribute=attribute, value=value, valid_from=since, valid_to=until
    )


def changed_from(
    tree: UnitTree, owner: str, subject: str, attribute: Attribute, value: str, on: date
) -> list[UnitTerm]:
    """The terms to write so that the value holds from ``on``, and every day before keeps its own.

    What the owner has already said about a later day stays. An owner's own term that ran over ``on`` ends the day
    before. What somebody else says of the time just before is said by the owner, too: it decides from now on.
    """
    terms = tree.terms.get((subject, attribute), ())
    own = [term for term in terms if term.unit_id == owner]
    later = min((term.valid_from for term in own if term.valid_from > on), default=None)
    running = [term for term in own if term.valid_from < on and holds(term, on)]
    ends = [later - _DAY] if later else [term.valid_to for term in running if term.valid_to]
    ended = [replace(term, valid_to=on - _DAY) for term in running]
    if not any(holds(term, on - _DAY) for term in own) and (before := tree.value(subject, attribute, on - _DAY)):
        ended = [new_term(owner, subject, attribute, before, _unchanged_since(terms, on), on - _DAY)]
    return [*ended, new_term(owner, subject, attribute, value, on, min(ends, default=None))]


def _unchanged_since(terms: Iterable[UnitTerm], on: date) -> date:
    """The first day of the stretch before ``on`` in which no term began or ended."""
    days = {day for term in terms for day in (term.valid_from, term.valid_to and term.valid_to + _DAY) if day}
    return max(day for day in days if day < on)
