"""The list of units and how it changes: communes merge, units move and are renamed, each from a day on.

Nothing here touches a record of a class: figures ask the tree for a day, so that a year can be shown in the units of
that year or in those of today, with equal totals.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.clock import derived_id
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import Record, Unit, UnitKind, UnitTerm, unit_line_id
from clc_desktop.domain.units import ALWAYS, Attribute, UnitTree, changed_from, new_term
from clc_desktop.domain.vietnamese import clean, search_key
from clc_desktop.store.database import Store, Tx
from clc_desktop.store.records import find, put, remove
from clc_desktop.usecases.workspace import Identity, read_tree, require_identity

BUNDLED = "units/dien-bien.toml"
"""The list that comes with the program, in ``resources/``."""

LARGEST_LIST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as it stood on a day; ``exists`` is False before its first and after its last."""

    id: str
    unit_kind: UnitKind
    name: str
    code: str
    parent_id: str | None
    parent_name: str
    exists: bool


@dataclass(frozen=True, slots=True)
class LoadedUnits:
    """What loading a list did: units new here, centres that found their commune, centres that did not; the change,
    None where everything was here."""

    listed: int
    matched: tuple[str, ...]
    unmatched: tuple[str, ...]
    change_id: int | None = None


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit of a list; resources/units/dien-bien.toml says what the fields mean."""

    key: str
    name: str
    kind: UnitKind
    code: str = ""
    valid_from: date = ALWAYS
    valid_to: date | None = None
    parent: str = ""
    successor: str = ""

    @property
    def unit_id(self) -> str:
        """The same for everybody who loads the list, so that a province knows the units its districts speak of."""
        return derived_id("listed_unit", self.key)

    def exists(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def unit_tree(store: Store) -> UnitTree:
    """All units that this database lists."""
    with store.read() as conn:
        return read_tree(conn)


def list_units(store: Store, on: date | None = None) -> tuple[UnitLine, ...]:
    """Every unit as it stood on a day (today)."""
    tree, day = unit_tree(store), on or clock.today()
    return tuple(_line(tree, unit_id, day) for unit_id in tree.units)


def find_unit(store: Store, unit: str, on: date) -> UnitLine:
    """The unit that an id, a code or a name means on that day; raises like ``move_unit``."""
    tree = unit_tree(store)
    return _line(tree, resolve(tree, unit, on, above=True), on)


def add_unit(store: Store, name: str, kind: UnitKind, parent: str, code: str = "", since: date = ALWAYS) -> int:
    """List a unit that stands in no list of ours, from a day on; returns the change.

    Raises ClcError ``name_missing``, ``unit_named_so`` (one of this kind bears the name on that day), ``code_taken``,
    or like ``move_unit``.
    """
    name, code = clean(name), clean(code)
    if not name:
        raise ClcError("name_missing")
    with store.write("add_unit", name) as tx:
        who, tree = require_identity(tx.conn, "aggregator"), read_tree(tx.conn)
        above, unit_id = resolve(tree, parent, since, above=True), clock.new_id()
        if any(tree.units[other].unit_kind == kind for other in _named(tree, search_key(name), since)):
            raise ClcError("unit_named_so", name=name, on=since)
        _refuse_code(tree, kind, unit_id, code, since)
        put(tx, Unit(id=unit_line_id(who.unit_id, unit_id), unit_id=who.unit_id, subject=unit_id, unit_kind=kind))
        told: dict[Attribute, str] = {"name": name, "code": code, "parent": above}
        put(tx, *(new_term(who.unit_id, unit_id, key, value, since) for key, value in told.items() if value))
        return tx.change_id


def move_unit(store: Store, unit: str, new_parent: str, on: date) -> int:
    """Put a unit under another one from a day on; every day before keeps its own parent. Returns the change.

    Units are given by id, code or name. Raises ClcError ``unit_unknown``, ``unit_ambiguous``, ``unit_loop``, and
    ``unit_ended`` where one of them is not there on that day.
    """
    return move_units(store, (unit,), new_parent, on)


def move_units(store: Store, moved: Sequence[str], new_parent: str, on: date) -> int:
    """The same for several units, all or none, as one change."""
    with store.write("move_unit") as tx:
        who, tree = require_identity(tx.conn, "aggregator"), read_tree(tx.conn)
        ids, parent = [resolve(tree, unit, on) for unit in moved], resolve(tree, new_parent, on, above=True)
        tx.subject = ", ".join(tree.name(unit_id, on) for unit_id in ids)
        for unit_id in ids:
            _place(tx, who, tree, unit_id, parent, on)
        return tx.change_id


def merge_units(store: Store, unit: str, into: str, on: date) -> int:
    """Let a unit end the day before ``on`` and the other one go on with all that it was. Returns the change.

    Raises like ``move_unit``, and ClcError ``unit_kind_differs`` for a centre and a unit above centres.
    """
    with store.write("merge_units") as tx:
        who, tree = require_identity(tx.conn, "aggregator"), read_tree(tx.conn)
        unit_id = resolve(tree, unit, on)
        is_centre = tree.units[unit_id].unit_kind == "centre"
        successor = resolve(tree, into, on, above=not is_centre)
        tx.subject = tree.name(unit_id, on)
        if is_centre is not (tree.units[successor].unit_kind == "centre"):
            raise ClcError("unit_kind_differs", name=tx.subject, other=tree.name(successor, on))
        _place(tx, who, tree, unit_id, successor, on)
        for attribute in ("name", "code"):
            _end(tx, who, tree, unit_id, attribute, on)
        return tx.change_id


def rename_unit(store: Store, unit: str, name: str, on: date) -> int:
    """Give a unit another name from a day on; ClcError ``name_missing`` or like ``move_unit``. Returns the change."""
    return _change(store, "rename_unit", unit, "name", name, on)


def set_code(store: Store, unit: str, code: str, on: date) -> int:
    """Give a unit another official code from a day on; ClcError ``code_taken`` or like ``move_unit``."""
    return _change(store, "set_code", unit, "code", code, on)


def load_units(store: Store, path: Path | None = None, on: date | None = None) -> LoadedUnits:
    """Load a dated list of units (the bundled one); doing it again changes nothing but what is new.

    A centre still directly under us goes under the commune that bears its name on day ``on``: by default the last day
    of our own unit where the list says that it ended, else today. Raises ClcError ``invalid_unit_list``.
    """
    entries = _read(path or files.resource_path(BUNDLED))
    with store.write("load_units", "") as tx:
        who, tree = require_identity(tx.conn, "aggregator"), read_tree(tx.conn)
        day = on or _default_day(entries, who)
        ids = {entry.key: _unit_of(entry, entries, who, tree, day) for entry in entries}
        records = [record for entry in entries for record in _records(entry, who, tree, ids)]
        listed = {record.subject for record in records if isinstance(record, Unit)} - tree.units.keys()
        centres = [unit.id for unit in tree.of_kind("centre") if tree.parent(unit.id, day) == who.unit_id]
        places = {centre: _commune(tree.name(centre, day), entries, day) for centre in centres}
        records += [new_term(who.unit_id, c, "parent", ids[entry.key]) for c, entry in places.items() if entry]
        put(tx, *records)
        _forget(tx, who, {entry.unit_id for entry in entries} & tree.units.keys() - set(ids.values()))
        change_id = tx.change_id if listed or any(places.values()) else None
    names = {centre: tree.name(centre, day) for centre in centres}
    return LoadedUnits(
        len(listed),
        tuple(names[centre] for centre, entry in places.items() if entry),
        tuple(names[centre] for centre, entry in places.items() if not entry),
        change_id,
    )


def resolve(tree: UnitTree, unit: str, on: date, above: bool = False) -> str:
    """The id of a unit given by id, by the code or by the name that it bears on that day.

    Of a centre and its commune, which share a name, the centre is meant, unless a unit ``above`` others is wanted.
    Raises ClcError ``unit_unknown`` or ``unit_ambiguous``.
    """
    if unit in tree.units:
        return unit
    wanted = search_key(unit)
    eve = on - timedelta(days=1)
    days = [day for day in (on, eve) if tree.find_code(unit, day) or _named(tree, wanted, day)]
    if not days:
        raise ClcError("unit_unknown", name=unit)
    found = [code] if (code := tree.find_code(unit, days[0])) else _named(tree, wanted, days[0])
    for narrower in (
        [i for i in found if tree.name(i, days[0]).casefold() == unit.casefold()],
        [i for i in found if (tree.units[i].unit_kind == "centre") is not above],
    ):
        found = narrower or found
    if len(found) > 1:
        raise ClcError("unit_ambiguous", name=unit)
    return found[0]


def _named(tree: UnitTree, wanted: str, on: date) -> list[str]:
    return [i for i in tree.units if tree.exists(i, on) and search_key(tree.name(i, on)) == wanted]


def _line(tree: UnitTree, unit_id: str, on: date) -> UnitLine:
    parent = tree.parent(unit_id, on)
    return UnitLine(
        id=unit_id,
        unit_kind=tree.units[unit_id].unit_kind,
        name=tree.name(unit_id, on),
        code=tree.value(unit_id, "code", on) or "",
        parent_id=parent,
        parent_name=tree.name(parent, on) if parent else "",
        exists=tree.exists(unit_id, on),
    )


# --- changing ---------------------------------------------------------------------------------------------------------


def _place(tx: Tx, who: Identity, tree: UnitTree, unit_id: str, parent: str, on: date) -> None:
    if tree.is_under(parent, unit_id, on):
        raise ClcError("unit_loop", name=tree.name(unit_id, on), parent=tree.name(parent, on))
    _refuse_ended(tree, unit_id, on, on - timedelta(days=1))
    _refuse_ended(tree, parent, on)
    put(tx, *changed_from(tree, who.unit_id, unit_id, "parent", parent, on))


def _end(tx: Tx, who: Identity, tree: UnitTree, unit_id: str, attribute: Attribute, on: date) -> None:
    if tree.value(unit_id, attribute, on) is not None:
        put(tx, *changed_from(tree, who.unit_id, unit_id, attribute, "", on))


def _refuse_ended(tree: UnitTree, unit_id: str, *days: date) -> None:
    """ClcError ``unit_ended`` where the unit is there on none of the days: nothing can be said of it from then on."""
    if not any(tree.exists(unit_id, day) for day in days):
        raise ClcError("unit_ended", name=tree.name(unit_id, days[0]), on=days[0])


def _refuse_code(tree: UnitTree, kind: UnitKind, unit_id: str, code: str, on: date) -> None:
    """Codes are used again, but two units never bear one on the same day; centres have codes of their own."""
    same = (i for i, unit in tree.units.items() if (unit.unit_kind == "centre") is (kind == "centre") and i != unit_id)
    holder = next((i for i in same if code and tree.value(i, "code", on) == code), None)
    if holder is not None:
        raise ClcError("code_taken", unit_code=code, name=tree.name(holder, on), on=on)


def _change(store: Store, label: str, unit: str, attribute: Attribute, value: str, on: date) -> int:
    value = clean(value)
    if not value and attribute == "name":
        raise ClcError("name_missing")
    with store.write(label, value) as tx:
        who, tree = require_identity(tx.conn, "aggregator"), read_tree(tx.conn)
        unit_id = resolve(tree, unit, on)
        _refuse_ended(tree, unit_id, on)
        if attribute == "code":
            _refuse_code(tree, tree.units[unit_id].unit_kind, unit_id, value, on)
        put(tx, *changed_from(tree, who.unit_id, unit_id, attribute, value, on))
        return tx.change_id


# --- loading a list ---------------------------------------------------------------------------------------------------


def _read(path: Path) -> list[_Entry]:
    try:
        text = files.read_limited(path, LARGEST_LIST).decode()
        entries = msgspec.convert(tomllib.loads(text)["units"], list[_Entry])
    except (ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise ClcError("invalid_unit_list", path=str(path), detail=str(error)) from error
    known = {entry.key for entry in entries}
    named = {key for entry in entries for key in (entry.parent, entry.successor) if key}
    if len(known) < len(entries) or not named <= known:
        raise ClcError("invalid_unit_list", path=str(path), detail=", ".join(sorted(named - known)))
    return entries


def _default_day(entries: list[_Entry], who: Identity) -> date:
    own = next((entry for entry in entries if _is(entry, who.unit_kind, who.unit_name)), None)
    return own.valid_to if own and own.valid_to and own.valid_to < clock.today() else clock.today()


def _unit_of(entry: _Entry, entries: list[_Entry], who: Identity, tree: UnitTree, day: date) -> str:
    """Our own unit or one whose keys were approved, where the entry is about it; else the list's own."""
    if _is(entry, who.unit_kind, who.unit_name):
        return who.unit_id
    from_lists = {other.unit_id for other in entries}
    approved = [i for i, unit in tree.units.items() if i not in from_lists and unit.unit_kind != "centre"]
    same = [i for i in approved if i != who.unit_id and _is(entry, tree.units[i].unit_kind, tree.name(i, day))]
    rivals = [other for other in entries if other != entry and search_key(other.name) == search_key(entry.name)]
    alone = entry.exists(day) or not any(rival.exists(day) for rival in rivals)
    return same[0] if same and alone else entry.unit_id


