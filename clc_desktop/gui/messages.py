"""What the program says: a banner at the place of the work, with Undo; a dialog only for what cannot be taken back."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QMessageBox, QPushButton, QWidget

import clc_desktop
from clc_desktop import i18n
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.gui import icons
from clc_desktop.gui.widgets import PLAIN, button, help_key, label, row, set_property
from clc_desktop.i18n import text as _

GOES_AFTER = 10_000
"""Milliseconds that good news stays; errors and warnings stay until they are closed or answered."""

_ICONS = {"error": "circle-alert", "warning": "triangle-alert", "done": "circle-check", "info": "info"}
_TONES = {"error": "danger", "warning": "warning", "done": "done", "info": "muted"}


class Banner(QFrame):
    """One line above the content of a page. A new message takes the place of the old one."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self._picture = label()
        self.words = label(wrap=True)
        self._action: Callable[[], object] | None = None
        self.action = button("", self._act, kind="plain")
        self.close_button = button("", self.hide_message, kind="plain", icon="x", tip=_("Đóng thông báo"))
        self._layout = row(self._picture, self.words, self.action, self.close_button, parent=self)
        self._layout.setStretch(1, 1)
        self._layout.setContentsMargins(12, 4, 8, 4)
        self._timer = QTimer(self, singleShot=True, interval=GOES_AFTER)
        self._timer.timeout.connect(self.hide_message)
        self.hide()

    def say(
        self,
        words: str,
        tone: str = "info",
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        stays: bool = False,
    ) -> None:
        """Show a sentence, with at most one thing to do about it; ``stays``: good news that must be read."""
        set_property(self, "tone", tone)
        self._picture.setPixmap(icons.pixmap(_ICONS[tone], _TONES[tone], 20, self.devicePixelRatioF()))
        self.words.setText(words)
        self.setAccessibleName(words)
        self._action = act
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setToolTip(action)
        self.action.setVisible(act is not None)
        self.show()
        if tone in ("done", "info") and not stays:
            self._timer.start()
        else:
            self._timer.stop()

    def done(self, words: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Something was done."""
        self.say(words, "done", action, act)

    def error(self, error: ClcError) -> None:
        """Something was refused: why, what was kept, what to do."""
        if isinstance(error, InvalidRecord):
            self.say(" ".join(dict.fromkeys(i18n.problem_text(problem) for problem in error.problems)), "error")
        else:
            self.say(i18n.error_text(error), "error")

    def hide_message(self) -> None:
        """Nothing to say any more."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _act(self) -> None:
        act = self._action
        self.hide_message()
        if act is not None:
            act()


class SampleBanner(QFrame):
    """Above every page of the sample to play with: what it is, and the way back to one's own work."""

    def __init__(self, leave: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self.setProperty("tone", "warning")
        words = _("Dữ liệu mẫu để dùng thử. Số liệu ở đây không phải của đơn vị bạn và không bao giờ nộp được.")
        picture = label()
        picture.setPixmap(icons.pixmap("triangle-alert", "warning", 20, self.devicePixelRatioF()))
        self.leave = button(_("Thoát dữ liệu mẫu"), leave, icon="arrow-right")
        layout = row(picture, label(words), None, self.leave, parent=self)
        layout.setContentsMargins(12, 6, 12, 6)


def confirm(parent: QWidget, question: str, yes: str, *, is_dangerous: bool = True) -> bool:
    """Ask before something that cannot be undone; the safe answer is the one that Enter gives."""
    box, agreed = question_box(parent, question, yes, is_dangerous=is_dangerous)
    box.exec()
    return box.clickedButton() is agreed


def question_box(
    parent: QWidget, question: str, yes: str, *, is_dangerous: bool = True
) -> tuple[QMessageBox, QPushButton]:
    """The box that asks, and its button that agrees."""
    box = _box(parent, QMessageBox.Icon.Warning if is_dangerous else QMessageBox.Icon.Question, question)
    agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(_("Hủy"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    return box, agreed


def show_bug(parent: QWidget | None, error: BaseException) -> QMessageBox:
    """A mistake of the program: say so, say that nothing half done was kept, and give the details to pass on."""
    words = _(
        "Chương trình gặp một lỗi không lường trước. Việc đang làm dở đã được hủy, số liệu đã lưu vẫn còn nguyên. "
        "Hãy sao chép chi tiết và gửi cho người hỗ trợ."
    )
    box = _box(parent, QMessageBox.Icon.Critical, words)
    copy = box.addButton(_("Sao chép chi tiết"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()
    copy.clicked.connect(lambda: _copy_details(copy, error))
    box.addButton(_("Đóng"), QMessageBox.ButtonRole.RejectRole)
    box.open()
    return box


def details_of(error: BaseException) -> str:
    """What whoever mends the program needs; no record, no name."""
    lines = [f"clc-desktop {clc_desktop.__version__}", f"{platform.platform()}, Python {platform.python_version()}", ""]
    return "\n".join(lines) + "".join(traceback.format_exception(error))


def _copy_details(copy: QPushButton, error: BaseException) -> None:
    QApplication.clipboard().setText(details_of(error))
    copy.setText(_("Đã sao chép"))


def _box(parent: QWidget | None, icon: QMessageBox.Icon, words: str) -> QMessageBox:
    box = QMessageBox(icon, _("Trung tâm học tập cộng đồng"), words, QMessageBox.StandardButton.NoButton, parent)
    box.setTextFormat(PLAIN)
    help_key(box)
    return box
