"""From a registration on a stick to the annual report, at two windows: a centre's and its aggregator's."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.figures import FiguresPage
from clc_desktop.gui.pages.aggregator.overview import OverviewPage
from clc_desktop.gui.pages.aggregator.receive import ReceivePage
from clc_desktop.gui.pages.aggregator.report import ReportPage
from clc_desktop.gui.pages.aggregator.units import UnitsPage
from clc_desktop.gui.pages.centre.submit import SubmitPage
from clc_desktop.usecases import merging, narrating, reporting, workspace

from . import cases
from .conftest import OpenDesk
from .hands import button, click, type_text, wait_until_idle


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Path]:
    """What the person answers in the system's dialogs: a folder (the stick) and a file."""
    answers = {"folder": tmp_path / "stick", "file": tmp_path}
    answers["folder"].mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: answers["folder"])
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: answers["file"])
    return answers


def test_a_centre_and_its_aggregator_get_to_know_each_other_and_exchange_a_year(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, chosen: dict[str, Path]
) -> None:
    cases.centre(tmp_path / "c.db", "xã Pú Nhung", count=6)
    store = workspace.open_store(tmp_path / "a.db")
    officer = workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    store.close()
    centre = open_desk(tmp_path / "c.db")
    number = register(qtbot, centre)
    above = open_desk(tmp_path / "a.db")
    chosen["file"] = next(chosen["folder"].glob("dang-ky*.clcsync"))
    approve_and_assign(qtbot, above, number)
    chosen["file"] = next(chosen["folder"].glob("giao_*.clcsync"))
    take_assignment(qtbot, centre, officer.check_number, wrong=number)
    submit_the_year(qtbot, centre)

    above.window.open_page("receive")
    receive = above.window.pages["receive"]
    assert isinstance(receive, ReceivePage)
    receive.zone.dropped.emit(list(chosen["folder"].glob("*2020*.clcsync")))
    wait_until_idle(qtbot, above)
    press(qtbot, above, receive.merge_button)
    assert above.store is not None
    assert reporting.figures(above.store, cases.YEAR).total.classes == 6


def press(qtbot: QtBot, desk: Desk, pressed: QPushButton) -> None:
    click(pressed)
    wait_until_idle(qtbot, desk)


def register(qtbot: QtBot, centre: Desk) -> str:
    """Write the registration; gives the check number that is read over the phone."""
    centre.window.open_page("submit")
    wait_until_idle(qtbot, centre)
    submit = centre.window.pages["submit"]
    assert isinstance(submit, SubmitPage)
    assert not submit.submit_button.isEnabled()
    press(qtbot, centre, button(submit, "1. Ghi tệp đăng ký"))
    assert centre.window.context is not None
    number = centre.window.context.identity.check_number
    assert number in submit.banner.words.text()
    return number


def approve_and_assign(qtbot: QtBot, above: Desk, number: str) -> None:
    """A wrong number first, then the one that was heard; then the assignment that is offered."""
    above.window.open_page("units")
    wait_until_idle(qtbot, above)
    units = above.window.pages["units"]
    assert isinstance(units, UnitsPage)
    press(qtbot, above, units.approve_button)
    assert "xã Pú Nhung" in units.check.sentence.text()
    assert number not in units.check.sentence.text(), "whoever compares must have heard the number"
    type_text("1111 1111 1111", units.check.box.input)
    press(qtbot, above, units.check.confirm)
    assert units.check.isVisible()
    assert "sai hoặc thiếu" in units.check.box.problem_label.text()
    units.check.box.input.clear()
    type_text(number, units.check.box.input)
    press(qtbot, above, units.check.confirm)
    assert "Đã duyệt xã Pú Nhung" in units.banner.words.text()
    press(qtbot, above, units.banner.action)


def take_assignment(qtbot: QtBot, centre: Desk, number: str, wrong: str) -> None:
    """Another key's number first, then the aggregator's; it is shown before it is taken in."""
    submit = centre.window.pages["submit"]
    assert isinstance(submit, SubmitPage)
    press(qtbot, centre, button(submit, "2. Đọc tệp giao"))
    assert submit.check.isVisible()
    type_text(wrong, submit.check.box.input)
    press(qtbot, centre, submit.check.confirm)
    assert "không khớp" in submit.check.box.problem_label.text()
    assert not submit.incoming.isVisible()
    submit.check.box.input.clear()
    type_text(number, submit.check.box.input)
    press(qtbot, centre, submit.check.confirm)
    assert not submit.check.isVisible()
    shown = " ".join(part.text() for part in submit.incoming.findChildren(QLabel))
    for words in ("Huyện Tuần Giáo", "Giao cho", "xã Pú Nhung", "Lĩnh vực", "Cộng số người có mặt", "Chưa giao"):
        assert words in shown
    assert not submit.submit_button.isEnabled(), "shown, and not taken in yet"
    press(qtbot, centre, submit.incoming.take_button)


