"""Changing one field of several chosen rows: which field, what value, one button, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from clc_desktop.domain.errors import ClcError, InvalidRecord, Problem
from clc_desktop.gui.answer_box import AnswerBox
from clc_desktop.gui.fields import ChoiceInput, Unreadable, focus_target
from clc_desktop.gui.forms import Field
from clc_desktop.gui.widgets import button, cancel_button, card, label, row, set_words
from clc_desktop.i18n import error_text, ngettext, problem_text
from clc_desktop.i18n import text as _


class BulkBox(AnswerBox):
    """Opens above a list for the rows chosen there. ``applying`` gives the field and the value, which may be empty."""

    applying = Signal(str, object)

    def __init__(self, fields: Sequence[Field]) -> None:
        super().__init__()
        self.fields = {field.key: field for field in fields}
        frame, inside = card()
        self.sentence = label("", "strong", wrap=True)
        self.which = ChoiceInput([(field.key, _(field.label)) for field in fields])
        self.which.setAccessibleName(_("Mục cần sửa"))
        self.which.setFixedWidth(220)
        self.value: Any = None
        self.confirm = button(" ", self._confirm, kind="primary", icon="check")
        self._line = row(self.which, None, cancel_button(self.close_box), self.confirm)
        inside.addWidget(self.sentence)
        inside.addLayout(self._line)
        inside.addWidget(self.problem)
        row(frame, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.which.currentIndexChanged.connect(lambda _index: self._show_value())

    @property
    def spec(self) -> Field:
        """The field that is chosen."""
        return self.fields[self.which.read() or next(iter(self.fields))]

    def open_box(self, count: int) -> None:
        """Ask for so many rows."""
        words = ngettext("Sửa một mục của {count} dòng đang chọn", "Sửa một mục của {count} dòng đang chọn", count)
        self.sentence.setText(words)
        set_words(self.confirm, ngettext("Sửa {count} dòng", "Sửa {count} dòng", count))
        self.confirm.setToolTip(words)
        self.which.show_value(next(iter(self.fields)))
        self._show_value()
        self.answered()
        self.reveal()
        self.which.setFocus()

    def answered(self) -> None:
        """It may be pressed again: until then a second press in haste does nothing."""
        self.confirm.setEnabled(True)

    def show_error(self, error: ClcError) -> None:
        """Refused: nothing was changed, and what was chosen stays."""
        self.answered()
        problems = error.problems if isinstance(error, InvalidRecord) else ()
        words = " ".join(problem_text(problem) for problem in problems) or error_text(error)
        self.say(_("{words} Chưa dòng nào được sửa.", words=words))

    def set_choices(self, key: str, choices: Sequence[tuple[Any, str]]) -> None:
        """What a field of choices offers, where that is known late."""
        if key in self.fields:
            self.fields[key] = Field(key, self.fields[key].label, lambda: ChoiceInput(list(choices)))

    def _show_value(self) -> None:
        self.say("")
        if self.value is not None:
            self._line.removeWidget(self.value)
            self.value.hide()
            self.value.deleteLater()
        self.value = self.spec.make()
        for widget in {self.value, focus_target(self.value)}:
            widget.setAccessibleName(_("Giá trị mới"))
        self.value.setMinimumWidth(200)
        self._line.insertWidget(1, self.value, 2)

    def _confirm(self) -> None:
        try:
            value = self.value.read()
        except Unreadable as reason:
            self.say(problem_text(reason.problem))
            return
        if self.spec.required and value in (None, "", ()):
            self.say(problem_text(Problem("required", self.spec.key)))
            return
        self.confirm.setEnabled(False)
        self.applying.emit(self.spec.key, value)
