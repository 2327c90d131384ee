"""The format page is enough for another program, and says everything that the code does.

``tests/schemas/reference.py`` was written from the page alone; here it reads and writes beside our program.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import sqlite3
import types
import typing
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from clc_desktop.domain import records
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.records import KINDS, shared_fields
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.store import merge_sql
from clc_desktop.sync import check_number, documents, envelope, payload, reader, values
from clc_desktop.sync.keys import KeyPair
from tests.schemas import reference

CLONE = Path(__file__).resolve().parents[2]
GOLDEN = CLONE / "tests" / "schemas" / "v1"
PAGE = (CLONE / "resources" / "format" / "sync-format-1.md").read_text(encoding="utf-8")
KEYS = json.loads((GOLDEN / "keys.json").read_text(encoding="utf-8"))
FILES = {"assignment": "centre", "submission": "district", "upwards": "province", "receipt": "centre"}
"""The golden files and whose they are to read."""


def read_golden(name: str) -> reference.Read:
    data = (GOLDEN / f"{name}.clcsync").read_bytes()
    approved = [KEYS["centre"]["sign_key"], KEYS["district"]["sign_key"]]
    own = KEYS[FILES.get(name, "district")]
    return reference.read(data, approved, own["age_identity"], own["sign_key"])


def content(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return found


# --- another program --------------------------------------------------------------------------------------------------


def test_the_other_reader_is_another_program() -> None:
    tree = ast.parse(Path(reference.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [
        node.module if isinstance(node, ast.ImportFrom) else alias.name for node in imports for alias in node.names
    ]
    assert not [name for name in names if name is None or name.startswith(("clc_desktop", "tests", "msgspec"))]


@pytest.mark.parametrize("name", [*FILES, "registration", "announcement"])
def test_it_reads_every_golden_file(name: str) -> None:
    read = read_golden(name)
    assert read.document == content(name)
    assert read.digest == reader.outside((GOLDEN / f"{name}.clcsync").read_bytes()).digest


def test_it_opens_the_golden_first_assignment_with_its_code() -> None:
    identity, own_key = reference.opened_by(KEYS["opening_code"], KEYS["district"]["sign_key"])
    data = (GOLDEN / "first_assignment.clcsync").read_bytes()
    assert reference.read(data, [KEYS["district"]["sign_key"]], identity, own_key).document == content(
        "first_assignment"
    )


def test_it_counts_the_turns_of_the_golden_submission() -> None:
    """3 on the roster, 40 heads, 25 of the conflict's winner, 30; not the tombstone, not the cancelled class."""
    document = read_golden("submission").document
    assert reference.turns(document) == 3 + 40 + 25 + 30
    assert reference.turns(read_golden("upwards").document) == 40


def test_it_knows_the_check_numbers() -> None:
    for name in ("centre", "district"):
        key = KEYS[name]["sign_key"]
        assert reference.check_number(key) == KEYS[name]["check_number"] == check_number.check_number(key)


def test_it_refuses_as_the_page_says() -> None:
    data = (GOLDEN / "submission.clcsync").read_bytes()
    centre, district, stranger = (KEYS[name] for name in ("centre", "district", "stranger"))
    known = [centre["sign_key"]]
    for changed, approved, own, code in [
        (b"PK" + data, known, district, "not_sync_file"),
        (data + b"\n", known, district, "damaged"),
        (data.replace(b"sync.v1", b"sync.v2"), known, district, "newer_format"),
        (data, [], district, "unknown_key"),
        (data[:500] + b"A" + data[501:], known, district, "damaged"),
        (data, known, stranger, "wrong_receiver"),
        ((GOLDEN / "format-2.clcsync").read_bytes(), known, district, "newer_format"),
    ]:
        with pytest.raises(reference.Refused, match=f"^{code}$"):
            reference.read(changed, approved, own["age_identity"], own["sign_key"])
        with pytest.raises(ClcError, match=f"^{code}"):
            reader.open_file(changed, pair(own), {key: reader.PinnedKey(key) for key in approved}.get)


