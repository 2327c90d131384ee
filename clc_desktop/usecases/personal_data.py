"""Personal data: what is kept about one person, a copy for that person, removing it, and the list of who did what.

Law on personal data protection 91/2025/QH15 and, before 2026, Decree 13/2023/NĐ-CP: a person may see, have corrected
and have removed what is kept about them. Names of staff and collaborators belong to the official lists and travel in
submissions; of them only phone and birth year can be removed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clc_desktop import files
from clc_desktop.domain.clock import today
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import Collaborator, Learner, Record, StaffMember
from clc_desktop.domain.vietnamese import search_key, sort_key
from clc_desktop.reports.personal_sheet import personal_sheet
from clc_desktop.store import backups, personal
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.personal import Attended
from clc_desktop.store.records import get, kind_class, rows_by_id
from clc_desktop.store.tables import RECORDS
from clc_desktop.usecases.printing import KEEP_YEARS
from clc_desktop.usecases.reporting import read_setting_of
from clc_desktop.usecases.workspace import require_identity

__all__ = ["Attended", "Kept", "Person"]

PEOPLE: tuple[type[Record], ...] = (Learner, StaffMember, Collaborator)


@dataclass(frozen=True, slots=True)
class Person:
    """One record about a person; two of one name are told apart by village and birth year."""

    kind: str
    id: str
    name: str
    birth_year: int | None
    village: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything kept about a person: ``fields`` (name of the field, value) that hold something.

    ``changes`` counts lines of the history, ``drafts`` half-typed forms, ``copies`` older copies of the book that lie
    beside it and still hold what is removed now. ``removable`` names the fields that ``erase_person`` empties.
    """

    person: Person
    fields: tuple[tuple[str, Any], ...]
    removable: tuple[str, ...]
    classes: tuple[Attended, ...]
    changes: int
    drafts: int
    copies: int


def find_people(store: Store, words: str, limit: int = 50) -> tuple[Person, ...]:
    """People whose name has all these words, accents or not, in the order of lists of names; nobody for no words."""
    wanted = search_key(words).split()
    if not wanted:
        return ()
    with store.read() as conn:
        unit = require_identity(conn).unit_id
        known = ((cls, *row) for cls in PEOPLE for row in personal.names(conn, cls, unit))
        found = [one for one in known if _is_meant(search_key(one[2]), wanted)]
        first = sorted(found, key=lambda one: (sort_key(one[2]), one[1]))[:limit]
        people = [_person(get(conn, cls, record_id)) for cls, record_id, _name in first]
    return tuple(sorted(people, key=lambda person: (sort_key(person.name), person.birth_year or 0)))


def _is_meant(key: str, words: Sequence[str]) -> bool:
    return all(word in key for word in words)


def kept_about(store: Store, kind: str, record_id: str) -> Kept:
    """What is kept about a person; ClcError ``record_missing``."""
    with store.read() as conn:
        return _kept(store, conn, kind, record_id)


def export_person(store: Store, kind: str, record_id: str, out: Path) -> Path:
    """A sheet for the person, as PDF: everything that is kept. The list of changes says that it was made.

    Raises ClcError ``file_exists``, or like ``files.write_new``.
    """
    from clc_desktop.reports.forms_pdf import write_forms_pdf

    with store.write("export_person", kind) as tx:
        kept, day = _kept(store, tx.conn, kind, record_id), today()
        setting = read_setting_of(tx.conn, require_identity(tx.conn), calendar_year(day.year))
        classes = [(c.starts_on, c.topic, c.attended, c.sessions) for c in kept.classes]
        sheet = personal_sheet(kept.fields, classes, setting, KEEP_YEARS, day)
        files.write_new(out, write_forms_pdf([sheet]))
        tx.log()
    return out


def erase_person(store: Store, kind: str, record_id: str) -> None:
    """Remove what is personal about somebody, for good: it cannot be undone. Figures and marks stay as they are."""
    with store.write("erase_person", kind) as tx:
        kept = _kept(store, tx.conn, kind, record_id)
        personal.erase(tx, kind_class(kind), [record_id], [kept.person.name])
    personal.forget_freed(store)


def idle_learners(store: Store, year: int) -> int:
    """How many learners with a name have been in no class since the beginning of a year."""
    with store.read() as conn:
        return len(personal.idle_learners(conn, require_identity(conn).unit_id, date(year, 1, 1)))


def erase_idle(store: Store, year: int) -> int:
    """Remove the names of learners who have been in no class since the beginning of a year; how many there were.

    Raises ClcError ``nobody_idle`` where there is none.
    """
    with store.write("erase_idle", str(year)) as tx:
        ids = personal.idle_learners(tx.conn, require_identity(tx.conn).unit_id, date(year, 1, 1))
        if not ids:
            raise ClcError("nobody_idle", year=year)
        rows = rows_by_id(tx.conn, RECORDS[Learner.kind], ids)  # tombstones, too: they bear a name
        personal.erase(tx, Learner, ids, [rows[one]["full_name"] for one in ids])
    personal.forget_freed(store)
    return len(ids)


def older_copies(store: Store) -> int:
    """How many copies of the book lie beside it: they still hold what was removed since."""
    return len(backups.beside(store.path))


def renew_copies(store: Store) -> Path:
    """Put one new copy of the book beside it in place of the older ones, which still hold what was removed."""
    older = backups.beside(store.path)
    with store.read() as conn:
        made = backups.backup_before(conn, store.path, "renewed")
    files.remove(older)
    return made


def _kept(store: Store, conn: Connection, kind: str, record_id: str) -> Kept:
    cls = kind_class(kind)
    record = get(conn, cls, record_id)
    person = _person(record)
    shown = [name for name in _SHOWN if getattr(record, name, None) not in (None, "", ())]
    return Kept(
        person,
        tuple((name, getattr(record, name)) for name in shown),
        tuple(personal.local_fields(cls)),
        personal.classes_of(conn, record_id) if cls is Learner else (),
        personal.changes_of(conn, record_id),
        len(personal.drafts_about(conn, record_id, person.name)),
        len(backups.beside(store.path)),
    )


_SHOWN = (
    "full_name", "sex", "birth_year", "birth_band", "village", "phone", "id_number", "post", "post_text", "role",
    "concurrent", "trained_years", "since", "until", "note",
)  # fmt: skip
"""Fields in the order in which a person reads them."""


def _person(record: Record) -> Person:
    values: Any = record
    return Person(
        record.kind, record.id, values.full_name, getattr(values, "birth_year", None), getattr(values, "village", "")
    )
