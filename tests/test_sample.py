"""The sample says what the district's report of 2020 says, and looks as if people had lived it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.periods import calendar_year
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
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.sample import Sample, SampleCentre, plan_sample

CELLS = {
    ("economy", "own"): (18, 1080),
    ("economy", "joint"): (10, 811),
    ("culture", "own"): (22, 2860),
    ("culture", "joint"): (11, 1297),
    ("law", "own"): (27, 3510),
    ("law", "joint"): (15, 1626),
    ("health", "own"): (12, 840),
    ("health", "joint"): (13, 753),
    ("environment", "own"): (10, 1010),
    ("environment", "joint"): (5, 484),
    ("other", "own"): (37, 3922),
    ("other", "joint"): (35, 3448),
}
"""Classes and turns, as the report's section I.3 counts them."""

YEAR = calendar_year(2020)
LAST_DAY = date(2020, 12, 31)
NOT_EQUIPPED = ["xã Chiềng Đông", "xã Nà Tòng", "xã Pú Xi"]
TET = (date(2020, 1, 23), date(2020, 1, 29))
DISTANCING = (date(2020, 4, 1), date(2020, 4, 22))
FIELDS = {field.code for field in default_fields("")}


@cache
def sample() -> Sample:
    return plan_sample()


def held(centres: tuple[SampleCentre, ...] | None = None) -> list[ClassEntry]:
    """The classes that count."""
    found = sample().centres if centres is None else centres
    return [entry for centre in found for entry in centre.entries if entry.learning_class.state == "held"]


def records_of(cls: type[Record]) -> dict[str, list[Record]]:
    """The plain records of one kind, by centre."""
    return {centre.name: [r for r in centre.records if isinstance(r, cls)] for centre in sample().centres}


def every(cls: type[Record]) -> list[Record]:
    return [record for found in records_of(cls).values() for record in found]


# --- the figures of the report ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "hosting"), list(CELLS))
def test_each_field_has_its_classes_and_turns(field: str, hosting: str) -> None:
    found = [e for e in held() if (e.learning_class.field, e.learning_class.hosting) == (field, hosting)]
    assert (len(found), sum(entry.turns for entry in found)) == CELLS[field, hosting]


def test_the_whole_is_215_classes_and_21641_turns() -> None:
    assert (len(held()), sum(entry.turns for entry in held())) == (215, 21_641)


def test_the_plan_is_179_classes_and_19455_turns() -> None:
    targets = [record for record in every(PlanTarget) if isinstance(record, PlanTarget)]
    assert (sum(t.classes for t in targets), sum(t.turns for t in targets)) == (179, 19_455)
    assert all((t.classes == 0) == (t.turns == 0) for t in targets)
    assert all(len(found) == 6 for found in records_of(PlanTarget).values())


def test_there_are_nineteen_centres_with_slugs_for_file_names() -> None:
    names = [centre.name for centre in sample().centres]
    assert len(set(names)) == 19
    assert sum(name.startswith("thị trấn ") for name in names) == 1
    assert all(name.startswith(("xã ", "thị trấn ")) for name in names)
    assert len({centre.slug for centre in sample().centres}) == 19
    assert all(centre.slug.isascii() and centre.slug == centre.slug.lower() for centre in sample().centres)
    assert {"pu-nhung", "tuan-giao", "chieng-dong"} <= {centre.slug for centre in sample().centres}


def test_57_managers_serve_at_the_end_of_the_year() -> None:
    serving = [m for m in every(StaffMember) if isinstance(m, StaffMember) and serves(m, LAST_DAY)]
    by_centre = Counter((m.unit_id, m.post) for m in serving)
    assert sum(count for (_, post), count in by_centre.items() if post in MANAGER_POSTS) == 57
    for centre in sample().centres:
        posts = {post: count for (slug, post), count in by_centre.items() if slug == centre.slug}
        assert posts == {"director": 1, "deputy": 2, "accountant": 1, "treasurer": 1}
    assert not any(m.seconded for m in serving)


def test_directors_replaced_in_october_are_kept_and_followed_without_a_gap() -> None:
    former = [m for m in every(StaffMember) if isinstance(m, StaffMember) and m.until]
    assert len(former) == 7
    assert {m.until for m in former} == {date(2020, 10, 4)}


def test_192_collaborators_have_names_and_none_twice_in_a_centre() -> None:
    found = records_of(Collaborator)
    assert sum(map(len, found.values())) == 192
    assert len(set(map(len, found.values()))) > 4
    for people in found.values():
        names = [person.full_name for person in people if isinstance(person, Collaborator)]
        assert len(set(names)) == len(names)


