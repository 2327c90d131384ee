"""What an office has changed of its report templates: words, outline, head, recipients, signature; one list a level.

A change is of one text, named by its key, and holds from its period on until the next change of that text; None is the
program's own again. Nothing is written over: what a text was, since when and by whom, stays readable. ``report_texts``
offers the words, ``report_templates`` head and signature as one form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clc_desktop.domain import clock
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.reports.setting import Level
from clc_desktop.store.database import Connection, Tx
from clc_desktop.store.person import person
from clc_desktop.usecases.settings import read_setting, write_setting

HEAD = (
    "superior", "issuer", "place", "signer", "symbol", "addressees", "show_addressees", "recipients", "authority",
)  # fmt: skip
"""Texts that hold for reports of every length. Others hold for reports of the length they were written for."""

_KEPT = "report_texts"
_BY_YEAR = "report_templates"
"""Where head and signature were kept before, by level and year: ``{"district": {"2020": {"signer": …}}}``."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """What a text was made, from the period ``since`` on; ``text`` None is the program's own again.

    A list has an item a line, a yes is "1". ``at`` is ISO, UTC; "" where it was not noted.
    """

    key: str
    since: str
    text: str | None
    at: str
    by: str


def read_changes(conn: Connection, level: Level) -> tuple[TextChange, ...]:
    """All changes of a level's template, in the order in which they were made."""
    kept: dict[str, list[dict[str, Any]]] = read_setting(conn, _KEPT, {})
    by_year: dict[str, dict[str, Any]] = read_setting(conn, _BY_YEAR, {})
    return (*_from_years(by_year.get(level, {})), *(TextChange(**change) for change in kept.get(level, [])))


def keep(tx: Tx, level: Level, since: str, texts: Mapping[str, str | None]) -> None:
    """Make these texts of a level so from the period ``since`` (its code) on."""
    at, by = clock.now().isoformat(), person()
    made = [TextChange(key, since, text, at, by) for key, text in texts.items()]
    every = [asdict(change) for change in (*read_changes(tx.conn, level), *made)]
    by_year = read_setting(tx.conn, _BY_YEAR, {})
    if by_year.pop(level, None) is not None:
        write_setting(tx, _BY_YEAR, by_year)
    write_setting(tx, _KEPT, {**read_setting(tx.conn, _KEPT, {}), level: every})


def read_held(conn: Connection, level: Level, period: Period) -> dict[str, TextChange]:
    """The office's own texts that hold in a period, by key, each with the change that it comes from."""
    return held(read_changes(conn, level), period)


def held(changes: Sequence[TextChange], period: Period) -> dict[str, TextChange]:
    """Of the changes of each text since the period or before, the latest; made last wins. None where that is None."""
    found: dict[str, tuple[Any, TextChange]] = {}
    for change in changes:
        begins = parse_period(change.since)
        if change.key in HEAD:
            when, now = begins.year, period.year
        elif begins.kind == period.kind:
            when, now = begins.start.toordinal(), period.start.toordinal()
        else:
            continue
        if when <= now and (change.key not in found or found[change.key][0] <= when):
            found[change.key] = (when, change)
    return {key: change for key, (_when, change) in found.items() if change.text is not None}


def _from_years(years: Mapping[str, Mapping[str, Any]]) -> Iterator[TextChange]:
    """A year's set took the place of the whole set before it: what it lacks is the program's own again."""
    before: set[str] = set()
    for year in sorted(years, key=int):
        now = {key: value for key, value in years[year].items() if key in HEAD}
        for key in (*now, *sorted(before - now.keys())):
            yield TextChange(key, year, as_text(now[key]) if key in now else None, "", "")
        before = set(now)


def as_text(value: Any) -> str:
    """A value of ``HEAD`` as it is kept: a line for each item, "1" for yes."""
    if isinstance(value, bool):
        return "1" if value else ""
    return value if isinstance(value, str) else "\n".join(value)
