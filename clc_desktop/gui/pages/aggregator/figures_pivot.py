"""Bảng xoay: any two of field, hosting, centre, month, quarter, year; beside it the year before or the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clc_desktop.gui import dialogs
from clc_desktop.gui.figure_words import AXES, DEFINITIONS, MEASURES, ask_words, axis_code
from clc_desktop.gui.matrix_view import Grid, MatrixView, Square
from clc_desktop.gui.pages.aggregator.figure_widgets import choice, say_exported
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.widgets import button, column, label, row
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import pivoting
from clc_desktop.usecases.pivoting import Layout

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.pivoting import Named, Pivot

BESIDE = {"none": N_("Không so sánh"), "before": N_("So với năm trước"), "plan": N_("So với kế hoạch")}


class PivotPanel(QWidget):
    """Four choices above, the table below; what cannot be counted says why and shows no table."""

    opened = Signal(object, str)
    """A cell and what it is called."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.found: Named | None = None
        self.measure = choice(
            _("Đếm gì"), [(code, _(words)) for code, words in MEASURES.items() if code in DEFINITIONS]
        )
        axes = [(code, _(words)) for code, words in AXES.items()]
        self.rows = choice(_("Dòng"), axes)
        self.columns = choice(_("Cột"), [("", _("(không chia cột)")), *axes])
        self.beside = choice(_("So sánh"), [(code, _(words)) for code, words in BESIDE.items()])
        self.columns.setCurrentIndex(self.columns.findData("hosting"))
        self.view = MatrixView(_("Bảng xoay"), name_width=250)
        self.view.opened.connect(self._open)
        self.said = label("", "muted", wrap=True)
        self.copy_button = button(
            _("Chép sang Excel"), self.copy, icon="copy", tip=_("Chép cả bảng (Ctrl+C chép phần chọn)")
        )
        self.export_button = button(_("Xuất Excel"), self.export, icon="file-spreadsheet")
        self._build()
        for box in (self.measure, self.rows, self.columns, self.beside):
            box.currentIndexChanged.connect(lambda _index: self.refresh())

    def _build(self) -> None:
        choices = row(spacing=12)
        for words, box in ((_("Đếm gì"), self.measure), (_("Dòng"), self.rows), (_("Cột"), self.columns),
                           (_("So sánh"), self.beside)):  # fmt: skip
            part = column(label(words, "label"), box, spacing=4)
            choices.addLayout(part)
        choices.addStretch(1)
        below = row(self.said, self.copy_button, self.export_button)
        below.setStretch(0, 1)
        outer = column(spacing=12, parent=self)
        outer.addLayout(choices)
        outer.addWidget(self.view, 1)
        outer.addLayout(below)

    @property
    def layout_chosen(self) -> Layout:
        """What the four boxes ask for."""
        columns = self.columns.currentData() or None
        return Layout(self.measure.currentData(), self.rows.currentData(), columns, self.beside.currentData())

    def refresh(self) -> None:
        """Count what is chosen; called by the page, and when a choice changes."""
        store, period, wanted = self.page.context.store, self.page.context.periods.period, self.layout_chosen
        if not wanted.possible:
            self._refuse(wanted)
            return
        self.page.load(lambda: pivoting.pivot(store, period, wanted), self._show)

    def _refuse(self, wanted: Layout) -> None:
        self.found = None
        self.view.show_grid(Grid())
        self._offer(False)
        if wanted.rows == wanted.columns:
            self.said.setText(_("Dòng và cột đang trùng nhau. Hãy chọn hai cách chia khác nhau."))
        elif wanted.beside == "plan" and wanted.measure not in ("classes", "turns"):
            self.said.setText(_("Chỉ số lớp và lượt người có kế hoạch để so sánh."))
        else:
            self.said.setText(
                _("Kế hoạch giao theo năm và lĩnh vực, không chia theo tháng, quý hay hình thức. Hãy chọn cách khác.")
            )

    def _offer(self, is_there: bool) -> None:
        self.copy_button.setEnabled(is_there)
        self.export_button.setEnabled(is_there)

    def _show(self, found: Named) -> None:
        if found.pivot.layout != self.layout_chosen:
            return  # another choice has been made since, and is on its way
        self.found = found
        self.view.show_grid(self._grid(found))
        self._offer(bool(found.pivot.rows))
        meaning = [_(DEFINITIONS[found.pivot.layout.measure]), _("Enter hoặc bấm đúp một ô để xem từng lớp.")]
        if found.pivot.layout.beside == "before" and not any(found.pivot.other.values()):
            meaning.insert(0, _("Năm trước chưa ghi gì."))
        self.said.setText(" ".join(meaning))

    def _names(self, found: Named, axis: str | None, codes: Sequence[str]) -> list[str]:
        return [axis_code(axis or "", code, found.fields, found.centres) for code in codes]

    def _grid(self, found: Named) -> Grid:
        pivot = found.pivot
        layout = pivot.layout
        shown: list[str | None] = [*pivot.columns, None] if layout.columns else [None]
        names = [*self._names(found, layout.columns, pivot.columns), _("Tổng")] if layout.columns else [_("Tổng")]
        heads = [f"{name}\n{words}" if words else name for name in names for words in self._under(layout)]
        lines = [*pivot.rows, None]
        squares = tuple(tuple(s for at in shown for s in self._squares(pivot, line, at)) for line in lines)
        titles = (*self._names(found, layout.rows, pivot.rows), _("Tổng cộng"))
        return Grid(axis_word(layout.rows), tuple(heads), titles, squares, has_total=True)

    def _under(self, layout: Layout) -> list[str]:
        """The words under each column's name."""
        if layout.beside == "none":
            return [""]
        other = _("Năm trước") if layout.beside == "before" else _("Kế hoạch")
        return [_("Kỳ này"), other, _("Tăng, giảm"), _("Đạt (%)")]

    def _squares(self, pivot: Pivot, line: str | None, at: str | None) -> list[Square]:
        """A place of the table. Its cell is put into words when it is opened: a province has fifty thousand squares."""
        made = [Square(pivot.value(line, at), key=(line, at, "value"))]
        if pivot.layout.beside != "none":
            made += [
                Square(pivot.beside(line, at), key=(line, at, "beside")),
                Square(pivot.change(line, at), signed=True, key=(line, at, "change")),
                Square(pivot.percent(line, at), key=(line, at, "percent")),
            ]
        return made

    def _open(self, key: tuple[str | None, str | None, str]) -> None:
        line, at, what = key
        if self.found is None:
            return
        pivot = self.found.pivot
        cells = {"beside": pivot.cell_beside, "change": pivot.cell_change, "percent": pivot.cell_percent}
        cell = cells.get(what, pivot.cell)(line, at)
        self.opened.emit(cell, ask_words(cell.asks[0], self.found.fields))

    # --- taking it away ---

    def copy(self) -> None:
        """The whole table to the clipboard, numbers as numbers."""
        self.view.selectAll()
        self.view.copy()
        self.page.banner.done(_("Đã chép cả bảng. Mở Excel rồi dán (Ctrl+V)."))

    def export(self) -> None:
        """The table as a workbook with formulas."""
        found = self.found
        if found is None:
            return
        name = f"bang-xoay-{found.pivot.period.code}.xlsx"
        path = dialogs.choose_target(self, _("Xuất bảng xoay"), name, ".xlsx")
        if path is None:
            return
        words = self._words(found)
        self.page.load(
            lambda: pivoting.write_workbook(found.pivot, words, path), lambda _done: say_exported(self.page, path)
        )

    def _words(self, found: Named) -> pivoting.Words:
        layout, pivot = found.pivot.layout, found.pivot
        under = self._under(layout)
        compared = under if len(under) > 1 else [_(MEASURES[layout.measure]), "", "", ""]
        rows, columns = self._names(found, layout.rows, pivot.rows), self._names(found, layout.columns, pivot.columns)
        return pivoting.Words(
            title=_(MEASURES[layout.measure]),
            subject=period_name(pivot.period),
            author=self.page.context.identity.unit_name,
            axis=axis_word(layout.rows),
            value=compared[0],
            other=compared[1],
            change=compared[2],
            percent=compared[3],
            total=_("Tổng cộng"),
            rows=dict(zip(pivot.rows, rows, strict=True)),
            columns=dict(zip(pivot.columns, columns, strict=True)),
            note=_(DEFINITIONS[layout.measure]),
        )


def axis_word(axis: str | None) -> str:
    """What stands above the names of the rows; by field where nothing was chosen."""
    words = AXES[axis or "field"]
    return _(words)
