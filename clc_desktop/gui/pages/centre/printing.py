"""In ấn: choose a paper, see it as it will lie on the table, print it or keep it as PDF, Word or Excel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from clc_desktop import i18n
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.page import Context, Page
from clc_desktop.gui.pages.centre.print_options import PrintOptions
from clc_desktop.gui.print_preview import PdfPreview
from clc_desktop.gui.widgets import button, column, row, scrolled
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import printing
from clc_desktop.usecases.printing import ClassChoice, Paper, Printed, Wish

KINDS = {"pdf": N_("Lưu PDF"), "docx": "Word", "xlsx": "Excel"}
DELAY = 150
"""Milliseconds after the last change before the paper is made again."""
LEFT_WIDTH = 328


class PrintingPage(Page):
    """Paper and options at the left, the paper itself at the right."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("In ấn"), has_period=True)
        self.options = PrintOptions()
        self.preview = PdfPreview()
        self.save_buttons = {form: self._save_button(form) for form in KINDS}
        self.print_button = button(_("In…"), self.print_, kind="primary", icon="printer", key="Ctrl+P")
        self.add_to_head(*self.save_buttons.values(), self.print_button)
        self.made: Printed | None = None
        self._shown_wish: Wish | None = None
        self._running: Wish | None = None
        self._wanted: tuple[Paper, str] | None = None
        left = QWidget()
        inside = column(self.options, parent=left)
        inside.setContentsMargins(0, 0, theme.GRID + 4, 0)  # the scroll bar stands there
        inside.addStretch(1)
        area = scrolled(left)
        area.setFixedWidth(LEFT_WIDTH)
        content = row(area, self.preview, spacing=theme.GRID // 2)
        content.setStretch(1, 1)
        self.content.addLayout(content, 1)
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self._make)
        self.options.changed.connect(self._timer.start)
        self._allow()

    def _save_button(self, form: str) -> QPushButton:
        tip = _("Lưu thành tệp {kind}, không đè lên tệp nào", kind=form.upper())
        icon = "download" if form == "pdf" else ""
        return button(_(KINDS[form]), lambda: self.save(form), icon=icon, tip=tip)

    # --- choosing ---

    def refresh(self) -> None:
        store, period = self.context.store, self.context.periods.period
        self._shown_wish = None
        self.load(lambda: printing.class_choices(store, period), self._offer)

    def open_with(self, what: Any) -> None:
        """Another page wants a paper of a class: its id for the sign-in sheet, or (paper, id)."""
        self._wanted = what if isinstance(what, tuple) else ("sign_in", str(what))
        self.mark_stale()

    def _offer(self, classes: tuple[ClassChoice, ...]) -> None:
        wanted, self._wanted = self._wanted, None
        self.options.offer(self.context.periods.period, classes)
        if wanted is not None:
            paper, class_id = wanted
            if any(choice.row.id == class_id for choice in classes):
                self.options.choose_class(class_id, paper)
            else:
                store = self.context.store
                self.load(lambda: printing.day_of(store, class_id), lambda day: self._go_to(day.year, wanted))
        self._make()

    def _go_to(self, year: int, wanted: tuple[Paper, str]) -> None:
        """The class is of another year: look at that, then at the class; one that was called off has no sheet."""
        if self.context.periods.period != calendar_year(year):
            self._wanted = wanted
            self.context.periods.choose(calendar_year(year))

    # --- making and showing ---

    def _make(self) -> None:
        """Make the paper that is wanted now; while one is being made only the last wish waits."""
        self._timer.stop()
        wish, store = self.options.wish(), self.context.store
        if wish is None or wish == self._shown_wish or self._running is not None:
            return
        self._running = wish
        self.context.jobs.run(
            lambda: printing.print_paper(store, wish),
            lambda made: self._made(wish, made),
            lambda error: self._failed(wish, error),
            owner=self,
        )

    def _made(self, wish: Wish, made: Printed) -> None:
        self._running, self._shown_wish, self.made = None, wish, made
        if made.rows or wish.paper not in ("class_list", "class_log"):
            self.preview.show_pdf(made.data)
        else:
            self.made = None
            self.preview.show_empty(_("Chưa có lớp nào đã tổ chức trong kỳ này."))
        self._allow()
        self._make()

    def _failed(self, wish: Wish, error: ClcError) -> None:
        self._running, self._shown_wish, self.made = None, wish, None
        self.preview.show_error(i18n.error_text(error))
        self._allow()
        self._make()

    def _allow(self) -> None:
        for made in (*self.save_buttons.values(), self.print_button):
            made.setEnabled(self.made is not None)

    # --- acting ---

    def print_(self) -> None:
        """Hand the pages that are shown to a printer."""
        if self.made is not None:
            self.preview.print_(self, self.made.name)

    def save(self, form: str) -> None:
        """Write the paper that is shown into a folder, under a new name."""
        wish, made = self._shown_wish, self.made
        if wish is None or made is None:
            return
        title = _("Chọn thư mục (tờ này có dữ liệu cá nhân)") if made.personal else _("Chọn thư mục để lưu")
        folder = dialogs.choose_folder(self, title)
        if folder is not None:
            store = self.context.store
            self.load(
                lambda: printing.save_paper(store, wish, form, folder), lambda path: self._saved(path, made.personal)
            )

    def _saved(self, path: Path, is_personal: bool) -> None:
        words = _("Đã lưu “{name}”.", name=path.name)
        if is_personal:
            words += " " + _("Tệp có dữ liệu cá nhân: chỉ giữ tại Trung tâm, in xong thì xóa.")
        self.banner.done(words, _("Mở thư mục"), lambda: dialogs.open_folder(path.parent))
