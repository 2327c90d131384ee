"""An aggregator between two others: what it hands upwards, what it takes over from above, what those below may write.

A unit below us may write its own records and those of the units under it. Whose units those are is settled once: by
whoever named them first, or by ``units.move_unit`` here. So no district can claim another one's centre, and a centre,
under which there is nothing, can neither name nor move a unit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from clc_desktop.domain import clock
from clc_desktop.domain.clock import derived_id
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.domain.records import ActivityField, Unit, UnitTerm
from clc_desktop.domain.units import UnitTree
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.store import contacts, merging, provenance
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.records import find, put
from clc_desktop.store.timeliness import standings_of
from clc_desktop.sync import documents, reader
from clc_desktop.usecases.report_calendar import read_calendar
from clc_desktop.usecases.workspace import Identity, read_tree, read_unit_names, require_identity


@dataclass(frozen=True, slots=True)
class SourceView:
    """A file behind our figures: whose it was, and through whom (``via_unit``, "" where it came here itself)."""

    unit_name: str
    period: str
    sequence: int
    digest: str
    sign_key: str
    via_unit: str = ""


def list_sources(store: Store, period: Period | None = None) -> tuple[SourceView, ...]:
    """Every submission whose rows are in our figures (of a period), those that an aggregator below merged included."""
    with store.read() as conn:
        found = provenance.sources(conn)
        names = read_unit_names(conn, period.end if period else clock.today())
        own = {source.digest: names.get(source.unit_id, "") for source in found if source.direct}
    return tuple(
        SourceView(
            names.get(source.unit_id, ""),
            source.period,
            source.sequence,
            source.digest,
            source.sign_key,
            "" if source.direct else own.get(source.via, ""),
        )
        for source in found
        if period is None or _overlaps(source.period, period)
    )


# --- handing upwards --------------------------------------------------------------------------------------------------


def submitted_units(conn: Connection, who: Identity) -> frozenset[str]:
    """Whose records our submission holds: a centre's own; an aggregator's with all that were ever under it."""
    return read_tree(conn).below_ever(who.unit_id) if who.role == "aggregator" else frozenset({who.unit_id})


def submitted_sources(conn: Connection, who: Identity, period: Period) -> tuple[documents.Source, ...]:
    """The files that our figures of the period rest on, by their digests and signers; none for a centre."""
    found = provenance.sources(conn) if who.role == "aggregator" else ()
    return tuple(
        documents.Source(s.digest, s.sign_key, s.unit_id, s.period, s.sequence)
        for s in {source.digest: source for source in found}.values()
        if _overlaps(s.period, period)
    )


@dataclass(frozen=True, slots=True)
class Unready:
    """A unit below us whose figures of a period are not good to be handed on: its files are ``missing``, ``returned``
    and not sent again, or merged and ``unchecked``."""

    code: Trouble
    unit_id: str
    unit_name: str


def unready_units(conn: Connection, period: Period) -> list[Unready]:
    """Whom to wait for before a period is handed on, the missing ones first, by name. The parts of it that are
    collected (quarters of a year) count where the whole was not sent."""
    own, tree = require_identity(conn).unit_id, read_tree(conn)
    collected = [period.code, *(one.code for one in read_calendar(conn).within(period))]
    told: dict[str, dict[str, str]] = {}
    for line in standings_of(conn, list(dict.fromkeys(collected))):
        if line.state != "draft":
            told.setdefault(line.unit_id, {})[line.period] = line.state
    known = told.keys() | {contact.unit_id for contact in contacts.every(conn)}
    listed = [one.id for one in tree.units.values() if one.unit_kind == "centre" or one.id in known]
    there = [one for one in listed if tree.existed(one, period.start, period.end)]
    below = [one for one in there if tree.is_under(one, own, period.end)]
    senders = {_sender(tree, one, own, period, known) for one in below} - {own}
    found = []
    for unit_id in senders:
        heard = told.get(unit_id, {})
        states = {heard[period.code]} if period.code in heard else set(heard.values())
        if code := _trouble(states):
            found.append(Unready(code, unit_id, tree.name(unit_id, period.end)))
    return sorted(found, key=lambda one: (_TROUBLES.index(one.code), text_sort_key(one.unit_name), one.unit_id))


Trouble = Literal["unit_missing", "unit_returned", "unit_unchecked"]
_TROUBLES: tuple[Trouble, ...] = ("unit_missing", "unit_returned", "unit_unchecked")
_GOOD = frozenset({"accepted", "locked", "unlock_asked"})


def _trouble(states: set[str]) -> Trouble | None:
    if not states:
        return "unit_missing"
    if "returned" in states:
        return "unit_returned"
    return None if states <= _GOOD else "unit_unchecked"


def _sender(tree: UnitTree, unit_id: str, own: str, period: Period, known: Collection[str]) -> str:
    """Who sends us a unit's figures: the highest one between us and it that ever came here, or the unit itself."""
    found, at, seen = unit_id, unit_id, {own}
    while at not in seen:
        seen.add(at)
        found = at if at in known else found
        at = tree.parent(at, period.end) or own
    return found


