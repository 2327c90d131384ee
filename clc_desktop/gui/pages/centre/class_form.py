"""The form of one class with its head-count: what is typed, what is doubtful and why, what is kept as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from clc_desktop import i18n
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import InvalidRecord, Problem
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ActivityField, ClassSession, LearningClass
from clc_desktop.gui import theme
from clc_desktop.gui.fields import ChoiceInput, DateInput, IntegerInput, LineInput, ListInput, TextInput, Unreadable
from clc_desktop.gui.forms import Field, Form, Group
from clc_desktop.gui.history_box import history_button
from clc_desktop.gui.widgets import button, clear_layout, label, row, scrolled, shortcut
from clc_desktop.gui.words import HOSTING
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

Suggested = Literal["topic", "venue", "partners", "lecturers"]
SUGGESTED: tuple[Suggested, ...] = ("topic", "venue", "partners", "lecturers")
COUNTS = ("present", "women", "minority", "rural", "meetings")
CLASS_FIELDS = ("topic", "field", "hosting", "partners", "lecturers", "venue", "note")


@dataclass(frozen=True)
class FormMaterial:
    """What the form needs to know before it is shown."""

    entry: ClassEntry
    fields: tuple[ActivityField, ...]
    suggestions: dict[Suggested, tuple[str, ...]]
    draft: dict[str, Any] | None = None
    draft_at: str = ""
    corrected: str = ""
    """Why the aggregator wrote it over, if it did."""


class ClassForm(QFrame):
    """Form, reasons for what is doubtful, and the line with the buttons, which stays where it is."""

    saving = Signal(object, bool)
    rolling = Signal(object)
    """Save it, then go on to its list of people and its sessions."""
    history_wanted = Signal()
    printing = Signal()
    """The sign-in sheets of the class, as it was saved last."""
    leaving = Signal()
    draft_due = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.entry: ClassEntry | None = None
        self.is_new = True
        self.form = Form(_groups())
        self.reasons = ReasonBox()
        self.draft_note = label(kind="muted")
        self.save_button = button(
            _("Lưu"), lambda: self._save(False), kind="primary", icon="check", tip=_("Lưu (Ctrl+S)")
        )
        self.next_button = button(
            _("Lưu và ghi lớp tiếp"), lambda: self._save(True), tip=_("Lưu và mở phiếu mới (Ctrl+Enter)")
        )
        self.leave_button = button(_("Hủy"), self.leaving.emit, tip=_("Trở về danh sách (Esc)"))
        self.roll_button = button(
            _("Lưu, điểm danh"),
            self._roll,
            icon="list-checks",
            tip=_("Lưu rồi lập danh sách, ghi các buổi, điểm danh (Ctrl+M)"),
        )
        self.history_button = history_button(self.history_wanted.emit)
        self.print_button = button(
            "", self.printing.emit, kind="tool", icon="printer", key="Ctrl+P", tip=_("In danh sách ký tên")
        )
        self.print_button.setFixedWidth(theme.INPUT_HEIGHT)
        self._build()
        self.form.saving.connect(self._save)
        self.form.leaving.connect(self.leaving)
        self.form.draft_due.connect(self.draft_due)
        self.form.boxes["hosting"].input.edited.connect(self._show_partners)

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID + 4)
        column.addWidget(self.reasons)
        column.addWidget(self.form)
        column.addStretch(1)
        shortcut("Ctrl+M", self, self._roll, _("Lưu, điểm danh"))
        footer = row(self.history_button, self.print_button, self.draft_note, None)
        for made in (self.leave_button, self.roll_button, self.next_button, self.save_button):
            footer.addWidget(made)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.GRID + 4)
        outer.addWidget(scrolled(inside), 1)
        outer.addLayout(footer)

    # --- filling ---

    def show_material(self, material: FormMaterial, period: Period, is_new: bool) -> None:
        """Show a class, or what was half typed of it the last time."""
        self.entry, self.is_new = material.entry, is_new
        for made in (self.history_button, self.print_button):
            made.setVisible(not is_new)
        boxes = self.form.boxes
        boxes["starts_on"].input.year = lambda: period.year
        boxes["field"].input.set_choices([(f.code, f.name) for f in material.fields if f.active])
        for suggested, earlier in material.suggestions.items():
            boxes[suggested].input.offer(earlier)
        self.form.show_values(_values(material.entry, period if is_new else None))
        self.form.show_problems(())
        has_one_line = len(material.entry.sessions) <= 1
        for name in (*COUNTS, "starts_on"):
            boxes[name].setEnabled(has_one_line and not (name in ("present", "meetings") and is_marked(material.entry)))
        self.reasons.show_warnings((), dict(material.entry.learning_class.reasons))
        self.draft_note.setText("")
        if material.draft:
            self.form.show_raw(material.draft)
        self._show_partners()

    def _show_partners(self) -> None:
        """Partners belong to joint classes only."""
        with suppress(Unreadable):
            self.form.boxes["partners"].setEnabled(self.form.boxes["hosting"].input.read() == "joint")

    # --- saving ---

    def _save(self, is_next: bool) -> None:
        values = self.form.values()
        if values is not None and self.entry is not None:
            self.saving.emit(entry_of(self.entry, values, self.reasons.given()), is_next)

    def _roll(self) -> None:
        """Nobody needs to have counted yet: that is done by the marks."""
        present = self.form.boxes["present"].input
        if not present.raw().strip():
            present.show_value(0)
        values = self.form.values()
        if values is None or self.entry is None:
            return
        reasons = dict(self.reasons.given())
        if not values["present"]:
            reasons.setdefault("nobody_present", _("Điểm danh theo danh sách"))
        self.rolling.emit(entry_of(self.entry, values, tuple(reasons.items())))

    def show_refusal(self, error: InvalidRecord) -> tuple[Problem, ...]:
        """Put errors under their fields, ask a reason for warnings; gives back what has no place in the form."""
        rest = self.form.show_problems(error.problems)
        doubtful = [problem for problem in error.problems if problem.severity == "warning"]
        if len(doubtful) == len(error.problems):
            self.reasons.show_warnings(doubtful, dict(self.reasons.given()))
            self.reasons.focus_first()
        return tuple(problem for problem in rest if problem.severity == "error")


class ReasonBox(QFrame):
    """Doubtful, but perhaps true: each warning with a line for the reason."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self.setProperty("tone", "warning")
        self.inputs: dict[str, LineInput] = {}
        self._kept: dict[str, str] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 12, 16, 12)
        self._layout.setSpacing(theme.GRID)
        self.hide()

    def show_warnings(self, problems: Sequence[Problem], reasons: dict[str, str]) -> None:
        """Ask for the reason of each; reasons given before stand in their lines."""
        self._kept = reasons
        self.inputs = {}
        clear_layout(self._layout)
        for problem in problems:
            sentence = i18n.problem_text(problem)
            line = LineInput()
            line.setPlaceholderText(_("Nếu đúng là vậy, ghi lý do rồi lưu lại"))
            line.setAccessibleName(_("Lý do: {sentence}", sentence=sentence))
            line.show_value(reasons.get(problem.code, ""))
            self.inputs[problem.code] = line
            self._layout.addWidget(label(sentence, "strong", wrap=True))
            self._layout.addWidget(line)
        self.setVisible(bool(problems))

    def given(self) -> tuple[tuple[str, str], ...]:
        """Every reason, those of earlier saves too."""
        typed = {code: line.read() for code, line in self.inputs.items()}
        return tuple((code, reason) for code, reason in {**self._kept, **typed}.items() if reason)

    def focus_first(self) -> None:
        """Put the cursor into the first empty reason."""
        first = next((line for line in self.inputs.values() if not line.read()), None)
        if first is not None:
            first.setFocus()


