"""Báo cáo: writing with bound figures, findings mended with one click, last year's words, the page, two reports."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator import report as report_module
from clc_desktop.gui.pages.aggregator.compare import MarkedText
from clc_desktop.gui.pages.aggregator.report import CHECK, FROZEN, LAYOUT, ReportPage
from clc_desktop.gui.pages.aggregator.report_editor import MARK, PassageEditor
from clc_desktop.gui.pages.aggregator.report_findings import sentence
from clc_desktop.usecases import drafts, freezing, hints, merging, narrating, report_files, reporting, units, workspace
from clc_desktop.usecases.report_findings import Finding

from . import cases
from .conftest import OpenDesk
from .hands import click, type_text, wait_until_idle
from .test_screenshots import check, take

HELD = "{classes.held}"


@pytest.fixture(scope="module")
def merged_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district with the submissions of its three centres, to be copied."""
    folder = tmp_path_factory.mktemp("reported")
    db = cases.district(folder)
    store = workspace.open_store(db)
    merging.merge(store, sorted((folder / "sync").glob("xa*.clcsync")))
    store.close()
    return db


@pytest.fixture
def merged(merged_files: Path, tmp_path: Path) -> Path:
    for path in merged_files.parent.glob("aggregator.db*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path / merged_files.name


def opened(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, ReportPage]:
    desk = open_desk(db)
    desk.window.open_page("report")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["report"]
    assert isinstance(page, ReportPage)
    return desk, page


def write(qtbot: QtBot, desk: Desk, page: ReportPage, place: str, text: str) -> PassageEditor:
    """Type into a place (as an edit) and let it be kept."""
    editor = page.writing.editor
    page.writing.outline.choose(place)
    editor.replace_all(text)
    settle(qtbot, desk, page)
    return editor


def settle(qtbot: QtBot, desk: Desk, page: ReportPage) -> None:
    page.writing.keep()
    wait_until_idle(qtbot, desk)


def kept(desk: Desk, place: str) -> str:
    assert desk.store is not None
    return narrating.narrative(desk.store, cases.YEAR).passages[place].text


def test_figures_are_one_letter_that_cannot_be_typed_into(qtbot: QtBot, open_desk: OpenDesk, merged: Path) -> None:
    desk, page = opened(qtbot, open_desk, merged)
    editor = write(qtbot, desk, page, "causes", f"Có {HELD} lớp")
    assert editor.toPlainText() == f"Có {MARK} lớp"
    assert editor.shown_value("classes.held").isdecimal()
    cursor = editor.textCursor()
    cursor.setPosition(4)
    editor.setTextCursor(cursor)
    assert page.writing.hint.text().startswith("Số lớp đã mở: "), "what it is, for who has no mouse"
    type_text("ế", editor)
    assert page.writing.hint.text().startswith("Mỗi dòng là một đoạn")
    assert editor.read() == f"Có {HELD}ế lớp"
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Backspace):
        QTest.keyClick(editor, key)
    assert editor.read() == "Có  lớp", "the figure goes whole"
    editor.undo()
    editor.undo()
    assert HELD in editor.read()
    while editor.document().isRedoAvailable():
        editor.redo()
    assert editor.read() == "Có  lớp"
    editor.undo()
    editor.selectAll()
    editor.copy()
    copied = QApplication.clipboard().text()
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.paste()
    assert editor.read().count(HELD) == 2, "a figure is copied as a figure"
    assert "{" not in copied, "elsewhere it is its value"
    QApplication.clipboard().setText("{classes.held} dán <b>vào</b>")
    editor.paste()
    settle(qtbot, desk, page)
    assert kept(desk, "causes").endswith(r"\{classes.held} dán <b>vào</b>")
    assert desk.store is not None
    printed = reporting.report_document(desk.store, cases.YEAR).text()
    assert "{classes.held} dán <b>vào</b>" in printed, "what was typed is printed as typed"


