"""The statements of a merge, made once for each kind; what comes in is staged in ``incoming_<kind>``, a TEMP table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from clc_desktop.domain.records import KINDS, shared_fields
from clc_desktop.store import tables
from clc_desktop.store.records import row_as_json


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns that travel: version, tombstone, the record's shared fields, unknown fields."""
    return ("version", "deleted", *shared_fields(KINDS[kind]), "extra")


@dataclass(frozen=True, slots=True)
class Statements:
    """Everything that is asked or told of one kind; ``ours`` is the table, the rest the staged rows beside it."""

    create: str
    empty: str
    ours: str
    insert: str
    compare: str
    foreign: str
    contest: str
    rows_of: str
    foretell: str
    count: str
    hidden: str
    deletions: str
    list_changes: str
    log: str
    write: str
    contested: str


@lru_cache
def statements(kind: str) -> Statements:
    """The statements for a kind of record; put together from names of our own tables only."""
    table = tables.RECORDS[kind]
    columns = columns_of(kind)
    names = ", ".join(f'"{name}"' for name in columns)
    equal = " AND ".join(f's."{name}" IS t."{name}"' for name in columns)
    stage_name = f"incoming_{kind}"
    body = shared_json(columns, "s")
    settled = "s.contested = 0 AND s.relation IN ('added', 'newer')"
    outcome = _outcome_sql(kind)
    outcomes = f"(SELECT s.id, s.unit_id, {outcome} AS outcome FROM {stage_name} s)"
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != "id")
    return Statements(
        create=f"CREATE TEMP TABLE IF NOT EXISTS {stage_name} ({names}, relation TEXT, outcome TEXT, "
        "contested INTEGER DEFAULT 0)",
        empty=f"DELETE FROM temp.{stage_name}",
        ours=f"SELECT {names} FROM {kind} WHERE id IN (SELECT value FROM json_each(?))",
        insert=f"INSERT INTO temp.{stage_name} ({names}, relation) VALUES ({'?, ' * len(columns)}?)",
        compare=f"""
            UPDATE temp.{stage_name} AS s SET
              relation = (SELECT CASE WHEN t.unit_id <> s.unit_id THEN 'foreign'
                                      WHEN t.version <> s.version THEN clc_relation(t.version, s.version)
                                      WHEN {equal} THEN 'same' ELSE 'concurrent' END
                          FROM {kind} t WHERE t.id = s.id)
            WHERE relation IS NULL""",
        foreign=f"SELECT EXISTS (SELECT 1 FROM temp.{stage_name} WHERE relation = 'foreign')",
        contest=f"""
            UPDATE temp.{stage_name} SET contested = 1
            WHERE id IN (SELECT record_id FROM sibling WHERE kind = '{kind}'
                         UNION ALL SELECT id FROM temp.{stage_name} GROUP BY id HAVING COUNT(*) > 1)""",
        rows_of=f"SELECT rowid, version, {body} FROM temp.{stage_name} s WHERE id = ? ORDER BY rowid",
        foretell=f"UPDATE temp.{stage_name} SET outcome = ?, relation = COALESCE(?, relation) WHERE rowid = ?",
        count=f"SELECT outcome, COUNT(*) FROM {outcomes} GROUP BY outcome",
        hidden=f"SELECT id FROM {outcomes} WHERE outcome = 'hidden' ORDER BY id",
        deletions=f"SELECT unit_id, COUNT(*) FROM {outcomes} WHERE outcome = 'deleted' GROUP BY unit_id",
        list_changes=_list_sql(kind, columns),
        log=f"""
            INSERT INTO change_row (change_id, kind, record_id, before)
            SELECT ?, '{kind}', s.id, CASE WHEN s.relation = 'newer'
                   THEN (SELECT {row_as_json(table)} FROM {kind} WHERE {kind}.id = s.id) END
            FROM {stage_name} s WHERE {settled} ORDER BY s.rowid""",
        write=f"""
            INSERT INTO {kind} ({names}) SELECT {names} FROM {stage_name} s WHERE {settled} ORDER BY s.rowid
            ON CONFLICT (id) DO UPDATE SET {updates}""",
        contested=f"SELECT DISTINCT id FROM {stage_name} WHERE contested OR relation = 'concurrent' ORDER BY id",
    )


def _outcome_sql(kind: str) -> str:
    """SQL for what becomes of a staged row ``s``: a name of ``Counts``, or ``arrived`` (new here, with a conflict)."""
    gone_here = f"(SELECT o.deleted FROM {kind} o WHERE o.id = s.id)"
    return f"""CASE
        WHEN s.contested THEN s.outcome
        WHEN s.relation = 'added' THEN iif(s.deleted, 'absent', 'added')
        WHEN s.relation = 'newer' AND NOT s.deleted THEN 'changed'
        WHEN s.relation = 'newer' THEN iif({gone_here}, 'absent', 'deleted')
        WHEN s.relation = 'older' THEN iif({gone_here} AND NOT s.deleted, 'hidden', 'kept')
        WHEN s.relation = 'concurrent' THEN 'conflict' ELSE 'same' END"""


def _list_sql(kind: str, columns: Sequence[str]) -> str:
    """SQL for the lines of a preview, ours beside theirs."""
    outcome = _outcome_sql(kind)
    return f"""
        SELECT s.id, replace({outcome}, 'arrived', 'conflict') AS what,
               CASE WHEN t.id IS NULL THEN NULL ELSE {shared_json(columns, "t")} END AS before,
               {shared_json(columns, "s")} AS after
        FROM incoming_{kind} s LEFT JOIN {kind} t ON t.id = s.id
        WHERE {outcome} IN ('added', 'changed', 'deleted', 'conflict', 'arrived', 'hidden')
        ORDER BY instr('conflict deleted hidden changed added', what), s.id LIMIT :limit"""


def shared_json(columns: Sequence[str], alias: str) -> str:
    """SQL for a state's body: the same text for the same state on every machine."""
    parts = ", ".join(f"'{name}', {alias}.\"{name}\"" for name in columns if name != "version")
    return f"json_object({parts})"


def keep_ours(kind: str, name: str) -> str:
    """SQL that fills a column which an older program did not send with what we have."""
    ours = f'(SELECT t."{name}" FROM {kind} t WHERE t.id = s.id)'
    return f'UPDATE temp.incoming_{kind} AS s SET "{name}" = COALESCE({ours}, s."{name}") WHERE relation IS NULL'
