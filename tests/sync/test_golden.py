"""Today's program reads what format 1 and schema 0001 wrote. Those files never change: see tests/schemas/make_v1.py."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import parse_period
from clc_desktop.domain.records import KINDS, ClassSession, Collaborator, LearningClass
from clc_desktop.store import contacts, transfers
from clc_desktop.store.database import Store
from clc_desktop.store.records import find
from clc_desktop.sync import keys, payload, reader
from clc_desktop.sync.keys import KeyPair
from clc_desktop.usecases import exchange, merging, reporting, workspace
from clc_desktop.usecases.exchange import incoming

GOLDEN = Path(__file__).resolve().parents[1] / "schemas" / "v1"
KEYS = json.loads((GOLDEN / "keys.json").read_text(encoding="utf-8"))
RECEIVERS = {
    "assignment": "centre",
    "first_assignment": "once",
    "submission": "district",
    "upwards": "province",
    "receipt": "centre",
}
LATER = {"registration": {"later_field"}, "submission": {"later_field"}}
"""Fields of the golden documents that only a later program knows."""


def pair(name: str) -> KeyPair:
    return KeyPair.from_seed(bytes.fromhex(KEYS[name]["seed"]))


def content(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return found


def opened(name: str) -> reader.Opened:
    data = (GOLDEN / f"{name}.clcsync").read_bytes()
    if name not in RECEIVERS:
        return reader.open_registration(data)
    sender = content(name)["sender"]
    pinned = reader.PinnedKey(sender["sign_key"], sender["unit_id"], sender["installation_id"])
    return reader.open_file(data, pair(RECEIVERS[name]), {pinned.sign_key: pinned}.get)


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["centre", "centre_new", "district", "province", "stranger"])
def test_keys_of_a_secret_are_for_ever_the_same(name: str) -> None:
    assert pair(name).public == keys.PublicKeys(KEYS[name]["sign_key"], KEYS[name]["age_key"])


@pytest.mark.parametrize("name", [*RECEIVERS, "registration", "announcement"])
def test_a_document_says_what_is_listed_beside_it(name: str) -> None:
    expected = content(name)
    document = msgspec.json.decode(msgspec.json.encode(opened(name).document))
    assert set(expected) - set(document) == LATER.get(name, set())
    for field, value in expected.items():
        if field in document and field not in ("records", "sender"):
            assert document[field] == value, field
    assert document["sender"] == {k: v for k, v in expected["sender"].items() if k != "later_field"}


@pytest.mark.parametrize("name", RECEIVERS)
def test_rows_say_what_is_listed_beside_them(name: str) -> None:
    """As they came, also of a kind that nobody knows yet."""
    tables = opened(name).tables
    told = [{"kind": t.kind, "columns": list(t.columns), "rows": msgspec.to_builtins(t.rows)} for t in tables]
    assert json.loads(json.dumps(told)) == content(name)["records"]


def test_every_kind_that_travels_is_in_a_golden_file() -> None:
    told = {table.kind for name in RECEIVERS for table in opened(name).tables}
    assert set(KINDS) - told == {"narrative_block"}


def test_unknown_fields_survive_a_round_trip_and_unknown_kinds_are_left_out() -> None:
    tables = opened("submission").tables
    unknown = {table.kind for table in tables if not table.known}
    assert unknown
    assert unknown.isdisjoint(batch.kind for batch in incoming(tables))
    for table, original in zip(tables, content("submission")["records"], strict=True):
        if not table.known:
            continue
        batches = payload.to_batches(KINDS[table.kind], list(table.versioned()))
        told = [
            dict(zip(batch.columns, row, strict=True)) for batch in batches for row in json.loads(bytes(batch.rows))
        ]
        sent = [dict(zip(original["columns"], row, strict=True)) for row in original["rows"]]
        assert [{name: row[name] for name in sent[0]} for row in told] == sent


def test_a_file_of_format_2_is_refused_in_plain_words() -> None:
    pinned = reader.PinnedKey(KEYS["centre"]["sign_key"])
    with pytest.raises(ClcError) as caught:
        reader.open_file((GOLDEN / "format-2.clcsync").read_bytes(), pair("district"), {pinned.sign_key: pinned}.get)
    assert (caught.value.code, caught.value.data) == ("newer_format", {"format": 2})


# --- database ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Store]:
    """The district's database as schema 0001 wrote it, opened by today's program."""
    path = tmp_path / "district.db"
    with sqlite3.connect(path) as conn:
        conn.executescript((GOLDEN / "database.sql").read_text(encoding="utf-8"))
    conn.close()
    keys.save(pair("district"), path.with_name("district.db.key"))
    store = workspace.open_store(path, create=False)
    yield store
    store.close()


def merged(store: Store, name: str) -> str:
    (verdict,) = merging.merge(store, [GOLDEN / f"{name}.clcsync"])
    return verdict.code


def test_the_database_says_what_is_listed_beside_it(district: Store) -> None:
    expected = content("database")
    who = workspace.identity(district)
    assert who is not None
    assert {name: getattr(who, name) for name in ("unit_id", "unit_name", "unit_kind", "installation_id")} == {
        name: value for name, value in expected["identity"].items() if not name.endswith("_key")
    }
    assert workspace.load_keys(district).public.sign == expected["identity"]["sign_key"]
    with district.read() as conn:
        assert len(find(conn, LearningClass)) == expected["classes"]
        assert sum(session.present for session in find(conn, ClassSession)) == expected["turns"]
        assert [contact.installation_id for contact in contacts.every(conn)] == expected["contacts"]
        (newer,) = [row.extra for row in transfers.rows_where(conn, LearningClass) if row.extra]
        assert newer == expected["extra"]


def test_the_old_database_takes_in_the_old_submission(district: Store) -> None:
    assert merged(district, "submission") == "ok"
    with district.read() as conn:
        topics = sorted(found.topic for found in find(conn, LearningClass))
    assert topics == ["Dệt thổ cẩm Mông", "Luật giao thông", "Nuôi ong", "Trồng nấm rơm"]
    figures = reporting.figures(district, parse_period("2020"))
    assert (figures.total.classes, figures.total.turns) == (3, 98)
    assert merged(district, "submission") == "replay"


def test_what_an_older_program_did_not_send_is_empty(district: Store) -> None:
    """Its file has no column of a speaker's courses."""
    assert merged(district, "submission") == "ok"
    with district.read() as conn:
        assert [(one.full_name, one.trained_years) for one in find(conn, Collaborator)] == [("Vừ A Tú", ())]


def test_what_a_later_program_added_goes_through_the_database(district: Store) -> None:
    assert merged(district, "submission") == "ok"
    with district.read() as conn:
        rows = transfers.rows_where(conn, LearningClass)
        batches = exchange.batches(LearningClass, rows)
    (newer,) = [batch for batch in batches if "level" in batch.columns]
    (row,) = json.loads(bytes(newer.rows))
    told = dict(zip(newer.columns, row, strict=True))
    assert (told["level"], told["later_list"]) == (3, ["a", ["b", 1.5, None]])


def test_the_district_refuses_a_newer_file_and_goes_on(district: Store) -> None:
    verdicts = merging.merge(district, [GOLDEN / "format-2.clcsync", GOLDEN / "submission.clcsync"])
    assert [verdict.code for verdict in verdicts] == ["newer_format", "ok"]
