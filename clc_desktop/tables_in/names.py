"""Names in two columns: "Lò Văn" in one, "An" in the next, with a heading each or one merged above both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clc_desktop.domain.vietnamese import search_key

FAMILY, NAME = "family_name", "full_name"
"""The field of a column that holds family and middle names alone, and that which the two make."""

_MIDDLE = frozenset(("van", "thi", "a"))
"""Middle names that nobody bears as a given name."""


def is_split(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether most of these neighbouring cells are a family with a middle name, and a given name."""
    filled = [(family, given) for family, given in pairs if family and given]
    return 2 * sum(_fits(*pair) for pair in filled) > len(filled)


def joined(values: dict[str, Any]) -> dict[str, Any]:
    """The values with one name; without a given name the family name alone is none."""
    family = values.get(FAMILY)
    rest = {field: value for field, value in values.items() if field != FAMILY}
    if family and rest.get(NAME):
        rest[NAME] = f"{family} {rest[NAME]}"
    return rest


def _fits(family: str, given: str) -> bool:
    words = search_key(family).split()
    is_name = len(given.split()) <= 2 and not any(letter.isdigit() for letter in given)
    return len(words) > 1 and words[-1] in _MIDDLE and is_name
