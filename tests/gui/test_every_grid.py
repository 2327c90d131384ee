"""Cells to and from Excel in the grids: classes, learners, marks, the rows of an import, people who were pasted."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.domain.records import FundingEntry, SelfAssessment, StaffMember
from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.centre.assessment import AssessmentPage
from clc_desktop.gui.pages.centre.attendance import AttendancePage
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.pages.centre.learners import LearnersPage
from clc_desktop.gui.pages.centre.workbook import WorkbookPage
from clc_desktop.usecases import attendance, classes, imports, keeping, learners, rosters, workspace
from tests.districts import kept_learner

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, click, focused, type_text, wait_until_idle

CTRL = Qt.KeyboardModifier.ControlModifier
PEOPLE = ("Lò Văn An", "Quàng Thị Bình", "Sùng A Páo", "=Cà Thị Ngoan")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three classes of 2020; the newest has a roster of four and two sessions more that nobody marked yet."""
    path = tmp_path_factory.mktemp("grids") / "c.db"
    cases.centre(path, count=3)
    store = workspace.open_store(path)
    class_id = classes.list_classes(store)[0].id
    people: list[rosters.Newcomer] = [{"full_name": name, "birth_year": 1980 + n} for n, name in enumerate(PEOPLE)]
    rosters.add_to_roster(store, class_id, people)
    for _number in range(2):
        attendance.add_session(store, class_id, cases.YEAR.end)
    store.close()
    return path.parent


@pytest.fixture
def db(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "grids") / "c.db"


def paste(qtbot: QtBot, desk: Desk, text: str) -> None:
    QApplication.clipboard().setText(text)
    Keyboard().press(Qt.Key.Key_V, CTRL)
    wait_until_idle(qtbot, desk)


def page_of(qtbot: QtBot, desk: Desk, key: str, what: object = None) -> object:
    desk.window.open_page(key, what)
    wait_until_idle(qtbot, desk)
    return desk.window.pages[key]


# --- classes ----------------------------------------------------------------------------------------------------------


