"""Nộp dữ liệu onto a stick: only what is plugged in is offered, one press writes one file, and says where it lies."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.dialogs import Stick
from clc_desktop.gui.pages.centre.submit import SubmitPage
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.usecases import exchange, submission_check, workspace

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, button, click, focused, type_text, wait_until_idle
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


def test_the_first_start_says_what_to_do_with_an_assignment_on_the_stick(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, plugged: list[Stick], screenshots: Path
) -> None:
    """This PC cannot open it yet; the name of the unit comes from the file's own."""
    above = workspace.open_store(tmp_path / "above.db")
    officer = workspace.setup_aggregator(above, "Huyện Tuần Giáo", "district")
    former = workspace.open_store(tmp_path / "former.db")
    who = workspace.setup_centre(former, "xã Pú Nhung")
    exchange.register(former, tmp_path / "r.clcsync")
    exchange.approve(above, tmp_path / "r.clcsync", who.check_number)
    drive = stick(tmp_path, "KINGSTON")
    (sealed,) = exchange.assign_all(above, {who.unit_id: "xã Pú Nhung"}, drive.folder)
    plugged.append(drive)
    desk = open_desk(tmp_path / "new.db")
    setup = desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    assert setup.name.input.text() == "xã Pú Nhung"
    assert "tệp giao cho: xã Pú Nhung." in setup.sentence.text()
    assert "tệp đăng ký" in setup.sentence.text()
    take(desk, screenshots / "first-start-assignment")
    click(setup.go)
    wait_until_idle(qtbot, desk)
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    page.examine(sealed)
    wait_until_idle(qtbot, desk)
    type_text(officer.check_number, page.check.box.input)
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert "ghi tệp đăng ký của máy này" in page.incoming.effect.text()
    assert focused() is page.incoming.leave_button
    check(page)
    click(page.incoming.leave_button)
    # registered, approved as the same centre, assigned anew: now it opens
    assert desk.store is not None
    here = exchange.register(desk.store, tmp_path / "again.clcsync")
    exchange.approve(above, tmp_path / "again.clcsync", here.check_number, as_unit=who.unit_id)
    (anew,) = exchange.assign_all(above, {who.unit_id: "xã Pú Nhung"}, drive.folder)
    page.examine(anew)
    wait_until_idle(qtbot, desk)
    type_text(officer.check_number, page.check.box.input)
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    told = workspace.identity(desk.store)
    assert told is not None
    assert told.unit_id == who.unit_id
    former.close()
    above.close()


def test_a_stick_that_comes_after_the_window_is_looked_for_again(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, plugged: list[Stick]
) -> None:
    desk = open_desk(tmp_path / "new.db")
    setup = desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    click(setup.by_file)
    wait_until_idle(qtbot, desk)
    assert "Không thấy tệp giao lần đầu" in setup.opening.told.text()
    drive = stick(tmp_path, "KINGSTON")
    plugged.append(drive)
    for name in ("giao_xa-pu-nhung (2).clcsync", "GIAO_xa-quai-to.clcsync", "xa-ta-ma_2020_001.clcsync"):
        (drive.folder / name).write_bytes(b"")
    click(setup.by_file)
    wait_until_idle(qtbot, desk)
    assert "tệp giao cho: xã Pú Nhung, xã Quài Tở." in setup.sentence.text()
    assert setup.name.input.text() == "", "of two nobody knows which is meant"
    assert not setup.banner.isVisible()


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "hết chỗ"), (errno.EROFS, "khóa ghi"), (errno.ENODEV, "cắm lại")],
    ids=["full", "write-protected", "pulled"],
)
def test_a_stick_that_fails_gets_no_file_and_the_person_is_told(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, ready: Path, plugged: list[Stick],
    monkeypatch: pytest.MonkeyPatch, number: int, said: str,
) -> None:  # fmt: skip
    """Full, write-protected, pulled out in the midst of it: nothing under the file's name; the next stick takes it."""
    plugged += [stick(tmp_path, "KINGSTON"), stick(tmp_path, "TRANSCEND")]
    desk, page = opened(qtbot, open_desk, ready)
    write = files._os.write

    def failing(descriptor: int, data: bytes) -> int:
        raise OSError(number, "it fails")

    monkeypatch.setattr(files._os, "write", failing)
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    click(button(page, "KINGSTON (E:), còn trống 3,2 GB"))
    wait_until_idle(qtbot, desk)
    words = page.banner.words.text()
    assert said in words, words
    assert not list(plugged[0].folder.glob("*.clcsync"))
    assert desk.store is not None
    assert [sent.sequence for sent in exchange.sent_files(desk.store)] == [1], "nothing is said to be submitted"
    monkeypatch.setattr(files._os, "write", write)
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    click(button(page, "TRANSCEND (E:), còn trống 3,2 GB"))
    wait_until_idle(qtbot, desk)
    assert [sent.sequence for sent in exchange.sent_files(desk.store)] == [2, 1]
    assert page.banner.words.text().endswith("Có thể rút USB.")
