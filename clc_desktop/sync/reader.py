"""Making files and taking them in, in the one order that is safe.

verify the signature -> decrypt -> decompress under a limit -> decode -> compare the inside with the outside.
Nothing of a step runs before the step before it has succeeded; each refuses with a ClcError of its own:

    not_sync_file, newer_format   not for this program, or not for this version of it
    unknown_key                   nobody has approved this sender (``revoked_key`` comes from ``find_key``)
    damaged                       not the bytes that the sender signed
    wrong_receiver                encrypted for somebody else
    invalid_content               signed as it is, but not what a program of ours writes
    disagrees                     signed by one, written in the name of another
    wrong_kind                    a registration where another file is expected, or the other way round
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pyrage

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import documents, envelope
from clc_desktop.sync.documents import AnyDocument, Registration
from clc_desktop.sync.envelope import REGISTRATION_TYPE, SYNC_TYPE, Outer
from clc_desktop.sync.keys import KeyPair, PublicKeys
from clc_desktop.sync.payload import Table
from clc_desktop.sync.succession import check_successor
from clc_desktop.sync.values import invalid

MAX_DOCUMENT = 48 * 1024 * 1024
"""Bytes of a decompressed document: 200 communes' full year, and little enough for a PC with 4 GB."""

MAX_REGISTRATION = 64 * 1024
"""The same of a registration, which may come from anybody."""

_GZIP = zlib.MAX_WBITS | 16
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class PinnedKey:
    """A signing key that a person approved, and in whose name it may write (None: not known before the first file)."""

    sign_key: str
    unit_id: str | None = None
    installation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """What anyone can see of a file without a key; nothing of it is proven yet."""

    payload_type: str
    key_id: str
    digest: str
    size: int

    @property
    def is_registration(self) -> bool:
        return self.payload_type == REGISTRATION_TYPE


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that passed every step: its document, the rows of ``document.records`` decoded, its digest and signer.

    ``receiver`` is the newest signing key of ours that it names, "" in a registration.
    """

    document: AnyDocument
    tables: tuple[Table, ...]
    digest: str
    key_id: str
    receiver: str = ""


def seal(document: AnyDocument, keys: KeyPair, receivers: Sequence[PublicKeys] = ()) -> bytes:
    """The file of a document, signed by ``keys`` and encrypted to ``receivers`` and to the sender itself.

    A registration is signed only. What is written is read once before it goes out: ClcError ``invalid_content`` here
    is better than at the far end of a road.
    """
    _check_ready(document, keys, receivers)
    data = documents.encode(document)
    documents.decode(data)
    packed = zlib.compress(data, _LEVEL, wbits=_GZIP)
    if isinstance(document, Registration):
        return envelope.sign(REGISTRATION_TYPE, packed, keys)
    recipients = [pyrage.x25519.Recipient.from_str(public.age) for public in (*receivers, keys.public)]
    return envelope.sign(SYNC_TYPE, pyrage.encrypt(packed, recipients), keys)


def outside(data: bytes) -> Outside:
    """The outside of a file, for ``inspect``. Raises like ``envelope.read_outer``."""
    outer = envelope.read_outer(data)
    return Outside(outer.payload_type, outer.key_id, outer.digest, len(data))


def open_file(data: bytes, keys: KeyPair, find_key: Callable[[str], PinnedKey | None]) -> Opened:
    """Take in a file of an approved sender. ``find_key`` gives the pinned key of a key id, or refuses it.

    For a first assignment it accepts the key whose check number the person has typed.
    """
    outer = _outer_of_type(data, SYNC_TYPE)
    pinned = _pinned(outer, find_key)
    envelope.verify(outer, pinned.sign_key)
    opened = _decoded(outer, _decrypt(outer.payload, keys))
    _check_sender(opened, pinned)
    return replace(opened, receiver=_receiver(opened, keys))


def open_registration(data: bytes) -> Opened:
    """Take in a registration. The key it names signed it, which proves no more than that nobody changed it:
    whose key it is a person finds out by the check number."""
    outer = _outer_of_type(data, REGISTRATION_TYPE)
    envelope.verify(outer, outer.key_id)
    opened = _decoded(outer, outer.payload, MAX_REGISTRATION)
    _check_sender(opened, PinnedKey(outer.key_id))
    return opened


def _check_ready(document: AnyDocument, keys: KeyPair, receivers: Sequence[PublicKeys]) -> None:
    """A bug of ours, not something a person can mend, if these do not fit together."""
    sender = document.sender
    if PublicKeys(sender.sign_key, sender.age_key) != keys.public:
        raise ValueError("the document names other keys than those that sign it")
    if tuple(public.sign for public in receivers) != document.receivers:
        raise ValueError("the document names other receivers than those it is encrypted to")
    if isinstance(document, Registration) is bool(receivers):
        raise ValueError("a registration has no receiver and any other file at least one")


def _outer_of_type(data: bytes, payload_type: str) -> Outer:
    outer = envelope.read_outer(data)
    if outer.payload_type != payload_type:
        raise ClcError("wrong_kind", kind="registration" if outer.payload_type == REGISTRATION_TYPE else "sync")
    return outer


def _pinned(outer: Outer, find_key: Callable[[str], PinnedKey | None]) -> PinnedKey:
    pinned = find_key(outer.key_id)
    if pinned is None:
        raise ClcError("unknown_key", key_id=outer.key_id)
    return pinned


def _decrypt(ciphertext: bytes, keys: KeyPair) -> bytes:
    """age does not say who encrypted; that is why the signature around it was checked first."""
    try:
        plain: bytes = pyrage.decrypt(ciphertext, [held.identity for held in keys.every])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise ClcError("wrong_receiver") from error
        raise invalid("encryption") from error
    return plain


def _decompress(data: bytes, limit: int) -> bytes:
    unpacking = zlib.decompressobj(wbits=_GZIP)
    try:
        plain = unpacking.decompress(data, limit + 1)
    except zlib.error as error:
        raise invalid("compression") from error
    if len(plain) > limit:
        raise invalid("too_large", limit=limit)
    if not unpacking.eof or unpacking.unused_data:
        raise invalid("compression")
    return plain


def _decoded(outer: Outer, packed: bytes, limit: int = MAX_DOCUMENT) -> Opened:
    document, tables = documents.decode(_decompress(packed, limit))
    if isinstance(document, Registration) is not (outer.payload_type == REGISTRATION_TYPE):
        raise ClcError("disagrees", unit_name=document.sender.unit_name, key_id=outer.key_id)
    return Opened(document, tables, outer.digest, outer.key_id)


def _check_sender(opened: Opened, pinned: PinnedKey) -> None:
    """The document must be written in the name of the key that signed it: else it was stripped and signed anew."""
    sender = opened.document.sender
    agrees = (
        sender.sign_key == opened.key_id
        and pinned.unit_id in (None, sender.unit_id)
        and pinned.installation_id in (None, sender.installation_id)
    )
    if not agrees:
        raise ClcError("disagrees", unit_name=sender.unit_name, key_id=opened.key_id)
    check_successor(opened.document)


def _receiver(opened: Opened, keys: KeyPair) -> str:
    named = {*opened.document.receivers, opened.document.sender.sign_key}
    for held in keys.every:
        if held.public.sign in named:
            return held.public.sign
    raise ClcError("wrong_receiver")
