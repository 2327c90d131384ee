"""Writes the golden files of format 1 and schema 0001 anew: ``python tests/schemas/make_v1.py``.

Only while nothing is released: after that they are what a released program wrote, and stay as they are for ever.
Each document is written down here by hand, unknown fields included; beside each file lies the JSON that is in it.
The keys are test keys that everyone can read. Sealing takes new random numbers each time, so the files differ.
"""

from __future__ import annotations

import getpass
import json
import sqlite3
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from clc_desktop.domain import clock
from clc_desktop.sync import bech32, check_number, documents, envelope, keys, opening_code, succession
from clc_desktop.usecases import exchange, merging, workspace

HERE = Path(__file__).parent / "v1"
NOW = datetime(2020, 12, 31, 8, 0, tzinfo=UTC)

SEEDS = {"centre": 1, "centre_new": 2, "district": 3, "province": 4, "stranger": 5}
KEYS = {name: keys.KeyPair.from_seed(number.to_bytes(16)) for name, number in SEEDS.items()}
_DISTRICT = KEYS["district"].public.sign
OPENING_CODE = f"{check_number.check_number(_DISTRICT)} {check_number.with_check_digits('2020123456')}"
KEYS["once"] = opening_code.one_time_keys(OPENING_CODE, _DISTRICT)

CENTRE = "c0000000000000000000000000002020"
PROVINCE = "f0000000000000000000000000002020"
PC_1, PC_2, PC_PROVINCE = "c000000000000001", "c000000000000002", "f000000000000001"


def an_id(letter: str, number: int) -> str:
    return f"{letter}{number:031x}"


def party(who: str, unit: str, name: str, kind: str, installation: str) -> dict[str, Any]:
    public = KEYS[who].public
    return {
        "unit_id": unit,
        "unit_name": name,
        "unit_kind": kind,
        "installation_id": installation,
        "sign_key": public.sign,
        "age_key": public.age,
    }


CENTRE_PARTY = party("centre", CENTRE, "xã Pú Nhung", "centre", PC_1)


def document(kind: str, sender: dict[str, Any], receivers: list[str], **fields: Any) -> dict[str, Any]:
    head = {"kind": kind, "format": 1, "sender": sender, "receivers": [KEYS[name].public.sign for name in receivers]}
    return head | {"made_on": "2020-12-31", "program": "0.1.0"} | fields


def batch(kind: str, columns: str, *rows: list[Any]) -> dict[str, Any]:
    return {"kind": kind, "columns": ["version", "deleted", "id", "unit_id", *columns.split()], "rows": list(rows)}


def row(letter: str, number: int, *values: Any, version: str = f"{PC_1}:1", deleted: bool = False) -> list[Any]:
    return [version, deleted, an_id(letter, number), CENTRE, *values]


# --- the documents ----------------------------------------------------------------------------------------------------

CLASS = "field topic hosting starts_on partners lecturers venue state enrolled note reasons"
SESSION = "class_id held_on present women minority rural meetings attended absent"


def a_class(number: int, topic: str, *more: Any, state: str = "held", **known: Any) -> list[Any]:
    values = ["economy", topic, "own", "2020-03-05", [], ["Lò Văn Bình"], "Nhà văn hóa", state, None, "", []]
    return row("a", number, *values, *more, **known)


def a_session(number: int, class_number: int, present: int, *known: Any, **more: Any) -> list[Any]:
    values = list(known) or [None, None, None, 1, [], []]
    return row("b", number, an_id("a", class_number), "2020-03-05", present, *values, **more)


def registration() -> dict[str, Any]:
    return document("registration", CENTRE_PARTY, [], records=[], role="centre", successor=None, later_field="kept out")


def successor() -> dict[str, Any]:
    sender = documents.Party(**CENTRE_PARTY)
    named = succession.announcement(sender, KEYS["centre_new"], 7)
    return {"sign_key": named.sign_key, "age_key": named.age_key, "proof": named.proof, "after": named.after}


def announcement() -> dict[str, Any]:
    return document("registration", CENTRE_PARTY, [], records=[], role="centre", successor=successor())


