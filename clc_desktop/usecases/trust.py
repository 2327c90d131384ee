"""Whose key may do what: the decisions behind approving, reading and merging.

A key writes its own unit's records only. It is trusted once a person has compared its check number over the phone, or
because a key that is trusted already vouches for it: the same key on another PC (restored from a recovery sheet), or
the successor that it names. A revoked key vouches for nothing and is never approved again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import UnitKind
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store import contacts, transfers
from clc_desktop.store.contacts import Contact
from clc_desktop.store.database import Connection, Tx
from clc_desktop.store.transfers import ReceivedFile
from clc_desktop.sync import check_number, documents, reader, succession
from clc_desktop.sync.keys import KeyPair, PublicKeys
from clc_desktop.usecases.workspace import read_tree, read_unit_names, require_identity

FindKey = Callable[[str], reader.PinnedKey | None]


# --- taking in files --------------------------------------------------------------------------------------------------


def open_known(conn: Connection, data: bytes, keys: KeyPair) -> reader.Opened:
    """Open a file of an approved sender. Raises like ``reader.open_file``, or ClcError ``replaced_key``."""
    opened = reader.open_file(data, keys, pinned_keys(conn))
    _check_signer(conn, opened)
    return opened


def open_from_above(conn: Connection, data: bytes, keys: KeyPair, typed_number: str | None) -> reader.Opened:
    """Open a file of our aggregator, or one whose check number was typed.

    Raises ClcError ``check_number_needed``, ``check_number_differs``, ``not_from_above`` for the assignment of somebody
    who is not above us, or like ``open_known``.
    """
    opened = reader.open_file(data, keys, _or_typed(pinned_keys(conn), typed_number))
    known = contacts.by_key(conn, opened.key_id)
    if known is not None and known.role != "aggregator" and isinstance(opened.document, documents.Assignment):
        raise ClcError("not_from_above", name=known.unit_name)
    _check_signer(conn, opened)
    return opened


def pinned_keys(conn: Connection) -> FindKey:
    """Look-up of approved keys for files from units that must be known already."""

    def find_key(sign_key: str) -> reader.PinnedKey | None:
        held = contacts.holders(conn, sign_key)
        if not held:
            return None
        _refuse_revoked(held)
        return reader.PinnedKey(sign_key, held[0].unit_id)

    return find_key


def note_sender(tx: Tx, opened: reader.Opened) -> None:
    """Remember what a file taken in shows: a key that moved to another PC, and by which key of ours it knows us."""
    sender = opened.document.sender
    if not contacts.of_installation(tx.conn, sender.installation_id):
        former = contacts.by_key(tx.conn, opened.key_id)
        assert former is not None, "nobody's file was opened"
        contacts.pin(tx, replace(former, installation_id=sender.installation_id))
    contacts.knows(tx, [sender.installation_id], opened.receiver)


def keep_file(tx: Tx, opened: reader.Opened, data: bytes, name: str) -> None:
    """Remember a file taken in, under the name that it had, and keep it as it came (``data``)."""
    document = opened.document
    received = ReceivedFile(
        digest=opened.digest,
        kind=type(document).__name__.lower(),
        unit_id=document.sender.unit_id,
        installation_id=document.sender.installation_id,
        period=getattr(document, "period", ""),
        sequence=getattr(document, "sequence", 0),
        received_at=clock.now().isoformat(),
        file_name=name,
        change_id=tx.change_id,
        previous=getattr(document, "previous", None),
    )
    transfers.log_received(tx, received, data)


def _refuse_revoked(held: Iterable[Contact]) -> None:
    for contact in held:
        if contact.state == "revoked":
            raise ClcError("revoked_key", name=contact.unit_name, key_id=contact.sign_key)


def _or_typed(known: FindKey, typed_number: str | None) -> FindKey:
    """Look-up that takes an unknown key, too, where the person has typed its check number."""

    def find_key(sign_key: str) -> reader.PinnedKey | None:
        if pinned := known(sign_key):
            return pinned
        if typed_number is None:
            raise ClcError("check_number_needed")
        if not check_number.matches(typed_number, sign_key):
            raise ClcError("check_number_differs", name="")
        return reader.PinnedKey(sign_key)

    return find_key


def _check_signer(conn: Connection, opened: reader.Opened) -> None:
    """An installation writes with a key of its own. One that nobody knows yet may bring a key that is known: it moved
    there with a recovery sheet or a backup. A replaced key signs nothing new."""
    sender = opened.document.sender
    held = contacts.of_installation(conn, sender.installation_id)
    used = next((contact for contact in held if contact.sign_key == opened.key_id), None)
    if used is None and any(contact.unit_id != sender.unit_id or not _typed(conn, opened) for contact in held):
        raise ClcError("disagrees", unit_name=sender.unit_name, key_id=opened.key_id)
    if used is not None and used.state == "replaced" and not _in_time(opened, used, held):
        raise ClcError("replaced_key", name=used.unit_name)
    holders = contacts.holders(conn, opened.key_id)
    if used is None and holders and all(contact.state != "approved" for contact in holders):
        raise ClcError("replaced_key", name=sender.unit_name)


def _typed(conn: Connection, opened: reader.Opened) -> bool:
    """Whether the key is one that nobody knew: then it passed because a person typed its check number."""
    return not contacts.holders(conn, opened.key_id)


def _in_time(opened: reader.Opened, used: Contact, held: Iterable[Contact]) -> bool:
    """Whether a replaced key signed this before it was replaced, or names the key that replaced it."""
    current = {contact.sign_key for contact in held if contact.state == "approved"}
    successor = succession.successor_of(opened.document)
    if successor is not None and successor.sign_key in current:
        return True
    sequence: int | None = getattr(opened.document, "sequence", None)
    return sequence is not None and sequence <= used.after


# --- approving --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Approval:
    """What to pin: the keys of an installation under a unit, which is ``new`` where nobody listed it before.

    ``signer`` are the keys that signed and, where they announce others, are replaced by them: ``after`` is the last
    submission that they may have signed. ``vouched`` when a key trusted already vouches.
    """

    contact: Contact
    signer: Contact
    new: bool
    vouched: bool
    after: int = 0


def approval(conn: Connection, opened: reader.Opened, typed_number: str | None, as_unit: str | None) -> Approval:
    """Decide on a registration, raising a ClcError where it is refused; nothing is written.

    ``revoked_key``; ``check_number_needed``, ``check_number_mistyped``, ``check_number_differs``;
    ``unit_listed`` (a further PC of a listed unit must be approved ``as`` that unit), ``unit_name_taken``,
    ``installation_taken``, ``own_unit``, ``other_unit`` (a key vouches for its own unit only).
    """
    who = require_identity(conn, "aggregator")
    voucher = _voucher(conn, opened, typed_number)
    unit_id, new = _unit(conn, opened, voucher, as_unit)
    if unit_id == who.unit_id:
        raise ClcError("own_unit", name=who.unit_name)
    present = _signer(conn, opened, unit_id, new)
    named = succession.successor_of(opened.document)
    if named is None:
        return Approval(present, present, new, voucher is not None)
    if any(contact.unit_id != unit_id for contact in contacts.holders(conn, named.sign_key)):
        raise ClcError("disagrees", unit_name=present.unit_name, key_id=opened.key_id)
    made = replace(present, sign_key=named.sign_key, age_key=named.age_key)
    return Approval(made, present, new, voucher is not None, named.after)


def _signer(conn: Connection, opened: reader.Opened, unit_id: str, new: bool) -> Contact:
    """The keys that signed, as a PC of the unit."""
    sender = opened.document.sender
    held = contacts.of_installation(conn, sender.installation_id)
    if strangers := [contact for contact in held if contact.unit_id != unit_id]:
        raise ClcError("installation_taken", name=strangers[0].unit_name)
    name = sender.unit_name if new else read_unit_names(conn, clock.today())[unit_id]
    knows_key = held[0].knows_key if held else ""  # one for all keys of a PC, see contacts.knows
    keys = (sender.sign_key, sender.age_key)
    return Contact(sender.installation_id, unit_id, name, "centre", *keys, knows_key=knows_key)


def _voucher(conn: Connection, opened: reader.Opened, typed_number: str | None) -> Contact | None:
    """The approved holder of the key that signed; without one the check number is needed. A typed one must fit."""
    held = contacts.holders(conn, opened.key_id)
    successor = succession.successor_of(opened.document)
    named = contacts.holders(conn, successor.sign_key) if successor else ()
    _refuse_revoked((*held, *named))
    if typed_number is not None:
        _check_number(opened, typed_number)
    if held and (held[0].state == "approved" or _already(held[0], named)):
        return held[0]
    if typed_number is None:
        raise ClcError("check_number_needed")
    return None


def _check_number(opened: reader.Opened, typed_number: str) -> None:
    """Who announces new keys may read out the number of either."""
    successor = succession.successor_of(opened.document)
    keys = [opened.key_id, *([successor.sign_key] if successor else [])]
    if not any(check_number.matches(typed_number, key) for key in keys):
        raise ClcError("check_number_differs", name=opened.document.sender.unit_name)


def _already(signer: Contact, named: tuple[Contact, ...]) -> bool:
    """Whether the change of keys that a file announces was approved before: the file came twice."""
    return any(contact.installation_id == signer.installation_id for contact in named)


def _unit(conn: Connection, opened: reader.Opened, voucher: Contact | None, as_unit: str | None) -> tuple[str, bool]:
    """The unit to approve for, and whether it is new."""
    wanted = None if as_unit is None else find_unit(conn, as_unit)
    if voucher is not None:
        if wanted not in (None, voucher.unit_id):
            raise ClcError("other_unit", name=voucher.unit_name)
        return voucher.unit_id, False
    if wanted is not None:
        return wanted, False
    sender = opened.document.sender
    listed = read_tree(conn).units.get(sender.unit_id)
    if listed is not None and listed.unit_kind == "centre" and not _has_had_keys(conn, sender.unit_id):
        return sender.unit_id, False  # it was set up by its first assignment, which told it its id
    if listed is not None:
        raise ClcError("unit_listed", name=read_unit_names(conn, clock.today())[sender.unit_id])
    _refuse_same_name(conn, sender.unit_name)
    return sender.unit_id, True


def _has_had_keys(conn: Connection, unit_id: str) -> bool:
    return any(contact.unit_id == unit_id for contact in contacts.every(conn))


def _refuse_same_name(conn: Connection, name: str) -> None:
    """Two centres of one name would be mixed up; a commune of a loaded list may well share its centre's name."""
    names, tree = read_unit_names(conn, clock.today()), read_tree(conn)
    with_key = {contact.unit_id for contact in contacts.every(conn)}
    taken = (i for i in names if i in with_key or i not in tree.units or tree.units[i].unit_kind == "centre")
    if search_key(name) in {search_key(names[unit_id]) for unit_id in taken}:
        raise ClcError("unit_name_taken", name=name)


