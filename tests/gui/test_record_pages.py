"""The plain records by keyboard and mouse: staff, premises, money, rank, documents, training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.domain.periods import calendar_year, parse_period
from clc_desktop.domain.records import (
    Collaborator,
    Facility,
    FundingEntry,
    IssuedDocument,
    LiteracyYear,
    Record,
    SelfAssessment,
    StaffMember,
    TrainingEvent,
)
from clc_desktop.gui.amounts import MoneyInput, NumberInput, YearsInput
from clc_desktop.gui.application import Desk
from clc_desktop.gui.fields import Unreadable
from clc_desktop.gui.history_box import HistoryDialog
from clc_desktop.gui.pages.centre.assessment import AssessmentPage
from clc_desktop.gui.pages.records_page import RecordsPage
from clc_desktop.gui.pages.sheet_view import SheetView
from clc_desktop.gui.pages.year_page import YearPage
from clc_desktop.usecases import drafts, keeping, ranking, workspace
from clc_desktop.usecases.ranking import Criterion, RankScheme

from . import cases
from .conftest import OpenDesk
from .hands import Keyboard, button, click, focused, type_text, wait_until_idle

CTRL = Qt.KeyboardModifier.ControlModifier
Go = Callable[[str], Any]


@pytest.fixture
def desk(open_desk: OpenDesk, tmp_path: Path) -> Desk:
    """A centre with nothing recorded."""
    cases.centre(tmp_path / "c.db", count=0)
    return open_desk(tmp_path / "c.db")


@pytest.fixture
def go(qtbot: QtBot, desk: Desk) -> Go:
    """Open a page; gives it."""

    def open_page(key: str) -> Any:
        desk.window.open_page(key)
        wait_until_idle(qtbot, desk)
        QApplication.processEvents()
        return desk.window.pages[key]

    return open_page


def kept(desk: Desk, cls: type[Any], **equal: Any) -> tuple[Any, ...]:
    assert desk.store is not None
    return keeping.list_records(desk.store, cls, **equal)


def save(desk: Desk, cls: type[Record], **values: Any) -> Any:
    """A record that is there before the page is opened."""
    assert desk.store is not None
    record = keeping.new_record(desk.store, cls, **values)
    keeping.save_records(desk.store, [record])
    return record


def money(desk: Desk, year: int, amount: int, source: str = "state") -> Any:
    return save(desk, FundingEntry, year=year, source=source, purpose="regular", amount=amount)


def raw(view: SheetView[Any], key: str) -> str:
    return str(view.form.form.boxes[key].input.raw())


# --- lists ------------------------------------------------------------------------------------------------------------


def test_a_staff_member_is_recorded_by_keyboard_alone(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("staff")
    keys = Keyboard()
    keys.press(Qt.Key.Key_Insert)
    wait_until_idle(qtbot, desk)
    for text in ("Lò Văn Ễ", "pho", "nam", "", "Hiệu trưởng Trường THCS Pú Nhung"):
        type_text(text)
        keys.tab()
    keys.press(Qt.Key.Key_Right)
    keys.tab()
    for text in ("5/1", "", "2019, 2018", "1975", "0912 345 678"):
        type_text(text)
        keys.tab()
    keys.press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    (saved,) = kept(desk, StaffMember)
    assert (saved.full_name, saved.post, saved.sex, saved.seconded) == ("Lò Văn Ễ", "deputy", "male", True)
    assert (saved.since, saved.until, saved.trained_years) == (date(2020, 1, 5), None, (2018, 2019))
    assert (saved.birth_year, saved.phone) == (1975, "0912 345 678")
    assert saved.concurrent == "Hiệu trưởng Trường THCS Pú Nhung"
    assert page.banner.words.text() == "Đã lưu “Lò Văn Ễ”."
    assert page.view.table.current_record() == saved


def test_a_speaker_s_courses_are_typed_and_shown(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("staff")
    page.choose(1)
    keys = Keyboard()
    keys.press(Qt.Key.Key_Insert)
    wait_until_idle(qtbot, desk)
    for text in ("Quàng Thị Đôi", "bao cao", "", "5/1", "", "2026, 2025", "0912 345 678"):
        type_text(text)
        keys.tab()
    keys.press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    (saved,) = kept(desk, Collaborator)
    assert (saved.role, saved.since, saved.trained_years) == ("speaker", date(2020, 1, 5), (2025, 2026))
    model = page.view.model
    shown = [model.index(0, column).data() for column in range(model.columnCount())]
    assert "2025, 2026" in shown


def test_enter_opens_and_escape_goes_back(qtbot: QtBot, desk: Desk, go: Go) -> None:
    save(desk, StaffMember, full_name="Quàng Thị Ậm", post="director")
    page = go("staff")
    page.view.table.selectRow(0)
    keys = Keyboard()
    keys.press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert page.title.text() == "Sửa cán bộ"
    assert raw(page.view, "full_name") == "Quàng Thị Ậm"
    assert not page.add_button.isVisible()
    keys.press(Qt.Key.Key_Escape)
    wait_until_idle(qtbot, desk)
    assert page.title.text() == "Cán bộ, cộng tác viên"
    assert focused() is page.view.table
    assert drafts.drafts(desk.store) == ()  # type: ignore[arg-type]


def test_ctrl_enter_saves_and_starts_the_next_with_what_stays_the_same(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("funding")
    click(button(page, "Ghi khoản đầu tiên"))
    wait_until_idle(qtbot, desk)
    keys = Keyboard()
    for text in ("xa hoi", "Hội Khuyến học", "2500000", "mo lop"):
        type_text(text)
        keys.tab()
    keys.press(Qt.Key.Key_Return, CTRL)
    wait_until_idle(qtbot, desk)
    (saved,) = kept(desk, FundingEntry)
    assert (saved.year, saved.source, saved.purpose, saved.amount) == (2020, "socialised", "activity", 2_500_000)
    assert page.view.currentWidget() is page.view.form
    assert (raw(page.view, "source"), raw(page.view, "source_text")) == ("Xã hội hóa", "Hội Khuyến học")
    assert raw(page.view, "amount") == ""


def test_errors_stand_under_their_fields_and_nothing_is_lost(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("funding")
    page.view.add()
    wait_until_idle(qtbot, desk)
    boxes = page.view.form.form.boxes
    type_text("mười triệu", boxes["amount"].input)
    click(page.view.form.save_button)
    wait_until_idle(qtbot, desk)
    assert boxes["source"].problem_label.text() == "Chưa ghi mục này."
    assert boxes["amount"].problem_label.text() == "“mười triệu” không phải là số."
    assert focused() is boxes["source"].input
    assert kept(desk, FundingEntry) == ()


def test_a_symbol_whose_year_is_not_that_of_its_date_is_refused(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("documents")
    Keyboard().press(Qt.Key.Key_Insert)
    wait_until_idle(qtbot, desk)
    form = page.view.form
    for key, text in {"type_name": "Quyết định", "symbol": "14/2013/QĐ-UBND", "issued_on": "30/7/2031"}.items():
        type_text(text, form.form.boxes[key].input)
    click(form.save_button)
    wait_until_idle(qtbot, desk)
    said = form.form.boxes["issued_on"].problem_label.text()
    assert said == "Số hiệu 14/2013/QĐ-UBND không khớp với năm 2031 của ngày ban hành."
    assert focused() is form.form.boxes["issued_on"].input
    form.form.boxes["issued_on"].input.show_raw("30/7/2013")
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    (saved,) = kept(desk, IssuedDocument)
    assert (saved.issued_on, saved.role) == (date(2013, 7, 30), "guidance")
    assert page.view.facet.findText("Năm 2013") > 0


def test_what_is_deleted_comes_back_whatever_was_done_since(qtbot: QtBot, desk: Desk, go: Go) -> None:
    for number in range(3):
        save(desk, Collaborator, full_name=f"Người {number}", role="speaker")
    page = go("staff")
    page.choose(1)
    page.view.table.selectRow(0)
    keys = Keyboard()
    keys.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    keys.press(Qt.Key.Key_Delete)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Đã xóa 2 dòng."
    money(desk, 2020, 5)
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert len(kept(desk, Collaborator)) == 3
    assert len(kept(desk, FundingEntry)) == 1
    assert page.view.model.rowCount() == 3


def test_saving_without_a_change_offers_no_undo_of_something_else(qtbot: QtBot, desk: Desk, go: Go) -> None:
    save(desk, StaffMember, full_name="Lò Văn Bình", post="director")
    money(desk, 2020, 5)
    page = go("staff")
    page.view.table.selectRow(0)
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert page.banner.isVisible()
    assert not page.banner.action.isVisible()


def test_the_sum_follows_filter_and_source(qtbot: QtBot, desk: Desk, go: Go) -> None:
    money(desk, 2020, 19_470_000)
    money(desk, 2020, 1_000_000, "socialised")
    money(desk, 2019, 7)
    page = go("funding")
    assert page.title.text() == "Kinh phí năm 2020"
    assert page.view.panel.totals.words() == ["Cộng: 2", "20.470.000"]
    Keyboard().press(Qt.Key.Key_F, CTRL)
    assert focused() is page.view.filter
    type_text("xa hoi hoa")
    assert page.view.panel.totals.words() == ["Cộng: 1", "1.000.000"]
    Keyboard().press(Qt.Key.Key_Escape)
    page.view.facet.setCurrentIndex(page.view.facet.findData("state"))
    assert page.view.panel.totals.words() == ["Cộng: 1", "19.470.000"]


def test_money_is_copied_from_last_year_once(qtbot: QtBot, desk: Desk, go: Go) -> None:
    money(desk, 2019, 19_470_000)
    page = go("funding")
    click(page.view.last_year_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Đã chép 1 dòng từ năm 2019."
    assert [entry.amount for entry in kept(desk, FundingEntry, year=2020)] == [19_470_000]
    click(page.view.last_year_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Năm 2019 không có gì mới để chép."
    assert not page.banner.action.isVisible()
    assert len(kept(desk, FundingEntry, year=2020)) == 1


def test_those_in_office_at_the_end_of_the_period(qtbot: QtBot, desk: Desk, go: Go) -> None:
    save(desk, StaffMember, full_name="Người cũ", post="director", until=date(2020, 6, 30))
    save(desk, StaffMember, full_name="Người mới", post="director", since=date(2020, 7, 1))
    page = go("staff")
    page.view.facet.setCurrentIndex(1)
    assert [record.full_name for record in page.view.model.shown_records()] == ["Người mới"]
    page.context.periods.choose(parse_period("2020-Q1"))
    wait_until_idle(qtbot, desk)
    assert [record.full_name for record in page.view.model.shown_records()] == ["Người cũ"]


def test_a_half_typed_record_is_offered_after_the_window_was_closed(
    qtbot: QtBot, desk: Desk, go: Go, open_desk: OpenDesk, tmp_path: Path
) -> None:
    page = go("staff")
    page.choose(1)
    page.view.add()
    wait_until_idle(qtbot, desk)
    type_text("Cầm Văn Dũng")
    desk.window.close()
    desk.close()

    again = open_desk(tmp_path / "c.db")
    again.window.open_page("staff")
    wait_until_idle(qtbot, again)
    page = again.window.pages["staff"]
    assert isinstance(page, RecordsPage)
    page.choose(1)
    click(page.add_button)
    wait_until_idle(qtbot, again)
    assert raw(page.view, "full_name") == "Cầm Văn Dũng"
    assert "còn dở" in page.banner.words.text()
    click(page.banner.action)
    wait_until_idle(qtbot, again)
    assert raw(page.view, "full_name") == ""
    assert again.store is not None
    assert drafts.drafts(again.store) == ()


def test_a_copy_leaves_what_was_half_typed_before_it_alone(qtbot: QtBot, desk: Desk, go: Go) -> None:
    money(desk, 2020, 7_000_000)
    page = go("funding")
    page.view.add()
    wait_until_idle(qtbot, desk)
    page.view.form.form.boxes["source_text"].input.setFocus()
    type_text("Hội Khuyến học")
    Keyboard().press(Qt.Key.Key_Escape)
    wait_until_idle(qtbot, desk)
    page.view.table.selectRow(0)
    page.view.copy()
    wait_until_idle(qtbot, desk)
    assert raw(page.view, "amount") == "7.000.000"
    page.view.form.form.boxes["purpose_text"].input.setFocus()
    type_text("Mua loa")
    Keyboard().press(Qt.Key.Key_Escape)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    keys = {draft.values["source_text"]: draft.key for draft in drafts.drafts(desk.store)}
    assert set(keys) == {"Hội Khuyến học", ""}, "both are kept"
    desk.window.open_page("funding", keys[""])
    wait_until_idle(qtbot, desk)
    assert (raw(page.view, "purpose_text"), raw(page.view, "amount")) == ("Mua loa", "7.000.000")
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert [draft.key for draft in drafts.drafts(desk.store)] == ["new 2020"]
    desk.window.pages["funding"].context.periods.choose(calendar_year(2019))
    desk.window.open_page("funding", "new 2020")
    wait_until_idle(qtbot, desk)
    assert raw(page.view, "source_text") == "Hội Khuyến học", "in its own year"
    assert page.view.year == 2020


def test_a_half_typed_helper_is_found_behind_its_tab(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("staff")
    page.choose(1)
    page.view.add()
    wait_until_idle(qtbot, desk)
    type_text("Cầm Văn Dũng")
    Keyboard().press(Qt.Key.Key_Escape)
    page.choose(0)
    wait_until_idle(qtbot, desk)
    desk.window.open_page("staff", "new")
    wait_until_idle(qtbot, desk)
    assert raw(page.view, "full_name") == "Cầm Văn Dũng"


# --- one form a year --------------------------------------------------------------------------------------------------


def test_premises_are_answered_with_the_arrows_and_undone(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    boxes = page.form.boxes
    boxes["own_premises"].input.setFocus()
    keys = Keyboard()
    keys.press(Qt.Key.Key_Left)
    keys.tab()
    assert focused() is boxes["shared_with"].input
    type_text("Nhà văn hóa xã")
    type_text("1200", boxes["books"].input)
    assert boxes["books"].input.text() == "1.200"
    keys.press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    (saved,) = kept(desk, Facility)
    assert (saved.year, saved.own_premises, saved.office, saved.books) == (2020, False, None, 1200)
    assert saved.shared_with == "Nhà văn hóa xã"
    assert kept(desk, LiteracyYear) == (), "nothing was said about it"
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert kept(desk, Facility) == ()
    assert boxes["shared_with"].input.raw() == ""


def test_literacy_numbers_are_kept_beside_the_premises(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    for key, text in {"population": "2.310", "illiterate": "96", "phase1": "24"}.items():
        type_text(text, page.form.boxes[key].input)
    click(page.save_button)
    wait_until_idle(qtbot, desk)
    (saved,) = kept(desk, LiteracyYear)
    assert (saved.population, saved.illiterate, saved.phase1, saved.phase2) == (2310, 96, 24, None)
    assert page.note.text() == "Số liệu cả năm 2020"
    type_text("x", page.form.boxes["rooms"].input)
    click(page.save_button)
    assert page.form.boxes["rooms"].problem_label.text() == "“x” không phải là số."


def test_own_premises_are_not_shared(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    page.form.boxes["own_premises"].input.buttons[0].click()
    assert not page.form.boxes["shared_with"].input.isEnabled()
    page.form.boxes["own_premises"].input.buttons[1].click()
    assert page.form.boxes["shared_with"].input.isEnabled()


def test_a_year_of_premises_is_copied_looked_over_and_saved(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    click(page.copy_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Năm 2019 không có gì mới để chép."
    save(desk, Facility, year=2019, own_premises=True, rooms=3)
    click(page.copy_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Đã chép số liệu năm 2019. Xem lại rồi bấm Lưu."
    assert kept(desk, Facility, year=2020) == (), "only shown"
    click(page.save_button)
    wait_until_idle(qtbot, desk)
    (saved,) = kept(desk, Facility, year=2020)
    assert (saved.own_premises, saved.rooms) == (True, 3)


def test_half_typed_years_are_kept_each_by_itself(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    type_text("7", page.form.boxes["rooms"].input)
    page.context.periods.choose(calendar_year(2021))
    wait_until_idle(qtbot, desk)
    assert isinstance(page, YearPage)
    assert page.form.boxes["rooms"].input.raw() == ""
    page.context.periods.choose(calendar_year(2020))
    wait_until_idle(qtbot, desk)
    assert page.form.boxes["rooms"].input.raw() == "7"
    assert "còn dở" in page.banner.words.text()
    page.context.notices.changed.emit()
    wait_until_idle(qtbot, desk)
    assert page.form.boxes["rooms"].input.raw() == "7", "another page's change must not take what is typed"
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert page.form.boxes["rooms"].input.raw() == ""
    assert drafts.drafts(desk.store) == ()  # type: ignore[arg-type]


def test_a_rank_needs_a_choice_and_joins_the_years_before(qtbot: QtBot, desk: Desk, go: Go) -> None:
    save(desk, SelfAssessment, year=2018, rank="fair")
    page = go("assessment")
    assert isinstance(page, AssessmentPage)
    click(page.save_button)
    assert page.form.boxes["rank"].problem_label.text() == "Chưa ghi mục này."
    page.form.boxes["rank"].input.setFocus()
    Keyboard().press(Qt.Key.Key_Space)
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert [(record.year, record.rank) for record in page.model.records] == [(2020, "good"), (2018, "fair")]
    page.table.setFocus()
    page.table.selectRow(1)
    Keyboard().press(Qt.Key.Key_Return)
    wait_until_idle(qtbot, desk)
    assert page.context.periods.period == calendar_year(2018)
    assert page.form.boxes["rank"].input.read() == "fair"


def test_points_by_criterion_make_the_rank(qtbot: QtBot, desk: Desk, go: Go) -> None:
    """The office's criteria are asked for, no more than can be had; the cut-offs rank."""
    scheme = RankScheme((Criterion("Tổ chức", 40), Criterion("Kết quả", 60)), 80, 65, 50)
    ranking.set_rank_scheme(desk.store, scheme)  # type: ignore[arg-type]
    page = go("assessment")
    assert isinstance(page, AssessmentPage)
    page.refresh()
    wait_until_idle(qtbot, desk)
    points, rank = page.form.boxes["points"], page.form.boxes["rank"].input
    assert points.isVisible()
    assert not rank.isEnabled()
    assert list(page.points.inputs) == ["Tổ chức", "Kết quả"]
    type_text("30", page.points.inputs["Tổ chức"])
    assert rank.read() is None, "not before every criterion has its points"
    click(page.save_button)
    assert points.problem_label.text() == "Chưa ghi điểm của tiêu chí “Kết quả”."
    type_text("61", page.points.inputs["Kết quả"])
    click(page.save_button)
    assert points.problem_label.text() == "Điểm của tiêu chí “Kết quả” phải từ 0 đến 60."
    page.points.inputs["Kết quả"].clear()
    type_text("35", page.points.inputs["Kết quả"])
    assert (rank.read(), page.points.total.text()) == ("fair", "Cộng: 65 / 100 điểm")
    click(page.save_button)
    wait_until_idle(qtbot, desk)
    (saved,) = kept(desk, SelfAssessment, year=2020)
    assert (saved.rank, saved.points) == ("fair", (("Tổ chức", 30), ("Kết quả", 35)))
    assert page.table.model().index(0, 2).data() == "65"


