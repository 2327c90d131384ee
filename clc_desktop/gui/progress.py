"""Progress of long work: what, how many of how many, how long still, and Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QFrame, QProgressBar

from clc_desktop.gui.widgets import button, column, label, row
from clc_desktop.i18n import text as _


class ProgressStrip(QFrame):
    """Stands above the content while something long runs; the rest of the window goes on working."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._words = ""
        self._cancel: Callable[[], object] | None = None
        self._clock = QElapsedTimer()
        self.words = label()
        self.detail = label(kind="muted")
        self.bar = QProgressBar(textVisible=False)
        self.cancel = button(_("Dừng lại"), self._stop, tip=_("Dừng sau bước đang làm; những gì đã xong vẫn được giữ"))
        left = column(row_of(self.words, self.detail), self.bar, spacing=6)
        layout = row(parent=self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.addLayout(left, 1)
        layout.addSpacing(16)
        layout.addWidget(self.cancel)
        self.hide()

    def begin(self, words: str, cancel: Callable[[], object]) -> None:
        """Work has begun; nobody knows yet how much it is."""
        self._words, self._cancel = words, cancel
        self.words.setText(words)
        self.detail.setText("")
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(words)
        self.cancel.setEnabled(True)
        self._clock.start()
        self.show()

    def advance(self, done: int, total: int, what: str) -> None:
        """So many of so many are done; ``what`` is the one at work."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        parts = [_("{done}/{total}", done=done, total=total), what, self._left(done, total)]
        self.detail.setText("  ·  ".join(part for part in parts if part))

    def finish(self) -> None:
        """Done, failed or stopped."""
        self.hide()

    def _left(self, done: int, total: int) -> str:
        seconds = self._clock.elapsed() / 1000
        if not 0 < done < total or seconds < 2:
            return ""
        left = seconds / done * (total - done)
        return (
            _("còn khoảng {count} giây", count=round(left))
            if left < 90
            else _("còn khoảng {count} phút", count=round(left / 60))
        )

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self.words.setText(_("Đang dừng…"))
        if self._cancel is not None:
            self._cancel()


def row_of(words: object, detail: object) -> QFrame:
    """The sentence and its detail on one line."""
    line = QFrame()
    row(words, detail, None, spacing=16, parent=line)  # type: ignore[arg-type]
    return line