def find_unit(conn: Connection, unit: str, kind: UnitKind | None = None) -> str:
    """The id of a listed unit (of this kind), given the id or the name (accents and case do not matter).

    Raises ClcError ``unit_unknown`` or ``unit_ambiguous``.
    """
    names = read_unit_names(conn, clock.today())
    if kind is not None:
        listed = read_tree(conn).units
        names = {one: name for one, name in names.items() if one in listed and listed[one].unit_kind == kind}
    if unit in names:
        return unit
    found = [unit_id for unit_id, name in names.items() if search_key(name) == search_key(unit)]
    found = [unit_id for unit_id in found if names[unit_id].casefold() == unit.casefold()] or found
    with_key = {contact.unit_id for contact in contacts.every(conn)}
    found = [unit_id for unit_id in found if unit_id in with_key] or found  # not a commune of a loaded list
    if not found:
        raise ClcError("unit_unknown", name=unit)
    if len(found) > 1:
        raise ClcError("unit_ambiguous", name=unit)
    return found[0]


# --- sealing ----------------------------------------------------------------------------------------------------------


def receivers(found: Iterable[Contact]) -> tuple[PublicKeys, ...]:
    """The public keys of installations, each once."""
    return tuple(dict.fromkeys(PublicKeys(contact.sign_key, contact.age_key) for contact in found))


def signer(keys: KeyPair, found: Iterable[Contact]) -> KeyPair:
    """Our newest keys that all these installations know.

    After a change of our keys it is the former ones, until each has shown that it knows the new; those who know none
    of ours yet are told the newest by phone.
    """
    known = {contact.knows_key for contact in found}
    oldest = [held for held in keys.every if held.public.sign in known]
    return oldest[-1] if oldest else keys


def successor(sender: documents.Party, keys: KeyPair) -> documents.Successor | None:
    """What a file that ``signer`` gave to former keys says of the present ones."""
    return None if sender.sign_key == keys.public.sign else succession.announcement(sender, keys)
