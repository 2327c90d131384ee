"""Where each unit's periods stand: the lines of ``period_event``, the last of which bears the state."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import cast

from sqlalchemy import Connection, RowMapping, func, select

from clc_desktop.domain import clock, versions
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.domain.states import LOCKED, Event, State, after
from clc_desktop.store import tables
from clc_desktop.store.database import Tx, get_meta
from clc_desktop.store.person import person

_EVENT, _SENT = tables.period_event.c, tables.sent_file.c


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of a period's story, and so, if it is the last one, where the period stands.

    ``sequence`` and ``digest`` name the file it was about (0 and "" for none), ``reason`` is the wish to unlock, or the
    officer's words. ``event`` is one of the machine's, ``answer`` (read in a receipt), ``wish``, ``correct``, ``undo``.
    """

    unit_id: str
    period: str
    event: str = ""
    state: State = "draft"
    installation_id: str = ""
    sequence: int = 0
    digest: str = ""
    version: str = ""
    reason: str = ""
    at: str = ""
    who: str = ""


_NAMES = tuple(field.name for field in fields(Standing))
_APPEND = f"INSERT INTO period_event ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))})"
_STANDING = f"SELECT {', '.join(_NAMES)} FROM period_event WHERE unit_id = ? AND period = ? ORDER BY id DESC LIMIT 1"
"""Plain SQL where merging a thousand files passes."""


def standing(conn: Connection, unit_id: str, period: str) -> Standing:
    """Where a unit's period stands; a draft when nothing ever happened to it."""
    row = conn.exec_driver_sql(_STANDING, (unit_id, period)).one_or_none()
    return Standing(*row) if row else Standing(unit_id, period)


def standings(conn: Connection, unit_id: str | None = None) -> tuple[Standing, ...]:
    """Where every period stands to which something happened, of one unit or of all, by unit and period."""
    last = select(func.max(_EVENT.id)).group_by(_EVENT.unit_id, _EVENT.period)
    if unit_id is not None:
        last = last.where(_EVENT.unit_id == unit_id)
    statement = select(tables.period_event).where(_EVENT.id.in_(last)).order_by(_EVENT.unit_id, _EVENT.period)
    return tuple(_standing(row) for row in conn.execute(statement).mappings())


def story(conn: Connection, unit_id: str, period: str) -> tuple[Standing, ...]:
    """Everything that happened to a period, the newest first."""
    return _select(conn, _EVENT.unit_id == unit_id, _EVENT.period == period)


_LOCKED_PERIODS = f"""
WITH RECURSIVE above(id) AS (
  SELECT value FROM json_each(?)
  UNION SELECT value FROM meta WHERE key = 'unit_id'
  UNION SELECT t.value FROM above JOIN unit_term t ON t.subject = above.id AND t.attribute = 'parent' AND NOT t.deleted
), last(id) AS (
  SELECT MAX(e.id) FROM above JOIN period_event e ON e.unit_id = above.id GROUP BY e.unit_id, e.period
)
SELECT DISTINCT period FROM period_event
WHERE id IN (SELECT id FROM last) AND state IN ({", ".join(f"'{state}'" for state in sorted(LOCKED))})
"""


def locked_periods(conn: Connection, units: Collection[str]) -> tuple[Period, ...]:
    """The periods that are locked for one of the units, for one ever above them, or for this database's own unit.

    What an aggregator has sent upwards and seen locked holds the records of all units below it, there and here.
    """
    found = conn.exec_driver_sql(_LOCKED_PERIODS, (json.dumps(list(units)),)).scalars()
    return tuple(parse_period(code) for code in found)


def happen(
    tx: Tx, unit_id: str, period: str, event: Event, reason: str = "", about: Standing | None = None
) -> Standing:
    """Let an event of the machine happen and return the new standing; ``about`` names the file, else it stays the last.

    Raises like ``domain.states.after``. Each of the aggregator's events is a new version of what it says.
    """
    now = standing(tx.conn, unit_id, period)
    own = unit_id == get_meta(tx.conn, "unit_id")
    state = after(now.state, event, period, own)
    version = now.version if own else versions.written(now.version, tx.installation, tx.counter)
    return append(tx, replace(_about(now, about), event=event, state=state, version=version, reason=reason))


def append(tx: Tx, made: Standing) -> Standing:
    """Write the next line of a period's story, as of now and by this person unless the line says another."""
    line = replace(made, at=clock.now().isoformat(), who=made.who or person())
    tx.conn.exec_driver_sql(_APPEND, tuple(getattr(line, name) for name in _NAMES))
    return line


