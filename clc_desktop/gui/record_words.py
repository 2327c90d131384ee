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
from clc_desktop.gui.words import (
    CLASS_STATES,
    DOCUMENT_ROLES,
    HOSTING,
    PLACES,
    POSTS,
    PURPOSES,
    RANKS,
    RECORD_KINDS,
    ROLES,
    SOURCES,
    word,
)
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
    "birth_band": N_("Nhóm năm sinh"),
    "birth_year": N_("Năm sinh"),
    "village": N_("Thôn, bản"),
    "phone": N_("Điện thoại"),
    "id_number": N_("Số định danh"),
    "concurrent": N_("Kiêm nhiệm"),
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
    "points": N_("Điểm theo tiêu chí"),
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
    "initial_equipment": N_("Trang thiết bị ban đầu"),
    "office": N_("Phòng làm việc"),
    "internet_pc": N_("Máy tính nối mạng"),
    "wifi": N_("Wifi"),
    "loudspeaker": N_("Loa truyền thanh"),
    "seconded": N_("Biệt phái"),
    "trained_years": N_("Năm tập huấn"),
    "month": N_("Tháng"),
    "centres": N_("Số trung tâm"),
    "source_text": N_("Nguồn, ghi rõ"),
    "purpose_text": N_("Chi cho, ghi rõ"),
    "population": N_("Số người trong độ tuổi"),
    "illiterate": N_("Số người chưa biết chữ"),
    "phase1": N_("Học viên giai đoạn 1"),
    "phase2": N_("Học viên giai đoạn 2"),
    "code": N_("Mã"),
    "unit_word": N_("Đơn vị tính"),
    "counts_in_total": N_("Tính vào tổng số lớp"),
    "position": N_("Thứ tự"),
    "active": N_("Đang dùng"),
    "unit_kind": N_("Loại đơn vị"),
    "period": N_("Kỳ báo cáo"),
}
"""A field without a word here is shown by its own name: better than not at all."""

_CODES: dict[str, dict[str, str]] = {
    "hosting": HOSTING,
    "rank": RANKS,
    "place": PLACES,
    "state": CLASS_STATES,
    "sex": {"female": N_("nữ"), "male": N_("nam")},
    "field": {field.code: field.name for field in default_fields("")},
    "post": POSTS,
    "role": ROLES | DOCUMENT_ROLES,
    "source": SOURCES,
    "purpose": PURPOSES,
}
_TELLING = ("topic", "full_name", "name", "subject", "symbol", "place", "value", "held_on", "rank", "amount", "year")
_HIDDEN = ("id", "unit_id", "class_id", "learner_id", "extra", "reasons", "version")
_YES_NO = ("deleted", "own_premises", "initial_equipment", "office", "internet_pc", "library", "wifi", "loudspeaker",
           "seconded", "counts_in_total", "active")  # fmt: skip
_MARKS = ("attended", "absent")
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
        case list() | tuple() if name in _MARKS:
            return _("{count} người", count=len(value))
        case list() | tuple() if name == "points":
            return "; ".join(_("{name}: {count} điểm", name=one, count=points) for one, points in value)
        case list() | tuple():
            return ", ".join(str(item) for item in value)
        case int() if name in _YES_NO:
            return i18n.active().show(bool(value))
        case int() if name == "birth_band":
            return f"{value}–{value + 9}"
        case int() if name.endswith("year"):
            return str(value)
    return word(_CODES[name], value) if name in _CODES else i18n.active().show(value, name)


def title_of(values: Mapping[str, Any]) -> str:
    """Which record it is: its topic, name, day or year, whichever it has."""
    name = next((name for name in _TELLING if values.get(name) not in (None, "")), "")
    if name == "year" and values.get("field"):  # a target: the plan of a year has one for each field
        return f"{value_text('field', values['field'])}, {values['year']}"
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


def field_changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, people: Mapping[str, str] | None = None
) -> list[tuple[str, str, str]]:
    """What a change changed, field by field: its word, the old value, the new one; all fields of a record that came
    or went. Of marks also whose they are, where ``people`` has the names by id."""
    old, new = ({} if not row or row.get("deleted") else row for row in (before, after))
    names = [name for name in (new or old) if name not in (*_HIDDEN, "deleted") and old.get(name) != new.get(name)]
    shown = [(name, *_both(name, old.get(name), new.get(name), people or {})) for name in names]
    return [(field_word(name), was, now) for name, was, now in shown if (was, now) != ("–", "–")]


def _both(name: str, before: Any, after: Any, people: Mapping[str, str]) -> tuple[str, str]:
    """The old value and the new one; beside the number of those present the names of those who came and went."""
    was, now = value_text(name, before), value_text(name, after)
    if name not in _MARKS or not people:
        return was, now
    old, new = (set(_read(name, value) or ()) for value in (before, after))
    gone, came = (", ".join(_called(one, people) for one in sorted(found)) for found in (old - new, new - old))
    return ": ".join(filter(None, (was, gone))), ": ".join(filter(None, (now, came)))


def _called(learner_id: str, people: Mapping[str, str]) -> str:
    return people.get(learner_id) or _("người đã xóa tên")


def step_word(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """The code (of ``words.CHANGES``) of what a change did to a record."""
    if after is None or after.get("deleted"):
        return "deleted"
    if before is None:
        return "added"
    return "restored" if before.get("deleted") else "changed"


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
