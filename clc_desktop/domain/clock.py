"""The only place that reads the clock or makes ids, so that tests can set both."""

from __future__ import annotations

import secrets
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

_fixed: datetime | None = None
_random_bytes: Callable[[int], bytes] = secrets.token_bytes
_lock = threading.Lock()
_last = (0, 0)

NAMESPACE = uuid.UUID("6f2c1c52-0d1e-5b7a-9f6e-3c1d5a7e2020")
"""Namespace of the ids that are derived from a natural key."""


def now() -> datetime:
    """The moment, in UTC, whole seconds."""
    return (_fixed or datetime.now(UTC)).replace(microsecond=0)


def today() -> date:
    """The calendar day on this machine."""
    return _fixed.date() if _fixed else date.today()


def new_id() -> str:
    """A UUIDv7 (RFC 9562) as 32 hex digits: time-ordered, so that rows typed together lie together on disk.

    Ids made in one process never go back, even where the clock does; a 12-bit counter orders those of one millisecond.
    """
    global _last
    with _lock:
        moment = _fixed or datetime.now(UTC)
        milliseconds = max(int(moment.timestamp() * 1000), 0)
        if milliseconds <= _last[0]:
            milliseconds, count = _last[0], _last[1] + 1
            if count > 0xFFF:
                milliseconds, count = milliseconds + 1, 0
        else:
            count = 0
        _last = (milliseconds, count)
        tail = int.from_bytes(_random_bytes(8)) & (2**62 - 1)
    return f"{milliseconds << 80 | 7 << 76 | count << 64 | 2 << 62 | tail:032x}"


def new_installation_id() -> str:
    """The id of a copy of the program with its database: 16 random hex digits."""
    return _random_bytes(8).hex()


def derived_id(*key: object) -> str:
    """The id of a record that a natural key names (a plan of one centre, year and field): equal keys, equal ids.

    Two machines that type the same plan make one record with two versions, not two records that add up.
    """
    return uuid.uuid5(NAMESPACE, "\x1f".join(str(part) for part in key)).hex


@contextmanager
def fixed(moment: datetime, seed: int | None = None) -> Iterator[None]:
    """Stop the clock at ``moment`` (aware); with ``seed`` ids are the same in every run. For tests and the sample."""
    global _fixed, _random_bytes, _last
    saved = _fixed, _random_bytes, _last
    _fixed, _last = moment, (0, 0)
    if seed is not None:
        import random

        _random_bytes = random.Random(seed).randbytes
    try:
        yield
    finally:
        _fixed, _random_bytes, _last = saved
