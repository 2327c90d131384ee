"""What a person should look at again in the numbers of a period: the shapes; the rules are in ``finding_rules.py``.

A finding accuses nobody: it says what was seen and why that is seldom so; the officer looks, and accepts it with a
reason or returns it. Pure and deterministic: values in, findings out (store/findings.py reads the values).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from clc_desktop.domain.figures import Count
from clc_desktop.domain.periods import Period

ONE_CLASS = ("future_date", "date_outside", "women_over", "minority_over", "rural_over", "more_than_people",
             "head_count_outlier")  # fmt: skip
"""Findings about one class, each with its id; accepted, they are so in every period that holds the class."""

CODES = (*ONE_CLASS, "repeated_class", "shared_class", "uniform_counts", "round_counts", "whole_averages",
         "own_past", "among_peers", "same_as_last_year", "over_plan", "empty_months")  # fmt: skip
"""Every sort of finding; ``finding.<code>`` in the catalogs says why it is shown."""


class Fact(NamedTuple):
    """One class that was held, as the rules read it. A period may have 60 000, so days are ISO texts and it is a tuple.

    ``turns`` are person-turns of all its ``meetings``, the last of which was on ``ends_on``.
    """

    id: str
    unit_id: str
    field: str
    hosting: str
    starts_on: str
    topic: str
    partners: str
    turns: int
    meetings: int
    ends_on: str


class Doubt(NamedTuple):
    """One session that a rule about a single row has caught: ``code``, its class, and the number or day it is about."""

    code: str
    class_id: str
    unit_id: str
    topic: str
    held_on: str
    present: int
    value: int


@dataclass(frozen=True, slots=True)
class Past:
    """What a centre reached in the same period of earlier years, the latest first; ``by_field`` is the last year's."""

    years: tuple[Count, ...] = ()
    by_field: Mapping[tuple[str, str], Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the rules look at: facts and doubts of the period, plans (Count) and the past by centre."""

    period: Period
    today: date
    facts: Sequence[Fact]
    doubts: Sequence[Doubt] = ()
    plans: Mapping[str, Count] = field(default_factory=dict)
    past: Mapping[str, Past] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """``unit_id`` is "" where all centres together are meant; ``others`` are further centres it is about.

    ``records`` are ids of classes; ``values`` fill the sentence ``finding.<code>``.
    """

    code: str
    unit_id: str
    records: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What the finding is about, the same as long as it is about the same: a class, several, or the centre ("")."""
        if self.code in ONE_CLASS:
            return self.records[0]
        if self.code in ("repeated_class", "shared_class"):
            return _digest(sorted(self.records))
        return str(self.values.get("hosting", "")) if self.code == "whole_averages" else ""

    def stamp(self, versions: Mapping[str, str]) -> str:
        """Changes when what it is about changes: the records with their ``versions``, or the values shown."""
        return _digest([sorted((r, versions.get(r, "")) for r in self.records), sorted(self.values.items())])


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
