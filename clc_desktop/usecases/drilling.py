"""From a figure back to what it was counted from: cell -> centres -> records -> the file that brought them -> sender.

A cell (``domain/cells.py``) names its questions; ``store/facts.py`` answers each with one condition, as a sum or as the
records that add up to it. Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import Any

from clc_desktop.domain.cells import Ask, Cell, Measure, Value, named_cell
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import Learner
from clc_desktop.store import origins, tables
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.facts import Fact, Facts
from clc_desktop.store.origins import Origin
from clc_desktop.store.records import rows_by_id
from clc_desktop.usecases.reporting import EVERYTHING, Scope, read_counting
from clc_desktop.usecases.workspace import read_taxonomy, read_unit_names

__all__ = ["Ask", "Cell", "Measure", "Origin", "named_cell"]


@dataclass(frozen=True, slots=True)
class CentrePart:
    """What one centre adds to an answer, with how many records; ``unit_id`` "" for what belongs to no single one."""

    unit_id: str
    name: str
    value: int
    records: int

    @property
    def id(self) -> str:
        return self.unit_id


@dataclass(frozen=True, slots=True)
class Part:
    """One record behind a cell: what it is called, when it was, what it adds to the answer.

    ``day`` is None for what is not of a day; a learner has no name here, only sex and ten-year birth band (``detail``).
    """

    kind: str
    id: str
    unit_id: str
    unit_name: str
    day: date | None
    field: str
    hosting: str
    label: str
    detail: str
    value: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One question answered both ways: ``value`` is the sum, ``centres`` and ``parts`` what adds up to it.

    ``parts`` are the first of ``count`` where no more were asked for.
    """

    ask: Ask
    value: int
    centres: tuple[CentrePart, ...]
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        return sum(centre.records for centre in self.centres)


@dataclass(frozen=True, slots=True)
class Opened:
    """A cell with everything behind it: an answer for each of its questions."""

    cell: Cell
    value: Value
    answers: tuple[Answer, ...]


def open_cell(store: Store, cell: Cell, scope: Scope = EVERYTHING, most: int = -1) -> Opened:
    """What stands in a cell, and the records behind it; with ``most`` no more than so many of each question."""
    with store.read() as conn:
        return _Reader(conn, scope, most).opened(cell)


def open_named(store: Store, name: str, period: Period, scope: Scope = EVERYTHING) -> Opened:
    """The same for a figure by its name in texts (``classes.held``); ClcError ``unknown_figure``."""
    cell = named_cell(name, period)
    if cell is None:
        raise ClcError("unknown_figure", name=name)
    return open_cell(store, cell, scope)


def origin_of(store: Store, kind: str, record_id: str) -> Origin | None:
    """The file that brought a record as it stands, and who changed it here since; None for what was never recorded."""
    with store.read() as conn:
        return origins.origin(conn, kind, record_id)


def field_names(store: Store) -> dict[str, str]:
    """The names of the fields of activity by code, for the records behind a cell."""
    with store.read() as conn:
        return {item.code: item.name for item in read_taxonomy(conn)}


@dataclass
class _Reader:
    """Answers questions within one transaction; whose records count is read once a period."""

    conn: Connection
    scope: Scope
    most: int = -1
    _known: dict[Period, tuple[Facts, dict[str, str]]] = field(default_factory=dict)

    def opened(self, cell: Cell) -> Opened:
        """A cell with an answer to each of its questions."""
        answers = tuple(self.answer(ask) for ask in cell.asks)
        return Opened(cell, cell.value([answer.value for answer in answers]), answers)

    def answer(self, ask: Ask) -> Answer:
        """A question as a sum and as records."""
        facts, names = self._facts(ask.period)
        centres = [CentrePart(unit_id, names.get(unit_id, ""), *share) for unit_id, *share in facts.shares(ask)]
        centres.sort(key=lambda one: (-one.value, one.name, one.unit_id))
        parts = [_part(fact, names) for fact in self._records(facts, ask, centres)]
        if parts and parts[0].kind == Learner.kind:
            parts = _described(self.conn, parts)
        return Answer(ask, sum(centre.value for centre in centres), tuple(centres), tuple(parts))

    def _records(self, facts: Facts, ask: Ask, centres: Sequence[CentrePart]) -> list[Fact]:
        """Those of the first centre first. Where few are asked for only the first centres are read: a total has sixty
        thousand records, and to order them is to count the turns of each."""
        places = {centre.unit_id: place for place, centre in enumerate(centres)}
        before = accumulate((centre.records for centre in centres), initial=0)
        first = {centre.unit_id for centre, so_far in zip(centres, before, strict=False) if so_far < self.most}
        is_part = self.most >= 0 and "" not in places
        found = (facts.within(first) if is_part else facts).records(ask)
        found.sort(key=lambda fact: places[fact.unit_id])
        return found if self.most < 0 else found[: self.most]

    def _facts(self, period: Period) -> tuple[Facts, dict[str, str]]:
        if period not in self._known:
            counting = read_counting(self.conn, period, self.scope)
            names = read_unit_names(self.conn, self.scope.on or period.end) | dict(counting.centres)
            self._known[period] = Facts(self.conn, counting), names
        return self._known[period]


def _part(fact: Fact, names: dict[str, str]) -> Part:
    day = date.fromisoformat(fact.day) if fact.day else None
    name = names.get(fact.unit_id, "")
    return Part(
        fact.kind, fact.id, fact.unit_id, name, day, fact.field, fact.hosting, fact.label, str(fact.detail), fact.value
    )


def _described(conn: Connection, parts: Sequence[Part]) -> list[Part]:
    """Learners as far as they are known here, "female 1990": never a name, which does not leave the centre."""
    known = rows_by_id(conn, tables.RECORDS[Learner.kind], [part.id for part in parts])
    return [replace(part, label="", detail=_band(known.get(part.id))) for part in parts]


def _band(found: Mapping[Any, Any] | None) -> str:
    return "" if found is None else f"{found['sex'] or ''} {found['birth_band'] or ''}".strip()
