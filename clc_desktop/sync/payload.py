"""Rows of records inside a document: a batch names its columns once and then holds plain arrays.

Everything here is made from the domain's dataclasses, so that a new field of a record needs no line of ours. A column
that this program does not know is kept in ``extra`` and written back; one that an older program did not send takes the
dataclass's default; a kind that this program does not know is kept whole. A column that holds personal data here
(``local()``) is neither written nor read. Adding a field or a kind keeps the format; a new value of a ``Literal``,
another type or another meaning needs a new ``documents.FORMAT``.
"""

from __future__ import annotations

import dataclasses
import operator
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import groupby, pairwise, repeat
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from clc_desktop.domain.records import KINDS, Record, shared_fields
from clc_desktop.sync.values import MAX_ROWS, VERSION_PATTERN, Count, Integer, Text, invalid

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_LEADING = ("version", "deleted", "id", "unit_id")
"""What every batch has, of whatever kind; a tombstone (``deleted``) carries the last values."""

# Patterns are slow value by value: here is the size, and _check_columns looks at the letters of a whole column.
_Id = Annotated[str, Meta(min_length=32, max_length=32)]
_Version = Annotated[str, Meta(max_length=64 * 33)]
_VERSION_LINES = re.compile(rf"(?:{VERSION_PATTERN}\n)+")

_Scalar = Text | Integer | float | bool | None
_Unknown = _Scalar | list[_Scalar | list[_Scalar]]
_Word = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,49}\Z")]


class Batch(msgspec.Struct, frozen=True):
    """Records of one kind as they travel: ``rows`` is the JSON of an array of arrays, one value for each column."""

    kind: _Word
    columns: Annotated[tuple[_Word, ...], Meta(min_length=4, max_length=200)]
    rows: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Versioned:
    """A record with what merging needs; ``extra`` holds the fields that only a newer program knows."""

    record: Record
    version: str
    deleted: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows as SQLite stores them: dates as ISO text, tuples and ``extra`` as compact JSON text (or None).

    ``columns`` are version, deleted, the shared fields of the dataclass, extra. ``missing`` are those of them that the
    file did not have, so that merging need not put a default over what is known here.
    """

    kind: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A batch, decoded and checked: ``rows`` hold typed values in the order of ``columns``, as sent."""

    kind: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    @property
    def known(self) -> bool:
        """Whether this program has such records; else all it can do is keep the rows."""
        return self.kind in KINDS

    def column(self, name: str) -> list[Any]:
        """All values of one column."""
        return list(map(operator.itemgetter(self.columns.index(name)), self.rows))

    def versioned(self) -> Iterator[Versioned]:
        """The rows as records of the domain; for a known kind only."""
        cls = KINDS[self.kind]
        ours = set(shared_fields(cls))
        for row in self.rows:
            values = dict(zip(self.columns, row, strict=True))
            version, deleted = values.pop("version"), values.pop("deleted")
            extra = {name: values.pop(name) for name in self.columns[2:] if name not in ours}
            yield Versioned(cls(**values), version, deleted, extra)

    def staged(self) -> Staged:
        """The rows as SQLite stores them; for a known kind only. Works by column, which is many times faster."""
        cls = KINDS[self.kind]
        sent = dict(zip(self.columns, zip(*self.rows, strict=True), strict=True)) if self.rows else {}
        wanted = ("version", "deleted", *shared_fields(cls))
        defaults, convert = _defaults(self.kind), _sql_converters(self.kind)
        columns: list[Iterable[Any]] = [
            convert[name](sent[name]) if name in sent else repeat(defaults.get(name), len(self.rows)) for name in wanted
        ]
        extra = {name: values for name, values in sent.items() if name not in wanted}
        columns.append(_as_objects(extra) if extra else repeat(None, len(self.rows)))
        missing = frozenset(wanted) - set(self.columns)
        return Staged(self.kind, (*wanted, "extra"), list(zip(*columns, strict=True)), missing)


# --- writing ----------------------------------------------------------------------------------------------------------


