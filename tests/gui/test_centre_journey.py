"""A centre's first hour at the window, by keyboard and mouse."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.domain.records import StaffMember
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.centre.classes import FIRST, ClassesPage
from clc_desktop.gui.pages.centre.home import HomePage
from clc_desktop.gui.pages.centre.plan import PlanPage
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.usecases import classes, drafts, keeping, learners, workspace
from tests.districts import kept_learner

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, button, click, compose, focused, type_text, wait_until_idle

CTRL = Qt.KeyboardModifier.ControlModifier


def opened_classes(qtbot: QtBot, desk: Desk) -> ClassesPage:
    desk.window.open_page("classes")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["classes"]
    assert isinstance(page, ClassesPage)
    page.table.setFocus()
    return page


def test_the_first_start_asks_two_things_and_opens_the_home_page(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = open_desk(tmp_path / "new.db")
    setup = desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    keys = Keyboard()
    setup.centre.setFocus()
    setup.name.input.setFocus()
    type_text("xã Pú Nhung")
    keys.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "home" in desk.window.pages)
    wait_until_idle(qtbot, desk)
    assert desk.window.context is not None
    assert desk.window.context.identity.unit_name == "xã Pú Nhung"
    assert isinstance(desk.window.stack.currentWidget(), HomePage)


def test_the_first_start_reads_the_level_from_the_name(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "new.db")
    setup = desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    click(setup.aggregator)
    for typed, level in (("Sở Giáo dục và Đào tạo", "province"), ("hu", "province"), ("huyện Tuần", "district")):
        setup.name.input.clear()
        type_text(typed, setup.name.input)
        assert setup.level.input.read() == level
    setup.level.input.show_value("other")
    setup.name.input.clear()
    type_text("xã Pú Nhung", setup.name.input)
    assert setup.level.input.read() == "other", "somebody chose it"


def test_a_class_is_recorded_with_at_most_25_keys_beside_the_text(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=3)
    desk = open_desk(tmp_path / "c.db")
    page = opened_classes(qtbot, desk)
    keys = Keyboard()
    keys.press(Qt.Key.Key_Insert)
    wait_until_idle(qtbot, desk)
    for text in ("Phòng chống ma túy học đường", "5/1", "phap luat", ""):
        type_text(text)
        keys.tab()
    for text in ("1.120", "3", "600", "", "", "Bản Hua Sát"):
        type_text(text)
        keys.tab()
    type_text("Lò Văn Ễ, Quàng Thị Ậm")
    keys.press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    saved = next(row for row in classes.list_classes(desk.store) if row.topic == "Phòng chống ma túy học đường")
    assert (saved.field, saved.hosting, saved.turns, saved.sessions, saved.women) == ("law", "own", 1120, 3, 600)
    assert (saved.starts_on.isoformat(), saved.venue, saved.minority) == ("2020-01-05", "Bản Hua Sát", None)
    assert saved.lecturers == ("Lò Văn Ễ", "Quàng Thị Ậm")
    assert page.model.row_where(lambda row: row.id == saved.id) >= 0, "the list does not show it"
    assert keys.presses <= 25, f"{keys.presses} keys"


def test_saving_with_ctrl_enter_starts_the_next_class(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    page = opened_classes(qtbot, desk)
    page.add()
    wait_until_idle(qtbot, desk)
    keys = Keyboard()
    for text in ("Kỹ thuật trồng mắc ca", "7/3/2020", "kinh te", ""):
        type_text(text)
        keys.tab()
    type_text("45")
    keys.press(Qt.Key.Key_Return, CTRL)
    wait_until_idle(qtbot, desk)
    assert page.stack.currentWidget() is page.form
    assert page.form.form.boxes["topic"].input.raw() == ""
    assert page.form.form.boxes["starts_on"].input.raw() == "07/03/2020"
    assert desk.window.focusWidget() is page.form.form.boxes["topic"].input


def test_errors_stand_under_their_fields_and_the_first_has_the_focus(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    page = opened_classes(qtbot, desk)
    page.add()
    wait_until_idle(qtbot, desk)
    boxes = page.form.form.boxes
    type_text("Một lớp", boxes["topic"].input)
    type_text("31/2/2020", boxes["starts_on"].input)
    type_text("mười", boxes["present"].input)
    click(page.form.save_button)
    wait_until_idle(qtbot, desk)
    assert boxes["starts_on"].problem_label.text() == "Không có ngày “31/2/2020” trong lịch."
    assert boxes["present"].problem_label.text() == "“mười” không phải là số."
    assert boxes["field"].problem_label.text() == "Chưa ghi mục này."
    assert focused() is boxes["starts_on"].input
    assert page.model.rowCount() == 0


def test_a_doubtful_class_is_saved_once_a_reason_is_given(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    page = opened_classes(qtbot, desk)
    page.add()
    wait_until_idle(qtbot, desk)
    page.form.form.show_values(
        {
            "topic": "Hội làng",
            "starts_on": cases.YEAR.start,
            "field": "culture",
            "hosting": "own",
            "present": 4000,
            "state": "held",
        }
    )
    click(page.form.save_button)
    wait_until_idle(qtbot, desk)
    assert page.stack.currentWidget() is page.form
    assert list(page.form.reasons.inputs) == ["very_many_present"]
    type_text("Hội cả huyện, có ảnh")
    click(page.form.save_button)
    wait_until_idle(qtbot, desk)
    row = page.model.record_at(0)
    assert desk.store is not None
    reasons = classes.get_class(desk.store, row.id).learning_class.reasons
    assert reasons == (("very_many_present", "Hội cả huyện, có ảnh"),)


def test_what_is_deleted_comes_back_with_undo(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=5)
    desk = open_desk(tmp_path / "c.db")
    page = opened_classes(qtbot, desk)
    before = page.model.records
    page.table.selectRow(0)
    QApplication.processEvents()
    keys = Keyboard()
    keys.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    keys.press(Qt.Key.Key_Delete)
    wait_until_idle(qtbot, desk)
    assert page.model.rowCount() == 3
    assert page.banner.words.text() == "Đã xóa 2 lớp."
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert set(page.model.records) == set(before)
    assert page.banner.words.text() == "Đã hoàn tác: Xóa lớp – 2."
    for key, count in ((Qt.Key.Key_Y, 3), (Qt.Key.Key_Z, 5)):
        page.table.setFocus()
        keys.press(key, CTRL)
        wait_until_idle(qtbot, desk)
        assert page.model.rowCount() == count


def test_a_half_typed_class_is_offered_after_the_window_was_closed(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    page = opened_classes(qtbot, desk)
    page.add()
    wait_until_idle(qtbot, desk)
    type_text("Vệ sinh nước sạch ở bản")
    desk.window.close()
    desk.close()

    again = open_desk(tmp_path / "c.db")
    home = again.window.pages["home"]
    assert isinstance(home, HomePage)
    click(button(home, "Ghi tiếp"))
    wait_until_idle(qtbot, again)
    page = again.window.pages["classes"]  # type: ignore[assignment]
    assert page.form.form.boxes["topic"].input.raw() == "Vệ sinh nước sạch ở bản"
    assert "còn dở" in page.banner.words.text()
    click(page.banner.action)
    wait_until_idle(qtbot, again)
    assert again.store is not None
    assert drafts.drafts(again.store) == ()
    assert page.form.form.boxes["topic"].input.raw() == ""


def test_the_filter_needs_no_accents_and_the_totals_follow_it(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=30)
    desk = open_desk(tmp_path / "c.db")
    page = opened_classes(qtbot, desk)
    QApplication.processEvents()
    Keyboard().press(Qt.Key.Key_F, CTRL)
    assert focused() is page.filter
    type_text("luat hon nhan")
    shown = page.model.shown_records()
    assert 0 < len(shown) < 30
    assert {row.topic for row in shown} == {cases.TOPICS[0]}
    assert page.panel.totals is not None
    assert page.panel.totals.words()[0] == f"Cộng: {len(shown)}"
    assert str(sum(row.turns for row in shown)) in "".join(page.panel.totals.words()).replace(".", "")
    Keyboard().press(Qt.Key.Key_Escape)
    assert page.model.rowCount() == 30


def test_the_plan_is_saved_as_a_whole_and_can_be_undone(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    desk.window.open_page("plan")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["plan"]
    assert isinstance(page, PlanPage)
    page.inputs["law", "classes"].setFocus()
    type_text("12")
    Keyboard().tab()
    type_text("1.300")
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    planned = {target.field: (target.classes, target.turns) for target in keeping.plan_table(desk.store, 2020)}
    assert planned["law"] == (12, 1300)
    assert page.banner.words.text() == "Đã lưu kế hoạch năm 2020."
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert not any(target.classes for target in keeping.plan_table(desk.store, 2020))


def test_two_windows_never_share_a_role_they_were_not_given(open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    assert "receive" not in desk.window.rail.buttons
    assert desk.store is not None
    assert workspace.identity(desk.store) is not None


SCHOOL = "Trường học cộng đồng xã Pú Nhung"
NAMES = (
    "Lò Văn An", "Lò Văn Ánh", "Lò Thị Ân", "Giàng A Dếnh", "Lường Văn Dung", "Quàng Thị Đôi", "Vàng Thị Mỷ",
    "Cà Thị Ngoan", "Sùng A Páo", "Nguyễn Thị Thuý", "Nguyễn Thị Thúy",
)  # fmt: skip
"""In the order of an office's lists: by the last word, then the middle, then the family."""


