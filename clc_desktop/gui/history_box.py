"""Lịch sử sửa đổi: what was done to a record, by whom and when, and every field as it was and as it became."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from clc_desktop import i18n
from clc_desktop.domain.records import ClassSession, Enrolment, PlanTarget
from clc_desktop.gui import theme
from clc_desktop.gui.record_words import changes_text, field_changes, kind_word, step_word, title_of
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, help_key, label, row, shortcut
from clc_desktop.gui.words import CHANGE_TONES, CHANGES, moment, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.domain.errors import ClcError
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.changes import Told

FIRST_SIZE = QSize(980, 600)
FIELDS_SHARE = 2, 3
"""How the height is shared between the fields and the steps above them."""
_PARTS = (ClassSession.kind, Enrolment.kind, PlanTarget.kind)
"""Kinds of which a history has several: which session, who on the roster, the plan of which field."""


@dataclass(frozen=True)
class StepLine:
    """One step of a list, in words where they are needed more than once."""

    id: int
    told: Told

    @property
    def what(self) -> str:
        """Added, changed, deleted or restored."""
        return step_word(self.told.step.before, self.told.step.after)

    @property
    def record(self) -> str:
        """``Buổi học: 05/01/2020``; a line of a roster is called by its person."""
        step = self.told.step
        title = title_of(step.after or step.before or {}) or self.told.about
        return ": ".join(filter(None, (kind_word(step.kind), title)))

    @property
    def part(self) -> str:
        """The same within the history of one record, whose title everybody sees."""
        kind = self.told.step.kind
        return self.record if kind in _PARTS else kind_word(kind)


@dataclass(frozen=True)
class FieldLine:
    """One field as it was and as it became."""

    name: str
    before: str
    after: str


def lines_of(told: Sequence[Told]) -> list[StepLine]:
    """Numbered, so that a table finds its row again."""
    return [StepLine(number, one) for number, one in enumerate(told)]


def label_word(code: str) -> str:
    """``Ghi lớp``: what a change was, from its label."""
    return i18n.active().show(code, "what")


def _changed(line: StepLine) -> str:
    """What changed; of a record that came what it held, of one that went nothing: the fields below say it."""
    step = line.told.step
    return "" if line.what in ("deleted", "restored") else changes_text(step.before, step.after)


def _told(line: StepLine) -> str:
    parts = (word(CHANGES, line.what) if line.what != "changed" else "", _changed(line))
    return " · ".join(filter(None, parts))


OF_RECORD: tuple[Column[StepLine], ...] = (
    Column("at", N_("Lúc"), lambda r: moment(r.told.step.change.at), width=154),
    Column("who", N_("Người làm"), lambda r: r.told.step.change.who, width=140, optional=True),
    Column("label", N_("Việc"), lambda r: label_word(r.told.step.change.label), width=170),
    Column("record", N_("Phần"), lambda r: r.part, width=190, optional=True),
    Column("changes", N_("Thay đổi"), _told, width=300, stretch=True),
)
OF_CHANGE: tuple[Column[StepLine], ...] = (
    Column("record", N_("Bản ghi"), lambda r: r.record, width=360),
    Column("what", N_("Đã làm"), lambda r: r.what, "chip", 116, words=lambda code: word(CHANGES, code),
           tone=lambda r: CHANGE_TONES[r.what]),
    Column("changes", N_("Thay đổi"), _changed, width=300, stretch=True),
)  # fmt: skip
FIELDS: tuple[Column[FieldLine], ...] = (
    Column("name", N_("Mục"), lambda r: r.name, width=200),
    Column("before", N_("Trước"), lambda r: r.before, width=300),
    Column("after", N_("Sau"), lambda r: r.after, width=300, stretch=True),
)


class StepsPanel(QWidget):
    """Steps above; below, field by field, what the one under the cursor changed."""

    def __init__(self, columns: Sequence[Column[StepLine]], name: str, empty: str) -> None:
        super().__init__()
        self.model: RecordModel[StepLine] = RecordModel(columns, self)
        self.table: RecordTable[StepLine] = RecordTable(self.model, name)
        self.table.setAccessibleName(_("Những lần sửa đổi"))
        self.field_model: RecordModel[FieldLine] = RecordModel(FIELDS, self)
        self.fields: RecordTable[FieldLine] = RecordTable(self.field_model, "changed_fields")
        self.fields.setAccessibleName(_("Từng mục trước và sau khi sửa"))
        self.fields.setMinimumHeight(2 * theme.ROW_HEIGHT)
        self.panel = TablePanel(self.table, EmptyState("clock", empty))
        layout = column(self.panel, self.fields, spacing=theme.GRID + 4, parent=self)
        for number, share in enumerate(reversed(FIELDS_SHARE)):
            layout.setStretch(number, share)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._show_fields())

    def show_lines(self, lines: Sequence[StepLine]) -> None:
        """Show these steps, the cursor on the first."""
        self.model.set_records(lines)
        self.fields.setVisible(bool(lines))
        self.table.selectRow(0)
        self._show_fields()

    def _show_fields(self) -> None:
        line = self.table.current_record()
        told = line.told if line else None
        found = field_changes(told.step.before, told.step.after, told.people) if told else []
        self.field_model.set_records([FieldLine(*one) for one in found])


class HistoryDialog(QDialog):
    """The history of one record, or of several that are shown as one; read when it is opened; Esc closes it."""

    def __init__(self, page: Page, record_ids: Sequence[str], title: str) -> None:
        super().__init__(page)
        self.setWindowTitle(_("Lịch sử sửa đổi"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(FIRST_SIZE.boundedTo(page.window().size() * 0.94))
        self.title = label(title, "group", wrap=True)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self.steps = StepsPanel(OF_RECORD, "history", _("Chưa có lần sửa nào được ghi lại."))
        close = button(_("Đóng"), self.close, tip=_("Đóng (Esc)"))
        whole = column(self.title, self.problem, self.steps, spacing=theme.GRID + 4, parent=self)
        whole.setContentsMargins(*[2 * theme.GRID] * 4)
        whole.addLayout(row(None, close))
        help_key(self)
        store = page.context.store

        def read() -> tuple[Told, ...]:
            from clc_desktop.usecases import changes

            return changes.history_of(store, *record_ids)

        page.context.jobs.run(read, self._show, self._refused, owner=self)

    def _show(self, told: Sequence[Told]) -> None:
        self.steps.show_lines(lines_of(told))
        if told:
            self.steps.table.setFocus()

    def _refused(self, error: ClcError) -> None:
        self.problem.setText(i18n.error_text(error))
        self.problem.show()


def open_history(page: Page, records: str | Sequence[str], title: str) -> HistoryDialog:
    """Show the history of a record (its id, or those of several) above its page; ``title`` says which it is."""
    opened = HistoryDialog(page, (records,) if isinstance(records, str) else records, title)
    opened.open()
    return opened


def history_button(act: Callable[[], object]) -> QPushButton:
    """The same button on every form."""
    made = button("", act, kind="tool", icon="clock", key="Ctrl+H", tip=_("Lịch sử sửa đổi"))
    made.setFixedWidth(theme.INPUT_HEIGHT)
    return made


def history_key(parent: QWidget, act: Callable[[], object]) -> None:
    """The same key on every list."""
    shortcut("Ctrl+H", parent, act, _("Lịch sử sửa đổi"))
