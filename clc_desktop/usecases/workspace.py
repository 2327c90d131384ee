"""Opening a database and saying whose it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, cast

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import ActivityField, CountingRule, Unit, UnitKind, UnitTerm, unit_line_id
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.domain.units import UnitTree, build_tree, new_term
from clc_desktop.domain.vietnamese import clean
from clc_desktop.store import transfers
from clc_desktop.store.database import Connection, Store, Tx, get_meta, open_store, set_meta
from clc_desktop.store.records import find, put
from clc_desktop.store.remembered import remembered
from clc_desktop.sync import check_number, keys
from clc_desktop.usecases import key_storage

__all__ = ["Identity", "Role", "Store", "UnitKind", "open_store"]

Role = Literal["centre", "aggregator"]
_SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose database this is. ``check_number`` is what its owner reads over the phone.

    A sample to play with (``is_sample``) has no keys: nothing of it can ever be signed and sent.
    """

    role: Role
    unit_id: str
    unit_name: str
    unit_kind: UnitKind
    installation_id: str
    check_number: str
    is_sample: bool = False


def setup_centre(store: Store, name: str) -> Identity:
    """Make a new database a centre's, with keys of its own; ClcError ``already_set_up`` or ``name_missing``."""
    return _set_up(store, "centre", name, "centre")


def setup_aggregator(store: Store, name: str, unit_kind: UnitKind) -> Identity:
    """Make a new database the one of an aggregator, with itself as the root of its units and the six default fields."""
    return _set_up(store, "aggregator", name, unit_kind)


def setup_sample(store: Store, name: str) -> Identity:
    """Make a new database a centre's to play with; the keys it would need to submit anything are never kept."""
    pair = keys.KeyPair.generate()
    with store.write("set_up", name) as tx:
        made = take_identity(tx, "centre", clock.new_id(), clean(name), "centre", pair)
        set_meta(tx.conn, _SAMPLE, "1")
    return replace(made, is_sample=True)


def identity(store: Store) -> Identity | None:
    """Whose database this is; None before it is set up."""
    with store.read() as conn:
        return read_identity(conn)


def latest_period(store: Store, role: Role) -> str:
    """The period of the newest submission sent, or by an aggregator received; empty where there is none."""
    with store.read() as conn:
        exchanged = transfers.received_files(conn) if role == "aggregator" else transfers.sent_files(conn)
    return next((file.period for file in exchanged if file.period), "")


def taxonomy(store: Store) -> tuple[ActivityField, ...]:
    """The fields in use, in their order."""
    with store.read() as conn:
        return read_taxonomy(conn)


def counting_rule(store: Store) -> CountingRule:
    """How turns are counted here."""
    with store.read() as conn:
        return read_counting_rule(conn)


def unit_names(store: Store, on: date | None = None) -> dict[str, str]:
    """The name of every unit known here, on a day (today)."""
    with store.read() as conn:
        return read_unit_names(conn, on or clock.today())


def key_path(store: Store) -> Path:
    """Where the private keys of this database lie where the system has no key store: beside it."""
    return key_storage.key_file(store.path)


def load_keys(store: Store) -> keys.KeyPair:
    """This installation's keys; ClcError ``not_set_up``, ``sample_data`` (which never has any), or ``keys_missing``
    where they are gone (a copy has none)."""
    found = identity(store)
    if found is None:
        raise ClcError("not_set_up")
    if found.is_sample:
        raise ClcError("sample_data")
    held = key_storage.find(store.path, found.installation_id)
    if held is None:
        raise ClcError("keys_missing", path=str(key_path(store)))
    return held


def renew_installation(tx: Tx) -> str:
    """Make this database a new installation, because it is a copy: the counters of the one it was are not repeated."""
    made = clock.new_installation_id()
    set_meta(tx.conn, "installation_id", made)
    return made


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
    is_sample = get_meta(conn, _SAMPLE) is not None
    return Identity(role=cast(Role, role), is_sample=is_sample, **values)  # type: ignore[arg-type]


def read_taxonomy(conn: Connection) -> tuple[ActivityField, ...]:
    """The fields stored, or the six default ones. Each code once: as our aggregator says, else as we or others do."""
    own = get_meta(conn, "unit_id") or ""
    speakers = (read_above(conn), own)
    stored = sorted(find(conn, ActivityField), key=lambda field: (_rank(speakers, field.unit_id), field.unit_id))
    if not stored:
        return default_fields(own)
    chosen: dict[str, ActivityField] = {}
    for field in stored:
        chosen.setdefault(field.code, field)
    return tuple(sorted(chosen.values(), key=lambda field: (field.position, field.code)))


def read_above(conn: Connection) -> str | None:
    """The unit that we submit to: whose assignment was read here last, by the list of changes and not by a clock."""
    return transfers.last_assigned_by(conn)


def _rank(speakers: tuple[str | None, ...], unit_id: str) -> int:
    return speakers.index(unit_id) if unit_id in speakers else len(speakers)


def read_counting_rule(conn: Connection) -> CountingRule:
    return cast(CountingRule, get_meta(conn, "counting_rule") or "sessions")


def read_tree(conn: Connection) -> UnitTree:
    """The units that this database lists."""

    def read() -> UnitTree:
        return build_tree(find(conn, Unit), find(conn, UnitTerm), get_meta(conn, "unit_id") or "")

    return remembered(conn, ("tree",), read)


def read_unit_names(conn: Connection, on: date) -> dict[str, str]:
    tree = read_tree(conn)
    own = {get_meta(conn, "unit_id") or "": get_meta(conn, "unit_name") or ""}
    return own | {unit_id: tree.name(unit_id, on) for unit_id in tree.units}


def list_unit(tx: Tx, owner: str, unit_id: str, name: str, unit_kind: UnitKind, parent: str | None) -> None:
    """Add a unit with its name and parent, true since ever."""
    put(tx, Unit(id=unit_line_id(owner, unit_id), unit_id=owner, subject=unit_id, unit_kind=unit_kind))
    put(tx, new_term(owner, unit_id, "name", name))
    if parent:
        put(tx, new_term(owner, unit_id, "parent", parent))


def _set_up(store: Store, role: Role, name: str, unit_kind: UnitKind) -> Identity:
    name = clean(name)
    if not name:
        raise ClcError("name_missing")
    pair = keys.KeyPair.generate()
    with store.write("set_up", name) as tx:
        made = take_identity(tx, role, clock.new_id(), name, unit_kind, pair)
        if role == "aggregator":
            list_unit(tx, made.unit_id, made.unit_id, name, unit_kind, None)
            put(tx, *default_fields(made.unit_id))
        key_storage.keep(store.path, made.installation_id, pair)
    return made


def take_identity(tx: Tx, role: Role, unit_id: str, name: str, unit_kind: UnitKind, pair: keys.KeyPair) -> Identity:
    """Make an empty database a unit's, as a new installation of it; ClcError ``already_set_up``."""
    if get_meta(tx.conn, "role") is not None:
        raise ClcError("already_set_up", name=get_meta(tx.conn, "unit_name"))
    made = Identity(
        role=role,
        unit_id=unit_id,
        unit_name=name,
        unit_kind=unit_kind,
        installation_id=clock.new_installation_id(),
        check_number=check_number.check_number(pair.public.sign),
    )
    for key in ("role", "unit_id", "unit_name", "unit_kind", "installation_id", "check_number"):
        set_meta(tx.conn, key, getattr(made, key))
    return made