def assignment(district: dict[str, Any]) -> dict[str, Any]:
    owner = district["unit_id"]
    fields = batch(
        "activity_field",
        "code name unit_word counts_in_total position active",
        ["d00000000000000a:1", False, an_id("6", 1), owner, "economy", "Phát triển kinh tế", "lớp", True, 1, True],
        ["d00000000000000a:1", False, an_id("6", 2), owner, "culture", "Văn nghệ", "hoạt động", False, 2, True],
    )
    term = batch(
        "unit_term",
        "subject attribute value valid_from valid_to",
        ["d00000000000000a:2", False, an_id("7", 1), owner, CENTRE, "code", "03260", "2000-01-01", "2025-06-30"],
    )
    plan = batch(
        "plan_target", "year field classes turns", row("8", 1, 2021, "", 12, 600, version="d00000000000000a:3")
    )
    new = KEYS["centre_new"].public
    return document(
        "assignment",
        district,
        ["centre"],
        records=[fields, term, plan],
        unit_id=CENTRE,
        unit_name="xã Pú Nhung",
        unit_code="03260",
        counting_rule="sessions",
        calendar=[{"period": "2020", "on": "2021-01-15"}, {"period": "2021-H1", "on": "2021-07-10"}],
        revoked=[KEYS["stranger"].public.sign],
        installations=[
            {"installation_id": PC_1, "sign_key": CENTRE_PARTY["sign_key"], "age_key": CENTRE_PARTY["age_key"]},
            {"installation_id": PC_2, "sign_key": new.sign, "age_key": new.age},
        ],
        successor=None,
    )


def first_assignment(district: dict[str, Any]) -> dict[str, Any]:
    """The same for a PC that nobody knows yet, sealed to a code on paper."""
    once = KEYS["once"].public.sign
    return assignment(district) | {"receivers": [once], "installations": [], "revoked": []}


def first_submission() -> dict[str, Any]:
    """What the database has merged; class 5 has a field of a later program."""
    return document(
        "submission",
        CENTRE_PARTY,
        ["district"],
        records=[
            batch("learning_class", CLASS, a_class(1, "Trồng nấm")),
            batch("learning_class", f"{CLASS} level", a_class(5, "Nuôi ong", 2)),
            batch("class_session", SESSION, a_session(2, 1, 40)),
        ],
        period="2020",
        sequence=1,
        previous=None,
        knows={PC_1: 1},
        unlock="",
        sources=[],
    )


def submission(previous: str) -> dict[str, Any]:
    """Every kind that a centre sends; a roster, a tombstone, an open conflict, and what only a later program knows."""
    return document(
        "submission",
        CENTRE_PARTY | {"later_field": True},
        ["district"],
        records=[
            *classes_submitted(f"{PC_1}:2"),
            *rosters_submitted(),
            *yearly_submitted(),
            batch("mentoring", "mentors remark", row("3", 1, 4, "chỉ chương trình mới biết")),
        ],
        period="2020",
        sequence=2,
        previous=previous,
        knows={PC_1: 2, PC_2: 2},
        unlock="",
        sources=[],
        later_field={"nested": [1, {"deep": None}]},
    )


def classes_submitted(newer: str) -> list[dict[str, Any]]:
    """Classes with their sessions; ``newer`` is the version of what was changed since the first submission."""
    learners = [an_id("e", number) for number in (1, 2, 3)]
    return [
        batch(
            "learning_class",
            CLASS,
            a_class(1, "Trồng nấm rơm", version=newer),
            a_class(2, "Luật giao thông", state="cancelled", version=newer),
            a_class(3, "Gõ nhầm", version=newer, deleted=True),
            a_class(4, "Dệt thổ cẩm", state="cancelled", version=f"{PC_1}:2"),
            a_class(4, "Dệt thổ cẩm Mông", version=f"{PC_1}:1 {PC_2}:2"),
        ),
        batch(
            "learning_class",
            f"{CLASS} later_list level",
            a_class(5, "Nuôi ong", ["a", ["b", 1.5, None]], 3, version=newer),
        ),
        batch(
            "class_session",
            SESSION,
            a_session(1, 1, 3, 2, 1, 3, 1, learners, [], version=newer),
            a_session(2, 1, 40),
            a_session(3, 1, 99, version=newer, deleted=True),
            a_session(4, 2, 17, version=newer),
            a_session(5, 4, 25, None, 25, None, 2, [], [], version=newer),
            a_session(6, 5, 30, version=newer),
        ),
    ]


