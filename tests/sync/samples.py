"""Documents, keys and records for the tests of sync."""

from __future__ import annotations

import dataclasses
import types
import typing
import zlib
from datetime import date
from typing import Any, Literal

import msgspec
import pyrage
from hypothesis import strategies as st

from clc_desktop.domain.records import ClassSession, LearningClass, Record
from clc_desktop.sync import documents, envelope, payload, reader
from clc_desktop.sync.keys import KeyPair
from clc_desktop.sync.payload import Versioned

CENTRE, CENTRE_INSTALLATION = "c" * 32, "1" * 16
OFFICE, OFFICE_INSTALLATION = "d" * 32, "2" * 16
DAY = date(2020, 12, 31)


def party(keys: KeyPair, unit: str = CENTRE, installation: str = CENTRE_INSTALLATION) -> documents.Party:
    return documents.Party(
        unit_id=unit,
        unit_name="xã Pú Nhung",
        unit_kind="centre",
        installation_id=installation,
        sign_key=keys.public.sign,
        age_key=keys.public.age,
    )


def learning_class(**changes: Any) -> LearningClass:
    values: dict[str, Any] = {
        "id": "a" * 32,
        "unit_id": CENTRE,
        "field": "law",
        "topic": "Luật giao thông <b>&",
        "hosting": "own",
        "starts_on": date(2020, 3, 5),
        "lecturers": ("Lò Văn Bình",),
        "reasons": (("date_odd", "chữ ký muộn"),),
    }
    return LearningClass(**values | changes)


def session(**changes: Any) -> ClassSession:
    values = {"id": "b" * 32, "unit_id": CENTRE, "class_id": "a" * 32, "held_on": date(2020, 3, 5), "present": 40}
    return ClassSession(**values | changes)


def batches(*rows: Versioned) -> tuple[payload.Batch, ...]:
    kinds = dict.fromkeys(type(row.record) for row in rows)
    return tuple(b for cls in kinds for b in payload.to_batches(cls, [r for r in rows if type(r.record) is cls]))


def versioned(record: Record, version: str = f"{CENTRE_INSTALLATION}:1", **more: Any) -> Versioned:
    return Versioned(record, version, **more)


def submission(keys: KeyPair, receiver: KeyPair, **changes: Any) -> documents.Submission:
    values: dict[str, Any] = {
        "sender": party(keys),
        "receivers": (receiver.public.sign,),
        "made_on": DAY,
        "period": "2020",
        "sequence": 1,
        "knows": {CENTRE_INSTALLATION: 7},
        "records": batches(versioned(learning_class()), versioned(session())),
    }
    return documents.Submission(**values | changes)


def registration(keys: KeyPair, **changes: Any) -> documents.Registration:
    values: dict[str, Any] = {"sender": party(keys), "made_on": DAY, "role": "centre"}
    return documents.Registration(**values | changes)


def assignment(keys: KeyPair, receiver: KeyPair, **changes: Any) -> documents.Assignment:
    values: dict[str, Any] = {
        "sender": party(keys, OFFICE, OFFICE_INSTALLATION),
        "receivers": (receiver.public.sign,),
        "made_on": DAY,
        "unit_id": CENTRE,
        "unit_name": "xã Pú Nhung",
        "counting_rule": "sessions",
        "calendar": (documents.Due("2020", DAY),),
    }
    return documents.Assignment(**values | changes)


def receipt(keys: KeyPair, receiver: KeyPair, **changes: Any) -> documents.Receipt:
    values: dict[str, Any] = {
        "sender": party(keys, OFFICE, OFFICE_INSTALLATION),
        "receivers": (receiver.public.sign,),
        "made_on": DAY,
        "answers": "0" * 64,
        "sequence": 1,
        "period": "2020",
        "state": "returned",
        "returned": (documents.Returned("learning_class", "a" * 32, f"{CENTRE_INSTALLATION}:1", "thiếu số lượt"),),
    }
    return documents.Receipt(**values | changes)


def pinned(keys: KeyPair, **changes: Any) -> reader.PinnedKey:
    values: dict[str, Any] = {"unit_id": CENTRE, "installation_id": CENTRE_INSTALLATION}
    return reader.PinnedKey(keys.public.sign, **values | changes)


def wrapped(content: bytes, keys: KeyPair, receiver: KeyPair, pack: bool = True) -> bytes:
    """A file with any content at all, signed and encrypted as it should be."""
    packed = zlib.compress(content, wbits=31) if pack else content
    recipient = pyrage.x25519.Recipient.from_str(receiver.public.age)
    return envelope.sign(envelope.SYNC_TYPE, pyrage.encrypt(packed, [recipient]), keys)


def changed(document: documents.AnyDocument, **fields: Any) -> bytes:
    """The JSON of a document with some of its fields replaced by anything."""
    return msgspec.json.encode(msgspec.json.decode(documents.encode(document)) | fields)


# --- any record -------------------------------------------------------------------------------------------------------

SECRET_LETTERS = "ĦŊŦẞ"
"""Letters that no text of ours bears: only personal data are made of them."""

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=SECRET_LETTERS), max_size=20)
IDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of a record may have."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*map(values_of, arguments))
    if origin is tuple and arguments[-1] is ...:
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values_of, arguments))
    return {
        str: TEXTS,
        int: st.integers(0, 2**53 - 1),
        bool: st.booleans(),
        date: st.dates(payload.FIRST_DAY, payload.LAST_DAY),
        type(None): st.none(),
    }[hint]


def records(cls: type[Record]) -> st.SearchStrategy[Record]:
    """Any record of a kind."""
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls)]
    is_id = {name: name == "id" or name.endswith("_id") for name in names}
    return st.builds(cls, **{name: IDS if is_id[name] else values_of(hints[name]) for name in names})


ENTRIES = st.dictionaries(st.text("0123456789abcdef", min_size=16, max_size=16), st.integers(1, 10**15 - 1), min_size=1)
VERSIONS = ENTRIES.map(lambda found: " ".join(f"{name}:{counter}" for name, counter in sorted(found.items())))
EXTRAS = st.dictionaries(
    st.sampled_from(["later_1", "later_2"]),
    st.one_of(st.none(), TEXTS, st.integers(-(2**53) + 1, 2**53 - 1), st.lists(TEXTS, max_size=2)),
)


def rows(cls: type[Record]) -> st.SearchStrategy[list[Versioned]]:
    """Any rows of a kind, each with an id of its own."""
    one = st.builds(Versioned, records(cls), VERSIONS, st.booleans(), EXTRAS)
    return st.lists(one, max_size=4, unique_by=lambda row: row.record.id)
