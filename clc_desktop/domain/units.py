"""Units and their dated names, codes and parents as one tree that answers for any day.

Communes merge and districts end (1 July 2025), so "which centres are under this unit" always needs a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from clc_desktop.domain.records import Unit, UnitKind, UnitTerm

ALWAYS = date(1900, 1, 1)
"""``valid_from`` of what was true before anyone wrote it down."""


@dataclass(frozen=True)
class UnitTree:
    """All units an aggregator lists; ``terms`` by subject and attribute."""

    units: dict[str, Unit]
    terms: dict[tuple[str, str], tuple[UnitTerm, ...]] = field(repr=False)

    def value(self, unit_id: str, attribute: str, on: date) -> str | None:
        """The attribute's value on that day, or None."""
        for term in self.terms.get((unit_id, attribute), ()):
            if term.valid_from <= on and (term.valid_to is None or on <= term.valid_to):
                return term.value
        return None

    def name(self, unit_id: str, on: date) -> str:
        """The name on that day; before a unit's first or after its last name, the nearest one."""
        known = self.terms.get((unit_id, "name"), ())
        fallback = min(known, key=lambda term: abs(term.valid_from - on)).value if known else ""
        return self.value(unit_id, "name", on) or fallback

    def parent(self, unit_id: str, on: date) -> str | None:
        """The unit directly above on that day."""
        return self.value(unit_id, "parent", on)

    def is_under(self, unit_id: str, ancestor: str, on: date) -> bool:
        """Whether ``ancestor`` is the unit itself or above it on that day; a loop of parents ends the climb."""
        seen: set[str] = set()
        at: str | None = unit_id
        while at and at not in seen:
            if at == ancestor:
                return True
            seen.add(at)
            at = self.parent(at, on)
        return False

    def centres(self, under: str, on: date) -> tuple[Unit, ...]:
        """The centres under a unit on that day, in the order they were listed."""
        return tuple(
            unit for unit in self.units.values() if unit.unit_kind == "centre" and self.is_under(unit.id, under, on)
        )

    def find_code(self, code: str, on: date) -> str | None:
        """The id of the unit that bears an official code on that day (codes are re-used)."""
        return next((unit_id for unit_id in self.units if self.value(unit_id, "code", on) == code), None)

    def of_kind(self, kind: UnitKind) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units.values() if unit.unit_kind == kind)


def build_tree(units: Iterable[Unit], terms: Iterable[UnitTerm]) -> UnitTree:
    """Arrange records into a tree; of overlapping terms the one that began later wins."""
    by_key: dict[tuple[str, str], list[UnitTerm]] = {}
    for term in terms:
        by_key.setdefault((term.subject, term.attribute), []).append(term)
    ordered = {
        key: tuple(sorted(found, key=lambda t: (t.valid_from, t.id), reverse=True)) for key, found in by_key.items()
    }
    return UnitTree({unit.id: unit for unit in units}, ordered)
