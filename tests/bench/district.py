"""A district to measure with: an aggregator and the files of its centres, made without recording them one by one.

A file is a centre's year: 60 classes of two sessions with 20 marks each (2 400 marks), rosters, 300 learners, plan,
staff, money. Ids are UUIDv7 stamped when each class was recorded, so that centres are interleaved as in life.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from clc_desktop.domain import clock, records
from clc_desktop.domain.periods import parse_period
from clc_desktop.domain.records import Record, plan_id, yearly_id
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.store import contacts
from clc_desktop.store.contacts import Contact
from clc_desktop.sync import documents, payload, reader
from clc_desktop.sync.keys import KeyPair, PublicKeys
from clc_desktop.usecases import workspace
from clc_desktop.usecases.workspace import Store

YEAR = 2020
PERIOD = parse_period(str(YEAR))
CLASSES, SESSIONS, MARKS, LEARNERS = 60, 2, 20, 300
MARKS_A_FILE = CLASSES * SESSIONS * MARKS
FIELDS = tuple(field.code for field in default_fields(""))
TOPICS = ("Kỹ thuật trồng lúa nước", "Phòng bệnh cho gia súc", "Luật hôn nhân và gia đình", "Nước sạch, vệ sinh")


@dataclass(frozen=True)
class Sent:
    """A centre and its submissions: the first, and where asked for a second with one class in twenty changed."""

    centre: int
    contact: Contact
    files: tuple[Path, ...]


def aggregator(path: Path) -> Store:
    """A new aggregator's database."""
    store = workspace.open_store(path)
    workspace.setup_aggregator(store, "Huyện Đo Lường", "district")
    return store


def make_files(store: Store, folder: Path, centres: Sequence[int], twice: int = 0) -> list[Sent]:
    """The files of these centres, addressed to the aggregator; the first ``twice`` centres send two."""
    folder.mkdir(exist_ok=True)
    public = workspace.load_keys(store).public
    jobs = [(folder, index, public, 2 if place < twice else 1) for place, index in enumerate(centres)]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(_send, jobs, chunksize=8))


def approve(store: Store, sent: Sequence[Sent]) -> None:
    """Trust all of them, in bulk and without scrypt: check numbers are not what is measured here."""
    with store.write("approve") as tx:
        owner = workspace.require_identity(tx.conn).unit_id
        for one in sent:
            workspace.list_unit(tx, owner, one.contact.unit_id, one.contact.unit_name, "centre", owner)
            contacts.pin(tx, one.contact)


def rows_of_centre(index: int, unit_id: str, installation: str) -> dict[type[Record], list[payload.Versioned]]:
    """A centre's year."""
    chance = random.Random(index)
    learners = _learners(index, unit_id)
    rows: dict[type[Record], list[Record]] = {records.Learner: list(learners)}
    for number in range(CLASSES):
        for record in _class(chance, index, number, unit_id, learners):
            rows.setdefault(type(record), []).append(record)
    for record in _yearly(index, unit_id):
        rows.setdefault(type(record), []).append(record)
    return {cls: [_versioned(r, f"{installation}:{1 + n % 90}") for n, r in enumerate(of)] for cls, of in rows.items()}


def _send(job: tuple[Path, int, PublicKeys, int]) -> Sent:
    folder, index, receiver, times = job
    keys = KeyPair.generate()
    unit_id, installation = clock.new_id(), clock.new_installation_id()
    name = f"xã Số {index}"
    contact = Contact(installation, unit_id, name, "centre", keys.public.sign, keys.public.age)
    rows = rows_of_centre(index, unit_id, installation)
    files: list[Path] = []
    previous = None
    for sequence in range(1, times + 1):
        data = reader.seal(_document(contact, receiver, rows, sequence, previous), keys, (receiver,))
        previous = reader.outside(data).digest
        files.append(folder / f"{index:04}-{sequence}.clcsync")
        files[-1].write_bytes(data)
        rows = _edited(rows, installation)
    return Sent(index, contact, tuple(files))


def _document(
    contact: Contact,
    receiver: PublicKeys,
    rows: dict[type[Record], list[payload.Versioned]],
    sequence: int,
    previous: str | None,
) -> documents.Submission:
    return documents.Submission(
        sender=documents.Party(
            unit_id=contact.unit_id,
            unit_name=contact.unit_name,
            unit_kind="centre",
            installation_id=contact.installation_id,
            sign_key=contact.sign_key,
            age_key=contact.age_key,
        ),
        receivers=(receiver.sign,),
        made_on=date(YEAR + 1, 1, 5),
        period=PERIOD.code,
        sequence=sequence,
        previous=previous,
        knows={contact.installation_id: 90 + sequence},
        records=tuple(batch for cls, of in rows.items() for batch in payload.to_batches(cls, of)),
    )


