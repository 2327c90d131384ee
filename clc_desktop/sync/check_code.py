"""Mã kiểm tra của báo cáo: what a frozen report says, in twenty digits on its paper.

Digits alone, because UniKey turns letters that are typed one after another into accented ones. Eighteen are a slow hash
(scrypt) of the SHA-256 of what the report says: to make up another report with the same code costs a hash of 50 ms for
each of 10¹⁸ tries. Two are check digits after ISO 7064 MOD 97-10: one wrong digit and two exchanged digits, wherever
they stand, are always caught.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from clc_desktop.domain.errors import ClcError

DIGITS = 20
_SALT = b"clc-desktop report code v1"
_SEPARATORS = str.maketrans("", "", " .-–—_/\t\r\n\u00a0")


@lru_cache(maxsize=256)
def check_code(digest: str) -> str:
    """The code of a SHA-256 digest (hex), in groups: "12345 67890 12345 67890". Takes some 50 ms the first time."""
    hashed = hashlib.scrypt(bytes.fromhex(digest), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
    digits = f"{int.from_bytes(hashed) % 10 ** (DIGITS - 2):0{DIGITS - 2}}"
    return _grouped(digits + f"{98 - int(digits) * 100 % 97:02}")


def parse_check_code(text: str) -> str:
    """What a person typed or a scanner read, in groups; blanks, dots and dashes do not matter.

    Raises ClcError ``check_code_mistyped`` where the check digits say that a digit is wrong, missing or misplaced.
    """
    digits = text.translate(_SEPARATORS)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) or int(digits) % 97 != 1:
        raise ClcError("check_code_mistyped", digits=DIGITS)
    return _grouped(digits)


def _grouped(digits: str) -> str:
    return " ".join(digits[start : start + 5] for start in range(0, DIGITS, 5))
