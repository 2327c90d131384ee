"""Đã chốt: the reports that were frozen, writing one out as it was, and whether a code on paper still holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from clc_desktop import i18n
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.gui.cards import titled_card
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.table_view import RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, chip, clear_layout, column, label, row
from clc_desktop.gui.words import moment, period_of, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import freezing

if TYPE_CHECKING:
    from clc_desktop.domain.comparing import Difference
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.freezing import CodeCheck, FrozenReport

CHIPS = {"match": N_("Đúng"), "mistyped": N_("Gõ nhầm"), "unknown": N_("Không có"), "differs": N_("Đã khác")}
TONES = {"match": "done", "mistyped": "warning", "unknown": "error", "differs": "warning"}
SHOWN_CHANGES = 3

FIGURES = {
    "classes": N_("số lớp"), "turns": N_("lượt người"), "own": N_("tự tổ chức"), "joint": N_("phối hợp"),
    "held": N_("đã tổ chức"), "attended": N_("đã tham gia"), "planned": N_("kế hoạch"), "percent": N_("đạt (%)"),
    "total": N_("tổng số"), "centres": N_("số trung tâm"),
}  # fmt: skip
"""Parts of a figure's name; one without a word here is shown as it is."""
_FIELDS = {field.code: field.name for field in default_fields("")}
_CENTRE = re.compile(r"by_centre\[(.*?)\]\.?")

COLUMNS: tuple[Column[FrozenReport], ...] = (
    Column("period", N_("Kỳ"), lambda r: period_of(r.period), width=150),
    Column("code", N_("Mã kiểm tra của báo cáo"), lambda r: r.code, width=280, stretch=True),
    Column("at", N_("Chốt lúc"), lambda r: moment(r.at), width=170),
    Column("by", N_("Người chốt"), lambda r: r.by, width=150, optional=True),
)


class FrozenPanel(QWidget):
    """The list above, the check of a typed code below."""

    writing = Signal(object)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model = RecordModel(COLUMNS, self)
        self.table = RecordTable(self.model, "frozen")
        self.table.setAccessibleName(_("Các báo cáo đã chốt"))
        self.write_button = button(_("Xuất bản đã chốt"), self._write, icon="download")
        self.write_button.hide()  # stands in the page's row of tabs
        words = _("Chưa chốt báo cáo nào. Báo cáo đã chốt mang mã kiểm tra ở chân trang và không thay đổi nữa.")
        outer = column(parent=self, spacing=12)
        outer.addWidget(TablePanel(self.table, EmptyState("lock", words)), 1)
        outer.addWidget(self._check_card())
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._choose())
        self.table.opened.connect(lambda _report: self._write())
        self._choose()

    def _check_card(self) -> QFrame:
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

    def show_reports(self, found: tuple[FrozenReport, ...]) -> None:
        """Another list; what was chosen stays chosen."""
        kept = self.table.current_record()
        self.model.set_records(found)
        self.table.select_record(kept) if kept else self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        self.write_button.setEnabled(self.table.current_record() is not None)

    def _write(self) -> None:
        report = self.table.current_record()
        if report is not None:
            self.writing.emit(report)

    # --- checking paper ---

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
        lines = [words, *map(_change, largest_first[:SHOWN_CHANGES])]
        self.told.setText("\n".join(lines + ([_("… và {count} số liệu khác.", count=more)] if more > 0 else [])))
        self.told.show()

    def _forget(self) -> None:
        clear_layout(self.outcome)
        self.told.hide()


def _change(change: Difference) -> str:
    data = {"name": _figure_words(change.name), "paper": change.left, "now": change.right}
    return f"– {i18n.coded('proof', 'figure_changed', data)}"


def _figure_words(name: str) -> str:
    """``xã Pú Nhung, Giáo dục sức khỏe, số lớp`` for ``by_centre[xã Pú Nhung].by_field.health.classes``."""
    centre = _CENTRE.match(name)
    rest = name[centre.end() :] if centre else name
    parts = [part for part in rest.split(".") if part and part not in ("by_field", "by_centre")]
    shown = [_FIELDS.get(part) or word(FIGURES, part) for part in parts]
    return ", ".join([*([centre[1]] if centre else []), *shown])
