"""Bech32 (BIP 173), the spelling in which age writes a secret key: pyrage takes 32 bytes of ours in no other form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, data: bytes) -> str:
    """``prefix``, "1", the data in groups of five bits and six letters that catch a slip."""
    values = list(_in_fives(data))
    return f"{prefix}1" + "".join(_LETTERS[value] for value in (*values, *_checksum(prefix, values)))


def _in_fives(data: bytes) -> Iterator[int]:
    bits = "".join(f"{byte:08b}" for byte in data)
    for start in range(0, len(bits), 5):
        yield int(bits[start : start + 5].ljust(5, "0"), 2)


def _checksum(prefix: str, values: list[int]) -> Iterator[int]:
    spelt = [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]
    remainder = _remainder([*spelt, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    return (remainder >> 5 * (5 - place) & 31 for place in range(6))


def _remainder(values: Iterable[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(_GENERATOR):
            found ^= term if top >> place & 1 else 0
    return found
