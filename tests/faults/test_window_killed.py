"""The window killed in the midst of its work: the database is whole, a draft waits, the stick holds a file or none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from clc_desktop.store import backups
from clc_desktop.usecases import attendance, classes, drafts, exchange, merging, rosters, workspace
from clc_desktop.usecases.workspace import Store
from tests.gui import cases

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is forked for each moment")
CLONE = Path(__file__).resolve().parents[2]
MOMENTS = 40 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 1
"""How many moments are drawn of each kind of work, beside the commit."""
WHOLE = {"ok", "gap"}
"""What is said of a file that can be read from end to end; the district has not merged the one before it."""
FIRST = "xa-pu-nhung_2020_001.clcsync"
"""What was submitted before."""
Ends = tuple[Path, dict[str, Any]]
TOPIC = "Vệ sinh nước sạch ở bản Ta Cơn"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre that knows its district: eight classes, one with a roster of ten; a workbook of 30; an empty stick."""
    folder = tmp_path_factory.mktemp("killed")
    cases.district(folder, ("xã Pú Nhung",))
    store = workspace.open_store(folder / "centre0.db")
    class_id = classes.list_classes(store)[0].id
    rosters.add_to_roster(store, class_id, [{"full_name": f"Lò Văn {name}"} for name in "ABCDEGHIKL"])
    attendance.add_session(store, class_id, cases.YEAR.end)
    store.close()
    shutil.rmtree(folder / "sync")
    (folder / "stick").mkdir()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lớp học"
    sheet.append(["Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Hình thức tổ chức", "Số buổi", "Số lượt người"])
    for number in range(30):
        sheet.append([f"{1 + number % 28}/4/2020", f"Chuyên đề {number}", "Kinh tế, thu nhập", "Trung tâm", 1, 47])
    book.save(folder / "lop.xlsx")
    return folder


@pytest.fixture(scope="module")
def ends(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Ends:
    """Where everything was killed, and how each process ended."""
    out = tmp_path_factory.mktemp("ends")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed_window", str(base), str(out), str(MOMENTS)],
        cwd=CLONE,
        env=os.environ | {"PYTHONPATH": str(CLONE), "HOME": str(out), "XDG_CONFIG_HOME": str(out / "config")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


def opened(ends: Ends, work: str) -> Iterator[tuple[Path, Store]]:
    """The folders in which this work was killed at drawn moments, each with its database opened again, and whole."""
    out, codes = ends
    assert set(codes[work].values()) <= {-9, 0}
    assert list(codes[work].values()).count(-9) > 1, "the moments came"
    for moment in codes[work]:
        store = workspace.open_store(out / work / moment / "centre0.db")
        with store.read() as conn:
            assert not backups.faults(conn), f"{work} killed at {moment}"
        yield out / work / moment, store
        store.close()


def topics(store: Store) -> list[str]:
    return [row.topic for row in classes.list_classes(store)]


def test_a_form_that_was_half_typed_is_offered(ends: Ends) -> None:
    kept = {folder.name: drafts.drafts(store) for folder, store in opened(ends, "half_typed")}
    assert [draft.values["topic"] for draft in kept["done"]] == [TOPIC]
    assert ends[1]["offered"] == TOPIC


def test_a_class_is_saved_or_still_a_draft(ends: Ends) -> None:
    seen = set()
    for _folder, store in opened(ends, "saving"):
        is_saved = TOPIC in topics(store)
        is_draft = [draft.values["topic"] for draft in drafts.drafts(store)] == [TOPIC]
        assert is_saved or is_draft, "what was typed is gone"
        if is_saved:
            assert next(row.turns for row in classes.list_classes(store) if row.topic == TOPIC) == 45
        seen.add(is_saved)
    assert seen == {True, False}


def test_an_import_is_there_as_a_whole_or_not_at_all(ends: Ends) -> None:
    counts = [len(topics(store)) for _folder, store in opened(ends, "importing")]
    assert set(counts) == {8, 38}


def test_marks_are_kept_one_by_one(ends: Ends) -> None:
    seen = set()
    for _folder, store in opened(ends, "marking"):
        sessions = classes.get_class(store, classes.list_classes(store)[0].id).sessions
        marked = max(sessions, key=lambda session: session.held_on)
        assert marked.present == len(marked.attended)
        seen.add((len(marked.attended), len(marked.absent)))
    assert seen <= {(0, 0), (10, 0), (9, 1)}
    assert len(seen) > 1


def test_a_stick_holds_a_whole_file_or_none(base: Path, ends: Ends) -> None:
    district = workspace.open_store(base / "aggregator.db")
    seen = set()
    for folder, store in opened(ends, "submitting"):
        found = sorted((folder / "stick").glob("*.clcsync"))
        verdicts = [merging.examine(district, [path])[0].code for path in found]
        assert set(verdicts) <= WHOLE, f"{folder.name}: {verdicts}"
        seen.add(len(found))
        sent = {line.file_name for line in exchange.sent_files(store)}
        assert sent - {path.name for path in found} <= {FIRST}, "logged, and not on the stick"
        name = exchange.suggested_name(store, cases.YEAR)
        again = exchange.submit(store, cases.YEAR, folder / "stick" / name)
        assert merging.examine(district, [folder / "stick" / again.file_name])[0].code in WHOLE
    assert seen == {0, 1}
    district.close()
