"""Thể thức: how an office's report looks on paper, by level and year: head, Kính gửi, Nơi nhận, signature.

What nobody has changed is the program's own template. A change made for a year holds for later years, too, until the
next one; a report of an earlier year stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, calendar_year
from clc_desktop.domain.vietnamese import clean
from clc_desktop.reports.setting import LEVELS, Level, ReportSetting, report_setting
from clc_desktop.store.database import Connection, Store
from clc_desktop.usecases.settings import read_setting, write_setting
from clc_desktop.usecases.workspace import Identity, require_identity

OF_ONE_UNIT = ("superior", "issuer", "place", "signer")
"""What only the report of our own unit can be told; the others hold for every report of a level."""
LISTS = ("issuer", "addressees", "recipients", "authority")
EDITABLE = (*OF_ONE_UNIT, "symbol", "addressees", "show_addressees", "recipients", "authority")

_KEY = "report_templates"
_ABOVE: dict[Level, tuple[Level, ...]] = {
    "centre": ("centre",),
    "commune": ("commune",),
    "district": ("district", "commune"),
    "province": ("province", "district", "commune"),
}


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """The layout of one level for reports of a year; ``since`` is the year of the change it comes from, 0 for none.

    ``values`` has a text, a bool or a tuple of lines for every name of ``EDITABLE`` that the level can be told.
    """

    level: Level
    year: int
    since: int
    values: dict[str, Any]


def levels(store: Store) -> tuple[Level, ...]:
    """The levels whose reports this database can write: our own first, then those below."""
    with store.read() as conn:
        return _ABOVE[level_of(require_identity(conn))]


def report_template(store: Store, level: Level, year: int) -> ReportTemplate:
    """How reports of a level look in a year."""
    with store.read() as conn:
        who = require_identity(conn)
        since, changed = _changed(conn, level, year)
        standard = _standard(who, level, calendar_year(year))
    names = _names(who, level)
    values = {name: getattr(standard, name) for name in names} | _typed(changed)
    return ReportTemplate(level, year, since, {name: values[name] for name in names})


def save_report_template(store: Store, level: Level, year: int, values: Mapping[str, Any]) -> None:
    """From this year on reports of the level look so. Raises ClcError ``issuer_missing`` without an issuing body."""
    with store.write("report_template", str(year)) as tx:
        who = require_identity(tx.conn)
        names = _names(who, level)
        standard = _standard(who, level, calendar_year(year))
        tidy = {name: _tidy(values[name]) for name in names if name in values}
        if "issuer" in tidy and not tidy["issuer"]:
            raise ClcError("issuer_missing")
        kept = read_setting(tx.conn, _KEY, {})
        known = {name: getattr(standard, name) for name in names}
        kept.setdefault(level, {})[str(year)] = {n: v for n, v in tidy.items() if v != _plain(known[n])}
        write_setting(tx, _KEY, kept)


def reset_report_template(store: Store, level: Level, year: int) -> None:
    """Back to the program's own template from this year on."""
    with store.write("report_template", str(year)) as tx:
        kept = read_setting(tx.conn, _KEY, {})
        kept.setdefault(level, {})[str(year)] = {}
        write_setting(tx, _KEY, kept)


def applied(conn: Connection, setting: ReportSetting, period: Period, is_own: bool) -> ReportSetting:
    """A setting with what the office has changed; ``is_own`` where the report is about our own unit."""
    _since, changed = _changed(conn, setting.level, period.year)
    known = {name: value for name, value in _typed(changed).items() if is_own or name not in OF_ONE_UNIT}
    return replace(setting, **known) if known else setting


def level_of(who: Identity) -> Level:
    """The level of a unit's reports; "other" units report as communes do."""
    return next((level for level in LEVELS if level == who.unit_kind), "commune")


def _names(who: Identity, level: Level) -> tuple[str, ...]:
    return EDITABLE if level == level_of(who) else tuple(name for name in EDITABLE if name not in OF_ONE_UNIT)


def _standard(who: Identity, level: Level, period: Period) -> ReportSetting:
    return report_setting(level, who.unit_name if level == level_of(who) else "", period)


def _changed(conn: Connection, level: str, year: int) -> tuple[int, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read_setting(conn, _KEY, {}).get(level, {})
    since = max((int(code) for code in found if int(code) <= year), default=0)
    return (since, found[str(since)]) if since else (0, {})


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if name in LISTS else value for name, value in values.items() if name in EDITABLE}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _tidy(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean(value)
    return [line for line in map(clean, value) if line]
