"""Học viên: the list of people, the form of one, and those who were perhaps written down twice."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.learners import masked
from clc_desktop.domain.records import ActivityField, Learner, birth_band
from clc_desktop.gui.amounts import YearInput
from clc_desktop.gui.choices import AnswerInput
from clc_desktop.gui.fields import LineInput, TextInput
from clc_desktop.gui.forms import Field, Group
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.centre.duplicates import DuplicatesView
from clc_desktop.gui.pages.centre.staff import STAYS_HERE
from clc_desktop.gui.pages.keeping_page import KeepingPage
from clc_desktop.gui.pages.sheet_view import NEW, Opened, SheetView
from clc_desktop.gui.pages.sheets import NameColumn, Sheet, SheetWords
from clc_desktop.gui.tables import Column, search_keys, sort_ranks
from clc_desktop.gui.widgets import button, set_words, shortcut
from clc_desktop.gui.words import SEXES, word
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import learners, workspace
from clc_desktop.usecases.drafts import Draft
from clc_desktop.usecases.learners import Duplicates, LearnerRow, with_details

MANY = 2000
"""Learners from which on filter and order are prepared by the worker, before the first key."""
AFTER_PAINT = 60  # milliseconds

SEX_ANSWERS = (("female", N_("Nữ")), ("male", N_("Nam")), (None, N_("Chưa rõ")))


class MaskedInput(LineInput):
    """A number that others in the room need not read: shown whole only while it is typed."""

    def __init__(self) -> None:
        super().__init__()
        self._number = ""

    def read(self) -> Any:
        return "".join(self.raw().split())

    def raw(self) -> str:
        return self.text() if self.hasFocus() else self._number

    def show_value(self, value: Any) -> None:
        self.show_raw(str(value or ""))

    def show_raw(self, text: str) -> None:
        self._number = text
        self.setText(text if self.hasFocus() else masked(text))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._put(self._number)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._number = self.text()
        super().focusOutEvent(event)
        self._put(masked(self._number))

    def _put(self, text: str) -> None:
        """Show it otherwise; that is no edit."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)


def learner_sheet(counts: dict[str, int]) -> Sheet[Any]:
    """The list and its form; ``counts`` (classes attended by learner) are filled after the list is shown."""
    return Sheet(
        Learner,
        "graduation-cap",
        SheetWords(
            title=N_("Học viên"),
            add=N_("Thêm học viên"),
            first=N_("Thêm học viên đầu tiên"),
            empty=N_("Chưa ghi học viên nào. Ghi từng người ở đây, hoặc lập danh sách ngay trong trang Điểm danh."),
            new=N_("Học viên mới"),
            edit=N_("Sửa học viên"),
            next=N_("Lưu và thêm người tiếp"),
            list=N_("Danh sách học viên"),
        ),
        (
            NameColumn("full_name", N_("Họ và tên"), lambda r: r.full_name or _("Học viên không có tên ở máy này"),
                       width=260, stretch=True, sorted_by=lambda r: r.full_name),
            Column("village", N_("Thôn/bản"), lambda r: r.village, width=220),
            Column("birth_year", N_("Năm sinh"), lambda r: str(r.birth_year or _band(r)), width=120),
            Column("sex", N_("Giới tính"), lambda r: r.sex, width=100, words=lambda code: word(SEXES, code)),
            Column("classes", N_("Số lớp đã dự"), lambda r: counts.get(r.id), "number", 130, total=False),
        ),
        _groups,
        name=lambda r: r.full_name,
        order=lambda _r: 0,
        suggested=("village",),
        carried=("village",),
        many=("village",),
        page="learners",
        has_totals=True,
    )  # fmt: skip


def _band(found: LearnerRow) -> str:
    """All that is known of the age of another PC's learner."""
    return "" if found.full_name or not found.birth_band else f"{found.birth_band}–{found.birth_band + 9}"


