"""Work that may take time, away from the window's thread: the one way in which pages call use cases.

Guarantees: one job at a time, in the order they were asked for, on one worker thread (the store is never used by two
threads at once); only what is asked for ``behind`` lets the others pass, in an order of its own; ``done``, ``failed``
and ``progress`` are called on the window's thread; a job whose owner is gone runs to its end but tells nobody;
``close()`` cancels what can be cancelled and waits for the rest, so that nothing that was saved with a keystroke is
lost when the window closes; from then on nobody is told. As long as the worker lives, garbage is collected on the
window's thread only.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui.garbage import Collector

log = logging.getLogger(__name__)
T = TypeVar("T")
Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
HAND_OVER = 0.0005
"""Seconds after which busy work hands the interpreter to a window that wants it; Python's own 5 ms are felt as a jerk,
for a paint asks many times."""


@dataclass(eq=False)
class Job:
    """One piece of work: what it is called on the screen, how far it is, whether it was asked to stop."""

    work: Callable[[], Any]
    done: Callable[[Any], None] | None
    failed: Callable[[ClcError], None] | None
    progress: Progress | None
    label: str
    cancellable: bool
    owner: QObject | None
    behind: bool = False
    ended: Callable[[], None] | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop at its next step; what one step has written stays whole."""
        self._stop.set()

    def is_cancelled(self) -> bool:
        """What the work asks between its steps."""
        return self._stop.is_set()

    @property
    def wanted(self) -> bool:
        """Whether there is still somebody to tell."""
        return self.owner is None or isValid(self.owner)


class Jobs(QObject):
    """The worker. ``busy`` says when it starts and stops being at work; ``bug`` brings what nobody expected."""

    busy = Signal(bool)
    progressed = Signal(int, int, str)
    bug = Signal(Exception)
    refused = Signal(Exception)
    _reported = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Job] = deque()
        self._behind: deque[Job] = deque()
        self._current: Job | None = None
        self._unreported = 0
        self._closing = False
        self._wake = threading.Condition()
        self._reported.connect(self._tell)  # from the worker, so queued by itself
        self._collector = Collector(self)
        self._collector.start()
        sys.setswitchinterval(HAND_OVER)
        self._thread = threading.Thread(target=self._serve, name="clc-worker", daemon=True)
        self._thread.start()

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[ClcError], None] | None = None,
        *,
        label: str = "",
        owner: QObject | None = None,
        behind: bool = False,
    ) -> Job:
        """Do ``work`` on the worker; then ``done(result)``, or ``failed(error)`` for an error a person can act on.

        ``behind``: when nothing else waits; for what a page can do without when it opens.
        """
        return self._add(Job(work, done, failed, None, label, False, owner, behind))

    def run_long(
        self,
        work: Callable[[Progress, Cancelled], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[ClcError], None] | None = None,
        *,
        progress: Progress | None = None,
        ended: Callable[[], None] | None = None,
        label: str = "",
        owner: QObject | None = None,
    ) -> Job:
        """The same for work that says how far it is and can be asked to stop between two steps; ``ended`` is called
        first whatever came of it, be it a bug.
        """
        job = Job(lambda: work(self._reporter(job), job.is_cancelled), done, failed, progress, label, True, owner)
        job.ended = ended
        return self._add(job)

    @property
    def idle(self) -> bool:
        """Nothing running, nothing waiting, nothing left to tell."""
        with self._wake:
            return self._unreported == 0

    @property
    def current(self) -> Job | None:
        """What runs now, for the status bar."""
        return self._current

    def close(self) -> None:
        """Cancel what can be, drop what waits behind, finish the rest, end the thread. Safe to call twice."""
        with self._wake:
            self._closing = True
            self._unreported -= len(self._behind)
            self._behind.clear()
            for job in (*self._waiting, self._current):
                if job is not None and job.cancellable:
                    job.cancel()
            self._wake.notify_all()
        self._thread.join()
        self._collector.stop()

    def _add(self, job: Job) -> Job:
        with self._wake:
            if self._closing and job.behind:  # as what waits behind is dropped
                return job
            if self._closing:
                raise RuntimeError("work was asked for after the worker was closed")
            (self._behind if job.behind else self._waiting).append(job)
            self._unreported += 1
            first = self._unreported == 1
            self._wake.notify()
        if first:
            self.busy.emit(True)
        return job

    def _reporter(self, job: Job) -> Progress:
        def report(done: int, total: int, what: str) -> None:
            self._reported.emit(job, "progress", (done, total, what))

        return report

    def _serve(self) -> None:
        """The worker's whole life."""
        while True:
            with self._wake:
                while not (self._waiting or self._behind or self._closing):
                    self._wake.wait()
                if not (self._waiting or self._behind):
                    return
                self._current = job = (self._waiting or self._behind).popleft()
            outcome, value = _outcome(job)
            with self._wake:
                self._current = None
            self._reported.emit(job, outcome, value)

    def _tell(self, job: Job, outcome: str, value: Any) -> None:
        """On the window's thread: hand the result to whoever asked."""
        if outcome == "progress":
            if job.wanted and not self._closing:
                self.progressed.emit(*value)
                if job.progress is not None:
                    job.progress(*value)
            return
        try:
            self._deliver(job, outcome, value)
        finally:
            with self._wake:
                self._unreported -= 1
                idle = self._unreported == 0
            if idle:
                self.busy.emit(False)

    def _deliver(self, job: Job, outcome: str, value: Any) -> None:
        if self._closing:  # the window is going: whoever were told would only ask for more
            return
        if job.ended is not None and job.wanted:
            job.ended()
        if outcome == "bug":
            self.bug.emit(value)
        elif not job.wanted:
            return
        elif outcome == "done" and job.done is not None:
            job.done(value)
        elif outcome == "failed":
            (job.failed or self.refused.emit)(value)


def _outcome(job: Job) -> tuple[str, Any]:
    """Run the work and sort what comes out: a result, a known error, or a bug (which goes to the log at once)."""
    try:
        return "done", job.work()
    except ClcError as error:
        return "failed", error
    except Exception as error:
        log.error("a job failed: %s", job.label or job.work, exc_info=error)
        return "bug", error
