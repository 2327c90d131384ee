"""Files between a centre and its aggregator: registration, approval, assignment, submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from clc_desktop import __version__, files
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ActivityField, PlanTarget, Record, UnitTerm
from clc_desktop.domain.versions import entries, joined
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store import contacts, locks, merging, owning, transfers
from clc_desktop.store.contacts import Contact
from clc_desktop.store.database import Connection, Store, Tx, set_meta
from clc_desktop.store.transfers import SentFile
from clc_desktop.sync import documents, envelope, payload, reader
from clc_desktop.sync.keys import KeyPair, PublicKeys
from clc_desktop.usecases import answers, ranking, report_calendar, trust, upwards
from clc_desktop.usecases.trust import find_unit
from clc_desktop.usecases.workspace import (
    Identity,
    list_unit,
    load_keys,
    read_above,
    read_counting_rule,
    read_tree,
    read_unit_names,
    require_identity,
)

T = TypeVar("T")

__all__ = ["Contact", "SentFile", "find_unit"]

SUFFIX = ".clcsync"
LARGEST_FILE = envelope.MAX_FILE
"""Bytes of a sync file that is read at all."""


@dataclass(frozen=True, slots=True)
class Approved:
    """A registration that was approved; ``new`` when the centre was not listed before, ``vouched`` when it needed no
    check number because a key trusted already vouched for it."""

    unit_id: str
    unit_name: str
    new: bool
    vouched: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A file taken in at a centre: ``code`` is ``assignment``, ``replay``, ``colleague`` (the submission of another PC
    of ours), ``joined``: this PC became one of ``unit_name``, and so did the records typed here before; or one of
    ``answers.take_receipt``. ``data`` is for its sentence."""

    code: str
    sender: str
    unit_name: str
    data: dict[str, Any] = field(default_factory=dict)


def register(store: Store, out: Path) -> Identity:
    """Write the registration file that tells an aggregator our unit and public keys."""
    keys = load_keys(store)
    with store.read() as conn:
        who = require_identity(conn)
    document = documents.Registration(**header(who, keys), role=who.role)
    files.write_new(out, reader.seal(document, keys))
    return who


def approve(store: Store, path: Path, typed_number: str | None = None, as_unit: str | None = None) -> Approved:
    """Pin the keys of a registration whose check number was heard over the phone; list its unit where it is new.

    ``as_unit`` (id or name) approves a further PC of a listed unit, or its PC in place of a lost one. No number is
    needed where a key that is trusted vouches. Raises like ``trust.approval``, or a refusal of the file.
    """
    opened = reader.open_registration(files.read_limited(path, LARGEST_FILE))
    with store.write("approve", opened.document.sender.unit_name) as tx:
        who = require_identity(tx.conn, "aggregator")
        found = trust.approval(tx.conn, opened, typed_number, as_unit)
        made = found.contact
        if found.new:
            list_unit(tx, who.unit_id, made.unit_id, made.unit_name, opened.document.sender.unit_kind, who.unit_id)
        for contact in dict.fromkeys((found.signer, made)):
            contacts.pin(tx, contact, found.after)
    return Approved(made.unit_id, made.unit_name, found.new, found.vouched)


def assign(store: Store, unit: str, out: Path) -> Path:
    """Write the assignment file of a unit (its id or its name): who it is, fields, counting rule, plan.

    It is sealed to all its approved PCs. Raises ClcError ``unit_unknown``, ``unit_ambiguous`` or ``unit_without_key``.
    """
    _assign(store, unit, partial(files.write_new, out))
    return out


def assign_all(
    store: Store,
    units: Mapping[str, str],
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Path, ...]:
    """Write the assignment files of many units (id to name) onto a stick, as new files, each read back.

    Cancelling stops between two files. Raises like ``assign``, ``files.deliver`` and ``files.counting``; what was
    written before stays and is good.
    """
    written: list[Path] = []
    for number, (unit_id, name) in enumerate(units.items()):
        if cancelled():
            break
        progress(number, len(units), name)
        file_name = f"giao_{search_key(name).replace(' ', '-')}{SUFFIX}"
        with files.counting(written, folder):
            written.append(_assign(store, unit_id, partial(files.deliver, folder, file_name)))
    return tuple(written)


