"""Which centre holds which class of the year, about what, from which day, with how many people: before any record."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from clc_desktop.sample.days import Calendar
from clc_desktop.sample.source import Cell, Centre, Land, Source, Topic, dice
from clc_desktop.sample.spread import uneven

FEWEST = 12
"""People below whom nobody opens a talk."""

CROWD = {"hall": 1.1, "village": 1.0, "school": 1.1, "station": 0.7, "field": 0.6, "ground": 1.35}
"""How many come to such a place, beside the others."""

MEMBERS, MEETINGS = (17, 28), (3, 6)
"""Learners on a roster, and how often they meet."""


@dataclass
class Draft:
    """A class to be. ``marks`` is the roster's grid: for each meeting who of the members came."""

    cell: Cell
    centre: Centre
    topic: Topic
    roster: bool
    first: date
    turns: int = 0
    marks: list[list[bool]] = field(default_factory=list)


def draft_classes(source: Source, seed: int, calendar: Calendar) -> list[Draft]:
    """All classes held in the year, adding up to the cells."""
    drafts = _topics(dice(seed, "topics"), _slots(dice(seed, "slots"), source), source)
    _dates(dice(seed, "dates"), drafts, calendar)
    _turns(dice(seed, "turns"), drafts, source.district.cells)
    return drafts


def _slots(dice: random.Random, source: Source) -> list[tuple[Cell, Centre, bool]]:
    """Which centre holds the classes of each cell: larger ones more, none too many of one sort."""
    wanted = [(cell, number < cell.rosters) for cell in source.district.cells for number in range(cell.classes)]
    dice.shuffle(wanted)
    held: Counter[str] = Counter()
    of_sort: Counter[tuple[str, str, str]] = Counter()
    slots = []
    for cell, roster in wanted:
        sort = cell.field, cell.hosting
        centre = max(
            source.centres, key=lambda c: dice.uniform(0.7, 1.3) * _room(c, held[c.slug], of_sort[c.slug, *sort])
        )
        held[centre.slug] += 1
        of_sort[centre.slug, *sort] += 1
        slots.append((cell, centre, roster))
    return slots


def _room(centre: Centre, held: int, of_sort: int) -> float:
    """How much room a centre has for one more class, and for one more of that sort."""
    return (centre.size / (held + 1)) ** 2 / (1 + 0.6 * of_sort)


def _topics(dice: random.Random, slots: list[tuple[Cell, Centre, bool]], source: Source) -> list[Draft]:
    """Give each class a topic: not one the centre has had, then the one least heard of."""
    at_centre: Counter[tuple[str, str]] = Counter()
    everywhere: Counter[str] = Counter()
    drafts = []
    for cell, centre, roster in sorted(slots, key=lambda slot: not slot[2]):
        topic = min(
            _possible(source.topics.topics, cell, centre.land, roster),
            key=lambda t: (at_centre[centre.slug, t.title], everywhere[t.title] / t.often + 2 * dice.random()),
        )
        at_centre[centre.slug, topic.title] += 1
        everywhere[topic.title] += 1
        drafts.append(Draft(cell, centre, topic, roster, date.min))
    return drafts


def _possible(topics: list[Topic], cell: Cell, land: Land, roster: bool) -> list[Topic]:
    return [
        topic
        for topic in topics
        if topic.field == cell.field
        and land in topic.land
        and (topic.course is not None if roster else topic.course != "always")
    ]


def _dates(dice: random.Random, drafts: list[Draft], calendar: Calendar) -> None:
    """Give each class its first day, the shortest seasons first; a centre holds one class a day."""
    taken: dict[str, set[date]] = {}
    for draft in sorted(drafts, key=lambda d: len(calendar.season(d.topic))):
        days = taken.setdefault(draft.centre.slug, set())
        draft.first = calendar.choose(dice, draft.topic, draft.centre.land, days)
        days.add(draft.first)


def _turns(dice: random.Random, drafts: list[Draft], cells: list[Cell]) -> None:
    """Let the rosters come as they come; what is left of each cell's turns is spread over its other classes."""
    for draft in drafts:
        if draft.roster:
            draft.marks = _marks(dice, dice.randint(*MEMBERS), dice.randint(*MEETINGS))
            draft.turns = sum(map(sum, draft.marks))
    for cell in cells:
        counted = [draft for draft in drafts if draft.cell is cell and not draft.roster]
        left = cell.turns - sum(draft.turns for draft in drafts if draft.cell is cell and draft.roster)
        weights = [draft.centre.size**0.5 * CROWD[draft.topic.venue] for draft in counted]
        for draft, turns in zip(counted, uneven(dice, left, weights, 0.3, FEWEST), strict=True):
            draft.turns = turns


def _marks(dice: random.Random, members: int, meetings: int) -> list[list[bool]]:
    zeal = [dice.triangular(0.55, 1.0, 0.97) for _ in range(members)]
    return [[dice.random() < likely for likely in zeal] for _ in range(meetings)]
