"""Users of this computer: their names, for the list of changes, each with a simple PIN if they wish.

The PIN only keeps one colleague from writing under another's name. It encrypts nothing: whoever has the file of the
database can read it. Kept is what scrypt makes of it. After five wrong ones a person waits, each time longer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.vietnamese import clean, same_name
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.store.person import act_as, acting, person
from clc_desktop.usecases.settings import read_setting, write_setting

__all__ = ["act_as", "acting", "person"]

_KEY = "officers"
TRIES = 5
"""Wrong PINs in a row before the first wait."""
FIRST_WAIT, LONGEST_WAIT = 60, 1800
"""Seconds; every further wrong PIN doubles the wait."""
_PIN = re.compile(r"[0-9]{4,8}")
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


@dataclass(frozen=True, slots=True)
class Officer:
    """One who works at this computer; without a PIN the name alone is enough."""

    name: str
    has_pin: bool


def officers(store: Store) -> tuple[Officer, ...]:
    """Everybody who was entered, in that order; empty where the computer's own account names people."""
    with store.read() as conn:
        return tuple(Officer(one["name"], bool(one.get("hash"))) for one in _read(conn))


def add_officer(store: Store, name: str, pin: str = "") -> Officer:
    """Enter somebody; the first one acts from now on.

    Raises ClcError ``name_missing``, ``officer_known`` (also for another spelling of a name) or ``pin_form``.
    """
    name = clean(name)
    if not name:
        raise ClcError("name_missing")
    with store.write("officers", name) as tx:
        known = _read(tx.conn)
        if any(same_name(one["name"], name) for one in known):
            raise ClcError("officer_known", name=name)
        _write(tx, [*known, {"name": name, **_hashed(pin)}])
    if not known:
        act_as(name)
    return Officer(name, bool(pin))


def set_pin(store: Store, name: str, pin: str) -> None:
    """Another PIN, or none (""). Raises ClcError ``officer_unknown`` or ``pin_form``.

    Who is signed in may do this for a colleague who has forgotten theirs: the list of changes says who.
    """
    hashed = _hashed(pin)
    with store.write("officers", name) as tx:
        _change(tx, name, hashed)


def remove_officer(store: Store, name: str) -> None:
    """Take somebody off the list; what they did keeps their name. ClcError ``officer_unknown``."""
    with store.write("officers", name) as tx:
        known = _read(tx.conn)
        if name not in {one["name"] for one in known}:
            raise ClcError("officer_unknown", name=name)
        _write(tx, [one for one in known if one["name"] != name])
    if person() == name:
        act_as("")


def sign_in(store: Store, name: str, pin: str = "") -> None:
    """From now on this person acts.

    Raises ClcError ``officer_unknown``, ``pin_wrong`` (with how many tries are ``left``), or ``pin_wait`` (with how
    many ``seconds``), without looking at the PIN.
    """
    with store.read() as conn:
        found = next((one for one in _read(conn) if one["name"] == name), None)
    if found is None:
        raise ClcError("officer_unknown", name=name)
    if seconds := _wait(found):
        raise ClcError("pin_wait", seconds=seconds)
    is_right = _matches(found, pin)
    failed = 0 if is_right else found.get("failed", 0) + 1
    if failed != found.get("failed", 0):
        with store.write("pin", name) as tx:
            _change(tx, name, {"failed": failed, "failed_at": clock.now().isoformat()})
    if not is_right:
        if failed >= TRIES:
            raise ClcError("pin_wait", seconds=_seconds(failed))
        raise ClcError("pin_wrong", left=TRIES - failed)
    act_as(name)


def _wait(found: dict[str, Any]) -> int:
    """Seconds still to wait; a clock that was set back does not shorten it, nor does it lengthen it beyond the rule."""
    failed = found.get("failed", 0)
    if failed < TRIES:
        return 0
    since = clock.now() - datetime.fromisoformat(found["failed_at"])
    whole = timedelta(seconds=_seconds(failed))
    left = whole - since if since > timedelta(0) else whole
    return max(0, -(-left // timedelta(seconds=1)))


def _seconds(failed: int) -> int:
    doubled: int = FIRST_WAIT << min(failed - TRIES, 10)
    return min(doubled, LONGEST_WAIT)


def _hashed(pin: str) -> dict[str, str]:
    """What is kept of a PIN; ClcError ``pin_form`` unless it is 4 to 8 digits, or none at all."""
    if not pin:
        return {"salt": "", "hash": ""}
    if not _PIN.fullmatch(pin):
        raise ClcError("pin_form")
    salt = clock.new_id()
    return {"salt": salt, "hash": _scrypt(pin, salt)}


def _scrypt(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), **_COST).hex()


def _matches(found: dict[str, Any], pin: str) -> bool:
    if not found.get("hash"):
        return True
    return bool(_PIN.fullmatch(pin)) and hmac.compare_digest(_scrypt(pin, found["salt"]), found["hash"])


def _change(tx: Tx, name: str, values: dict[str, Any]) -> None:
    known = _read(tx.conn)
    if name not in {one["name"] for one in known}:
        raise ClcError("officer_unknown", name=name)
    _write(tx, [{**one, **values} if one["name"] == name else one for one in known])


def _read(conn: Connection) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_setting(conn, _KEY, [])
    return found


def _write(tx: Tx, known: list[dict[str, Any]]) -> None:
    write_setting(tx, _KEY, known)
