"""What a centre sends its commune's People's Committee each month, quarter, half-year or year: one table by field.

An official document (báo cáo) with the head, recipients and signature of the centre's annual report, or, for Excel, a
form with the same table. Figures of the centre only; nothing in it is about one learner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clc_desktop.domain.figures import AnnualFigures, Count, FieldFigures
from clc_desktop.domain.numbers import format_number, format_percent, percent
from clc_desktop.reports.annex_parts import NUMBER, cells, pair, percents, planned, ratios
from clc_desktop.reports.document import (
    Annex,
    Block,
    Bullet,
    Column,
    Document,
    Head,
    Metadata,
    Paragraph,
    Row,
    RowRole,
    Run,
    Runs,
    Signature,
    Table,
)
from clc_desktop.reports.forms import Form
from clc_desktop.reports.setting import ReportSetting
from clc_desktop.reports.wording import BLANK, capitalised, month_number, period_text, place_and_date

_ANNEX = "Phụ lục"
SMALLEST_GROUP = 5
"""Fewer people of ethnic minorities than these are not printed: the number may point at a person (notes 4.4, g)."""


@dataclass(frozen=True, slots=True)
class Summed:
    """The figures of a period, and of its year from 1 January to the period's last day."""

    period: AnnualFigures
    so_far: AnnualFigures

    @property
    def subject(self) -> str:
        return f"Tổng hợp kết quả hoạt động Trung tâm học tập cộng đồng {period_text(self.period.period)}"

    @property
    def is_part(self) -> bool:
        """Whether some of the year lies before the period: then the table has both."""
        return self.period.period.start != self.so_far.period.start


def summary(summed: Summed, setting: ReportSetting) -> Document:
    """The document: what was done in sentences, the table as its annex (a body of Decree 30 is of 13 to 14 pt)."""
    when = period_text(summed.period.period)
    return Document(
        head=Head(
            issuer=setting.issuer,
            superior=setting.superior,
            symbol=f"Số:{BLANK * 10}{setting.symbol}",
            place_date=place_and_date(setting.place, setting.year, setting.month),
        ),
        kind="BÁO CÁO",
        subject=summed.subject,
        body=tuple(_body(summed, setting, when)),
        closing=_said(f"Trên đây là tổng hợp kết quả hoạt động {when} của {setting.body}./."),
        recipients=setting.recipients,
        signature=Signature(setting.authority, setting.signer),
        metadata=Metadata(summed.subject, setting.body, when, setting.year),
        annexes=(_annex(summed, setting, when),),
    )


def _body(summed: Summed, setting: ReportSetting, when: str) -> Iterator[Block]:
    held, so_far = summed.period, summed.so_far
    yield Paragraph(
        _said(f"{capitalised(setting.body)} tổng hợp kết quả hoạt động {when} như sau (theo lĩnh vực tại {_ANNEX}):")
    )
    yield Bullet(1, _said(f"{capitalised(when)}: {_pair(held.total)}."))
    if summed.is_part:
        yield Bullet(1, _said(f"Từ đầu năm {so_far.period.end.year}: {_pair(so_far.total)}."))
    if plan := _of_plan(so_far):
        yield Bullet(1, _said(f"So với kế hoạch năm: {plan}."))
    for label, text in _said_below(held):
        yield Bullet(1, _said(f"{label}: {text}."))


def _of_plan(figures: AnnualFigures) -> str:
    """ "12/24 lớp, hoạt động (50%); 1.057/2.100 lượt người (50,3%)", as far as there is a plan."""
    targets = ((figures.classes, "lớp, hoạt động"), (figures.turns, "lượt người"))
    return "; ".join(
        f"{format_number(target.reached)}/{format_number(target.planned)} {word} ({format_percent(target.percent)}%)"
        for target, word in targets
        if target.planned
    )


def _annex(summed: Summed, setting: ReportSetting, when: str) -> Annex:
    day = f"ngày{BLANK * 7}tháng {month_number(setting.month)} năm {setting.year}"
    attached = f"(Kèm theo Báo cáo số{BLANK * 10}{setting.symbol} {day} của {setting.body})"
    return Annex(_ANNEX, f"Kết quả hoạt động theo lĩnh vực {when}", attached, (table(summed),))