def to_batches(cls: type[Record], rows: Iterable[Versioned]) -> tuple[Batch, ...]:
    """Records of one kind, ready to travel: one batch, or one for each set of unknown fields that rows bear."""
    shared = shared_fields(cls)
    values_of = operator.attrgetter(*shared)
    ours = frozenset(f.name for f in dataclasses.fields(cls))

    def unknown(row: Versioned) -> tuple[str, ...]:
        return tuple(sorted(row.extra.keys() - ours)) if row.extra else ()

    return tuple(
        Batch(cls.kind, ("version", "deleted", *shared, *names), _encoded(values_of, group, names))
        for names, group in groupby(sorted(rows, key=unknown), key=unknown)  # stable: rows keep their order
    )


def _encoded(
    values_of: operator.attrgetter[tuple[Any, ...]], group: Iterable[Versioned], names: tuple[str, ...]
) -> msgspec.Raw:
    rows = [(row.version, row.deleted, *values_of(row.record), *map(row.extra.__getitem__, names)) for row in group]
    return msgspec.Raw(msgspec.json.encode(rows))


# --- reading ----------------------------------------------------------------------------------------------------------


def read_batches(batches: Sequence[Batch]) -> tuple[Table, ...]:
    """Decode and check all rows of a document.

    Raises msgspec.ValidationError where a value has not the type or the bounds of its field, and ClcError
    ``invalid_content`` where values are wrong together (``reason`` says how).
    """
    tables = tuple(map(_read_batch, batches))
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise invalid("too_many_rows", limit=MAX_ROWS)
    _check_distinct(tables)
    return tables


def _read_batch(batch: Batch) -> Table:
    if batch.columns[:4] != _LEADING or len(set(batch.columns)) < len(batch.columns):
        raise invalid("columns", kind=batch.kind)
    reading = _reading(batch.kind, batch.columns)
    table = Table(batch.kind, batch.columns, reading.decoder.decode(batch.rows))
    if table.rows:
        _check_columns(table, reading)
    return table


@dataclass(frozen=True, slots=True)
class _Reading:
    """How rows with certain columns are decoded, and which columns (by place) need a look at all values together."""

    decoder: msgspec.json.Decoder[list[tuple[Any, ...]]]
    ids: tuple[int, ...]
    dates: tuple[int, ...]


@lru_cache(maxsize=256)
def _reading(kind: str, columns: tuple[str, ...]) -> _Reading:
    wire = _wire_types(kind) if kind in KINDS else _OPAQUE
    _refuse_unusable(kind, columns)
    types_in_order = [wire.get(name, _Unknown) for name in columns]
    # The attribute syntax tuple[...] wants types known to the reader of the source; these come from the dataclass.
    row = types.GenericAlias(tuple, tuple(types_in_order))
    decoder = msgspec.json.Decoder(types.GenericAlias(list, (row,)))
    ids = tuple(i for i, wire_type in enumerate(types_in_order) if wire_type is _Id)
    dates = tuple(i for i, wire_type in enumerate(types_in_order) if wire_type in (date, date | None))
    return _Reading(decoder, ids, dates)


def _refuse_unusable(kind: str, columns: tuple[str, ...]) -> None:
    """Personal data has no business in a file, and a field without a default cannot be made up."""
    if kind not in KINDS:
        return
    cls = KINDS[kind]
    private = {f.name for f in dataclasses.fields(cls)} - set(shared_fields(cls))
    if private & set(columns):
        raise invalid("private_column", kind=kind)
    if not set(shared_fields(cls)) <= set(columns) | set(_defaults(kind)):
        raise invalid("missing_column", kind=kind)


def _check_columns(table: Table, reading: _Reading) -> None:
    """What is cheaper to check for a whole column than value by value."""
    columns = list(zip(*table.rows, strict=True))
    for place in reading.ids:
        if not _is_lower_hex("".join(columns[place])):
            raise invalid("id", kind=table.kind, column=table.columns[place])
    for place in reading.dates:
        days = [day for day in columns[place] if day is not None]
        if days and not FIRST_DAY <= min(days) <= max(days) <= LAST_DAY:
            raise invalid("date", kind=table.kind, column=table.columns[place])
    if not _are_versions(columns[0]):
        raise invalid("version", kind=table.kind)


