"""Choosing files and folders: the system's own dialogs, in one place, so that tests can answer for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QSettings, QStorageInfo, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget


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


def sticks() -> Sequence[Path]:
    """The removable drives that are there and can be written, as far as the system says so."""
    homes = ("/media/", "/run/media/", "/Volumes/")
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        is_windows_stick = root[1:2] == ":" and root[:1].upper() not in "ABC" and volume.fileSystemType() != b"NTFS"
        if volume.isReady() and not volume.isReadOnly() and (root.startswith(homes) or is_windows_stick):
            found.append(Path(root))
    return found


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
