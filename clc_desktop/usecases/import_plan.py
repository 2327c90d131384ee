"""What each row of a workbook becomes: a new record, a change of the one it means, or a refusal with the reason.

"The one it means" is the one that an export has named in the row; else it is decided by what people would not retype:
a class by its day and topic, a person by the name. Where several fit, an equal one is taken first, then the earliest
not yet taken: a second import changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.learners import banded
from clc_desktop.domain.records import (
    KINDS,
    ClassSession,
    Facility,
    LearningClass,
    PlanTarget,
    Record,
    SelfAssessment,
    plan_id,
    yearly_id,
)
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store.database import Connection
from clc_desktop.store.records import find
from clc_desktop.tables_in.drafts import RowDraft, SheetRows, Workbook
from clc_desktop.tables_in.export import totals_of
from clc_desktop.usecases.workspace import read_taxonomy, require_identity

Outcome = Literal["added", "changed", "unchanged", "refused"]
T = TypeVar("T")

_SESSION_FIELDS = ("present", "women", "minority", "rural", "meetings")
_SAME = {
    "staff_member": ("full_name", "post"),
    "collaborator": ("full_name", "role", "field"),
    "learner": ("full_name", "birth_year", "village"),
    "funding_entry": ("year", "source", "purpose", "source_text", "purpose_text"),
}
"""Which fields say that a row means a record already there."""

_KEYED: dict[type[Record], tuple[str, ...]] = {
    PlanTarget: ("year", "field", "classes", "turns"),
    Facility: ("year",),
    SelfAssessment: ("year", "rank"),
}
"""Kinds whose id follows from a year (and field), with what a row says of them."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row; ``values`` as read, ``problems`` with every warning."""

    sheet: str
    number: int
    kind: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    decoded: tuple[tuple[str, str], ...] = ()


