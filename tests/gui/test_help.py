"""F1: every page has its help in both languages, with a picture, and calls things by the names on the screen."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.gui import help as help_pages
from clc_desktop.gui import messages
from clc_desktop.gui.application import Desk
from clc_desktop.gui.history_box import open_history
from clc_desktop.gui.page import Page
from clc_desktop.gui.pages import PAGES, pages_for
from clc_desktop.gui.setup_page import SetupPage
from clc_desktop.gui.sign_in import SignInPage
from clc_desktop.i18n import LANGUAGES
from clc_desktop.usecases import officers

from . import cases
from .conftest import OpenDesk
from .hands import wait_until_idle

KEYS = tuple(spec.key for spec in PAGES)
TOPICS = (*help_pages.GENERAL, *KEYS)
_PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
_NAMED = re.compile(r"\*\*([^*]+)\*\*")
_KEY_NAMES = re.compile(r"(Ctrl|Alt|Shift|F\d|Tab|Esc|Enter|Ins|Del|Mũi tên|Arrow|Space|Home|End|Phím|PgUp|PgDn)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TOPICS)
def test_every_page_has_a_topic_whose_pictures_exist(key: str, language: str) -> None:
    topic = help_pages.read_topic(key, language)
    assert topic.title
    assert len(topic.text) > 300
    pictures = _PICTURE.findall(topic.text)
    assert all((files.resource_path("help") / "pictures" / name).exists() and words for words, name in pictures)
    if key in KEYS:
        assert pictures, f"{key}.md shows no picture"


@cache
def words_of(language: str) -> frozenset[str]:
    """What the window says in this language, without the signs at the end."""
    known = i18n.load(files.catalog_path(), language)
    source = (files.catalog_path() / language / "LC_MESSAGES" / "clc_desktop.po").read_text(encoding="utf-8")
    ids = re.findall(r'^msgid "(.+)"$', source, re.MULTILINE)
    return frozenset(known.text(msgid).rstrip("…:. ").casefold() for msgid in ids)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TOPICS)
def test_what_the_help_names_is_on_the_screen(key: str, language: str) -> None:
    """Words in bold are keys, or words of the window: those of the catalog, in this language."""
    words = words_of(language)
    named = _NAMED.findall(help_pages.read_topic(key, language).text)
    unknown = [name for name in named if not _KEY_NAMES.match(name) and name.rstrip("…:. ").casefold() not in words]
    assert not unknown, f"not to be found in the window: {unknown}"


def test_both_languages_tell_of_the_same(clone: Path) -> None:
    for key in TOPICS:
        vi, en = (help_pages.read_topic(key, language).text for language in ("vi", "en"))
        assert _PICTURE.findall(vi) == [] or [n for _w, n in _PICTURE.findall(vi)] == [
            n for _w, n in _PICTURE.findall(en)
        ]
        assert vi.count("\n## ") == en.count("\n## "), key
    for language in LANGUAGES:
        there = {path.stem for path in (clone / "resources" / "help" / language).glob("*.md")}
        assert there == set(TOPICS)


def help_by_f1(qtbot: QtBot, desk: Desk, page: QWidget) -> help_pages.HelpWindow:
    """The window that F1 opens, once it is there: a button takes a tenth of a second to be pressed by its key."""
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    QTest.keyClick(page, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: desk.window.help is not None and desk.window.help.isVisible())
    assert desk.window.help is not None
    return desk.window.help


@pytest.mark.parametrize("role", ["centre", "aggregator"])
def test_f1_opens_the_help_of_the_page(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, role: str) -> None:
    db = tmp_path / "c.db"
    if role == "centre":
        cases.centre(db, count=2)
    else:
        db = cases.district(tmp_path, ("xã Pú Nhung",))
    desk = open_desk(db)
    for spec in pages_for(role):
        desk.window.open_page(spec.key)
        wait_until_idle(qtbot, desk)
        shown = help_by_f1(qtbot, desk, desk.window.pages[spec.key])
        topic = help_pages.read_topic(spec.key, "vi")
        assert shown.list.currentItem().text() == topic.title
        assert topic.title in shown.text.toPlainText()
        assert "F1" in shown.text.toPlainText(), "the keys of the page are listed"
        shown.close()


def test_f1_helps_before_there_are_pages(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    """At the first start, and while the window asks who sits here: the first steps; then the page's own help."""
    desk = open_desk(tmp_path / "new.db")
    first = help_pages.read_topic("start", "vi").title
    setup = desk.window.centralWidget()
    assert isinstance(setup, SetupPage)
    assert help_by_f1(qtbot, desk, setup).list.currentItem().text() == first
    setup.name.input.show_value("xã Pú Nhung")
    setup.go.click()
    wait_until_idle(qtbot, desk)
    assert desk.window.help is None, "it knew nothing of the pages"
    assert desk.store is not None
    officers.add_officer(desk.store, "Lường Thị Hạnh")
    desk.close()

    desk = open_desk(tmp_path / "new.db")
    asking = desk.window.centralWidget()
    assert isinstance(asking, SignInPage)
    assert help_by_f1(qtbot, desk, asking).list.currentItem().text() == first
    asking.box.enter.click()
    wait_until_idle(qtbot, desk)
    home = help_pages.read_topic("home", "vi").title
    assert help_by_f1(qtbot, desk, desk.window.pages["home"]).list.currentItem().text() == home


def test_the_help_is_searched_without_accents(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", count=0)
    desk = open_desk(tmp_path / "c.db")
    shown = help_by_f1(qtbot, desk, desk.window.pages["home"])
    shown.filter.setFocus()
    QTest.keyClicks(shown.filter, "phim tat")
    rows = [shown.list.item(row) for row in range(shown.list.count())]
    visible = [row.text() for row in rows if not row.isHidden()]
    assert "Phím tắt" in visible
    assert len(visible) < len(rows)
    shown.close()


def test_f1_helps_in_boxes_that_lie_above_the_window(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    """The history of a record, and a question: the page's help can be read beside them, and outlives them."""
    cases.centre(tmp_path / "c.db", count=1)
    desk = open_desk(tmp_path / "c.db")
    desk.window.open_page("classes")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["classes"]
    assert isinstance(page, Page)
    title = help_pages.read_topic("classes", "vi").title
    question = messages.question_box(page, "Xóa?", "Xóa")[0]
    for box in (open_history(page, "nothing", "Lớp"), question):
        box.open()
        wait_until_idle(qtbot, desk)
        QTest.keyClick(box, Qt.Key.Key_F1)
        qtbot.waitUntil(lambda: desk.window.help is not None and desk.window.help.isVisible())
        shown = desk.window.help
        assert shown is not None
        assert shown.list.currentItem().text() == title
        shown.filter.setFocus()
        assert QApplication.activeModalWidget() is box
        assert shown.parentWidget() is box, "a window beside it would take no keys"
        box.reject()
        wait_until_idle(qtbot, desk)
        assert shown.isVisible()
        assert shown.parentWidget() is desk.window
        shown.close()
