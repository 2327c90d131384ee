"""The tables of Số liệu by field, by centre and by figure: their columns, the cell behind each, what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from clc_desktop.domain.figures import NONE, AnnualFigures, CentreFigures, Count, Depth, FieldFigures, Target
from clc_desktop.gui import dialogs
from clc_desktop.gui.clipboard import copy_cells
from clc_desktop.gui.figure_words import DEFINITIONS
from clc_desktop.gui.pages.aggregator.figure_widgets import say_exported
from clc_desktop.gui.periods import period_name
from clc_desktop.gui.table_view import FilterBox, RecordTable, TablePanel
from clc_desktop.gui.tables import Column, RecordModel
from clc_desktop.gui.widgets import EmptyState, button, column, label, row, shortcut
from clc_desktop.gui.words import RANK_TONES, RANKS, percent, word
from clc_desktop.i18n import N_, number
from clc_desktop.i18n import text as _
from clc_desktop.usecases import figure_sheets
from clc_desktop.usecases.reporting import FigureText

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page

Before = Callable[[Any], Count | None]
"""What the line of a record said a year before; None where nobody recorded anything."""


def _counts(before: Before) -> tuple[Column[Any], ...]:
    """What fields and centres have in common: classes and turns beside plan and year before."""

    def of_before(name: str) -> Callable[[Any], int | None]:
        return lambda record: getattr(before(record) or Count(), name) or None

    return (
        Column("classes", N_("Số lớp"), lambda r: r.total.classes, "number", 80, total=True),
        Column("own", N_("Tự tổ chức"), lambda r: r.own.classes, "number", 98, total=True, optional=True),
        Column("joint", N_("Phối hợp"), lambda r: r.joint.classes, "number", 86, total=True, optional=True),
        Column("planned", N_("Kế hoạch"), lambda r: r.planned.classes or None, "number", 90, total=True),
        Column("percent", N_("Đạt"), lambda r: Target(r.planned.classes, r.total.classes).percent, "number", 78,
               words=percent),
        Column("before", N_("Năm trước"), of_before("classes"), "number", 98, total=True, optional=True),
        Column("turns", N_("Lượt người"), lambda r: r.total.turns, "number", 102, total=True),
        Column("before_turns", N_("Lượt năm trước"), of_before("turns"), "number", 122, total=True, optional=True),
        Column("planned_turns", N_("Kế hoạch lượt"), lambda r: r.planned.turns or None, "number", 122, total=True,
               optional=True),
        Column("turns_percent", N_("Đạt lượt"), lambda r: Target(r.planned.turns, r.total.turns).percent, "number",
               112, words=percent, optional=True),
        Column("own_turns", N_("Lượt tự tổ chức"), lambda r: r.own.turns, "number", 132, total=True, optional=True),
        Column("joint_turns", N_("Lượt phối hợp"), lambda r: r.joint.turns, "number", 122, total=True,
               optional=True),
    )  # fmt: skip


def field_columns(before: Before) -> tuple[Column[FieldFigures], ...]:
    """One line a field."""
    return (
        Column("name", N_("Lĩnh vực"), lambda r: r.name, width=220, stretch=True),
        *_counts(before),
        Column("persons", N_("Người học"), lambda r: r.persons or None, "number", 100, optional=True),
        Column("women", N_("Lượt nữ"), lambda r: r.women or None, "number", 96, total=True, optional=True),
        Column("unit", N_("Đơn vị tính"), lambda r: r.unit_word, width=110, optional=True),
    )


def centre_columns(before: Before) -> tuple[Column[CentreFigures], ...]:
    """One line a centre."""
    return (
        Column("name", N_("Trung tâm"), lambda r: r.name, width=220, stretch=True),
        *_counts(before),
        Column("persons", N_("Người học"), lambda r: r.persons or None, "number", 104, total=True, optional=True),
        Column("funding", N_("Kinh phí (đồng)"), lambda r: r.regular_funding or None, "number", 140, total=True,
               optional=True),
        Column("rank", N_("Xếp loại"), lambda r: r.rank, "chip", 116, words=lambda code: word(RANKS, code),
               tone=lambda r: RANK_TONES.get(r.rank or "", "")),
    )  # fmt: skip


def _said(line: FigureText | None) -> str | None:
    """A figure as the window writes numbers; what is no number as the report says it."""
    if line is None:
        return None
    if line.number is None:
        return line.text
    return percent(line.number) if isinstance(line.number, Decimal) else number(line.number)


LINE_COLUMNS: tuple[Column[FigureText], ...] = (
    Column("label", N_("Số liệu"), lambda r: r.label, width=290),
    Column("text", N_("Giá trị"), _said, width=170),
    Column("before", N_("Năm trước"), lambda r: _said(r.before), width=150, optional=True),
    Column("definition", N_("Cách tính"), lambda r: r.definition, width=400, stretch=True),
)

FIELD_CELLS = {
    "classes": "classes", "own": "own.classes", "joint": "joint.classes", "planned": "planned.classes",
    "percent": "classes_percent", "before": "classes", "turns": "turns", "before_turns": "turns",
    "planned_turns": "planned.turns", "turns_percent": "turns_percent", "own_turns": "own.turns",
    "joint_turns": "joint.turns", "persons": "persons", "women": "women",
}  # fmt: skip
CENTRE_CELLS = {
    "classes": "classes.held", "own": "own.classes", "joint": "joint.classes", "planned": "classes.planned",
    "percent": "classes.percent", "before": "classes.held", "turns": "turns.attended",
    "before_turns": "turns.attended", "planned_turns": "turns.planned", "turns_percent": "turns.percent",
    "own_turns": "own.turns", "joint_turns": "joint.turns", "persons": "persons", "funding": "funding.regular",
    "rank": "ranked",
}  # fmt: skip
"""The figure behind each column (``domain/cells.py``)."""
TOTAL_CELLS = {key: name for key, name in CENTRE_CELLS.items() if key not in ("percent", "turns_percent", "rank")} | {
    "women": "women"
}
"""The figure behind each sum below a table."""
OF_BEFORE = frozenset({"before", "before_turns"})
"""The columns that are about the year before."""

MEANINGS = {
    "classes": N_("Lớp đã tổ chức, khai giảng trong kỳ."),
    "own": N_("Lớp do trung tâm tự tổ chức."),
    "joint": N_("Lớp do trung tâm phối hợp với đơn vị khác tổ chức."),
    "planned": DEFINITIONS["planned_classes"],
    "percent": N_("Số lớp so với chỉ tiêu lớp."),
    "before": N_("Số lớp của cùng kỳ năm trước."),
    "turns": DEFINITIONS["turns"],
    "before_turns": N_("Lượt người của cùng kỳ năm trước."),
    "planned_turns": DEFINITIONS["planned_turns"],
    "turns_percent": N_("Lượt người so với chỉ tiêu lượt người."),
    "own_turns": N_("Lượt người ở các lớp tự tổ chức."),
    "joint_turns": N_("Lượt người ở các lớp phối hợp."),
    "persons": N_("Người khác nhau có tên trong sổ điểm danh."),
    "women": DEFINITIONS["women"],
    "funding": N_("Tiền Nhà nước cấp cho hoạt động thường xuyên."),
    "rank": N_("Xếp loại do trung tâm tự đánh giá."),
}
"""What each column counts."""
_BY_CENTRE_LATER = frozenset(CENTRE_CELLS) - OF_BEFORE
_FIELDS_LATER = frozenset({"turns", "turns_percent", "own_turns", "joint_turns", "persons", "women"})
_LAST = frozenset({"persons", "women"})
NOT_YET: Mapping[Depth, tuple[frozenset[str], frozenset[str]]] = {
    "fields": (_FIELDS_LATER, _BY_CENTRE_LATER),
    "turns": (_LAST, _LAST),
    "all": (frozenset(), frozenset()),
}
"""The columns that are still being counted: of fields, of centres."""


def past_counts(before: AnnualFigures) -> dict[str, Count]:
    """What a year says by the code of a field and the id of a centre: nothing of one that nobody recorded, not 0."""
    if before.total == NONE:
        return {}
    listed = {one.code: one.total for one in before.fields}
    return listed | {one.unit_id: one.total for one in before.centres}


def field_lines(found: AnnualFigures, before: AnnualFigures | None) -> tuple[FieldFigures, ...]:
    """The fields, those that only the year before had, and the plan that no field has: so the sums are the report's."""
    if not found.centres:
        return ()
    known = {one.code for one in found.fields}
    gone = [replace(one, own=NONE, joint=NONE, planned=NONE) for one in before.fields] if before else []
    past = past_counts(before) if before else {}
    rest = [FieldFigures("", _("Không chia theo lĩnh vực"), "", True, NONE, NONE, found.unplaced)]
    left = [one for one in gone if one.code not in known and past.get(one.code, NONE) != NONE]
    return (*found.fields, *left, *(rest if found.unplaced != NONE else ()))