def submit_the_year(qtbot: QtBot, centre: Desk) -> None:
    """What is missing is asked about first."""
    submit = centre.window.pages["submit"]
    assert isinstance(submit, SubmitPage)
    assert submit.submit_button.isEnabled()
    press(qtbot, centre, submit.submit_button)
    assert "Còn" in submit.reason.sentence.text()
    type_text("Đang kiện toàn ban giám đốc", submit.reason.input)
    press(qtbot, centre, submit.reason.confirm)
    assert "Có thể rút USB" in submit.banner.words.text()
    assert submit.model.rowCount() == 1


def test_damaged_and_repeated_files_do_not_stop_the_others(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db = cases.district(tmp_path)
    files = sorted((tmp_path / "sync").glob("*.clcsync"))
    desk = open_desk(db)
    desk.window.open_page("receive")
    page = desk.window.pages["receive"]
    assert isinstance(page, ReceivePage)
    page.examine(files)
    wait_until_idle(qtbot, desk)
    verdicts = {found.path.name: found for found in page.verdicts.records}
    assert verdicts["hong.clcsync"].code == "damaged"
    assert sum(1 for found in verdicts.values() if found.good) == 3
    assert desk.store is not None
    assert merging.received_files(desk.store) == (), "examining writes nothing"
    previewed = sum(found.counts.added for found in verdicts.values())
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Đã gộp 3 tệp. 1 tệp không gộp."
    assert sum(found.counts.added for found in page.verdicts.records) == previewed
    page.examine(files)
    wait_until_idle(qtbot, desk)
    assert {found.code for found in page.verdicts.records} == {"damaged", "replay"}
    assert not page.merge_button.isEnabled()


def test_a_merge_is_undone_as_if_the_files_had_never_come(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db = cases.district(tmp_path)
    desk = open_desk(db)
    assert desk.store is not None
    before = reporting.figures(desk.store, cases.YEAR)
    desk.window.open_page("receive")
    page = desk.window.pages["receive"]
    assert isinstance(page, ReceivePage)
    page.examine(sorted((tmp_path / "sync").glob("*.clcsync")))
    wait_until_idle(qtbot, desk)
    click(page.merge_button)
    wait_until_idle(qtbot, desk)
    assert reporting.figures(desk.store, cases.YEAR) != before
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert reporting.figures(desk.store, cases.YEAR) == before
    assert sum(1 for found in page.verdicts.records if found.good) == 3, "they may be merged again"


def test_overview_and_figures_show_what_was_merged(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db = cases.district(tmp_path)
    store = workspace.open_store(db)
    merging.merge(store, sorted((tmp_path / "sync").glob("*.clcsync"))[:3])
    counted = reporting.figures(store, cases.YEAR)
    store.close()
    desk = open_desk(db)
    overview = desk.window.pages["overview"]
    assert isinstance(overview, OverviewPage)
    assert overview.received.value.text() == "2/3"
    assert overview.classes.value.text() == str(counted.total.classes)
    click(button(overview, "Nhận tệp"))
    assert desk.window.stack.currentWidget() is desk.window.pages["receive"]
    desk.window.open_page("figures")
    wait_until_idle(qtbot, desk)
    figures = desk.window.pages["figures"]
    assert isinstance(figures, FiguresPage)
    keys = [spec.key for spec in figures.fields.records.columns]
    assert figures.fields.records.totals()[keys.index("turns")] == counted.total.turns
    assert figures.centres.records.totals()[keys.index("classes")] == counted.total.classes
    figures.views.button(3).click()
    wait_until_idle(qtbot, desk)
    assert figures.lines.records.rowCount() > 20


def test_the_report_keeps_what_was_typed_and_is_written_in_three_formats(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, chosen: dict[str, Path]
) -> None:
    db = cases.district(tmp_path)
    desk = open_desk(db)
    desk.window.open_page("report")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["report"]
    assert isinstance(page, ReportPage)
    writing = page.writing
    place = writing.outline.places[1]
    writing.outline.choose(place)
    writing.editor.clear()
    type_text("Đã tổ chức ", writing.editor)
    writing.editor.insert_figure("classes.held")
    type_text(" lớp & <b>vượt</b> {year}.", writing.editor)
    writing.outline.choose(writing.outline.places[0])
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    kept = {place: one.text for place, one in narrating.narrative(desk.store, cases.YEAR).passages.items()}
    assert kept[place] == r"Đã tổ chức {classes.held} lớp & <b>vượt</b> \{year}."
    click(page.write_button)
    wait_until_idle(qtbot, desk)
    written = {path.suffix for path in chosen["folder"].iterdir()}
    assert written == {".pdf", ".docx", ".xlsx"}
    assert all(path.name in page.banner.words.text() for path in chosen["folder"].iterdir())


def test_a_merge_can_be_stopped_between_two_files(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db = cases.district(tmp_path)
    desk = open_desk(db)
    desk.window.open_page("receive")
    page = desk.window.pages["receive"]
    assert isinstance(page, ReceivePage)
    page.examine(sorted((tmp_path / "sync").glob("xa*.clcsync")))
    wait_until_idle(qtbot, desk)
    page.progress.cancel.setEnabled(True)
    page.merge()
    page.progress.cancel.click()
    wait_until_idle(qtbot, desk)
    assert not page.progress.isVisible()
    assert desk.store is not None
    merged = [found for found in page.verdicts.records if found.merged]
    assert len(merging.received_files(desk.store)) == len(merged), "no file is half merged"
