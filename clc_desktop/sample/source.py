"""What the sample is made of: the files of ``resources/sample``, each read into the shapes below."""

from __future__ import annotations

import random
import tomllib
from datetime import date
from typing import Literal, TypeVar

import msgspec

from clc_desktop.domain.records import CollaboratorRole, FundingSource, Hosting, Post, Rank, Sex
from clc_desktop.files import resource_path

Land = Literal["town", "valley", "highland"]
Venue = Literal["hall", "village", "school", "station", "field", "ground"]
T = TypeVar("T")


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """A piece of a file; a key that nobody knows is a slip of the hand and refused."""


class Cell(Part):
    """Classes and turns of one field and hosting; ``rosters`` of the classes keep a list of learners."""

    field: str
    hosting: Hosting
    classes: int
    turns: int
    rosters: int = 0


class FieldPlan(Part):
    """What all centres together planned in one field."""

    field: str
    classes: int
    turns: int


class Closed(Part, rename={"first": "from", "last": "to"}):
    """Days without classes, both ends included."""

    first: date
    last: date
    why: str


class Cancelled(Part, rename={"first": "from", "last": "to"}):
    """How many classes were called off in a stretch of the year."""

    count: int
    first: date
    last: date
    note: str


class Boards(Part):
    """When the boards were renewed, and how many directors were replaced then."""

    renewed_on: date
    renewed: int


class Course(Part):
    """A course for managers; ``keep`` of its participants still serve at the end of the year."""

    year: int
    month: int
    organiser: str
    participants: int
    subject: str
    keep: int
    centres: int | None = None


class Funding(Part):
    """Money given to all centres together."""

    source: FundingSource
    amount: int
    source_text: str
    parts: list[str]


class District(Part):
    """The district's own report, and what is invented for all centres together."""

    year: int
    seed: int
    name: str
    collaborators: int
    funding: Funding
    cells: list[Cell]
    plans: list[FieldPlan]
    closed: list[Closed]
    cancelled: Cancelled
    boards: Boards
    trainings: list[Course]


class Centre(Part):
    """One centre: its place, how much it does, and what it has."""

    slug: str
    name: str
    land: Land
    size: float
    rank: Rank
    initial_equipment: bool
    own_premises: bool
    minority: float
    peoples: dict[str, int]
    villages: list[str]
    shared_with: str = ""

    @property
    def unit_word(self) -> str:
        """xã or thị trấn."""
        return "thị trấn" if self.name.startswith("thị trấn ") else "xã"

    @property
    def proper_name(self) -> str:
        """The name without the unit word: Pú Nhung."""
        return self.name.removeprefix(self.unit_word + " ")

    def say(self, text: str) -> str:
        """The text with {unit} and {name} filled in."""
        return text.replace("{unit}", self.unit_word).replace("{name}", self.proper_name)


class Topic(Part, rename={"partners": "with"}):
    """What a class can be about, with its season, place and speakers."""

    field: str
    title: str
    when: list[str]
    women: int
    venue: Venue
    by: list[str]
    partners: list[str]
    course: Literal["always", "sometimes"] | None = None
    born: tuple[int, int] = (1962, 2001)
    often: float = 1.0
    weekend: bool = False
    days: bool = False
    land: tuple[Land, ...] = ("town", "valley", "highland")


class Topics(Part):
    """Everything classes are about."""

    notes: list[str]
    venues: dict[Venue, list[str]]
    topics: list[Topic]


class Names(Part):
    """Names that one people bears."""

    family: list[str]
    male_middle: list[str]
    female_middle: list[str]
    male: list[str]
    female: list[str]


class Office(Part):
    """An office in a commune: who holds it speaks in classes of its field."""

    key: str
    post: str
    body: str
    field: str
    role: CollaboratorRole
    sex: Sex | None = None


class Body(Part):
    """A body of the district that holds classes together with a centre."""

    key: str
    name: str


class BoardPost(Part):
    """A post on the board of a centre, and what its holders are besides."""

    post: Post
    post_text: str
    concurrent: list[str]


class People(Part):
    """Names, offices, bodies and posts."""

    names: dict[str, Names]
    offices: list[Office]
    bodies: list[Body]
    posts: list[BoardPost]


class Source(Part):
    """All four files."""

    district: District
    centres: list[Centre]
    topics: Topics
    people: People


def load() -> Source:
    """Read the files of ``resources/sample``."""
    centres: dict[str, list[Centre]] = _read("centres-2020.toml", dict[str, list[Centre]])
    return Source(
        _read("district-2020.toml", District),
        centres["centres"],
        _read("topics.toml", Topics),
        _read("people.toml", People),
    )


def dice(seed: int, part: str) -> random.Random:
    """The chance behind one part of the sample: other parts stay as they are when it is changed."""
    return random.Random(f"{seed}/{part}")


def _read(name: str, shape: type[T]) -> T:
    text = (resource_path("sample") / name).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), shape)
