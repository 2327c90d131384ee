"""Cài đặt and the first start: copies, the recovery sheet, new keys, and coming back on a new PC."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages import safety
from clc_desktop.gui.pages.settings import SettingsPage
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.usecases import recovery, reporting, workspace

from . import cases
from .conftest import OpenDesk
from .hands import button, click, type_text, wait_until_idle
from .test_screenshots import check, take

NAME = "xã Pú Nhung"


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Path]:
    """What the person answers in the system's dialogs; every question is answered with yes."""
    answers: dict[str, Path] = {"target": tmp_path / "out.db", "file": tmp_path / "out.db"}
    monkeypatch.setattr(dialogs, "choose_target", lambda *_args: answers["target"])
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: answers["file"])
    monkeypatch.setattr(safety, "confirm", lambda *_args: True)
    return answers


def settings(qtbot: QtBot, desk: Desk) -> SettingsPage:
    desk.window.open_page("settings")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def sheet_lines(pdf: Path) -> str:
    """The six lines, as a person reads them from the paper."""
    words = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    found = [" ".join(line.split()[-4:]) for line in words.splitlines() if _is_line(line)]
    assert len(found) == 6, words
    return "\n".join(found)


def _is_line(line: str) -> bool:
    groups = line.split()[-4:]
    return len(groups) == 4 and all(len(group) == 4 and group.isdigit() for group in groups)


def test_a_copy_is_written_and_brought_back(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, chosen: dict[str, Path]
) -> None:
    cases.centre(tmp_path / "c.db", NAME, count=5)
    desk = open_desk(tmp_path / "c.db")
    page = settings(qtbot, desk)
    click(button(page, "Sao lưu"))
    wait_until_idle(qtbot, desk)
    assert "Có thể rút USB" in page.banner.words.text()
    assert desk.window.status.copied.text().startswith("Sao lưu "), "the foot of the window, too"
    desk.window.open_page("home")
    wait_until_idle(qtbot, desk)
    copied = [label.text() for label in desk.window.pages["home"].findChildren(QLabel) if "ao lưu" in label.text()]
    assert copied[0].startswith("Sao lưu gần nhất: "), "home knows of it at once"
    page = settings(qtbot, desk)
    click(button(page, "Kiểm tra"))
    wait_until_idle(qtbot, desk)
    assert "nguyên vẹn" in page.banner.words.text()
    assert desk.store is not None
    cases.fill(desk.store, 3, seed=9)
    before = workspace.identity(desk.store)
    click(button(page, "Chọn bản sao"))
    wait_until_idle(qtbot, desk)
    now = settings(qtbot, desk)
    assert now is not page, "the pages were made anew"
    assert "Đã khôi phục" in now.banner.words.text()
    assert reporting.figures(desk.store, cases.YEAR).total.classes == 5
    after = workspace.identity(desk.store)
    assert before is not None
    assert after is not None
    assert before.installation_id != after.installation_id
    assert list((tmp_path / "backups").iterdir())


def test_the_sheet_brings_a_unit_to_a_new_pc(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, chosen: dict[str, Path]
) -> None:
    cases.centre(tmp_path / "c.db", NAME, count=0)
    desk = open_desk(tmp_path / "c.db")
    page = settings(qtbot, desk)
    chosen["target"] = tmp_path / "sheet.pdf"
    click(button(page, "Ghi phiếu (PDF)"))
    wait_until_idle(qtbot, desk)
    assert "cất vào két" in page.banner.words.text()
    assert desk.store is not None
    assert not recovery.sheet_due(desk.store)
    old = workspace.identity(desk.store)
    fresh = open_desk(tmp_path / "new.db")
    setup = fresh.window.centralWidget()
    assert isinstance(setup, SetupPage)
    click(setup.by_sheet)
    lines = sheet_lines(tmp_path / "sheet.pdf")
    wrong = lines[:-1] + str((int(lines[-1]) + 1) % 10)
    type_text(NAME, setup.name.input)
    setup.sheet.input.show_value(wrong)
    assert "dòng 6" in setup.sheet.told.text()
    click(setup.go)
    wait_until_idle(qtbot, fresh)
    assert "Có chữ số sai ở dòng 6" in setup.sheet.told.text()
    setup.sheet.input.show_value(lines)
    assert "Đúng 6" in setup.sheet.told.text()
    click(setup.go)
    wait_until_idle(qtbot, fresh)
    assert fresh.store is not None
    new = workspace.identity(fresh.store)
    assert old is not None
    assert new is not None
    assert (old.unit_id, old.check_number) == (new.unit_id, new.check_number)
    assert fresh.window.context is not None


def test_a_copied_book_gets_its_keys_back_or_new_ones(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, chosen: dict[str, Path]
) -> None:
    cases.centre(tmp_path / "c.db", NAME, count=2)
    store = workspace.open_store(tmp_path / "c.db")
    recovery.recovery_sheet(store, tmp_path / "sheet.pdf")
    store.close()
    shutil.copy(tmp_path / "c.db", tmp_path / "copy.db")
    desk = open_desk(tmp_path / "copy.db")
    page = settings(qtbot, desk)
    click(button(page, "Khôi phục từ phiếu"))
    page.safety.box.input.show_value(sheet_lines(tmp_path / "sheet.pdf"))
    click(button(page, "Khôi phục khóa"))
    wait_until_idle(qtbot, desk)
    page = settings(qtbot, desk)
    assert "Khóa đã trở lại" in page.banner.words.text()
    chosen["target"] = tmp_path / "new-keys.clcsync"
    click(button(page, "Đổi khóa"))
    wait_until_idle(qtbot, desk)
    page = settings(qtbot, desk)
    assert "in lại phiếu khôi phục" in page.banner.words.text()
    assert chosen["target"].exists()
    assert button(page, "Ghi phiếu (PDF)").isVisible()


@pytest.mark.parametrize(("scheme", "language"), [(theme.LIGHT, "vi"), (theme.DARK, "en")], ids=["light", "dark"])
def test_pictures_of_keeping_safe(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, qapp: QApplication, screenshots: Path,
    scheme: theme.Colours, language: str,
) -> None:  # fmt: skip
    i18n.use(i18n.load(files.catalog_path(), language))
    theme.dress(qapp, files.resource_path(), scheme)
    name = screenshots / f"safety-{'dark' if scheme.dark else 'light'}-{language}"
    cases.centre(tmp_path / "c.db", NAME, count=2)
    desk = open_desk(tmp_path / "c.db")
    page = settings(qtbot, desk)
    take(desk, Path(f"{name}-settings"))
    check(page)
    shutil.copy(tmp_path / "c.db", tmp_path / "copy.db")
    copied = open_desk(tmp_path / "copy.db")
    page = settings(qtbot, copied)
    page.safety.open_recovery()
    wait_until_idle(qtbot, copied)
    take(copied, Path(f"{name}-no-keys"))
    check(page)
    fresh = open_desk(tmp_path / "new.db")
    setup = fresh.window.centralWidget()
    assert isinstance(setup, SetupPage)
    setup.toggle_sheet()
    setup.sheet.input.show_value("1234 5678 9012 3456\n")
    wait_until_idle(qtbot, fresh)
    take(fresh, Path(f"{name}-first-start"))
