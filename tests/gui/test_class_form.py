"""The form of a class: session by session, planned ones, what was changed elsewhere meanwhile; many deleted at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.domain import clock
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.records import StaffMember
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.centre.class_form import ClassForm
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.pages.centre.session_lines import MOST
from clc_desktop.i18n import text as _
from clc_desktop.usecases import attendance, classes, drafts, keeping, rosters, workspace
from clc_desktop.usecases.attendance import Marks

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, click, focused, type_text, wait_until_idle

CTRL = Qt.KeyboardModifier.ControlModifier
OpenForm = Callable[[str], ClassForm]


@pytest.fixture
def desk(open_desk: OpenDesk, tmp_path: Path) -> Desk:
    """A centre with one class, whose people are listed and marked at one of its two sessions."""
    cases.centre(tmp_path / "c.db", count=1)
    return open_desk(tmp_path / "c.db")


@pytest.fixture
def form(qtbot: QtBot, desk: Desk) -> OpenForm:
    """Opens the form of a class."""

    def open_form(what: str) -> ClassForm:
        desk.window.open_page("classes", what)
        wait_until_idle(qtbot, desk)
        page = desk.window.pages["classes"]
        assert isinstance(page, ClassesPage)
        return page.form

    return open_form


def the_class(desk: Desk) -> ClassEntry:
    """The newest class."""
    assert desk.store is not None
    return classes.get_class(desk.store, classes.list_classes(desk.store)[0].id)


def two_sessions(desk: Desk) -> ClassEntry:
    """The class with a head-count, and a second session where one of two people was present."""
    assert desk.store is not None
    entry = the_class(desk)
    people = rosters.add_to_roster(
        desk.store, entry.learning_class.id, [{"full_name": "Lò Văn An"}, {"full_name": "Vừ A Páo"}]
    )
    session = replace(
        entry.sessions[0], id=clock.new_id(), held_on=date(2020, 12, 30), present=1, women=None, minority=None,
        attended=people[:1], absent=people[1:],
    )  # fmt: skip
    return classes.save_class(desk.store, ClassEntry(entry.learning_class, (*entry.sessions, session)))


def save(qtbot: QtBot, desk: Desk) -> None:
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)


def test_each_session_has_its_line_and_the_whole_is_their_sum(qtbot: QtBot, desk: Desk, form: OpenForm) -> None:
    shown = form("new")
    shown.form.show_raw({"topic": "Xóa mù chữ", "field": "Văn hóa, xã hội", "starts_on": "5/1", "present": "31"})
    keys = Keyboard()
    keys.press(Qt.Key.Key_B, CTRL)
    assert focused() is shown.sessions.lines[1].inputs["held_on"]
    assert shown.sessions.lines[1].inputs["held_on"].raw() == "12/01/2020", "a week later"
    type_text("14/1")
    keys.tab()
    type_text("28")
    keys.press(Qt.Key.Key_Return)
    keys.tab()
    type_text("27")
    boxes = shown.form.boxes
    assert [boxes[name].input.raw() for name in ("starts_on", "present", "meetings")] == ["05/01/2020", "86", "3"]
    assert not boxes["present"].input.isEnabled()
    save(qtbot, desk)
    assert desk.store is not None
    (made,) = (row for row in classes.list_classes(desk.store) if row.topic == "Xóa mù chữ")
    sessions = classes.get_class(desk.store, made.id).sessions
    assert [(one.held_on.day, one.present, one.meetings) for one in sessions] == [(5, 31, 1), (14, 28, 1), (21, 27, 1)]


def test_head_count_and_marks_stand_side_by_side(qtbot: QtBot, desk: Desk, form: OpenForm) -> None:
    entry = two_sessions(desk)
    shown = form(entry.learning_class.id)
    counted, marked = shown.sessions.lines
    assert counted.inputs["present"].isEnabled()
    assert (marked.inputs["present"].isEnabled(), marked.drop.isEnabled()) == (False, False), "marks count"
    counted.inputs["women"].clear()
    type_text("999", counted.inputs["women"])
    save(qtbot, desk)
    assert shown.form.boxes["sessions"].problem_label.text().startswith("Số nữ (999)")
    assert focused() is counted.inputs["women"]
    counted.inputs["women"].show_raw("3")
    marked.inputs["held_on"].show_raw("")
    save(qtbot, desk)
    assert shown.form.boxes["sessions"].problem_label.text() == "Chưa ghi mục này."
    assert focused() is marked.inputs["held_on"]
    marked.inputs["held_on"].show_raw("29/12")
    save(qtbot, desk)
    first, second = the_class(desk).sessions
    assert (first.women, second.held_on, second.attended) == (3, date(2020, 12, 29), entry.sessions[1].attended)


def test_a_session_is_dropped_and_comes_back(qtbot: QtBot, desk: Desk, form: OpenForm) -> None:
    entry = two_sessions(desk)
    shown = form(entry.learning_class.id)
    click(shown.sessions.lines[0].drop)
    assert len(shown.sessions.lines) == 1
    save(qtbot, desk)
    assert the_class(desk).sessions == entry.sessions[1:]
    Keyboard().press(Qt.Key.Key_Z, CTRL)
    wait_until_idle(qtbot, desk)
    assert the_class(desk).sessions == entry.sessions


def test_half_typed_sessions_are_a_draft_and_lose_none_that_came_later(
    qtbot: QtBot, desk: Desk, form: OpenForm
) -> None:
    assert desk.store is not None
    entry = two_sessions(desk)
    class_id = entry.learning_class.id
    shown = form(class_id)
    click(shown.more_button)
    type_text("ba mươi", shown.sessions.lines[2].inputs["present"])
    save(qtbot, desk)
    assert shown.form.boxes["sessions"].problem_label.text() == "“ba mươi” không phải là số."
    Keyboard().press(Qt.Key.Key_Escape)
    wait_until_idle(qtbot, desk)
    assert len(drafts.drafts(desk.store)) == 1
    attendance.add_session(desk.store, class_id, date(2020, 12, 31))
    shown = form(class_id)
    days = [line.inputs["held_on"].raw() for line in shown.sessions.lines]
    assert (len(days), days[-1]) == (4, "31/12/2020")
    assert shown.sessions.lines[2].inputs["present"].raw() == "ba mươi"


def test_what_was_marked_while_the_form_was_open_is_kept(qtbot: QtBot, desk: Desk, form: OpenForm) -> None:
    assert desk.store is not None
    entry = two_sessions(desk)
    shown = form(entry.learning_class.id)
    session, people = entry.sessions[1], (*entry.sessions[1].attended, *entry.sessions[1].absent)
    attendance.save_marks(desk.store, session.id, Marks(people, ()))
    attendance.add_session(desk.store, entry.learning_class.id, date(2020, 12, 31))
    shown.form.boxes["venue"].input.show_raw("Nhà văn hóa Bản Hới")
    save(qtbot, desk)
    now = the_class(desk)
    assert now.learning_class.venue == "Nhà văn hóa Bản Hới"
    assert [(one.present, set(one.attended)) for one in now.sessions[1:]] == [(2, set(people)), (0, set())]


def test_very_many_sessions_are_left_to_the_attendance_page(qtbot: QtBot, desk: Desk, form: OpenForm) -> None:
    assert desk.store is not None
    entry = the_class(desk)
    days = [replace(entry.sessions[0], id=clock.new_id(), held_on=date(2020, 3, 1 + n % 31)) for n in range(MOST + 1)]
    before = classes.save_class(desk.store, ClassEntry(entry.learning_class, tuple(days)))
    shown = form(entry.learning_class.id)
    assert (shown.sessions.lines, shown.form.boxes["present"].input.isEnabled()) == ([], False)
    assert not shown.each_button.isVisible()
    shown.form.boxes["venue"].input.show_raw("Bản Hới")
    save(qtbot, desk)
    now = the_class(desk)
    assert (now.learning_class.venue, set(now.sessions)) == ("Bản Hới", set(before.sessions))


def test_a_class_that_is_planned_needs_no_count(qtbot: QtBot, desk: Desk, form: OpenForm) -> None:
    shown = form("new")
    shown.form.show_raw(
        {"topic": "Hội làng", "field": "Văn hóa, xã hội", "starts_on": "5/1", "state": "Dự kiến", "enrolled": "40"}
    )
    save(qtbot, desk)
    assert desk.store is not None
    (row,) = (row for row in classes.list_classes(desk.store) if row.topic == "Hội làng")
    record = classes.get_class(desk.store, row.id).learning_class
    assert (record.state, record.enrolled) == ("planned", 40)


def test_the_banner_takes_back_the_very_change_that_it_speaks_of(qtbot: QtBot, desk: Desk, form: OpenForm) -> None:
    store = desk.store
    assert store is not None
    shown = form("new")
    shown.form.show_raw(
        {"topic": "Hội làng", "field": "Văn hóa, xã hội", "starts_on": "5/1/2020", "state": "Dự kiến", "enrolled": "40"}
    )
    save(qtbot, desk)
    unit = the_class(desk).learning_class.unit_id
    keeping.save_records(store, [StaffMember(id=clock.new_id(), unit_id=unit, full_name="Lò Văn An", post="director")])
    click(desk.window.pages["classes"].banner.action)
    wait_until_idle(qtbot, desk)
    assert "Hội làng" not in [row.topic for row in classes.list_classes(store)]
    assert [one.full_name for one in keeping.list_records(store, StaffMember)] == ["Lò Văn An"]


def test_a_planned_class_says_so_in_the_list(qtbot: QtBot, desk: Desk, form: OpenForm) -> None:
    assert desk.store is not None
    form("new")
    page = desk.window.pages["classes"]
    assert isinstance(page, ClassesPage)
    assert "Tình trạng" not in [_(spec.title) for spec in page.table.in_sight()], "every class was held"
    record = replace(the_class(desk).learning_class, id=clock.new_id(), state="planned")
    classes.save_class(desk.store, ClassEntry(record, ()))
    page.refresh()
    wait_until_idle(qtbot, desk)
    words = page.table.in_sight()[2].shown
    assert sorted(map(words, page.model.shown_records())) == ["", "Dự kiến"]


def test_the_tab_key_goes_through_the_lines_in_order(desk: Desk, form: OpenForm) -> None:
    shown = form(two_sessions(desk).learning_class.id)
    shown.form.boxes["enrolled"].input.setFocus()
    lines = [made for line in shown.sessions.lines for made in line.inputs.values() if made.isEnabled()]
    keys = Keyboard()
    seen = []
    for _stop in range(len(lines) + 1):  # and the button that drops the first line
        keys.tab()
        QApplication.processEvents()
        seen.append(focused())
    assert [made for made in seen if made in lines] == lines


def test_a_class_like_another_leaves_what_was_half_typed_before_it_alone(
    qtbot: QtBot, desk: Desk, form: OpenForm
) -> None:
    assert desk.store is not None
    earlier = the_class(desk).learning_class
    form("new")
    type_text("Trồng ngô lai")
    page = desk.window.pages["classes"]
    assert isinstance(page, ClassesPage)
    page._leave()
    wait_until_idle(qtbot, desk)
    page.table.selectRow(0)
    page.copy()
    wait_until_idle(qtbot, desk)
    assert page.form.form.boxes["topic"].input.raw() == earlier.topic
    page.form.form.boxes["venue"].input.clear()
    type_text("Bản Hua Sát", page.form.form.boxes["venue"].input)
    page._leave()
    wait_until_idle(qtbot, desk)
    kept = {draft.values["topic"]: draft.key for draft in drafts.drafts(desk.store)}
    assert set(kept) == {"Trồng ngô lai", earlier.topic}, "both are kept"
    made = form(kept[earlier.topic])
    assert (made.form.boxes["venue"].input.raw(), made.is_new) == ("Bản Hua Sát", True)
    classes.delete_classes(desk.store, [earlier.id])
    made = form(kept[earlier.topic])
    assert made.form.boxes["topic"].input.raw() == earlier.topic, "also when the class that it is like is gone"
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert [draft.key for draft in drafts.drafts(desk.store)] == ["new"]
    assert form("new").form.boxes["topic"].input.raw() == "Trồng ngô lai"


def test_classes_are_pasted_into_an_empty_list(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "empty.db", count=0)
    desk = open_desk(tmp_path / "empty.db")
    assert desk.store is not None
    desk.window.open_page("classes")
    wait_until_idle(qtbot, desk)
    field = workspace.taxonomy(desk.store)[0].name
    QApplication.clipboard().setText(f"5/1/2020\tTrồng ngô lai\t{field}\tTrung tâm tổ chức\t2\t80\t30\t12\n")
    Keyboard().press(Qt.Key.Key_V, CTRL)
    wait_until_idle(qtbot, desk)
    assert [row.topic for row in classes.list_classes(desk.store)] == ["Trồng ngô lai"]
