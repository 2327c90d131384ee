"""On which days of the year a class can be: its season, the holidays, the rains, and other classes of the centre."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from clc_desktop.sample.source import Closed, Land, Topic

RAINY_MONTHS = (7, 8)
RAIN = {"town": 1.0, "valley": 0.8, "highland": 0.45}
"""How many of the classes that the season would have are held all the same when the roads are washed out."""


class Calendar:
    """A year without the days on which nothing is held."""

    def __init__(self, year: int, closed: Sequence[Closed]) -> None:
        self.year = year
        self.last = date(year, 12, 31)
        self._closed = closed

    def is_open(self, day: date, weekend: bool) -> bool:
        """Whether a class can be on that day: in the year, not closed, no Sunday unless people are free to play."""
        if day > self.last or any(closed.first <= day <= closed.last for closed in self._closed):
            return False
        return weekend or day.weekday() != 6

    def season(self, topic: Topic) -> list[date]:
        """The open days of a topic's stretches of the year."""
        return [day for stretch in topic.when for day in self._stretch(stretch) if self.is_open(day, topic.weekend)]

    def choose(self, dice: random.Random, topic: Topic, land: Land, taken: set[date]) -> date:
        """A day for a class, not one of ``taken`` if there is any other."""
        season = self.season(topic)
        free = [day for day in season if day not in taken] or season
        return dice.choices(free, [_liking(day, topic.weekend, land) for day in free])[0]

    def following(self, dice: random.Random, first: date, count: int, gaps: Sequence[int], weekend: bool) -> list[date]:
        """``first`` and the days of ``count - 1`` more meetings, each some days after the one before."""
        days = [first]
        while len(days) < count:
            day = days[-1] + timedelta(days=dice.choice(gaps))
            while not self.is_open(day, weekend):
                day += timedelta(days=1)
                if day > self.last:
                    return days
            days.append(day)
        return days

    def _stretch(self, text: str) -> list[date]:
        first, last = (date.fromisoformat(f"{self.year}-{end}") for end in text.split(".."))
        return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _liking(day: date, weekend: bool, land: Land) -> float:
    rain = RAIN[land] if day.month in RAINY_MONTHS else 1.0
    if day.weekday() < 5:
        return rain * (0.5 if weekend else 1.0)
    return rain * (2.0 if weekend else 0.15)
