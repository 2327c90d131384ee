"""Số liệu: from any number to the classes and files behind it; the pivot, copied and exported."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator import drill
from clc_desktop.gui.pages.aggregator.figure_tables import CENTRE_CELLS, FIELD_CELLS, FigureTable
from clc_desktop.gui.pages.aggregator.figures import FiguresPage
from clc_desktop.gui.pages.aggregator.figures_annexes import TABLES
from clc_desktop.gui.pages.aggregator.review import ReviewPage
from clc_desktop.gui.table_view import TotalsRow
from clc_desktop.usecases import drilling, merging, reporting, workspace

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, click, wait_until_idle


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district of three centres, all merged; copied for each test."""
    folder = tmp_path_factory.mktemp("district")
    store = workspace.open_store(cases.district(folder))
    merging.merge(store, sorted((folder / "sync").glob("*.clcsync")))
    store.close()
    return folder


@pytest.fixture
def page(qtbot: QtBot, open_desk: OpenDesk, made: Path, tmp_path: Path) -> FiguresPage:
    for name in ("aggregator.db", "aggregator.db.key"):
        shutil.copy(made / name, tmp_path / name)
    desk = open_desk(tmp_path / "aggregator.db")
    desk.window.open_page("figures")
    wait_until_idle(qtbot, desk)
    found = desk.window.pages["figures"]
    assert isinstance(found, FiguresPage)
    found.desk = desk  # type: ignore[attr-defined]
    return found


def idle(qtbot: QtBot, page: FiguresPage) -> None:
    desk: Desk = page.desk  # type: ignore[attr-defined]
    wait_until_idle(qtbot, desk)


def contributed(page: FiguresPage) -> int:
    """The sum of the records that are shown behind a cell."""
    columns = page.drill.parts.columns
    return page.drill.parts.totals()[len(columns) - 1]


def open_at(qtbot: QtBot, page: FiguresPage, table: FigureTable, row: int, key: str) -> int:
    """Enter on a cell; what everything behind it adds up to."""
    at = next(number for number, spec in enumerate(table.records.columns) if spec.key == key)
    table.setCurrentIndex(table.records.index(row, at))
    table.setFocus()
    Keyboard().press(Qt.Key.Key_Return)
    idle(qtbot, page)
    assert page.stack.currentWidget() is page.drill
    sums = page.drill.centres.totals()[2], contributed(page)
    assert sums[0] == sums[1]
    return sums[0]


def test_every_cell_of_a_line_opens_into_what_adds_up_to_it(qtbot: QtBot, page: FiguresPage) -> None:
    counted = reporting.figures(page.context.store, cases.YEAR)
    law = next(number for number, field in enumerate(counted.fields) if field.code == "law")
    page.fields.records.sort(-1)
    for key in FIELD_CELLS:
        spec = next(one for one in page.fields.records.columns if one.key == key)
        shown = spec.value(page.fields.records.record_at(law))
        opened = open_at(qtbot, page, page.fields, law, key)
        shares = {"percent": counted.fields[law].total.classes, "turns_percent": counted.fields[law].total.turns}
        assert opened == shares.get(key, shown or 0)
        Keyboard().press(Qt.Key.Key_Escape)
        assert page.stack.currentWidget() is not page.drill
    page.views.button(1).click()
    for key in CENTRE_CELLS:
        open_at(qtbot, page, page.centres, 0, key)
        assert page.drill.centres.rowCount() <= 1, "one centre's line holds one centre's records"
        click(page.drill.back)


def test_behind_a_class_stand_its_file_and_its_sender(qtbot: QtBot, page: FiguresPage) -> None:
    whole = open_at(qtbot, page, page.fields, 0, "classes")
    centres = page.drill.centre_table
    centres.selectRow(0)
    idle(qtbot, page)
    chosen = centres.current_record()
    assert chosen is not None
    assert 0 < contributed(page) == chosen.value <= whole
    said = page.drill.origin.text()
    assert f"Tệp số 1 của {chosen.name} (kỳ Năm 2020" in said
    assert ".clcsync" in said


def test_a_percentage_has_two_sides(qtbot: QtBot, page: FiguresPage) -> None:
    open_at(qtbot, page, page.fields, 0, "percent")
    sides = page.drill._group.buttons()
    assert [side.text() for side in sides][1].startswith("Kế hoạch lớp")
    sides[1].click()
    idle(qtbot, page)
    assert {part.kind for part in page.drill.parts.records} == {"plan_target"}


