"""The figures of the annual report, each defined once: what it counts, and the line of the 2020 report.

``store/figures.py`` counts them in SQL; ``reports`` lay them out; nothing else computes a figure. "F08" and the like
are the rows of the data dictionary (README, "Figures").
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from clc_desktop.domain.numbers import format_percent, percent
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import CountingRule, Rank

Depth = Literal["fields", "turns", "all"]
"""How far figures were counted, what takes longest last: classes and plan by field alone (of the centres their names),
then everything by centre and with turns, at last distinct persons, topics, women, minorities and rural workers."""


@dataclass(frozen=True, slots=True)
class Count:
    """Classes (lớp, or lần for fields with that unit word) and turns (lượt người, person-turns)."""

    classes: int = 0
    turns: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.classes + other.classes, self.turns + other.turns)


NONE = Count()


@dataclass(frozen=True, slots=True)
class Target:
    """What was planned beside what was reached (F20, F21: "215/179 lớp đạt 120,1%")."""

    planned: int
    reached: int

    @property
    def percent(self) -> Decimal | None:
        """Reached in percent of planned; None without a plan."""
        return percent(self.reached, self.planned)

    @property
    def met(self) -> bool:
        """F31: the claim "đảm bảo theo kế hoạch"; false where nothing was planned."""
        return 0 < self.planned <= self.reached


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """F22 to F27: one field's classes held and turns, by hosting, with its plan.

    ``persons`` are distinct people on rosters; ``women``, ``minority`` and ``rural`` are turns, as far as recorded.
    """

    code: str
    name: str
    unit_word: str
    counts_in_total: bool
    own: Count
    joint: Count
    planned: Count
    topics: int = 0
    persons: int = 0
    women: int = 0
    minority: int = 0
    rural: int = 0

    @property
    def total(self) -> Count:
        return self.own + self.joint


@dataclass(frozen=True, slots=True)
class RatingCount:
    """F29: how many centres ranked themselves so; percent of all centres in scope."""

    rank: Rank
    count: int
    of: int

    @property
    def percent(self) -> Decimal | None:
        return percent(self.count, self.of)


@dataclass(frozen=True, slots=True)
class Training:
    """F16 to F18: one course for managers, up to the end of the period (the report lists earlier years too)."""

    year: int
    month: int | None
    organiser: str
    participants: int
    centres: int | None


@dataclass(frozen=True, slots=True)
class CentreFigures:
    """One centre's line of the annex. ``name`` as on the last day of the period ("xã Pú Nhung")."""

    unit_id: str
    name: str
    own: Count
    joint: Count
    planned: Count
    by_field: dict[str, Count]
    persons: int = 0
    rank: Rank | None = None
    initial_equipment: bool | None = None
    own_premises: bool | None = None
    regular_funding: int = 0
    socialised_funding: int = 0
    managers: int = 0
    collaborators: int = 0

    @property
    def total(self) -> Count:
        return self.own + self.joint


