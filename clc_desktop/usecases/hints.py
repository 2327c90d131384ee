"""Gợi ý đã bỏ qua: what an officer has thought about and left as it is, with the reason, for the words as they stand.

A hint is about the report as a whole. Its dismissal holds as long as it says the same of the same texts; when either
changes, the hint is there again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clc_desktop.domain import clock
from clc_desktop.domain.rules import required_reason
from clc_desktop.store.database import Connection, Tx
from clc_desktop.store.person import person
from clc_desktop.usecases.proofreading import Finding
from clc_desktop.usecases.settings import read_setting, write_setting

DISMISSIBLE = ("mixed_units", "even_averages")
_KEY = "dismissed_hints"


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A hint that somebody has dismissed: ``at`` is ISO, UTC."""

    code: str
    reason: str
    at: str
    by: str


def dismiss(tx: Tx, report: str, one: Finding, texts: Mapping[str, str], reason: str) -> None:
    """Keep that a finding of a report (its key) is left as it is. Raises ClcError ``reason_missing``."""
    if one.code not in DISMISSIBLE:
        raise AssertionError(f"{one.code} is not to be dismissed")
    reason = required_reason(reason)
    kept: dict[str, dict[str, Any]] = read_setting(tx.conn, _KEY, {})
    made = {"code": one.code, "reason": reason, "at": clock.now().isoformat(), "by": person()}
    write_setting(tx, _KEY, kept | {report: kept.get(report, {}) | {_print(one, texts): made}})


def parted(
    conn: Connection, report: str, found: Sequence[Finding], texts: Mapping[str, str]
) -> tuple[tuple[Finding, ...], tuple[Dismissed, ...]]:
    """The findings that are still to be looked at, and those that were dismissed."""
    kept = read_setting(conn, _KEY, {}).get(report, {})
    marks = {id(one): kept.get(_print(one, texts)) for one in found if one.code in DISMISSIBLE}
    gone = [mark for mark in marks.values() if mark]
    return tuple(one for one in found if not marks.get(id(one))), tuple(Dismissed(**mark) for mark in gone)


def _print(one: Finding, texts: Mapping[str, str]) -> str:
    """What the hint says of which texts, as a short code."""
    said = json.dumps([one.code, one.place, dict(one.data), dict(texts)], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
