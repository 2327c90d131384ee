"""Kiểm tra: a code typed from paper, and a whole PDF beside its manifest and the submissions behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QWidget

from clc_desktop import i18n
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.pages.aggregator.figure_names import change_words, figure_words
from clc_desktop.gui.table_view import RecordTable
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import button, chip, clear_layout, column, label, row, scrolled
from clc_desktop.gui.words import period_of
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import freezing, verifying

if TYPE_CHECKING:
    from clc_desktop.domain.errors import Problem
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.freezing import CodeCheck
    from clc_desktop.usecases.verifying import Verification

CHIPS = {"match": N_("Đúng"), "mistyped": N_("Gõ nhầm"), "unknown": N_("Không có"), "differs": N_("Đã khác")}
TONES = {"match": "done", "mistyped": "warning", "unknown": "error", "differs": "warning"}
SEVERITIES = {"error": N_("Sai"), "warning": N_("Lưu ý")}
SHOWN_CHANGES = 3
LEAST_TABLE = 5 * theme.ROW_HEIGHT
"""Pixels: heading and a few rows also in a low window, which scrolls to them."""


def finding_words(found: Problem) -> str:
    """A finding about a PDF, its figure's name in words."""
    data = dict(found.data)
    if data.get("name") and found.code in ("figure_differs", "figure_on_paper", "figure_changed"):
        data["name"] = figure_words(str(data["name"]))
    return i18n.coded("proof", found.code, data)


COLUMNS: tuple[Column[Problem], ...] = (
    Column("severity", N_("Mức"), lambda r: _(SEVERITIES[r.severity]), "chip", 90,
           tone=lambda r: r.severity),
    Column("words", N_("Điều tìm thấy"), finding_words, width=600, stretch=True),
)  # fmt: skip


class CheckPanel(QWidget):
    """The code above, the file below."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.pdf: Path | None = None
        self.behind: list[Path] = []
        inside = QWidget()
        column(self._code_card(), self._file_card(), spacing=16, parent=inside).setStretch(1, 1)
        self.area = scrolled(inside)
        column(self.area, parent=self)

    # --- a code ---

    def _code_card(self) -> QFrame:
        frame, inside = titled_card(_("Kiểm tra mã trên giấy"))
        self.code = LineInput()
        self.code.setFixedWidth(280)
        self.code.setAccessibleName(_("Mã trên giấy"))
        self.code.setPlaceholderText(_("20 chữ số ở chân trang"))
        self.code.returnPressed.connect(self.check)
        self.code.edited.connect(self._forget)
        self.check_button = button(_("Kiểm tra"), self.check, icon="search")
        self.outcome = row()
        self.told = label("", wrap=True)
        self.told.hide()
        line = row(self.code, self.check_button)
        line.addLayout(self.outcome)
        line.addStretch(1)
        inside.addLayout(line)
        inside.addWidget(self.told)
        return frame

    def check(self) -> None:
        """Whether paper with this code says what the data say now."""
        typed, store = self.code.read(), self._page.context.store
        if typed:
            self._page.banner.hide_message()
            self._page.load(lambda: freezing.check_code(store, typed), self._checked)
        else:
            self.code.setFocus()

    def _checked(self, found: CodeCheck) -> None:
        self._forget()
        self.outcome.addWidget(chip(_(CHIPS[found.outcome]), TONES[found.outcome]))
        at = found.frozen.at if found.frozen else ""
        words = i18n.coded("check_code", found.outcome, {"code": found.code, "at": at})
        more = len(found.changes) - SHOWN_CHANGES
        largest_first = sorted(found.changes, key=lambda change: (change.name.count("."), "[" in change.name))
        lines = [words, *map(change_words, largest_first[:SHOWN_CHANGES])]
        self.told.setText("\n".join(lines + ([_("… và {count} số liệu khác.", count=more)] if more > 0 else [])))
        self.told.show()

    def _forget(self) -> None:
        clear_layout(self.outcome)
        self.told.hide()

    # --- a file ---

    def _file_card(self) -> QFrame:
        frame, inside = titled_card(_("Kiểm tra tệp báo cáo (PDF)"))
        words = _("Chọn tệp PDF đã xuất từ bản chốt; thêm tệp nộp của các trung tâm thì từng số liệu được tính lại.")
        inside.addWidget(label(words, "muted", wrap=True))
        self.pdf_button = button(_("Chọn tệp PDF"), self.choose_pdf, icon="file-text")
        self.behind_button = button(_("Thêm tệp nộp"), self.choose_behind, icon="file-plus")
        self.chosen = label("", "muted", wrap=True)
        self.verify_button = button(_("Kiểm tra tệp"), self.verify, kind="primary", icon="search")
        inside.addLayout(row(self.pdf_button, self.behind_button, self.verify_button, None))
        inside.addWidget(self.chosen)
        self.verdict = row()
        self.verdict_words = label("", wrap=True)
        line = row()
        line.addLayout(self.verdict)
        line.addWidget(self.verdict_words, 1)
        inside.addLayout(line)
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "verified")
        self.table.setAccessibleName(_("Những điều tìm thấy trong tệp báo cáo"))
        self.table.setMinimumHeight(LEAST_TABLE)
        self.table.hide()
        inside.addWidget(self.table, 1)
        inside.addStretch(0)
        self._show_chosen()
        return frame

    def choose_pdf(self) -> None:
        """Another report."""
        found = dialogs.choose_file(self, _("Tệp báo cáo"), ".pdf")
        if found is not None:
            self.pdf = found
            self._show_chosen()

    def choose_behind(self) -> None:
        """More submissions behind it."""
        found = dialogs.choose_files(self, _("Tệp nộp"), ".clcsync")
        self.behind = list(dict.fromkeys([*self.behind, *found]))
        self._show_chosen()

    def _show_chosen(self) -> None:
        names = [self.pdf.name] if self.pdf else []
        if self.behind:
            names.append(_("{count} tệp nộp", count=len(self.behind)))
        self.chosen.setText(_("Đã chọn: {names}", names=", ".join(names)) if names else "")
        self.chosen.setVisible(bool(names))
        self.verify_button.setEnabled(self.pdf is not None)
        clear_layout(self.verdict)
        self.verdict_words.setText("")
        self.table.hide()

    def verify(self) -> None:
        """Look at every page, signature and figure."""
        pdf, behind, store = self.pdf, tuple(self.behind), self._page.context.store
        if pdf is not None:
            self._page.read_long(
                lambda progress, cancelled: verifying.verify_slowly(store, pdf, behind, progress, cancelled),
                self._verified,
                _("Đang kiểm tra tệp báo cáo"),
            )

    def _verified(self, found: Verification | None) -> None:
        self._show_chosen()
        if found is None:
            self.verdict_words.setText(_("Đã dừng, chưa kiểm tra xong."))
            return
        self.verdict.addWidget(chip(_("Đúng") if found.true else _("Sai"), "done" if found.true else "error"))
        code = ("true" if found.recomputed else "true_so_far") if found.true else "untrue"
        words = i18n.coded("proof", code, {"code": found.code})
        whose = f"{found.unit_name}, {period_of(found.period)}. " if found.unit_name else ""
        self.verdict_words.setText(whose + words)
        self.model.set_records(sorted(found.findings, key=lambda one: one.severity))
        self.table.setVisible(bool(found.findings))
        if found.findings:
            QTimer.singleShot(0, self.table, self._show_table)  # once it has its place

    def _show_table(self) -> None:
        self.area.ensureWidgetVisible(self.verdict_words)
        self.area.ensureWidgetVisible(self.table)