def decomposed(text: str) -> str:
    """As some keyboards and old programs write it: letters and marks apart."""
    return unicodedata.normalize("NFD", text)


def test_composed_and_decomposed_letters_arrive_in_one_form(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    """Topic and venue from an input method, a learner's name, a pasted roster, a workbook: all NFC."""
    cases.centre(tmp_path / "c.db", count=1)
    desk = open_desk(tmp_path / "c.db")
    assert desk.store is not None
    compose_a_class(qtbot, desk)
    (saved,) = (row for row in classes.list_classes(desk.store) if row.starts_on.isoformat() == "2020-01-05")
    assert (saved.topic, saved.venue) == (SCHOOL, SCHOOL)
    desk.window.activateWindow()  # where there is no screen, a closed list of suggestions leaves no window active
    qtbot.waitUntil(desk.window.isActiveWindow)
    compose_a_learner(qtbot, desk)
    assert [row.full_name for row in learners.list_learners(desk.store)] == [NAMES[2]]
    paste_a_roster(qtbot, desk, saved.id)
    assert {row.full_name for row in learners.list_learners(desk.store)} == {NAMES[2], NAMES[5], NAMES[6]}
    take_a_workbook(qtbot, desk, tmp_path / "lop.xlsx")
    assert [row.topic for row in classes.list_classes(desk.store)].count(SCHOOL) == 2


def compose_a_class(qtbot: QtBot, desk: Desk) -> None:
    page = opened_classes(qtbot, desk)
    page.add()
    wait_until_idle(qtbot, desk)
    compose(SCHOOL)
    keys = Keyboard()
    for text in ("", "5/1", "phap luat", "", "45"):
        type_text(text)
        keys.tab()
    page.form.form.boxes["venue"].input.setFocus()
    compose(decomposed(SCHOOL))
    keys.press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)