def _assign(store: Store, unit: str, save: Callable[[bytes], T]) -> T:
    keys = load_keys(store)
    with store.read() as conn:
        who = require_identity(conn, "aggregator")
        unit_id = find_unit(conn, unit)
        found = contacts.of_unit(conn, unit_id)
        if not found:
            raise ClcError("unit_without_key", name=read_unit_names(conn, clock.today())[unit_id])
        receivers, signing = trust.receivers(found), trust.signer(keys, found)
        fields = header(who, signing, receivers)
        document = assignment(conn, unit_id, fields, found, trust.successor(fields["sender"], keys))
    path = save(reader.seal(document, signing, receivers))
    _note_key(store, [contact for contact in found if not contact.knows_key], signing)
    return path


def assignment(
    conn: Connection,
    unit_id: str,
    fields: dict[str, Any],
    pcs: Iterable[Contact] = (),
    successor: documents.Successor | None = None,
) -> documents.Assignment:
    """What a unit is told: who it is and what it shall do; ``fields`` is the ``header`` of the document."""
    sender: documents.Party = fields["sender"]
    return documents.Assignment(
        **fields,
        unit_id=unit_id,
        unit_name=read_unit_names(conn, clock.today())[unit_id],
        unit_code=read_tree(conn).value(unit_id, "code", clock.today()) or "",
        counting_rule=read_counting_rule(conn),
        calendar=report_calendar.due_lines(conn),
        revoked=tuple({contact.sign_key: None for contact in contacts.every(conn) if contact.state == "revoked"}),
        installations=tuple(documents.Installation(c.installation_id, c.sign_key, c.age_key) for c in pcs),
        successor=successor,
        **ranking.assigned(conn),
        records=_assigned_records(conn, sender.unit_id, unit_id),
    )


def _note_key(store: Store, found: list[Contact], signing: KeyPair) -> None:
    """They will know us by this key; after a change of keys they are told by the one they know."""
    if found:
        with store.write("assign", found[0].unit_name) as tx:
            contacts.knows(tx, [contact.installation_id for contact in found], signing.public.sign)


def read_file(store: Store, path: Path, typed_number: str | None = None) -> Taken:
    """Take in an assignment, a receipt, or the submission of another PC of our centre, which is merged.

    The aggregator's check number is needed the first time only. Raises ClcError ``check_number_needed``,
    ``check_number_differs``, ``wrong_unit`` or a refusal of the file.
    """
    data = files.read_limited(path, LARGEST_FILE)
    with store.read() as conn:
        who = require_identity(conn)
        if known := _taken_before(conn, data):
            return Taken("replay", known.unit_name, who.unit_name)
        opened = trust.open_from_above(conn, data, load_keys(store), typed_number)
    document = opened.document
    if isinstance(document, documents.Submission) and document.sender.unit_id == who.unit_id:
        with store.write("read_colleague", path.name) as tx:
            _take_colleague(tx, opened, document, data, path.name)
        return Taken("colleague", document.sender.unit_name, who.unit_name)
    if isinstance(document, documents.Receipt):
        with store.write("read_receipt", document.sender.unit_name) as tx:
            code, told = answers.take_receipt(tx, opened, incoming(opened.tables), data, path.name)
        return Taken(code, document.sender.unit_name, who.unit_name, data=told)
    if not isinstance(document, documents.Assignment):
        raise ClcError("wrong_kind", kind=type(document).__name__.lower())
    with store.write("read_assignment", document.sender.unit_name) as tx:
        joined = _join(tx, who, document) if document.unit_id != who.unit_id else None
        take_assignment(tx, opened, document, data, path.name)
    if joined is None:
        return Taken("assignment", document.sender.unit_name, document.unit_name)
    return Taken("joined", document.sender.unit_name, document.unit_name, {"count": joined})


def _taken_before(conn: Connection, data: bytes) -> Contact | None:
    """Whose file it is, if these very bytes were taken in here; a first assignment opens with its code only."""
    outside = reader.outside(data)
    return contacts.by_key(conn, outside.key_id) if transfers.received_file(conn, outside.digest) else None


