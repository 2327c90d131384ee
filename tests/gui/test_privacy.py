"""Dữ liệu cá nhân, by a person: find somebody, see everything, print it, remove it, remove old names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.records import Enrolment, Learner, StaffMember
from clc_desktop.gui import theme
from clc_desktop.gui.pages.centre import privacy
from clc_desktop.usecases import classes, keeping, personal_data, workspace

from . import cases
from .conftest import OpenDesk
from .hands import click, type_text, wait_until_idle
from .test_screenshots import check, take
from .test_window_rules import SIZES

NAMES = ("Lò Thị Thử", "Lò Văn Thử", "Quàng Thị Mẫu")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A centre with three learners, who were at a class of 2018, and a director."""
    db = tmp_path / "c.db"
    store = workspace.open_store(db)
    workspace.setup_centre(store, cases.LONGEST)
    people = [
        keeping.new_record(
            store, Learner, full_name=name, birth_year=1980 + number, birth_band=1980, village="bản Chiềng Thử",
            phone="0912000111", sex="female",
        )
        for number, name in enumerate(NAMES)
    ]  # fmt: skip
    keeping.save_records(
        store, [*people, keeping.new_record(store, StaffMember, full_name="Lò Văn Thử", post="director")]
    )
    entry = classes.new_class_entry(store)
    record = replace(entry.learning_class, topic=cases.TOPICS[1], starts_on=date(2018, 3, 2), field="economy")
    marks = tuple(person.id for person in people)
    session = replace(entry.sessions[0], held_on=date(2018, 3, 2), present=3, attended=marks)
    classes.save_class(store, ClassEntry(record, (session,)))
    keeping.save_records(
        store, [keeping.new_record(store, Enrolment, class_id=record.id, learner_id=one) for one in marks]
    )
    store.close()
    return db


def test_a_person_is_found_printed_and_removed(
    qtbot: QtBot, open_desk: OpenDesk, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(book)
    desk.window.open_page("privacy")
    page = desk.window.pages["privacy"]
    assert isinstance(page, privacy.PrivacyPage)
    wait_until_idle(qtbot, desk)
    page.search.setFocus()
    type_text("lo van thu", page.search)
    qtbot.waitUntil(lambda: page.people.records.rowCount() == 2)
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    while page.kept is None or page.kept.person.kind != "learner":
        QTest.keyClick(page.people, Qt.Key.Key_Down)
        wait_until_idle(qtbot, desk)
    assert "Lò Văn Thử" in page.about.text()
    shown = [line.text() for line in page.person.findChildren(QLabel)]
    assert any(cases.TOPICS[1] in line and "1/1" in line for line in shown)

    monkeypatch.setattr(privacy.dialogs, "choose_target", lambda *_args: tmp_path / "phieu.pdf")
    page.export_button.click()
    wait_until_idle(qtbot, desk)
    assert (tmp_path / "phieu.pdf").read_bytes().startswith(b"%PDF")

    asked: list[str] = []
    monkeypatch.setattr(privacy, "confirm", lambda _page, question, _yes: bool(asked.append(question)))
    page.erase_button.click()
    wait_until_idle(qtbot, desk)
    assert "Lò Văn Thử" in asked[0]
    assert desk.store is not None
    assert len(personal_data.find_people(desk.store, "Lò Văn Thử")) == 2, "the answer was no"
    monkeypatch.setattr(privacy, "confirm", lambda *_args: True)
    page.erase_button.click()
    wait_until_idle(qtbot, desk)
    assert [person.kind for person in personal_data.find_people(desk.store, "Lò Văn Thử")] == ["staff_member"]
    assert page.banner.isVisible()


def test_old_names_are_removed_by_year(
    qtbot: QtBot, open_desk: OpenDesk, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(book)
    desk.window.open_page("privacy")
    page = desk.window.pages["privacy"]
    assert isinstance(page, privacy.PrivacyPage)
    wait_until_idle(qtbot, desk)
    assert "3" in page.idle.text()
    page.search.setText("Quàng")
    qtbot.waitUntil(lambda: page.people.records.rowCount() == 1)
    wait_until_idle(qtbot, desk)
    assert page.person.isVisible()
    monkeypatch.setattr(privacy, "confirm", lambda *_args: True)
    click(page.purge_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert personal_data.find_people(desk.store, "Quàng") == ()
    assert not page.purge_button.isEnabled()
    assert not page.person.isVisible(), "of whoever is gone nothing is shown"
    assert QApplication.focusWidget() is page.search


def test_the_page_says_whom_it_found_and_whom_not(
    qtbot: QtBot, open_desk: OpenDesk, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "MOST", 2)
    desk = open_desk(book)
    desk.window.open_page("privacy")
    page = desk.window.pages["privacy"]
    assert isinstance(page, privacy.PrivacyPage)
    wait_until_idle(qtbot, desk)
    page.search.setText("thu lo")
    qtbot.waitUntil(lambda: page.people.records.rowCount() == 2)
    assert page.more.isVisible(), "the director of that name is the third"
    page.search.setText("thu lo thi")
    qtbot.waitUntil(lambda: page.people.records.rowCount() == 1)
    assert not page.more.isVisible()
    page.search.setText("Sùng A Páo")
    qtbot.waitUntil(lambda: not page.people.records.rowCount())
    wait_until_idle(qtbot, desk)
    assert page.empty.sentence.text().startswith("Máy này không giữ gì về ai tên “Sùng A Páo”.")
    asked: list[str] = []
    monkeypatch.setattr(privacy, "confirm", lambda _page, question, _yes: bool(asked.append(question)))
    page.purge_button.click()
    assert "của 3 học viên không học lớp nào" in asked[0]


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_pictures_of_personal_data(
    qtbot: QtBot, open_desk: OpenDesk, book: Path, screenshots: Path, qapp: QApplication, scheme: theme.Colours
) -> None:
    theme.dress(qapp, files.resource_path(), scheme)
    desk = open_desk(book)
    desk.window.open_page("privacy")
    page = desk.window.pages["privacy"]
    assert isinstance(page, privacy.PrivacyPage)
    wait_until_idle(qtbot, desk)
    type_text("thi", page.search)
    qtbot.waitUntil(lambda: page.people.records.rowCount() == 2)
    wait_until_idle(qtbot, desk)
    desk.window.resize(*SIZES[0])
    QApplication.processEvents()
    check(page)
    take(desk, screenshots / f"privacy-{'dark' if scheme.dark else 'light'}")
    check(page)
