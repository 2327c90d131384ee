"""The table model: filter, sort, totals and clipboard, with no window."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui.clipboard import as_html, as_plain, copy_cells
from clc_desktop.gui.table_view import RecordTable, dress_table
from clc_desktop.gui.tables import Column, RecordModel, as_cells, search_keys

from . import rules


@dataclass(frozen=True)
class Line:
    name: str
    day: date | None = None
    people: int | None = None
    share: Decimal | None = None


COLUMNS: tuple[Column[Line], ...] = (
    Column("name", "Tên", lambda r: r.name),
    Column("day", "Ngày", lambda r: r.day, "date"),
    Column("people", "Người", lambda r: r.people, "number", total=True),
    Column("share", "Tỉ lệ", lambda r: r.share, "number"),
)
LINES = (
    Line("Lò Thị Ánh", date(2020, 1, 5), 1891, Decimal("47.4")),
    Line("Lò Văn Đức", date(2019, 12, 31), 20),
    Line("Quàng Thị Ba", None, None),
)


@pytest.fixture
def model(qapp: object) -> RecordModel[Line]:
    made: RecordModel[Line] = RecordModel(COLUMNS)
    made.set_records(LINES)
    return made


def shown(model: RecordModel[Line]) -> list[str]:
    return [line.name for line in model.shown_records()]


def test_it_is_a_proper_qt_model(model: RecordModel[Line]) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_filter("lo")
    model.sort(2, Qt.SortOrder.DescendingOrder)
    model.set_records(LINES[:1])
    assert tester.model() is model


@pytest.mark.parametrize(("column", "text"), [(0, "Lò Thị Ánh"), (1, "05/01/2020"), (2, "1.891"), (3, "47,4")])
def test_cells_show_what_an_office_writes(model: RecordModel[Line], column: int, text: str) -> None:
    assert model.index(0, column).data() == text


def test_unknown_values_are_empty_and_come_last(model: RecordModel[Line]) -> None:
    assert model.index(2, 2).data() == ""
    model.sort(2, Qt.SortOrder.AscendingOrder)
    assert shown(model) == ["Lò Văn Đức", "Lò Thị Ánh", "Quàng Thị Ba"]
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert shown(model) == ["Lò Văn Đức", "Lò Thị Ánh", "Quàng Thị Ba"]


def test_unknown_values_come_last_also_from_large_to_small(model: RecordModel[Line]) -> None:
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert shown(model) == ["Lò Thị Ánh", "Lò Văn Đức", "Quàng Thị Ba"]


@pytest.mark.parametrize(("typed", "count"), [("duc", 1), ("lo thi", 1), ("LÒ", 2), ("thi", 2), ("xyz", 0), ("", 3)])
def test_the_filter_needs_no_accents(model: RecordModel[Line], typed: str, count: int) -> None:
    model.set_filter(typed)
    assert model.rowCount() == count


def test_totals_follow_filter_and_facet(model: RecordModel[Line]) -> None:
    assert model.totals() == {2: 1911}
    model.set_filter("duc")
    assert model.totals() == {2: 20}
    model.set_filter("")
    model.set_facet(lambda line: line.people is None)
    assert model.totals() == {2: 0}


def test_the_clipboard_gets_numbers_that_excel_can_add(model: RecordModel[Line]) -> None:
    assert as_plain(as_cells(model.columns, model.shown_records()[:2])).splitlines() == [
        "Tên\tNgày\tNgười\tTỉ lệ",
        "Lò Thị Ánh\t05/01/2020\t1891\t47,4",
        "Lò Văn Đức\t31/12/2019\t20\t",
    ]


def test_a_tooltip_shows_what_people_typed_as_it_is(qapp: object) -> None:
    model = RecordModel(COLUMNS)
    model.set_records([Line("<b>A</b>", date(2020, 1, 5), 1, None)])
    assert "&lt;b&gt;A&lt;/b&gt;" in model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)


def test_a_column_that_is_seldom_filled_is_left_out_until_something_is_in_it(qtbot: QtBot) -> None:
    columns = [replace(one, seldom=one.key == "people") for one in COLUMNS]
    model = RecordModel(columns)
    table = RecordTable(model, "seldom")
    qtbot.addWidget(table)
    known, unknown = (Line("A", date(2020, 1, 5), people, None) for people in (3, None))
    for records, is_left_out in (((unknown, unknown), True), ((unknown, known), False), ((), True)):
        model.set_records(records)
        assert table.horizontalHeader().isSectionHidden(2) is is_left_out
        assert (columns[2] not in table.in_sight()) is is_left_out


HOSTILE = ("=1+1", "+84 912", "-1+cmd", "@SUM(A1)", "<b>&\"'{x}%s", "\u202etúc", "😀", "a\tb\nc", "x" * 10_000)


def test_what_people_typed_is_copied_as_text_and_never_as_a_formula(qapp: object) -> None:
    copy_cells([["Tên", "Số"], *([text, "-12,5"] for text in HOSTILE)])
    held = QApplication.clipboard().mimeData()
    plain, table = held.text().split("\n"), held.html()
    assert len(plain) == len(HOSTILE) + 1
    for line, text in zip(plain[1:], HOSTILE, strict=True):
        first, number = line.split("\t")
        assert number == "-12,5"
        assert not first.startswith(("=", "+", "-", "@"))
        assert first.removeprefix("'") == text.replace("\t", " ").replace("\n", " ")
    cells = re.findall(r"<td([^>]*)>([^<]*)</td>", as_html([[text] for text in HOSTILE]))
    assert [unescape(shown) for _style, shown in cells] == [
        text.replace("\t", " ").replace("\n", " ") for text in HOSTILE
    ]
    assert all("mso-number-format" in style for style, _shown in cells)
    assert "<td>-12,5</td>" in as_html([["-12,5"]])
    assert "=1+1" in table
    assert "mso-number-format" in as_html([["0912000111"]])


def test_vietnamese_order(qapp: object) -> None:
    model: RecordModel[Line] = RecordModel(COLUMNS)
    names = ["Đông", "An", "Ăn", "Dũng", "Ấn", "Ân"]
    model.set_records([Line(name) for name in names])
    model.sort(0)
    assert shown(model) == ["An", "Ăn", "Ân", "Ấn", "Dũng", "Đông"]


def test_a_child_row_has_no_rows(model: RecordModel[Line]) -> None:
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(QModelIndex()) == 4


def test_a_long_list_shows_its_rows_page_by_page_and_sums_all_of_them() -> None:
    columns = (Column[int]("n", "N", lambda n: n, "number", total=True),)
    model = RecordModel(columns, page=500)
    model.set_records(range(1300))
    assert (model.rowCount(), model.canFetchMore(), model.totals()) == (500, True, {0: sum(range(1300))})
    model.fetchMore()
    model.fetchMore()
    assert (model.rowCount(), model.canFetchMore()) == (1300, False)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert model.record_at(0) == 1299, "ordered before it is cut"
    model.set_records(range(7))
    assert (model.rowCount(), model.canFetchMore()) == (7, False)


def test_sums_wait_for_the_records_that_are_still_to_come_and_follow_the_filter(model: RecordModel[Line]) -> None:
    model.set_records(LINES[:2], is_whole=False)
    assert model.totals() == {}
    model.set_records(LINES)
    assert model.totals() == {2: 1911}
    model.set_filter("duc")
    assert model.totals() == {2: 20}


@given(st.lists(st.text(max_size=20), max_size=20))
def test_search_keys_are_those_of_each_text(texts: list[str]) -> None:
    records = [Line(text) for text in texts]
    assert search_keys(COLUMNS[:1], records) == [search_key(text) for text in texts]
    assert search_keys(COLUMNS[2:], records) == [""] * len(texts)


def test_a_heading_is_never_cut_nor_is_the_arrow_beside_it(qtbot: QtBot, qapp: QApplication) -> None:
    columns = (
        Column[Line]("name", "Tên", lambda r: r.name, width=200, stretch=True),
        Column[Line]("day", "Ngày ban hành văn bản", lambda r: r.day, "date", 60),
        Column[Line]("people", "Người", lambda r: r.people, "number", 60),
    )
    model: RecordModel[Line] = RecordModel(columns)
    table = RecordTable(model, "headings")
    qtbot.addWidget(table)
    model.set_records(LINES)
    table.resize(900, 300)
    table.show()
    assert not rules.cut_texts(table)
    for column in (1, 2):
        table.horizontalHeader().sectionClicked.emit(column)
        assert "↑" in model.headerData(column, Qt.Orientation.Horizontal)
        assert not rules.cut_texts(table)


def test_the_input_of_a_cell_is_called_by_its_heading(qtbot: QtBot) -> None:
    model, view = QStandardItemModel(1, 1), QTableView()
    model.setHorizontalHeaderLabels(["Lượt người"])
    dress_table(view)
    view.setModel(model)
    qtbot.addWidget(view)
    view.show()
    view.edit(model.index(0, 0))
    assert [line.accessibleName() for line in view.findChildren(QLineEdit)] == ["Lượt người"]