def submit(store: Store, period: Period, out: Path) -> SentFile:
    """Write the full state of a period, signed and encrypted to the aggregator, as a new file; read it back.

    A period without a record is a statement, too. Raises ClcError ``no_aggregator`` before an assignment was read, or
    what ``files.deliver`` raises; then nothing is logged and the number is free again, except after
    ``write_unconfirmed``: that file is there, so its number is taken. So it is where the power goes off meanwhile, for
    the file may be there: two files of one number would look like two machines.
    """
    if out.exists():
        raise ClcError("file_exists", path=str(out))
    keys = load_keys(store)
    with store.write("submit", period.code) as tx:
        data, sent, wish = _sealed(tx, keys, period, out.name)
        before = transfers.last_link(tx.conn)
        transfers.reserve(tx, sent.sequence, sent.digest)
    try:
        doubt = _delivered(out, data)
    except ClcError:
        with store.write("submit", period.code) as tx:
            transfers.reserve(tx, *before)
        raise
    with store.write("submit", period.code) as tx:
        transfers.log_sent(tx, sent)
        answers.note_sent(tx, require_identity(tx.conn).unit_id, sent, wish)
    if doubt:
        raise doubt
    return sent


def _sealed(tx: Tx, keys: KeyPair, period: Period, name: str) -> tuple[bytes, SentFile, str]:
    """The file of a period, what is remembered of it, and the reason to unlock the period that it bears, or ""."""
    who = require_identity(tx.conn)
    approved = [contact for contact in contacts.every(tx.conn) if contact.state == "approved"]
    above = [c for c in approved if c.role == "aggregator" and c.unit_id == read_above(tx.conn)]
    if not above:
        raise ClcError("no_aggregator")
    receivers = trust.receivers([*above, *(c for c in approved if c.unit_id == who.unit_id)])
    units = upwards.submitted_units(tx.conn, who)
    found = [(cls, rows) for cls, rows in transfers.rows_of_period(tx.conn, who.unit_id, period, units) if rows]
    count = sum(len(rows) for _, rows in found)
    sequence, previous = transfers.last_link(tx.conn)
    wish = answers.wish(tx.conn, who.unit_id, period.code)
    document = documents.Submission(
        **header(who, keys, receivers),
        period=period.code,
        sequence=sequence + 1,
        previous=previous,
        knows=entries(joined(row.version for _, rows in found for row in rows)),
        unlock=wish,
        sources=upwards.submitted_sources(tx.conn, who, period),
        records=tuple(batch for cls, rows in found for batch in batches(cls, rows)),
    )
    data = reader.seal(document, keys, receivers)
    digest = reader.outside(data).digest
    sent = SentFile(sequence + 1, period.code, digest, count, clock.now().isoformat(), name)
    return data, sent, wish


def _delivered(out: Path, data: bytes) -> ClcError | None:
    """Write the file; returns the doubt where the whole file is there but the drive has not confirmed it."""
    try:
        files.deliver(out.parent, out.name, data)
    except ClcError as error:
        if error.code != "write_unconfirmed":
            raise
        return error
    return None


def sent_files(store: Store) -> tuple[SentFile, ...]:
    """The submissions written here, the newest first."""
    with store.read() as conn:
        return transfers.sent_files(conn)


def contact_list(store: Store) -> tuple[Contact, ...]:
    """The installations whose keys were approved here."""
    with store.read() as conn:
        return contacts.every(conn)


def suggested_name(store: Store, period: Period) -> str:
    """A file name for the next submission, new every time: unit, period, number."""
    with store.read() as conn:
        name = require_identity(conn).unit_name
        sequence = transfers.last_sequence(conn) + 1
    ascii_name = search_key(name).replace(" ", "-")
    return files.safe_name(f"{ascii_name}_{period.code}_{sequence:03d}{SUFFIX}")


def incoming(tables: Iterable[payload.Table]) -> list[merging.Incoming]:
    """The rows of a file as the store stages them; kinds that this program does not know are left out."""
    staged = [table.staged() for table in tables if table.known]
    return [merging.Incoming(batch.kind, batch.rows, batch.missing) for batch in staged]


