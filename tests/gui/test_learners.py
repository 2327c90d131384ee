"""Học viên, điểm danh at the window: by keys and mouse, as somebody with a paper sheet would."""

from __future__ import annotations

import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.domain.records import ClassSession, Learner
from clc_desktop.gui import theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.centre.attendance import AttendancePage
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.pages.centre.learners import LearnersPage
from clc_desktop.store.records import put
from clc_desktop.usecases import attendance, classes, keeping, learners, printing, rosters, workspace
from tests.districts import kept_learner

from . import cases
from .hands import Keyboard, click, focused, type_text, wait_until_idle
from .test_screenshots import check, take

if TYPE_CHECKING:
    from .conftest import OpenDesk

CTRL = Qt.KeyboardModifier.ControlModifier
GIVEN = "An Ánh Ân Bình Cường Dung Dũng Đôi Đức Giang Hà Hải Hùng Khiêm Lâm Minh Mỷ Nam Ngoan Páo".split()  # noqa: SIM905


@pytest.fixture(scope="session")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of 40 on its roster and nobody marked; some have names alike but for accents."""
    path = tmp_path_factory.mktemp("forty") / "c.db"
    cases.centre(path, count=2)
    store = workspace.open_store(path)
    session = attendance.add_session(store, class_of(store), cases.YEAR.end)
    people: list[Any] = [
        {"full_name": f"{family} {name}", "sex": sex, "village": "Bản Hua Sát", "birth_year": 1960 + at}
        for family, sex in (("Lò Văn", "male"), ("Quàng Thị", "female"))
        for at, name in enumerate(GIVEN)
    ]
    ids = rosters.add_to_roster(store, class_of(store), people)
    assert len(ids) == 40
    assert session.present == 0
    store.close()
    return path.parent


@pytest.fixture
def db(forty: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copytree(forty, tmp_path / "forty") / "c.db"


def class_of(store: Any) -> str:
    return classes.list_classes(store)[0].id


def opened(qtbot: QtBot, desk: Desk, tab: int) -> AttendancePage:
    """The class's people (0) or marks (1), opened from the list of classes."""
    desk.window.open_page("classes")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["classes"]
    assert isinstance(page, ClassesPage)
    page.table.setFocus()
    page.table.selectRow(0)
    click(page.roll_button)
    wait_until_idle(qtbot, desk)
    roll = desk.window.pages["attendance"]
    assert isinstance(roll, AttendancePage)
    roll.choose(tab)
    return roll


def back_from_popup(qtbot: QtBot, desk: Desk) -> None:
    """Where there is no screen, a list of suggestions that closes leaves no window active."""
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    wait_until_idle(qtbot, desk)


def press_text(keys: Keyboard, text: str) -> None:
    """Each letter is a press that counts."""
    for letter in text:
        type_text(letter)
        keys.presses += 1


def marked(desk: Desk) -> ClassSession:
    assert desk.store is not None
    return max(keeping.list_records(desk.store, ClassSession), key=lambda session: session.held_on)


def test_40_present_with_3_absent_take_at_most_12_keys(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, 1)
    keys = Keyboard()
    keys.press(Qt.Key.Key_A, CTRL)
    for number in ("7", "18", "40"):
        press_text(keys, number)
        keys.press(Qt.Key.Key_Space)
    wait_until_idle(qtbot, desk)
    saved = marked(desk)
    absent = [member.name for member in page.marks.grid.marks.members if member.id in saved.absent]
    assert absent == ["Lò Văn Dũng", "Lò Văn Nam", "Quàng Thị Páo"]
    assert (saved.present, saved.women) == (37, 19)
    assert page.marks.bar.inputs["women"].read() == 19
    assert "có mặt 37, vắng 3" in page.marks.bar.tally.text()
    assert keys.presses <= 12, f"{keys.presses} keys"


