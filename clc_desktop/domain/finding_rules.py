"""The rules that find what to look at again, about one class, a centre as a whole, and across centres.

Sources: domain notes 0.2, 1.7 and 8.13 (norms written down instead of counts; a date like 30/7/3013).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from statistics import median

from clc_desktop.domain.figures import Count
from clc_desktop.domain.findings import CODES, Doubt, Fact, Finding, Past, Picture
from clc_desktop.domain.vietnamese import search_key


def find(picture: Picture) -> tuple[Finding, ...]:
    """Every finding, by centre, then in the order of ``CODES``."""
    by_unit: dict[str, list[Fact]] = {}
    for fact in picture.facts:
        by_unit.setdefault(fact.unit_id, []).append(fact)
    found = [*map(_from_doubt, _each_once(picture.doubts)), *shared_findings(picture.facts)]
    for unit_id, facts in by_unit.items():
        facts.sort()
        found += centre_findings(picture, unit_id, facts)
    found += _peers(by_unit)
    found += _whole_averages("", picture.facts) if len(by_unit) > 1 else ()
    return tuple(sorted(found, key=lambda one: (one.unit_id, CODES.index(one.code), one.subject)))


def _each_once(doubts: Iterable[Doubt]) -> Iterable[Doubt]:
    """One doubt of a sort for each class: that of its first session."""
    chosen: dict[tuple[str, str], Doubt] = {}
    for doubt in doubts:
        chosen.setdefault((doubt.code, doubt.class_id), doubt)
    return chosen.values()


def _from_doubt(doubt: Doubt) -> Finding:
    values = {"topic": doubt.topic, "date": date.fromisoformat(doubt.held_on), "present": doubt.present}
    return Finding(doubt.code, doubt.unit_id, (doubt.class_id,), values | {"count": doubt.value})


# --- one centre -------------------------------------------------------------------------------------------------------

UNIFORM_SHARE, FEW, SEVERAL = 80, 5, 8
"""Percent of a centre's classes with one head-count that are shown (domain notes 8.13); the fewest classes to judge
what is uniform, and what is round or out of line."""

OVER_PLAN = 2
"""Times the plan that are shown, where it is at least ``FEW`` classes more."""

EMPTY_RUN, EXPECTED_IN_RUN = 3, 6
"""Months in a row without a class, in which by the centre's own pace so many classes would have been held."""


def centre_findings(picture: Picture, unit_id: str, facts: Sequence[Fact]) -> Iterator[Finding]:
    """What is seen in the classes of one centre."""
    heads = [fact.turns / fact.meetings for fact in facts]
    uniform = list(_uniform(unit_id, facts, heads))
    yield from uniform or (*_round(unit_id, facts, heads), *_whole_averages(unit_id, facts))
    yield from _outliers(unit_id, facts, heads)
    yield from _stray_days(unit_id, facts, picture.today)
    yield from _repeated(unit_id, facts)
    past = picture.past.get(unit_id, Past())
    total = Count(len(facts), sum([fact.turns for fact in facts]))
    yield from _against_past(unit_id, total, past)
    yield from _same_as_before(unit_id, facts, past)
    yield from _over_plan(unit_id, total, picture.plans.get(unit_id))
    yield from _empty_months(picture, unit_id, facts)


def _uniform(unit_id: str, facts: Sequence[Fact], heads: Sequence[float]) -> Iterator[Finding]:
    if len(facts) < FEW:
        return
    (most, count), *_ = Counter(heads).most_common(1)
    if count * 100 >= UNIFORM_SHARE * len(facts) and most == int(most):
        same = tuple(fact.id for fact, own in zip(facts, heads, strict=True) if own == most)
        yield Finding("uniform_counts", unit_id, same, {"count": count, "all": len(facts), "heads": int(most)})


def _round(unit_id: str, facts: Sequence[Fact], heads: Sequence[float]) -> Iterator[Finding]:
    """Of honest counts one in ten ends with a nought, one in five with 0 or 5."""
    for step, share in ((10, UNIFORM_SHARE), (5, 95)):
        tidy = tuple(fact.id for fact, own in zip(facts, heads, strict=True) if own % step == 0)
        if len(facts) >= SEVERAL and len(tidy) * 100 >= share * len(facts):
            yield Finding("round_counts", unit_id, tidy, {"count": len(tidy), "all": len(facts), "step": step})
            return


SELDOM = 1_000
"""Whole averages are shown when chance would give them to fewer than one centre in so many (domain notes 0.2)."""


