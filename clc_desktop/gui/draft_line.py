"""What is half typed in a part of a page: kept a moment after the last key, offered again, dropped at one click."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from clc_desktop.gui.forms import DRAFT_DELAY
from clc_desktop.gui.widgets import button, label, row
from clc_desktop.gui.words import lately
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drafts

if TYPE_CHECKING:
    from clc_desktop.gui.page import Page
    from clc_desktop.usecases.drafts import Draft

T = TypeVar("T")


class DraftLine(QWidget):
    """Stands beside the Save button of a form, in sight only while that holds what is not saved.

    ``texts`` gives what stands in the form, ``put`` fills it from a draft; ``form`` is its name among the drafts
    of settings.
    """

    def __init__(
        self, page: Page, form: str, texts: Callable[[], dict[str, Any]], put: Callable[[dict[str, Any]], object]
    ) -> None:
        super().__init__()
        self._page, self._form, self._texts, self._put = page, drafts.SETTINGS + form, texts, put
        self._key, self._is_quiet, self._is_shown = "", False, False
        self.is_typed = False
        self._again: Callable[[], object] = lambda: None
        self.note = label("", "muted")
        self.drop_button = button(_("Bỏ phần gõ dở"), self._drop_typed, icon="undo-2")
        row(self.note, self.drop_button, parent=self)
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_DELAY)
        self._timer.timeout.connect(self._keep)
        page.context.notices.closing.connect(self.flush)
        self.hide()

    def load(self, key: str, work: Callable[[], T], show: Callable[[T], object]) -> None:
        """Read what is stored for ``key`` and show it, with what was half typed over it.

        What is typed for another key is kept first; what is typed for this one is not written over.
        """
        if key == self._key and self.is_typed:
            return
        self.flush()
        self._is_shown = self._is_shown and key == self._key
        self._key, self.is_typed = key, False
        self._again = lambda: self.load(key, work, show)
        store, form = self._page.context.store, self._form

        def shown(found: tuple[T, Draft | None]) -> None:
            if key == self._key and not self.is_typed:
                self._show(*found, show)

        self._page.load(lambda: (work(), drafts.load_draft(store, form, key)), shown)

    def _show(self, found: T, draft: Draft | None, show: Callable[[T], object]) -> None:
        self._is_quiet = True
        show(found)
        if draft is not None:
            self._put(draft.values)
        self._is_quiet, self._is_shown = False, True
        self.is_typed = draft is not None
        self._tell(draft)

    def typed(self) -> None:
        """Something in the form was changed by a person; not while it shows what belongs to another key."""
        if self._is_shown and not self._is_quiet:
            if not self.is_typed:
                self.is_typed = True
                self._tell(None)
            self._timer.start()

    def flush(self) -> None:
        """Keep at once what is waiting to be kept."""
        if self._timer.isActive():
            self._timer.stop()
            self._keep()

    def _keep(self) -> None:
        store, form, key, texts = self._page.context.store, self._form, self._key, self._texts()
        self._page.context.jobs.run(
            lambda: drafts.save_draft(store, form, key, texts),
            lambda kept: self._tell(kept) if key == self._key and self.is_typed else None,
            owner=self,
        )

    def saving(self) -> Callable[[], object]:
        """What to call once it is saved: what was typed meanwhile stays a draft."""
        sent = self._texts()
        return lambda: self.drop() if self._texts() == sent else None

    def drop(self) -> None:
        """Saved, or given up: no draft of it any more."""
        self._timer.stop()
        self.is_typed = False
        self.hide()
        store, form, key = self._page.context.store, self._form, self._key
        self._page.context.jobs.run(lambda: drafts.discard_draft(store, form, key), owner=self)

    def _drop_typed(self) -> None:
        self.drop()
        self._again()

    def _tell(self, draft: Draft | None) -> None:
        kept = _("Chưa lưu · giữ nháp lúc {time}", time=lately(draft.saved_at)) if draft is not None else _("Chưa lưu")
        self.note.setText(kept)
        self.setVisible(self.is_typed)
