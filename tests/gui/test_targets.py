"""Chỉ tiêu: typed, pasted, copied, undone; kept at once, and on their way down in the assignment file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.target_grid import Sums
from clc_desktop.gui.pages.aggregator.targets import TargetsPage
from clc_desktop.usecases import exchange, reporting, targets, workspace

from . import cases, rules
from .conftest import OpenDesk
from .hands import click, type_text, wait_until_idle
from .test_screenshots import check


@pytest.fixture
def shown(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> tuple[Desk, TargetsPage]:
    """A district of three centres that have no targets yet."""
    desk = open_desk(cases.district(tmp_path))
    assert desk.window.context is not None
    page = TargetsPage(desk.window.context)
    page.setParent(desk.window)
    page.setGeometry(208, 0, 1158, 700)
    page.show()
    page.raise_()
    wait_until_idle(qtbot, desk)
    page.grid.setFocus()
    return desk, page


def kept(desk: Desk, part: str = "classes", year: int = 2020) -> list[list[int]]:
    assert desk.store is not None
    found = targets.year_targets(desk.store, year)
    return [[getattr(target, part) for target in one.targets.values()] for one in found.centres]


def put_cursor(page: TargetsPage, line: int, place: int) -> None:
    page.grid.setCurrentIndex(page.model.index(line, place))


def paste(qtbot: QtBot, desk: Desk, page: TargetsPage, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)


def test_a_number_is_typed_and_enter_goes_on_below(qtbot: QtBot, shown: tuple[Desk, TargetsPage]) -> None:
    desk, page = shown
    fields = len(kept(desk)[0])
    assert kept(desk) == [[0] * fields] * 3
    put_cursor(page, 0, 1)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        QTest.keyClick(QApplication.focusWidget() or page.grid, key)
    QTest.keyClick(QApplication.focusWidget() or page.grid, Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert kept(desk)[0][1] == 12
    assert page.grid.currentIndex().row() == 1
    assert page.model.index(3, 1).data() == page.model.index(0, fields).data() == "12", "both sums follow"
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)
    assert kept(desk)[0][1] == 0
    assert page.model.index(0, 1).data() == ""
    check(page)


def test_a_range_is_pasted_whole_or_not_at_all(qtbot: QtBot, shown: tuple[Desk, TargetsPage]) -> None:
    desk, page = shown
    click(page.parts["turns"])
    put_cursor(page, 1, 0)
    paste(qtbot, desk, page, "1.891\t20\n\t7\n")
    assert [line[:2] for line in kept(desk, "turns")] == [[0, 0], [1891, 20], [0, 7]]
    assert "3 chỉ tiêu" in page.banner.words.text()
    page.grid.selectAll()
    QTest.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "1891\t20\t" in QApplication.clipboard().text(), "plain numbers, as Excel reads them"
    put_cursor(page, 1, 0)
    for wrong, said in (("5\tnăm\n", "“năm” không phải là số"), ("1\n2\n3\n", "rộng hơn bảng")):
        paste(qtbot, desk, page, wrong)
        assert said in page.banner.words.text()
    assert [line[:2] for line in kept(desk, "turns")] == [[0, 0], [1891, 20], [0, 7]]
    page.grid.selectAll()
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    wait_until_idle(qtbot, desk)
    assert sum(map(sum, kept(desk, "turns"))) == 0
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert sum(map(sum, kept(desk, "turns"))) == 1918, "one step back for all of them"


def test_a_filter_narrows_what_is_summed_and_pasted_into(qtbot: QtBot, shown: tuple[Desk, TargetsPage]) -> None:
    """A province has a thousand centres: one is found by its name, and the sums stay in sight below."""
    desk, page = shown
    put_cursor(page, 0, 0)
    paste(qtbot, desk, page, "5\n6\n7\n")
    sums = page.table.findChild(Sums)
    assert sums is not None
    assert sums.words()[0] == sums.words()[-1] == "18"
    assert page.grid.isRowHidden(3)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filter.hasFocus()
    QTest.keyClicks(page.filter, "rang dong")
    assert [page.model.headerData(at, Qt.Orientation.Vertical) for at in (0, 1)] == ["xã Rạng Đông", "Tổng số"]
    assert sums.words()[0] == page.model.index(0, 0).data()
    assert page.grid.isRowHidden(1)
    QTest.keyClick(page.filter, Qt.Key.Key_Return)
    assert page.grid.hasFocus()
    assert page.grid.currentIndex().row() == 0
    for words in ("8\n9\n", "8"):
        paste(qtbot, desk, page, words)
    assert sorted(line[0] for line in kept(desk)) == [5, 6, 8], "the two lines were refused, for one is shown"
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.grid.currentIndex().row() == 0, "the sums are no place to type"
    page.filter.setText("không có nơi này")
    assert page.nobody.isVisible()
    assert not page.table.isVisible()
    page.filter.setFocus()
    QTest.keyClick(page.filter, Qt.Key.Key_Escape)
    assert page.model.rowCount() == 4
    assert page.grid.hasFocus()


def test_in_the_smallest_window_every_field_is_in_sight(shown: tuple[Desk, TargetsPage]) -> None:
    """Columns share the room, and the names above them take as many lines as they need."""
    _desk, page = shown
    page.setGeometry(56, 0, 824, 440)
    QApplication.processEvents()
    QApplication.processEvents()
    assert not rules.sideways(page)
    header = page.grid.horizontalHeader()
    for number in range(header.count()):
        words = str(page.model.headerData(number, Qt.Orientation.Horizontal))
        room = QRect(0, 0, header.sectionSize(number) - 20, 999)
        assert header.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, words).height() <= header.height()


def test_last_years_targets_fill_what_is_empty_and_go_down(
    qtbot: QtBot, shown: tuple[Desk, TargetsPage], tmp_path: Path
) -> None:
    desk, page = shown
    assert desk.store is not None
    assert desk.window.context is not None
    put_cursor(page, 0, 0)
    paste(qtbot, desk, page, "5\n6\n7\n")
    desk.window.context.periods.choose(calendar_year(2021))
    wait_until_idle(qtbot, desk)
    put_cursor(page, 1, 0)
    paste(qtbot, desk, page, "9")
    click(page.copy_button)
    wait_until_idle(qtbot, desk)
    assert [line[0] for line in kept(desk, year=2021)] == [5, 9, 7]
    assert reporting.figures(desk.store, calendar_year(2021)).classes.planned == 21
    name = targets.year_targets(desk.store, 2021).centres[1].name
    exchange.assign(desk.store, name, tmp_path / "a.clcsync")
    centre = next(path for path in tmp_path.rglob("*.db") if _name(path) == name)
    store = workspace.open_store(centre)
    exchange.read_file(store, tmp_path / "a.clcsync")
    assert reporting.figures(store, calendar_year(2021)).classes.planned == 9
    store.close()


def _name(path: Path) -> str:
    store = workspace.open_store(path)
    found = workspace.identity(store)
    store.close()
    return found.unit_name if found else ""


def test_a_number_still_being_typed_is_kept_when_the_window_closes(
    qtbot: QtBot, shown: tuple[Desk, TargetsPage]
) -> None:
    """And when another year is chosen by its key."""
    desk, page = shown
    put_cursor(page, 0, 0)
    QTest.keyClicks(page.grid, "3")
    type_text("0")
    page.context.periods.choose(calendar_year(2019))
    wait_until_idle(qtbot, desk)
    page.context.periods.choose(calendar_year(2020))
    wait_until_idle(qtbot, desk)
    put_cursor(page, 1, 0)
    QTest.keyClicks(page.grid, "7")
    path = desk.store.path if desk.store is not None else Path()
    desk.close()
    store = workspace.open_store(path)
    found = targets.year_targets(store, 2020)
    store.close()
    assert sum(target.classes for one in found.centres for target in one.targets.values()) == 37
