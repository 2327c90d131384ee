"""From nineteen sticks to a signed annual report: the whole of an officer's January, on the sample, at the window."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from clc_desktop.domain.numbers import format_number
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.gui import dialogs
from clc_desktop.gui.application import Desk
from clc_desktop.gui.pages.aggregator.receive import ReceivePage
from clc_desktop.gui.pages.aggregator.report import ReportPage
from clc_desktop.gui.pages.aggregator.review import CONFLICTS, ReviewPage
from clc_desktop.gui.pages.aggregator.unit_tree import TreePanel
from clc_desktop.gui.pages.aggregator.units import TREE, UnitsPage
from clc_desktop.gui.table_view import RecordTable
from clc_desktop.reports import proof
from clc_desktop.sync import manifest
from clc_desktop.usecases import classes, conflicts, exchange, merging, reporting, review, undoing, units, workspace
from clc_desktop.usecases.workspace import Store
from tests import districts
from tests.factories import quick
from tests.reports.reading import docx_text, joined, pdf_text, xlsx_values
from tests.test_sample_build import FIGURES, only_known

from . import cases
from .conftest import OpenDesk
from .hands import click, drop_on, type_text, wait_until_idle

YEAR = calendar_year(2020)
NEW = date(2026, 1, 1)


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the person answers whenever a folder is asked for."""
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_args: folder)
    return folder


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    store = quick(workspace.open_store(path))
    yield store
    store.close()


def copied(source: Path, target: Path) -> Path:
    """A database with its keys."""
    for ending in ("", ".key"):
        shutil.copy(f"{source}{ending}", f"{target}{ending}")
    return target


def resubmit(db: Path, out: Path, women: int | None = None) -> Path:
    """A centre sends its year again; with ``women``, two of its classes have that many more women."""
    with opened(db) as store:
        for row in classes.list_classes(store, YEAR)[:2] if women else ():
            entry = classes.get_class(store, row.id)
            counted = replace(entry.sessions[0], women=women)
            classes.save_class(store, replace(entry, sessions=(counted, *entry.sessions[1:])))
        exchange.submit(store, YEAR, out)
    return out


