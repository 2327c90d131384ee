"""Puts the window together: one application, one lock per database, one worker, one window.

The window paints first; icons, pages and the database come behind it. So this file imports at its top only what the
first paint needs.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLockFile, QSettings, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from clc_desktop import files
from clc_desktop.domain.errors import ClcError
from clc_desktop.gui import theme
from clc_desktop.gui.jobs import Jobs
from clc_desktop.gui.main_window import MainWindow
from clc_desktop.i18n import error_text
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from clc_desktop.usecases.officers import Officer
    from clc_desktop.usecases.workspace import Identity, Store

log = logging.getLogger(__name__)

SAMPLE_NAME = "du-lieu-mau.db"
"""The sample to play with, beside the person's own database."""


@dataclass
class Desk:
    """What one open database needs, from the first paint to the last saved letter."""

    db: Path
    window: MainWindow
    jobs: Jobs
    store: Store | None = None

    def close(self) -> None:
        """Finish what is being written, then close the database. Safe to call twice."""
        if self.store is not None:
            self.window.finish_typing()
        self.jobs.close()
        if self.store is not None:
            from clc_desktop.usecases import officers

            self.store.close()
            self.store = None
            officers.act_as("")


def run(db: Path) -> int:
    """Open the window on a database and stay until it is closed; 1 when another window has that database open."""
    application = prepare()
    lock = QLockFile(f"{db}.lock")
    if not lock.tryLock(100):
        _say_already_open(db)
        return 1
    desk = open_desk(db)
    previous_hook = sys.excepthook
    sys.excepthook = lambda kind, error, trace: _unexpected(desk, kind, error, trace)
    desk.window.show()
    try:
        return int(application.exec())
    finally:
        desk.close()
        sys.excepthook = previous_hook
        lock.unlock()


def chosen_language() -> str:
    """The language that was chosen on the settings page; Vietnamese until then."""
    _name_settings()
    return str(QSettings().value("language", "vi"))


def _name_settings() -> None:
    """Where this person's window settings lie: a file in the usual folder, on every system."""
    QCoreApplication.setOrganizationName("clc-desktop")
    QCoreApplication.setApplicationName("clc-desktop")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)


def prepare() -> QApplication:
    """The application in its dress."""
    _name_settings()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    QGuiApplication.setDesktopFileName("clc-desktop")
    theme.apply(application, files.resource_path())
    return application


def open_desk(db: Path) -> Desk:
    """A window that paints at once; the database is opened behind it (that is where the heavy packages are)."""
    window = MainWindow()
    desk = Desk(db, window, Jobs())
    desk.jobs.bug.connect(lambda error: _show_bug(desk, error))
    QTimer.singleShot(0, window, lambda: _painted(desk))
    return desk


def _painted(desk: Desk) -> None:
    """Behind the first paint: begin to open the database, and meanwhile get ready what its pages need."""
    from clc_desktop.gui import icons, qt_words

    _open_store(desk)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    icons.use_folder(files.resource_path("icons"))
    if application.property("has_words") is None:
        qt_words.install(application)
        application.setProperty("has_words", True)
        application.styleHints().colorSchemeChanged.connect(lambda _scheme: icons.tint_again(application))


def _show_bug(desk: Desk, error: BaseException) -> None:
    from clc_desktop.gui.messages import show_bug

    show_bug(desk.window, error)


def _open_store(desk: Desk) -> None:
    def work() -> tuple[Store, Identity | None, str]:
        from clc_desktop.usecases import workspace

        desk.store = store = workspace.open_store(desk.db)
        identity = workspace.identity(store)
        return store, identity, workspace.latest_period(store, identity.role) if identity else ""

    desk.jobs.run(work, lambda found: _opened(desk, *found), lambda error: _cannot_open(desk, error))


