"""Annexes about what was held: by field, by centre, plan against actual, charts, the list of classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Count, FieldFigures, recorded_before
from clc_desktop.domain.numbers import percent
from clc_desktop.domain.periods import Period
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.reports.annex_parts import (
    NUMBER,
    YES_NO,
    all_cells,
    annex_of,
    cells,
    changes,
    note,
    pair,
    percents,
    planned,
    ratios,
    summed,
)
from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Annex, Block, Cell, Chart, Column, Row, RowRole, Series, plain
from clc_desktop.reports.fields import RANKS
from clc_desktop.reports.wording import capitalised, period_text, short_date

COUNTING_NOTE = {
    "sessions": "số lượt người là tổng số người có mặt ở tất cả các buổi học.",
    "enrolled": "số lượt người là tổng số người ghi danh của các lớp, mỗi lớp tính một lần.",
}
HOSTING = {"own": "Trung tâm", "joint": "Phối hợp"}


# --- by field ---------------------------------------------------------------------------------------------------------


def by_field(c: Context) -> Annex:
    """F20 to F27 in one table; the plan that is not divided by field has a line of its own."""
    columns = (
        NUMBER,
        Column("Lĩnh vực", 52),
        Column("Đơn vị", 14, align="center"),
        *pair("Trung tâm tổ chức"),
        *pair("Trung tâm phối hợp tổ chức"),
        *pair("Tổng số", ((3, 5), (4, 6))),
        *pair("Kế hoạch"),
        *ratios((7, 9), (8, 10)),
    )
    rows = [_field_row(index, field) for index, field in enumerate(c.figures.counted, start=1)]
    if c.figures.unplaced != Count():
        unplaced = cells(c.figures.unplaced)
        rows.append(Row(("", "Kế hoạch không chia theo lĩnh vực", "", *[None] * 6, *unplaced, None, None)))
    rows.append(_field_total(c.figures))
    rows += [_field_row(None, field, "memo") for field in c.figures.fields if not field.counts_in_total]
    counting = note(COUNTING_NOTE[c.figures.counting_rule])
    return annex_of(c, "Kết quả hoạt động theo lĩnh vực {period}", columns, rows if _counted(c) else [], counting)


def _counted(c: Context) -> bool:
    """Whether anything was held or planned at all."""
    counts = (count for field in c.figures.fields for count in (field.total, field.planned))
    return any(count != Count() for count in (*counts, c.figures.unplaced))


def _field_row(number: int | None, field: FieldFigures, role: RowRole = "row") -> Row:
    name = field.name if field.counts_in_total else f"{field.name} (không tính vào tổng)"
    counts = (*all_cells((field.own, field.joint, field.total)), *planned(field.planned))
    return Row((number, name, field.unit_word, *counts, *percents(field.total, field.planned)), role)


def _field_total(figures: AnnualFigures) -> Row:
    plan = Count(figures.classes.planned, figures.turns.planned)
    counts = all_cells((figures.own, figures.joint, figures.total, plan))
    return Row((None, "Tổng cộng", "", *counts, *percents(figures.total, plan)), "total")


# --- by centre --------------------------------------------------------------------------------------------------------


def by_centre(c: Context) -> Annex:
    """Every centre: classes and turns by hosting, plan, rank, equipment, premises."""
    columns = (
        NUMBER,
        Column("TTHTCĐ", 42),
        *pair("Trung tâm tổ chức"),
        *pair("Phối hợp tổ chức"),
        *pair("Tổng số", ((2, 4), (3, 5))),
        *pair("Kế hoạch"),
        *ratios((6, 8), (7, 9)),
        Column("Xếp loại", 19, align="center"),
        Column("Thiết bị ban đầu", 15, align="center"),
        Column("Trụ sở riêng", 15, align="center"),
    )
    rows = [_centre_row(index, centre) for index, centre in enumerate(c.figures.centres, start=1)]
    names = ("own", "joint", "total", "planned")
    totals = [sum((getattr(centre, name) for centre in c.figures.centres), Count()) for name in names]
    rows.append(Row((None, "Tổng cộng", *all_cells(totals), *percents(totals[2], totals[3]), "", "", ""), "total"))
    return annex_of(
        c, "Kết quả hoạt động{of_centres} {period}", columns, rows if any(map(_known, c.figures.centres)) else []
    )


def _known(centre: CentreFigures) -> bool:
    """Whether anything stands in a centre's line but its name."""
    said = (centre.rank, centre.initial_equipment, centre.own_premises)
    return centre.total != Count() or centre.planned != Count() or any(one is not None for one in said)


