"""The attendance grid on paper: learners down with the numbers of the mark grid, sessions across, a page wide.

A course of more sessions than a page holds goes on on a further grid with the same names and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clc_desktop.reports.annex_parts import NUMBER
from clc_desktop.reports.document import Cell, Column, Metadata, Row, Table
from clc_desktop.reports.forms import Form, notice
from clc_desktop.reports.layout import CELL_PADDING, MM
from clc_desktop.reports.setting import ReportSetting
from clc_desktop.reports.wording import day_number, short_date

TITLE = "BẢNG ĐIỂM DANH"
PRESENT, ABSENT = "x", "V"
GRID_COLUMNS = 24
"""Sessions that fit across a lying page, 7 mm each: room for a mark made by hand."""
GRID_LINES = 24
"""Learners that fit on one page with head, count, places to sign and notice."""
_SIZE = 10.0
_ROW, _SIGN_ROW = 5.12, 8.0
"""mm."""
_NAMES, _SUM, _WIDEST = 58.0, 14.0, 12.0
_FACT, _BESIDE = 12.0, 168.0
"""Points and mm of what stands beside the centre's name."""
_ROOM = 257.0 - 10.0 - _NAMES - _SUM
"""mm of a lying page that are left for sessions."""
_WRITTEN = "họ tên và những buổi có mặt, vắng mặt"


