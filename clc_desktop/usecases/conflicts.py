"""Records that two machines changed without knowing of each other: seeing both sides, deciding, looking back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clc_desktop.domain import clock, rules
from clc_desktop.domain.errors import ClcError, InvalidRecord, Problem
from clc_desktop.domain.records import KINDS, ClassSession, Record
from clc_desktop.store import conflicts, contacts
from clc_desktop.store.conflicts import Difference
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.records import record_of
from clc_desktop.usecases.workspace import read_identity, read_taxonomy, read_unit_names

__all__ = ["ConflictView", "DecidedView", "Difference", "SideView"]

How = Literal["here", "file"]


@dataclass(frozen=True, slots=True)
class SideView:
    """One state: ``key`` names it in a decision, ``who`` are the units whose machines wrote what the others lack."""

    key: str
    who: tuple[str, ...]
    installations: tuple[str, ...]
    record: Record
    deleted: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class ConflictView:
    """An open conflict, the side shown first; ``suggestion`` names for each field the side that changed it alone."""

    kind: str
    record_id: str
    unit_id: str
    unit_name: str
    since: str
    sides: tuple[SideView, ...]
    differences: tuple[Difference, ...]
    suggestion: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class DecidedView:
    """A conflict that was ended; values are fields as the database spells them, the loser that was shown first."""

    change_id: int
    kind: str
    record_id: str
    unit_id: str
    unit_name: str
    at: str
    how: How
    who: str
    reason: str
    kept: dict[str, Any]
    losers: tuple[dict[str, Any], ...]


def list_conflicts(store: Store) -> tuple[ConflictView, ...]:
    """The open conflicts, by kind and record."""
    with store.read() as conn:
        names, machines = read_unit_names(conn, clock.today()), _machines(conn)
        return tuple(_view(conflict, names, machines) for conflict in conflicts.open_conflicts(conn))


def resolve_conflict(
    store: Store, kind: str, record_id: str, take: str, fields: Mapping[str, str] | None = None, reason: str = ""
) -> None:
    """Decide: the side ``take`` as a whole, but for ``fields`` (name to side). The next file carries it to the others.

    ``take`` may be "suggested": every field as the one side that changed it has it.
    Raises ClcError ``conflict_missing``, ``conflict_changed`` (another file came in between), ``no_suggestion``,
    ``unknown_column``, or InvalidRecord where what was put together breaks a rule; then nothing is written.
    """
    with store.write("resolve_conflict", kind) as tx:
        conflict = conflicts.open_conflict(tx.conn, kind, record_id)
        chosen = dict(fields or {})
        if take == "suggested":
            chosen = _suggested(conflict) | chosen
            take = conflict.sides[0].key
        body = conflicts.put_together(conflict, take, chosen)
        if chosen and not body["deleted"]:
            _refuse_problems(tx.conn, record_of(KINDS[kind], body))
        conflicts.decide(tx, conflict, body, reason)


def decided_conflicts(store: Store) -> tuple[DecidedView, ...]:
    """The conflicts that were ended, the latest first: where, when, by whom and why, what was kept and what lost."""
    with store.read() as conn:
        names = read_unit_names(conn, clock.today())
        return tuple(_decided(entry, names) for entry in conflicts.decided(conn))


def _suggested(conflict: conflicts.Conflict) -> dict[str, str]:
    if conflict.suggestion is None:
        raise ClcError("no_suggestion")
    return conflict.suggestion


def _refuse_problems(conn: Connection, record: Record) -> None:
    """A record put together of several sides is one that nobody typed: it must be right in itself."""
    found: tuple[Problem, ...] = rules.check_record(record, {field.code for field in read_taxonomy(conn)})
    if isinstance(record, ClassSession):
        found = rules.check_session(record)
    if wrong := rules.errors(found):
        raise InvalidRecord(wrong)


def _machines(conn: Connection) -> dict[str, str]:
    """The unit of each installation that we know, our own too."""
    known = {contact.installation_id: contact.unit_name for contact in contacts.every(conn)}
    who = read_identity(conn)
    return known | ({who.installation_id: who.unit_name} if who else {})


def _view(conflict: conflicts.Conflict, names: dict[str, str], machines: dict[str, str]) -> ConflictView:
    sides = tuple(
        SideView(
            key=side.key,
            who=tuple(dict.fromkeys(machines.get(machine, machine) for machine in side.installations)),
            installations=side.installations,
            record=side.record,
            deleted=side.deleted,
            shown=place == 0,
        )
        for place, side in enumerate(conflict.sides)
    )
    return ConflictView(
        conflict.kind,
        conflict.record_id,
        conflict.unit_id,
        names.get(conflict.unit_id, ""),
        conflict.since,
        sides,
        conflict.differences,
        conflict.suggestion,
    )


def _decided(entry: conflicts.Decided, names: dict[str, str]) -> DecidedView:
    return DecidedView(
        change_id=entry.change_id,
        kind=entry.kind,
        record_id=entry.record_id,
        unit_id=entry.unit_id,
        unit_name=names.get(entry.unit_id, ""),
        at=entry.at,
        how="file" if entry.reason is None else "here",
        who=entry.who,
        reason=entry.reason or "",
        kept=entry.kept,
        losers=entry.losers,
    )
