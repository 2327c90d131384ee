"""The tables that stand behind the report: by field, by centre, plan against actual, staff and money.

``ANNEXES`` lists them; a new annex is one function and one line. Cells are values, not text: the workbook sums them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Count, FieldFigures
from clc_desktop.domain.numbers import percent
from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Annex, Cell, Column, Paragraph, Row, RowRole, Run, Table, plain
from clc_desktop.reports.fields import RANKS
from clc_desktop.reports.wording import BLANK, ROMAN, capitalised, month_number, period_text

COUNTING_NOTE = {
    "sessions": "Ghi chú: số lượt người là tổng số người có mặt ở tất cả các buổi học.",
    "enrolled": "Ghi chú: số lượt người là tổng số người ghi danh của các lớp, mỗi lớp tính một lần.",
}
YES_NO = {True: "Có", False: "Chưa", None: ""}

NUMBER = Column("TT", 10, "integer", "center")


def annexes(c: Context) -> tuple[Annex, ...]:
    """All annexes that have rows, numbered "Phụ lục I", "Phụ lục II"; one alone is "Phụ lục"."""
    found = [annex for annex in (make(c) for make in ANNEXES) if any(_has_rows(block) for block in annex.blocks)]
    attached = _attached(c)
    return tuple(
        replace(annex, number=f"Phụ lục {ROMAN[index]}" if len(found) > 1 else "Phụ lục", attached=attached)
        for index, annex in enumerate(found, start=1)
    )


def _has_rows(block: object) -> bool:
    return isinstance(block, Table) and bool(block.rows)


def _attached(c: Context) -> str:
    """The caption's reference to the report, number and day left blank as on its first page."""
    setting = c.setting
    day = f"ngày{BLANK * 7}tháng {month_number(setting.month)} năm {setting.year}"
    return f"(Kèm theo Báo cáo số{BLANK * 10}{setting.symbol} {day} của {setting.body})"


def by_field(c: Context) -> Annex:
    """F20 to F27 in one table; the plan that is not divided by field has a line of its own."""
    columns = (
        NUMBER,
        Column("Lĩnh vực", 52),
        Column("Đơn vị", 14, align="center"),
        *_pair("Trung tâm tổ chức"),
        *_pair("Trung tâm phối hợp tổ chức"),
        *_pair("Tổng số"),
        *_pair("Kế hoạch"),
        *_ratios((7, 9), (8, 10)),
    )
    rows = [_field_row(index, field) for index, field in enumerate(c.figures.counted, start=1)]
    if c.figures.unplaced != Count():
        rows.append(
            Row(("", "Kế hoạch không chia theo lĩnh vực", "", *[None] * 6, *_cells(c.figures.unplaced), None, None))
        )
    rows.append(_field_total(c.figures))
    rows += [_field_row(None, field, "memo") for field in c.figures.fields if not field.counts_in_total]
    note = Paragraph((Run(COUNTING_NOTE[c.figures.counting_rule], computed=True, italic=True),))
    return _annex(c, "Kết quả hoạt động theo lĩnh vực {period}", columns, rows if c.figures.fields else [], note)


def _field_row(number: int | None, field: FieldFigures, role: RowRole = "row") -> Row:
    name = field.name if field.counts_in_total else f"{field.name} (không tính vào tổng)"
    counts = (*_all_cells((field.own, field.joint, field.total)), *_planned(field.planned))
    return Row((number, name, field.unit_word, *counts, *_percents(field.total, field.planned)), role)


def _field_total(figures: AnnualFigures) -> Row:
    planned = Count(figures.classes.planned, figures.turns.planned)
    counts = _all_cells((figures.own, figures.joint, figures.total, planned))
    return Row((None, "Tổng cộng", "", *counts, *_percents(figures.total, planned)), "total")


def by_centre(c: Context) -> Annex:
    """Every centre: classes and turns by hosting, plan, rank, equipment, premises."""
    columns = (
        NUMBER,
        Column("TTHTCĐ", 42),
        *_pair("Trung tâm tổ chức"),
        *_pair("Phối hợp tổ chức"),
        *_pair("Tổng số"),
        *_pair("Kế hoạch"),
        *_ratios((6, 8), (7, 9)),
        Column("Xếp loại", 19, align="center"),
        Column("Thiết bị ban đầu", 15, align="center"),
        Column("Trụ sở riêng", 15, align="center"),
    )
    rows = [_centre_row(index, centre) for index, centre in enumerate(c.figures.centres, start=1)]
    totals = [
        _sum([getattr(centre, name) for centre in c.figures.centres]) for name in ("own", "joint", "total", "planned")
    ]
    rows.append(Row((None, "Tổng cộng", *_all_cells(totals), *_percents(totals[2], totals[3]), "", "", ""), "total"))
    return _annex(c, "Kết quả hoạt động của các TTHTCĐ {period}", columns, rows if c.figures.centres else [])


def _centre_row(number: int, centre: CentreFigures) -> Row:
    counts = (*_all_cells((centre.own, centre.joint, centre.total)), *_planned(centre.planned))
    rank = capitalised(RANKS[centre.rank]) if centre.rank else ""
    known = (rank, YES_NO[centre.initial_equipment], YES_NO[centre.own_premises])
    return Row((number, centre.name, *counts, *_percents(centre.total, centre.planned), *known))


