"""Every cell of the tables by field and by centre opens into what adds up to it; what is taken away says the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.domain.cells import Cell
from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.periods import Period
from clc_desktop.domain.pivot import year_before
from clc_desktop.domain.records import CountingRule
from clc_desktop.gui import dialogs
from clc_desktop.gui.pages.aggregator import figure_tables
from clc_desktop.gui.pages.aggregator.figure_tables import (
    CENTRE_CELLS,
    FIELD_CELLS,
    MEANINGS,
    OF_BEFORE,
    TOTAL_CELLS,
    FigureModel,
    FigurePart,
    FigureTable,
)
from clc_desktop.gui.pages.aggregator.figures_annexes import PRINTED
from clc_desktop.gui.tables import Column
from clc_desktop.gui.widgets import EmptyState
from clc_desktop.reports.wording import capitalised, period_text
from clc_desktop.store.database import Store
from clc_desktop.usecases import annex_cells, drilling, reporting
from tests.factories import opened, quick
from tests.store.test_figures import CLASSES, OTHERS, PERIODS
from tests.usecases.test_drilling import MOVES, all_open, district

from .hands import click

SHARES = {"percent", "turns_percent"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = quick(opened(tmp_path_factory.mktemp("tables") / "clc.db"))
    yield store
    store.close()


def columns_of(before: AnnualFigures) -> tuple[tuple[Column[Any], ...], tuple[Column[Any], ...]]:
    """The columns of both tables, beside that year."""
    past = figure_tables.past_counts(before)
    return (
        figure_tables.field_columns(lambda field: past.get(field.code)),
        figure_tables.centre_columns(lambda centre: past.get(centre.unit_id)),
    )


def number(spec: Column[Any], record: Any) -> Any:
    """What a cell says as a number: a rank is one centre, an empty cell is none, an empty share is no share."""
    value = spec.value(record)
    if spec.key == "rank":
        return int(value is not None)
    return value if value is not None or spec.key in SHARES else 0


def is_shown(spec: Column[Any], before: AnnualFigures) -> bool:
    """A year that nobody recorded has no columns."""
    return spec.key not in OF_BEFORE or bool(figure_tables.past_counts(before))


def cell(name: str, key: str, period: Period, unit_id: str | None = None) -> Cell:
    found = drilling.named_cell(name, year_before(period) if key in OF_BEFORE else period, unit_id)
    assert found is not None, name
    return found


@settings(max_examples=12)
@given(CLASSES, OTHERS, MOVES, st.sampled_from(PERIODS), st.sampled_from(["sessions", "enrolled"]))
def test_every_cell_of_both_tables_opens_into_what_adds_up_to_it(
    shared: Store, classes: Any, others: Any, moves: Any, period: Period, rule: CountingRule
) -> None:
    district(shared, classes, others, moves, rule)
    figures = reporting.figures(shared, period)
    before = reporting.figures(shared, year_before(period), depth="turns")
    by_field, by_centre = columns_of(before)
    cells = [
        (number(spec, field), cell(f"fields.{field.code}.{FIELD_CELLS[spec.key]}", spec.key, period))
        for field in figure_tables.field_lines(figures, before)
        for spec in by_field
        if spec.kind == "number" and is_shown(spec, before)
    ]
    cells += [
        (number(spec, centre), cell(CENTRE_CELLS[spec.key], spec.key, period, centre.unit_id))
        for centre in figure_tables.centre_lines(figures, before)
        for spec in by_centre
        if spec.key != "name" and is_shown(spec, before)
    ]
    all_open(shared, cells)
    assert {spec.key for spec in (*by_field, *by_centre) if spec.kind == "number"} | {"rank"} == MEANINGS.keys()


@settings(max_examples=8)
@given(CLASSES, OTHERS, MOVES, st.sampled_from(PERIODS))
def test_the_totals_below_both_tables_open_and_are_the_reports(
    shared: Store, classes: Any, others: Any, moves: Any, period: Period
) -> None:
    """Fields in no total stay out, the plan of no field counts, who is gone since the year before is in its sum."""
    district(shared, classes, others, moves, "sessions")
    figures = reporting.figures(shared, period)
    before = reporting.figures(shared, year_before(period), depth="turns")
    lines = figure_tables.field_lines(figures, before), figure_tables.centre_lines(figures, before)
    for columns, records in zip(columns_of(before), lines, strict=True):
        model = FigureModel(columns)
        model.set_records(records)
        sums = {columns[number].key: total for number, total in model.totals().items()}
        if figures.centres:
            shown = [spec.key for spec in columns if spec.key in sums and is_shown(spec, before)]
            all_open(shared, [(sums[key], cell(TOTAL_CELLS[key], key, period)) for key in shown])


@settings(max_examples=5)
@given(CLASSES, OTHERS)
def test_every_heading_of_the_annexes_has_words_in_each_language(shared: Store, classes: Any, others: Any) -> None:
    period = PERIODS[0]
    district(shared, classes, others, [], "sessions")
    past = capitalised(period_text(period.previous()))
    for table in annex_cells.annex_tables(shared, period):
        heads = {words for one in table.columns for words in (one.group, one.title)} - {"", "TT", past}
        assert heads <= PRINTED, table.name


# --- taking it away ---------------------------------------------------------------------------------------------------


class Desk:
    """As much of a page as a table needs."""

    def __init__(self, period: Period) -> None:
        self.said: list[str] = []
        self.context, self.identity, self.periods, self.banner = self, self, self, self
        self.unit_name, self.period = "huyện Đo", period

    def load(self, work: Any, show: Any) -> None:
        show(work())

    def done(self, words: str, *_more: Any) -> None:
        self.said.append(words)


@settings(max_examples=4, deadline=None)
@given(CLASSES, OTHERS)
def test_what_is_exported_and_copied_is_what_is_shown(
    qapp: QApplication, shared: Store, tmp_path_factory: pytest.TempPathFactory, classes: Any, others: Any
) -> None:
    period = PERIODS[0]
    district(shared, classes, others, [], "sessions")
    figures = reporting.figures(shared, period)
    columns, _by_centre = columns_of(figures)
    table = FigureTable(columns, "test", "Số liệu theo lĩnh vực")
    part = FigurePart(Desk(period), table, EmptyState("x", "x"))  # type: ignore[arg-type]
    table.show_records(figure_tables.field_lines(figures, None))
    path = tmp_path_factory.mktemp("export") / "f.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialogs, "choose_target", lambda *_args: path)
        part.export()
    values, formulas = (load_workbook(path, data_only=only).active for only in (True, False))
    assert values is not None
    assert formulas is not None
    heads = {values.cell(5, at + 1).value: spec.key for at, spec in enumerate(columns)}
    assert list(heads.values()) == [spec.key for spec in columns]
    rows = {values.cell(at, 1).value: at for at in range(6, values.max_row + 1)}
    for record in table.records.records:
        for place, spec in enumerate(columns, 1):
            shown, value = spec.value(record), values.cell(rows[record.name], place).value
            exact = shown / 100 if spec.key in SHARES and shown is not None else shown or 0
            assert (value or 0) == (float(exact) if spec.key in SHARES else exact)
    counted = [one.name for one in table.records.records if one.counts_in_total]
    total = rows["Tổng cộng"]
    for place, spec in enumerate(columns, 1):
        formula = formulas.cell(total, place).value
        if spec.key in ("own", "planned", "women"):
            letter = get_column_letter(place)
            assert formula == f"=SUM({letter}6:{letter}{5 + len(counted)})"
    keys = [spec.key for spec in columns]
    assert formulas.cell(total, keys.index("classes") + 1).value == f"=C{total}+D{total}"
    part.copy()
    copied = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert copied[0][:3] == ["Lĩnh vực", "Số lớp", "Tự tổ chức"]
    assert copied[-1][1] == str(figures.total.classes)
    assert [line[0] for line in copied[1:-1]] == [one.name for one in table.records.records]


def test_ctrl_c_copies_numbers_as_numbers(qtbot: QtBot, shared: Store) -> None:
    line = reporting.FigureText("turns.attended", "Số lượt người", "…", "21.641", 21641)
    year = reporting.FigureText("year", "Năm", "…", "2020")
    share = reporting.FigureText("classes.percent", "Đạt", "…", "120,1", Decimal("120.1"))
    table = FigureTable(figure_tables.LINE_COLUMNS, "lines", "Mọi số liệu")
    qtbot.addWidget(table)
    table.show_records((line, year, share), has_before=False)
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert copied == [["Số liệu", "Giá trị", "Cách tính"], ["Số lượt người", "21641", "…"], ["Năm", "2020", "…"],
                      ["Đạt", "120,1%", "…"]]  # fmt: skip
    html = QApplication.clipboard().mimeData().html()
    assert 'x:num="1.201"' in html, "whatever the decimal mark of the Excel it is pasted into"
    assert html.count("x:num") == 1


def test_a_list_of_all_figures_is_exported_with_shares_as_numbers(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (
        reporting.FigureText("classes.percent", "Đạt (%)", "…", "120,1", Decimal("120.1")),
        reporting.FigureText("classes.held", "Số lớp", "…", "1.215", 1215),
        reporting.FigureText("year", "Năm", "…", "2020"),
    )
    table = FigureTable(figure_tables.LINE_COLUMNS, "lines", "Mọi số liệu")
    part = FigurePart(Desk(PERIODS[0]), table, EmptyState("x", "x"), totals=False)  # type: ignore[arg-type]
    qtbot.addWidget(part)
    table.show_records(lines, has_before=False)
    monkeypatch.setattr(dialogs, "choose_target", lambda *_args: tmp_path / "f.xlsx")
    part.export()
    page = load_workbook(tmp_path / "f.xlsx").active
    assert page is not None
    cells = [page.cell(row, 2) for row in (6, 7, 8)]
    assert [(one.value, one.number_format) for one in cells] == [(1.201, "0.0%"), (1215, "#,##0"), ("2020", "#,##0")]


def test_what_is_still_counted_is_not_taken_away(qtbot: QtBot, shared: Store, tmp_path: Path) -> None:
    figures = reporting.figures(shared, PERIODS[0])
    table = FigureTable(columns_of(figures)[0], "test", "Số liệu")
    part = FigurePart(Desk(PERIODS[0]), table, EmptyState("x", "x"))  # type: ignore[arg-type]
    qtbot.addWidget(part)
    part.show()
    assert not part.copy_button.isEnabled()
    table.show_records(figures.fields, frozenset({"persons"}))
    assert not part.export_button.isEnabled()
    table.show_records(figures.fields)
    click(part.copy_button)
    assert part._page.said == ["Đã chép cả bảng. Mở Excel rồi dán (Ctrl+V)."]  # type: ignore[attr-defined]
