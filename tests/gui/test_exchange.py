"""Nhận dữ liệu: what people see of every kind of file, before and after it is taken in, and how they settle it."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator import machines, new_files, quarantine, receive
from clc_desktop.gui.pages.aggregator.receive import KEPT, MERGED, ReceivePage
from clc_desktop.gui.pages.aggregator.units import UnitsPage
from clc_desktop.usecases import classes, exchange, installations, merging, reporting, workspace
from clc_desktop.usecases import quarantine as kept_files

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, button, click, type_text, wait_until_idle
from .test_screenshots import check, take


@pytest.fixture
def agreed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The person says yes to every question; gives the questions."""
    asked: list[str] = []

    def answer(_parent: object, question: str, _yes: str) -> bool:
        asked.append(question)
        return True

    for module in (receive, quarantine, machines):
        monkeypatch.setattr(module, "confirm", answer)
    return asked


def submit(db: Path, out: Path) -> Path:
    store = workspace.open_store(db)
    exchange.submit(store, cases.YEAR, out)
    store.close()
    return out


def every_kind_of_file(folder: Path) -> tuple[Path, list[Path]]:
    """A district and what lies on the sticks: good, damaged, replayed, forked, a stranger's, another door's."""
    db, sync = cases.district(folder), folder / "sync"
    good = sorted(path for path in sync.glob("*.clcsync") if path.name != "hong.clcsync")
    above = workspace.open_store(db)
    merging.merge(above, good[:1])
    above.close()
    sent = next(number for number in range(3) if good[0].name in _sent_name(folder / f"centre{number}.db"))
    twin = folder / "twin.db"
    for ending in ("", ".key"):
        shutil.copy(folder / f"centre{sent}.db{ending}", f"{twin}{ending}")
    store = workspace.open_store(folder / f"centre{sent}.db")
    cases.fill(store, 1, seed=99)
    store.close()
    submit(folder / f"centre{sent}.db", sync / "ban-chinh.clcsync")
    store = workspace.open_store(twin)
    cases.fill(store, 2, seed=98)
    store.close()
    submit(twin, sync / "may-thu-hai.clcsync")
    stranger = folder / "stranger"
    stranger.mkdir()
    cases.district(stranger, ("xã Mường Thín",))
    shutil.copy(next(p for p in (stranger / "sync").glob("*.clcsync") if p.name != "hong.clcsync"), sync / "la.clcsync")
    (sync / "thu-moi.clcsync").write_text("Kính gửi các đồng chí", encoding="utf-8")
    shutil.copy(folder / "r1.clcsync", sync / "dang-ky.clcsync")
    order = ["ban-chinh", "may-thu-hai"]
    return db, [*good, *(sync / f"{name}.clcsync" for name in (*order, "hong", "la", "thu-moi", "dang-ky"))]


def _sent_name(db: Path) -> str:
    store = workspace.open_store(db)
    name = exchange.sent_files(store)[0].file_name
    store.close()
    return name


def receiving(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, ReceivePage]:
    desk = open_desk(db)
    desk.window.open_page("receive")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["receive"]
    assert isinstance(page, ReceivePage)
    return desk, page


def test_every_file_has_its_verdict_its_sentence_and_a_place_to_be_settled(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, agreed: list[str]
) -> None:
    db, paths = every_kind_of_file(tmp_path)
    desk, page = receiving(qtbot, open_desk, db)
    page.examine(paths)
    wait_until_idle(qtbot, desk)
    codes = {found.path.name: found.code for found in page.verdicts.records}
    assert codes["ban-chinh.clcsync"] == "ok"
    assert codes["may-thu-hai.clcsync"] == "fork"
    assert codes["hong.clcsync"] == "damaged"
    assert codes["la.clcsync"] == "unknown_key"
    assert codes["thu-moi.clcsync"] == "not_sync_file"
    assert codes[paths[0].name] == "replay"
    for found in page.verdicts.records:
        words = new_files.sentence(found)
        assert not set(words) & set("{=}"), f"{found.code}: {words}"
        assert "T" not in words.split("(")[-1] or found.code != "replay", "a moment as people read it"
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert {kept.code for kept in kept_files.quarantined(desk.store)} == {"fork", "damaged", "unknown_key"}
    assert page.tabs[KEPT].text() == "Tạm giữ (3)"
    click(page.tabs[KEPT])
    row = page.kept.model.row_where(lambda kept: kept.code == "fork")
    page.kept.table.selectRow(row)
    assert "hai máy đang nộp như một" in page.kept.detail.text()
    before = reporting.figures(desk.store, cases.YEAR).total.classes
    click(page.kept.accept_button)
    wait_until_idle(qtbot, desk)
    assert "Đã gọi cho" in agreed[-1]
    assert reporting.figures(desk.store, cases.YEAR).total.classes == before + 2
    click(page.kept.retry_button)
    wait_until_idle(qtbot, desk)
    assert "Còn giữ 2 tệp" in page.banner.words.text()
    while page.kept.model.rowCount():
        page.kept.table.selectRow(0)
        click(page.kept.remove_button)
        wait_until_idle(qtbot, desk)
    assert kept_files.quarantined(desk.store) == ()


