"""A new PC at the window: the officer writes file and paper, the manager types the code, sees what is in it, begins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.units import UnitsPage
from clc_desktop.gui.pages.centre.home import HomePage
from clc_desktop.gui.pages.centre.submit import SubmitPage
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.usecases import exchange, first_assignment, units, workspace

from .conftest import OpenDesk
from .hands import Keyboard, click, focused, type_text, wait_until_idle
from .test_screenshots import check, take
from .test_sticks import plugged, stick  # noqa: F401  a fixture

NAME = "xã Pú Nhung"


def written(tmp_path: Path) -> tuple[Path, Path, str]:
    """A district's database, a stick with a first assignment, and the code on its sheet."""
    store = workspace.open_store(tmp_path / "district.db")
    workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    units.add_unit(store, NAME, "centre", "Huyện Tuần Giáo", "03260")
    drive = stick(tmp_path, "KINGSTON").folder
    code = first_assignment.write_first_assignment(store, NAME, drive / "giao-lan-dau_xa-pu-nhung.clcsync")
    store.close()
    return tmp_path / "district.db", drive, code


def test_the_officer_writes_files_and_paper_for_centres_without_a_pc(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screenshots: Path
) -> None:
    db, drive, _code = written(tmp_path)
    desk = open_desk(db)
    desk.window.open_page("units")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["units"]
    assert isinstance(page, UnitsPage)
    assert page.first_button.accessibleName() == "Giao 1 máy mới"
    check(page)
    take(desk, screenshots / "units-first")
    paper = tmp_path / "paper.pdf"
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: drive)
    monkeypatch.setattr(dialogs, "choose_target", lambda *_args: paper)
    click(page.first_button)
    wait_until_idle(qtbot, desk)
    assert "Đã ghi 1 tệp giao lần đầu. Mã nằm trong paper.pdf" in page.banner.words.text()
    (sheet,) = PdfReader(paper).pages
    assert NAME in sheet.extract_text()
    assert "giao-lan-dau_xa-pu-nhung_2.clcsync" in sheet.extract_text()
    desk.close()
    digits = re.findall(r"\b\d{4}\b", sheet.extract_text().partition("Mã mở tệp")[2].partition("Cách dùng")[0])
    store = workspace.open_store(tmp_path / "new.db")
    first_assignment.start(store, drive / "giao-lan-dau_xa-pu-nhung_2.clcsync", "".join(digits))
    store.close()


def begin(desk: Desk) -> SetupPage:
    setup = desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    return setup


def test_a_stick_and_a_code_are_all_that_a_new_pc_needs(
    qtbot: QtBot,
    open_desk: OpenDesk,
    tmp_path: Path,
    plugged: list[dialogs.Stick],  # noqa: F811
    screenshots: Path,
) -> None:
    district, drive, code = written(tmp_path)
    plugged.append(dialogs.Stick(drive, "KINGSTON (E:)", 3_000_000_000))
    desk = open_desk(tmp_path / "new.db")
    setup, keys = begin(desk), Keyboard()
    wait_until_idle(qtbot, desk)
    assert setup.is_opening
    assert focused() is setup.opening.code.input
    take(desk, screenshots / "first-start-code")
    type_text(code[:-1] + str((int(code[-1]) + 1) % 10))
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert "chưa đúng" in setup.opening.code.problem_label.text()
    setup.opening.code.input.selectAll()
    type_text(code.replace(" ", ""))
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert setup.opening.card.isVisible()
    take(desk, screenshots / "first-start-opened")
    check(setup)
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    here = workspace.identity(desk.store)
    assert here is not None
    assert (here.role, here.unit_name) == ("centre", NAME)
    home = desk.window.pages["home"]
    assert isinstance(home, HomePage)
    assert "chưa xác nhận máy này" in home.tasks.tasks[0].sentence.text(), "the first thing to be done"
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    assert page._cards.indexOf(page.steps) == 0
    page.register()
    wait_until_idle(qtbot, desk)
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    (registration,) = drive.glob("dang-ky_*.clcsync")
    above = workspace.open_store(district)
    assert exchange.approve(above, registration, here.check_number).new is False
    (answer,) = exchange.assign_all(above, {here.unit_id: NAME}, drive)
    above.close()
    page.examine(answer)
    wait_until_idle(qtbot, desk)
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    assert not first_assignment.awaits_approval(desk.store)


def test_what_was_typed_before_the_stick_was_found_stays_in_sight(
    qtbot: QtBot,
    open_desk: OpenDesk,
    tmp_path: Path,
    plugged: list[dialogs.Stick],  # noqa: F811
) -> None:
    _district, drive, _code = written(tmp_path)
    desk = open_desk(tmp_path / "new.db")
    setup = begin(desk)
    type_text("xã Quài Tở", setup.name.input)
    plugged.append(dialogs.Stick(drive, "KINGSTON (E:)", 3_000_000_000))
    setup._look(is_start=True)  # as where a drive answers late
    wait_until_idle(qtbot, desk)
    assert setup.name.isVisible()
    assert "tệp giao lần đầu" in setup.sentence.text()


def test_another_file_is_refused_in_words_and_the_way_back_is_open(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _district, drive, code = written(tmp_path)
    other = tmp_path / "other.clcsync"
    other.write_bytes(b"no sync file")
    desk = open_desk(tmp_path / "new.db")
    setup = begin(desk)
    click(setup.by_file)
    wait_until_idle(qtbot, desk)
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: other)
    click(setup.opening.choose_button)
    type_text(code, setup.opening.code.input)
    click(setup.go)
    wait_until_idle(qtbot, desk)
    assert setup.banner.isVisible()
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: next(drive.iterdir()))
    click(setup.opening.choose_button)
    click(setup.go)
    wait_until_idle(qtbot, desk)
    assert setup.opening.card.isVisible()
    assert not setup.banner.isVisible()
    Keyboard().press(Qt.Key.Key_Escape)
    assert setup.opening.asked.isVisible()
    click(setup.by_file)
    wait_until_idle(qtbot, desk)
    assert setup.name.isVisible()
    assert desk.store is not None
    assert workspace.identity(desk.store) is None
