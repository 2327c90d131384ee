"""From a draft to the records that a centre keeps of a class: sessions, counts, roster, speakers, place."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.clock import derived_id
from clc_desktop.domain.records import ClassSession, Enrolment, LearningClass, Sex
from clc_desktop.sample.days import Calendar
from clc_desktop.sample.drafts import Draft
from clc_desktop.sample.people import School, Team
from clc_desktop.sample.source import Centre, Topic, Topics
from clc_desktop.sample.spread import part_of, uneven

RURAL = {"town": 0.42, "valley": 0.88, "highland": 0.94}
"""Share of rural workers among those who come."""

UNCOUNTED = {"women": 0.06, "minority": 0.1, "rural": 0.35}
"""How often nobody wrote down that part of a head-count."""


@dataclass(frozen=True, slots=True)
class Held:
    """A class as its centre keeps it: what the class form saves, and the roster."""

    entry: ClassEntry
    enrolments: tuple[Enrolment, ...] = ()


@dataclass
class Scribe:
    """Writes the classes of one centre."""

    dice: random.Random
    seed: int
    centre: Centre
    calendar: Calendar
    topics: Topics
    team: Team
    school: School

    def write(self, draft: Draft, number: int) -> Held:
        """The class number ``number`` of its centre, with everything that hangs on it."""
        class_id = self._id("class", number)
        held = self._course(draft, class_id) if draft.roster else self._talk(draft, class_id)
        return replace(held, entry=held.entry.dated())

    def cancelled(self, topic: Topic, day: date, note: str, number: int) -> Held:
        """A class that was planned for ``day`` and called off."""
        record = self._class(self._id("class", number), topic, "own", day, [self._village()])
        return Held(ClassEntry(replace(record, state="cancelled", note=note), ()))

    def _talk(self, draft: Draft, class_id: str) -> Held:
        """Meetings of which only heads were counted."""
        count = self._meetings(draft)
        days = self.calendar.following(self.dice, draft.first, count, (1, 2, 3), draft.topic.weekend)
        villages = self.dice.sample(self.centre.villages, len(days))
        record = self._class(
            class_id, draft.topic, draft.cell.hosting, draft.first, [self._called(v) for v in villages]
        )
        if draft.topic.days or (len(days) > 1 and self.dice.random() < 0.2):
            sessions = [self._head_count(class_id, 0, days[0], draft.turns, draft.topic, max(2, len(days)))]
        else:
            present = uneven(self.dice, draft.turns, [1.0] * len(days), 0.22, 5)
            sessions = [
                self._head_count(class_id, i, day, heads, draft.topic)
                for i, (day, heads) in enumerate(zip(days, present, strict=True))
            ]
        return Held(ClassEntry(record, tuple(sessions)))

    def _course(self, draft: Draft, class_id: str) -> Held:
        """Meetings with the marks of a roster."""
        ids = [self._id(class_id, "learner", i) for i in range(len(draft.marks[0]))]
        learners = self.school.enrol(ids, draft.topic.women, draft.topic.born)
        sexes: dict[str, Sex | None] = {learner.id: learner.sex for learner in learners}
        days = self.calendar.following(self.dice, draft.first, len(draft.marks), (2, 3, 4), weekend=False)
        record = self._class(class_id, draft.topic, draft.cell.hosting, draft.first, [self._village()])
        sessions = tuple(
            self._marked(class_id, i, day, dict(zip(sexes, came, strict=True)), sexes)
            for i, (day, came) in enumerate(zip(days, draft.marks, strict=True))
        )
        return Held(ClassEntry(record, sessions), tuple(self._enrolment(class_id, learner_id) for learner_id in sexes))

    def _class(self, class_id: str, topic: Topic, hosting: str, first: date, places: list[str]) -> LearningClass:
        own = self.team.own_speakers(topic.by)
        keys = own if hosting == "own" else topic.partners
        chosen = self.dice.sample(keys, min(len(keys), self.dice.choices((1, 2), (3, 1))[0]))
        return LearningClass(
            id=class_id,
            unit_id=self.centre.slug,
            field=topic.field,
            topic=topic.title,
            hosting="own" if hosting == "own" else "joint",
            starts_on=first,
            partners=() if hosting == "own" else tuple(self.team.partner(key) for key in chosen),
            lecturers=tuple(self.team.speaker(self.dice, key) for key in chosen),
            venue=self._venue(topic, places),
            note=self.dice.choice(self.topics.notes) if self.dice.random() < 0.12 else "",
        )

    def _head_count(
        self, class_id: str, number: int, day: date, present: int, topic: Topic, meetings: int = 1
    ) -> ClassSession:
        rural = RURAL[self.centre.land] if topic.venue != "school" else 0.15
        return ClassSession(
            id=self._id(class_id, "session", number),
            unit_id=self.centre.slug,
            class_id=class_id,
            held_on=day,
            present=present,
            women=self._part("women", present, topic.women / 100, 0.07),
            minority=self._part("minority", present, self.centre.minority, 0.03),
            rural=self._part("rural", present, rural, 0.05),
            meetings=meetings,
        )

    def _marked(
        self, class_id: str, number: int, day: date, came: dict[str, bool], sexes: dict[str, Sex | None]
    ) -> ClassSession:
        attended = tuple(learner_id for learner_id in came if came[learner_id])
        return ClassSession(
            id=self._id(class_id, "session", number),
            unit_id=self.centre.slug,
            class_id=class_id,
            held_on=day,
            present=len(attended),
            women=sum(sexes[learner_id] == "female" for learner_id in attended),
            minority=part_of(self.dice, len(attended), self.centre.minority, 0.03),
            rural=part_of(self.dice, len(attended), RURAL[self.centre.land], 0.04),
            attended=attended,
            absent=tuple(learner_id for learner_id in came if not came[learner_id]),
        )

    def _part(self, name: str, present: int, share: float, blur: float) -> int | None:
        careless = 1.5 if self.centre.rank == "fair" else 0.7
        if self.dice.random() < UNCOUNTED[name] * careless:
            return None
        return part_of(self.dice, present, share, blur)

    def _meetings(self, draft: Draft) -> int:
        if draft.topic.weekend or draft.turns < 45:
            return 1
        crowd = (60, 28, 12) if draft.topic.venue == "village" else (82, 16, 2)
        return self.dice.choices((1, 2, 3), crowd)[0]

    def _venue(self, topic: Topic, places: list[str]) -> str:
        venue = self.centre.say(self.dice.choice(self.topics.venues[topic.venue]))
        return venue.replace("{village}", ", ".join(places))

    def _village(self) -> str:
        return self._called(self.dice.choice(self.centre.villages))

    def _called(self, village: str) -> str:
        if village.startswith("Bản "):
            return village[0].lower() + village[1:]
        return f"{'khối' if self.centre.land == 'town' else 'bản'} {village}"

    def _enrolment(self, class_id: str, learner_id: str) -> Enrolment:
        return Enrolment(
            id=self._id("enrolment", class_id, learner_id),
            unit_id=self.centre.slug,
            class_id=class_id,
            learner_id=learner_id,
        )

    def _id(self, *key: object) -> str:
        return derived_id("sample", self.seed, self.centre.slug, *key)
