"""One field of several classes at once: what, to which value, and why where that is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PySide6.QtWidgets import QWidget

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.domain.records import ActivityField, LearningClass
from clc_desktop.gui.bulk_box import BulkBox
from clc_desktop.gui.fields import ChoiceInput, LineInput, ListInput
from clc_desktop.gui.forms import Field
from clc_desktop.gui.page import Page
from clc_desktop.gui.reason_box import ReasonBox
from clc_desktop.gui.table_view import RecordTable
from clc_desktop.gui.undoing import Offer, keep
from clc_desktop.gui.widgets import button, column
from clc_desktop.gui.words import CLASS_STATES, HOSTING
from clc_desktop.i18n import N_, ngettext, problem_text
from clc_desktop.i18n import text as _
from clc_desktop.usecases import bulk


class ManyClasses(QWidget):
    """Stands above the list, hidden until ``open_button`` is pressed with more than one row chosen."""

    def __init__(self, page: Page, table: RecordTable[ClassRow]) -> None:
        super().__init__()
        self._page, self._table = page, table
        self.open_button = button(
            _("Sửa nhiều dòng"), self.open_box, icon="pencil", key="Ctrl+E",
            tip=_("Chọn nhiều dòng bằng Shift hoặc Ctrl rồi sửa một mục của tất cả"),
        )  # fmt: skip
        self._offered: Sequence[ActivityField] = ()
        self._is_changing = False
        self._inside = column(parent=self)
        table.selectionModel().selectionChanged.connect(lambda *_args: self._choose())
        table.records.modelReset.connect(self._choose)
        self.hide()
        self._choose()

    @cached_property
    def box(self) -> BulkBox:
        """Made when it is first opened, as the page opens sooner without it."""
        made = BulkBox(_fields())
        made.applying.connect(self._set_field)
        self._inside.addWidget(made)
        return made

    @cached_property
    def reason(self) -> ReasonBox:
        """Why something doubtful is right."""
        made = ReasonBox()
        self._inside.addWidget(made)
        return made

    def offer(self, fields: Sequence[ActivityField]) -> None:
        """The fields of activity to choose from."""
        self._offered = fields

    def open_box(self) -> None:
        """Ask which field of the chosen classes gets which value."""
        count = self._table.chosen_count()
        if count > 1:
            self._page.banner.hide_message()
            self.box.set_choices("field", [(field.code, field.name) for field in self._offered if field.active])
            self.reason.close_box()
            self._is_changing = False
            self.show()
            self.box.open_box(count)

    def _choose(self) -> None:
        count = self._table.chosen_count()
        self.open_button.setEnabled(count > 1)
        if count < 2 and not self.isHidden():
            self._close()

    def _close(self) -> None:
        self.box.close_box()
        self.reason.close_box()
        self.hide()

    def _set_field(self, name: str, value: Any, reason: str = "") -> None:
        """Errors are said in the box; of what is only doubtful the reason is asked, once for all the classes."""
        if self._is_changing:  # pressed twice in haste: the second time would say that nothing was to be done
            return
        self._is_changing = True
        store, ids = self._page.context.store, [found.id for found in self._table.selected_records()]

        def refused(error: ClcError) -> None:
            self._is_changing = False
            if isinstance(error, InvalidRecord) and all(problem.severity == "warning" for problem in error.problems):
                self.box.answered()
                doubts = " ".join(map(problem_text, error.problems))
                self.reason.open_box(doubts, _("Vẫn sửa"), lambda why: self._set_field(name, value, why))
            else:
                self.box.show_error(error)

        work = lambda: bulk.set_field(store, LearningClass, ids, name, value, reason)  # noqa: E731
        keep(self._page, work, self._changed, refused)

    def _changed(self, count: int, offer: Offer) -> None:
        self._is_changing = False
        self._close()
        self._table.setFocus()
        if count:
            words = ngettext("Đã sửa {count} lớp.", "Đã sửa {count} lớp.", count)
            self._page.banner.done(words, *offer)
        else:
            self._page.banner.say(_("Các lớp đang chọn đã như vậy, không có gì để sửa."))


def _fields() -> list[Field]:
    """What may be changed in several classes at once."""
    hosting, states = ([(code, _(words)) for code, words in known.items()] for known in (HOSTING, CLASS_STATES))
    return [
        Field("state", N_("Tình trạng"), lambda: ChoiceInput(states), required=True),
        Field("field", N_("Lĩnh vực"), lambda: ChoiceInput([]), required=True),
        Field("hosting", N_("Hình thức tổ chức"), lambda: ChoiceInput(hosting), required=True),
        Field("venue", N_("Địa điểm"), LineInput),
        Field("lecturers", N_("Báo cáo viên, giảng viên"), ListInput),
        Field("partners", N_("Đơn vị phối hợp"), ListInput),
    ]
