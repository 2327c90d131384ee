"""What each column of a workbook is: shown, and changed by the person; kept for the next file with these headings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from clc_desktop.gui import theme
from clc_desktop.gui.facets import WordBox
from clc_desktop.gui.widgets import card, clear_layout, column, label, row, scrolled
from clc_desktop.i18n import text as _
from clc_desktop.usecases import imports
from clc_desktop.usecases.imports import SheetRows

WIDTH = 240
"""Pixels of a box, at least."""
EXAMPLES = 3


class ColumnsCard(QWidget):
    """A line for each column: its heading, what stands in it, and the field that it fills."""

    kind_chosen = Signal(str)
    field_chosen = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[int, WordBox] = {}
        self.kind = WordBox(_("Trang này là danh sách"), list(imports.kinds_of_sheets()))
        self.kind.setMinimumWidth(WIDTH)
        self.kind.activated.connect(lambda _index: self.kind_chosen.emit(self.kind.currentData()))
        frame, inside = card()
        inside.addLayout(row(label(_("Trang này là danh sách"), "label"), self.kind, None, spacing=12))
        hint = _("Cột nào chưa đúng thì chọn lại; chương trình nhớ cho tệp sau có cùng tiêu đề.")
        inside.addWidget(label(hint, "muted", wrap=True))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(2 * theme.GRID)
        self.grid.setVerticalSpacing(theme.GRID)
        self.grid.setColumnStretch(1, 1)
        inside.addLayout(self.grid)
        page = QWidget()
        column(frame, None, parent=page)
        column(scrolled(page), parent=self)

    def show_sheet(self, sheet: SheetRows, cells: Sequence[tuple[int, tuple[str, ...]]]) -> None:
        """The columns of a sheet, with what stands in their first rows."""
        self.kind.setCurrentIndex(max(self.kind.findData(sheet.kind), 0))
        clear_layout(self.grid)
        self.boxes = {}
        for place, words in enumerate((_("Tiêu đề trong tệp"), _("Ví dụ"), _("Nhập vào mục"))):
            self.grid.addWidget(label(words, "muted"), 0, place)
        fields = [("", _("Không nhập")), *imports.fields_of(sheet.kind)]
        data = [texts for number, texts in cells if number > sheet.last_head_row]
        for line, found in enumerate(sheet.columns, start=1):
            examples = (texts[found.index] for texts in data if found.index < len(texts) and texts[found.index])
            shown = ", ".join(text for text, _n in zip(examples, range(EXAMPLES), strict=False))
            self.grid.addWidget(label(found.heading, "strong"), line, 0)
            self.grid.addWidget(label(shown if len(shown) < 60 else shown[:59] + "…", "muted"), line, 1)
            box = WordBox(_("{heading}: nhập vào mục", heading=found.heading), fields)
            box.setMinimumWidth(WIDTH)
            box.setCurrentIndex(max(box.findData(found.field), 0))
            box.activated.connect(partial(self._chosen, found.index))
            self.boxes[found.index] = box
            self.grid.addWidget(box, line, 2)

    def _chosen(self, index: int, _place: int) -> None:
        self.field_chosen.emit(index, self.boxes[index].currentData())
