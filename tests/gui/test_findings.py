"""Cần xem lại: what the numbers show, accepted or returned one by one or all at once; the officer's own corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.records import ClassSession, LearningClass
from clc_desktop.gui import theme
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.correction import CorrectionBox
from clc_desktop.gui.pages.aggregator.findings import open_count
from clc_desktop.gui.pages.aggregator.review import CONFLICTS, DECIDED, FINDINGS, ReviewPage
from clc_desktop.usecases import classes, conflicts, findings, review, workspace

from . import cases
from .conftest import OpenDesk
from .hands import click, type_text, wait_until_idle
from .test_review import (
    PU_NHUNG,
    merged,
    pick,
    reviewing,
    send_receipt,
    state_of,
    take_submission,
    with_conflicts,
)
from .test_screenshots import check, take

NORM = 60


def with_norms(folder: Path) -> Path:
    """Pú Nhung writes one number for every class, and one class twice."""
    return cases.copied(_with_norms, folder)


def _with_norms(folder: Path) -> Path:
    db = merged(folder)
    centre = workspace.open_store(folder / "centre0.db")
    entries = [classes.get_class(centre, row.id) for row in classes.list_classes(centre, cases.YEAR)]
    counts: dict[str, Any] = {"present": NORM, "women": None, "minority": None}
    same = [replace(entry, sessions=(replace(entry.sessions[0], **counts),)) for entry in entries]
    copy = classes.copy_class(centre, entries[0].learning_class.id)
    day = entries[0].sessions[0].held_on
    again = replace(copy, sessions=(replace(copy.sessions[0], held_on=day, present=NORM),))
    classes.save_classes(centre, [*same, again])
    centre.close()
    take_submission(folder, db)
    return db


def looking(qtbot: QtBot, open_desk: OpenDesk, db: Path) -> tuple[Desk, ReviewPage]:
    desk, page = reviewing(qtbot, open_desk, db)
    click(page.tabs[FINDINGS])
    return desk, page


def choose(page: ReviewPage, code: str) -> None:
    panel = page.findings
    panel.table.selectRow(panel.model.row_where(lambda line: line.finding.code == code))


def test_a_finding_says_why_and_is_accepted_or_returned_with_a_reason(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    db = with_norms(tmp_path)
    desk, page = looking(qtbot, open_desk, db)
    panel = page.findings
    assert desk.store is not None
    count = panel.model.rowCount()
    assert count == open_count(panel.model.records) >= 2
    assert f"({count})" in page.tabs[FINDINGS].text()
    choose(page, "uniform_counts")
    wait_until_idle(qtbot, desk)
    assert "9/9 lớp" in panel.sentence.text()
    assert "sai" not in panel.sentence.text(), "nobody is accused"
    assert panel.classes.rowCount() == 9
    click(panel.accept_button)
    click(page.reason.confirm)
    assert page.reason.isVisible(), "without a reason nothing is accepted"
    page.reason.offered.setCurrentIndex(2)
    page.reason.offered.activated.emit(2)
    offered = page.reason.input.text()
    assert offered
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert panel.model.rowCount() == count - 1, "what was accepted is no longer in the list"
    panel.states.setCurrentIndex(panel.states.findData("accepted"))
    choose(page, "uniform_counts")
    assert offered in panel.decided.text()
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert open_count(panel.model.records) == count
    panel.states.setCurrentIndex(panel.states.findData("open"))
    choose(page, "repeated_class")
    click(panel.return_button)
    type_text("Một lớp ghi hai lần", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert state_of(desk) == "returned"
    rows = review.returned_rows(desk.store, cases.YEAR, PU_NHUNG)
    assert [row.reason for row in rows] == ["Một lớp ghi hai lần"] * 2
    click(page.tabs[0])
    wait_until_idle(qtbot, desk)
    assert [line.mark for line in page.rows.records if line.mark] == ["returned", "returned"]
    desk.close()
    send_receipt(tmp_path, db)
    centre = workspace.open_store(tmp_path / "centre0.db")
    assert len(review.returned_rows(centre)) == 2
    centre.close()


def test_several_are_accepted_at_once_and_the_filters_narrow_the_list(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk, page = looking(qtbot, open_desk, with_norms(tmp_path))
    panel = page.findings
    count = panel.model.rowCount()
    panel.kinds.setCurrentIndex(panel.kinds.findData("uniform_counts"))
    assert panel.model.rowCount() == 1
    panel.kinds.setCurrentIndex(0)
    panel.units.setCurrentIndex(1)
    assert 0 < panel.model.rowCount() <= count
    panel.units.setCurrentIndex(0)
    panel.table.selectAll()
    click(panel.accept_button)
    assert str(count) in page.reason.sentence.text()
    type_text("Đã xem cả danh sách", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    assert panel.model.rowCount() == 0
    assert desk.store is not None
    lines = findings.list_findings(desk.store, cases.YEAR)
    assert {(line.state, line.reason) for line in lines} == {("accepted", "Đã xem cả danh sách")}

    # Looked at again, and all that belong to a centre go back for one reason.
    panel.states.setCurrentIndex(panel.states.findData("accepted"))
    panel.table.selectAll()
    click(panel.reopen_button)
    wait_until_idle(qtbot, desk)
    panel.states.setCurrentIndex(panel.states.findData("open"))
    panel.table.selectAll()
    wanted = {line.finding.subject for line in panel.table.selected_records() if line.finding.unit_id}
    click(panel.return_button)
    click(page.reason.confirm)
    assert page.reason.isVisible(), "without a reason nothing is returned"
    type_text("Đề nghị đối chiếu sổ", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    lines = findings.list_findings(desk.store, cases.YEAR)
    assert {line.finding.subject for line in lines if line.state == "returned"} == wanted != set()
    assert {line.reason for line in lines if line.state == "returned"} == {"Đề nghị đối chiếu sổ"}


def test_a_correction_of_the_officer_is_marked_and_stands_beside_the_old_value(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk, page = reviewing(qtbot, open_desk, merged(tmp_path))
    pick(page, 0)
    page.row_table.setCurrentIndex(page.rows.index(0, 0))
    before = page.rows.record_at(0).record.turns
    click(page.classes.correct_button)
    wait_until_idle(qtbot, desk)
    box = page.correction
    box.inputs["present"].show_value(29)
    for name in ("women", "minority", "rural"):
        box.inputs[name].show_value(40 if name == "women" else None)
    click(box.save_button)
    assert "lý do" in box.problem.text()
    type_text("Gọi điện hỏi lại", box.reason)
    click(box.save_button)
    wait_until_idle(qtbot, desk)
    assert "40" in box.problem.text(), "40 women of 29 are refused"
    box.inputs["women"].show_value(12)
    click(box.save_button)
    wait_until_idle(qtbot, desk)
    assert not box.isVisible()
    line = page.rows.record_at(0)
    assert (line.record.turns, line.mark) == (29, "corrected")
    assert line.said is not None
    assert line.said.startswith("Gọi điện hỏi lại (")
    page.row_table.selectRow(0)
    click(page.classes.changes_button)
    wait_until_idle(qtbot, desk)
    shown = {change.name: (change.before, change.after) for change in page.classes.changes.records}
    assert shown["present"] == (before, 29)
    click(page.classes.back_button)
    assert page.row_table.isVisible()


def test_numbers_typed_for_one_session_wait_while_another_is_looked_at(qtbot: QtBot) -> None:
    owner, class_id = clock.new_id(), clock.new_id()
    record = LearningClass(
        id=class_id, unit_id=owner, field="economy", topic="Trồng nấm", hosting="own", starts_on=date(2020, 3, 2)
    )
    sessions = tuple(
        ClassSession(id=clock.new_id(), unit_id=owner, class_id=class_id, held_on=date(2020, 3, day), present=40)
        for day in (2, 3, 4)
    )
    box, told = CorrectionBox(), []
    qtbot.addWidget(box)
    box.confirmed.connect(lambda changed, reason: told.append((changed, reason)))
    box.open_box(ClassEntry(record, sessions))
    box.inputs["present"].setText("41")
    box.sessions.setCurrentIndex(2)
    box.inputs["present"].setText("bốn")
    box.sessions.setCurrentIndex(0)
    assert box.sessions.currentIndex() == 2, "not before that can be read"
    assert box.problem.text()
    box.inputs["present"].setText("43")
    box.sessions.setCurrentIndex(0)
    assert box.inputs["present"].text() == "41"
    type_text("đếm lại", box.reason)
    click(box.save_button)
    ((changed, reason),) = told
    assert [(one.held_on.day, one.present) for one in changed] == [(2, 41), (4, 43)]
    assert reason == "đếm lại"


def test_decided_conflicts_are_listed_with_whose_version_was_taken(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path
) -> None:
    db = with_conflicts(tmp_path)
    store = workspace.open_store(db)
    first, second = conflicts.list_conflicts(store)
    conflicts.resolve_conflict(store, first.kind, first.record_id, first.sides[0].key, reason="theo phiếu")
    store.close()
    desk, page = reviewing(qtbot, open_desk, db)
    assert page.conflicts.model.rowCount() == 1
    desk.window.open_page("review", "decided")
    panel = page.decided
    assert panel.isVisible()
    assert [line.view.record_id for line in panel.model.records] == [first.record_id]
    assert panel.fields.rowCount() == sum(1 for difference in first.differences)
    panel.how.setCurrentIndex(panel.how.findData("file"))
    assert panel.model.rowCount() == 0
    click(page.tabs[CONFLICTS])
    click(page.conflicts.decide_button)
    wait_until_idle(qtbot, desk)
    click(page.tabs[DECIDED])
    panel.how.setCurrentIndex(0)
    assert {line.view.record_id for line in panel.model.records} == {first.record_id, second.record_id}


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_pictures_of_findings(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, qapp: QApplication, screenshots: Path, scheme: theme.Colours
) -> None:
    theme.dress(qapp, files.resource_path(), scheme)
    name = screenshots / f"findings-{'dark' if scheme.dark else 'light'}"
    desk, page = looking(qtbot, open_desk, with_norms(tmp_path))
    choose(page, "uniform_counts")
    wait_until_idle(qtbot, desk)
    take(desk, Path(f"{name}-list"))
    check(page)
    click(page.findings.return_button)
    take(desk, Path(f"{name}-reason"))
    check(page)
