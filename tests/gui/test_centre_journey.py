"""A centre's first hour at the window, by keyboard and mouse."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.pages.centre.home import HomePage
from clc_desktop.gui.pages.centre.plan import PlanPage
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.usecases import classes, drafts, keeping, workspace

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, button, click, focused, type_text, wait_until_idle

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
        {"topic": "Hội làng", "starts_on": cases.YEAR.start, "field": "culture", "hosting": "own", "present": 4000}
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
