"""Lists of classes, counted in one statement."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, text

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.periods import Period
from clc_desktop.store.tables import RECORDS

_LIST = """
WITH counted AS (
  SELECT class_id, unit_id, SUM(meetings) AS meetings, SUM(present) AS present,
         SUM(women) AS women, SUM(minority) AS minority
  FROM class_session WHERE NOT deleted GROUP BY class_id, unit_id
)
SELECT c.id, c.unit_id, c.starts_on, c.topic, c.field, c.hosting, c.state, c.partners, c.lecturers, c.venue, c.note,
       COALESCE(k.meetings, 0) AS meetings, COALESCE(k.present, 0) AS present, k.women, k.minority
FROM learning_class c LEFT JOIN counted k ON k.class_id = c.id AND k.unit_id = c.unit_id
WHERE NOT c.deleted AND c.starts_on BETWEEN :start AND :end
ORDER BY c.starts_on DESC, c.id DESC
"""


def list_classes(
    conn: Connection, period: Period | None, field_names: dict[str, str], unit_names: dict[str, str]
) -> tuple[ClassRow, ...]:
    """Every class that starts in the period (always), the newest first."""
    bounds = {"start": period.start.isoformat(), "end": period.end.isoformat()} if period else _EVER
    date_of = RECORDS["learning_class"].c.starts_on.type.python_type.fromisoformat
    return tuple(
        ClassRow(
            id=row.id,
            unit_id=row.unit_id,
            unit_name=unit_names.get(row.unit_id, ""),
            starts_on=date_of(row.starts_on),
            topic=row.topic,
            field=row.field,
            field_name=field_names.get(row.field, row.field),
            hosting=row.hosting,
            state=row.state,
            sessions=row.meetings,
            turns=row.present,
            women=row.women,
            minority=row.minority,
            partners=tuple(json.loads(row.partners)),
            lecturers=tuple(json.loads(row.lecturers)),
            venue=row.venue,
            note=row.note,
        )
        for row in conn.execute(text(_LIST), bounds)
    )


_EVER = {"start": "0000-01-01", "end": "9999-12-31"}


def earlier_values(conn: Connection, column: str) -> tuple[str, ...]:
    """What was typed before into ``topic``, ``venue``, ``partners`` or ``lecturers``, the most frequent first."""
    chosen = RECORDS["learning_class"].c[column]
    source, value = (
        (f"learning_class, json_each({chosen.name})", "json_each.value")
        if column in ("partners", "lecturers")
        else ("learning_class", chosen.name)
    )
    statement = (
        f"SELECT {value} AS v FROM {source} WHERE NOT deleted AND {value} <> '' GROUP BY v ORDER BY COUNT(*) DESC, v"
    )
    rows: Any = conn.execute(text(statement))
    return tuple(row.v for row in rows)
