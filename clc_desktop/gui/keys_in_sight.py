"""Keys go to what can be seen: never to nothing, and never to an input of a list or a page that is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget

from clc_desktop.gui.page import Page

if TYPE_CHECKING:
    from clc_desktop.gui.jobs import Jobs


class KeysInSight(QObject):
    """Hands the focus to the open page where nothing in sight has it: a form that came after its page was left took it,
    the list to go back to is empty and hidden, or the page has only now something to show."""

    def __init__(self, pages: QStackedWidget, jobs: Jobs) -> None:
        super().__init__(pages)
        self._pages = pages
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._changed)
        jobs.busy.connect(self._changed)

    def _changed(self, *_what: object) -> None:
        """Look once all is shown that is about to be."""
        QTimer.singleShot(0, self, self._look)

    def _look(self) -> None:
        focused, page = QApplication.focusWidget(), self._pages.currentWidget()
        is_lost = focused is None or not focused.isVisible()
        if is_lost and isinstance(page, Page) and page.window().isActiveWindow():
            page.take_keys()
