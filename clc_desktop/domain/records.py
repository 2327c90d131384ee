"""The records that people keep, one frozen dataclass each; section 2 of the design names the words.

Every record has an ``id`` (32 hex digits) and a ``unit_id``, the unit that owns it. A field marked ``local()`` holds
personal data that never leaves the machine: sync files, and so the aggregator's database, do not carry it.
``KINDS`` names each kind as sync files, history and tables spell it. Tables follow the dataclasses, so a field added
here (with a migration) is stored, travels, is kept in the history and can be undone with no further code.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal

from clc_desktop.domain.clock import derived_id

Hosting = Literal["own", "joint"]
"""Hình thức tổ chức: the centre itself (Trung tâm tổ chức) or with others (Trung tâm phối hợp tổ chức); exclusive."""

ClassState = Literal["planned", "held", "cancelled"]
UnitKind = Literal["centre", "commune", "district", "province", "other"]
Sex = Literal["female", "male"]
Post = Literal["director", "deputy", "accountant", "treasurer", "teacher", "other"]
CollaboratorRole = Literal["speaker", "collaborator", "guide"]
Rank = Literal["good", "fair", "average", "poor"]
FundingSource = Literal["state", "commune", "socialised", "other"]
FundingPurpose = Literal["regular", "equipment", "allowance", "activity", "other"]
CountingRule = Literal["sessions", "enrolled"]
"""How turns (lượt người) are counted: everyone present at every session, or everyone enrolled once a class."""

MANAGER_POSTS: tuple[Post, ...] = ("director", "deputy")
"""Who counts as cán bộ quản lý: 57 = 19 × (1 director + 2 deputies) in the 2020 report, without accountants."""


def local(default: Any = None) -> Any:
    """A field of personal data: kept and shown here, never written into a sync file."""
    return field(default=default, metadata={"local": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every kind has: its own id, and the unit that owns it and alone may write it."""

    kind: ClassVar[str]
    id: str
    unit_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Record):
    """Đơn vị: a line of an aggregator's list, saying that it knows ``subject``, any node of the tree.

    The line has an id of its own, for two aggregators may list the same unit.
    """

    kind = "unit"
    subject: str
    unit_kind: UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTerm(Record):
    """A name, code or parent of the unit ``subject``, true from ``valid_from`` to ``valid_to`` (None: still).

    Codes are re-used and communes merge: 03260 is Rạng Đông until 30/6/2025 and Pú Nhung after it. A unit that merged
    into another has no name from that day on, and the other one as its parent. "" says that there is none.
    """

    kind = "unit_term"
    subject: str
    attribute: Literal["name", "code", "parent"]
    value: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityField(Record):
    """Lĩnh vực: one of the aggregator's taxonomy. ``counts_in_total`` decides whether it is in the "215 lớp"."""

    kind = "activity_field"
    code: str
    name: str
    unit_word: str = "lớp"
    counts_in_total: bool = True
    position: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningClass(Record):
    """Lớp, chuyên đề, hoạt động: a topic held by a centre.

    It belongs to the period in which ``starts_on`` lies, with all its turns. ``enrolled`` is used by the counting rule
    of that name where no roster is kept. ``reasons`` holds (problem code, reason) of every warning overridden.
    """

    kind = "learning_class"
    field: str
    topic: str
    hosting: Hosting
    starts_on: date
    partners: tuple[str, ...] = ()
    lecturers: tuple[str, ...] = ()
    venue: str = ""
    state: ClassState = "held"
    enrolled: int | None = None
    note: str = ""
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSession(Record):
    """Buổi: one meeting, or one line that sums up ``meetings`` of them; a head-count or the marks of a roster.

    ``present`` counts person-turns. With marks it equals ``len(attended)``; ``women``, ``minority`` and ``rural`` are
    parts of it or unknown (None). ``attended`` and ``absent`` hold learner ids, which are random, never names.
    """

    kind = "class_session"
    class_id: str
    held_on: date
    present: int
    women: int | None = None
    minority: int | None = None
    rural: int | None = None
    meetings: int = 1
    attended: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner(Record):
    """Học viên. Only a random id, sex and a ten-year birth band (1990 means 1990 to 1999) ever leave the centre."""

    kind = "learner"
    full_name: str = local("")
    birth_year: int | None = local()
    village: str = local("")
    phone: str = local("")
    id_number: str = local("")
    note: str = local("")
    sex: Sex | None = None
    birth_band: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment(Record):
    """Ghi danh: a learner on the roster of a class."""

    kind = "enrolment"
    class_id: str
    learner_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTarget(Record):
    """Chỉ tiêu: classes and turns a centre shall reach in a year; ``field`` "" means not divided by field."""

    kind = "plan_target"
    year: int
    field: str
    classes: int
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember(Record):
    """Cán bộ quản lý and others employed; travels with name and post, never with birth year or phone."""

    kind = "staff_member"
    full_name: str
    post: Post
    post_text: str = ""
    sex: Sex | None = None
    concurrent: str = ""
    seconded: bool = False
    trained_years: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    birth_year: int | None = local()
    phone: str = local("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaborator(Record):
    """Báo cáo viên, cộng tác viên, hướng dẫn viên: counted together in the report (192 in 2020)."""

    kind = "collaborator"
    full_name: str
    role: CollaboratorRole
    field: str = ""
    trained_years: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    phone: str = local("")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingEvent(Record):
    """Tập huấn: a course for managers; ``month`` and ``centres`` (how many took part) may be unknown."""

    kind = "training_event"
    year: int
    organiser: str
    participants: int
    month: int | None = None
    centres: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility(Record):
    """Cơ sở vật chất of a centre in a year; None means nobody has said. Yes/no items serve the 2025–2030 programme."""

    kind = "facility"
    year: int
    own_premises: bool | None = None
    shared_with: str = ""
    initial_equipment: bool | None = None
    office: bool | None = None
    internet_pc: bool | None = None
    library: bool | None = None
    wifi: bool | None = None
    loudspeaker: bool | None = None
    rooms: int | None = None
    books: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingEntry(Record):
    """Kinh phí: ``amount`` in whole đồng. ``regular`` means hoạt động thường xuyên, ``socialised`` xã hội hóa."""

    kind = "funding_entry"
    year: int
    source: FundingSource
    purpose: FundingPurpose
    amount: int
    source_text: str = ""
    purpose_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAssessment(Record):
    """Tự đánh giá, xếp loại of a year: a rank, and the points by criterion where the aggregator has set criteria."""

    kind = "self_assessment"
    year: int
    rank: Rank
    points: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument(Record):
    """Văn bản: kind ("Kế hoạch"), number and symbol ("11/KH-UBND"), date, issuer, subject as quoted in the report."""

    kind = "issued_document"
    type_name: str
    symbol: str
    issued_on: date
    issuer: str = ""
    subject: str = ""
    role: Literal["basis", "guidance", "other"] = "guidance"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteracyYear(Record):
    """Xóa mù chữ in a year (programme 2025–2030): people of 15 to 60, the illiterate, learners of both phases."""

    kind = "literacy_year"
    year: int
    population: int | None = None
    illiterate: int | None = None
    phase1: int | None = None
    phase2: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeBlock(Record):
    """A passage of a report: ``place`` names its slot in the template; ``{figure}`` fields stay bound to figures."""

    kind = "narrative_block"
    period: str
    place: str
    text: str


KINDS: dict[str, type[Record]] = {
    cls.kind: cls
    for cls in (
        Unit,
        UnitTerm,
        ActivityField,
        LearningClass,
        ClassSession,
        Learner,
        Enrolment,
        PlanTarget,
        StaffMember,
        Collaborator,
        TrainingEvent,
        Facility,
        FundingEntry,
        SelfAssessment,
        IssuedDocument,
        LiteracyYear,
        NarrativeBlock,
    )
}
"""Every kind by its name, owners before what hangs on them."""


def shared_fields(cls: type[Record]) -> tuple[str, ...]:
    """The names of the fields that travel in sync files, in their order; ``id`` and ``unit_id`` come first."""
    return tuple(f.name for f in dataclasses.fields(cls) if not f.metadata.get("local"))


def birth_band(birth_year: int) -> int:
    """The first year of the decade: as much of a birth year as may leave the centre."""
    return birth_year // 10 * 10


def plan_id(unit_id: str, year: int, field_code: str) -> str:
    """The id of a plan target: one for each centre, year and field, whoever types it."""
    return _natural(PlanTarget, unit_id, year, field_code)


def yearly_id(cls: type[Record], unit_id: str, year: int) -> str:
    """The id of a record of which a unit has one a year (facility, self-assessment, literacy)."""
    return _natural(cls, unit_id, year)


def narrative_id(unit_id: str, period: str, place: str) -> str:
    """The id of a narrative block: one for each unit, period and place."""
    return _natural(NarrativeBlock, unit_id, period, place)


def unit_line_id(owner: str, subject: str) -> str:
    """The id of an aggregator's line about a unit."""
    return _natural(Unit, owner, subject)


def term_id(owner: str, subject: str, attribute: str, valid_from: date) -> str:
    """The id of what an aggregator says about a unit from a day on: saying it again changes it."""
    return _natural(UnitTerm, owner, subject, attribute, valid_from.isoformat())


def _natural(cls: type[Record], *key: object) -> str:
    return derived_id(cls.kind, *key)
