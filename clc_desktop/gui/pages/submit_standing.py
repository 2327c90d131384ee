"""What the page of a role that submits shows, read in one go by the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.domain.periods import Period
from clc_desktop.gui.cards import TaskRow
from clc_desktop.gui.pages.corrected import CorrectedLine, corrected_lines
from clc_desktop.gui.pages.returned import ReturnedLine, returned_lines
from clc_desktop.gui.widgets import button
from clc_desktop.i18n import text as _
from clc_desktop.usecases import exchange, first_assignment, reporting, review, submission_check, workspace

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
    awaits_approval: bool = False
    """Whether those above may not know our keys yet."""


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
    awaits = first_assignment.awaits_approval(store)
    sent = exchange.sent_files(store)
    return Standing(who, above, sent, counted, states, returned, corrected, found, changed, awaits)


def own_number(who: Identity) -> str:
    """What to read over the phone when the one above calls."""
    return _("Số kiểm tra của đơn vị mình: {check_number}", check_number=who.check_number)


def above_step(found: Standing, register: Callable[[], None], read: Callable[[], None]) -> TaskRow:
    """Whether we are known to those above, and what is to be done until we are."""
    names = ", ".join(sorted({contact.unit_name for contact in found.above}))
    if found.awaits_approval:
        return TaskRow(
            "todo", _("{names} chưa xác nhận máy này", names=names),
            " ".join((_("Ghi tệp đăng ký và gửi đi một lần: đăng ký được duyệt thì số liệu nộp lên mới được nhận. "
                        "Biên nhận đầu tiên về là xong."), own_number(found.who))),
            button(_("1. Ghi tệp đăng ký"), register, icon="file-plus"),
            button(_("2. Đọc tệp của cấp trên"), read, icon="file-check", key="Ctrl+O"),
        )  # fmt: skip
    if found.above:
        again = button(_("Đọc tệp của cấp trên"), read, icon="file-check", key="Ctrl+O",
                       tip=_("Biên nhận hoặc tệp giao mới"))  # fmt: skip
        return TaskRow("done", _("Nộp cho: {names}", names=names), own_number(found.who), again)
    return TaskRow(
        "todo", _("Chưa kết nối với đơn vị cấp trên"),
        " ".join((_("1. Ghi tệp đăng ký và gửi đi.  2. Đọc tệp giao mà cấp trên gửi lại."), own_number(found.who))),
        button(_("1. Ghi tệp đăng ký"), register, icon="file-plus"),
        button(_("2. Đọc tệp giao"), read, icon="file-check"),
    )  # fmt: skip
