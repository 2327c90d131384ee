"""Phụ lục: the tables and charts that stand behind the report, as a template's ``annexes`` names and orders them.

A new annex is one function and one line in ``ANNEXES``. Cells are values, not text: the workbook calculates with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clc_desktop.reports import annex_activity, annex_conditions
from clc_desktop.reports.context import Context
from clc_desktop.reports.document import Annex, Block, Chart, Table
from clc_desktop.reports.wording import BLANK, ROMAN, month_number

ANNEXES: dict[str, Callable[[Context], Annex]] = {
    "by_field": annex_activity.by_field,
    "by_centre": annex_activity.by_centre,
    "plan_and_actual": annex_activity.plan_and_actual,
    "staff_and_money": annex_conditions.staff_and_money,
    "facilities": annex_conditions.facilities,
    "staff": annex_conditions.staff,
    "money": annex_conditions.money,
    "charts": annex_activity.charts,
    "classes": annex_activity.classes,
}
"""Every annex by its name; those without rows are left out."""


def annexes(c: Context) -> tuple[Annex, ...]:
    """All annexes that have rows, numbered "Phụ lục I", "Phụ lục II"; one alone is "Phụ lục"."""
    names = [name for name in c.setting.annexes if name in ANNEXES] or list(ANNEXES)
    made = (replace(ANNEXES[name](c), name=name) for name in names)
    found = [annex for annex in made if any(map(_has_rows, annex.blocks))]
    attached = _attached(c)
    return tuple(
        replace(annex, number=f"Phụ lục {ROMAN[index]}" if len(found) > 1 else "Phụ lục", attached=attached)
        for index, annex in enumerate(found, start=1)
    )


def _has_rows(block: Block) -> bool:
    return isinstance(block, Chart) or (isinstance(block, Table) and bool(block.rows))


def _attached(c: Context) -> str:
    """The caption's reference to the report, number and day left blank as on its first page."""
    setting = c.setting
    day = f"ngày{BLANK * 7}tháng {month_number(setting.month)} năm {setting.year}"
    return f"(Kèm theo Báo cáo số{BLANK * 10}{setting.symbol} {day} của {setting.body})"
