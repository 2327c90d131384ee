"""Công văn nhắc nộp: one letter that names every centre whose file has not come, and the day on which it was due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clc_desktop.domain.periods import Period
from clc_desktop.reports.annex_parts import NUMBER
from clc_desktop.reports.document import Column, Document, Head, Metadata, Paragraph, Row, Run, Signature, Table
from clc_desktop.reports.setting import ReportSetting
from clc_desktop.reports.wording import BLANK, capitalised, month_number, period_text, short_date


@dataclass(frozen=True, slots=True)
class Late:
    """A centre whose file of a period has not come by ``due``, ``days`` ago."""

    name: str
    period: Period
    due: date
    days: int


def reminder(late: Sequence[Late], setting: ReportSetting, today: date) -> Document:
    """The letter, as all documents of the program: head of the office, number and day left blank for it."""
    place = f"{setting.place}, ngày{BLANK * 7}tháng {month_number(today.month)} năm {today.year}"
    count = len({one.name for one in late})
    opening = (
        f"Theo lịch báo cáo, đến ngày {short_date(today)} {setting.body} chưa nhận được tệp nộp số liệu của "
        f"{count} trung tâm học tập cộng đồng có tên dưới đây:"
    )
    request = (
        "Đề nghị Giám đốc các trung tâm có tên trên hoàn thành việc ghi chép, xuất tệp nộp và gửi ngay; đơn vị gặp "
        "khó khăn về máy tính hoặc USB báo lại để được hỗ trợ. Đơn vị đã gửi mà vẫn có tên thì gửi lại tệp đã xuất."
    )
    return Document(
        head=Head(setting.issuer, _symbol(setting), place, setting.superior),
        kind="THÔNG BÁO",
        subject="Về việc nhắc nộp số liệu hoạt động trung tâm học tập cộng đồng",
        body=(_said(opening), _table(late), _said(request)),
        closing=(Run(f"{capitalised(setting.body)} thông báo để các trung tâm biết, thực hiện./."),),
        recipients=("Các TTHTCĐ có tên trên", "Lưu: VT"),
        signature=Signature(setting.authority, setting.signer),
        metadata=Metadata("Nhắc nộp số liệu", setting.body, year=today.year),
    )


def _symbol(setting: ReportSetting) -> str:
    """The number left blank, and the office's symbol with that of an announcement: "/BC-UBND" becomes "/TB-UBND"."""
    return f"Số:{BLANK * 10}{setting.symbol.replace('BC', 'TB', 1)}"


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _table(late: Sequence[Late]) -> Table:
    columns = (
        NUMBER,
        Column("Trung tâm", 66),
        Column("Kỳ báo cáo", 40),
        Column("Hạn nộp", 28, align="center"),
        Column("Quá hạn (ngày)", 22, "integer", "right"),
    )
    rows = tuple(
        Row((number, one.name, capitalised(period_text(one.period)), short_date(one.due), one.days))
        for number, one in enumerate(late, start=1)
    )
    return Table(columns, rows)
