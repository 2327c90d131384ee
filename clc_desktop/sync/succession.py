"""Changing keys: a file signed by the old keys names the new ones, and the new ones sign that they follow the old."""

from __future__ import annotations

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync.documents import AnyDocument, Party, Successor
from clc_desktop.sync.keys import KeyPair, signature_fits


def announcement(sender: Party, new: KeyPair, after: int = 0) -> Successor:
    """What ``sender``, the holder of the old keys, says of the new ones."""
    proof = new.sign(_statement(sender, new.public.sign, new.public.age))
    return Successor(new.public.sign, new.public.age, proof.hex(), after)


def successor_of(document: AnyDocument) -> Successor | None:
    """The keys that the sender of a file changes to."""
    return getattr(document, "successor", None)


def check_successor(document: AnyDocument) -> None:
    """ClcError ``disagrees`` where a file announces keys whose owner has not signed that they follow the sender's."""
    sender, named = document.sender, successor_of(document)
    if named is None:
        return
    statement = _statement(sender, named.sign_key, named.age_key)
    if named.sign_key == sender.sign_key or not signature_fits(named.sign_key, bytes.fromhex(named.proof), statement):
        raise ClcError("disagrees", unit_name=sender.unit_name, key_id=sender.sign_key)


def _statement(sender: Party, sign_key: str, age_key: str) -> bytes:
    parts = ("clc-desktop successor v1", sender.unit_id, sender.installation_id, sender.sign_key, sign_key, age_key)
    return "\n".join(parts).encode()
