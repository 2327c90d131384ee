"""Đối chiếu: accepting, returning, locking, unlocking; conflicts decided field by field."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clc_desktop import files, i18n
from clc_desktop.gui import theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.review import ReviewPage
from clc_desktop.usecases import answers, classes, conflicts, exchange, merging, quarantine, receipts, review, workspace

from . import cases
from .conftest import OpenDesk
from .hands import PATIENCE, Keyboard, click, type_text, wait_until_idle
from .test_screenshots import check, take

PU_NHUNG = "xã Pú Nhung"


def merged(folder: Path) -> Path:
    """A district with the submissions of its three centres; built once, then copied, keys and all."""
    return cases.copied(_merged, folder)


def with_conflicts(folder: Path) -> Path:
    """Two classes of Pú Nhung that the district corrected while the centre changed them, too."""
    return cases.copied(_with_conflicts, folder)


def _merged(folder: Path) -> Path:
    db = cases.district(folder)
    store = workspace.open_store(db)
    merging.merge(store, sorted((folder / "sync").glob("*.clcsync")))
    store.close()
    return db


def send_receipt(folder: Path, db: Path) -> None:
    """Pú Nhung reads what the district says."""
    (folder / "back").mkdir(exist_ok=True)
    store, centre = workspace.open_store(db), workspace.open_store(folder / "centre0.db")
    for written in receipts.write_receipts(store, folder / "back"):
        if written.unit_name == PU_NHUNG and written.path:
            exchange.read_file(centre, written.path)
    store.close()
    centre.close()


def take_submission(folder: Path, db: Path) -> None:
    """Pú Nhung submits again and the district merges it."""
    store, centre = workspace.open_store(db), workspace.open_store(folder / "centre0.db")
    out = folder / "sync" / exchange.suggested_name(centre, cases.YEAR)
    exchange.submit(centre, cases.YEAR, out)
    merging.merge(store, [out])
    store.close()
    centre.close()


def _with_conflicts(folder: Path) -> Path:
    db = merged(folder)
    for ending in ("", ".key"):
        shutil.copy(folder / f"centre0.db{ending}", folder / f"twin.db{ending}")
    store, centre = workspace.open_store(db), workspace.open_store(folder / "centre0.db")
    for number, row in enumerate(classes.list_classes(centre, cases.YEAR)[:2]):
        theirs, ours = classes.get_class(centre, row.id), classes.get_class(store, row.id)
        review.correct_record(store, replace(ours.sessions[0], present=200 + number, women=None), "gọi điện hỏi lại")
        session = replace(theirs.sessions[0], present=150 + number, women=None)
        classes.save_class(centre, replace(theirs, sessions=(session,)))
    store.close()
    centre.close()
    take_submission(folder, db)
    return db


def reviewing(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, ReviewPage]:
    desk = open_desk(db)
    desk.window.open_page("review")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["review"]
    assert isinstance(page, ReviewPage)
    page.table.selectRow(page.centres.row_where(lambda line: line.state.unit_name == PU_NHUNG))
    wait_until_idle(qtbot, desk)
    return desk, page


def state_of(desk: Desk) -> str:
    assert desk.store is not None
    return review.period_states(desk.store, cases.YEAR, PU_NHUNG)[0].state


def pick(page: ReviewPage, *rows: int) -> None:
    chosen = page.row_table.selectionModel()
    for number in rows:
        chosen.select(
            page.rows.index(number, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )


def test_a_period_is_returned_accepted_and_locked(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    desk, page = reviewing(qtbot, open_desk, merged(tmp_path))
    pick(page, 0, 2)
    assert "Trả lại 2 lớp" in page.return_button.text()
    click(page.return_button)
    click(page.reason.confirm)
    assert page.reason.isVisible()
    assert state_of(desk) == "sent", "no reason, nothing returned"
    type_text("Số lượt người tròn chục, đề nghị xem lại phiếu ký tên", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert state_of(desk) == "returned"
    assert not page.reason.isVisible()
    assert sum(1 for line in page.rows.records if line.reason) == 2
    assert not page.lock_button.isEnabled(), "nobody could mend what is locked"
    click(page.accept_button)
    wait_until_idle(qtbot, desk)
    assert state_of(desk) == "accepted"
    click(page.lock_button)
    wait_until_idle(qtbot, desk)
    assert state_of(desk) == "locked"
    assert page.unlock_button.isVisible()
    assert not page.accept_button.isVisible()
    click(page.unlock_button)
    wait_until_idle(qtbot, desk)
    assert state_of(desk) == "unlocked"


def states_of(desk: Desk) -> list[str]:
    assert desk.store is not None
    found = review.period_states(desk.store, cases.YEAR)
    return [line.state for line in found if line.unit_id != desk.window.pages["review"].context.identity.unit_id]


def test_many_centres_are_decided_at_once(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    """One that waits for returned rows is not swept along; a reason is asked once for all."""
    db = merged(tmp_path)
    store = workspace.open_store(db)
    row = classes.list_classes(store, cases.YEAR)[0]
    review.return_rows(store, row.unit_id, cases.YEAR, [("learning_class", row.id)], "xem lại")
    store.close()
    desk, page = reviewing(qtbot, open_desk, db)
    page.table.selectAll()
    panel = page.several
    assert panel.isVisible()
    assert not page.card.isVisible()
    assert panel.name.text() == "3 trung tâm được chọn"
    assert panel.buttons["accept"].text().strip() == "Duyệt (2)"
    click(panel.buttons["return"])
    click(page.reason.confirm)
    assert sorted(states_of(desk)) == ["returned", "sent", "sent"], "no reason, nothing returned"
    Keyboard().press(Qt.Key.Key_Escape)
    page.table.setFocus()
    Keyboard().press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sorted(states_of(desk)) == ["accepted", "accepted", "returned"], timeout=PATIENCE)
    wait_until_idle(qtbot, desk)
    assert "Đã duyệt 2 trung tâm" in page.banner.words.text()
    assert page.card.isVisible()
    assert not panel.isVisible(), "one is chosen again"
    page.table.selectAll()
    click(panel.buttons["lock"])
    wait_until_idle(qtbot, desk)
    assert sorted(states_of(desk)) == ["locked", "locked", "returned"]
    page.table.selectAll()
    assert not any(made.isEnabled() for made in panel.buttons.values())


def test_no_button_speaks_of_a_centre_that_is_filtered_away(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    desk, page = reviewing(qtbot, open_desk, merged(tmp_path))
    other = next(line.state.unit_name for line in page.centres.records if line.state.unit_name != PU_NHUNG)
    type_text(PU_NHUNG, page.filter)
    wait_until_idle(qtbot, desk)
    assert page.name.text() == PU_NHUNG
    assert page._chosen() == []
    page.filter.clear()
    type_text(other, page.filter)
    wait_until_idle(qtbot, desk)
    assert page.name.text() == other
    assert {line.record.unit_name for line in page.rows.records} == {other}
    page.filter.clear()
    type_text("không có nơi này", page.filter)
    wait_until_idle(qtbot, desk)
    assert not page.card.isVisible()
    page.filter.clear()
    wait_until_idle(qtbot, desk)
    assert page.card.isVisible()


def test_a_wish_to_unlock_is_answered(qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path) -> None:
    db = merged(tmp_path)
    store = workspace.open_store(db)
    review.lock(store, PU_NHUNG, cases.YEAR)
    store.close()
    send_receipt(tmp_path, db)
    centre = workspace.open_store(tmp_path / "centre0.db")
    answers.request_unlock(centre, cases.YEAR, "ghi thiếu một lớp tháng 12")
    centre.close()
    take_submission(tmp_path, db)
    desk, page = reviewing(qtbot, open_desk, db)
    assert state_of(desk) == "unlock_asked"
    assert "ghi thiếu một lớp tháng 12" in page.said.text()
    click(page.refuse_button)
    type_text("Báo cáo năm đã ký", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert state_of(desk) == "locked"


def test_three_sides_of_one_record_are_told_apart_and_all_in_sight(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    """The district's correction, a PC and its copy: three states of one session, the third at 150 % as well."""
    db = with_conflicts(tmp_path)
    twin, store = workspace.open_store(tmp_path / "twin.db"), workspace.open_store(db)
    entry = classes.get_class(twin, conflicts.list_conflicts(store)[0].sides[0].record.class_id)  # type: ignore[attr-defined]
    classes.save_class(twin, replace(entry, sessions=(replace(entry.sessions[0], present=120, women=None),)))
    exchange.submit(twin, cases.YEAR, tmp_path / "twin.clcsync")
    assert quarantine.accept_fork(store, tmp_path / "twin.clcsync").merged
    twin.close()
    store.close()
    desk, page = reviewing(qtbot, open_desk, db)
    desk.window.resize(911, 485)
    click(page.tabs[1])
    panel = page.conflicts
    panel.table.selectRow(panel.model.row_where(lambda line: len(line.view.sides) == 3))
    wait_until_idle(qtbot, desk)
    line = panel.table.current_record()
    assert line is not None
    assert re.match(r"\d\d/\d\d/2020, ", line.title), "days tell the sessions of one class apart in a narrow list"
    words = [made.text() for made in panel.sides.findChildren(QLabel) if made.isVisible()]
    assert [text for text in words if PU_NHUNG in text] == [f"{PU_NHUNG}, bản 1", f"{PU_NHUNG}, bản 2"]
    assert "Huyện Tuần Giáo" in words
    for made in panel.sides.whole:
        right = made.mapTo(panel.card, QPoint(made.width(), 0)).x()
        assert right <= panel.card.width(), "every side can be seen"
    place = [value for one in line.view.differences if one.name == "present" for value in one.values].index(120)
    click(panel.sides.whole[place])
    click(panel.decide_button)
    wait_until_idle(qtbot, desk)
    assert desk.store is not None
    assert classes.get_class(desk.store, entry.learning_class.id).sessions[0].present == 120


