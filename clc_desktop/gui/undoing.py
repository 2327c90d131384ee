"""Ctrl+Z and Ctrl+Y: the newest change of all is taken back or done again, and the banner says which one it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from clc_desktop.gui.history_box import label_word
from clc_desktop.gui.widgets import shortcut
from clc_desktop.gui.words import RECORD_KINDS, word
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.changes import Change


def undo_keys(parent: QWidget, page: Page) -> None:
    """The same keys on every page; they work while ``parent`` is on the screen. An input undoes its own typing."""
    shortcut("Ctrl+Z", parent, lambda: undo_last(page), _("Hoàn tác"))
    shortcut("Ctrl+Y", parent, lambda: redo_last(page), _("Làm lại"))
    shortcut("Ctrl+Shift+Z", parent, lambda: redo_last(page), _("Làm lại"))


def undo_last(page: Page) -> None:
    """Take back the newest change of all."""
    from clc_desktop.usecases import changes

    store = page.context.store
    page.act(lambda: changes.undo_last(store), lambda change: _say_undone(page, change))


def redo_last(page: Page) -> None:
    """Do again what was taken back last, unless something else was done since."""
    from clc_desktop.usecases import changes

    store = page.context.store
    page.act(lambda: changes.redo_last(store), lambda change: _say_redone(page, change))


def undo(page: Page, change_id: int) -> None:
    """Take back one change, whatever was done on other pages since."""
    from clc_desktop.usecases import changes

    store = page.context.store
    page.act(lambda: changes.undo(store, change_id), lambda change: _say_undone(page, change))


def _say_undone(page: Page, change: Change) -> None:
    """What was taken back, and the way to have it again."""
    told = _("Đã hoàn tác: {what}.", what=change_words(change))
    page.banner.say(told, "info", _("Làm lại"), lambda: redo_last(page))


def _say_redone(page: Page, change: Change) -> None:
    told = _("Đã làm lại: {what}.", what=change_words(change))
    page.banner.done(told, _("Hoàn tác"), lambda: undo_last(page))


def change_words(change: Change) -> str:
    """``Ghi lớp – Vệ sinh môi trường nông thôn``: what was done, to what."""
    return " – ".join(filter(None, (label_word(change.label), word(RECORD_KINDS, change.subject))))
