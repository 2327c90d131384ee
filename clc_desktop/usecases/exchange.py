"""Files between a centre and its aggregator: registration, approval, assignment, submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clc_desktop import __version__, files
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ActivityField, PlanTarget, Record, Unit, UnitTerm
from clc_desktop.domain.versions import entries, joined
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store import contacts, merging, transfers
from clc_desktop.store.contacts import Contact
from clc_desktop.store.database import Connection, Store, Tx, set_meta
from clc_desktop.store.transfers import SentFile
from clc_desktop.sync import check_number, documents, envelope, payload, reader
from clc_desktop.sync.keys import KeyPair, PublicKeys
from clc_desktop.usecases.workspace import (
    Identity,
    list_unit,
    load_keys,
    read_counting_rule,
    read_tree,
    read_unit_names,
    require_identity,
)

__all__ = ["Contact", "SentFile"]

SUFFIX = ".clcsync"
LARGEST_FILE = envelope.MAX_FILE
"""Bytes of a sync file that is read at all."""


@dataclass(frozen=True, slots=True)
class Approved:
    """A registration that was approved; ``new`` when the centre was not listed before."""

    unit_id: str
    unit_name: str
    new: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A file taken in at a centre: ``code`` is ``assignment`` or ``replay``."""

    code: str
    sender: str
    unit_name: str


def register(store: Store, out: Path) -> Identity:
    """Write the registration file that tells an aggregator our unit and public keys."""
    keys = load_keys(store)
    with store.read() as conn:
        who = require_identity(conn)
    document = documents.Registration(**_header(who, keys), role=who.role)
    files.write_new(out, reader.seal(document, keys))
    return who


def approve(store: Store, path: Path, typed_number: str) -> Approved:
    """Pin the keys of a registration whose check number was heard over the phone; list its unit where it is new.

    Raises ClcError ``check_number_mistyped``, ``check_number_differs``, ``unit_name_taken`` or a refusal of the file.
    """
    opened = reader.open_registration(files.read_limited(path, LARGEST_FILE))
    if not check_number.matches(typed_number, opened.key_id):
        raise ClcError("check_number_differs", name=opened.document.sender.unit_name)
    sender, role = opened.document.sender, getattr(opened.document, "role", "centre")
    with store.write("approve", sender.unit_name) as tx:
        who = require_identity(tx.conn, "aggregator")
        new = sender.unit_id not in read_tree(tx.conn).units
        if new:
            _refuse_same_name(tx.conn, sender.unit_name)
            list_unit(tx, who.unit_id, sender.unit_id, sender.unit_name, sender.unit_kind, who.unit_id)
        contacts.pin(tx, _contact(sender, role))
    return Approved(sender.unit_id, sender.unit_name, new)


def assign(store: Store, unit: str, out: Path) -> Path:
    """Write the assignment file of a unit (its id or its name): who it is, fields, counting rule, plan.

    Raises ClcError ``unit_unknown``, ``unit_ambiguous`` or ``unit_without_key``.
    """
    keys = load_keys(store)
    with store.read() as conn:
        who = require_identity(conn, "aggregator")
        unit_id = find_unit(conn, unit)
        names = read_unit_names(conn, clock.today())
        receivers = _public_keys(contacts.of_unit(conn, unit_id))
        if not receivers:
            raise ClcError("unit_without_key", name=names[unit_id])
        document = documents.Assignment(
            **_header(who, keys, receivers),
            unit_id=unit_id,
            unit_name=names[unit_id],
            unit_code=read_tree(conn).value(unit_id, "code", clock.today()) or "",
            counting_rule=read_counting_rule(conn),
            revoked=tuple(found.sign_key for found in contacts.every(conn) if found.state == "revoked"),
            records=_assigned_records(conn, who.unit_id, unit_id),
        )
    files.write_new(out, reader.seal(document, keys, receivers))
    return out


def read_file(store: Store, path: Path, typed_number: str | None = None) -> Taken:
    """Take in an assignment. The aggregator's check number is needed the first time only.

    Raises ClcError ``check_number_needed``, ``check_number_differs``, ``wrong_unit`` or a refusal of the file.
    """
    data = files.read_limited(path, LARGEST_FILE)
    with store.read() as conn:
        who = require_identity(conn)
        opened = reader.open_file(data, load_keys(store), _trusting(conn, typed_number))
        if transfers.received_file(conn, opened.digest):
            return Taken("replay", opened.document.sender.unit_name, who.unit_name)
    document = opened.document
    if not isinstance(document, documents.Assignment):
        raise ClcError("wrong_kind", kind=type(document).__name__.lower())
    if document.unit_id != who.unit_id:
        raise ClcError("wrong_unit", name=document.unit_name)
    with store.write("read_assignment", document.sender.unit_name) as tx:
        _take_assignment(tx, opened, document, data, path.name)
    return Taken("assignment", document.sender.unit_name, document.unit_name)


