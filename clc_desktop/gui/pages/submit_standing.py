"""What the page of a role that submits shows, read in one go by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.periods import Period
from clc_desktop.gui.pages.corrected import CorrectedLine, corrected_lines
from clc_desktop.gui.pages.returned import ReturnedLine, returned_lines
from clc_desktop.usecases import exchange, reporting, review, submission_check, workspace

if TYPE_CHECKING:
    from clc_desktop.usecases.exchange import Contact, SentFile
    from clc_desktop.usecases.review import PeriodState
    from clc_desktop.usecases.submission_check import CheckLine
    from clc_desktop.usecases.workspace import Identity, Store


@dataclass(frozen=True)
class Standing:
    """Who we are and who is above, what went out and came back, and what the check before submitting finds."""

    who: Identity
    above: tuple[Contact, ...]
    sent: tuple[SentFile, ...]
    figures: AnnualFigures
    periods: tuple[PeriodState, ...]
    returned: tuple[ReturnedLine, ...]
    corrected: tuple[CorrectedLine, ...]
    findings: tuple[CheckLine, ...]
    changed: int
    """Records of the period that were changed since its latest file."""


def read_standing(store: Store, period: Period) -> Standing:
    """How a period of ours stands."""
    who = workspace.identity(store)
    assert who is not None, "a page is only opened for a unit that is set up"
    contacts = exchange.contact_list(store)
    above = tuple(c for c in contacts if c.role == "aggregator" and c.state == "approved")
    counted = reporting.figures(store, period)
    states = tuple(state for state in review.period_states(store) if state.unit_id == who.unit_id)
    found = submission_check.check_before_submit(store, period)
    returned, corrected = returned_lines(store, who.unit_id), corrected_lines(store)
    changed = submission_check.changed_since_sent(store, period)
    return Standing(who, above, exchange.sent_files(store), counted, states, returned, corrected, found, changed)