def compose_a_learner(qtbot: QtBot, desk: Desk) -> None:
    desk.window.open_page("learners")
    wait_until_idle(qtbot, desk)
    desk.window.pages["learners"].view.add()  # type: ignore[attr-defined]
    wait_until_idle(qtbot, desk)
    compose(decomposed(NAMES[2]))
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)


def paste_a_roster(qtbot: QtBot, desk: Desk, class_id: str) -> None:
    desk.window.open_page("attendance", class_id)
    wait_until_idle(qtbot, desk)
    roll: Any = desk.window.pages["attendance"]
    roll.choose(0)
    QApplication.clipboard().setText(decomposed(f"Họ và tên\n{NAMES[5]}\n{NAMES[6]}\n"))
    roll.people.name.setFocus()
    keys = Keyboard()
    keys.press(Qt.Key.Key_V, CTRL)
    wait_until_idle(qtbot, desk)
    keys.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: roll.people.currentWidget() is not roll.people.preview)
    wait_until_idle(qtbot, desk)


def take_a_workbook(qtbot: QtBot, desk: Desk, path: Path) -> None:
    book = Workbook()
    book.create_sheet("Lớp học", 0)
    for line in (("Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Số lượt người"), ("7/2/2020", SCHOOL, "Kinh tế", 30)):
        book["Lớp học"].append([decomposed(cell) if isinstance(cell, str) else cell for cell in line])
    book.save(path)
    desk.window.open_page("import")
    workbook: Any = desk.window.pages["import"]
    workbook.examine(path)
    wait_until_idle(qtbot, desk)
    click(workbook.accept_button)
    wait_until_idle(qtbot, desk)


