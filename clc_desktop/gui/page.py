"""What every page is: built once, refreshed from use cases, acting through jobs, saying how it went in its banner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from clc_desktop.domain.errors import ClcError
from clc_desktop.gui import theme
from clc_desktop.gui.jobs import Cancelled, Job, Jobs, Progress
from clc_desktop.gui.messages import Banner
from clc_desktop.gui.periods import PeriodChooser, PeriodState
from clc_desktop.gui.progress import ProgressStrip
from clc_desktop.gui.widgets import help_button, label
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.workspace import Identity, Store

T = TypeVar("T")


class Notices(QObject):
    """What one page tells the others: records have changed, another page is wanted, the window closes."""

    changed = Signal()
    closing = Signal()
    """The last moment to hand over what is typed and not yet kept."""
    go_to = Signal(str, object)
    help_wanted = Signal()
    """The help of the page that is open."""
    person_changed = Signal(str)
    """Somebody else works here from now on: their name."""
    waiting = Signal(str, int)
    """So many things wait on the page of this key: the number beside its name."""


@dataclass(frozen=True)
class Context:
    """Everything a page may use; made once, in ``application``."""

    store: Store
    identity: Identity
    jobs: Jobs
    periods: PeriodState
    notices: Notices


class Page(QWidget):
    """Title row (secondary actions, period, one primary action at the right), banner, content.

    ``refresh`` is called when the page is shown and something has changed since, and when the period changes.
    """

    def __init__(self, context: Context, title: str, *, has_period: bool = False) -> None:
        super().__init__()
        self.context = context
        self._is_stale = True
        self.title = label(_(title), "title")
        self.banner = Banner()
        self.progress = ProgressStrip()
        self.title.setMinimumHeight(theme.INPUT_HEIGHT)
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.GRID)
        self._head.addWidget(self.title)
        self.help_button = help_button(context.notices.help_wanted.emit)
        self._head.addWidget(self.help_button)
        self._head.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(3 * theme.GRID, 2 * theme.GRID, 3 * theme.GRID, 2 * theme.GRID)
        outer.setSpacing(theme.GRID + 4)
        outer.addLayout(self._head)
        outer.addWidget(self.banner)
        outer.addWidget(self.progress)
        self.content = QVBoxLayout()
        self.content.setSpacing(theme.GRID + 4)
        outer.addLayout(self.content, 1)
        self.period_chooser: PeriodChooser | None = None
        if has_period:
            self.period_chooser = PeriodChooser(context.periods)
            self.add_to_head(self.period_chooser)
            context.periods.changed.connect(lambda _period: self.mark_stale())
        context.notices.changed.connect(self.mark_stale)

    def add_to_head(self, *widgets: QWidget) -> None:
        """Put something at the right end of the title row."""
        for widget in widgets:
            self._head.addWidget(widget)

    def refresh(self) -> None:
        """Read again what is shown."""

    def take_keys(self) -> None:
        """Keys work as soon as the page is open: where they were the last time, else in its list, its first input, or
        on the button of what is to be done first."""
        last = cast("QWidget | None", self.focusWidget())  # PySide's stubs know of no None
        if last is None or last is self.help_button or not last.isVisible():
            last = self.first_stop()
        if last is not None:
            last.setFocus(Qt.FocusReason.OtherFocusReason)

    def first_stop(self) -> QWidget | None:
        """Of what Tab reaches, below the title row if there is anything."""
        stops = [
            found
            for found in self.findChildren(QWidget)
            if found.focusPolicy() & Qt.FocusPolicy.TabFocus and found.isVisible() and found.isEnabled()
        ]  # not by Qt's focus chain: PySide then takes each widget for the child of the one before it
        places = {found: found.mapTo(self, QPoint(0, 0)) for found in stops}
        stops.sort(key=lambda found: (places[found].y(), places[found].x()))
        title_row = self._head.geometry().bottom()
        below = [found for found in stops if places[found].y() > title_row]
        lists = [found for found in below if isinstance(found, QAbstractItemView)]
        inputs = [found for found in below if not isinstance(found, QPushButton)]
        return next(iter(lists or inputs or below or reversed(stops)), None)

    def open_with(self, what: Any) -> None:
        """Another page asked for something in particular (a record, a new one)."""

    def mark_stale(self) -> None:
        """What is shown may be old: refresh now, or when the page is next shown."""
        self._is_stale = True
        if self.isVisible():
            QTimer.singleShot(0, self, self._refresh_if_stale)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._refresh_if_stale)

    def _refresh_if_stale(self) -> None:
        if self._is_stale and self.isVisible():
            self._is_stale = False
            self.refresh()

    # --- acting ---

    def load(self, work: Callable[[], T], show: Callable[[T], None], *, behind: bool = False) -> Job:
        """Read something and show it; ``behind`` what other pages open with."""
        return self.context.jobs.run(work, show, self.banner.error, owner=self, behind=behind)

    def act(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[ClcError], None] | None = None
    ) -> Job:
        """Do something that writes; every page hears of the change before ``done`` says so."""
        return self.context.jobs.run(work, self._announcing(done), failed or self.banner.error, owner=self)

    def act_long(self, work: Callable[[Progress, Cancelled], T], done: Callable[[T], None], words: str) -> None:
        """The same for work that takes long: with progress and Cancel above the content. Refused half way it may have
        written what came before, so pages hear of that too."""
        self._run_long(work, self._announcing(done), self._announcing(self.banner.error), words)

    def read_long(self, work: Callable[[Progress, Cancelled], T], show: Callable[[T], None], words: str) -> None:
        """Long work that writes nothing of ours."""
        self._run_long(work, show, self.banner.error, words)

    def _run_long(
        self,
        work: Callable[[Progress, Cancelled], T],
        done: Callable[[T], None],
        failed: Callable[[ClcError], None],
        words: str,
    ) -> None:
        if not self.progress.isHidden():
            self.banner.say(_("Việc trước chưa xong. Hãy đợi, hoặc bấm Dừng lại."), "warning")
            return
        self.banner.hide_message()
        strip = self.progress
        job = self.context.jobs.run_long(
            work, done, failed, progress=strip.advance, ended=strip.finish, label=words, owner=self
        )
        strip.begin(words, job.cancel)

    def _announcing(self, done: Callable[[T], None]) -> Callable[[T], None]:
        def tell(result: T) -> None:
            self.context.notices.changed.emit()
            done(result)

        return tell