def is_marked(entry: ClassEntry) -> bool:
    """Whether some session has marks, which say how many were present."""
    return any(session.attended or session.absent for session in entry.sessions)


def entry_of(entry: ClassEntry, values: dict[str, Any], reasons: tuple[tuple[str, str], ...]) -> ClassEntry:
    """The entry with what was typed; a class recorded session by session keeps its sessions."""
    changed = {name: values[name] for name in CLASS_FIELDS}
    if values["hosting"] == "own":
        changed["partners"] = ()
    record: LearningClass = replace(entry.learning_class, starts_on=values["starts_on"], reasons=reasons, **changed)
    if len(entry.sessions) != 1:
        return replace(entry, learning_class=record)
    counts = {name: values[name] for name in COUNTS} | {"meetings": values["meetings"] or 1}
    if is_marked(entry):
        counts |= {"present": entry.sessions[0].present, "meetings": 1}
    session: ClassSession = replace(entry.sessions[0], held_on=values["starts_on"], **counts)
    return ClassEntry(record, (session,))


def _values(entry: ClassEntry, new_in: Period | None) -> dict[str, Any]:
    """What the inputs show. A new class has no field, no head-count and no day outside the period: these are typed."""
    record, sessions = entry.learning_class, entry.sessions
    values: dict[str, Any] = {name: getattr(record, name) for name in CLASS_FIELDS}
    values["starts_on"] = record.starts_on
    for name in COUNTS:
        known = [getattr(session, name) for session in sessions if getattr(session, name) is not None]
        values[name] = sum(known) if known else None
    if new_in is not None:
        values["present"] = None
        values["field"] = record.field if record.topic else None
        values["starts_on"] = record.starts_on if record.starts_on in new_in else None
    return values


def _groups() -> tuple[Group, ...]:
    hosting = [(code, _(words)) for code, words in HOSTING.items()]
    return (
        Group(
            N_("Nội dung"),
            (
                Field("topic", N_("Tên lớp, chuyên đề"), LineInput, required=True),
                Field("starts_on", N_("Ngày"), DateInput, required=True, half=True, help=N_("Gõ 5/1 hoặc 5/1/2020")),
                Field(
                    "field", N_("Lĩnh vực"), lambda: ChoiceInput([]), required=True, half=True,
                    help=N_("Gõ vài chữ, không cần dấu"),
                ),
                Field("hosting", N_("Hình thức tổ chức"), lambda: ChoiceInput(hosting), required=True),
                Field("partners", N_("Đơn vị phối hợp"), ListInput, help=N_("Nhiều đơn vị cách nhau bằng dấu phẩy")),
            ),
        ),
        Group(
            N_("Người học và người dạy"),
            (
                Field(
                    "present", N_("Số lượt người"), IntegerInput, required=True, half=True,
                    help=N_("Cộng mọi buổi lại"),
                ),
                Field("meetings", N_("Số buổi"), IntegerInput, half=True),
                Field("women", N_("Trong đó nữ"), IntegerInput, half=True, help=N_("Để trống nếu không đếm")),
                Field("minority", N_("Dân tộc thiểu số"), IntegerInput, half=True),
                Field("rural", N_("Lao động nông thôn"), IntegerInput, half=True),
                Field("venue", N_("Địa điểm"), LineInput),
                Field(
                    "lecturers", N_("Báo cáo viên, giảng viên"), ListInput,
                    help=N_("Nhiều người cách nhau bằng dấu phẩy"),
                ),
                Field("note", N_("Ghi chú"), lambda: TextInput(2)),
            ),
        ),
    )  # fmt: skip
