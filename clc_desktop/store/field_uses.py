"""Which fields of activity are named by records: one that is named anywhere is never deleted."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from clc_desktop.domain.records import Collaborator, LearningClass, PlanTarget
from clc_desktop.store import tables


def field_uses(conn: Connection) -> Counter[str]:
    """How many records name each field by its code, deleted ones too: undoing a deletion must find its field.

    A plan of nothing does not count: every field in use has one.
    """
    found: Counter[str] = Counter()
    for cls in (LearningClass, PlanTarget, Collaborator):
        table = tables.RECORDS[cls.kind]
        statement = select(table.c.field, func.count()).group_by(table.c.field)
        if cls is PlanTarget:
            statement = statement.where(table.c.classes + table.c.turns > 0)
        for code, count in conn.execute(statement):
            found[code] += count
    return found