def rosters_submitted() -> list[dict[str, Any]]:
    return [
        batch(
            "enrolment",
            "class_id learner_id",
            *(row("9", number, an_id("a", 1), an_id("e", number)) for number in (1, 2, 3)),
        ),
        batch(
            "learner",
            "sex birth_band",
            row("e", 1, "female", 1990),
            row("e", 2, "female", 1980),
            row("e", 3, None, None),
        ),
    ]


def yearly_submitted() -> list[dict[str, Any]]:
    """Plan, people in office and what is kept by the year."""
    return [
        batch("plan_target", "year field classes turns", row("8", 2, 2020, "economy", 5, 200)),
        batch(  # an older program: without "concurrent" and others that have a default
            "staff_member",
            "full_name post trained_years since until",
            row("4", 1, "Sùng A Chứ", "director", [2019, 2020], "2018-09-01", None),
            row("4", 2, "Lò Thị Ín", "deputy", [], None, "2020-06-30"),
        ),
        batch("collaborator", "full_name role field since until", row("4", 3, "Vừ A Tú", "speaker", "law", None, None)),
        batch(
            "training_event",
            "year organiser participants month centres subject",
            row("4", 4, 2020, "Sở GD&ĐT", 3, 8, None, "Quản lý"),
        ),
        batch(
            "facility",
            "year own_premises shared_with initial_equipment office internet_pc library wifi loudspeaker rooms books",
            row("4", 5, 2020, False, "UBND xã", True, None, True, False, True, True, 2, 350),
        ),
        batch(
            "funding_entry",
            "year source purpose amount source_text purpose_text",
            row("4", 6, 2020, "state", "regular", 25_000_000, "", ""),
        ),
        batch("self_assessment", "year rank points", row("4", 7, 2020, "fair", [["tổ chức", 18], ["kết quả", 40]])),
        batch(
            "issued_document",
            "type_name symbol issued_on issuer subject role",
            row("4", 8, "Kế hoạch", "11/KH-UBND", "2020-01-20", "UBND xã", "hoạt động năm 2020", "basis"),
        ),
        batch("literacy_year", "year population illiterate phase1 phase2", row("4", 9, 2020, 2100, 180, 25, None)),
    ]


def upwards(district: dict[str, Any], source: str) -> dict[str, Any]:
    """A district hands on what it merged; its period is locked, and it asks to open it."""
    owner, decided = district["unit_id"], "d00000000000000a:4"
    return document(
        "submission",
        district,
        ["province"],
        records=[
            batch("unit", "subject unit_kind", [decided, False, an_id("7", 2), owner, CENTRE, "centre"]),
            batch(
                "unit_term",
                "subject attribute value valid_from valid_to",
                [decided, False, an_id("7", 3), owner, CENTRE, "name", "xã Pú Nhung", "2000-01-01", None],
                [decided, False, an_id("7", 4), owner, CENTRE, "parent", owner, "2000-01-01", None],
            ),
            batch("learning_class", CLASS, a_class(1, "Trồng nấm rơm", version=f"{PC_1}:2 {decided}")),
            batch("class_session", SESSION, a_session(2, 1, 40)),
        ],
        period="2020",
        sequence=3,
        previous="1" * 64,
        knows={PC_1: 2, "d00000000000000a": 4},
        unlock="bổ sung 2 lớp của xã Pú Nhung",
        sources=[
            {
                "digest": source,
                "sign_key": CENTRE_PARTY["sign_key"],
                "unit_id": CENTRE,
                "period": "2020",
                "sequence": 2,
            }
        ],
    )


