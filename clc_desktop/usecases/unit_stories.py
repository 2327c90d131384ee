"""The story of a unit: its names, codes and units above, each with its days, and what became part of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from clc_desktop.domain.records import UnitTerm
from clc_desktop.domain.units import ALWAYS, UnitTree
from clc_desktop.store.database import Store
from clc_desktop.usecases.units import unit_tree

Chapter = Literal["name", "code", "parent", "merged_into", "absorbed"]
_ORDER: tuple[Chapter, ...] = ("name", "code", "parent", "merged_into", "absorbed")


@dataclass(frozen=True, slots=True)
class Told:
    """What was true of a unit between two days: None is since ever, or until now. ``absorbed``: a unit that ended and
    became part of this one; ``merged_into``: the one that this one became part of."""

    what: Chapter
    value: str
    since: date | None
    until: date | None


def unit_story(store: Store, unit_id: str) -> tuple[Told, ...]:
    """Everything that is known of a unit, kind by kind, the oldest first."""
    tree = unit_tree(store)
    own = [told for key in ("name", "code", "parent") for term in tree.terms.get((unit_id, key), ())
           if term.value and (told := _told(tree, term))]  # fmt: skip
    taken_in = [_since(tree, before, unit_id) for before in tree.merged_into(unit_id)]
    found = [*own, *(Told("absorbed", tree.name(before, since or ALWAYS), since, None) for before, since in taken_in)]
    return tuple(sorted(set(found), key=lambda told: (_ORDER.index(told.what), told.since or ALWAYS, told.value)))


def _told(tree: UnitTree, term: UnitTerm) -> Told | None:
    """A term as it holds: what somebody else says of days of which the owner says something is left out."""
    if tree.value(term.subject, term.attribute, term.valid_from) != term.value:
        return None
    since = None if term.valid_from == ALWAYS else term.valid_from
    if term.attribute != "parent":
        return Told(term.attribute, term.value, since, term.valid_to)
    is_end = term.subject in tree.merged_into(term.value)
    name = tree.name(term.value, term.valid_from)
    ended = is_end and not tree.exists(term.subject, term.valid_from)
    return Told("merged_into" if ended else "parent", name, since, term.valid_to)


def _since(tree: UnitTree, before: str, unit_id: str) -> tuple[str, date | None]:
    """A unit that became part of this one, and the day."""
    days = [term.valid_from for term in tree.terms[before, "parent"]
            if term.value == unit_id and not tree.exists(before, term.valid_from)]  # fmt: skip
    return before, min(days, default=None)
