"""The figures that a text may name in braces, each with the words an editor shows for it.

Names follow the document that ``clc-desktop figures --json`` prints: ``{classes.held}`` is its ``classes.held``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from clc_desktop.domain.figures import AnnualFigures, Count, FieldFigures, RatingCount
from clc_desktop.domain.numbers import percent
from clc_desktop.domain.records import Rank
from clc_desktop.reports.document import CellKind, FigureLine, show
from clc_desktop.reports.wording import month_year, next_period, period_text, plan_period_text, short_date

NOTHING = "…"
"""What a field shows that has no value, a percentage of no plan: the office's mark for a blank."""

RANKS: dict[Rank, str] = {"good": "tốt", "fair": "khá", "average": "trung bình", "poor": "yếu"}

FieldValue = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Field:
    """A figure with a name: ``value`` reads it from the figures, ``kind`` says how it is printed."""

    name: str
    label: str
    definition: str
    value: Callable[[AnnualFigures], FieldValue]
    kind: CellKind = "integer"

    def shown(self, figures: AnnualFigures) -> str:
        """The value as it stands in a sentence: ``21.641``, ``120,1``."""
        return show(self.value(figures), self.kind) or NOTHING


_TURNS = "lượt người theo quy tắc đếm của báo cáo; một người dự hai buổi là hai lượt"

FIELDS: tuple[Field, ...] = (
    Field("year", "Năm báo cáo", "Năm cuối của kỳ báo cáo", lambda f: str(f.period.year), "text"),
    Field("next_year", "Năm kế hoạch", "Năm cuối của kỳ sau", lambda f: str(next_period(f.period).year), "text"),
    Field("period", "Kỳ báo cáo", "Kỳ báo cáo bằng chữ", lambda f: period_text(f.period), "text"),
    Field("next_period", "Kỳ sau", "Kỳ kế tiếp bằng chữ", lambda f: period_text(next_period(f.period)), "text"),
    Field(
        "plan_period",
        "Kỳ kế hoạch",
        "Năm của chỉ tiêu, kinh phí, xếp loại mà kỳ báo cáo so với",
        lambda f: plan_period_text(f.period),
        "text",
    ),
    Field("period_end", "Ngày cuối kỳ", "Ngày chốt số liệu", lambda f: short_date(f.period.end), "text"),
    Field(
        "period_end_month",
        "Tháng cuối kỳ",
        "Tháng chốt số liệu",
        lambda f: month_year(f.period.end.year, f.period.end.month),
        "text",
    ),
    Field("centres", "Số TTHTCĐ", "Trung tâm trong phạm vi báo cáo vào ngày cuối kỳ", lambda f: f.centre_count),
    Field(
        "classes.held", "Số lớp đã mở", "Lớp khai giảng trong kỳ, các lĩnh vực tính vào tổng", lambda f: f.total.classes
    ),
    Field("classes.planned", "Kế hoạch lớp", "Tổng chỉ tiêu lớp của các trung tâm", lambda f: f.classes.planned),
    Field("classes.percent", "Đạt kế hoạch lớp (%)", "Số lớp so với kế hoạch", lambda f: f.classes.percent, "percent"),
    Field("turns.attended", "Số lượt người", f"Tổng {_TURNS}", lambda f: f.total.turns),
    Field("turns.planned", "Kế hoạch lượt người", "Tổng chỉ tiêu lượt người", lambda f: f.turns.planned),
    Field("turns.percent", "Đạt kế hoạch lượt (%)", "Lượt người so với kế hoạch", lambda f: f.turns.percent, "percent"),
    Field("persons", "Số người học", "Người khác nhau có tên trong sổ điểm danh, không phải lượt", lambda f: f.persons),
    Field("own.classes", "Lớp Trung tâm tổ chức", "Lớp do trung tâm tự tổ chức", lambda f: f.own.classes),
    Field("own.turns", "Lượt Trung tâm tổ chức", "Lượt người ở lớp tự tổ chức", lambda f: f.own.turns),
    Field("joint.classes", "Lớp phối hợp", "Lớp trung tâm phối hợp tổ chức", lambda f: f.joint.classes),
    Field("joint.turns", "Lượt phối hợp", "Lượt người ở lớp phối hợp", lambda f: f.joint.turns),
    Field("equipment.done", "Đã mua sắm thiết bị", "Trung tâm đã mua thiết bị ban đầu", lambda f: len(f.equipped)),
    Field(
        "equipment.not_done",
        "Chưa mua sắm thiết bị",
        "Các trung tâm còn lại, kể cả chưa báo",
        lambda f: len(f.not_equipped),
    ),
    Field("premises.own", "Có trụ sở riêng", "Trung tâm có trụ sở riêng", lambda f: f.own_premises),
    Field(
        "premises.not_own",
        "Chưa có trụ sở riêng",
        "Các trung tâm còn lại, kể cả chưa báo",
        lambda f: f.centre_count - f.own_premises,
    ),
    Field(
        "funding.regular",
        "Kinh phí thường xuyên (đồng)",
        "Ngân sách cấp cho hoạt động thường xuyên",
        lambda f: f.regular_funding,
        "money",
    ),
    Field(
        "funding.socialised",
        "Kinh phí xã hội hóa (đồng)",
        "Huy động từ xã hội hóa giáo dục",
        lambda f: f.socialised_funding,
        "money",
    ),
    Field("staff.boards", "TTHTCĐ có Ban quản lý", "Trung tâm có giám đốc hoặc phó giám đốc", lambda f: f.boards),
    Field(
        "staff.boards_percent",
        "TTHTCĐ có Ban quản lý (%)",
        "So với số trung tâm",
        lambda f: percent(f.boards, f.centre_count),
        "percent",
    ),
    Field("staff.managers", "Cán bộ quản lý", "Giám đốc, phó giám đốc đương nhiệm ngày cuối kỳ", lambda f: f.managers),
    Field(
        "staff.collaborators",
        "Báo cáo viên, cộng tác viên",
        "Đang cộng tác vào ngày cuối kỳ",
        lambda f: f.collaborators,
    ),
    Field(
        "staff.seconded", "Giáo viên biệt phái", "Giáo viên biệt phái sang làm việc tại trung tâm", lambda f: f.seconded
    ),
)
"""Every field that is there whatever the taxonomy; ``registry`` adds those of fields of activity and of ranks."""


