"""Learners: telling people of one name apart, and finding one person who was written down twice (domain notes 6.3)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol, TypeVar

from clc_desktop.domain.dates import parse_birth_year
from clc_desktop.domain.records import Learner, Record, Sex, birth_band
from clc_desktop.domain.typed import parse_sex
from clc_desktop.domain.vietnamese import clean, search_key, text_sort_key

R = TypeVar("R", bound=Record)

_VILLAGE = re.compile(r"^(?:(?:ban|thon|xom|to dan pho|to|buon|khu|ap) |b\. ?)")
"""The word before a village's name, as a search key, which many leave out."""
BETWEEN = " · "
"""Stands between a name and what tells its bearer from others."""


class Person(Protocol):
    """What is known of somebody; "" and None are unknown. Learners and rows of their list are such."""

    @property
    def id(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def birth_year(self) -> int | None: ...
    @property
    def village(self) -> str: ...
    @property
    def sex(self) -> Sex | None: ...


class LearnerRow(NamedTuple):
    """One line of the list of learners; a tuple, for there may be 50 000 of them. ``full_name`` "" is of another PC."""

    id: str
    full_name: str
    birth_year: int | None
    village: str
    sex: Sex | None
    birth_band: int | None = None


def banded(record: R) -> R:
    """The record; a learner with the birth band that follows from the birth year, which never leaves this machine."""
    if not isinstance(record, Learner) or record.birth_year is None:
        return record
    return replace(record, birth_band=birth_band(record.birth_year))


def with_details(person: Person) -> str:
    """``Lò Văn An · 1990 · Bản Phiêng Pi``: what tells people of one name apart, as far as it is known."""
    parts = (person.full_name, str(person.birth_year or ""), person.village)
    return BETWEEN.join(part for part in parts if part)


def names_apart(people: Sequence[Person]) -> dict[str, str]:
    """By id what to call each of them within this list: the name, with details where somebody else bears it, too."""
    bearers = Counter(text_sort_key(person.full_name) for person in people)
    shared = {p.id: with_details(p) if bearers[text_sort_key(p.full_name)] > 1 else p.full_name for p in people}
    numbered: Counter[str] = Counter()
    again = Counter(shared.values())
    for person_id, words in shared.items():
        if words and again[words] > 1:
            numbered[words] += 1
            shared[person_id] = f"{words} ({numbered[words]})"
    return shared


def named_alike(first: str, second: str) -> bool:
    """Whether two spellings may be one name: but for case, NFC or NFD and the tone's place (``Thuý``, ``Thúy``).

    A name typed without any accents (``NGUYEN VAN A``) may be each that is written so.
    """
    if text_sort_key(first) == text_sort_key(second):
        return True
    return search_key(first) == search_key(second) and (first.isascii() or second.isascii())


def may_be_one(first: Person, second: Person) -> bool:
    """Whether two may be one person: names alike, and nothing known of both differs."""
    return (
        bool(first.full_name)
        and named_alike(first.full_name, second.full_name)
        and _agree(first.birth_year, second.birth_year)
        and _agree(first.sex, second.sex)
        and _agree_villages(search_key(first.village), search_key(second.village))
    )


def _agree_villages(first: str, second: str) -> bool:
    """``Hua Sát`` is ``Bản Hua Sát``; ``Bản 1`` is not ``Tổ 1``."""
    return _agree(first, second) or _VILLAGE.sub("", first) == second or first == _VILLAGE.sub("", second)


def likely_duplicates(
    people: Iterable[Person], apart: frozenset[frozenset[str]] = frozenset()
) -> tuple[tuple[Person, ...], ...]:
    """Groups in which each may be each other; the one of whom most is known first. ``apart``: pairs known to be two."""
    by_key: defaultdict[str, list[Person]] = defaultdict(list)
    for person in people:
        if person.full_name:
            by_key[search_key(person.full_name)].append(person)
    groups = (group for bearers in by_key.values() if len(bearers) > 1 for group in _grouped(bearers, apart))
    return tuple(tuple(group) for group in groups if len(group) > 1)


def _grouped(bearers: list[Person], apart: frozenset[frozenset[str]]) -> list[list[Person]]:
    """Everyone joins the first group that has room; those of one birth year meet only each other and the unknown."""
    ordered = sorted(bearers, key=lambda person: (-_known(person), person.id))
    groups: list[list[Person]] = []
    by_year: defaultdict[int | None, list[list[Person]]] = defaultdict(list)
    for person in ordered:
        open_groups = groups if person.birth_year is None else [*by_year[person.birth_year], *by_year[None]]
        fitting = (group for group in open_groups if _fits(person, group, apart))
        group = next(fitting, None)
        if group is None:
            group = []
            groups.append(group)
            by_year[person.birth_year].append(group)
        group.append(person)
    return groups


def _fits(person: Person, group: list[Person], apart: frozenset[frozenset[str]]) -> bool:
    return all(may_be_one(person, other) and frozenset((person.id, other.id)) not in apart for other in group)


def merged(kept: Learner, others: Sequence[Learner]) -> Learner:
    """One person of several: what is not known of ``kept`` is taken from the others, notes are put together.

    A name typed without accents gives way to one with them.
    """
    names = [kept.full_name, *(other.full_name for other in others)]
    signed = next((name for name in names if name and not name.isascii() and named_alike(name, kept.full_name)), "")
    values: dict[str, Any] = {"full_name": signed if kept.full_name.isascii() and signed else kept.full_name}
    for field in ("birth_year", "village", "phone", "id_number", "sex", "birth_band"):
        found = (getattr(person, field) for person in (kept, *others))
        values[field] = next((value for value in found if value), getattr(kept, field))
    notes = dict.fromkeys(person.note for person in (kept, *others) if person.note)
    return banded(replace(kept, **values, note="; ".join(notes)))


def parse_person(typed: str) -> dict[str, Any]:
    """``Lò Văn An, 1990, nam, Bản Phiêng Pi``: the name, then in any order birth year, sex and village."""
    first, *rest = (clean(part) for part in re.split(r"[,;\t]| · ", typed))
    values: dict[str, Any] = {"full_name": first}
    for part in filter(None, rest):
        year, sex = parse_birth_year(part), parse_sex(part)
        if isinstance(year, int) and "birth_year" not in values:
            values["birth_year"] = year
        elif isinstance(sex, str) and "sex" not in values:
            values["sex"] = sex
        else:
            values["village"] = ", ".join(filter(None, (values.get("village", ""), part)))
    return values


def masked(number: str) -> str:
    """A number as others may see it on the screen: its last three digits."""
    return "•" * max(len(number) - 3, 0) + number[-3:] if len(number) > 3 else "•" * len(number)


def _agree(first: object, second: object) -> bool:
    return not first or not second or first == second


def _known(person: Person) -> int:
    return sum(map(bool, (person.birth_year, person.village, person.sex))) + (not person.full_name.isascii())
