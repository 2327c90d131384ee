"""The keys that a person approved, one row an installation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects.sqlite import insert

from clc_desktop.domain import clock
from clc_desktop.store.database import Tx
from clc_desktop.store.tables import contact

_C = contact.c


@dataclass(frozen=True, slots=True)
class Contact:
    """An installation of another unit, and the public keys pinned for it."""

    installation_id: str
    unit_id: str
    unit_name: str
    role: Literal["centre", "aggregator"]
    sign_key: str
    age_key: str
    state: Literal["approved", "revoked"] = "approved"
    since: str = ""


def by_key(conn: Connection, sign_key: str) -> Contact | None:
    """Whose signing key it is."""
    row = conn.execute(select(contact).where(_C.sign_key == sign_key)).mappings().one_or_none()
    return None if row is None else _contact(row)


def of_unit(conn: Connection, unit_id: str) -> tuple[Contact, ...]:
    """The approved installations of a unit."""
    return tuple(found for found in every(conn) if found.unit_id == unit_id and found.state == "approved")


def every(conn: Connection) -> tuple[Contact, ...]:
    """All contacts, in the order in which they were approved."""
    return tuple(
        _contact(row) for row in conn.execute(select(contact).order_by(_C.since, _C.installation_id)).mappings()
    )


def pin(tx: Tx, made: Contact) -> None:
    """Trust these keys from now on, in place of earlier ones of the same installation."""
    values = {name: getattr(made, name) for name in Contact.__slots__} | {"since": clock.now().isoformat()}
    statement = insert(contact).values(values).on_conflict_do_update(index_elements=["installation_id"], set_=values)
    tx.conn.execute(statement)


def revoke(tx: Tx, sign_keys: list[str]) -> None:
    """Never again trust these keys."""
    tx.conn.execute(update(contact).where(_C.sign_key.in_(sign_keys)).values(state="revoked"))


def _contact(row: RowMapping) -> Contact:
    return Contact(**{name: row[name] for name in Contact.__slots__})
