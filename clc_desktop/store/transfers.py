"""Which files went out and came in, and the records that belong into a submission."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, text, update

from clc_desktop.domain.chains import Link
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import KINDS, Record
from clc_desktop.store import tables
from clc_desktop.store.database import Tx, get_meta, set_meta
from clc_desktop.store.records import record_of, to_record

_SENT, _RECEIVED = tables.sent_file.c, tables.received_file.c

_CLASS = """
c.id IN (SELECT id FROM learning_class
         WHERE unit_id IN (SELECT value FROM json_each(:units)) AND starts_on BETWEEN :start AND :end
         UNION SELECT record_id FROM change_row WHERE kind = 'learning_class'
               AND json_extract(before, '$.starts_on') BETWEEN :start AND :end)
"""
_OF_CLASS = f"class_id IN (SELECT c.id FROM learning_class c WHERE {_CLASS})"
_YEAR = "year BETWEEN :first AND :last"
_EVER = "TRUE"
_OF_OTHERS = "subject <> :own AND subject IN (SELECT value FROM json_each(:units))"
"""What an aggregator says of the units below it; what it is itself, the one above it knows."""


_BELONGS = {
    "learning_class": f"id IN (SELECT c.id FROM learning_class c WHERE {_CLASS})",
    "class_session": _OF_CLASS,
    "enrolment": _OF_CLASS,
    "learner": f"""
        id IN (SELECT learner_id FROM enrolment WHERE {_OF_CLASS}
               UNION SELECT a.value FROM class_session, json_each(attended) a WHERE {_OF_CLASS})""",
    "plan_target": _YEAR,
    "funding_entry": f"""
        ({_YEAR} OR id IN (SELECT record_id FROM change_row WHERE kind = 'funding_entry'
                           AND json_extract(before, '$.year') BETWEEN :first AND :last))""",
    "self_assessment": _YEAR,
    "literacy_year": _YEAR,
    "facility": "year <= :last",
    "staff_member": _EVER,
    "collaborator": _EVER,
    "training_event": _EVER,
    "issued_document": _EVER,
    "activity_field": _EVER,
    "unit": _OF_OTHERS,
    "unit_term": _OF_OTHERS,
}
"""Which rows of each kind make up a period. What once lay in it and was moved out goes along, else it would stay there
for the receiver; so do tombstones."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A submission that was written; ``digest`` (SHA-256) names the file itself."""

    sequence: int
    period: str
    digest: str
    records: int
    made_at: str
    file_name: str


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that was taken in at a moment (UTC, ISO), with the change that it made here."""

    digest: str
    kind: str
    unit_id: str
    installation_id: str
    period: str
    sequence: int
    received_at: str
    file_name: str
    change_id: int | None
    previous: str | None = None
    abandoned_by: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stands, deleted or not, with its version and the fields of newer programs."""

    record: Record
    version: str
    deleted: bool
    extra: dict[str, Any]


def rows_of_period(
    conn: Connection, own: str, period: Period, units: Collection[str] = ()
) -> Iterator[tuple[type[Record], list[Row]]]:
    """The full state of a period, kind by kind, as the unit ``own`` submits it: its records, and those of ``units``.

    The losers of open conflicts go along, so that whoever takes the file in sees both sides; of two states of one
    version (a copied installation) only one can travel.
    """
    values = _values(own, period, units)
    for kind, belongs in _BELONGS.items():
        table, cls = tables.RECORDS[kind], KINDS[kind]
        where = text(f"{kind}.{_OF_UNITS} AND ({belongs})").bindparams(**_used(belongs, values))
        found = [_row(cls, row) for row in conn.execute(select(table).where(where).order_by(table.c.id)).mappings()]
        yield cls, [*found, *_losers(conn, cls, found)]


