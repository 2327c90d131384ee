"""Mã khôi phục: what a recovery sheet holds, in six lines of sixteen digits that a person can type.

A line is fourteen digits and two check digits after ISO 7064 MOD 97-10, computed over the line's own number as well:
one wrong digit, two exchanged digits and exchanged lines are always caught, and the line is known. The 84 digits are
one number: kind of unit (1 byte), secret (16), unit id (16), and 15 bits of SHA-256 over these 33 bytes, which tell
when lines of two sheets are mixed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import get_args

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import UnitKind
from clc_desktop.sync.keys import SEED_SIZE

LINES = 6
_DATA, _CHECK = 14, 2
_DIGITS = _DATA + _CHECK
_KINDS: tuple[UnitKind, ...] = get_args(UnitKind)
_SIZE = 1 + SEED_SIZE + 16
_SUM_BITS = 15
_SEPARATORS = str.maketrans("", "", " .,;:|-–—_/\t\r\n\u00a0")
_SCANNED = re.compile(r"\s*CLC1 (?P<digits>[0-9 ]+)(?:\n(?P<name>[^\n]*))?\s*")


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """Whose sheet it is and the secret of its keys, which does not show in ``repr``."""

    seed: bytes = field(repr=False)
    unit_id: str
    unit_kind: UnitKind


def lines_of(code: RecoveryCode) -> tuple[str, ...]:
    """The six lines, each in four groups: "1234 5678 9012 3456"."""
    body = bytes([_KINDS.index(code.unit_kind)]) + code.seed + bytes.fromhex(code.unit_id)
    if len(body) != _SIZE:
        raise ValueError("a secret or an id of another length")
    digits = f"{int.from_bytes(body) << _SUM_BITS | _sum(body):0{LINES * _DATA}}"
    return tuple(_line(number, digits[start : start + _DATA]) for number, start in _places())


def line_fits(number: int, typed: str) -> bool:
    """Whether what was typed as line ``number`` (1 to 6) can be right."""
    digits = typed.translate(_SEPARATORS)
    return bool(re.fullmatch(rf"[0-9]{{{_DIGITS}}}", digits)) and digits[_DATA:] == _check(number, digits[:_DATA])


def scan_text(code: RecoveryCode, unit_name: str) -> str:
    """What the QR code holds: the digits, and the unit's name."""
    return f"CLC1 {' '.join(lines_of(code))}\n{unit_name}"


def parse(text: str) -> tuple[RecoveryCode, str]:
    """A code as typed (blanks, dots, dashes and line ends do not matter) or scanned, and the name if it was scanned.

    Raises ClcError ``recovery_incomplete`` (so many digits), ``recovery_mistyped`` (which lines), ``recovery_mixed``
    (each line is right, the whole is not) or ``newer_format``.
    """
    scanned = _SCANNED.fullmatch(text)
    digits = (scanned["digits"] if scanned else text).translate(_SEPARATORS)
    if not re.fullmatch(r"[0-9]*", digits) or len(digits) != LINES * _DIGITS:
        wanted = LINES * _DIGITS
        raise ClcError("recovery_incomplete", digits=sum(digit in "0123456789" for digit in digits), wanted=wanted)
    typed = [digits[start : start + _DIGITS] for start in range(0, len(digits), _DIGITS)]
    wrong = [number for number, line in enumerate(typed, start=1) if not line_fits(number, line)]
    if wrong:
        raise ClcError("recovery_mistyped", lines=wrong)
    name = scanned["name"] if scanned else None
    return _decoded("".join(line[:_DATA] for line in typed)), (name or "").strip()


def _decoded(digits: str) -> RecoveryCode:
    number = int(digits)
    body, total = number >> _SUM_BITS, number & (1 << _SUM_BITS) - 1
    if body.bit_length() > 8 * _SIZE or _sum(content := body.to_bytes(_SIZE)) != total:
        raise ClcError("recovery_mixed")
    if content[0] >= len(_KINDS):
        raise ClcError("newer_format")
    seed, unit_id = content[1 : 1 + SEED_SIZE], content[1 + SEED_SIZE :]
    return RecoveryCode(seed, unit_id.hex(), _KINDS[content[0]])


def _places() -> list[tuple[int, int]]:
    return [(index + 1, index * _DATA) for index in range(LINES)]


def _line(number: int, data: str) -> str:
    digits = data + _check(number, data)
    return " ".join(digits[start : start + 4] for start in range(0, _DIGITS, 4))


def _check(number: int, data: str) -> str:
    return f"{98 - int(f'{number}{data}') * 100 % 97:02}"


def _sum(body: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"clc-desktop recovery v1" + body).digest()[:2]) >> 16 - _SUM_BITS