# --- taking over from above -------------------------------------------------------------------------------------------


def adopt_fields(tx: Tx, opened: reader.Opened, batches: list[merging.Incoming]) -> list[merging.Incoming]:
    """The batches of an assignment to merge. An aggregator makes the fields from above its own, and hands them on."""
    who = require_identity(tx.conn)
    if who.role != "aggregator":
        return batches
    own = {field.code: field for field in find(tx.conn, ActivityField, unit_id=who.unit_id)}
    for table in opened.tables:
        if table.kind == ActivityField.kind:
            sent = [row.record for row in table.versioned() if not row.deleted]
            put(tx, *(_adopted(field, who.unit_id, own) for field in sent if isinstance(field, ActivityField)))
    return [batch for batch in batches if batch.kind != ActivityField.kind]


def _adopted(field: ActivityField, unit_id: str, own: dict[str, ActivityField]) -> ActivityField:
    known = own.get(field.code)
    made_id = known.id if known else derived_id(ActivityField.kind, unit_id, field.code)
    return replace(field, id=made_id, unit_id=unit_id)


# --- taking in from below ---------------------------------------------------------------------------------------------


def writable_units(conn: Connection, opened: reader.Opened) -> frozenset[str]:
    """The units whose records a file may hold: its sender's and those under it, as we know them or as it names first.

    Raises ClcError ``foreign_unit`` where it names or moves a unit that is somebody else's.
    """
    sender = opened.document.sender.unit_id
    known = contacts.by_key(conn, opened.key_id)
    if known is None or known.role == "aggregator":
        return frozenset()
    lines = [values for kind in (Unit.kind, UnitTerm.kind) for values in _rows(opened, kind)]
    if not lines and all(line.unit_kind == "centre" for line in find(conn, Unit, subject=sender)):
        return frozenset({sender})  # most files: no need of the whole tree
    tree = read_tree(conn)
    allowed = _under(sender, require_identity(conn).unit_id, tree, _parents(opened))
    for line in lines:
        if line["subject"] not in allowed - {sender}:
            name = tree.name(line["subject"], opened.document.made_on)
            raise ClcError("foreign_unit", name=name, sender=opened.document.sender.unit_name)
    return allowed


def refuse_mass_deletion(conn: Connection, counts: merging.Counts, kinds: Iterable[str]) -> None:
    """ClcError ``too_many_deletions`` when the file deletes more than 5 % of any one unit's records."""
    if not counts.deleted:
        return
    for unit_id, count in merging.deletions(conn, kinds).items():
        merging.refuse_mass_deletion(conn, merging.Counts(deleted=count), {unit_id})


def note_sources(tx: Tx, opened: reader.Opened) -> None:
    """Remember the file, which has been logged before, with those that its sender had merged."""
    document, digest = opened.document, opened.digest
    if isinstance(document, documents.Submission):
        unit_id = document.sender.unit_id
        itself = documents.Source(digest, opened.key_id, unit_id, document.period, document.sequence)
        found = {source.digest: source for source in (*document.sources, itself)}.values()
        provenance.log_sources(
            tx, [provenance.Source(s.digest, s.sign_key, s.unit_id, s.period, s.sequence, digest) for s in found]
        )


def _under(sender: str, own: str, tree: UnitTree, named: list[tuple[str, str]]) -> frozenset[str]:
    """What is under the sender: by our tree on any day, and new units by the parents that the file names."""
    if tree.units.get(sender) is None or tree.units[sender].unit_kind == "centre":
        return frozenset({sender})
    found = set(tree.below_ever(sender)) - {own}
    fresh = [(child, parent) for child, parent in named if child not in tree.units]
    size = -1
    while size < len(found):
        size = len(found)
        found |= {child for child, parent in fresh if parent in found}
    return frozenset(found)


def _parents(opened: reader.Opened) -> list[tuple[str, str]]:
    rows = _rows(opened, UnitTerm.kind)
    return [(row["subject"], row["value"]) for row in rows if row["attribute"] == "parent"]


def _rows(opened: reader.Opened, kind: str) -> list[dict[str, Any]]:
    found = [table for table in opened.tables if table.kind == kind]
    return [dict(zip(table.columns, row, strict=True)) for table in found for row in table.rows]


def _overlaps(code: str, period: Period) -> bool:
    try:
        other = parse_period(code)
    except ClcError:
        return True
    return other.start <= period.end and period.start <= other.end
