"""A province to measure with: an aggregator over a thousand centres with sixty classes each, straight into its tables.

Most classes are one or two head-counts, one in ten has a roster; a year before has a third as much. No file is made:
merging has rows of its own.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from clc_desktop.domain import records
from clc_desktop.domain.clock import derived_id
from clc_desktop.domain.records import plan_id, yearly_id
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.usecases import workspace

YEAR = 2020
CLASSES, MARKS = 60, 15
FIELDS = tuple(field.code for field in default_fields(""))
_VERSION = "c" * 16 + ":1"


def make(path: Path, centres: int = 1000) -> Path:
    """The database; made anew each time, in a few seconds."""
    store = workspace.open_store(path)
    owner = workspace.setup_aggregator(store, "Tỉnh Đo Lường", "province").unit_id
    store.close()
    with sqlite3.connect(path) as conn:
        chance = random.Random(1)
        rows: dict[str, list[dict[str, Any]]] = {}
        for number in range(centres):
            for kind, row in _centre(chance, number, owner):
                rows.setdefault(kind, []).append(row)
        for kind, found in rows.items():
            _insert(conn, kind, found)
        conn.execute("ANALYZE")
    conn.close()
    return path


def _insert(conn: sqlite3.Connection, kind: str, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    places = ", ".join("?" * len(names))
    statement = f"INSERT INTO {kind} ({', '.join(names)}) VALUES ({places})"
    conn.executemany(statement, [tuple(row.values()) for row in rows])


def _row(kind: str, id_: str, unit: str, **values: Any) -> tuple[str, dict[str, Any]]:
    return kind, {"id": id_, "unit_id": unit, "version": _VERSION, "deleted": 0} | values


def _centre(chance: random.Random, number: int, owner: str) -> Iterator[tuple[str, dict[str, Any]]]:
    unit = derived_id("centre", number)
    yield _row("unit", derived_id("unit", number), owner, subject=unit, unit_kind="centre")
    for attribute, value in (("name", f"xã Số {number + 1}"), ("parent", owner)):
        yield _row("unit_term", derived_id(attribute, number), owner, subject=unit, attribute=attribute, value=value,
                   valid_from="1900-01-01")  # fmt: skip
    for place in range(CLASSES):
        yield from _class(chance, unit, number, place, YEAR)
    for place in range(CLASSES // 3):
        yield from _class(chance, unit, number, place, YEAR - 1)
    yield from _yearly(unit, number)
    if number % 5:
        event = "accept" if number % 2 else "receive"
        state = "accepted" if number % 2 else "sent"
        known = {"unit_id": unit, "period": str(YEAR), "installation_id": "c" * 16, "sequence": 1, "digest": "",
                 "version": "", "reason": "", "who": "do"}  # fmt: skip
        yield "period_event", known | {"event": "receive", "state": "sent", "at": f"{YEAR + 1}-01-{number % 28 + 1:02}"}
        yield "period_event", known | {"event": event, "state": state, "at": f"{YEAR + 1}-02-01T00:00:00+00:00"}


def _class(
    chance: random.Random, unit: str, number: int, place: int, year: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    made = derived_id("class", year, number, place)
    day = date(year, 1, 3) + timedelta(days=place * 6)
    yield _row("learning_class", made, unit, field=FIELDS[place % len(FIELDS)], topic=f"Chuyên đề {place % 12 + 1}",
               hosting="joint" if chance.random() < 0.4 else "own", starts_on=day.isoformat(), partners="[]",
               lecturers='["Lò Văn Đo"]', venue="", state="held", note="", reasons="[]")  # fmt: skip
    has_roster = place % 10 == 0
    present = MARKS if has_roster else chance.randrange(20, 160)
    learners = json.dumps([derived_id("learner", number, chance.randrange(200)) for _ in range(MARKS)])
    for meeting in range(1 + place % 2):
        yield _row("class_session", derived_id("session", year, number, place, meeting), unit, class_id=made,
                   held_on=day.isoformat(), present=present, women=present // 2, minority=None, rural=None,
                   meetings=1, attended=learners if has_roster else "[]", absent="[]")  # fmt: skip


def _yearly(unit: str, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for code in FIELDS:
        yield _row("plan_target", plan_id(unit, YEAR, code), unit, year=YEAR, field=code, classes=9, turns=900)
    for place, post in enumerate(("director", "deputy", "deputy", "accountant")):
        yield _row("staff_member", derived_id("staff", number, place), unit, full_name="Quàng Thị Đo", post=post,
                   post_text="", concurrent="", seconded=0, trained_years="[]", phone="")  # fmt: skip
    for place in range(10):
        yield _row("collaborator", derived_id("helper", number, place), unit, full_name="Vàng A Đo", role="speaker",
                   field="", trained_years="[]", phone="")  # fmt: skip
    yield _row("funding_entry", derived_id("money", number), unit, year=YEAR, source="state", purpose="regular",
               amount=34_000_000, source_text="", purpose_text="")  # fmt: skip
    yield _row("facility", yearly_id(records.Facility, unit, YEAR), unit, year=YEAR, shared_with="",
               initial_equipment=number % 4 > 0, own_premises=number % 3 == 0)  # fmt: skip
    yield _row("self_assessment", yearly_id(records.SelfAssessment, unit, YEAR), unit, year=YEAR, points="[]",
               rank="good" if number % 3 else "fair")  # fmt: skip
