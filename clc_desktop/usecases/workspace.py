"""Opening a database and saying whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import ActivityField, CountingRule, Unit, UnitKind, UnitTerm
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.domain.units import ALWAYS, UnitTree, build_tree
from clc_desktop.domain.vietnamese import clean
from clc_desktop.store.database import Connection, Store, Tx, get_meta, open_store, set_meta
from clc_desktop.store.records import find, put
from clc_desktop.sync import check_number, keys

__all__ = ["Identity", "Role", "Store", "UnitKind", "open_store"]

Role = Literal["centre", "aggregator"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose database this is. ``check_number`` is what its owner reads over the phone."""

    role: Role
    unit_id: str
    unit_name: str
    unit_kind: UnitKind
    installation_id: str
    check_number: str


def setup_centre(store: Store, name: str) -> Identity:
    """Make a new database a centre's, with keys of its own; ClcError ``already_set_up`` or ``name_missing``."""
    return _set_up(store, "centre", name, "centre")


def setup_aggregator(store: Store, name: str, unit_kind: UnitKind) -> Identity:
    """Make a new database the one of an aggregator, with itself as the root of its units and the six default fields."""
    return _set_up(store, "aggregator", name, unit_kind)


def identity(store: Store) -> Identity | None:
    """Whose database this is; None before it is set up."""
    with store.read() as conn:
        return read_identity(conn)


def taxonomy(store: Store) -> tuple[ActivityField, ...]:
    """The fields in use, in their order."""
    with store.read() as conn:
        return read_taxonomy(conn)


def counting_rule(store: Store) -> CountingRule:
    """How turns are counted here."""
    with store.read() as conn:
        return read_counting_rule(conn)


def set_counting_rule(store: Store, rule: CountingRule) -> None:
    """Count turns by another rule from now on; an aggregator's rule reaches its centres with the next assignment."""
    with store.write("set_counting_rule", rule) as tx:
        set_meta(tx.conn, "counting_rule", rule)


def unit_names(store: Store, on: date | None = None) -> dict[str, str]:
    """The name of every unit known here, on a day (today)."""
    with store.read() as conn:
        return read_unit_names(conn, on or clock.today())


def key_path(store: Store) -> Path:
    """Where the private keys of this database lie: beside it, readable by its owner only."""
    return store.path.with_name(store.path.name + ".key")


def load_keys(store: Store) -> keys.KeyPair:
    """This installation's keys; ClcError ``keys_missing`` where the file is gone (a copied database has none)."""
    if not key_path(store).exists():
        raise ClcError("keys_missing", path=str(key_path(store)))
    return keys.load(key_path(store))


def require_identity(conn: Connection, role: Role | None = None) -> Identity:
    """The identity; ClcError ``not_set_up``, or ``wrong_role`` for a task of the other role."""
    found = read_identity(conn)
    if found is None:
        raise ClcError("not_set_up")
    if role is not None and found.role != role:
        raise ClcError("wrong_role", role=found.role)
    return found


def read_identity(conn: Connection) -> Identity | None:
    """The identity as stored."""
    role = get_meta(conn, "role")
    if role is None:
        return None
    names = ("unit_id", "unit_name", "unit_kind", "installation_id", "check_number")
    values = {name: get_meta(conn, name) or "" for name in names}
    return Identity(role=cast(Role, role), **values)  # type: ignore[arg-type]


def read_taxonomy(conn: Connection) -> tuple[ActivityField, ...]:
    """The fields stored, or the six default ones."""
    stored = find(conn, ActivityField)
    if not stored:
        return default_fields(get_meta(conn, "unit_id") or "")
    return tuple(sorted(stored, key=lambda field: (field.position, field.code)))


def read_counting_rule(conn: Connection) -> CountingRule:
    return cast(CountingRule, get_meta(conn, "counting_rule") or "sessions")


def read_tree(conn: Connection) -> UnitTree:
    """The units that this database lists."""
    return build_tree(find(conn, Unit), find(conn, UnitTerm))


def read_unit_names(conn: Connection, on: date) -> dict[str, str]:
    tree = read_tree(conn)
    own = {get_meta(conn, "unit_id") or "": get_meta(conn, "unit_name") or ""}
    return own | {unit_id: tree.name(unit_id, on) for unit_id in tree.units}


def list_unit(tx: Tx, owner: str, unit_id: str, name: str, unit_kind: UnitKind, parent: str | None) -> None:
    """Add a unit with its name and parent, true since ever."""
    put(tx, Unit(id=unit_id, unit_id=owner, unit_kind=unit_kind))
    terms = {"name": name} | ({"parent": parent} if parent else {})
    for attribute, value in terms.items():
        put(tx, _term(owner, unit_id, attribute, value))


def _term(owner: str, subject: str, attribute: str, value: str) -> UnitTerm:
    return UnitTerm(
        id=clock.new_id(),
        unit_id=owner,
        subject=subject,
        attribute=attribute,  # type: ignore[arg-type]
        value=value,
        valid_from=ALWAYS,
    )


def _set_up(store: Store, role: Role, name: str, unit_kind: UnitKind) -> Identity:
    name = clean(name)
    if not name:
        raise ClcError("name_missing")
    pair = keys.KeyPair.generate()
    with store.write("set_up", name) as tx:
        if get_meta(tx.conn, "role") is not None:
            raise ClcError("already_set_up", name=get_meta(tx.conn, "unit_name"))
        made = Identity(
            role=role,
            unit_id=clock.new_id(),
            unit_name=name,
            unit_kind=unit_kind,
            installation_id=clock.new_installation_id(),
            check_number=check_number.check_number(pair.public.sign),
        )
        for key in ("role", "unit_id", "unit_name", "unit_kind", "installation_id", "check_number"):
            set_meta(tx.conn, key, getattr(made, key))
        if role == "aggregator":
            list_unit(tx, made.unit_id, made.unit_id, name, unit_kind, None)
            put(tx, *default_fields(made.unit_id))
        keys.save(pair, key_path(store))
    return made
