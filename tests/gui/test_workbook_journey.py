"""An Excel list becomes records: looked at row by row, accepted, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.domain.records import FundingEntry
from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.centre.import_rows import FIXED, SheetModel, SheetRow, SheetTable
from clc_desktop.gui.pages.centre.workbook import COLUMNS, LETTERS, WorkbookPage
from clc_desktop.gui.pages.records_page import RecordsPage
from clc_desktop.usecases import classes, keeping
from clc_desktop.usecases.imports import SheetRows

from . import cases
from .conftest import OpenDesk
from .hands import button, click, type_text, wait_until_idle
from .test_screenshots import check, take

HEADINGS = ("Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Hình thức tổ chức", "Số buổi", "Số lượt người", "Nữ")
ROWS = (
    ("5/1/2020", "Phổ biến Luật <b>Đất đai</b>", "Giáo dục pháp luật", "Trung tâm tổ chức", 1, 45, 20),
    ("31/2/2020", "Ngày không có", "Giáo dục pháp luật", "Trung tâm tổ chức", 1, 30, None),
    ("7/3/2020", "Trồng mắc ca", "Kinh tế, thu nhập", "Trung tâm tổ chức", 1, 20, 50),
    ("8/3/2020", "=1+1 & {x}", "Kinh tế, thu nhập", "Trung tâm tổ chức", 2, 60, 10),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lớp học"
    for line in (HEADINGS, *ROWS):
        sheet.append([f"'{cell}" if isinstance(cell, str) and cell.startswith("=") else cell for cell in line])
    book.save(tmp_path / "lop.xlsx")
    return tmp_path / "lop.xlsx"


def importing(open_desk: OpenDesk, folder: Path) -> tuple[Desk, WorkbookPage]:
    desk = open_desk(folder / "c.db")
    desk.window.open_page("import")
    page = desk.window.pages["import"]
    assert isinstance(page, WorkbookPage)
    return desk, page


def shown(page: WorkbookPage) -> tuple[SheetRow, ...]:
    assert page.table is not None
    return page.table.records.records


def type_over(qtbot: QtBot, desk: Desk, page: WorkbookPage, row: int, column: int, text: str) -> None:
    """F2, another text, Enter: as in Excel. ``row`` is the row's number in its sheet."""
    table = page.table
    assert table is not None
    table.setFocus()
    table.setCurrentIndex(table.records.index(table.records.row_where(lambda r: r.id == row), FIXED + column))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.editor()
    assert editor is not None
    editor.selectAll()
    type_text(text, editor)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)


