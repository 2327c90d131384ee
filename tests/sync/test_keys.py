"""Keys are made, kept for one person only, and never shown."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric import x25519

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import bech32, keys
from clc_desktop.sync.keys import KeyPair, signature_fits

SIGN = "31fe81118957d64fe38d22e52c93af4544874a79d7e42c47403616b86aabb957"
AGE = "age1st3u9sr2jd0ze28undx80pdex36ttmztwyqtaky0dnp6hg4r5q9swk98ym"


def test_keys_survive_being_kept(tmp_path: Path, centre: KeyPair) -> None:
    path = tmp_path / "keys.json"
    keys.save(centre, path)
    loaded = keys.load(path)
    assert loaded.public == centre.public
    assert loaded.to_bytes() == centre.to_bytes()
    assert signature_fits(centre.public.sign, loaded.sign(b"text"), b"text")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a person's folder for that person by other means")
def test_only_this_person_can_read_them(tmp_path: Path, centre: KeyPair) -> None:
    path = tmp_path / "keys.json"
    keys.save(centre, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_private_keys_never_show(centre: KeyPair) -> None:
    shown = repr(centre) + str(centre) + f"{centre}"
    assert "AGE-SECRET-KEY" not in shown
    assert centre.signing_key.private_bytes_raw().hex() not in shown
    assert centre.public.sign in shown


def test_every_installation_gets_other_keys() -> None:
    assert len({KeyPair.generate().public for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"null",
        b'{"clc_desktop_keys":1,"seed":"zz"}',
        b'{"clc_desktop_keys":1,"seed":"00"}',
        b'{"clc_desktop_keys":1,"seed":"' + b"0" * 32 + b'","more":1}',
        b'{"clc_desktop_keys":1,"seed":"' + b"0" * 32 + b'","former":["1"]}',
    ],
)
def test_a_broken_key_file_is_said_to_be_broken_without_quoting_it(data: bytes) -> None:
    with pytest.raises(ClcError) as caught:
        KeyPair.from_bytes(data)
    assert caught.value.code == "keys_unreadable"
    assert caught.value.__cause__ is None


def test_keys_of_a_newer_program_are_left_alone(centre: KeyPair) -> None:
    with pytest.raises(ClcError) as caught:
        KeyPair.from_bytes(centre.to_bytes().replace(b'"clc_desktop_keys":1', b'"clc_desktop_keys":2'))
    assert caught.value.code == "newer_format"


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClcError) as caught:
        keys.load(tmp_path / "none.json")
    assert caught.value.code == "file_missing"


def test_one_secret_makes_one_pair_of_keys_for_ever() -> None:
    """Printed sheets must restore the same keys with every later version of the program."""
    made = KeyPair.from_seed(bytes(range(16)))
    assert made.public == KeyPair.from_seed(bytes(range(16))).public
    assert made.public.sign == SIGN
    assert made.public.age == AGE


def test_the_two_keys_of_a_secret_are_independent() -> None:
    made = KeyPair.from_seed(bytes(16))
    own = x25519.X25519PrivateKey.from_private_bytes(made.signing_key.private_bytes_raw())
    assert own.public_key().public_bytes_raw().hex() not in (made.public.sign, made.public.age)


def test_changed_keys_keep_the_former_ones(centre: KeyPair) -> None:
    twice = centre.changed().changed()
    assert len({held.public.sign for held in twice.every}) == 3
    assert twice.every[-1].public == centre.public
    loaded = KeyPair.from_bytes(twice.to_bytes())
    assert [held.public for held in loaded.every] == [held.public for held in twice.every]
    assert (
        pyrage.decrypt(pyrage.encrypt(b"x", [centre.identity.to_public()]), [k.identity for k in loaded.every]) == b"x"
    )


def test_former_secrets_do_not_show_either(centre: KeyPair) -> None:
    shown = repr(centre.changed())
    assert centre.seed.hex() not in shown
    assert str(centre.identity) not in shown
    assert repr(centre.seed) not in shown


def test_a_key_file_does_not_grow_without_end(centre: KeyPair, tmp_path: Path) -> None:
    changed = centre
    for _ in range(40):
        changed = changed.changed()
    keys.save(changed, tmp_path / "k")
    assert len(keys.load(tmp_path / "k").every) == 17


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_secret_of_another_length_is_a_bug(size: int) -> None:
    with pytest.raises(ValueError):
        KeyPair.from_seed(bytes(size))


def test_the_spelling_of_age_secrets_is_age_s_own() -> None:
    for _ in range(50):
        identity = pyrage.x25519.Identity.generate()
        raw = _decoded(str(identity))
        assert bech32.encode("age-secret-key-", raw).upper() == str(identity)


def _decoded(text: str) -> bytes:
    """The 32 bytes of an age secret, the other way round from how the program writes it."""
    letters = text.lower().rpartition("1")[2][:-6]
    bits = "".join(f"{'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.index(letter):05b}" for letter in letters)
    return bytes(int(bits[start : start + 8], 2) for start in range(0, 256, 8))
