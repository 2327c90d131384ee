"""Annexes about what centres work with: staff, money, premises and equipment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date

from clc_desktop.domain.figures import CentreFigures
from clc_desktop.domain.records import Facility, FundingEntry, Post, StaffMember
from clc_desktop.domain.vietnamese import sort_key
from clc_desktop.reports.annex_parts import NUMBER, YES_NO, annex_of, summed
from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Annex, Cell, Column, Row

POSTS: dict[Post, str] = {
    "director": "Giám đốc",
    "deputy": "Phó Giám đốc",
    "accountant": "Kế toán",
    "treasurer": "Thủ quỹ",
    "teacher": "Giáo viên",
    "other": "",
}


def staff_and_money(c: Context) -> Annex:
    """Every centre's managers, collaborators and money, as the report counts them (F08, F09, F13, F14)."""
    columns = (
        NUMBER,
        Column("TTHTCĐ", 50),
        Column("Cán bộ quản lý", 22, "integer", "right"),
        Column("Báo cáo viên, cộng tác viên", 27, "integer", "right"),
        Column("Kinh phí thường xuyên (đồng)", 32, "money", "right"),
        Column("Xã hội hóa (đồng)", 28, "money", "right"),
    )
    rows = [
        Row((number, one.name, one.managers, one.collaborators, one.regular_funding, one.socialised_funding))
        for number, one in enumerate(c.figures.centres, start=1)
    ]
    known = any(any(row.cells[2:]) for row in rows)
    title = "Đội ngũ và kinh phí{of_centres} {plan_period}"
    return annex_of(c, title, columns, [*rows, summed(rows, columns)] if known else [])


# --- premises and equipment -------------------------------------------------------------------------------------------

_ITEMS: tuple[tuple[str, str], ...] = (
    ("own_premises", "Trụ sở riêng"),
    ("initial_equipment", "Thiết bị ban đầu"),
    ("office", "Phòng làm việc"),
    ("internet_pc", "Máy tính nối mạng"),
    ("library", "Tủ sách, thư viện"),
    ("wifi", "Wifi"),
    ("loudspeaker", "Loa đài"),
)
"""Yes or no; the programme of 2025–2030 (Decision 1716/QĐ-TTg) asks for most of them."""


def facilities(c: Context) -> Annex:
    """What every centre has, by its latest record up to the end of the period; totals say how many of all have it."""
    columns = (
        NUMBER,
        Column("TTHTCĐ", 46),
        *(Column(title, 20, align="center") for _name, title in _ITEMS),
        Column("Dùng chung với", 50),
        Column("Số phòng", 15, "integer", "right"),
        Column("Số sách", 17, "integer", "right"),
    )
    latest = _latest(c)
    centres = c.figures.centres
    rows = [_facility_row(number, one, latest.get(one.unit_id)) for number, one in enumerate(centres, start=1)]
    known = any(one.unit_id in latest for one in centres)
    total = _facility_total(rows, columns, len(centres))
    return annex_of(c, "Cơ sở vật chất{of_centres} {plan_period}", columns, [*rows, total] if known else [])


def _latest(c: Context) -> dict[str, Facility]:
    """What is known of each centre up to the period's end: what a later record leaves open, an earlier one has said.

    The figures (F06, F30) are counted by the same rule.
    """
    found: dict[str, Facility] = {}
    records = (record for record in c.behind.of(Facility) if record.year <= c.figures.period.year)
    for record in sorted(records, key=lambda record: (record.year, record.id)):
        earlier = found.get(record.unit_id, record)
        open_ones = [field.name for field in fields(record) if getattr(record, field.name) is None]
        found[record.unit_id] = replace(record, **{name: getattr(earlier, name) for name in open_ones})
    return found


def _facility_row(number: int, one: CentreFigures, record: Facility | None) -> Row:
    if record is None:
        return Row((number, one.name, *[""] * len(_ITEMS), "", None, None))
    items = (YES_NO[getattr(record, name)] for name, _title in _ITEMS)
    return Row((number, one.name, *items, record.shared_with, record.rooms, record.books))


