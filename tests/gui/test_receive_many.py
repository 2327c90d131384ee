"""Nhận dữ liệu with many files: stopped in the middle and gone on with, undone in one go, a stick with folders."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.receive import KEPT, MERGED, ReceivePage
from clc_desktop.usecases import installations, merging, undoing
from tests.districts import contents

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, click, drop_on, wait_until_idle

Opened = tuple[Desk, ReceivePage, list[Path]]


@pytest.fixture
def opened(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> Opened:
    """A district and the three good files of its centres."""
    desk = open_desk(cases.district(tmp_path))
    desk.window.open_page("receive")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["receive"]
    assert isinstance(page, ReceivePage)
    return desk, page, sorted(path for path in (tmp_path / "sync").iterdir() if path.name != "hong.clcsync")


def stop_after(
    monkeypatch: pytest.MonkeyPatch, page: ReceivePage, name: str, count: int, module: object = merging
) -> Callable[[], None]:
    """The person presses Stop while the file after the first ``count`` is being worked on; gives the way back."""
    real = getattr(module, name)

    def stopped(*args: Any) -> object:
        told: list[int] = []
        at = next(place for place, (a, b) in enumerate(itertools.pairwise(args)) if callable(a) and callable(b))
        progress, cancelled = args[at : at + 2]

        def tell(done: int, total: int, what: str) -> None:
            told.append(done)
            progress(done, total, what)

        return real(*args[:at], tell, lambda: len(told) >= count or cancelled(), *args[at + 2 :])

    monkeypatch.setattr(module, name, stopped)
    return lambda: monkeypatch.setattr(module, name, real)


def test_a_stopped_merge_says_what_stands_and_goes_on_where_it_was(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, page, paths = opened
    store = desk.store
    assert store is not None
    empty = contents(store)
    page.examine(paths)
    wait_until_idle(qtbot, desk)
    again = stop_after(monkeypatch, page, "merge", 1)
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    again()
    assert page.banner.words.text() == (
        "Đã dừng theo yêu cầu. Đã gộp 1 tệp. 2 tệp chưa gộp, còn nguyên: bấm Gộp để làm tiếp."
    )
    shown = [found.path.name for found in page.verdicts.records if found.merged]
    assert [file.file_name for file in merging.received_files(store)] == shown == [paths[0].name]
    assert "Gộp 2 tệp" in page.merge_button.text()
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Đã gộp 3 tệp."
    assert {found.code for found in page.verdicts.records} == {"ok"}, "nothing was merged twice"
    assert not page.merge_button.isEnabled()

    # One press takes all three back, those of the first run, too; stopped, it says what still stands.
    again = stop_after(monkeypatch, page, "undo_merges", 2, undoing)
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    again()
    assert page.banner.words.text() == "Đã hoàn tác 2 lần gộp. Đã dừng: 1 lần gộp vẫn đang dùng."
    assert [found.merged for found in page.verdicts.records] == [True, False, False]
    page.undo([found.change_id for found in page.verdicts.records if found.change_id is not None])
    wait_until_idle(qtbot, desk)
    assert contents(store) == empty


def test_pressing_twice_merges_once(qtbot: QtBot, opened: Opened) -> None:
    desk, page, paths = opened
    page.examine(paths)
    wait_until_idle(qtbot, desk)
    page.merge()
    page.merge()
    page.examine(paths[:1])
    assert "chưa xong" in page.banner.words.text()
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Đã gộp 3 tệp."
    assert [found.merged for found in page.verdicts.records] == [True] * 3


def test_files_that_were_not_examined_are_not_merged(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, page, paths = opened
    again = stop_after(monkeypatch, page, "examine", 2)
    page.examine(paths)
    wait_until_idle(qtbot, desk)
    again()
    assert "mới kiểm tra 2 trong 3 tệp" in page.banner.words.text()
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert {file.file_name for file in merging.received_files(desk.store)} == {path.name for path in paths[:2]}


def test_an_undo_that_is_refused_in_the_middle_says_what_was_taken_back(qtbot: QtBot, opened: Opened) -> None:
    desk, page, paths = opened
    page.examine(paths)
    wait_until_idle(qtbot, desk)
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    first = min(change.id for change in undoing.merges(desk.store))
    undoing.undo_merge(desk.store, first)
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text().startswith("Đã hoàn tác 2 lần gộp. ")
    assert merging.received_files(desk.store) == ()


def test_a_key_that_is_revoked_while_its_file_waits_merges_nothing(qtbot: QtBot, opened: Opened) -> None:
    """The PC was stolen between the check and the merge: its file is kept aside, the others are merged."""
    desk, page, paths = opened
    page.examine(paths)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    lost = next(found for found in page.verdicts.records if found.unit_name == "xã Pú Nhung")
    assert lost.rows
    contact = next(one for one, _number in installations.installations(desk.store) if one.unit_name == lost.unit_name)
    installations.revoke_installation(desk.store, contact.installation_id)
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Đã gộp 2 tệp. 1 tệp không gộp."
    found = {one.unit_name: one for one in page.verdicts.records}["xã Pú Nhung"]
    assert (found.code, found.merged, found.rows) == ("revoked_key", False, ()), "it changes nothing, and lists nothing"
    assert "Tạm giữ (1)" in page.tabs[KEPT].text()
    assert lost.path.name not in {file.file_name for file in merging.received_files(desk.store)}


def test_a_stick_with_folders_and_an_empty_one(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, page, paths = opened
    stick = tmp_path / "stick"
    for number, path in enumerate(paths):
        folder = stick / "2020" / f"xa-{number}"
        folder.mkdir(parents=True)
        shutil.copy(path, folder / path.name.replace(".clcsync", ".CLCSYNC"))
    (empty := tmp_path / "trong").mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: empty)
    page.choose_folder()
    assert "Không có tệp nộp nào trong trong" in page.banner.words.text()
    assert not page.files.is_started
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: stick)
    page.choose_folder()
    wait_until_idle(qtbot, desk)
    assert [found.code for found in page.verdicts.records] == ["ok"] * 3
    for other in ("danh-sach.xlsx", "Thumbs.db", "2020/anh.jpg"):
        (stick / other).write_bytes(b"not ours")
    drop_on(page, [stick])
    wait_until_idle(qtbot, desk)
    assert [found.code for found in page.verdicts.records] == ["ok"] * 3, "what else lies on the stick is left alone"
    assert page.zone.files_in([tmp_path / "pulled out"]) == [tmp_path / "pulled out"], "a file that is gone says so"


def test_keys_open_the_changes_and_find_a_file(qtbot: QtBot, opened: Opened) -> None:
    desk, page, paths = opened
    page.examine(paths)
    wait_until_idle(qtbot, desk)
    Keyboard().press(Qt.Key.Key_Return)
    assert page.files.row_table.hasFocus()
    assert not page.files.panel.isVisible()
    Keyboard().press(Qt.Key.Key_Escape)
    assert page.table.hasFocus()
    assert page.files.panel.isVisible()
    Keyboard().press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filter.hasFocus()
    page.filter.setText("rang dong")
    assert page.verdicts.rowCount() == 1
    click(page.tabs[MERGED])
    Keyboard().press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.merges.filter.hasFocus()
