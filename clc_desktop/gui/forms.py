"""A form from a list of fields: label above, help and error below, the first error gets the focus, drafts as typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from clc_desktop import i18n
from clc_desktop.domain.errors import Problem
from clc_desktop.gui import theme
from clc_desktop.gui.fields import Input, Unreadable, focus_target
from clc_desktop.gui.widgets import bring_into_sight, card, column, label, set_property
from clc_desktop.i18n import text as _

DRAFT_DELAY = 600
"""Milliseconds after the last key before a draft is kept."""


@dataclass(frozen=True)
class Field:
    """One input of a form. ``key`` is the record's field name, so that problems find their place."""

    key: str
    label: str
    make: Callable[[], Any]
    help: str = ""
    required: bool = False
    half: bool = False
    """Shares its line with the next half one."""


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under a title."""

    title: str
    fields: tuple[Field, ...] = field(default_factory=tuple)


class FieldBox(QWidget):
    """Label, input, help and error of one field."""

    def __init__(self, spec: Field) -> None:
        super().__init__()
        self.spec = spec
        self.input: Any = spec.make()
        self._made_input: Input = self.input
        words = _("{label} (bắt buộc)", label=_(spec.label)) if spec.required else _(spec.label)
        self._label = label(words, "label")
        self._label.setBuddy(focus_target(self.input))
        for widget in {self.input, focus_target(self.input)}:
            widget.setAccessibleName(_(spec.label))
            widget.setAccessibleDescription(_(spec.help) if spec.help else "")
        self._help = _(spec.help) if spec.help else ""
        self._below = label(self._help, "help", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        for widget in (self._label, self.input, self._below):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._below.setVisible(bool(self._help))  # only now: without a parent it would be a window of its own

    def show_problem(self, words: str = "", severity: str = "error") -> None:
        """Say under the input what is wrong with it; without words show the help again."""
        set_property(self.input, "wrong", "true" if words and severity == "error" else "")
        shown = words or self._help
        self._below.setText(shown)
        self._below.setVisible(bool(shown))
        set_property(self._below, "kind", severity if words else "help")

    def show_help(self, words: str = "") -> None:
        """Another help from now on; without words that of the field again."""
        self._help = words or (_(self.spec.help) if self.spec.help else "")
        self.show_problem()

    @property
    def problem_label(self) -> QLabel:
        """Where help and error stand."""
        return self._below


def beside(made: QWidget) -> QWidget:
    """A button that stands beside an input, under a label's height."""
    whole = QWidget()
    column(label(" ", "label"), made, None, spacing=theme.GRID // 2, parent=whole)
    return whole


class Form(QWidget):
    """Groups of fields side by side. Ctrl+S saves, Ctrl+Enter saves and starts the next, Esc leaves.

    It knows values, not records: pages turn ``values()`` into a record and hand problems back.
    """

    saving = Signal(bool)
    leaving = Signal()
    edited = Signal()
    draft_due = Signal(dict)

    def __init__(self, groups: Sequence[Group], columns: int = 2) -> None:
        super().__init__()
        self.boxes: dict[str, FieldBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2 * theme.GRID)
        for number, group in enumerate(groups):
            grid.addWidget(self._group(group), number // columns, number % columns)
        for number in range(columns):
            grid.setColumnStretch(number, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_DELAY)
        self._draft_timer.timeout.connect(lambda: self.draft_due.emit(self.raw_values()))
        for keys, is_next in (("Ctrl+S", False), ("Ctrl+Return", True), ("Ctrl+Enter", True)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda is_next=is_next: self.saving.emit(is_next))
        self._quiet = False

    def _group(self, group: Group) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_(group.title), "group"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID + 4)
        line, place = 0, 0
        for spec in group.fields:
            box = self._box(spec)
            if not spec.half and place:
                line, place = line + 1, 0
            grid.addWidget(box, line, place, 1, 1 if spec.half else 2)
            place = (place + 1) % 2 if spec.half else 0
            line += 0 if place else 1
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inside.addLayout(grid)
        inside.addStretch(1)
        return frame

    def _box(self, spec: Field) -> FieldBox:
        box = FieldBox(spec)
        box.input.edited.connect(lambda: self._was_edited(box))
        self.boxes[spec.key] = box
        return box

    def _was_edited(self, box: FieldBox) -> None:
        if self._quiet:
            return
        box.show_problem()
        self._draft_timer.start()
        self.edited.emit()

    # --- values ---

    def show_values(self, values: dict[str, Any]) -> None:
        """Fill the form; this is no edit."""
        self._quietly(lambda: [box.input.show_value(values.get(key)) for key, box in self.boxes.items()])

    def show_some(self, values: dict[str, Any]) -> None:
        """Fill these fields only; this is no edit."""
        self._quietly(lambda: [self.boxes[key].input.show_value(value) for key, value in values.items()])

    def raw_values(self) -> dict[str, str]:
        """The texts as typed, for a draft."""
        return {key: box.input.raw() for key, box in self.boxes.items()}

    def show_raw(self, texts: dict[str, str]) -> None:
        """Fill the form from a draft."""
        self._quietly(
            lambda: [self.boxes[key].input.show_raw(text) for key, text in texts.items() if key in self.boxes]
        )

    def flush_draft(self) -> None:
        """Keep at once what is waiting to be kept."""
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self.draft_due.emit(self.raw_values())

    def start_draft(self) -> None:
        """What was typed was refused: it is kept as a draft again."""
        self._draft_timer.start()

    def stop_draft(self) -> None:
        """What was typed has been saved or thrown away: no draft of it any more."""
        self._draft_timer.stop()

    def values(self) -> dict[str, Any] | None:
        """The values, or None after showing what cannot be read; nothing is lost in either case."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, box in self.boxes.items():
            try:
                values[key] = box.input.read()
            except Unreadable as reason:
                problems.append(replace(reason.problem, where=key))
                continue
            if box.spec.required and values[key] in (None, "", ()):
                problems.append(Problem("required", key))
        self.show_problems(problems)
        return None if problems else values

    def show_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Put each problem under its field and the cursor into the first; gives back those without a field here."""
        for box in self.boxes.values():
            box.show_problem()
        by_place: dict[str, list[Problem]] = {}
        for problem in problems:
            by_place.setdefault(problem.where, []).append(problem)
        for key, box in self.boxes.items():
            if found := by_place.get(key):
                worst = "error" if any(problem.severity == "error" for problem in found) else "warning"
                box.show_problem(" ".join(i18n.problem_text(problem) for problem in found), worst)
        first = next((key for key in self.boxes if key in by_place), None)
        if first is not None:
            target = focus_target(self.boxes[first].input)
            target.setFocus()
            bring_into_sight(target.focusProxy() or target)
        return [problem for where, found in by_place.items() if where not in self.boxes for problem in found]

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        focus_target(next(iter(self.boxes.values())).input).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.leaving.emit()
        else:
            super().keyPressEvent(event)

    def _quietly(self, act: Callable[[], object]) -> None:
        self._quiet = True
        try:
            act()
        finally:
            self._quiet = False
