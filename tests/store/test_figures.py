"""The figures against a second count in plain Python, over data made up at random."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain import clock
from clc_desktop.domain.figures import AnnualFigures, Count, bare_name
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.domain.records import (
    MANAGER_POSTS,
    ActivityField,
    ClassSession,
    Collaborator,
    CountingRule,
    Enrolment,
    Facility,
    FundingEntry,
    LearningClass,
    PlanTarget,
    Record,
    SelfAssessment,
    StaffMember,
    TrainingEvent,
    plan_id,
    yearly_id,
)
from clc_desktop.store.database import Store
from clc_desktop.store.figures import annual_figures
from clc_desktop.store.records import put, remove
from tests.factories import emptied, numbered, opened, quick

OFFICE, ELSEWHERE = numbered(0, "a"), numbered(9, "a")
UNITS = tuple(numbered(number, "a") for number in (1, 2, 3))
CENTRES = tuple((unit, f"xã Số {place}") for place, unit in enumerate(UNITS, 1))
TAXONOMY = tuple(
    ActivityField(
        id=numbered(n, "f"), unit_id=OFFICE, code=code, name=code.title(), counts_in_total=total, active=active
    )
    for n, (code, total, active) in enumerate(
        [("law", True, True), ("health", True, True), ("sport", False, True), ("old", True, False)]
    )
)
OUTSIDE_TOTAL = {"sport"}
FIELDS = ("law", "health", "sport", "old", "mystery", "strange")
PERIODS = tuple(
    map(parse_period, ["2020", "2020-2021", "2020-H1", "2020-H2", "2020-Q3", "2019..2020", "2020-03-01..2021-02-28"])
)
YEARS = (2019, 2020, 2021)
DAYS = tuple(date(y, m, d) for y in YEARS for m, d in ((1, 1), (3, 1), (6, 30), (7, 1), (8, 31), (9, 1), (12, 31)))
PEOPLE = tuple(numbered(number, "e") for number in range(6))

NUMBER = st.integers(0, 60)
UNIT = st.sampled_from((*UNITS, ELSEWHERE))
OWNER = st.sampled_from((*UNITS, ELSEWHERE, OFFICE))
DAY = st.sampled_from(DAYS)
YEAR = st.sampled_from(YEARS)
MAYBE_DAY = st.none() | DAY


def _lists(strategy: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    """Records, each with whether it was deleted."""
    return st.lists(st.tuples(strategy, st.sampled_from([False, False, False, True])), max_size=most)


def _record(cls: type[Record], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(cls, id=st.builds(clock.new_id), **({"unit_id": UNIT} | fields))


CLASS = _record(
    LearningClass,
    field=st.sampled_from(FIELDS),
    topic=st.sampled_from("ABC"),
    hosting=st.sampled_from(["own", "joint"]),
    state=st.sampled_from(["held", "held", "held", "planned", "cancelled"]),
    starts_on=DAY,
    enrolled=st.none() | NUMBER,
)
SESSION = _record(
    ClassSession,
    class_id=st.just(""),
    held_on=DAY,
    present=NUMBER,
    meetings=st.integers(1, 4),
    women=st.none() | NUMBER,
    minority=st.none() | NUMBER,
    rural=st.none() | NUMBER,
    attended=st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4).map(tuple),
)
ENROLMENT = _record(Enrolment, class_id=st.just(""), learner_id=st.sampled_from(PEOPLE))
CLASSES = st.lists(st.tuples(CLASS, st.booleans(), _lists(SESSION, 3), _lists(ENROLMENT, 3)), max_size=8)
OTHERS = st.tuples(
    _lists(_record(PlanTarget, year=YEAR, field=st.sampled_from(("", *FIELDS)), classes=NUMBER, turns=NUMBER), 8),
    _lists(
        _record(
            Facility,
            year=YEAR,
            own_premises=st.none() | st.booleans(),
            initial_equipment=st.none() | st.booleans(),
            office=st.none() | st.booleans(),
            library=st.none() | st.booleans(),
            rooms=st.none() | NUMBER,
            books=st.none() | NUMBER,
        ),
        5,
    ),
    _lists(_record(SelfAssessment, year=YEAR, rank=st.sampled_from(["good", "fair", "average", "poor"])), 5),
    _lists(
        _record(
            FundingEntry,
            year=YEAR,
            source=st.sampled_from(["state", "socialised", "commune", "other"]),
            purpose=st.sampled_from(["regular", "equipment"]),
            amount=st.integers(0, 10**12),
        ),
        5,
    ),
    _lists(
        _record(
            StaffMember,
            full_name=st.just("A"),
            post=st.sampled_from(["director", "deputy", "accountant"]),
            seconded=st.booleans(),
            since=MAYBE_DAY,
            until=MAYBE_DAY,
        ),
        6,
    ),
    _lists(_record(Collaborator, full_name=st.just("A"), role=st.just("speaker"), since=MAYBE_DAY, until=MAYBE_DAY), 5),
    _lists(
        _record(
            TrainingEvent,
            unit_id=OWNER,
            year=YEAR,
            month=st.none() | st.integers(1, 12),
            organiser=st.sampled_from("XY"),
            participants=NUMBER,
        ),
        5,
    ),
)


@dataclass
class Data:
    """What is in the database: the records that are not deleted."""

    live: dict[type[Record], list[Any]]

    def of(self, cls: type[Record], units: Sequence[str] = UNITS) -> list[Any]:
        return [record for record in self.live[cls] if record.unit_id in units]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = quick(opened(tmp_path_factory.mktemp("figures") / "clc.db"))
    yield store
    store.close()


def filled(store: Store, classes: Any, others: Any) -> Data:
    """Write everything, then delete what was drawn as deleted."""
    drawn: list[tuple[Record, bool]] = []
    for made, deleted, sessions, enrolments in classes:
        drawn.append((made, deleted))
        for part, gone in (*sessions, *enrolments):
            drawn.append((replace(part, class_id=made.id, unit_id=made.unit_id), gone or deleted))
    for record, deleted in (pair for pairs in others for pair in pairs):
        if isinstance(record, PlanTarget):
            record = replace(record, id=plan_id(record.unit_id, record.year, record.field))
        elif isinstance(record, (Facility, SelfAssessment)):
            record = replace(record, id=yearly_id(type(record), record.unit_id, record.year))
        drawn.append((record, deleted))
    last = {record.id: (record, deleted) for record, deleted in drawn}.values()
    with emptied(store).write("test") as tx:
        put(tx, *(record for record, _ in last))
    with store.write("test") as tx:
        remove(tx, *(record for record, deleted in last if deleted))
    live: dict[type[Record], list[Any]] = defaultdict(list)
    for record, deleted in last:
        if not deleted:
            live[type(record)].append(record)
    return Data(live)


def counted(store: Store, period: Period, rule: CountingRule) -> AnnualFigures:
    with store.read() as conn:
        return annual_figures(conn, period, CENTRES, [OFFICE], TAXONOMY, rule)


# --- the second count -------------------------------------------------------------------------------------------------


class ByHand:
    """The definitions of domain/figures.py once more, as loops."""

    def __init__(self, data: Data, period: Period, rule: CountingRule) -> None:
        self.data, self.period, self.rule = data, period, rule
        self.classes = [c for c in data.of(LearningClass) if c.state == "held" and c.starts_on in period]

    def sessions(self, made: LearningClass) -> list[ClassSession]:
        return [s for s in self.data.of(ClassSession) if s.class_id == made.id]

    def turns(self, made: LearningClass) -> int:
        if self.rule == "sessions":
            return sum(s.present for s in self.sessions(made))
        roster = {e.learner_id for e in self.data.of(Enrolment) if e.class_id == made.id}
        fullest = max((math.ceil(s.present / s.meetings) for s in self.sessions(made)), default=0)
        return made.enrolled if made.enrolled is not None else len(roster) or fullest

    def count(self, **equal: Any) -> Count:
        chosen = [c for c in self.classes if all(getattr(c, name) == value for name, value in equal.items())]
        return Count(len(chosen), sum(self.turns(c) for c in chosen))

    def planned(self, **equal: Any) -> Count:
        targets = [t for t in self.data.of(PlanTarget) if t.year in self.period.years]
        chosen = [t for t in targets if all(getattr(t, name) == value for name, value in equal.items())]
        return Count(sum(t.classes for t in chosen), sum(t.turns for t in chosen))

    def people(self, field: str | None = None, unit: str | None = None) -> int:
        return len(
            {
                (made.unit_id, learner)
                for made in self.classes
                if field in (None, made.field) and unit in (None, made.unit_id)
                for session in self.sessions(made)
                for learner in session.attended
            }
        )

    def part(self, field: str, name: str) -> int:
        return sum(getattr(s, name) or 0 for c in self.classes if c.field == field for s in self.sessions(c))

    def topics(self, field: str) -> int:
        return len({c.topic for c in self.classes if c.field == field})

    def latest(self, cls: type[Record], unit: str) -> Any:
        found = [r for r in self.data.of(cls, [unit]) if r.year <= self.period.year]
        return max(found, key=lambda r: r.year, default=None)

    def money(self, unit: str, source: str, purpose: str | None = None) -> int:
        entries = [e for e in self.data.of(FundingEntry, [unit]) if e.year in self.period.years]
        return sum(e.amount for e in entries if e.source == source and purpose in (None, e.purpose))

    def serving(self, cls: type[Record], units: Sequence[str] = UNITS) -> list[Any]:
        end = self.period.end
        return [p for p in self.data.of(cls, units) if (p.since or end) <= end <= (p.until or end)]

    def managers(self, *units: str) -> int:
        return sum(person.post in MANAGER_POSTS for person in self.serving(StaffMember, units or UNITS))

    def trainings(self) -> list[tuple[Any, ...]]:
        last = (self.period.end.year, self.period.end.month)
        found = [t for t in self.data.of(TrainingEvent, (*UNITS, OFFICE)) if (t.year, t.month or 1) <= last]
        found.sort(key=lambda t: (t.year, t.month or 0, t.organiser, t.id))
        return [(t.year, t.month, t.organiser, t.participants, t.centres) for t in found]


@given(CLASSES, OTHERS, st.sampled_from(PERIODS), st.sampled_from(["sessions", "enrolled"]))
def test_every_figure_equals_the_count_by_hand(
    shared: Store, classes: Any, others: Any, period: Period, rule: CountingRule
) -> None:
    data = filled(shared, classes, others)
    found, hand = counted(shared, period, rule), ByHand(data, period, rule)
    _compare_fields(found, hand)
    _compare_centres(found, hand)
    _compare_whole(found, hand)
    _compare_sums(found)


def _compare_fields(found: AnnualFigures, hand: ByHand) -> None:
    for field in found.fields:
        assert field.own == hand.count(field=field.code, hosting="own")
        assert field.joint == hand.count(field=field.code, hosting="joint")
        assert field.planned == hand.planned(field=field.code)
        assert (field.topics, field.persons) == (hand.topics(field.code), hand.people(field=field.code))
        assert [getattr(field, part) for part in ("women", "minority", "rural")] == [
            hand.part(field.code, part) for part in ("women", "minority", "rural")
        ]
    used = {c.field for c in hand.classes} | {code for code in FIELDS if hand.planned(field=code) != Count()}
    listed = [field.code for field in found.fields]
    assert set(listed) >= used
    assert listed == sorted(listed, key=lambda code: ([f.code for f in TAXONOMY] + sorted(listed)).index(code))
    assert ("old" in listed) == ("old" in used)


def _compare_centres(found: AnnualFigures, hand: ByHand) -> None:
    assert [(centre.unit_id, centre.name) for centre in found.centres] == list(CENTRES)
    inside = [code for code in FIELDS if code not in OUTSIDE_TOTAL]
    for centre in found.centres:
        unit = centre.unit_id
        for hosting in ("own", "joint"):
            counts = (hand.count(unit_id=unit, hosting=hosting, field=code) for code in inside)
            assert getattr(centre, hosting) == sum(counts, Count())
        assert centre.planned == sum((hand.planned(unit_id=unit, field=code) for code in ("", *inside)), Count())
        by_field = {code: hand.count(unit_id=unit, field=code) for code in FIELDS}
        assert centre.by_field == {code: count for code, count in by_field.items() if count.classes}
        assert centre.persons == hand.people(unit=unit)
        facility = hand.latest(Facility, unit)
        assert centre.initial_equipment == (facility and facility.initial_equipment)
        assert centre.own_premises == (facility and facility.own_premises)
        ranks = [r.rank for r in hand.data.of(SelfAssessment, [unit]) if r.year == found.period.year]
        assert [centre.rank] == (ranks or [None])
        assert centre.regular_funding == hand.money(unit, "state", "regular")
        assert centre.socialised_funding == hand.money(unit, "socialised")
        assert centre.managers == hand.managers(unit)
        assert centre.collaborators == len(hand.serving(Collaborator, [unit]))


def _compare_whole(found: AnnualFigures, hand: ByHand) -> None:
    inside = [code for code in FIELDS if code not in OUTSIDE_TOTAL]
    assert found.total == sum((hand.count(field=code) for code in inside), Count())
    plan = sum((hand.planned(field=code) for code in ("", *inside)), Count())
    assert (found.classes.planned, found.turns.planned) == (plan.classes, plan.turns)
    assert found.unplaced == hand.planned(field="")
    assert found.persons == hand.people()
    assert found.managers == hand.managers()
    assert found.seconded == sum(p.seconded for p in hand.serving(StaffMember))
    assert found.boards == sum(hand.managers(unit) > 0 for unit in UNITS)
    assert found.own_premises == sum(bool(centre.own_premises) for centre in found.centres)
    assert len(found.equipped) + len(found.not_equipped) == found.centre_count == 3
    trainings = [(t.year, t.month, t.organiser, t.participants, t.centres) for t in found.trainings]
    assert trainings == hand.trainings()
    ranks = [centre.rank for centre in found.centres]
    assert {r.rank: r.count for r in found.ratings} == {
        rank: ranks.count(rank) for rank in ("good", "fair", "average", *(["poor"] if "poor" in ranks else []))
    }


def _compare_sums(found: AnnualFigures) -> None:
    """Every total is the sum of what it opens into."""
    centres = found.centres
    assert sum((c.own for c in centres), Count()) == found.own
    assert sum((c.joint for c in centres), Count()) == found.joint
    assert sum((c.total for c in centres), Count()) == found.total == found.own + found.joint
    planned = sum((c.planned for c in centres), Count())
    assert planned == Count(found.classes.planned, found.turns.planned)
    for field in found.fields:
        assert sum((c.by_field.get(field.code, Count()) for c in centres), Count()) == field.total
    for name in ("persons", "managers", "collaborators", "regular_funding", "socialised_funding"):
        assert sum(getattr(c, name) for c in centres) == getattr(found, name)
    assert sum(r.count for r in found.ratings) == sum(1 for c in centres if c.rank)


# --- what is easily got wrong -----------------------------------------------------------------------------------------


def write(store: Store, *records: Record) -> Store:
    with store.write("test") as tx:
        put(tx, *records)
    return store


def made(number: int = 1, **values: Any) -> LearningClass:
    known = {"unit_id": UNITS[0], "field": "law", "topic": "A", "hosting": "own", "starts_on": date(2020, 3, 5)}
    return LearningClass(**{"id": numbered(number, "c")} | known | values)


def met(number: int, present: int, of: int = 1, **values: Any) -> ClassSession:
    known = {"unit_id": UNITS[0], "class_id": numbered(of, "c"), "held_on": date(2020, 3, 5), "present": present}
    return ClassSession(**{"id": numbered(number, "5")} | known | values)


def test_an_empty_database_has_figures(shared: Store) -> None:
    found = counted(emptied(shared), parse_period("2020"), "sessions")
    assert (found.total, found.classes.percent, found.centre_count, found.boards) == (Count(), None, 3, 0)
    assert [field.code for field in found.fields] == ["law", "health", "sport"]
    assert found.to_json()["classes"] == {"planned": 0, "held": 0, "percent": None}


def test_the_two_counting_rules(shared: Store) -> None:
    store = write(emptied(shared), made(), met(1, 30), met(2, 25), met(3, 100, meetings=3))
    assert counted(store, parse_period("2020"), "sessions").total == Count(1, 155)
    assert counted(store, parse_period("2020"), "enrolled").total == Count(1, 34)
    people = [Enrolment(id=numbered(n, "7"), unit_id=UNITS[0], class_id=made().id, learner_id=PEOPLE[n % 2]) for n in (1, 2, 3)]  # noqa: E501  # fmt: skip
    write(store, *people)
    assert counted(store, parse_period("2020"), "enrolled").total == Count(1, 2)
    write(store, made(enrolled=31))
    assert counted(store, parse_period("2020"), "enrolled").total == Count(1, 31)


def test_a_class_counts_in_the_period_in_which_it_starts_with_all_its_turns(shared: Store) -> None:
    store = write(emptied(shared), made(starts_on=date(2020, 12, 31)), met(1, 30), met(2, 9, held_on=date(2021, 1, 7)))
    assert counted(store, parse_period("2020"), "sessions").total == Count(1, 39)
    assert counted(store, parse_period("2021"), "sessions").total == Count()


def test_planned_and_cancelled_classes_do_not_count(shared: Store) -> None:
    store = write(emptied(shared), made(1, state="planned"), made(2, state="cancelled"), met(1, 5), met(2, 6, of=2))
    assert counted(store, parse_period("2020"), "sessions").total == Count()


def test_another_units_session_adds_nothing_to_a_class(shared: Store) -> None:
    store = write(emptied(shared), made(), met(1, 30), met(2, 1000, unit_id=UNITS[1], attended=PEOPLE))
    found = counted(store, parse_period("2020"), "sessions")
    assert (found.total, found.persons) == (Count(1, 30), 0)


def test_equipment_once_bought_stays_bought_until_somebody_says_otherwise(shared: Store) -> None:
    def said(year: int, value: bool) -> Facility:
        return Facility(id=yearly_id(Facility, UNITS[0], year), unit_id=UNITS[0], year=year, initial_equipment=value)

    store = write(emptied(shared), said(2018, True))
    for year, equipped in (("2017", 0), ("2018", 1), ("2020", 1)):
        assert len(counted(store, parse_period(year), "sessions").equipped) == equipped
    write(store, said(2019, False))
    assert [len(counted(store, parse_period(year), "sessions").equipped) for year in ("2018", "2020")] == [1, 0]


def test_a_person_at_two_classes_is_one_person_and_two_turns(shared: Store) -> None:
    sessions = (met(1, 1, attended=PEOPLE[:1]), met(2, 1, of=2, attended=PEOPLE[:1]))
    store = write(emptied(shared), made(1), made(2, field="health"), *sessions)
    found = counted(store, parse_period("2020"), "sessions")
    assert (found.persons, found.total.turns) == (1, 2)
    assert [field.persons for field in found.fields] == [1, 1, 0]


def test_staff_serve_from_their_first_to_their_last_day(shared: Store) -> None:
    def served(number: int, since: date | None, until: date | None) -> StaffMember:
        return StaffMember(
            id=numbered(number, "9"), unit_id=UNITS[0], full_name="A", post="director", since=since, until=until
        )

    last = date(2020, 12, 31)
    store = write(
        emptied(shared),
        served(1, None, None),
        served(2, last, last),
        served(3, date(2021, 1, 1), None),
        served(4, None, date(2020, 12, 30)),
    )
    assert counted(store, parse_period("2020"), "sessions").managers == 2


def test_a_school_year_has_the_trainings_of_its_second_year(shared: Store) -> None:
    def held(number: int, year: int, month: int) -> TrainingEvent:
        return TrainingEvent(
            id=numbered(number, "8"), unit_id=OFFICE, year=year, month=month, organiser="Sở", participants=1
        )

    store = write(emptied(shared), held(1, 2020, 10), held(2, 2021, 5), held(3, 2021, 9))
    assert [(t.year, t.month) for t in counted(store, parse_period("2020-2021"), "sessions").trainings] == [
        (2020, 10),
        (2021, 5),
    ]


def test_retired_fields_with_nothing_but_a_plan_stay_in_the_total(shared: Store) -> None:
    plan = PlanTarget(id=plan_id(UNITS[0], 2020, "old"), unit_id=UNITS[0], year=2020, field="old", classes=3, turns=90)
    found = counted(write(emptied(shared), plan), parse_period("2020"), "sessions")
    assert found.classes.planned == sum(centre.planned.classes for centre in found.centres) == 3


def test_the_names_of_centres_without_their_kind() -> None:
    assert [bare_name(n) for n in ("xã Pú Xi", "Thị trấn Tuần Giáo", "Trung tâm A", "xãPú")] == [
        "Pú Xi",
        "Tuần Giáo",
        "Trung tâm A",
        "xãPú",
    ]
