"""Cài đặt: users and signing in, fields, counting, calendar, ranks, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui import theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator import offered_reasons
from clc_desktop.gui.pages.settings import OF_CENTRE, SettingsPage
from clc_desktop.gui.sign_in import SignInPage
from clc_desktop.gui.widgets import button
from clc_desktop.usecases import (
    counting_changes,
    drafts,
    merging,
    officers,
    ranking,
    report_calendar,
    return_reasons,
    review,
    workspace,
)

from . import cases, rules
from .conftest import OpenDesk
from .hands import PATIENCE, click, type_text, wait_until_idle
from .test_screenshots import check, take


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    yield
    officers.act_as("")


@pytest.fixture(scope="module")
def locked_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district whose centre Pú Nhung is locked for 2020."""
    folder = tmp_path_factory.mktemp("locked")
    db = cases.district(folder, ("xã Pú Nhung",))
    store = workspace.open_store(db)
    merging.merge(store, sorted((folder / "sync").glob("xa*.clcsync")))
    review.accept(store, "xã Pú Nhung", calendar_year(2020))
    review.lock(store, "xã Pú Nhung", calendar_year(2020))
    store.close()
    return db


@pytest.fixture
def locked(locked_files: Path, tmp_path: Path) -> Path:
    (tmp_path / "aggregator.db").write_bytes(locked_files.read_bytes())
    return tmp_path / "aggregator.db"


def opened(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, SettingsPage]:
    desk = open_desk(db)
    desk.window.open_page("settings")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["settings"]
    assert isinstance(page, SettingsPage)
    return desk, page


def part(qtbot: QtBot, desk: Desk, page: SettingsPage, key: str) -> Any:
    click(page.tabs[key])
    wait_until_idle(qtbot, desk)
    return page.parts[key]


def test_a_tab_has_room_for_its_words_when_it_is_chosen(qtbot: QtBot) -> None:
    """They are heavier then: the longest lost half of its first letter."""
    tab = button("Reasons for returning, counting, calendar", kind="tab")
    tab.setCheckable(True)
    qtbot.addWidget(tab)
    before = tab.sizeHint().width()
    tab.setChecked(True)
    tab.ensurePolished()
    heavy = QFont(tab.font())
    heavy.setWeight(QFont.Weight.DemiBold)
    assert before - QFontMetrics(heavy).horizontalAdvance(tab.text()) >= 28, "its padding"


