"""Inputs give values, in NFC, whatever way the letters came."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView
from pytestqt.qtbot import QtBot

from clc_desktop.domain import clock
from clc_desktop.gui import facets
from clc_desktop.gui.day_picker import DayPicker
from clc_desktop.gui.facets import Facet, WordBox
from clc_desktop.gui.fields import (
    ChoiceInput,
    DateInput,
    IntegerInput,
    LineInput,
    ListInput,
    TextInput,
    Unreadable,
)

from . import rules
from .hands import compose, type_text

SCHOOL = "Trường học cộng đồng xã Pú Nhung"
FIELDS = [("economy", "Kinh tế, thu nhập"), ("law", "Giáo dục pháp luật"), ("health", "Giáo dục bảo vệ sức khỏe")]


@pytest.fixture
def shown(qtbot: QtBot) -> Any:
    def show(widget: Any) -> Any:
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        widget.setFocus()
        return widget

    return show


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("way", [type_text, compose])
@pytest.mark.parametrize("kind", [LineInput, TextInput])
def test_text_arrives_in_nfc(shown: Any, kind: Any, way: Any, form: Any) -> None:
    made = shown(kind())
    way(unicodedata.normalize(form, SCHOOL), made)
    assert made.read() == SCHOOL


def test_pasted_text_arrives_in_nfc_and_on_one_line(shown: Any) -> None:
    made = shown(LineInput())
    QApplication.clipboard().setText(unicodedata.normalize("NFD", f"  {SCHOOL}\t"))
    made.paste()
    assert made.read() == SCHOOL


@pytest.mark.parametrize(
    ("typed", "day"),
    [("5/1", date(2020, 1, 5)), ("5/1/2021", date(2021, 1, 5)), ("05.01.21", date(2021, 1, 5)), ("", None)],
)
def test_dates_are_typed_short(shown: Any, typed: str, day: date | None) -> None:
    made = shown(DateInput())
    made.year = lambda: 2020
    type_text(typed, made)
    assert made.read() == day


@pytest.mark.parametrize("typed", ["31/2", "hôm qua", "5/1/3013"])
def test_what_is_no_day_is_said_so_and_stays_as_typed(shown: Any, typed: str) -> None:
    made = shown(DateInput())
    type_text(typed, made)
    with pytest.raises(Unreadable):
        made.read()
    assert made.text() == typed


def test_the_arrows_move_a_date_by_a_day(shown: Any) -> None:
    made = shown(DateInput())
    made.show_value(date(2020, 2, 28))
    QTest.keyClick(made, Qt.Key.Key_Up)
    assert made.text() == "29/02/2020"
    QTest.keyClick(made, Qt.Key.Key_Down)
    assert made.text() == "28/02/2020"


def test_a_day_is_picked_from_a_month_by_keys(shown: Any) -> None:
    made, keys = shown(DateInput()), Qt.Key
    told: list[str] = []
    made.editingFinished.connect(lambda: told.append(made.text()))
    made.show_value(date(2020, 2, 28))
    QTest.keyClick(made, keys.Key_Down, Qt.KeyboardModifier.AltModifier)
    (picker,) = made.findChildren(DayPicker)
    names = [made.text() for made in picker.findChildren(QLabel) if made is not picker.month]
    assert (names[0], names[-1], picker.month.text()) == ("T2", "CN", "Tháng 2/2020")
    days = picker.calendar.findChild(QTableView)
    for key in (keys.Key_Right, keys.Key_Right, keys.Key_PageDown):
        QTest.keyClick(days, key)
    assert picker.month.text() == "Tháng 4/2020"
    QTest.keyClick(days, keys.Key_Return)
    assert (made.text(), told[-1:]) == ("01/04/2020", ["01/04/2020"])
    assert not picker.isVisible()
    made.pick_action.trigger()
    picker = made.findChildren(DayPicker)[-1]
    QTest.keyClick(picker.calendar.findChild(QTableView), keys.Key_Right)
    QTest.keyClick(picker, keys.Key_Escape)
    assert (made.text(), picker.isVisible()) == ("01/04/2020", False)


def test_an_empty_day_begins_in_the_year_that_is_worked_on(shown: Any) -> None:
    made = shown(DateInput())
    made.year = lambda: 2019
    made.pick()
    (picker,) = made.findChildren(DayPicker)
    assert picker.month.text() == "Tháng 1/2019"
    picker.today_button.click()
    assert made.read() == clock.today()


@pytest.mark.parametrize(("typed", "number"), [("1891", 1891), ("1.891", 1891), ("1 891", 1891), ("", None), ("0", 0)])
def test_numbers_have_dots_or_none(shown: Any, typed: str, number: int | None) -> None:
    made = shown(IntegerInput())
    type_text(typed, made)
    assert made.read() == number


@pytest.mark.parametrize("typed", ["mười", "1,5", "-3", "1,891"])
def test_what_is_no_count_is_refused(shown: Any, typed: str) -> None:
    made = shown(IntegerInput())
    type_text(typed, made)
    with pytest.raises(Unreadable):
        made.read()


def test_names_are_parted_by_commas(shown: Any) -> None:
    made = shown(ListInput())
    type_text("Hội nông dân,  Hội phụ nữ xã ;", made)
    assert made.read() == ("Hội nông dân", "Hội phụ nữ xã")


@pytest.mark.parametrize(("typed", "code"), [("phap luat", "law"), ("Kinh tế, thu nhập", "economy"), ("suc", "health")])
def test_a_choice_is_found_by_any_part_without_accents(shown: Any, typed: str, code: str) -> None:
    made = shown(ChoiceInput(FIELDS))
    type_text(typed, made.lineEdit())
    assert made.read() == code


def test_an_ambiguous_choice_is_refused(shown: Any) -> None:
    made = shown(ChoiceInput(FIELDS))
    made.lineEdit().setText("giao duc")
    with pytest.raises(Unreadable):
        made.read()


def test_earlier_values_are_offered_without_accents_and_never_forced(shown: Any) -> None:
    made = shown(LineInput())
    made.offer(["Phổ biến Luật Hôn nhân và gia đình", "Phổ biến Luật Giao thông", "Trồng mắc ca"])
    assert made._completer.matches("luat giao") == ["Phổ biến Luật Giao thông"]
    type_text("Phổ biến Luật", made)
    QTest.keyClick(QApplication.activePopupWidget() or made, Qt.Key.Key_Tab)
    assert made.read() == "Phổ biến Luật", "Tab keeps what was typed"
    made.clear()
    made.setFocus()
    type_text("mac ca", made)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert made.read() == "Trồng mắc ca"


def test_other_choices_are_no_edit(qtbot: QtBot) -> None:
    """A form that was opened and left untouched leaves no draft."""
    made = ChoiceInput((("law", "Giáo dục pháp luật"),))
    qtbot.addWidget(made)
    heard: list[int] = []
    made.edited.connect(lambda: heard.append(1))
    made.set_choices((("economy", "Kinh tế, thu nhập"), ("health", "Giáo dục bảo vệ sức khỏe")))
    assert (heard, made.raw(), made.read()) == ([], "", None)
    type_text("suc khoe", made.lineEdit())
    assert heard
    assert made.read() == "health"


def test_a_narrowed_view_says_that_its_words_go_on(qtbot: QtBot) -> None:
    """Cut in the middle of a letter, "Đương chức cuối kỳ" would be read as something else."""
    words = "Học viên của lớp trồng và chăm sóc cây mắc ca"
    shown = Facet("Mọi lớp", [(1, words)])
    qtbot.addWidget(shown)
    shown.setCurrentIndex(1)
    shown.resize(shown.sizeHint())
    cut = shown.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rules._edit_field(shown).width())
    assert cut != words
    assert words in shown.toolTip()
    expected = Facet("Mọi lớp", [(1, cut)])
    qtbot.addWidget(expected)
    expected.setCurrentIndex(1)
    expected.resize(shown.size())
    assert shown.grab().toImage() == expected.grab().toImage()


def test_a_choice_without_room_ends_with_dots_and_tells_the_whole(qtbot: QtBot) -> None:
    """Every box to choose from, not the ones above lists only: the sheet of a workbook, the unit of a report."""
    words = "Danh sách các lớp học đã mở từ năm 2018 đến năm 2020"
    shown = WordBox("Trang của tệp", [("a", words), ("b", "<b>")])
    shown.explain("Trang của tệp")
    qtbot.addWidget(shown)
    shown.resize(200, shown.height())
    cut = shown.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rules._edit_field(shown).width())
    assert cut.endswith("…")
    assert (words in shown.toolTip(), "Trang của tệp" in shown.toolTip()) == (True, True)
    expected = WordBox("", [("a", cut)])
    qtbot.addWidget(expected)
    expected.resize(shown.size())
    assert shown.grab().toImage() == expected.grab().toImage()
    shown.setCurrentIndex(1)
    assert "&lt;b&gt;" in shown.toolTip()
    shown.offer([("c", "Khác"), ("b", "<b>")])
    assert shown.currentData() == "b", "what is chosen stays chosen"


def test_no_combo_box_of_ours_cuts_its_words() -> None:
    """Qt's own cuts in the middle of a letter; ours derive from these two."""
    places = Path(facets.__file__).parent.rglob("*.py")
    made = {path.name for path in places if "QComboBox()" in path.read_text("utf-8")}
    assert not made
