"""The outside: DSSE as its specification says, in one spelling only."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import envelope
from clc_desktop.sync.envelope import SYNC_TYPE
from clc_desktop.sync.keys import KeyPair


def code_of(data: bytes) -> str:
    with pytest.raises(ClcError) as caught:
        envelope.read_outer(data)
    return caught.value.code


def their_key(keys: KeyPair) -> SSlibKey:
    return SSlibKey(keys.public.sign, "ed25519", "ed25519", {"public": keys.public.sign})


def test_the_example_of_the_dsse_specification() -> None:
    assert (
        envelope.pae("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_another_implementation_verifies_our_envelope(centre: KeyPair, office: KeyPair) -> None:
    data = envelope.sign(SYNC_TYPE, b"\x00\xffpayload", centre)
    theirs = Envelope.from_dict(json.loads(data))
    assert theirs.payload == b"\x00\xffpayload"
    assert list(theirs.verify([their_key(centre)], 1)) == [centre.public.sign]
    with pytest.raises(VerificationError):
        theirs.verify([their_key(office)], 1)


def test_what_was_signed_is_read_again(centre: KeyPair) -> None:
    outer = envelope.read_outer(envelope.sign(SYNC_TYPE, b"payload", centre))
    assert (outer.payload_type, outer.payload, outer.key_id) == (SYNC_TYPE, b"payload", centre.public.sign)
    envelope.verify(outer, centre.public.sign)


def test_only_the_key_that_signed_fits(centre: KeyPair, office: KeyPair) -> None:
    outer = envelope.read_outer(envelope.sign(SYNC_TYPE, b"payload", centre))
    with pytest.raises(ClcError) as caught:
        envelope.verify(outer, office.public.sign)
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"{}", b'{"payload":1}', b"\xef\xbb\xbf{"])
def test_other_files_are_not_sync_files(data: bytes) -> None:
    assert code_of(data) == "not_sync_file"


def test_a_dsse_envelope_of_another_program_is_not_ours(centre: KeyPair) -> None:
    assert code_of(envelope.sign("application/vnd.in-toto+json", b"{}", centre)) == "not_sync_file"


def test_a_newer_container_asks_for_a_newer_program(centre: KeyPair) -> None:
    assert code_of(envelope.sign("application/vnd.clc-desktop.sync.v2+age", b"x", centre)) == "newer_format"


def test_a_huge_file_is_not_even_looked_at() -> None:
    assert code_of(b'{"payload":"' + b"A" * envelope.MAX_FILE) == "not_sync_file"


def respelled(data: bytes) -> dict[str, bytes]:
    """The same envelope as JSON and base64 would also allow it to be written."""
    content = json.loads(data)
    payload = content["payload"].encode()
    (signature,) = content["signatures"]
    last = payload.rstrip(b"=")[-1:]
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    neighbour = alphabet[alphabet.index(last) + 1 :][:1]
    padding_bits = payload.rstrip(b"=")[:-1] + neighbour + b"=" * payload.count(b"=")
    assert base64.b64decode(padding_bits) == base64.b64decode(payload)
    return {
        "blanks": json.dumps(content).encode(),
        "newline at the end": data + b"\n",
        "other order": json.dumps(dict(reversed(content.items())), separators=(",", ":")).encode(),
        "unknown field": data[:-1] + b',"more":1}',
        "unknown field of a signature": data.replace(b'"sig":', b'"more":1,"sig":'),
        "field twice": data[:-1] + b',"payloadType":"%b"}' % SYNC_TYPE.encode(),
        "escapes": data.replace(b"application/", b"application\\/"),
        "padding bits": data.replace(payload, padding_bits),
        "no padding": data.replace(payload, payload.rstrip(b"=")),
        "url-safe base64": data.replace(payload, b"_-" + payload[2:]),
        "two signatures": data.replace(b"]}", b"," + json.dumps(signature, separators=(",", ":")).encode() + b"]}"),
        "no signature": data.partition(b"[")[0] + b"[]}",
        "upper-case key id": data.replace(signature["keyid"].encode(), signature["keyid"].upper().encode()),
        "no key id": data.replace(signature["keyid"].encode(), b""),
        "short signature": data.replace(signature["sig"].encode(), base64.b64encode(b"x" * 63)),
    }


def test_no_other_spelling_of_the_same_envelope_is_read(centre: KeyPair) -> None:
    data = envelope.sign(SYNC_TYPE, b"payload", centre)
    assert envelope.read_outer(data)
    for name, other in respelled(data).items():
        assert other != data, name
        assert code_of(other) in {"damaged", "not_sync_file"}, name


@given(st.binary(max_size=300))
def test_any_payload_comes_back(payload: bytes) -> None:
    keys = KeyPair.generate()
    outer = envelope.read_outer(envelope.sign(SYNC_TYPE, payload, keys))
    envelope.verify(outer, keys.public.sign)
    assert outer.payload == payload


def test_a_file_of_the_greatest_size_is_looked_at() -> None:
    """32 MiB are a file still, and damaged; one byte more is none."""
    assert envelope.MAX_FILE == 33_554_432
    largest = b'{"payload":"'.ljust(33_554_432, b"A")
    assert code_of(largest) == "damaged"
    assert code_of(largest + b"A") == "not_sync_file"


def test_a_refused_signature_names_the_key(centre: KeyPair, office: KeyPair) -> None:
    """So that the window can say whose file was damaged."""
    outer = envelope.read_outer(envelope.sign(SYNC_TYPE, b"payload", centre))
    with pytest.raises(ClcError) as caught:
        envelope.verify(outer, office.public.sign)
    assert caught.value.data == {"key_id": centre.public.sign}


@pytest.mark.parametrize("size", [63, 65])
def test_a_signature_has_64_bytes(centre: KeyPair, size: int) -> None:
    data = envelope.sign(SYNC_TYPE, b"payload", centre)
    (signature,) = json.loads(data)["signatures"]
    other = base64.b64encode(bytes(size))
    assert code_of(data.replace(signature["sig"].encode(), other)) == "damaged"


@pytest.mark.parametrize(("length", "code"), [(200, "newer_format"), (201, "damaged")])
def test_the_name_of_a_type_is_short(centre: KeyPair, length: int, code: str) -> None:
    name = "application/vnd.clc-desktop.".ljust(length, "x")
    assert code_of(envelope.sign(name, b"", centre)) == code
