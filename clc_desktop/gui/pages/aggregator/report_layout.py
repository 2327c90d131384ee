"""Thể thức: how the report looks on paper from a year on, by level: head, Kính gửi, Nơi nhận, signature; its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.domain.errors import ClcError, Problem
from clc_desktop.gui.choices import AnswerInput
from clc_desktop.gui.draft_line import DraftLine
from clc_desktop.gui.facets import WordBox
from clc_desktop.gui.fields import LineInput, TextInput
from clc_desktop.gui.forms import Field, Form, Group
from clc_desktop.gui.pages.aggregator.report_standing import StandingTexts, change_words
from clc_desktop.gui.widgets import button, column, label, row, scrolled
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import report_templates

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.report_templates import ReportTemplate

LEVELS = {"centre": N_("Trung tâm"), "commune": N_("Cấp xã"), "district": N_("Cấp huyện"), "province": N_("Cấp tỉnh")}
SHOW_ADDRESSEES: tuple[tuple[bool | None, str], ...] = ((False, N_("Không in")), (True, N_("In")))


class LinesInput(TextInput):
    """One item a line; empty lines are none."""

    def read(self) -> Any:
        return tuple(line.strip() for line in super().read().splitlines() if line.strip())

    def show_value(self, value: Any) -> None:
        super().show_value("\n".join(value or ()))


def _lines(count: int) -> Any:
    return lambda: LinesInput(count)


GROUPS: tuple[Group, ...] = (
    Group(N_("Đầu báo cáo"), (
        Field("superior", N_("Cơ quan cấp trên"), LineInput, N_("Để trống nếu không in")),
        Field("issuer", N_("Cơ quan ban hành"), _lines(3), N_("Mỗi dòng in một dòng"), required=True),
        Field("symbol", N_("Ký hiệu sau số"), LineInput, half=True),
        Field("place", N_("Địa danh trước ngày"), LineInput, half=True),
    )),
    Group(N_("Kính gửi"), (
        Field("show_addressees", N_("Dòng “Kính gửi”"), lambda: AnswerInput(SHOW_ADDRESSEES)),
        Field("addressees", N_("Kính gửi ai"), _lines(3), N_("Mỗi dòng một nơi")),
    )),
    Group(N_("Nơi nhận"), (
        Field("recipients", N_("Nơi nhận"), _lines(9), N_("Mỗi dòng một nơi; dấu “- ” và “;” được in tự động")),
    )),
    Group(N_("Người ký"), (
        Field("authority", N_("Thẩm quyền ký"), _lines(4), N_("Ví dụ: TM. ỦY BAN NHÂN DÂN; mỗi dòng in một dòng")),
        Field("signer", N_("Họ và tên người ký"), LineInput),
    )),
)  # fmt: skip
NAMES = {field.key: field.label for group in GROUPS for field in group.fields}
SHOWN = 9
"""Changes that are listed below the form, the latest first; Nhật ký has them all."""


class LayoutPanel(QWidget):
    """The form of one level; it holds for reports of the page's year and of later years."""

    saved = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._is_asked = False
        self.levels = WordBox(_("Cấp báo cáo"))
        self.levels.currentIndexChanged.connect(lambda _index: self._read())
        self.since = label("", "muted", wrap=True)
        self.save_button = button(_("Lưu thể thức"), self.save, kind="primary", icon="check", key="Ctrl+S")
        self.reset_button = button(_("Dùng lại mẫu của chương trình"), self.reset, icon="undo-2")
        self.form = Form(GROUPS)
        self.draft = DraftLine(page, "report_layout", self.form.raw_values, self._show_draft)
        self.standing = StandingTexts(page)
        self.standing.saved.connect(self.saved)
        inside = QWidget()
        self.past = label("", "muted", wrap=True)
        column(self.form, self.past, self.standing, spacing=16, parent=inside)
        head = row(self.levels, self.since, self.draft, None, self.reset_button, self.save_button)
        head.setStretch(1, 100)
        outer = column(spacing=12, parent=self)
        outer.addLayout(head)
        outer.addWidget(scrolled(inside), 1)
        self.form.edited.connect(self._typed)

    @property
    def _year(self) -> int:
        return self._page.context.periods.period.year

    def refresh(self) -> None:
        """Read the levels, then the template of the one chosen."""
        self._page.load(lambda: report_templates.levels(self._page.context.store), self._show_levels)
        self.standing.refresh()

    def _show_levels(self, levels: Sequence[str]) -> None:
        self.levels.offer([(level, _(LEVELS[level])) for level in levels])
        self._read()

    def _read(self) -> None:
        level, year, store = self.levels.currentData(), self._year, self._page.context.store
        self.standing.setVisible(self.levels.currentIndex() == 0)
        if level:
            self.draft.load(f"{level} {year}", lambda: report_templates.report_template(store, level, year), self._show)

    def _typed(self) -> None:
        self.save_button.setEnabled(True)
        self.reset_button.hide()
        self.since.hide()
        self.draft.typed()

    def _show_draft(self, texts: dict[str, Any]) -> None:
        self.form.show_raw(texts)
        self._typed()

    def _show(self, found: ReportTemplate) -> None:
        self.form.show_values(found.values)
        self.form.show_problems(())
        for key, box in self.form.boxes.items():
            box.setVisible(key in found.values)
        self.save_button.setEnabled(False)
        words = (
            _("Theo thể thức đã sửa từ năm {year}.", year=found.since)
            if found.since
            else _("Theo mẫu của chương trình.")
        )
        self.since.setText(words)
        self.since.show()
        self.reset_button.setVisible(bool(found.since))
        self.past.setText("\n".join(change_words(change, _(NAMES[change.key])) for change in found.history[:SHOWN]))
        self.past.setVisible(bool(found.history))

    def save(self) -> None:
        """From the page's year on."""
        values = self.form.values()
        level, year, store = self.levels.currentData(), self._year, self._page.context.store
        if values is None or not level:
            return
        shown = {key: value for key, value in values.items() if not self.form.boxes[key].isHidden()}
        saved = self.draft.saving()

        def done(_nothing: object) -> None:
            saved()
            self._done(_("Đã lưu thể thức; báo cáo từ năm {year} theo mẫu này.", year=year))

        self._page.act(lambda: report_templates.save_report_template(store, level, year, shown), done, self._refused)

    def _refused(self, error: ClcError) -> None:
        if error.code == "issuer_missing":
            self.form.show_problems([Problem("required", "issuer")])
        else:
            self._page.banner.error(error)

    def reset(self) -> None:
        """The program's own again, from the page's year on."""
        level, year, store = self.levels.currentData(), self._year, self._page.context.store
        self._page.act(
            lambda: report_templates.reset_report_template(store, level, year),
            lambda _done: self._done(_("Báo cáo từ năm {year} lại theo mẫu của chương trình.", year=year)),
        )

    def _done(self, words: str) -> None:
        self._page.banner.done(words)
        self._read()
        self.saved.emit()
