"""What pages of plain records have in common: each act is taken back by itself, half-typed forms are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from clc_desktop.domain.errors import ClcError, InvalidRecord
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import Record
from clc_desktop.gui import undoing
from clc_desktop.gui.forms import Form
from clc_desktop.gui.page import Page
from clc_desktop.gui.words import lately, time_of_day
from clc_desktop.i18n import text as _
from clc_desktop.usecases import drafts, keeping
from clc_desktop.usecases.drafts import Draft

T = TypeVar("T")


class KeepingPage(Page):
    """Undo takes back the very change that its banner speaks of, whatever was done on other pages since."""

    def keep(self, work: Callable[[], T], done: Callable[[T], str], failed: Callable[[ClcError], None]) -> None:
        """Do something that writes; ``done`` gives the sentence for the banner."""
        undoing.keep(self, work, lambda kept, offer: self.banner.done(done(kept), *offer), failed)

    def choose_year_of(self, what: Any, kinds: Sequence[type[Record]]) -> None:
        """Go to the year that ``what`` names: a draft by its key, which is the year, or a record by its id."""
        store = self.context.store

        def work() -> int | None:
            if str(what).isdecimal() and len(str(what)) == 4:
                return int(str(what))
            found = (record for cls in kinds for record in keeping.list_records(store, cls, id=str(what)))
            return next((getattr(record, "year", None) for record in found), None)

        def choose(year: int | None) -> None:
            if year is not None and year != self.context.periods.period.year:
                self.context.periods.choose(calendar_year(year))

        self.load(work, choose)

    def refuse(self, form: Form, error: ClcError) -> None:
        """Say under the fields what is wrong, and in the banner what has no field; what was typed stays a draft."""
        form.start_draft()
        if not isinstance(error, InvalidRecord):
            self.banner.error(error)
            return
        rest = form.show_problems(error.problems)
        self.banner.hide_message()
        if rest:
            self.banner.error(InvalidRecord(tuple(rest)))

    def keep_draft(self, name: str, key: str, texts: dict[str, Any], say: Callable[[str], None]) -> None:
        """Keep what is half typed; ``say`` gets the sentence that tells so."""
        store = self.context.store
        self.context.jobs.run(
            lambda: drafts.save_draft(store, name, key, texts),
            lambda kept: say(_("Đã giữ nháp lúc {time}", time=time_of_day(kept.saved_at))),
            owner=self,
        )

    def say_draft(self, draft: Draft | None, words: str, drop: Callable[[], object]) -> None:
        """Tell that a form shows what was half typed, and offer to throw that away."""
        if draft is not None:
            told = _("Đây là phiếu còn dở, giữ lại lúc {time}.", time=lately(draft.saved_at))
            self.banner.say(told, "info", words, drop)
