"""The keys that a person approved: one row for each installation and each key it has had."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from clc_desktop.domain import clock
from clc_desktop.store.database import Tx
from clc_desktop.store.tables import contact

_C = contact.c
_EVERY_NUMBER = 10**9


@dataclass(frozen=True, slots=True)
class Contact:
    """An installation of another unit, and the public keys pinned for it.

    ``role`` is what it is to us: an ``aggregator`` above us, whose word counts here, or a ``centre`` (an aggregator
    below us, too), whose records we merge. ``replaced`` keys have a successor, or moved to another PC: they may have
    signed submissions up to number ``after``. ``knows_key`` is the key of ours by which it knows us.
    """

    installation_id: str
    unit_id: str
    unit_name: str
    role: Literal["centre", "aggregator"]
    sign_key: str
    age_key: str
    state: Literal["approved", "replaced", "revoked"] = "approved"
    since: str = ""
    after: int = 0
    knows_key: str = ""


def by_key(conn: Connection, sign_key: str) -> Contact | None:
    """Whose signing key it is: the installation that holds it now."""
    return next(iter(holders(conn, sign_key)), None)


def holders(conn: Connection, sign_key: str) -> tuple[Contact, ...]:
    """Every installation that has had this key, all of one unit; the present one first."""
    return tuple(sorted(_contacts(conn, _C.sign_key == sign_key), key=lambda holder: holder.state != "approved"))


def of_unit(conn: Connection, unit_id: str) -> tuple[Contact, ...]:
    """The approved installations of a unit."""
    return _contacts(conn, _C.unit_id == unit_id, _C.state == "approved")


def of_installation(conn: Connection, installation_id: str) -> tuple[Contact, ...]:
    """Every key that an installation has had."""
    return _contacts(conn, _C.installation_id == installation_id)


def every(conn: Connection) -> tuple[Contact, ...]:
    """All contacts, in the order in which they were approved."""
    return _contacts(conn)


def pin(tx: Tx, made: Contact, after: int = 0) -> None:
    """Trust these keys from now on.

    Earlier keys of the same installation are replaced; ``after`` is the last submission that they may have signed. So
    are other installations with the same key: it moved here with a recovery sheet or a backup.
    """
    earlier = (_C.installation_id == made.installation_id, _C.sign_key != made.sign_key)
    elsewhere = (_C.sign_key == made.sign_key, _C.installation_id != made.installation_id)
    for where, last in ((earlier, after), (elsewhere, _EVERY_NUMBER)):
        approved = update(contact).where(*where, _C.state == "approved")
        tx.conn.execute(approved.values(state="replaced", after=last))
    values = {name: getattr(made, name) for name in Contact.__slots__} | {"since": clock.now().isoformat()}
    keys = ["installation_id", "sign_key"]
    tx.conn.execute(insert(contact).values(values).on_conflict_do_update(index_elements=keys, set_=values))


def revoke(tx: Tx, sign_keys: Collection[str]) -> None:
    """Never again trust these keys, whichever installation holds them."""
    tx.conn.execute(update(contact).where(_C.sign_key.in_(sign_keys)).values(state="revoked"))


def knows(tx: Tx, installation_ids: Collection[str], our_key: str) -> None:
    """Remember by which key of ours these installations know us."""
    tx.conn.execute(update(contact).where(_C.installation_id.in_(installation_ids)).values(knows_key=our_key))


def _contacts(conn: Connection, *where: ColumnElement[bool]) -> tuple[Contact, ...]:
    rows = conn.execute(select(contact).where(*where).order_by(_C.since, _C.installation_id)).mappings()
    return tuple(Contact(**row) for row in rows)
