"""Words for measures, for what they are parted by, and for the records behind a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clc_desktop.gui.periods import period_name
from clc_desktop.gui.words import HOSTING, RANKS, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

if TYPE_CHECKING:
    from clc_desktop.usecases.drilling import Ask, Part

MEASURES = {
    "classes": N_("Số lớp"),
    "turns": N_("Lượt người"),
    "women": N_("Lượt phụ nữ"),
    "minority": N_("Lượt người dân tộc thiểu số"),
    "rural": N_("Lượt lao động nông thôn"),
    "persons": N_("Số người học"),
    "topics": N_("Số chuyên đề"),
    "planned_classes": N_("Kế hoạch lớp"),
    "planned_turns": N_("Kế hoạch lượt người"),
    "centres": N_("Số trung tâm"),
    "equipped": N_("Đã mua sắm thiết bị"),
    "not_equipped": N_("Chưa mua sắm thiết bị"),
    "own_premises": N_("Có trụ sở riêng"),
    "no_premises": N_("Chưa có trụ sở riêng"),
    "office": N_("Có phòng làm việc"),
    "internet_pc": N_("Có máy tính nối mạng"),
    "library": N_("Có tủ sách, thư viện"),
    "wifi": N_("Có wifi"),
    "loudspeaker": N_("Có loa đài"),
    "rooms": N_("Số phòng"),
    "books": N_("Số sách"),
    "ranked": N_("Xếp loại"),
    "amount": N_("Kinh phí (đồng)"),
    "managers": N_("Cán bộ quản lý"),
    "seconded": N_("Giáo viên biệt phái"),
    "boards": N_("Có Ban quản lý"),
    "collaborators": N_("Báo cáo viên, cộng tác viên"),
    "participants": N_("Người dự tập huấn"),
}
DEFINITIONS = {
    "classes": N_("Lớp đã tổ chức, khai giảng trong kỳ, thuộc các lĩnh vực tính vào tổng."),
    "turns": N_("Lượt người theo quy tắc đếm: một người dự hai buổi là hai lượt."),
    "women": N_("Lượt phụ nữ, ở những buổi có đếm riêng."),
    "minority": N_("Lượt người dân tộc thiểu số, ở những buổi có đếm riêng."),
    "rural": N_("Lượt lao động nông thôn, ở những buổi có đếm riêng."),
    "persons": N_("Người khác nhau có tên trong sổ điểm danh. Người học hai lĩnh vực được tính ở cả hai, nhưng một "
                  "lần ở dòng tổng: tổng không phải là phép cộng các ô."),
    "planned_classes": N_("Chỉ tiêu lớp của các năm trong kỳ."),
    "planned_turns": N_("Chỉ tiêu lượt người của các năm trong kỳ."),
}  # fmt: skip
AXES = {
    "field": N_("Lĩnh vực"),
    "hosting": N_("Hình thức"),
    "unit": N_("Trung tâm"),
    "month": N_("Tháng"),
    "quarter": N_("Quý"),
    "year": N_("Năm"),
}
PART_KINDS = {
    "learning_class": N_("Lớp học"),
    "learner": N_("Người học"),
    "plan_target": N_("Chỉ tiêu"),
    "unit": N_("Trung tâm"),
    "facility": N_("Cơ sở vật chất"),
    "self_assessment": N_("Tự xếp loại"),
    "funding_entry": N_("Kinh phí"),
    "staff_member": N_("Cán bộ"),
    "collaborator": N_("Báo cáo viên, cộng tác viên"),
    "training_event": N_("Lớp tập huấn"),
}
_POSTS = {
    "director": N_("Giám đốc"),
    "deputy": N_("Phó giám đốc"),
    "accountant": N_("Kế toán"),
    "treasurer": N_("Thủ quỹ"),
    "teacher": N_("Giáo viên"),
    "speaker": N_("Báo cáo viên"),
    "collaborator": N_("Cộng tác viên"),
    "guide": N_("Hướng dẫn viên"),
}
_SEXES = {"female": N_("Nữ"), "male": N_("Nam")}


def axis_code(axis: str, code: str, fields: dict[str, str], centres: dict[str, str]) -> str:
    """The word for a row or column: ``Giáo dục pháp luật``, ``Tháng 3/2020``."""
    match axis:
        case "field":
            return fields.get(code, code) or _("Không chia theo lĩnh vực")
        case "unit":
            return centres.get(code, code)
        case "hosting":
            return word(HOSTING, code)
        case "month":
            return _("Tháng {month}/{year}", month=int(code[5:]), year=code[:4])
        case "quarter":
            return _("Quý {quarter}/{year}", quarter=code[-1], year=code[:4])
    return code


def ask_words(ask: Ask, fields: dict[str, str]) -> str:
    """``Số lớp, Giáo dục pháp luật, Trung tâm tổ chức, Năm 2020``: what was asked, without the centre."""
    parts = [word(MEASURES, ask.measure)]
    for dimension, code in ask.where:
        if dimension == "rank":
            parts.append(word(RANKS, code).lower())
        elif dimension not in ("counted", "unit", "source", "purpose"):
            parts.append(axis_code(dimension, code, fields, {}))
    return ", ".join([*parts, period_name(ask.period)])


def part_words(part: Part) -> str:
    """What a record behind a number is called on the screen."""
    match part.kind:
        case "learner":
            sex, _blank, band = part.detail.partition(" ")
            who = _("Người học (không ghi tên)")
            known = [word(_SEXES, sex)] if sex in _SEXES else []
            if band:
                known.append(_("sinh {first}–{last}", first=band, last=str(int(band) + 9)))
            return ", ".join([who, *known])
        case "self_assessment":
            year, _blank, points = part.detail.partition(" ")
            told = [_("Xếp loại {rank}, năm {year}", rank=word(RANKS, part.label).lower(), year=year)]
            return ", ".join([*told, *([_("{count} điểm", count=points)] if points else [])])
        case "plan_target":
            return _("Chỉ tiêu năm {year}", year=part.detail)
        case "facility":
            return _("Ghi năm {year}", year=part.detail) if part.id else _("Chưa báo")
        case "unit":
            return part.unit_name
        case "staff_member" | "collaborator":
            return f"{part.label}, {word(_POSTS, part.detail)}" if part.label else word(_POSTS, part.detail)
        case "funding_entry" | "training_event":
            return " ".join(text for text in (part.label, part.detail) if text)
    return part.label