def saved(folder: Path, rows: list[tuple[object, ...]], name: str = "Lớp học", font: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for line in rows:
        sheet.append(line)
    for cell in sheet[2] if font else ():
        cell.font = Font(name=font)
    path = folder / f"{len(list(folder.iterdir()))}.xlsx"
    book.save(path)
    return path


def test_faulty_cells_are_mended_in_place_before_anything_is_written(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, workbook: Path, screenshots: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk, page = importing(open_desk, tmp_path)
    page.examine(workbook)
    wait_until_idle(qtbot, desk)
    check(page)
    take(desk, screenshots / "nhap-excel")
    type_over(qtbot, desk, page, 3, 0, "28/2/2020")
    type_over(qtbot, desk, page, 4, 6, "15")
    assert {row.outcome for row in shown(page)} == {"added"}
    assert [row.id for row in shown(page)] == [3, 4, 2, 5], "a row that was mended stays where it is"
    assert "Nhập 4 dòng" in page.accept_button.text()
    assert desk.store is not None
    assert classes.list_classes(desk.store) == ()
    click(page.accept_button)
    wait_until_idle(qtbot, desk)
    found = {row.topic: row for row in classes.list_classes(desk.store)}
    assert found["Ngày không có"].starts_on.isoformat() == "2020-02-28"
    assert found["Trồng mắc ca"].women == 15


def test_a_column_that_was_not_recognised_is_assigned_once_and_remembered(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, screenshots: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    heading = ("Hôm nào", "Học gì", "Mảng", "Bao nhiêu bà con")
    first = saved(tmp_path, [heading, ("5/1/2020", "Trồng ngô", "Kinh tế", 40)], "Trang tính 1")
    desk, page = importing(open_desk, tmp_path)
    page.examine(first)
    wait_until_idle(qtbot, desk)
    assert page.parts.currentIndex() == COLUMNS, "what has to be said first is in sight"
    page.columns.kind_chosen.emit("learning_class")
    wait_until_idle(qtbot, desk)
    for index, field in enumerate(("starts_on", "topic", "field", "present")):
        box = page.columns.boxes[index]
        box.setCurrentIndex(box.findData(field))
        box.activated.emit(box.currentIndex())
        wait_until_idle(qtbot, desk)
    check(page)
    take(desk, screenshots / "nhap-excel-cot")
    assert [row.outcome for row in shown(page)] == ["added"]
    click(page.accept_button)
    wait_until_idle(qtbot, desk)
    second = saved(tmp_path, [heading, ("9/1/2020", "Nuôi gà", "Kinh tế", 30)], "Tháng 1")
    page.examine(second)
    wait_until_idle(qtbot, desk)
    assert [row.outcome for row in shown(page)] == ["added"]
    click(page.accept_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert {row.topic for row in classes.list_classes(desk.store)} == {"Trồng ngô", "Nuôi gà"}


def test_old_letters_are_shown_before_and_after(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, screenshots: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    rows: list[tuple[object, ...]] = [HEADINGS, ("5/1/2020", "®Êt trång ng«", "Kinh tế", None, 1, 30, None)]
    told = saved(tmp_path, rows, font=".VnTime")
    desk, page = importing(open_desk, tmp_path)
    page.examine(told)
    wait_until_idle(qtbot, desk)
    click(page.tabs[LETTERS])
    assert [(one.before, one.after) for one in page.letters.model.records][:1] == [("®Êt trång ng«", "đất trồng ngô")]
    guessed = saved(tmp_path, rows)
    page.examine(guessed)
    wait_until_idle(qtbot, desk)
    click(page.tabs[LETTERS])
    check(page)
    take(desk, screenshots / "nhap-excel-chu")
    assert [one.state for one in page.letters.model.records] == ["asked"]
    click(page.letters.agree_button)
    wait_until_idle(qtbot, desk)
    click(page.accept_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert [row.topic for row in classes.list_classes(desk.store)] == ["đất trồng ngô"]


def funding(qtbot: QtBot, desk: Desk) -> RecordsPage:
    desk.window.open_page("funding")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["funding"]
    assert isinstance(page, RecordsPage)
    page.view.table.setFocus()
    return page


def paste(qtbot: QtBot, desk: Desk, page: RecordsPage, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(page.view.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)


def test_cells_pasted_from_excel_become_rows_with_one_undo(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    page = funding(qtbot, desk)
    headed = "Nguồn\tMục đích\tSố tiền (đồng)\r\n"
    paste(qtbot, desk, page, headed + '"Ngân sách\nxã"\tPhụ cấp\t1.234.000\r\nXã hội hóa\tMở lớp\t2,5 triệu\r\n')
    assert "thêm 2" in page.banner.words.text()
    assert [(r.year, r.source, r.amount) for r in page.view.model.records] == [
        (2020, "commune", 1_234_000), (2020, "socialised", 2_500_000)
    ]  # fmt: skip
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert page.view.model.records == ()


def test_a_paste_with_a_doubt_is_shown_like_a_workbook(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    page = funding(qtbot, desk)
    paste(qtbot, desk, page, "Xã hội hóa\tHội Khuyến học\tMở lớp\tBồi dưỡng\tnhiều lắm\tthừa\n")
    shower = desk.window.pages["import"]
    assert isinstance(shower, WorkbookPage)
    assert desk.window.stack.currentWidget() is shower
    assert [row.outcome for row in shown(shower)] == ["refused"]
    assert shown(shower)[0].texts[-1] == "thừa", "nothing is lost"
    type_over(qtbot, desk, shower, 1, 4, "500.000")
    click(shower.accept_button)
    wait_until_idle(qtbot, desk)
    click(shower.back_button)
    wait_until_idle(qtbot, desk)
    assert desk.window.stack.currentWidget() is page
    (entry,) = page.view.model.records
    assert (entry.source_text, entry.purpose_text, entry.amount) == ("Hội Khuyến học", "Bồi dưỡng", 500_000)


def test_several_rows_are_changed_in_one_step(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, screenshots: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    page = funding(qtbot, desk)
    headed = "Nguồn\tMục đích\tSố tiền (đồng)\n"
    paste(qtbot, desk, page, headed + "NSNN\tMở lớp\t1000\nXã hội hóa\tMở lớp\t2000\nNSNN\tThiết bị\t3000\n")
    view = page.view
    assert not view.bulk_button.isEnabled()
    view.table.selectAll()
    click(view.bulk_button)
    view.bulk.which.show_value("source")
    view.bulk.value.show_value("commune")
    take(desk, screenshots / "sua-nhieu-dong")
    click(view.bulk.confirm)
    wait_until_idle(qtbot, desk)
    assert {record.source for record in view.model.records} == {"commune"}
    assert "Đã sửa 3 dòng" in page.banner.words.text()
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert sorted(record.source for record in view.model.records) == ["socialised", "state", "state"]


def test_a_list_goes_to_excel_from_its_page(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    page = funding(qtbot, desk)
    paste(qtbot, desk, page, "Nguồn\tMục đích\tSố tiền (đồng)\nNSNN\tMở lớp\t1000\n")
    monkeypatch.setattr(dialogs, "choose_target", lambda *_args: tmp_path / "kinh-phi.xlsx")
    click(button(page, "Xuất Excel"))
    wait_until_idle(qtbot, desk)
    desk.window.open_page("import")
    shower = desk.window.pages["import"]
    assert isinstance(shower, WorkbookPage)
    shower.examine(tmp_path / "kinh-phi.xlsx")
    wait_until_idle(qtbot, desk)
    assert [row.outcome for row in shown(shower)] == ["unchanged"]
    assert not shower.accept_button.isEnabled()


def test_a_workbook_that_takes_long_can_be_stopped(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    path = saved(tmp_path, [HEADINGS, *[("5/1/2020", "Trồng ngô", "Kinh tế", None, 1, 30, None)] * 3000])
    desk, page = importing(open_desk, tmp_path)
    page.examine(path)
    click(page.progress.cancel)
    wait_until_idle(qtbot, desk)
    assert page.zone.isVisible()
    assert not page.accept_button.isVisible()


def test_plan_cells_are_pasted_into_the_grid_and_put_back(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    desk.window.open_page("plan")
    wait_until_idle(qtbot, desk)
    page: Any = desk.window.pages["plan"]
    start = page.inputs["economy", "classes"]
    start.setFocus()
    QApplication.clipboard().setText("4\t1.300\n5\t200\n")
    QTest.keyClick(start, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [page.inputs[f, p].text() for f in ("economy", "culture") for p in ("classes", "turns")] == [
        "4", "1.300", "5", "200"
    ]  # fmt: skip
    click(page.banner.action)
    assert page.inputs["economy", "turns"].text() == ""
    QApplication.clipboard().setText("4\t1.300\tthừa\n")
    QTest.keyClick(start, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)
    shower = desk.window.pages["import"]
    assert isinstance(shower, WorkbookPage)
    assert shown(shower)[0].texts == ("Kinh tế, thu nhập", "4", "1.300", "thừa")
    click(shower.accept_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert [(t.classes, t.turns) for t in keeping.plan_table(desk.store, 2020) if t.field == "economy"] == [(4, 1300)]


def test_a_workbook_is_seen_row_by_row_then_accepted_then_taken_back(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk, page = importing(open_desk, tmp_path)
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: workbook)
    click(button(page, "Chọn tệp Excel"))
    wait_until_idle(qtbot, desk)
    rows = {row.id: row for row in shown(page)}
    assert {number: row.outcome for number, row in rows.items()} == {
        2: "added", 3: "refused", 4: "refused", 5: "added"
    }  # fmt: skip
    assert "31/2/2020" in rows[3].problems
    assert "50" in rows[4].problems
    assert desk.store is not None
    assert classes.list_classes(desk.store) == (), "nothing is written before it is accepted"
    click(page.accept_button)
    wait_until_idle(qtbot, desk)
    assert "Phổ biến Luật <b>Đất đai</b>" in {row.topic for row in classes.list_classes(desk.store)}
    assert len(classes.list_classes(desk.store)) == 2
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert classes.list_classes(desk.store) == ()


def test_the_empty_template_is_written_where_the_person_says(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    desk.window.open_page("import")
    page = desk.window.pages["import"]
    assert isinstance(page, WorkbookPage)
    monkeypatch.setattr(dialogs, "choose_target", lambda *_args: tmp_path / "mau.xlsx")
    click(button(page, "Lấy mẫu trống"))
    wait_until_idle(qtbot, desk)
    assert (tmp_path / "mau.xlsx").stat().st_size > 1000
    assert "mau.xlsx" in page.banner.words.text()


def test_what_is_no_workbook_is_refused_in_plain_words(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    (tmp_path / "thư.xlsx").write_text("không phải Excel", encoding="utf-8")
    desk = open_desk(tmp_path / "c.db")
    desk.window.open_page("import")
    page = desk.window.pages["import"]
    assert isinstance(page, WorkbookPage)
    page.examine(tmp_path / "thư.xlsx")
    wait_until_idle(qtbot, desk)
    assert "thư.xlsx không phải là tệp Excel" in page.banner.words.text()
    assert page.zone.isVisible()


def test_a_day_that_excel_keeps_as_a_number_is_shown_as_a_day(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    """Nobody can look over 43860; and looking at it changes nothing."""
    cases.centre(tmp_path / "c.db", count=0)
    desk, page = importing(open_desk, tmp_path)
    page.examine(saved(tmp_path, [HEADINGS, (43860, "Vệ sinh", "Kinh tế", "Trung tâm tổ chức", 1, 33, 3)]))
    wait_until_idle(qtbot, desk)
    (row,) = shown(page)
    assert row.text(0) == "30/01/2020"
    assert row.text(5) == "33"
    type_over(qtbot, desk, page, 2, 0, "31/1/2020")
    assert shown(page)[0].text(0) == "31/1/2020"


def test_a_sheet_of_money_may_be_called_a_plan(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk, page = importing(open_desk, tmp_path)
    rows = [("Năm", "Nguồn kinh phí", "Nội dung chi", "Số tiền"), (2020, "Ngân sách xã", "Mua sách", 1_500_000)]
    page.examine(saved(tmp_path, rows, "Ke hoach thu chi"))
    wait_until_idle(qtbot, desk)
    assert page.columns.kind.currentData() == FundingEntry.kind
    assert [row.outcome for row in shown(page)] == ["added"]


@pytest.mark.qt_log_level_fail("WARNING")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_enter_on_a_sheet_without_columns_leaves_the_cursor_where_it_is(qtbot: QtBot) -> None:
    """A sheet of a foreign workbook may hold lines and nothing that could be a heading."""
    model = SheetModel(SheetRows("learning_class", "Trang 1"), QApplication.instance())
    table = SheetTable(model)
    qtbot.addWidget(table)
    model.set_records((SheetRow(1, ("x",), "", ""),))
    table.setCurrentIndex(model.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert table.currentIndex() == model.index(0, 0)


def test_the_sheet_that_lacks_something_is_shown_first(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    """Of a workbook of several sheets: its columns are open, and what it lacks is the first thing said."""
    cases.centre(tmp_path / "c.db", count=0)
    desk, page = importing(open_desk, tmp_path)
    book = Workbook()
    for name, rows in {
        "Lớp học": [HEADINGS, ("5/1/2020", "Vệ sinh", "Kinh tế", "Trung tâm tổ chức", 1, 33, 3), ("", "Giám đốc")],
        "Thu chi": [("Nội dung chi", "Số tiền"), ("Mua sách", 1_500_000)],
    }.items():
        sheet = book.create_sheet(name)
        for line in rows:
            sheet.append(line)
    book.save(tmp_path / "hai trang.xlsx")
    page.examine(tmp_path / "hai trang.xlsx")
    wait_until_idle(qtbot, desk)
    assert page.sheets.currentData() == "Thu chi"
    assert page.tabs[COLUMNS].isChecked()
    assert page.banner.words.text().startswith("Trang Thu chi")
    assert [row.text(0) for row in shown(page)] == ["Mua sách"]