def _facility_total(rows: Sequence[Row], columns: Sequence[Column], centres: int) -> Row:
    have = [f"{sum(row.cells[2 + index] == YES_NO[True] for row in rows)}/{centres}" for index in range(len(_ITEMS))]
    last = summed(rows, columns).cells[-2:]
    return Row((None, "Tổng cộng", *have, "", *last), "total")


# --- staff ------------------------------------------------------------------------------------------------------------


def staff(c: Context) -> Annex:
    """Who serves on the last day of the period, centre by centre, the director first."""
    columns = (
        NUMBER,
        Column("Họ và tên", 46, names=True),
        *((Column("TTHTCĐ", 38, names=True),) if len(c.figures.centres) > 1 else ()),
        Column("Chức vụ", 30),
        Column("Chức vụ kiêm nhiệm, công tác chính", 74),
        Column("Năm tập huấn", 32, align="center"),
    )
    several = len(c.figures.centres) > 1
    places = {one.unit_id: (index, one.name) for index, one in enumerate(c.figures.centres)}
    serving = [one for one in c.behind.of(StaffMember) if one.unit_id in places and _serves(one, c.figures.period.end)]
    posts = list(POSTS)
    serving.sort(key=lambda one: (places[one.unit_id][0], posts.index(one.post), sort_key(one.full_name), one.id))
    rows = [_staff_row(number, one, places[one.unit_id][1], several) for number, one in enumerate(serving, start=1)]
    return annex_of(c, "Danh sách cán bộ quản lý, nhân viên{of_centres} {plan_period}", columns, rows)


def _serves(one: StaffMember, day: date) -> bool:
    return (one.since is None or one.since <= day) and (one.until is None or one.until >= day)


def _staff_row(number: int, one: StaffMember, centre: str, several: bool) -> Row:
    post = one.post_text or POSTS[one.post]
    trained = ", ".join(map(str, one.trained_years))
    return Row((number, one.full_name, *((centre,) if several else ()), post, one.concurrent, trained))


# --- money ------------------------------------------------------------------------------------------------------------

_SOURCES: tuple[tuple[str, Callable[[FundingEntry], bool]], ...] = (
    ("Ngân sách: thường xuyên", lambda e: (e.source, e.purpose) == ("state", "regular")),
    ("Ngân sách: mục khác", lambda e: e.source == "state" and e.purpose != "regular"),
    ("Ngân sách xã", lambda e: e.source == "commune"),
    ("Xã hội hóa", lambda e: e.source == "socialised"),
    ("Nguồn khác", lambda e: e.source == "other"),
)


def money(c: Context) -> Annex:
    """Every centre's money of the years of the period, by source; each entry is in one column."""
    columns = (
        NUMBER,
        Column("TTHTCĐ", 46),
        *(Column(title, 33, "money", "right", "Kinh phí (đồng)") for title, _is in _SOURCES),
        Column("Cộng", 35, "money", "right", "Kinh phí (đồng)", adds=tuple(range(2, 2 + len(_SOURCES)))),
    )
    years = c.figures.period.years
    entries = [entry for entry in c.behind.of(FundingEntry) if entry.year in years]
    rows = [_money_row(number, one, entries) for number, one in enumerate(c.figures.centres, start=1)]
    known = any(row.cells[-1] for row in rows)
    title = "Kinh phí hoạt động{of_centres} {plan_period} theo nguồn"
    return annex_of(c, title, columns, [*rows, summed(rows, columns)] if known else [])


def _money_row(number: int, one: CentreFigures, entries: Sequence[FundingEntry]) -> Row:
    own = [entry for entry in entries if entry.unit_id == one.unit_id]
    sums = [sum(entry.amount for entry in own if belongs(entry)) for _title, belongs in _SOURCES]
    cells: tuple[Cell, ...] = (number, one.name, *sums, sum(sums))
    return Row(cells)