def _edited(
    rows: dict[type[Record], list[payload.Versioned]], installation: str
) -> dict[type[Record], list[payload.Versioned]]:
    """The same year a month later: one class in twenty renamed, its sessions recounted, one session deleted."""
    version = f"{installation}:95"
    chosen = {row.record.id for row in rows[records.LearningClass][::20]}

    def later(row: payload.Versioned) -> payload.Versioned:
        record = row.record
        if isinstance(record, records.LearningClass) and record.id in chosen:
            return _versioned(replace(record, note="đã sửa"), version)
        if isinstance(record, records.ClassSession) and record.class_id in chosen:
            return _versioned(replace(record, women=record.present // 3), version)
        return row

    edited = {cls: [later(row) for row in of] for cls, of in rows.items()}
    last = edited[records.ClassSession][-1]
    edited[records.ClassSession][-1] = payload.Versioned(last.record, version, True)
    return edited


def _versioned(record: Record, version: str) -> payload.Versioned:
    return payload.Versioned(record, version)


def _ids(moment: datetime, seed: int, count: int) -> list[str]:
    with clock.fixed(moment, seed):
        return [clock.new_id() for _ in range(count)]


def _learners(index: int, unit_id: str) -> list[records.Learner]:
    ids = _ids(datetime(YEAR, 1, 2, 1 + index % 20, tzinfo=UTC), index, LEARNERS)
    sexes: tuple[records.Sex, records.Sex] = ("female", "male")
    return [
        records.Learner(id=id_, unit_id=unit_id, sex=sexes[n % 2], birth_band=1950 + n % 6 * 10)
        for n, id_ in enumerate(ids)
    ]


def _class(
    chance: random.Random, index: int, number: int, unit_id: str, learners: list[records.Learner]
) -> Iterator[Record]:
    day = date(YEAR, 1, 3) + timedelta(days=number * 6)
    moment = datetime(day.year, day.month, day.day, 8, chance.randrange(60), chance.randrange(60), tzinfo=UTC)
    class_id, *ids = _ids(moment, index * 1000 + number, 1 + SESSIONS + MARKS)
    roster = chance.sample(learners, MARKS)
    attended = tuple(learner.id for learner in roster)
    joint = chance.random() < 0.4
    yield records.LearningClass(
        id=class_id,
        unit_id=unit_id,
        field=FIELDS[number % len(FIELDS)],
        topic=f"{chance.choice(TOPICS)} ({number % 12 + 1})",
        hosting="joint" if joint else "own",
        starts_on=day,
        partners=("Trạm Khuyến nông", "Hội Nông dân xã") if joint else (),
        lecturers=("Lò Văn Đo",),
        venue=f"Nhà văn hóa bản {chance.randrange(12) + 1}",
    )
    women = sum(learner.sex == "female" for learner in roster)
    for place in range(SESSIONS):
        yield records.ClassSession(
            id=ids[place],
            unit_id=unit_id,
            class_id=class_id,
            held_on=day + timedelta(days=place),
            present=MARKS,
            women=women,
            minority=MARKS - 2,
            attended=attended,
        )
    for id_, learner in zip(ids[SESSIONS:], attended, strict=True):
        yield records.Enrolment(id=id_, unit_id=unit_id, class_id=class_id, learner_id=learner)


def _yearly(index: int, unit_id: str) -> Iterator[Record]:
    for code in FIELDS:
        plan = plan_id(unit_id, YEAR, code)
        yield records.PlanTarget(id=plan, unit_id=unit_id, year=YEAR, field=code, classes=9, turns=400)
    ids = iter(_ids(datetime(YEAR, 1, 2, 1, 30, tzinfo=UTC), 7_000_000 + index, 20))
    posts: tuple[records.Post, ...] = ("director", "deputy", "deputy", "accountant")
    for post in posts:
        yield records.StaffMember(id=next(ids), unit_id=unit_id, full_name="Quàng Thị Đo", post=post, sex="female")
    for _ in range(10):
        yield records.Collaborator(id=next(ids), unit_id=unit_id, full_name="Vàng A Đo", role="speaker")
    yield records.FundingEntry(
        id=next(ids), unit_id=unit_id, year=YEAR, source="state", purpose="regular", amount=34_000_000
    )
    yield records.Facility(
        id=yearly_id(records.Facility, unit_id, YEAR), unit_id=unit_id, year=YEAR, initial_equipment=index % 4 > 0
    )
    rank: records.Rank = "good" if index % 3 else "fair"
    yield records.SelfAssessment(
        id=yearly_id(records.SelfAssessment, unit_id, YEAR), unit_id=unit_id, year=YEAR, rank=rank
    )
