"""Nộp dữ liệu: what has to be looked at, one click from its record; and the sample that can never be submitted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.messages import SampleBanner
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.pages.centre.submit import SubmitPage
from clc_desktop.gui.pages.records_page import RecordsPage
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.store.records import put
from clc_desktop.usecases import classes, exchange, keeping, submission_check, workspace

from . import cases
from .conftest import OpenDesk
from .hands import button, click, type_text, wait_until_idle
from .test_screenshots import check, take


def with_a_slip(folder: Path) -> Path:
    """A centre that knows its district, with a class whose counts cannot be right; gives its database."""
    cases.district(folder, ("xã Pú Nhung",))
    store = workspace.open_store(folder / "centre0.db")
    entry = classes.get_class(store, classes.list_classes(store)[0].id)
    with store.write("test") as tx:
        put(tx, replace(entry.sessions[0], women=entry.sessions[0].present + 1))
    store.close()
    return folder / "centre0.db"


def test_an_error_stops_the_submission_and_a_reason_lets_warnings_pass(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screenshots: Path
) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: stick)
    desk = open_desk(with_a_slip(tmp_path))
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    rows = page.findings.card.tasks
    assert (rows[0].state, rows[0].sentence.text()) == ("wrong", "Số nữ nhiều hơn số có mặt")
    assert {row.state for row in rows[1:]} == {"todo"}
    check(page)
    take(desk, screenshots / "nop-kiem-tra")
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    assert "còn 1 chỗ sai" in page.banner.words.text()
    assert list(stick.iterdir()) == []

    assert desk.store is not None
    entry = classes.get_class(desk.store, classes.list_classes(desk.store)[0].id)
    classes.save_class(desk.store, replace(entry, sessions=(replace(entry.sessions[0], women=None),)))

    page.mark_stale()
    wait_until_idle(qtbot, desk)
    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    click(page.reason.confirm)
    assert page.reason.problem.isVisible(), "an empty reason goes no further"
    type_text("Đang kiện toàn ban giám đốc", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert "Có thể rút USB" in page.banner.words.text()
    (written,) = stick.iterdir()
    assert written.name == exchange.sent_files(desk.store)[0].file_name
    lines = submission_check.check_before_submit(desk.store, cases.YEAR)
    assert {line.reason for line in lines} == {"Đang kiện toàn ban giám đốc"}
    wait_until_idle(qtbot, desk)
    assert "Giữ nguyên vì: Đang kiện toàn ban giám đốc" in words_in(page.findings)
    assert [(line.file.sequence, line.state) for line in page.model.records] == [(2, "sent"), (1, "replaced")]

    click(page.submit_button)
    wait_until_idle(qtbot, desk)
    assert len(list(stick.iterdir())) == 2, "nobody is asked twice about the same"


def test_a_finding_opens_its_record(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(with_a_slip(tmp_path))
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    click(rows_links(page)[0])
    wait_until_idle(qtbot, desk)
    shown = desk.window.pages["classes"]
    assert isinstance(shown, ClassesPage)
    assert desk.window.stack.currentWidget() is shown
    assert desk.store is not None
    assert shown.form.entry is not None
    assert shown.form.entry.learning_class.id == classes.list_classes(desk.store)[0].id


def rows_links(page: SubmitPage) -> list[QPushButton]:
    return [made for made in page.findings.card.tasks[0].findChildren(QPushButton) if made.isVisible()]


def words_in(widget: object) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))  # type: ignore[attr-defined]


def test_a_record_of_any_kind_opens_by_its_id(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    """What came back of staff, money or premises is one click from its form, whatever year is chosen."""
    from clc_desktop.domain.records import Collaborator, FundingEntry

    cases.centre(tmp_path / "c.db", count=0)
    store = workspace.open_store(tmp_path / "c.db")
    money = keeping.new_record(store, FundingEntry, year=2019, source="state", purpose="regular", amount=7)
    person = keeping.new_record(store, Collaborator, full_name="Lò Văn An", role="guide")
    keeping.save_records(store, [money, person])
    store.close()
    desk = open_desk(tmp_path / "c.db")
    for key, wanted in (("funding", money), ("staff", person)):
        desk.window.open_page(key, wanted.id)
        wait_until_idle(qtbot, desk)
        page = desk.window.pages[key]
        assert isinstance(page, RecordsPage)
        assert page.view.opened is not None
        assert page.view.opened.record == wanted


def test_home_says_what_is_missing_by_when_and_the_last_copy(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, screenshots: Path
) -> None:
    desk = open_desk(with_a_slip(tmp_path))
    home = desk.window.pages["home"]
    wait_until_idle(qtbot, desk)
    words = words_in(home)
    assert "Chưa sao lưu lần nào" in words
    assert "nên xem lại trước khi nộp" in words
    check(home)
    take(desk, screenshots / "trang-chu-day")
    for words_of_button in ("Sao lưu", "Xem lại", "Xem kế hoạch", "Mở danh sách"):
        assert button(home, words_of_button).isEnabled()


def test_sample_data_are_opened_marked_and_left_again(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, screenshots: Path
) -> None:
    own = tmp_path / "so.db"
    desk = open_desk(own)
    setup = desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    take(desk, screenshots / "bat-dau")
    click(setup.by_play)
    wait_until_idle(qtbot, desk)
    (banner,) = desk.window.findChildren(SampleBanner)
    assert banner.isVisible()
    assert desk.store is not None
    assert desk.store.path != own
    assert len(classes.list_classes(desk.store)) > 5
    take(desk, screenshots / "du-lieu-mau")
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    assert not page.submit_button.isEnabled(), "it knows nobody, and has no key to make itself known"
    click(banner.leave)
    wait_until_idle(qtbot, desk)
    again = desk.window.centralWidget()
    assert isinstance(again, SetupPage)
    assert desk.store.path == own
    type_text("xã Pú Nhung", again.name.input)
    click(again.go)
    wait_until_idle(qtbot, desk)
    assert desk.window.context is not None
    assert desk.window.context.identity.unit_name == "xã Pú Nhung"
    assert not desk.window.findChildren(SampleBanner)


@pytest.mark.parametrize("scheme", [theme.DARK], ids=["dark"])
def test_pages_in_the_dark(
    qapp: QApplication, qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, screenshots: Path, scheme: theme.Colours
) -> None:
    theme.apply(qapp, files.resource_path(), scheme)
    desk = open_desk(with_a_slip(tmp_path))
    take(desk, screenshots / "trang-chu-toi")
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    check(desk.window.pages["submit"])
    take(desk, screenshots / "nop-kiem-tra-toi")
