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
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
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

Index("ix_class_starts_on", RECORDS["learning_class"].c.starts_on, RECORDS["learning_class"].c.unit_id)
Index("ix_class_unit", RECORDS["learning_class"].c.unit_id)
Index("ix_session_class", RECORDS["class_session"].c.class_id)
Index("ix_enrolment_class", RECORDS["enrolment"].c.class_id)

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
"""Who this database is (role, unit, installation, counter) and its settings."""

contact = Table(
    "contact",
    metadata,
    Column("installation_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("sign_key", Text, nullable=False),
    Column("age_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", Text, nullable=False),
)
"""Pinned public keys, one for each installation; ``state`` is approved or revoked."""

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

sent_file = Table(
    "sent_file",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("period", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("file_name", Text, nullable=False),
)

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
    Column("data", LargeBinary, nullable=False),
)
"""Files taken in, as they came (signed and encrypted), so that a figure can be followed back to its sender."""

Index("ix_received_installation", received_file.c.installation_id, received_file.c.sequence)

draft = Table(
    "draft",
    metadata,
    Column("form", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("saved_at", Text, nullable=False),
    Column("content", Text, nullable=False),
)
"""What is half typed in a form; gone once saved or discarded."""
