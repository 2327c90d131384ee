"""A page with one form a year: the chosen year's records are shown, typed over, saved together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from clc_desktop.domain.records import Facility, Record, SelfAssessment, yearly_id
from clc_desktop.gui import theme
from clc_desktop.gui.fields import Unreadable, focus_target
from clc_desktop.gui.forms import Form, Group
from clc_desktop.gui.history_box import history_key, open_history
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.keeping_page import KeepingPage
from clc_desktop.gui.pages.list_files import export_button
from clc_desktop.gui.pages.sheets import filled
from clc_desktop.gui.undoing import undo_keys
from clc_desktop.gui.widgets import button, column, label, row, scrolled
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drafts, keeping
from clc_desktop.usecases.drafts import Draft

EXPORTED = (Facility, SelfAssessment)
"""The kinds for which a workbook has a sheet."""


@dataclass(frozen=True)
class YearView:
    """The records of a year that are stored, and what was half typed of them."""

    year: int
    records: tuple[Record, ...]
    draft: Draft | None


class YearPage(KeepingPage):
    """Each field's key is a field of one of the kinds; ``draft_name`` names the form among the drafts,
    and no two kinds have fields of one name in the form.
    """

    def __init__(
        self, context: Context, title: str, draft_name: str, kinds: Sequence[type[Record]], groups: Sequence[Group]
    ) -> None:
        super().__init__(context, title, has_period=True)
        self._draft_name, self._kinds = draft_name, tuple(kinds)
        self.view: YearView | None = None
        self.is_typed = False
        self.form = Form(groups, columns=min(len(groups), 2))
        self.save_button = button(_("Lưu"), self.save, kind="primary", icon="check", tip=_("Lưu (Ctrl+S)"))
        self.copy_button = button(_("Chép từ năm trước"), self.copy_last_year, icon="copy")
        self.note = label(kind="muted")
        exported = [cls.kind for cls in kinds if cls in EXPORTED]
        self.add_to_head(self.save_button)
        self.content.addLayout(row(self.note, None, export_button(self, title, exported), self.copy_button))
        inside = QWidget()
        column(self.form, None, parent=inside)
        self.beside = row(scrolled(inside), spacing=2 * theme.GRID)
        self.beside.setStretch(0, 1)
        self.content.addLayout(self.beside, 1)
        self.form.saving.connect(lambda _is_next: self.save())
        self.form.edited.connect(self._was_typed)
        self.form.draft_due.connect(self._keep_draft)
        context.notices.closing.connect(self.form.flush_draft)
        history_key(self, self.show_history)
        undo_keys(self, self)

    @property
    def year(self) -> int:
        return self.context.periods.period.year

    def open_with(self, what: Any) -> None:
        """The year of the record with this id, or of a draft (whose key is the year)."""
        self.choose_year_of(what, self._kinds)

    # --- reading ---

    def first_stop(self) -> QWidget | None:
        inputs = [focus_target(box.input) for box in self.form.boxes.values() if box.isVisible()]
        return next(iter(inputs), None)

    def refresh(self) -> None:
        """Read the year, unless this very year is being typed over."""
        year = self.year
        if self.view is not None and self.view.year == year and self.is_typed:
            return
        self.form.flush_draft()
        self.load(lambda: self._read(year), self._show)

    def _read(self, year: int) -> YearView:
        store = self.context.store
        found = (keeping.yearly_record(store, cls, year) for cls in self._kinds)
        records = tuple(record for record in found if record is not None)
        return YearView(year, records, drafts.load_draft(store, self._draft_name, str(year)))

    def _show(self, view: YearView) -> None:
        self.view = view
        self.form.stop_draft()
        self.form.show_values(self._values(view.records))
        self.form.show_problems(())
        self.is_typed = view.draft is not None
        self.note.setText(self.note_of(view))
        if view.draft is not None:
            self.form.show_raw(view.draft.values)
        self.say_draft(view.draft, _("Bỏ phần gõ dở"), self._drop_draft)
        self.values_shown()

    def note_of(self, view: YearView) -> str:
        """A line above the form."""
        return _("Số liệu cả năm {year}", year=view.year)

    def values_shown(self) -> None:
        """The form shows something else now."""

    def _values(self, records: Sequence[Record]) -> dict[str, Any]:
        """What the records say, by field."""
        return {
            f.name: getattr(record, f.name) for record in records for f in fields(record) if f.name in self.form.boxes
        }

    # --- typing ---

    def _was_typed(self) -> None:
        self.is_typed = True
        if self.view is not None:
            self.note.setText(_("Số liệu cả năm {year}, chưa lưu", year=self.view.year))

    def _keep_draft(self, texts: dict[str, str]) -> None:
        if self.view is not None:
            self.keep_draft(self._draft_name, str(self.view.year), texts, self._say_draft_kept(self.view.year))

    def _say_draft_kept(self, year: int) -> Callable[[str], None]:
        def say(words: str) -> None:
            if self.is_typed and self.view is not None and self.view.year == year:
                self.note.setText(" · ".join((_("Số liệu cả năm {year}, chưa lưu", year=year), words)))

        return say

    def _drop_draft(self) -> None:
        self.form.stop_draft()
        self.is_typed = False
        store, name, key = self.context.store, self._draft_name, str(self.year)
        self.context.jobs.run(lambda: drafts.discard_draft(store, name, key), owner=self)
        self.refresh()

    def typed(self, key: str) -> Any:
        """What stands in a field, None where it cannot be read."""
        try:
            return self.form.boxes[key].input.read()
        except Unreadable:
            return None

    # --- acting ---

    def save(self) -> None:
        """Keep the year's records, all or none; one that says nothing and was never stored is left out."""
        values, view = self.form.values(), self.view
        if values is None or view is None:
            return
        self.form.stop_draft()
        store, name, sent = self.context.store, self._draft_name, self.form.raw_values()

        def work() -> int:
            if records := [record for cls in self._kinds if (record := self._record(cls, view, values)) is not None]:
                keeping.save_records(store, records)
            drafts.discard_draft(store, name, str(view.year))
            return view.year

        def done(year: int) -> str:
            self.is_typed = self.form.raw_values() != sent  # what was typed meanwhile is not saved yet
            return self._saved(year)

        self.keep(work, done, partial(self.refuse, self.form))

    def _record(self, cls: type[Record], view: YearView, values: dict[str, Any]) -> Record | None:
        """The record of a kind with what was typed; None for one that says nothing and was never stored."""
        own = {f.name: values[f.name] for f in fields(cls) if f.name in values}
        stored = next((record for record in view.records if type(record) is cls), None)
        if stored is not None:
            return replace(stored, **filled(cls, own))
        if all(value in (None, "") for value in own.values()):
            return None
        return keeping.new_record(self.context.store, cls, year=view.year, **filled(cls, own))

    def _saved(self, year: int) -> str:
        return _("Đã lưu số liệu năm {year}.", year=year)

    def show_history(self) -> None:
        """What was done to the records of the year."""
        ids = [yearly_id(cls, self.context.identity.unit_id, self.year) for cls in self._kinds]
        open_history(self, ids, _("{title} năm {year}", title=self.title.text(), year=self.year))

    def copy_last_year(self) -> None:
        """Fill the form with the year before; nothing is saved yet."""
        store, year = self.context.store, self.year

        def work() -> list[Record]:
            return [copy for cls in self._kinds for copy in keeping.copy_from_year(store, cls, year)]

        self.load(work, lambda copies: self._show_copies(copies, year))

    def _show_copies(self, copies: list[Record], year: int) -> None:
        """Fill what this year says nothing about; what was typed for it stays."""
        last, before = self._values(copies), self.form.raw_values()
        boxes = self.form.boxes
        missing = [key for key, value in last.items() if not _is_empty(value) and _is_empty(self.typed(key))]
        if not missing:
            self.banner.say(_("Năm {year} không có gì mới để chép.", year=year - 1), "warning")
            return
        for key in missing:
            boxes[key].input.show_value(last[key])
        self._typed_by_us()
        told = _("Đã chép số liệu năm {year}. Xem lại rồi bấm Lưu.", year=year - 1)
        self.banner.say(told, "info", _("Hoàn tác"), lambda: self._put_back(before))

    def _put_back(self, texts: dict[str, str]) -> None:
        """As it was before it was copied."""
        self.form.show_raw(texts)
        self._typed_by_us()

    def _typed_by_us(self) -> None:
        self._was_typed()
        self._keep_draft(self.form.raw_values())
        self.values_shown()


def _is_empty(value: Any) -> bool:
    """Whether nobody has said anything."""
    return value is None or value in ("", ())