def centre_lines(found: AnnualFigures, before: AnnualFigures | None) -> tuple[CentreFigures, ...]:
    """The centres, and those that only the year before had."""
    known = {one.unit_id for one in found.centres}
    past = [one for one in before.centres if one.unit_id not in known and one.total != NONE] if before else []
    return (*found.centres, *(CentreFigures(one.unit_id, one.name, NONE, NONE, NONE, {}) for one in past))


class FigureModel(RecordModel[Any]):
    """Fields that are in no total stay out of the totals below them, too, as in the report."""

    def totals(self) -> dict[int, int]:
        counted = [one for one in self.shown_records() if _is_counted(one)]
        return {
            number: sum(spec.value(one) or 0 for one in counted)
            for number, spec in enumerate(self.columns)
            if spec.total and spec.key not in self.waiting
        }


class FigureTable(RecordTable[Any]):
    """A table whose cells open one by one: the cursor is on a cell, not on a row."""

    cell_opened = Signal(object, str)
    """The record, and the key of the column under the cursor."""

    def __init__(self, columns: tuple[Column[Any], ...], name: str, words: str) -> None:
        super().__init__(FigureModel(columns), name)
        self.records.setParent(self)
        self.setAccessibleName(words)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.opened.connect(self._tell)

    def _tell(self, record: object) -> None:
        self.cell_opened.emit(record, self.key_under_cursor())

    def key_under_cursor(self) -> str:
        """The key of the column in which the cursor is."""
        return self.records.columns[max(self.currentIndex().column(), 0)].key

    def title(self, key: str) -> str:
        """The heading of a column as words of a sentence; that of the classes for what has no number."""
        wanted = key if key in MEANINGS else "classes"
        return next(_(one.title) for one in self.records.columns if one.key == wanted).lower()

    def show_records(
        self, records: Sequence[Any], waiting: frozenset[str] = frozenset(), *, has_before: bool = True
    ) -> None:
        """Other lines, with columns still being counted; the cursor stays in its place. Without a year before its
        columns leave their room to others."""
        at = self.currentIndex()
        row_at, column_at = at.row(), at.column()
        model = self.records
        model.waiting = waiting
        model.columns = tuple(replace(one, hidden=one.key in OF_BEFORE and not has_before) for one in model.columns)
        model.set_records(records)
        self._fit_columns()
        if 0 <= row_at < self.records.rowCount():
            self.setCurrentIndex(self.records.index(row_at, column_at))

    def copied(self, rows: Iterable[int]) -> list[list[str]]:
        """Lines as they are copied to Excel: headings first, numbers without dots, what is still counted as dots."""
        model, listed = self.records, self.listed()
        lines = [[_(spec.title) for spec in listed]]
        for record in map(model.record_at, rows):
            cells = [(spec, exact(spec, record)) for spec in listed]
            lines.append(["…" if spec.key in model.waiting else _copied(spec, value) for spec, value in cells])
        return lines

    def listed(self) -> list[Column[Any]]:
        """The columns that are taken away: those too, for which there was no room."""
        return [spec for spec in self.records.columns if not spec.hidden]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_cells(self.copied(self._selected_rows()))
        else:
            super().keyPressEvent(event)

    def _selected_rows(self) -> list[int]:
        return sorted({index.row() for index in self.selectionModel().selectedIndexes()})