def plan_and_actual(c: Context) -> Annex:
    """Plan, actual and, where it is known, the period before, by field."""
    before = c.figures.previous
    columns: tuple[Column, ...] = (
        NUMBER,
        Column("Lĩnh vực", 56),
        *_plan_columns("Số lớp", 2),
        *_plan_columns("Số lượt người", 5),
    )
    if before:
        columns += (*_pair(capitalised(period_text(before.period))), *_changes("Tăng, giảm"))
    earlier = {field.code: field.total for field in before.fields} if before else {}
    rows = [_plan_row(number, field, earlier, before) for number, field in enumerate(c.figures.counted, start=1)]
    if c.figures.unplaced != Count():
        planned = c.figures.unplaced
        unplaced = ("", "Kế hoạch không chia theo lĩnh vực", planned.classes, None, None, planned.turns, None, None)
        rows.append(Row((*unplaced, *([None] * 4 if before else []))))
    rows.append(_plan_total(c.figures))
    return _annex(c, "So sánh kế hoạch và thực hiện {period}", columns, rows if c.figures.fields else [])


def _plan_row(number: int, field: FieldFigures, earlier: dict[str, Count], before: AnnualFigures | None) -> Row:
    cells = (number, field.name, *_planned_cells(field.planned, field.total))
    return Row((*cells, *(_earlier_cells(earlier.get(field.code, Count()), field.total) if before else ())))


def _plan_total(figures: AnnualFigures) -> Row:
    planned = Count(figures.classes.planned, figures.turns.planned)
    cells = (None, "Tổng cộng", *_planned_cells(planned, figures.total))
    before = figures.previous
    return Row((*cells, *(_earlier_cells(before.total, figures.total) if before else ())), "total")


def _planned_cells(planned: Count, held: Count) -> tuple[Cell, ...]:
    for_classes, for_turns = _planned(planned)
    classes = (for_classes, held.classes, percent(held.classes, planned.classes))
    return (*classes, for_turns, held.turns, percent(held.turns, planned.turns))


def _earlier_cells(before: Count, now: Count) -> tuple[Cell, ...]:
    return (*_cells(before), now.classes - before.classes, now.turns - before.turns)


def staff_and_money(c: Context) -> Annex:
    """Every centre's managers, collaborators and money."""
    columns = (
        NUMBER,
        Column("TTHTCĐ", 50),
        Column("Cán bộ quản lý", 22, "integer", "right"),
        Column("Báo cáo viên, cộng tác viên", 27, "integer", "right"),
        Column("Kinh phí thường xuyên (đồng)", 32, "money", "right"),
        Column("Xã hội hóa (đồng)", 28, "money", "right"),
    )
    rows = [
        Row(
            (
                number,
                centre.name,
                centre.managers,
                centre.collaborators,
                centre.regular_funding,
                centre.socialised_funding,
            )
        )
        for number, centre in enumerate(c.figures.centres, start=1)
    ]
    sums = [sum(int(row.cells[index] or 0) for row in rows) for index in range(2, 6)]
    rows.append(Row((None, "Tổng cộng", *sums), "total"))
    return _annex(c, "Đội ngũ và kinh phí của các TTHTCĐ {period}", columns, rows if c.figures.centres else [])


ANNEXES: tuple[Callable[[Context], Annex], ...] = (by_field, by_centre, plan_and_actual, staff_and_money)


# --- pieces -----------------------------------------------------------------------------------------------------------

PORTRAIT_WIDTH = 165.0
"""mm between the margins; a wider table is laid across."""


def _annex(c: Context, title: str, columns: Sequence[Column], rows: Sequence[Row], *after: Paragraph) -> Annex:
    wide = sum(column.width for column in columns) > PORTRAIT_WIDTH + 15
    return Annex("", plain(c.say(title)), "", (Table(tuple(columns), tuple(rows)), *after), landscape=wide)


def _pair(group: str) -> tuple[Column, Column]:
    return Column("Lớp", 13, "integer", "right", group), Column("Lượt người", 18, "integer", "right", group)


def _changes(group: str) -> tuple[Column, Column]:
    return Column("Lớp", 15, "change", "right", group), Column("Lượt người", 19, "change", "right", group)


def _ratios(classes: tuple[int, int], turns: tuple[int, int]) -> tuple[Column, Column]:
    group = "Đạt (%)"
    first = Column("Lớp", 14, "percent", "right", group, ratio=classes)
    return first, Column("Lượt người", 16, "percent", "right", group, ratio=turns)


def _plan_columns(group: str, start: int) -> tuple[Column, Column, Column]:
    reached = Column("Thực hiện", 19, "integer", "right", group)
    share = Column("Đạt (%)", 16, "percent", "right", group, ratio=(start + 1, start))
    return Column("Kế hoạch", 18, "integer", "right", group), reached, share


def _cells(count: Count) -> tuple[int, int]:
    return count.classes, count.turns


def _planned(count: Count) -> tuple[Cell, Cell]:
    """A plan of nothing is no plan: the cell stays empty."""
    return count.classes or None, count.turns or None


def _all_cells(counts: Sequence[Count]) -> tuple[int, ...]:
    return tuple(number for count in counts for number in _cells(count))


def _percents(held: Count, planned: Count) -> tuple[Cell, Cell]:
    return percent(held.classes, planned.classes), percent(held.turns, planned.turns)


def _sum(counts: Sequence[Count]) -> Count:
    return sum(counts, Count())
