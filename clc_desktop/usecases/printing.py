"""The papers of a centre: sign-in sheets, attendance grids, list of classes, class log, summaries and reports.

Names of learners stand on sign-in sheets and attendance grids only; ``Printed.personal`` says so, and so does the
file's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from clc_desktop import files
from clc_desktop.domain import clock
from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.periods import Period, free_range
from clc_desktop.domain.records import ClassSession, Enrolment, Learner
from clc_desktop.domain.vietnamese import clean
from clc_desktop.reports import forms, forms_marks, forms_summary
from clc_desktop.reports.document import Document
from clc_desktop.reports.forms import Form
from clc_desktop.reports.forms_marks import GRID_COLUMNS, GRID_LINES
from clc_desktop.reports.setting import ReportSetting
from clc_desktop.reports.wording import period_text
from clc_desktop.store.classes import list_classes
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.learners import roster_sizes
from clc_desktop.store.records import find, find_ids
from clc_desktop.usecases import reporting
from clc_desktop.usecases.classes import read_class
from clc_desktop.usecases.rosters import members
from clc_desktop.usecases.workspace import Identity, read_taxonomy, require_identity

__all__ = ["GRID_COLUMNS", "GRID_LINES"]

Paper = Literal["sign_in", "attendance", "class_list", "class_log", "summary", "report"]
Format = Literal["pdf", "docx", "xlsx"]

PAPERS: tuple[Paper, ...] = ("sign_in", "attendance", "class_list", "class_log", "summary", "report")
FORMATS: tuple[Format, ...] = ("pdf", "docx", "xlsx")
PERSONAL: frozenset[Paper] = frozenset({"sign_in", "attendance"})
"""Papers that learners are named on or sign; they bear the notice of the law."""
OF_A_CLASS: frozenset[Paper] = frozenset({"sign_in", "attendance", "class_log"})
"""Papers that may be of one class."""

PAGE_LINES = 25
"""Lines of an empty sign-in sheet that fill one page."""
EXTRA_LINES = 5
"""Lines below a roster, for those who come besides."""
MOST_LINES = 300
MOST_COLUMNS = 120
KEEP_YEARS = 5
"""How long signed sheets are kept unless the centre says otherwise: our choice, no rule on it was found."""
_NAME_BYTES = 90


@dataclass(frozen=True, slots=True)
class Wish:
    """Which paper. Sign-in sheets and attendance grids are of one class (``class_id``) or none yet, not of ``period``.

    ``session_id`` takes one of its sessions, "" a sheet for each. ``filled`` prints the roster; ``lines`` are those
    left empty below it. An attendance grid has at least ``lines`` rows and ``columns`` sessions, with the ``marks``
    that were made. A class log with ``class_id`` is of that class alone. ``keep_years`` stands in the notice.
    """

    paper: Paper
    period: Period
    class_id: str = ""
    session_id: str = ""
    filled: bool = True
    lines: int = PAGE_LINES
    keep_years: int = KEEP_YEARS
    columns: int = GRID_COLUMNS
    marks: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper in one format; ``name`` is for its file, without a suffix. ``personal``: learners are named on it.

    ``rows`` counts what the paper lists: 0 says that there is nothing to print yet.
    """

    data: bytes
    name: str
    personal: bool
    rows: int


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """A class to make a sheet for, with its sessions and how many names its roster has.

    ``next_session`` is the first one of which nothing is recorded, "" before anything is, or when everything is.
    """

    row: ClassRow
    sessions: tuple[tuple[str, date], ...]
    roster: int
    next_session: str = ""


def class_choices(store: Store, period: Period) -> tuple[ClassChoice, ...]:
    """The classes of a period that are not called off, the newest first."""
    with store.read() as conn:
        rows = [row for row in _rows(conn, period) if row.state != "cancelled"]
        held: dict[str, list[ClassSession]] = {row.id: [] for row in rows}
        for session in sorted(find(conn, ClassSession), key=lambda session: (session.held_on, session.id)):
            if session.class_id in held:
                held[session.class_id].append(session)
        rosters = roster_sizes(conn)
    return tuple(_choice(row, held[row.id], rosters.get(row.id, 0)) for row in rows)


def _choice(row: ClassRow, sessions: list[ClassSession], roster: int) -> ClassChoice:
    days = tuple((session.id, session.held_on) for session in sessions)
    still = [session.id for session in sessions if not (session.present or session.absent)]
    return ClassChoice(row, days, roster, still[0] if 0 < len(still) < len(sessions) else "")


def usual_lines(paper: Paper) -> int:
    """Lines that fill one page."""
    return GRID_LINES if paper == "attendance" else PAGE_LINES