def before_the_merge(built: Path, folder: Path) -> tuple[Path, Path]:
    """The sample's district on the day the sticks came: nothing merged but the file of Pú Nhung; gives its database and
    the folder of the sticks, one file on them damaged."""
    db, sync = copied(built / "aggregator.db", folder / "aggregator.db"), folder / "sync"
    shutil.copytree(built / "sync", sync)
    with opened(db) as store:
        for _merge in range(19):
            undoing.undo_merge(store)
        assert [found.merged for found in merging.merge(store, [sync / "pu-nhung.clcsync"])] == [True]
    damaged = bytearray((sync / "chieng-dong.clcsync").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (sync / "chieng-dong.clcsync").write_bytes(damaged)
    return db, sync


def forked(built: Path, folder: Path, sync: Path) -> None:
    """Nà Sáy sends again, and so does a second machine that is a copy of the first."""
    twin = copied(built / "centres" / "na-say.db", folder / "twin.db")
    first = copied(built / "centres" / "na-say.db", folder / "na-say.db")
    resubmit(first, sync / "na-say-2.clcsync")
    resubmit(twin, sync / "na-say-2b.clcsync", women=3)


def page_of(qtbot: QtBot, desk: Desk, key: str) -> object:
    desk.window.open_page(key)
    wait_until_idle(qtbot, desk)
    return desk.window.pages[key]


def drop(qtbot: QtBot, desk: Desk, files: list[Path]) -> ReceivePage:
    page = page_of(qtbot, desk, "receive")
    assert isinstance(page, ReceivePage)
    drop_on(page, files)
    wait_until_idle(qtbot, desk)
    return page


def merge(qtbot: QtBot, desk: Desk, page: ReceivePage) -> None:
    click(page.merge_button)
    wait_until_idle(qtbot, desk)


def test_nineteen_sticks_become_a_frozen_report_with_the_figures_of_2020(
    qtbot: QtBot, open_desk: OpenDesk, built_sample: Path, tmp_path: Path, stick: Path
) -> None:
    db, sync = before_the_merge(built_sample, tmp_path)
    forked(built_sample, tmp_path, sync)
    cases.district((stranger := tmp_path / "stranger"), ("xã Lạ",))
    shutil.copy(next((stranger / "sync").glob("xa*.clcsync")), sync / "stranger.clcsync")
    desk = open_desk(db)
    assert desk.store is not None
    store = quick(desk.store)

    # Nineteen sticks, and three files more, dropped at once.
    before = districts.contents(store)
    page = drop(qtbot, desk, sorted(sync.glob("*.clcsync")))
    verdicts = {found.path.stem: found.code for found in page.verdicts.records}
    odd = {name: code for name, code in verdicts.items() if code != "ok"}
    assert odd == {"pu-nhung": "replay", "chieng-dong": "damaged", "na-say-2b": "fork", "stranger": "unknown_key"}
    assert Counter(verdicts.values())["ok"] == 18, "17 of the nineteen, and the second one of Nà Sáy"
    assert districts.contents(store) == before, "looking writes nothing"

    # The preview says what the merge does; undone, it is as if no file had come; then it is done again.
    previewed = counts_of(page, "ok")
    merge(qtbot, desk, page)
    assert counts_of(page, "merged") == previewed
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    assert districts.contents(store) == before
    merge(qtbot, desk, page)
    page = drop(qtbot, desk, [built_sample / "sync" / "chieng-dong.clcsync"])
    merge(qtbot, desk, page)
    assert reporting.figures(store, YEAR).total.classes == 215

    settle_conflicts(qtbot, desk, built_sample, tmp_path, sync)
    return_three(qtbot, desk)
    write_receipts(qtbot, desk, stick)
    figures = reporting.figures(store, YEAR).to_json()
    assert only_known(FIGURES, figures) == FIGURES
    freeze(qtbot, desk, stick)


def counts_of(page: ReceivePage, what: str) -> dict[str, object]:
    """Counts by file, but for Nà Sáy's two files: each is previewed as if it came alone, and they repeat each other."""
    shown = [found for found in page.verdicts.records if (found.merged if what == "merged" else found.code == what)]
    return {found.path.stem: found.counts for found in shown if not found.path.stem.startswith("na-say")}


def settle_conflicts(qtbot: QtBot, desk: Desk, built: Path, folder: Path, sync: Path) -> None:
    """Two classes of Ta Ma that the district corrected while the centre changed them, too."""
    store, centre = desk.store, copied(built / "centres" / "ta-ma.db", folder / "ta-ma.db")
    assert store is not None
    with opened(centre) as theirs:
        ids = [row.id for row in classes.list_classes(theirs, YEAR)[:2]]
    for class_id in ids:
        session = classes.get_class(store, class_id).sessions[0]
        review.correct_record(store, replace(session, women=1), "gọi điện hỏi lại")
    drop_page = drop(qtbot, desk, [resubmit(centre, sync / "ta-ma-2.clcsync", women=2)])
    merge(qtbot, desk, drop_page)
    page = page_of(qtbot, desk, "review")
    assert isinstance(page, ReviewPage)
    assert page.conflicts.model.rowCount() == 2
    click(page.tabs[CONFLICTS])
    for place in (0, 1):
        click(page.conflicts.sides.whole[place])
        click(page.conflicts.decide_button)
        wait_until_idle(qtbot, desk)
    assert conflicts.list_conflicts(store) == ()
    assert {line.view.unit_name for line in page.decided.model.records} == {"xã Ta Ma"}


def select(table: RecordTable[Any], lines: Iterable[int]) -> None:
    """Choose these lines and no others, as Ctrl and clicks do."""
    flags = QItemSelectionModel.SelectionFlag
    table.clearSelection()
    for line in lines:
        table.selectionModel().select(table.records.index(line, 0), flags.Select | flags.Rows)


def return_three(qtbot: QtBot, desk: Desk) -> None:
    """Three classes of Pú Nhung go back with a reason; everybody else is accepted."""
    page = page_of(qtbot, desk, "review")
    assert isinstance(page, ReviewPage)
    click(page.tabs[0])
    page.table.selectRow(page.centres.row_where(lambda line: line.state.unit_name == "xã Pú Nhung"))
    wait_until_idle(qtbot, desk)
    select(page.row_table, range(3))
    click(page.return_button)
    type_text("Đề nghị đối chiếu lại với danh sách ký tên", page.reason.input)
    click(page.reason.confirm)
    wait_until_idle(qtbot, desk)
    line = page.table.current_record()
    assert line is not None
    assert (line.state.state, line.state.returned) == ("returned", 3)
    assert sum(1 for shown in page.rows.records if shown.mark == "returned") == 3


def write_receipts(qtbot: QtBot, desk: Desk, stick: Path) -> None:
    page = page_of(qtbot, desk, "receive")
    assert isinstance(page, ReceivePage)
    click(page.receipts_button)
    wait_until_idle(qtbot, desk)
    written = [path.name for path in stick.glob("bien-nhan_*.clcsync")]
    assert len({name.split("_")[1] for name in written}) == 19


def freeze(qtbot: QtBot, desk: Desk, stick: Path) -> None:
    """Passages are written, the report frozen and exported; every figure of 2020 stands in all three files."""
    assert desk.store is not None
    page = page_of(qtbot, desk, "report")
    assert isinstance(page, ReportPage)
    writing = page.writing
    writing.outline.choose("lessons")
    writing.editor.selectAll()
    type_text("- Đã mở ", writing.editor)
    writing.editor.insert_figure("classes.held")
    type_text(" lớp; bài học viết tại cửa sổ.", writing.editor)
    writing.outline.choose("equipment")
    wait_until_idle(qtbot, desk)
    writing.editor.replace_all(
        "Kinh phí mua sắm theo {document:96/2008/TT-BTC}."
    )  # its claim contradicted three centres
    writing.keep()
    wait_until_idle(qtbot, desk)
    click(page.freeze_button)
    wait_until_idle(qtbot, desk)
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    pdf, docx, xlsx = by_ending(stick)
    signed = manifest.read(proof.attached(pdf)).manifest
    assert only_known(FIGURES, signed.content.figures) == FIGURES
    in_excel = {row[3]: row[1] for row in xlsx_values(xlsx)["Số liệu"] if row[3]}
    on_paper, in_word = joined(pdf_text(pdf)), docx_text(docx)
    assert "bài học viết tại cửa sổ" in on_paper
    assert "bài học viết tại cửa sổ" in in_word
    named = 0
    for name, value, printed in leaves(FIGURES):
        if f"{{{name}}}" in in_excel:
            assert float(in_excel[f"{{{name}}}"]) == value, name
            named += 1
        number = re.compile(rf"(?<![\d.,]){re.escape(printed)}(?![\d]|[.,]\d)")
        assert number.search(on_paper), name
        assert number.search(in_word), name
    assert named > 45, "nearly all have a name of their own"


def by_ending(folder: Path) -> tuple[bytes, bytes, bytes]:
    """The report in a folder, in its three formats."""
    pdf, docx, xlsx = (next(folder.glob(f"*.{ending}")).read_bytes() for ending in ("pdf", "docx", "xlsx"))
    return pdf, docx, xlsx


def leaves(figures: dict[str, Any], above: str = "") -> Iterator[tuple[str, float, str]]:
    """Every number of the figures: its dotted name, its value, how it is printed."""
    for key, value in figures.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            yield from leaves(value, f"{name}.")
        elif isinstance(value, int):
            yield name, value, str(value) if key == "year" else format_number(value)
        elif key.endswith("percent"):
            yield name, float(value.replace(",", ".")), value


# --- units by date ----------------------------------------------------------------------------------------------------


def test_the_data_of_2020_are_one_district_or_eight_communes_at_the_window(
    qtbot: QtBot, open_desk: OpenDesk, built_sample: Path, tmp_path: Path, stick: Path
) -> None:
    desk = open_desk(copied(built_sample / "aggregator.db", tmp_path / "aggregator.db"))
    assert desk.store is not None
    quick(desk.store)
    desk.window.open_page("units", "tree")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["units"]
    assert isinstance(page, UnitsPage)
    tree = page.tree

    def line(name: str, kind: str) -> tuple[str, int, int, int]:
        found = next(r.unit for r in tree.model.records if (r.unit.line.name, r.unit.line.unit_kind) == (name, kind))
        return found.line.code, found.centres, found.count.classes, found.count.turns

    assert line("huyện Tuần Giáo", "district")[1:] == (19, 215, 21_641)
    click(tree.load_button)
    wait_until_idle(qtbot, desk)
    assert line("xã Rạng Đông", "commune")[0] == "03260", "on the last day of 2020"
    tree.day.show_value(NEW)
    tree.day.editingFinished.emit()
    wait_until_idle(qtbot, desk)
    assert line("xã Pú Nhung", "commune")[:2] == ("03260", 3), "the same code means another commune now"
    communes = [r.unit for r in tree.model.records if r.unit.line.unit_kind == "commune" and r.unit.centres]
    assert len(communes) == 8
    assert sum(unit.count.classes for unit in communes) == 215
    assert sum(unit.count.turns for unit in communes) == 21_641

    # The reports of all eight, each with its own name and numbers; together they are the district's.
    wanted = {unit.line.id for unit in communes}
    select(tree.table, [at for at in range(tree.model.rowCount()) if tree.model.record_at(at).id in wanted])
    assert "8 đơn vị: 19 trung tâm, 215 lớp, 21.641 lượt người" in tree.sum.text()
    click(tree.report_button)
    wait_until_idle(qtbot, desk)
    assert "báo cáo của 8 đơn vị" in page.banner.words.text()
    written = {folder.name.removesuffix("_2020_2026-01-01"): folder for folder in stick.iterdir()}
    assert set(written) == {search_key(unit.line.name).replace(" ", "-") for unit in communes}
    for unit in communes:
        pdf, docx, xlsx = by_ending(written[search_key(unit.line.name).replace(" ", "-")])
        values = {row[3]: row[1] for row in xlsx_values(xlsx)["Số liệu"] if row[3]}
        assert (values["{classes.held}"], values["{turns.attended}"]) == (unit.count.classes, unit.count.turns)
        for words in (joined(pdf_text(pdf)), docx_text(docx)):
            assert unit.line.name.removeprefix("xã ").casefold() in words.casefold()
            assert format_number(unit.count.turns) in words


def test_a_centre_moves_and_another_merges_without_losing_a_year(
    qtbot: QtBot, open_desk: OpenDesk, built_sample: Path, tmp_path: Path
) -> None:
    db = copied(built_sample / "aggregator.db", tmp_path / "aggregator.db")
    with opened(db) as store:
        units.load_units(store)
        before = reporting.figures(store, YEAR).to_json()
    desk = open_desk(db)
    assert desk.store is not None
    quick(desk.store)
    page = page_of(qtbot, desk, "units")
    assert isinstance(page, UnitsPage)
    click(page.tabs[TREE])
    wait_until_idle(qtbot, desk)
    tree = page.tree

    def change(name: str, key: str, other: str) -> None:
        tree.table.selectRow(
            tree.model.row_where(lambda r: (r.unit.line.name, r.unit.line.unit_kind) == (name, "centre"))
        )
        click(tree.buttons[key])
        click(tree.box.confirm)
        assert tree.box.isVisible(), "nothing chosen, nothing done"
        tree.box.target.input.setCurrentText(other)
        tree.box.since.input.show_value(date(2021, 3, 1))
        click(tree.box.confirm)
        wait_until_idle(qtbot, desk)
        assert not tree.box.isVisible(), tree.box.target.problem_label.text()

    change("xã Pú Xi", "merge", "xã Mường Mùn (trung tâm)")
    change("xã Ta Ma", "move", "xã Quài Tở (xã, phường)")
    assert reporting.figures(desk.store, YEAR).to_json() == before, "2020 is as it was"
    tree.day.show_value(date(2021, 6, 1))
    tree.day.editingFinished.emit()
    wait_until_idle(qtbot, desk)
    shown = {(r.unit.line.name, r.unit.line.unit_kind): r.unit for r in tree.model.records}
    assert ("xã Pú Xi", "centre") not in shown
    merged = shown["xã Mường Mùn", "centre"]
    assert merged.centres == 2, "its history is its successor's"
    assert shown["xã Ta Ma", "centre"].line.parent_name == "xã Quài Tở"


REFORM = date(2025, 7, 1)
COMMUNES = {
    ("xã Tuần Giáo", "03253"): ("thị trấn Tuần Giáo", "xã Quài Cang", "xã Quài Nưa"),
    ("xã Quài Tở", "03295"): ("xã Quài Tở", "xã Tỏa Tình", "xã Tênh Phông"),
    ("xã Mường Mùn", "03268"): ("xã Mường Mùn", "xã Mùn Chung", "xã Pú Xi"),
    ("xã Pú Nhung", "03260"): ("xã Pú Nhung", "xã Rạng Đông", "xã Ta Ma"),
    ("xã Chiềng Sinh", "03283"): ("xã Chiềng Sinh", "xã Nà Sáy", "xã Mường Thín", "xã Mường Khong"),
    ("xã Búng Lao", "03301"): ("xã Chiềng Đông",),
    ("xã Tủa Chùa", "03217"): ("xã Nà Tòng",),
    ("xã Sáng Nhè", "03244"): ("xã Phình Sáng",),
}
"""Where the nineteen centres lie since Resolution 1661/NQ-UBTVQH15 of 2025, without our list of communes."""


def ask(qtbot: QtBot, desk: Desk, tree: TreePanel, key: str, names: tuple[str, ...], other: str) -> None:
    """Move or merge these centres from the day of the reform on."""
    lines = [
        (r.unit.line.name, r.unit.line.unit_kind) for r in map(tree.model.record_at, range(len(tree.model.records)))
    ]
    select(tree.table, [lines.index((name, "centre")) for name in names])
    click(tree.buttons[key])
    tree.box.target.input.setCurrentText(other)
    tree.box.since.input.show_value(REFORM)
    click(tree.box.confirm)
    wait_until_idle(qtbot, desk)
    assert not tree.box.isVisible(), tree.box.target.problem_label.text()


def type_communes(qtbot: QtBot, desk: Desk, tree: TreePanel) -> None:
    """Each commune by hand, and its centres under it in one step."""
    for (name, code), centres in COMMUNES.items():
        click(tree.add_button)
        type_text(name)
        type_text(code, tree.box.code.input)
        tree.box.above.input.setCurrentText("huyện Tuần Giáo (huyện)")
        tree.box.since.input.show_value(REFORM)
        click(tree.box.confirm)
        wait_until_idle(qtbot, desk)
        ask(qtbot, desk, tree, "move", centres, f"{name} (xã, phường)")


def test_the_reform_of_2025_is_written_down_by_hand(
    qtbot: QtBot, open_desk: OpenDesk, built_sample: Path, tmp_path: Path
) -> None:
    """An office whose list is not in the program: eight communes typed, nineteen centres moved in eight steps, three
    centres made one; a slip is taken back in one step."""
    desk = open_desk(copied(built_sample / "aggregator.db", tmp_path / "aggregator.db"))
    assert desk.store is not None
    before = reporting.figures(quick(desk.store), YEAR).to_json()
    desk.window.open_page("units", "tree")
    wait_until_idle(qtbot, desk)
    page = desk.window.pages["units"]
    assert isinstance(page, UnitsPage)
    tree = page.tree
    tree.day.show_value(REFORM)
    tree.day.editingFinished.emit()
    wait_until_idle(qtbot, desk)

    type_communes(qtbot, desk, tree)
    found = {r.unit.line.code: r.unit for r in tree.model.records if r.unit.line.unit_kind == "commune"}
    assert {(one.line.name, code): one.centres for code, one in found.items()} == {
        key: len(centres) for key, centres in COMMUNES.items()
    }
    assert sum(one.count.classes for one in found.values()) == 215
    assert sum(one.count.turns for one in found.values()) == 21_641

    # A slip: two centres under the wrong commune; one step takes both back.
    ask(qtbot, desk, tree, "move", ("xã Pú Nhung", "xã Ta Ma"), "xã Búng Lao (xã, phường)")
    assert "xã Pú Nhung (trung tâm), xã Ta Ma (trung tâm)" in page.banner.words.text()
    click(page.banner.action)
    wait_until_idle(qtbot, desk)
    parents = {
        r.unit.line.name: r.unit.line.parent_name for r in tree.model.records if r.unit.line.unit_kind == "centre"
    }
    assert {parents[name] for name in COMMUNES["xã Pú Nhung", "03260"]} == {"xã Pú Nhung"}

    for name in ("xã Rạng Đông", "xã Ta Ma"):
        ask(qtbot, desk, tree, "merge", (name,), "xã Pú Nhung (trung tâm)")
    (one,) = [
        r.unit for r in tree.model.records if (r.unit.line.name, r.unit.line.unit_kind) == ("xã Pú Nhung", "centre")
    ]
    assert (one.centres, one.count.turns) == (3, found["03260"].count.turns), "their years are its own"
    assert reporting.figures(desk.store, YEAR).to_json() == before
    tree.day.show_value(YEAR.end)
    tree.day.editingFinished.emit()
    wait_until_idle(qtbot, desk)
    assert [(r.unit.line.unit_kind, r.unit.centres) for r in tree.model.records[:1]] == [("district", 19)]
    assert len(tree.model.records) == 20, "2020 is as it was: one district with its nineteen centres"


def test_assignments_for_all_are_written_at_once_under_new_names(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, stick: Path
) -> None:
    desk = open_desk(cases.district(tmp_path))
    page = page_of(qtbot, desk, "units")
    assert isinstance(page, UnitsPage)
    for count in (3, 6):
        click(page.assign_button)
        wait_until_idle(qtbot, desk)
        assert len(list(stick.glob("giao_*.clcsync"))) == count, "an earlier file is never replaced"
        assert "3 tệp giao" in page.banner.words.text()
    page.assign()
    assert page.progress.isVisible()
    page.progress.cancel.click()
    wait_until_idle(qtbot, desk)
    left = len(list(stick.glob("giao_*.clcsync"))) - 6
    assert f"Đã ghi {left} tệp giao" in page.banner.words.text()
    assert not page.progress.isVisible()


def test_a_revoked_key_is_replaced_by_a_new_registration(
    qtbot: QtBot, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(cases.district(tmp_path))
    page = page_of(qtbot, desk, "units")
    assert isinstance(page, UnitsPage)
    monkeypatch.setattr("clc_desktop.gui.pages.aggregator.machines.confirm", lambda *_args: True)
    click(page.tabs[1])
    panel = page.machines
    panel.table.selectRow(panel.model.row_where(lambda r: r.contact.unit_name == "xã Pú Nhung"))
    click(panel.revoke_button)
    wait_until_idle(qtbot, desk)
    assert {r.contact.unit_name for r in panel.model.records if r.contact.state == "revoked"} == {"xã Pú Nhung"}
    with opened(tmp_path / "new.db") as store:
        number = workspace.setup_centre(store, "xã Pú Nhung").check_number
        exchange.register(store, tmp_path / "new.clcsync")
    desk.window.open_page("units", tmp_path / "new.clcsync")
    wait_until_idle(qtbot, desk)
    page.check.box.input.show_value(number)
    click(page.check.confirm)
    wait_until_idle(qtbot, desk)
    assert page.whose.isVisible(), "the name is listed: a person says that it is the same centre's new PC"
    click(page.whose.confirm)
    wait_until_idle(qtbot, desk)
    assert "Đã duyệt xã Pú Nhung" in page.banner.words.text()
    states = sorted(r.contact.state for r in panel.model.records if r.contact.unit_name == "xã Pú Nhung")
    assert states == ["approved", "revoked"]
