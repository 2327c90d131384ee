"""The form of one class with its head-count: what is typed, what is doubtful and why, what is kept as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from clc_desktop import i18n
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import InvalidRecord, Problem
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ActivityField, ClassSession
from clc_desktop.gui import theme
from clc_desktop.gui.fields import ChoiceInput, DateInput, IntegerInput, LineInput, ListInput, TextInput, Unreadable
from clc_desktop.gui.forms import Field, Form, Group
from clc_desktop.gui.history_box import history_button
from clc_desktop.gui.pages.centre.class_values import COUNTS, entry_of, first_session, shown_values, sums
from clc_desktop.gui.pages.centre.session_lines import MOST, SessionLines, is_marked
from clc_desktop.gui.widgets import bring_into_sight, button, clear_layout, label, row, scrolled, shortcut
from clc_desktop.gui.words import CLASS_STATES, HOSTING
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

Suggested = Literal["topic", "venue", "partners", "lecturers"]
SUGGESTED: tuple[Suggested, ...] = ("topic", "venue", "partners", "lecturers")


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
        self.sessions: SessionLines = self.form.boxes["sessions"].input
        self.each_button, self.more_button = (
            button(words, self._add_session, icon="plus", tip=_("Mỗi buổi một ngày, một số đếm (Ctrl+B)"))
            for words in (_("Ghi từng buổi"), _("Thêm buổi"))
        )
        self._build()
        self.form.saving.connect(self._save)
        self.form.leaving.connect(self.leaving)
        self.form.draft_due.connect(self.draft_due)
        self.form.boxes["hosting"].input.edited.connect(self._show_partners)
        self.sessions.edited.connect(self._show_sums)

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID + 4)
        column.addWidget(self.reasons)
        column.addWidget(self.form)
        column.addStretch(1)
        self._lay_out_groups()
        shortcut("Ctrl+M", self, self._roll, _("Lưu, điểm danh"))
        shortcut("Ctrl+B", self, self._add_session, _("Ghi từng buổi"))
        footer = row(self.history_button, self.print_button, self.draft_note, None)
        for made in (self.leave_button, self.roll_button, self.next_button, self.save_button):
            footer.addWidget(made)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.GRID + 4)
        outer.addWidget(scrolled(inside), 1)
        outer.addLayout(footer)

    def _lay_out_groups(self) -> None:
        """The long group stands at the right of the two short ones, the lines of the sessions below all."""
        grid = self.form.layout()
        assert isinstance(grid, QGridLayout)
        for key, place in (("state", (1, 0, 1, 1)), ("present", (0, 1, 2, 1)), ("sessions", (2, 0, 1, 2))):
            grid.removeWidget(self._group_of(key))
            grid.addWidget(self._group_of(key), *place)
        grid.setRowStretch(1, 1)
        for key, made in (("state", self.each_button), ("sessions", self.more_button)):
            inside = self._group_of(key).layout()
            assert isinstance(inside, QVBoxLayout)
            inside.insertLayout(inside.count() - 1, row(made, None))
        self.sessions.neighbours = self.form.boxes["enrolled"].input, self.more_button

    def _group_of(self, key: str) -> QWidget:
        found = self.form.boxes[key].parentWidget()
        assert found is not None
        return found

    # --- filling ---

    def show_material(self, material: FormMaterial, period: Period, is_new: bool) -> None:
        """Show a class, or what was half typed of it the last time."""
        self.entry, self.is_new = material.entry, is_new
        for made in (self.history_button, self.print_button):
            made.setVisible(not is_new)
        boxes = self.form.boxes
        boxes["starts_on"].input.year = self.sessions.year = lambda: period.year
        self.sessions.template = first_session(material.entry)
        boxes["field"].input.set_choices([(f.code, f.name) for f in material.fields if f.active])
        for suggested, earlier in material.suggestions.items():
            boxes[suggested].input.offer(earlier)
        self.form.show_values(shown_values(material.entry, period if is_new else None))
        self.form.show_problems(())
        self.reasons.show_warnings((), dict(material.entry.learning_class.reasons))
        self.draft_note.setText("")
        if material.draft:
            self.form.show_raw(material.draft)
            self.sessions.keep_all()
        self._show_partners()
        self._show_sums()

    def _show_partners(self) -> None:
        """Partners belong to joint classes only."""
        with suppress(Unreadable):
            self.form.boxes["partners"].setEnabled(self.form.boxes["hosting"].input.read() == "joint")

    # --- several sessions ---

    @property
    def _are_too_many(self) -> bool:
        return self.entry is not None and len(self.entry.sessions) > MOST

    def _add_session(self) -> None:
        """One line for each session from now on; what is typed of the whole stands in the first."""
        if self.entry is None or self._are_too_many or len(self.sessions.lines) >= MOST:
            return
        if not self.sessions.lines:
            self.sessions.show_value(self._in_lines(first_session(self.entry)))
            self._show_lines()
        self.sessions.add()

    def _in_lines(self, first: ClassSession) -> tuple[ClassSession, ...]:
        """What is typed of the whole, as far as it can be read, as a first session."""
        typed = {}
        for name in ("starts_on", *COUNTS):
            with suppress(Unreadable):
                typed[name] = self.form.boxes[name].input.read()
        day = typed.pop("starts_on", None) or first.held_on
        kept = {} if is_marked(first) else typed | {"present": typed.get("present") or 0, "meetings": 1}
        return (replace(first, held_on=day, **kept),)

    def _show_lines(self) -> None:
        """Where each session has its line, the whole is their sum; where there is one, marks say how many came."""
        boxes, has_lines = self.form.boxes, bool(self.sessions.lines)
        self._group_of("sessions").setVisible(has_lines)
        self.each_button.setVisible(not has_lines and not self._are_too_many)
        self.more_button.setEnabled(len(self.sessions.lines) < MOST)
        is_counted = self.entry is not None and any(map(is_marked, self.entry.sessions))
        told = (
            _("Theo các buổi ở dưới") if has_lines else _("Theo từng buổi, ở Điểm danh") if self._are_too_many else ""
        )
        for name in (*COUNTS, "starts_on"):
            boxes[name].show_help(told if name in ("present", "starts_on") else "")
            boxes[name].setEnabled(not told and not (name in ("present", "meetings") and is_counted))

    def _show_sums(self) -> None:
        """The whole follows the lines, as far as they can be read."""
        with suppress(Unreadable):
            if sessions := self.sessions.read():
                self.form.show_some(sums(sessions) | {"starts_on": min(one.held_on for one in sessions)})
        self._show_lines()

    # --- saving ---

    def _nobody_yet(self) -> None:
        """A class that is only planned, or was called off, has nobody to count."""
        present = self.form.boxes["present"].input
        with suppress(Unreadable):
            if self.form.boxes["state"].input.read() in ("planned", "cancelled") and not present.raw().strip():
                self.form.show_some({"present": 0})

    def _save(self, is_next: bool) -> None:
        self._nobody_yet()
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
        self.form.start_draft()
        if self.sessions.lines:  # which of them is shown by the lines themselves
            places = {*COUNTS, "held_on"}
            problems = [replace(p, where="sessions") if p.where in places else p for p in error.problems]
            error = InvalidRecord(tuple(p for n, p in enumerate(problems) if p not in problems[:n]))
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
            bring_into_sight(first)


def _groups() -> tuple[Group, ...]:
    hosting, states = ([(code, _(words)) for code, words in known.items()] for known in (HOSTING, CLASS_STATES))
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
        Group(
            N_("Tình trạng, ghi danh, các buổi"),
            (
                Field("state", N_("Tình trạng"), lambda: ChoiceInput(states), required=True, half=True),
                Field(
                    "enrolled", N_("Số người ghi danh"), IntegerInput, half=True,
                    help=N_("Để trống nếu đã lập danh sách lớp"),
                ),
            ),
        ),
        Group(
            N_("Các buổi"),
            (
                Field(
                    "sessions", N_("Mỗi buổi một dòng"), SessionLines,
                    help=N_("Enter xuống dòng; ở dòng cuối thì thêm buổi"),
                ),
            ),
        ),
    )  # fmt: skip
