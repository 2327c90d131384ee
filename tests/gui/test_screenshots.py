"""Pictures of every page, empty and filled, light and dark, at 100 and 150 %: to be looked at by a person.

What a machine can see is checked as well: nothing wider than its page, no label cut, every input has a name.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.gui import theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages import pages_for
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.print_preview import PdfPreview
from clc_desktop.usecases import merging, workspace

from . import cases, rules
from .conftest import OpenDesk
from .hands import PATIENCE, wait_until_idle
from .test_help_pictures import STAGES, book_of, is_written_on

SCREEN = QSize(1366, 728)
"""1366 × 768 without the system's task bar."""


@pytest.fixture(params=[theme.LIGHT, theme.DARK], ids=["light", "dark"])
def shade(request: pytest.FixtureRequest, qapp: QApplication) -> str:
    """The window in light colours, then in dark ones."""
    theme.dress(qapp, files.resource_path(), request.param)
    return "dark" if request.param.dark else "light"


def test_pages_of_an_empty_centre(
    qtbot: QtBot, open_desk: OpenDesk, screenshots: Path, tmp_path: Path, shade: str
) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    take_all(qtbot, open_desk(tmp_path / "c.db"), screenshots, f"centre-empty-{shade}")


def test_pages_of_a_filled_centre(
    qtbot: QtBot, open_desk: OpenDesk, built_sample: Path, screenshots: Path, tmp_path: Path, shade: str
) -> None:
    desk = open_desk(book_of(built_sample, tmp_path, "centre"))
    name = f"centre-{shade}"
    take_all(qtbot, desk, screenshots, name)
    take_stages(qtbot, desk, screenshots, name, tmp_path)
    page = desk.window.pages["classes"]
    assert isinstance(page, ClassesPage)
    for what, shown in ((page.model.record_at(1).id, "class-form-filled"), ("new", "class-form")):
        desk.window.open_page("classes", what)
        wait_until_idle(qtbot, desk)
        take(desk, screenshots / f"{name}-{shown}")
    page.form.save_button.click()
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-class-form-errors")


def test_pages_of_an_aggregator(
    qtbot: QtBot, open_desk: OpenDesk, built_sample: Path, screenshots: Path, tmp_path: Path, shade: str
) -> None:
    desk = open_desk(book_of(built_sample, tmp_path, "aggregator"))
    take_all(qtbot, desk, screenshots, f"aggregator-{shade}")
    take_stages(qtbot, desk, screenshots, f"aggregator-{shade}", tmp_path)


def test_files_that_came_in(qtbot: QtBot, open_desk: OpenDesk, screenshots: Path, tmp_path: Path, shade: str) -> None:
    db = cases.district(tmp_path)
    name = f"aggregator-{shade}"
    sync = sorted((tmp_path / "sync").glob("*.clcsync"))
    store = workspace.open_store(db)
    merging.merge(store, sync[1:])
    store.close()
    desk = open_desk(db)
    desk.window.open_page("receive")
    wait_until_idle(qtbot, desk)
    desk.window.pages["receive"].examine(sync)  # type: ignore[attr-defined]
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-verdicts")
    desk.window.open_page("units")
    desk.window.pages["units"].examine(tmp_path / "r0.clcsync")  # type: ignore[attr-defined]
    wait_until_idle(qtbot, desk)
    take(desk, screenshots / f"{name}-check-number")


def test_pages_of_an_empty_aggregator(
    qtbot: QtBot, open_desk: OpenDesk, screenshots: Path, tmp_path: Path, shade: str
) -> None:
    store = workspace.open_store(tmp_path / "a.db")
    workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    store.close()
    take_all(qtbot, open_desk(tmp_path / "a.db"), screenshots, f"aggregator-empty-{shade}")


def test_the_first_start(open_desk: OpenDesk, screenshots: Path, tmp_path: Path, shade: str) -> None:
    desk = open_desk(tmp_path / "new.db")
    take(desk, screenshots / f"first-start-{shade}")


def take_all(qtbot: QtBot, desk: Desk, folder: Path, name: str) -> None:
    """Every page of the role, checked and photographed."""
    assert desk.window.context is not None
    broken: list[str] = []
    for spec in pages_for(desk.window.context.identity.role):
        desk.window.open_page(spec.key)
        wait_until_idle(qtbot, desk)
        take(desk, folder / f"{name}-{spec.key}")
        broken += found(desk.window.pages[spec.key])
    assert not broken


def take_stages(qtbot: QtBot, desk: Desk, folder: Path, name: str, scratch: Path) -> None:
    """Pages that show most once something is chosen: what their help shows."""
    assert desk.window.context is not None
    broken: list[str] = []
    for spec in pages_for(desk.window.context.identity.role):
        if spec.key in STAGES and desk.window.context.identity.role == spec.roles[0]:
            desk.window.open_page(spec.key)
            wait_until_idle(qtbot, desk)
            STAGES[spec.key](qtbot, desk, desk.window.pages[spec.key], scratch)
            wait_until_idle(qtbot, desk)
            take(desk, folder / f"{name}-{spec.key}-work")
            broken += found(desk.window.pages[spec.key])
    assert not broken


def take(desk: Desk, path: Path) -> None:
    """The window as 1366 × 768 shows it at 100 % and, with two thirds of the room, at 150 %."""
    for percent in (150, 100):
        desk.window.resize(SCREEN * 100 / percent)
        QApplication.processEvents()
        QApplication.processEvents()
        for preview in desk.window.findChildren(PdfPreview):
            if preview.isVisible() and preview.page_count:
                wait_for_ink(preview)
        picture = QPixmap(desk.window.size() * percent / 100)
        picture.setDevicePixelRatio(percent / 100)
        desk.window.render(picture)
        picture.save(f"{path}-{percent}.png")


def wait_for_ink(preview: PdfPreview) -> None:
    """Qt draws the pages of a document elsewhere, and shows white paper meanwhile."""
    give_up = time.monotonic() + PATIENCE / 1000
    while not is_written_on(preview.view):
        assert time.monotonic() < give_up, "the paper stays white"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def check(page: QWidget) -> None:
    """Nothing of a page that a machine can see is what a person would mind."""
    assert not found(page)


def found(page: QWidget) -> list[str]:
    """What a machine can see of a page that a person would mind."""
    return [*rules.nameless(page), *rules.cut_texts(page), *rules.read_as_markup(page)]
