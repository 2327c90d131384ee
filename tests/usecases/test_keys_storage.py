"""Private keys lie in the system's key store where there is one, else in a file; never in both, and nowhere else."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.null
import keyring.errors
import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import installations, recovery, safekeeping, workspace
from tests.usecases.keys_world import World, content, installation, number, refused


class Machine(keyring.backend.KeyringBackend):
    """The key store of a desktop, in memory."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("not there")


class Broken(Machine):
    """One that is there and fails, saying what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked(f"cannot read {self.kept}")

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        raise RuntimeError(f"D-Bus is gone: {password}")


class Forgetful(Machine):
    """One that says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.fixture
def machine() -> Iterator[Machine]:
    yield from used(Machine())


def used(backend: keyring.backend.KeyringBackend) -> Iterator[keyring.backend.KeyringBackend]:
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def test_keys_go_into_the_key_store_and_leave_no_file(world: World, machine: Machine) -> None:
    store = world.centre()
    assert list(machine.kept) == [("clc-desktop", installation(store))]
    assert not workspace.key_path(store).exists()
    assert safekeeping.check(store).keys == "system"
    kept = machine.kept["clc-desktop", installation(store)]
    assert workspace.load_keys(store).to_bytes() == kept.encode()


@pytest.mark.parametrize("backend", [keyring.backends.null.Keyring, Broken, Forgetful])
def test_without_a_working_key_store_they_go_into_a_private_file(
    world: World, backend: type[keyring.backend.KeyringBackend], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = backend()
    for _ in used(made):
        store = world.centre()
        secret = workspace.load_keys(store).seed.hex()
        assert safekeeping.check(store).keys == "file"
    path = workspace.key_path(store)
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret not in caplog.text
    assert not getattr(made, "kept", None), "never in both"


def test_a_file_that_is_there_goes_on_working_on_a_machine_with_a_key_store(world: World) -> None:
    store = world.centre()
    before = workspace.load_keys(store).public
    for machine in used(Machine()):
        assert workspace.load_keys(store).public == before
        installations.rotate_keys(store, world.file())
        assert workspace.load_keys(store).every[1].public == before
        assert not machine.kept, "never in both"  # type: ignore[attr-defined]


def test_a_copied_database_without_its_keys_says_so(world: World) -> None:
    store = world.centre()
    copy = world.folder / "copy.db"
    safekeeping.backup(store, copy)
    other = world.database("copy")
    with refused("keys_missing", other):
        workspace.load_keys(other)
    assert safekeeping.check(other).keys == "nowhere"
    assert safekeeping.check(other).sound


def test_a_closed_key_store_is_told_from_missing_keys(world: World, machine: Machine) -> None:
    store = world.centre()
    for _ in used(Broken()):
        with pytest.raises(ClcError) as caught:
            workspace.load_keys(store)
    assert caught.value.code == "key_store_closed"
    assert caught.value.__cause__ is None
    assert workspace.load_keys(store)


def test_what_the_key_store_gives_back_is_checked(world: World, machine: Machine) -> None:
    store = world.centre()
    machine.kept["clc-desktop", installation(store)] = '{"clc_desktop_keys":1,"seed":"not hex"}'
    with refused("keys_unreadable", store) as caught:
        workspace.load_keys(store)
    assert "not hex" not in str(caught.value)


def test_no_secret_is_in_the_database_a_log_or_a_text(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    store = world.centre()
    installations.rotate_keys(store, world.file())
    recovery.recovery_sheet(store, world.file("pdf"))
    pair = workspace.load_keys(store)
    shown = f"{content(store)}{pair}{pair!r}{workspace.identity(store)}{caplog.text}{capsys.readouterr()}"
    store.close()
    everything = shown.encode() + (world.folder / "xã Pú Nhung.db").read_bytes()
    for held in pair.every:
        for secret in _spellings(held):
            assert secret not in everything


def _spellings(pair: KeyPair) -> list[bytes]:
    raw = pair.signing_key.private_bytes_raw()
    return [pair.seed, pair.seed.hex().encode(), raw, raw.hex().encode(), str(pair.identity).encode()]


def test_a_restored_database_takes_its_keys_along_in_the_key_store(world: World, machine: Machine) -> None:
    store = world.centre()
    before, keys = installation(store), workspace.load_keys(store).public
    copy = safekeeping.backup(store, world.folder / "backup.db")
    restored = safekeeping.restore(store.path, copy)
    assert restored.keys
    assert restored.identity.installation_id != before
    assert [account for _, account in machine.kept] == [restored.identity.installation_id]
    assert workspace.load_keys(store).public == keys


def test_a_copy_restored_elsewhere_leaves_the_keys_of_the_first(world: World, machine: Machine) -> None:
    store = world.centre()
    copy = safekeeping.backup(store, world.folder / "backup.db")
    restored = safekeeping.restore(world.folder / "second.db", copy)
    assert restored.keys
    assert {account for _, account in machine.kept} == {installation(store), restored.identity.installation_id}
    assert number(store) == restored.identity.check_number
