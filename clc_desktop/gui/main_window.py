"""The window: navigation only. What a page does, and which pages there are, is none of its business."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from clc_desktop.gui import theme
from clc_desktop.i18n import text as _

if TYPE_CHECKING:  # these bring in SQLAlchemy, icons and more: not before the first paint
    from clc_desktop.gui.help import HelpWindow
    from clc_desktop.gui.page import Context, Page
    from clc_desktop.gui.pages import PageSpec

SMALLEST = (880, 460)
FIRST_SIZE = (1366, 728)
READ_AHEAD = 120
"""Milliseconds between two pages whose code is read ahead."""


class MainWindow(QMainWindow):
    """An empty frame at first (painted before the database is read), then setup, or rail and pages."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(_("Trung tâm học tập cộng đồng"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST_SIZE)
        if geometry := QSettings().value("geometry"):
            self.restoreGeometry(geometry)
        self.context: Context | None = None
        self.pages: dict[str, Page] = {}
        self.help: HelpWindow | None = None
        self._unread: list[PageSpec] = []
        self._reading = QTimer(self, interval=READ_AHEAD)
        self._reading.timeout.connect(self._read_ahead)
        self.setCentralWidget(_waiting())

    def show_only(self, widget: QWidget) -> None:
        """Fill the window with one widget: the first start, or why there is nothing to show."""
        self.setCentralWidget(widget)
        widget.setFocus()

    def show_waiting(self) -> None:
        """Forget the pages: another database is being opened."""
        self._forget_help()
        self.context, self.pages = None, {}
        self._unread = []
        self.setCentralWidget(_waiting())

    def show_sample_banner(self, leave: Callable[[], object]) -> None:
        """Above every page: this is not real, and the way out."""
        from clc_desktop.gui.messages import SampleBanner

        self._outer.insertWidget(0, SampleBanner(leave))

    def show_pages(self, context: Context) -> None:
        """Rail, pages and status bar of the database's role."""
        from clc_desktop.gui.keys_in_sight import KeysInSight
        from clc_desktop.gui.navigation import Rail
        from clc_desktop.gui.pages import pages_for
        from clc_desktop.gui.status_bar import StatusBar
        from clc_desktop.gui.widgets import row, shortcut

        self._forget_help()
        self.context, self.pages = context, {}
        self._specs = {spec.key: spec for spec in pages_for(context.identity.role)}
        self.rail = Rail(tuple(self._specs.values()))
        self.rail.chosen.connect(self.open_page)
        self.rail.set_narrow(self.width() < theme.NARROW_WINDOW)
        self.stack = QStackedWidget()
        KeysInSight(self.stack, context.jobs)
        self.status = StatusBar(context)
        middle = row(self.rail, self.stack, spacing=0)
        middle.setStretch(1, 1)
        whole = QWidget()
        self._outer = outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)
        self.setCentralWidget(whole)
        self.setWindowTitle(f"{context.identity.unit_name} – {_('Trung tâm học tập cộng đồng')}")
        context.notices.go_to.connect(self.open_page)
        context.notices.waiting.connect(lambda key, count: self.rail.buttons[key].show_badge(count))
        context.notices.help_wanted.connect(self._show_help)
        shortcut("F5", whole, self._refresh, _("Đọc lại số liệu"))
        self.open_page(next(iter(self._specs)))
        self._unread = list(self._specs.values())
        self._reading.start()

    def _read_ahead(self) -> None:
        """While nothing is to be done, read the code of one more page: then it opens at once."""
        if not self._unread:
            self._reading.stop()
        elif self.context is not None and self.context.jobs.idle:
            self._unread.pop(0).load()

    def open_page(self, key: str, what: object = None) -> None:
        """Show a page, made when it is first asked for."""
        if self.context is None:  # a key pressed while another database is being opened
            return
        if key not in self.pages:
            self.pages[key] = self._specs[key].build(self.context)
            self.stack.addWidget(self.pages[key])
        self.rail.mark(key)
        self.stack.setCurrentWidget(self.pages[key])
        self.pages[key].take_keys()
        if what is not None:
            self.pages[key].open_with(what)

    def show_first_steps(self) -> None:
        """The help of a window that has no pages yet."""
        from clc_desktop.gui.help import GENERAL, HelpWindow

        if self.help is None:
            self.help = HelpWindow(self, ())
        self.help.show_topic(GENERAL[0])

    def _forget_help(self) -> None:
        """It lists the topics of other pages."""
        if self.help is not None:
            self.help.close()
            self.help.deleteLater()
            self.help = None

    def _show_help(self) -> None:
        """The topic of the open page, with the keys that it knows, in a window beside the work."""
        from clc_desktop.gui.help import HelpWindow, keys_of

        if self.help is None:
            self.help = HelpWindow(self, tuple(self._specs))
        key = next(key for key, page in self.pages.items() if page is self.stack.currentWidget())
        self.help.show_topic(key, keys_of(self.pages[key]))

    def _refresh(self) -> None:
        if self.context is not None:
            self.context.notices.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.context is not None:
            self.rail.set_narrow(self.width() < theme.NARROW_WINDOW)

    def finish_typing(self) -> None:
        """Before the database goes: an input that has the keys is left, as by Tab, and half-typed forms are kept."""
        if self.context is not None:
            self._leave_input()
            self.context.notices.closing.emit()

    def _leave_input(self) -> None:
        if (typing := self.focusWidget()) is not None:
            typing.clearFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave_input()  # a hidden one cannot be left any more
        QSettings().setValue("geometry", self.saveGeometry())
        super().closeEvent(event)


def _waiting() -> QWidget:
    """What stands in the middle of the window until the database is open."""
    whole = QWidget()
    middle = QGridLayout(whole)
    for edge in (0, 2):
        middle.setRowStretch(edge, 1)
        middle.setColumnStretch(edge, 1)
    middle.addWidget(QLabel(_("Đang mở sổ dữ liệu…")), 1, 1)
    return whole