@dataclass(frozen=True, slots=True)
class AnnualFigures:
    """Everything the annual report says in numbers, for the centres under one unit in one period."""

    period: Period
    counting_rule: CountingRule
    fields: tuple[FieldFigures, ...]
    centres: tuple[CentreFigures, ...]
    ratings: tuple[RatingCount, ...]
    trainings: tuple[Training, ...]
    regular_funding: int
    """F08: đồng from the state for hoạt động thường xuyên, all centres."""
    socialised_funding: int
    """F09: đồng from xã hội hóa; 0 prints "Không huy động được"."""
    managers: int
    """F13: directors and deputies serving on the last day of the period."""
    collaborators: int
    """F14: speakers, collaborators and guides serving on the last day of the period."""
    seconded: int
    """F15: giáo viên biệt phái."""
    boards: int
    """F11: centres that have at least one director or deputy."""
    persons: int = 0
    """Distinct people on rosters (not turns); people counted only by head are not in it."""
    unplaced: Count = NONE
    """Plan that centres gave as a total only, not divided by field (F20, F21: the 2020 report knows only a total)."""
    previous: AnnualFigures | None = None
    depth: Depth = "all"
    """How much was counted; the rest stands at 0."""

    @property
    def centre_count(self) -> int:
        """N: centres in scope (F33)."""
        return len(self.centres)

    @property
    def counted(self) -> tuple[FieldFigures, ...]:
        """The fields that go into the totals."""
        return tuple(field for field in self.fields if field.counts_in_total)

    @property
    def own(self) -> Count:
        return sum((field.own for field in self.counted), Count())

    @property
    def joint(self) -> Count:
        return sum((field.joint for field in self.counted), Count())

    @property
    def total(self) -> Count:
        return self.own + self.joint

    @property
    def classes(self) -> Target:
        """F20: "215/179 lớp đạt 120,1%": classes held with a start in the period, of those planned."""
        return Target(sum(field.planned.classes for field in self.counted) + self.unplaced.classes, self.total.classes)

    @property
    def turns(self) -> Target:
        """F21: "21.641/19.455 lượt người … đạt 111,2%"."""
        return Target(sum(field.planned.turns for field in self.counted) + self.unplaced.turns, self.total.turns)

    @property
    def equipped(self) -> tuple[CentreFigures, ...]:
        """F06: centres that have bought their initial equipment, by the latest record up to the period's end."""
        return tuple(centre for centre in self.centres if centre.initial_equipment)

    @property
    def not_equipped(self) -> tuple[CentreFigures, ...]:
        """F07: the others, those of which nobody has said so among them."""
        return tuple(centre for centre in self.centres if not centre.initial_equipment)

    @property
    def own_premises(self) -> int:
        """F30: centres with premises of their own ("17/19 … chưa có trụ sở riêng" is the rest)."""
        return sum(1 for centre in self.centres if centre.own_premises)

    def to_json(self) -> dict[str, Any]:
        """The document that ``clc-desktop figures --json`` prints."""
        return {
            "year": self.period.year,
            "period": self.period.code,
            "counting_rule": self.counting_rule,
            "centres": self.centre_count,
            "classes": _target(self.classes, "held"),
            "turns": _target(self.turns, "attended"),
            "persons": self.persons,
            "fields": {field.code: _field(field) for field in self.fields},
            "ratings": {r.rank: {"count": r.count, "percent": format_percent(r.percent)} for r in self.ratings},
            "equipment": {
                "done": len(self.equipped),
                "not_done": len(self.not_equipped),
                "not_done_centres": [bare_name(centre.name) for centre in self.not_equipped],
            },
            "premises": {"own": self.own_premises, "not_own": self.centre_count - self.own_premises},
            "funding": {"regular": self.regular_funding, "socialised": self.socialised_funding},
            "staff": {
                "boards_percent": format_percent(percent(self.boards, self.centre_count)),
                "managers": self.managers,
                "collaborators": self.collaborators,
                "seconded": self.seconded,
            },
            "trainings": [_training(training) for training in self.trainings],
            "previous": self.previous.to_json() if self.previous else None,
        }


def recorded_before(figures: AnnualFigures) -> AnnualFigures | None:
    """The period before, where anybody recorded it: a year without a class is one that nobody recorded."""
    before = figures.previous
    return before if before and before.total != NONE else None


UNIT_WORDS = ("thị trấn", "thị xã", "thành phố", "đặc khu", "phường", "xã", "huyện", "quận", "tỉnh")
"""Words before a unit's proper name."""


def bare_name(name: str) -> str:
    """A unit's proper name: "xã Pú Xi" gives "Pú Xi"."""
    for word in UNIT_WORDS:
        if name.casefold().startswith(word + " "):
            return name[len(word) :].strip()
    return name


def _target(target: Target, reached: str) -> dict[str, Any]:
    return {"planned": target.planned, reached: target.reached, "percent": format_percent(target.percent)}


def _count(count: Count) -> dict[str, int]:
    return {"classes": count.classes, "turns": count.turns}


def _field(field: FieldFigures) -> dict[str, Any]:
    return {
        "name": field.name,
        "unit": field.unit_word,
        "counts_in_total": field.counts_in_total,
        **_count(field.total),
        "own": _count(field.own),
        "joint": _count(field.joint),
        "planned": _count(field.planned),
        "persons": field.persons,
    }


def _training(training: Training) -> dict[str, Any]:
    known = {
        "year": training.year,
        "month": training.month,
        "organiser": training.organiser,
        "participants": training.participants,
        "centres": training.centres,
    }
    return {key: value for key, value in known.items() if value is not None}
