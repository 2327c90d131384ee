"""In ấn: papers are chosen, seen, printed and kept, by keyboard and mouse; the preview for any page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from clc_desktop.domain import clock
from clc_desktop.domain.periods import calendar_year, month
from clc_desktop.domain.records import Enrolment, Learner
from clc_desktop.gui import dialogs, printing
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.centre.attendance import AttendancePage
from clc_desktop.gui.pages.centre.printing import PrintingPage
from clc_desktop.gui.print_preview import PdfPreview
from clc_desktop.gui.qt_words import QtWords
from clc_desktop.store.records import put
from clc_desktop.usecases import attendance, classes, workspace
from clc_desktop.usecases import printing as papers
from clc_desktop.usecases.printing import Wish

from . import cases
from .conftest import OpenDesk
from .hands import PATIENCE, Keyboard, click, type_text, wait_until_idle


def centre_with_roster(db: Path, people: int = 40) -> str:
    """Classes of 2020 and one of 2019 with a roster; gives the id of that one."""
    cases.centre(db, "xã Pú Nhung", count=6)
    store = workspace.open_store(db)
    entry = classes.new_class_entry(store, topic="Xóa mù chữ", venue="Bản Hới")
    day = calendar_year(2019).start
    entry = cases.replace(entry, sessions=(cases.replace(entry.sessions[0], held_on=day, present=people),))
    saved = classes.save_class(store, entry).learning_class
    with store.write("save_records", "roster") as tx:
        for number in range(people):
            one = Learner(id=clock.new_id(), unit_id=saved.unit_id, full_name=f"Lò Văn {number}")
            line = Enrolment(id=clock.new_id(), unit_id=saved.unit_id, class_id=saved.id, learner_id=one.id)
            put(tx, one, line)
    store.close()
    return saved.id


@pytest.fixture
def opened(qtbot: QtBot, open_desk: OpenDesk) -> Callable[[Path], tuple[Desk, PrintingPage]]:
    def open_it(db: Path) -> tuple[Desk, PrintingPage]:
        desk = open_desk(db)
        desk.window.open_page("printing")
        page = desk.window.pages["printing"]
        assert isinstance(page, PrintingPage)
        settle(qtbot, desk, page)
        return desk, page

    return open_it


def settle(qtbot: QtBot, desk: Desk, page: PrintingPage) -> None:
    """The paper that is wanted is the one that is shown."""
    qtbot.waitUntil(lambda: page.options.wish() in (None, page._shown_wish) and not page._is_stale, timeout=PATIENCE)
    wait_until_idle(qtbot, desk)


def shown_text(page: PrintingPage) -> str:
    return " ".join(" ".join(p.extract_text().split()) for p in PdfReader(BytesIO(page.preview.data)).pages)


Opened = Callable[[Path], tuple[Desk, PrintingPage]]


def test_from_an_empty_sheet_to_a_saved_list(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre_with_roster(tmp_path / "c.db")
    desk, page = opened(tmp_path / "c.db")
    assert page.preview.page_count == 1
    assert page.preview.page.text() == "Trang 1/1"
    assert "Lớp, chuyên đề: …" in shown_text(page)
    click(page.options.papers["class_list"])
    settle(qtbot, desk, page)
    assert "SỔ DANH SÁCH LỚP" in shown_text(page)
    assert not page.options.personal.isVisible()
    page.options.part.setFocus()
    type_text("Q")  # the first quarter
    settle(qtbot, desk, page)
    assert "Quý I năm 2020" in shown_text(page)
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: folder)
    for form in ("pdf", "docx", "xlsx", "pdf"):
        click(page.save_buttons[form])
        wait_until_idle(qtbot, desk)
    name = "Sổ danh sách lớp - quý I năm 2020"
    assert {path.name for path in folder.iterdir()} == {
        f"{name}.pdf",
        f"{name}.docx",
        f"{name}.xlsx",
        f"{name} (2).pdf",
    }
    assert f"{name} (2).pdf" in page.banner.words.text()


def test_the_sheet_of_a_class_of_another_year_is_asked_for_by_another_page(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_id = centre_with_roster(tmp_path / "c.db")
    desk, page = opened(tmp_path / "c.db")
    desk.window.context.notices.go_to.emit("printing", class_id)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: page.made is not None and page.made.personal, timeout=PATIENCE)
    settle(qtbot, desk, page)
    assert "Lò Văn 39" in shown_text(page)
    assert page.preview.page_count == 2
    titles: list[str] = []
    monkeypatch.setattr(dialogs, "choose_folder", lambda _page, title: titles.append(title) or tmp_path)
    assert not page.options.lines.isVisible()
    page.options.extra.input.setFocus()
    keys = Keyboard()
    keys.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text("25")
    settle(qtbot, desk, page)
    assert page.preview.page_count == 3
    click(page.save_buttons["docx"])
    wait_until_idle(qtbot, desk)
    assert "dữ liệu cá nhân" in titles[0]
    assert next(tmp_path.glob("*.docx")).name == "Danh sách ký tên - Xóa mù chữ - 2019-01-01 - CÓ DỮ LIỆU CÁ NHÂN.docx"
    assert "dữ liệu cá nhân" in page.banner.words.text()
    click_box(page)
    settle(qtbot, desk, page)
    assert "Lò Văn" not in shown_text(page)


def test_the_attendance_grid_of_a_class_is_asked_for_from_its_marks(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    class_id = centre_with_roster(tmp_path / "c.db", people=30)
    desk, page = opened(tmp_path / "c.db")
    desk.window.context.notices.go_to.emit("attendance", class_id)  # type: ignore[union-attr]
    rolls = desk.window.pages["attendance"]
    assert isinstance(rolls, AttendancePage)
    qtbot.waitUntil(lambda: rolls.people.roster is not None, timeout=PATIENCE)
    wait_until_idle(qtbot, desk)
    rolls.choose(1)
    assert "bảng điểm danh" in rolls.print_button.accessibleName()
    Keyboard().press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.made is not None and page.made.personal, timeout=PATIENCE)
    settle(qtbot, desk, page)
    assert page.options.paper == "attendance"
    assert "BẢNG ĐIỂM DANH" in shown_text(page)
    assert "Lò Văn 29" in shown_text(page)
    assert page.preview.page_count == 2
    assert not page.options.lines.isVisible()
    for name, count in (("columns", "30"), ("rows", "0")):
        page.options.numbers[name].input.setFocus()
        Keyboard().press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        type_text(count)
    settle(qtbot, desk, page)
    assert "(TỜ 2/2)" in shown_text(page)
    click_box(page)
    settle(qtbot, desk, page)
    assert "Lò Văn" not in shown_text(page)
    assert not page.options.marks.isEnabled()


def click_box(page: PrintingPage) -> None:
    page.options.filled.setFocus()
    Keyboard().press(Qt.Key.Key_Space)


def test_of_a_course_that_is_under_way_the_next_session_is_offered(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    class_id = centre_with_roster(tmp_path / "c.db", people=3)
    store = workspace.open_store(tmp_path / "c.db")
    for number in (8, 15):
        attendance.add_session(store, class_id, date(2019, 1, number))
    store.close()
    desk, page = opened(tmp_path / "c.db")
    desk.window.context.notices.go_to.emit("printing", class_id)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: page.made is not None and page.made.personal, timeout=PATIENCE)
    settle(qtbot, desk, page)
    assert page.preview.page_count == 1
    assert "ngày 08 tháng 01 năm 2019 (buổi 2/3)" in shown_text(page)
    page.options.session.setFocus()
    Keyboard().press(Qt.Key.Key_Home)
    settle(qtbot, desk, page)
    assert page.preview.page_count == 3, "a sheet for each session can still be had"


def test_a_class_is_found_without_accents_and_what_is_no_number_is_said(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    centre_with_roster(tmp_path / "c.db")
    desk, page = opened(tmp_path / "c.db")
    desk.window.context.periods.choose(calendar_year(2019))  # type: ignore[union-attr]
    settle(qtbot, desk, page)
    page.options.class_choice.setFocus(Qt.FocusReason.TabFocusReason)
    type_text("xoa mu")
    Keyboard().tab()
    settle(qtbot, desk, page)
    assert "Lớp, chuyên đề: Xóa mù chữ" in shown_text(page)
    assert page.options.filled.isVisible()
    assert "40" in page.options.filled.text()
    before = page.preview.data
    page.options.extra.input.setFocus()
    page.options.extra.input.selectAll()
    type_text("900", page.options.extra.input)
    settle(qtbot, desk, page)
    assert page.options.wish() is None
    assert page.options.extra.problem_label.text() == "Gõ số từ 0 đến 300."
    assert page.preview.data == before  # the last paper stays


def test_a_centre_without_classes_and_printer_is_told_so(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases.centre(tmp_path / "c.db", "xã Ta Ma", count=0)
    desk, page = opened(tmp_path / "c.db")
    assert page.preview.page_count == 1  # an empty sheet can be printed before the first class is recorded
    monkeypatch.setattr(printing, "has_printer", lambda: False)
    click(page.print_button)
    assert "chưa có máy in" in page.banner.words.text()
    click(page.options.papers["class_log"])
    settle(qtbot, desk, page)
    assert page.preview.page_count == 0
    assert "Chưa có lớp nào" in page.preview.empty.sentence.text()
    assert not page.print_button.isEnabled()
    assert not page.preview.tools.isVisible()


# --- paper ------------------------------------------------------------------------------------------------------------


def test_every_page_goes_to_the_printer_as_it_was_shown(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre_with_roster(tmp_path / "c.db")
    desk, page = opened(tmp_path / "c.db")
    click(page.options.papers["summary"])
    settle(qtbot, desk, page)
    target = tmp_path / "printed.pdf"

    def choose(_parent: object, count: int, name: str) -> QPrinter:
        assert (count, name) == (2, "Tổng hợp gửi UBND xã - năm 2020")
        return to_file(target)

    monkeypatch.setattr(printing, "has_printer", lambda: True)
    monkeypatch.setattr(printing, "choose_printer", choose)
    click(page.print_button)
    qtbot.waitUntil(lambda: "Đã gửi 2 trang" in page.banner.words.text(), timeout=PATIENCE)
    printed = PdfReader(target).pages
    assert len(printed) == 2
    for one in printed:
        assert (round(one.mediabox.width), round(one.mediabox.height)) == (595, 842)
        (image,) = one.images
        assert image.image is not None
        assert image.image.convert("L").getextrema() == (0, 255)


def to_file(target: Path) -> QPrinter:
    """A printer of Qt's own that needs no machine, coarse to be quick."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setResolution(72)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return printer


