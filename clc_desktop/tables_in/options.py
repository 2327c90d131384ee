"""What a person, or the program, says about a workbook beside what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Learned = Mapping[str, Mapping[str, str]]
"""Headings that a person has assigned before: record kind, heading as typed, field name ("" leaves it out)."""

Stored = Callable[[str], Mapping[str, Mapping[str, str]]]
"""For a record kind, the rows that an export would write now: row code, field, text of the cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read: every part has a good default.

    ``kinds`` says what the sheets of a name are (record kind, "" leaves one out), ``columns`` what the columns of a
    sheet fill (position and field, "" leaves one out): both chosen by hand. ``defaults`` are values of fields for
    which a sheet has no column. ``unit_id`` is ours: an exported row of another unit is refused.
    """

    year: int | None = None
    learned: Learned = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    unit_id: str = ""
    stored: Stored = lambda _kind: {}
