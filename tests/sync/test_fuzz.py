"""Whatever the bytes are, the reader answers with ClcError or a document."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import documents, envelope, reader
from clc_desktop.sync.keys import KeyPair
from tests.sync import samples

CENTRE, OFFICE = KeyPair.generate(), KeyPair.generate()
SUBMISSION = json.loads(documents.encode(samples.submission(CENTRE, OFFICE)))

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def refused_or_read(data: bytes) -> bool:
    """Whether some door read it; anything but a ClcError fails the test."""
    read = False
    for door in (
        reader.outside,
        reader.open_registration,
        lambda found: reader.open_file(found, OFFICE, lambda key: samples.pinned(CENTRE)),
    ):
        try:
            door(data)
            read = True
        except ClcError:
            pass
    return read


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    assert not refused_or_read(data)


@given(st.binary())
def test_any_bytes_that_begin_like_a_file(data: bytes) -> None:
    assert not refused_or_read(b'{"payload":"' + data)


@given(anything)
def test_any_json_that_looks_like_an_envelope(value: Any) -> None:
    refused_or_read(json.dumps({"payload": value, "payloadType": envelope.SYNC_TYPE, "signatures": [value]}).encode())
    refused_or_read(json.dumps({"payload": "", "payloadType": value, "signatures": value}).encode())


@given(st.binary(), st.sampled_from([envelope.SYNC_TYPE, envelope.REGISTRATION_TYPE]))
def test_any_signed_payload(payload: bytes, payload_type: str) -> None:
    refused_or_read(envelope.sign(payload_type, payload, CENTRE))


@given(st.binary() | anything.map(lambda value: json.dumps(value).encode()))
def test_any_content(content: bytes) -> None:
    refused_or_read(samples.wrapped(content, CENTRE, OFFICE))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in places(item, (*path, key)))]


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_value(value[path[0]], path[1:], new)
    return copy


@given(st.sampled_from(places(SUBMISSION)), anything)
def test_any_value_in_place_of_any_value_of_a_submission(path: tuple[Any, ...], value: Any) -> None:
    content = json.dumps(with_value(SUBMISSION, path, value)).encode()
    try:
        opened = reader.open_file(samples.wrapped(content, CENTRE, OFFICE), OFFICE, lambda key: samples.pinned(CENTRE))
    except ClcError:
        return
    for table in opened.tables:
        if table.known:
            assert len(list(table.versioned())) == len(table.staged().rows)