def test_a_centre_has_few_parts(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    _desk, page = opened(qtbot, open_desk, tmp_path / "c.db")
    assert tuple(page.tabs) == OF_CENTRE
    assert page.rule.rules["sessions"].isChecked()
    assert not page.rule.rules["enrolled"].isEnabled()


def test_fields_are_changed_and_locked_periods_are_asked_about(
    qtbot: QtBot, open_desk: OpenDesk, locked: Path, screenshots: Path, qapp: QApplication
) -> None:
    theme.dress(qapp, files.resource_path(), theme.DARK)
    name = "settings-dark"
    desk, page = opened(qtbot, open_desk, locked)
    assert desk.store is not None
    panel = part(qtbot, desk, page, "fields")
    take(desk, screenshots / f"{name}-fields")
    check(page)
    used = panel.model.row_where(lambda line: line.used > 0)
    panel.table.selectRow(used)
    assert not panel.delete_button.isEnabled()
    click(panel.edit_button)
    panel.form.boxes["counts_in_total"].input.buttons[1].click()
    click(panel.save_button)
    wait_until_idle(qtbot, desk)
    assert panel.effects.isVisible()
    assert "kỳ đã khóa" in panel.effects.sentence.text()
    take(desk, screenshots / f"{name}-effects")
    check(page)
    click(panel.effects.cancel)
    assert all(line.field.counts_in_total for line in counting_changes.field_lines(desk.store))
    click(panel.save_button)
    wait_until_idle(qtbot, desk)
    click(panel.effects.agree)
    wait_until_idle(qtbot, desk)
    assert not all(line.field.counts_in_total for line in counting_changes.field_lines(desk.store))
    click(panel.add_button)
    type_text("Xóa mù chữ", panel.form.boxes["name"].input)
    click(panel.save_button)
    wait_until_idle(qtbot, desk)
    assert counting_changes.field_lines(desk.store)[-1].field.name == "Xóa mù chữ"
    panel.table.selectRow(panel.model.rowCount() - 1)
    click(panel.up_button)
    wait_until_idle(qtbot, desk)
    assert counting_changes.field_lines(desk.store)[-2].field.name == "Xóa mù chữ"
    click(panel.retire_button)
    wait_until_idle(qtbot, desk)
    assert not counting_changes.field_lines(desk.store)[-2].field.active


def test_rule_calendar_ranks_and_reasons(qtbot: QtBot, open_desk: OpenDesk, locked: Path, screenshots: Path) -> None:
    desk, page = opened(qtbot, open_desk, locked)
    assert desk.store is not None
    part(qtbot, desk, page, "counting")
    for rule in ("enrolled", "sessions"):
        page.rule.rules[rule].click()
        wait_until_idle(qtbot, desk)
        assert not page.rule.effects.isVisible(), "one session a class: no figure moves"
        assert workspace.counting_rule(desk.store) == rule
    page.calendar.collected["quarter"].setChecked(True)
    page.calendar.days["quarter"].setText("10")
    click(page.calendar.save_button)
    wait_until_idle(qtbot, desk)
    assert dict(report_calendar.calendar(desk.store).days)["quarter"] == 10
    ranks = part(qtbot, desk, page, "ranking")
    for words, points in (("Tổ chức", "60"), ("Kết quả", "40")):
        click(ranks.add_button)
        type_text(words, ranks.rows[-1].name)
        type_text(points, ranks.rows[-1].most)
    assert "100" in ranks.total.text()
    click(ranks.save_button)
    wait_until_idle(qtbot, desk)
    assert ranking.rank_scheme(desk.store).most == 100
    take(desk, screenshots / "settings-ranking")
    check(page)
    reasons = part(qtbot, desk, page, "reasons")
    reasons.editor.setPlainText("Thiếu lớp\n\nSai ngày")
    click(reasons.save_button)
    wait_until_idle(qtbot, desk)
    assert return_reasons.return_reasons(desk.store, ()) == ("Thiếu lớp", "Sai ngày")
    assert offered_reasons.offered(("A",)) == ["Thiếu lớp", "Sai ngày"]
    click(reasons.reset_button)
    wait_until_idle(qtbot, desk)
    assert offered_reasons.offered(("A",)) == ["A"]
    check(page)


def test_what_is_typed_and_not_saved_is_there_again_after_a_restart(
    qtbot: QtBot, open_desk: OpenDesk, locked: Path
) -> None:
    desk, page = opened(qtbot, open_desk, locked)
    part(qtbot, desk, page, "counting")
    page.calendar.collected["quarter"].setChecked(True)
    page.calendar.days["quarter"].setText("1x")
    ranks = part(qtbot, desk, page, "ranking")
    click(ranks.add_button)
    type_text("Tổ chức", ranks.rows[-1].name)
    reasons = part(qtbot, desk, page, "reasons")
    reasons.editor.setPlainText("Thiếu lớp")
    fields = part(qtbot, desk, page, "fields")
    click(fields.add_button)
    wait_until_idle(qtbot, desk)
    type_text("Xóa mù", fields.form.boxes["name"].input)
    desk.close()

    desk, page = opened(qtbot, open_desk, locked)
    assert desk.store is not None
    part(qtbot, desk, page, "counting")
    assert (page.calendar.collected["quarter"].isChecked(), page.calendar.days["quarter"].text()) == (True, "1x")
    assert page.calendar.draft.isVisible()
    ranks = part(qtbot, desk, page, "ranking")
    assert [row.name.text() for row in ranks.rows] == ["Tổ chức"]
    reasons = part(qtbot, desk, page, "reasons")
    assert reasons.editor.toPlainText() == "Thiếu lớp"
    fields = part(qtbot, desk, page, "fields")
    assert fields.form.boxes["name"].input.text() == "Xóa mù"
    fields.close_form()
    for one in (page.calendar, ranks, reasons):
        one.draft.drop_button.click()
    wait_until_idle(qtbot, desk)
    assert not page.calendar.collected["quarter"].isChecked()
    assert not ranks.rows
    assert "Thiếu lớp" not in reasons.editor.toPlainText()
    assert fields.list.isVisibleTo(fields)
    assert not drafts.drafts(desk.store)


def test_every_part_fits_into_the_smallest_window_in_english(qtbot: QtBot, open_desk: OpenDesk, locked: Path) -> None:
    i18n.use(i18n.load(files.catalog_path(), "en"))
    desk, page = opened(qtbot, open_desk, locked)
    desk.window.resize(880, 485)
    for key in page.tabs:
        part(qtbot, desk, page, key)
        assert not [*rules.too_narrow(page), *rules.cut_texts(page)], key


def test_users_sign_in_and_the_list_of_changes_names_them(
    qtbot: QtBot, open_desk: OpenDesk, locked: Path, screenshots: Path
) -> None:
    desk, page = opened(qtbot, open_desk, locked)
    assert desk.store is not None
    people = part(qtbot, desk, page, "people")
    assert not desk.window.status.person.isVisible()
    for name, pin in (("Lò Thị Ễ", "1357"), ("Nguyễn Văn Thắng", "")):
        click(people.add_button)
        type_text(name, people.name)
        type_text(pin, people.pin)
        click(people.save_button)
        wait_until_idle(qtbot, desk)
    assert desk.window.status.person.text() == "Lò Thị Ễ"
    people.sign_in.names.setCurrentIndex(1)
    click(people.sign_in.enter)
    wait_until_idle(qtbot, desk)
    assert desk.window.status.person.text() == "Nguyễn Văn Thắng"
    take(desk, screenshots / "settings-people")
    check(page)
    desk.close()
    assert officers.acting() == ""
    again = open_desk(locked)
    sign_in = again.window.centralWidget()
    assert isinstance(sign_in, SignInPage)
    sign_in.box.names.setCurrentIndex(0)
    type_text("9999", sign_in.box.pin)
    click(sign_in.box.enter)
    wait_until_idle(qtbot, again)
    assert "Còn 4 lần thử" in sign_in.box.problem.text()
    take(again, screenshots / "sign-in")
    sign_in.box.pin.setText("1357")
    click(sign_in.box.enter)
    wait_until_idle(qtbot, again)
    qtbot.waitUntil(lambda: again.window.context is not None, timeout=PATIENCE)
    assert again.window.status.person.text() == "Lò Thị Ễ"
