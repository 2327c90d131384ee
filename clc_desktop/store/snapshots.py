"""Frozen reports, kept as their signed manifests: written once, never changed, never deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, literal_column, select, text
from sqlalchemy.dialects.sqlite import insert

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.domain.records import KINDS, ActivityField, PlanTarget, Record, TrainingEvent, Unit, UnitTerm
from clc_desktop.domain.versions import entries
from clc_desktop.store import tables, transfers
from clc_desktop.store.database import Store, Tx, make_engine
from clc_desktop.store.tables import snapshot
from clc_desktop.store.transfers import ReceivedFile, Row

_C = snapshot.c
_MADE: ColumnElement[int] = literal_column("snapshot.rowid")
"""In the order in which they were frozen: two may bear one second."""

GIVEN: tuple[type[Record], ...] = (Unit, UnitTerm, ActivityField, TrainingEvent, PlanTarget)
"""Kinds that an aggregator writes itself: no correction of a centre's record."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen report: ``id`` is the digest of what is signed, ``code`` the check code of what the paper says."""

    id: str
    code: str
    period: str
    at: str
    who: str


def keep(tx: Tx, made: Snapshot, manifest: bytes) -> Snapshot:
    """Keep a frozen report; the one that is there already, where nothing has changed since it was frozen."""
    values = {name: getattr(made, name) for name in Snapshot.__slots__}
    tx.conn.execute(insert(snapshot).values(**values, manifest=manifest).on_conflict_do_nothing())
    return get(tx.conn, made.id)


def get(conn: Connection, snapshot_id: str) -> Snapshot:
    """A frozen report; ClcError ``snapshot_missing``."""
    found = _found(conn, _C.id == snapshot_id)
    if not found:
        raise ClcError("snapshot_missing", digest=snapshot_id)
    return found[0]


def with_code(conn: Connection, code: str) -> tuple[Snapshot, ...]:
    """The frozen reports whose paper bears this check code, the newest first."""
    return _found(conn, _C.code == code)


def every(conn: Connection) -> tuple[Snapshot, ...]:
    """All frozen reports, the newest first."""
    return _found(conn)


def manifest_of(conn: Connection, snapshot_id: str) -> bytes:
    """The signed manifest, as it was when the report was frozen; ClcError ``snapshot_missing``."""
    manifest: bytes | None = conn.scalar(select(_C.manifest).where(_C.id == snapshot_id))
    if manifest is None:
        raise ClcError("snapshot_missing", digest=snapshot_id)
    return manifest


def files_behind(conn: Connection, period: Period, units: Sequence[str]) -> tuple[ReceivedFile, ...]:
    """The submissions of these units that their figures of the period rest on, oldest number first.

    A file holds the full state of its period. So of one installation's files for one period the last one is enough; and
    of its periods those that overlap ours, with what came after the last of these, for that may have moved a record or
    told of a person who has left. What a person abandoned after a fork stays in, for its records may have stayed, too.
    """
    asked = set(units)
    mine = [file for file in transfers.received_files(conn) if file.kind == "submission" and file.unit_id in asked]
    latest: dict[tuple[str, str], int] = {}
    overlapping: dict[str, int] = {}
    for file in mine:
        if file.abandoned_by is None:
            key = file.installation_id, file.period
            latest[key] = max(latest.get(key, 0), file.sequence)
            if _overlaps(parse_period(file.period), period):
                overlapping[file.installation_id] = max(overlapping.get(file.installation_id, 0), file.sequence)

    def counts(file: ReceivedFile) -> bool:
        if file.abandoned_by is not None:
            return True
        current = file.sequence == latest[file.installation_id, file.period]
        late = file.sequence > overlapping.get(file.installation_id, 0)
        return current and (late or _overlaps(parse_period(file.period), period))

    return tuple(sorted(filter(counts, mine), key=lambda file: (file.unit_id, file.sequence, file.digest)))


def corrections(conn: Connection, units: Sequence[str], installation: str) -> int:
    """How many records of these units this installation has changed since they came."""
    values = {"units": json.dumps(list(units)), "own": f"%{installation}:%"}
    counts = (
        f"SELECT COUNT(*) FROM {kind} WHERE unit_id IN (SELECT value FROM json_each(:units)) AND version LIKE :own"
        for kind in tables.RECORDS
        if KINDS[kind] not in GIVEN
    )
    return sum(conn.scalar(text(statement), values) or 0 for statement in counts)


def given_rows(conn: Connection, installation: str) -> Iterator[tuple[type[Record], list[Row]]]:
    """What an aggregator itself adds to its centres' files: units, names, fields, its courses, the plan it gave."""
    for cls in GIVEN:
        rows = transfers.rows_where(conn, cls)
        own = [row for row in rows if installation in entries(row.version)]
        yield cls, own if cls in (TrainingEvent, PlanTarget) else rows


def scratch_store() -> Store:
    """An empty database in memory, for figures to be counted anew; nothing of it ever lies on a disk."""
    path = Path(":memory:")
    store = Store(path, make_engine(path))
    with store.write("") as tx:
        tables.metadata.create_all(tx.conn)
    return store


def _overlaps(one: Period, other: Period) -> bool:
    """In days or in the years whose yearly records (plan, money, rank) they are measured by."""
    days = one.start <= other.end and other.start <= one.end
    return days or (one.years[0] <= other.years[-1] and other.years[0] <= one.years[-1])


def _found(conn: Connection, *where: object) -> tuple[Snapshot, ...]:
    columns = [_C[name] for name in Snapshot.__slots__]
    rows = conn.execute(select(*columns).where(*where).order_by(_C.at.desc(), _MADE.desc())).mappings()  # type: ignore[arg-type]
    return tuple(Snapshot(**row) for row in rows)