def deleted_above(folder: Path) -> tuple[Path, Path]:
    """A district that merged a file, deleted two of its classes since, and gets a file that still has them."""
    db = cases.district(folder, ("xã Pú Nhung",))
    store = workspace.open_store(db)
    merging.merge(store, [path for path in (folder / "sync").glob("*.clcsync") if path.name != "hong.clcsync"])
    for line in classes.list_classes(store)[:2]:
        classes.delete_classes(store, [line.id])
    store.close()
    return db, submit(folder / "centre0.db", folder / "lan-hai.clcsync")


def test_what_was_deleted_here_is_said_and_brought_back_at_one_click(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, agreed: list[str]
) -> None:
    """A file of which nothing is to be seen is no silent success."""
    db, path = deleted_above(tmp_path)
    desk, page = receiving(qtbot, open_desk, db)
    page.examine([path])
    wait_until_idle(qtbot, desk)
    assert "thêm 0" in page.files.detail.text()
    assert "Có 4 bản ghi trong tệp không hiện ra vì đã bị xóa ở đây" in page.files.detail.text()
    assert {line.what for line in page.files.rows.records} == {"hidden"}
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    assert "4 bản ghi không hiện vì đã bị xóa ở đây" in page.banner.words.text()
    assert desk.store is not None
    before = len(classes.list_classes(desk.store))
    assert page.files.action.text() == "Khôi phục bản ghi đã xóa"
    click(page.files.action)
    wait_until_idle(qtbot, desk)
    assert "Khôi phục 4 bản ghi" in agreed[-1]
    assert "Đã khôi phục 4 bản ghi" in page.banner.words.text()
    assert len(classes.list_classes(desk.store)) == before + 2
    assert not page.files.action.isVisible()
    assert "không hiện ra" not in page.files.detail.text()
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert len(classes.list_classes(desk.store)) == before


