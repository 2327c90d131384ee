"""Runs as a program of its own: opens the window on copies of a folder, works in it, and is killed at drawn events.

    python -m tests.faults.killed_window BASE OUT MOMENTS

For each kind of work a forked child opens the window on ``OUT/<work>/<k>`` (a copy of ``BASE``), goes to where the work
begins, and from there counts what reaches the disk: every SQL statement, every call of the system's file functions. At
event k it kills itself with SIGKILL, in the middle of a write where the event is one. The events are ``MOMENTS`` drawn
ones, the first commit, three around the file where one is written, and ``done``: when all was done. Prints
{work: {k: exit code}} as JSON: -9 where it was killed, 0 where event k did not come; and as ``offered`` the topic in
the form that the start after ``half_typed`` leads to.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clc_desktop import files  # before PySide6: our package tames its import hook

# isort: split
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from clc_desktop.domain.periods import calendar_year
from clc_desktop.gui import application, dialogs
from clc_desktop.gui.application import Desk
from tests.faults import killed
from tests.gui.hands import Keyboard, click, type_text

DB = "centre0.db"
STICK = "stick"
WORKBOOK = "lop.xlsx"
TOPIC = "Vệ sinh nước sạch ở bản Ta Cơn"
PATIENCE = 60
"""Seconds after which a state that does not come is given up."""
CTRL = Qt.KeyboardModifier.ControlModifier


class Fuse(killed.Fuse):
    """Counts file calls, too; kills the process itself, as the system would."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.events: list[str] = []
        for name, call in vars(files._os).items():
            setattr(files._os, name, self.watched(name, call))

    def burn(self, event: str) -> None:
        if self.count >= 0:
            self.events.append(event)
            if self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
            self.count += 1

    def watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*arguments: Any, **named: Any) -> Any:
            if name == "write" and self.count == self.at:
                descriptor, data = arguments
                os.write(descriptor, bytes(data)[: len(data) // 2])
            self.burn(name)
            return call(*arguments, **named)

        return watching


def until(holds: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    give_up = time.monotonic() + PATIENCE
    while not holds():
        QApplication.processEvents()
        assert time.monotonic() < give_up, "it did not come"
        time.sleep(0.002)


def settle(desk: Desk) -> None:
    """All is done and shown; where there is no screen, a list of suggestions that closes leaves no window active."""
    desk.window.activateWindow()
    until(desk.window.isActiveWindow)
    for _round in range(3):
        QApplication.processEvents()
        until(lambda: desk.jobs.idle)
    QApplication.processEvents()


def opened(desk: Desk, key: str, what: object = None) -> Any:
    desk.window.open_page(key, what)
    settle(desk)
    return desk.window.pages[key]


def half_typed(desk: Desk) -> Callable[[], None]:
    """A form of which a part is typed; it is kept while the person thinks."""
    page = opened(desk, "classes", "new")

    def work() -> None:
        type_text(TOPIC)
        until(lambda: bool(page.form.draft_note.text()))

    return work


def saving(desk: Desk) -> Callable[[], None]:
    half_typed(desk)()
    settle(desk)
    keys = Keyboard()
    keys.tab()
    for text in ("5/1", "phap luat", "", "45"):
        type_text(text)
        keys.tab()
    page = desk.window.pages["classes"]
    page.form.form.flush_draft()  # type: ignore[attr-defined]
    settle(desk)
    return lambda: keys.press(Qt.Key.Key_S, CTRL)


def importing(desk: Desk) -> Callable[[], None]:
    page = opened(desk, "import")
    page.examine(desk.db.with_name(WORKBOOK))
    settle(desk)
    return lambda: click(page.accept_button)


def marking(desk: Desk) -> Callable[[], None]:
    page = opened(desk, "attendance")
    page.table.setFocus()
    page.open_with(next(row.id for row in page.model.records if row.people))
    settle(desk)
    page.choose(1)

    def work() -> None:
        Keyboard().press(Qt.Key.Key_A, CTRL)
        settle(desk)
        Keyboard().press(Qt.Key.Key_Space)

    return work


def submitting(desk: Desk) -> Callable[[], None]:
    dialogs.choose_folder = lambda *_args: desk.db.with_name(STICK)
    dialogs.sticks_there = lambda: ()
    page = opened(desk, "submit")

    def work() -> None:
        click(page.submit_button)
        settle(desk)
        if page.reason.isVisible():
            type_text("Sẽ bổ sung sau")
            click(page.reason.confirm)

    return work


SCENARIOS = {made.__name__: made for made in (half_typed, saving, importing, marking, submitting)}


def started(folder: Path) -> Desk:
    desk = application.open_desk(folder / DB)
    desk.window.show()
    desk.window.activateWindow()
    until(lambda: desk.window.isActiveWindow() and desk.window.context is not None)
    settle(desk)
    return desk


def work(folder: Path, scenario: str, at: int) -> list[str]:
    """Do it all; gives back the events that there were."""
    fuse = Fuse(at)
    desk = started(folder)
    act = SCENARIOS[scenario](desk)
    fuse.light()
    act()
    settle(desk)
    return fuse.events


def offered(folder: Path) -> None:
    """Open the window again and go on with what was half typed; writes down the topic that stands in the form."""
    desk = started(folder)
    home = desk.window.pages["home"]
    click(next(made for made in home.findChildren(QPushButton) if made.accessibleName() == "Ghi tiếp"))
    settle(desk)
    page: Any = desk.window.pages["classes"]
    (folder / "offered").write_text(page.form.form.boxes["topic"].input.raw(), encoding="utf-8")


def forked(act: Callable[[], object], *, killed_after: bool = False) -> int:
    """A child that does something; gives back how it ended."""
    child = os.fork()
    if child == 0:
        try:
            act()
            if killed_after:
                os.kill(os.getpid(), signal.SIGKILL)
            os._exit(0)
        except Exception:  # noqa: BLE001  the parent's copy of the stack must not be run on
            traceback.print_exc()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at_moments(base: Path, out: Path, scenario: str, moments: int) -> dict[str, int]:
    """All children of one kind of work."""

    def copied(name: str) -> Path:
        return shutil.copytree(base, out / scenario / name)

    folder = copied("done")
    told = folder / "events"
    ends = {
        "done": forked(
            lambda: told.write_text(json.dumps(work(folder, scenario, -1)), encoding="utf-8"), killed_after=True
        )
    }
    events = json.loads(told.read_text(encoding="utf-8"))
    drawn = {events.index("COMMIT"), *random.Random(scenario).sample(range(1, len(events)), moments)}
    on_file = [at for at, event in enumerate(events) if event in vars(files._os)]
    if on_file:  # in the midst of the file, before it has its name, and before the database knows of it
        drawn |= {events.index("write"), events.index("rename"), on_file[-1] + 1}
    for at in sorted(drawn):
        ends[str(at)] = forked(lambda at=at: work(copied(str(at)), scenario, at))  # type: ignore[misc]
    return ends


def main() -> None:
    base, out, moments = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    application.prepare()
    QSettings().setValue("period", calendar_year(2020).code)
    QSettings().sync()
    ends: dict[str, Any] = {name: killed_at_moments(base, out, name, moments) for name in SCENARIOS}
    after = out / "half_typed" / "done"
    forked(lambda: offered(after))
    ends["offered"] = (after / "offered").read_text(encoding="utf-8")
    print(json.dumps(ends))


if __name__ == "__main__":
    main()