@pytest.mark.parametrize("name", [*FILES, "registration", "announcement"])
def test_our_program_reads_what_it_writes(name: str) -> None:
    document = content(name)
    sender = "district" if document["sender"]["unit_kind"] == "district" else "centre"
    ages = [KEYS[who]["age_key"] for who in (FILES[name], sender)] if name in FILES else []
    data = reference.write(document, bytes.fromhex(KEYS[sender]["sign_private"]), ages)
    if not ages:
        assert reader.open_registration(data).document.sender.unit_name == "xã Pú Nhung"
        return
    pinned = reader.PinnedKey(KEYS[sender]["sign_key"], document["sender"]["unit_id"])
    opened = reader.open_file(data, pair(KEYS[FILES[name]]), {pinned.sign_key: pinned}.get)
    assert [(t.kind, len(t.rows)) for t in opened.tables] == [(b["kind"], len(b["rows"])) for b in document["records"]]


def pair(found: dict[str, str]) -> KeyPair:
    return KeyPair.from_seed(bytes.fromhex(found["seed"]))


def test_it_makes_the_ids_of_natural_keys() -> None:
    made = reference.natural_id
    unit, subject, day = "a" * 32, "b" * 32, date(2025, 7, 1)
    assert made("plan_target", unit, 2020, "law") == records.plan_id(unit, 2020, "law")
    for cls in (records.Facility, records.SelfAssessment, records.LiteracyYear):
        assert made(cls.kind, unit, 2020) == records.yearly_id(cls, unit, 2020)
    assert made("unit", unit, subject) == records.unit_line_id(unit, subject)
    assert made("unit_term", unit, subject, "name", "2025-07-01") == records.term_id(unit, subject, "name", day)
    for field in default_fields(unit):
        assert made("activity_field", unit, field.code) == field.id


def test_it_writes_the_body_that_decides_a_tie() -> None:
    """Of a copied installation; SQLite spells it, so the page has to say how."""
    (batch,) = [b for b in content("submission")["records"] if "level" in b["columns"]]
    letters = 'Thuý "\\/\x00\x1f\x7f\u2028\t\n😀'
    batch["rows"][0][batch["columns"].index("topic")] = letters
    batch["rows"][0][batch["columns"].index("partners")] = [letters, letters]
    (table,) = payload.read_batches([documents_batch(batch)])
    staged = table.staged()
    names = ", ".join(f'"{name}"' for name in staged.columns)
    statement = f"SELECT {merge_sql.shared_json(staged.columns, 't')} FROM (SELECT {names} FROM ours) t"
    with sqlite3.connect(":memory:") as conn:
        conn.execute(f"CREATE TABLE ours ({names})")
        conn.executemany(f"INSERT INTO ours VALUES ({', '.join('?' * len(staged.columns))})", staged.rows)
        (ours,) = conn.execute(statement).fetchone()
    conn.close()
    columns = [name for name in shared_fields(KINDS["learning_class"]) if name not in reference.LEADING]
    assert reference.body(dict(zip(batch["columns"], batch["rows"][0], strict=True)), columns) == ours


def documents_batch(batch: dict[str, Any]) -> payload.Batch:
    return payload.Batch(batch["kind"], tuple(batch["columns"]), msgspec.Raw(json.dumps(batch["rows"]).encode()))


# --- the page and the code --------------------------------------------------------------------------------------------


