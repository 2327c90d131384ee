"""Open conflicts with both sides of every field, deciding them, and the list of those decided.

Fields changed on one side only are not merged by themselves, they are pointed out. Machines do not all know the common
ancestor (a file holds the present state only), so that what each would put together would depend on what it has seen:
two machines would show different rows. And a row put together of halves (present of one, women of the other) is one
that nobody typed. So a person confirms it, and the decision is a version that knew all sides and travels.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, text

from clc_desktop.domain import versions
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS, Record, shared_fields
from clc_desktop.domain.versions import State
from clc_desktop.store import locks, merging, siblings, tables
from clc_desktop.store.database import Tx
from clc_desktop.store.records import log_before, record_of

NEVER_CHOSEN = ("id", "unit_id")


@dataclass(frozen=True)
class Side:
    """One state of a record in conflict: ``key`` names it in a decision, ``installations`` wrote what others lack."""

    key: str
    state: State
    record: Record
    deleted: bool
    installations: tuple[str, ...]

    @cached_property
    def values(self) -> dict[str, Any]:
        """What may differ: the shared fields, whether it is deleted, what a newer program added."""
        shared = {name: getattr(self.record, name) for name in shared_fields(type(self.record))}
        extra = json.loads(self.state.body)["extra"]
        return {name: value for name, value in shared.items() if name not in NEVER_CHOSEN} | {
            "deleted": self.deleted,
            "extra": extra,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs, with its value on each side in the order of the sides.

    ``before`` is the last value that all sides knew, where this machine has seen it (``known``); ``changed_by`` names
    the sides that changed it since, so that a field with one of them has an obvious answer.
    """

    name: str
    values: tuple[Any, ...]
    known: bool = False
    before: Any = None
    changed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record of which there are several states, none of which knew the others; the first side is the one shown."""

    kind: str
    record_id: str
    unit_id: str
    since: str
    sides: tuple[Side, ...]
    differences: tuple[Difference, ...]

    @property
    def suggestion(self) -> dict[str, str] | None:
        """Field to side where every field that differs was changed by one side only; None where that is not so."""
        one_each = all(len(set(difference.changed_by)) == 1 for difference in self.differences)
        return {d.name: d.changed_by[0] for d in self.differences} if one_each and self.differences else None


@dataclass(frozen=True, slots=True)
class Decided:
    """A conflict that was ended, by ``who`` on this machine or (``reason`` None) by a state that came in a file.

    ``kept`` is the state after the decision, ``losers`` those it replaced: the one shown before it comes first.
    """

    change_id: int
    kind: str
    record_id: str
    unit_id: str
    at: str
    who: str
    reason: str | None
    kept: dict[str, Any]
    losers: tuple[dict[str, Any], ...]


def open_conflicts(conn: Connection) -> tuple[Conflict, ...]:
    """Every record that has siblings, by kind and id."""
    keys = conn.execute(text("SELECT DISTINCT kind, record_id FROM sibling ORDER BY kind, record_id")).all()
    return tuple(_conflict(conn, row.kind, row.record_id) for row in keys)


def open_conflict(conn: Connection, kind: str, record_id: str) -> Conflict:
    """One of them; ClcError ``conflict_missing`` where the record has no sibling (any more)."""
    known = kind in KINDS and next(siblings.states_of(conn, kind, record_id), None)
    if not known:
        raise ClcError("conflict_missing")
    return _conflict(conn, kind, record_id)


def put_together(conflict: Conflict, take: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """The body of a decision: one side as a whole, but for the fields taken from other sides.

    Raises ClcError ``conflict_changed`` where a side is not (any longer) one of the conflict's, ``unknown_column`` for
    a field that the record has not.
    """
    by_key = {side.key: json.loads(side.state.body) for side in conflict.sides}
    if not {take, *fields.values()} <= by_key.keys():
        raise ClcError("conflict_changed")
    body = dict(by_key[take])
    for name, key in fields.items():
        if name not in body or name in NEVER_CHOSEN:
            raise ClcError("unknown_column", name=name)
        body[name] = by_key[key][name]
    return body


def decide(tx: Tx, conflict: Conflict, body: Mapping[str, Any], reason: str) -> None:
    """Write a decision: a version that knew every side. What lost stays in the history, with the reason.

    Raises ClcError ``period_locked``.
    """
    locks.refuse_decision(tx.conn, conflict.kind, conflict.record_id, body)
    states = [side.state for side in conflict.sides]
    version = versions.written(versions.joined(state.version for state in states), tx.installation, tx.counter)
    log_before(tx, tables.RECORDS[conflict.kind], [conflict.record_id])
    merging.write_state(tx.conn, conflict.kind, State(version, tables.compact_json(body)))
    siblings.replace(tx, conflict.kind, conflict.record_id, states[1:], ())
    siblings.log_decision(tx, conflict.kind, conflict.record_id, reason)


def decided(conn: Connection, limit: int = 500) -> tuple[Decided, ...]:
    """The conflicts that were ended here or by a file, the latest first."""
    return tuple(_decided(conn, row) for row in conn.execute(text(_DECIDED), {"limit": limit}).all())


def key_of(state: State) -> str:
    """A short name of a state, the same on every machine."""
    return hashlib.sha256(f"{state.version}\n{state.body}".encode()).hexdigest()[:12]


_DECIDED = """
SELECT d.change_id, d.kind, d.record_id, d.reason, c.at, c.who, r.before
FROM decision d JOIN change c ON c.id = d.change_id
JOIN change_row r ON r.change_id = d.change_id AND r.kind = d.kind AND r.record_id = d.record_id
ORDER BY d.change_id DESC, d.kind, d.record_id LIMIT :limit
"""

_LATER = """
SELECT before FROM change_row WHERE kind = :kind AND record_id = :id AND change_id > :change AND before IS NOT NULL
ORDER BY id LIMIT 1
"""

_KNOWN = """
SELECT json_extract(before, '$.version') AS version, before AS body FROM change_row
WHERE kind = :kind AND record_id = :id AND before IS NOT NULL
UNION ALL SELECT version, body FROM change_sibling WHERE kind = :kind AND record_id = :id
"""


def _conflict(conn: Connection, kind: str, record_id: str) -> Conflict:
    shown = list(merging.states_of(conn, kind, record_id))
    others = versions.settle(siblings.states_of(conn, kind, record_id))
    sides = _sides(kind, [*shown, *others])
    since = conn.scalar(text(_SINCE), {"kind": kind, "id": record_id}) or ""
    base = _ancestor(conn, kind, record_id, [side.state for side in sides])
    return Conflict(kind, record_id, sides[0].record.unit_id, since, sides, tuple(_differences(sides, base)))


_SINCE = """
SELECT MAX(c.at) FROM change c JOIN change_row r ON r.change_id = c.id
WHERE r.kind = :kind AND r.record_id = :id AND c.undone_by IS NULL AND c.undoes IS NULL
"""


def _sides(kind: str, states: Sequence[State]) -> tuple[Side, ...]:
    found = []
    for place, state in enumerate(states):
        known = versions.entries(versions.joined(s.version for other, s in enumerate(states) if other != place))
        own = versions.entries(state.version)
        ahead = tuple(name for name, counter in own.items() if counter > known.get(name, 0))
        body = json.loads(state.body)
        record = record_of(KINDS[kind], body)
        found.append(Side(key_of(state), state, record, bool(body["deleted"]), ahead or tuple(own)))
    return tuple(found)


def _ancestor(conn: Connection, kind: str, record_id: str, states: Sequence[State]) -> dict[str, Any] | None:
    """The last state that all sides knew, if it was ever seen here: the one whose version is exactly what they share.

    An earlier one would not do: a side that took an old value up again would look as if it had changed nothing.
    """
    shared = versions.shared([state.version for state in states])
    if not shared or shared in {state.version for state in states}:
        return None
    for row in conn.execute(text(_KNOWN), {"kind": kind, "id": record_id}):
        if row.version == shared:
            body: dict[str, Any] = json.loads(row.body)
            return body
    return None


def _differences(sides: Sequence[Side], base: dict[str, Any] | None) -> Iterator[Difference]:
    known = None
    if base is not None:
        state = State("", json.dumps({"extra": None} | base))
        known = Side("", state, record_of(type(sides[0].record), base), bool(base["deleted"]), ()).values
    for name in sides[0].values:
        values = tuple(side.values[name] for side in sides)
        if all(value == values[0] for value in values):
            continue
        if known is None:
            yield Difference(name, values)
        else:
            changed = tuple(side.key for side in sides if side.values[name] != known[name])
            yield Difference(name, values, True, known[name], changed)


def _decided(conn: Connection, row: Any) -> Decided:
    before = json.loads(row.before)
    losers = conn.execute(text(_LOSERS), {"change": row.change_id, "kind": row.kind, "id": row.record_id}).scalars()
    key = {"kind": row.kind, "id": row.record_id}
    later = conn.scalar(text(_LATER), key | {"change": row.change_id})
    current = later or next(merging.states_of(conn, row.kind, row.record_id)).body
    shared = set(shared_fields(KINDS[row.kind])) | {"deleted"}

    def visible(body: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in body.items() if name in shared}

    return Decided(
        change_id=row.change_id,
        kind=row.kind,
        record_id=row.record_id,
        unit_id=before["unit_id"],
        at=row.at,
        who=row.who,
        reason=row.reason,
        kept=visible(json.loads(current)),
        losers=tuple(map(visible, [before, *map(json.loads, losers)])),
    )


_LOSERS = "SELECT body FROM change_sibling WHERE change_id = :change AND kind = :kind AND record_id = :id ORDER BY id"
