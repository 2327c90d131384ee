"""A disk that fails at the k-th call, for every k: under the final name there is the whole file or what was before.

Sticks are pulled, full, broken or write-protected; each way, and for every call of a write, the program must say what
happened and must be right about what lies there.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from clc_desktop import files
from clc_desktop.domain.errors import ClcError

DATA = bytes(range(256)) * 12_000  # three chunks
OLD = b"old"
FAULTS = {
    errno.ENOSPC: "no_space",
    errno.EIO: "write_failed",
    errno.ENODEV: "write_failed",
    errno.EROFS: "write_protected",
    errno.EACCES: "write_protected",
}


class Disk:
    """Passes system calls on, until the k-th; then fails once, or for good as a pulled stick does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self.fails = lambda number: False
        self.error = errno.EIO
        self.short_writes = False
        for name, call in vars(files._os).items():
            monkeypatch.setattr(files._os, name, self._watched(name, call))

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any) -> Any:
            self.calls.append(name)
            if self.fails(len(self.calls)):
                if name == "close":
                    call(*args)  # the system closes, whatever it answers
                raise OSError(self.error, os.strerror(self.error))
            if name == "write" and self.short_writes:
                return call(args[0], bytes(args[1])[:100_000])
            return call(*args)

        return watched


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def replace(folder: Path) -> Path:
    files.atomic_write(folder / "tệp.clcsync", DATA)
    return folder / "tệp.clcsync"


def write_new(folder: Path) -> Path:
    files.write_new(folder / "tệp.clcsync", DATA)
    return folder / "tệp.clcsync"


def deliver(folder: Path) -> Path:
    return files.deliver(folder, "tệp.clcsync", DATA)


WAYS = [replace, write_new, deliver]


def each_k(disk: Disk, way: Callable[[Path], Path], folder: Path, pulled: bool) -> Iterator[ClcError]:
    """Write again and again, failing at the first, second, … call; ends when a write gets through."""
    for k in count(1):
        disk.calls.clear()
        disk.fails = (lambda number, k=k: number >= k) if pulled else (lambda number, k=k: number == k)
        try:
            way(folder)
        except ClcError as error:
            yield error
        else:
            assert k > 8, "the write made too few calls to be true"
            return


@pytest.mark.parametrize("error", FAULTS)
@pytest.mark.parametrize("way", WAYS)
def test_one_failing_call_leaves_all_or_nothing(
    disk: Disk, tmp_path: Path, way: Callable[[Path], Path], error: int
) -> None:
    disk.error = error
    for refusal in each_k(disk, way, tmp_path, pulled=False):
        found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        if refusal.code == "write_unconfirmed":
            assert found == {"tệp.clcsync": DATA}
            (tmp_path / "tệp.clcsync").unlink()
        else:
            assert refusal.code == FAULTS[error]
            assert (found, refusal.data["leftover"]) == ({}, "")


@pytest.mark.parametrize("way", WAYS)
def test_a_pulled_stick_leaves_all_or_nothing_under_the_name(
    disk: Disk, tmp_path: Path, way: Callable[[Path], Path]
) -> None:
    """It cannot be tidied either; then the error names what may be left."""
    disk.error = errno.ENODEV
    for refusal in each_k(disk, way, tmp_path, pulled=True):
        found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        whole = found.pop("tệp.clcsync", None)
        assert whole == (DATA if refusal.code == "write_unconfirmed" else None)
        assert set(found) <= {refusal.data["leftover"]}
        for path in tmp_path.iterdir():
            path.unlink()


@pytest.mark.parametrize("error", FAULTS)
def test_what_was_there_before_stays_until_the_new_file_is_whole(disk: Disk, tmp_path: Path, error: int) -> None:
    disk.error = error
    path = tmp_path / "tệp.clcsync"
    path.write_bytes(OLD)
    for refusal in each_k(disk, replace, tmp_path, pulled=False):
        assert [found.name for found in tmp_path.iterdir()] == ["tệp.clcsync"]
        assert path.read_bytes() == (DATA if refusal.code == "write_unconfirmed" else OLD)
        path.write_bytes(OLD)


@pytest.mark.parametrize("way", WAYS)
def test_short_writes_are_continued(disk: Disk, tmp_path: Path, way: Callable[[Path], Path]) -> None:
    disk.short_writes = True
    assert way(tmp_path).read_bytes() == DATA
    assert disk.calls.count("write") > len(DATA) // 100_000


def test_nothing_gets_its_name_before_it_is_flushed_and_read_back(disk: Disk, tmp_path: Path) -> None:
    deliver(tmp_path)
    order = [name for name in disk.calls if name not in {"open", "close"}]
    assert order == ["write", "write", "write", "fsync", "read_bytes", "rename", "fsync"]


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot flush folders and is not asked to")
@pytest.mark.parametrize("error", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_flush_folders_is_no_failure(disk: Disk, tmp_path: Path, error: int) -> None:
    disk.error = error
    disk.fails = lambda number: disk.calls[-1] == "fsync" and disk.calls.count("fsync") == 2
    assert deliver(tmp_path).read_bytes() == DATA


def test_an_interrupted_write_leaves_nothing(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files._os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        deliver(tmp_path)
    assert not list(tmp_path.iterdir())
