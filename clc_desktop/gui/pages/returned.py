"""What came back: where each period stands, and the rows that an officer returned, one click from the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.domain.records import KINDS, ClassSession, LearningClass
from clc_desktop.gui.record_words import record_title
from clc_desktop.gui.states import state_tone, state_word
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, row
from clc_desktop.gui.words import RECORD_KINDS, moment, period_of, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import keeping, review, workspace

if TYPE_CHECKING:
    from clc_desktop.usecases.review import PeriodState, Remark
    from clc_desktop.usecases.workspace import Store

LOCKED = ("locked", "unlock_asked")
PAGES = {
    "learning_class": "classes",
    "class_session": "classes",
    "plan_target": "plan",
    "staff_member": "staff",
    "collaborator": "staff",
    "funding_entry": "funding",
    "facility": "facilities",
    "literacy_year": "facilities",
    "self_assessment": "assessment",
    "issued_document": "documents",
    "learner": "learners",
}
"""Where a centre mends a record of a kind; each of these pages opens a record by its id."""


@dataclass(frozen=True)
class PeriodLine:
    """A period to which something happened."""

    id: str
    state: PeriodState


@dataclass(frozen=True)
class ReturnedLine:
    """A returned row: what it is, whose, why it came back, and which record to open."""

    id: str
    remark: Remark
    title: str
    target: str
    unit_id: str = ""
    unit_name: str = ""


PERIOD_COLUMNS: tuple[Column[PeriodLine], ...] = (
    Column("period", N_("Kỳ"), lambda r: period_of(r.id), width=150),
    Column("state", N_("Tình trạng"), lambda r: r.state.state, "chip", 140, words=state_word,
           tone=lambda r: state_tone(r.state.state)),
    Column("sequence", N_("Tệp số"), lambda r: r.state.sequence or None, "number", 84),
    Column("returned", N_("Dòng trả lại"), lambda r: r.state.returned or None, "number", 128),
    Column("reason", N_("Lý do"), lambda r: r.state.reason or None, width=240, stretch=True),
    Column("who", N_("Ai"), lambda r: r.state.who or None, width=150, optional=True),
    Column("at", N_("Lúc"), lambda r: moment(r.state.at) or None, width=150, optional=True),
)  # fmt: skip
RETURNED_COLUMNS: tuple[Column[ReturnedLine], ...] = (
    Column("period", N_("Kỳ"), lambda r: period_of(r.remark.period), width=110, optional=True),
    Column("kind", N_("Loại"), lambda r: word(RECORD_KINDS, r.remark.kind), width=110, optional=True),
    Column("title", N_("Nội dung"), lambda r: r.title, width=280, stretch=True),
    Column("reason", N_("Trả lại vì"), lambda r: r.remark.reason, width=280),
    Column("who", N_("Ai"), lambda r: r.remark.who, width=150, optional=True),
)


UNIT_COLUMN: Column[ReturnedLine] = Column("unit", N_("Trung tâm"), lambda r: r.unit_name, width=170)
"""What an aggregator adds: rows of its centres came back to it."""


def returned_lines(store: Store, unit_id: str) -> tuple[ReturnedLine, ...]:
    """Every row that came back to us, the unit ``unit_id``, and waits, with its title."""
    names = workspace.unit_names(store)
    return tuple(line_of(store, remark, names) for remark in review.returned_rows(store) if remark.unit_id == unit_id)


def line_of(store: Store, remark: Remark, names: dict[str, str]) -> ReturnedLine:
    """What a remark is about: the title of the record, whose it is, which record to open."""
    cls = KINDS.get(remark.kind)
    found = keeping.list_records(store, cls, id=remark.record_id) if cls else ()
    if not found:
        return ReturnedLine(remark.record_id, remark, "", remark.record_id)
    record = found[0]
    title, target = record_title(record), remark.record_id
    if isinstance(record, ClassSession):
        target = record.class_id
        topics = [learning_class.topic for learning_class in keeping.list_records(store, LearningClass, id=target)]
        title = ", ".join([*topics, title])
    return ReturnedLine(remark.record_id, remark, title, target, record.unit_id, names.get(record.unit_id, ""))


class PeriodsPanel(QWidget):
    """Where each period stands; a locked one can be asked for."""

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.model = RecordModel(PERIOD_COLUMNS, self)
        self.table = RecordTable(self.model, "periods")
        self.table.setAccessibleName(_("Các kỳ"))
        self.wish_button = button(_("Xin mở khóa"), self._wish, icon="lock", tip=_("Kỳ đã khóa thì xin cấp trên mở"))
        outer = column(parent=self, spacing=12)
        outer.addWidget(TablePanel(self.table, EmptyState("calendar", _("Chưa nộp kỳ nào."))), 1)
        outer.addLayout(row(None, self.wish_button))
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self._choose()

    def show_periods(self, found: tuple[PeriodState, ...]) -> None:
        """Another list."""
        kept = self.table.current_record()
        self.model.set_records([PeriodLine(state.period, state) for state in found])
        self.table.select_record(kept) if kept else self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        line = self.table.current_record()
        self.wish_button.setEnabled(line is not None and line.state.state in LOCKED)

    def _wish(self) -> None:
        line = self.table.current_record()
        if line is not None:
            self.wished.emit(line.state)


class ReturnedPanel(QWidget):
    """Rows to mend; Enter opens the record, where ``can_open`` says that there is a page for its kind."""

    opened = Signal(object)

    def __init__(self, columns: tuple[Column[ReturnedLine], ...], can_open: Callable[[str], bool]) -> None:
        super().__init__()
        self._can_open = can_open
        self.model = RecordModel(columns, self)
        self.table = RecordTable(self.model, "returned")
        self.table.setAccessibleName(_("Các dòng bị trả lại"))
        self.open_button = button(_("Mở để sửa"), self._open, icon="pencil")
        words = _("Không có dòng nào bị trả lại.")
        outer = column(parent=self, spacing=12)
        outer.addWidget(TablePanel(self.table, EmptyState("circle-check", words)), 1)
        outer.addLayout(row(None, self.open_button))
        self.table.opened.connect(lambda _line: self._open())
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self._choose()

    def show_rows(self, found: tuple[ReturnedLine, ...]) -> None:
        """Another list."""
        self.model.set_records(found)
        self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        line = self.table.current_record()
        self.open_button.setEnabled(line is not None and self._can_open(line.remark.kind))

    def _open(self) -> None:
        line = self.table.current_record()
        if line is not None and self._can_open(line.remark.kind):
            self.opened.emit(line)
