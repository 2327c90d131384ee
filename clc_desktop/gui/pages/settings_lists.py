"""Xếp loại, lý do trả lại: criteria with their points and cut-offs; reasons that are offered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from clc_desktop.gui import theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.draft_line import DraftLine
from clc_desktop.gui.fields import IntegerInput, LineInput, TextInput, Unreadable
from clc_desktop.gui.pages.aggregator import offered_reasons
from clc_desktop.gui.pages.aggregator.findings import RETURN_REASONS
from clc_desktop.gui.widgets import button, column, label, row, scrolled
from clc_desktop.gui.words import RANKS, word
from clc_desktop.i18n import text as _
from clc_desktop.usecases import ranking, return_reasons
from clc_desktop.usecases.ranking import Criterion, RankScheme

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page

STEPS = ("good", "fair", "average")


class _CriterionRow(QWidget):
    """A name, its most points, and a way to take it out."""

    def __init__(self, criterion: Criterion, leave: object) -> None:
        super().__init__()
        self.name, self.most = LineInput(), IntegerInput()
        self.name.setAccessibleName(_("Tiêu chí"))
        self.name.setPlaceholderText(_("Tiêu chí"))
        self.most.setAccessibleName(_("Điểm tối đa"))
        self.most.setFixedWidth(88)
        self.name.show_value(criterion.name)
        self.most.show_value(criterion.most or None)
        self.remove = button("", lambda: leave(self), kind="tool", icon="x", tip=_("Bỏ tiêu chí này"))  # type: ignore[operator]
        self.remove.setFixedWidth(theme.INPUT_HEIGHT)
        line = row(self.name, self.most, label(_("điểm"), "muted"), self.remove, parent=self)
        line.setStretch(0, 1)


class RankingPanel(QWidget):
    """Criteria in rows, then from how many points each rank begins."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.rows: list[_CriterionRow] = []
        self.steps = {rank: IntegerInput() for rank in STEPS}
        frame, inside = titled_card(_("Tiêu chí tự đánh giá"))
        words = _("Mỗi tiêu chí có điểm tối đa. Không có tiêu chí thì trung tâm chỉ chọn mức xếp loại.")
        inside.addWidget(label(words, "muted", wrap=True))
        self._list = QVBoxLayout()
        inside.addLayout(self._list)
        self.add_button = button(_("Thêm tiêu chí"), lambda: self._add(Criterion("", 0), focus=True), icon="plus")
        self.total = label("", "muted")
        inside.addLayout(row(self.add_button, None, self.total))
        ranks, below = titled_card(_("Mức xếp loại"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GRID)
        grid.setColumnStretch(3, 1)
        for number, (rank, step) in enumerate(self.steps.items()):
            step.setFixedWidth(88)
            step.setAccessibleName(_("Điểm từ: {rank}", rank=_(RANKS[rank])))
            grid.addWidget(label(_("{rank}: từ", rank=_(RANKS[rank]))), number, 0)
            grid.addWidget(step, number, 1)
            grid.addWidget(label(_("điểm trở lên"), "muted"), number, 2)
        below.addLayout(grid)
        below.addWidget(label(_("Thấp hơn nữa là {rank}.", rank=word(RANKS, "poor")), "muted"))
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self.save_button = button(_("Lưu tiêu chí"), self.save, kind="primary", icon="check")
        sheet = QWidget()
        column(frame, ranks, spacing=16, parent=sheet).addStretch(1)
        sheet.setMaximumWidth(760)
        outer = column(scrolled(sheet), self.problem, parent=self)
        outer.setStretch(0, 1)
        self.draft = DraftLine(page, "rank_scheme", self._texts, self._show_texts)
        for step in self.steps.values():
            step.edited.connect(self.draft.typed)
        outer.addLayout(row(self.save_button, self.draft, None))

    def refresh(self) -> None:
        """The scheme that holds."""
        self.draft.load("", lambda: ranking.rank_scheme(self._page.context.store), self._show)

    def _show(self, found: RankScheme) -> None:
        self._show_rows(found.criteria)
        for rank, step in self.steps.items():
            step.show_value(getattr(found, rank))

    def _show_rows(self, criteria: Sequence[Criterion]) -> None:
        for one in list(self.rows):
            self._leave(one)
        for criterion in criteria:
            self._add(criterion)

    def _texts(self) -> dict[str, Any]:
        """What stands here, as typed."""
        rows = [[one.name.raw(), one.most.raw()] for one in self.rows]
        return {"criteria": rows, **{rank: step.raw() for rank, step in self.steps.items()}}

    def _show_texts(self, texts: dict[str, Any]) -> None:
        self._show_rows([Criterion("", 0)] * len(texts["criteria"]))
        for one, (name, most) in zip(self.rows, texts["criteria"], strict=True):
            one.name.show_raw(name)
            one.most.show_raw(most)
        for rank, step in self.steps.items():
            step.show_raw(texts[rank])

    def _add(self, criterion: Criterion, *, focus: bool = False) -> None:
        made = _CriterionRow(criterion, self._leave)
        made.most.edited.connect(self._sum)
        made.name.edited.connect(self.draft.typed)
        self.rows.append(made)
        self._list.addWidget(made)
        if focus:
            made.name.setFocus()
        self._sum()

    def _leave(self, gone: _CriterionRow) -> None:
        self.rows.remove(gone)
        gone.hide()
        gone.deleteLater()
        self._sum()

    def _sum(self) -> None:
        self.draft.typed()
        try:
            self.total.setText(_("Cộng: {count} điểm", count=sum(one.most.read() or 0 for one in self.rows)))
        except Unreadable:
            self.total.setText("")

    def save(self) -> None:
        """Keep criteria and cut-offs."""
        try:
            criteria = tuple(Criterion(one.name.read(), one.most.read() or 0) for one in self.rows)
            made = RankScheme(criteria, **{rank: step.read() or 0 for rank, step in self.steps.items()})
        except Unreadable:
            self.problem.setText(_("Điểm phải là số nguyên."))
            self.problem.show()
            return
        self.problem.hide()
        store = self._page.context.store
        saved = self.draft.saving()

        def done(_nothing: object) -> None:
            saved()
            self._page.banner.done(_("Đã lưu tiêu chí và mức xếp loại."))

        self._page.act(lambda: ranking.set_rank_scheme(store, made), done)


class ReasonsPanel(QWidget):
    """One reason a line."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        frame, inside = titled_card(_("Lý do trả lại"))
        words = _("Mỗi dòng một lý do; khi trả lại số liệu, các lý do này được gợi ý để chọn rồi sửa.")
        inside.addWidget(label(words, "muted", wrap=True))
        self.editor = TextInput(10)
        self.editor.setAccessibleName(_("Lý do trả lại"))
        inside.addWidget(self.editor)
        self.save_button = button(_("Lưu lý do"), self.save, kind="primary", icon="check")
        self.reset_button = button(_("Dùng lại danh sách của chương trình"), self.reset, icon="undo-2")
        self.draft = DraftLine(page, "return_reasons", lambda: {"text": self.editor.raw()}, self._show_draft)
        self.editor.edited.connect(self._typed)
        inside.addLayout(row(self.save_button, self.reset_button, self.draft, None))
        sheet = QWidget()
        column(frame, None, parent=sheet)
        sheet.setMaximumWidth(760)
        column(scrolled(sheet), parent=self)

    def refresh(self) -> None:
        """The list that is offered now."""
        standard = [_(reason) for reason in RETURN_REASONS]
        store = self._page.context.store
        self.draft.load("", lambda: return_reasons.return_reasons(store, standard), self._show)

    def _show(self, reasons: Sequence[str]) -> None:
        self.editor.show_value("\n".join(reasons))
        self.reset_button.show()

    def _show_draft(self, texts: dict[str, str]) -> None:
        self.editor.show_raw(texts["text"])
        self._typed()

    def _typed(self) -> None:
        self.reset_button.hide()
        self.draft.typed()

    def save(self) -> None:
        """Keep the lines."""
        store, typed = self._page.context.store, self.editor.read().splitlines()
        saved = self.draft.saving()

        def done(kept: Sequence[str]) -> None:
            saved()
            self.refresh()
            offered_reasons.read(self._page)
            self._page.banner.done(_("Đã lưu {count} lý do.", count=len(kept)))

        self._page.act(lambda: return_reasons.set_return_reasons(store, typed), done)

    def reset(self) -> None:
        """The program's own list."""
        store = self._page.context.store
        self._page.act(lambda: return_reasons.restore_return_reasons(store), lambda _done: self._restored())

    def _restored(self) -> None:
        offered_reasons.read(self._page)
        self.refresh()