def _groups() -> tuple[Group, ...]:
    number = Field(
        "id_number",
        N_("Số định danh cá nhân"),
        MaskedInput,
        help=N_("12 chữ số, che đi khi không gõ"),
    )
    return (
        Group(
            N_("Người học"),
            (
                Field("full_name", N_("Họ và tên"), LineInput, required=True),
                Field("birth_year", N_("Năm sinh"), YearInput, half=True, help=N_("Không rõ thì để trống")),
                Field("sex", N_("Giới tính"), lambda: AnswerInput(SEX_ANSWERS), half=True),
                Field("village", N_("Thôn/bản"), LineInput, help=N_("Để phân biệt người trùng tên")),
            ),
        ),
        Group(
            STAYS_HERE,
            (
                Field("phone", N_("Điện thoại"), LineInput, help=N_("Nếu người học đồng ý. Có thể để trống.")),
                number,
                Field("note", N_("Ghi chú"), lambda: TextInput(2)),
            ),
        ),
    )


class LearnersView(SheetView[Any]):
    """The list over light rows, for there may be 50 000; the record is read when its form is opened."""

    merging = Signal(list)

    def __init__(self, page: KeepingPage, sheet: Sheet[Any], counts: dict[str, int]) -> None:
        super().__init__(page, sheet)
        self.counts = counts
        self.has_id_number = False
        tip = _("Gộp những dòng đang chọn (Ctrl+G)")
        self.merge_button = button(_("Gộp thành một người…"), self._merge_selected, icon="users", tip=tip)
        self.tools.add(self.merge_button)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._show_merging())
        shortcut("Ctrl+G", self.list, self._merge_selected, _("Gộp thành một người…"))

    def read(self) -> tuple[Any, ...]:
        return learners.list_learners(self.page.context.store)

    def show_records(self, records: tuple[Any, ...], taxonomy: tuple[ActivityField, ...]) -> None:
        super().show_records(records, taxonomy)
        self._show_merging()
        store = self.page.context.store
        self.page.load(lambda: learners.classes_attended(store), self._show_counts)
        if len(records) > MANY:  # once the list has been painted, for the worker would slow that down
            self.model.await_search_keys()
            QTimer.singleShot(AFTER_PAINT, self, self._prepare)

    def _prepare(self) -> None:
        shown, columns = self.model.records, self.model.columns
        load, model = self.page.load, self.model
        load(lambda: search_keys(columns, shown), lambda keys: model.take_search_keys(shown, keys), behind=True)
        load(lambda: sort_ranks(columns, shown), lambda ranks: model.take_sort_ranks(shown, ranks), behind=True)

    def _show_counts(self, found: dict[str, int]) -> None:
        self.counts.clear()
        self.counts.update(found)
        self.table.viewport().update()

    def edit(self, record: Any) -> None:
        store = self.page.context.store
        self.page.load(lambda: learners.get_learner(store, record.id), self.edit_whole)

    def _show_form(self, opened: Opened[Any], draft: Draft | None) -> None:
        self.form.form.boxes["id_number"].setVisible(self.has_id_number)
        super()._show_form(opened, draft)

    def edit_whole(self, learner: Learner) -> None:
        """Open the form on a record that was read already."""
        super().edit(learner)

    def _save(self, values: dict[str, Any], is_next: bool) -> None:
        year = values["birth_year"]
        super()._save(values | ({"birth_band": birth_band(year)} if year else {}), is_next)

    def delete(self, records: list[Any]) -> None:
        store, ids = self.page.context.store, [found.id for found in records]
        self._act(
            lambda: learners.delete_learners(store, ids),
            lambda _done: ngettext("Đã xóa {count} học viên.", "Đã xóa {count} học viên.", len(ids)),
        )

    def _show_merging(self) -> None:
        self.merge_button.setEnabled(len(self.table.selectionModel().selectedRows()) > 1)

    def _merge_selected(self) -> None:
        chosen = [found for found in self.table.selected_records() if found.full_name]
        if len(chosen) > 1:
            self.merging.emit([Duplicates(tuple(chosen), tuple(self.counts.get(r.id, 0) for r in chosen))])


