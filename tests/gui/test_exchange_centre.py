"""Nộp dữ liệu: what a centre sees of what came back, and how it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.domain import clock
from clc_desktop.domain.report_calendar import ReportCalendar
from clc_desktop.gui import dialogs, theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator import verdicts
from clc_desktop.gui.pages.centre.classes import ClassesPage
from clc_desktop.gui.pages.centre.submit import SubmitPage
from clc_desktop.gui.pages.submitting import CORRECTED, RETURNED
from clc_desktop.usecases import classes, exchange, merging, receipts, report_calendar, review, workspace
from tests.districts import kept_learner

from . import cases
from .conftest import OpenDesk
from .hands import button, click, type_text, wait_until_idle
from .test_review import PU_NHUNG, merged, take_submission
from .test_screenshots import check, take

REASON = "Số lượt người tròn chục, đề nghị xem lại phiếu ký tên"


def receipt(folder: Path, *, lock: bool = False) -> Path:
    """The district has looked at Pú Nhung's file: two classes come back, or the period is locked."""
    store = workspace.open_store(folder / "aggregator.db")
    if lock:
        review.lock(store, PU_NHUNG, cases.YEAR)
    else:
        found = [row for row in classes.list_classes(store, cases.YEAR) if row.unit_name == PU_NHUNG]
        rows = [("learning_class", row.id) for row in found[:2]]
        review.return_rows(store, PU_NHUNG, cases.YEAR, rows, REASON)
    (folder / "back").mkdir(exist_ok=True)
    written = receipts.write_receipts(store, folder / "back")
    store.close()
    return next(made.path for made in written if made.unit_name == PU_NHUNG and made.path)


def submitting(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, SubmitPage]:
    desk = open_desk(db)
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    return desk, page


