"""Checking the look of a finished document against the decree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clc_desktop import files
from clc_desktop.reports import format_gate

LARGEST_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a document that is read; a report of a thousand centres is a tenth of it."""


@dataclass(frozen=True, slots=True)
class FormatBreach:
    """One breach: the rule's name and its place in the decree, where in the document, what is there and what should."""

    rule: str
    source: str
    where: str
    found: str
    wanted: str


def check_format(path: Path) -> tuple[FormatBreach, ...]:
    """What a PDF or Word file breaks of Decree 30/2020/NĐ-CP, none where it is in order.

    Raises ClcError ``not_checkable`` for other files, or what reading raises.
    """
    found = format_gate.check(files.read_limited(path, LARGEST_DOCUMENT))
    return tuple(FormatBreach(one.rule, format_gate.RULES[one.rule], one.where, one.found, one.wanted) for one in found)
