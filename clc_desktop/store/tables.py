"""Tables: one for each kind of record, made from its dataclass, and the tables that serve this machine alone.

Record tables share five leading columns: ``id``, ``unit_id``, ``version`` (see domain/versions.py), ``deleted`` (a
tombstone keeps its last body) and ``extra`` (JSON: fields a newer program sent, kept so that they survive). No UNIQUE
or FOREIGN KEY rests on data typed in two places: such a rule would make a second machine's record vanish.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    func,
    select,
)

from clc_desktop.domain.records import KINDS, Record

metadata = MetaData()


class JsonTuple(TypeDecorator[tuple[Any, ...]]):
    """A tuple of texts, numbers or tuples, kept as compact JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else compact_json(value)

    def process_result_value(self, value: Any, dialect: Any) -> tuple[Any, ...] | None:
        return None if value is None else _as_tuple(json.loads(value))


def compact_json(value: Any) -> str:
    """JSON with no blanks, letters as they are: one spelling for one value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def one_of(column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """That a column has one of these values, of which there may be any number: they go in as one JSON text."""
    return column.in_(select(func.json_each(json.dumps(list(values))).table_valued("value").c.value))


def _as_tuple(value: Any) -> Any:
    return tuple(_as_tuple(item) for item in value) if isinstance(value, list) else value


def _column(field: dataclasses.Field[Any], annotation: Any) -> Column[Any]:
    optional = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    options = typing.get_args(annotation) if optional else (annotation,)
    base = next(option for option in options if option is not type(None))
    origin = typing.get_origin(base) or base
    if origin is typing.Literal:
        origin = str
    sql_type = {str: Text, int: Integer, bool: Boolean, date: Date, tuple: JsonTuple}[origin]()
    default = "" if field.default == "" else None
    return Column(field.name, sql_type, nullable=type(None) in options, server_default=default)


def _record_table(cls: type[Record]) -> Table:
    annotations = typing.get_type_hints(cls)
    own = [_column(field, annotations[field.name]) for field in dataclasses.fields(cls)][2:]
    return Table(
        cls.kind,
        metadata,
        Column("id", Text, primary_key=True),
        Column("unit_id", Text, nullable=False),
        Column("version", Text, nullable=False),
        Column("deleted", Boolean, nullable=False),
        Column("extra", Text),
        *own,
    )


RECORDS: dict[str, Table] = {kind: _record_table(cls) for kind, cls in KINDS.items()}
"""The table of each kind of record."""


def _index(name: str, kind: str, *columns: str) -> None:
    """An index that holds all that the figures read of a kind, so that they never touch its rows."""
    Index(name, *(RECORDS[kind].c[column] for column in columns))


_index(
    "ix_class_starts_on", "learning_class",
    "starts_on", "unit_id", "id", "state", "deleted", "field", "hosting", "enrolled",
)  # fmt: skip
_index(
    "ix_session_class", "class_session",
    "class_id", "unit_id", "deleted", "present", "meetings", "women", "minority", "rural",
)  # fmt: skip
Index("ix_class_unit", RECORDS["learning_class"].c.unit_id)
Index("ix_term_subject", RECORDS["unit_term"].c.subject)
Index("ix_enrolment_class", RECORDS["enrolment"].c.class_id, RECORDS["enrolment"].c.unit_id)

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
"""Who this database is (role, unit, installation, counter) and its settings."""

contact = Table(
    "contact",
    metadata,
    Column("installation_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("sign_key", Text, primary_key=True),
    Column("age_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("after", Integer, nullable=False, server_default="0"),
    Column("knows_key", Text, nullable=False, server_default=""),
)
"""Pinned public keys: an installation changes its keys, and a recovery sheet takes a key to another installation."""

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("change.id")),
    Column("undone_by", Integer, ForeignKey("change.id")),
    sqlite_autoincrement=True,
)
"""One thing a person did, or one file merged: its rows are undone together."""

change_row = Table(
    "change_row",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change_id", Integer, ForeignKey("change.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("before", Text),
)
"""What a record was before a change: its whole row as a JSON object, NULL where it did not exist."""

Index("ix_change_row_change", change_row.c.change_id)
Index("ix_change_row_record", change_row.c.record_id)

sibling = Table(
    "sibling",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("body", Text, primary_key=True),
)
"""States that lost a conflict which nobody has decided yet; the record's own row holds the one shown."""

change_sibling = Table(
    "change_sibling",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change_id", Integer, ForeignKey("change.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""The siblings that a record had before a change touched them: what undoing a merge, and a decision's losers, need."""

Index("ix_change_sibling_change", change_sibling.c.change_id)

decision = Table(
    "decision",
    metadata,
    Column("change_id", Integer, ForeignKey("change.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("reason", Text),
)
"""Changes that ended a conflict; ``reason`` is that of the person who decided here, NULL where a file decided."""

sent_file = Table(
    "sent_file",
    metadata,
    Column("installation_id", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("period", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("file_name", Text, nullable=False),
)
"""Submissions written here. A restored database is a new installation and numbers its files from 1 again."""

received_file = Table(
    "received_file",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("installation_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("change_id", Integer, ForeignKey("change.id")),
    Column("previous", Text),
    Column("abandoned_by", Integer, ForeignKey("change.id")),
    Column("data", LargeBinary, nullable=False),
)
"""Files taken in, as they came (signed and encrypted), so that a figure can be followed back to its sender.

``previous`` is the digest of the sender's file before it; ``abandoned_by`` the change in which a person decided, after
a fork, that the installation goes on from another file.
"""

Index("ix_received_installation", received_file.c.installation_id, received_file.c.sequence)

source_file = Table(
    "source_file",
    metadata,
    Column("via", Text, ForeignKey("received_file.digest"), primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("sign_key", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
)
"""The submissions that a merged file (``via``) rests on: itself, and those its sender had merged when it made it."""

period_event = Table(
    "period_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("installation_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What happened to a unit's period, line by line; the last one bears the state (domain/states.py).

``installation_id``, ``sequence`` and ``digest`` name the file that it was about; ``version`` is the aggregator's
decision as domain/versions.py writes versions, so that the receipt of a later one is known from an earlier one's.
"""

Index("ix_period_event", period_event.c.unit_id, period_event.c.period, period_event.c.id)

remark = Table(
    "remark",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
)
"""What an officer said about one record, on both sides: ``what`` is "returned", or "corrected" (then of no period)."""

quarantine = Table(
    "quarantine",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("installation_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("kept_at", Text, nullable=False),
    Column("tried_at", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""Files that were refused, as they came, with the code of the refusal, until merging takes them in or a person removes
them."""

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("manifest", LargeBinary, nullable=False),
)
"""Frozen reports: ``id`` is the SHA-256 of what ``manifest`` (DSSE) signs, ``code`` what stands on the paper."""

Index("ix_snapshot_code", snapshot.c.code)

draft = Table(
    "draft",
    metadata,
    Column("form", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("saved_at", Text, nullable=False),
    Column("content", Text, nullable=False),
)
"""What is half typed in a form; gone once saved or discarded."""