def registry(figures: AnnualFigures) -> tuple[Field, ...]:
    """All fields that texts on these figures may name."""
    by_field = (field for one in figures.fields for field in _field_of_activity(one))
    return (*FIELDS, *by_field, *(field for rating in figures.ratings for field in _rating(rating)))


def fields(figures: AnnualFigures) -> dict[str, str]:
    """Every field's name with its text: ``{"classes.held": "215", …}``."""
    return {field.name: field.shown(figures) for field in registry(figures)}


def figure_lines(figures: AnnualFigures) -> tuple[FigureLine, ...]:
    """Every figure as a value with its definition, for the summary sheet."""
    return tuple(
        FigureLine(field.name, field.label, field.definition, field.value(figures), field.kind)
        for field in registry(figures)
    )


def _field_of_activity(field: FieldFigures) -> Iterator[Field]:
    """``fields.economy.classes``, ``.turns``, ``.own.classes``, ``.joint.turns``, ``.planned.classes`` and so on."""
    parts: tuple[tuple[str, str, Count], ...] = (
        ("", "", field.total),
        ("own.", ", Trung tâm tổ chức", field.own),
        ("joint.", ", Trung tâm phối hợp tổ chức", field.joint),
        ("planned.", ", kế hoạch", field.planned),
    )
    for prefix, words, count in parts:
        for key, unit in (("classes", field.unit_word), ("turns", "lượt người")):
            name, label = f"fields.{field.code}.{prefix}{key}", f"{field.name}{words} ({unit})"
            yield _constant(name, label, "Như số tổng, riêng lĩnh vực này", getattr(count, key))


def _rating(rating: RatingCount) -> Iterator[Field]:
    name = f"ratings.{rating.rank}."
    label = f"TTHTCĐ xếp loại {RANKS[rating.rank]}"
    yield _constant(name + "count", label, "Theo kết quả tự đánh giá của năm", rating.count)
    yield _constant(name + "percent", f"{label} (%)", "So với số trung tâm trong phạm vi", rating.percent, "percent")


def _constant(name: str, label: str, definition: str, value: FieldValue, kind: CellKind = "integer") -> Field:
    return Field(name, label, definition, lambda _figures: value, kind)