# --- undone, done again, pressed twice, refused -----------------------------------------------------------------------


def test_what_is_taken_back_is_named_and_done_again(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("staff")
    save(desk, StaffMember, full_name="Lò Văn Bình", post="director")
    page.view.table.setFocus()
    Keyboard().press(Qt.Key.Key_Z, CTRL)
    wait_until_idle(qtbot, desk)
    assert (kept(desk, StaffMember), page.banner.words.text()) == ((), "Đã hoàn tác: Ghi bản ghi – Cán bộ.")
    Keyboard().press(Qt.Key.Key_Y, CTRL)
    wait_until_idle(qtbot, desk)
    assert (len(kept(desk, StaffMember)), page.view.model.rowCount()) == (1, 1)
    assert page.banner.words.text() == "Đã làm lại: Ghi bản ghi – Cán bộ."
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert kept(desk, StaffMember) == ()
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert len(kept(desk, StaffMember)) == 1
    Keyboard().press(Qt.Key.Key_Y, CTRL)
    wait_until_idle(qtbot, desk)
    assert page.banner.words.text() == "Không có gì để làm lại."


def test_a_form_of_a_year_is_undone_and_done_again_by_keys(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    page.form.boxes["wifi"].input.buttons[0].click()
    page.form.boxes["wifi"].input.setFocus()
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    for key, wifi in ((Qt.Key.Key_Z, None), (Qt.Key.Key_Y, True)):
        Keyboard().press(key, CTRL)
        wait_until_idle(qtbot, desk)
        assert page.form.boxes["wifi"].input.read() is wifi
        assert [record.wifi for record in kept(desk, Facility)] == [True] * (wifi is True)


def test_saving_twice_in_haste_makes_one_record(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("staff")
    page.view.add()
    wait_until_idle(qtbot, desk)
    page.view.form.form.show_raw({"full_name": "Lò Văn Bình", "post": "Giám đốc"})
    page.view.form.form.focus_first()
    for _press in range(2):
        Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert len(kept(desk, StaffMember)) == 1


def test_a_refused_year_stays_as_typed_and_as_a_draft(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    rooms = page.form.boxes["rooms"].input
    type_text("-7", rooms)
    Keyboard().press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    assert page.form.boxes["rooms"].problem_label.property("kind") == "error"
    page.context.notices.changed.emit()
    wait_until_idle(qtbot, desk)
    assert rooms.raw() == "-7"
    page.context.periods.choose(calendar_year(2021))
    wait_until_idle(qtbot, desk)
    assert [draft.values["rooms"] for draft in drafts.drafts(desk.store)] == ["-7"]  # type: ignore[arg-type]


def test_copying_last_year_fills_only_what_is_empty_and_is_taken_back(qtbot: QtBot, desk: Desk, go: Go) -> None:
    save(desk, Facility, year=2019, own_premises=True, rooms=3, books=400, wifi=False)
    save(desk, Facility, year=2020, wifi=True)
    page = go("facilities")
    type_text("5", page.form.boxes["rooms"].input)
    click(page.copy_button)
    wait_until_idle(qtbot, desk)
    read = {name: page.form.boxes[name].input.read() for name in ("own_premises", "rooms", "books", "wifi")}
    assert read == {"own_premises": True, "rooms": 5, "books": 400, "wifi": True}
    click(page.banner.action)
    assert (page.form.boxes["books"].input.read(), page.form.boxes["rooms"].input.raw()) == (None, "5")


def test_the_cursor_waits_on_the_answer_that_is_given(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    assert focused() is page.form.boxes["own_premises"].input.buttons[2], "nobody has said"
    page = go("plan")
    assert focused() is next(iter(page.inputs.values()))


def test_the_history_of_a_year_and_of_a_plan(qtbot: QtBot, desk: Desk, go: Go) -> None:
    save(desk, Facility, year=2020, rooms=3)
    save(desk, LiteracyYear, year=2020, population=900)
    targets = keeping.plan_table(desk.store, 2020)  # type: ignore[arg-type]
    keeping.save_records(desk.store, [replace(targets[2], classes=4)])  # type: ignore[arg-type]
    for key, parts in (
        ("facilities", {"Cơ sở vật chất", "Xóa mù chữ"}),
        ("plan", {"Chỉ tiêu: Giáo dục pháp luật, 2020"}),
    ):
        page = go(key)
        Keyboard().press(Qt.Key.Key_H, CTRL)
        wait_until_idle(qtbot, desk)
        dialog = page.findChild(HistoryDialog)
        assert {line.part for line in dialog.steps.model.records} == parts
        dialog.close()
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)


def test_the_programme_s_indicators_follow_what_is_saved(qtbot: QtBot, desk: Desk, go: Go) -> None:
    page = go("facilities")
    assert not page.programme.isVisible(), "2020 is before the programme"
    page.context.periods.choose(calendar_year(2026))
    wait_until_idle(qtbot, desk)
    assert page.programme.isVisible()
    assert [line.state for line in page.programme.lines] == ["info"] * 6
    page.form.show_some({"office": True, "internet_pc": True, "library": False, "illiterate": 96, "phase1": 24})
    click(page.save_button)
    wait_until_idle(qtbot, desk)
    assert [line.state for line in page.programme.lines] == ["done", "todo", "info", "done", "info", "info"]
    told = [words.text() for words in page.programme.lines[3].findChildren(QLabel)]
    assert "24 trên 96 người: 25,0%. Yêu cầu từ 10,5%." in told
    save(desk, StaffMember, full_name="Lò Văn An", post="director", trained_years=(2025,))
    page.context.notices.changed.emit()
    wait_until_idle(qtbot, desk)
    told = [words.text() for words in page.programme.lines[2].findChildren(QLabel)]
    assert "1 trên 1 người: 100%. Yêu cầu từ 100%." in told
    save(desk, Collaborator, full_name="Quàng Thị Đôi", role="speaker")
    page.context.notices.changed.emit()
    wait_until_idle(qtbot, desk)
    told = [words.text() for words in page.programme.lines[2].findChildren(QLabel)]
    assert "1 trên 2 người: 50,0%. Yêu cầu từ 100%." in told


# --- the plan ---------------------------------------------------------------------------------------------------------


def test_a_half_typed_plan_outlives_other_pages_years_and_the_window(
    qtbot: QtBot, desk: Desk, go: Go, open_desk: OpenDesk, tmp_path: Path
) -> None:
    page = go("plan")
    type_text("12", page.inputs["law", "classes"])
    money(desk, 2020, 5)
    go("funding")
    page.context.notices.changed.emit()
    page = go("plan")
    assert page.inputs["law", "classes"].raw() == "12"
    assert "Chưa lưu" in page.note.text()
    page.context.periods.choose(calendar_year(2021))
    wait_until_idle(qtbot, desk)
    assert page.inputs["law", "classes"].raw() == ""
    desk.close()
    again = open_desk(tmp_path / "c.db")
    again.window.open_page("plan", "2020")
    wait_until_idle(qtbot, again)
    page = again.window.pages["plan"]
    assert page.inputs["law", "classes"].raw() == "12"  # type: ignore[attr-defined]
    assert "còn dở" in page.banner.words.text()
    click(page.banner.action)
    wait_until_idle(qtbot, again)
    assert page.inputs["law", "classes"].raw() == ""  # type: ignore[attr-defined]
    assert drafts.drafts(again.store) == ()  # type: ignore[arg-type]


def test_the_plan_is_filled_with_arrows_and_last_year_fills_the_rest(qtbot: QtBot, desk: Desk, go: Go) -> None:
    last = [replace(target, classes=3, turns=100) for target in keeping.plan_table(desk.store, 2019)]  # type: ignore[arg-type]
    keeping.save_records(desk.store, last)  # type: ignore[arg-type]
    page = go("plan")
    keys = Keyboard()
    for text, key in (("4", Qt.Key.Key_Down), ("5", Qt.Key.Key_Return), ("6", Qt.Key.Key_Up)):
        type_text(text)
        keys.press(key)
    classes = [page.inputs[target.field, "classes"] for target in page.view.targets]
    assert focused() is classes[1]
    click(page.copy_button)
    wait_until_idle(qtbot, desk)
    assert [made.raw() for made in classes[:4]] == ["4", "5", "6", "3"]
    keys.press(Qt.Key.Key_S, CTRL)
    wait_until_idle(qtbot, desk)
    saved = keeping.plan_table(desk.store, 2020)  # type: ignore[arg-type]
    assert [(target.classes, target.turns) for target in saved[:4]] == [(4, 100), (5, 100), (6, 100), (3, 100)]
    assert drafts.drafts(desk.store) == ()  # type: ignore[arg-type]


# --- the aggregator's ------------------------------------------------------------------------------------------------


def test_an_aggregator_keeps_its_own_documents_and_courses(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    store = workspace.open_store(tmp_path / "a.db")
    workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    store.close()
    desk = open_desk(tmp_path / "a.db")
    for key in ("trainings", "documents_above"):
        desk.window.open_page(key)
        wait_until_idle(qtbot, desk)
        Keyboard().press(Qt.Key.Key_Insert)
        wait_until_idle(qtbot, desk)
        page = desk.window.pages[key]
        assert isinstance(page, RecordsPage)
        typed = {
            "trainings": {"month": "9", "organiser": "Sở GDĐT", "participants": "54", "centres": "19"},
            "documents_above": {"type_name": "Kế hoạch", "symbol": "11/KH-UBND", "issued_on": "17/01/2020"},
        }[key]
        for name, text in typed.items():
            type_text(text, page.view.form.form.boxes[name].input)
        Keyboard().press(Qt.Key.Key_S, CTRL)
        wait_until_idle(qtbot, desk)
    (course,) = kept(desk, TrainingEvent)
    assert (course.year, course.month, course.participants, course.centres) == (2020, 9, 54, 19)
    assert [document.symbol for document in kept(desk, IssuedDocument)] == ["11/KH-UBND"]


# --- inputs ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[Any], Any]:
    def show(widget: Any) -> Any:
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        widget.setFocus()
        return widget

    return show


@pytest.mark.parametrize(
    ("typed", "on_the_way", "value"),
    [
        ("653056000", "653.056.000", 653_056_000),
        ("653.056.000", "653.056.000", 653_056_000),
        ("2,5 triệu", "2,5 triệu", 2_500_000),
        ("2.5 triệu", "2.5 triệu", 2_500_000),
        ("500 nghìn đồng", "500 nghìn đồng", 500_000),
    ],
)
def test_money_gets_its_dots_while_it_is_typed(
    shown: Callable[[Any], Any], typed: str, on_the_way: str, value: int
) -> None:
    money_input = shown(MoneyInput())
    type_text(typed)
    assert money_input.text() == on_the_way
    assert money_input.read() == value


def test_a_digit_in_the_middle_keeps_the_cursor_beside_it(shown: Callable[[Any], Any]) -> None:
    money_input = shown(MoneyInput())
    type_text("1234567")
    money_input.setCursorPosition(1)
    type_text("9")
    assert (money_input.text(), money_input.cursorPosition()) == ("19.234.567", 2)
    Keyboard().press(Qt.Key.Key_Backspace)
    assert (money_input.text(), money_input.cursorPosition()) == ("1.234.567", 1)


def test_numbers_are_read_back_in_english_too(shown: Callable[[Any], Any]) -> None:
    i18n.use(i18n.load(files.catalog_path(), "en"))
    number = shown(NumberInput())
    number.show_value(1200)
    assert number.read() == 1200


def test_years_are_sorted_and_doubtful_ones_refused(shown: Callable[[Any], Any]) -> None:
    years = shown(YearsInput())
    type_text("2019; 2018,2019")
    assert years.read() == (2018, 2019)
    years.setText("2019, 19")
    with pytest.raises(Unreadable):
        years.read()
