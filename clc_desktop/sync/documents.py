"""The four kinds of sync file as values: registration, assignment, submission, receipt.

Each is a JSON object tagged by "kind". A field that is not listed here came from a newer program of the same format
and is passed over; a reader that would be misled without it gets a new ``FORMAT`` instead and refuses in plain words.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import CountingRule, UnitKind
from clc_desktop.domain.states import Answer
from clc_desktop.sync.payload import FIRST_DAY, LAST_DAY, Batch, Table, read_batches
from clc_desktop.sync.values import AgeKey, Count, Digest, Id, InstallationId, Name, SignKey, Text, Version, invalid

FORMAT = 1

Role = Literal["centre", "aggregator"]
Signature = Annotated[str, Meta(pattern=r"\A[0-9a-f]{128}\Z")]
MAX_BATCHES = 1000
MAX_CRITERIA = 100
Batches = Annotated[tuple[Batch, ...], Meta(max_length=MAX_BATCHES)]
FileNumber = Annotated[int, Meta(ge=1, le=10**9)]
Counter = Annotated[int, Meta(ge=1, lt=10**15)]
PeriodCode = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z._:/-]{1,40}\Z")]


class Party(Struct, frozen=True, kw_only=True):
    """Who sends: a unit, one of its installations, and that installation's public keys."""

    unit_id: Id
    unit_name: Name
    unit_kind: UnitKind
    installation_id: InstallationId
    sign_key: SignKey
    age_key: AgeKey


