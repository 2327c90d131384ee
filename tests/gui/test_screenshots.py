"""Pictures of every page, empty and filled, light and dark, at 100 and 150 %: to be looked at by a person.

What a machine can see is checked as well: nothing wider than its page, no label cut, every input has a name.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.gui import theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages import pages_for
from clc_desktop.usecases import merging, workspace

from . import cases, rules
from .conftest import OpenDesk
from .hands import wait_until_idle

SCREEN = QSize(1366, 728)
"""1366 × 768 without the system's task bar."""


def test_pages_of_an_empty_centre(qtbot: QtBot, open_desk: OpenDesk, screenshots: Path, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    take_all(qtbot, desk, screenshots, "centre-empty")


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_pages_of_a_filled_centre(
    qtbot: QtBot, open_desk: OpenDesk, screenshots: Path, tmp_path: Path, qapp: QApplication, scheme: theme.Colours
) -> None:
    theme.dress(qapp, files.resource_path(), scheme)
    cases.centre(tmp_path / "c.db")
    desk = open_desk(tmp_path / "c.db")
    name = f"centre-{'dark' if scheme.dark else 'light'}"
    take_all(qtbot, desk, screenshots, name)
    page = desk.window.pages["classes"]
    desk.window.open_page("classes", "new")
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-class-form")
    page.form.save_button.click()  # type: ignore[attr-defined]
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-class-form-errors")


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_pages_of_an_aggregator(
    qtbot: QtBot, open_desk: OpenDesk, screenshots: Path, tmp_path: Path, qapp: QApplication, scheme: theme.Colours
) -> None:
    theme.dress(qapp, files.resource_path(), scheme)
    db = cases.district(tmp_path)
    name = f"aggregator-{'dark' if scheme.dark else 'light'}"
    sync = sorted((tmp_path / "sync").glob("*.clcsync"))
    store = workspace.open_store(db)
    merging.merge(store, sync[1:])
    store.close()
    desk = open_desk(db)
    take_all(qtbot, desk, screenshots, name)
    desk.window.open_page("receive")
    desk.window.pages["receive"].examine(sync)  # type: ignore[attr-defined]
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-verdicts")
    desk.window.open_page("units")
    desk.window.pages["units"].examine(tmp_path / "r0.clcsync")  # type: ignore[attr-defined]
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-check-number")


def test_pages_of_an_empty_aggregator(qtbot: QtBot, open_desk: OpenDesk, screenshots: Path, tmp_path: Path) -> None:
    store = workspace.open_store(tmp_path / "a.db")
    workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    store.close()
    take_all(qtbot, open_desk(tmp_path / "a.db"), screenshots, "aggregator-empty")


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_the_first_start(
    open_desk: OpenDesk, screenshots: Path, tmp_path: Path, qapp: QApplication, scheme: theme.Colours
) -> None:
    theme.dress(qapp, files.resource_path(), scheme)
    desk = open_desk(tmp_path / "new.db")
    take(desk, screenshots / f"first-start-{'dark' if scheme.dark else 'light'}")


def take_all(qtbot: QtBot, desk: Desk, folder: Path, name: str) -> None:
    """Every page of the role, checked and photographed."""
    assert desk.window.context is not None
    for spec in pages_for(desk.window.context.identity.role):
        desk.window.open_page(spec.key)
        wait_until_idle(qtbot, desk)
        take(desk, folder / f"{name}-{spec.key}")
        check(desk.window.pages[spec.key])


def take(desk: Desk, path: Path) -> None:
    """The window as 1366 × 768 shows it at 100 % and, with two thirds of the room, at 150 %."""
    for percent in (150, 100):
        desk.window.resize(SCREEN * 100 / percent)
        QApplication.processEvents()
        QApplication.processEvents()
        picture = QPixmap(desk.window.size() * percent / 100)
        picture.setDevicePixelRatio(percent / 100)
        desk.window.render(picture)
        picture.save(f"{path}-{percent}.png")


def check(page: QWidget) -> None:
    """What a machine can see of a page that a person would mind."""
    assert not rules.nameless(page)
    assert not rules.cut_texts(page)
    assert not rules.read_as_markup(page)
