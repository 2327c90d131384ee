"""Thể thức: how an office's report looks on paper, by level and year: head, Kính gửi, Nơi nhận, signature.

What nobody has changed is the program's own template. What is changed for a year holds for later years, too, until it
is changed again; a report of an earlier year stays as it was. The changes are kept by ``template_changes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, calendar_year
from clc_desktop.domain.vietnamese import clean
from clc_desktop.reports.setting import LEVELS, Level, ReportSetting, report_setting
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.usecases import template_changes
from clc_desktop.usecases.template_changes import HEAD, TextChange, as_text
from clc_desktop.usecases.workspace import Identity, require_identity

OF_ONE_UNIT = ("superior", "issuer", "place", "signer")
"""What only the report of our own unit can be told; the others hold for every report of a level."""
LISTS = ("issuer", "addressees", "recipients", "authority")

_ABOVE: dict[Level, tuple[Level, ...]] = {
    "centre": ("centre",),
    "commune": ("commune",),
    "district": ("district", "commune"),
    "province": ("province", "district", "commune"),
}


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """The layout of one level for reports of a year; ``since`` is the year of the change it comes from, 0 for none.

    ``values`` has a text, a bool or a tuple of lines for every name of ``HEAD`` that the level can be told.
    ``history`` is everything that was changed of them, the latest first.
    """

    level: Level
    year: int
    since: int
    values: dict[str, Any]
    history: tuple[TextChange, ...] = ()


def levels(store: Store) -> tuple[Level, ...]:
    """The levels whose reports this database can write: our own first, then those below."""
    with store.read() as conn:
        return _ABOVE[level_of(require_identity(conn))]


def report_template(store: Store, level: Level, year: int) -> ReportTemplate:
    """How reports of a level look in a year."""
    period = calendar_year(year)
    with store.read() as conn:
        who = require_identity(conn)
        every = [change for change in template_changes.read_changes(conn, level) if change.key in HEAD]
        standard = _standard(who, level, period)
    own = template_changes.held(every, period)
    names = _names(who, level)
    values = {name: getattr(standard, name) for name in names} | _values(own)
    since = max((int(change.since) for change in own.values()), default=0)
    return ReportTemplate(level, year, since, {name: values[name] for name in names}, tuple(reversed(every)))


def save_report_template(store: Store, level: Level, year: int, values: Mapping[str, Any]) -> None:
    """From this year on reports of the level look so. Raises ClcError ``issuer_missing`` without an issuing body."""
    with store.write("report_template", str(year)) as tx:
        who = require_identity(tx.conn)
        names = _names(who, level)
        tidy = {name: _tidy(values[name]) for name in names if name in values}
        if "issuer" in tidy and not tidy["issuer"]:
            raise ClcError("issuer_missing")
        period = calendar_year(year)
        standard, own = _standard(who, level, period), _own(tx.conn, level, period)
        wanted = {name: as_text(value) for name, value in tidy.items()}
        kept = {name: None if text == as_text(getattr(standard, name)) else text for name, text in wanted.items()}
        _keep(tx, level, year, {name: text for name, text in kept.items() if text != _text(own, name)})


def reset_report_template(store: Store, level: Level, year: int) -> None:
    """Back to the program's own template from this year on."""
    with store.write("report_template", str(year)) as tx:
        _keep(tx, level, year, dict.fromkeys(_own(tx.conn, level, calendar_year(year))))


def applied(conn: Connection, setting: ReportSetting, period: Period, is_own: bool) -> ReportSetting:
    """A setting with what the office has changed; ``is_own`` where the report is about our own unit."""
    own = _values(_own(conn, setting.level, period))
    known = {name: value for name, value in own.items() if is_own or name not in OF_ONE_UNIT}
    return replace(setting, **known) if known else setting


def level_of(who: Identity) -> Level:
    """The level of a unit's reports; "other" units report as communes do."""
    return next((level for level in LEVELS if level == who.unit_kind), "commune")


def _names(who: Identity, level: Level) -> tuple[str, ...]:
    return HEAD if level == level_of(who) else tuple(name for name in HEAD if name not in OF_ONE_UNIT)


def _standard(who: Identity, level: Level, period: Period) -> ReportSetting:
    return report_setting(level, who.unit_name if level == level_of(who) else "", period)


def _own(conn: Connection, level: Level, period: Period) -> dict[str, TextChange]:
    held = template_changes.read_held(conn, level, period)
    return {key: change for key, change in held.items() if key in HEAD}


def _text(own: Mapping[str, TextChange], name: str) -> str | None:
    return own[name].text if name in own else None


def _keep(tx: Tx, level: Level, year: int, texts: Mapping[str, str | None]) -> None:
    if texts:
        template_changes.keep(tx, level, str(year), texts)


def _values(own: Mapping[str, TextChange]) -> dict[str, Any]:
    """What is kept as text, as a setting has it."""
    return {name: _value(name, change.text or "") for name, change in own.items()}


def _value(name: str, text: str) -> Any:
    if name == "show_addressees":
        return bool(text)
    return tuple(line for line in text.split("\n") if line) if name in LISTS else text


def _tidy(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean(value)
    return [line for line in map(clean, value) if line]
