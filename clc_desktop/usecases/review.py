"""What an officer says about a unit's period (Duyệt, Trả lại, Khóa, Mở khóa) and about single records.

Every decision is kept with who and when, and travels in the next receipt (receipts.py). The sender's side: answers.py.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry, ClassRow
from clc_desktop.domain.errors import ClcError, InvalidRecord, Problem
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import KINDS, ClassSession, LearningClass, Record, shared_fields
from clc_desktop.domain.states import LOCKED, Event, State
from clc_desktop.domain.vietnamese import clean, text_sort_key
from clc_desktop.store import history, merging, remarks, states, transfers
from clc_desktop.store.classes import list_classes
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.person import person
from clc_desktop.store.records import get, put
from clc_desktop.store.remarks import Remark
from clc_desktop.store.states import Standing
from clc_desktop.sync import documents
from clc_desktop.usecases.classes import read_class
from clc_desktop.usecases.trust import find_unit
from clc_desktop.usecases.workspace import read_taxonomy, read_tree, read_unit_names, require_identity

__all__ = ["Remark", "Standing"]


@dataclass(frozen=True, slots=True)
class PeriodState:
    """Where a unit's period stands. ``sequence`` is the file last spoken of; ``reason`` is the wish to unlock, or what
    the officer said; ``returned`` counts the rows that wait for the sender."""

    unit_id: str
    unit_name: str
    period: str
    state: State
    sequence: int = 0
    reason: str = ""
    at: str = ""
    who: str = ""
    returned: int = 0


def period_states(store: Store, period: Period | None = None, unit: str | None = None) -> tuple[PeriodState, ...]:
    """Where the periods stand to which something happened, by unit name and period.

    With ``period`` every centre listed here has a line, if only that of a draft. ``unit`` (id or name) leaves one unit.
    """
    with store.read() as conn:
        who, tree, today = require_identity(conn), read_tree(conn), clock.today()
        names = {who.unit_id: who.unit_name} | {unit_id: tree.name(unit_id, today) for unit_id in tree.units}
        wanted = None if unit is None else find_unit(conn, unit)
        found = [line for line in states.standings(conn, wanted) if period is None or line.period == period.code]
        if period is not None:
            listed = [centre.id for centre in tree.of_kind("centre")] or [who.unit_id]
            known = {line.unit_id for line in found}
            found += [Standing(u, period.code) for u in listed if u not in known and wanted in (None, u)]
        waiting = Counter((one.unit_id, one.period) for one in remarks.unchanged(conn, remarks.returned(conn, wanted)))
        lines = [_shown(line, names, waiting[line.unit_id, line.period]) for line in found]
    return tuple(sorted(lines, key=lambda line: (text_sort_key(line.unit_name), line.period)))


def returned_rows(store: Store, period: Period | None = None, unit: str | None = None) -> tuple[Remark, ...]:
    """The rows that an officer returned and that wait: here at the aggregator until they change, at the sender until
    they were changed and sent."""
    with store.read() as conn:
        who = require_identity(conn)
        unit_id = None if unit is None else find_unit(conn, unit)
        found = remarks.returned(conn, unit_id, None if period is None else period.code)
        own = tuple(line for line in found if line.unit_id == who.unit_id)
        return own + remarks.unchanged(conn, (line for line in found if line.unit_id != who.unit_id))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record before and after one change: ``label`` is the change's ("merge", "correct_record", …)."""

    kind: str
    record_id: str
    at: str
    who: str
    label: str
    subject: str
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A class as the officer reviews it: why it was returned, why and by whom it was corrected, if it was."""

    entry: ClassRow
    returned: str = ""
    corrected: Remark | None = None


def rows_of(store: Store, unit: str, period: Period) -> tuple[ReviewRow, ...]:
    """A unit's classes of a period, the newest first, with what was said about them."""
    with store.read() as conn:
        unit_id = find_unit(conn, unit)
        fields = {field.code: field.name for field in read_taxonomy(conn)}
        names = read_unit_names(conn, clock.today())
        found = list_classes(conn, period, fields, names, unit_id)
        waiting = remarks.unchanged(conn, remarks.returned(conn, unit_id, period.code))
        why = {one.record_id: one.reason for one in waiting}
        corrected = remarks.corrected_classes(conn, unit_id)
    return tuple(ReviewRow(row, why.get(row.id, ""), corrected.get(row.id)) for row in found)


def class_changes(store: Store, class_id: str) -> tuple[FieldChange, ...]:
    """What changed in a class and its sessions since they first came here, the newest first, old beside new."""
    with store.read() as conn:
        entry = read_class(conn, class_id)
        found = [change for record in (entry.learning_class, *entry.sessions) for change in _changes(conn, record)]
    return tuple(sorted(found, key=lambda change: change.at, reverse=True))