def test_lists_sort_names_as_an_office_does_and_show_who_is_there_twice(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    store = workspace.open_store(tmp_path / "c.db")
    shuffled = random.Random(1).sample(NAMES, len(NAMES))
    for name in shuffled:
        kept_learner(store, full_name=name)
        keeping.save_records(store, [keeping.new_record(store, StaffMember, full_name=name, post="deputy")])
    entries = [classes.new_class_entry(store, topic=f"{name}: tập hát") for name in shuffled]
    made = [replace(e, sessions=(replace(e.sessions[0], held_on=cases.YEAR.start, present=30),)) for e in entries]
    classes.save_classes(store, made)
    store.close()
    desk = open_desk(tmp_path / "c.db")
    for key, column in (("learners", "full_name"), ("staff", "full_name")):
        desk.window.open_page(key)
        wait_until_idle(qtbot, desk)
        view: Any = desk.window.pages[key].view  # type: ignore[attr-defined]
        number = next(n for n, spec in enumerate(view.model.columns) if spec.key == column)
        view.table.sortByColumn(number, Qt.SortOrder.AscendingOrder)
        shown = [row.full_name for row in view.model.shown_records()]
        assert shown[:-2] == list(NAMES[:-2]), key
        assert set(shown[-2:]) == set(NAMES[-2:]), "two ways to write one name"
    people: Any = desk.window.pages["learners"]
    assert people.twice_button.accessibleName() == "1 người có thể ghi hai lần"

    page = opened_classes(qtbot, desk)
    topic = next(n for n, spec in enumerate(page.model.columns) if spec.key == "topic")
    page.table.sortByColumn(topic, Qt.SortOrder.AscendingOrder)
    families = [row.topic.split()[0] for row in page.model.shown_records()]
    assert families == ["Cà", "Giàng", "Lò", "Lò", "Lò", "Lường", "Nguyễn", "Nguyễn", "Quàng", "Sùng", "Vàng"]
    for typed, count in (("thuy", 2), ("doi", 1), ("thúy", 2), ("DẾNH", 1)):
        page.filter.setText(typed)
        assert page.model.rowCount() == count, typed


def test_a_long_list_begins_with_its_newest_classes_and_ends_with_all(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    count = FIRST + 50
    cases.centre(tmp_path / "c.db", count=count)
    desk = open_desk(tmp_path / "c.db")
    shown: list[tuple[int, str]] = []
    desk.window.open_page("classes")
    page = desk.window.pages["classes"]
    assert isinstance(page, ClassesPage)
    assert page.panel.totals is not None
    totals = page.panel.totals
    page.model.modelReset.connect(lambda: shown.append((page.model.rowCount(), totals.words()[0])))
    wait_until_idle(qtbot, desk)
    assert shown == [(FIRST, "Cộng: …"), (count, f"Cộng: {count}")]
    newest = page.model.record_at(0)
    page.table.selectRow(3)
    kept = page.table.current_record()
    shown.clear()
    desk.window.context.notices.changed.emit()  # type: ignore[union-attr]
    wait_until_idle(qtbot, desk)
    assert [rows for rows, _words in shown] == [count], "after a change nobody loses the place in a long list"
    assert (page.model.record_at(0), page.table.current_record()) == (newest, kept)


def test_what_is_missing_stands_first_on_the_home_page(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=3)
    home = open_desk(tmp_path / "c.db").window.pages["home"]
    assert isinstance(home, HomePage)
    states = [task.state for task in home.tasks.tasks]
    assert "done" in states
    assert states == sorted(states, key=lambda state: state != "todo")