def notation(name: str, hint: Any) -> str:
    """A dataclass's annotation as the page writes it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return "/".join(arguments)
    if origin in (types.UnionType, typing.Union):
        (base,) = [argument for argument in arguments if argument is not type(None)]
        return notation(name, base) + "?"
    if origin is tuple and arguments[-1] is ...:
        return f"[{notation('', arguments[0])}]"
    if origin is tuple:
        return "(" + ", ".join(notation("", argument) for argument in arguments) + ")"
    if hint is str:
        return "id" if name.endswith("_id") else "text"
    return {int: "count", bool: "bool", date: "day"}[hint]


def column(field: dataclasses.Field[Any], hint: Any) -> str:
    text = f"`{field.name}` {notation(field.name, hint)}"
    if field.default is dataclasses.MISSING:
        return text
    return f"{text} = {json.dumps(field.default, ensure_ascii=False)}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_lists_every_column_with_its_type_and_default(kind: str) -> None:
    cls = KINDS[kind]
    hints, shared = typing.get_type_hints(cls), shared_fields(cls)
    travelling = [f for f in dataclasses.fields(cls) if f.name in shared and f.name not in ("id", "unit_id")]
    assert f"| `{kind}` | {'; '.join(column(f, hints[f.name]) for f in travelling)} |" in PAGE


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_names_what_never_travels(kind: str) -> None:
    private = [f"`{f.name}`" for f in dataclasses.fields(KINDS[kind]) if f.metadata.get("local")]
    assert not private or f"{', '.join(private)} of {kind}" in PAGE


def section(start: str) -> str:
    """A part of the page, up to the next heading or document kind."""
    return re.split(r"\n(?=\*\*|## )", PAGE[PAGE.index(start) :])[0]


DOCUMENTS = {
    "Every document:": documents.Document,
    "**registration**": documents.Registration,
    "**assignment**": documents.Assignment,
    "**submission**": documents.Submission,
    "**receipt**": documents.Receipt,
}
PARTS = {
    "Every document:": (documents.Party,),
    "**assignment**": (documents.Due, documents.Installation, documents.Criterion, documents.Cutoffs),
    "**submission**": (documents.Source,),
    "**receipt**": (documents.Returned,),
    "**successor**": (documents.Successor,),
}


@pytest.mark.parametrize("start", {**DOCUMENTS, **PARTS})
def test_the_page_lists_every_field_of_every_document(start: str) -> None:
    common = {field.name for field in msgspec.structs.fields(documents.Document)}
    own = DOCUMENTS.get(start)
    names = [f.name for f in msgspec.structs.fields(own)] if own else []
    names = names if own is documents.Document else [name for name in names if name not in common]
    names += [f.name for part in PARTS.get(start, ()) for f in msgspec.structs.fields(part)]
    assert names
    assert [name for name in names if f"`{name}`" not in section(start)] == []


@pytest.mark.parametrize(
    "said",
    [
        envelope.SYNC_TYPE,
        envelope.REGISTRATION_TYPE,
        f"{envelope.MAX_FILE:,}".replace(",", " "),
        f"{reader.MAX_DOCUMENT:,}".replace(",", " "),
        f"{reader.MAX_REGISTRATION // 1024} KiB",
        f"{values.MAX_ROWS:,}".replace(",", " ") + " rows",
        f"0 to {values.MAX_TEXT:,}".replace(",", " "),
        f"{payload.FIRST_DAY} to {payload.LAST_DAY}",
        "2⁵³ − 1",
    ],
)
def test_the_page_states_the_limits(said: str) -> None:
    assert said in PAGE


def bounds(text: str) -> list[int]:
    return [int(number.replace(" ", "")) for number in re.findall(r"at most ([0-9 ]*[0-9])", text)]


@pytest.mark.parametrize("start", DOCUMENTS)
def test_the_page_states_the_bounds_of_arrays_and_objects(start: str) -> None:
    """In the order of the fields; a submission's ``knows`` is also a receipt's, a kind's name is no array."""
    own, common = DOCUMENTS[start], {field.name for field in msgspec.structs.fields(documents.Document)}
    info = msgspec.inspect.type_info(own)
    assert isinstance(info, msgspec.inspect.StructType)
    fields = [f for f in info.fields if own is documents.Document or f.name not in common]
    sized = [
        f.type.max_length for f in fields if isinstance(f.type, msgspec.inspect.VarTupleType | msgspec.inspect.DictType)
    ]
    told = bounds(section(start))
    expected = {"**receipt**": [200_000, 50]}.get(start, sized)
    assert told == expected


def test_the_page_names_every_refusal_of_the_reader() -> None:
    sources = [
        Path(module.__file__ or "").read_text(encoding="utf-8") for module in (envelope, reader, documents, payload)
    ]
    codes = re.findall(r'(?:ClcError|invalid)\("([a-z_]+)"', "".join(sources))
    assert len(set(codes)) > 15
    assert [code for code in codes if f"`{code}`" not in PAGE] == []
