"""The PCs of units and their keys: who is trusted, taking trust back, changing our own keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.store import contacts, transfers
from clc_desktop.store.contacts import Contact
from clc_desktop.store.database import Store, Tx, set_meta
from clc_desktop.sync import check_number, documents, reader, succession
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import key_storage, trust
from clc_desktop.usecases.exchange import header
from clc_desktop.usecases.workspace import Identity, renew_installation, require_identity

__all__ = ["Contact", "Rotated"]


@dataclass(frozen=True, slots=True)
class Rotated:
    """Our keys were changed; ``vouched`` when the old ones announce the new, so that nobody has to phone."""

    check_number: str
    vouched: bool


def installations(store: Store) -> tuple[tuple[Contact, str], ...]:
    """Every installation that was ever approved here, each key with its check number."""
    with store.read() as conn:
        require_identity(conn)
        found = contacts.every(conn)
    return tuple((contact, check_number.check_number(contact.sign_key)) for contact in found)


def revoke_installation(store: Store, installation_id: str) -> tuple[Contact, ...]:
    """Never again trust a PC that was lost or stolen: all keys it had, wherever; ClcError ``installation_unknown``.

    What was merged from it stays. The next assignments tell everybody.
    """
    with store.write("revoke", installation_id) as tx:
        require_identity(tx.conn, "aggregator")
        return _revoke(tx, contacts.of_installation(tx.conn, installation_id), installation_id)


def revoke_unit(store: Store, unit: str) -> tuple[Contact, ...]:
    """Never again trust any of the keys that a unit (id or name) has had; raises also like ``trust.find_unit``."""
    with store.write("revoke", unit) as tx:
        require_identity(tx.conn, "aggregator")
        unit_id = trust.find_unit(tx.conn, unit)
        return _revoke(tx, tuple(c for c in contacts.every(tx.conn) if c.unit_id == unit_id), unit)


def rotate_keys(store: Store, out: Path) -> Rotated:
    """Make new keys and write the file that announces them to the aggregator, signed by the old ones, which vouch.

    Where the old keys are gone (a restored database) nobody vouches: the file is a registration like the first, to be
    approved as this unit by its new check number. What was sealed to the old keys is still opened. Nothing is changed
    when the file cannot be written. An aggregator's centres learn of it by their next assignments.
    """
    with store.write("rotate_keys") as tx:
        who = require_identity(tx.conn)
        old = key_storage.find(store.path, who.installation_id)
        new = KeyPair.generate() if old is None else old.changed()
        if old is None:  # a copy, made by hand or restored
            who = replace(who, installation_id=renew_installation(tx))
        document = _announcement(who, old, new, transfers.last_sequence(tx.conn))
        set_meta(tx.conn, "check_number", check_number.check_number(new.public.sign))
        files.write_new(out, reader.seal(document, old or new))
        key_storage.keep(store.path, who.installation_id, new)
    return Rotated(check_number.check_number(new.public.sign), vouched=old is not None)


def _announcement(who: Identity, old: KeyPair | None, new: KeyPair, last_sequence: int) -> documents.Registration:
    if old is None:
        return documents.Registration(**header(who, new), role=who.role)
    fields = header(who, old)
    successor = succession.announcement(fields["sender"], new, last_sequence)
    return documents.Registration(**fields, role=who.role, successor=successor)


def _revoke(tx: Tx, found: tuple[Contact, ...], name: str) -> tuple[Contact, ...]:
    """Keys are revoked wherever they are held: a key that was stolen with a PC is no better on the next."""
    if not found:
        raise ClcError("installation_unknown", name=name)
    keys = {contact.sign_key for contact in found}
    contacts.revoke(tx, keys)
    return tuple(contact for contact in contacts.every(tx.conn) if contact.sign_key in keys)
