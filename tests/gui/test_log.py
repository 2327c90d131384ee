"""Nhật ký, lịch sử một bản ghi, sửa nhiều lớp: what was done, seen and taken back at the window."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.history_box import HistoryDialog, open_history
from clc_desktop.gui.page import Page
from clc_desktop.gui.pages import log
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.pages.centre.learners import LearnersPage
from clc_desktop.gui.pages.centre.printing import PrintingPage
from clc_desktop.gui.pages.log import LogPage
from clc_desktop.usecases import changes, classes, learners, officers, rosters, workspace
from clc_desktop.usecases.workspace import Store

from . import cases
from .hands import Keyboard, click, focused, type_text, wait_until_idle
from .test_screenshots import check, take

if TYPE_CHECKING:
    from .conftest import OpenDesk

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def corrected(store: Store) -> str:
    """The newest class: its venue and head-count put right by a named officer, two people on its roster."""
    row = classes.list_classes(store)[0]
    entry = classes.get_class(store, row.id)
    officers.add_officer(store, "Lò Thị Ánh")
    session = replace(entry.sessions[0], present=54)
    classes.save_class(store, ClassEntry(replace(entry.learning_class, venue="Nhà văn hóa Bản Hới"), (session,)))
    rosters.add_to_roster(store, row.id, [{"full_name": "Lò Văn An", "village": "Bản Hới"}, {"full_name": "Vừ A Páo"}])
    officers.act_as("")
    return row.id


@pytest.fixture(scope="session")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with six classes, one of them corrected, a learner deleted."""
    path = tmp_path_factory.mktemp("edited") / "c.db"
    cases.centre(path, count=6)
    store = workspace.open_store(path)
    corrected(store)
    store.close()
    return path.parent


@pytest.fixture
def db(edited: Path, tmp_path: Path) -> Path:
    """A copy of it for one test; the officers' names are taken off, so that nobody has to sign in."""
    path = shutil.copytree(edited, tmp_path / "edited") / "c.db"
    store = workspace.open_store(path)
    officers.remove_officer(store, "Lò Thị Ánh")
    store.close()
    return path


def opened(qtbot: QtBot, desk: Desk, key: str) -> Page:
    desk.window.open_page(key)
    wait_until_idle(qtbot, desk)
    return desk.window.pages[key]


def log_page(qtbot: QtBot, desk: Desk) -> LogPage:
    page = opened(qtbot, desk, "log")
    assert isinstance(page, LogPage)
    return page


def classes_page(qtbot: QtBot, desk: Desk) -> ClassesPage:
    page = opened(qtbot, desk, "classes")
    assert isinstance(page, ClassesPage)
    page.table.setFocus()
    page.table.selectRow(0)
    return page