def test_a_figure_is_found_by_words_and_inserted(qtbot: QtBot, open_desk: OpenDesk, merged: Path) -> None:
    desk, page = opened(qtbot, open_desk, merged)
    writing = page.writing
    write(qtbot, desk, page, "causes", "Tổng: ")
    writing.editor.moveCursor(QTextCursor.MoveOperation.End)
    click(writing.insert_button)
    QTest.keyClicks(writing.picker.search, "so lop da mo")
    assert writing.picker.model.record_at(0).name == "classes.held"
    QTest.keyClick(writing.picker.search, Qt.Key.Key_Return)
    assert "tính vào tổng" in writing.picker.meaning.text()
    QTest.keyClick(writing.picker.table, Qt.Key.Key_Return)
    assert not writing.picker.isVisible()
    settle(qtbot, desk, page)
    assert kept(desk, "causes") == f"Tổng: {HELD}"


def test_findings_are_shown_and_mended(qtbot: QtBot, open_desk: OpenDesk, merged: Path) -> None:
    desk, page = opened(qtbot, open_desk, merged)
    assert desk.store is not None
    counted = reporting.figures(desk.store, cases.YEAR)
    text = (f"Có {counted.total.classes + 1}/{counted.classes.planned} lớp 😀 theo Quyết định số "
            "14/2013/QĐ-UBND ngày 30/7/3013 và {sai.ten}.")  # fmt: skip
    editor = write(qtbot, desk, page, "causes", text)
    findings = page.writing.findings
    here = {one.code: one for one in findings.found if one.place}
    assert {"figure_differs", "date_symbol_year", "unknown_figure"} <= set(here)
    assert page.writing.outline.marks_of("causes") == ("3",)
    assert len(editor.extraSelections()) == len([one for one in findings.found if one.place])
    editor.select_finding(here["date_symbol_year"])
    assert editor.textCursor().selectedText() == "30/7/3013"
    findings.mended.emit(here["figure_differs"])
    wait_until_idle(qtbot, desk)
    assert kept(desk, "causes").startswith(f"Có {HELD}/")
    date_finding = next(one for one in findings.found if one.code == "date_symbol_year")
    assert "2013" in sentence(date_finding)
    findings.mended.emit(date_finding)
    wait_until_idle(qtbot, desk)
    assert "ngày 30/7/2013" in kept(desk, "causes")
    editor.undo()
    settle(qtbot, desk, page)
    assert "30/7/3013" in kept(desk, "causes"), "a mend is an edit like any other"


def test_all_typed_figures_are_bound_at_once(qtbot: QtBot, open_desk: OpenDesk, merged: Path) -> None:
    desk, page = opened(qtbot, open_desk, merged)
    assert desk.store is not None
    counted = reporting.figures(desk.store, cases.YEAR)
    turns = f"{counted.total.turns:,}".replace(",", ".")
    typed = f"Mở {counted.total.classes}/{counted.classes.planned} lớp, cộng {turns} lượt"
    write(qtbot, desk, page, "causes", typed)
    click(page.writing.findings.bind_all)
    wait_until_idle(qtbot, desk)
    assert kept(desk, "causes") == "Mở {classes.held}/{classes.planned} lớp, cộng {turns.attended} lượt"


def test_the_page_beside_the_text_is_the_one_that_is_written(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path, screenshots: Path, tmp_path: Path
) -> None:
    """The preview says what the PDF says, page by page, and scrolls to the passage that is open."""
    desk, page = opened(qtbot, open_desk, merged)
    assert desk.store is not None
    write(qtbot, desk, page, "lessons", "Bài học: đã mở {classes.held} lớp, Ễ ậ.")
    sheet = page.writing.sheet
    report_files.write_report(desk.store, cases.YEAR, ["pdf"], tmp_path)
    written = PdfText((tmp_path / "report.pdf").read_bytes())
    shown = [sheet.page_text(number) for number in range(sheet.page_count)]
    assert shown == written.pages[: len(shown)]
    assert len(written.pages) > len(shown), "annexes are only printed"
    at = sheet.page_of("lessons")
    assert "Bài học: đã mở" in shown[at]
    sheet.jump_to("lessons")
    assert sheet.view.pageNavigator().currentPage() == at
    take(desk, screenshots / "report-writing")
    check(page)


