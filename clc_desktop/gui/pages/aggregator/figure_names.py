"""Names of figures, as data files have them, in words."""

from __future__ import annotations

import re

from clc_desktop.domain.comparing import Difference
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.gui.words import word
from clc_desktop.i18n import N_, coded

FIGURES = {
    "classes": N_("số lớp"), "turns": N_("lượt người"), "own": N_("tự tổ chức"), "joint": N_("phối hợp"),
    "held": N_("đã tổ chức"), "attended": N_("đã tham gia"), "planned": N_("kế hoạch"), "percent": N_("đạt (%)"),
    "total": N_("tổng số"), "centres": N_("số trung tâm"), "previous": N_("kỳ trước"), "topics": N_("chuyên đề"),
    "women": N_("nữ"), "minority": N_("dân tộc thiểu số"), "rural": N_("lao động nông thôn"),
    "persons": N_("số người học"), "unplaced": N_("ngoài các lĩnh vực"), "counting_rule": N_("cách tính lượt người"),
    "name": N_("tên gọi"), "code": N_("mã"), "unit": N_("đơn vị tính"), "unit_word": N_("đơn vị tính"),
    "counts_in_total": N_("tính vào tổng"), "rank": N_("xếp loại"), "ratings": N_("xếp loại"),
    "good": N_("tốt"), "fair": N_("khá"), "average": N_("trung bình"), "poor": N_("yếu"), "count": N_("số trung tâm"),
    "staff": N_("đội ngũ"), "boards": N_("Ban quản lý"), "boards_percent": N_("Ban quản lý (%)"),
    "managers": N_("cán bộ quản lý"), "collaborators": N_("báo cáo viên, cộng tác viên"),
    "seconded": N_("giáo viên biệt phái"), "trainings": N_("tập huấn"), "funding": N_("kinh phí"),
    "regular": N_("thường xuyên"), "socialised": N_("xã hội hóa"), "regular_funding": N_("kinh phí thường xuyên"),
    "socialised_funding": N_("kinh phí xã hội hóa"), "equipment": N_("thiết bị ban đầu"), "done": N_("đã mua sắm"),
    "not_done": N_("chưa mua sắm"), "not_done_centres": N_("trung tâm chưa mua sắm"),
    "initial_equipment": N_("thiết bị ban đầu"), "premises": N_("trụ sở"), "not_own": N_("chưa có trụ sở riêng"),
    "own_premises": N_("có trụ sở riêng"), "period": N_("kỳ báo cáo"), "Period": N_("kỳ báo cáo"),
    "year": N_("năm"), "next_year": N_("năm sau"), "next_period": N_("kỳ sau"), "plan_period": N_("kỳ kế hoạch"),
    "Plan_period": N_("kỳ kế hoạch"), "period_end": N_("ngày cuối kỳ"), "period_end_month": N_("tháng cuối kỳ"),
    "place": N_("tên địa phương"), "body": N_("cơ quan ban hành"), "body_short": N_("cơ quan ban hành"),
}  # fmt: skip
"""Parts of a figure's name; one without a word here is shown as it is."""
_WHOLE = {"premises.own": N_("có trụ sở riêng"), "unit": N_("tên đơn vị")}
_NO_PARTS = ("", "by_field", "by_centre", "fields")
_CITED = "document:"
_FIELDS = {field.code: field.name for field in default_fields("")}
_CENTRE = re.compile(r"by_centre\[(.*?)\]\.?")


def figure_words(name: str) -> str:
    """``xã Pú Nhung, Giáo dục sức khỏe, số lớp`` for ``by_centre[xã Pú Nhung].by_field.health.classes``."""
    if name in _WHOLE:
        return word(_WHOLE, name)
    if name.startswith(_CITED):
        return name.removeprefix(_CITED)
    centre = _CENTRE.match(name)
    rest = name[centre.end() :] if centre else name
    parts = [part for part in rest.split(".") if part not in _NO_PARTS]
    shown = [_FIELDS.get(part) or word(FIGURES, part) for part in parts]
    return ", ".join([*([centre[1]] if centre else []), *shown])


def change_words(change: Difference) -> str:
    """``– xã Pú Nhung, số lớp: trên giấy 5, hiện nay 6``"""
    data = {"name": figure_words(change.name), "paper": change.left, "now": change.right}
    return f"– {coded('proof', 'figure_changed', data)}"
