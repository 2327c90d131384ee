"""Where a file goes: the USB sticks that are there, one press each; another folder where none is meant."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from clc_desktop import i18n
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.answer_box import AnswerBox
from clc_desktop.gui.dialogs import Stick
from clc_desktop.gui.jobs import Jobs
from clc_desktop.gui.widgets import button, cancel_button, card, clear_layout, column, label, row
from clc_desktop.i18n import text as _

GIGABYTE = 1_000_000_000
"""As the makers of sticks count it, and as it is printed on them."""


class StickBox(AnswerBox):
    """Opens above the content; Enter takes the first stick. Without any stick the system's dialog asks for a folder.

    Sticks are looked for by the worker: a network drive that does not answer would hold up the window.
    """

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._title = ""
        self._act: Callable[[Path], object] = lambda _folder: None
        frame, inside = card()
        self.sentence = label("", "strong", wrap=True)
        self._sticks = column(spacing=theme.GRID)
        again = button(_("Tìm lại USB"), self._look, icon="refresh-cw", tip=_("Khi vừa cắm thêm hay đổi USB"))
        self._other = button(_("Thư mục khác…"), self._choose_folder, icon="folder-open")
        inside.addWidget(self.sentence)
        inside.addLayout(self._sticks)
        inside.addWidget(self.problem)
        inside.addLayout(row(self._other, again, cancel_button(self.close_box), None))
        row(frame, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def ask(self, sentence: str, title: str, act: Callable[[Path], object]) -> None:
        """``act`` gets the folder that is chosen; ``title`` stands above the system's dialog."""
        self._title, self._act = title, act
        self.sentence.setText(sentence)
        self._look()

    def _look(self) -> None:
        self._jobs.run(dialogs.sticks_there, self._show, owner=self)

    def _show(self, found: tuple[Stick, ...]) -> None:
        clear_layout(self._sticks)
        made = [self._stick_button(stick, is_first=not number) for number, stick in enumerate(found)]
        for one in made:
            self._sticks.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
        for one, following in pairwise([*made, self._other]):
            QWidget.setTabOrder(one, following)
        self.say("" if made else _("Không thấy USB nào. Hãy cắm USB vào máy, hoặc chọn thư mục khác."))
        if made:
            self.reveal()
            made[0].setFocus()
        elif not self.isVisible():
            self._choose_folder()

    def _stick_button(self, stick: Stick, *, is_first: bool) -> QWidget:
        words = _("{name}, còn trống {free} GB", name=stick.name, free=i18n.number(_gigabytes(stick.free)))
        kind = "primary" if is_first else ""
        return button(words, partial(self._take, stick.folder), kind=kind, icon="usb", tip=str(stick.folder))

    def _choose_folder(self) -> None:
        folder = dialogs.choose_folder(self, self._title)
        if folder is not None:
            self._take(folder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(pressed, QPushButton):
            pressed.click()
        else:
            super().keyPressEvent(event)

    def _take(self, folder: Path) -> None:
        self.close_box()
        self._act(folder)


def _gigabytes(free: int) -> Decimal:
    return (Decimal(free) / GIGABYTE).quantize(Decimal("0.1"))