def test_behind_a_total_the_first_records_come_at_once_and_all_soon(
    qtbot: QtBot, page: FiguresPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no sum of a part; a centre chosen meanwhile is shown when its records are there."""
    monkeypatch.setattr(drill, "PAGE", 2)
    counted = reporting.figures(page.context.store, cases.YEAR)
    shown: list[tuple[int, int]] = []

    def note() -> None:
        shown.append((len(page.drill.parts.records), len(page.drill.parts.totals())))
        if len(shown) == 1:
            page.drill.centre_table.selectRow(1)

    page.drill.parts.modelReset.connect(note)
    page.open_cell(*named("classes.held"))
    idle(qtbot, page)
    assert shown[0] == (2, 0)
    chosen = page.drill.centre_table.current_record()
    assert chosen is not None
    assert contributed(page) == chosen.value
    page.drill.centre_table.clearSelection()
    assert contributed(page) == counted.total.classes
    order = [part.unit_id for part in page.drill.parts.records]
    assert list(dict.fromkeys(order)) == [centre.unit_id for centre in page.drill.centres.records]


def test_from_a_number_to_the_class_under_review_and_back(qtbot: QtBot, page: FiguresPage) -> None:
    """Esc gives the keys back to the number; Enter on a class opens it where it can be returned or corrected."""
    open_at(qtbot, page, page.fields, 0, "own")
    Keyboard().press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.fields
    open_at(qtbot, page, page.fields, 0, "own")
    table = page.drill.part_table
    for row in (1, 0):
        table.setFocus()
        table.setCurrentIndex(page.drill.parts.index(row, 0))
        part = table.current_record()
        assert part is not None
        Keyboard().press(Qt.Key.Key_Return)
        idle(qtbot, page)
        desk: Desk = page.desk  # type: ignore[attr-defined]
        review = desk.window.pages["review"]
        assert isinstance(review, ReviewPage)
        assert review.isVisible()
        assert review.name.text() == part.unit_name
        assert [line.id for line in review.row_table.selected_records()] == [part.id]
        desk.window.open_page("figures")
        idle(qtbot, page)
        assert page.stack.currentWidget() is page.drill


def named(name: str) -> tuple[drilling.Cell, str]:
    cell = drilling.named_cell(name, cases.YEAR)
    assert cell is not None
    return cell, name


def test_every_figure_of_the_report_opens(qtbot: QtBot, page: FiguresPage) -> None:
    page.views.button(3).click()
    idle(qtbot, page)
    names = [line.name for line in page.lines.records.records]
    for name in ("staff.managers", "equipment.not_done", "ratings.good.count", "persons", "funding.regular"):
        open_at(qtbot, page, page.lines, names.index(name), "text")
        Keyboard().press(Qt.Key.Key_Escape)
    year = names.index("year")
    page.lines.setCurrentIndex(page.lines.records.index(year, 1))
    Keyboard().press(Qt.Key.Key_Return)
    idle(qtbot, page)
    assert page.stack.currentWidget() is not page.drill, "a year counts nothing"


# --- the pivot --------------------------------------------------------------------------------------------------------


def choose(qtbot: QtBot, page: FiguresPage, **wanted: Any) -> None:
    for name, code in wanted.items():
        box = getattr(page.pivot, name)
        box.setCurrentIndex(box.findData(code))
    idle(qtbot, page)


def test_the_pivot_turns_and_opens(qtbot: QtBot, page: FiguresPage) -> None:
    counted = reporting.figures(page.context.store, cases.YEAR)
    page.views.button(2).click()
    idle(qtbot, page)
    choose(qtbot, page, measure="turns", rows="unit", columns="quarter", beside="plan")
    assert "không chia theo tháng" in page.pivot.said.text()
    assert not page.pivot.export_button.isEnabled()
    choose(qtbot, page, beside="before")
    grid = page.pivot.view.squares.grid
    assert grid.rows == (*(centre.name for centre in counted.centres), "Tổng cộng")
    assert grid.columns[0] == "Quý 1/2020\nKỳ này"
    assert grid.squares[-1][-4].value == counted.total.turns
    view = page.pivot.view
    view.setCurrentIndex(view.squares.index(0, len(grid.columns) - 4))
    view.setFocus()
    Keyboard().press(Qt.Key.Key_Return)
    idle(qtbot, page)
    assert contributed(page) == counted.centres[0].total.turns


def test_the_pivot_goes_to_excel(
    qtbot: QtBot, page: FiguresPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = reporting.figures(page.context.store, cases.YEAR)
    page.views.button(2).click()
    idle(qtbot, page)
    choose(qtbot, page, measure="turns", rows="field", columns="hosting", beside="none")
    click(page.pivot.copy_button)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert lines[0] == ["Lĩnh vực", "Trung tâm tổ chức", "Trung tâm phối hợp tổ chức", "Tổng"]
    assert lines[-1] == ["Tổng cộng", *map(str, (counted.own.turns, counted.joint.turns, counted.total.turns))]
    target = tmp_path / "bang.xlsx"
    monkeypatch.setattr(dialogs, "choose_target", lambda *_args: target)
    click(page.pivot.export_button)
    idle(qtbot, page)
    sheet = load_workbook(target).active
    assert sheet is not None
    assert sheet.cell(sheet.max_row - 2, 4).value == f"=B{sheet.max_row - 2}+C{sheet.max_row - 2}"
    assert "Đã xuất bang.xlsx" in page.banner.words.text()


def test_a_double_click_opens_too(qtbot: QtBot, page: FiguresPage) -> None:
    page.views.button(1).click()
    idle(qtbot, page)
    index = page.centres.records.index(1, [spec.key for spec in page.centres.records.columns].index("turns"))
    place: QPoint = page.centres.visualRect(index).center()
    QTest.mouseClick(page.centres.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(page.centres.viewport(), Qt.MouseButton.LeftButton, pos=place)
    idle(qtbot, page)
    assert page.stack.currentWidget() is page.drill
    assert contributed(page) == page.centres.records.record_at(1).total.turns


def test_the_sum_below_a_table_opens_too(qtbot: QtBot, page: FiguresPage) -> None:
    """By a double click on it, by Ctrl+Enter for the column of the cursor; a sum of filtered lines is no figure."""
    counted = reporting.figures(page.context.store, cases.YEAR)
    totals, header = page.field_part.findChild(TotalsRow), page.fields.horizontalHeader()
    keys = [spec.key for spec in page.fields.records.columns]
    x = header.sectionViewportPosition(keys.index("turns")) + 40
    QTest.mouseDClick(totals, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    idle(qtbot, page)
    assert contributed(page) == counted.total.turns
    assert page.drill.title.text().endswith("Tổng cộng, lượt người")
    Keyboard().press(Qt.Key.Key_Escape)
    page.fields.setCurrentIndex(page.fields.records.index(0, keys.index("planned")))
    page.fields.setFocus()
    Keyboard().press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(qtbot, page)
    assert contributed(page) == counted.classes.planned
    Keyboard().press(Qt.Key.Key_Escape)
    page.fields.records.set_filter("pháp luật")
    QTest.mouseDClick(totals, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    idle(qtbot, page)
    assert page.stack.currentWidget() is page.field_part
    assert "đang theo bộ lọc" in page.banner.words.text()


def test_every_number_of_the_annexes_opens_into_itself(qtbot: QtBot, page: FiguresPage) -> None:
    """The tables are the report's; the first number and the total of each open."""
    page.views.button(4).click()
    idle(qtbot, page)
    panel = page.annexes
    assert panel.stack.currentIndex() == 0
    for name, _words in TABLES:
        panel.choice.setCurrentIndex(panel.choice.findData(name))
        idle(qtbot, page)
        if name not in panel.tables:
            assert panel.stack.currentIndex() == 1, "says that nothing is recorded"
            continue
        rows = panel.matrix.squares.grid.squares
        for at in {0, len(rows) - 1}:
            square = next(one for one in rows[at] if one.key)
            panel.matrix.opened.emit(square.key)
            idle(qtbot, page)
            assert contributed(page) == int(str(square.value or 0).partition("/")[0] or 0)
            page.close_drill()
            assert page.stack.currentWidget() is panel
    assert {"by_field", "by_centre"} <= panel.tables.keys()


def test_an_annex_goes_to_excel(
    qtbot: QtBot, page: FiguresPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the report's own workbook has it: totals and percentages are formulas."""
    counted = reporting.figures(page.context.store, cases.YEAR)
    page.views.button(4).click()
    page.annexes.choice.setCurrentIndex(page.annexes.choice.findData("by_field"))
    idle(qtbot, page)
    click(page.annexes.copy_button)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert str(counted.total.classes) in lines[-1]
    monkeypatch.setattr(dialogs, "choose_target", lambda _parent, _title, name, _suffix: tmp_path / name)
    click(page.annexes.export_button)
    idle(qtbot, page)
    sheet = load_workbook(tmp_path / "by-field-2020.xlsx").active
    assert sheet is not None
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert any("SUM(" in formula for formula in formulas)
    assert any("ROUND(" in formula for formula in formulas)


def test_a_year_before_stands_beside_and_opens(qtbot: QtBot, page: FiguresPage) -> None:
    """The data are of 2020: seen from 2021 they are the year before's."""
    counted = reporting.figures(page.context.store, cases.YEAR)
    assert "before" not in [spec.key for spec in page.fields.listed()], "nobody recorded 2019"
    page.context.periods.choose(calendar_year(2021))
    idle(qtbot, page)
    law = next(number for number, field in enumerate(counted.fields) if field.code == "law")
    assert open_at(qtbot, page, page.fields, law, "before") == counted.fields[law].total.classes
    Keyboard().press(Qt.Key.Key_Escape)
    page.views.button(1).click()
    idle(qtbot, page)
    assert open_at(qtbot, page, page.centres, 0, "before_turns") == counted.centres[0].total.turns
    Keyboard().press(Qt.Key.Key_Escape)
    page.views.button(3).click()
    idle(qtbot, page)
    names = [line.name for line in page.lines.records.records]
    at = names.index("turns.attended")
    assert page.lines.records.record_at(at).before.number == counted.total.turns
    assert open_at(qtbot, page, page.lines, at, "before") == counted.total.turns
