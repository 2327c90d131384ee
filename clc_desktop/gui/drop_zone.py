"""A place to drop files on, with the button for those who would rather choose."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QPushButton

from clc_desktop.gui import icons
from clc_desktop.gui.widgets import column, label, row, set_property

FOLDERS_DEEP = 2
"""A stick may hold a folder for each year, and in it one for each centre."""


class DropZone(QFrame):
    """Tells the paths of files dropped; a folder stands for the files in it, and in its folders, that end right."""

    dropped = Signal(list)
    found_nothing = Signal(list)
    """Nothing of what was dropped ends right: what was dropped."""

    def __init__(self, icon: str, sentence: str, suffix: str, *buttons: QPushButton, is_flat: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)
        self._suffix = suffix
        picture = label()
        picture.setPixmap(icons.pixmap(icon, "muted", 28 if is_flat else 40, self.devicePixelRatioF()))
        words = label(sentence, "muted")
        if is_flat:
            layout = row(picture, words, None, *buttons, spacing=12, parent=self)
            layout.setContentsMargins(16, 10, 12, 10)
            return
        line = row(*buttons)
        upright = column(None, picture, words, spacing=12, parent=self)
        for widget in (picture, words):
            upright.setAlignment(widget, Qt.AlignmentFlag.AlignHCenter)
        upright.addLayout(line)
        upright.setAlignment(line, Qt.AlignmentFlag.AlignHCenter)
        upright.addStretch(2)

    def files_in(self, paths: list[Path]) -> list[Path]:
        """The files meant: those named, and those of the folders named."""
        found: list[Path] = []
        for path in paths:
            found += _ending(path, self._suffix, FOLDERS_DEEP) if path.is_dir() else [path]
        return found

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            set_property(self, "over", "true")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        set_property(self, "over", "")

    def dropEvent(self, event: QDropEvent) -> None:
        set_property(self, "over", "")
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        found = self.files_in(paths)
        (self.dropped.emit(found) if found else self.found_nothing.emit(paths))


def _ending(folder: Path, suffix: str, deep: int) -> list[Path]:
    """The files of a folder in their order, then those of its folders; a stick that is pulled out has none."""
    try:
        inside = sorted(folder.iterdir())
        files = [path for path in inside if path.suffix.casefold() == suffix and path.is_file()]
        folders = [path for path in inside if path.is_dir() and not path.name.startswith(".")] if deep else []
    except OSError:
        return []
    return files + [path for one in folders for path in _ending(one, suffix, deep - 1)]
