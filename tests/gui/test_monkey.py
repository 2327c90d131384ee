"""Somebody who presses anything: seeded steps over every page. Nothing may break, hide the keys or harm the database,
and what was taken back is really back. ``CLC_MONKEY_STEPS`` (of each walk) and ``CLC_MONKEY_SEEDS`` (walks on each
database) make it longer. A walk that fails has printed its steps; the same seed walks the same way again.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6 import QtWidgets
from PySide6.QtCore import QKeyCombination, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from clc_desktop.gui import dialogs, printing, undoing
from clc_desktop.gui.application import Desk
from clc_desktop.gui.forms import Form
from clc_desktop.store import tables
from clc_desktop.usecases import changes
from tests.districts import contents

from .hands import type_text, wait_until_idle
from .rules import told
from .test_window_rules import filled_aggregator, filled_centre

if TYPE_CHECKING:
    from .conftest import OpenDesk

STEPS = int(os.environ.get("CLC_MONKEY_STEPS", "60"))
SEEDS = range(int(os.environ.get("CLC_MONKEY_SEEDS", "2")))
IMPATIENT = 0.2  # share of steps after which nobody waits for the program
TEXTS = ("40", "5/3/2020", "31/2/2020", "-5", "9" * 20, "Lớp thêu thổ cẩm", "<b>&x", "=1+1", "%s {x}", " ", "ễ́ậ😀")
PASTED = ("12\t13\n14\tx\n", "Họ và tên\tNăm sinh\nNguyễn Thị Bưởi\t1980\n", "\n\n", '"a\nb"\tc')
CTRL, SHIFT, ALONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier(0)
NAMES = {ALONE: "Return Escape Tab Delete Space Down F5", CTRL: "S Z Y N A E H F D Return", SHIFT: "Down Backtab"}
KEYS = [(getattr(Qt.Key, f"Key_{name}"), held) for held, names in NAMES.items() for name in names.split()]


class Monkey:
    """Walks through a window by chance."""

    def __init__(self, qtbot: QtBot, desk: Desk, chance: random.Random) -> None:
        self.qtbot, self.desk, self.chance = qtbot, desk, chance
        self.bugs: list[str] = []
        desk.jobs.bug.connect(lambda error: self.bugs.append(repr(error)))

    def walk(self, count: int) -> None:
        acts = (self.click, self.press, self.type, self.paste, self.choose_row, self.new_record)
        for _step in range(count):
            self.chance.choices(acts, (3, 2, 1, 1, 1, 2))[0]()
            QtWidgets.QApplication.processEvents()
            if self.chance.random() > IMPATIENT:
                wait_until_idle(self.qtbot, self.desk)
                self.check()

    @property
    def top(self) -> QtWidgets.QWidget:
        opened = QtWidgets.QApplication.activePopupWidget() or QtWidgets.QApplication.activeModalWidget()
        return opened or QtWidgets.QApplication.activeWindow() or self.desk.window

    @property
    def keys(self) -> QtWidgets.QWidget:
        return QtWidgets.QApplication.activePopupWidget() or QtWidgets.QApplication.focusWidget() or self.top

    def seen(self, kind: type[Any]) -> list[Any]:
        """What of this kind can be acted on, in the order in which it was made."""
        return [one for one in self.top.findChildren(kind) if one.isEnabled() and not one.visibleRegion().isEmpty()]

    def check(self) -> None:
        assert not self.bugs, self.bugs
        boxes = [one for one in QtWidgets.QApplication.topLevelWidgets() if isinstance(one, QtWidgets.QMessageBox)]
        assert not [box.text() for box in boxes if box.isVisible()], "it says that it met a mistake of its own"
        if QtWidgets.QApplication.activePopupWidget() is None and self.desk.window.isActiveWindow():
            focused: Any = QtWidgets.QApplication.focusWidget()
            assert getattr(focused, "isVisible", bool)(), f"the keys go to {focused and told(focused)}"

    def click(self) -> None:
        if found := [one for one in self.seen(QtWidgets.QAbstractButton) if not opens_menu(one)]:
            chosen = self.chance.choice(found)
            print(f"click {told(chosen)}")
            QTest.mouseClick(chosen, Qt.MouseButton.LeftButton, pos=chosen.visibleRegion().boundingRect().center())

    def press(self, *wanted: Any) -> None:
        """A key; the button that it belongs to is clicked at once, for Qt does so a tenth of a second later."""
        key, held = wanted or self.chance.choice(KEYS)
        print(f"press {held.name} {key.name} at {told(self.keys)}")
        keys = QKeySequence(QKeyCombination(held, key))
        owner = next((one for one in self.seen(QtWidgets.QAbstractButton) if one.shortcut() == keys), None)
        if owner is not None:
            owner.click()
        elif not opens_menu(self.keys):
            QTest.keyClick(self.keys, key, held)

    def type(self) -> None:
        kinds = (QtWidgets.QLineEdit, QtWidgets.QPlainTextEdit, QtWidgets.QTextEdit)
        if inputs := [one for kind in kinds for one in self.seen(kind)]:
            chosen, text = self.chance.choice(inputs), self.chance.choice(TEXTS)
            print(f"type {text!r} into {told(chosen)}")
            chosen.setFocus()
            type_text(text, chosen)

    def paste(self) -> None:
        QtWidgets.QApplication.clipboard().setText(self.chance.choice(PASTED))
        print(f"paste at {told(self.keys)}")
        QTest.keyClick(self.keys, Qt.Key.Key_V, CTRL)

    def choose_row(self) -> None:
        if found := [one for one in self.seen(QtWidgets.QTableView) if one.model().rowCount()]:
            table = self.chance.choice(found)
            table.setFocus()
            table.setCurrentIndex(table.model().index(self.chance.randrange(table.model().rowCount()), 0))
            print(f"row {table.currentIndex().row()} of {told(table)}")
            if self.chance.random() < 0.5:
                QTest.keyClick(table, Qt.Key.Key_Return)

    def new_record(self) -> None:
        """Fill a form, save it, take that back: everything is as it was."""
        store, page = self.desk.store, self.desk.window.stack.currentWidget()
        self.press(Qt.Key.Key_N, CTRL)
        wait_until_idle(self.qtbot, self.desk)
        for form in self.seen(Form)[:1]:
            assert store is not None
            before, newest = living(contents(store)), changes.recent_changes(store, 1)
            fill(form)
            QTest.keyClick(self.keys, Qt.Key.Key_S, CTRL)
            wait_until_idle(self.qtbot, self.desk)
            done = changes.recent_changes(store, 1)
            if done != newest and done[0].is_edit:
                undoing.undo(page, done[0].id)  # type: ignore[arg-type]
                wait_until_idle(self.qtbot, self.desk)
                assert living(contents(store)) == before, f"not as it was: {done[0]}"


def opens_menu(widget: QtWidgets.QWidget) -> bool:
    """It would wait for an answer, and the test for it."""
    return isinstance(widget, QtWidgets.QPushButton) and widget.menu() is not None


def fill(form: Form) -> None:
    for box in form.boxes.values():
        line = box.input.lineEdit() if isinstance(box.input, QtWidgets.QComboBox) else box.input
        if box.isVisible() and isinstance(line, QtWidgets.QLineEdit):
            listed = box.input.itemText(0) if isinstance(box.input, QtWidgets.QComboBox) else ""
            line.setFocus()
            line.selectAll()
            type_text(listed or ("5/3/2020" if "Date" in type(line).__name__ else "40"), line)


def living(found: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[str]]:
    """What stands, without versions and what was deleted; words of a report keep themselves in the meantime."""
    kinds = tables.RECORDS.keys() - {"narrative_block"}
    return {kind: sorted(repr(row[:2] + row[4:]) for row in found[kind] if not row[3]) for kind in kinds}


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> random.Random:
    """The walk's own chance; it also answers what asks a person: questions, files, folders."""
    made = random.Random(request.param)

    def files(_page: object, _title: str, suffix: str) -> list[Path]:
        found = sorted(tmp_path.rglob(f"*{suffix}"))
        return made.sample(found, made.randrange(min(len(found), 4) + 1))

    monkeypatch.setattr(dialogs, "choose_files", files)
    monkeypatch.setattr(dialogs, "choose_file", lambda *asked: next(iter(files(*asked)), None))
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_asked: made.choice((tmp_path, None)))
    monkeypatch.setattr(dialogs, "choose_target", lambda _page, _title, name, suffix: tmp_path / f"{name}x{suffix}")
    for name in ("open_folder", "open_file"):
        monkeypatch.setattr(dialogs, name, lambda _path: None)
    monkeypatch.setattr(printing, "has_printer", lambda: False)
    monkeypatch.setattr(QtWidgets.QMessageBox, "exec", lambda box: made.choice(box.buttons()).click())
    return made


@pytest.mark.qt_log_level_fail("WARNING")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("chance", SEEDS, indirect=True)
@pytest.mark.parametrize("build", [filled_centre, filled_aggregator])
def test_nothing_breaks_whatever_is_pressed(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, chance: random.Random, build: Callable[[Path], Path]
) -> None:
    Monkey(qtbot, desk := open_desk(db := build(tmp_path)), chance).walk(STEPS)
    buttons = desk.window.findChildren(QtWidgets.QAbstractButton)
    qtbot.waitUntil(lambda: not any(isValid(one) and one.isDown() for one in buttons))  # a key's click is still to come
    wait_until_idle(qtbot, desk)
    for timer in desk.window.findChildren(QTimer):
        timer.stop()
    with closing(sqlite3.connect(db)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
