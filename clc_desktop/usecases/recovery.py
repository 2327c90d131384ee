"""The recovery sheet: printed once after set-up, typed in on a new PC when the old one is gone."""

from __future__ import annotations

from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.domain.vietnamese import clean
from clc_desktop.store.database import Store, Tx, get_meta, set_meta
from clc_desktop.store.records import put
from clc_desktop.sync import check_number, recovery_code
from clc_desktop.sync.keys import KeyPair
from clc_desktop.sync.recovery_code import LINES, RecoveryCode
from clc_desktop.usecases import key_storage
from clc_desktop.usecases.workspace import (
    Identity,
    Role,
    list_unit,
    load_keys,
    read_identity,
    renew_installation,
    require_identity,
    take_identity,
)

__all__ = ["LINES", "line_fits", "recover", "recovery_sheet", "sheet_due"]

_SHEET = "recovery_sheet"


def recovery_sheet(store: Store, out: Path) -> Path:
    """Write the recovery sheet as a PDF that only this person can read; to be printed, then deleted.

    Raises ClcError ``file_exists``, ``keys_missing``, or like ``files.atomic_write``.
    """
    from clc_desktop.reports.recovery_sheet import RecoverySheet, write_recovery_sheet

    if out.exists():
        raise ClcError("file_exists", path=str(out))
    pair = load_keys(store)
    with store.write("recovery_sheet") as tx:
        who = require_identity(tx.conn)
        code = RecoveryCode(pair.seed, who.unit_id, who.unit_kind)
        lines, scan_text = recovery_code.lines_of(code), recovery_code.scan_text(code, who.unit_name)
        sheet = RecoverySheet(who.unit_name, who.check_number, lines, scan_text)
        files.atomic_write(out, write_recovery_sheet(sheet), private=True)
        set_meta(tx.conn, _SHEET, _sheet_of(who))
    return out


def sheet_due(store: Store) -> bool:
    """Whether a sheet should be printed: none was, or keys or unit have changed since."""
    with store.read() as conn:
        who = read_identity(conn)
        return who is not None and get_meta(conn, _SHEET) != _sheet_of(who)


def line_fits(number: int, typed: str) -> bool:
    """Whether what was typed as line ``number`` (1 to 6) can be right: for a form that checks while one types."""
    return recovery_code.line_fits(number, typed)


def recover(store: Store, typed: str, name: str = "") -> Identity:
    """Restore identity and keys from a sheet, typed or scanned (then it holds the name), as a new installation.

    The database is an empty one, or the unit's own without its keys (restored from a backup, or copied). Records are
    not on the sheet: they come from a backup. Raises ClcError ``recovery_incomplete``, ``recovery_mistyped``,
    ``recovery_mixed``, ``newer_format``, ``name_missing``, ``recovery_other_unit`` or ``already_set_up``.
    """
    code, scanned = recovery_code.parse(typed)
    pair = KeyPair.from_seed(code.seed)
    with store.write("recover") as tx:
        found = read_identity(tx.conn)
        if found is None:
            made = _set_up(tx, code, clean(name) or clean(scanned), pair)
        else:
            made = _returned(store, tx, found, code, pair)
        key_storage.keep(store.path, made.installation_id, pair)
        set_meta(tx.conn, _SHEET, _sheet_of(made))
    return made


def _set_up(tx: Tx, code: RecoveryCode, name: str, pair: KeyPair) -> Identity:
    if not name:
        raise ClcError("name_missing")
    role: Role = "centre" if code.unit_kind == "centre" else "aggregator"
    made = take_identity(tx, role, code.unit_id, name, code.unit_kind, pair)
    if role == "aggregator":
        list_unit(tx, made.unit_id, made.unit_id, name, code.unit_kind, None)
        put(tx, *default_fields(made.unit_id))
    return made


def _returned(store: Store, tx: Tx, found: Identity, code: RecoveryCode, pair: KeyPair) -> Identity:
    """The identity of a database that has its records and lacks its keys."""
    if found.unit_id != code.unit_id:
        raise ClcError("recovery_other_unit", name=found.unit_name)
    if key_storage.find(store.path, found.installation_id) is not None:
        raise ClcError("already_set_up", name=found.unit_name)
    renew_installation(tx)
    set_meta(tx.conn, "check_number", check_number.check_number(pair.public.sign))
    return require_identity(tx.conn)


def _sheet_of(who: Identity) -> str:
    return f"{who.check_number} {who.unit_id}"
