"""The report calendar: set by the aggregator, sent to its centres with every assignment."""

from __future__ import annotations

from datetime import date

from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, calendar_year
from clc_desktop.domain.report_calendar import MOST_DAYS, ReportCalendar, calendar_from_json
from clc_desktop.store.database import Connection, Store, Tx
from clc_desktop.sync import documents
from clc_desktop.usecases.settings import read_setting, write_setting

_OWN, _GIVEN = "report_calendar", "due_days"


def calendar(store: Store) -> ReportCalendar:
    """Which periods are collected here, and by when."""
    with store.read() as conn:
        return read_calendar(conn)


def set_calendar(store: Store, made: ReportCalendar) -> None:
    """Collect by other days from now on; ClcError ``calendar_empty`` or ``calendar_days``."""
    if not made.days:
        raise ClcError("calendar_empty")
    if any(not 0 <= days <= MOST_DAYS for _, days in made.days):
        raise ClcError("calendar_days", most=MOST_DAYS)
    with store.write("set_calendar") as tx:
        write_setting(tx, _OWN, made.to_json())


def given_due(store: Store, period: Period) -> date | None:
    """The day by which our aggregator wants our file of a period, as its last assignment said; None if it did not."""
    with store.read() as conn:
        given = read_setting(conn, _GIVEN, {})
    day = given.get(period.code) if isinstance(given, dict) else None
    return date.fromisoformat(day) if day else None


def read_calendar(conn: Connection) -> ReportCalendar:
    """The calendar, within a transaction of the caller's."""
    return calendar_from_json(read_setting(conn, _OWN))


def due_lines(conn: Connection) -> tuple[documents.Due, ...]:
    """For an assignment: the periods that end last year, this year and next, each with the day on which it is due."""
    known, this_year = read_calendar(conn), clock.today().year
    years = (calendar_year(year) for year in (this_year - 1, this_year, this_year + 1))
    periods = sorted({one for year in years for one in known.within(year)})
    dues = ((one.code, known.due(one)) for one in periods)
    return tuple(documents.Due(code, due) for code, due in dues if due is not None)


def take_dues(tx: Tx, dues: tuple[documents.Due, ...]) -> None:
    """Keep what an assignment says; one of an older program says nothing and changes nothing."""
    if dues:
        write_setting(tx, _GIVEN, {due.period: due.on.isoformat() for due in dues})