def test_a_conflict_is_decided_field_by_field_and_travels_back(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    db = with_conflicts(tmp_path)
    desk, page = reviewing(qtbot, open_desk, db)
    assert desk.store is not None
    click(page.tabs[1])
    panel = page.conflicts
    assert panel.model.rowCount() == len(conflicts.list_conflicts(desk.store)) == 2
    found = panel.table.current_record()
    assert found is not None
    values = next(difference for difference in found.view.differences if difference.name == "present").values
    theirs = next(place for place, value in enumerate(values) if value in (150, 151))
    panel.sides.choices["present", theirs].setChecked(True)
    click(panel.decide_button)
    wait_until_idle(qtbot, desk)
    assert panel.model.rowCount() == 1
    kept = next(r for r in classes.list_classes(desk.store, cases.YEAR) if r.turns == values[theirs])
    assert kept.unit_name == PU_NHUNG
    panel.sides.take_side(1)
    type_text("theo phiếu ký tên", panel.reason)
    click(panel.decide_button)
    wait_until_idle(qtbot, desk)
    assert conflicts.list_conflicts(desk.store) == ()
    assert conflicts.decided_conflicts(desk.store)[0].reason == "theo phiếu ký tên"


@pytest.mark.parametrize(("scheme", "language"), [(theme.LIGHT, "vi"), (theme.DARK, "en")], ids=["light", "dark"])
def test_pictures_of_reviewing(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, qapp: QApplication, screenshots: Path,
    scheme: theme.Colours, language: str,
) -> None:  # fmt: skip
    i18n.use(i18n.load(files.catalog_path(), language))
    theme.dress(qapp, files.resource_path(), scheme)
    name = screenshots / f"review-{'dark' if scheme.dark else 'light'}-{language}"
    db = with_conflicts(tmp_path)
    desk, page = reviewing(qtbot, open_desk, db)
    pick(page, 0, 2)
    take(desk, Path(f"{name}-rows"))
    check(page)
    click(page.return_button)
    take(desk, Path(f"{name}-reason"))
    page.reason.close_box()
    click(page.lock_button)
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-locked"))
    click(page.tabs[1])
    take(desk, Path(f"{name}-conflicts"))
    check(page)
