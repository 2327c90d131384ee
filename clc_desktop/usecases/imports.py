"""Taking in a workbook: each row becomes a new record, changes the one it means, or is refused with the reason.

"The one it means" is decided by what people would not retype: a class by its day and topic, a person by the name.
Where several fit, an equal one is taken first, then the earliest not yet taken: a second import changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from clc_desktop import files
from clc_desktop.domain import clock, rules
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.records import (
    KINDS,
    ClassSession,
    Facility,
    Learner,
    LearningClass,
    PlanTarget,
    Record,
    SelfAssessment,
    birth_band,
    plan_id,
    yearly_id,
)
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.records import find, put
from clc_desktop.tables_in.drafts import RowDraft, SheetRows, Workbook
from clc_desktop.tables_in.reader import read_workbook
from clc_desktop.tables_in.template import template_bytes
from clc_desktop.usecases.workspace import read_taxonomy, require_identity

Outcome = Literal["added", "changed", "unchanged", "refused"]
T = TypeVar("T")

_SESSION_FIELDS = ("present", "women", "minority", "meetings")
_SAME = {
    "staff_member": ("full_name", "post"),
    "collaborator": ("full_name", "role", "field"),
    "learner": ("full_name", "birth_year", "village"),
    "funding_entry": ("year", "source", "purpose", "source_text", "purpose_text"),
}
"""Which fields say that a row means a record already there."""


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


@dataclass(frozen=True, slots=True)
class ImportResult:
    """All rows of a workbook, the columns nobody knew by sheet, and what was left out."""

    rows: tuple[RowResult, ...]
    unknown_columns: dict[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()

    def _count(self, outcome: Outcome) -> int:
        return sum(1 for row in self.rows if row.outcome == outcome)

    @property
    def added(self) -> int:
        return self._count("added")

    @property
    def changed(self) -> int:
        return self._count("changed")

    @property
    def unchanged(self) -> int:
        return self._count("unchanged")

    @property
    def refused(self) -> int:
        return self._count("refused")


def import_workbook(store: Store, path: Path, dry_run: bool = False) -> ImportResult:
    """Take in every good row in one transaction; with ``dry_run`` say the same and write nothing.

    Raises ClcError ``file_missing`` or ``not_a_workbook``; bad rows are refused one by one.
    """
    with store.read() as conn:
        plan = _Plan(conn, path.name, read_workbook(path, _codes_and_names(conn)))
        rows = tuple(plan.rows())
    if not dry_run and plan.records:
        with store.write("import", path.name) as tx:
            put(tx, *plan.records)
    unknown = {sheet.sheet_name: sheet.unknown_columns for sheet in plan.workbook.sheets if sheet.unknown_columns}
    return ImportResult(rows, unknown, tuple(_left_out(plan.workbook)))


def write_template(store: Store | None, path: Path) -> None:
    """Write an empty workbook with all sheets, for this unit's fields or the default ones; never over another file."""
    if store is None:
        fields = [(item.code, item.name) for item in default_fields("")]
    else:
        with store.read() as conn:
            fields = _codes_and_names(conn)
    files.write_new(path, template_bytes(fields))


def _codes_and_names(conn: Connection) -> list[tuple[str, str]]:
    return [(item.code, item.name) for item in read_taxonomy(conn) if item.active]


class _Plan:
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
        made = [self._record(cls, draft) for draft in drafts]
        stored: Sequence[Record] = find(self.conn, cls, unit_id=self.unit_id)
        matches = _matched(made, stored, _identity_of, _alike)
        for draft, fresh, known in zip(drafts, made, matches, strict=True):
            record = fresh if known is None else _banded(replace(known, **draft.values))
            problems = rules.check_record(record, self.fields)
            yield self._outcome(draft, kind, problems, [record], [known])

    def _record(self, cls: type[Record], draft: RowDraft) -> Record:
        return _banded(cls(id=self._id(cls, draft.values), unit_id=self.unit_id, **draft.values))

    def _id(self, cls: type[Record], values: dict[str, Any]) -> str:
        if cls is PlanTarget:
            return plan_id(self.unit_id, values["year"], values.get("field", ""))
        if cls in (Facility, SelfAssessment):
            return yearly_id(cls, self.unit_id, values["year"])
        return clock.new_id()

    def _classes(self, kind: str, drafts: Sequence[RowDraft]) -> Iterator[RowResult]:
        sessions: dict[str, list[ClassSession]] = defaultdict(list)
        for session in find(self.conn, ClassSession, unit_id=self.unit_id):
            sessions[session.class_id].append(session)
        stored = [ClassEntry(c, tuple(sessions[c.id])) for c in find(self.conn, LearningClass, unit_id=self.unit_id)]
        made = [self._entry(draft) for draft in drafts]
        matches = _matched(made, stored, _day_and_topic, _same_class)
        for draft, fresh, known in zip(drafts, made, matches, strict=True):
            merged, problems = self._merged(known, draft) if known else (fresh, ())
            found = (*problems, *rules.check_class(merged, self.fields, clock.today()))
            entry = self._with_reasons(merged, found)
            before: list[Record | None] = [known.learning_class, *known.sessions] if known else []
            yield self._outcome(draft, kind, found, [entry.learning_class, *entry.sessions], before)

    def _entry(self, draft: RowDraft) -> ClassEntry:
        values = {name: value for name, value in draft.values.items() if name not in _SESSION_FIELDS}
        counts = {name: draft.values[name] for name in _SESSION_FIELDS if name in draft.values}
        made = LearningClass(id=clock.new_id(), unit_id=self.unit_id, **values)
        session = ClassSession(
            id=clock.new_id(),
            unit_id=self.unit_id,
            class_id=made.id,
            held_on=made.starts_on,
            **({"present": 0} | counts),
        )
        return ClassEntry(made, (session,))

    def _merged(self, known: ClassEntry, draft: RowDraft) -> tuple[ClassEntry, tuple[Problem, ...]]:
        """The stored class with the row's values; a class of several sessions keeps them and only agrees or not."""
        values = {name: value for name, value in draft.values.items() if name not in _SESSION_FIELDS}
        learning_class = replace(known.learning_class, **values)
        counts = {name: draft.values[name] for name in _SESSION_FIELDS if name in draft.values}
        if len(known.sessions) == 1 and not known.sessions[0].attended:
            return ClassEntry(learning_class, (replace(known.sessions[0], **counts),)), ()
        if known.turns == counts.get("present", known.turns):
            return ClassEntry(learning_class, known.sessions), ()
        return known, (Problem("class_has_sessions", "present", data={"turns": known.turns}),)

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


def _banded(record: Record) -> Record:
    """A learner's birth band follows the birth year, which itself never leaves this machine."""
    if not isinstance(record, Learner) or record.birth_year is None:
        return record
    return replace(record, birth_band=birth_band(record.birth_year))


def _left_out(workbook: Workbook) -> Iterator[Problem]:
    """Everything that is not a row: sheets that were not read, and why; totals and other rows that are no data."""
    yield from workbook.problems
    for sheet in workbook.sheets:
        yield from sheet.problems
        yield from (replace(problem, where=sheet.sheet_name) for problem in sheet.skipped)


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