def _whole_averages(unit_id: str, facts: Sequence[Fact]) -> Iterator[Finding]:
    """Averages of classes by field that are all whole numbers: of n classes one average in n is."""
    cells: dict[str, dict[str, list[int]]] = {}
    for fact in facts:
        cells.setdefault(fact.hosting, {}).setdefault(fact.field, []).append(fact.turns)
    for hosting, by_field in sorted(cells.items()):
        several = {name: turns for name, turns in by_field.items() if len(turns) > 1}
        chance = 1
        for turns in several.values():
            chance *= len(turns)
        if len(several) >= 3 and chance >= SELDOM and all(sum(t) % len(t) == 0 for t in several.values()):
            parts = [(sum(several[name]), len(several[name])) for name in sorted(several)]
            averages = ", ".join(f"{turns} : {classes} = {turns // classes}" for turns, classes in parts)
            values = {"hosting": hosting, "count": len(several), "averages": averages, "chance": chance}
            yield Finding("whole_averages", unit_id, (), values)


FAR_OFF, FAR_FROM_PEERS = 6, 4
"""Robust standard deviations (1,4826 × MAD) from the median that are shown, of classes and of whole centres; the scale
is never under a tenth of the median."""


def _distance(value: float, middle: float, spread: float) -> float:
    """How far a value is from the median in robust standard deviations; ``spread`` is the median of the distances."""
    return abs(value - middle) / max(1.4826 * spread, 0.1 * middle, 5)


def _outliers(unit_id: str, facts: Sequence[Fact], heads: Sequence[float]) -> Iterator[Finding]:
    if len(facts) < SEVERAL:
        return
    middle = median(heads)
    spread = median([abs(own - middle) for own in heads])
    for fact, own in zip(facts, heads, strict=True):
        is_far = own == 0 or (not middle / 3 < own < middle * 3 and _distance(own, middle, spread) > FAR_OFF)
        if is_far:
            values = {"topic": fact.topic, "date": date.fromisoformat(fact.starts_on), "heads": round(own)}
            yield Finding("head_count_outlier", unit_id, (fact.id,), values | {"usual": round(middle)})


LONG_CLASS = 200
"""Days after its first one on which a session is thought to be mistyped."""


def _stray_days(unit_id: str, facts: Sequence[Fact], today: date) -> Iterator[Finding]:
    for fact in facts:
        if fact.ends_on[:7] != fact.starts_on[:7] and fact.ends_on <= today.isoformat():
            first, last = date.fromisoformat(fact.starts_on), date.fromisoformat(fact.ends_on)
            if (last - first).days > LONG_CLASS:
                values = {"topic": fact.topic, "first": first, "date": last}
                yield Finding("date_outside", unit_id, (fact.id,), values)


def _repeated(unit_id: str, facts: Sequence[Fact]) -> Iterator[Finding]:
    alike: dict[tuple[str, str, int], list[Fact]] = {}
    for fact in facts:
        alike.setdefault((fact.starts_on, fact.field, fact.turns), []).append(fact)
    for same in alike.values():
        by_topic: dict[str, list[Fact]] = {}
        for fact in same if len(same) > 1 else ():
            by_topic.setdefault(_topic_key(fact.topic), []).append(fact)
        for found in by_topic.values():
            if len(found) > 1:
                values = {"topic": found[0].topic, "date": date.fromisoformat(found[0].starts_on),
                          "turns": found[0].turns, "count": len(found)}  # fmt: skip
                yield Finding("repeated_class", unit_id, tuple(sorted(fact.id for fact in found)), values)


LEAP, LEAP_TURNS = 2.5, 200
"""Times a centre's usual turns of earlier years, up or down, that are shown, and the fewest turns of difference."""


def _against_past(unit_id: str, total: Count, past: Past) -> Iterator[Finding]:
    """Against the median of earlier years; a single year is a past only when it had several classes."""
    known = [year for year in past.years if year.classes]
    if len(known) < 2 and not (known and known[0].classes >= FEW):
        return
    usual = median([year.turns for year in known])
    if abs(total.turns - usual) >= LEAP_TURNS and not usual / LEAP < total.turns < usual * LEAP:
        values = {"turns": total.turns, "usual": round(usual), "years": len(known)}
        yield Finding("own_past", unit_id, (), values)


def _same_as_before(unit_id: str, facts: Sequence[Fact], past: Past) -> Iterator[Finding]:
    """Field by field the same classes and turns as in the year before."""
    if len(facts) < FEW or not past.by_field:
        return
    now: dict[tuple[str, str], Count] = {}
    for fact in facts:
        key = (fact.field, fact.hosting)
        now[key] = now.get(key, Count()) + Count(1, fact.turns)
    if now == past.by_field:
        turns = sum(fact.turns for fact in facts)
        yield Finding("same_as_last_year", unit_id, (), {"classes": len(facts), "turns": turns})


