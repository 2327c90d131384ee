"""Words: the Vietnamese sentences of the window are message ids, codes of errors are ids like ``error.damaged``.

``codes`` lists those. A catalog never formats: ``fill`` puts values into ``{name}`` places in one pass, so text typed
by a person that happens to hold ``{x}`` arrives as typed. The catalogs lie in ``i18n/<language>/LC_MESSAGES``;
``packaging/dev.py catalogs`` collects and compiles them, and ``tests/test_i18n.py`` fails where a code or a sentence is
missing in one of them.
"""

from __future__ import annotations

import gettext as _gettext
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date as _date
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

DOMAIN = "clc_desktop"
LANGUAGES = ("vi", "en")
_PLACE = re.compile(r"\{(\w+)\}")
_PLAIN_NUMBERS = ("year", "code", "number", "digits")
"""Placeholders whose name ends so are shown without dots between thousands: a year is 2020, not 2.020."""


def N_(msgid: str) -> str:  # noqa: N802  the name that collectors of messages look for
    """Mark a sentence for the catalogs that is translated only when it is shown."""
    return msgid


_UNSAID = {"at": N_("trong cùng lần này"), "name": N_("đơn vị chưa rõ")}
"""What stands in a sentence for a moment or a name that is not known."""


_CODED = {"what": "change", "hosting": "hosting"}
"""Places of a sentence whose value is itself a code with words."""


@runtime_checkable
class CodedError(Protocol):
    """What ``error_text`` needs of a ``ClcError`` (this module knows nothing of the domain)."""

    code: str
    data: dict[str, Any]


class CodedProblem(Protocol):
    """What ``problem_text`` needs of a ``Problem``, a finding or a verdict."""

    @property
    def code(self) -> str: ...

    @property
    def data(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Translator:
    """One language: its catalog, and how it writes dates and numbers."""

    language: str = "vi"
    catalog: _gettext.NullTranslations = field(default_factory=_gettext.NullTranslations)

    def text(self, msgid: str, **data: Any) -> str:
        """The sentence in this language, its places filled."""
        return self.fill(self.catalog.gettext(msgid), data)

    def plural(self, one: str, many: str, count: int, **data: Any) -> str:
        """The sentence for so many. Vietnamese has one form, so both ids read the same; English has two."""
        return self.fill(self.catalog.ngettext(one, many, count), {"count": count, **data})

    def knows(self, msgid: str) -> bool:
        """Whether the catalog has its own words for this id."""
        return self.catalog.gettext(msgid) != msgid

    def fill(self, sentence: str, data: Mapping[str, Any]) -> str:
        """Put each value into its place once; what is put in is never read again. Unknown places stay as they are."""

        def value(found: re.Match[str]) -> str:
            name = found[1]
            return self.show(data[name], name) if name in data else found[0]

        return _PLACE.sub(value, sentence)

    def show(self, value: Any, name: str = "") -> str:
        """A value as people read it."""
        match value:
            case None:
                return "–"
            case bool():
                return self.text(N_("có")) if value else self.text(N_("không"))
            case int() if name.endswith(_PLAIN_NUMBERS):
                return str(value)
            case int() | Decimal():
                return self.number(value)
            case datetime():
                return self.moment(value)
            case _date():
                return self.date(value)
            case Path():
                return value.name
            case str():
                return self._show_text(value, name)
            case list() | tuple() | set() | frozenset():
                return ", ".join(self.show(item) for item in value)
        return self.error_text(value) if isinstance(value, CodedError) else str(value)

    def _show_text(self, value: str, name: str) -> str:
        """A text as typed; a moment as the database spells it (ISO) and codes that have words as people read them."""
        if not value and name in _UNSAID:
            return self.text(_UNSAID[name])
        if (family := _CODED.get(name)) and self.knows(f"{family}.{value}"):
            return self.text(f"{family}.{value}")
        with suppress(ValueError):
            return self.moment(datetime.fromisoformat(value)) if name == "at" else value
        return value

    def date(self, day: _date) -> str:
        """``05/01/2020`` in both languages: the office's own order, and no doubt about which is the month."""
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"

    def moment(self, when: datetime) -> str:
        """Date and time of day, on this machine's clock."""
        local = when.astimezone() if when.tzinfo else when
        return f"{local:%H:%M} {self.date(local)}"

    def number(self, value: int | Decimal) -> str:
        """``1.891`` and ``47,4``; English swaps the two marks."""
        plain = f"{value:,}"
        return plain if self.language == "en" else plain.translate({44: ".", 46: ","})

    def error_text(self, error: CodedError) -> str:
        """What happened, what was kept, what to do; a code without a sentence is shown with its data, never hidden."""
        return self._coded("error", error.code, error.data)

    def problem_text(self, problem: CodedProblem) -> str:
        """One thing wrong with one value."""
        return self._coded("problem", problem.code, problem.data)

    def coded(self, family: str, code: str, data: Mapping[str, Any] | None = None) -> str:
        """The sentence of any other family of codes: ``verdict``, ``finding``, ``change``."""
        return self._coded(family, code, data or {})

    def _coded(self, family: str, code: str, data: Mapping[str, Any]) -> str:
        msgid = f"{family}.{code}"
        if self.knows(msgid):
            return self.text(msgid, **data)
        details = ", ".join(f"{name}={self.show(value, name)}" for name, value in data.items())
        return f"{code} ({details})" if details else code


_active = Translator()


def load(folder: Path, language: str = "vi") -> Translator:
    """Read the catalog of a language below ``folder``; without one the message ids themselves are shown."""
    return Translator(language, _gettext.translation(DOMAIN, folder, [language], fallback=True))


def use(translator: Translator) -> Translator:
    """Make this the language of the whole program."""
    global _active
    _active = translator
    return translator


def active() -> Translator:
    """The language in use."""
    return _active


def text(msgid: str, /, **data: Any) -> str:
    """The sentence in the language in use (imported as ``_``)."""
    return _active.text(msgid, **data)


def ngettext(one: str, many: str, count: int, /, **data: Any) -> str:
    """The sentence for so many in the language in use; the name is the one that collectors of messages look for."""
    return _active.plural(one, many, count, **data)


def error_text(error: CodedError) -> str:
    """The sentence of a ``ClcError``."""
    return _active.error_text(error)


def problem_text(problem: CodedProblem) -> str:
    """The sentence of a ``Problem``."""
    return _active.problem_text(problem)


def coded(family: str, code: str, data: Mapping[str, Any] | None = None) -> str:
    """The sentence of a code of another family."""
    return _active.coded(family, code, data)


def date(day: _date) -> str:
    """A date as the language in use writes it."""
    return _active.date(day)


def moment(when: datetime) -> str:
    """A date with its time of day."""
    return _active.moment(when)


def number(value: int | Decimal) -> str:
    """A number as the language in use writes it."""
    return _active.number(value)
