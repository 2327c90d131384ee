"""Chỉ tiêu: what each centre shall reach in a year, field by field; each change is kept at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from clc_desktop.domain.records import PlanTarget
from clc_desktop.gui import icons, theme
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.aggregator.target_grid import Sums, TargetGrid, TargetModel
from clc_desktop.gui.undoing import Offer, keep, undo_keys
from clc_desktop.gui.widgets import EmptyState, button, column, label, row, shortcut
from clc_desktop.i18n import N_, ngettext
from clc_desktop.i18n import text as _
from clc_desktop.usecases import keeping, targets
from clc_desktop.usecases.targets import YearTargets

PARTS = {"classes": N_("Số lớp"), "turns": N_("Lượt người")}


class TargetsPage(Page):
    """The year is the page's; classes and turns are two views of one grid."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Chỉ tiêu"), has_period=True)
        self.model = TargetModel(self)
        self.grid = TargetGrid(self.model)
        self.copy_button = button(_("Chép từ năm trước"), self.copy_last_year, icon="copy")
        self.assign_button = button(
            _("Ghi tệp giao"), lambda: context.notices.go_to.emit("units", None), kind="primary", icon="file-plus",
            tip=_("Mở trang Đơn vị: chỉ tiêu đi xuống các trung tâm trong tệp giao"),
        )  # fmt: skip
        self.add_to_head(self.copy_button, self.assign_button)
        group = QButtonGroup(self)
        self.parts = {part: button(_(words), kind="tab") for part, words in PARTS.items()}
        for part, choice in self.parts.items():
            choice.setCheckable(True)
            choice.clicked.connect(self._showing(part))
            group.addButton(choice)
        self.parts["classes"].setChecked(True)
        words = _("Gõ số vào ô, hoặc dán cả vùng chép từ Excel. Ô để trống là chưa giao. Thay đổi được lưu ngay.")
        self.note = label(words, "muted", wrap=True)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Tìm trung tâm… (Ctrl+F)"))
        self.filter.setAccessibleName(_("Tìm trung tâm"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedSize(220, theme.INPUT_HEIGHT)
        self.filter.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(self._narrow)
        shortcut("Ctrl+F", self, self.filter.setFocus, _("Tìm"))
        leave = shortcut("Esc", self.filter, self._leave_filter, _("Về bảng chỉ tiêu"))
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.filter.returnPressed.connect(self.grid.setFocus)
        above = row(*self.parts.values(), self.note, self.filter, spacing=theme.GRID)
        above.setStretch(len(self.parts), 1)
        self.units_button = button(_("Mở trang Đơn vị"), lambda: context.notices.go_to.emit("units", None))
        self.empty = EmptyState("target", _("Chưa có trung tâm nào trong năm này."), self.units_button)
        self.content.addLayout(above)
        self.nobody = EmptyState("search", _("Không có trung tâm nào theo bộ lọc này."),
                                 button(_("Xem tất cả"), self._leave_filter))  # fmt: skip
        self.table = QWidget()
        column(self.grid, Sums(self.grid, self.model), spacing=theme.GRID, parent=self.table)
        for made in (self.table, self.empty, self.nobody):
            self.content.addWidget(made, 1)
        self.empty.hide()
        self.nobody.hide()
        self.model.changed.connect(self._keep)
        self._is_closing = False
        context.notices.closing.connect(self._close)
        context.periods.changed.connect(lambda _period: self.grid.finish())
        self.model.refused.connect(lambda said: self.banner.say(said, "error"))
        undo_keys(self, self)

    def first_stop(self) -> QWidget | None:
        return self.grid if self.grid.isVisible() else self.filter if self.filter.isVisible() else self.units_button

    def refresh(self) -> None:
        store, year = self.context.store, self.context.periods.period.year
        self.load(lambda: targets.year_targets(store, year), self._show)

    def _show(self, found: YearTargets) -> None:
        self.model.show_year(found)
        has_keys = self.grid.hasFocus()
        self.empty.setVisible(not found.centres)
        for part in (self.note, self.filter, *self.parts.values(), self.copy_button, self.assign_button):
            part.setVisible(bool(found.centres))
        self._show_table()
        if has_keys and not found.centres:
            self.units_button.setFocus()

    def _show_table(self) -> None:
        """The grid, or words where no centre fits the filter; the cursor is on a number."""
        has_any = self.model.rowCount() > 0
        self.table.setVisible(has_any)
        self.nobody.setVisible(not has_any and self.empty.isHidden())
        if has_any and not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.model.index(0, 0))

    def _narrow(self, text: str) -> None:
        self.model.narrow(text)
        self._show_table()

    def _leave_filter(self) -> None:
        """All centres again; the grid takes the keys."""
        self.filter.clear()
        self.grid.setFocus()

    def _showing(self, part: str) -> Callable[[], None]:
        return lambda: self.model.show_part(part)

    def _close(self) -> None:
        """The last number is kept; nobody is told any more."""
        self._is_closing = True
        self.grid.finish()

    def _keep(self, changed: list[PlanTarget]) -> None:
        store, count = self.context.store, len(changed)
        if self._is_closing:
            self.context.jobs.run(lambda: keeping.save_records(store, changed), owner=self)
            return

        def done(_saved: None, offer: Offer) -> None:
            if count > 1:
                words = ngettext("Đã lưu {count} chỉ tiêu.", "Đã lưu {count} chỉ tiêu.", count)
                self.banner.done(words, *offer)

        keep(self, lambda: keeping.save_records(store, changed), done, self._not_kept)

    def _not_kept(self, error: Exception) -> None:
        """A locked year, for example: the grid shows again what is kept."""
        self.banner.error(error)  # type: ignore[arg-type]
        self.refresh()

    def copy_last_year(self) -> None:
        """Fill what is empty with the targets of the year before, in one change that can be undone."""
        store, now = self.context.store, self.model.year
        if now is not None:
            self.load(lambda: targets.year_targets(store, now.year - 1), lambda before: self._copy(before, now))

    def _copy(self, before: YearTargets, now: YearTargets) -> None:
        known = {(one.unit_id, code): target for one in before.centres for code, target in one.targets.items()}
        empty = (t for one in now.centres for t in one.targets.values() if not (t.classes or t.turns))
        pairs = ((target, known.get((target.unit_id, target.field))) for target in empty)
        copied = [
            replace(t, classes=old.classes, turns=old.turns) for t, old in pairs if old and (old.classes or old.turns)
        ]
        if copied:
            self._keep(copied)
        else:
            self.banner.say(_("Năm {year} không có gì mới để chép.", year=before.year), "warning")