def _centre_row(number: int, centre: CentreFigures) -> Row:
    counts = (*all_cells((centre.own, centre.joint, centre.total)), *planned(centre.planned))
    rank = capitalised(RANKS[centre.rank]) if centre.rank else ""
    known = (rank, YES_NO[centre.initial_equipment], YES_NO[centre.own_premises])
    return Row((number, centre.name, *counts, *percents(centre.total, centre.planned), *known))


# --- plan and actual --------------------------------------------------------------------------------------------------


def plan_and_actual(c: Context) -> Annex:
    """Plan, actual and, where it is known, the period before, by field."""
    before = recorded_before(c.figures)
    columns: tuple[Column, ...] = (
        NUMBER,
        Column("Lĩnh vực", 56),
        *_plan_columns("Số lớp", 2),
        *_plan_columns("Số lượt người", 5),
    )
    if before:
        columns += (*pair(capitalised(period_text(before.period))), *changes("Tăng, giảm"))
    earlier = {field.code: field.total for field in before.fields} if before else {}
    rows = [_plan_row(number, field, earlier, before) for number, field in enumerate(c.figures.counted, start=1)]
    if c.figures.unplaced != Count():
        plan = c.figures.unplaced
        unplaced = ("", "Kế hoạch không chia theo lĩnh vực", plan.classes, None, None, plan.turns, None, None)
        rows.append(Row((*unplaced, *([None] * 4 if before else []))))
    rows.append(_plan_total(c.figures, before))
    return annex_of(c, "So sánh kế hoạch và thực hiện {period}", columns, rows if before or _counted(c) else [])


def _plan_columns(group: str, start: int) -> tuple[Column, Column, Column]:
    reached = Column("Thực hiện", 19, "integer", "right", group)
    share = Column("Đạt (%)", 16, "percent", "right", group, ratio=(start + 1, start))
    return Column("Kế hoạch", 18, "integer", "right", group), reached, share


def _plan_row(number: int, field: FieldFigures, earlier: dict[str, Count], before: AnnualFigures | None) -> Row:
    row = (number, field.name, *_planned_cells(field.planned, field.total))
    return Row((*row, *(_earlier_cells(earlier.get(field.code, Count()), field.total) if before else ())))


def _plan_total(figures: AnnualFigures, before: AnnualFigures | None) -> Row:
    plan = Count(figures.classes.planned, figures.turns.planned)
    row = (None, "Tổng cộng", *_planned_cells(plan, figures.total))
    return Row((*row, *(_earlier_cells(before.total, figures.total) if before else ())), "total")


def _planned_cells(plan: Count, held: Count) -> tuple[Cell, ...]:
    for_classes, for_turns = planned(plan)
    classes = (for_classes, held.classes, percent(held.classes, plan.classes))
    return (*classes, for_turns, held.turns, percent(held.turns, plan.turns))


def _earlier_cells(before: Count, now: Count) -> tuple[Cell, ...]:
    return (*cells(before), now.classes - before.classes, now.turns - before.turns)


# --- charts -----------------------------------------------------------------------------------------------------------


def charts(c: Context) -> Annex:
    """Classes and turns by field, beside those of the period before; classes by month where they are given."""
    blocks = [*field_charts(c.figures), *_month_chart(c)] if c.figures.total != Count() else []
    return Annex("", plain(c.say("Biểu đồ kết quả hoạt động {period}")), "", tuple(blocks))


