"""Where things live on disk, and the only place that writes files.

Every write goes to a temporary name in the same folder, is flushed to the disk and only then gets its name: under that
name there is the whole file or nothing (or the one that was there before). Errors of the system become ClcError.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import platformdirs

from clc_desktop.domain.errors import ClcError

_os = SimpleNamespace(
    open=os.open,
    write=os.write,
    fsync=os.fsync,
    close=os.close,
    read_bytes=Path.read_bytes,
    rename=os.rename,
    replace=os.replace,
    unlink=os.unlink,
)
"""Every system call that a write makes: tests let the k-th of them fail."""

_PACKAGE = Path(__file__).parent
_CHUNK = 1024 * 1024
_NO_SPACE = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NOT_FOR_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF}
"""What file systems answer that cannot flush a folder; nothing can be done there and nothing is wrong."""


# --- where things live ------------------------------------------------------------------------------------------------


def resource_path(name: str = "") -> Path:
    """A file or folder of ``resources/``, installed (inside the package) or in a clone (beside it)."""
    return _shipped("resources") / name


def catalog_path() -> Path:
    """The folder ``i18n/`` with the message catalogs."""
    return _shipped("i18n")


def data_folder() -> Path:
    """The person's own folder for databases, keys and logs, made if need be; CLC_DESKTOP_DATA sets another one."""
    chosen = os.environ.get("CLC_DESKTOP_DATA")
    return make_folder(Path(chosen) if chosen else platformdirs.user_data_path("clc-desktop", appauthor=False))


def make_folder(folder: Path) -> Path:
    """Make a folder and those above it, unless it is there; returns it. Raises like ``atomic_write``."""
    with _translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _shipped(folder: str) -> Path:
    installed = _PACKAGE / "_data" / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


# --- reading ----------------------------------------------------------------------------------------------------------


def read_limited(path: Path, limit: int) -> bytes:
    """The bytes of a file. Raises ClcError ``file_missing``, ``read_failed`` or ``file_too_large`` (over ``limit``)."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError as error:
        raise ClcError("file_missing", path=str(path)) from error
    except OSError as error:
        raise ClcError("read_failed", path=str(path), detail=_detail(error)) from error
    if len(data) > limit:
        raise ClcError("file_too_large", path=str(path), limit=limit)
    return data


# --- writing ----------------------------------------------------------------------------------------------------------


def atomic_write(path: Path, data: bytes, private: bool = False) -> None:
    """Write ``data`` to ``path``, replacing what was there; ``private`` lets nobody but this person read it.

    Raises ClcError ``no_space``, ``write_protected``, ``folder_missing`` or ``write_failed``: then ``path`` is what it
    was. After ``write_unconfirmed`` it holds the new data, but the disk has not said that they are safe.
    """
    _write(path, data, 0o600 if private else 0o666, _os.replace)


def write_new(path: Path, data: bytes, private: bool = False) -> None:
    """Write ``data`` to ``path``, raising ClcError ``file_exists`` where something is; else like ``atomic_write``."""
    _write(path, data, 0o600 if private else 0o666, _rename_to_new)


def deliver(folder: Path, name: str, data: bytes) -> Path:
    """Put a file on a USB stick so that it may be pulled out; returns the path, which is always a new one.

    The file is read back and compared before it gets its name, which is ``name`` without what Windows forbids, with
    " (2)" and so on where it is taken. Raises ClcError ``drive_missing`` when the folder is not there: an absent stick
    is never made as a folder. ``read_back_differs`` and the errors of ``atomic_write`` leave nothing under the name,
    ``write_unconfirmed`` the whole file; ``leftover`` names a temporary file that could not be removed ("" if none).
    """
    if not folder.is_dir():
        raise ClcError("drive_missing", folder=str(folder))
    path = _free_path(folder / safe_name(name))
    _write(path, data, 0o666, _rename_to_new, check=_read_back)
    return path


@contextmanager
def counting(written: Sequence[object], folder: Path) -> Iterator[None]:
    """Around the writing of several files: what stops it half way says how many stand in ``folder``, whole.

    Raises ClcError ``written_in_part`` with the refusal itself as ``cause``; that alone when nothing was written. What
    stops the writing of several files within it is told once, with the sum of both.
    """
    try:
        yield
    except ClcError as error:
        within = error.data if error.code == "written_in_part" else {}
        count = len(written) + within.get("count", 0)
        if not count:
            raise
        cause = within.get("cause", error)
        raise ClcError("written_in_part", count=count, folder=str(folder), cause=cause) from error


def move_to_new(path: Path, target: Path) -> Path:
    """Give a file a new name on the same disk; what has that name is never replaced. Raises like ``write_new``."""
    with _translated(target):
        _rename_to_new(path, target)
    return target


def remove(paths: Iterable[Path]) -> None:
    """Remove files; those that are gone already are no fault. Raises ClcError like ``write_new``."""
    for path in paths:
        with _translated(path):
            path.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    r"""A file name that Windows and a FAT stick accept: no path, none of ``<>:"/\|?*``, no dot or blank at the end."""
    cleaned = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", name).strip(" .")[:200] or "_"
    reserved = re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", cleaned, re.IGNORECASE)
    return f"_{cleaned}" if reserved else cleaned


