"""Các buổi: one line for each session of a class, with its day and its head-count, beside those that have marks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from clc_desktop.domain import clock, rules
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.records import ClassSession
from clc_desktop.gui import theme
from clc_desktop.gui.fields import DateInput, IntegerInput, LineInput, Unreadable
from clc_desktop.gui.widgets import bring_into_sight, button, label, set_property
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

COUNTS = ("present", "women", "minority", "rural")
_TITLES = {
    "held_on": N_("Ngày"),
    "present": N_("Số người có mặt"),
    "women": N_("Nữ"),
    "minority": N_("Dân tộc thiểu số"),
    "rural": N_("Lao động nông thôn"),
}
MOST = 30
"""Sessions that have lines in a form; of more there is no overview but on the page that marks attendance."""
DAY_WIDTH = 136
_WEEK = timedelta(days=7)


def is_marked(session: ClassSession) -> bool:
    """Whether marks say how many were present."""
    return bool(session.attended or session.absent)


class SessionLine:
    """The inputs of one session. ``kept`` is what it was, or what a new one starts from."""

    def __init__(self, kept: ClassSession, drop: Callable[[SessionLine], None]) -> None:
        self.kept = kept
        self.inputs: dict[str, LineInput] = {"held_on": DateInput()} | {name: IntegerInput() for name in COUNTS}
        self.drop = button("", lambda: drop(self), kind="tool", icon="x", tip=_("Bỏ buổi này"))
        self.drop.setFixedWidth(theme.INPUT_HEIGHT)
        if is_marked(kept):
            self.inputs["present"].setEnabled(False)
            self.inputs["present"].setToolTip(_("Đếm theo điểm danh"))
            self.drop.setEnabled(False)
            self.drop.setToolTip(_("Buổi đã điểm danh: xóa ở trang Điểm danh"))

    def show_session(self, session: ClassSession, *, is_new: bool = False) -> None:
        for name, made in self.inputs.items():
            made.show_value(None if is_new and name in COUNTS else getattr(session, name))

    def read(self) -> ClassSession:
        """The session as typed; an empty count of those present is nobody yet. Raises Unreadable, as without a day."""
        values = {name: made.read() for name, made in self.inputs.items()}
        if values["held_on"] is None:
            raise Unreadable(Problem("required"))
        values["present"] = self.kept.present if is_marked(self.kept) else values["present"] or 0
        return replace(self.kept, **values)

    def unreadable(self) -> list[str]:
        """The inputs that hold no value, or none where one is needed."""
        found = [name for name, made in self.inputs.items() if not _is_readable(made)]
        return found if self.inputs["held_on"].raw().strip() else ["held_on", *found]

    def mark(self, wrong: Sequence[str]) -> None:
        """Show which inputs are wrong."""
        for name, made in self.inputs.items():
            if name in wrong or made.property("wrong"):
                set_property(made, "wrong", "true" if name in wrong else "")


class SessionLines(QWidget):
    """An input of a form whose value is the sessions, () as long as a class is recorded in one line.

    Enter goes to the next line and makes one behind the last. ``template`` is what a new session is made of.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[SessionLine] = []
        self.template: ClassSession | None = None
        self.neighbours: tuple[QWidget, QWidget] | None = None
        """Between which two the Tab key comes here: the lines are made later than they."""
        self.year: Callable[[], int] = lambda: clock.today().year
        self._known: dict[str, ClassSession] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GRID)
        self._grid.setVerticalSpacing(theme.GRID // 2)
        self._heads = [label(_(title), "muted", wrap=True) for title in _TITLES.values()]
        self._grid.setColumnMinimumWidth(0, DAY_WIDTH)
        for place in range(len(_TITLES)):
            self._grid.setColumnStretch(place, 1)

    # --- an input ---

    def read(self) -> Any:
        found, wrong = [], None
        for line in self.lines:
            try:
                session = line.read()
                line.mark([problem.where for problem in rules.errors(rules.check_session(session))])
                found.append(session)
            except Unreadable as reason:
                line.mark(line.unreadable())
                wrong = wrong or reason
        marked = [made for line in self.lines for made in line.inputs.values() if made.property("wrong")]
        if self.lines:
            self.setFocusProxy((marked or [self.lines[0].inputs["held_on"]])[0])
        if wrong is not None:
            raise wrong
        return tuple(found)

    def show_value(self, value: Any) -> None:
        self._known = {session.id: session for session in value or ()}
        self._show([(session, None) for session in value or ()])

    def raw(self) -> str:
        texts = [[line.kept.id, *(made.raw() for made in line.inputs.values())] for line in self.lines]
        return json.dumps(texts, ensure_ascii=False) if texts else ""

    def show_raw(self, text: str) -> None:
        rows = json.loads(text) if text else []
        self._show([(self._known.get(row[0]) or self._new(row[0]), row[1:]) for row in rows])

    def keep_all(self) -> None:
        """A draft knows nothing of a session that was added after it: it has its line as well."""
        have = {line.kept.id for line in self.lines}
        added = [self._line(session, None) for made_id, session in self._known.items() if made_id not in have]
        if added:
            self._lay_out([*self.lines, *added])

    def offer(self, choices: Sequence[str]) -> None:
        """Nothing is suggested for days and counts."""

    # --- lines ---

    def add(self) -> None:
        """One more session, a week after the last and not in days to come; the cursor goes to its day."""
        if len(self.lines) >= MOST:
            return
        last = self._last()
        made = self._new(clock.new_id())
        day = min(last.held_on + _WEEK, max(clock.today(), last.held_on)) if last else made.held_on
        self._lay_out([*self.lines, self._line(replace(made, held_on=day), None, is_new=True)])
        self.edited.emit()
        self._go_to(len(self.lines) - 1)

    def _drop(self, line: SessionLine) -> None:
        place = self.lines.index(line)
        self._lay_out([other for other in self.lines if other is not line])
        self.edited.emit()
        if self.lines:
            self._go_to(min(place, len(self.lines) - 1))

    def _go_to(self, place: int) -> None:
        day = self.lines[place].inputs["held_on"]
        day.setFocus(Qt.FocusReason.TabFocusReason)
        bring_into_sight(day)

    def _last(self) -> ClassSession | None:
        days = [line.inputs["held_on"].read() for line in self.lines if _is_readable(line.inputs["held_on"])]
        return replace(self.lines[-1].kept, held_on=max(days)) if any(days) else None

    def _new(self, made_id: str) -> ClassSession:
        assert self.template is not None
        nobody: dict[str, Any] = dict.fromkeys(COUNTS) | {"present": 0}
        return replace(self.template, id=made_id, meetings=1, attended=(), absent=(), **nobody)

    def _show(self, rows: Sequence[tuple[ClassSession, Sequence[str] | None]]) -> None:
        self._lay_out([self._line(session, texts) for session, texts in rows])

    def _line(self, session: ClassSession, texts: Sequence[str] | None, *, is_new: bool = False) -> SessionLine:
        line = SessionLine(session, self._drop)
        line.show_session(session, is_new=is_new)
        for made, text in zip(line.inputs.values(), texts or (), strict=False):
            if made.isEnabled():  # marks count by themselves
                made.show_raw(text)
        day = line.inputs["held_on"]
        assert isinstance(day, DateInput)
        day.year = self.year
        for made in line.inputs.values():
            made.edited.connect(self.edited)
            made.returnPressed.connect(partial(self._go_on, line))
        return line

    def _go_on(self, line: SessionLine) -> None:
        place = self.lines.index(line) + 1
        if place == len(self.lines):
            self.add()
        else:
            self._go_to(place)

    def _lay_out(self, lines: list[SessionLine]) -> None:
        self.hide()  # one by one, in sight, they take five times as long
        for line in self.lines:
            if not any(line is other for other in lines):
                for widget in (*line.inputs.values(), line.drop):
                    widget.hide()
                    widget.deleteLater()
        while self._grid.takeAt(0) is not None:
            pass
        self.lines = lines
        for place, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, place, Qt.AlignmentFlag.AlignBottom)
        for at, line in enumerate(lines, start=1):
            self._lay_out_line(at, line)
        if self.neighbours is not None:
            before, after = self.neighbours
            for made in (*(made for line in lines for made in (*line.inputs.values(), line.drop)), after):
                QWidget.setTabOrder(before, made)
                before = made
        if lines:
            self.setFocusProxy(lines[0].inputs["held_on"])
        self.show()

    def _lay_out_line(self, at: int, line: SessionLine) -> None:
        for place, (name, made) in enumerate(line.inputs.items()):
            made.setAccessibleName(_("Buổi {number}: {what}", number=at, what=_(_TITLES[name])))
            self._grid.addWidget(made, at, place)
            made.show()  # now, not with the next event: the cursor goes there at once
        line.drop.setAccessibleName(_("Bỏ buổi {number}", number=at))
        self._grid.addWidget(line.drop, at, len(line.inputs))


def _is_readable(made: LineInput) -> bool:
    try:
        made.read()
    except Unreadable:
        return False
    return True