def in_period(
    conn: Connection, own: str, period: Period, units: Collection[str], kind: str, ids: Collection[str]
) -> set[str]:
    """Which of these records are among those of ``rows_of_period`` and not deleted, without reading the others."""
    belongs = _BELONGS.get(kind, "FALSE")
    where = f"id IN (SELECT value FROM json_each(:ids)) AND NOT deleted AND {kind}.{_OF_UNITS} AND ({belongs})"
    values = _used(where, _values(own, period, units)) | {"ids": json.dumps(sorted(ids))}
    return set(conn.execute(text(f"SELECT id FROM {kind} WHERE {where}"), values).scalars())


def changed_since(conn: Connection, own: str, period: Period, units: Collection[str], at: str, known: str) -> int:
    """How many records of a period, as ``rows_of_period`` takes them, were changed here after a moment (ISO).

    ``known``: changes whose label begins so brought what the one above has itself. Learners do not count: what is
    changed about them most stays here.
    """
    changed = """
        SELECT r.kind, json_group_array(DISTINCT r.record_id) FROM change_row r JOIN change c ON c.id = r.change_id
        WHERE c.id > coalesce((SELECT id FROM change WHERE at <= :at ORDER BY id DESC LIMIT 1), 0)
              AND NOT c.label GLOB :known || '*'
        GROUP BY r.kind"""
    values = _values(own, period, units)
    found = 0
    for kind, ids in conn.execute(text(changed), {"at": at, "known": known}):
        if kind in _BELONGS and kind != "learner":
            belongs = _BELONGS[kind]
            where = f"id IN (SELECT value FROM json_each(:ids)) AND {kind}.{_OF_UNITS} AND ({belongs})"
            counted = text(f"SELECT count(*) FROM {kind} WHERE {where}")
            found += conn.execute(counted, {"ids": ids, **_used(where, values)}).scalar_one()
    return found


def _values(own: str, period: Period, units: Collection[str]) -> dict[str, Any]:
    return {
        "own": own,
        "units": json.dumps(sorted({own, *units})),
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "first": period.years[0],
        "last": period.year,
    }


_OF_UNITS = "unit_id IN (SELECT value FROM json_each(:units))"


def _losers(conn: Connection, cls: type[Record], found: Sequence[Row]) -> Iterator[Row]:
    known = {(row.record.id, row.version) for row in found}
    ids = {row.record.id for row in found}
    statement = "SELECT record_id, version, body FROM sibling WHERE kind = :kind ORDER BY record_id, version, body"
    for row in conn.execute(text(statement), {"kind": cls.kind}):
        if row.record_id in ids and (row.record_id, row.version) not in known:
            known.add((row.record_id, row.version))
            body = json.loads(row.body)
            yield Row(record_of(cls, body), row.version, bool(body["deleted"]), json.loads(body["extra"] or "{}"))


def rows_where(conn: Connection, cls: type[Record], **equal: Any) -> list[Row]:
    """Rows of a kind, tombstones too, whose columns equal the values."""
    table = tables.RECORDS[cls.kind]
    conditions = [table.c[name] == value for name, value in equal.items()]
    return [_row(cls, row) for row in conn.execute(select(table).where(*conditions).order_by(table.c.id)).mappings()]


def log_sent(tx: Tx, sent: SentFile) -> None:
    """Remember a submission that was written."""
    values = {name: getattr(sent, name) for name in SentFile.__slots__}
    tx.conn.execute(insert(tables.sent_file).values(installation_id=tx.installation, **values))


def sent_files(conn: Connection) -> tuple[SentFile, ...]:
    """All submissions written here, the newest first."""
    return _sent(conn)


def last_sent(conn: Connection) -> SentFile | None:
    """The last submission of this installation; those before a restore were another's."""
    return next(iter(_sent(conn, _SENT.installation_id == get_meta(conn, "installation_id"))), None)


def log_received(tx: Tx, received: ReceivedFile, data: bytes) -> None:
    """Remember a file taken in, and keep it as it came."""
    values = {name: getattr(received, name) for name in ReceivedFile.__slots__}
    tx.conn.execute(insert(tables.received_file).values(**values, data=data))


