"""Số kiểm tra: a key in twelve digits, read over the phone so that nobody has to compare 64 letters.

Ten digits are a slow hash (scrypt) of the signing public key, so that a key with the same number costs years of
computing. Two are check digits after ISO 7064 MOD 97-10: one wrong digit and two exchanged digits are always caught.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from clc_desktop.domain.errors import ClcError

_SALT = b"clc-desktop check number v1"
_SEPARATORS = str.maketrans("", "", " .-–—_/\t\r\n\u00a0")


@lru_cache(maxsize=256)
def check_number(sign_key: str) -> str:
    """The check number of a signing key (hex), in groups: "1234 5678 9012". Takes some 50 ms the first time."""
    hashed = hashlib.scrypt(bytes.fromhex(sign_key), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
    return with_check_digits(f"{int.from_bytes(hashed) % 10**10:010}")


def with_check_digits(digits: str) -> str:
    """Ten digits and the two that check them, in groups."""
    return _grouped(digits + f"{98 - int(digits) * 100 % 97:02}")


def digits_of(typed: str) -> str:
    """What was typed without blanks, dots and dashes."""
    return typed.translate(_SEPARATORS)


def parse_check_number(text: str) -> str:
    """What a person typed, in groups; blanks, dots and dashes do not matter.

    Raises ClcError ``check_number_mistyped`` where the check digits say that a digit is wrong, missing or misplaced.
    """
    digits = digits_of(text)
    if not re.fullmatch(r"[0-9]{12}", digits) or int(digits) % 97 != 1:
        raise ClcError("check_number_mistyped")
    return _grouped(digits)


def matches(text: str, sign_key: str) -> bool:
    """Whether a typed number is this key's. Raises ClcError ``check_number_mistyped`` like ``parse_check_number``."""
    return parse_check_number(text) == check_number(sign_key)


def _grouped(digits: str) -> str:
    return " ".join((digits[:4], digits[4:8], digits[8:]))
