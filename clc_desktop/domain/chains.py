"""The files of one installation as a chain: each has a number and names the digest of the one before it.

From that alone the receiver tells a missing file from two machines that both believe to be the same one (a copied
folder), and from one machine that went back in time (an old backup put in place and used again).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ChainVerdict = Literal["ok", "late", "fork", "rollback"]


@dataclass(frozen=True, slots=True)
class Link:
    """A file of a chain: ``previous`` is the digest of the file before it, None for the first or where unknown."""

    sequence: int
    digest: str
    previous: str | None


def judge(known: Mapping[int, Link], link: Link) -> ChainVerdict:
    """How a file that is new here stands to the files taken in (by number).

    ``fork``: a file with this number, or with the number before it, was another one: two machines go on from the same
    past. ``rollback``: the same, but others have come since: whoever made it does not know them. ``late``: older than
    what is here and of the same chain. ``ok``: the next one, or one after a gap (see ``missing``).
    """
    latest = max(known, default=0)
    if _contradicts(known, link):
        return "rollback" if link.sequence < latest else "fork"
    return "late" if link.sequence < latest else "ok"


def missing(numbers: set[int], sequence: int) -> list[int]:
    """The numbers before ``sequence`` that never came."""
    return sorted(set(range(1, sequence)) - numbers)


def _contradicts(known: Mapping[int, Link], link: Link) -> bool:
    same, before, after = (known.get(link.sequence + step) for step in (0, -1, 1))
    if same is not None and same.digest != link.digest:
        return True
    if before is not None and before.digest != link.previous:
        return True
    return after is not None and after.previous != link.digest