def test_a_range_is_printed_lying_pages_turned_and_a_stop_is_heeded(tmp_path: Path) -> None:
    store = workspace.open_store(tmp_path / "c.db")
    workspace.setup_centre(store, "xã Ta Ma")
    lying = papers.print_paper(store, Wish("class_list", month(2020, 3))).data
    store.close()
    target = tmp_path / "printed.pdf"
    assert printing.paint_pages(to_file(target), lying, lambda *_: None, lambda: False) == 1
    assert PdfReader(target).pages[0].mediabox.height > 800
    assert printing.paint_pages(to_file(target), lying, lambda *_: None, lambda: True) == 0
    ranged = to_file(target)
    ranged.setFromTo(2, 3)
    assert printing._wanted(ranged, 5) == [1, 2]


# --- the preview by itself --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = workspace.open_store(tmp_path_factory.mktemp("preview") / "c.db")
    workspace.setup_centre(store, "xã Ta Ma")
    data = papers.print_paper(store, Wish("sign_in", calendar_year(2020), lines=150)).data
    store.close()
    return data


def test_a_preview_keeps_its_place_when_it_is_refreshed(qtbot: QtBot, long_pdf: bytes) -> None:
    preview = PdfPreview("Chưa chọn gì.")
    qtbot.addWidget(preview)
    preview.resize(500, 500)
    preview.show()
    assert preview.empty.sentence.isVisible()
    preview.show_pdf(long_pdf)
    assert preview.page_count == 5
    bar = preview.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 1500, timeout=PATIENCE)
    bar.setValue(1500)
    shown = preview.page.text()
    assert shown != "Trang 1/5"
    preview.show_pdf(long_pdf + b"\n")
    assert (bar.value(), preview.page.text()) == (1500, shown)
    qtbot.waitUntil(preview._veil.isHidden, timeout=PATIENCE)


