"""Tổng quan: the matrix, who is late and the letter to them, the calendar, the charts."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.domain import clock
from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.charts import ChartView
from clc_desktop.gui.pages.aggregator.figures import FiguresPage
from clc_desktop.gui.pages.aggregator.overview import CENTRES, CHARTS, MONTHS, OverviewPage
from clc_desktop.reports.document import Chart
from clc_desktop.usecases import (
    exchange,
    merging,
    overview_months,
    report_calendar,
    reporting,
    review,
    units,
    workspace,
)

from . import cases, rules
from .conftest import OpenDesk
from .hands import Keyboard, button, click, wait_until_idle

FIRST, SECOND, MISSING = "xã Pú Nhung", "xã Rạng Đông", "thị trấn Tuần Giáo"
Opened = tuple[Desk, OverviewPage]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three centres, two of which have sent, long after the day; the first of them is accepted."""
    folder = tmp_path_factory.mktemp("district")
    store = workspace.open_store(cases.district(folder))
    merging.merge(store, [path for path in sorted((folder / "sync").glob("*.clcsync")) if "thi-tran" not in path.name])
    review.accept(store, FIRST, cases.YEAR)
    store.close()
    return folder


@pytest.fixture
def opened(qtbot: QtBot, open_desk: OpenDesk, made: Path, tmp_path: Path) -> Opened:
    return open_copy(open_desk, made, tmp_path)


def open_copy(open_desk: OpenDesk, made: Path, tmp_path: Path) -> Opened:
    for name in ("aggregator.db", "aggregator.db.key"):
        shutil.copy(made / name, tmp_path / name)
    desk = open_desk(tmp_path / "aggregator.db")
    page = desk.window.pages["overview"]
    assert isinstance(page, OverviewPage)
    return desk, page


def chips(page: OverviewPage) -> dict[str, str]:
    grid = page.matrix.squares.grid
    return {name: squares[0].shown() for name, squares in zip(grid.rows, grid.squares, strict=True)}


def drilled(figures: FiguresPage) -> int:
    """What the records behind the opened number come to."""
    return sum(part.value for part in figures.drill.parts.records)


def click_square(page: OverviewPage, name: str, column: int) -> None:
    view = page.matrix
    index = view.squares.index(view.squares.grid.rows.index(name), column)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_who_has_sent_and_who_is_late(qtbot: QtBot, opened: Opened) -> None:
    _desk, page = opened
    shown = chips(page)
    assert shown[FIRST] == "Đã duyệt"
    assert shown[SECOND] == "Nhận muộn"
    assert shown[MISSING].startswith("Quá hạn ")
    assert page.received.value.text() == "2/3"
    page.states.setCurrentIndex(page.states.findData("overdue"))
    assert list(chips(page)) == [MISSING]
    page.states.setCurrentIndex(0)
    page.filter.setText("rang dong")
    assert list(chips(page)) == [SECOND]


