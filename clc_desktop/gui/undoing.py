"""Taking back: a banner undoes the change that it speaks of; Ctrl+Z and Ctrl+Y the newest of all, and say which."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from clc_desktop.gui.history_box import label_word
from clc_desktop.gui.widgets import shortcut
from clc_desktop.gui.words import RECORD_KINDS, word
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.domain.errors import ClcError
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.changes import Change

T = TypeVar("T")
Offer = tuple[()] | tuple[str, Callable[[], object]]
"""What a banner's last button says and does; nothing where nothing was changed."""


def undo_keys(parent: QWidget, page: Page) -> None:
    """The same keys on every page; they work while ``parent`` is on the screen. An input undoes its own typing."""
    shortcut("Ctrl+Z", parent, lambda: undo_last(page), _("Hoàn tác"))
    shortcut("Ctrl+Y", parent, lambda: redo_last(page), _("Làm lại"))
    shortcut("Ctrl+Shift+Z", parent, lambda: redo_last(page), _("Làm lại"))


def keep(
    page: Page,
    work: Callable[[], T],
    done: Callable[[T, Offer], None],
    failed: Callable[[ClcError], None] | None = None,
) -> None:
    """Do something that writes; ``done`` also gets the offer to take that back, whatever is done elsewhere since."""
    from clc_desktop.usecases import changes

    store = page.context.store
    page.act(lambda: changes.noting(store, work), lambda kept: done(kept[0], offer(page, kept[1])), failed)


def offer(page: Page, change_id: int | None) -> Offer:
    """To take back one change."""
    return (_("Hoàn tác"), lambda: undo(page, change_id)) if change_id is not None else ()


def undo_last(page: Page) -> None:
    """Take back the newest change of all."""
    from clc_desktop.usecases import changes

    store = page.context.store
    page.act(lambda: changes.undo_last(store), lambda change: _say_undone(page, change))


def redo_last(page: Page) -> None:
    """Do again what was taken back last, unless something else was done since."""
    from clc_desktop.usecases import changes

    def say(change: Change, undoing: Offer) -> None:
        page.banner.done(_("Đã làm lại: {what}.", what=change_words(change)), *undoing)

    keep(page, lambda: changes.redo_last(page.context.store), say)


def undo(page: Page, change_id: int) -> None:
    """Take back one change, whatever was done on other pages since."""
    from clc_desktop.usecases import changes

    store = page.context.store
    page.act(lambda: changes.undo(store, change_id), lambda change: _say_undone(page, change))


def _say_undone(page: Page, change: Change) -> None:
    """What was taken back, and the way to have it again."""
    told = _("Đã hoàn tác: {what}.", what=change_words(change))
    page.banner.say(told, "info", _("Làm lại"), lambda: redo_last(page))


def change_words(change: Change) -> str:
    """``Ghi lớp – Vệ sinh môi trường nông thôn``: what was done, to what."""
    return " – ".join(filter(None, (label_word(change.label), word(RECORD_KINDS, change.subject))))