def _changes(conn: Connection, record: Record) -> Iterator[FieldChange]:
    after = {name: value for name, value in _as_stored(conn, record).items() if name in shared_fields(type(record))}
    for change, before in history.of_record(conn, record.id):
        if before is None:
            return
        known = {name: before[name] for name in after if name in before}
        about = (record.kind, record.id, change.at, change.who, change.label, change.subject)
        yield from (FieldChange(*about, name, was, after[name]) for name, was in known.items() if was != after[name])
        after |= known


def _as_stored(conn: Connection, record: Record) -> dict[str, Any]:
    state = next(merging.states_of(conn, record.kind, record.id))
    found: dict[str, Any] = json.loads(state.body)
    return found


# --- deciding ---------------------------------------------------------------------------------------------------------


def accept(store: Store, unit: str, period: Period) -> PeriodState:
    """Duyệt: the period is good as it is; what was returned before no longer waits.

    Like all decisions it raises ClcError ``unit_unknown``, and what ``domain.states.after`` refuses.
    """
    with store.write("accept", period.code) as tx:
        unit_id = _unit(tx, unit)
        remarks.forget_returned(tx, unit_id, period.code)
        return _decide(tx, unit_id, period, "accept")


def return_rows(store: Store, unit: str, period: Period, rows: Sequence[tuple[str, str]], reason: str) -> PeriodState:
    """Trả lại: these records (kind and id) must be looked at again, for this reason; no row at all returns the period
    as a whole. Rows returned before stay returned.

    Raises ClcError ``reason_missing``, or ``not_in_period`` when a record is not among those of the unit's period.
    """
    reason = rules.required_reason(reason)
    with store.write("return_rows", period.code) as tx:
        unit_id = _unit(tx, unit)
        missing = _outside(tx.conn, unit_id, period, rows)
        if missing:
            raise ClcError("not_in_period", period=period.code, record_kind=missing[0][0], id=missing[0][1])
        made = give_back(tx, unit_id, period, rows, reason)
        return _shown(made, read_unit_names(tx.conn, clock.today()), _waiting(tx.conn, unit_id, period.code))


def give_back(tx: Tx, unit_id: str, period: Period, rows: Sequence[tuple[str, str]], reason: str) -> Standing:
    """The same inside a transaction, for rows that are known to be the period's. A refusal comes before any writing."""
    made = states.happen(tx, unit_id, period.code, "return", "" if rows else reason)
    versions = {kind: remarks.versions(tx.conn, kind, [i for k, i in rows if k == kind]) for kind, _id in rows}
    remarks.keep(
        tx,
        (Remark(unit_id, period.code, k, i, "returned", versions[k][i], reason, who=made.who) for k, i in rows),
    )
    return made


def lock(store: Store, unit: str, period: Period) -> PeriodState:
    """Khóa: from now on nothing that lies in the period changes, on either side."""
    with store.write("lock", period.code) as tx:
        return _decide(tx, _unit(tx, unit), period, "lock")


def unlock(store: Store, unit: str, period: Period, reason: str = "") -> PeriodState:
    """Mở khóa, whether or not the sender has asked for it."""
    with store.write("unlock", period.code) as tx:
        return _decide(tx, _unit(tx, unit), period, "unlock", clean(reason))


def refuse_unlock(store: Store, unit: str, period: Period, reason: str) -> PeriodState:
    """The period stays locked, and the sender is told why. Raises ClcError ``reason_missing``, ``no_unlock_wish``."""
    reason = rules.required_reason(reason)
    with store.write("refuse_unlock", period.code) as tx:
        return _decide(tx, _unit(tx, unit), period, "refuse_unlock", reason)


Decision = Literal["accept", "return", "lock"]
_LABELS: dict[Decision, str] = {"accept": "accept", "return": "return_rows", "lock": "lock"}


def decide_for_all(store: Store, units: Sequence[str], period: Period, decision: Decision, reason: str = "") -> int:
    """One decision about the period of many units, as ``accept``, ``return_rows`` without rows, and ``lock``: for all
    of them, or where it is refused for one, for none. How many there were.
    """
    reason = rules.required_reason(reason) if decision == "return" else ""
    with store.write(_LABELS[decision], period.code) as tx:
        require_identity(tx.conn, "aggregator")
        for unit_id in units:
            if decision == "accept":
                remarks.forget_returned(tx, unit_id, period.code)
            states.happen(tx, unit_id, period.code, decision, reason)
    return len(units)


