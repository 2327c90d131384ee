"""Đơn vị by date: communes listed by hand, a wrong merge taken back, the story of a unit; who gets an assignment."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clc_desktop.domain import clock
from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.units import UnitsPage
from clc_desktop.usecases import merging, units, workspace

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, click, type_text, wait_until_idle

Opened = tuple[Desk, UnitsPage]
FIRST, SECOND = "xã Pú Nhung", "xã Rạng Đông"


@pytest.fixture
def opened(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> Opened:
    """A district with three merged centres, at the page of its units by date."""
    db = cases.district(tmp_path)
    store = workspace.open_store(db)
    merging.merge(store, sorted((tmp_path / "sync").glob("*.clcsync")))
    store.close()
    desk = open_desk(db)
    desk.window.open_page("units", "tree")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["units"]
    assert isinstance(page, UnitsPage)
    return desk, page


def choose(page: UnitsPage, name: str, kind: str = "centre") -> None:
    tree = page.tree
    tree.table.selectRow(tree.model.row_where(lambda r: (r.unit.line.name, r.unit.line.unit_kind) == (name, kind)))


def test_communes_are_listed_by_hand_and_centres_put_under_them(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    tree = page.tree
    for name, code in (("xã Một", "00001"), ("xã Hai", "00001"), ("xã Hai", "00002")):
        click(tree.add_button)
        type_text(name)
        tree.box.code.input.setText(code)
        tree.box.above.input.setCurrentText("Huyện Tuần Giáo (huyện)")
        Keyboard().press(Qt.Key.Key_Return)
        wait_until_idle(qtbot, desk)
        if tree.box.isVisible():
            assert "xã Một" in tree.box.code.problem_label.text(), "a code is one unit's on one day"
            Keyboard().press(Qt.Key.Key_Escape)
            assert not tree.box.isVisible()
    for centre, commune in ((FIRST, "xã Một"), (SECOND, "xã Hai")):
        choose(page, centre)
        click(tree.buttons["move"])
        tree.box.target.input.setCurrentText(f"{commune} (xã, phường)")
        tree.box.since.input.show_value(date(2020, 1, 1))
        click(tree.box.confirm)
        wait_until_idle(qtbot, desk)
    tree.kinds.setCurrentIndex(tree.kinds.findData("commune"))
    tree.table.selectAll()
    communes = [line.unit for line in tree.table.selected_records()]
    assert [(unit.line.name, unit.line.code, unit.centres) for unit in communes] == [
        ("xã Hai", "00002", 1), ("xã Một", "00001", 1),
    ]  # fmt: skip
    turns = sum(unit.count.turns for unit in communes)
    assert tree.sum.text().startswith("Đang chọn 2 đơn vị: 2 trung tâm, ")
    assert f"{turns:,}".replace(",", ".") in tree.sum.text()
    tree.kinds.setCurrentIndex(0)
    tree.table.selectAll()
    assert ": 3 trung tâm, " in tree.sum.text(), "what lies under another selected unit counts once"


def test_a_wrong_merge_is_taken_back_where_it_was_made(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    tree, store = page.tree, desk.store
    assert store is not None
    before = units.list_units(store)
    choose(page, SECOND)
    click(tree.buttons["merge"])
    choose(page, FIRST)  # the row under the cursor is another one now: what the box says is what is done
    tree.box.target.input.setCurrentText("thị trấn Tuần Giáo (trung tâm)")
    tree.box.since.input.show_value(date(2021, 1, 1))
    click(tree.box.confirm)
    wait_until_idle(qtbot, desk)
    assert [line.name for line in units.list_units(store) if not line.exists] == [SECOND]
    assert "Hoàn tác" in page.banner.action.text()

    # Who is part of another centre gets no assignment any more.
    click(page.tabs[0])
    assert {line.name: line.state for line in page.model.records}[SECOND] == "ended"
    assert "2 tệp giao" in page.assign_button.text()
    page.table.selectRow(page.model.row_where(lambda line: line.name == SECOND))
    assert not page.assign_button.isEnabled()
    page.filter.setText("pu nhung")
    assert "1 tệp giao" in page.assign_button.text(), "what is not shown is not meant"
    page.filter.setFocus()
    Keyboard().press(Qt.Key.Key_Escape)
    assert page.filter.text() == "", "Esc of the filter is its own"
    assert "2 tệp giao" in page.assign_button.text()
    page.table.selectRow(0)
    page.table.setFocus()
    Keyboard().press(Qt.Key.Key_Escape)
    assert not page.table.selected_records()

    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert units.list_units(store) == before


def test_the_day_follows_the_period_and_the_story_opens(qtbot: QtBot, opened: Opened) -> None:
    desk, page = opened
    tree = page.tree
    choose(page, FIRST)
    tree.table.setFocus()
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert tree.story.isVisible()
    assert [line.value for line in tree.story.model.records] == [FIRST, "Huyện Tuần Giáo"]
    Keyboard().press(Qt.Key.Key_Escape)
    assert tree.table.hasFocus()
    page.context.periods.choose(calendar_year(2021))
    wait_until_idle(qtbot, desk)
    assert tree.day.read() == date(2021, 12, 31)
    click(tree.today_button)
    wait_until_idle(qtbot, desk)
    page.context.periods.choose(cases.YEAR)
    wait_until_idle(qtbot, desk)
    assert tree.day.read() == clock.today(), "a day of one's own stays"
    for number, box in enumerate((page.filter, page.machines.filter, tree.filter)):
        click(page.tabs[number])
        wait_until_idle(qtbot, desk)
        Keyboard().press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert box.hasFocus()