def _over_plan(unit_id: str, total: Count, plan: Count | None) -> Iterator[Finding]:
    if plan is None or not plan.classes:
        return
    many_classes = total.classes >= OVER_PLAN * plan.classes and total.classes - plan.classes >= FEW
    many_turns = plan.turns and total.turns >= OVER_PLAN * plan.turns and total.turns - plan.turns >= LEAP_TURNS
    if many_classes or many_turns:
        values = {"classes": total.classes, "planned": plan.classes, "turns": total.turns, "planned_turns": plan.turns}
        yield Finding("over_plan", unit_id, (), values)


def _empty_months(picture: Picture, unit_id: str, facts: Sequence[Fact]) -> Iterator[Finding]:
    """A run of months without a class, too long for the pace of this centre."""
    months = _months(picture.period.start, min(picture.period.end, picture.today))
    held = {fact.starts_on[:7] for fact in facts}
    longest: list[str] = []
    run: list[str] = []
    for month in months:
        run = [] if month in held else [*run, month]
        longest = run if len(run) > len(longest) else longest
    if len(longest) >= EMPTY_RUN and len(facts) * len(longest) >= EXPECTED_IN_RUN * len(months):
        first, last = (f"{month[5:]}/{month[:4]}" for month in (longest[0], longest[-1]))
        values = {"count": len(longest), "first": first, "last": last, "classes": len(facts)}
        yield Finding("empty_months", unit_id, (), values)


@lru_cache(maxsize=8)
def _months(start: date, end: date) -> list[str]:
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)]


# --- across centres ---------------------------------------------------------------------------------------------------

MOST_SHARING = 4
"""Centres that may name one joint class; where more do, each has held its own part of a campaign."""

ALIKE = 0.6
"""Words two topics must share, of all their words, to be taken for one."""

EVERYONES = ("xa", "phuong", "thi tran", "ban", "thon")
"""Last words of partners that every commune has one of its own of ("Hội Nông dân xã"): sharing the name says nothing.
"""


def shared_findings(facts: Sequence[Fact]) -> Iterator[Finding]:
    """One joint class that several centres report: the same day, a partner in common, topics in nearly the same words.

    It is said of the first centre (by id), the others beside it.
    """
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if fact.hosting == "joint":
            for partner in _partners(fact.partners):
                groups.setdefault((fact.starts_on, partner), []).append(fact)
    seen: set[tuple[str, ...]] = set()
    for found in groups.values():
        for same in _by_topic(found) if len(found) > 1 else ():
            units = sorted({fact.unit_id for fact in same})
            ids = tuple(sorted(fact.id for fact in same))
            if 2 <= len(units) <= MOST_SHARING and ids not in seen:
                seen.add(ids)
                yield _shared(same, units, ids)


def _shared(same: Sequence[Fact], units: Sequence[str], ids: tuple[str, ...]) -> Finding:
    first = min(same, key=lambda fact: (fact.unit_id, fact.id))
    partners = set.intersection(*(set(_partners(fact.partners)) for fact in same))
    named = [name for name in json.loads(first.partners) if search_key(name) in partners]
    values = {"topic": first.topic, "date": date.fromisoformat(first.starts_on), "partner": ", ".join(named),
              "count": len(units)}  # fmt: skip
    return Finding("shared_class", units[0], ids, values, tuple(units[1:]))


def _by_topic(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Groups of facts whose topics share most of their words with the first of the group."""
    groups: dict[frozenset[str], list[Fact]] = {}
    for fact in sorted(facts):
        words = _topic_words(fact.topic)
        like = words if words in groups else next((known for known in groups if _share(known, words) >= ALIKE), words)
        groups.setdefault(like, []).append(fact)
    return list(groups.values())


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


@lru_cache(maxsize=4096)
def _topic_key(topic: str) -> str:
    return search_key(topic)


@lru_cache(maxsize=4096)
def _topic_words(topic: str) -> frozenset[str]:
    return frozenset(search_key(topic).replace(",", " ").replace(".", " ").split())


@lru_cache(maxsize=4096)
def _partners(names: str) -> tuple[str, ...]:
    """The partners by name, without those that every commune has."""
    keys = dict.fromkeys(search_key(name) for name in json.loads(names))
    return tuple(key for key in keys if key and not f" {key}".endswith(tuple(f" {word}" for word in EVERYONES)))


def _peers(by_unit: Mapping[str, Sequence[Fact]]) -> Iterator[Finding]:
    """Centres whose average class is far larger or smaller than that of the others."""
    averages = {
        unit_id: sum([fact.turns for fact in facts]) / len(facts)
        for unit_id, facts in by_unit.items()
        if len(facts) >= FEW
    }
    if len(averages) < SEVERAL:
        return
    middle = median(averages.values())
    spread = median([abs(own - middle) for own in averages.values()])
    for unit_id, own in averages.items():
        if not middle / 2 < own < middle * 2 and _distance(own, middle, spread) > FAR_FROM_PEERS:
            values = {"average": round(own), "usual": round(middle), "count": len(averages)}
            yield Finding("among_peers", unit_id, (), values)
