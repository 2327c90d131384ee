"""Lĩnh vực: the taxonomy. Names, unit words, what counts in the total, the order; used fields retire, none is lost."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from clc_desktop.domain.records import ActivityField
from clc_desktop.gui.choices import AnswerInput
from clc_desktop.gui.draft_line import DraftLine
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.forms import Field, Form, Group
from clc_desktop.gui.pages.settings_effects import EffectsBox
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, cancel_button, column, label, row, set_words
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import counting_changes, drafts

if TYPE_CHECKING:
    from clc_desktop.domain.errors import ClcError
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.counting_changes import Effect, FieldLine
    from clc_desktop.usecases.drafts import Draft

COUNTS: tuple[tuple[bool | None, str], ...] = ((True, N_("Tính vào tổng")), (False, N_("Không tính")))

COLUMNS: tuple[Column[FieldLine], ...] = (
    Column("name", N_("Lĩnh vực"), lambda r: r.field.name, width=260, stretch=True),
    Column("unit", N_("Đơn vị tính"), lambda r: r.field.unit_word, width=110),
    Column("counts", N_("Tổng số lớp"), lambda r: r.field.counts_in_total, "chip", 140,
           words=lambda on: _("Tính vào tổng") if on else _("Không tính"),
           tone=lambda r: "" if r.field.counts_in_total else "warning"),
    Column("used", N_("Bản ghi"), lambda r: r.used, "number", 92),
    Column("active", N_("Tình trạng"), lambda r: r.field.active, "chip", 130,
           words=lambda on: _("Đang dùng") if on else _("Ngừng dùng"),
           tone=lambda r: "done" if r.field.active else "warning"),
)  # fmt: skip

FORM, NEW = "field", "new"
"""Of the drafts; the key is the code of the field, or that there is none yet."""
GROUP = Group(N_("Lĩnh vực"), (
    Field("name", N_("Tên lĩnh vực"), LineInput, required=True),
    Field("unit_word", N_("Đơn vị tính"), LineInput, N_("Ví dụ: lớp, lần"), required=True, half=True),
    Field("counts_in_total", N_("Tổng số lớp"), lambda: AnswerInput(COUNTS), half=True),
))  # fmt: skip


class FieldsPanel(QWidget):
    """The list with its buttons; a form opens below it."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._editing: ActivityField | None = None
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "fields-of-activity")
        self.table.setAccessibleName(_("Các lĩnh vực"))
        self.add_button = button(_("Thêm lĩnh vực"), self.add, icon="plus")
        self.edit_button = button(_("Sửa lại"), self.edit, icon="pencil")
        self.up_button = button("", lambda: self.move_line(-1), icon="chevron-up", tip=_("Đưa lên"), key="Alt+Up")
        self.down_button = button(
            "", lambda: self.move_line(1), icon="chevron-down", tip=_("Đưa xuống"), key="Alt+Down"
        )
        self.retire_button = button(_("Ngừng dùng"), self.retire)
        self.delete_button = button(_("Xóa lĩnh vực"), self.delete, icon="trash-2")
        self.effects = EffectsBox()
        self.form_card = self._form_card()
        words = _("Lĩnh vực đã có số liệu không xóa được, chỉ ngừng dùng; số liệu cũ vẫn còn. Các trung tâm nhận danh "
                  "sách mới cùng tệp giao.")  # fmt: skip
        outer = column(label(words, "muted", wrap=True), spacing=12, parent=self)
        self.tools = QWidget()
        row(self.add_button, self.edit_button, self.up_button, self.down_button, self.retire_button,
            self.delete_button, None, parent=self.tools)  # fmt: skip
        outer.addWidget(self.tools)
        outer.addWidget(self.effects)
        outer.addWidget(self.form_card)
        self.list = TablePanel(self.table, EmptyState("book-open", _("Chưa có lĩnh vực nào.")))
        outer.addWidget(self.list, 1)
        outer.addStretch(0)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self.table.opened.connect(lambda _line: self.edit())
        self.table.adding.connect(self.add)
        self.table.deleting.connect(lambda _lines: self.delete())

    def _form_card(self) -> QFrame:
        frame = QFrame()
        self.form = Form((GROUP,), columns=1)
        self.save_button = button(_("Lưu lĩnh vực"), self.save, kind="primary", icon="check")
        self.draft = DraftLine(self._page, FORM, self.form.raw_values, self.form.show_raw)
        self.draft.drop_button.hide()  # Cancel does it
        below = row(self.save_button, cancel_button(self.close_form), self.draft, None)
        column(self.form, parent=frame).addLayout(below)
        self.form.edited.connect(self.draft.typed)
        self.form.saving.connect(lambda _next: self.save())
        self.form.leaving.connect(self.close_form)
        frame.hide()
        return frame

    # --- reading ---

    def refresh(self) -> None:
        """The list as it is kept; what was half typed opens again."""
        store = self._page.context.store

        def work() -> tuple[tuple[FieldLine, ...], list[Draft]]:
            kept = [draft for draft in drafts.drafts(store) if draft.form == drafts.SETTINGS + FORM]
            return counting_changes.field_lines(store), kept

        self._page.load(work, lambda found: self._show(*found))

    def _show(self, found: tuple[FieldLine, ...], kept: list[Draft]) -> None:
        before = self.table.current_record()
        self.model.set_records(found)
        self.table.select_record(before) if before else self.table.selectRow(0)
        self._choose()
        if kept and not self.list.isHidden():
            self._open_again(kept[0])

    def _open_again(self, draft: Draft) -> None:
        line = next((one for one in self.model.records if one.field.code == draft.key), None)
        if line is not None:
            self.table.select_record(line)
            self.edit()
        elif draft.key == NEW:
            self.add()

    def _choose(self) -> None:
        line, count = self.table.current_record(), self.model.rowCount()
        at = self.table.currentIndex().row()
        for one in (self.edit_button, self.retire_button):
            one.setEnabled(line is not None)
        self.delete_button.setEnabled(line is not None and line.used == 0 and count > 1)
        self.up_button.setEnabled(line is not None and at > 0)
        self.down_button.setEnabled(line is not None and at < count - 1)
        if line is not None:
            set_words(self.retire_button, _("Ngừng dùng") if line.field.active else _("Dùng lại"))

    @property
    def _fields(self) -> list[ActivityField]:
        return [line.field for line in self.model.records]

    # --- changing ---

    def add(self) -> None:
        """An empty form."""
        self._open(None, {"name": "", "unit_word": "lớp", "counts_in_total": True})

    def edit(self) -> None:
        """The form of the line under the cursor."""
        line = self.table.current_record()
        if line is not None:
            names = ("name", "unit_word", "counts_in_total")
            self._open(line.field, {name: getattr(line.field, name) for name in names})

    def _open(self, field: ActivityField | None, values: dict[str, object]) -> None:
        self._editing = field
        self.form.show_values(values)
        self.form.show_problems(())
        self.form_card.show()
        for hidden in (self.list, self.tools):
            hidden.hide()
        self.draft.load(field.code if field is not None else NEW, lambda: None, lambda _nothing: None)
        self.form.focus_first()

    def close_form(self) -> None:
        """Back to the list; what was typed is saved or given up."""
        self.effects.close_box()
        if self.list.isHidden():
            self.draft.drop()
        self.form_card.hide()
        for shown in (self.list, self.tools):
            shown.show()

    def save(self) -> None:
        """What is in the form."""
        values = self.form.values()
        if values is None:
            return
        store, editing, fields = self._page.context.store, self._editing, self._fields

        def ready(field: ActivityField) -> None:
            rest = [field if one.code == field.code else one for one in fields]
            self._keep(rest if editing else [*fields, field], _("Đã lưu lĩnh vực {name}.", name=field.name))

        if editing is not None:
            ready(replace(editing, **values))
        else:
            self._page.load(lambda: counting_changes.new_field(store, **values), ready)

    def move_line(self, by: int) -> None:
        """One place up or down."""
        line = self.table.current_record()
        if line is None:
            return
        fields = self._fields
        at = fields.index(line.field)
        if 0 <= at + by < len(fields):
            fields.insert(at + by, fields.pop(at))
            self._keep(fields, "")

    def retire(self) -> None:
        """No class can be given this field any more; or it can again."""
        line = self.table.current_record()
        if line is not None:
            changed = replace(line.field, active=not line.field.active)
            name = line.field.name
            stopped = _("Đã ngừng dùng {name}; số liệu cũ vẫn còn.", name=name)
            said = stopped if line.field.active else _("Dùng lại {name}.", name=name)
            self._keep([changed if one.code == changed.code else one for one in self._fields], said)

    def delete(self) -> None:
        """Only what nothing names."""
        line = self.table.current_record()
        if line is not None and not line.used:
            rest = [one for one in self._fields if one.code != line.field.code]
            self._keep(rest, _("Đã xóa lĩnh vực {name}.", name=line.field.name))

    def _keep(self, fields: list[ActivityField], words: str) -> None:
        """Look at what would move in locked periods, then save the whole list."""
        store = self._page.context.store

        def looked(found: tuple[Effect, ...]) -> None:
            if found:
                was_open = self.form_card.isVisible()
                self.form_card.hide()
                back = partial(self.form_card.setVisible, was_open)
                self.effects.open_box(found, lambda agreed: self._write(fields, agreed, words), back)
            else:
                self._write(fields, (), words)

        self._page.context.jobs.run(
            lambda: counting_changes.fields_effects(store, fields), looked, self._refused, owner=self
        )

    def _write(self, fields: list[ActivityField], agreed: tuple[str, ...], words: str) -> None:
        store = self._page.context.store
        self._page.act(
            lambda: counting_changes.save_fields(store, fields, agreed),
            lambda _done: self._written(words),
            self._refused,
        )

    def _written(self, words: str) -> None:
        self.close_form()
        self.refresh()
        if words:
            self._page.banner.done(words)

    def _refused(self, error: ClcError) -> None:
        self._page.banner.error(error)
