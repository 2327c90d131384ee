"""Nhật ký: everything that was done here, the newest first: when, who, what; and what it did to each record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import dialogs
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.history_box import OF_CHANGE, StepsPanel, label_word, lines_of
from clc_desktop.gui.jobs import Cancelled, Progress
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.list_files import SUFFIX
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row, shortcut
from clc_desktop.gui.words import RECORD_KINDS, moment, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import changes
from clc_desktop.usecases.changes import MOST_STEPS, Change, Told, Wanted

AT_ONCE = 500
"""Lines that are read at once; more when they are asked for."""
MOST_EXPORTED = 1_000_000
"""What a sheet of Excel has room for, beside its headings."""
WIDTHS = 18, 24, 30, 60, 12, 16
"""Letters that each column of the workbook has room for."""
DELAY = 150
"""Milliseconds after the last key before the list is searched."""
STATES = {"undone": N_("Đã hoàn tác"), "undo": N_("Là hoàn tác")}


def _state(found: Change) -> str:
    return "undone" if found.undone else "undo" if found.undoes is not None else "stands"


def _state_word(state: str) -> str:
    return _(STATES[state]) if state in STATES else ""


COLUMNS: tuple[Column[Change], ...] = (
    Column("at", N_("Lúc"), lambda r: moment(r.at), width=154),
    Column("who", N_("Người làm"), lambda r: r.who, width=112),
    Column("label", N_("Việc"), lambda r: label_word(r.label), width=186),
    Column("subject", N_("Nội dung"), lambda r: word(RECORD_KINDS, r.subject), width=300, stretch=True),
    Column("count", N_("Số bản ghi"), lambda r: r.count or None, "number", 104, optional=True),
    Column("state", N_("Tình trạng"), _state, "chip", 126, words=_state_word),
)


def _cells(found: Change) -> list[Any]:
    """A line as a workbook has it: the moment as a moment, so that Excel sorts it."""
    at = datetime.fromisoformat(found.at).astimezone().replace(tzinfo=None, microsecond=0)
    return [at, *(column.shown(found) for column in COLUMNS[1:4]), found.count or None, COLUMNS[5].shown(found)]


def _cells_of(found: Sequence[Change], progress: Progress) -> Iterator[list[Any]]:
    """Line by line, saying how far it is."""
    for number, line in enumerate(found):
        if number % AT_ONCE == 0:
            progress(number, len(found), "")
        yield _cells(line)


class LogPage(Page):
    """The list, searched where it lies for there may be 100 000 lines; Enter shows the records of one."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Nhật ký"))
        self.model: RecordModel[Change] = RecordModel(COLUMNS, self)
        self.table: RecordTable[Change] = RecordTable(self.model, "log")
        self.table.setAccessibleName(_("Những việc đã làm"))
        self.filter = FilterBox(self.table)
        self.filter.textChanged.disconnect(self.model.set_filter)
        self.who_facet = Facet(_("Mọi người"), [])
        self.label_facet = Facet(_("Mọi việc"), [])
        self.open_button = button(
            _("Xem từng bản ghi"), self.open_current, icon="search", tip=_("Xem từng bản ghi (Enter)")
        )
        self.undo_button = button(_("Hoàn tác việc này"), self.undo, icon="undo-2")
        self.more_button = button(_("Xem thêm việc cũ hơn"), self.show_more, icon="chevron-down")
        self.told = label(kind="muted")
        self.back_button = button(_("Về danh sách"), self.leave, icon="chevron-left", tip=_("Trở về (Esc)"))
        tip = _("Ghi những việc khớp với ô lọc ra tệp Excel, cả những việc cũ chưa hiện")
        self.export_button = button(_("Xuất Excel"), self.export, icon="file-spreadsheet", tip=tip)
        self.add_to_head(self.back_button, self.open_button, self.undo_button)
        self.steps = StepsPanel(OF_CHANGE, "log_steps", _("Việc này không sửa bản ghi nào."))
        self.steps_told = label(kind="muted", wrap=True)
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._asked = 0
        self._build()
        self._connect()
        self._show_head()

    def _build(self) -> None:
        self.list = QWidget()
        inside = column(parent=self.list, spacing=12)
        inside.addLayout(row(self.filter, self.who_facet, self.label_facet, None, self.export_button))
        inside.addWidget(TablePanel(self.table, EmptyState("clock", _("Chưa có việc nào khớp với điều đang tìm."))), 1)
        inside.addLayout(row(self.told, None, self.more_button))
        self.more_button.hide()  # until it is known that there are more
        self.detail = QWidget()
        column(self.steps_told, self.steps, spacing=12, parent=self.detail)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.detail)
        self.content.addWidget(self.stack)

    def _connect(self) -> None:
        self.table.opened.connect(self.open_change)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self._timer.timeout.connect(self._read)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        for facet in (self.who_facet, self.label_facet):
            facet.currentIndexChanged.connect(lambda _index: self._read())
        shortcut("Ctrl+F", self.list, self.filter.setFocus, _("Tìm"))
        shortcut("Esc", self.detail, self.leave, _("Trở về"))

    # --- reading ---

    def refresh(self) -> None:
        store = self.context.store

        def show(found: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
            people, labels = found
            self.who_facet.set_choices([(who, who) for who in people if who])
            words = sorted(((code, label_word(code)) for code in labels), key=lambda pair: search_key(pair[1]))
            self.label_facet.set_choices(words)
            self._read()

        self.load(lambda: (changes.authors(store), changes.labels(store)), show)

    def wanted(self, before: int | None = None) -> Wanted:
        """What filter and choices ask for."""
        chosen = self.label_facet.currentData()
        known = [self.label_facet.itemData(number) for number in range(1, self.label_facet.count())]
        keys = {code: search_key(label_word(code)) for code in known}
        words = [
            (needle, tuple(code for code, key in keys.items() if needle in key))
            for needle in search_key(self.filter.text()).split()
        ]
        return Wanted(self.who_facet.currentData(), (chosen,) if chosen else (), tuple(words), before)

    def _read(self) -> None:
        self._timer.stop()
        store, wanted = self.context.store, self.wanted()
        self._asked += 1
        asked = self._asked
        self.load(lambda: changes.recent_changes(store, AT_ONCE + 1, wanted), lambda found: self._show(found, asked))

    def _show(self, found: tuple[Change, ...], asked: int) -> None:
        """Another list; an answer that came too late for what is asked now is left alone."""
        if asked == self._asked:
            kept = self.table.current_record()
            self._put(found)
            self.table.select_record(kept)
            if not self.table.chosen_count():
                self.table.selectRow(0)
            self._choose()

    def show_more(self) -> None:
        """The older ones behind those shown."""
        shown = self.model.records
        store, wanted, asked = self.context.store, self.wanted(shown[-1].id), self._asked

        def add(found: tuple[Change, ...]) -> None:
            if asked == self._asked:
                kept = self.table.current_record()
                self._put(found, shown)
                self.table.select_record(kept)

        self.load(lambda: changes.recent_changes(store, AT_ONCE + 1, wanted), add)

    def _put(self, found: tuple[Change, ...], before: tuple[Change, ...] = ()) -> None:
        lines = (*before, *found[:AT_ONCE])
        self.model.set_records(lines)
        self.more_button.setVisible(len(found) > AT_ONCE)
        told = ngettext("Đang xem {count} việc.", "Đang xem {count} việc.", len(lines))
        self.told.setText(told if lines else "")

    def export(self) -> None:
        """Everything that the filter lets through, however old, to be read and kept outside the program."""
        from clc_desktop.usecases import exporting

        store, wanted = self.context.store, self.wanted()
        name = exporting.suggested_name(store, _("Nhật ký"))
        target = dialogs.choose_target(self, _("Xuất Excel"), name, SUFFIX)
        if target is None:
            return
        heads = [(_(column.title), width) for column, width in zip(COLUMNS, WIDTHS, strict=True)]
        title = _("Nhật ký")

        def work(progress: Progress, cancelled: Cancelled) -> int | None:
            found = changes.recent_changes(store, MOST_EXPORTED, wanted)
            rows = _cells_of(found, progress)
            return len(found) if exporting.export_table(target, title, heads, rows, cancelled) else None

        def done(count: int | None) -> None:
            if count is None:
                self.banner.say(_("Đã dừng. Chưa ghi tệp nào."))
                return
            words = ngettext("Đã ghi {count} dòng vào tệp {path}.", "Đã ghi {count} dòng vào tệp {path}.", count,
                             path=target)  # fmt: skip
            self.banner.done(words, _("Mở tệp"), lambda: dialogs.open_file(target))

        self.read_long(work, done, _("Đang ghi tệp Excel"))

    def _choose(self) -> None:
        found = self.table.current_record()
        self.open_button.setEnabled(found is not None)
        self.undo_button.setEnabled(found is not None and found.is_edit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.setFocus()

    # --- one change ---

    def open_current(self) -> None:
        """The records of the change under the cursor."""
        if (found := self.table.current_record()) is not None:
            self.open_change(found)

    def open_change(self, found: Change) -> None:
        """The records of a change, each as it was before and after."""
        store = self.context.store
        self.load(lambda: changes.records_of(store, found.id), lambda told: self._show_steps(found, told))

    def _show_steps(self, found: Change, told: tuple[Told, ...]) -> None:
        about = word(RECORD_KINDS, found.subject)
        parts = [moment(found.at), found.who, label_word(found.label), about, _state_word(_state(found))]
        words = " · ".join(filter(None, parts))
        if found.count > MOST_STEPS:
            words += " " + _("Chỉ hiện {most} bản ghi đầu trong {count}.", most=MOST_STEPS, count=found.count)
        self.steps_told.setText(words)
        self.banner.hide_message()
        self.stack.setCurrentWidget(self.detail)
        self._show_head()
        self.steps.show_lines(lines_of(told))
        self.steps.table.setFocus()

    def leave(self) -> None:
        """Back to the list."""
        self.stack.setCurrentWidget(self.list)
        self._show_head()
        self.table.setFocus()

    def _show_head(self) -> None:
        is_list = self.stack.currentWidget() is self.list
        self.back_button.setVisible(not is_list)
        self.open_button.setVisible(is_list)

    def undo(self) -> None:
        """Take back the change under the cursor; refused, with the reason, where a later one rests on it."""
        found = self.table.current_record()
        if found is None or not found.is_edit:
            return
        store = self.context.store

        def done(_result: Any) -> None:
            self.leave()
            self.banner.done(_("Đã hoàn tác: {what}.", what=label_word(found.label)))

        self.act(lambda: changes.undo(store, found.id), done)
