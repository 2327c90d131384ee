"""The files that went out, each with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clc_desktop.gui.states import state_tone, state_word
from clc_desktop.gui.tables import Column
from clc_desktop.gui.words import moment, period_of
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.exchange import SentFile
    from clc_desktop.usecases.review import PeriodState


@dataclass(frozen=True)
class SentLine:
    """A file that went out, and what came back about it: a state of the period, or "replaced" by a later file."""

    file: SentFile
    state: str

    @property
    def id(self) -> int:
        """Its number, which is never used twice."""
        return self.file.sequence


def sent_lines(sent: tuple[SentFile, ...], periods: tuple[PeriodState, ...]) -> list[SentLine]:
    """The files with their states: that of the period belongs to the file it speaks of."""
    states = {state.period: state for state in periods}
    latest = {file.period: file.sequence for file in reversed(sent)}
    return [SentLine(file, _state_of(file, states.get(file.period), latest[file.period])) for file in sent]


def _state_of(file: SentFile, state: PeriodState | None, latest: int) -> str:
    if state is not None and state.sequence == file.sequence:
        return state.state
    return "sent" if file.sequence == latest else "replaced"


def file_word(code: object) -> str:
    """The word for what became of a file."""
    return _("Đã có tệp sau") if code == "replaced" else state_word(str(code))


SENT_COLUMNS: tuple[Column[SentLine], ...] = (
    Column("sequence", N_("Số"), lambda r: r.file.sequence, "number", 72),
    Column("period", N_("Kỳ"), lambda r: period_of(r.file.period), width=160),
    Column("file_name", N_("Tệp"), lambda r: r.file.file_name, width=320, stretch=True),
    Column("records", N_("Số bản ghi"), lambda r: r.file.records, "number", 120, optional=True),
    Column("made_at", N_("Nộp lúc"), lambda r: moment(r.file.made_at), width=180),
    Column("state", N_("Tình trạng"), lambda r: r.state, "chip", 150, words=file_word,
           tone=lambda r: "" if r.state == "replaced" else state_tone(r.state)),
)  # fmt: skip
