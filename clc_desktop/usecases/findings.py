"""Looking again at the numbers of a period: what the rules found, and what the officer said about each of it.

A finding that was accepted stays away until what it is about changes; one that was returned waits for the sender's next
file. Both decisions keep who, when and why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from weakref import WeakKeyDictionary

from clc_desktop.domain import clock, finding_rules, rules
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import Count
from clc_desktop.domain.findings import ONE_CLASS, Finding
from clc_desktop.domain.periods import Period
from clc_desktop.store import findings, remarks
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.person import person
from clc_desktop.store.remarks import Remark
from clc_desktop.usecases import review
from clc_desktop.usecases.workspace import read_unit_names, require_identity

State = Literal["open", "accepted", "returned"]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with its centre's name (""  for all centres together) and what was decided about it as it now is.

    ``id`` names it as long as it is about the same; ``stamp`` changes when that does. ``reason``, ``who`` and ``at``
    are those of the last decision, which no longer stands where ``state`` is "open".
    """

    id: str
    finding: Finding
    unit_name: str
    other_names: tuple[str, ...]
    stamp: str
    state: State = "open"
    reason: str = ""
    who: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class FoundClass:
    """A class that a finding is about."""

    id: str
    unit_id: str
    unit_name: str
    starts_on: date
    topic: str
    turns: int