class Document(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What all four have. Nothing relies on ``made_on``, the sender's clock, or ``program``, its version."""

    format: Annotated[int, Meta(ge=1)] = FORMAT
    sender: Party
    receivers: Annotated[tuple[SignKey, ...], Meta(max_length=64)] = ()
    made_on: date
    program: Text = ""
    records: Batches = ()


class Successor(Struct, frozen=True):
    """The keys that the sender changes to. The file that names them is signed by the keys they replace, which vouch.

    ``after`` is the number of the last submission that the replaced keys signed: with a greater one they are refused.
    ``proof`` is the new key's own signature (see succession.py): nobody can announce a key that is another's.
    """

    sign_key: SignKey
    age_key: AgeKey
    proof: Signature
    after: Count = 0


class Registration(Document, frozen=True, kw_only=True, tag="registration"):
    """Đăng ký: "this is my unit and these are my keys"; the sender is all it says, apart from what it wants to be.

    With ``successor`` it is the announcement of changed keys.
    """

    role: Role
    successor: Successor | None = None


class Due(Struct, frozen=True):
    """A line of the report calendar: the day on which a period's submission is due."""

    period: PeriodCode
    on: date


class Installation(Struct, frozen=True):
    """One PC of a unit, with its public keys."""

    installation_id: InstallationId
    sign_key: SignKey
    age_key: AgeKey


class Criterion(Struct, frozen=True):
    """What points of a self-assessment are given for, and the most of them."""

    name: Name
    most: FileNumber


class Cutoffs(Struct, frozen=True):
    """The points from which each rank begins; fewer than ``average`` is the lowest. ValueError unless they fall."""

    good: Count
    fair: Count
    average: Count

    def __post_init__(self) -> None:
        if not self.good > self.fair > self.average:
            raise ValueError("cut-offs do not fall")


class Assignment(Document, frozen=True, kw_only=True, tag="assignment"):
    """Tệp giao: who the receiver is and what it shall do; units, fields and plan travel as ``records``.

    ``revoked`` are keys that nobody shall trust any more, ``installations`` all PCs of the unit, ``successor`` the
    keys that the aggregator changes to, ``criteria`` what a self-assessment gives points for (none: the rank is
    chosen), ``cutoffs`` from how many points on each rank begins.
    """

    unit_id: Id
    unit_name: Name
    unit_code: Text = ""
    counting_rule: CountingRule
    calendar: Annotated[tuple[Due, ...], Meta(max_length=1000)] = ()
    revoked: Annotated[tuple[SignKey, ...], Meta(max_length=10_000)] = ()
    installations: Annotated[tuple[Installation, ...], Meta(max_length=64)] = ()
    successor: Successor | None = None
    criteria: Annotated[tuple[Criterion, ...], Meta(max_length=MAX_CRITERIA)] = ()
    cutoffs: Cutoffs | None = None

    def __post_init__(self) -> None:
        if len({criterion.name for criterion in self.criteria}) < len(self.criteria):
            raise ValueError("a criterion twice")


class Source(Struct, frozen=True):
    """A file that an aggregator merged and whose rows it now hands upwards: where a figure comes from."""

    digest: Digest
    sign_key: SignKey
    unit_id: Id
    period: PeriodCode
    sequence: FileNumber


class Submission(Document, frozen=True, kw_only=True, tag="submission"):
    """Tệp nộp: the full state of a period.

    ``previous`` is the digest of the file before it, ``knows`` the highest counter of each installation that the sender
    has seen, ``unlock`` the reason for which a locked period shall be opened again ("" for no such wish).
    """

    period: PeriodCode
    sequence: FileNumber
    previous: Digest | None = None
    knows: Annotated[dict[InstallationId, Counter], Meta(max_length=4096)] = {}
    unlock: Text = ""
    sources: Annotated[tuple[Source, ...], Meta(max_length=10_000)] = ()


class Returned(Struct, frozen=True):
    """A row that an officer returned, or corrected, with the reason in the officer's words."""

    kind: Annotated[str, Meta(max_length=50)]
    id: Id
    version: Version
    reason: Text


class Receipt(Document, frozen=True, kw_only=True, tag="receipt"):
    """Biên nhận: the answer to one submission, and what the aggregator says by now about its period.

    ``state`` is the answer on the whole, ``accepted`` how many rows stand, ``returned`` those that do not. ``records``
    are the aggregator's own versions of the receiver's records (corrections, settled conflicts), ``corrected`` the
    reasons for them. ``decision`` is the version of what is said here: it tells a later receipt from an earlier one.
    ``knows`` is as in a submission: a receiver that is behind it has an old copy of its database.
    """

    answers: Digest
    sequence: FileNumber
    period: PeriodCode
    state: Answer
    reason: Text = ""
    accepted: Count = 0
    returned: Annotated[tuple[Returned, ...], Meta(max_length=200_000)] = ()
    corrected: Annotated[tuple[Returned, ...], Meta(max_length=200_000)] = ()
    decision: Version | None = None
    knows: Annotated[dict[InstallationId, Counter], Meta(max_length=4096)] = {}


AnyDocument = Registration | Assignment | Submission | Receipt


class _Peek(Struct):
    format: int
    kind: str


class _Any(Struct):
    """An object of which nothing is kept."""


class _Shape(Struct):
    """How many batches there are: counted before any is built, because bounds are checked behind the last one."""

    records: Annotated[tuple[_Any, ...], Meta(max_length=MAX_BATCHES)] = ()


MAX_OBJECTS = 450_000
"""Opening braces in a document: more than a receipt for two hundred thousand rows has."""

_decoder, _shape = msgspec.json.Decoder(AnyDocument), msgspec.json.Decoder(_Shape)
_KINDS = frozenset({"registration", "assignment", "submission", "receipt"})


def encode(document: AnyDocument) -> bytes:
    """The document as JSON."""
    return msgspec.json.encode(document)


def decode(data: bytes) -> tuple[AnyDocument, tuple[Table, ...]]:
    """A document and its rows, every value checked against its type and bounds.

    Raises ClcError ``newer_format`` or ``invalid_content`` and nothing else, whatever the bytes are.
    """
    if data.count(b"{") > MAX_OBJECTS:
        raise invalid("too_many_objects")
    try:
        _shape.decode(data)
        document = _decoder.decode(data)
        if document.format > FORMAT:
            raise ClcError("newer_format", format=document.format)
        _check_dates(document)
        return document, read_batches(document.records)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _explained(data, error) from error


def _check_dates(document: AnyDocument) -> None:
    days = [document.made_on]
    if isinstance(document, Assignment):
        days += [due.on for due in document.calendar]
    if not all(FIRST_DAY <= day <= LAST_DAY for day in days):
        raise invalid("date")


def _explained(data: bytes, error: Exception) -> ClcError:
    """A newer program may well write what we cannot read; only what claims to be of our format is wrong."""
    try:
        peek = msgspec.json.decode(data, type=_Peek)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return invalid("structure", detail=str(error))
    if peek.format > FORMAT or peek.kind not in _KINDS:
        return ClcError("newer_format", format=peek.format)
    return invalid("structure", detail=str(error))