def day_of(store: Store, class_id: str) -> date:
    """The day on which a class begins, today without a class; ClcError ``record_missing``."""
    if not class_id:
        return clock.today()
    with store.read() as conn:
        return read_class(conn, class_id).learning_class.starts_on


def print_paper(store: Store, wish: Wish, form: str = "pdf") -> Printed:
    """The paper as bytes.

    Raises ClcError ``unknown_format``, ``too_many_lines``, ``too_many_columns``, ``record_missing``, and
    ``wrong_role`` for an aggregator's.
    """
    if form not in FORMATS:
        raise ClcError("unknown_format", formats=form)
    if not 0 <= wish.lines <= MOST_LINES:
        raise ClcError("too_many_lines", most=MOST_LINES)
    if not 0 <= wish.columns <= MOST_COLUMNS:
        raise ClcError("too_many_columns", most=MOST_COLUMNS)
    with store.read() as conn:
        who = require_identity(conn, "centre")
        return _MAKERS[wish.paper](conn, who, wish, form)


def save_paper(store: Store, wish: Wish, form: str, folder: Path) -> Path:
    """Write a paper into a folder under a name of its own, never over another file. Raises also like ``deliver``."""
    made = print_paper(store, wish, form)
    return files.deliver(folder, f"{made.name}.{form}", made.data)


# --- papers -----------------------------------------------------------------------------------------------------------


def _sign_in(conn: Connection, who: Identity, wish: Wish, form: str) -> Printed:
    setting = _setting(conn, who, wish.period)
    if not wish.class_id:
        lines = max(wish.lines, 1)
        sheets = [forms.sign_in(forms.Meeting(), (), lines, wish.keep_years, setting)]
        return _printed(sheets, form, _file_name("Danh sách ký tên", "mẫu trống"), lines)
    entry = read_class(conn, wish.class_id)
    learners = _roster(conn, wish.class_id) if wish.filled else ()
    lines = wish.lines if learners else max(wish.lines, 1)
    count = len(entry.sessions)
    chosen = [
        (number, session)
        for number, session in enumerate(entry.sessions, start=1)
        if wish.session_id in ("", session.id)
    ]
    if wish.session_id and not chosen:
        raise ClcError("record_missing", kind=ClassSession.kind)
    record = entry.learning_class
    meetings = [
        forms.Meeting(record.topic, session.held_on, (number, count), record.venue, record.lecturers)
        for number, session in chosen
    ] or [forms.Meeting(record.topic, None, (1, 1), record.venue, record.lecturers)]
    sheets = [forms.sign_in(meeting, learners, lines, wish.keep_years, setting) for meeting in meetings]
    day = (meetings[0].held_on if len(meetings) == 1 else None) or record.starts_on
    name = _file_name("Danh sách ký tên", record.topic, day.isoformat())
    return _printed(sheets, form, name, len(learners) + lines, personal=bool(learners))


def _attendance(conn: Connection, who: Identity, wish: Wish, form: str) -> Printed:
    setting = _setting(conn, who, wish.period)
    course, people, held = forms_marks.Course(), [], []
    name = _file_name("Bảng điểm danh", "mẫu trống")
    if wish.class_id:
        entry = read_class(conn, wish.class_id)
        record = entry.learning_class
        course = forms_marks.Course(record.topic, record.venue, record.lecturers)
        held = [_held(session, with_marks=wish.filled and wish.marks) for session in entry.sessions]
        people = [(one.id, one.name) for one in members(conn, entry)] if wish.filled else []
        name = _file_name("Bảng điểm danh", record.topic, record.starts_on.isoformat())
    grids = forms_marks.mark_grids(
        course, people, held, wish.keep_years, setting, lines=wish.lines, columns=wish.columns
    )
    return _printed(grids, form, name, max(len(people), wish.lines), personal=bool(people))


def _held(session: ClassSession, *, with_marks: bool) -> forms_marks.Held:
    """A session with what was marked or counted; nothing of one that is still to be marked."""
    if not with_marks or not (session.present or session.absent):
        return forms_marks.Held(session.held_on)
    marks = dict.fromkeys(session.absent, False) | dict.fromkeys(session.attended, True)
    return forms_marks.Held(session.held_on, marks, session.present)


def _class_list(conn: Connection, who: Identity, wish: Wish, form: str) -> Printed:
    rows = [row for row in _rows(conn, wish.period) if row.state == "held"]
    when = period_text(wish.period)
    sheet = forms.class_list(rows, when, _setting(conn, who, wish.period))
    return _printed([sheet], form, _file_name("Sổ danh sách lớp", when), len(rows))


