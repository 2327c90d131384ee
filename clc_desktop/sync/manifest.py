"""The manifest of a frozen report: what the paper says, from which files, signed; it is attached to the PDF.

Its content alone (what the paper says) makes the check code, so that the code stays the same as long as the paper
would; the whole (with the files behind it and the program) makes the snapshot's digest. Both are digests of the one
spelling that ``canonical`` gives: the same value has the same bytes on any machine. No clock is in it, and an Ed25519
signature is the same each time, so the manifest is, too, for the same database.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import CountingRule, UnitKind
from clc_desktop.sync import envelope
from clc_desktop.sync.check_code import check_code
from clc_desktop.sync.documents import FileNumber, PeriodCode
from clc_desktop.sync.keys import KeyPair
from clc_desktop.sync.payload import Batch, Table, read_batches
from clc_desktop.sync.values import Count, Digest, Id, InstallationId, Name, SignKey, Text

FORMAT = 1
REPORT_TYPE = "application/vnd.clc-desktop.report.v1+json"


class Behind(Struct, frozen=True, kw_only=True):
    """A submission behind the report: its file's digest, who signed it, and for what."""

    digest: Digest
    sign_key: SignKey
    unit_id: Id
    unit_name: Text
    installation_id: InstallationId
    period: PeriodCode
    sequence: FileNumber


class Content(Struct, frozen=True, kw_only=True):
    """What the paper says of a unit: the figures down to every centre, and the document with every word of it.

    ``tree_date`` is the day on which the tree of units was read: who is in scope, and how each is called.
    """

    period: PeriodCode
    unit_id: Id
    unit_name: Name
    unit_kind: UnitKind
    counting_rule: CountingRule
    tree_date: date
    figures: dict[str, Any]
    setting: dict[str, Any]
    document: dict[str, Any]


class Issuer(Struct, frozen=True, kw_only=True):
    """Whose database the report comes from; ``above`` is the unit whose fields of activity go before its own."""

    unit_id: Id
    unit_name: Name
    unit_kind: UnitKind
    above: Annotated[str, Meta(max_length=32)] = ""


class Manifest(Struct, frozen=True, kw_only=True):
    """The whole snapshot. ``given`` are the records that the issuer itself adds to the submissions: units and their
    names, fields, courses and plan; ``corrections`` counts the centres' records that it has changed.
    """

    format: Annotated[int, Meta(ge=1)] = FORMAT
    program: Text
    renderer: Text
    issuer: Issuer
    content: Content
    submissions: Annotated[tuple[Behind, ...], Meta(max_length=100_000)] = ()
    given: Annotated[tuple[Batch, ...], Meta(max_length=1000)] = ()
    corrections: Count = 0

    @property
    def code(self) -> str:
        """The check code that stands on the paper."""
        return check_code(hashlib.sha256(canonical(self.content)).hexdigest())


@dataclass(frozen=True, slots=True)
class Signed:
    """A manifest whose signature fits the key that it names; whose key that is, is for the caller to know.

    ``digest`` names the snapshot.
    """

    manifest: Manifest
    digest: str
    key_id: str
    given: tuple[Table, ...]


class _Peek(Struct):
    format: int


def canonical(value: Struct) -> bytes:
    """The one spelling of a value: keys in order, no blanks, letters as they are."""
    return msgspec.json.encode(value, order="sorted")


def sign(manifest: Manifest, keys: KeyPair) -> tuple[str, bytes]:
    """The snapshot's digest and the signed manifest (a DSSE envelope)."""
    payload = canonical(manifest)
    return hashlib.sha256(payload).hexdigest(), envelope.sign(REPORT_TYPE, payload, keys)


def read(data: bytes) -> Signed:
    """Take in a signed manifest: the signature first, then the content, which must be in its one spelling.

    Raises ClcError ``manifest_damaged`` or ``newer_format`` and nothing else, whatever the bytes are.
    """
    try:
        outer = envelope.read_outer(data, (REPORT_TYPE,))
        envelope.verify(outer, outer.key_id)
        manifest = _decoded(outer.payload)
        given = read_batches(manifest.given)
    except ClcError as error:
        raise error if error.code == "newer_format" else ClcError("manifest_damaged", reason=error.code) from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ClcError("manifest_damaged", reason="invalid_content") from error
    return Signed(manifest, hashlib.sha256(outer.payload).hexdigest(), outer.key_id, given)


def _decoded(payload: bytes) -> Manifest:
    if msgspec.json.decode(payload, type=_Peek).format > FORMAT:
        raise ClcError("newer_format")
    manifest = msgspec.json.decode(payload, type=Manifest)
    if canonical(manifest) != payload:
        raise ClcError("manifest_damaged", reason="damaged")
    return manifest
