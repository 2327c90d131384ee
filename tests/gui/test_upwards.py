"""Nộp lên trên: a district gets to know its province, hands its figures on and hears what became of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.receive import ReceivePage
from clc_desktop.gui.pages.aggregator.review import ReviewPage
from clc_desktop.gui.pages.aggregator.upwards import UpwardsPage
from clc_desktop.gui.pages.submitting import RETURNED
from clc_desktop.usecases import classes, exchange, merging, receipts, reporting, review, workspace

from . import cases
from .conftest import OpenDesk
from .hands import button, click, type_text, wait_until_idle
from .test_review import PU_NHUNG, merged
from .test_screenshots import check, take

REASON = "Lượt người của lớp này cao gấp ba lần năm trước, đề nghị kiểm tra lại"


def province(folder: Path) -> Path:
    db = folder / "province.db"
    store = workspace.open_store(db)
    workspace.setup_aggregator(store, "tỉnh Điện Biên", "province")
    store.close()
    return db


def approved(folder: Path, registration: Path, number: str) -> tuple[Path, str]:
    """The province has read the district's registration, phoned, and written its assignment; its check number."""
    store = workspace.open_store(folder / "province.db")
    made = exchange.approve(store, registration, number)
    path = exchange.assign(store, made.unit_id, folder / "giao.clcsync")
    who = workspace.identity(store)
    store.close()
    assert who is not None
    return path, who.check_number


def joined(folder: Path) -> Path:
    """A district with merged files of its centres, whose province knows it and has told it so; gives its database."""
    return cases.copied(_joined, folder)


def _joined(folder: Path) -> Path:
    db = merged(folder)
    province(folder)
    store = workspace.open_store(db)
    who = exchange.register(store, folder / "dang-ky.clcsync")
    path, number = approved(folder, folder / "dang-ky.clcsync", who.check_number)
    exchange.read_file(store, path, number)
    store.close()
    return db


def answered(folder: Path, sent: Path) -> Path:
    """The province has merged the district's file and returns two classes of Pú Nhung; its receipt."""
    store = workspace.open_store(folder / "province.db")
    assert [verdict.code for verdict in merging.merge(store, [sent])] == ["ok"]
    found = [row for row in classes.list_classes(store, cases.YEAR) if row.unit_name == PU_NHUNG]
    rows = [("learning_class", row.id) for row in found[:2]]
    review.return_rows(store, "Huyện Tuần Giáo", cases.YEAR, rows, REASON)
    (folder / "back").mkdir()
    (written,) = receipts.write_receipts(store, folder / "back")
    store.close()
    assert written.path is not None
    return written.path


def upwards_page(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, UpwardsPage]:
    desk = open_desk(db)
    desk.window.open_page("upwards")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["upwards"]
    assert isinstance(page, UpwardsPage)
    return desk, page


def findings(page: UpwardsPage) -> list[str]:
    return [task.sentence.text() for task in page.findings.card.tasks]


def test_a_district_gets_to_know_its_province(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, stick = merged(tmp_path), tmp_path / "usb"
    province(tmp_path)
    stick.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: stick)
    desk, page = upwards_page(qtbot, open_desk, db)
    assert not page.submit_button.isEnabled()
    click(button(page, "1. Ghi tệp đăng ký"))
    wait_until_idle(qtbot, desk)
    number = desk.window.context.identity.check_number  # type: ignore[union-attr]
    assert number in page.banner.words.text()
    assert any(number in made.text() for made in page.steps.findChildren(QLabel)), "it stays there for the phone call"
    (registration,) = stick.glob("dang-ky*.clcsync")
    path, theirs = approved(tmp_path, registration, number)
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: path)
    click(button(page, "2. Đọc tệp giao"))
    wait_until_idle(qtbot, desk)
    assert page.check.isVisible(), "nobody knows the province yet: its number is asked for"
    type_text(theirs, page.check.box.input)
    click(page.check.confirm)
    wait_until_idle(qtbot, desk)
    assert page.incoming.isVisible(), "what it lays down is shown first"
    assert not page.stack.isVisible()
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    assert "tỉnh Điện Biên" in page.steps.tasks[0].sentence.text()
    assert page.submit_button.isEnabled()