def _class_log(conn: Connection, who: Identity, wish: Wish, form: str) -> Printed:
    rows = [row for row in _rows(conn, None if wish.class_id else wish.period) if row.state == "held"]
    if wish.class_id:
        rows = [row for row in rows if row.id == wish.class_id]
    sessions: dict[str, list[ClassSession]] = {row.id: [] for row in rows}
    found = find(conn, ClassSession, class_id=wish.class_id) if wish.class_id else find(conn, ClassSession)
    for session in sorted(found, key=lambda session: (session.held_on, session.id)):
        if session.class_id in sessions:
            sessions[session.class_id].append(session)
    entries = [forms.LogEntry(row, tuple(sessions[row.id])) for row in rows]
    about = rows[0].topic if wish.class_id and rows else period_text(wish.period)
    sheet = forms.class_log(entries, about, _setting(conn, who, wish.period))
    return _printed([sheet], form, _file_name("Sổ theo dõi lớp", about), sum(map(len, sessions.values())))


def _summary(conn: Connection, who: Identity, wish: Wish, form: str) -> Printed:
    summed = forms_summary.Summed(
        reporting.read_figures(conn, wish.period), reporting.read_figures(conn, _so_far(wish.period))
    )
    setting = _setting(conn, who, wish.period)
    name = _file_name("Tổng hợp gửi UBND xã", period_text(wish.period))
    if form == "xlsx":
        return _printed([forms_summary.summary_form(summed, setting)], form, name, summed.so_far.total.classes)
    return Printed(_written(forms_summary.summary(summed, setting), form), name, False, summed.so_far.total.classes)


def _report(conn: Connection, _who: Identity, wish: Wish, form: str) -> Printed:
    parts = reporting.read_report(conn, wish.period)
    name = _file_name("Báo cáo", period_text(wish.period))
    return Printed(_written(parts.document, form), name, False, parts.figures.total.classes)


_MAKERS: dict[Paper, Callable[[Connection, Identity, Wish, str], Printed]] = {
    "sign_in": _sign_in,
    "attendance": _attendance,
    "class_list": _class_list,
    "class_log": _class_log,
    "summary": _summary,
    "report": _report,
}


# --- what they are made of --------------------------------------------------------------------------------------------


def _setting(conn: Connection, who: Identity, period: Period) -> ReportSetting:
    return reporting.read_setting_of(conn, who, period)


def _rows(conn: Connection, period: Period | None) -> tuple[ClassRow, ...]:
    return list_classes(conn, period, {field.code: field.name for field in read_taxonomy(conn)}, {})


def _roster(conn: Connection, class_id: str) -> tuple[Learner, ...]:
    """Everybody on the roster once, in the order in which the window numbers them.

    Who was deleted, or whose name was, keeps a line with that number and nothing in it.
    """
    listed = dict.fromkeys(enrolment.learner_id for enrolment in find(conn, Enrolment, class_id=class_id))
    known = find_ids(conn, Learner, listed)
    return tuple(known.get(learner_id) or Learner(id=learner_id, unit_id="") for learner_id in listed)


def _so_far(period: Period) -> Period:
    """From 1 January to the period's last day; a period of more than one calendar year stays what it is."""
    first, last = period.start, period.end
    return free_range(date(last.year, 1, 1), last) if first.year == last.year else period


def _printed(sheets: list[Form], form: str, name: str, rows: int, *, personal: bool = False) -> Printed:
    if form == "pdf":
        from clc_desktop.reports.forms_pdf import write_forms_pdf as write
    elif form == "docx":
        from clc_desktop.reports.forms_docx import write_forms_docx as write
    else:
        from clc_desktop.reports.forms_xlsx import write_forms_xlsx as write
    return Printed(write(sheets), f"{name} - CÓ DỮ LIỆU CÁ NHÂN" if personal else name, personal, rows)


def _written(document: Document, form: str) -> bytes:
    if form == "pdf":
        from clc_desktop.reports.pdf_writer import write_pdf as write
    elif form == "docx":
        from clc_desktop.reports.docx_writer import write_docx as write
    else:
        from clc_desktop.reports.xlsx_writer import write_xlsx as write
    return write(document)


def _file_name(*parts: str) -> str:
    """Parts of a file's name, each cut to what every file system takes: 255 bytes in all, with the mark and " (2)"."""
    return " - ".join(_cut(clean(re.sub(r"[\s/]+", " ", part))) for part in parts if part)


def _cut(text: str) -> str:
    return text.encode()[:_NAME_BYTES].decode(errors="ignore").strip()
