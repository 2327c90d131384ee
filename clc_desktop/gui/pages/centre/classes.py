"""Lớp học: the list of a period's classes, and the form that takes its place while one is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from clc_desktop.domain.classes import ClassEntry, ClassRow
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ActivityField, LearningClass
from clc_desktop.gui.facets import Facet
from clc_desktop.gui.history_box import history_key, open_history
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.centre.many_classes import ManyClasses
from clc_desktop.gui.pages.list_files import export_button, paste_into, pasted_columns
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel, search_keys
from clc_desktop.gui.tool_row import ToolRow
from clc_desktop.gui.undoing import Offer, keep, undo_keys
from clc_desktop.gui.widgets import EmptyState, button, column, shortcut
from clc_desktop.gui.words import CLASS_STATES, HOSTING_SHORT, lately, time_of_day, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import classes, corrections, drafts, workspace

if TYPE_CHECKING:
    from clc_desktop.gui.pages.centre.class_form import ClassForm, FormMaterial

PASTED = {"sessions": "meetings", "turns": "present"}
"""Columns that a workbook names otherwise."""
FORM = "class"
NEW = "new"
FIRST = 200
"""The newest classes, shown while the others are being read."""
MANY = 2000
"""Classes from which on the filter is prepared by the worker, before the first key."""
AFTER_PAINT = 60
"""Milliseconds."""

COLUMNS: tuple[Column[ClassRow], ...] = (
    Column("starts_on", N_("Ngày"), lambda r: r.starts_on, "date", 108),
    Column("topic", N_("Tên lớp, chuyên đề"), lambda r: r.topic, width=320, stretch=True),
    Column(
        "state",
        N_("Tình trạng"),
        lambda r: None if r.state == "held" else r.state,
        "chip",
        112,
        words=lambda code: word(CLASS_STATES, code),
        tone=lambda r: "warning" if r.state == "cancelled" else "",
        seldom=True,
    ),
    Column("field", N_("Lĩnh vực"), lambda r: r.field_name, width=204),
    Column(
        "hosting",
        N_("Hình thức"),
        lambda r: r.hosting,
        width=104,
        words=lambda code: word(HOSTING_SHORT, code),
        optional=True,
    ),
    Column("sessions", N_("Số buổi"), lambda r: r.sessions, "number", 84, total=True, optional=True),
    Column("turns", N_("Lượt người"), lambda r: r.turns, "number", 108, total=True),
    Column("women", N_("Nữ"), lambda r: r.women, "number", 72, total=True, optional=True),
    Column("minority", N_("DTTS"), lambda r: r.minority, "number", 72, total=True, optional=True),
    Column("venue", N_("Địa điểm"), lambda r: r.venue, hidden=True),
    Column("partners", N_("Đơn vị phối hợp"), lambda r: r.partners, hidden=True),
    Column("lecturers", N_("Báo cáo viên, giảng viên"), lambda r: r.lecturers, hidden=True),
    Column("note", N_("Ghi chú"), lambda r: r.note, hidden=True),
)


class ClassesPage(Page):
    """List and form share the page; what is half typed is kept as a draft."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Lớp học"), has_period=True)
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "classes")
        self.table.setAccessibleName(_("Danh sách lớp học"))
        self.filter = FilterBox(self.table)
        self.field_facet = Facet(_("Mọi lĩnh vực"), [])
        self.hosting_facet = Facet(_("Mọi hình thức"), [(c, _(w)) for c, w in HOSTING_SHORT.items()])
        self.add_button = button(_("Ghi lớp mới"), self.add, kind="primary", icon="plus", key="Ctrl+N")
        self.copy_button = button(
            _("Như lớp trước"), self.copy, icon="copy", key="Ctrl+D", tip=_("Phiếu mới chép từ lớp đang chọn")
        )
        self.roll_button = button(
            _("Điểm danh"),
            self.roll,
            icon="list-checks",
            key="Ctrl+M",
            tip=_("Danh sách, các buổi, điểm danh của lớp đang chọn"),
        )
        self.print_button = button(
            _("In ký tên"), self.print_sheet, icon="printer", key="Ctrl+P",
            tip=_("In danh sách ký tên của lớp đang chọn"),
        )  # fmt: skip
        self.many = ManyClasses(self, self.table)
        self._form: ClassForm | None = None
        self._shown_period: Period | None = None
        self._key = NEW
        self.add_to_head(self.roll_button, self.add_button)
        self._build()
        self._connect()

    def _build(self) -> None:
        add = button(_("Ghi lớp đầu tiên"), self.add, kind="primary", icon="plus")
        empty = EmptyState("book-open", _("Chưa có lớp nào trong kỳ này."), add)
        self.panel = TablePanel(self.table, empty, totals=True)
        self.list = QWidget()
        inside = column(parent=self.list, spacing=12)
        left = (self.filter, self.field_facet, self.hosting_facet)
        self.export_button = export_button(self, N_("Lớp học"), [LearningClass.kind], by_period=True)
        right = (self.print_button, self.export_button, self.many.open_button, self.copy_button)
        self.tools = ToolRow(left, right)
        inside.addWidget(self.tools)
        inside.addWidget(self.many)
        inside.addWidget(self.panel)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.content.addWidget(self.stack)

    def _connect(self) -> None:
        self.table.opened.connect(lambda found: self.edit(found.id))
        self.table.adding.connect(self.add)
        self.table.deleting.connect(self.delete)
        for facet in (self.field_facet, self.hosting_facet):
            facet.currentIndexChanged.connect(lambda _index: self._apply_facets())
        history_key(self.list, self.show_history)
        shortcut("Ctrl+V", self.list, self.paste, _("Dán từ Excel"))  # also where the list is empty
        shortcut("Ctrl+F", self.list, self.filter.setFocus, _("Tìm"))
        undo_keys(self.list, self)

    @property
    def form(self) -> ClassForm:
        """Made when it is first needed: the list comes sooner without it."""
        if self._form is None:
            from clc_desktop.gui.pages.centre.class_form import ClassForm

            self._form = made = ClassForm()
            made.saving.connect(self._save)
            made.rolling.connect(self._save_and_roll)
            made.leaving.connect(self._leave)
            made.history_wanted.connect(self.show_history)
            made.printing.connect(self.print_sheet)
            made.draft_due.connect(self._keep_draft)
            self.context.notices.closing.connect(made.form.flush_draft)
            self.stack.addWidget(made)
        return self._form

    # --- reading ---

    def refresh(self) -> None:
        """The newest classes of another period at once and the rest behind them; after a change all in one."""
        period = self.context.periods.period
        if self._shown_period == period:
            self._read(period, None)
        else:
            self._read(period, FIRST)

    def _read(self, period: Period, newest: int | None) -> None:
        store = self.context.store

        def show(found: tuple[tuple[ClassRow, ...], tuple[ActivityField, ...]]) -> None:
            rows, fields = found
            if period != self.context.periods.period:  # another one was chosen meanwhile
                return
            is_whole = newest is None or len(rows) < newest
            self._show(rows, fields, is_whole)
            if is_whole:
                self._shown_period = period
            else:
                self._read(period, None)

        self.load(lambda: (classes.list_classes(store, period, newest), workspace.taxonomy(store)), show)

    def _show(self, rows: tuple[ClassRow, ...], fields: tuple[ActivityField, ...], is_whole: bool) -> None:
        kept = self.table.current_record()
        self.field_facet.set_choices([(field.code, field.name) for field in fields])
        self.model.set_records(rows, is_whole=is_whole)
        self.table.select_record(kept)
        self.many.offer(fields)
        for made in (self.copy_button, self.roll_button, self.print_button, self.filter):
            made.setEnabled(bool(rows))
        if len(rows) > MANY:  # once the list has been painted, for the worker would slow that down
            self.model.await_search_keys()
            QTimer.singleShot(AFTER_PAINT, self, lambda: self._prepare_filter(rows))

    def _prepare_filter(self, rows: tuple[ClassRow, ...]) -> None:
        self.load(lambda: search_keys(COLUMNS, rows), lambda keys: self.model.take_search_keys(rows, keys))

    def _apply_facets(self) -> None:
        field, hosting = self.field_facet.currentData(), self.hosting_facet.currentData()
        if field is None and hosting is None:
            self.model.set_facet(None)
        else:
            self.model.set_facet(lambda r: field in (None, r.field) and hosting in (None, r.hosting))

    def open_with(self, what: Any) -> None:
        if str(what).startswith(NEW):
            self._open_new(str(what))
        else:
            self.edit(str(what))

    # --- the form ---

    def add(self) -> None:
        """A new class, or what is left of one that was half typed."""
        self._open_new(NEW)

    def copy(self) -> None:
        """A new class like the one under the cursor (or the newest); its draft is its own."""
        like = self._row()
        if like is not None:
            self._open_new(f"{NEW} {like.id}")

    def _open_new(self, key: str) -> None:
        """A new class by the key of its draft, which names the class that it is like, if any."""
        store, like = self.context.store, key.removeprefix(NEW).strip()
        if like:
            self._open(lambda: classes.copy_class(store, like), key, first="starts_on")
        else:
            self._open(lambda: classes.new_class_entry(store), key)

    def roll(self) -> None:
        """The people, sessions and marks of the class under the cursor (or the newest)."""
        found = self._row()
        if found is not None:
            self.context.notices.go_to.emit("attendance", found.id)

    def _row(self) -> ClassRow | None:
        return self.table.current_record() or next(iter(self.model.shown_records()), None)

    def _opened(self) -> tuple[str, str] | None:
        """Id and topic of the class in the form, or of the one under the cursor of the list."""
        if self._form is not None and self.stack.currentWidget() is self._form and self._form.entry is not None:
            record = self._form.entry.learning_class
            return record.id, record.topic
        found = self._row()
        return (found.id, found.topic) if found else None

    def print_sheet(self) -> None:
        """The sign-in sheets of a class, on the page that prints."""
        if (found := self._opened()) is not None:
            self.context.notices.go_to.emit("printing", found[0])

    def show_history(self) -> None:
        """What was done to a class, by whom and when."""
        if (found := self._opened()) is not None:
            open_history(self, *found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self.layout().contentsMargins()  # type: ignore[union-attr]
        self.tools.fit(self.width() - margins.left() - margins.right())

    def edit(self, class_id: str) -> None:
        """A class that was recorded before."""
        self._open(lambda: classes.get_class(self.context.store, class_id), class_id)

    def _open(self, make: Any, key: str, *, first: str = "topic") -> None:
        from clc_desktop.gui.pages.centre.class_form import SUGGESTED, FormMaterial

        store = self.context.store

        def work() -> FormMaterial:
            draft = drafts.load_draft(store, FORM, key)
            earlier = {name: classes.suggestions(store, name) for name in SUGGESTED}
            is_left = draft is not None and key.startswith(NEW)
            entry = classes.new_class_entry(store) if is_left else make()
            kept, at = (draft.values, draft.saved_at) if draft else (None, "")
            said = corrections.corrected_classes(store).get(key, "")
            return FormMaterial(entry, workspace.taxonomy(store), earlier, kept, at, said)

        self.load(work, lambda material: self._show_form(material, key, first))

    def _show_form(self, material: FormMaterial, key: str, first: str) -> None:
        self._key, is_new = key, key.startswith(NEW)
        self.form.show_material(material, self.context.periods.period, is_new)
        self.stack.setCurrentWidget(self.form)
        self._show_head(False)
        self.title.setText(_("Ghi lớp mới") if is_new else _("Sửa lớp"))
        self.form.form.boxes[first].input.setFocus(Qt.FocusReason.TabFocusReason)
        if material.draft:
            words = _("Đây là phiếu còn dở, giữ lại lúc {time}.", time=lately(material.draft_at))
            self.banner.say(words, "info", _("Bỏ, ghi phiếu trắng"), lambda: self._drop_draft(key))
        elif material.corrected:
            words = _("Cấp trên đã sửa lớp này: {reason}", reason=material.corrected)
            look = _("Xem chỗ cấp trên sửa"), lambda: self.context.notices.go_to.emit("submit", "corrected")
            self.banner.say(words, "info", *look)

    def _drop_draft(self, key: str) -> None:
        self.form.form.stop_draft()
        self.context.jobs.run(lambda: drafts.discard_draft(self.context.store, FORM, key), owner=self)
        self.open_with(key)

    def _keep_draft(self, texts: dict[str, str]) -> None:
        key = self._key
        self.context.jobs.run(
            lambda: drafts.save_draft(self.context.store, FORM, key, texts),
            lambda kept: self.form.draft_note.setText(_("Đã giữ nháp lúc {time}", time=time_of_day(kept.saved_at))),
            owner=self,
        )

    def _save(self, entry: ClassEntry, is_next: bool) -> None:
        keep(self, self._saving(entry), lambda saved, offer: self._saved(saved, is_next, offer), self._refused)

    def _save_and_roll(self, entry: ClassEntry) -> None:
        def go_on(saved: ClassEntry) -> None:
            self._back_to_list()
            self.banner.hide_message()
            self.context.notices.go_to.emit("attendance", saved.learning_class.id)

        self.act(self._saving(entry), go_on, self._refused)

    def _saving(self, entry: ClassEntry) -> Callable[[], ClassEntry]:
        self.form.form.stop_draft()
        store, key = self.context.store, self._key

        def work() -> ClassEntry:
            saved = classes.save_class(store, entry)
            drafts.discard_draft(store, FORM, key)
            return saved

        return work

    def _saved(self, saved: ClassEntry, is_next: bool, offer: Offer) -> None:
        record = saved.learning_class
        self._back_to_list()
        self.banner.done(_("Đã lưu lớp “{topic}”.", topic=record.topic), *offer)
        if record.starts_on not in self.context.periods.period:
            words = _("Đã lưu. Lớp ngày {day} không thuộc kỳ đang xem.", day=record.starts_on)
            self.banner.say(words, "warning", *offer)
        if is_next:
            self._open(lambda: classes.new_class_entry(self.context.store, starts_on=record.starts_on), NEW)

    def _refused(self, error: ClcError) -> None:
        if isinstance(error, InvalidRecord):
            rest = self.form.show_refusal(error)
            self.banner.hide_message()
            if rest:
                self.banner.error(InvalidRecord(rest))
        else:
            self.form.form.start_draft()
            self.banner.error(error)

    def _leave(self) -> None:
        """Back to the list; what was typed stays as a draft."""
        self.form.form.flush_draft()
        self._back_to_list()
        self.banner.hide_message()

    def _back_to_list(self) -> None:
        self.stack.setCurrentWidget(self.list)
        self._show_head(True)
        self.title.setText(_("Lớp học"))
        self.table.setFocus()

    def _show_head(self, is_list: bool) -> None:
        for widget in (self.add_button, self.roll_button, self.period_chooser):
            if widget is not None:
                widget.setVisible(is_list)

    def paste(self) -> None:
        """Cells copied in Excel become classes."""
        kind = LearningClass.kind
        paste_into(self, "classes", kind, pasted_columns(self.table, kind, PASTED))

    # --- deleting ---

    def delete(self, rows: list[ClassRow]) -> None:
        """Delete what is selected; it can be taken back, so nobody is asked."""
        store, ids = self.context.store, [found.id for found in rows]

        def done(_deleted: None, offer: Offer) -> None:
            self.banner.done(ngettext("Đã xóa {count} lớp.", "Đã xóa {count} lớp.", len(ids)), *offer)

        keep(self, lambda: classes.delete_classes(store, ids), done)
