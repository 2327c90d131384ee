"""What an officer says about a unit's period (Duyệt, Trả lại, Khóa, Mở khóa) and about single records.

Every decision is kept with who and when, and travels in the next receipt (receipts.py). The sender's side: answers.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import ClcError, InvalidRecord, Problem
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import KINDS, ClassSession, LearningClass, Record
from clc_desktop.domain.states import LOCKED, Event, State
from clc_desktop.domain.vietnamese import clean
from clc_desktop.store import remarks, states, transfers
from clc_desktop.store.database import Connection, Store, Tx
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
        who, names = require_identity(conn), read_unit_names(conn, clock.today())
        wanted = None if unit is None else find_unit(conn, unit)
        found = [line for line in states.standings(conn, wanted) if period is None or line.period == period.code]
        if period is not None:
            listed = [centre.id for centre in read_tree(conn).of_kind("centre")] or [who.unit_id]
            known = {line.unit_id for line in found}
            found += [Standing(u, period.code) for u in listed if u not in known and wanted in (None, u)]
        lines = [_shown(conn, line, names) for line in found]
    return tuple(sorted(lines, key=lambda line: (line.unit_name, line.period)))


def period_story(store: Store, period: Period, unit: str | None = None) -> tuple[Standing, ...]:
    """Everything that happened to a period of a unit (our own), the newest first: who, when, why."""
    with store.read() as conn:
        unit_id = require_identity(conn).unit_id if unit is None else find_unit(conn, unit)
        return states.story(conn, unit_id, period.code)


def returned_rows(store: Store, period: Period | None = None, unit: str | None = None) -> tuple[Remark, ...]:
    """The rows that an officer returned and that wait: here at the aggregator until they change, at the sender until
    they were changed and sent."""
    with store.read() as conn:
        who = require_identity(conn)
        unit_id = None if unit is None else find_unit(conn, unit)
        found = remarks.returned(conn, unit_id, None if period is None else period.code)
        own = tuple(line for line in found if line.unit_id == who.unit_id)
        return own + remarks.unchanged(conn, (line for line in found if line.unit_id != who.unit_id))


def remarks_on(store: Store, record_id: str) -> tuple[Remark, ...]:
    """What officers said about a record."""
    with store.read() as conn:
        return remarks.of_record(conn, record_id)


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
    reason = _reason(reason)
    with store.write("return_rows", period.code) as tx:
        unit_id = _unit(tx, unit)
        versions = _versions(tx.conn, unit_id, period)
        missing = [row for row in rows if row not in versions]
        if missing:
            raise ClcError("not_in_period", period=period.code, record_kind=missing[0][0], id=missing[0][1])
        made = _decide(tx, unit_id, period, "return", "" if rows else reason)
        remarks.keep(
            tx,
            (Remark(unit_id, period.code, *row, "returned", versions[row], reason, who=made.who) for row in rows),
        )
        return replace(made, returned=len(remarks.unchanged(tx.conn, remarks.returned(tx.conn, unit_id, period.code))))


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
    reason = _reason(reason)
    with store.write("refuse_unlock", period.code) as tx:
        return _decide(tx, _unit(tx, unit), period, "refuse_unlock", reason)


def correct_record(store: Store, record: Record, reason: str) -> None:
    """Write our own version of a unit's record; it is marked as ours, with the reason, and travels in the receipt.

    A file of the unit that did not know it raises a conflict. Raises ClcError ``reason_missing``, ``record_missing``,
    ``period_locked``, or InvalidRecord.
    """
    reason = _reason(reason)
    with store.write("correct_record", reason) as tx:
        require_identity(tx.conn, "aggregator")
        get(tx.conn, type(record), record.id)
        entry = _entry(tx.conn, record)
        if found := rules.errors(_problems(tx.conn, entry or record)):
            raise InvalidRecord(found)
        whole = [*entry.sessions, entry.learning_class] if entry else [record]
        if put(tx, *whole):
            version = remarks.version_of(tx.conn, record.kind, record.id) or ""
            made = Remark(record.unit_id, "", record.kind, record.id, "corrected", version, reason, who=states.person())
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
    return _shown(tx.conn, line, read_unit_names(tx.conn, clock.today()))


def _unit(tx: Tx, unit: str) -> str:
    require_identity(tx.conn, "aggregator")
    return find_unit(tx.conn, unit)


def _reason(text: str) -> str:
    if not clean(text):
        raise ClcError("reason_missing")
    return clean(text)


def _shown(conn: Connection, line: Standing, names: dict[str, str]) -> PeriodState:
    found = remarks.unchanged(conn, remarks.returned(conn, line.unit_id, line.period))
    name = names.get(line.unit_id, "")
    return PeriodState(line.unit_id, name, line.period, line.state, line.sequence, line.reason, line.at, line.who,
                       len(found))  # fmt: skip


def _versions(conn: Connection, unit_id: str, period: Period) -> dict[tuple[str, str], str]:
    """The version of every record of a unit's period that is not deleted; of a conflict the state that is shown."""
    found: dict[tuple[str, str], str] = {}
    for cls, rows in transfers.rows_of_period(conn, unit_id, period, read_tree(conn).below_ever(unit_id)):
        for row in rows:
            if not row.deleted:
                found.setdefault((cls.kind, row.record.id), row.version)
    return found


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