def _is_lower_hex(text: str) -> bool:
    try:
        return bytes.fromhex(text).hex() == text
    except ValueError:
        return False


def _are_versions(column: Sequence[str]) -> bool:
    lines = "\n".join((*column, ""))
    well_formed = lines.count("\n") == len(column) and _VERSION_LINES.fullmatch(lines)
    return bool(well_formed) and all(_is_sorted(version) for version in column if " " in version)


def _is_sorted(version: str) -> bool:
    installations = [entry[:16] for entry in version.split(" ")]
    return all(before < after for before, after in pairwise(installations))


def _check_distinct(tables: Iterable[Table]) -> None:
    """No row may stand twice in a document, with the same or with other values."""
    for kind, same in groupby(sorted(tables, key=_kind), key=_kind):
        keys = [(row[2], row[0]) for table in same for row in table.rows]
        if len(set(keys)) < len(keys):
            raise invalid("duplicate", kind=kind)


def _kind(table: Table) -> str:
    return table.kind


# --- from the dataclasses ---------------------------------------------------------------------------------------------


_OPAQUE: dict[str, Any] = {"version": _Version, "deleted": bool, "id": _Id, "unit_id": _Id}


@cache
def _wire_types(kind: str) -> dict[str, Any]:
    """The type, with its bounds, of each column that may travel."""
    hints = typing.get_type_hints(KINDS[kind])
    own = {name: _wire_type(hints[name]) for name in shared_fields(KINDS[kind])}
    ids = {name: _Id for name, hint in hints.items() if hint is str and name.endswith("_id")}
    return own | ids | _OPAQUE


def _wire_type(hint: Any) -> Any:
    """A dataclass's annotation with the bounds of values.py: "int" becomes "0 to 2⁵³", also inside tuples."""
    if hint is str:
        return Text
    if hint is int:
        return Count
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return types.GenericAlias(tuple, tuple(a if a is ... else _wire_type(a) for a in arguments))
    if origin in (types.UnionType, typing.Union):
        return typing.Union[tuple(map(_wire_type, arguments))]  # noqa: UP007  (built, not written)
    if origin is Literal or hint in (bool, date, type(None)):
        return hint
    raise TypeError(f"sync files have no way to write {hint!r}; see payload._wire_type")


@cache
def _defaults(kind: str) -> dict[str, Any]:
    """The default of each shared field that has one, as SQLite stores it."""
    shared = set(shared_fields(KINDS[kind]))
    return {
        f.name: _json_text(f.default) if isinstance(f.default, tuple) else f.default
        for f in dataclasses.fields(KINDS[kind])
        if f.name in shared and f.default is not dataclasses.MISSING
    }


# --- as SQLite stores it ----------------------------------------------------------------------------------------------


Convert = Callable[[Sequence[Any]], Sequence[Any]]


@cache
def _sql_converters(kind: str) -> dict[str, Convert]:
    """How to turn each column's values into SQLite's."""
    hints = typing.get_type_hints(KINDS[kind])
    own = {name: _sql_converter(hints[name]) for name in shared_fields(KINDS[kind])}
    return {"version": _as_is, "deleted": _as_is} | own


def _sql_converter(hint: Any) -> Convert:
    if hint in (date, date | None):
        return _dates
    return _tuples if typing.get_origin(hint) is tuple else _as_is


def _as_is(values: Sequence[Any]) -> Sequence[Any]:
    return values


def _dates(values: Sequence[date | None]) -> Sequence[str | None]:
    return [None if day is None else day.isoformat() for day in values]


def _tuples(values: Sequence[tuple[Any, ...]]) -> Sequence[str]:
    return list(map(_json_text, values))


def _as_objects(columns: Mapping[str, Sequence[Any]]) -> Iterable[str]:
    return (_json_text(dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True))


def _json_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