def test_nothing_found_says_so_and_shows_all_again(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    for view, matrix in ((CENTRES, page.matrix), (MONTHS, page.month_matrix)):
        page.views.button(view).click()
        wait_until_idle(qtbot, desk)
        page.filter.setText("không có nơi này")
        assert not matrix.isVisible()
        click(button(page, "Xem tất cả"))
        assert page.filter.text() == ""
        assert matrix.hasFocus()
        assert list(matrix.squares.grid.rows) == [MISSING, FIRST, SECOND], "in the order of a dictionary"


def test_the_day_that_a_file_is_due_is_never_cut(opened: Opened) -> None:
    """At 150 % all columns are in sight, and no word of a head is lost."""
    desk, page = opened
    desk.window.resize(911, 485)
    QApplication.processEvents()
    header = page.matrix.horizontalHeader()
    assert header.length() <= page.matrix.viewport().width()
    assert header.textElideMode() == Qt.TextElideMode.ElideNone, "Qt would measure both lines as one"
    for place, words in enumerate(page.matrix.squares.grid.columns):
        longest = max(header.fontMetrics().horizontalAdvance(line) for line in words.split("\n"))
        assert longest + 20 <= header.sectionSize(place), words


def test_a_square_opens_the_review_of_its_centre(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    click_square(page, SECOND, 0)
    wait_until_idle(qtbot, desk)
    review_page = desk.window.pages["review"]
    assert desk.window.stack.currentWidget() is review_page
    chosen = review_page.table.current_record()  # type: ignore[attr-defined]
    assert chosen.state.unit_name == SECOND


def test_a_number_opens_what_is_behind_it(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    counted = reporting.figures(page.context.store, cases.YEAR)
    click_square(page, SECOND, 1)
    wait_until_idle(qtbot, desk)
    figures = desk.window.pages["figures"]
    assert isinstance(figures, FiguresPage)
    own = next(centre for centre in counted.centres if centre.name == SECOND)
    assert figures.drill.parts.totals()[5] == own.total.classes
    desk.window.open_page("overview")
    wait_until_idle(qtbot, desk)
    page.turns.setFocus()
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert figures.drill.parts.totals()[5] == counted.total.turns


def test_the_letter_names_who_is_late(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, page = opened
    target = tmp_path / "nhac.pdf"
    monkeypatch.setattr(dialogs, "choose_target", lambda *_args: target)
    page.save_reminder()
    wait_until_idle(qtbot, desk)
    text = " ".join(" ".join(part.extract_text() for part in PdfReader(target).pages).split())
    assert MISSING in text
    assert SECOND not in text
    assert "15/01/2021" in text
    assert "nhac.pdf: 1 trung tâm quá hạn" in page.banner.words.text()


def test_the_calendar_is_whole_in_a_small_english_window(
    qtbot: QtBot, open_desk: OpenDesk, made: Path, tmp_path: Path
) -> None:
    i18n.use(i18n.load(files.catalog_path(), "en"))
    desk, page = open_copy(open_desk, made, tmp_path)
    desk.window.resize(911, 485)
    click(page.calendar_button)
    wait_until_idle(qtbot, desk)
    assert page.calendar_box.isVisible()
    assert not rules.cut_texts(page.calendar_box)


def test_the_calendar_adds_periods_and_travels(qtbot: QtBot, opened: Opened, made: Path, tmp_path: Path) -> None:
    desk, page = opened
    click(page.calendar_button)
    wait_until_idle(qtbot, desk)
    box = page.calendar_box
    box.kinds["year"][0].setChecked(False)
    click(box.save_button)
    wait_until_idle(qtbot, desk)
    assert "Chưa chọn kỳ nào" in box.problem.text()
    for kind, days in (("half", 7), ("year", 20)):
        box.kinds[kind][0].setChecked(True)
        box.kinds[kind][1].setText(str(days))
    click(box.save_button)
    wait_until_idle(qtbot, desk)
    heads = page.matrix.squares.grid.columns[:3]
    assert heads == ("6 tháng đầu năm 2020\nhạn 07/07/2020", "6 tháng cuối năm 2020\nhạn 07/01/2021",
                     "Năm 2020\nhạn 20/01/2021")  # fmt: skip
    assert desk.store is not None
    exchange.assign(desk.store, FIRST, tmp_path / "a.clcsync")
    for path in made.glob("centre0.db*"):
        shutil.copy(path, tmp_path / path.name)
    centre = workspace.open_store(tmp_path / "centre0.db")
    exchange.read_file(centre, tmp_path / "a.clcsync")
    this_year = page.found.today.year if page.found else 0
    due = report_calendar.given_due(centre, cases.calendar_year(this_year))
    centre.close()
    assert due is not None
    assert (due.year, due.month, due.day) == (this_year + 1, 1, 20)


def test_the_card_of_submissions_shows_who_is_missing(qtbot: QtBot, opened: Opened) -> None:
    _desk, page = opened
    page.views.button(CHARTS).click()
    page.received.clicked.emit()
    assert list(chips(page)) == [MISSING]
    assert page.stack.currentWidget() is page.matrix
    page.received.clicked.emit()
    assert len(chips(page)) == 3


def test_months_show_who_records_nothing_and_every_number_opens(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    page.views.button(MONTHS).click()
    wait_until_idle(qtbot, desk)
    grid = page.month_matrix.squares.grid
    assert grid.columns[0] == "T1"
    assert grid.columns[11] == "T12"
    counted = reporting.figures(page.context.store, cases.YEAR)
    sums = {name: squares[12].value for name, squares in zip(grid.rows, grid.squares, strict=True)}
    assert sums == {centre.name: centre.total.classes for centre in counted.centres}
    assert all(squares[12].key is not None for squares in grid.squares), "the sum opens, too"
    nobody = grid.squares[grid.rows.index(MISSING)]
    assert [square.shown() for square in nobody[:12]] == ["0"] * 12, "nothing all year stands out"
    assert nobody[13].value == 12
    page.gaps.setCurrentIndex(page.gaps.findData(6))
    assert MISSING in page.month_matrix.squares.grid.rows
    page.filter.setText("rang dong")
    assert MISSING not in page.month_matrix.squares.grid.rows
    page.gaps.setCurrentIndex(0)
    grid = page.month_matrix.squares.grid
    column = next(at for at, square in enumerate(grid.squares[0]) if isinstance(square.value, int))
    index = page.month_matrix.squares.index(0, column)
    view = page.month_matrix
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    wait_until_idle(qtbot, desk)
    figures = desk.window.pages["figures"]
    assert isinstance(figures, FiguresPage)
    assert drilled(figures) == grid.squares[0][column].value


def test_months_that_have_not_begun_are_not_empty(opened: Opened) -> None:
    _desk, page = opened
    with clock.fixed(datetime(2020, 4, 2, tzinfo=UTC)):
        found = overview_months.months_of(page.context.store, cases.YEAR)
    (line,) = [one for one in found.lines if one.name == MISSING]
    assert line.counts == (0, 0, 0, 0, *(None,) * 8)
    assert line.gaps == (True,) * 4 + (False,) * 8
    assert (line.longest, replace(line, counts=(0, 0, 1, 0)).gaps) == (4, (False,) * 4)


# --- the charts -------------------------------------------------------------------------------------------------------


def chart_titled(page: OverviewPage, title: str) -> ChartView:
    return next(view for view in page.charts if view.drawn.chart.title == title)


def test_charts_are_those_of_the_report(qtbot: QtBot, opened: Opened) -> None:
    _desk, page = opened
    document = reporting.report_document(page.context.store, cases.YEAR)
    printed = [block for annex in document.annexes for block in annex.blocks if isinstance(block, Chart)]
    assert printed
    assert [view.drawn.chart for view in page.charts][: len(printed)] == printed


def test_every_bar_opens_the_number_that_it_bears(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    page.views.button(1).click()
    wait_until_idle(qtbot, desk)
    for title in ("Số lượt người theo lĩnh vực", "Số lớp theo tháng", "Số lớp theo trung tâm"):
        chart = chart_titled(page, title).drawn.chart
        values = [
            value for place in zip(*(one.values for one in chart.series), strict=True) for value in place if value
        ]
        assert len(chart_titled(page, title).drawn.bars) == len(values)
        press_bar(chart_titled(page, title), 0)
        wait_until_idle(qtbot, desk)
        figures = desk.window.pages["figures"]
        assert isinstance(figures, FiguresPage)
        assert figures.drill.parts.totals()[5] == values[0]
        desk.window.open_page("overview")
        wait_until_idle(qtbot, desk)


def press_bar(view: ChartView, number: int) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(*map(round, view.place_of(number).toTuple())))


def test_bars_are_walked_with_the_keys(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    page.views.button(1).click()
    wait_until_idle(qtbot, desk)
    view = page.charts[0]
    heard: list[str] = []
    listen: Callable[[object, str], None] = lambda _cell, words: heard.append(words)  # noqa: E731
    view.opened.connect(listen)
    view.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        Keyboard().press(key)
    assert heard == [view.drawn.bars[1].words]
    wait_until_idle(qtbot, desk)


def test_an_empty_office_says_what_to_do(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    store = workspace.open_store(tmp_path / "a.db")
    workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    store.close()
    desk = open_desk(tmp_path / "a.db")
    page = desk.window.pages["overview"]
    assert isinstance(page, OverviewPage)
    assert page.stack.currentIndex() == 2
    assert not page.remind_button.isEnabled()


def test_the_matrix_is_narrowed_to_the_centres_of_one_unit(
    qtbot: QtBot, open_desk: OpenDesk, made: Path, tmp_path: Path
) -> None:
    for name in ("aggregator.db", "aggregator.db.key"):
        shutil.copy(made / name, tmp_path / name)
    store = workspace.open_store(tmp_path / "aggregator.db")
    identity = workspace.identity(store)
    assert identity is not None
    with store.write("test") as tx:
        for letter, name in (("c", "xã Bắc"), ("d", "xã Đông")):
            workspace.list_unit(tx, identity.unit_id, letter * 32, name, "commune", identity.unit_id)
    for centre, above in ((FIRST, "xã Đông"), (SECOND, "xã Bắc"), (MISSING, "xã Bắc")):
        units.move_unit(store, centre, above, cases.YEAR.start)
    store.close()
    desk = open_desk(tmp_path / "aggregator.db")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["overview"]
    assert isinstance(page, OverviewPage)
    assert [page.parents.itemText(at) for at in range(page.parents.count())] == ["Mọi đơn vị", "xã Bắc", "xã Đông"]
    page.parents.setCurrentIndex(1)
    assert set(page.matrix.squares.grid.rows) == {SECOND, MISSING}
    page.parents.setCurrentIndex(0)
    assert len(page.matrix.squares.grid.rows) == 3
    desk.window.resize(911, 485)
    QApplication.processEvents()
    line = [page.views.button(CHARTS), page.filter, page.parents, page.states]
    for left, right in itertools.pairwise(line):
        assert left.geometry().right() < right.geometry().left(), "nothing lies over its neighbour at 150 %"
