"""Rows travel whole: every kind, every field that may, and those that only a newer program knows."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS, ClassSession, Learner, LearningClass, Record, shared_fields
from clc_desktop.sync import payload
from clc_desktop.sync.payload import Batch, Versioned, read_batches, to_batches
from tests.sync.samples import CENTRE, TEXTS, batches, learning_class, rows, session, versioned

ALL_KINDS = st.sampled_from(list(KINDS.values()))


def read(*found: Batch) -> list[Versioned]:
    return [row for table in read_batches(found) for row in table.versioned()]


def without_local(row: Versioned) -> Versioned:
    fields = dataclasses.fields(row.record)
    blank = {f.name: f.default for f in fields if f.metadata.get("local")}
    return dataclasses.replace(row, record=dataclasses.replace(row.record, **blank))


def batch_with(record: Record, **values: Any) -> Batch:
    """A batch of one row with some of its columns set to anything."""
    (batch,) = batches(versioned(record))
    (row,) = msgspec.json.decode(batch.rows)
    named = dict(zip(batch.columns, row, strict=True)) | values
    return Batch(batch.kind, tuple(named), msgspec.Raw(json.dumps([list(named.values())]).encode()))


def refusal(*found: Batch) -> str:
    with pytest.raises((ClcError, msgspec.ValidationError)) as caught:
        read_batches(found)
    return caught.value.data["reason"] if isinstance(caught.value, ClcError) else "structure"


@given(st.data())
def test_every_record_comes_back_with_its_version_and_unknown_fields_but_without_personal_data(data: Any) -> None:
    cls = data.draw(ALL_KINDS)
    sent = data.draw(rows(cls))
    received = read(*to_batches(cls, sent))
    assert sorted(received, key=lambda row: row.record.id) == sorted(
        map(without_local, sent), key=lambda r: r.record.id
    )


@given(st.data())
def test_what_was_read_is_written_again_as_it_was(data: Any) -> None:
    cls = data.draw(ALL_KINDS)
    sent = to_batches(cls, data.draw(rows(cls)))
    tables = read_batches(sent)
    assert to_batches(cls, [row for table in tables for row in table.versioned()]) == sent


@given(st.data())
def test_staged_rows_are_what_sqlite_stores(data: Any) -> None:
    cls = data.draw(ALL_KINDS)
    for table in read_batches(to_batches(cls, data.draw(rows(cls)))):
        staged = table.staged()
        assert staged.columns == ("version", "deleted", *shared_fields(cls), "extra")
        with sqlite3.connect(":memory:") as connection:
            names = ",".join(f'"{name}"' for name in staged.columns)
            connection.execute(f"CREATE TABLE t ({names})")
            connection.executemany(f"INSERT INTO t VALUES ({','.join('?' * len(staged.columns))})", staged.rows)
            stored = connection.execute("SELECT * FROM t").fetchall()
        for values, row in zip(stored, table.versioned(), strict=True):
            assert dict(zip(staged.columns, values, strict=True)) == as_stored(row)


def as_stored(row: Versioned) -> dict[str, Any]:
    """What the store itself would write for a record (store/tables.py)."""
    shared = {name: stored_value(getattr(row.record, name)) for name in shared_fields(type(row.record))}
    extra = compact(row.extra) if row.extra else None
    return {"version": row.version, "deleted": row.deleted, **shared, "extra": extra}


def stored_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return compact(value)
    return value.isoformat() if isinstance(value, date) else value


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(st.lists(TEXTS))
def test_json_text_is_spelled_as_the_store_spells_it(value: list[str]) -> None:
    assert payload._json_text(value) == compact(value)


# --- older and newer programs -----------------------------------------------------------------------------------------


def test_a_column_of_a_newer_program_is_kept_and_sent_back() -> None:
    batch = batch_with(learning_class(), later=["x", ["y"]])
    (row,) = read(batch)
    assert row.extra == {"later": ["x", ["y"]]}
    assert row.record == learning_class()
    (table,) = read_batches([batch])
    assert table.staged().rows[0][-1] == '{"later":["x",["y"]]}'
    assert to_batches(LearningClass, [row])[0].columns[-1] == "later"


def test_rows_with_and_without_a_newer_column_stay_apart() -> None:
    """An older program must not send null where the newer one wants a text."""
    one = versioned(learning_class(), extra={"later": "x"})
    other = versioned(learning_class(id="e" * 32))
    assert [batch.columns[-1] for batch in to_batches(LearningClass, [one, other])] == ["reasons", "later"]


def test_columns_come_in_any_order() -> None:
    (batch,) = batches(versioned(learning_class(), extra={"later": 1}))
    order = [0, 1, 2, 3, *reversed(range(4, len(batch.columns)))]
    shuffled = [[row[i] for i in order] for row in msgspec.json.decode(batch.rows)]
    columns = tuple(batch.columns[i] for i in order)
    assert read(Batch(batch.kind, columns, msgspec.Raw(msgspec.json.encode(shuffled)))) == read(batch)


def test_a_column_that_an_older_program_lacks_takes_the_default_and_is_named() -> None:
    (batch,) = batches(versioned(learning_class()))
    keep = [i for i, name in enumerate(batch.columns) if name not in {"note", "reasons", "enrolled"}]
    short = msgspec.json.encode([[row[i] for i in keep] for row in msgspec.json.decode(batch.rows)])
    (table,) = read_batches([Batch(batch.kind, tuple(batch.columns[i] for i in keep), msgspec.Raw(short))])
    (row,) = table.versioned()
    assert row.record == learning_class(note="", reasons=(), enrolled=None)
    staged = table.staged()
    values = dict(zip(staged.columns, staged.rows[0], strict=True))
    assert (values["note"], values["reasons"], values["enrolled"]) == ("", "[]", None)
    assert staged.missing == {"note", "reasons", "enrolled"}


def test_a_field_that_cannot_be_made_up_must_be_there() -> None:
    batch = Batch("learning_class", ("version", "deleted", "id", "unit_id"), msgspec.Raw(b"[]"))
    assert refusal(batch) == "missing_column"


def test_a_kind_that_only_a_newer_program_knows_is_read_whole() -> None:
    columns = ("version", "deleted", "id", "unit_id", "colour")
    row = [f"{'1' * 16}:3", False, "a" * 32, CENTRE, "đỏ"]
    batch = Batch("flag", columns, msgspec.Raw(msgspec.json.encode([row])))
    (table,) = read_batches([batch])
    assert not table.known
    assert table.column("colour") == ["đỏ"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flag(Record):
    kind = "flag"
    colour: str
    waved_on: tuple[date, ...] = ()


def test_a_new_kind_and_a_new_field_travel_with_no_code_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "flag", _Flag)
    sent = versioned(_Flag(id="a" * 32, unit_id=CENTRE, colour="đỏ", waved_on=(date(2020, 1, 1),)))
    try:
        assert read(*batches(sent)) == [sent]
    finally:
        for cached in (payload._reading, payload._wire_types, payload._defaults, payload._sql_converters):
            cached.cache_clear()


def test_a_type_that_has_no_spelling_is_found_by_its_author() -> None:
    with pytest.raises(TypeError, match="sync files have no way"):
        payload._wire_type(dict[str, int])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_read(kind: str) -> None:
    columns = ("version", "deleted", *shared_fields(KINDS[kind]))
    assert read_batches([Batch(kind, columns, msgspec.Raw(b"[]"))])[0].staged().rows == []


# --- personal data ----------------------------------------------------------------------------------------------------


def test_a_column_of_personal_data_is_refused() -> None:
    learner = Learner(id="a" * 32, unit_id=CENTRE)
    assert refusal(batch_with(learner, phone="0912345678")) == "private_column"


def test_personal_data_cannot_leave_as_an_unknown_field_either() -> None:
    """A field may have been unknown when a row came in and be personal now."""
    row = versioned(Learner(id="a" * 32, unit_id=CENTRE), extra={"phone": "0912345678", "sex": "male"})
    (batch,) = to_batches(Learner, [row])
    assert batch.columns == ("version", "deleted", *shared_fields(Learner))
    assert b"0912345678" not in bytes(batch.rows)


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"id": "A" * 32}, "id"),
        ({"id": "a" * 31 + " "}, "id"),
        ({"id": "a" * 30 + "ạ"}, "structure"),
        ({"id": "ạ" * 32}, "id"),
        ({"id": "a" * 31}, "structure"),
        ({"class_id": "g" * 32}, "id"),
        ({"unit_id": None}, "structure"),
        ({"held_on": "1899-12-31"}, "date"),
        ({"held_on": "2200-01-01"}, "date"),
        ({"held_on": "3013-01-01"}, "date"),
        ({"held_on": "2020-02-30"}, "structure"),
        ({"held_on": "5/1/2020"}, "structure"),
        ({"held_on": None}, "structure"),
        ({"present": -1}, "structure"),
        ({"present": 2**53}, "structure"),
        ({"present": 10**30}, "structure"),
        ({"present": 1.5}, "structure"),
        ({"present": "40"}, "structure"),
        ({"present": True}, "structure"),
        ({"attended": ["x" * 20_001]}, "structure"),
        ({"attended": "x"}, "structure"),
        ({"attended": [["x"]]}, "structure"),
        ({"deleted": 0}, "structure"),
        ({"version": ""}, "version"),
        ({"version": "1" * 16}, "version"),
        ({"version": "1" * 16 + ":0"}, "version"),
        ({"version": "1" * 16 + ":01"}, "version"),
        ({"version": "1" * 16 + ":9999999999999999"}, "version"),
        ({"version": "1" * 16 + ":1 "}, "version"),
        ({"version": "1" * 16 + ":1\n" + "2" * 16 + ":1"}, "version"),
        ({"version": "2" * 16 + ":1 " + "1" * 16 + ":1"}, "version"),
        ({"version": "1" * 16 + ":1 " + "1" * 16 + ":2"}, "version"),
        ({"version": " ".join(f"{i:016x}:1" for i in range(65))}, "version"),
        ({"later": 2**53}, "structure"),
        ({"later": [[["deep"]]]}, "structure"),
        ({"later": {"an": "object"}}, "structure"),
    ],
)
def test_values_out_of_bounds_are_refused(values: dict[str, Any], reason: str) -> None:
    assert refusal(batch_with(session(), **values)) == reason


@pytest.mark.parametrize("name", ["Later", "", "1st", "a" * 51, 'x"; DROP', "đỏ"])
def test_a_column_is_named_by_a_plain_word(name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(batch_with(session(), **{name: 1})), type=Batch)


def test_values_at_the_bounds_are_accepted() -> None:
    row = session(held_on=date(1900, 1, 1), present=2**53 - 1, attended=("x" * 20_000,), women=0)
    version = " ".join(f"{i:016x}:{10**15 - 1}" for i in range(64))
    assert read(*batches(versioned(row, version))) == [versioned(row, version)]


@pytest.mark.parametrize("columns", [("deleted", "version", "id", "unit_id"), ("version", "deleted", "id", "id")])
def test_columns_that_do_not_begin_as_they_should_are_refused(columns: tuple[str, ...]) -> None:
    assert refusal(Batch("flag", columns, msgspec.Raw(b"[]"))) == "columns"


def test_a_column_twice_is_refused() -> None:
    columns = ("version", "deleted", "id", "unit_id", "colour", "colour")
    assert refusal(Batch("flag", columns, msgspec.Raw(b"[]"))) == "columns"


def test_a_row_twice_is_refused_also_in_two_batches() -> None:
    assert refusal(*batches(versioned(session()), versioned(session(present=41)))) == "duplicate"
    assert refusal(*batches(versioned(session())), *batches(versioned(session(present=41)))) == "duplicate"


def test_two_versions_of_a_record_may_travel_together() -> None:
    two = [versioned(session()), versioned(session(present=41), f"{'2' * 16}:1")]
    assert read(*to_batches(ClassSession, two)) == two


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "MAX_ROWS", 1)
    assert refusal(*batches(versioned(session()), versioned(learning_class()))) == "too_many_rows"
