"""Where things live, and that a file is whole or absent."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from clc_desktop import files
from clc_desktop.domain.errors import ClcError

WRITERS: list[Callable[[Path, bytes], object]] = [files.atomic_write, files.write_new]
posix = pytest.mark.skipif(os.name == "nt", reason="permissions of this kind are POSIX's")


def refusal(call: Callable[[], object]) -> ClcError:
    with pytest.raises(ClcError) as caught:
        call()
    return caught.value


# --- places -----------------------------------------------------------------------------------------------------------


def test_a_clone_uses_the_folders_beside_the_package(clone: Path) -> None:
    assert files.resource_path("fonts") == clone / "resources" / "fonts"
    assert files.catalog_path() == clone / "i18n"


def test_an_installed_copy_uses_the_folders_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PACKAGE", tmp_path)
    for folder in ("resources", "i18n"):
        (tmp_path / "_data" / folder).mkdir(parents=True)
    assert files.resource_path("icons/app.svg") == tmp_path / "_data" / "resources" / "icons" / "app.svg"
    assert files.catalog_path() == tmp_path / "_data" / "i18n"


def test_the_data_folder_is_made_where_the_system_keeps_such_things(nobodys_home: Path) -> None:
    folder = files.data_folder()
    assert folder.is_dir()
    assert folder.is_relative_to(nobodys_home)


def test_the_data_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLC_DESKTOP_DATA", str(tmp_path / "a" / "b"))
    assert files.data_folder() == tmp_path / "a" / "b"
    assert files.data_folder().is_dir()


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert refusal(lambda: files.make_folder(tmp_path / "file" / "folder")).code == "folder_missing"
    assert refusal(lambda: files.make_folder(tmp_path / "file")).code == "file_exists"


# --- reading ----------------------------------------------------------------------------------------------------------


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    assert files.read_limited(path, 5) == b"12345"
    error = refusal(lambda: files.read_limited(path, 4))
    assert (error.code, error.data["limit"]) == ("file_too_large", 4)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert refusal(lambda: files.read_limited(tmp_path / "none", 5)).code == "file_missing"
    assert refusal(lambda: files.read_limited(tmp_path, 5)).code == "read_failed"


# --- writing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("data", [b"", b"text", bytes(3 * 1024 * 1024 + 1)])
def test_a_file_is_written_whole_and_nothing_else_remains(
    tmp_path: Path, write: Callable[[Path, bytes], object], data: bytes
) -> None:
    write(tmp_path / "tệp.txt", data)
    assert (tmp_path / "tệp.txt").read_bytes() == data
    assert [path.name for path in tmp_path.iterdir()] == ["tệp.txt"]


def test_atomic_write_replaces(tmp_path: Path) -> None:
    files.atomic_write(tmp_path / "f", b"old")
    files.atomic_write(tmp_path / "f", b"new")
    assert (tmp_path / "f").read_bytes() == b"new"


def test_write_new_never_overwrites(tmp_path: Path) -> None:
    files.write_new(tmp_path / "f", b"old")
    assert refusal(lambda: files.write_new(tmp_path / "f", b"new")).code == "file_exists"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"f": b"old"}


@pytest.mark.parametrize("write", WRITERS)
def test_no_folder_is_made_on_the_way(tmp_path: Path, write: Callable[[Path, bytes], object]) -> None:
    error = refusal(lambda: write(tmp_path / "none" / "f", b"x"))
    assert (error.code, error.data["leftover"]) == ("folder_missing", "")
    assert not list(tmp_path.iterdir())


@posix
def test_a_file_is_as_public_as_the_person_wants_and_a_private_one_is_not(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.atomic_write(tmp_path / "shared", b"x")
        files.atomic_write(tmp_path / "shared", b"secret now", private=True)
        private = stat.S_IMODE((tmp_path / "shared").stat().st_mode)
        files.atomic_write(tmp_path / "other", b"x")
    finally:
        os.umask(before)
    assert private == 0o600
    assert stat.S_IMODE((tmp_path / "other").stat().st_mode) == 0o640


# --- USB sticks -------------------------------------------------------------------------------------------------------


def test_an_absent_stick_is_never_made_as_a_folder(tmp_path: Path) -> None:
    error = refusal(lambda: files.deliver(tmp_path / "E", "nop.clcsync", b"x"))
    assert error.code == "drive_missing"
    assert not list(tmp_path.iterdir())


def test_a_stick_never_loses_a_file(tmp_path: Path) -> None:
    paths = [files.deliver(tmp_path, "Pú Nhung_2020_01.clcsync", data) for data in (b"1", b"2", b"3")]
    assert [path.name for path in paths] == [
        "Pú Nhung_2020_01.clcsync",
        "Pú Nhung_2020_01 (2).clcsync",
        "Pú Nhung_2020_01 (3).clcsync",
    ]
    assert [path.read_bytes() for path in paths] == [b"1", b"2", b"3"]


def test_a_stick_that_lies_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files._os, "read_bytes", lambda path: Path.read_bytes(path)[:-1] + b"?")
    assert refusal(lambda: files.deliver(tmp_path, "f", b"data")).code == "read_back_differs"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("xã Pú Nhung.clcsync", "xã Pú Nhung.clcsync"),
        ("A/B\\C: D?.clcsync", "A_B_C_ D_.clcsync"),
        ("../../x", "_.._x"),
        ("tệp. ", "tệp"),
        ("con.txt", "_con.txt"),
        ("CON", "_CON"),
        ("contact", "contact"),
        ("", "_"),
        ("...", "_"),
        ("a\x00b\n", "a_b_"),
    ],
)
def test_names_are_made_to_fit_windows(name: str, safe: str) -> None:
    assert files.safe_name(name) == safe
