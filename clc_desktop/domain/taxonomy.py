"""The six fields of the 2020 report (section I.3): what a unit starts with, until its aggregator sends another list."""

from __future__ import annotations

from clc_desktop.domain.clock import derived_id
from clc_desktop.domain.records import ActivityField

_DEFAULT = (
    ("economy", "Kinh tế, thu nhập", "lớp"),
    ("culture", "Văn hóa, xã hội", "lớp"),
    ("law", "Giáo dục pháp luật", "lớp"),
    ("health", "Giáo dục bảo vệ sức khỏe", "lớp"),
    ("environment", "Giáo dục bảo vệ môi trường", "lớp"),
    ("other", "Các hoạt động khác", "lần"),
)


def default_fields(unit_id: str) -> tuple[ActivityField, ...]:
    """The six fields as records of ``unit_id``; all count in the total, "Các hoạt động khác" by lần instead of lớp."""
    return tuple(
        ActivityField(
            id=derived_id(ActivityField.kind, unit_id, code),
            unit_id=unit_id,
            code=code,
            name=name,
            unit_word=unit_word,
            position=position,
        )
        for position, (code, name, unit_word) in enumerate(_DEFAULT)
    )
