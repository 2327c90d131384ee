"""Chương trình 2025–2030 (Quyết định 1716/QĐ-TTg, 31/12/2024): what it asks of a centre, and how far a year is.

Its targets as the provinces' plans repeat them: an office with an internet PC, library and wifi, all managers,
teachers and speakers trained, each year at least 10.5 % of the illiterate in phase 1 and 2 % of those of 15 to 60 in
phase 2, at least 5 % more learners than the year before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from clc_desktop.domain.numbers import percent

FIRST_YEAR, LAST_YEAR = 2025, 2030

Asked = Literal["office", "library", "trained", "phase1", "phase2", "learners"]
ITEMS: dict[Asked, tuple[str, ...]] = {"office": ("office", "internet_pc"), "library": ("library", "wifi")}
"""The items of a centre's facilities that each of these needs, all of them."""
LEAST: dict[Asked, Decimal] = {
    "trained": Decimal(100),
    "phase1": Decimal("10.5"),
    "phase2": Decimal(2),
    "learners": Decimal(5),
}
"""Percent; of ``learners`` what there must be more than the year before."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is asked. ``met`` is None as long as nobody has recorded what it needs.

    ``part`` of ``whole`` (of ``learners`` this year's turns and those of the year before) make ``share``, in percent;
    ``missing`` are the items of the facilities that are not there, or not recorded where ``met`` is None.
    """

    asked: Asked
    met: bool | None
    part: int | None = None
    whole: int | None = None
    share: Decimal | None = None
    missing: tuple[str, ...] = ()


def of_items(asked: Asked, items: Mapping[str, bool | None]) -> Indicator:
    """Whether everything is there: one item that is known to be missing decides, one that nobody recorded leaves it
    open."""
    needed = ITEMS[asked]
    absent = tuple(name for name in needed if items.get(name) is False)
    open_ = tuple(name for name in needed if items.get(name) is None)
    if absent:
        return Indicator(asked, False, missing=absent)
    return Indicator(asked, None if open_ else True, missing=open_)


def of_share(asked: Asked, part: int | None, whole: int | None) -> Indicator:
    """How much of the whole; open where one of them is not recorded, or there is nothing to take a share of."""
    if part is None or not whole:
        return Indicator(asked, None, part, whole)
    share = percent(part - whole if asked == "learners" else part, whole)
    is_met = 100 * (part - whole if asked == "learners" else part) >= LEAST[asked] * whole
    return Indicator(asked, is_met, part, whole, share)
