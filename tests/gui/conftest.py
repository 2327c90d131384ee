"""A real window on a real database, acted on as a person would, waited for by state and never by time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui import application, dialogs, icons, theme
from clc_desktop.gui.application import Desk

from .hands import PATIENCE, wait_until_idle

OpenDesk = Callable[[Path], Desk]


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """Our application's own dress, on the class that pytest-qt makes."""
    return QApplication


@cache
def vietnamese() -> i18n.Translator:
    """Read once: parsing the catalog takes longer than many a test."""
    return i18n.load(files.catalog_path(), "vi")


@pytest.fixture(autouse=True)
def our_words() -> Iterator[None]:
    """Vietnamese, from the catalog that is committed."""
    before = i18n.active()
    i18n.use(vietnamese())
    yield
    i18n.use(before)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> QApplication:
    """Light colours, the bundled font, empty window settings, the year 2020."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path_factory.mktemp("settings")))
    if qapp.property("is_prepared") is None:  # once: a style sheet is costly where widgets of other tests still live
        application.prepare()
        icons.use_folder(files.resource_path("icons"))
        theme.apply(qapp, files.resource_path(), theme.LIGHT)
        qapp.setProperty("is_prepared", True)
    if theme.colours() is not theme.LIGHT:
        theme.dress(qapp, files.resource_path(), theme.LIGHT)
    QSettings().clear()
    QSettings().setValue("period", calendar_year(2020).code)
    return qapp


@pytest.fixture(autouse=True)
def no_stick_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is plugged into the machine that runs the tests is nobody's business; the folders they choose are sticks."""
    monkeypatch.setattr(dialogs, "sticks_there", lambda: ())
    monkeypatch.setattr(dialogs, "is_on_stick", lambda _folder: True)


class StrayWindows(QObject):
    """Notes every widget that becomes a window of its own, however short: people would see it flash."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            is_small = watched.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
            if not is_small and not isinstance(watched, QMainWindow | QDialog):
                self.seen.append(repr(watched))
        return False


@pytest.fixture
def open_desk(qtbot: QtBot, qapp: QApplication) -> Iterator[OpenDesk]:
    """Opens the window on a database; closed at the end. No thread may be left, no widget may have flashed."""
    before = set(threading.enumerate())
    stray = StrayWindows()
    qapp.installEventFilter(stray)
    desks: list[Desk] = []

    def open_it(db: Path) -> Desk:
        desk = application.open_desk(db)
        desks.append(desk)
        qtbot.addWidget(desk.window)
        desk.window.resize(1366, 728)
        desk.window.show()
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow, timeout=PATIENCE)
        qtbot.waitUntil(lambda: desk.store is not None, timeout=PATIENCE)
        wait_until_idle(qtbot, desk)
        return desk

    yield open_it
    for desk in desks:
        desk.close()
    qapp.removeEventFilter(stray)
    assert not stray.seen, f"shown as windows of their own: {stray.seen}"
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, f"threads left running: {left}"
