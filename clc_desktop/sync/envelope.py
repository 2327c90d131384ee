"""The outside of a sync file: a DSSE envelope (Dead Simple Signing Envelope, v1.0) with exactly one signature.

    {"payload":"<base64>","payloadType":"application/vnd.clc-desktop.…","signatures":[{"keyid":"…","sig":"<base64>"}]}

The signature covers PAE(payloadType, payload), so both are authenticated before either is interpreted. ``keyid`` is the
Ed25519 public key itself in hex. Of the many spellings that JSON and base64 allow for one value, only the one that we
write is read: what is read must encode to the same bytes again, so no byte of a file can change unnoticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync.keys import KeyPair, signature_fits
from clc_desktop.sync.values import SignKey

SYNC_TYPE = "application/vnd.clc-desktop.sync.v1+age"
REGISTRATION_TYPE = "application/vnd.clc-desktop.registration.v1+gzip"
"""A registration is signed only: it is not secret, and whom to encrypt it for is not known yet."""

MAX_FILE = 32 * 1024 * 1024
"""Bytes of a file; 200 communes' full year is some 25 MiB."""

_OURS = "application/vnd.clc-desktop."
_FIRST_BYTES = b'{"payload":"'


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keyid: SignKey
    sig: Annotated[bytes, Meta(min_length=64, max_length=64)]


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payload: bytes
    payload_type: Annotated[str, Meta(max_length=200)] = msgspec.field(name="payloadType")
    signatures: Annotated[tuple[_Signature, ...], Meta(min_length=1, max_length=1)]


@dataclass(frozen=True, slots=True)
class Outer:
    """An envelope that is well-formed and nothing more: nobody has looked yet whether the signature fits."""

    payload_type: str
    payload: bytes
    key_id: str
    signature: bytes
    digest: str


def pae(payload_type: str, payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding: what is signed."""
    name = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def sign(payload_type: str, payload: bytes, keys: KeyPair) -> bytes:
    """The envelope of ``payload``, in the one spelling that ``read_outer`` accepts."""
    signature = _Signature(keys.public.sign, keys.sign(pae(payload_type, payload)))
    return msgspec.json.encode(_Envelope(payload, payload_type, (signature,)))


def read_outer(data: bytes, known: Collection[str] = (SYNC_TYPE, REGISTRATION_TYPE)) -> Outer:
    """Take the envelope of one of the ``known`` types apart without interpreting the payload.

    Raises ClcError ``not_sync_file`` (something else altogether), ``damaged`` (ours, but not as it was written) or
    ``newer_format`` (a kind of file that only a newer program knows).
    """
    if not data.startswith(_FIRST_BYTES) or len(data) > MAX_FILE:
        raise ClcError("not_sync_file")
    envelope = _decode(data)
    if not envelope.payload_type.startswith(_OURS):
        raise ClcError("not_sync_file")
    if envelope.payload_type not in known:
        raise ClcError("newer_format")
    (signature,) = envelope.signatures
    digest = hashlib.sha256(data).hexdigest()
    return Outer(envelope.payload_type, envelope.payload, signature.keyid, signature.sig, digest)


def verify(outer: Outer, sign_key: str) -> None:
    """Raise ClcError ``damaged`` unless the owner of ``sign_key`` signed this payload as this type."""
    if not signature_fits(sign_key, outer.signature, pae(outer.payload_type, outer.payload)):
        raise ClcError("damaged", key_id=outer.key_id)


def _decode(data: bytes) -> _Envelope:
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ClcError("damaged") from error
    if msgspec.json.encode(envelope) != data:
        raise ClcError("damaged")
    return envelope
