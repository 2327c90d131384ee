"""Mã mở tệp: what opens a first assignment on a PC that has no keys yet, in 24 digits that a person can type.

The first twelve are the sender's check number: they tell whose file it must be. The others are a secret: ten random
digits and two check digits after ISO 7064 MOD 97-10. A slow hash (scrypt) makes of it the one-time keys to which the
file is sealed. That guards names, targets and due days on a lost stick; personal data are in no such file.
"""

from __future__ import annotations

import hashlib

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import check_number
from clc_desktop.sync.keys import SEED_SIZE, KeyPair, random_digits

DIGITS = 24
_SALT = b"clc-desktop opening code v1"
_N, _R, _MEMORY = 2**15, 8, 2**26
"""scrypt: 32 MiB and some 100 ms a guess; ten digits then take decades."""


def new_code(sign_key: str) -> str:
    """A code for a file of this sender, in groups of four digits; another one each time."""
    return f"{check_number.check_number(sign_key)} {check_number.with_check_digits(random_digits(10))}"


def parse(typed: str) -> tuple[str, str]:
    """The check number and the secret that were typed, each in groups; blanks, dots and dashes do not matter.

    Raises ClcError ``opening_code_mistyped`` where the check digits of a half do not fit, or digits are missing.
    """
    digits = check_number.digits_of(typed)
    try:
        if len(digits) != DIGITS:
            raise ClcError("check_number_mistyped")
        half = DIGITS // 2
        return check_number.parse_check_number(digits[:half]), check_number.parse_check_number(digits[half:])
    except ClcError as error:
        raise ClcError("opening_code_mistyped", digits=len(digits), wanted=DIGITS) from error


def one_time_keys(typed: str, sign_key: str) -> KeyPair:
    """The keys that a code makes for files of this sender: always the same ones.

    Raises ClcError like ``parse``, or ``opening_code_other_sender``: the file is somebody else's.
    """
    number, secret = parse(typed)
    if check_number.check_number(sign_key) != number:
        raise ClcError("opening_code_other_sender")
    salt = _SALT + bytes.fromhex(sign_key)
    password = check_number.digits_of(secret).encode()
    return KeyPair.from_seed(hashlib.scrypt(password, salt=salt, n=_N, r=_R, p=1, maxmem=_MEMORY, dklen=SEED_SIZE))
