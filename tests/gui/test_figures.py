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

from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.figures import CENTRE_CELLS, FIELD_CELLS, FiguresPage, FigureTable
from clc_desktop.gui.pages.aggregator.figures_annexes import TABLES
from clc_desktop.usecases import merging, reporting, workspace

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


def open_at(qtbot: QtBot, page: FiguresPage, table: FigureTable, row: int, key: str) -> int:
    """Enter on a cell; what everything behind it adds up to."""
    at = next(number for number, spec in enumerate(table.records.columns) if spec.key == key)
    table.setCurrentIndex(table.records.index(row, at))
    table.setFocus()
    Keyboard().press(Qt.Key.Key_Return)
    idle(qtbot, page)
    assert page.stack.currentWidget() is page.drill
    sums = page.drill.centres.totals()[2], page.drill.parts.totals()[4]
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
        assert opened == (counted.fields[law].total.classes if key == "percent" else shown or 0)
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
    assert 0 < page.drill.parts.totals()[4] == chosen.value <= whole
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


def test_every_figure_of_the_report_opens(qtbot: QtBot, page: FiguresPage) -> None:
    page.views.button(3).click()
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
    assert page.drill.parts.totals()[4] == counted.centres[0].total.turns


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
    index = page.centres.records.index(1, 2)
    page.views.button(1).click()
    idle(qtbot, page)
    place: QPoint = page.centres.visualRect(index).center()
    QTest.mouseClick(page.centres.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(page.centres.viewport(), Qt.MouseButton.LeftButton, pos=place)
    idle(qtbot, page)
    assert page.stack.currentWidget() is page.drill
    assert page.drill.parts.totals()[4] == page.centres.records.record_at(1).total.turns


def test_every_number_of_the_annexes_opens_into_itself(qtbot: QtBot, page: FiguresPage) -> None:
    """The tables are the report's; the first number and the total of each open."""
    page.views.button(4).click()
    idle(qtbot, page)
    panel = page.annexes
    assert panel.stack.currentIndex() == (0 if "facilities" in panel.tables else 1)
    for button, (name, _words) in zip(panel.choice.buttons, TABLES, strict=True):
        button.click()
        if name not in panel.tables:
            assert panel.stack.currentIndex() == 1, "says that nothing is recorded"
            continue
        rows = panel.matrix.squares.grid.squares
        for at in {0, len(rows) - 1}:
            square = next(one for one in rows[at] if one.key)
            panel.matrix.opened.emit(square.key)
            idle(qtbot, page)
            assert page.drill.parts.totals()[4] == int(str(square.value or 0).partition("/")[0] or 0)
            page.close_drill()
            assert page.stack.currentWidget() is panel
    assert {"by_field", "by_centre"} <= panel.tables.keys()
