"""What this machine keeps about a person, and removing it so that no trace of it stays in the file.

Only fields marked ``local()`` in ``domain/records.py`` are removed: they never leave the machine, so removing them
is no new version of the record and changes no figure. The record itself (a random id, sex, a ten-year birth band) and
every mark stay.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, text

from clc_desktop.domain.records import Learner, Record, shared_fields
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store import tables
from clc_desktop.store.database import Store, Tx, driver_of
from clc_desktop.store.records import log_before

_CLASS, _SESSION, _ENROLMENT = (tables.RECORDS[kind] for kind in ("learning_class", "class_session", "enrolment"))
_BODIES = (("change_row", "before"), ("sibling", "body"), ("change_sibling", "body"))
"""Tables that keep whole rows of records as JSON."""


@dataclass(frozen=True, slots=True)
class Attended:
    """A class on whose roster a learner stands, with the number of its marked sessions and of those attended."""

    class_id: str
    topic: str
    starts_on: date
    sessions: int
    attended: int


def local_fields(cls: type[Record]) -> dict[str, Any]:
    """The personal fields of a kind, each with what it holds when nothing is known."""
    kept = shared_fields(cls)
    return {field.name: field.default for field in dataclasses.fields(cls) if field.name not in kept}


def names(conn: Connection, cls: type[Record], unit_id: str) -> list[tuple[str, str]]:
    """Id and name of everybody of this kind who has a name: of tens of thousands few are read whole."""
    table = tables.RECORDS[cls.kind]
    wanted = (table.c.unit_id == unit_id, ~table.c.deleted, table.c.full_name != "")
    return [(row[0], row[1]) for row in conn.execute(select(table.c.id, table.c.full_name).where(*wanted))]


def classes_of(conn: Connection, learner_id: str) -> tuple[Attended, ...]:
    """The classes of a learner, the latest first: those of whose roster or marks the learner is part."""
    on_roster = select(_ENROLMENT.c.class_id).where(_ENROLMENT.c.learner_id == learner_id, ~_ENROLMENT.c.deleted)
    in_marks = select(_SESSION.c.class_id).where(~_SESSION.c.deleted, _mentions(learner_id))
    statement = (
        select(_CLASS.c.id, _CLASS.c.topic, _CLASS.c.starts_on)
        .where(~_CLASS.c.deleted, _CLASS.c.id.in_(on_roster.union(in_marks)))
        .order_by(_CLASS.c.starts_on.desc(), _CLASS.c.id)
    )
    return tuple(_attended(conn, learner_id, *row) for row in conn.execute(statement))


def _attended(conn: Connection, learner_id: str, class_id: str, topic: str, starts_on: date) -> Attended:
    marked = select(_SESSION.c.attended).where(_SESSION.c.class_id == class_id, ~_SESSION.c.deleted)
    attended = conn.scalars(marked.where(_mentions(learner_id))).all()
    return Attended(class_id, topic, starts_on, len(attended), sum(learner_id in ids for ids in attended))


def _mentions(learner_id: str) -> Any:
    """Sessions on whose sheet the learner is marked, present or absent; an id holds no sign that LIKE would read."""
    pattern = f'%"{learner_id}"%'
    columns = (_SESSION.c.attended, _SESSION.c.absent)
    return text(" OR ".join(f"class_session.{column.name} LIKE :mark" for column in columns)).bindparams(mark=pattern)


def changes_of(conn: Connection, record_id: str) -> int:
    """How many lines the history has about a record."""
    counted = select(func.count()).select_from(tables.change_row).where(tables.change_row.c.record_id == record_id)
    return conn.scalar(counted) or 0


def drafts_about(conn: Connection, record_id: str, name: str) -> tuple[tuple[str, str], ...]:
    """Half-typed forms (form, key) that are about a record or hold the name."""
    rows = conn.execute(select(tables.draft.c.form, tables.draft.c.key, tables.draft.c.content)).all()
    wanted = search_key(name)
    return tuple(
        (form, key) for form, key, content in rows
        if key == record_id or record_id in content or (wanted and wanted in search_key(content))
    )  # fmt: skip


def idle_learners(conn: Connection, unit_id: str, before: date) -> tuple[str, ...]:
    """Ids of learners who still have a name here and are in no class that begins on or after a day."""
    learner = tables.RECORDS[Learner.kind]
    statement = text(
        "WITH busy (id) AS ("
        " SELECT e.learner_id FROM enrolment e JOIN learning_class c ON c.id = e.class_id"
        "  WHERE NOT e.deleted AND NOT c.deleted AND c.starts_on >= :day"
        " UNION SELECT m.value FROM class_session s JOIN learning_class c ON c.id = s.class_id, json_each(s.attended) m"
        "  WHERE NOT s.deleted AND NOT c.deleted AND c.starts_on >= :day)"
        f" SELECT id FROM {learner.name} WHERE unit_id = :unit AND full_name <> ''"
        "  AND id NOT IN (SELECT id FROM busy) ORDER BY id"
    )
    return tuple(conn.scalars(statement, {"day": before.isoformat(), "unit": unit_id}))


def erase(tx: Tx, cls: type[Record], ids: Sequence[str], names: Sequence[str] = ()) -> None:
    """Empty the personal fields of these records wherever they stand: rows, history, lost states, drafts.

    The history says that it happened, without saying what stood there. ``forget_freed`` must follow.
    """
    empty = local_fields(cls)
    listed = {"ids": json.dumps(list(ids)), "kind": cls.kind}
    within = "IN (SELECT value FROM json_each(:ids))"
    assigned = ", ".join(f"{name} = :{name}" for name in empty)
    tx.conn.execute(text(f"UPDATE {cls.kind} SET {assigned} WHERE id {within}"), {**empty, "ids": listed["ids"]})
    changed = ", ".join(f"'$.{name}', :{name}" for name in empty)
    for table, column in _BODIES:
        statement = f"UPDATE {table} SET {column} = json_replace({column}, {changed}) WHERE kind = :kind AND record_id "
        tx.conn.execute(text(f"{statement} {within} AND {column} IS NOT NULL"), {**empty, **listed})
    about = f"id IN (SELECT change_id FROM change_row WHERE kind = :kind AND record_id {within})"
    tx.conn.execute(text(f"UPDATE change SET subject = '' WHERE subject <> :kind AND {about}"), listed)
    for record_id, name in zip(ids, names or [""] * len(ids), strict=True):
        for form, key in drafts_about(tx.conn, record_id, name):
            tx.conn.execute(tables.draft.delete().where(tables.draft.c.form == form, tables.draft.c.key == key))
    log_before(tx, tables.RECORDS[cls.kind], ids)


def forget_freed(store: Store) -> None:
    """Write the file anew, so that freed pages no longer hold what was erased, and empty the write-ahead log."""
    with store.read() as conn:
        conn.commit()
        driver = driver_of(conn)
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