def correct_record(store: Store, record: Record, reason: str) -> None:
    """Write our own version of a unit's record; it is marked as ours, with the reason, and travels in the receipt.

    A file of the unit that did not know it raises a conflict. Raises ClcError ``reason_missing``, ``record_missing``,
    ``period_locked``, or InvalidRecord.
    """
    correct_records(store, [record], reason)


def correct_records(store: Store, records: Sequence[Record], reason: str) -> None:
    """The same for several records at once: for all of them, or where one is refused, for none."""
    reason = rules.required_reason(reason)
    with store.write("correct_record", reason) as tx:
        require_identity(tx.conn, "aggregator")
        for record in records:
            _correct(tx, record, reason)


def _correct(tx: Tx, record: Record, reason: str) -> None:
    get(tx.conn, type(record), record.id)
    entry = _entry(tx.conn, record)
    if found := rules.errors(_problems(tx.conn, entry or record)):
        raise InvalidRecord(found)
    whole = [*entry.sessions, entry.learning_class] if entry else [record]
    if put(tx, *whole):
        version = remarks.version_of(tx.conn, record.kind, record.id) or ""
        made = Remark(record.unit_id, "", record.kind, record.id, "corrected", version, reason, who=person())
        remarks.keep(tx, [made])
        states.bump(tx, record.unit_id, "correct")


# --- what merging tells -----------------------------------------------------------------------------------------------


def note_file(tx: Tx, document: documents.Submission, digest: str, merged: bool) -> None:
    """A submission was merged, or it was refused for a lock and carries the wish to open it.

    One that is older than what this installation sent for the period says nothing new.
    """
    sender = document.sender
    about = Standing(sender.unit_id, document.period, installation_id=sender.installation_id,
                     sequence=document.sequence, digest=digest)  # fmt: skip
    if states.last_number(tx.conn, sender.unit_id, document.period, sender.installation_id) > document.sequence:
        return
    now = states.standing(tx.conn, sender.unit_id, document.period)
    asks = bool(document.unlock) and now.state in LOCKED
    if merged or asks:
        states.happen(tx, sender.unit_id, document.period, "hear_wish" if asks else "receive", document.unlock, about)


def _decide(tx: Tx, unit_id: str, period: Period, event: Event, reason: str = "") -> PeriodState:
    line = states.happen(tx, unit_id, period.code, event, reason)
    return _shown(line, read_unit_names(tx.conn, clock.today()), _waiting(tx.conn, unit_id, period.code))


def _unit(tx: Tx, unit: str) -> str:
    require_identity(tx.conn, "aggregator")
    return find_unit(tx.conn, unit)


def _waiting(conn: Connection, unit_id: str, period: str) -> int:
    return len(remarks.unchanged(conn, remarks.returned(conn, unit_id, period)))


def _shown(line: Standing, names: dict[str, str], waiting: int) -> PeriodState:
    name = names.get(line.unit_id, "")
    return PeriodState(line.unit_id, name, line.period, line.state, line.sequence, line.reason, line.at, line.who,
                       waiting)  # fmt: skip


def _outside(conn: Connection, unit_id: str, period: Period, rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that are not records of the unit's period, or are deleted."""
    below = read_tree(conn).below_ever(unit_id) if rows else ()
    there: set[tuple[str, str]] = set()
    for kind in {kind for kind, _id in rows} & KINDS.keys():
        ids = {record_id for k, record_id in rows if k == kind}
        there |= {(kind, found) for found in transfers.in_period(conn, unit_id, period, below, kind, ids)}
    return [row for row in rows if row not in there]


def _entry(conn: Connection, record: Record) -> ClassEntry | None:
    """The class as it is with a corrected record of it: its first day follows its sessions."""
    if isinstance(record, LearningClass):
        return replace(read_class(conn, record.id), learning_class=record).dated()
    if not isinstance(record, ClassSession):
        return None
    entry = read_class(conn, record.class_id)
    sessions = tuple(record if session.id == record.id else session for session in entry.sessions)
    return replace(entry, sessions=sessions).dated()


def _problems(conn: Connection, corrected: Record | ClassEntry) -> tuple[Problem, ...]:
    codes = {field.code for field in read_taxonomy(conn)}
    if isinstance(corrected, ClassEntry):
        return rules.check_class(corrected, codes, clock.today())
    return rules.check_record(corrected, codes)


def kind_of(name: str) -> type[Record]:
    """The records of a kind as a command names it; ClcError ``unknown_kind``."""
    if name not in KINDS:
        raise ClcError("unknown_kind", kind=name)
    return KINDS[name]