def _write(
    path: Path,
    data: bytes,
    mode: int,
    give_name: Callable[[Path, Path], None],
    check: Callable[[Path, bytes], None] | None = None,
) -> None:
    temporary = path.with_name(f".{os.urandom(4).hex()}.tmp")
    with _tidied(path, temporary):
        _write_flushed(temporary, data, mode)
        if check:
            check(temporary, data)
        give_name(temporary, path)
    with _translated(path, code="write_unconfirmed"):
        _flush_folder(path.parent)


def _write_flushed(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = _os.open(path, flags, mode)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[_os.write(descriptor, rest[:_CHUNK]) :]
        _os.fsync(descriptor)
        _forget_cached(descriptor)
    finally:
        _os.close(descriptor)


def _forget_cached(descriptor: int) -> None:
    """Ask the system to drop its copy in memory, so that reading back really reads the stick."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _read_back(path: Path, data: bytes) -> None:
    if _os.read_bytes(path) != data:
        raise ClcError("read_back_differs", folder=str(path.parent))


def _rename_to_new(temporary: Path, path: Path) -> None:
    """Rename, never over another file. Windows refuses by itself; elsewhere we look first: a stick cannot link."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, "", str(path))
    _os.rename(temporary, path)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself safe. Windows has no way to ask for it and does it by itself."""
    if os.name == "nt":
        return
    descriptor = _os.open(folder, os.O_RDONLY)
    try:
        _os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_FOR_FOLDERS:
            raise
    finally:
        _os.close(descriptor)


def _free_path(path: Path) -> Path:
    taken, number = path, 1
    while os.path.lexists(path):
        number += 1
        path = taken.with_name(f"{taken.stem} ({number}){taken.suffix}")
    return path


# --- errors -----------------------------------------------------------------------------------------------------------


@contextmanager
def _tidied(path: Path, temporary: Path) -> Iterator[None]:
    """Remove the temporary file after any failure; a ClcError says in ``leftover`` what could not be removed."""
    try:
        with _translated(path):
            yield
    except BaseException as error:
        leftover = _removed(temporary)
        if isinstance(error, ClcError):
            error.data["leftover"] = leftover
        raise


def _removed(temporary: Path) -> str:
    """Remove a file: an empty text once it is gone, or its name."""
    try:
        _os.unlink(temporary)
    except FileNotFoundError:
        return ""
    except OSError:
        return temporary.name
    return ""


@contextmanager
def _translated(path: Path, code: str = "") -> Iterator[None]:
    """Turn errors of the system into ClcError."""
    try:
        yield
    except OSError as error:
        raise ClcError(code or _code(error), path=str(path), detail=_detail(error), leftover="") from error


def _code(error: OSError) -> str:
    if error.errno in _NO_SPACE:
        return "no_space"
    if error.errno in _FORBIDDEN:
        return "write_protected"
    known = {errno.ENOENT: "folder_missing", errno.ENOTDIR: "folder_missing", errno.EEXIST: "file_exists"}
    return known.get(error.errno or 0, "write_failed")


def _detail(error: OSError) -> str:
    return error.strerror or type(error).__name__
