"""Sửa số liệu: the officer's own numbers of one session, each beside what the centre wrote, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from clc_desktop import i18n
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.gui import theme
from clc_desktop.gui.amounts import NumberInput
from clc_desktop.gui.answer_box import AnswerBox
from clc_desktop.gui.facets import WordBox
from clc_desktop.gui.fields import LineInput, Unreadable
from clc_desktop.gui.record_words import field_word, value_text
from clc_desktop.gui.widgets import button, cancel_button, card, label, row
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.domain.classes import ClassEntry
    from clc_desktop.domain.records import ClassSession

COUNTS = ("present", "women", "minority", "rural")
NEEDED = N_("Hãy ghi lý do sửa: trung tâm sẽ đọc lý do này trong biên nhận.")


class CorrectionBox(AnswerBox):
    """Opens above the content for one class; ``confirmed`` brings its sessions as the officer has them, and the reason.

    Numbers typed for one session wait while another is looked at.
    """

    confirmed = Signal(list, str)

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card()
        self.heading = label("", "strong", wrap=True)
        self.sessions = WordBox(_("Buổi"))
        self.sessions.currentIndexChanged.connect(self._turn)
        self.inputs = {name: NumberInput() for name in COUNTS}
        self.names = {name: label("", "muted") for name in COUNTS}
        self.reason = LineInput()
        self.reason.setAccessibleName(_("Lý do sửa"))
        self.reason.setPlaceholderText(_("Lý do sửa"))
        self.reason.returnPressed.connect(self._confirm)
        self.save_button = button(_("Lưu số đã sửa"), self._confirm, kind="primary")
        below = row(self.reason, self.save_button, cancel_button(self.close_box))
        below.setStretch(0, 1)
        inside.addLayout(row(self.heading, self.sessions))
        inside.addLayout(self._grid())
        inside.addLayout(below)
        inside.addWidget(self.problem)
        row(frame, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._stored: Sequence[ClassSession] = ()
        self._sessions: list[ClassSession] = []
        """As stored, and as typed so far."""
        self._place = 0

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, name in enumerate(COUNTS):
            self.inputs[name].setAccessibleName(field_word(name))
            self.inputs[name].setFixedHeight(theme.INPUT_HEIGHT)
            grid.addWidget(self.names[name], 0, place)
            grid.addWidget(self.inputs[name], 1, place)
        return grid

    def open_box(self, entry: ClassEntry) -> None:
        """Ask for the numbers of a class, of its first session to begin with."""
        self._sessions, self._place = list(entry.sessions), 0
        self._stored = entry.sessions
        self.heading.setText(entry.learning_class.topic)
        self.sessions.blockSignals(True)
        self.sessions.clear()
        for session in entry.sessions:
            self.sessions.addItem(_("Buổi ngày {day}", day=session.held_on))
        self.sessions.blockSignals(False)
        self.sessions.setVisible(len(entry.sessions) > 1)
        self.reason.clear()
        self._show_session()
        self.reveal()
        self.inputs["present"].setFocus()

    def show_error(self, error: ClcError) -> None:
        """Refused: said under the numbers, which stay as typed."""
        found = error.problems if isinstance(error, InvalidRecord) else ()
        self.say(" ".join(map(i18n.problem_text, found)) or i18n.error_text(error))

    def _turn(self, place: int) -> None:
        """To another session; not before what is typed for this one can be read."""
        if self._take():
            self._place = place
            self._show_session()
        else:
            self.sessions.blockSignals(True)
            self.sessions.setCurrentIndex(self._place)
            self.sessions.blockSignals(False)

    def _show_session(self) -> None:
        for name in COUNTS if self._sessions else ():
            known = value_text(name, getattr(self._stored[self._place], name))
            self.inputs[name].show_value(getattr(self._sessions[self._place], name))
            self.names[name].setText(_("{name}, đang có {value}", name=field_word(name), value=known))
        self.say("")

    def _take(self) -> bool:
        """Keep what is typed for the session that is shown, if it can be read."""
        if not self._sessions:
            return True
        try:
            values = {name: self.inputs[name].read() for name in COUNTS}
        except Unreadable as error:
            self.say(i18n.problem_text(error.problem))
            return False
        typed = replace(self._sessions[self._place], **values | {"present": values["present"] or 0})
        self._sessions[self._place] = typed
        return True

    def _confirm(self) -> None:
        if not self._sessions or not self._take():
            return
        if self.reason.read():
            changed = [one for one, stored in zip(self._sessions, self._stored, strict=True) if one != stored]
            self.confirmed.emit(changed or [self._sessions[self._place]], self.reason.read())
        else:
            self.say(_(NEEDED))
            self.reason.setFocus()