def test_what_is_not_ready_below_is_named_and_leads_there(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db = joined(tmp_path)
    store = workspace.open_store(db)
    review.accept(store, PU_NHUNG, cases.YEAR)
    found = [row for row in classes.list_classes(store, cases.YEAR) if row.unit_name == "xã Rạng Đông"]
    review.return_rows(store, "xã Rạng Đông", cases.YEAR, [("learning_class", found[0].id)], "xem lại")
    late = workspace.open_store(tmp_path / "late.db")
    who = workspace.setup_centre(late, "xã Mường Thín")
    exchange.register(late, tmp_path / "late.clcsync")
    exchange.approve(store, tmp_path / "late.clcsync", who.check_number)
    late.close()
    store.close()
    desk, page = upwards_page(qtbot, open_desk, db)
    assert findings(page) == [
        "Chưa nhận được số liệu của 1 đơn vị",
        "1 đơn vị bị trả lại mà chưa nộp lại",
        "Số liệu của 1 đơn vị đã gộp nhưng chưa duyệt",
    ]
    links = [link.text().strip() for link in page.findings.findChildren(QPushButton)]
    assert links == ["xã Mường Thín", "xã Rạng Đông", "thị trấn Tuần Giáo"]
    check(page)
    click(button(page.findings, "xã Rạng Đông"))
    wait_until_idle(qtbot, desk)
    shown = desk.window.pages["review"]
    assert isinstance(shown, ReviewPage)
    assert desk.window.stack.currentWidget() is shown
    line = shown.table.current_record()
    assert line is not None
    assert line.state.unit_name == "xã Rạng Đông"


def test_a_districts_figures_reach_the_province_and_its_answer_the_rows(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, stick = joined(tmp_path), tmp_path / "usb"
    stick.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: stick)
    desk, page = upwards_page(qtbot, open_desk, db)
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    type_text("Ba xã đã xác nhận qua điện thoại", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert "Có thể rút USB" in page.banner.words.text()
    (sent,) = stick.iterdir()
    click(page.tabs[4])
    assert [(line.file.file_name, line.state) for line in page.model.records] == [(sent.name, "sent")]

    answer = answered(tmp_path, sent)
    desk.window.open_page("receive")
    receiving = desk.window.pages["receive"]
    assert isinstance(receiving, ReceivePage)
    receiving.examine([answer])
    wait_until_idle(qtbot, desk)
    click(button(receiving, "Xem và nhận"))
    wait_until_idle(qtbot, desk)
    assert desk.window.stack.currentWidget() is page, "what comes from above is taken in where one hands upwards"
    assert page.incoming.isVisible()
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    assert "2 dòng" in page.banner.words.text()
    click(page.banner.action)
    assert page.stack.currentIndex() == RETURNED
    lines = page.returned.model.records
    assert [(line.unit_name, line.remark.reason) for line in lines] == [(PU_NHUNG, REASON)] * 2
    assert page.periods.model.record_at(0).state.state == "returned"
    click(page.returned.open_button)
    wait_until_idle(qtbot, desk)
    shown = desk.window.pages["review"]
    assert isinstance(shown, ReviewPage)
    line = shown.table.current_record()
    assert line is not None
    assert line.id == lines[0].unit_id
    desk.close()
    above, below = workspace.open_store(tmp_path / "province.db"), workspace.open_store(db)
    totals = [reporting.figures(store, cases.YEAR).total for store in (above, below)]
    assert totals[0] == totals[1]
    assert totals[0].classes > 20
    above.close()
    below.close()


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_pictures_of_handing_upwards(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, qapp: QApplication, screenshots: Path, scheme: theme.Colours
) -> None:
    theme.dress(qapp, files.resource_path(), scheme)
    name = screenshots / f"upwards-{'dark' if scheme.dark else 'light'}"
    db = joined(tmp_path)
    store = workspace.open_store(db)
    exchange.submit(store, cases.YEAR, tmp_path / "nop.clcsync")
    store.close()
    answer = answered(tmp_path, tmp_path / "nop.clcsync")
    desk, page = upwards_page(qtbot, open_desk, db)
    take(desk, Path(f"{name}-steps"))
    check(page)
    page.examine(answer)
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-receipt"))
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-taken"))
    for number, part in ((1, "periods"), (RETURNED, "returned"), (3, "corrected"), (4, "sent")):
        click(page.tabs[number])
        take(desk, Path(f"{name}-{part}"))
        check(page)
