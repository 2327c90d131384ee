"""A sheet on the screen: the list, and the form that takes its place while one record is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from clc_desktop.domain import clock
from clc_desktop.domain.records import ActivityField, Record
from clc_desktop.gui.bulk_box import BulkBox
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.fields import ChoiceInput
from clc_desktop.gui.history_box import history_key, open_history
from clc_desktop.gui.pages.keeping_page import KeepingPage
from clc_desktop.gui.pages.list_files import export_button, paste_into, pasted_columns
from clc_desktop.gui.pages.sheets import Sheet, filled
from clc_desktop.gui.record_form import RecordForm
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import RecordModel
from clc_desktop.gui.tool_row import ToolRow
from clc_desktop.gui.undoing import undo_keys
from clc_desktop.gui.widgets import EmptyState, button, column, shortcut
from clc_desktop.i18n import ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import bulk, drafts, keeping
from clc_desktop.usecases.drafts import Draft

R = TypeVar("R", bound=Record)
NEW = "new"


@dataclass(frozen=True)
class Opened(Generic[R]):
    """What the form shows: a record that is stored, or the values a new one begins with."""

    record: R | None
    values: dict[str, Any]
    key: str
    new_id: str = field(default_factory=clock.new_id)
    """What a new record is called however often "save" is pressed before the first time is done."""


class SheetView(QStackedWidget, Generic[R]):
    """List and form of one kind. The page does the acting; ``form_shown`` gives it the title for its head."""

    form_shown = Signal(str)
    list_shown = Signal()

    def __init__(self, page: KeepingPage, sheet: Sheet[R]) -> None:
        super().__init__()
        self.page, self.sheet = page, sheet
        self.opened: Opened[R] | None = None
        self._saved_last: R | None = None
        self.model = RecordModel(sheet.columns, self)
        self.table = RecordTable(self.model, sheet.cls.kind)
        self.table.setAccessibleName(_(sheet.words.list))
        self.filter = FilterBox(self.table)
        self.facet = Facet(_(sheet.narrowing.everything), []) if sheet.narrowing else None
        self.copy_button = button(
            _("Chép dòng này"), self.copy, icon="copy", key="Ctrl+D", tip=_("Phiếu mới chép từ dòng đang chọn")
        )
        self.last_year_button = button(_("Chép từ năm trước"), self.copy_last_year, icon="calendar")
        self.bulk_button = button(
            _("Sửa nhiều dòng"), self.change_many, icon="pencil", key="Ctrl+E",
            tip=_("Chọn nhiều dòng bằng Shift hoặc Ctrl rồi sửa một mục của tất cả"),
        )  # fmt: skip
        self._form: RecordForm | None = None
        self._known: tuple[tuple[R, ...], tuple[ActivityField, ...]] = (), ()
        self._bulk: BulkBox | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        words = self.sheet.words
        first = button(_(words.first), self.add, kind="primary", icon="plus")
        self.panel = TablePanel(
            self.table, EmptyState(self.sheet.icon, _(words.empty), first), totals=self.sheet.has_totals
        )
        self.list = QWidget()
        self._inside = inside = column(parent=self.list, spacing=12)
        left = (self.filter, *([self.facet] if self.facet else []))
        right: tuple[QPushButton, ...] = (self.bulk_button, self.last_year_button, self.copy_button)
        if self.sheet.is_exported:
            title, kinds = self.sheet.words.title, [self.sheet.cls.kind]
            self.export_button = export_button(self.page, title, kinds, by_period=self.sheet.is_yearly)
            right = (self.export_button, *right)
        self.tools = ToolRow(left, right)
        inside.addWidget(self.tools)
        self.bulk_button.setVisible(bool(self.sheet.many))
        self.copy_button.setVisible(self.sheet.can_copy)
        self.last_year_button.setVisible(self.sheet.is_yearly)
        inside.addWidget(self.panel)
        self.addWidget(self.list)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tools.fit(self.width())

    def _connect(self) -> None:
        self.table.opened.connect(self.edit)
        self.table.deleting.connect(self.delete)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._choose())
        if self.facet is not None:
            self.facet.currentIndexChanged.connect(lambda _index: self._narrow())
        history_key(self.list, self.show_history)
        shortcut("Ins", self.list, self.add, _("Thêm dòng mới"))  # also where the list is empty, and from the filter
        if self.sheet.is_exported:
            shortcut("Ctrl+V", self.list, self.paste, _("Dán từ Excel"))  # likewise
        shortcut("Ctrl+F", self.list, self.filter.setFocus, _("Tìm"))
        undo_keys(self.list, self.page)

    @property
    def form(self) -> RecordForm:
        """Made when it is first needed: the list comes sooner without it."""
        if self._form is None:
            self._form = made = RecordForm(self.sheet.groups(), _(self.sheet.words.next))
            made.saving.connect(self._save)
            made.leaving.connect(self._leave)
            made.history_wanted.connect(self.show_history)
            made.form.draft_due.connect(self._keep_draft)
            self.page.context.notices.closing.connect(made.form.flush_draft)
            self.addWidget(made)
        return self._form

    @property
    def bulk(self) -> BulkBox:
        """Between tools and list; made when it is first needed, too."""
        if self._bulk is None:
            fields = [field for group in self.sheet.groups() for field in group.fields]
            self._bulk = made = BulkBox([field for field in fields if field.key in self.sheet.many])
            made.applying.connect(self._change_many)
            self._inside.insertWidget(1, made)
        return self._bulk

    @property
    def year(self) -> int:
        return self.page.context.periods.period.year

    # --- reading ---

    def read(self) -> tuple[R, ...]:
        """The records to list; called by the worker."""
        equal: dict[str, Any] = {"unit_id": self.page.context.identity.unit_id}
        if self.sheet.is_yearly:
            equal["year"] = self.year
        found = keeping.list_records(self.page.context.store, self.sheet.cls, **equal)
        return tuple(sorted(found, key=self.sheet.order))

    def show_records(self, records: tuple[R, ...], taxonomy: tuple[ActivityField, ...]) -> None:
        """Show the list anew; the cursor and what is typed in the form stay."""
        kept = self._saved_last or self.table.current_record()
        self._saved_last = None
        if self.sheet.narrowing is not None and self.facet is not None:
            self.facet.set_choices(self.sheet.narrowing.choices(records))
        self._known = records, taxonomy
        self.model.set_records(records)
        self._narrow()
        self.table.select_record(kept)
        for made in (self.copy_button, self.filter):  # of an empty list nothing is sought: Ctrl+V fills it
            made.setEnabled(bool(records))
        self._choose()

    def _narrow(self) -> None:
        narrowing, chosen = self.sheet.narrowing, self.facet.currentData() if self.facet else None
        if narrowing is None or chosen is None:
            self.model.set_facet(None)
        else:
            period = self.page.context.periods.period
            self.model.set_facet(lambda record: narrowing.test(record, chosen, period))

    # --- the form ---

    def add(self, key: str = "") -> None:
        """A new record, or what is left of one that was half typed: the draft of this key, or of the usual one."""
        self._open(None, self.sheet.start(self.year), key or self._new_key)

    def copy(self) -> None:
        """A new record like the one under the cursor; its draft is its own, for another may be half typed."""
        like = self.table.current_record() or next(iter(self.model.shown_records()), None)
        if like is not None:
            self._open(None, self._values(like), f"{self._new_key} {like.id}")

    @property
    def _new_key(self) -> str:
        return f"{NEW} {self.year}" if self.sheet.is_yearly else NEW

    def edit(self, record: R) -> None:
        """A record that was kept before."""
        self._open(record, self._values(record), record.id)

    def _values(self, record: R) -> dict[str, Any]:
        hidden = {"year": self.year} if self.sheet.is_yearly else {}
        return hidden | {name: getattr(record, name) for name in self.form.form.boxes}

    def _open(self, record: R | None, values: dict[str, Any], key: str) -> None:
        store, kind = self.page.context.store, self.sheet.cls.kind
        opened = Opened(record, values, key)
        self.page.load(lambda: drafts.load_draft(store, kind, key), lambda draft: self._show_form(opened, draft))

    def _show_form(self, opened: Opened[R], draft: Draft | None) -> None:
        self.opened = opened
        records, taxonomy = self._known
        box = self.form.form.boxes.get("field")
        if box is not None and isinstance(box.input, ChoiceInput):
            box.input.set_choices(_choices(taxonomy))
        self.form.offer(records, self.sheet.suggested)
        self.form.show_record(opened.values, self.year, draft.values if draft else None)
        self.form.history_button.setVisible(opened.record is not None)
        self.setCurrentWidget(self.form)
        self.form_shown.emit(_(self.sheet.words.edit if opened.record else self.sheet.words.new))
        self.form.form.focus_first()
        self.page.say_draft(draft, _("Bỏ phần gõ dở"), self._drop_draft)

    def _drop_draft(self) -> None:
        opened, kind = self.opened, self.sheet.cls.kind
        if opened is not None:
            self.form.form.stop_draft()
            store = self.page.context.store
            self.page.context.jobs.run(lambda: drafts.discard_draft(store, kind, opened.key), owner=self.page)
            self._show_form(opened, None)

    def _keep_draft(self, texts: dict[str, str]) -> None:
        if self.opened is not None:
            self.page.keep_draft(self.sheet.cls.kind, self.opened.key, texts, self.form.draft_note.setText)

    def _save(self, values: dict[str, Any], is_next: bool) -> None:
        opened, store, cls = self.opened, self.page.context.store, self.sheet.cls
        if opened is None:
            return
        self.form.form.stop_draft()
        typed = filled(cls, values)

        def work() -> R:
            if opened.record is not None:
                record = replace(opened.record, **typed)
            else:
                record = replace(keeping.new_record(store, cls, **(opened.values | typed)), id=opened.new_id)
            keeping.save_records(store, [record])
            drafts.discard_draft(store, cls.kind, opened.key)
            return record

        refuse = partial(self.page.refuse, self.form.form)
        self.page.keep(work, lambda saved: self._saved(saved, is_next), refuse)

    def _saved(self, saved: R, is_next: bool) -> str:
        self._back_to_list()
        self._saved_last = saved
        if is_next:
            carried = {name: getattr(saved, name) for name in self.sheet.carried}
            self._open(None, self.sheet.start(self.year) | carried, self._new_key)
        return _("Đã lưu “{name}”.", name=self.sheet.name(saved))

    def _leave(self) -> None:
        """Back to the list; what was typed stays as a draft."""
        self.form.form.flush_draft()
        self._back_to_list()
        self.page.banner.hide_message()

    def _back_to_list(self) -> None:
        self.opened = None
        self.setCurrentWidget(self.list)
        self.list_shown.emit()
        self.table.setFocus()

    def show_history(self) -> None:
        """What was done to the record in the form, or under the cursor of the list."""
        record = self.opened.record if self.opened else self.table.current_record()
        if record is not None:
            open_history(self.page, record.id, self.sheet.name(record))

    def open_record(self, record: R) -> None:
        """A record that another page names."""
        self._back_to_list()
        self.edit(record)

    # --- acting on the list ---

    def _choose(self) -> None:
        chosen = self.table.chosen_count()
        self.bulk_button.setEnabled(chosen > 1)
        if chosen < 2 and self._bulk is not None:
            self._bulk.close_box()

    def change_many(self) -> None:
        """Ask which field of the chosen rows gets which value."""
        count = self.table.chosen_count()
        if count > 1:
            self.page.banner.hide_message()
            self.bulk.set_choices("field", _choices(self._known[1]))
            self.bulk.open_box(count)

    def _change_many(self, name: str, value: Any) -> None:
        store, cls = self.page.context.store, self.sheet.cls
        ids = [record.id for record in self.table.selected_records()]
        value = filled(cls, {name: value})[name]

        def words(count: int) -> str:
            self.bulk.close_box()
            return ngettext("Đã sửa {count} dòng.", "Đã sửa {count} dòng.", count)

        self.page.keep(lambda: bulk.set_field(store, cls, ids, name, value), words, self.bulk.show_error)

    def paste(self) -> None:
        """Cells copied in Excel become rows of this list."""
        kind = self.sheet.cls.kind
        defaults = {"year": self.year} if self.sheet.is_yearly else {}
        paste_into(self.page, self.sheet.page, kind, pasted_columns(self.table, kind), defaults)

    def delete(self, records: list[R]) -> None:
        """Delete what is selected; it can be taken back, so nobody is asked."""
        store = self.page.context.store
        self._act(
            lambda: keeping.delete_records(store, records),
            lambda _done: ngettext("Đã xóa {count} dòng.", "Đã xóa {count} dòng.", len(records)),
        )

    def copy_last_year(self) -> None:
        """Take over what the year before had, as far as this year does not have it yet."""
        store, cls, year = self.page.context.store, self.sheet.cls, self.year

        def work() -> int:
            copies = keeping.copy_from_year(store, cls, year)
            if copies:
                keeping.save_records(store, copies)
            return len(copies)

        def words(count: int) -> str:
            if not count:
                return _("Năm {year} không có gì mới để chép.", year=year - 1)
            return ngettext(
                "Đã chép {count} dòng từ năm {year}.", "Đã chép {count} dòng từ năm {year}.", count, year=year - 1
            )

        self._act(work, words)

    def _act(self, work: Callable[[], Any], words: Callable[[Any], str]) -> None:
        self.page.keep(work, words, self.page.banner.error)


def _choices(taxonomy: tuple[ActivityField, ...]) -> list[tuple[str, str]]:
    """The activity fields to choose from."""
    return [(field.code, field.name) for field in taxonomy if field.active]