def bump(tx: Tx, unit_id: str, event: str) -> None:
    """Say something new about every period of a unit without moving it: its next receipt is newer than the last."""
    for now in standings(tx.conn, unit_id):
        version = versions.written(now.version, tx.installation, tx.counter)
        append(tx, replace(now, event=event, version=version, who=""))


def withdraw(tx: Tx, digest: str) -> None:
    """The merge of a file is undone: its period stands as before it came, unless a later file has come since.

    The officer's decisions on the file go with it, but for a lock: that is opened first. ClcError ``period_locked``.
    """
    received = _select(tx.conn, _EVENT.digest == digest, _EVENT.event == "receive", newest=1)
    if not received:
        return
    lines = story(tx.conn, received[0].unit_id, received[0].period)
    if next(line for line in lines if line.event == "receive") == received[0]:
        before = lines[lines.index(received[0]) + 1 :]
        version = versions.written(lines[0].version, tx.installation, tx.counter)
        was = before[0] if before else Standing(received[0].unit_id, received[0].period)
        if lines[0].state in LOCKED and was.state not in LOCKED:
            raise ClcError("period_locked", period=was.period)
        append(tx, replace(was, event="undo", version=version, who=""))


def last_files(conn: Connection, unit_id: str, period: str) -> tuple[Standing, ...]:
    """The last file of each installation that stands merged, or whose wish was noted, for a period."""
    received = tables.received_file.c
    merged = _EVENT.digest.in_(select(received.digest).where(received.abandoned_by.is_(None)))
    about_files = (_EVENT.event == "hear_wish") | ((_EVENT.event == "receive") & merged)
    found: dict[str, Standing] = {}
    for line in _select(conn, _EVENT.unit_id == unit_id, _EVENT.period == period, about_files):
        best = found.setdefault(line.installation_id, line)
        if line.sequence > best.sequence:
            found[line.installation_id] = line
    return tuple(found.values())


_LAST_NUMBER = """
SELECT MAX(e.sequence) FROM period_event e
WHERE e.unit_id = ? AND e.period = ? AND e.installation_id = ?
  AND (e.event = 'hear_wish' OR e.event = 'receive' AND EXISTS (
        SELECT 1 FROM received_file r WHERE r.digest = e.digest AND r.abandoned_by IS NULL))
"""


def last_number(conn: Connection, unit_id: str, period: str, installation_id: str) -> int:
    """The number of ``last_files`` of one installation; 0 for none."""
    found: int | None = conn.exec_driver_sql(_LAST_NUMBER, (unit_id, period, installation_id)).scalar()
    return found or 0


def last_asked(conn: Connection, unit_id: str, period: str) -> int:
    """The number of this installation's last file that carried the wish to unlock a period; 0 for none."""
    here = get_meta(conn, "installation_id")
    where = (_EVENT.unit_id == unit_id, _EVENT.period == period, _EVENT.event == "ask_unlock")
    return conn.scalar(select(func.max(_EVENT.sequence)).where(*where, _EVENT.installation_id == here)) or 0


def last_sent(conn: Connection, period: str) -> int:
    """The number of this installation's last file of a period; 0 for none."""
    where = (_SENT.period == period, _SENT.installation_id == get_meta(conn, "installation_id"))
    return conn.scalar(select(func.max(_SENT.sequence)).where(*where)) or 0


def sent_number(conn: Connection, digest: str, period: str) -> int | None:
    """The number of our file with this digest, 0 when we wrote it before this database was restored; None: not ours."""
    where = (_SENT.digest == digest, _SENT.period == period)
    row = conn.execute(select(_SENT.sequence, _SENT.installation_id).where(*where)).one_or_none()
    if row is None:
        return None
    return row.sequence if row.installation_id == get_meta(conn, "installation_id") else 0


def _about(now: Standing, about: Standing | None) -> Standing:
    file = about or now
    names = ("installation_id", "sequence", "digest")
    return replace(now, who="", **{name: getattr(file, name) for name in names})


def _select(conn: Connection, *where: object, newest: int | None = None) -> tuple[Standing, ...]:
    statement = select(tables.period_event).where(*where).order_by(_EVENT.id.desc()).limit(newest)  # type: ignore[arg-type]
    return tuple(_standing(row) for row in conn.execute(statement).mappings())


def _standing(row: RowMapping) -> Standing:
    return Standing(**{name: cast("str", row[name]) for name in _NAMES})  # type: ignore[arg-type]
