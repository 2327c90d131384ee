"""Keys are made, kept for one person only, and never shown."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync import keys
from clc_desktop.sync.keys import KeyPair, signature_fits


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
    [b"", b"{}", b"null", b'{"clc_desktop_keys":1,"sign":"zz","age":"x"}', b'{"clc_desktop_keys":1,"sign":"00"}'],
)
def test_a_broken_key_file_is_said_to_be_broken(data: bytes) -> None:
    with pytest.raises(ClcError) as caught:
        KeyPair.from_bytes(data)
    assert caught.value.code == "keys_unreadable"


def test_a_broken_age_identity_is_refused(centre: KeyPair) -> None:
    with pytest.raises(ClcError) as caught:
        KeyPair.from_bytes(centre.to_bytes().replace(b"AGE-SECRET-KEY-1", b"AGE-SECRET-KEY-2"))
    assert caught.value.code == "keys_unreadable"


def test_keys_of_a_newer_program_are_left_alone(centre: KeyPair) -> None:
    with pytest.raises(ClcError) as caught:
        KeyPair.from_bytes(centre.to_bytes().replace(b'"clc_desktop_keys":1', b'"clc_desktop_keys":2'))
    assert caught.value.code == "newer_format"


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClcError) as caught:
        keys.load(tmp_path / "none.json")
    assert caught.value.code == "file_missing"
