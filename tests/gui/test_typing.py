"""Typed by an input method, in whatever form of Unicode: every text input of the program gives it in NFC.

No input is listed here: whoever adds one that keeps letters as they came is found by walking through the pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop.gui import help as help_pages
from clc_desktop.gui.fields import Unreadable
from clc_desktop.gui.pages import pages_for
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.gui.sign_in import PinInput
from clc_desktop.gui.table_view import FilterBox
from clc_desktop.usecases import classes, learners

from . import rules
from .conftest import OpenDesk
from .hands import Keyboard, click, compose, focused, wait_until_idle
from .test_window_rules import filled_aggregator, filled_centre

SCHOOL = "Trường học cộng đồng xã Pú Nhung"
APART = unicodedata.normalize("NFD", SCHOOL)
SEARCHES = {"Tìm người", "Tìm trung tâm", "Tìm trong hướng dẫn"}
"""Boxes that only search: they compare without marks, so NFC or not is the same to them."""


def text_inputs(inside: QWidget) -> Iterator[tuple[QWidget, QWidget]]:
    """What takes letters, shown or not, and who reads it: itself, or the box whose line it is."""
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        for widget in inside.findChildren(kind):
            if not widget.isReadOnly() and widget.isEnabled() and not isinstance(widget, PinInput):
                parent = widget.parentWidget()
                yield widget, next((one for one in (widget, parent) if hasattr(one, "read")), widget)


def kept_apart(inside: QWidget) -> list[str]:
    """Inputs that give back other letters than those that were meant."""
    found = []
    for widget, reader in list(text_inputs(inside)):
        takes_numbers = isinstance(widget, QLineEdit) and widget.validator() is not None
        is_search = isinstance(widget, FilterBox) or widget.accessibleName() in SEARCHES
        if takes_numbers or is_search:
            continue
        compose(APART, widget)
        if SCHOOL not in _read(reader) or APART in _read(reader):
            found.append(rules.told(reader))
        if hasattr(reader, "show_raw"):
            reader.show_raw("")
    return found


def _read(reader: Any) -> str:
    """What a form would get; a number, a day or a choice refuses letters, and keeps none."""
    if not hasattr(reader, "read"):
        return ""
    try:
        value = reader.read()
    except Unreadable:
        return SCHOOL
    return SCHOOL if value is None else "\n".join(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("build", [filled_centre, filled_aggregator])
def test_every_input_of_every_page(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, build: Callable[[Path], Path]
) -> None:
    desk = open_desk(build(tmp_path))
    assert desk.window.context is not None
    wrong: list[str] = []
    seen = 0
    for spec in pages_for(desk.window.context.identity.role):
        desk.window.open_page(spec.key)
        wait_until_idle(qtbot, desk)
        page = desk.window.pages[spec.key]
        tabs = [one for one in page.findChildren(QPushButton) if one.property("kind") == "tab" and one.isVisible()]
        for tab in tabs or [None]:
            if tab is not None and tab.isEnabled():
                tab.click()  # makes its part
                wait_until_idle(qtbot, desk)
            seen += len(list(text_inputs(page)))
            wrong += [f"{spec.key}: {what}" for what in kept_apart(page)]
            wait_until_idle(qtbot, desk)
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    assert seen > 30, "the inputs were there"


def test_the_first_start(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "new.db")
    setup = desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    assert not kept_apart(setup)


def test_a_filter_finds_what_is_typed_in_marks_apart(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(filled_centre(tmp_path))
    desk.window.open_page("learners")
    wait_until_idle(qtbot, desk)
    page: Any = desk.window.pages["learners"]
    compose(unicodedata.normalize("NFD", "Vàng Thị Mỷ"), page.findChild(FilterBox))
    wait_until_idle(qtbot, desk)
    assert [row.full_name for row in page.view.model.shown_records()] == ["Vàng Thị Mỷ"]
    desk.window.open_page("privacy")
    wait_until_idle(qtbot, desk)
    privacy: Any = desk.window.pages["privacy"]
    compose(unicodedata.normalize("NFD", "Quàng Thị Đôi"), privacy.search)
    qtbot.waitUntil(lambda: privacy.people.records.rowCount() == 1)
    wait_until_idle(qtbot, desk)
    assert desk.window.context is not None
    desk.window.context.notices.help_wanted.emit()
    shown = desk.window.help
    assert isinstance(shown, help_pages.HelpWindow)
    compose(unicodedata.normalize("NFD", "cấp trên"), shown.filter)
    assert 0 < sum(not shown.list.item(n).isHidden() for n in range(shown.list.count())) < shown.list.count()
    shown.close()


def composed_in_cell(table: Any, column: int, text: str) -> None:
    """A person goes to a cell and types: the first letter being composed opens the cell."""
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, column))
    compose(text)
    assert isinstance(focused(), QLineEdit), "composing opens the cell"
    Keyboard().press(Qt.Key.Key_Return)


def test_cells_of_a_workbook(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lớp học"
    sheet.append(["Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Số lượt người"])
    sheet.append(["7/2/2020", "Lớp", "Kinh tế, thu nhập", 30])
    book.save(tmp_path / "lop.xlsx")
    desk = open_desk(filled_centre(tmp_path))
    desk.window.open_page("import")
    page: Any = desk.window.pages["import"]
    page.examine(tmp_path / "lop.xlsx")
    wait_until_idle(qtbot, desk)
    topic = next(n for n, spec in enumerate(page.table.records.columns) if "chuyên đề" in spec.title)
    composed_in_cell(page.table, topic, APART)
    wait_until_idle(qtbot, desk)
    click(page.accept_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert SCHOOL in {row.topic for row in classes.list_classes(desk.store)}


def test_a_roster_and_the_cells_pasted_into_it(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(filled_centre(tmp_path))
    assert desk.store is not None
    wanted = classes.list_classes(desk.store)[0].id
    desk.window.open_page("attendance", wanted)
    wait_until_idle(qtbot, desk)
    page: Any = desk.window.pages["attendance"]
    page.choose(0)
    page.people.name.setFocus()
    compose(unicodedata.normalize("NFD", "Giàng A Dếnh"))
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    QApplication.clipboard().setText("Họ và tên\tThôn, bản\nLường Văn Dung\tBản Hới\nCà Thị Ngoan\tBản Hới\n")
    page.people.name.setFocus()
    Keyboard().press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)
    table = page.people.preview.table
    village = next(n for n, spec in enumerate(table.records.columns) if spec.key == "village")
    composed_in_cell(table, village, APART)
    wait_until_idle(qtbot, desk)
    click(page.people.preview.take_button)
    wait_until_idle(qtbot, desk)
    found = {row.full_name: row.village for row in learners.list_learners(desk.store)}
    assert "Giàng A Dếnh" in found
    assert found["Lường Văn Dung"] == SCHOOL
