"""Every page of both roles, empty and filled, against what a machine can see of it: rules.py says what that is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop.domain.records import Collaborator, FundingEntry, StaffMember
from clc_desktop.gui.application import Desk
from clc_desktop.gui.page import Page
from clc_desktop.gui.pages import pages_for
from clc_desktop.usecases import attendance, classes, keeping, merging, rosters, workspace

from . import cases, rules
from .hands import click, wait_until_idle

if TYPE_CHECKING:
    from .conftest import OpenDesk

SIZES = ((911, 485), (1366, 728))
"""1366 × 768 without the system's task bar, at 150 and 100 %."""
WIDE = ("MatrixView",)
"""What has as many columns as a year has months, and so may scroll sideways."""


def empty_centre(folder: Path) -> Path:
    cases.centre(folder / "c.db", count=0)
    return folder / "c.db"


def filled_centre(folder: Path) -> Path:
    """Classes, one of them with a roster; staff, money."""
    cases.centre(folder / "c.db", count=8)
    store = workspace.open_store(folder / "c.db")
    class_id = classes.list_classes(store)[0].id
    rosters.add_to_roster(store, class_id, [{"full_name": name} for name in ("Lò Văn An", "Vàng Thị Mỷ", "LO VAN AN")])
    attendance.add_session(store, class_id, cases.YEAR.end)
    person = keeping.new_record(store, StaffMember, full_name="Quàng Thị Đôi", post="director")
    speaker = keeping.new_record(store, Collaborator, full_name="Lò Văn Ánh", role="speaker")
    money = keeping.new_record(store, FundingEntry, year=2020, source="state", purpose="regular", amount=34_000_000)
    keeping.save_records(store, [person, speaker, money])
    store.close()
    return folder / "c.db"


def empty_aggregator(folder: Path) -> Path:
    store = workspace.open_store(folder / "a.db")
    workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    store.close()
    return folder / "a.db"


def filled_aggregator(folder: Path) -> Path:
    db = cases.district(folder)
    store = workspace.open_store(db)
    merging.merge(store, sorted((folder / "sync").glob("*.clcsync")))
    store.close()
    return db


ALL = (empty_centre, filled_centre, empty_aggregator, filled_aggregator)


@pytest.mark.parametrize("build", ALL)
def test_pages_keep_the_rules(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, build: Callable[[Path], Path]) -> None:
    desk = open_desk(build(tmp_path))
    broken: list[str] = []
    assert desk.window.context is not None
    for spec in pages_for(desk.window.context.identity.role):
        click(desk.window.rail.buttons[spec.key])
        wait_until_idle(qtbot, desk)
        page = desk.window.pages[spec.key]
        found = [*_first_focus(page), *_way_of_tab(desk, spec.key), *rules.nameless(page), *rules.read_as_markup(page)]
        for size in SIZES:
            desk.window.resize(*size)
            QApplication.processEvents()
            QApplication.processEvents()
            found += [*rules.cut_texts(page), *rules.too_narrow(page)]
            found += [f"{area} scrolls sideways" for area in rules.sideways(page) if not area.startswith(WIDE)]
        broken += [f"{spec.key}: {what}" for what in found]
    assert not broken, "\n".join(broken)


def _first_focus(page: Page) -> list[str]:
    """Whoever opens a page can act at once: on what it shows, not on its help or its period."""
    focused = QApplication.focusWidget()
    if focused is None or not page.isAncestorOf(focused) or not focused.isVisible():
        return [f"the first focus is on {focused and rules.told(focused)}"]
    is_aside = focused is page.help_button or (page.period_chooser and page.period_chooser.isAncestorOf(focused))
    return [f"the first focus is on {rules.told(focused)}"] if is_aside else []


def _way_of_tab(desk: Desk, key: str) -> list[str]:
    page, start = desk.window.pages[key], desk.window.rail.buttons[key]
    passed, blind = rules.walk(desk.window, start)
    if rules.left_out(page, passed):  # a list that was reached has let its buttons be pressed: once more round
        passed, blind = rules.walk(desk.window, start)
    return [
        *(f"nothing shows the focus: {what}" for what in blind),
        *(f"Tab does not reach {what}" for what in rules.left_out(page, passed)),
        *(f"no key reaches {what}" for what in rules.unreachable(page)),
        *(f"Tab goes back: {what}" for what in rules.out_of_order(page, passed)),
    ]


def test_the_rules_find_what_breaks_them(qtbot: QtBot) -> None:
    """A page made wrong on purpose: a rule that finds nothing here would find nothing anywhere."""
    page = QWidget()
    layout = QVBoxLayout(page)
    second, first = QLineEdit(), QLineEdit()
    label, button = QLabel("<b>Đậm</b>"), QPushButton("Một nút rất dài không vừa chỗ")
    button.setFixedWidth(40)
    unseen = QWidget()
    unseen.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for made in (first, second, label, button, unseen):
        layout.addWidget(made)
    QWidget.setTabOrder(second, first)
    QWidget.setTabOrder(first, button)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    passed, blind = rules.walk(page, second)
    assert blind == ["QWidget ''"]
    assert rules.out_of_order(page, passed) == ["QLineEdit '' → QLineEdit ''"]
    assert [what.partition(" cut")[0] for what in rules.cut_texts(page)] == [f"QPushButton {button.text()!r}"]
    assert rules.nameless(page) == ["QLineEdit ''", "QLineEdit ''"]
    assert rules.read_as_markup(page) == ["QLabel '<b>Đậm</b>'"]