def test_equipment_premises_ranks_and_money_are_those_of_the_report() -> None:
    facilities = {name: found[0] for name, found in records_of(Facility).items()}
    assert [n for n, f in facilities.items() if isinstance(f, Facility) and not f.initial_equipment] == NOT_EQUIPPED
    assert sum(isinstance(f, Facility) and f.own_premises is True for f in facilities.values()) == 2
    assert all(isinstance(f, Facility) and bool(f.shared_with) != f.own_premises for f in facilities.values())
    ranks = Counter(r.rank for r in every(SelfAssessment) if isinstance(r, SelfAssessment))
    assert ranks == {"good": 9, "fair": 10}
    money = [entry for entry in every(FundingEntry) if isinstance(entry, FundingEntry)]
    assert sum(entry.amount for entry in money) == 653_056_000
    assert {(entry.source, entry.purpose) for entry in money} == {("state", "regular")}


def test_the_courses_are_those_of_the_report_and_some_managers_went() -> None:
    found = [(t.year, t.month, t.organiser, t.participants, t.centres) for t in sample().trainings]
    assert found == [
        (2015, 9, "Phòng Giáo dục và Đào tạo", 54, 19),
        (2018, 8, "Sở Giáo dục và Đào tạo", 19, None),
        (2019, 11, "Sở Giáo dục và Đào tạo", 34, None),
    ]
    went = Counter(y for m in every(StaffMember) if isinstance(m, StaffMember) for y in m.trained_years)
    for training in sample().trainings:
        assert 0 < went[training.year] <= training.participants


# --- as if people had lived it ----------------------------------------------------------------------------------------


def test_nothing_in_it_is_wrong_or_doubtful() -> None:
    for centre in sample().centres:
        for entry in centre.entries:
            assert not rules.check_class(entry, FIELDS, date(2021, 1, 5)), entry.learning_class.topic
        for record in (*centre.records, *centre.learners, *centre.enrolments):
            assert not rules.check_record(record, FIELDS)


def test_every_class_is_in_the_year_and_none_in_the_tet_week_or_the_lockdown() -> None:
    for entry in held():
        days = [session.held_on for session in entry.sessions]
        assert entry.learning_class.starts_on == min(days)
        assert days == sorted(set(days))
        assert all(day in YEAR for day in days)
        for first, last in (TET, DISTANCING):
            assert not any(first <= day <= last for day in days)


def test_classes_called_off_in_the_spring_do_not_count() -> None:
    off = [e for c in sample().centres for e in c.entries if e.learning_class.state != "held"]
    assert len(off) == 5
    assert all(entry.learning_class.state == "cancelled" and not entry.sessions for entry in off)


def test_the_year_has_seasons() -> None:
    by_month = Counter(entry.learning_class.starts_on.month for entry in held())
    assert max(by_month.values()) > 4 * min(by_month.values())
    assert by_month[4] <= 3


def test_the_town_does_more_than_the_far_communes() -> None:
    turns = {centre.name: sum(e.turns for e in held((centre,))) for centre in sample().centres}
    assert max(turns, key=lambda name: turns[name]) == "thị trấn Tuần Giáo"
    assert turns["xã Pú Xi"] < turns["thị trấn Tuần Giáo"] / 2
    assert all(len(held((centre,))) >= 5 for centre in sample().centres)


def test_some_centres_reached_their_plan_and_some_did_not() -> None:
    reached = []
    for centre in sample().centres:
        planned = sum(r.turns for r in centre.records if isinstance(r, PlanTarget))
        reached.append(sum(entry.turns for entry in held((centre,))) >= planned)
    assert 1 <= reached.count(False) <= 7


def test_heads_are_counted_and_not_taken_from_a_norm() -> None:
    counts = [session.present for entry in held() for session in entry.sessions]
    assert sum(count % 10 == 0 for count in counts) < len(counts) * 0.2
    assert Counter(counts).most_common(1)[0][1] < len(counts) * 0.05
    for cell in CELLS:
        turns = [e.turns for e in held() if (e.learning_class.field, e.learning_class.hosting) == cell]
        assert len(set(turns)) > 0.8 * len(turns)
        assert max(turns) > 1.4 * min(turns)
    for centre in sample().centres:
        for _, found in groupby(sorted(e.turns for e in held((centre,)))):
            assert len(list(found)) <= 2