def test_a_preview_is_leafed_through_and_zoomed_by_keys(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    cases.centre(tmp_path / "c.db", "xã Ta Ma", count=0)
    desk, page = opened(tmp_path / "c.db")
    page.options.lines.input.show_value(60)
    settle(qtbot, desk, page)
    preview, keys, control = page.preview, Keyboard(), Qt.KeyboardModifier.ControlModifier
    preview.view.setFocus()
    wide = preview.view.factor()

    def press(key: Qt.Key, state: Callable[[], bool], modifier: Qt.KeyboardModifier = control) -> None:
        keys.press(key, modifier)
        qtbot.waitUntil(state, timeout=PATIENCE)

    press(Qt.Key.Key_PageDown, lambda: preview.page.text() == "Trang 2/2")
    press(Qt.Key.Key_PageUp, lambda: preview.page.text() == "Trang 1/2")
    assert not preview.back.isEnabled()
    alt = Qt.KeyboardModifier.AltModifier
    press(Qt.Key.Key_0, lambda: preview.whole.isChecked() and preview.view.factor() < wide, alt)
    press(Qt.Key.Key_Plus, lambda: not preview.whole.isChecked())
    press(Qt.Key.Key_0, lambda: preview.wide.isChecked() and preview.view.factor() == pytest.approx(wide))


def test_qt_keeps_its_own_words_where_we_have_none() -> None:
    """An empty answer would be an empty word: file dialogs without labels, paper of no size."""
    words = QtWords()
    assert words.translate("QPrintDialog", "&Copies:") == "Số bản:"
    assert words.translate("QPageSize", "A4") == "A4"


def test_what_is_no_pdf_is_said_in_words(qtbot: QtBot, long_pdf: bytes) -> None:
    preview = PdfPreview()
    qtbot.addWidget(preview)
    preview.show()
    preview.show_pdf(long_pdf)
    preview.show_pdf(b"no PDF at all")
    assert preview.page_count == 0
    assert "Không xem trước được" in preview.failure.sentence.text()
    preview.show_pdf(long_pdf)
    assert preview.page_count == 5