class LearnersPage(KeepingPage):
    """List and form, and one button that says how many were perhaps written down twice."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Học viên"))
        self.counts: dict[str, int] = {}
        self._groups: tuple[Duplicates, ...] = ()
        self.view = LearnersView(self, learner_sheet(self.counts), self.counts)
        self.duplicates = DuplicatesView()
        self.add_button = button(_("Thêm học viên"), self.view.add, kind="primary", icon="plus", key="Ctrl+N")
        self.twice_button = button("-", self.show_duplicates, icon="users")
        self.twice_button.hide()
        self.add_to_head(self.duplicates.back_button, self.twice_button, self.add_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.duplicates)
        self.content.addWidget(self.stack)
        self._connect()
        self._show_list_head()

    def _connect(self) -> None:
        self.view.form_shown.connect(self._show_form_head)
        self.view.list_shown.connect(self._show_list_head)
        self.view.merging.connect(self._show_groups)
        self.duplicates.merging.connect(self.merge)
        self.duplicates.parting.connect(self.part)
        self.duplicates.leaving.connect(self._back)

    # --- reading ---

    def refresh(self) -> None:
        store = self.context.store

        def work() -> tuple[tuple[LearnerRow, ...], tuple[ActivityField, ...], bool]:
            return self.view.read(), workspace.taxonomy(store), learners.shows_id_numbers(store)

        self.load(work, lambda found: self._show(*found))
        self.load(lambda: learners.duplicates(store), self._show_twice, behind=True)

    def _show(self, rows: tuple[LearnerRow, ...], fields: tuple[ActivityField, ...], with_id_number: bool) -> None:
        self.view.has_id_number = with_id_number
        self.view.show_records(rows, fields)

    def _show_twice(self, groups: tuple[Duplicates, ...]) -> None:
        words = ngettext("{count} người có thể ghi hai lần", "{count} người có thể ghi hai lần", len(groups))
        set_words(self.twice_button, words)
        if self.stack.currentWidget() is self.duplicates:
            self.duplicates.show_groups(list(groups))
        else:
            self.twice_button.setVisible(bool(groups) and self.view.opened is None)
        self._groups = groups

    def open_with(self, what: Any) -> None:
        if what == NEW:
            self.view.add()
            return
        store = self.context.store
        self.load(lambda: learners.get_learner(store, str(what)), self.view.edit_whole)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.view.opened is None:
            self.view.table.setFocus()

    # --- duplicates ---

    def show_duplicates(self) -> None:
        """Everyone who may have been written down twice."""
        self._show_groups(list(self._groups))

    def _show_groups(self, groups: list[Duplicates]) -> None:
        self.stack.setCurrentWidget(self.duplicates)
        self.duplicates.show_groups(groups)
        self.duplicates.table.setFocus()
        self._show_list_head()

    def merge(self, kept_id: str, others: list[str]) -> None:
        """Make one person of several."""
        store = self.context.store
        self.keep(
            lambda: learners.merge_learners(store, kept_id, others),
            lambda kept: _("Đã gộp thành một người: {who}.", who=with_details(kept)),
            self._refused,
        )

    def part(self, ids: list[str]) -> None:
        """They are different people."""
        store = self.context.store
        words = _("Đã ghi nhớ: đây là những người khác nhau.")
        self.act(lambda: learners.set_apart(store, ids), lambda _done: self.banner.done(words), self._refused)

    def _refused(self, error: ClcError) -> None:
        self.banner.error(error)
        self.duplicates.show_group()

    def _back(self) -> None:
        self.stack.setCurrentWidget(self.view)
        self._show_list_head()
        self.view.table.setFocus()

    # --- head ---

    def _show_form_head(self, title: str) -> None:
        self.title.setText(title)
        for made in (self.add_button, self.twice_button, self.duplicates.back_button):
            made.hide()

    def _show_list_head(self) -> None:
        is_list = self.stack.currentWidget() is self.view
        self.title.setText(_("Học viên") if is_list else _("Người có thể bị ghi hai lần"))
        self.add_button.setVisible(is_list)
        self.twice_button.setVisible(is_list and bool(self._groups))
        self.duplicates.back_button.setVisible(not is_list)
