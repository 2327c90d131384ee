"""A form with the line of its buttons, which stays where it is while the fields scroll."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from clc_desktop.gui import theme
from clc_desktop.gui.fields import DateInput, LineInput
from clc_desktop.gui.forms import Form, Group
from clc_desktop.gui.history_box import history_button
from clc_desktop.gui.widgets import button, column, label, row, scrolled
from clc_desktop.i18n import text as _


class RecordForm(QFrame):
    """Fields, what is kept as a draft, Hủy, save and next, Lưu. It knows values, not records."""

    saving = Signal(dict, bool)
    leaving = Signal()
    history_wanted = Signal()

    def __init__(self, groups: Sequence[Group], next_words: str) -> None:
        super().__init__()
        self.form = Form(groups)
        self.draft_note = label(kind="muted")
        self.save_button = button(
            _("Lưu"), lambda: self._save(False), kind="primary", icon="check", tip=_("Lưu (Ctrl+S)")
        )
        self.next_button = button(next_words, lambda: self._save(True), tip=_("Lưu và mở phiếu mới (Ctrl+Enter)"))
        self.leave_button = button(_("Hủy"), self.leaving.emit, tip=_("Trở về danh sách (Esc)"))
        self.history_button = history_button(self.history_wanted.emit)
        inside = QWidget()
        column(self.form, None, parent=inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.GRID + 4)
        outer.addWidget(scrolled(inside), 1)
        outer.addLayout(
            row(self.history_button, self.draft_note, None, self.leave_button, self.next_button, self.save_button)
        )
        self.form.saving.connect(self._save)
        self.form.leaving.connect(self.leaving)

    def show_record(self, values: dict[str, Any], year: int, draft: dict[str, Any] | None) -> None:
        """Fill the form; days typed without a year belong to ``year``."""
        for box in self.form.boxes.values():
            if isinstance(box.input, DateInput):
                box.input.year = lambda: year
        self.form.stop_draft()
        self.form.show_values(values)
        self.form.show_problems(())
        self.draft_note.setText("")
        if draft is not None:
            self.form.show_raw(draft)

    def offer(self, records: Iterable[Any], names: Sequence[str]) -> None:
        """Suggest what other records have in these fields, the most used first."""
        known = list(records)
        for name in names:
            counts: dict[str, int] = {}
            for record in known:
                if text := getattr(record, name):
                    counts[text] = counts.get(text, 0) + 1
            box = self.form.boxes[name].input
            if isinstance(box, LineInput):
                box.offer(sorted(counts, key=lambda text: -counts[text]))

    def _save(self, is_next: bool) -> None:
        values = self.form.values()
        if values is not None:
            self.saving.emit(values, is_next)