class Plan:
    """Rows on their way in: what each becomes, and the records to write for it."""

    def __init__(self, conn: Connection, file_name: str, workbook: Workbook) -> None:
        self.conn = conn
        self.file_name = file_name
        self.workbook = workbook
        self.unit_id = require_identity(conn).unit_id
        self.fields = {item.code for item in read_taxonomy(conn)}
        self.records: list[Record] = []
        self.taken: set[str] = set()

    def rows(self) -> Iterator[RowResult]:
        """Every row with its outcome, sheet by sheet; fills ``records``."""
        sheets: dict[str, list[SheetRows]] = defaultdict(list)
        for sheet in self.workbook.sheets:
            sheets[sheet.kind].append(sheet)
        for kind, found in sheets.items():
            accepted = [row for sheet in found for row in sheet.accepted]
            refused = [row for sheet in found for row in sheet.refused]
            yield from (self._classes if kind == "learning_class" else self._plain)(kind, accepted)
            yield from (_result(row, kind, "refused") for row in refused)

    def _plain(self, kind: str, drafts: Sequence[RowDraft]) -> Iterator[RowResult]:
        cls = KINDS[kind]
        stored: Sequence[Record] = find(self.conn, cls, unit_id=self.unit_id)
        by_id = {record.id: record for record in stored}
        named, others = _split(drafts, by_id)
        for draft in named:
            known = by_id[draft.record_id]
            if not draft.values:
                self.taken |= {known.id} if cls is not Facility else set()  # which has a row for each item
                yield _result(draft, kind, "unchanged")
            elif cls in _KEYED and self._id(cls, self._whole(known, draft)) != known.id:
                others.append(replace(draft, values=self._whole(known, draft)))
            else:
                record = banded(replace(known, **draft.values))
                yield self._outcome(draft, kind, rules.check_record(record, self.fields), [record], [known])
        made = [self._record(cls, draft) for draft in others]
        free = [record for record in stored if record.id not in self.taken]
        matches = _matched(made, free, _identity_of, _alike)
        for draft, fresh, found in zip(others, made, matches, strict=True):
            record = fresh if found is None else banded(replace(found, **draft.values))
            yield self._outcome(draft, kind, rules.check_record(record, self.fields), [record], [found])

    def _whole(self, known: Record, draft: RowDraft) -> dict[str, Any]:
        """All values of an exported row of a kind whose id follows from year and field."""
        return {name: getattr(known, name) for name in _KEYED[type(known)]} | draft.values

    def _record(self, cls: type[Record], draft: RowDraft) -> Record:
        return banded(cls(id=self._id(cls, draft.values), unit_id=self.unit_id, **draft.values))

    def _id(self, cls: type[Record], values: dict[str, Any]) -> str:
        if cls is PlanTarget:
            return plan_id(self.unit_id, values["year"], values.get("field", ""))
        if cls in _KEYED:
            return yearly_id(cls, self.unit_id, values["year"])
        return clock.new_id()

    def _classes(self, kind: str, drafts: Sequence[RowDraft]) -> Iterator[RowResult]:
        sessions: dict[str, list[ClassSession]] = defaultdict(list)
        for session in find(self.conn, ClassSession, unit_id=self.unit_id):
            sessions[session.class_id].append(session)
        stored = [ClassEntry(c, tuple(sessions[c.id])) for c in find(self.conn, LearningClass, unit_id=self.unit_id)]
        by_id = {entry.learning_class.id: entry for entry in stored}
        named, others = _split(drafts, by_id)
        for draft in named:
            if draft.values:
                yield self._class_outcome(draft, by_id[draft.record_id], None)
            else:
                self.taken.add(draft.record_id)
                yield _result(draft, kind, "unchanged")
        made = [self._entry(draft) for draft in others]
        free = [entry for entry in stored if entry.learning_class.id not in self.taken]
        matches = _matched(made, free, _day_and_topic, _same_class)
        for draft, fresh, known in zip(others, made, matches, strict=True):
            yield self._class_outcome(draft, known, fresh)

    def _class_outcome(self, draft: RowDraft, known: ClassEntry | None, fresh: ClassEntry | None) -> RowResult:
        if known is not None:
            merged, problems = self._merged(known, draft)
        else:
            assert fresh is not None
            merged, problems = fresh, ()
        found = (*problems, *rules.check_class(merged, self.fields, clock.today()))
        entry = self._with_reasons(merged, found)
        before: list[Record | None] = [known.learning_class, *known.sessions] if known else []
        return self._outcome(draft, LearningClass.kind, found, [entry.learning_class, *entry.sessions], before)

    def _entry(self, draft: RowDraft) -> ClassEntry:
        values = {name: value for name, value in draft.values.items() if name not in _SESSION_FIELDS}
        counts = {name: draft.values[name] for name in _SESSION_FIELDS if name in draft.values}
        made = LearningClass(id=clock.new_id(), unit_id=self.unit_id, **values)
        return ClassEntry(made, (self._session(made, counts),))

    def _merged(self, known: ClassEntry, draft: RowDraft) -> tuple[ClassEntry, tuple[Problem, ...]]:
        """The stored class with the row's values; a class of several sessions keeps them and only agrees or not."""
        values = {name: value for name, value in draft.values.items() if name not in _SESSION_FIELDS}
        learning_class = replace(known.learning_class, **values)
        counts = {name: draft.values[name] for name in _SESSION_FIELDS if name in draft.values}
        if not known.sessions and counts:
            return ClassEntry(learning_class, (self._session(learning_class, counts),)), ()
        if len(known.sessions) == 1 and not known.sessions[0].attended:
            held = {"held_on": learning_class.starts_on} if "starts_on" in values else {}
            return ClassEntry(learning_class, (replace(known.sessions[0], **(counts | held)),)), ()
        if known.sessions and _contradicts(known, draft, counts):
            return known, (Problem("class_has_sessions", "present", data={"turns": known.turns}),)
        return ClassEntry(learning_class, known.sessions), ()

    def _session(self, learning_class: LearningClass, counts: dict[str, Any]) -> ClassSession:
        day, owner = learning_class.starts_on, learning_class.id
        made: dict[str, Any] = {
            "id": clock.new_id(),
            "unit_id": self.unit_id,
            "class_id": owner,
            "held_on": day,
            "present": 0,
        }
        return ClassSession(**(made | counts))

    def _with_reasons(self, entry: ClassEntry, problems: Iterable[Problem]) -> ClassEntry:
        """Warnings do not stop an import; the class remembers that nobody but the workbook vouched for them."""
        had = dict(entry.learning_class.reasons)
        codes = (problem.code for problem in problems if problem.severity == "warning")
        reasons = had | {code: had.get(code, self.file_name) for code in codes}
        return replace(entry, learning_class=replace(entry.learning_class, reasons=tuple(reasons.items())))

    def _outcome(
        self,
        draft: RowDraft,
        kind: str,
        problems: Sequence[Problem],
        after: Sequence[Record],
        before: Sequence[Record | None],
    ) -> RowResult:
        if after[0].id in self.taken:
            problems = (*problems, Problem("repeated_row"))
        if rules.errors(problems):
            return _result(draft, kind, "refused", problems)
        self.taken.add(after[0].id)
        if list(after) == list(before):
            return _result(draft, kind, "unchanged", problems)
        self.records.extend(after)
        return _result(draft, kind, "changed" if any(before) else "added", problems)


