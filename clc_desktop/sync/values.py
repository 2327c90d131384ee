"""The bounded values that sync files are made of; msgspec checks them while it decodes."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from clc_desktop.domain.errors import ClcError

MAX_INTEGER = 2**53 - 1
"""The greatest whole number that every JSON reader takes without loss."""

MAX_TEXT = 20_000
MAX_ROWS = 200_000
"""Rows of all batches of a document together."""

Text = Annotated[str, Meta(max_length=MAX_TEXT)]
Name = Annotated[str, Meta(min_length=1, max_length=300)]
Integer = Annotated[int, Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
Count = Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
Id = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
InstallationId = Annotated[str, Meta(pattern=r"\A[0-9a-f]{16}\Z")]
SignKey = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
"""An Ed25519 public key; also the name of the key, everywhere."""

AgeKey = Annotated[str, Meta(pattern=r"\Aage1[02-9ac-hj-np-z]{58}\Z")]
"""An X25519 recipient in age's spelling."""

Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
"""SHA-256 of a whole file."""

_ENTRY = r"[0-9a-f]{16}:[1-9][0-9]{0,14}"
VERSION_PATTERN = rf"{_ENTRY}(?: {_ENTRY}){{0,63}}"
Version = Annotated[str, Meta(pattern=rf"\A{VERSION_PATTERN}\Z")]
"""``installation:counter`` entries as in domain/versions.py, 1 to 64 of them; counters stay under 10¹⁵."""


def invalid(reason: str, **data: object) -> ClcError:
    """What a file says that no program of ours writes: signed by a known key, but not to be taken in."""
    return ClcError("invalid_content", reason=reason, **data)
