"""What an office decides about its report once: names, head, recipients, signature, outline, standing text.

The templates are data, ``resources/templates/annual-<level>.toml``; one for each level of aggregator.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from clc_desktop.domain.figures import UNIT_WORDS, bare_name
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import IssuedDocument
from clc_desktop.files import resource_path

Level = Literal["commune", "district", "province"]
LEVELS: tuple[Level, ...] = ("commune", "district", "province")


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
    name_limit: int = 10
    """Centres named in a sentence before the rest is only counted."""

    @property
    def words(self) -> dict[str, str]:
        """What ``{unit}``, ``{level}``, ``{Level}``, ``{place}``, ``{body}`` and ``{body_short}`` stand for."""
        return _words(self.unit, self.place) | {"body": self.body, "body_short": self.body_short}


def report_setting(
    level: Level,
    unit: str,
    period: Period,
    *,
    place: str = "",
    requesting: IssuedDocument | None = None,
    signer: str = "",
) -> ReportSetting:
    """The setting of one unit for one period, from its level's template; signed in the month after the period.

    ``unit`` may come with its word or without ("Huyện Tuần Giáo", "Tuần Giáo"). Change the rest with
    ``dataclasses.replace``.
    """
    template = load_template(level)
    name = full_name(unit, template["level"])
    place = place or bare_name(name)
    words = _words(name, place)
    words |= {key: _filled(template[key], words) for key in ("body", "body_short")}
    return ReportSetting(
        level=level,
        unit=name,
        place=place,
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
        signer=signer,
        subject=template["subject"],
        requesting=requesting,
        titles=template["titles"],
        narrative=template["narrative"],
        outline=tuple(template.get("outline", ())),
    )


def load_template(level: Level) -> dict[str, Any]:
    """The template of a level as it stands in its file."""
    return tomllib.loads(resource_path(f"templates/annual-{level}.toml").read_text("utf-8"))


def full_name(unit: str, level_word: str) -> str:
    """A unit's name as running text has it, its word in lower case: "Huyện Tuần Giáo" gives "huyện Tuần Giáo"."""
    word = _unit_word(unit)
    return f"{word} {bare_name(unit)}" if word else f"{level_word} {unit}"


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
