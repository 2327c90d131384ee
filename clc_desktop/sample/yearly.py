"""What a centre has besides its classes: plan, board, collaborators, premises, money, rank."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from clc_desktop.domain.clock import derived_id
from clc_desktop.domain.records import (
    MANAGER_POSTS,
    Collaborator,
    Facility,
    FundingEntry,
    PlanTarget,
    Record,
    SelfAssessment,
    StaffMember,
    plan_id,
    yearly_id,
)
from clc_desktop.sample.people import Namer, Team
from clc_desktop.sample.source import BoardPost, Centre, Course, Source, dice
from clc_desktop.sample.spread import shares, uneven

FIRST_YEARS = (2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019)
NET = {"town": 0.9, "valley": 0.55, "highland": 0.25}
"""How likely an office with a computer on the internet is."""


def plans(source: Source, seed: int) -> dict[str, list[PlanTarget]]:
    """Each centre's plan for each field; turns in fives, as plans are made."""
    chance = dice(seed, "plans")
    found: dict[str, list[PlanTarget]] = {centre.slug: [] for centre in source.centres}
    for plan in source.district.plans:
        sizes = [centre.size * chance.uniform(0.75, 1.25) for centre in source.centres]
        classes = shares(plan.classes, sizes)
        weights = [
            count * centre.size**0.3 * chance.uniform(0.85, 1.15)
            for count, centre in zip(classes, source.centres, strict=True)
        ]
        fives = shares(plan.turns // 5, weights)
        for centre, count, five in zip(source.centres, classes, fives, strict=True):
            found[centre.slug].append(_target(source.district.year, centre.slug, plan.field, count, five * 5))
    return found


def money(source: Source, seed: int) -> dict[str, list[FundingEntry]]:
    """Each centre's part of the district's money in whole thousands, given in as many parts as there are names."""
    chance, funding = dice(seed, "money"), source.district.funding
    thousands = uneven(chance, funding.amount // 1000, [centre.size**0.3 for centre in source.centres], 0.04)
    found = {}
    for centre, thousand in zip(source.centres, thousands, strict=True):
        parts = shares(thousand, [1.5, *[1.0] * (len(funding.parts) - 1)])
        found[centre.slug] = [
            FundingEntry(
                id=derived_id("sample", seed, centre.slug, "money", purpose),
                unit_id=centre.slug,
                year=source.district.year,
                source=funding.source,
                purpose="regular",
                amount=part * 1000,
                source_text=funding.source_text,
                purpose_text=purpose,
            )
            for part, purpose in zip(parts, funding.parts, strict=True)
        ]
    return found


def listed_counts(source: Source, seed: int) -> dict[str, int]:
    """How many collaborators each centre lists."""
    chance = dice(seed, "collaborators")
    weights = [centre.size**0.6 * chance.uniform(0.7, 1.3) for centre in source.centres]
    counts = shares(source.district.collaborators, weights, 3)
    return dict(zip((centre.slug for centre in source.centres), counts, strict=True))


def collaborators(seed: int, centre: Centre, team: Team, namer: Namer, count: int) -> Iterator[Collaborator]:
    """The officers on the list, then people of the villages."""
    for number in range(count):
        key = team.listed[number] if number < len(team.listed) else ""
        office = team.offices.get(key)
        yield Collaborator(
            id=derived_id("sample", seed, centre.slug, "collaborator", number),
            unit_id=centre.slug,
            full_name=team.officers[key].full_name if office else namer.person().full_name,
            role=office.role if office else "collaborator",
            field=office.field if office else "",
            since=date(FIRST_YEARS[number % len(FIRST_YEARS)], 1, 1),
        )


def boards(source: Source, seed: int, namers: dict[str, Namer]) -> dict[str, list[StaffMember]]:
    """Every centre's board at the end of the year, those replaced in it, and who has been to which course."""
    chance = dice(seed, "boards")
    replaced = chance.sample([centre.slug for centre in source.centres], source.district.boards.renewed)
    found = {
        centre.slug: [
            _member(chance, seed, centre, post, namers[centre.slug], number)
            for number, post in enumerate(source.people.posts)
        ]
        for centre in source.centres
    }
    for slug in replaced:
        found[slug] = _renewed(found[slug], source.district.boards.renewed_on, namers[slug], seed)
    for course in source.district.trainings:
        _train(chance, found, course)
    return found


def _member(
    chance: random.Random, seed: int, centre: Centre, post: BoardPost, namer: Namer, number: int
) -> StaffMember:
    person = namer.person(women=0.25 if post.post == "director" else 0.4)
    return StaffMember(
        id=derived_id("sample", seed, centre.slug, "staff", number),
        unit_id=centre.slug,
        full_name=person.full_name,
        post=post.post,
        post_text=post.post_text,
        sex=person.sex,
        concurrent=centre.say(chance.choice(post.concurrent)),
        since=date(chance.choice(FIRST_YEARS), chance.randint(1, 12), 1),
        birth_year=chance.randint(1965, 1988),
    )


def _renewed(board: list[StaffMember], day: date, namer: Namer, seed: int) -> list[StaffMember]:
    """The board with another director since ``day``; the former one stays on record."""
    former, *others = board
    person = namer.person(women=0.25)
    follower = replace(
        former,
        id=derived_id("sample", seed, former.unit_id, "staff", "renewed"),
        full_name=person.full_name,
        sex=person.sex,
        since=day,
        birth_year=(former.birth_year or 1970) + 7,
    )
    return [replace(former, until=day - timedelta(days=1)), follower, *others]


def _train(chance: random.Random, boards: dict[str, list[StaffMember]], course: Course) -> None:
    """Write the course into the records of ``keep`` managers who served then and still do."""
    places = [
        (slug, i)
        for slug, board in boards.items()
        for i, member in enumerate(board)
        if member.post in MANAGER_POSTS and member.until is None and member.since and member.since.year <= course.year
    ]
    for slug, i in chance.sample(places, min(course.keep, len(places))):
        member = boards[slug][i]
        boards[slug][i] = replace(member, trained_years=(*member.trained_years, course.year))


def premises(source: Source, seed: int, centre: Centre) -> Iterator[Record]:
    """What the centre has, and how it ranks itself."""
    chance, year = dice(seed, f"premises of {centre.slug}"), source.district.year
    office = centre.own_premises or chance.random() < 0.4
    library = chance.random() < 0.6
    net = centre.initial_equipment and chance.random() < NET[centre.land]
    yield Facility(
        id=yearly_id(Facility, centre.slug, year),
        unit_id=centre.slug,
        year=year,
        own_premises=centre.own_premises,
        shared_with=centre.shared_with,
        initial_equipment=centre.initial_equipment,
        office=office,
        internet_pc=net,
        library=library,
        wifi=net and chance.random() < 0.6,
        loudspeaker=chance.random() < 0.75,
        rooms=chance.randint(2, 4) if centre.own_premises else 1,
        books=chance.randint(60, 780) if library else None,
    )
    yield SelfAssessment(
        id=yearly_id(SelfAssessment, centre.slug, year), unit_id=centre.slug, year=year, rank=centre.rank
    )


def _target(year: int, slug: str, field: str, classes: int, turns: int) -> PlanTarget:
    return PlanTarget(id=plan_id(slug, year, field), unit_id=slug, year=year, field=field, classes=classes, turns=turns)
