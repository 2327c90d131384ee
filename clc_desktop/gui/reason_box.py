"""Asking for a reason at the place of the work: a sentence, a text, one button. Empty reasons go no further."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton, QSizePolicy

from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.gui.answer_box import AnswerBox
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.widgets import button, cancel_button, card, label, row, set_property, set_words
from clc_desktop.i18n import error_text, problem_text
from clc_desktop.i18n import text as _


class ReasonBox(AnswerBox):
    """Opens above the content; Enter confirms, Esc leaves. ``open_box`` says what it is for and what to do then."""

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card()
        self.sentence = label("", "strong", wrap=True)
        self.input = LineInput()
        self.input.setAccessibleName(_("Lý do"))
        self.input.setPlaceholderText(_("Lý do"))
        self.confirm: QPushButton = button(" ", self._confirm, kind="primary")
        self._act: Callable[[str], object] = lambda _reason: None
        self._is_needed = True
        self.offered = Facet(_("Lý do thường dùng"), ())
        self.offered.setMaximumWidth(220)
        self.offered.activated.connect(lambda _index: self._take_offered())
        line = row(self.offered, self.input, self.confirm, cancel_button(self.close_box))
        line.setStretch(1, 1)
        inside.addWidget(self.sentence)
        inside.addLayout(line)
        inside.addWidget(self.problem)
        row(frame, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.input.returnPressed.connect(self._confirm)
        self.input.edited.connect(lambda: self._show_problem(""))

    def open_box(
        self,
        sentence: str,
        words: str,
        act: Callable[[str], object],
        *,
        is_needed: bool = True,
        reasons: Sequence[str] = (),
    ) -> None:
        """Ask; ``act`` is called with the reason, and closes the box when it went well. ``reasons`` may be chosen and
        then changed."""
        self._act, self._is_needed = act, is_needed
        self.offered.set_choices([(reason, reason) for reason in reasons])
        self.offered.setCurrentIndex(0)
        self.offered.setVisible(bool(reasons))
        self.sentence.setText(sentence)
        set_words(self.confirm, words)
        self.confirm.setToolTip(words)
        self.input.clear()
        self._show_problem("")
        self.reveal()
        self.input.setFocus()

    def show_error(self, error: ClcError) -> None:
        """Refused: said under the reason, which stays as typed."""
        self._show_problem(error_text(error))
        self.input.setFocus()

    def _confirm(self) -> None:
        reason = self.input.read()
        if self._is_needed and not reason:
            self._show_problem(problem_text(Problem("required", "reason")))
            self.input.setFocus()
            return
        self._act(reason)

    def _take_offered(self) -> None:
        if chosen := self.offered.currentData():
            self.input.show_value(chosen)
            self._show_problem("")
            self.input.setFocus()

    def _show_problem(self, words: str) -> None:
        set_property(self.input, "wrong", "true" if words else "")
        self.say(words)