def test_letters_go_to_a_name_and_keys_move_and_undo(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, 1)
    grid, keys = page.marks.grid, Keyboard()
    type_text("quang duc")
    assert grid.row == 28
    assert page.marks.told.text() == "quang duc: Quàng Thị Đức"
    keys.press(Qt.Key.Key_Escape)
    type_text("41")
    assert "Không có số 41" in page.marks.told.text()
    keys.press(Qt.Key.Key_Backspace)
    assert grid.row == 3
    keys.press(Qt.Key.Key_End)
    assert grid.row == 39
    keys.press(Qt.Key.Key_Home)
    keys.press(Qt.Key.Key_Return)
    assert grid.row == 1
    keys.press(Qt.Key.Key_Space)
    wait_until_idle(qtbot, desk)
    assert marked(desk).present == 1
    keys.press(Qt.Key.Key_Z, CTRL)
    wait_until_idle(qtbot, desk)
    assert marked(desk).present == 0
    assert grid.marks.mark(1, 1) is None


def test_a_head_count_is_marked_only_when_asked_for(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, 1)
    Keyboard().press(Qt.Key.Key_Left)
    before = page.marks.grid.marks.sessions[0].present
    Keyboard().press(Qt.Key.Key_Space)
    assert before > 0
    assert page.marks.grid.marks.sessions[0].present == before
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    Keyboard().press(Qt.Key.Key_Space)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert classes.get_class(desk.store, page.class_id).sessions[0].present == 1


def add_session(qtbot: QtBot, desk: Desk, keys: Keyboard) -> AttendancePage:
    """A third session, typed; the cursor is in its number of people."""
    page = opened(qtbot, desk, 1)
    keys.press(Qt.Key.Key_Insert)
    focused().selectAll()  # type: ignore[attr-defined]
    type_text("31/12/2020")
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    page.marks.bar.inputs["present"].setFocus()
    return page


def test_a_session_is_added_and_counted_below_the_grid(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk, keys = open_desk(db), Keyboard()
    page = add_session(qtbot, desk, keys)
    assert len(page.marks.grid.marks.sessions) == 3
    type_text("25")
    keys.tab()
    type_text("26")
    keys.tab()
    wait_until_idle(qtbot, desk)
    assert "26" in page.banner.words.text(), "more women than people are refused"
    assert desk.store is not None
    assert [s.present for s in classes.get_class(desk.store, page.class_id).sessions][1:] in ([25, 0], [0, 25])


@pytest.mark.parametrize("is_closed_first", [True, False])
def test_a_number_that_was_just_typed_is_kept_when_the_window_closes(
    qtbot: QtBot, open_desk: OpenDesk, db: Path, is_closed_first: bool
) -> None:
    desk = open_desk(db)
    add_session(qtbot, desk, Keyboard())
    type_text("25")
    if is_closed_first:
        desk.window.close()
    desk.close()
    store = workspace.open_store(db)
    assert 25 in [session.present for session in keeping.list_records(store, ClassSession)]
    store.close()


def test_a_name_and_enter_add_a_learner_and_a_namesake_is_asked_about(
    qtbot: QtBot, open_desk: OpenDesk, db: Path
) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, 0)
    keys = Keyboard()
    type_text("Mùa A Súa, 1990, nam, Bản Ta Cơn")
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert page.people.model.records[-1][1].name == "Mùa A Súa"
    type_text("Lò Văn An")
    keys.press(Qt.Key.Key_Return)
    back_from_popup(qtbot, desk)
    known, new = page.people.choices.buttons
    assert (known.isEnabled(), new.hasFocus()) == (False, True)
    keys.press(Qt.Key.Key_Escape)
    assert len(page.people.model.records) == 41
    type_text(", 1999, Bản Xá Nhè")
    keys.press(Qt.Key.Key_Return)
    back_from_popup(qtbot, desk)
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    told = [member.name for _number, member in page.people.model.records if member.name.startswith("Lò Văn An")]
    assert told == ["Lò Văn An · 1960 · Bản Hua Sát", "Lò Văn An · 1999 · Bản Xá Nhè"]


