"""Lời mẫu: the standing words of our own reports (subject, opening, closing, headings, outline), one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.draft_line import DraftLine
from clc_desktop.gui.facets import WordBox
from clc_desktop.gui.fields import TextInput
from clc_desktop.gui.widgets import button, column, label, row
from clc_desktop.gui.words import moment, period_of
from clc_desktop.i18n import N_, error_text
from clc_desktop.i18n import text as _
from clc_desktop.usecases import report_texts

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.report_texts import Template, TemplateText, TextChange

GROUPS = {"titles": N_("Tên mục: {name}"), "narrative": N_("Lời sẵn: {name}")}


class StandingTexts(QWidget):
    """A text is chosen, typed over and kept from the page's period on; what it was before stays readable below."""

    saved = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.texts: dict[str, TemplateText] = {}
        frame, inside = titled_card(_("Lời mẫu của báo cáo"))
        self.choice = WordBox(_("Lời mẫu của báo cáo"))
        self.choice.setMinimumWidth(220)
        self.choice.currentIndexChanged.connect(lambda _index: self._show_text())
        self.editor = TextInput(5)
        self.editor.setAccessibleName(_("Lời mẫu"))
        self.since, self.past = label("", "muted", wrap=True), label("", "muted", wrap=True)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self.save_button = button(_("Lưu lời mẫu"), self.save, icon="check")
        self.restore_button = button(_("Dùng lại lời của chương trình"), self.restore, icon="undo-2")
        self.draft = DraftLine(page, "standing_text", lambda: {"text": self.editor.raw()}, self._show_draft)
        self.editor.edited.connect(self._typed)
        inside.addLayout(row(self.choice, self.since, None))
        inside.addWidget(self.editor)
        inside.addWidget(self.problem)
        inside.addLayout(row(self.save_button, self.restore_button, self.draft, None))
        inside.addWidget(self.past)
        column(frame, parent=self)

    def refresh(self) -> None:
        """Read the texts that hold in the page's period."""
        store, period = self._page.context.store, self._page.context.periods.period
        self._page.load(lambda: report_texts.template(store, period), self._show)

    def _show(self, found: Template) -> None:
        self.texts = {one.key: one for one in found.texts}
        self.choice.offer([(one.key, words_of(one)) for one in found.texts])
        self._show_text()

    def _show_text(self) -> None:
        one = self.texts.get(self.choice.currentData())
        if one is None:
            return
        store, period = self._page.context.store, self._page.context.periods.period
        self.draft.load(
            f"{one.key} {period.code}",
            lambda: report_texts.text_history(store, one.key),
            lambda found: self._show_one(one, found),
        )

    def _show_one(self, one: TemplateText, history: tuple[TextChange, ...]) -> None:
        self.editor.show_value(one.text)
        self.problem.hide()
        self.save_button.setEnabled(False)
        self.restore_button.setVisible(one.own)
        words = _("Lời riêng từ {period}", period=period_of(one.since)) if one.own else _("Lời của chương trình")
        self.since.setText(words)
        self.past.setText("\n".join(change_words(change) for change in history))
        self.past.setVisible(bool(history))

    def _typed(self) -> None:
        self.save_button.setEnabled(True)
        self.restore_button.hide()
        self.draft.typed()

    def _show_draft(self, texts: dict[str, str]) -> None:
        self.editor.show_raw(texts["text"])
        self._typed()

    def save(self) -> None:
        """From the page's period on."""
        self._act(self.editor.read().strip())

    def restore(self) -> None:
        """The program's own words again, from the page's period on."""
        self._act(None)

    def _act(self, text: str | None) -> None:
        store, period, key = self._page.context.store, self._page.context.periods.period, self.choice.currentData()

        def work() -> None:
            if text is None:
                report_texts.restore_text(store, period, key)
            else:
                report_texts.save_text(store, period, key, text)

        saved = self.draft.saving()
        self._page.act(work, lambda _done: self._done(saved), self._refused)

    def _done(self, saved: Callable[[], object]) -> None:
        saved()
        period = period_of(self._page.context.periods.period.code)
        self._page.banner.done(_("Đã lưu lời mẫu; báo cáo từ {period} dùng lời này.", period=period))
        self.refresh()
        self.saved.emit()

    def _refused(self, error: ClcError) -> None:
        self.problem.setText(error_text(error))
        self.problem.show()


def words_of(one: TemplateText) -> str:
    """``Trích yếu``, ``Tên mục: …``."""
    group = GROUPS.get(one.key.partition(".")[0])
    return _(group, name=_(one.label)) if group and "." in one.key else _(one.label)


def change_words(change: TextChange, name: str = "") -> str:
    """``08:00 12/01/2021, An: từ Năm 2020: Người ký: Lò Văn A``; ``name`` where several texts stand in one list."""
    lines = (change.text or "").splitlines()
    what = _("lại theo chương trình") if change.text is None else "; ".join(lines) or "–"
    return _("{at}, {who}: từ {period}: {text}", at=moment(change.at) if change.at else "–", who=change.by or "–",
             period=period_of(change.since), text=f"{name}: {what}" if name else what)  # fmt: skip