def _split(drafts: Sequence[RowDraft], known: Iterable[str]) -> tuple[list[RowDraft], list[RowDraft]]:
    """The rows that name a record which is here, and the others."""
    ids = set(known)
    named = [draft for draft in drafts if draft.record_id in ids]
    return named, [draft for draft in drafts if draft.record_id not in ids]


def _contradicts(known: ClassEntry, draft: RowDraft, counts: dict[str, Any]) -> bool:
    """Whether a row says anything of a class with several sessions that only its sessions can say."""
    totals = totals_of(known)
    if draft.record_id:
        return "starts_on" in draft.values or any(counts[name] != totals[name] for name in counts)
    said: int = counts.get("present", known.turns)
    return known.turns != said


def _result(draft: RowDraft, kind: str, outcome: Outcome, problems: Sequence[Problem] = ()) -> RowResult:
    decoded = tuple((item.before, item.after) for item in draft.decoded)
    return RowResult(draft.sheet, draft.number, kind, outcome, (*draft.problems, *problems), draft.values, decoded)


def _matched(
    made: Sequence[T], stored: Sequence[T], key: Callable[[T], Any], alike: Callable[[T, T], bool]
) -> list[T | None]:
    """For each new one the stored one that it means, none of them twice."""
    candidates: dict[Any, list[T]] = defaultdict(list)
    for item in stored:
        candidates[key(item)].append(item)
    found: list[T | None] = [None] * len(made)
    for test in (alike, lambda item, other: True):
        for index, item in enumerate(made):
            open_ones = candidates[key(item)]
            match = next((other for other in open_ones if test(item, other)), None) if found[index] is None else None
            if match is not None:
                open_ones.remove(match)
                found[index] = match
    return found


def _identity_of(record: Record) -> Any:
    names = _SAME.get(record.kind)
    if names is None:
        return record.id
    values = (getattr(record, name) for name in names)
    return tuple(search_key(value) if isinstance(value, str) else value for value in values)


def _alike(record: Record, other: Record) -> bool:
    return replace(record, id=other.id) == other


def _day_and_topic(entry: ClassEntry) -> Any:
    return entry.learning_class.starts_on, search_key(entry.learning_class.topic)


def _same_class(entry: ClassEntry, other: ClassEntry) -> bool:
    names = ("field", "hosting", "venue", "partners")
    same = all(getattr(entry.learning_class, name) == getattr(other.learning_class, name) for name in names)
    return same and entry.turns == other.turns