def _forget(tx: Tx, who: Identity, unit_ids: set[str]) -> None:
    """Units listed by an earlier loading that have registered since, under ids of their own."""
    lines, terms = find(tx.conn, Unit, unit_id=who.unit_id), find(tx.conn, UnitTerm, unit_id=who.unit_id)
    remove(tx, *(line for line in lines if line.subject in unit_ids))
    remove(tx, *(term for term in terms if term.subject in unit_ids))


def _is(entry: _Entry, kind: UnitKind, name: str) -> bool:
    return entry.kind == kind and search_key(entry.name) == search_key(name)


def _records(entry: _Entry, who: Identity, tree: UnitTree, ids: dict[str, str]) -> list[Record]:
    owner, unit_id = who.unit_id, ids[entry.key]
    since, until = entry.valid_from, entry.valid_to
    name = tree.name(unit_id, since) if unit_id != entry.unit_id else entry.name
    records: list[Record] = []
    if unit_id not in tree.units:
        line = Unit(id=unit_line_id(owner, unit_id), unit_id=owner, subject=unit_id, unit_kind=entry.kind)
        records.append(line)
    records.append(new_term(owner, unit_id, "name", name, since, until))
    if entry.code:
        records.append(new_term(owner, unit_id, "code", entry.code, since, until))
    if entry.parent:
        records.append(new_term(owner, unit_id, "parent", ids[entry.parent], since, until))
    if entry.successor and until:
        records.append(new_term(owner, unit_id, "parent", ids[entry.successor], until + timedelta(days=1)))
    return records


def _commune(centre: str, entries: list[_Entry], day: date) -> _Entry | None:
    """The commune that a centre's name ends with, as of that day."""
    found = [e for e in entries if e.kind == "commune" and f" {search_key(centre)}".endswith(f" {search_key(e.name)}")]
    existing = [entry for entry in found if entry.exists(day)] or found
    return existing[0] if len(existing) == 1 else None