@dataclass(frozen=True, slots=True)
class Returned:
    """What came of returning: how many findings, and the units that refused, each with the code of the refusal."""

    count: int
    left: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the rules found in one state of the records; a thousand centres take a second, so it is kept."""

    token: tuple[object, ...]
    found: tuple[Finding, ...]
    counts: dict[str, Count]
    versions: dict[str, str]


_SEEN: WeakKeyDictionary[Store, _Seen] = WeakKeyDictionary()
_KINDS: dict[State, Literal["accepted_finding", "returned_finding"]] = {
    "accepted": "accepted_finding",
    "returned": "returned_finding",
}


def list_findings(store: Store, period: Period) -> tuple[FindingLine, ...]:
    """Everything worth looking at again in a period, by centre; ClcError ``wrong_role`` at a centre."""
    with store.read() as conn:
        seen, names = _look(store, conn, period), read_unit_names(conn, clock.today())
        said = remarks.on_findings(conn, period.code)
    return tuple(_line(finding, period, seen.versions, names, said) for finding in seen.found)


def centre_counts(store: Store, period: Period) -> dict[str, Count]:
    """Classes held and turns of each centre, by the same reading."""
    with store.read() as conn:
        return _look(store, conn, period).counts


def classes_of(store: Store, ids: Collection[str]) -> tuple[FoundClass, ...]:
    """The classes that a finding is about, by date."""
    with store.read() as conn:
        names = read_unit_names(conn, clock.today())
        return tuple(
            FoundClass(class_id, unit_id, names.get(unit_id, ""), date.fromisoformat(day), topic, turns)
            for class_id, unit_id, day, topic, turns in findings.class_titles(conn, ids)
        )


def accept_findings(store: Store, period: Period, lines: Sequence[FindingLine], reason: str) -> int:
    """These are all right as they are, for this reason. Returns how many; ClcError ``reason_missing``."""
    reason = rules.required_reason(reason)
    with store.write("accept_findings", str(len(lines))) as tx:
        require_identity(tx.conn, "aggregator")
        _say(tx, period, lines, "accepted", reason)
    return len(lines)


def return_findings(store: Store, period: Period, lines: Sequence[FindingLine], reason: str) -> Returned:
    """Give the classes of these findings (where one names none, the period) back to their centres, with the reason.

    Centre by centre, each as a whole: one that has sent nothing, or whose period is locked, does not stop the others.
    All in one transaction, for a thousand of them take seconds to reach the disk.
    What is about all centres together goes to nobody. Raises ClcError ``reason_missing``.
    """
    reason = rules.required_reason(reason)
    left: list[tuple[str, str]] = []
    done: set[str] = set()
    with store.write("return_findings", period.code) as tx:
        require_identity(tx.conn, "aggregator")
        for unit_id, of_unit in _by_unit(lines).items():
            own = findings.owned(tx.conn, unit_id, [r for line in of_unit for r in line.finding.records])
            try:
                review.give_back(tx, unit_id, period, [("learning_class", record_id) for record_id in own], reason)
            except ClcError as error:
                left.append((next(_name(line, unit_id) for line in of_unit), error.code))
                continue
            _say(tx, period, of_unit, "returned", reason)
            done |= {line.id for line in of_unit}
    return Returned(len(done), tuple(left))


def reopen_findings(store: Store, period: Period, lines: Sequence[FindingLine]) -> None:
    """Take back that they were accepted."""
    with store.write("reopen_findings", str(len(lines))) as tx:
        remarks.forget(tx, (_remark(line, period, "accepted", "", "") for line in lines))
        tx.log()


def _look(store: Store, conn: Connection, period: Period) -> _Seen:
    require_identity(conn, "aggregator")
    token = (findings.last_change(conn), period, clock.today())
    kept = _SEEN.get(store)
    if kept is not None and kept.token == token:
        return kept
    picture = findings.picture(conn, period, clock.today())
    found = finding_rules.find(picture)
    counts: dict[str, list[int]] = {}
    for fact in picture.facts:
        own = counts.setdefault(fact.unit_id, [0, 0])
        own[0] += 1
        own[1] += fact.turns
    versions = findings.class_versions(conn, {record for finding in found for record in finding.records})
    totals = {unit_id: Count(*own) for unit_id, own in counts.items()}
    _SEEN[store] = seen = _Seen(token, found, totals, versions)
    return seen


def _line(
    finding: Finding,
    period: Period,
    versions: dict[str, str],
    names: dict[str, str],
    said: dict[tuple[str, str, str, str], Remark],
) -> FindingLine:
    stamp = finding.stamp(versions)
    last = said.get((finding.unit_id, _period_of(finding, period), finding.code, finding.subject))
    state: State = "open"
    if last is not None and last.version == stamp:
        state = "accepted" if last.what == "accepted_finding" else "returned"
    known = (last.reason, last.who, last.at) if last else ("", "", "")
    others = tuple(names.get(other, "") for other in finding.others)
    line_id = f"{finding.unit_id}:{finding.code}:{finding.subject}"
    return FindingLine(line_id, finding, names.get(finding.unit_id, ""), others, stamp, state, *known)


def _say(tx: Tx, period: Period, lines: Sequence[FindingLine], state: State, reason: str) -> None:
    """A later decision takes the place of an earlier one."""
    who = person()
    other: State = "returned" if state == "accepted" else "accepted"
    remarks.forget(tx, (_remark(line, period, other, "", "") for line in lines))
    remarks.keep(tx, (_remark(line, period, state, reason, who) for line in lines))
    tx.log()


def _remark(line: FindingLine, period: Period, state: State, reason: str, who: str) -> Remark:
    finding = line.finding
    return Remark(finding.unit_id, _period_of(finding, period), finding.code, finding.subject, _KINDS[state],
                  line.stamp, reason, who=who)  # fmt: skip


def _period_of(finding: Finding, period: Period) -> str:
    """What is about one class is the same in every period that holds it."""
    return "" if finding.code in ONE_CLASS else period.code


def _by_unit(lines: Iterable[FindingLine]) -> dict[str, list[FindingLine]]:
    found: dict[str, list[FindingLine]] = {}
    for line in lines:
        for unit_id in (line.finding.unit_id, *line.finding.others):
            if unit_id:
                found.setdefault(unit_id, []).append(line)
    return found


def _name(line: FindingLine, unit_id: str) -> str:
    known = dict(zip((line.finding.unit_id, *line.finding.others), (line.unit_name, *line.other_names), strict=True))
    return known[unit_id]