def test_a_merge_in_the_middle_is_undone_or_says_why_not(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db, paths = every_kind_of_file(tmp_path)
    store = workspace.open_store(db)
    merging.merge(store, paths[:4])
    counted = reporting.figures(store, cases.YEAR).total.classes
    store.close()
    desk, page = receiving(qtbot, open_desk, db)
    click(page.tabs[MERGED])
    lines = page.merges.model.records
    assert len(lines) == 4
    page.merges.table.selectRow(page.merges.model.row_where(lambda line: line.change.id == lines[-1].change.id))
    click(page.merges.undo_button)
    wait_until_idle(qtbot, desk)
    assert "Hãy hoàn tác tệp đó trước" in page.banner.words.text()
    page.merges.table.selectRow(1)
    name = page.merges.model.record_at(1).change.subject
    click(page.merges.undo_button)
    wait_until_idle(qtbot, desk)
    assert name in page.banner.words.text()
    assert desk.store is not None
    assert reporting.figures(desk.store, cases.YEAR).total.classes < counted
    assert not page.merges.undo_button.isEnabled()


def test_receipts_for_all_in_one_go(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, paths = every_kind_of_file(tmp_path)
    store = workspace.open_store(db)
    merging.merge(store, paths[:3])
    store.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: stick)
    desk, page = receiving(qtbot, open_desk, db)
    click(page.receipts_button)
    wait_until_idle(qtbot, desk)
    assert "3 biên nhận" in page.banner.words.text()
    assert len(list(stick.glob("bien-nhan*.clcsync"))) == 3


def test_a_registration_is_handed_on_to_the_page_of_units(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db, paths = every_kind_of_file(tmp_path)
    desk, page = receiving(qtbot, open_desk, db)
    page.examine(paths[-1:])
    wait_until_idle(qtbot, desk)
    click(button(page, "Duyệt ở trang Đơn vị"))
    wait_until_idle(qtbot, desk)
    assert desk.window.stack.currentWidget() is desk.window.pages["units"]


@pytest.mark.parametrize(("scheme", "language"), [(theme.LIGHT, "vi"), (theme.DARK, "en")], ids=["light", "dark"])
def test_pictures_of_receiving(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, qapp: QApplication, screenshots: Path,
    scheme: theme.Colours, language: str,
) -> None:  # fmt: skip
    i18n.use(i18n.load(files.catalog_path(), language))
    theme.dress(qapp, files.resource_path(), scheme)
    name = screenshots / f"exchange-{'dark' if scheme.dark else 'light'}-{language}"
    db, paths = every_kind_of_file(tmp_path)
    desk, page = receiving(qtbot, open_desk, db)
    take(desk, Path(f"{name}-start"))
    page.examine(paths)
    wait_until_idle(qtbot, desk)
    page.table.selectRow(4)
    take(desk, Path(f"{name}-verdicts"))
    page.table.selectRow(1)
    take(desk, Path(f"{name}-preview"))
    check(page)
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-merged"))
    click(page.tabs[KEPT])
    page.kept.table.selectRow(page.kept.model.row_where(lambda kept: kept.code == "fork"))
    take(desk, Path(f"{name}-kept"))
    check(page)
    click(page.tabs[MERGED])
    take(desk, Path(f"{name}-merges"))
    check(page)


def second_pc(folder: Path, out: Path) -> str:
    """Another PC on which somebody typed the name of a listed centre; gives its check number."""
    store = workspace.open_store(folder / "second.db")
    workspace.setup_centre(store, "xã Pú Nhung")
    number = exchange.register(store, out).check_number
    store.close()
    return number


def units_page(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, UnitsPage]:
    desk = open_desk(db)
    desk.window.open_page("units")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["units"]
    assert isinstance(page, UnitsPage)
    return desk, page


def test_a_further_pc_is_approved_as_its_unit_and_revoked_when_lost(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, agreed: list[str]
) -> None:
    db = cases.district(tmp_path)
    number = second_pc(tmp_path, tmp_path / "r.clcsync")
    desk, page = units_page(qtbot, open_desk, db)
    page.examine(tmp_path / "r.clcsync")
    wait_until_idle(qtbot, desk)
    type_text(number, page.check.box.input)
    click(page.check.confirm)
    wait_until_idle(qtbot, desk)
    assert page.whose.isVisible()
    assert "xã Pú Nhung" in page.whose.sentence.text()
    assert page.whose.box.input.currentText() == "xã Pú Nhung"
    click(page.whose.confirm)
    wait_until_idle(qtbot, desk)
    assert not page.whose.isVisible()
    assert page.model.rowCount() == 3, "no second unit of that name"
    line = page.model.record_at(page.model.row_where(lambda line: line.name == "xã Pú Nhung"))
    assert sum(contact.state == "approved" for contact in line.contacts) == 2
    click(page.tabs[1])
    page.machines.table.selectRow(page.machines.model.row_where(lambda machine: machine.number == number))
    click(page.machines.revoke_button)
    wait_until_idle(qtbot, desk)
    assert "Số liệu đã nhận vẫn còn" in agreed[-1]
    assert desk.store is not None
    states = {found: contact.state for contact, found in installations.installations(desk.store)}
    assert states[number] == "revoked"
    assert sorted(states.values()) == ["approved", "approved", "approved", "revoked"]
    assert not page.machines.revoke_button.isEnabled()


def test_a_second_file_ends_what_the_first_one_asked(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    """A number typed below the refusal of a damaged file would have been meant for nobody. In a low window, with a
    message above, the input keeps its height."""
    db = cases.district(tmp_path)
    second_pc(tmp_path, tmp_path / "r.clcsync")
    desk, page = units_page(qtbot, open_desk, db)
    desk.window.resize(911, 485)
    page.examine(tmp_path / "r.clcsync")
    wait_until_idle(qtbot, desk)
    page.banner.say("Có tệp mới trên USB.", "warning")
    page.check.show_refusal("check_number_mistyped")
    wait_until_idle(qtbot, desk)
    line, below = page.check.box.input.geometry(), page.check.box.problem_label.geometry()
    assert line.height() == theme.INPUT_HEIGHT
    assert line.bottom() < below.top()
    assert page.check.rect().contains(page.check.confirm.mapTo(page.check, page.check.confirm.rect().bottomRight()))
    page.examine(tmp_path / "sync" / "hong.clcsync")
    wait_until_idle(qtbot, desk)
    assert page.check.isHidden()
    assert "Không nhận gì từ tệp này" in page.banner.words.text()
    page.examine(next((tmp_path / "sync").glob("xa*.clcsync")))
    wait_until_idle(qtbot, desk)
    assert "chưa duyệt ai" in page.banner.words.text()


def test_two_registrations_for_one_unit_are_told_apart_by_their_numbers(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    """Both say that they are xã Mới: only the one whose number is read over the phone is approved."""
    db, numbers = cases.district(tmp_path), []
    for number in range(2):
        store = workspace.open_store(tmp_path / f"new{number}.db")
        numbers.append(workspace.setup_centre(store, "xã Mới").check_number)
        exchange.register(store, tmp_path / f"new{number}.clcsync")
        store.close()
    desk, page = units_page(qtbot, open_desk, db)

    def approve(file: int, heard: str) -> None:
        page.examine(tmp_path / f"new{file}.clcsync")
        wait_until_idle(qtbot, desk)
        type_text(heard, page.check.box.input)
        click(page.check.confirm)
        wait_until_idle(qtbot, desk)

    approve(1, numbers[0])
    assert "không khớp" in page.check.box.problem_label.text()
    assert "xã Mới" not in {line.name for line in page.model.records}, "the other one's number opens no door"
    approve(0, numbers[0])
    assert "Đã duyệt xã Mới" in page.banner.words.text()
    approve(1, numbers[1])
    assert page.whose.isVisible(), "a person says whether this is a second PC of theirs"
    assert "Đã có đơn vị tên xã Mới" in page.whose.sentence.text()
    Keyboard().press(Qt.Key.Key_Escape)
    assert not page.whose.isVisible()
    (line,) = [line for line in page.model.records if line.name == "xã Mới"]
    assert [contact.state for contact in line.contacts] == ["approved"], "nobody said so: one PC"


def test_new_keys_that_the_old_ones_vouch_for_need_no_phone(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db = cases.district(tmp_path)
    store = workspace.open_store(tmp_path / "centre0.db")
    installations.rotate_keys(store, tmp_path / "new-keys.clcsync")
    store.close()
    desk, page = units_page(qtbot, open_desk, db)
    page.examine(tmp_path / "new-keys.clcsync")
    wait_until_idle(qtbot, desk)
    assert not page.check.isVisible()
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert "Đã duyệt xã Pú Nhung" in page.banner.words.text()
    assert len(page.machines.model.records) == 4


def test_assignments_for_all_in_one_go(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, stick = cases.district(tmp_path), tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: stick)
    desk, page = units_page(qtbot, open_desk, db)
    click(page.assign_button)
    wait_until_idle(qtbot, desk)
    assert len(list(stick.glob("giao_*.clcsync"))) == 3

    # The stick is full after the second file of the next round: how many are good, where, and what to do.
    write = files._os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(list(stick.glob("giao_*.clcsync"))) == 5:
            raise OSError(errno.ENOSPC, "full")
        return int(write(descriptor, data))

    monkeypatch.setattr(files._os, "write", full)
    click(page.assign_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text().startswith(f"Dừng giữa chừng: 2 tệp đã ghi vào {stick}")
    assert "hết chỗ" in page.banner.words.text()
    assert not page.progress.isVisible()


@pytest.mark.parametrize(("scheme", "language"), [(theme.LIGHT, "vi"), (theme.DARK, "en")], ids=["light", "dark"])
def test_pictures_of_units(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, qapp: QApplication, screenshots: Path,
    scheme: theme.Colours, language: str,
) -> None:  # fmt: skip
    i18n.use(i18n.load(files.catalog_path(), language))
    theme.dress(qapp, files.resource_path(), scheme)
    name = screenshots / f"units-{'dark' if scheme.dark else 'light'}-{language}"
    db = cases.district(tmp_path)
    number = second_pc(tmp_path, tmp_path / "r.clcsync")
    desk, page = units_page(qtbot, open_desk, db)
    page.examine(tmp_path / "r.clcsync")
    wait_until_idle(qtbot, desk)
    type_text(number, page.check.box.input)
    click(page.check.confirm)
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-whose"))
    page.whose.close_box()
    click(page.tabs[1])
    page.machines.table.selectRow(0)
    take(desk, Path(f"{name}-machines"))
    check(page)
