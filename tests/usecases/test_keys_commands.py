"""The commands for keys, PCs and copies, as a person at a terminal uses them."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from clc_desktop import cli, files
from clc_desktop.domain.errors import ClcError
from clc_desktop.store import restoring
from clc_desktop.usecases import safekeeping, workspace
from tests.usecases.keys_world import World, content, number, refused, topics, type_class

Run = Callable[..., str]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: object, code: int = 0) -> str:
        capsys.readouterr()
        assert cli.run([str(part) for part in arguments]) == code, capsys.readouterr().err
        said = capsys.readouterr()
        return said.err if code else said.out

    return command


def sheet_lines(path: Path) -> str:
    text = pypdf.PdfReader(path).pages[0].extract_text()
    return "\n".join(line.partition(":")[2] for line in text.splitlines() if line.strip().startswith("Dòng "))


def test_from_the_sheet_to_the_next_submission(world: World, run: Run) -> None:
    district = world.district()
    centre = world.joined(district)
    type_class(centre)
    sheet, stick, new = world.file("pdf"), world.folder / "stick.db", world.folder / "new.db"
    run("--db", centre.path, "recovery-sheet", "--out", sheet)
    run("--db", centre.path, "backup", "--out", stick)
    assert number(centre) in run("--db", new, "restore", stick)
    assert run("--db", new, "check", code=0).splitlines()
    assert run("--db", new, "submit", "--period", "2020", "--out", world.file(), code=1).startswith("keys_missing: ")
    assert number(centre) in run("--db", new, "recover", "--code", sheet_lines(sheet))
    submission = world.file()
    run("--db", new, "submit", "--period", "2020", "--out", submission)
    assert world.merge(district, submission) == ["ok"]


def test_the_lines_come_from_a_pipe_too(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet, new = world.file("pdf"), world.folder / "new.db"
    run("--db", world.centre().path, "recovery-sheet", "--out", sheet)
    monkeypatch.setattr(sys, "stdin", io.StringIO(sheet_lines(sheet)))
    assert "xã Pú Nhung" in run("--db", new, "recover", "--name", "xã Pú Nhung")
    wrong = sheet_lines(sheet).replace("1", "2", 1)
    said = run("--db", world.folder / "other.db", "recover", "--code", wrong, "--name", "xã", code=1)
    assert said.startswith("recovery_mistyped: ")
    assert wrong.strip()[:9] not in said


def test_a_person_is_asked_again_for_a_wrong_line(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from clc_desktop.cli import keys

    sheet = world.file("pdf")
    run("--db", world.centre().path, "recovery-sheet", "--out", sheet)
    lines = sheet_lines(sheet).splitlines()
    typed = iter([lines[1], *lines])
    monkeypatch.setattr(keys.click, "prompt", lambda *_args, **_named: next(typed))
    monkeypatch.setattr(sys, "stdin", _Terminal())
    run("--db", world.folder / "new.db", "recover", "--name", "xã Pú Nhung")
    assert next(typed, None) is None


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_second_pc_and_a_stolen_one(world: World, run: Run) -> None:
    district = world.district()
    first, second = world.joined(district), world.centre("máy 2")
    registration, assignment = world.registration(second), world.file()
    said = run("--db", district.path, "approve", registration, code=1)
    assert said.startswith("check_number_needed: ")
    run("--db", district.path, "approve", registration, "--check-number", number(second), "--as", "xã Pú Nhung")
    run("--db", district.path, "assign", "--centre", "xã Pú Nhung", "--out", assignment)
    run("--db", second.path, "read", assignment, "--check-number", number(district))
    listed = json.loads(run("--db", district.path, "keys", "--json"))
    assert [(line["unit_name"], line["state"]) for line in listed] == [("xã Pú Nhung", "approved")] * 2
    assert {line["check_number"] for line in listed} == {number(first), number(second)}
    stolen = next(line for line in listed if line["check_number"] == number(first))
    assert stolen["installation_id"] in run("--db", district.path, "keys")
    run("--db", district.path, "revoke", "--installation", stolen["installation_id"])
    run("--db", district.path, "revoke", code=2)
    run("--db", district.path, "revoke", "--centre", "x", "--installation", "y", code=2)
    verdicts = json.loads(run("--db", district.path, "merge", world.submission(second), "--json"))
    assert verdicts["files"][0]["verdict"] == "ok"


def test_keys_are_changed_by_two_commands(world: World, run: Run) -> None:
    district = world.district()
    centre = world.joined(district)
    path = world.file()
    assert run("--db", centre.path, "rotate-keys", "--out", path).strip() == number(centre)
    run("--db", district.path, "approve", path)
    assert world.merge(district, world.submission(centre)) == ["ok"]


def test_check_speaks_json_and_fails_for_a_damaged_database(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = world.centre()
    type_class(store)
    found: dict[str, Any] = json.loads(run("--db", store.path, "check", "--json"))
    assert (found["sound"], found["keys"], found["records"]["learning_class"]) == (True, "file", 1)
    bad = safekeeping.Health(("row 1 missing from index",), 0, {}, "file")
    monkeypatch.setattr(safekeeping, "check", lambda _store: bad)
    assert "row 1 missing from index" in run("--db", store.path, "check", code=1)


def test_a_database_that_is_being_written_is_not_restored_into(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "_TRIES", 2)
    store = world.centre()
    type_class(store, "Trước")
    backup = safekeeping.backup(store, world.folder / "b.db")
    copy = world.folder / "target.db"
    workspace.open_store(copy).close()
    target = world.database("target")
    with target.write("test") as tx:
        tx.conn.exec_driver_sql("INSERT INTO meta VALUES ('held', '1')")
        with pytest.raises(ClcError) as caught:
            restoring.put_in_place(backup, copy)
    assert caught.value.code == "database_busy"
    safekeeping.restore(copy, backup)
    assert topics(target) == ["Trước"]


def test_a_window_that_reads_meanwhile_sees_one_database_or_the_other(world: World) -> None:
    one = world.centre("xã một")
    for index in range(50):
        type_class(one, f"Một {index}")
    backup = safekeeping.backup(one, world.folder / "b.db")
    target = world.centre("xã hai")
    type_class(target, "Hai")
    seen: list[list[str]] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            seen.append(topics(target))

    thread = threading.Thread(target=look)
    thread.start()
    safekeeping.restore(target.path, backup)
    stop.set()
    thread.join()
    whole = sorted(f"Một {index}" for index in range(50))
    assert all(found in (["Hai"], whole) for found in seen)
    assert topics(target) == whole


def test_nothing_is_set_up_when_the_keys_cannot_be_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store = world.database("new")

    def fail(*_args: object, **_named: object) -> None:
        raise ClcError("no_space", path="")

    monkeypatch.setattr(files, "atomic_write", fail)
    with refused("no_space", store):
        workspace.setup_centre(store, "xã Pú Nhung")
    monkeypatch.undo()
    workspace.setup_centre(store, "xã Pú Nhung")
    assert content(store)