def test_a_known_learner_is_offered_while_typing(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    kept_learner(desk.store, full_name="Vừ A Dế", birth_year=1988)
    page = opened(qtbot, desk, 0)
    keys = Keyboard()
    type_text("vu a")
    assert page.people.name.known.matches("vu a") == ["Vừ A Dế · 1988"]
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert page.people.model.records[-1][1].name == "Vừ A Dế"
    assert len(learners.list_learners(desk.store)) == 41


def test_a_pasted_cell_is_put_right_in_place(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, 0)
    QApplication.clipboard().setText("Họ đệm\tTên\tNăm sinh\nMùa A\tSúa\t19x0\nLò Văn\tAn\t1960\n\t\t1980\n")
    keys = Keyboard()
    keys.press(Qt.Key.Key_V, CTRL)
    wait_until_idle(qtbot, desk)
    preview = page.people.preview
    first, known, refused = preview.model.records
    assert (first.person.values["full_name"], known.choice) == ("Mùa A Súa", known.person.namesakes[0].id)
    assert refused.choice == "nobody"
    preview.table.setFocus()
    for row, column, typed in ((0, 2, "1990"), (1, 1, "Lò Văn Ân"), (2, 1, "Vừ Thị Sua"), (2, 3, "nữ")):
        preview.table.setCurrentIndex(preview.model.index(row, column))
        keys.press(Qt.Key.Key_F2)
        focused().selectAll()  # type: ignore[attr-defined]
        type_text(typed)
        keys.press(Qt.Key.Key_Return)
        wait_until_idle(qtbot, desk)
        assert preview.table.currentIndex().row() == row
    first, known, refused = preview.model.records
    assert (first.person.values["birth_year"], first.person.problems) == (1990, ())
    assert [person.full_name for person in known.person.namesakes] == ["Lò Văn Ân"], "who may be meant is asked anew"
    assert (refused.choice, refused.person.values["sex"]) == ("new", "female")
    assert not preview.take_button.isEnabled(), "born in another year: perhaps somebody else"
    preview.table.setCurrentIndex(preview.model.index(1, 1))
    keys.press(Qt.Key.Key_Space)
    keys.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.people.currentWidget() is not preview)
    wait_until_idle(qtbot, desk)
    assert {"Mùa A Súa", "Vừ Thị Sua"} <= {member.name for _number, member in page.people.model.records}


def test_the_printed_numbers_are_those_of_the_grid(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    class_id = class_of(desk.store)
    late: list[rosters.Newcomer] = [{"full_name": "Ánh Thị Áo", "birth_year": 1950}]
    rosters.add_to_roster(desk.store, class_id, late)
    rosters.remove_from_roster(desk.store, class_id, [rosters.read_roster(desk.store, class_id).members[4].id])
    page = opened(qtbot, desk, 1)
    in_grid = [(number, member.name) for number, member in enumerate(page.marks.grid.marks.members, start=1)]
    made = printing.print_paper(desk.store, printing.Wish("sign_in", cases.YEAR, class_id, lines=0), "xlsx")
    rows = load_workbook(BytesIO(made.data)).worksheets[0].iter_rows(values_only=True)
    on_paper = [(row[0], row[1]) for row in rows if isinstance(row[0], int)]
    assert on_paper == in_grid
    assert on_paper[-1] == (40, "Ánh Thị Áo"), "who comes late stands last, whatever the name"
    click(page.print_button)
    wait_until_idle(qtbot, desk)
    assert "printing" in desk.window.pages


def test_a_pasted_list_is_seen_before_it_is_taken(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, 0)
    QApplication.clipboard().setText("Họ và tên\tNăm sinh\nMùa A Súa\t1990\nLò Văn An\t\n\t1980\n")
    keys = Keyboard()
    keys.press(Qt.Key.Key_V, CTRL)
    wait_until_idle(qtbot, desk)
    preview = page.people.preview
    assert page.people.currentWidget() is preview
    known, refused = preview.model.records[1:]
    assert (known.choice, refused.choice) == (known.person.namesakes[0].id, "nobody")
    preview.table.selectRow(1)
    preview.table.setFocus()
    keys.press(Qt.Key.Key_Space)
    assert preview.model.records[1].choice == "new"
    keys.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.people.currentWidget() is not preview)
    wait_until_idle(qtbot, desk)
    assert len(page.people.model.records) == 42
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert len(page.people.model.records) == 40


def learners_page(qtbot: QtBot, desk: Desk) -> LearnersPage:
    desk.window.open_page("learners")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["learners"]
    assert isinstance(page, LearnersPage)
    return page


