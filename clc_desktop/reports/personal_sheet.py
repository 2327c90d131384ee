"""Phiếu thông tin cá nhân: what a centre keeps about one person, printed for that person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from clc_desktop.reports.annex_parts import NUMBER
from clc_desktop.reports.document import Column, Metadata, Row, Table
from clc_desktop.reports.forms import Form, notice
from clc_desktop.reports.setting import ReportSetting
from clc_desktop.reports.wording import short_date

TITLE = "PHIẾU THÔNG TIN CÁ NHÂN"

LABELS = {
    "full_name": "Họ và tên",
    "sex": "Giới tính",
    "birth_year": "Năm sinh",
    "birth_band": "Nhóm năm sinh, từ năm",
    "village": "Thôn, bản",
    "phone": "Điện thoại",
    "id_number": "Số định danh",
    "post": "Chức vụ",
    "post_text": "Chức vụ, ghi rõ",
    "role": "Vai trò",
    "concurrent": "Kiêm nhiệm",
    "trained_years": "Năm tập huấn",
    "since": "Từ ngày",
    "until": "Đến ngày",
    "note": "Ghi chú",
}
_CODES = {
    "female": "nữ", "male": "nam",
    "director": "Giám đốc", "deputy": "Phó giám đốc", "accountant": "Kế toán", "treasurer": "Thủ quỹ",
    "teacher": "Giáo viên", "other": "Khác",
    "speaker": "Báo cáo viên", "collaborator": "Cộng tác viên", "guide": "Hướng dẫn viên",
}  # fmt: skip
_COLUMNS = (
    NUMBER,
    Column("Ngày bắt đầu", 28, align="center"),
    Column("Lớp, chuyên đề", 80),
    Column("Số buổi có mặt", 24, "integer", "right"),
    Column("Số buổi điểm danh", 26, "integer", "right"),
)


def personal_sheet(
    fields: Sequence[tuple[str, Any]], classes: Sequence[tuple[date, str, int, int]], setting: ReportSetting,
    keep_years: int, on: date,
) -> Form:  # fmt: skip
    """``fields`` are (name of the field, value); ``classes`` (first day, topic, sessions attended, sessions marked)."""
    rows = [
        Row((number, short_date(day), topic, attended, sessions))
        for number, (day, topic, attended, sessions) in enumerate(classes, start=1)
    ]
    return Form(
        superior=setting.superior,
        issuer=setting.issuer,
        title=TITLE,
        subject=f"Những gì Trung tâm lưu giữ đến ngày {short_date(on)}",
        facts=tuple((LABELS[name], _shown(value)) for name, value in fields),
        table=Table(_COLUMNS, tuple(rows)),
        metadata=Metadata("Phiếu thông tin cá nhân", setting.body, "", on.year),
        sheet="Thông tin cá nhân",
        signatures=("NGƯỜI NHẬN", "GIÁM ĐỐC"),
        notice=notice(setting.unit, keep_years),
    )


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return _CODES.get(str(value), str(value))
