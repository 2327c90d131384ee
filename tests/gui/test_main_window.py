"""The frame: pages, keys, languages, what happens when something goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLockFile, QPoint, QSettings, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.domain.periods import calendar_year, half, parse_period, quarter, school_year
from clc_desktop.gui import application, messages
from clc_desktop.gui.check_number import CheckNumberBox
from clc_desktop.gui.jobs import Cancelled, Progress
from clc_desktop.gui.pages import PAGES, pages_for
from clc_desktop.gui.periods import PeriodState, following
from clc_desktop.gui.qt_words import QtWords
from clc_desktop.gui.widgets import Line, Paragraph, WordButton, label
from clc_desktop.gui.words import percent
from clc_desktop.i18n import Translator
from clc_desktop.usecases import merging, workspace

from . import cases, rules
from .conftest import OpenDesk
from .hands import button, click, focused, wait_until_idle
from .test_window_rules import filled_aggregator, filled_centre


class Doubling(Translator):
    """A pseudo-locale: every sentence twice, as long words in another language might be."""

    def text(self, msgid: str, **data: object) -> str:
        return self.fill(f"{self.catalog.gettext(msgid)} {self.catalog.gettext(msgid)}", data)


@pytest.mark.parametrize("language", ["vi", "en", "doubled"])
@pytest.mark.parametrize("role", ["centre", "aggregator"])
def test_every_page_opens_in_every_language(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, role: str, language: str
) -> None:
    known = i18n.load(files.catalog_path(), language if language != "doubled" else "vi")
    i18n.use(known if language != "doubled" else Doubling("vi", known.catalog))
    db = tmp_path / "c.db"
    if role == "centre":
        cases.centre(db, count=2)
    else:
        store = workspace.open_store(db)
        workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
        store.close()
    desk = open_desk(db)
    for spec in pages_for(role):
        desk.window.open_page(spec.key)
        wait_until_idle(qtbot, desk)
        assert desk.window.stack.currentWidget() is desk.window.pages[spec.key]
        assert not desk.window.pages[spec.key].banner.isVisible()
        assert not rules.cut_in_title_row(desk.window.pages[spec.key])
        shown = (one for one in desk.window.pages[spec.key].findChildren(QPushButton) if one.isVisible())
        tips = {one.toolTip() for one in shown}
        assert not {tip for tip in tips if tip.startswith("-")}, "a button's first word is still in its tooltip"


@pytest.mark.parametrize(("language", "shown"), [("vi", "120,1%"), ("en", "120.1%")])
def test_a_percentage_has_the_marks_of_its_language(language: str, shown: str) -> None:
    i18n.use(i18n.load(files.catalog_path(), language))
    assert (percent(Decimal("120.1")), percent(Decimal(100)), percent(None)) == (shown, "100%", "–")


def test_qt_speaks_english_in_the_english_window() -> None:
    words = QtWords()
    assert words.translate("QLineEdit", "&Delete") == "Xóa"
    i18n.use(i18n.load(files.catalog_path(), "en"))
    assert words.translate("QLineEdit", "&Delete") == "&Delete"


def test_esc_leaves_a_box_that_asks(qtbot: QtBot) -> None:
    box = CheckNumberBox("Gõ số", "Duyệt")
    qtbot.addWidget(box)
    box.open_box()
    assert box.isVisible()
    QTest.keyClick(box.box.input, Qt.Key.Key_Escape)
    assert not box.isVisible()


def words_that_run_out(page: QWidget) -> list[str]:
    """Words without room that do not end with …, so that nobody sees that there are more."""
    buttons = (one for one in page.findChildren(QPushButton) if one.isVisible() and not isinstance(one, WordButton))
    lines = (one for one in page.findChildren(QLabel) if one.isVisible() and one.text())
    plain = (one for one in lines if not isinstance(one, Line | Paragraph))
    return [rules.told(one) for one in (*buttons, *plain) if one.width() < one.sizeHint().width()]


@pytest.mark.parametrize("build", [filled_centre, filled_aggregator])
def test_words_twice_as_long_can_be_read_or_say_that_they_go_on(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, build: Callable[[Path], Path]
) -> None:
    """At 150 %: no button beyond the page; what is cut ends with … and has the whole in its tooltip."""
    i18n.use(Doubling("vi", i18n.load(files.catalog_path(), "vi").catalog))
    desk = open_desk(build(tmp_path))
    assert desk.window.context is not None
    desk.window.resize(911, 485)
    found: list[str] = []
    for spec in pages_for(desk.window.context.identity.role):
        desk.window.open_page(spec.key)
        wait_until_idle(qtbot, desk)
        found += [f"{spec.key}: {what}" for what in words_that_run_out(desk.window.pages[spec.key])]
    assert not found, "\n".join(found)


def test_a_line_without_room_shows_its_end_in_the_tooltip(qtbot: QtBot) -> None:
    made = label("Trung tâm học tập cộng đồng xã <b>Mường Khong</b>")
    qtbot.addWidget(made)
    made.resize(120, 24)
    made.show()
    assert isinstance(made, Line)
    assert made.is_cut
    whole = made.grab().toImage()
    place = QPoint(4, 4)
    QApplication.sendEvent(made, QHelpEvent(QEvent.Type.ToolTip, place, made.mapToGlobal(place)))
    qtbot.waitUntil(lambda: "Mường Khong" in QToolTip.text())
    assert "&lt;b&gt;" in QToolTip.text(), "as typed"
    QToolTip.hideText()
    made.resize(made.sizeHint())
    assert not made.is_cut
    assert made.grab().toImage() != whole


def test_pages_are_reached_by_ctrl_and_a_digit(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    for number, spec in enumerate(pages_for("centre")[:9], start=1):
        key = Qt.Key(Qt.Key.Key_0 + number)
        QTest.keyClick(desk.window.focusWidget() or desk.window, key, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda spec=spec: desk.window.stack.currentWidget() is desk.window.pages.get(spec.key))  # type: ignore[misc]
        wait_until_idle(qtbot, desk)


def test_every_page_belongs_to_somebody_and_has_its_own_key() -> None:
    assert len({spec.key for spec in PAGES}) == len(PAGES)
    assert all(spec.roles for spec in PAGES)
    icons = files.resource_path("icons")
    assert all((icons / f"{spec.icon}.svg").exists() for spec in PAGES)


def test_the_folded_rail_does_not_scroll_sideways(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    for width in (911, 1366):
        desk.window.resize(width, 560)
        wait_until_idle(qtbot, desk)
        QApplication.processEvents()
        assert desk.window.rail.horizontalScrollBar().maximum() == 0, width


def test_a_database_that_cannot_be_opened_is_explained(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("không phải sổ dữ liệu " * 100, encoding="utf-8")
    desk = application.open_desk(tmp_path / "notes.db")
    qtbot.addWidget(desk.window)
    desk.window.show()
    qtbot.waitUntil(lambda: hasattr(desk.window.centralWidget(), "sentence"))
    words = desk.window.centralWidget().sentence.text()  # type: ignore[attr-defined]
    assert "notes.db" in words
    assert desk.window.pages == {}
    desk.close()


def test_a_second_window_on_the_same_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "information", lambda _parent, _title, words: said.append(words))
    lock = QLockFile(f"{tmp_path / 'c.db'}.lock")
    assert lock.tryLock(0)
    assert application.run(tmp_path / "c.db") == 1
    assert "c.db" in said[0]
    lock.unlock()


def test_a_bug_is_shown_with_details_to_copy(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    try:
        raise ZeroDivisionError("một lỗi")
    except ZeroDivisionError as error:
        box = messages.show_bug(desk.window, error)
    qtbot.addWidget(box)
    copy = next(button for button in box.buttons() if "Sao chép" in button.text())
    copy.click()
    assert "ZeroDivisionError: một lỗi" in QApplication.clipboard().text()
    assert box.isVisible(), "it stays until it is closed"
    box.close()


def test_the_strip_of_long_work_goes_away_after_a_bug_and_shows_one_work_at_a_time(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    cases.centre(tmp_path / "c.db", count=1)
    desk = open_desk(tmp_path / "c.db")
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    go_on, begun = threading.Event(), []

    def work(_progress: Progress, _cancelled: Cancelled) -> None:
        begun.append(1)
        go_on.wait(30)
        raise ZeroDivisionError("một lỗi")

    page.act_long(work, lambda _done: None, "Việc dài")
    page.act_long(work, lambda _done: None, "Việc khác")
    assert "chưa xong" in page.banner.words.text()
    assert page.progress.words.text() == "Việc dài"
    with qtbot.waitSignal(page.context.jobs.bug):
        go_on.set()
    wait_until_idle(qtbot, desk)
    assert (len(begun), page.progress.isVisible()) == (1, False)
    for box in desk.window.findChildren(QMessageBox):
        box.close()


@pytest.mark.parametrize(
    "period", [calendar_year(2020), school_year(2020), half(2020, 1), half(2020, 2), quarter(2020, 1), quarter(2020, 4)]
)
def test_the_next_period_is_the_one_whose_previous_this_is(period: object) -> None:
    assert following(period).previous() == period  # type: ignore[arg-type, attr-defined]


def test_the_first_window_shows_the_latest_period_that_was_exchanged(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    db = cases.district(tmp_path)
    QSettings().remove("period")
    store = workspace.open_store(db)
    merging.merge(store, sorted((tmp_path / "sync").glob("xa*.clcsync")))
    store.close()
    desk = open_desk(db)
    assert desk.window.context is not None
    assert desk.window.context.periods.period == cases.YEAR


def test_the_period_is_remembered(dressed: object) -> None:
    PeriodState().choose(parse_period("2019-Q3"))
    assert PeriodState().period.code == "2019-Q3"


def test_keys_never_go_to_what_is_hidden(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    """When the window opens, when a form comes after its page was left, and when a form leads back to an empty list."""
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")

    def has_keys(key: str) -> bool:
        return desk.window.pages[key].isAncestorOf(focused()) and focused().isVisible()

    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and has_keys("home"))
    desk.window.open_page("documents")
    wait_until_idle(qtbot, desk)
    click(button(desk.window.pages["documents"], "Ghi văn bản"))
    desk.window.open_page("classes")
    wait_until_idle(qtbot, desk)
    qtbot.waitUntil(lambda: has_keys("classes"))
    desk.window.open_page("documents")
    wait_until_idle(qtbot, desk)
    assert has_keys("documents")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    wait_until_idle(qtbot, desk)
    qtbot.waitUntil(lambda: has_keys("documents"))
