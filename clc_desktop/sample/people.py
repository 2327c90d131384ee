"""Invented people: names that a people bears, the officers of a commune, and the learners of a centre."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from clc_desktop.domain.records import Learner, Sex, birth_band
from clc_desktop.sample.source import Body, Centre, Office, People, dice


@dataclass(frozen=True, slots=True)
class Person:
    """A name and whether it is a woman's."""

    full_name: str
    sex: Sex


class Namer:
    """Names for one centre, in the mix of its peoples; nobody is named twice."""

    def __init__(self, dice: random.Random, people: People, peoples: dict[str, int]) -> None:
        self._dice = dice
        self._names = people.names
        self._peoples = list(peoples), list(peoples.values())
        self._used: set[str] = set()

    def person(self, sex: Sex | None = None, women: float = 0.3) -> Person:
        """Somebody new."""
        while True:
            known = sex or ("female" if self._dice.random() < women else "male")
            name = self._name(known)
            if name not in self._used:
                self._used.add(name)
                return Person(name, known)

    def _name(self, sex: Sex) -> str:
        names = self._names[self._dice.choices(*self._peoples)[0]]
        middle, given = (names.female_middle, names.female) if sex == "female" else (names.male_middle, names.male)
        return " ".join(self._dice.choice(part) for part in (names.family, middle, given))


@dataclass
class Team:
    """The officers of one commune and the experts who come from the district, the same all year."""

    centre: Centre
    offices: dict[str, Office]
    officers: dict[str, Person]
    experts: dict[str, list[str]]
    bodies: dict[str, Body]
    listed: tuple[str, ...] = ()
    """Keys of the offices whose holders are on the centre's list of collaborators."""

    def speaker(self, dice: random.Random, key: str) -> str:
        """The lecturer whom an office or a body sends, with the post in brackets."""
        if key in self.bodies:
            return f"{dice.choice(self.experts[key])} ({self.bodies[key].name})"
        return f"{self.officers[key].full_name} ({self.centre.say(self.offices[key].post)})"

    def partner(self, key: str) -> str:
        """The name of a body that holds a class together with the centre."""
        return self.bodies[key].name if key in self.bodies else self.centre.say(self.offices[key].body)

    def own_speakers(self, keys: list[str]) -> list[str]:
        """Those of ``keys`` who are on the centre's list; all of them if none is."""
        return [key for key in keys if key in self.listed] or keys


def experts(seed: int, people: People) -> dict[str, list[str]]:
    """Two or three who speak for each body of the district."""
    chance = dice(seed, "experts")
    namer = Namer(chance, people, {"thai": 45, "kinh": 40, "mong": 15})
    return {body.key: [namer.person().full_name for _ in range(chance.randint(2, 3))] for body in people.bodies}


def team(namer: Namer, centre: Centre, people: People, known_experts: dict[str, list[str]], listed: int) -> Team:
    """The officers of a commune; the first ``listed`` of them are its centre's collaborators."""
    officers = {office.key: namer.person(office.sex) for office in people.offices}
    offices = {office.key: office for office in people.offices}
    bodies = {body.key: body for body in people.bodies}
    return Team(centre, offices, officers, known_experts, bodies, tuple(offices)[:listed])


@dataclass
class School:
    """The learners of one centre: who comes to one course may come to the next."""

    dice: random.Random
    namer: Namer
    centre: Centre
    learners: list[Learner] = field(default_factory=list)

    def enrol(self, ids: list[str], women: int, born: tuple[int, int]) -> list[Learner]:
        """As many learners as there are ids: some who are known and would come, the others new."""
        known = [learner for learner in self.learners if self._would_come(learner, women, born)]
        old = self.dice.sample(known, min(len(known), len(ids) // 4))
        new = [self._learner(learner_id, women, born) for learner_id in ids[len(old) :]]
        self.learners += new
        return [*old, *new]

    def _would_come(self, learner: Learner, women: int, born: tuple[int, int]) -> bool:
        if (women > 85 and learner.sex != "female") or (women < 15 and learner.sex != "male"):
            return False
        return learner.birth_year is None or born[0] <= learner.birth_year <= born[1]

    def _learner(self, learner_id: str, women: int, born: tuple[int, int]) -> Learner:
        person = self.namer.person(women=women / 100)
        year = self.dice.randint(*born)
        phone = f"0215000{self.dice.randrange(10**4):04d}" if self.dice.random() < 0.35 else ""  # nobody's number
        return Learner(
            id=learner_id,
            unit_id=self.centre.slug,
            full_name=person.full_name,
            birth_year=year,
            village=self.dice.choice(self.centre.villages),
            phone=phone,
            sex=person.sex,
            birth_band=birth_band(year),
        )