def _opened(desk: Desk, store: Store, identity: Identity | None, latest: str) -> None:
    if identity is None:
        from clc_desktop.gui.setup_page import SetupPage

        setup = SetupPage(store, desk.jobs)
        setup.finished.connect(lambda made: show_pages(desk, made))
        setup.play_wanted.connect(lambda: _play(desk))
        setup.help_wanted.connect(desk.window.show_first_steps)
        desk.window.show_only(setup)
    else:
        _ask_who(desk, store, lambda: show_pages(desk, identity, latest))


def _ask_who(desk: Desk, store: Store, go_on: Callable[[], None]) -> None:
    """Where users of this computer are entered, one of them says who sits here; else the pages come at once."""
    from clc_desktop.usecases import officers

    def asked(people: tuple[Officer, ...]) -> None:
        from clc_desktop.gui.sign_in import SignInPage

        officers.act_as("")
        if not people:
            go_on()
            return
        page = SignInPage(store, desk.jobs, people)
        page.signed_in.connect(lambda _name: go_on())
        page.help_wanted.connect(desk.window.show_first_steps)
        desk.window.show_only(page)

    desk.jobs.run(lambda: officers.officers(store), asked, lambda error: _cannot_open(desk, error))


def show_pages(desk: Desk, identity: Identity, latest: str = "") -> None:
    """The pages of the database's role."""
    from clc_desktop.gui.page import Context, Notices
    from clc_desktop.gui.periods import PeriodState

    assert desk.store is not None
    context = Context(desk.store, identity, desk.jobs, PeriodState(desk.window, latest), Notices(desk.window))
    desk.window.show_pages(context)
    if identity.is_sample:
        desk.window.show_sample_banner(lambda: leave_sample(desk))


def _play(desk: Desk) -> None:
    """A year of sample data in a database of its own, beside the person's own one, which stays as it is."""

    def work() -> tuple[Store, Identity | None, str]:
        from clc_desktop.sample import play

        path = desk.db.with_name(SAMPLE_NAME)
        if not path.exists():
            play.build_play(path)
        return _other_store(desk, path)

    desk.jobs.run(work, lambda found: _opened(desk, *found), lambda error: _cannot_open(desk, error))


def leave_sample(desk: Desk) -> None:
    """Back to the person's own database."""
    desk.window.finish_typing()
    desk.window.show_waiting()
    desk.jobs.run(
        lambda: _other_store(desk, desk.db),
        lambda found: _opened(desk, *found),
        lambda error: _cannot_open(desk, error),
    )


def _other_store(desk: Desk, path: Path) -> tuple[Store, Identity | None, str]:
    """Close what is open and open another database; called by the worker, when nothing else uses it."""
    from clc_desktop.domain.periods import calendar_year
    from clc_desktop.usecases import workspace

    if desk.store is not None:
        desk.store.close()
        desk.store = None
    desk.store = store = workspace.open_store(path)
    identity = workspace.identity(store)
    if identity is None:
        return store, None, ""
    return (
        store,
        identity,
        calendar_year(2020).code if identity.is_sample else workspace.latest_period(store, identity.role),
    )


def _cannot_open(desk: Desk, error: ClcError) -> None:
    from clc_desktop.gui.widgets import EmptyState, button

    log.warning("cannot open %s: %s", desk.db, error)
    leave = button(_("Đóng chương trình"), desk.window.close, kind="primary")
    desk.window.show_only(EmptyState("triangle-alert", error_text(error), leave))


def _say_already_open(db: Path) -> None:
    from PySide6.QtWidgets import QMessageBox

    words = _("Sổ dữ liệu {name} đang được mở ở một cửa sổ khác. Hãy dùng cửa sổ đó.", name=db.name)
    QMessageBox.information(None, _("Trung tâm học tập cộng đồng"), words)


def _unexpected(desk: Desk, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A mistake of the program on the window's own thread: log it, say it, go on."""
    if issubclass(kind, KeyboardInterrupt):
        desk.window.close()
        return
    log.error("unexpected", exc_info=(kind, error, trace))
    _show_bug(desk, error)
