"""A registration bears the name of a listed unit: is it a further PC of that unit, or somebody else?"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui.fields import ChoiceInput, Unreadable
from clc_desktop.gui.forms import Field, FieldBox
from clc_desktop.gui.widgets import button, cancel_button, card, label, row
from clc_desktop.i18n import N_, error_text, problem_text
from clc_desktop.i18n import text as _


class WhoseBox(QFrame):
    """Opens when a registration was refused for its name; one choice and one button."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card()
        self.sentence = label("", wrap=True)
        self.box = FieldBox(Field("unit", N_("Máy này là máy thêm hoặc máy thay của"), lambda: ChoiceInput([])))
        self.box.setFixedWidth(340)
        self.confirm = button(_("Duyệt thêm máy"), self._confirm, kind="primary", icon="key-round")
        inside.addWidget(self.sentence)
        cancel = cancel_button(self.close_box)
        line = row(self.box, self.confirm, cancel, None)
        for made in (self.confirm, cancel):
            line.setAlignment(made, Qt.AlignmentFlag.AlignBottom)
        inside.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row(frame, parent=self)
        self._units: list[tuple[str, str]] = []
        self.hide()

    def offer(self, units: Sequence[tuple[str, str]]) -> None:
        """The units that are listed."""
        self._units = list(units)

    def open_box(self, error: ClcError, name: str) -> None:
        """Say why it was refused; the unit of that name is chosen already."""
        self.sentence.setText(error_text(error))
        self.box.input.set_choices(self._units)
        likely = next((unit for unit, listed in self._units if search_key(listed) == search_key(name)), None)
        self.box.input.show_value(likely)
        self.box.show_problem()
        self.show()
        self.confirm.setFocus()

    def close_box(self) -> None:
        """Answered, or given up."""
        self.hide()

    def _confirm(self) -> None:
        try:
            unit = self.box.input.read()
        except Unreadable as reason:
            self.box.show_problem(problem_text(reason.problem))
            return
        if unit is None:
            self.box.show_problem(problem_text(Problem("required", "unit")))
        else:
            self.chosen.emit(unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_box()
        else:
            super().keyPressEvent(event)