def summary_form(summed: Summed, setting: ReportSetting) -> Form:
    """The same table for a workbook, with what is said below it among the facts."""
    when = capitalised(period_text(summed.period.period))
    return Form(
        superior=setting.superior,
        issuer=setting.issuer,
        title="TỔNG HỢP KẾT QUẢ HOẠT ĐỘNG",
        subject=when,
        facts=tuple(_said_below(summed.period)),
        table=table(summed),
        metadata=Metadata(summed.subject, setting.body, when, setting.year),
        sheet="Tổng hợp",
        signatures=("NGƯỜI LẬP", *setting.authority),
        again=summed.subject,
        landscape=True,
    )


# --- the table --------------------------------------------------------------------------------------------------------


def table(summed: Summed) -> Table:
    """By field: the year's plan, what was held in the period, what since January, and how much of the plan that is."""
    figures = summed.so_far
    part = pair("Trong kỳ") if summed.is_part else ()
    held = 6 if summed.is_part else 4
    title = "Từ đầu năm" if summed.is_part else "Thực hiện"
    of_plan = ratios((held, 2), (held + 1, 3))
    name = Column("Lĩnh vực", 36 if summed.is_part else 52)
    columns = (NUMBER, name, *pair("Kế hoạch năm"), *part, *pair(title), *of_plan)
    here = {field.code: field for field in summed.period.fields}
    rows = [
        _row(number, field, here.get(field.code), summed.is_part)
        for number, field in enumerate(figures.counted, start=1)
    ]
    if figures.unplaced != Count():
        empty = (None,) * (len(columns) - 4)
        rows.append(Row((None, "Kế hoạch không chia theo lĩnh vực", *cells(figures.unplaced), *empty)))
    rows.append(_total(summed))
    others = [field for field in figures.fields if not field.counts_in_total]
    rows += [_row(None, field, here.get(field.code), summed.is_part, "memo") for field in others]
    return Table(columns, tuple(rows))


def _row(
    number: int | None, field: FieldFigures, here: FieldFigures | None, is_part: bool, role: RowRole = "row"
) -> Row:
    name = field.name if field.counts_in_total else f"{field.name} (không tính vào tổng)"
    part = cells(here.total if here else Count()) if is_part else ()
    total = percents(field.total, field.planned)
    return Row((number, name, *planned(field.planned), *part, *cells(field.total), *total), role)


def _total(summed: Summed) -> Row:
    figures = summed.so_far
    plan = Count(figures.classes.planned, figures.turns.planned)
    part = cells(summed.period.total) if summed.is_part else ()
    whole = percents(figures.total, plan)
    return Row((None, "Tổng cộng", *planned(plan), *part, *cells(figures.total), *whole), "total")


# --- what is said below it --------------------------------------------------------------------------------------------


def _said_below(figures: AnnualFigures) -> list[tuple[str, str]]:
    """How hosting was shared, and who came, as far as it was counted."""
    own, joint = figures.own, figures.joint
    lines = [
        ("Trung tâm tổ chức", _pair(own)),
        ("Trung tâm phối hợp tổ chức", _pair(joint)),
    ]
    women, minority, rural = (sum(getattr(f, name) for f in figures.counted) for name in ("women", "minority", "rural"))
    parts = [f"nữ {format_number(women)}{_share(women, figures)}"] if women else []
    if minority >= SMALLEST_GROUP:
        parts.append(f"dân tộc thiểu số {format_number(minority)}{_share(minority, figures)}")
    if rural:
        parts.append(f"lao động nông thôn {format_number(rural)}{_share(rural, figures)}")
    if parts:
        lines.append(("Trong số lượt người đã thống kê có", "; ".join(parts)))
    return lines


def _pair(count: Count) -> str:
    return f"{format_number(count.classes)} lớp, hoạt động; {format_number(count.turns)} lượt người"


def _share(part: int, figures: AnnualFigures) -> str:
    share = format_percent(percent(part, figures.total.turns))
    return f" lượt ({share}%)" if share else " lượt"


def _said(text: str) -> Runs:
    return (Run(text, computed=True),)