def history(qtbot: QtBot, desk: Desk, page: Page) -> HistoryDialog:
    """What Ctrl+H opened."""
    Keyboard().press(Qt.Key.Key_H, CTRL)
    qtbot.waitUntil(lambda: page.findChild(HistoryDialog) is not None)
    dialog = page.findChild(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    qtbot.waitUntil(dialog.isVisible)
    wait_until_idle(qtbot, desk)
    return dialog


def rows_of(dialog: HistoryDialog) -> list[tuple[str, ...]]:
    steps = dialog.steps
    return [tuple(spec.shown(line) for spec in steps.model.columns[1:]) for line in steps.model.shown_records()]


def test_the_history_of_a_class_tells_who_changed_what_from_what(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = classes_page(qtbot, desk)
    dialog = history(qtbot, desk, page)
    assert dialog.title.text() == page.model.shown_records()[0].topic
    found = rows_of(dialog)
    joined = {(row[0], row[2], row[3]) for row in found[:2]}
    assert joined == {("Lò Thị Ánh", f"Ghi danh: {name}", "Thêm") for name in ("Lò Văn An", "Vừ A Páo")}
    latest = found[2:4]
    assert {row[:2] for row in latest} == {("Lò Thị Ánh", "Ghi lớp")}
    assert ("Địa điểm: Nhà văn hóa xã → Nhà văn hóa Bản Hới") in {row[3] for row in latest}
    at = next(n for n, row in enumerate(latest) if row[3].startswith("Số người có mặt"))
    dialog.steps.table.selectRow(at + 2)
    (field,) = dialog.steps.field_model.records
    assert (field.name, field.after) == ("Số người có mặt", "54")
    Keyboard().press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.findChild(HistoryDialog) is None)


def test_a_form_opens_the_history_of_its_record_and_a_new_one_has_none(
    qtbot: QtBot, open_desk: OpenDesk, db: Path
) -> None:
    desk = open_desk(db)
    page = opened(qtbot, desk, "learners")
    assert isinstance(page, LearnersPage)
    page.view.add()
    wait_until_idle(qtbot, desk)
    assert not page.view.form.history_button.isVisible()
    page.view.form.leave_button.click()
    row = next(row for row in page.view.model.records if row.full_name == "Vừ A Páo")
    page.view.edit(row)
    wait_until_idle(qtbot, desk)
    assert page.view.form.history_button.isVisible()
    dialog = history(qtbot, desk, page)
    assert dialog.title.text() == "Vừ A Páo"
    ((who, _what, part, told),) = rows_of(dialog)
    assert (who, part) == ("Lò Thị Ánh", "Học viên")
    assert told.startswith("Thêm")
    dialog.close()


def test_the_log_is_searched_opened_and_an_edit_taken_back(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    page = log_page(qtbot, desk)
    everything = page.model.rowCount()
    page.filter.setFocus()
    type_text("lo thi anh ghi lop")
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < everything)
    (line,) = page.model.shown_records()
    assert (line.who, line.label, line.count) == ("Lò Thị Ánh", "save_class", 2)
    keys = Keyboard()
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert page.stack.currentWidget() is page.detail
    assert {(step.what, step.record.partition(":")[0]) for step in page.steps.model.shown_records()} == {
        ("changed", "Lớp học"),
        ("changed", "Buổi học"),
    }
    click(page.undo_button)
    wait_until_idle(qtbot, desk)
    assert "Đã hoàn tác" in page.banner.words.text()
    assert classes.get_class(desk.store, classes.list_classes(desk.store)[0].id).sessions[0].present != 54
    assert page.model.shown_records()[0].undone
    assert not page.undo_button.isEnabled(), "taken back once"


def test_what_a_later_change_rests_on_is_refused_in_words(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    page = log_page(qtbot, desk)
    page.who_facet.setCurrentIndex(page.who_facet.findData("Lò Thị Ánh"))
    wait_until_idle(qtbot, desk)
    assert {line.who for line in page.model.shown_records()} == {"Lò Thị Ánh"}
    page.who_facet.setCurrentIndex(0)
    page.label_facet.setCurrentIndex(page.label_facet.findData("save_class"))
    wait_until_idle(qtbot, desk)
    page.table.selectRow(page.model.rowCount() - 1)
    before = len(changes.recent_changes(desk.store))
    click(page.undo_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.property("tone") == "error"
    assert len(changes.recent_changes(desk.store)) == before


def test_one_field_of_several_classes_by_keys_and_one_undo(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    page = classes_page(qtbot, desk)
    keys = Keyboard()
    assert not page.many.open_button.isEnabled()
    keys.press(Qt.Key.Key_Down, SHIFT)
    keys.press(Qt.Key.Key_Down, SHIFT)
    chosen = {row.id for row in page.table.selected_records()}
    keys.press(Qt.Key.Key_E, CTRL)
    box = page.many.box
    qtbot.waitUntil(box.isVisible)
    box.which.show_value("venue")
    box.value.show_value("Hội trường xã")
    click(box.confirm)
    box.confirm.click()  # twice in haste
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Đã sửa 3 lớp."
    assert {row.id for row in classes.list_classes(desk.store) if row.venue == "Hội trường xã"} == chosen
    assert not box.isVisible()
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert "Hội trường xã" not in {row.venue for row in classes.list_classes(desk.store)}


def test_a_doubtful_change_of_several_asks_one_reason(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    store = desk.store
    page = classes_page(qtbot, desk)
    own = [row for row in classes.list_classes(store) if row.hosting == "own"]
    page.table.selectAll()
    page.many.open_box()
    page.many.box.which.show_value("partners")
    page.many.box.value.show_value(("Hội phụ nữ",))
    click(page.many.box.confirm)
    wait_until_idle(qtbot, desk)
    assert own
    assert "hình thức tổ chức" in page.many.box.problem.text(), "the centre's own classes have no partners"
    page.many.box.which.show_value("partners")
    page.many.box.value.show_value(())
    click(page.many.box.confirm)
    wait_until_idle(qtbot, desk)
    assert page.many.reason.isVisible(), "joint classes without partners are doubtful"
    type_text("Sẽ ghi sau", page.many.reason.input)
    click(page.many.reason.confirm)
    page.many.reason.confirm.click()  # twice in haste
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text().startswith("Đã sửa"), "with Undo beside it"
    assert not any(row.partners for row in classes.list_classes(store))
    assert not page.many.isVisible()


def test_the_village_of_several_learners(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    assert desk.store is not None
    page = opened(qtbot, desk, "learners")
    assert isinstance(page, LearnersPage)
    page.view.table.setFocus()
    page.view.table.selectAll()
    page.view.change_many()
    page.view.bulk.value.show_value("Bản Phiêng Pi")
    click(page.view.bulk.confirm)
    wait_until_idle(qtbot, desk)
    assert {row.village for row in learners.list_learners(desk.store)} == {"Bản Phiêng Pi"}
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert {row.village for row in learners.list_learners(desk.store)} == {"Bản Hới", ""}


def test_the_sign_in_sheet_is_one_key_away(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    desk = open_desk(db)
    page = classes_page(qtbot, desk)
    page.table.selectRow(1)
    wanted = page.table.current_record()
    assert wanted is not None
    keys = Keyboard()
    keys.press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: "printing" in desk.window.pages)  # Qt shows the button pressed first
    wait_until_idle(qtbot, desk)
    printing = desk.window.pages["printing"]
    assert isinstance(printing, PrintingPage)
    assert desk.window.stack.currentWidget() is printing
    qtbot.waitUntil(lambda: printing.made is not None)
    wish = printing.options.wish()
    assert wish is not None
    assert wish.class_id == wanted.id


def test_pictures(qtbot: QtBot, open_desk: OpenDesk, db: Path, screenshots: Path) -> None:
    desk = open_desk(db)
    name = "log"
    page = log_page(qtbot, desk)
    assert page.table.chosen_count() == 1, "the keys have somewhere to begin"
    check(page)
    page.open_change(next(line for line in page.model.records if line.label == "save_class"))
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-records")
    check(page)
    many = classes_page(qtbot, desk)
    many.table.selectAll()
    many.many.open_box()
    take(desk, screenshots / f"{name}-many-classes")
    check(many)
    many.edit(many.model.records[0].id)
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-class-form")
    dialog = history(qtbot, desk, many)
    for percent in (100, 150):
        dialog.resize(dialog.size() if percent == 100 else desk.window.size() * 0.62)
        QApplication.processEvents()
        dialog.grab().save(f"{screenshots / name}-history-{percent}.png")
    check(dialog)
    dialog.close()


def test_the_log_is_written_to_a_workbook(
    qtbot: QtBot, open_desk: OpenDesk, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screenshots: Path
) -> None:
    """What the filter lets through, all of it, with moments that Excel sorts and texts that are never formulas."""
    monkeypatch.setattr(log, "AT_ONCE", 2)
    monkeypatch.setattr(dialogs, "choose_target", lambda _page, _title, name, _suffix: tmp_path / name)
    store = workspace.open_store(db)
    row = classes.list_classes(store)[0]
    entry = classes.get_class(store, row.id)
    classes.save_class(store, replace(entry, learning_class=replace(entry.learning_class, topic="=1+1; Vệ sinh")))
    every = len(changes.recent_changes(store))
    store.close()
    desk = open_desk(db)
    page = log_page(qtbot, desk)
    take(desk, screenshots / "nhat-ky-xuat")
    check(page)
    click(page.export_button)
    wait_until_idle(qtbot, desk)
    (written,) = tmp_path.glob("nhat-ky_*.xlsx")
    sheet = load_workbook(written)["Nhật ký"]
    lines = list(sheet.values)
    assert lines[0] == ("Lúc", "Người làm", "Việc", "Nội dung", "Số bản ghi", "Tình trạng")
    assert len(lines) == every + 1, "the old ones, too"
    newest = lines[1]
    assert isinstance(newest[0], datetime)
    assert newest[2:4] == ("Ghi lớp", "=1+1; Vệ sinh")
    assert sheet["D2"].data_type == "s"
    assert f"Đã ghi {every} dòng" in page.banner.words.text()

    type_text("lo thi anh", page.filter)
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < 3)
    wait_until_idle(qtbot, desk)
    written.unlink()
    click(page.export_button)
    wait_until_idle(qtbot, desk)
    assert {line[1] for line in list(load_workbook(written)["Nhật ký"].values)[1:]} == {"Lò Thị Ánh"}
    click(page.export_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.property("tone") == "error", "a file that is there is never replaced"
    written.unlink()
    click(page.export_button)
    page.progress.cancel.click()
    wait_until_idle(qtbot, desk)
    assert (page.banner.words.text(), written.exists()) == ("Đã dừng. Chưa ghi tệp nào.", False)


def test_older_ones_are_offered_only_where_there_are_any(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    """Nor while the list is still being read: there is nothing yet to go on from."""
    desk = open_desk(db)
    desk.window.open_page("log")
    page = desk.window.pages["log"]
    assert isinstance(page, LogPage)
    assert not page.more_button.isVisible()
    wait_until_idle(qtbot, desk)
    assert not page.more_button.isVisible()


def test_a_history_without_lines_can_be_closed_by_key(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> None:
    """A list that is hidden, for it is empty, does not take the keys."""
    desk = open_desk(db)
    dialog = open_history(opened(qtbot, desk, "facilities"), "nothing was ever done to it", "Cơ sở vật chất")
    wait_until_idle(qtbot, desk)
    assert dialog.isAncestorOf(focused())
    assert focused().isVisible()
    Keyboard().press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()
