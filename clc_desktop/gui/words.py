"""Vietnamese words for the codes that records hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from clc_desktop import i18n
from clc_desktop.domain import clock
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.numbers import format_percent
from clc_desktop.domain.periods import parse_period
from clc_desktop.gui.periods import period_name
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

HOSTING = {"own": N_("Trung tâm tổ chức"), "joint": N_("Trung tâm phối hợp tổ chức")}
HOSTING_SHORT = {"own": N_("Tự tổ chức"), "joint": N_("Phối hợp")}
CLASS_STATES = {"planned": N_("Dự kiến"), "held": N_("Đã tổ chức"), "cancelled": N_("Đã hủy")}
RANKS = {"good": N_("Tốt"), "fair": N_("Khá"), "average": N_("Trung bình"), "poor": N_("Yếu")}
RANK_TONES = {"good": "done", "fair": "", "average": "warning", "poor": "error"}

POSTS = {
    "director": N_("Giám đốc"),
    "deputy": N_("Phó giám đốc"),
    "accountant": N_("Kế toán"),
    "treasurer": N_("Thủ quỹ"),
    "teacher": N_("Giáo viên"),
    "other": N_("Khác"),
}
SEXES = {"female": N_("Nữ"), "male": N_("Nam")}
ROLES = {"speaker": N_("Báo cáo viên"), "collaborator": N_("Cộng tác viên"), "guide": N_("Hướng dẫn viên")}
DOCUMENT_ROLES = {"basis": N_("Yêu cầu báo cáo"), "guidance": N_("Chỉ đạo, hướng dẫn"), "other": N_("Văn bản khác")}
SOURCES = {
    "state": N_("Ngân sách nhà nước"),
    "commune": N_("Ngân sách xã"),
    "socialised": N_("Xã hội hóa"),
    "other": N_("Nguồn khác"),
}
PURPOSES = {
    "regular": N_("Hoạt động thường xuyên"),
    "equipment": N_("Trang thiết bị"),
    "allowance": N_("Phụ cấp, chế độ"),
    "activity": N_("Mở lớp, hoạt động"),
    "other": N_("Việc khác"),
}

VERDICTS = {
    "ok": N_("Đúng"),
    "gap": N_("Thiếu tệp trước"),
    "late": N_("Tệp cũ hơn"),
    "replay": N_("Đã nhận"),
    "fork": N_("Trùng số"),
    "unknown_key": N_("Chưa duyệt"),
    "wrong_receiver": N_("Sai nơi nhận"),
    "damaged": N_("Hỏng"),
    "newer_format": N_("Bản mới hơn"),
    "not_a_sync_file": N_("Không phải tệp nộp"),
}
RECORD_KINDS = {
    "activity_field": N_("Lĩnh vực"),
    "learning_class": N_("Lớp học"),
    "class_session": N_("Buổi học"),
    "learner": N_("Học viên"),
    "enrolment": N_("Ghi danh"),
    "plan_target": N_("Chỉ tiêu"),
    "staff_member": N_("Cán bộ"),
    "collaborator": N_("Báo cáo viên, CTV"),
    "training_event": N_("Tập huấn"),
    "facility": N_("Cơ sở vật chất"),
    "funding_entry": N_("Kinh phí"),
    "self_assessment": N_("Xếp loại"),
    "issued_document": N_("Văn bản"),
    "literacy_year": N_("Xóa mù chữ"),
    "narrative_block": N_("Phần lời báo cáo"),
    "unit": N_("Đơn vị"),
    "unit_term": N_("Tên, mã đơn vị"),
}
CHANGES = {"added": N_("Thêm"), "changed": N_("Sửa"), "deleted": N_("Xóa"), "restored": N_("Khôi phục"),
           "conflict": N_("Xung đột"), "hidden": N_("Bị ẩn")}  # fmt: skip
CHANGE_TONES = {"added": "done", "changed": "warning", "deleted": "error", "restored": "done", "conflict": "error",
                "hidden": "warning"}  # fmt: skip
PLACES = {
    "leadership": N_("I.1 Lãnh đạo, chỉ đạo"),
    "equipment": N_("I.2 Trang thiết bị"),
    "funding_basis": N_("I.2 Căn cứ cấp kinh phí"),
    "allowances": N_("I.2 Chế độ cho cán bộ"),
    "boards": N_("I.2 Ban quản lý"),
    "seconded_basis": N_("I.2 Căn cứ biệt phái"),
    "seconded_reason": N_("I.2 Lý do về biệt phái"),
    "implementation": N_("I.3 Triển khai thực hiện"),
    "quality": N_("I.3 Chất lượng hoạt động"),
    "effect": N_("I.3 Hiệu quả"),
    "strengths": N_("I.4 Ưu điểm"),
    "plan_effect": N_("I.4 Tác dụng của kế hoạch"),
    "weaknesses": N_("I.4 Hạn chế, tồn tại"),
    "premises_effect": N_("I.4 Ảnh hưởng của trụ sở"),
    "weaknesses_after": N_("I.4 Hạn chế khác"),
    "state_funding": N_("I.4 Kinh phí nhà nước"),
    "other_sources_reason": N_("I.4 Nguồn khác"),
    "causes": N_("I.4 Nguyên nhân"),
    "lessons": N_("I.4 Bài học kinh nghiệm"),
    "goals": N_("II.1 Mục tiêu"),
    "tasks": N_("II.2 Nhiệm vụ, giải pháp"),
}
"""The places of the report's narrative, by the section they stand in."""
COUNTING_RULES = {
    "sessions": N_("Cộng số người có mặt ở từng buổi"),
    "enrolled": N_("Mỗi người ghi danh tính một lượt cho cả lớp"),
}


def word(words: dict[str, str], code: object) -> str:
    """The word for a code; a code of a newer program is shown as it is."""
    text = str(code)
    return _(words[text]) if text in words else text


def percent(value: Decimal | None) -> str:
    """``120,1%`` (``120.1%`` in English); a dash where there is nothing to compare with."""
    words = format_percent(value)
    if words is None:
        return "–"
    return f"{words.replace(',', '.') if i18n.active().language == 'en' else words}%"


def moment(iso: str) -> str:
    """A stored moment (UTC, ISO) as local time; empty stays empty."""
    return i18n.moment(datetime.fromisoformat(iso)) if iso else ""


def time_of_day(iso: str) -> str:
    """``10:42``."""
    return f"{datetime.fromisoformat(iso).astimezone():%H:%M}"


def lately(iso: str) -> str:
    """``10:42`` if that was today, else with its day."""
    return time_of_day(iso) if datetime.fromisoformat(iso).astimezone().date() == clock.today() else moment(iso)


def period_of(code: str) -> str:
    """The name of a period from its code."""
    try:
        return period_name(parse_period(code)) if code else ""
    except ClcError:
        return code


def few(names: Sequence[str], most: int = 8) -> str:
    """Names in a sentence; of a thousand the first ones."""
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
