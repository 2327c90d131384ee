"""The whole sample as values, before any database: pure, and the same each time for the same seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.records import (
    ClassSession,
    Enrolment,
    Facility,
    Learner,
    PlanTarget,
    Record,
    SelfAssessment,
    TrainingEvent,
    plan_id,
    yearly_id,
)
from clc_desktop.sample import yearly
from clc_desktop.sample.classes import Held, Scribe
from clc_desktop.sample.days import Calendar
from clc_desktop.sample.drafts import Draft, draft_classes
from clc_desktop.sample.people import Namer, School, Team, experts, team
from clc_desktop.sample.source import Centre, Source, dice, load

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class SampleCentre:
    """What one centre types in a year. The unit's id stands as ``slug`` and ids are provisional
    until there is one: ``of_unit``."""

    slug: str
    name: str
    entries: tuple[ClassEntry, ...]
    learners: tuple[Learner, ...]
    enrolments: tuple[Enrolment, ...]
    records: tuple[Record, ...]
    """The plain kinds: plan, board, collaborators, premises, money, rank."""

    def of_unit(self, unit_id: str, new_id: Callable[[], str]) -> SampleCentre:
        """The same as records of a unit, with ids as that unit would have given them, in the order of typing."""
        ids: defaultdict[str, str] = defaultdict(new_id)

        def own(record: R) -> R:
            return _record_of(record, unit_id, ids)

        return replace(
            self,
            records=tuple(map(own, self.records)),
            learners=tuple(map(own, self.learners)),
            entries=tuple(ClassEntry(own(e.learning_class), tuple(map(own, e.sessions))) for e in self.entries),
            enrolments=tuple(map(own, self.enrolments)),
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """The district's year."""

    year: int
    district: str
    centres: tuple[SampleCentre, ...]
    trainings: tuple[TrainingEvent, ...]


def plan_sample(seed: int | None = None) -> Sample:
    """The 2020 case of Tuần Giáo; ``seed`` other than the sample's own makes another year with the same figures."""
    source = load()
    seed = source.district.seed if seed is None else seed
    return Sample(source.district.year, source.district.name, tuple(_centres(source, seed)), tuple(_trainings(source)))


def _centres(source: Source, seed: int) -> Iterator[SampleCentre]:
    calendar = Calendar(source.district.year, source.district.closed)
    drafts = draft_classes(source, seed, calendar)
    off = _called_off(source, seed)
    counts = yearly.listed_counts(source, seed)
    known_experts = experts(seed, source.people)
    namers = {c.slug: Namer(dice(seed, f"names of {c.slug}"), source.people, c.peoples) for c in source.centres}
    plans, money = yearly.plans(source, seed), yearly.money(source, seed)
    boards = yearly.boards(source, seed, namers)
    for centre in source.centres:
        namer = namers[centre.slug]
        officers = team(namer, centre, source.people, known_experts, counts[centre.slug])
        records = (
            *plans[centre.slug],
            *boards[centre.slug],
            *yearly.collaborators(seed, centre, officers, namer, counts[centre.slug]),
            *money[centre.slug],
            *yearly.premises(source, seed, centre),
        )
        school = School(dice(seed, f"learners of {centre.slug}"), namer, centre)
        held = _classes(source, seed, calendar, officers, school, [d for d in drafts if d.centre is centre], off)
        yield SampleCentre(
            centre.slug,
            centre.name,
            tuple(item.entry for item in held),
            tuple(school.learners),
            tuple(enrolment for item in held for enrolment in item.enrolments),
            records,
        )


def _classes(
    source: Source,
    seed: int,
    calendar: Calendar,
    officers: Team,
    school: School,
    drafts: list[Draft],
    off: dict[str, date],
) -> list[Held]:
    """The classes of one centre by date, those called off among them."""
    centre = officers.centre
    chance = dice(seed, f"classes of {centre.slug}")
    scribe = Scribe(chance, seed, centre, calendar, source.topics, officers, school)
    drafts.sort(key=lambda draft: (draft.first, draft.topic.title))
    held = [scribe.write(draft, number) for number, draft in enumerate(drafts)]
    if centre.slug in off:
        titles = {draft.topic.title for draft in drafts}
        topic = chance.choice([t for t in source.topics.topics if t.venue == "village" and t.title not in titles])
        held.append(scribe.cancelled(topic, off[centre.slug], source.district.cancelled.note, len(held)))
    return sorted(held, key=lambda item: item.entry.learning_class.starts_on)


def _called_off(source: Source, seed: int) -> dict[str, date]:
    """Which centres called a class off, and for which day it had been planned."""
    chance, cancelled = dice(seed, "called off"), source.district.cancelled
    span = (cancelled.last - cancelled.first).days
    days = [date.fromordinal(cancelled.first.toordinal() + i) for i in range(span + 1)]
    working = [day for day in days if day.weekday() < 5]
    centres: list[Centre] = chance.sample(source.centres, cancelled.count)
    return {centre.slug: chance.choice(working) for centre in centres}


def _trainings(source: Source) -> Iterator[TrainingEvent]:
    for number, course in enumerate(source.district.trainings):
        yield TrainingEvent(
            id=yearly_id(TrainingEvent, f"sample {number}", course.year),
            unit_id="",
            year=course.year,
            organiser=course.organiser,
            participants=course.participants,
            month=course.month,
            centres=course.centres,
            subject=course.subject,
        )


def _record_of(record: R, unit_id: str, ids: Mapping[str, str]) -> R:
    """The record as one of the unit's; what named another record by its provisional id names it by its new one."""
    owned = replace(record, unit_id=unit_id)
    match owned:
        case PlanTarget():
            return replace(owned, id=plan_id(unit_id, owned.year, owned.field))
        case Facility() | SelfAssessment():
            return replace(owned, id=yearly_id(type(owned), unit_id, owned.year))
        case Enrolment():
            return replace(owned, id=ids[owned.id], class_id=ids[owned.class_id], learner_id=ids[owned.learner_id])
        case ClassSession():
            attended, absent = (tuple(ids[i] for i in marks) for marks in (owned.attended, owned.absent))
            return replace(owned, id=ids[owned.id], class_id=ids[owned.class_id], attended=attended, absent=absent)
    return replace(owned, id=ids[owned.id])