def receipt(district: dict[str, Any], answers: str) -> dict[str, Any]:
    decided = f"{PC_1}:2 d00000000000000a:5"
    return document(
        "receipt",
        district,
        ["centre"],
        records=[batch("learning_class", CLASS, a_class(1, "Trồng nấm sò", version=decided))],
        answers=answers,
        sequence=2,
        period="2020",
        state="returned",
        reason="xem từng dòng",
        accepted=9,
        returned=[{"kind": "class_session", "id": an_id("b", 1), "version": f"{PC_1}:2", "reason": "thiếu danh sách"}],
        corrected=[{"kind": "learning_class", "id": an_id("a", 1), "version": decided, "reason": "sai tên chuyên đề"}],
        decision="d00000000000000a:6",
        knows={PC_1: 2, "d00000000000000a": 6},
    )


# --- writing ----------------------------------------------------------------------------------------------------------


def sealed(content: dict[str, Any], who: str, *receivers: str) -> bytes:
    """Sealed with what the content says; ``documents.encode`` would leave out what only a later program knows."""
    packed = zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), wbits=31)
    if not receivers:
        return envelope.sign(envelope.REGISTRATION_TYPE, packed, KEYS[who])
    recipients = [pyrage.x25519.Recipient.from_str(KEYS[name].public.age) for name in (*receivers, who)]
    return envelope.sign(envelope.SYNC_TYPE, pyrage.encrypt(packed, recipients), KEYS[who])


def write(name: str, content: dict[str, Any], who: str, *receivers: str) -> str:
    """Write a file and its content beside it; returns the file's digest."""
    data = sealed(content, who, *receivers)
    (HERE / f"{name}.clcsync").write_bytes(data)
    write_json(name, content)
    return envelope.read_outer(data).digest


def write_json(name: str, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def key_values(pair: keys.KeyPair) -> dict[str, str]:
    raw = pair.signing_key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return {
        "seed": pair.seed.hex(),
        "sign_private": raw.hex(),
        "age_identity": bech32.encode("age-secret-key-", keys._derived(pair.seed, b"age")).upper(),
        "sign_key": pair.public.sign,
        "age_key": pair.public.age,
        "check_number": check_number.check_number(pair.public.sign),
    }


def write_database(folder: Path) -> tuple[dict[str, Any], str]:
    """A district that has approved the centre and merged its first file; returns the district as a sender, and the
    digest of that file."""
    store = workspace.open_store(folder / "district.db")
    who = workspace.setup_aggregator(store, "Huyện Tuần Giáo", "district")
    exchange.approve(store, HERE / "registration.clcsync", check_number.check_number(CENTRE_PARTY["sign_key"]))
    path = folder / "first.clcsync"
    path.write_bytes(sealed(first_submission(), "centre", "district"))
    (verdict,) = merging.merge(store, [path])
    assert (verdict.code, verdict.counts.added) == ("ok", 3), verdict
    store.close()
    with sqlite3.connect(folder / "district.db") as conn:
        (HERE / "database.sql").write_text("\n".join(conn.iterdump()) + "\n", encoding="utf-8", newline="\n")
    conn.close()
    sender = party("district", who.unit_id, who.unit_name, who.unit_kind, who.installation_id)
    write_json("database", {"identity": sender, "classes": 2, "turns": 40, "contacts": [PC_1], "extra": {"level": 2}})
    return sender, envelope.read_outer(path.read_bytes()).digest


def main() -> None:
    HERE.mkdir(exist_ok=True)
    getpass.getuser = lambda: "test"
    keys.KeyPair.generate = classmethod(lambda cls: KEYS["district"])  # type: ignore[method-assign, assignment]
    write_json(
        "keys",
        {"note": "TEST KEYS, known to everyone: never use them.", "opening_code": OPENING_CODE}
        | {name: key_values(k) for name, k in KEYS.items()},
    )
    with clock.fixed(NOW, seed=2020), tempfile.TemporaryDirectory() as folder:
        write("registration", registration(), "centre")
        write("announcement", announcement(), "centre")
        district, first = write_database(Path(folder))
        write("assignment", assignment(district), "district", "centre")
        write("first_assignment", first_assignment(district), "district", "once")
        last = write("submission", submission(first), "centre", "district")
        write("upwards", upwards(district, last), "district", "province")
        write("receipt", receipt(district, last), "district", "centre")
        newer = submission(first) | {"format": 2, "period": {"from": "2020"}}
        (HERE / "format-2.clcsync").write_bytes(sealed(newer, "centre", "district"))


if __name__ == "__main__":
    main()