class FigurePart(QWidget):
    """A table with its filter above; below it what the column under the cursor means, Copy and Export."""

    total_opened = Signal(str)
    """The key of a column whose sum is wanted."""

    def __init__(self, page: Page, table: FigureTable, empty: EmptyState, *, totals: bool = True) -> None:
        super().__init__()
        self._page, self.table, self._has_totals = page, table, totals
        self.said = label("", "muted", wrap=True)
        self.copy_button = button(_("Chép sang Excel"), self.copy, icon="copy",
                                  tip=_("Chép cả bảng (Ctrl+C chép phần chọn)"))  # fmt: skip
        self.export_button = button(_("Xuất Excel"), self.export, icon="file-spreadsheet",
                                    tip=_("Ghi bảng ra tệp Excel; tổng và tỉ lệ là công thức"))  # fmt: skip
        below = row(self.said, self.copy_button, self.export_button)
        below.setStretch(0, 1)
        outer = column(parent=self, spacing=12)
        outer.addLayout(row(FilterBox(table), None))
        panel = TablePanel(table, empty, totals=totals)
        outer.addWidget(panel, 1)
        outer.addLayout(below)
        self._totals = panel.totals
        if self._totals is not None:
            self._totals.installEventFilter(self)
            self._totals.setToolTip(_("Bấm đúp một số để xem từng lớp, từng tệp (Ctrl+Enter: số của cột đang chọn)"))
            for keys in ("Ctrl+Return", "Ctrl+Enter"):
                shortcut(keys, self, lambda: self._open_total(table.currentIndex().column()), _("Mở tổng của cột"))
        table.selectionModel().currentChanged.connect(lambda *_args: self._explain())
        table.records.modelReset.connect(self._offer)
        self._explain()
        self._offer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick and isinstance(event, QMouseEvent):
            self._open_total(self.table.horizontalHeader().logicalIndexAt(event.position().toPoint().x()))
        return super().eventFilter(watched, event)

    def _open_total(self, place: int) -> None:
        """The sum of a column is a figure as long as all lines are in it."""
        model = self.table.records
        if place not in model.totals():
            return
        if model.rowCount() < len(model.records):
            self._page.banner.say(_("Dòng cộng đang theo bộ lọc. Bỏ bộ lọc để mở tổng của cả bảng."))
        else:
            self.total_opened.emit(model.columns[place].key)

    def _explain(self) -> None:
        """Of a figure with a line of its own, its definition; else what the column counts."""
        key, record = self.table.key_under_cursor(), self.table.current_record()
        if self._has_totals:
            meaning = _(MEANINGS.get(key, MEANINGS["classes"]))
        else:
            meaning = f"{record.definition.rstrip('.')}." if record else ""
        self.said.setText(f"{meaning} {_('Enter hoặc bấm đúp một ô để xem từng lớp, từng tệp.')}".strip())

    def _offer(self) -> None:
        """What is still being counted is not taken away as empty."""
        model = self.table.records
        is_whole = bool(model.rowCount()) and not model.waiting
        self.copy_button.setEnabled(is_whole)
        self.export_button.setEnabled(is_whole)

    # --- taking it away ---

    def copy(self) -> None:
        """All lines that are shown, and their totals, to the clipboard; numbers as numbers."""
        model = self.table.records
        lines = self.table.copied(range(model.rowCount()))
        if self._has_totals:
            sums = self._sums()
            lines.append([_("Tổng cộng"), *(str(sums.get(spec.key, "")) for spec in self.table.listed()[1:])])
        copy_cells(lines)
        self._page.banner.done(_("Đã chép cả bảng. Mở Excel rồi dán (Ctrl+V)."))

    def export(self) -> None:
        """The lines that are shown as a workbook: totals and percentages are formulas."""
        period = self._page.context.periods.period
        path = dialogs.choose_target(self, _("Xuất Excel"), f"so-lieu-{period.code}.xlsx", ".xlsx")
        if path is None:
            return
        sheet = self._sheet(period_name(period))
        self._page.load(lambda: figure_sheets.write_figures(sheet, path), lambda _done: say_exported(self._page, path))

    def _sheet(self, subject: str) -> figure_sheets.FigureSheet:
        listed = self.table.listed()
        lines = tuple(
            figure_sheets.Line(tuple(exact(spec, one) for spec in listed), _is_counted(one))
            for one in self.table.records.shown_records()
        )
        return figure_sheets.FigureSheet(
            title=self.table.accessibleName(),
            subject=subject,
            author=self._page.context.identity.unit_name,
            columns=tuple((spec.key, _(spec.title)) for spec in listed),
            lines=lines,
            totals=self._sums() if self._has_totals else None,
            total=_("Tổng cộng"),
            notes=tuple(
                f"{_(spec.title)}: {_(MEANINGS[spec.key])}"
                for spec in listed
                if self._has_totals and spec.key in MEANINGS
            ),
        )

    def _sums(self) -> dict[str, int]:
        columns = self.table.records.columns
        return {columns[number].key: total for number, total in self.table.records.totals().items()}


def _copied(spec: Column[Any], value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return percent(value)
    return spec.words(value) if spec.words and spec.kind == "number" else str(value)


def exact(spec: Column[Any], record: Any) -> Any:
    """Numbers as they are, codes as their words, nothing as None."""
    value = spec.value(record)
    if isinstance(record, FigureText):
        line = {"text": record, "before": record.before}.get(spec.key)
        return line.number if line is not None and line.number is not None else value
    return value if spec.kind == "number" or value is None else spec.shown(record)


def _is_counted(record: Any) -> bool:
    """Whether it is in the totals: every centre is, and of the fields those that the report counts."""
    return getattr(record, "counts_in_total", True)