def header(who: Identity, keys: KeyPair, receivers: Iterable[PublicKeys] = ()) -> dict[str, Any]:
    """What every document of ours says of itself."""
    return {
        "sender": documents.Party(
            unit_id=who.unit_id,
            unit_name=who.unit_name,
            unit_kind=who.unit_kind,
            installation_id=who.installation_id,
            sign_key=keys.public.sign,
            age_key=keys.public.age,
        ),
        "receivers": tuple(public.sign for public in receivers),
        "made_on": clock.today(),
        "program": __version__,
    }


def batches(cls: type[Record], rows: Iterable[transfers.Row]) -> tuple[payload.Batch, ...]:
    """Rows of one kind, ready to travel."""
    versioned = (payload.Versioned(row.record, row.version, row.deleted, row.extra) for row in rows)
    return payload.to_batches(cls, versioned)


def _assigned_records(conn: Connection, owner: str, unit_id: str) -> tuple[payload.Batch, ...]:
    """Not the unit itself: each aggregator has a record of its own for it, under one id, and the unit may have two."""
    found = (
        (ActivityField, transfers.rows_where(conn, ActivityField, unit_id=owner)),
        (UnitTerm, transfers.rows_where(conn, UnitTerm, subject=unit_id, unit_id=owner)),
        (PlanTarget, transfers.rows_where(conn, PlanTarget, unit_id=unit_id)),
    )
    return tuple(batch for cls, rows in found if rows for batch in batches(cls, rows))


def _join(tx: Tx, who: Identity, document: documents.Assignment) -> int:
    """Become a PC of the unit that we were approved as, and take the records typed here along; returns how many.

    Once something was submitted the aggregator knows its records as the former unit's: then it is too late.
    """
    if who.role != "centre" or transfers.sent_files(tx.conn):
        raise ClcError("wrong_unit", name=document.unit_name)
    moved = owning.move_records(tx, who.unit_id, document.unit_id)
    set_meta(tx.conn, "unit_id", document.unit_id)
    return moved


def take_assignment(tx: Tx, opened: reader.Opened, document: documents.Assignment, data: bytes, file_name: str) -> None:
    """Know our aggregator and our other PCs, take over names, fields, targets, due days and rules."""
    sender = document.sender
    keys = document.successor or sender
    contacts.pin(
        tx,
        Contact(sender.installation_id, sender.unit_id, sender.unit_name, "aggregator", keys.sign_key, keys.age_key),
    )
    _take_colleagues(tx, document)
    contacts.revoke(tx, document.revoked)
    set_meta(tx.conn, "counting_rule", document.counting_rule)
    set_meta(tx.conn, "unit_name", document.unit_name)
    report_calendar.take_dues(tx, document.calendar)
    ranking.take_assigned(tx, document)
    batches = upwards.adopt_fields(tx, opened, incoming(opened.tables))
    merging.stage(tx.conn, batches, {sender.unit_id, document.unit_id})
    merging.apply(tx, [batch.kind for batch in batches])
    trust.keep_file(tx, opened, data, file_name)


def _take_colleagues(tx: Tx, document: documents.Assignment) -> None:
    """Know the other PCs of our centre: submissions are sealed to them, too, and theirs are read here."""
    for other in document.installations:
        if other.installation_id != tx.installation:
            found = Contact(
                other.installation_id, document.unit_id, document.unit_name, "centre", other.sign_key, other.age_key
            )
            contacts.pin(tx, found)


def _take_colleague(tx: Tx, opened: reader.Opened, document: documents.Submission, data: bytes, file_name: str) -> None:
    """Merge what another PC of our centre submitted; learners come without their names, which never travel."""
    sender = document.sender
    batches = incoming(opened.tables)
    kinds = [batch.kind for batch in batches]
    merging.stage(tx.conn, batches, {sender.unit_id})
    locks.refuse_merge(tx.conn, kinds, {sender.unit_id})
    merging.apply(tx, kinds)
    trust.keep_file(tx, opened, data, file_name)
