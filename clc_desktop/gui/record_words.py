"""Any record in words, for pages that show records of every kind: its title, its fields, what a change changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from clc_desktop import i18n
from clc_desktop.domain.records import Record
from clc_desktop.domain.taxonomy import default_fields
from clc_desktop.gui.words import CLASS_STATES, HOSTING, PLACES, RANKS, RECORD_KINDS, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

FIELD_WORDS = {
    "topic": N_("Tên lớp, chuyên đề"),
    "field": N_("Lĩnh vực"),
    "hosting": N_("Hình thức tổ chức"),
    "starts_on": N_("Ngày bắt đầu"),
    "partners": N_("Đơn vị phối hợp"),
    "lecturers": N_("Báo cáo viên"),
    "venue": N_("Địa điểm"),
    "state": N_("Tình trạng"),
    "enrolled": N_("Số người ghi danh"),
    "note": N_("Ghi chú"),
    "reasons": N_("Lý do bỏ qua cảnh báo"),
    "held_on": N_("Ngày"),
    "present": N_("Số người có mặt"),
    "women": N_("Nữ"),
    "minority": N_("Dân tộc thiểu số"),
    "rural": N_("Lao động nông thôn"),
    "meetings": N_("Số buổi"),
    "attended": N_("Học viên có mặt"),
    "absent": N_("Học viên vắng"),
    "class_id": N_("Lớp học"),
    "sex": N_("Giới tính"),
    "birth_band": N_("Nhóm tuổi"),
    "year": N_("Năm"),
    "classes": N_("Số lớp"),
    "turns": N_("Số lượt người"),
    "full_name": N_("Họ và tên"),
    "post": N_("Chức vụ"),
    "post_text": N_("Chức vụ, ghi rõ"),
    "role": N_("Vai trò"),
    "source": N_("Nguồn"),
    "purpose": N_("Mục đích"),
    "amount": N_("Số tiền (đồng)"),
    "rank": N_("Xếp loại"),
    "name": N_("Tên"),
    "type_name": N_("Loại văn bản"),
    "symbol": N_("Số, ký hiệu"),
    "issued_on": N_("Ngày ban hành"),
    "issuer": N_("Nơi ban hành"),
    "subject": N_("Nội dung"),
    "organiser": N_("Đơn vị tổ chức"),
    "participants": N_("Số người dự"),
    "place": N_("Phần"),
    "text": N_("Lời văn"),
    "value": N_("Giá trị"),
    "valid_from": N_("Từ ngày"),
    "valid_to": N_("Đến ngày"),
    "since": N_("Từ ngày"),
    "until": N_("Đến ngày"),
    "deleted": N_("Đã xóa"),
    "own_premises": N_("Trụ sở riêng"),
    "shared_with": N_("Dùng chung với"),
    "library": N_("Thư viện"),
    "books": N_("Số sách"),
    "rooms": N_("Số phòng"),
}
"""A field without a word here is shown by its own name: better than not at all."""

_CODES: dict[str, dict[str, str]] = {
    "hosting": HOSTING,
    "rank": RANKS,
    "place": PLACES,
    "state": CLASS_STATES,
    "sex": {"female": N_("nữ"), "male": N_("nam")},
    "field": {field.code: field.name for field in default_fields("")},
}
_TELLING = ("topic", "full_name", "name", "subject", "symbol", "place", "value", "held_on", "rank", "amount", "year")
_HIDDEN = ("id", "unit_id", "class_id", "learner_id", "extra", "reasons", "version")
_LISTS = ("partners", "lecturers", "attended", "absent", "reasons", "trained_years", "points")


def kind_word(kind: str) -> str:
    """``Lớp học``."""
    return word(RECORD_KINDS, kind)


def field_word(name: str) -> str:
    """``Số người có mặt``."""
    return word(FIELD_WORDS, name)


def value_text(name: str, value: Any) -> str:
    """A value of a record, or as the database spells it, as people read it; a dash for none."""
    value = _read(name, value)
    match value:
        case None | "" | () | []:
            return "–"
        case list() | tuple() if name in ("attended", "absent"):
            return _("{count} người", count=len(value))
        case list() | tuple():
            return ", ".join(str(item) for item in value)
        case int() if name == "year":
            return str(value)
    return word(_CODES[name], value) if name in _CODES else i18n.active().show(value, name)


def title_of(values: Mapping[str, Any]) -> str:
    """Which record it is: its topic, name, day or year, whichever it has."""
    name = next((name for name in _TELLING if values.get(name) not in (None, "")), "")
    return value_text(name, values[name]) if name else ""


def record_title(record: Record) -> str:
    """The same for a record."""
    return title_of(values_of(record))


def values_of(record: Record) -> dict[str, Any]:
    """A record's fields by name."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def changes_text(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """``Số người có mặt: 45 → 54; Nữ: 20 → 24``: what differs; of a new or deleted record what it holds."""
    if before is None or after is None:
        only = after or before or {}
        parts = [f"{field_word(name)}: {value_text(name, value)}" for name, value in _telling_values(only)]
        return "; ".join(parts[:4])
    names = [name for name in after if name not in _HIDDEN and before.get(name) != after[name]]
    return "; ".join(
        f"{field_word(name)}: {value_text(name, before.get(name))} → {value_text(name, after[name])}" for name in names
    )


def _telling_values(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    title = title_of(values)
    left_out = (*_HIDDEN, "deleted")
    shown = [(name, value) for name, value in values.items() if name not in left_out and name in FIELD_WORDS]
    return [(name, value) for name, value in shown if value_text(name, value) not in ("–", title)]


def _read(name: str, value: Any) -> Any:
    """A value as the database spells it (lists as JSON, days as ISO) as what it is."""
    if not isinstance(value, str):
        return value
    if name in _LISTS:
        try:
            return json.loads(value)
        except ValueError:
            return value
    if name.endswith(("_on", "_from", "_to")) or name in ("since", "until"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
