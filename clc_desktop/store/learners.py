"""Lists of learners, and where they stand: on which rosters, in whose marks."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, text

from clc_desktop.domain.learners import LearnerRow
from clc_desktop.domain.records import ClassSession, Enrolment
from clc_desktop.store import tables
from clc_desktop.store.records import find, to_record

_LIST = """
SELECT id, full_name, birth_year, village, sex, birth_band FROM learner WHERE NOT deleted AND unit_id = :unit
"""

_ATTENDED = """
SELECT learner, COUNT(*) FROM (
  SELECT DISTINCT a.value AS learner, s.class_id
  FROM class_session s JOIN learning_class c ON c.id = s.class_id AND NOT c.deleted, json_each(s.attended) a
  WHERE NOT s.deleted AND s.attended <> '[]' AND s.unit_id = :unit
) GROUP BY learner
"""

_RECENT = """
SELECT e.learner_id, MAX(c.starts_on) FROM enrolment e JOIN learning_class c ON c.id = e.class_id AND NOT c.deleted
WHERE NOT e.deleted AND e.unit_id = :unit GROUP BY e.learner_id
"""

_MARKED = """
SELECT s.* FROM class_session s WHERE NOT s.deleted AND (s.attended <> '[]' OR s.absent <> '[]') AND EXISTS (
  SELECT 1 FROM (SELECT value FROM json_each(s.attended) UNION ALL SELECT value FROM json_each(s.absent))
  WHERE value IN (SELECT value FROM json_each(:ids)))
"""

_ROSTERS = """
SELECT class_id, COUNT(DISTINCT learner_id) FROM enrolment WHERE NOT deleted GROUP BY class_id
"""

_UNMARKED = "SELECT class_id, COUNT(*) FROM class_session WHERE NOT deleted AND present = 0 GROUP BY class_id"


def list_learners(conn: Connection, unit_id: str) -> tuple[LearnerRow, ...]:
    """Everyone whom the unit has written down, in no particular order."""
    return tuple(map(LearnerRow._make, conn.execute(text(_LIST), {"unit": unit_id}).fetchall()))


def classes_attended(conn: Connection, unit_id: str) -> dict[str, int]:
    """In how many classes each learner was present at least once; nobody who never was."""
    return _pairs(conn, _ATTENDED, {"unit": unit_id})


def last_enrolled(conn: Connection, unit_id: str) -> dict[str, str]:
    """The day (ISO) of the latest class on whose roster each learner stands."""
    return _pairs(conn, _RECENT, {"unit": unit_id})


def sessions_with(conn: Connection, ids: Collection[str]) -> tuple[ClassSession, ...]:
    """The sessions in whose marks one of these learners stands."""
    table = tables.RECORDS["class_session"]
    statement = text(_MARKED).columns(*table.columns)
    rows = conn.execute(statement, {"ids": json.dumps(list(ids))}).mappings()
    return tuple(to_record(ClassSession, row) for row in rows)


def enrolments_of(conn: Connection, ids: Collection[str]) -> tuple[Enrolment, ...]:
    """The lines of rosters on which one of these learners stands, the earliest first."""
    table = tables.RECORDS["enrolment"]
    return find(conn, Enrolment, tables.one_of(table.c.learner_id, ids))


def roster_sizes(conn: Connection) -> dict[str, int]:
    """How many people are on the roster of each class that has one."""
    return _pairs(conn, _ROSTERS, {})


def empty_sessions(conn: Connection) -> dict[str, int]:
    """How many sessions of each class nobody was counted or marked in."""
    return _pairs(conn, _UNMARKED, {})


def _pairs(conn: Connection, statement: str, values: dict[str, str]) -> dict[str, Any]:
    return {row[0]: row[1] for row in conn.execute(text(statement), values)}
