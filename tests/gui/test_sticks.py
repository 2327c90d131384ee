"""Nộp dữ liệu onto a stick: only what is plugged in is offered, one press writes one file, and says where it lies."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.dialogs import Stick
from clc_desktop.gui.pages.centre.submit import SubmitPage
from clc_desktop.usecases import exchange, submission_check, workspace

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, button, click, wait_until_idle
from .test_screenshots import check, take


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> list[Stick]:
    """The sticks that are in the machine: put some in, take them out."""
    found: list[Stick] = []
    monkeypatch.setattr(dialogs, "sticks_there", lambda: tuple(found))
    return found


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A centre that knows its district and has answered every doubt about 2020."""
    cases.district(tmp_path, ("xã Pú Nhung",))
    store = workspace.open_store(tmp_path / "centre0.db")
    found = submission_check.check_before_submit(store, cases.YEAR)
    submission_check.remember_reasons(store, cases.YEAR, found, "Sẽ bổ sung sau")
    store.close()
    return tmp_path / "centre0.db"


def stick(folder: Path, name: str) -> Stick:
    (folder / name).mkdir()
    return Stick(folder / name, f"{name} (E:)", 3_240_000_000)


def opened(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, SubmitPage]:
    desk = open_desk(db)
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    return desk, page


def offered(page: SubmitPage) -> list[str]:
    return [b.accessibleName() for b in page.stick.findChildren(QPushButton) if b.isVisible() and "GB" in b.text()]


def test_the_stick_that_is_there_takes_the_file_with_one_key(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, ready: Path, plugged: list[Stick], screenshots: Path
) -> None:
    plugged += [stick(tmp_path, "KINGSTON"), stick(tmp_path, "TRUONG HOC")]
    desk, page = opened(qtbot, open_desk, ready)
    keys = Keyboard()
    keys.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)
    qtbot.waitUntil(page.stick.isVisible)
    assert page.stick.sentence.text() == "Năm 2020: ghi tệp nộp vào đâu?"
    assert offered(page) == ["KINGSTON (E:), còn trống 3,2 GB", "TRUONG HOC (E:), còn trống 3,2 GB"]
    check(page)
    take(desk, screenshots / "nop-chon-usb")
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert [path.suffix for path in plugged[0].folder.iterdir()] == [".clcsync"]
    assert not list(plugged[1].folder.iterdir())
    assert page.banner.words.text().endswith("Có thể rút USB.")
    assert not page.banner._timer.isActive(), "it stays until it was read"
    assert not page.stick.isVisible()
    assert QApplication.focusWidget() is page.submit_button

    keys.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until_idle(qtbot, desk)
    qtbot.waitUntil(page.stick.isVisible)
    keys.press(Qt.Key.Key_Escape)
    assert not page.stick.isVisible()
    assert QApplication.focusWidget() is page.submit_button, "the keys go back to where they were"


def test_an_absent_stick_is_neither_offered_nor_written_to(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, ready: Path, plugged: list[Stick]
) -> None:
    plugged.append(stick(tmp_path, "KINGSTON"))
    desk, page = opened(qtbot, open_desk, ready)
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    plugged[0].folder.rmdir()
    click(button(page, "KINGSTON (E:), còn trống 3,2 GB"))
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text().startswith("Không thấy USB")
    assert not plugged[0].folder.exists(), "an absent stick is never made as a folder"
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    plugged.clear()
    click(button(page, "Tìm lại USB"))
    wait_until_idle(qtbot, desk)
    assert offered(page) == []
    assert page.stick.problem.isVisible()
    assert desk.store is not None
    assert [sent.sequence for sent in exchange.sent_files(desk.store)] == [1]
    plugged.append(stick(tmp_path, "TRANSCEND"))
    click(button(page, "Tìm lại USB"))
    wait_until_idle(qtbot, desk)
    click(button(page, "TRANSCEND (E:), còn trống 3,2 GB"))
    wait_until_idle(qtbot, desk)
    assert [sent.sequence for sent in exchange.sent_files(desk.store)] == [2, 1], "the number was free again"


def test_a_file_that_lies_on_no_stick_is_said_to(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody shall carry an empty stick to the district."""
    titles: list[str] = []
    monkeypatch.setattr(dialogs, "choose_folder", lambda _page, title: titles.append(title) or tmp_path)
    monkeypatch.setattr(dialogs, "is_on_stick", lambda _folder: False)
    desk, page = opened(qtbot, open_desk, ready)
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    assert titles == ["Chưa thấy USB nào: chọn thư mục để ghi tệp nộp"]
    words = page.banner.words.text()
    assert "rút USB" not in words
    assert f"Tệp nằm trong {tmp_path}: hãy chép sang USB hoặc gửi cho cấp trên." in words


def test_pressing_twice_writes_one_file(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "usb").mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: tmp_path / "usb")
    cases.district(tmp_path, ("xã Pú Nhung",))
    desk, page = opened(qtbot, open_desk, tmp_path / "centre0.db")
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    page.reason.input.show_value("Sẽ bổ sung sau")
    for _press in range(2):
        page.reason.input.returnPressed.emit()
    wait_until_idle(qtbot, desk)
    assert len(list((tmp_path / "usb").iterdir())) == 1, "Enter twice"
    for _press in range(2):
        click(page.submit_button)
    wait_until_idle(qtbot, desk)
    assert len(list((tmp_path / "usb").iterdir())) == 2, "a double click"


def test_what_counts_as_a_stick() -> None:
    assert dialogs._is_removable("/media/lan/KINGSTON", b"vfat")
    assert not dialogs._is_removable("/", b"ext4")
