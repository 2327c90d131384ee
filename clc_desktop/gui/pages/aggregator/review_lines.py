"""The centres under review as lines of a table, and what the page reads at once and later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clc_desktop.domain.figures import Count
from clc_desktop.gui.pages.aggregator.conflicts import ConflictLine, conflict_lines
from clc_desktop.gui.states import state_tone, state_word
from clc_desktop.gui.tables import Column
from clc_desktop.gui.words import moment
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _
from clc_desktop.usecases import conflicts, findings, review

if TYPE_CHECKING:
    from clc_desktop.domain.periods import Period
    from clc_desktop.usecases.conflicts import DecidedView
    from clc_desktop.usecases.findings import FindingLine
    from clc_desktop.usecases.review import PeriodState
    from clc_desktop.usecases.workspace import Store


@dataclass(frozen=True)
class CentreLine:
    """One centre in the period; ``count`` is unknown until the classes of all centres were read."""

    id: str
    state: PeriodState
    count: Count | None = None


@dataclass(frozen=True)
class Found:
    """What the page shows at once: read in one go by the worker."""

    lines: tuple[CentreLine, ...]
    conflicts: tuple[ConflictLine, ...]


@dataclass(frozen=True)
class Later:
    """What follows it: a thousand centres take a second where their numbers have changed."""

    counts: dict[str, Count]
    findings: tuple[FindingLine, ...]
    decided: tuple[DecidedView, ...]


def read_found(store: Store, period: Period, own: str) -> Found:
    """Where the period of every centre stands, and the conflicts."""
    lines = [CentreLine(one.unit_id, one) for one in review.period_states(store, period) if one.unit_id != own]
    return Found(tuple(lines), conflict_lines(store))


def read_later(store: Store, period: Period) -> Later:
    """What takes a moment where there are many."""
    found = findings.list_findings(store, period)
    return Later(findings.centre_counts(store, period), found, conflicts.decided_conflicts(store))


CENTRE_COLUMNS: tuple[Column[CentreLine], ...] = (
    Column("name", N_("Trung tâm"), lambda r: r.state.unit_name, width=190, stretch=True),
    Column("state", N_("Tình trạng"), lambda r: r.state.state, "chip", 130, words=state_word,
           tone=lambda r: state_tone(r.state.state)),
    Column("classes", N_("Số lớp"), lambda r: r.count and r.count.classes, "number", 84, total=True, optional=True),
    Column("turns", N_("Lượt người"), lambda r: r.count and r.count.turns, "number", 104, total=True, optional=True),
    Column("returned", N_("Dòng trả lại"), lambda r: r.state.returned or None, "number", 132, total=True),
    Column("reason", N_("Lý do"), lambda r: r.state.reason or None, width=220, optional=True),
    Column("at", N_("Lúc"), lambda r: moment(r.state.at) or None, width=150, optional=True),
)  # fmt: skip


def standing_words(state: PeriodState) -> str:
    """What stands beside the state: the wish, the officer's words, who and when."""
    if state.state == "unlock_asked":
        return _("Trung tâm xin mở khóa: {reason}", reason=state.reason or "–")
    when = _("Tệp số {number}, {who}, {at}", number=state.sequence, who=state.who, at=moment(state.at))
    parts = [when if state.at and state.who else "", state.reason]
    return " · ".join(part for part in parts if part)