def test_a_receipt_is_shown_before_it_is_taken_and_leads_to_the_record(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged(tmp_path)
    path = receipt(tmp_path)
    monkeypatch.setattr(dialogs, "choose_file", lambda *_args: path)
    desk, page = submitting(qtbot, open_desk, tmp_path / "centre0.db")
    click(button(page, "Đọc tệp của cấp trên"))
    wait_until_idle(qtbot, desk)
    assert page.incoming.isVisible()
    assert page.incoming.heading.text() == "Biên nhận"
    assert desk.store is not None
    assert review.returned_rows(desk.store) == (), "shown, not taken"
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    assert "trả lại tệp số 1, kỳ Năm 2020: 2 dòng" in page.banner.words.text()
    assert not page.incoming.isVisible()
    click(page.banner.action)
    assert page.stack.currentIndex() == RETURNED
    line = page.returned.table.current_record()
    assert line is not None
    assert line.remark.reason == REASON
    click(page.returned.open_button)
    wait_until_idle(qtbot, desk)
    shown = desk.window.pages["classes"]
    assert isinstance(shown, ClassesPage)
    assert desk.window.stack.currentWidget() is shown
    assert shown.form.entry is not None
    assert shown.form.entry.learning_class.topic == line.title


def test_a_locked_period_is_asked_for(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = merged(tmp_path)
    path = receipt(tmp_path, lock=True)
    desk, page = submitting(qtbot, open_desk, tmp_path / "centre0.db")
    page.examine(path)
    wait_until_idle(qtbot, desk)
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    assert "đã khóa kỳ Năm 2020" in page.banner.words.text()
    click(page.tabs[1])
    assert page.periods.model.record_at(0).state.state == "locked"
    click(page.periods.wish_button)
    type_text("ghi thiếu một lớp tháng 12", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert "sẽ xin mở khóa" in page.banner.words.text()
    desk.close()
    take_submission(tmp_path, db)
    store = workspace.open_store(db)
    found = review.period_states(store, cases.YEAR, PU_NHUNG)[0]
    assert (found.state, found.reason) == ("unlock_asked", "ghi thiếu một lớp tháng 12")
    store.close()


def test_a_file_that_is_refused_is_shown_and_cannot_be_taken(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    merged(tmp_path)
    other = next(tmp_path.glob("a1.clcsync"))
    desk, page = submitting(qtbot, open_desk, tmp_path / "centre0.db")
    page.examine(other)
    wait_until_idle(qtbot, desk)
    assert page.incoming.isVisible()
    assert not page.incoming.take_button.isEnabled()
    assert "ghi cho đơn vị khác" in page.incoming.effect.text()


@pytest.mark.parametrize(("scheme", "language"), [(theme.LIGHT, "vi"), (theme.DARK, "en")], ids=["light", "dark"])
def test_pictures_of_submitting(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, qapp: QApplication, screenshots: Path,
    scheme: theme.Colours, language: str,
) -> None:  # fmt: skip
    i18n.use(i18n.load(files.catalog_path(), language))
    theme.dress(qapp, files.resource_path(), scheme)
    name = screenshots / f"submit-{'dark' if scheme.dark else 'light'}-{language}"
    merged(tmp_path)
    path = receipt(tmp_path)
    desk, page = submitting(qtbot, open_desk, tmp_path / "centre0.db")
    page.examine(path)
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-receipt"))
    check(page)
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-steps"))
    check(page)
    for number, part in ((1, "periods"), (RETURNED, "returned"), (CORRECTED, "corrected")):
        click(page.tabs[number])
        take(desk, Path(f"{name}-{part}"))
    check(page)
    desk.window.open_page("home")
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-home"))


def test_what_the_district_corrected_is_shown_and_may_be_disputed(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, screenshots: Path
) -> None:
    """Old beside new with the reason; who disagrees changes it again, and the district is told so."""
    db = merged(tmp_path)
    store = workspace.open_store(db)
    row = next(row for row in classes.list_classes(store, cases.YEAR) if row.unit_name == PU_NHUNG)
    session = classes.get_class(store, row.id).sessions[0]
    review.correct_record(store, replace(session, present=session.present + 3), "Phiếu ký tên có thêm ba người")
    (tmp_path / "back").mkdir()
    written = receipts.write_receipts(store, tmp_path / "back")
    store.close()
    path = next(made.path for made in written if made.unit_name == PU_NHUNG and made.path)
    desk, page = submitting(qtbot, open_desk, tmp_path / "centre0.db")
    page.examine(path)
    wait_until_idle(qtbot, desk)
    click(page.incoming.take_button)
    wait_until_idle(qtbot, desk)
    assert page.banner.action.text() == "Xem chỗ cấp trên sửa"
    click(page.banner.action)
    assert page.stack.currentIndex() == CORRECTED
    (line,) = page.corrected.model.records
    values = {column.key: column.value(line) for column in page.corrected.model.columns}
    assert values["values"] == f"Số người có mặt: {session.present} → {session.present + 3}"
    assert (values["reason"], values["who"]) == ("Phiếu ký tên có thêm ba người", "Huyện Tuần Giáo")
    assert line.state == "stands"
    take(desk, screenshots / "submit-corrected-filled")
    check(page)
    click(page.corrected.open_button)
    wait_until_idle(qtbot, desk)
    shown = desk.window.pages["classes"]
    assert isinstance(shown, ClassesPage)
    assert shown.form.isVisible()
    assert "Phiếu ký tên có thêm ba người" in shown.banner.words.text()
    take(desk, screenshots / "class-corrected-above")
    shown.form.form.boxes["present"].input.show_value(session.present)
    click(shown.form.save_button)
    wait_until_idle(qtbot, desk)
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    assert [found.state for found in page.corrected.model.records] == ["changed"]
    assert desk.store is not None
    out = exchange.submit(desk.store, cases.YEAR, tmp_path / "again.clcsync").file_name
    desk.close()
    store = workspace.open_store(db)
    (preview,) = merging.examine(store, [tmp_path / out])
    assert preview.disputed == (("class_session", session.id),)
    assert "đơn vị ta đã sửa" in verdicts.sentence(preview)
    assert merging.merge(store, [tmp_path / out])[0].disputed == preview.disputed
    store.close()


def test_the_home_page_tells_the_day_that_the_assignment_set(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    above, centre = (workspace.open_store(tmp_path / f"{name}.db") for name in ("above", "centre"))
    number = workspace.setup_aggregator(above, "Huyện Tuần Giáo", "district").check_number
    who = workspace.setup_centre(centre, PU_NHUNG)
    exchange.register(centre, tmp_path / "r.clcsync")
    centre.close()
    exchange.approve(above, tmp_path / "r.clcsync", who.check_number)
    with clock.fixed(datetime(2020, 12, 28, 3, tzinfo=UTC)):
        report_calendar.set_calendar(above, ReportCalendar((("half", 7), ("year", 20))))
        path = exchange.assign(above, PU_NHUNG, tmp_path / "a.clcsync")
        above.close()
        monkeypatch.setattr(dialogs, "choose_file", lambda *_args: path)
        desk, page = submitting(qtbot, open_desk, tmp_path / "centre.db")
        assert "Hạn nộp" not in told_at_home(qtbot, desk)
        desk.window.open_page("submit")
        click(button(page, "2. Đọc tệp giao"))
        wait_until_idle(qtbot, desk)
        type_text(number, page.check.box.input)
        click(page.check.confirm)
        wait_until_idle(qtbot, desk)
        assert "Năm 2020: 20/01/2021" in " ".join(made.text() for made in page.incoming.findChildren(QLabel))
        click(page.incoming.take_button)
        wait_until_idle(qtbot, desk)
        assert "Hạn nộp 20/01/2021, còn 23 ngày." in told_at_home(qtbot, desk)
    with clock.fixed(datetime(2021, 1, 22, 3, tzinfo=UTC)):
        desk.window.pages["home"].mark_stale()
        assert "Hạn nộp 20/01/2021, đã quá 2 ngày." in told_at_home(qtbot, desk)


def told_at_home(qtbot: QtBot, desk: Desk) -> str:
    desk.window.open_page("home")
    wait_until_idle(qtbot, desk)
    home = desk.window.pages["home"]
    return " ".join(made.text() for made in home.findChildren(QLabel) if made.isVisible())


def tasks(home: object) -> dict[str, str]:
    """What Trang chủ asks for: each sentence with its state."""
    return {task.sentence.text(): task.state for task in home.tasks.tasks}  # type: ignore[attr-defined]


def test_home_asks_to_submit_again_what_was_changed_or_came_back(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    """A class changed after the file went out is not at the district; a period that came back is not settled."""
    db = merged(tmp_path)
    desk = open_desk(tmp_path / "centre0.db")
    home, store = desk.window.pages["home"], desk.store
    assert store is not None

    def said() -> dict[str, str]:
        home.mark_stale()
        wait_until_idle(qtbot, desk)
        return tasks(home)

    assert any(words.startswith("Đã nộp kỳ này lúc") for words in said())
    entry = classes.get_class(store, classes.list_classes(store)[-1].id)
    session = replace(entry.sessions[0], present=entry.sessions[0].present + 1)
    classes.save_class(store, replace(entry, sessions=(session, *entry.sessions[1:])))
    assert said()["Đã sửa 1 bản ghi từ lần nộp gần nhất"] == "todo"
    desk.window.open_page("submit")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["submit"]
    assert isinstance(page, SubmitPage)
    assert "Đã sửa 1 bản ghi từ lần nộp gần nhất" in [task.sentence.text() for task in page.steps.tasks]
    desk.window.open_page("home")
    kept_learner(store, full_name="Lò Văn An")
    assert "Đã sửa 1 bản ghi từ lần nộp gần nhất" in said(), "learners stay here"
    exchange.submit(store, cases.YEAR, tmp_path / "again.clcsync")
    assert any(words.startswith("Đã nộp kỳ này lúc") for words in said())

    above = workspace.open_store(db)
    merging.merge(above, [tmp_path / "again.clcsync"])
    review.return_rows(above, PU_NHUNG, cases.YEAR, [], REASON)
    (tmp_path / "back").mkdir()
    back = next(made.path for made in receipts.write_receipts(above, tmp_path / "back") if made.unit_name == PU_NHUNG)
    above.close()
    assert back is not None
    exchange.read_file(store, back)
    assert said()["Cấp trên trả lại kỳ này"] == "todo"