def test_classes_are_pasted_exported_and_come_back_as_no_change(
    qtbot: QtBot, open_desk: OpenDesk, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(db)
    page = page_of(qtbot, desk, "classes")
    assert isinstance(page, ClassesPage)
    page.table.setFocus()
    field = page.model.records[0].field_name
    paste(qtbot, desk, f"5/1/2020\tTrồng ngô lai\t{field}\tTrung tâm tổ chức\t2\t80\t30\t12\n")
    assert "thêm 1" in page.banner.words.text()
    made = next(row for row in page.model.records if row.topic == "Trồng ngô lai")
    assert (made.starts_on.isoformat(), made.turns, made.women, made.minority) == ("2020-01-05", 80, 30, 12)
    target = tmp_path / "lop.xlsx"
    monkeypatch.setattr(dialogs, "choose_target", lambda *_args: target)
    click(page.export_button)
    wait_until_idle(qtbot, desk)
    assert "4 dòng" in page.banner.words.text()
    assert desk.store is not None
    again = imports.import_workbook(desk.store, target, dry_run=True)
    assert (again.unchanged, again.added, again.changed, again.refused) == (4, 0, 0, 0)
    page.table.setFocus()
    paste(qtbot, desk, f"5/1/2020\tTrồng ngô lai\t{field}\tTrung tâm tổ chức\tnhiều\t80\t30\t12\n")
    shower = desk.window.pages["import"]
    assert isinstance(shower, WorkbookPage)
    assert desk.window.stack.currentWidget() is shower, "a doubt is shown before anything is written"
    click(shower.back_button)
    wait_until_idle(qtbot, desk)
    assert desk.window.stack.currentWidget() is page
    assert len(classes.list_classes(desk.store)) == 4


# --- learners ---------------------------------------------------------------------------------------------------------


def test_learners_are_pasted_and_their_file_says_that_it_is_personal(
    qtbot: QtBot, open_desk: OpenDesk, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(db)
    page = page_of(qtbot, desk, "learners")
    assert isinstance(page, LearnersPage)
    page.view.table.setFocus()
    paste(qtbot, desk, "Vàng Thị Mỷ\tBản Phiêng Pi\t1990\tNữ\nGiàng A Tủa\tBản Hới\t1985\tNam\n")
    assert "thêm 2" in page.banner.words.text()
    assert desk.store is not None
    found = {row.full_name: row for row in learners.list_learners(desk.store)}
    kept = found["Vàng Thị Mỷ"]
    assert (kept.village, kept.birth_year, kept.sex) == ("Bản Phiêng Pi", 1990, "female")
    asked: list[str] = []
    target = tmp_path / "hoc-vien.xlsx"

    def choose(_page: object, title: str, name: str, _suffix: str) -> Path:
        asked.extend((title, name))
        return target

    monkeypatch.setattr(dialogs, "choose_target", choose)
    click(page.view.export_button)
    wait_until_idle(qtbot, desk)
    assert "dữ liệu cá nhân" in asked[0]
    assert "du-lieu-ca-nhan" in asked[1]
    assert "dữ liệu cá nhân" in page.banner.words.text()
    names = [row[0] for row in load_workbook(target)["Học viên"].iter_rows(values_only=True)]
    assert "=Cà Thị Ngoan" in names
    again = imports.import_workbook(desk.store, target, dry_run=True)
    assert (again.unchanged, again.added, again.changed, again.refused) == (6, 0, 0, 0)


# --- marks ------------------------------------------------------------------------------------------------------------


def marks_page(qtbot: QtBot, desk: Desk) -> AttendancePage:
    assert desk.store is not None
    page = page_of(qtbot, desk, "attendance", classes.list_classes(desk.store)[0].id)
    assert isinstance(page, AttendancePage)
    page.choose(1)
    wait_until_idle(qtbot, desk)
    return page


def test_marks_go_to_excel_and_come_back_in_one_step(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = marks_page(qtbot, desk)
    grid = page.marks.grid
    assert grid.marks.mark(0, 0) == "count"
    grid.setCurrentIndex(grid.marks.index(0, 1))
    paste(qtbot, desk, "x\tV\r\nX\tx\r\n\t✓\r\nvắng\t0\r\n")
    assert "có mặt 4, vắng 3" in page.banner.words.text()
    assert desk.store is not None
    kept = rosters.read_roster(desk.store, page.class_id).sessions[1:]
    assert [(s.present, len(s.absent)) for s in kept] == [(2, 1), (2, 2)]
    Keyboard().press(Qt.Key.Key_C, CTRL)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert [line[:2] for line in lines[1:]] == [
        ["1", "Lò Văn An"], ["2", "Quàng Thị Bình"], ["3", "Sùng A Páo"], ["4", "'=Cà Thị Ngoan"]
    ]  # fmt: skip
    assert [line[3:] for line in lines[1:]] == [["x", "V"], ["x", "x"], ["", "x"], ["V", "V"]]
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    kept = rosters.read_roster(desk.store, page.class_id).sessions[1:]
    assert not any(s.attended or s.absent for s in kept), "one undo takes all of it back"
    assert grid.marks.mark(0, 1) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lò Văn An\tx", "“Lò Văn An” không phải dấu"),
        ("x\n" * 5, "rộng hơn bảng"),
        ("x\tx\tx", "rộng hơn bảng"),
        ("\t\n\t\n", "Chưa chép gì"),
        ("", "Chưa chép gì"),
    ],
)
def test_what_are_no_marks_or_too_many_changes_nothing(
    qtbot: QtBot, open_desk: OpenDesk, db: Path, text: str, said: str
) -> None:
    desk = open_desk(db)
    page = marks_page(qtbot, desk)
    page.marks.grid.setCurrentIndex(page.marks.grid.marks.index(0, 1))
    paste(qtbot, desk, text)
    assert said in page.banner.words.text()
    assert desk.store is not None
    assert not any(s.attended for s in rosters.read_roster(desk.store, page.class_id).sessions)
    page.marks.grid.setCurrentIndex(page.marks.grid.marks.index(0, 0))
    paste(qtbot, desk, "x")
    assert "không theo danh sách" in page.banner.words.text(), "a head-count is not overwritten unasked"


def test_a_sign_that_is_no_digit_is_only_typed(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = marks_page(qtbot, desk)
    type_text("²")
    assert "Không có ai tên “²”" in page.marks.told.text()


def test_names_pasted_on_the_list_of_classes_are_for_the_class_under_the_cursor(
    qtbot: QtBot, open_desk: OpenDesk, db: Path
) -> None:
    desk = open_desk(db)
    page = page_of(qtbot, desk, "attendance")
    assert isinstance(page, AttendancePage)
    page.table.setFocus()
    page.table.selectRow(0)
    paste(qtbot, desk, "Vừ Thị Sua\nMùa A Súa\n")
    assert page.people.currentWidget() is page.people.preview
    assert [line.person.values["full_name"] for line in page.people.preview.model.records] == [
        "Vừ Thị Sua", "Mùa A Súa"
    ]  # fmt: skip


# --- previews ---------------------------------------------------------------------------------------------------------


def test_a_forgotten_column_is_pasted_beside_the_names(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = marks_page(qtbot, desk)
    page.choose(0)
    paste(qtbot, desk, "Vừ Thị Sua\nLò Văn An\nMùa A Súa\n")
    preview = page.people.preview
    assert preview.model.records[1].choice != "new"
    preview.table.setFocus()
    preview.table.setCurrentIndex(preview.model.index(0, 2))
    paste(qtbot, desk, "1990\tnữ\n1999\n19x0\nthừa\n")
    lines = preview.model.records
    assert [line.person.values["birth_year"] for line in lines] == [1990, 1999, None]
    assert lines[0].person.values["sex"] == "female"
    assert lines[1].choice == "undecided", "born in another year: perhaps somebody else"
    assert lines[2].person.problems
    assert preview.table.currentIndex().column() == 2


def test_cells_are_pasted_over_rows_of_a_workbook(qtbot: QtBot, open_desk: OpenDesk, db: Path, tmp_path: Path) -> None:
    desk = open_desk(db)
    page = page_of(qtbot, desk, "learners")
    assert isinstance(page, LearnersPage)
    page.view.table.setFocus()
    paste(qtbot, desk, "Họ và tên\tNăm sinh\nVừ Thị Sua\t19x0\nMùa A Súa\tkhông rõ lắm\n")
    shower = desk.window.pages["import"]
    assert isinstance(shower, WorkbookPage)
    assert shower.table is not None
    rows = shower.table.records
    rows.sort(3)
    assert [row.texts[0] for row in rows.shown_records()] == ["Vừ Thị Sua", "Mùa A Súa"], "by given name"
    rows.sort(-1)
    shower.table.setFocus()
    shower.table.setCurrentIndex(shower.table.records.index(0, 4))
    paste(qtbot, desk, "1990\n1991\n1992\n")
    assert "1 ô dán vượt ra ngoài bảng" in shower.banner.words.text()
    click(shower.accept_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    years = {row.full_name: row.birth_year for row in learners.list_learners(desk.store)}
    assert (years["Vừ Thị Sua"], years["Mùa A Súa"]) == (1990, 1991)


def test_ranks_are_pasted_below_those_of_other_years(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = page_of(qtbot, desk, "assessment")
    assert isinstance(page, AssessmentPage)
    page.form.boxes["rank"].input.show_value("good")
    page.save()
    wait_until_idle(qtbot, desk)
    page.table.setFocus()
    paste(qtbot, desk, "2019\tKhá\n2018\tTrung bình\n")
    assert [record.year for record in page.model.records] == [2020, 2019, 2018]


# --- pressed twice ----------------------------------------------------------------------------------------------------


def test_what_is_pressed_twice_on_a_roster_is_done_once(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = marks_page(qtbot, desk)
    keys, people = Keyboard(), page.people
    page.choose(0)
    type_text("Tòng Văn Mới")
    keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_Return)
    type_text("Xồng Thị")
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert [member.name for member in rosters.read_roster(desk.store, page.class_id).members][4:] == ["Tòng Văn Mới"]
    assert people.name.text() == "Xồng Thị", "what was typed meanwhile is still there"
    people.name.clear()
    QApplication.clipboard().setText("Vừ Thị Sua\nMùa A Súa\n")
    people.paste()
    wait_until_idle(qtbot, desk)
    people.preview.take_button.click()
    people.preview.take_button.click()
    wait_until_idle(qtbot, desk)
    assert len(rosters.read_roster(desk.store, page.class_id).members) == 7
    page.choose(1)
    desk.window.activateWindow()  # where there is no screen, a list of suggestions that closes leaves none active
    qtbot.waitUntil(desk.window.isActiveWindow)
    page.marks.bar.new_day.setFocus()
    for days in (4, 3):
        for _time in range(2):
            if days == 4:
                keys.press(Qt.Key.Key_Return)
            else:
                page.marks.delete_button.click()
        wait_until_idle(qtbot, desk)
        assert len(rosters.read_roster(desk.store, page.class_id).sessions) == days
    assert "Đã xóa buổi" in page.banner.words.text()


def test_a_refused_name_can_be_typed_on(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = marks_page(qtbot, desk)
    page.choose(0)
    assert desk.store is not None
    classes.delete_classes(desk.store, [page.class_id])
    type_text("Tòng Văn Mới")
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert page.people.name.text() == "Tòng Văn Mới"
    assert page.banner.isVisible()


def test_a_merge_and_an_import_pressed_twice_are_one(
    qtbot: QtBot, open_desk: OpenDesk, db: Path, tmp_path: Path
) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    kept_learner(desk.store, full_name="SUNG A PAO")
    page = page_of(qtbot, desk, "learners")
    assert isinstance(page, LearnersPage)
    page.show_duplicates()
    page.duplicates.merge_button.click()
    page.duplicates.merge_button.click()
    wait_until_idle(qtbot, desk)
    assert "Đã gộp thành một người" in page.banner.words.text()
    book = Workbook()
    book.active.title = "Học viên"  # type: ignore[union-attr]
    for line in (("Họ và tên", "Năm sinh"), ("Vừ Thị Sua", 1990)):
        book.active.append(line)  # type: ignore[union-attr]
    book.save(tmp_path / "hv.xlsx")
    shower = page_of(qtbot, desk, "import")
    assert isinstance(shower, WorkbookPage)
    shower.examine(tmp_path / "hv.xlsx")
    wait_until_idle(qtbot, desk)
    shower.accept_button.click()
    shower.accept_button.click()
    wait_until_idle(qtbot, desk)
    assert "thêm 1" in shower.banner.words.text()


def test_a_class_without_sessions_gets_its_first_one(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    entry = classes.new_class_entry(desk.store, topic="Dự kiến", state="planned")
    record = replace(entry.learning_class, starts_on=date(2020, 5, 5))
    planned = classes.save_class(desk.store, replace(entry, learning_class=record, sessions=())).learning_class
    rosters.add_to_roster(desk.store, planned.id, [{"full_name": "Lò Văn Mới"}])
    page = marks_page(qtbot, desk)
    page.open_with(planned.id)
    wait_until_idle(qtbot, desk)
    assert "Lớp chưa có buổi nào" in page.marks.bar.tally.text()
    assert page.marks.bar.inputs["present"].text() == "", "nothing of the class before"
    assert page.print_button.isEnabled()
    page.choose(1)
    assert focused() is page.marks.bar.new_day
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    (session,) = rosters.read_roster(desk.store, planned.id).sessions
    assert session.held_on == date(2020, 5, 5)
    Keyboard().press(Qt.Key.Key_A, CTRL)
    wait_until_idle(qtbot, desk)
    assert rosters.read_roster(desk.store, planned.id).sessions[0].present == 1


def test_an_empty_list_is_filled_by_pasting(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    assert desk.store is not None
    page_of(qtbot, desk, "assessment")
    paste(qtbot, desk, "2018\tTốt\n2019\tKhá\n")
    ranks = {one.year: one.rank for one in keeping.list_records(desk.store, SelfAssessment)}
    assert ranks == {2018: "good", 2019: "fair"}
    page_of(qtbot, desk, "staff")
    paste(qtbot, desk, "Lò Văn An\tGiám đốc\n")
    assert [one.full_name for one in keeping.list_records(desk.store, StaffMember)] == ["Lò Văn An"]
    page_of(qtbot, desk, "funding")
    paste(qtbot, desk, "Ngân sách nhà nước\t\tHoạt động thường xuyên\tCả năm\t12.000.000\n")
    assert [one.amount for one in keeping.list_records(desk.store, FundingEntry)] == [12_000_000]