class PdfText:
    """The words of a PDF's pages, read as the preview reads them."""

    def __init__(self, data: bytes) -> None:
        from clc_desktop.gui.pages.aggregator.report_page_view import SheetView
        from clc_desktop.usecases.narrating import Sheet

        view = SheetView()
        view.show_sheet(Sheet(data, {}))
        self.pages = [view.page_text(number) for number in range(view.page_count)]
        view.deleteLater()


def test_last_years_words_wait_to_be_read(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = workspace.open_store(merged)
    for place in ("causes", "lessons"):
        reporting.save_passage(store, calendar_year(2019), place, f"Lời cũ về {place}.")
    store.close()
    desk, page = opened(qtbot, open_desk, merged)
    assert desk.store is not None
    writing = page.writing
    click(writing.carry_button)
    wait_until_idle(qtbot, desk)
    assert not writing.carry_button.isVisible()
    assert narrating.narrative(desk.store, cases.YEAR).unread == ("causes", "lessons")
    asked: list[str] = []
    monkeypatch.setattr(report_module, "confirm", lambda _page, words, _yes: bool(asked.append(words)))
    page.open_tab(LAYOUT)
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    assert asked[0].startswith("Còn 2 phần là lời kỳ trước chưa đọc.")
    assert writing.outline.place == "causes", "the first unread one is shown instead"
    assert writing.carried.isVisible()
    for _place in range(2):
        click(writing.read_button)
        wait_until_idle(qtbot, desk)
    assert narrating.narrative(desk.store, cases.YEAR).unread == ()
    assert not writing.carried.isVisible()
    write(qtbot, desk, page, "causes", "Lời mới.")
    click(writing.earlier_button)
    settle(qtbot, desk, page)
    assert writing.editor.read() == "Lời cũ về causes."
    assert writing.outline.marks_of("causes")[0] == "Chưa đọc"
    writing.editor.undo()
    assert writing.editor.read() == "Lời mới."


def test_a_report_that_says_something_wrong_is_frozen_only_when_a_person_insists(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what was typed a moment ago, and not yet read by the page, is asked about."""
    desk, page = opened(qtbot, open_desk, merged)
    assert desk.store is not None
    asked: list[str] = []
    answers = iter((False, True))
    monkeypatch.setattr(report_module, "confirm", lambda _page, words, _yes: asked.append(words) or next(answers))
    page.writing.outline.choose("causes")
    page.writing.editor.replace_all("Quyết định ngày 30/7/3013.")
    page.writing.outline.choose("goals")
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    assert asked == ["1 phần còn điều sai chưa sửa. Vẫn chốt báo cáo?"]
    assert page.writing.outline.place == "causes", "the way to it"
    assert freezing.frozen_reports(desk.store) == ()
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    assert len(freezing.frozen_reports(desk.store)) == 1
    write(qtbot, desk, page, "causes", "Quyết định ngày 30/7/2013.")
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    assert len(asked) == 2, "nothing wrong, nothing asked"
    assert len(freezing.frozen_reports(desk.store)) == 2


def test_the_check_of_a_file_can_be_stopped(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = workspace.open_store(merged)
    pdf = tmp_path / "draft.pdf"
    pdf.write_bytes(report_files.report_pdf(store, cases.YEAR))
    store.close()
    desk, page = opened(qtbot, open_desk, merged)
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: pdf)
    page.open_tab(CHECK)
    click(page.checking.pdf_button)
    gate = threading.Event()
    desk.jobs.run(gate.wait)  # so that it is stopped before it ends, however fast it is
    click(page.checking.verify_button)
    click(page.progress.cancel)
    gate.set()
    wait_until_idle(qtbot, desk)
    assert page.checking.verdict_words.text() == "Đã dừng, chưa kiểm tra xong."
    assert not page.progress.isVisible()
    click(page.checking.verify_button)
    wait_until_idle(qtbot, desk)
    assert page.checking.model.rowCount() == 1, "a draft has no manifest"


def test_what_is_typed_is_never_lost(qtbot: QtBot, open_desk: OpenDesk, merged: Path) -> None:
    """Going to another place, another period or closing the window keeps what was typed where it was typed."""
    desk, page = opened(qtbot, open_desk, merged)
    assert desk.window.context is not None
    page.writing.outline.choose("causes")
    page.writing.editor.replace_all("Một")
    page.writing.outline.choose("lessons")
    page.writing.editor.replace_all("Hai")
    desk.window.context.notices.changed.emit()
    wait_until_idle(qtbot, desk)
    assert page.writing.editor.read() == "Hai"
    desk.window.context.periods.choose(calendar_year(2021))
    wait_until_idle(qtbot, desk)
    assert page.writing.editor.read() == ""
    page.writing.editor.replace_all("Ba")
    desk.close()
    store = workspace.open_store(merged)
    now = narrating.narrative(store, cases.YEAR).passages
    assert (now["causes"].text, now["lessons"].text) == ("Một", "Hai")
    assert narrating.narrative(store, calendar_year(2021)).passages["lessons"].text == "Ba"
    store.close()


def marked_in(text: MarkedText) -> tuple[list[str], list[str]]:
    """Words struck out and words underlined: told by lines, not by colour alone."""
    struck: list[str] = []
    underlined: list[str] = []
    block = text.document().begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            form = place.fragment().charFormat()
            (struck if form.fontStrikeOut() else []).append(place.fragment().text())
            (underlined if form.fontUnderline() else []).append(place.fragment().text())
            place += 1
        block = block.next()
    return struck, underlined


def test_two_frozen_reports_are_compared_and_a_file_is_checked(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path, merged_files: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, screenshots: Path,
) -> None:  # fmt: skip
    keys = [path for path in merged_files.parent.iterdir() if path.suffix not in (".db", ".clcsync") and path.is_file()]
    for path in keys:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: out)
    desk, page = opened(qtbot, open_desk, merged)
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    page.open_tab(0)
    write(qtbot, desk, page, "causes", "Đường xa {centres} trung tâm.")
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    page.frozen.table.selectAll()
    click(page.frozen.compare_button)
    wait_until_idle(qtbot, desk)
    comparison = page.frozen.comparison
    assert "(0)" in comparison.tabs[0].text()
    click(comparison.tabs[1])
    (now,) = comparison.findChildren(MarkedText)
    assert marked_in(now) == ([], [now.toPlainText()]), "new, and there was nothing before"
    take(desk, screenshots / "report-compared")
    click(comparison.back)
    page.frozen.table.selectRow(0)
    click(page.frozen.write_button)
    wait_until_idle(qtbot, desk)
    page.open_tab(CHECK)
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: next(out.glob("*.pdf")))
    submissions = sorted((merged_files.parent / "sync").glob("xa*.clcsync"))
    monkeypatch.setattr(dialogs, "choose_files", lambda *_args: submissions[:1])
    click(page.checking.pdf_button)
    click(page.checking.behind_button)
    click(page.checking.verify_button)
    wait_until_idle(qtbot, desk)
    assert "Huyện Tuần Giáo" in page.checking.verdict_words.text()
    assert page.checking.model.rowCount() == 1, "a submission is missing"
    take(desk, screenshots / "report-checked")
    page.open_tab(FROZEN)
    check(page)


def test_the_layout_is_edited_and_seen_on_the_page(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path, screenshots: Path, qapp: QApplication
) -> None:
    theme.dress(qapp, files.resource_path(), theme.DARK)
    desk, page = opened(qtbot, open_desk, merged)
    click(page.tabs[LAYOUT])
    form = page.layout_.form
    form.boxes["show_addressees"].input.buttons[1].click()
    form.boxes["signer"].input.setText("Lò Văn Ễ <b>")
    form.boxes["issuer"].input.setPlainText(" ")
    click(page.layout_.save_button)
    wait_until_idle(qtbot, desk)
    assert not form.boxes["issuer"].problem_label.isHidden()
    form.boxes["issuer"].input.setPlainText("ỦY BAN NHÂN DÂN\nHUYỆN TUẦN GIÁO")
    click(page.layout_.save_button)
    wait_until_idle(qtbot, desk)
    text = "".join(page.writing.sheet.page_text(n) for n in range(page.writing.sheet.page_count))
    assert "Kính gửi: Sở Giáo dục và Đào tạo" in text
    assert "Lò Văn Ễ <b>" in text
    take(desk, screenshots / "report-layout-dark")
    check(page)


def test_a_layout_that_is_not_saved_is_kept_as_a_draft(qtbot: QtBot, open_desk: OpenDesk, merged: Path) -> None:
    """Through another page, another period and a closed window; saved or dropped it is gone."""
    desk, page = opened(qtbot, open_desk, merged)
    assert desk.window.context is not None
    periods, panel = desk.window.context.periods, page.layout_
    page.open_tab(LAYOUT)
    panel.form.boxes["signer"].input.setText("Lò Văn Dở")
    panel.standing.editor.setPlainText("Lời gõ dở")
    for line in (panel.draft, panel.standing.draft):
        qtbot.waitUntil(lambda line=line: "giữ nháp lúc" in line.note.text())  # by itself, were the PC to stop now
    desk.window.open_page("overview")
    desk.window.context.notices.changed.emit()
    desk.window.open_page("report")
    wait_until_idle(qtbot, desk)
    assert panel.form.boxes["signer"].input.text() == "Lò Văn Dở"
    periods.choose(calendar_year(2019))
    wait_until_idle(qtbot, desk)
    assert panel.form.boxes["signer"].input.text() == ""
    assert panel.draft.isHidden()
    periods.choose(calendar_year(2020))
    wait_until_idle(qtbot, desk)
    assert panel.form.boxes["signer"].input.text() == "Lò Văn Dở"
    panel.form.boxes["signer"].input.setText("Lò Văn Dở Hơn")
    desk.close()

    desk, page = opened(qtbot, open_desk, merged)
    panel = page.layout_
    page.open_tab(LAYOUT)
    assert panel.form.boxes["signer"].input.text() == "Lò Văn Dở Hơn"
    assert panel.draft.isVisible()
    assert panel.standing.editor.read() == "Lời gõ dở"
    click(panel.standing.draft.drop_button)
    click(panel.save_button)
    wait_until_idle(qtbot, desk)
    assert panel.standing.editor.read() not in ("", "Lời gõ dở")
    assert panel.draft.isHidden()
    assert panel.standing.draft.isHidden()
    assert desk.store is not None
    assert not drafts.drafts(desk.store)


def test_what_is_doubtful_has_room_and_keeps_the_height_drawn_for_it(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path
) -> None:
    """At 1366 x 768 two rows were in sight."""
    desk, page = opened(qtbot, open_desk, merged)
    middle = page.writing.middle
    editor, findings = middle.sizes()
    assert findings >= 230
    assert editor >= findings
    middle.moveSplitter(editor - 40, 1)
    desk.close()
    desk, page = opened(qtbot, open_desk, merged)
    assert page.writing.middle.sizes()[1] == findings + 40


# --- whose report -----------------------------------------------------------------------------------------------------


def test_the_report_of_a_unit_below_is_chosen_written_and_frozen(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path, screenshots: Path
) -> None:
    store = workspace.open_store(merged)
    identity = workspace.identity(store)
    assert identity is not None
    with store.write("test") as tx:
        workspace.list_unit(tx, identity.unit_id, "c" * 32, "xã Mới", "commune", identity.unit_id)
    centre = next(line for line in units.list_units(store, cases.YEAR.end) if line.unit_kind == "centre")
    units.move_unit(store, centre.id, "xã Mới", date(2026, 1, 1))
    store.close()
    desk, page = opened(qtbot, open_desk, merged)
    assert page.whose.isVisible()
    assert page.whose.itemText(0) == identity.unit_name
    assert page.whose.itemText(1).startswith("xã Mới (đơn vị ngày ")
    write(qtbot, desk, page, "goals", "Của huyện.")
    page.whose.setCurrentIndex(1)
    wait_until_idle(qtbot, desk)
    assert page.writing.editor.read() != "Của huyện."
    write(qtbot, desk, page, "goals", "Của xã.")
    take(desk, screenshots / "report-of-a-commune")
    assert kept(desk, "goals") == "Của huyện."
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    (frozen,) = page.frozen.model.records
    assert frozen.unit_name == "xã Mới"


def test_a_standing_text_is_made_ones_own_and_given_back(
    qtbot: QtBot, open_desk: OpenDesk, merged: Path, screenshots: Path
) -> None:
    desk, page = opened(qtbot, open_desk, merged)
    page.open_tab(LAYOUT)
    standing = page.layout_.standing
    standing.choice.setCurrentIndex(standing.choice.findData("annexes"))
    wait_until_idle(qtbot, desk)
    standing.editor.show_value("không có")
    click(standing.save_button)
    wait_until_idle(qtbot, desk)
    assert "không có" in standing.problem.text(), "an annex that is not there is refused, the words stay"
    assert standing.editor.read() == "không có"
    standing.choice.setCurrentIndex(standing.choice.findData("subject"))
    wait_until_idle(qtbot, desk)
    standing.editor.show_value("Tổng kết hoạt động {period}")
    take(desk, screenshots / "report-standing")
    click(standing.save_button)
    wait_until_idle(qtbot, desk)
    assert standing.since.text() == "Lời riêng từ Năm 2020"
    assert "Tổng kết hoạt động" in standing.past.text()
    assert desk.store is not None
    document = reporting.report_document(desk.store, cases.YEAR)
    assert "Tổng kết hoạt động năm 2020" in str(document)
    click(standing.restore_button)
    wait_until_idle(qtbot, desk)
    assert standing.since.text() == "Lời của chương trình"
    assert standing.past.text().count("\n") == 1, "what it was stays readable"


def test_a_hint_is_dismissed_with_a_reason(qtbot: QtBot, open_desk: OpenDesk, merged: Path) -> None:
    desk, page = opened(qtbot, open_desk, merged)
    write(qtbot, desk, page, "goals", "Mở thêm lớp.")
    one = Finding("mixed_units", severity="hint", data={"held": 2, "other": 1, "unit": "lần", "names": "Văn nghệ"})
    panel = page.writing
    panel.findings.show_findings([one], 0)
    QApplication.processEvents()
    click(
        next(
            made for made in panel.findings.findChildren(QPushButton) if made.text() == "Để nguyên" and made.isVisible()
        )
    )
    click(panel.reason.confirm)
    assert panel.reason.problem.isVisible(), "not without a reason"
    type_text("Biết rồi", panel.reason.input)
    click(panel.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert not panel.reason.isVisible()
    assert desk.store is not None
    with desk.store.read() as conn:
        texts = {p.place: p.text for p in narrating.narrative(desk.store, cases.YEAR).passages.values()}
        left, gone = hints.parted(conn, cases.YEAR.code, [one], texts)
    assert (left, [mark.reason for mark in gone]) == ((), ["Biết rồi"])