def test_parts_of_a_head_count_are_mostly_known_and_never_more_than_the_whole() -> None:
    sessions = [session for entry in held() for session in entry.sessions]
    for part in ("women", "minority", "rural"):
        known = [getattr(session, part) for session in sessions if getattr(session, part) is not None]
        assert 0.4 * len(sessions) < len(known) < len(sessions)
    women = sum(s.women or 0 for s in sessions)
    assert 0.4 < women / sum(s.present for s in sessions if s.women is not None) < 0.6
    assert sum(s.minority or 0 for s in sessions) > 0.8 * sum(s.present for s in sessions if s.minority is not None)


def test_a_joint_class_names_its_partners_and_every_class_who_spoke_and_where() -> None:
    for entry in held():
        record = entry.learning_class
        assert bool(record.partners) == (record.hosting == "joint"), record.topic
        assert record.lecturers
        assert record.venue
        texts = (record.topic, record.venue, *record.partners, *record.lecturers)
        assert not any("{" in text or "}" in text for text in texts)


def test_topics_are_many_and_the_usual_ones_come_most() -> None:
    topics = Counter(entry.learning_class.topic for entry in held())
    assert len(topics) > 60
    assert topics["Luật Giao thông đường bộ và Nghị định 100/2019/NĐ-CP"] > 3
    for centre in sample().centres:
        mine = Counter(entry.learning_class.topic for entry in centre.entries)
        assert max(mine.values()) <= 2


def test_rosters_have_learners_who_come_and_some_who_come_again() -> None:
    rosters = [entry for entry in held() if entry.sessions[0].attended]
    assert len(rosters) == 15
    enrolled = [enrolment.learner_id for centre in sample().centres for enrolment in centre.enrolments]
    people = {learner.id: learner for centre in sample().centres for learner in centre.learners}
    assert len(set(enrolled)) == len(people) < len(enrolled)
    for entry in rosters:
        assert len(entry.sessions) >= 3
        members = {*entry.sessions[0].attended, *entry.sessions[0].absent}
        for session in entry.sessions:
            assert session.present == len(session.attended) == len(set(session.attended))
            assert {*session.attended, *session.absent} == members <= set(enrolled)
            assert session.women == sum(people[learner_id].sex == "female" for learner_id in session.attended)
    assert any(session.absent for entry in rosters for session in entry.sessions)


def test_learners_have_the_names_of_their_peoples_and_nobodys_telephone() -> None:
    learners = [learner for centre in sample().centres for learner in centre.learners]
    families = Counter(learner.full_name.split()[0] for learner in learners)
    assert {"Lò", "Giàng"} <= set(families)
    assert all(learner.birth_band == (learner.birth_year or 0) // 10 * 10 for learner in learners)
    assert all(not learner.phone or learner.phone.startswith("0215000") for learner in learners)
    assert all(not learner.id_number for learner in learners)


# --- the same every time ----------------------------------------------------------------------------------------------


def test_the_sample_is_the_same_in_every_process(clone: Path) -> None:
    program = (
        "import hashlib, clc_desktop.sample as s; print(hashlib.sha256(repr(s.plan_sample()).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=clone,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_seed_is_another_year_with_the_same_figures() -> None:
    other = plan_sample(7)
    assert other != sample()
    cells: Counter[tuple[str, str]] = Counter()
    for entry in held(other.centres):
        cells[entry.learning_class.field, entry.learning_class.hosting] += entry.turns
    assert cells == {cell: turns for cell, (_, turns) in CELLS.items()}


def test_ids_are_unique_and_records_become_those_of_their_unit() -> None:
    ids: list[str] = []
    for centre in sample().centres:
        made = centre.of_unit(unit_id := f"{len(ids):032x}", clock.new_id)
        records: list[Record] = [*made.records, *made.learners, *made.enrolments]
        for entry in made.entries:
            records += [entry.learning_class, *entry.sessions]
        assert {record.unit_id for record in records} == {unit_id}
        assert all(r.id == plan_id(unit_id, 2020, r.field) for r in records if isinstance(r, PlanTarget))
        assert [r.id for r in records if isinstance(r, Facility)] == [yearly_id(Facility, unit_id, 2020)]
        learners, classes = {r.id for r in made.learners}, {e.learning_class.id for e in made.entries}
        assert all(e.learner_id in learners and e.class_id in classes for e in made.enrolments)
        assert {i for e in made.entries for s in e.sessions for i in (*s.attended, *s.absent)} == learners
        assert [e.turns for e in made.entries] == [e.turns for e in centre.entries]
        ids += [record.id for record in records]
    assert len(set(ids)) == len(ids)
    assert all(len(record_id) == 32 for record_id in ids)


def serves(member: StaffMember, day: date) -> bool:
    return (member.since is None or member.since <= day) and (member.until is None or day <= member.until)