@dataclass(frozen=True, slots=True)
class Held:
    """A session on the grid. ``marks`` say by learner's id who was present; ``present`` is known of a head-count too.

    ``held_on`` None is a session to come, whose day is written by hand.
    """

    held_on: date | None = None
    marks: Mapping[str, bool] | None = None
    present: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What the grid is about; everything may still be unknown."""

    topic: str = ""
    venue: str = ""
    lecturers: tuple[str, ...] = ()


def mark_grids(
    course: Course,
    people: Sequence[tuple[str, str]],
    sessions: Sequence[Held],
    keep_years: int,
    setting: ReportSetting,
    *,
    lines: int = GRID_LINES,
    columns: int = GRID_COLUMNS,
) -> list[Form]:
    """Grids for ``people`` (id, name) in the order given, with at least so many ``lines`` and session ``columns``.

    What is more than people and sessions is left empty; a line less for each that a long name or topic takes, so that
    what fits on a page stays on it. Of several grids the last one adds all of them up.
    """
    blank = [Held()] * (max(columns, 1) - len(sessions))
    parts = list(_parts([*sessions, *blank]))
    rows = [*people, *([("", "")] * (max(lines - _taken(course, people), 1) - len(people)))]
    whole = list(sessions) if len(parts) > 1 else []
    return [
        _form(course, rows, part, (number, len(parts)), whole if number == len(parts) else [], keep_years, setting)
        for number, part in enumerate(parts, start=1)
    ]


def _taken(course: Course, people: Sequence[tuple[str, str]]) -> int:
    """Lines that texts take beyond one each."""
    from clc_desktop.reports.fonts import text_points

    facts = [f"{label}: {value}" for label, value in _facts(course)]
    wide = [(text_points(name, _SIZE), _NAMES * MM - 2 * CELL_PADDING) for _who, name in people]
    wide += [(text_points(fact, _FACT), _BESIDE * MM) for fact in facts]
    return sum(int(points // room) for points, room in wide)


def _facts(course: Course) -> tuple[tuple[str, str], ...]:
    return (
        ("Lớp, chuyên đề", course.topic),
        ("Địa điểm", course.venue),
        ("Báo cáo viên", ", ".join(course.lecturers)),
    )


def _parts(sessions: Sequence[Held]) -> Iterator[Sequence[Held]]:
    """As few as will do, of nearly one width."""
    count = -(-len(sessions) // GRID_COLUMNS)
    for number in range(count):
        yield sessions[number * len(sessions) // count : (number + 1) * len(sessions) // count]


def _form(
    course: Course,
    people: Sequence[tuple[str, str]],
    part: Sequence[Held],
    order: tuple[int, int],
    whole: Sequence[Held],
    keep_years: int,
    setting: ReportSetting,
) -> Form:
    of = f" (tờ {order[0]}/{order[1]})" if order[1] > 1 else ""
    when = _when(part)
    rows = [_row(number, *one, part, whole) for number, one in enumerate(people, start=1)]
    name = "Bảng điểm danh"
    return Form(
        superior=setting.superior,
        issuer=setting.issuer,
        title=TITLE + of.upper(),
        subject="",
        facts=_facts(course),
        table=Table(tuple(_columns(part, with_whole=bool(whole))), (*rows, _counts(part, whole), _signed(part, whole))),
        metadata=Metadata(name, setting.body, course.topic, setting.year),
        sheet=f"Điểm danh {order[0]}" if order[1] > 1 else "Điểm danh",
        notice=notice(setting.unit, keep_years, _WRITTEN),
        again=" – ".join(text for text in (name + of, when, course.topic) if text),
        row_height=_ROW,
        last_height=_SIGN_ROW,
        landscape=True,
        register=True,
        size=_SIZE,
    )


def _when(part: Sequence[Held]) -> str:
    days = [held.held_on for held in part if held.held_on]
    if not days:
        return ""
    first, last = short_date(min(days)), short_date(max(days))
    return f"ngày {first}" if first == last else f"từ ngày {first} đến ngày {last}"


# --- the table --------------------------------------------------------------------------------------------------------


def _columns(part: Sequence[Held], *, with_whole: bool) -> Iterator[Column]:
    """As wide as the page: what sessions leave goes to the names."""
    room = _ROOM - _SUM * with_whole
    width = min(room / len(part), _WIDEST)
    yield NUMBER
    yield Column(f"Họ và tên ({PRESENT}: có mặt; {ABSENT}: vắng)", _NAMES + room - width * len(part))
    for held, group in zip(part, _months(part, width), strict=True):
        title = day_number(held.held_on.day) if held.held_on else "/"
        yield Column(title, width, align="center", group=group)
    yield Column("Cộng", _SUM, "integer", "center")
    if with_whole:
        yield Column("Cả khóa", _SUM, "integer", "center")


def _months(part: Sequence[Held], width: float) -> Iterator[str]:
    """What stands above each day: the month with its year, or as much of it as its columns have room for."""
    from clc_desktop.reports.fonts import text_points

    keys = [(held.held_on.year, held.held_on.month) if held.held_on else None for held in part]
    for key in keys:
        names = (
            ("Ngày, tháng", "Ngày")
            if key is None
            else (f"Tháng {key[1]}/{key[0]}", f"T{key[1]}/{key[0]}", f"T{key[1]}")
        )
        room = keys.count(key) * width * MM - 2 * CELL_PADDING - 1
        yield next((name for name in names if text_points(name, _SIZE, bold=True) <= room), str(key[1]) if key else "")


def _row(number: int, who: str, name: str, part: Sequence[Held], whole: Sequence[Held]) -> Row:
    return Row((number, name, *(_mark(held, who) for held in part), *_sums(who, part, whole)))


def _mark(held: Held, who: str) -> str:
    known = (held.marks or {}).get(who)
    return "" if known is None else PRESENT if known else ABSENT


def _sums(who: str, part: Sequence[Held], whole: Sequence[Held]) -> Iterator[Cell]:
    """How many sessions somebody was present at; nothing where nothing was marked yet."""
    for sessions in (part, *([whole] if whole else [])):
        marks = [held.marks[who] for held in sessions if held.marks and who in held.marks]
        yield sum(marks) if marks else None


def _counts(part: Sequence[Held], whole: Sequence[Held]) -> Row:
    sums = [_added(part), *([_added(whole)] if whole else [])]
    return Row((None, "Số có mặt", *(held.present for held in part), *sums))


def _added(sessions: Sequence[Held]) -> int | None:
    known = [held.present for held in sessions if held.present is not None]
    return sum(known) if known else None


def _signed(part: Sequence[Held], whole: Sequence[Held]) -> Row:
    return Row((None, "Người dạy ký", *([""] * len(part)), None, *([None] if whole else [])))