def received_file(conn: Connection, digest: str) -> ReceivedFile | None:
    """The file with this digest, if it was taken in before."""
    return next(iter(_received(conn, _RECEIVED.digest == digest)), None)


def received_files(conn: Connection) -> tuple[ReceivedFile, ...]:
    """All files taken in, the newest first."""
    return _received(conn)


def last_assigned_by(conn: Connection) -> str | None:
    """The unit whose assignment was taken in last."""
    statement = select(_RECEIVED.unit_id).where(_RECEIVED.kind == "assignment").order_by(_RECEIVED.change_id.desc())
    found: str | None = conn.scalar(statement.limit(1))
    return found


def received_sequences(conn: Connection, installation_id: str) -> set[int]:
    """The numbers of the submissions taken in from one installation."""
    where = (_RECEIVED.installation_id == installation_id, _RECEIVED.kind == "submission")
    return set(conn.scalars(select(_RECEIVED.sequence).where(*where)))


def received_links(conn: Connection, installation_id: str) -> dict[int, Link]:
    """The chain of an installation's submissions as far as it was taken in, without what a person has abandoned."""
    where = (_RECEIVED.installation_id == installation_id, _RECEIVED.kind == "submission")
    standing = (found for found in _received(conn, *where) if found.abandoned_by is None)
    return {found.sequence: Link(found.sequence, found.digest, found.previous) for found in standing}


def abandon_from(tx: Tx, installation_id: str, sequence: int) -> None:
    """From this number on the installation's chain goes on with another file."""
    where = (_RECEIVED.installation_id == installation_id, _RECEIVED.kind == "submission")
    later = update(tables.received_file).where(*where, _RECEIVED.sequence >= sequence)
    tx.conn.execute(later.where(_RECEIVED.abandoned_by.is_(None)).values(abandoned_by=tx.change_id))


def original(conn: Connection, digest: str) -> bytes:
    """A file taken in, as it came."""
    data: bytes = conn.scalars(select(_RECEIVED.data).where(_RECEIVED.digest == digest)).one()
    return data


def last_sequence(conn: Connection) -> int:
    """The number of the last submission of this installation; 0 before the first."""
    return last_link(conn)[0]


def last_link(conn: Connection) -> tuple[int, str | None]:
    """Number and digest of the last submission of this installation that was written, or may have been written when the
    power went off; (0, None) before the first."""
    last = last_sent(conn)
    installation, sequence, digest = json.loads(get_meta(conn, _RESERVED) or "[null, 0, null]")
    if installation == get_meta(conn, "installation_id") and sequence > (last.sequence if last else 0):
        return sequence, digest
    return (last.sequence, last.digest) if last else (0, None)


def reserve(tx: Tx, sequence: int, digest: str | None) -> None:
    """This is the last link from now on: said before a file is written, so that whatever happens then no other file
    ever bears its number; and said of the link before it when that file came to nothing."""
    set_meta(tx.conn, _RESERVED, json.dumps([tx.installation, sequence, digest]))


_RESERVED = "reserved_file"


def _sent(conn: Connection, *where: Any) -> tuple[SentFile, ...]:
    columns = [_SENT[name] for name in SentFile.__slots__]
    rows = conn.execute(select(*columns).where(*where).order_by(text("sent_file.rowid DESC"))).mappings()
    return tuple(SentFile(**row) for row in rows)


def _received(conn: Connection, *where: Any) -> tuple[ReceivedFile, ...]:
    columns = [_RECEIVED[name] for name in ReceivedFile.__slots__]
    rows = conn.execute(select(*columns).where(*where).order_by(text("received_file.rowid DESC"))).mappings()
    return tuple(ReceivedFile(**row) for row in rows)


def _used(statement: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name == "units" or f":{name}" in statement}


def _row(cls: type[Record], row: RowMapping) -> Row:
    return Row(to_record(cls, row), row["version"], row["deleted"], json.loads(row["extra"] or "{}"))