def test_duplicates_are_shown_merged_and_taken_back(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    kept_learner(desk.store, full_name="LO VAN DUNG", phone="0912345678")
    page = learners_page(qtbot, desk)
    assert page.twice_button.accessibleName() == "1 người có thể ghi hai lần"
    click(page.twice_button)
    assert [choice.text().split(" · ")[0] for choice in page.duplicates.choices] == ["Lò Văn Dung", "LO VAN DUNG"]
    click(page.duplicates.merge_button)
    wait_until_idle(qtbot, desk)
    assert len(learners.list_learners(desk.store)) == 40
    assert page.duplicates.model.rowCount() == 0
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert len(learners.list_learners(desk.store)) == 41


def test_the_list_filters_without_accents_and_opens_one(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = learners_page(qtbot, desk)
    page.view.filter.setFocus()
    type_text("thi doi")
    assert [row.full_name for row in page.view.model.shown_records()] == ["Quàng Thị Đôi"]
    keys = Keyboard()
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    boxes = page.view.form.form.boxes
    assert not boxes["id_number"].isVisible()
    boxes["birth_year"].input.setFocus()
    boxes["birth_year"].input.selectAll()
    type_text("2003")
    keys.press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    (saved,) = (one for one in keeping.list_records(desk.store, Learner) if one.full_name == "Quàng Thị Đôi")
    assert (saved.birth_year, saved.birth_band, saved.village) == (2003, 2000, "Bản Hua Sát")


def test_the_id_number_is_asked_for_only_when_switched_on_and_masked(
    qtbot: QtBot, open_desk: OpenDesk, db: Path
) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    desk.window.open_page("settings")
    wait_until_idle(qtbot, desk)
    desk.window.pages["settings"].id_numbers.click()  # type: ignore[attr-defined]
    wait_until_idle(qtbot, desk)
    page = learners_page(qtbot, desk)
    page.view.add()
    wait_until_idle(qtbot, desk)
    type_text("Vàng Thị Mỷ")
    number = page.view.form.form.boxes["id_number"].input
    number.setFocus()
    type_text("011090123456")
    page.view.form.form.boxes["note"].input.setFocus()
    assert number.text() == "•••••••••456"
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    (saved,) = (one for one in keeping.list_records(desk.store, Learner) if one.id_number)
    assert (saved.full_name, saved.id_number) == ("Vàng Thị Mỷ", "011090123456")


def test_a_class_like_an_earlier_one_takes_at_most_8_keys(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    desk.window.open_page("classes")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["classes"]
    assert isinstance(page, ClassesPage)
    page.table.setFocus()
    page.table.selectRow(0)
    keys = Keyboard()
    keys.press(Qt.Key.Key_D, CTRL)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.form)  # Qt shows the button pressed first
    type_text("5/6")
    while focused() is not page.form.form.boxes["present"].input and keys.presses < 20:
        keys.tab()
    type_text("45")
    keys.press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert [row.turns for row in page.model.records if row.starts_on.isoformat() == "2020-06-05"] == [45]
    assert keys.presses <= 8, f"{keys.presses} keys"


def test_a_new_class_goes_on_to_its_people_without_a_count(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    desk.window.open_page("classes", "new")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["classes"]
    assert isinstance(page, ClassesPage)
    for text in ("Học nghề may", "7/3", "kinh te"):
        type_text(text)
        Keyboard().tab()
    Keyboard().press(Qt.Key.Key_M, CTRL)
    back_from_popup(qtbot, desk)
    roll = desk.window.pages["attendance"]
    assert isinstance(roll, AttendancePage)
    assert roll.title.text() == "Học nghề may"
    assert focused() is roll.people.name


def test_learners_of_another_pc_have_no_name_here_but_a_word(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    (one, *_rest) = keeping.list_records(desk.store, Learner)
    foreign = replace(one, full_name="", village="", birth_year=None)
    with desk.store.write("test") as tx:
        put(tx, foreign)
    page = opened(qtbot, desk, 0)
    assert page.people.model.data(page.people.model.index(0, 1)) == "Học viên không có tên ở máy này"
    people = learners_page(qtbot, desk)
    last = people.view.model.rowCount() - 1
    assert people.view.model.data(people.view.model.index(last, 0)) == "Học viên không có tên ở máy này"


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_pictures(
    qtbot: QtBot, open_desk: OpenDesk, screenshots: Path, db: Path, qapp: QApplication, scheme: theme.Colours
) -> None:
    theme.dress(qapp, files.resource_path(), scheme)
    desk = open_desk(db)
    name = f"centre-{'dark' if scheme.dark else 'light'}"
    page = opened(qtbot, desk, 1)
    page.marks.grid.mark_everyone()
    page.marks.grid.toggle()
    for tab, part in ((1, "marks"), (0, "roster")):
        page.choose(tab)
        wait_until_idle(qtbot, desk)
        take(desk, screenshots / f"{name}-attendance-{part}")
        check(page)
    page.people.show_paste("Lò Văn An\nMùa A Súa")
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-attendance-paste")
    check(page)


def test_a_low_window_shows_at_least_eight_people_and_opens_the_counts_when_asked(
    qtbot: QtBot, open_desk: OpenDesk, db: Path
) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, 1)
    marks, grid = page.marks, page.marks.grid
    assert marks.bar.isVisible(), "where there is room nothing is folded away"
    assert not marks.fold_button.isVisible()
    desk.window.resize(911, 485)  # 1366 × 728 at 150 %
    QApplication.processEvents()
    assert grid.viewport().height() >= 8 * grid.verticalHeader().defaultSectionSize()
    assert marks.bar.tally.isVisible(), "who is present is always told"
    assert not marks.bar.isVisible()
    grid.setFocus()
    type_text("quang duc")
    assert marks.told.isVisible()
    Keyboard().press(Qt.Key.Key_Insert)
    assert focused() is marks.bar.new_day
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert len(grid.marks.sessions) == 3
    assert focused() is grid
    assert not marks.bar.isVisible(), "and the people have their room again"
    click(marks.fold_button)
    assert marks.bar.inputs["women"].isVisible()


def test_the_banner_takes_back_what_it_speaks_of_and_ctrl_z_works_from_the_name_line(
    qtbot: QtBot, open_desk: OpenDesk, db: Path
) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, 0)
    keys = Keyboard()
    type_text("Mùa A Súa, 1990")
    keys.press(Qt.Key.Key_Return)
    back_from_popup(qtbot, desk)
    assert desk.store is not None
    other = keeping.new_record(desk.store, Learner, full_name="Vừ Thị Sua")
    keeping.save_records(desk.store, [other])  # on another page
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert len(page.people.model.records) == 40
    assert any(row.full_name == "Vừ Thị Sua" for row in learners.list_learners(desk.store))
    page.people.name.setFocus()
    type_text("Tòng Văn Mới")
    keys.press(Qt.Key.Key_Return)
    back_from_popup(qtbot, desk)
    assert len(page.people.model.records) == 41
    page.people.name.setFocus()
    keys.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)
    assert len(page.people.model.records) == 40
    keys.press(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)
    assert len(page.people.model.records) == 41


def test_the_roster_is_sorted_by_given_name_whatever_tells_namesakes_apart(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    names = ("Vàng Thị Mỷ", "Nguyễn Thị Thúy", "Lò Thị Ân", "Giàng A Dếnh", "Nguyễn Thị Thuý", "Lò Văn Ánh",
             "Lò Văn An", "Quàng Thị Đôi", "Lường Văn Dung", "Sùng A Páo", "Cà Thị Ngoan", "Lò Văn An")  # fmt: skip
    cases.centre(tmp_path / "c.db", count=1)
    store = workspace.open_store(tmp_path / "c.db")
    people: list[rosters.Newcomer] = [
        {"full_name": name, "birth_year": 1960 + n, "village": "Bản Hới"} for n, name in enumerate(names)
    ]
    rosters.add_to_roster(store, class_of(store), people)
    store.close()
    page = opened(qtbot, open_desk(tmp_path / "c.db"), 0)
    page.people.table._sort_by(1)
    shown = [member.full_name for _number, member in page.people.model.shown_records()]
    assert shown == ["Lò Văn An", "Lò Văn An", "Lò Văn Ánh", "Lò Thị Ân", "Giàng A Dếnh", "Lường Văn Dung",
                     "Quàng Thị Đôi", "Vàng Thị Mỷ", "Cà Thị Ngoan", "Sùng A Páo", "Nguyễn Thị Thúy",
                     "Nguyễn Thị Thuý"]  # fmt: skip
