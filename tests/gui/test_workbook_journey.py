"""An Excel list becomes records: looked at row by row, accepted, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from pytestqt.qtbot import QtBot

from clc_desktop.gui import dialogs
from clc_desktop.gui.pages.centre.workbook import WorkbookPage, problems
from clc_desktop.usecases import classes

from . import cases
from .conftest import OpenDesk
from .hands import button, click, wait_until_idle

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


def test_a_workbook_is_seen_row_by_row_then_accepted_then_taken_back(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    desk.window.open_page("import")
    page = desk.window.pages["import"]
    assert isinstance(page, WorkbookPage)
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: workbook)
    click(button(page, "Chọn tệp Excel"))
    wait_until_idle(qtbot, desk)
    outcomes = {row.number: row.outcome for row in page.model.records}
    assert outcomes == {2: "added", 3: "refused", 4: "refused", 5: "added"}
    refused = {row.number: problems(row) for row in page.model.records if row.outcome == "refused"}
    assert "31/2/2020" in refused[3]
    assert "50" in refused[4]
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
