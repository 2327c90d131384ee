"""What an office decides about its report once: names, head, recipients, signature, outline, standing text.

The templates are data, ``resources/templates/annual-<level>.toml``; one for each level. ``[variants.half]`` and
``[variants.quarter]`` hold what is different in a report of that period.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from clc_desktop.domain.figures import UNIT_WORDS, bare_name
from clc_desktop.domain.periods import Period, PeriodKind
from clc_desktop.domain.records import IssuedDocument
from clc_desktop.files import resource_path

Level = Literal["centre", "commune", "district", "province"]
LEVELS: tuple[Level, ...] = ("centre", "commune", "district", "province")
"""A centre reports on itself; the others on the centres below them."""


OPENING = "{body} báo cáo kết quả hoạt động {centre} {period} cụ thể như sau:"
CLOSING = "Trên đây là báo cáo kết quả hoạt động của TTHTCĐ {period} của {body}./."


@dataclass(frozen=True, slots=True)
class ReportSetting:
    """Everything of a report that is neither a figure, a document nor narrative.

    ``unit`` is the whole name in running text ("huyện Tuần Giáo"), ``place`` the one before the date ("Tuần Giáo").
    The day of signing and the number stay blank for the office. ``narrative`` is the template's text by place, used
    where the officials have none of their own. An empty ``outline`` means every section in the program's order.
    """

    level: Level
    unit: str
    place: str
    year: int
    month: int
    issuer: tuple[str, ...]
    body: str
    body_short: str
    symbol: str
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    superior: str = ""
    signer: str = ""
    subject: str = "Kết quả hoạt động Trung tâm học tập cộng đồng {period}"
    addressees: tuple[str, ...] = ()
    show_addressees: bool = False
    requesting: IssuedDocument | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    narrative: Mapping[str, str] = field(default_factory=dict)
    outline: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    """Sections that a period has not: ranks are given once a year."""
    annexes: tuple[str, ...] = ()
    """Annexes by name, in their order; empty: all of them."""
    opening: str = OPENING
    """After "Thực hiện Văn bản …, ", or alone; ``{centre}`` is explained where it first stands."""
    closing: str = CLOSING
    name_limit: int = 10
    """Centres named in a sentence before the rest is only counted."""

    @property
    def words(self) -> dict[str, str]:
        """What ``{unit}``, ``{level}``, ``{Level}``, ``{place}``, ``{body}`` … stand for."""
        of_centres = "" if self.level == "centre" else " của các TTHTCĐ"
        own = {"body": self.body, "body_short": self.body_short, "of_centres": of_centres}
        return _words(self.unit, self.place) | own


def report_setting(
    level: Level, unit: str, period: Period, own: Mapping[str, str] = MappingProxyType({})
) -> ReportSetting:
    """The setting of one unit for one period, from its level's template; signed in the month after the period.

    ``unit`` may come with its word or without ("Tuần Giáo"); ``own`` holds texts that stand in the place of the
    template's, by key. Change the rest with ``dataclasses.replace``.
    """
    template = with_texts(load_template(level, period.kind), own)
    name = full_name(unit, template["level"])
    words = _template_words(template, name, bare_name(name))
    return ReportSetting(
        level=level,
        unit=name,
        place=words["place"],
        year=period.end.year + period.end.month // 12,
        month=period.end.month % 12 + 1,
        issuer=tuple(line.upper() for line in _filled_all(template["issuer"], words)),
        superior=_filled(template.get("superior", ""), words).upper(),
        body=words["body"],
        body_short=words["body_short"],
        symbol=template["symbol"],
        recipients=_filled_all(template["recipients"], words),
        authority=_filled_all(template["authority"], words),
        addressees=_filled_all(template.get("addressees", ()), words),
        subject=template["subject"],
        titles=template["titles"],
        narrative=template["narrative"],
        outline=tuple(template.get("outline", ())),
        leave_out=tuple(template.get("leave_out", ())),
        annexes=tuple(template.get("annexes", ())),
        opening=template.get("opening", OPENING),
        closing=template.get("closing", CLOSING),
    )


def _template_words(template: Mapping[str, Any], name: str, place: str) -> dict[str, str]:
    """The unit's words with the two names that the template makes of them."""
    words = _words(name, place)
    return words | {key: _filled(template[key], words) for key in ("body", "body_short")}


def load_template(level: Level, kind: PeriodKind = "year") -> dict[str, Any]:
    """The template of a level with what its variant for the kind of period changes; tables are changed by entry."""
    template = tomllib.loads(resource_path(f"templates/annual-{level}.toml").read_text("utf-8"))
    variant: dict[str, Any] = template.pop("variants", {}).get(kind, {})
    merged = {key: {**template[key], **value} for key, value in variant.items() if isinstance(value, dict)}
    return {**template, **variant, **merged}


def texts(template: Mapping[str, Any]) -> dict[str, str]:
    """Every text of a template by its key, those of a table as ``narrative.goals``; a list is one item a line."""
    found: dict[str, str] = {}
    for key, value in template.items():
        if isinstance(value, dict):
            found |= {f"{key}.{name}": text for name, text in value.items()}
        elif isinstance(value, list):
            found[key] = "\n".join(value)
        elif isinstance(value, str) and key not in _FIXED:
            found[key] = value
    return found


_LISTS = ("issuer", "addressees", "authority", "recipients", "outline", "leave_out", "annexes")
_FIXED = ("level",)
"""Texts that are the template's own business: the word of the level."""


def with_texts(template: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, Any]:
    """The template with texts in the place of its own; a table's keys that it does not have are passed over."""
    changed: dict[str, Any] = {
        key: dict(value) if isinstance(value, dict) else value for key, value in template.items()
    }
    for key, text in own.items():
        table, _dot, name = key.rpartition(".")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not table:
            changed[key] = lines if key in _LISTS else " ".join(lines)
        elif name in changed.get(table, {}):
            changed[table][name] = text
    return changed


def full_name(unit: str, level_word: str) -> str:
    """A unit's name as running text has it, its word in lower case: "Huyện Tuần Giáo" gives "huyện Tuần Giáo".

    A centre is named by its commune: "TTHTCĐ xã Pú Nhung" gives "xã Pú Nhung".
    """
    for before in CENTRE_WORDS:
        if unit.casefold().startswith(before + " "):
            unit = unit[len(before) + 1 :].strip()
    word = _unit_word(unit)
    return f"{word} {bare_name(unit)}" if word else f"{level_word} {unit}"


CENTRE_WORDS = ("tthtcđ", "trung tâm học tập cộng đồng")


def _unit_word(unit: str) -> str:
    return next((word for word in UNIT_WORDS if unit.casefold().startswith(word + " ")), "")


def _words(unit: str, place: str) -> dict[str, str]:
    level = _unit_word(unit)
    return {"unit": unit, "place": place, "level": level, "Level": level.capitalize()}


def _filled(text: str, words: Mapping[str, str]) -> str:
    """Every ``{word}`` replaced, once; others stay, for they may be figures."""
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), text)


def _filled_all(texts: Sequence[str], words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_filled(text, words) for text in texts)