def field_charts(figures: AnnualFigures) -> Iterator[Chart]:
    """Classes, then turns, by field; beside each the period before, where anybody recorded it."""
    fields, before = figures.counted, recorded_before(figures)
    names = tuple(field.name for field in fields)
    earlier = {field.code: field.total for field in before.fields} if before else {}
    for index, (title, unit) in enumerate((("Số lớp theo lĩnh vực", "lớp"), ("Số lượt người theo lĩnh vực", "lượt"))):
        now = Series(series_name(figures.period), tuple(cells(field.total)[index] for field in fields))
        shown: tuple[Series, ...] = (now,)
        if before:
            past = tuple(cells(earlier.get(field.code, Count()))[index] for field in fields)
            shown = (now, Series(series_name(before.period), past))
        yield Chart(title, unit, names, shown)


def series_name(period: Period) -> str:
    """What a chart calls a period."""
    return capitalised(period_text(period))


def month_chart(period: Period, values: Sequence[int]) -> Chart:
    """Classes by the month in which they began, one value for each month of the period."""
    names = tuple(f"T{month}" for _year, month in _months(period))
    return Chart("Số lớp theo tháng", "lớp", names, (Series(series_name(period), tuple(values)),), upright=True)


def _month_chart(c: Context) -> Iterator[Block]:
    """Months of the period by the day on which classes began; not for periods beyond a year or within a month."""
    months = _months(c.figures.period)
    if 1 < len(months) <= 12 and c.behind.classes:
        counted = {field.code for field in c.figures.counted}
        began = [(row.starts_on.year, row.starts_on.month) for row in _held(c) if row.field in counted]
        yield month_chart(c.figures.period, [began.count(month) for month in months])


def _months(period: Period) -> list[tuple[int, int]]:
    first, last = (day.year * 12 + day.month - 1 for day in (period.start, period.end))
    return [(month // 12, month % 12 + 1) for month in range(first, last + 1)]


# --- the list of classes ----------------------------------------------------------------------------------------------


def classes(c: Context) -> Annex:
    """Every class that was held, by date; those of fields outside the totals stand below the total.

    Numbers of ethnic minorities stay out: in one class they may point at a person (sensitive data, Law 91/2025/QH15).
    """
    several = len(c.figures.centres) > 1
    columns = (
        NUMBER,
        Column("Tên lớp, chuyên đề", 54, names=True),
        Column("Ngày", 27, align="center", names=True),
        *((Column("TTHTCĐ", 27, names=True),) if several else ()),
        Column("Lĩnh vực", 32),
        Column("Tổ chức", 21),
        Column("Đơn vị phối hợp", 36),
        Column("Báo cáo viên", 56),
        Column("Số buổi", 13, "integer", "right"),
        Column("Lượt người", 17, "integer", "right"),
        Column("Nữ", 14, "integer", "right"),
    )
    held, counted = _held(c), {field.code for field in c.figures.counted}
    inside = [_class_row(number, row, several) for number, row in enumerate((r for r in held if r.field in counted), 1)]
    outside = [_class_row(None, row, several, "memo") for row in held if row.field not in counted]
    rows = [*inside, summed(inside, columns), *outside] if held else []
    after = (note("cột lượt người của danh sách này là số người có mặt ở các buổi."),) if _otherwise(c) else ()
    return annex_of(c, "Danh sách các lớp, chuyên đề, hoạt động {period}", columns, rows, *after)


def _otherwise(c: Context) -> bool:
    """Whether the report counts turns by another rule than the list does."""
    return c.figures.counting_rule != "sessions"


def _held(c: Context) -> list[ClassRow]:
    """The classes given that belong to this report, by date."""
    centres = {centre.unit_id for centre in c.figures.centres}
    mine = (
        row
        for row in c.behind.classes
        if row.state == "held" and row.unit_id in centres and row.starts_on in c.figures.period
    )
    return sorted(mine, key=lambda row: (row.starts_on, text_sort_key(row.unit_name), text_sort_key(row.topic), row.id))


def _class_row(number: int | None, row: ClassRow, several: bool, role: RowRole = "row") -> Row:
    cells = (
        number,
        row.topic,
        short_date(row.starts_on),
        *((row.unit_name,) if several else ()),
        row.field_name,
        HOSTING[row.hosting],
        ", ".join(row.partners),
        ", ".join(row.lecturers),
        row.sessions,
        row.turns,
        row.women,
    )
    return Row(cells, role)
