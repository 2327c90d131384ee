"""The report page on the screen beside the page of the PDF that is written: same text, same numbers, same look."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.report import ReportPage
from tests.reports.reading import pdf_pages

from .conftest import OpenDesk
from .hands import PATIENCE, click, wait_until_idle
from .test_screenshots import SCREEN

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
PAPER = QSize(620, 877)
"""Pixels of an A4 page beside the window."""


def letters(text: str) -> str:
    """Everything that is no white space: two readers of PDF part words differently, but never letters."""
    return "".join(text.split())


def painted(document: QPdfDocument, page: int) -> QImage:
    """A page on white paper."""
    made = QImage(PAPER, QImage.Format.Format_RGB32)
    made.fill(0xFFFFFF)
    painter = QPainter(made)
    painter.drawImage(0, 0, document.render(page, PAPER))
    painter.end()
    return made


def has_ink(shown: QImage) -> bool:
    """Whether the paper, which is drawn in the background, is there with its letters."""
    places = [(x, y) for x in range(40, shown.width() - 40, 2) for y in range(0, shown.height(), 2)]
    lights = [shown.pixelColor(x, y).lightness() for x, y in places]
    return lights.count(255) > len(lights) // 2 and min(lights) < 90


@pytest.fixture
def scheme(qapp: QApplication, request: pytest.FixtureRequest) -> theme.Colours:
    """The colours that a test asks for; light ones where it asks for none."""
    chosen: theme.Colours = getattr(request, "param", theme.LIGHT)
    theme.dress(qapp, files.resource_path(), chosen)
    return chosen


@pytest.fixture
def exported(
    scheme: theme.Colours, qtbot: QtBot, open_desk: OpenDesk, built_sample: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Desk, ReportPage, Path]:  # fmt: skip
    """The real report of 2020 on the page, a passage rewritten at the window, and its draft as PDF."""
    for ending in ("", ".key"):
        shutil.copy(built_sample / f"aggregator.db{ending}", tmp_path / f"aggregator.db{ending}")
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: stick)
    desk = open_desk(tmp_path / "aggregator.db")
    desk.window.open_page("report")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["report"]
    assert isinstance(page, ReportPage)
    page.writing.outline.choose("lessons")
    words = ("Đã mở {classes.held}/{classes.planned} lớp.", "- Ễ ậ <b>&amp; =1+1 {centres};", "- Hết.")
    page.writing.editor.replace_all("\n".join(words))
    for code in ("docx", "xlsx"):
        page.formats[code].click()
    click(page.write_button)
    wait_until_idle(qtbot, desk)
    (pdf,) = stick.iterdir()
    return desk, page, pdf


def test_the_page_on_the_screen_says_what_the_pdf_says(exported: tuple[Desk, ReportPage, Path]) -> None:
    """Page by page: the screen as Qt reads it, the file as pypdf does; what is typed last is on both."""
    _desk, page, pdf = exported
    sheet = page.writing.sheet
    on_screen = [sheet.page_text(number) for number in range(sheet.page_count)]
    on_paper = pdf_pages(pdf.read_bytes())
    assert len(on_screen) >= 5
    for number, (shown, printed) in enumerate(zip(on_screen, on_paper, strict=False), start=1):
        assert sorted(letters(shown)) == sorted(letters(printed)), f"page {number}"
        assert sorted(NUMBER.findall(shown)) == sorted(NUMBER.findall(printed)), f"page {number}"
    assert "Đã mở 215/179 lớp." in " ".join(" ".join(on_screen).split())
    assert "<b>&amp; =1+1 19;" in " ".join(" ".join(on_screen).split())
    assert "Phụ lục I" in on_paper[len(on_screen)], "what follows on paper are the annexes"


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"], indirect=True)
def test_pictures_of_the_page_beside_the_pdf(
    qtbot: QtBot, scheme: theme.Colours, exported: tuple[Desk, ReportPage, Path], screenshots: Path
) -> None:
    """One picture a page, the window at the left, the file's page at the right: dark colours stop at the paper."""
    desk, page, pdf = exported
    sheet = page.writing.sheet
    document = QPdfDocument()
    document.load(str(pdf))
    assert sheet.document is not None
    desk.window.resize(SCREEN)
    blank = QImage(PAPER, QImage.Format.Format_RGB32)
    blank.fill(0xFFFFFF)
    for number in range(sheet.page_count):
        shown, printed = painted(sheet.document, number), painted(document, number)
        assert shown == printed, f"page {number + 1}"
        assert shown != blank, f"page {number + 1} is empty"
    for number in (0, sheet.page_of("lessons")):
        sheet.view.pageNavigator().jump(number, QPoint(0, 0), 0)
        qtbot.waitUntil(lambda: has_ink(sheet.view.viewport().grab().toImage()), timeout=PATIENCE)
        QApplication.processEvents()
        beside = QImage(SCREEN.width() + PAPER.width(), PAPER.height(), QImage.Format.Format_RGB32)
        beside.fill(0x808080)
        painter = QPainter(beside)
        desk.window.render(painter, QPoint(0, 0))
        painter.drawImage(SCREEN.width(), 0, painted(document, number))
        painter.end()
        name = f"report-beside-pdf-{'dark' if scheme.dark else 'light'}-{number + 1}.png"
        assert beside.save(str(screenshots / name))
    document.close()
