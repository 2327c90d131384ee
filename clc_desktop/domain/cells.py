"""A cell of a table of figures as a question that can be asked again: what is counted, when, and where.

``store/facts.py`` answers a question twice with one condition: as a sum, and as the records that make it up. A cell is
one question, or two put together: a percentage, or a difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from clc_desktop.domain.numbers import percent
from clc_desktop.domain.periods import Period

Dimension = Literal["field", "hosting", "unit", "month", "quarter", "year", "counted", "rank", "source", "purpose"]
"""``counted`` "1" leaves out fields that are in no total; month is "2020-03", quarter "2020-Q1", year "2020"."""

Measure = Literal[
    "classes",
    "turns",
    "women",
    "minority",
    "rural",
    "persons",
    "topics",
    "planned_classes",
    "planned_turns",
    "centres",
    "equipped",
    "not_equipped",
    "own_premises",
    "no_premises",
    "office",
    "internet_pc",
    "library",
    "wifi",
    "loudspeaker",
    "rooms",
    "books",
    "ranked",
    "amount",
    "managers",
    "seconded",
    "boards",
    "collaborators",
    "participants",
]

Value = int | Decimal | None
Where = tuple[tuple[Dimension, str], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One number: a measure over a period, of the records whose dimensions have these values."""

    measure: Measure
    period: Period
    where: Where = ()

    def at(self, *more: tuple[Dimension, str]) -> Ask:
        """The same question, narrower."""
        return Ask(self.measure, self.period, (*self.where, *more))


@dataclass(frozen=True, slots=True)
class Cell:
    """``sum``: one question; ``percent``: the first in percent of the second; ``change``: the first less the second."""

    asks: tuple[Ask, ...]
    kind: Literal["sum", "percent", "change"] = "sum"

    def value(self, sums: Sequence[int]) -> Value:
        """What stands in the cell when its questions have these answers."""
        match self.kind:
            case "sum":
                return sums[0]
            case "percent":
                return percent(sums[0], sums[1])
            case "change":
                return sums[0] - sums[1]

    def of_unit(self, unit_id: str | None) -> Cell:
        """The same cell in the line of one centre."""
        return self if unit_id is None else Cell(tuple(ask.at(("unit", unit_id)) for ask in self.asks), self.kind)


COUNTED: tuple[Dimension, str] = ("counted", "1")

_SIMPLE: dict[str, tuple[Measure, Where]] = {
    "centres": ("centres", ()),
    "classes.held": ("classes", (COUNTED,)),
    "classes.planned": ("planned_classes", (COUNTED,)),
    "turns.attended": ("turns", (COUNTED,)),
    "turns.planned": ("planned_turns", (COUNTED,)),
    "own.classes": ("classes", (COUNTED, ("hosting", "own"))),
    "own.turns": ("turns", (COUNTED, ("hosting", "own"))),
    "joint.classes": ("classes", (COUNTED, ("hosting", "joint"))),
    "joint.turns": ("turns", (COUNTED, ("hosting", "joint"))),
    "unplaced.classes": ("planned_classes", (("field", ""),)),
    "unplaced.turns": ("planned_turns", (("field", ""),)),
    "persons": ("persons", ()),
    "women": ("women", (COUNTED,)),
    "equipment.done": ("equipped", ()),
    "equipment.not_done": ("not_equipped", ()),
    "premises.own": ("own_premises", ()),
    "premises.not_own": ("no_premises", ()),
    "premises.office": ("office", ()),
    "premises.internet_pc": ("internet_pc", ()),
    "premises.library": ("library", ()),
    "premises.wifi": ("wifi", ()),
    "premises.loudspeaker": ("loudspeaker", ()),
    "premises.rooms": ("rooms", ()),
    "premises.books": ("books", ()),
    "funding.regular": ("amount", (("source", "state"), ("purpose", "regular"))),
    "funding.state": ("amount", (("source", "state"),)),
    "funding.commune": ("amount", (("source", "commune"),)),
    "funding.socialised": ("amount", (("source", "socialised"),)),
    "funding.other": ("amount", (("source", "other"),)),
    "funding.total": ("amount", ()),
    "staff.boards": ("boards", ()),
    "staff.managers": ("managers", ()),
    "staff.collaborators": ("collaborators", ()),
    "staff.seconded": ("seconded", ()),
    "trainings.participants": ("participants", ()),
    "ranked": ("ranked", ()),
}
_PERCENTS: dict[str, tuple[str, str]] = {
    "classes.percent": ("classes.held", "classes.planned"),
    "turns.percent": ("turns.attended", "turns.planned"),
    "staff.boards_percent": ("staff.boards", "centres"),
}
_OF_FIELD: dict[str, Measure] = {
    "classes": "classes",
    "turns": "turns",
    "planned.classes": "planned_classes",
    "planned.turns": "planned_turns",
    "persons": "persons",
    "topics": "topics",
    "women": "women",
    "minority": "minority",
    "rural": "rural",
}


def named_cell(name: str, period: Period, unit_id: str | None = None) -> Cell | None:
    """The cell of a figure by its name in texts (``fields.law.own.turns``), of all centres or one.

    None for what is no count: a year, a date.
    """
    found = _named(name, period)
    return None if found is None else found.of_unit(unit_id)


def _named(name: str, period: Period) -> Cell | None:
    if name in _SIMPLE:
        measure, where = _SIMPLE[name]
        return Cell((Ask(measure, period, where),))
    if name == "funding.state_other":
        state, regular = (Ask("amount", period, _SIMPLE[part][1]) for part in ("funding.state", "funding.regular"))
        return Cell((state, regular), "change")
    if name in _PERCENTS:
        return _percent(period, *_PERCENTS[name])
    family, _, rest = name.partition(".")
    if family == "fields":
        return _of_field(rest, period)
    if family == "ratings":
        return _of_rank(rest, period)
    return None


def _percent(period: Period, part: str, whole: str) -> Cell:
    asks = [cell.asks[0] for cell in (_named(part, period), _named(whole, period)) if cell]
    return Cell(tuple(asks), "percent")


def _of_field(rest: str, period: Period) -> Cell | None:
    """``law.own.classes``: a field's code may itself hold dots, what is counted stands at the end."""
    for ending in sorted(_OF_FIELD, key=len, reverse=True):
        if rest.endswith("." + ending):
            return Cell((Ask(_OF_FIELD[ending], period, _field_where(rest[: -len(ending) - 1], ending)),))
    for ending, whole in (("classes_percent", "planned.classes"), ("turns_percent", "planned.turns")):
        if rest.endswith("." + ending):
            code = rest[: -len(ending) - 1]
            return _percent(period, f"fields.{code}.{whole.partition('.')[2]}", f"fields.{code}.{whole}")
    return None


def _field_where(code: str, ending: str) -> Where:
    hosting = code.rpartition(".")[2] if ending in ("classes", "turns") else ""
    if hosting in ("own", "joint"):
        return ("field", code[: -len(hosting) - 1]), ("hosting", hosting)
    return (("field", code),)


def _of_rank(rest: str, period: Period) -> Cell | None:
    rank, _, what = rest.partition(".")
    count = Ask("ranked", period, (("rank", rank),))
    return Cell((count,)) if what == "count" else Cell((count, Ask("centres", period)), "percent")
