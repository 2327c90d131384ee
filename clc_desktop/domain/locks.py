"""Which records lie in a period, for a lock: what its figures are counted from and a person could still change.

A class lies in the period in which it starts, with its sessions and its roster. What is kept by the year (plan, money,
premises, rank, …) is held by the lock of a period that covers the year or is named after it: the lock of a quarter
holds its classes only. Lists that go on through the years (staff, collaborators, documents) and personal data are never
locked.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import KINDS, Facility

BY_CLASS = ("class_session", "enrolment")
"""Kinds that lie where their class lies."""

BY_YEAR = tuple(kind for kind, cls in KINDS.items() if "year" in {f.name for f in dataclasses.fields(cls)})
"""Kinds that lie in a year."""

LOCKABLE = ("learning_class", *BY_CLASS, *BY_YEAR)
"""Every kind that a lock can hold."""


def locked_years(kind: str, period: Period) -> range:
    """The years whose records of a kind of ``BY_YEAR`` the lock of a period holds; an empty range for part of a year.

    What was last said about a centre's premises counts in every later year, so earlier years are held, too.
    """
    whole = range(period.start.year + (period.start != date(period.start.year, 1, 1)), period.end.year + 1)
    if period.end != date(period.end.year, 12, 31):
        whole = whole[:-1]
    if period.kind == "school_year":
        whole = period.years
    if not whole:
        return range(0)
    return range(whole[-1] + 1) if kind == Facility.kind else whole


def holds(period: Period, kind: str, values: Mapping[str, Any], class_starts: Mapping[str, date]) -> bool:
    """Whether a record lies in the period; ``class_starts`` are the first days of the classes it may hang on."""
    if kind == "learning_class":
        return values["starts_on"] in period
    if kind in BY_CLASS:
        starts = class_starts.get(values["class_id"])
        return starts is not None and starts in period
    return kind in BY_YEAR and values["year"] in locked_years(kind, period)