def submit(store: Store, period: Period, out: Path) -> SentFile:
    """Write the full state of a period, signed and encrypted to the aggregator, as a new file; read it back.

    A period without a record is a statement, too. Raises ClcError ``no_aggregator`` before an assignment was read, or
    what ``files.deliver`` raises; then nothing is logged and the number is free again, except after
    ``write_unconfirmed``: that file is there, so its number is taken.
    """
    if out.exists():
        raise ClcError("file_exists", path=str(out))
    keys = load_keys(store)
    with store.write("submit", period.code) as tx:
        who = require_identity(tx.conn)
        receivers = _public_keys(c for c in contacts.every(tx.conn) if c.role == "aggregator" and c.state == "approved")
        if not receivers:
            raise ClcError("no_aggregator")
        found = [(cls, rows) for cls, rows in transfers.rows_of_period(tx.conn, who.unit_id, period) if rows]
        count = sum(len(rows) for _, rows in found)
        sequence = transfers.last_sequence(tx.conn) + 1
        previous = next((sent.digest for sent in transfers.sent_files(tx.conn)), None)
        document = documents.Submission(
            **_header(who, keys, receivers),
            period=period.code,
            sequence=sequence,
            previous=previous,
            knows=entries(joined(row.version for _, rows in found for row in rows)),
            records=tuple(batch for cls, rows in found for batch in _batches(cls, rows)),
        )
        data = reader.seal(document, keys, receivers)
        digest = reader.outside(data).digest
        sent = SentFile(sequence, period.code, digest, count, clock.now().isoformat(), out.name)
        transfers.log_sent(tx, sent)
        doubt = _delivered(out, data)
    if doubt:
        raise doubt
    return sent


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


def find_unit(conn: Connection, unit: str) -> str:
    """The id of a listed unit, given the id or the name (accents and case do not matter)."""
    names = read_unit_names(conn, clock.today())
    if unit in names:
        return unit
    found = [unit_id for unit_id, name in names.items() if search_key(name) == search_key(unit)]
    if len(found) > 1:
        found = [unit_id for unit_id in found if names[unit_id].casefold() == unit.casefold()] or found
    if not found:
        raise ClcError("unit_unknown", name=unit)
    if len(found) > 1:
        raise ClcError("unit_ambiguous", name=unit)
    return found[0]


def incoming(opened: reader.Opened) -> list[merging.Incoming]:
    """The rows of a file as the store stages them; kinds that this program does not know are left out."""
    staged = [table.staged() for table in opened.tables if table.known]
    return [merging.Incoming(batch.kind, batch.rows, batch.missing) for batch in staged]


def _header(who: Identity, keys: KeyPair, receivers: Iterable[PublicKeys] = ()) -> dict[str, Any]:
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


def _contact(sender: documents.Party, role: Any) -> Contact:
    return Contact(sender.installation_id, sender.unit_id, sender.unit_name, role, sender.sign_key, sender.age_key)


def _public_keys(found: Iterable[Contact]) -> tuple[PublicKeys, ...]:
    return tuple(PublicKeys(contact.sign_key, contact.age_key) for contact in found)


def _batches(cls: type[Record], rows: Iterable[transfers.Row]) -> tuple[payload.Batch, ...]:
    versioned = (payload.Versioned(row.record, row.version, row.deleted, row.extra) for row in rows)
    return payload.to_batches(cls, versioned)


def _assigned_records(conn: Connection, owner: str, unit_id: str) -> tuple[payload.Batch, ...]:
    found = (
        (ActivityField, transfers.rows_where(conn, ActivityField, unit_id=owner)),
        (Unit, transfers.rows_where(conn, Unit, id=unit_id)),
        (UnitTerm, transfers.rows_where(conn, UnitTerm, subject=unit_id)),
        (PlanTarget, transfers.rows_where(conn, PlanTarget, unit_id=unit_id)),
    )
    return tuple(batch for cls, rows in found if rows for batch in _batches(cls, rows))


def _trusting(conn: Connection, typed_number: str | None) -> Any:
    def find_key(sign_key: str) -> reader.PinnedKey | None:
        known = contacts.by_key(conn, sign_key)
        if known is not None and known.role == "aggregator":
            return reader.PinnedKey(sign_key, known.unit_id, known.installation_id, known.state == "revoked")
        if typed_number is None:
            raise ClcError("check_number_needed")
        if not check_number.matches(typed_number, sign_key):
            raise ClcError("check_number_differs", name="")
        return reader.PinnedKey(sign_key)

    return find_key


def pinned_keys(conn: Connection) -> Any:
    """Look-up of approved keys for files from units that must be known already."""

    def find_key(sign_key: str) -> reader.PinnedKey | None:
        known = contacts.by_key(conn, sign_key)
        if known is None:
            return None
        return reader.PinnedKey(sign_key, known.unit_id, known.installation_id, known.state == "revoked")

    return find_key


def _take_assignment(
    tx: Tx, opened: reader.Opened, document: documents.Assignment, data: bytes, file_name: str
) -> None:
    sender = document.sender
    contacts.pin(tx, _contact(sender, "aggregator"))
    contacts.revoke(tx, list(document.revoked))
    set_meta(tx.conn, "counting_rule", document.counting_rule)
    set_meta(tx.conn, "unit_name", document.unit_name)
    batches = incoming(opened)
    merging.stage(tx.conn, batches, {sender.unit_id, document.unit_id})
    merging.apply(tx, [batch.kind for batch in batches])
    received = transfers.received_now(
        opened.digest, "assignment", sender.unit_id, sender.installation_id, "", 0, file_name, tx.change_id
    )
    transfers.log_received(tx, received, data)


def _refuse_same_name(conn: Connection, name: str) -> None:
    if search_key(name) in {search_key(known) for known in read_unit_names(conn, clock.today()).values()}:
        raise ClcError("unit_name_taken", name=name)
