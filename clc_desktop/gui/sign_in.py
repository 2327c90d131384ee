"""Who sits here: choosing one's name and giving the PIN, when the window opens and whenever people change places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui import theme
from clc_desktop.gui.facets import WordBox
from clc_desktop.gui.widgets import button, card, column, help_button, label, row, set_property
from clc_desktop.i18n import error_text
from clc_desktop.i18n import text as _
from clc_desktop.usecases import officers

if TYPE_CHECKING:
    from clc_desktop.gui.jobs import Jobs
    from clc_desktop.usecases.officers import Officer
    from clc_desktop.usecases.workspace import Store


class PinInput(QLineEdit):
    """Digits that nobody reads over a shoulder."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.setMaxLength(8)
        self.setFixedHeight(theme.INPUT_HEIGHT)
        self.setAccessibleName(name)
        self.setPlaceholderText(name)


class SignInBox(QWidget):
    """A name, a PIN where that person has one, one button. ``signed_in`` names who acts from now on."""

    signed_in = Signal(str)

    def __init__(self, store: Store, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._jobs = store, jobs
        self._people: tuple[Officer, ...] = ()
        self.names = WordBox(_("Người dùng"))
        self.names.setMinimumWidth(220)
        self.pin = PinInput(_("Mã PIN"))
        self.pin.setFixedWidth(130)
        self.enter = button(_("Vào làm việc"), self.sign_in, kind="primary")
        self.problem = label("", "error", wrap=True)
        outer = column(spacing=theme.GRID, parent=self)
        outer.addLayout(row(self.names, self.pin, self.enter, None))
        outer.addWidget(self.problem)
        self.problem.hide()
        self.names.currentIndexChanged.connect(lambda _index: self._choose())
        self.pin.returnPressed.connect(self.sign_in)
        self.pin.textEdited.connect(lambda _text: self._tell(""))

    def show_people(self, people: Sequence[Officer]) -> None:
        """Offer these; the one who acts now is chosen."""
        self._people = tuple(people)
        self.names.blockSignals(True)
        self.names.clear()
        for one in self._people:
            self.names.addItem(one.name)
        self.names.setCurrentIndex(max(self.names.findText(officers.person()), 0))
        self.names.blockSignals(False)
        self._choose()

    def _choose(self) -> None:
        number = self.names.currentIndex()
        has_pin = 0 <= number < len(self._people) and self._people[number].has_pin
        self.pin.setVisible(has_pin)
        self.pin.clear()
        self._tell("")

    def sign_in(self) -> None:
        """Try it; scrypt takes its time, so not on the window's thread."""
        name, pin, store = self.names.currentText(), self.pin.text(), self._store
        if not name:
            return
        self.enter.setEnabled(False)
        self._jobs.run(
            lambda: officers.sign_in(store, name, pin), lambda _done: self._entered(name), self._refused, owner=self
        )

    def _entered(self, name: str) -> None:
        self.enter.setEnabled(True)
        self.pin.clear()
        self._tell("")
        self.signed_in.emit(name)

    def _refused(self, error: ClcError) -> None:
        self.enter.setEnabled(True)
        self.pin.selectAll()
        self.pin.setFocus()
        self._tell(error_text(error))

    def _tell(self, words: str) -> None:
        set_property(self.pin, "wrong", "true" if words else "")
        self.problem.setText(words)
        self.problem.setVisible(bool(words))


class SignInPage(QWidget):
    """What stands in the window until somebody has said who they are."""

    signed_in = Signal(str)
    help_wanted = Signal()

    def __init__(self, store: Store, jobs: Jobs, people: Sequence[Officer]) -> None:
        super().__init__()
        frame, inside = card(3 * theme.GRID)
        self.box = SignInBox(store, jobs)
        inside.addLayout(row(label(_("Ai đang làm việc?"), "title"), None, help_button(self.help_wanted.emit)))
        words = _(
            "Tên được ghi bên mỗi việc đã làm. Mã PIN không khóa dữ liệu, chỉ để không ai ghi nhầm tên người khác."
        )
        inside.addWidget(label(words, "muted", wrap=True))
        inside.addWidget(self.box)
        frame.setFixedWidth(560)
        middle = QGridLayout(self)
        for edge in (0, 2):
            middle.setRowStretch(edge, 1)
            middle.setColumnStretch(edge, 1)
        middle.addWidget(frame, 1, 1)
        self.box.signed_in.connect(self.signed_in)
        self.box.show_people(people)
        self.setFocusProxy(self.box.pin if people and people[0].has_pin else self.box.enter)
