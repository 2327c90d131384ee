"""The worker: one thing at a time, results on the window's thread, nothing lost at the end."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui.garbage import FEW
from clc_desktop.gui.jobs import Cancelled, Jobs, Progress


@pytest.fixture
def jobs(qapp: QObject) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def test_work_runs_in_order_on_one_other_thread_and_results_come_back_to_this_one(qtbot: QtBot, jobs: Jobs) -> None:
    here, seen = threading.get_ident(), []

    def work(number: int) -> tuple[int, int]:
        return number, threading.get_ident()

    for number in range(5):
        jobs.run(lambda number=number: work(number), lambda found: seen.append((*found, threading.get_ident())))  # type: ignore[misc]
    qtbot.waitUntil(lambda: jobs.idle)
    assert [number for number, _there, _back in seen] == [0, 1, 2, 3, 4]
    assert {back for _number, _there, back in seen} == {here}
    assert here not in {there for _number, there, _back in seen}
    assert len({there for _number, there, _back in seen}) == 1


def test_a_known_error_goes_to_failed_and_a_bug_to_bug(qtbot: QtBot, jobs: Jobs) -> None:
    failed: list[ClcError] = []
    bugs: list[Exception] = []
    done: list[object] = []
    jobs.bug.connect(bugs.append)

    def refuse() -> None:
        raise ClcError("damaged")

    def stumble() -> None:
        raise KeyError("x")

    jobs.run(refuse, done.append, failed.append)
    jobs.run(stumble, done.append, failed.append)
    jobs.run(lambda: 1, done.append, failed.append)
    qtbot.waitUntil(lambda: jobs.idle)
    assert [error.code for error in failed] == ["damaged"]
    assert [type(error) for error in bugs] == [KeyError]
    assert done == [1], "the worker lives on after a bug"


def test_long_work_says_how_far_it_is_and_stops_when_asked(qtbot: QtBot, jobs: Jobs) -> None:
    steps: list[tuple[int, int, str]] = []
    go_on = threading.Event()

    def work(progress: Progress, cancelled: Cancelled) -> int:
        for number in range(100):
            if cancelled():
                return number
            progress(number, 100, f"tệp {number}")
            go_on.wait(10)
        return 100

    result: list[int] = []
    job = jobs.run_long(work, result.append, progress=lambda *step: steps.append(step))
    qtbot.waitUntil(lambda: bool(steps))
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert steps[0] == (0, 100, "tệp 0")
    assert result == [1]


def test_nobody_is_told_when_the_owner_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    from shiboken6 import delete

    owner, told = QObject(), []
    jobs.run(lambda: 1, told.append, owner=owner)
    delete(owner)
    qtbot.waitUntil(lambda: jobs.idle)
    assert told == []


def test_closing_finishes_what_was_asked_for_and_ends_the_thread(qapp: QObject) -> None:
    jobs, written = Jobs(), []
    for number in range(20):
        jobs.run(lambda number=number: written.append(number))  # type: ignore[misc]
    jobs.close()
    jobs.close()
    assert written == list(range(20))
    assert not [thread for thread in threading.enumerate() if thread.name == "clc-worker" and thread.is_alive()]
    with pytest.raises(RuntimeError):
        jobs.run(lambda: None)


def test_what_is_behind_lets_everything_else_pass_and_is_dropped_at_the_end(qapp: QObject, qtbot: QtBot) -> None:
    jobs, began, go_on, done = Jobs(), threading.Event(), threading.Event(), []

    def hold() -> None:
        began.set()
        go_on.wait(10)

    jobs.run(hold)
    assert began.wait(10)
    jobs.run(lambda: done.append("behind 1"), behind=True)
    jobs.run(lambda: done.append("behind 2"), behind=True)
    jobs.run(lambda: done.append("first"))
    go_on.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert done == ["first", "behind 1", "behind 2"]
    began.clear()
    go_on.clear()
    jobs.run(hold)
    assert began.wait(10)
    jobs.run(lambda: done.append("only shown"), behind=True)
    jobs.run(lambda: done.append("saved"))
    threading.Timer(0.05, go_on.set).start()
    jobs.close()
    assert done[3:] == ["saved"]


class Knot:
    """Garbage that only a collector finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_of_the_worker_is_collected_on_the_windows_thread_only(qtbot: QtBot, jobs: Jobs) -> None:
    collected_by: list[int] = []

    def litter() -> None:
        for _time in range(3 * FEW):
            knot = Knot()
        weakref.finalize(knot, lambda: collected_by.append(threading.get_ident()))

    assert not gc.isenabled(), "the interpreter would collect wherever it stands, on the worker too"
    jobs.run(litter)
    qtbot.waitUntil(lambda: bool(collected_by))
    assert collected_by == [threading.get_ident()]
    jobs.close()
    assert gc.isenabled()
