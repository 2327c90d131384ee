"""Choosing files and folders: the system's own dialogs, in one place, so that tests can answer for a person."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDir, QSettings, QStorageInfo, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

_REMOVABLE = 2
"""What Windows answers (GetDriveTypeW) for a USB stick, whatever its file system."""


def choose_files(parent: QWidget, title: str, suffix: str) -> list[Path]:
    """Any number of files that end so; none when the person thinks better of it."""
    found, _filter = QFileDialog.getOpenFileNames(parent, title, _last_folder(), f"{title} (*{suffix})")
    return _remember([Path(name) for name in found])


def choose_file(parent: QWidget, title: str, suffix: str) -> Path | None:
    """One file that ends so."""
    found, _filter = QFileDialog.getOpenFileName(parent, title, _last_folder(), f"{title} (*{suffix})")
    return next(iter(_remember([Path(found)] if found else [])), None)


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """A folder, first of all the USB stick if one is there."""
    found = QFileDialog.getExistingDirectory(parent, title, str(next(iter(sticks()), _last_folder())))
    return Path(found) if found else None


def choose_target(parent: QWidget, title: str, name: str, suffix: str) -> Path | None:
    """Where a new file shall go."""
    place = str(Path(_last_folder()) / name)
    found, _filter = QFileDialog.getSaveFileName(parent, title, place, f"{title} (*{suffix})")
    return Path(found).with_suffix(suffix) if found else None


@dataclass(frozen=True)
class Stick:
    """A removable drive that is there: its folder, what it is called, how many bytes are free."""

    folder: Path
    name: str
    free: int


def sticks_there() -> tuple[Stick, ...]:
    """The removable drives that are there and can be written, as far as the system says so."""
    volumes = (volume for volume in QStorageInfo.mountedVolumes() if volume.isReady() and not volume.isReadOnly())
    return tuple(
        Stick(Path(volume.rootPath()), _called(volume), volume.bytesAvailable())
        for volume in volumes
        if _is_removable(volume.rootPath(), bytes(volume.fileSystemType().data()))
    )


def sticks() -> Sequence[Path]:
    """Where they are."""
    return [stick.folder for stick in sticks_there()]


def is_on_stick(folder: Path) -> bool:
    """Whether what lies in this folder can be carried away with a stick."""
    return any(folder.is_relative_to(stick) for stick in sticks())


def _is_removable(root: str, file_system: bytes) -> bool:
    windows = getattr(ctypes, "windll", None)
    if windows is None:
        return root.startswith(("/media/", "/run/media/", "/Volumes/"))
    if root[:1].upper() in "ABC":
        return False
    return windows.kernel32.GetDriveTypeW(root.replace("/", "\\")) == _REMOVABLE or file_system != b"NTFS"


def _called(volume: QStorageInfo) -> str:
    """``KINGSTON (E:)``; elsewhere than under Windows the label alone."""
    root = volume.rootPath()
    letter = root[:2] if root[1:2] == ":" else ""
    name = volume.name() or ("USB" if letter else Path(root).name)
    return f"{name} ({letter})" if letter else name


def open_folder(folder: Path) -> None:
    """Show a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def open_file(path: Path) -> None:
    """Open a file with the system's program for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def documents_folder() -> str:
    """Where people expect their papers."""
    return QDir.homePath()


def _last_folder() -> str:
    kept = str(QSettings().value("folder", ""))
    return kept if kept and Path(kept).is_dir() else str(next(iter(sticks()), documents_folder()))


def _remember(chosen: list[Path]) -> list[Path]:
    if chosen:
        QSettings().setValue("folder", str(chosen[0].parent))
    return chosen
