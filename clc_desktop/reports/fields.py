"""The figures that a text may name in braces, each with the words an editor shows for it.

Names follow the document that ``clc-desktop figures --json`` prints: ``{classes.held}`` is its ``classes.held``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from clc_desktop import i18n
from clc_desktop.domain.figures import NONE, AnnualFigures, FieldFigures, RatingCount
from clc_desktop.domain.numbers import percent
from clc_desktop.domain.records import Rank
from clc_desktop.i18n import N_
from clc_desktop.reports.document import CellKind, FigureLine, show
from clc_desktop.reports.wording import month_year, next_period, period_text, plan_period_text, short_date

NOTHING = "…"
"""What a field shows that has no value, a percentage of no plan: the office's mark for a blank."""

RANKS: dict[Rank, str] = {"good": N_("tốt"), "fair": N_("khá"), "average": N_("trung bình"), "poor": N_("yếu")}

FieldValue = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Field:
    """A figure with a name: ``value`` reads it from the figures, ``kind`` says how it is printed.

    ``label`` and ``definition`` are messages of the window, too; ``data`` fills the places of the label.
    """

    name: str
    label: str
    definition: str
    value: Callable[[AnnualFigures], FieldValue]
    kind: CellKind = "integer"
    data: Mapping[str, str] = field(default_factory=dict)

    def shown(self, figures: AnnualFigures) -> str:
        """The value as it stands in a sentence: ``21.641``, ``120,1``."""
        return show(self.value(figures), self.kind) or NOTHING

    @property
    def printed_label(self) -> str:
        """The label on paper: Vietnamese whatever the window speaks."""
        return _VIETNAMESE.fill(self.label, self.data)

    @property
    def said_label(self) -> str:
        """The label in the window's language; the name of a field of activity stays as the office typed it."""
        words = {key: text if key == "activity" else i18n.text(text) for key, text in self.data.items()}
        return i18n.text(self.label, **words)

    @property
    def said_definition(self) -> str:
        """The definition in the window's language."""
        return i18n.text(self.definition)


_VIETNAMESE = i18n.Translator()
FIELDS: tuple[Field, ...] = (
    Field("year", N_("Năm báo cáo"), N_("Năm cuối của kỳ báo cáo"), lambda f: str(f.period.year), "text"),
    Field(
        "next_year", N_("Năm kế hoạch"), N_("Năm cuối của kỳ sau"), lambda f: str(next_period(f.period).year), "text"
    ),
    Field("period", N_("Kỳ báo cáo"), N_("Kỳ báo cáo bằng chữ"), lambda f: period_text(f.period), "text"),
    Field("next_period", N_("Kỳ sau"), N_("Kỳ kế tiếp bằng chữ"), lambda f: period_text(next_period(f.period)), "text"),
    Field(
        "plan_period",
        N_("Kỳ kế hoạch"),
        N_("Năm của chỉ tiêu, kinh phí, xếp loại mà kỳ báo cáo so với"),
        lambda f: plan_period_text(f.period),
        "text",
    ),
    Field("period_end", N_("Ngày cuối kỳ"), N_("Ngày chốt số liệu"), lambda f: short_date(f.period.end), "text"),
    Field(
        "period_end_month",
        N_("Tháng cuối kỳ"),
        N_("Tháng chốt số liệu"),
        lambda f: month_year(f.period.end.year, f.period.end.month),
        "text",
    ),
    Field("centres", N_("Số TTHTCĐ"), N_("Trung tâm trong phạm vi báo cáo vào ngày cuối kỳ"), lambda f: f.centre_count),
    Field(
        "classes.held",
        N_("Số lớp đã mở"),
        N_("Lớp khai giảng trong kỳ, các lĩnh vực tính vào tổng"),
        lambda f: f.total.classes,
    ),
    Field(
        "classes.planned", N_("Kế hoạch lớp"), N_("Tổng chỉ tiêu lớp của các trung tâm"), lambda f: f.classes.planned
    ),
    Field(
        "classes.percent",
        N_("Đạt kế hoạch lớp (%)"),
        N_("Số lớp so với kế hoạch"),
        lambda f: f.classes.percent,
        "percent",
    ),
    Field(
        "turns.attended",
        N_("Số lượt người"),
        N_("Tổng lượt người theo quy tắc đếm của báo cáo; một người dự hai buổi là hai lượt"),
        lambda f: f.total.turns,
    ),
    Field("turns.planned", N_("Kế hoạch lượt người"), N_("Tổng chỉ tiêu lượt người"), lambda f: f.turns.planned),
    Field(
        "turns.percent",
        N_("Đạt kế hoạch lượt (%)"),
        N_("Lượt người so với kế hoạch"),
        lambda f: f.turns.percent,
        "percent",
    ),
    Field(
        "persons",
        N_("Số người học"),
        N_("Người khác nhau có tên trong sổ điểm danh, không phải lượt"),
        lambda f: f.persons,
    ),
    Field("own.classes", N_("Lớp Trung tâm tổ chức"), N_("Lớp do trung tâm tự tổ chức"), lambda f: f.own.classes),
    Field("own.turns", N_("Lượt Trung tâm tổ chức"), N_("Lượt người ở lớp tự tổ chức"), lambda f: f.own.turns),
    Field("joint.classes", N_("Lớp phối hợp"), N_("Lớp trung tâm phối hợp tổ chức"), lambda f: f.joint.classes),
    Field("joint.turns", N_("Lượt phối hợp"), N_("Lượt người ở lớp phối hợp"), lambda f: f.joint.turns),
    Field(
        "equipment.done", N_("Đã mua sắm thiết bị"), N_("Trung tâm đã mua thiết bị ban đầu"), lambda f: len(f.equipped)
    ),
    Field(
        "equipment.not_done",
        N_("Chưa mua sắm thiết bị"),
        N_("Các trung tâm còn lại, kể cả chưa báo"),
        lambda f: len(f.not_equipped),
    ),
    Field("premises.own", N_("Có trụ sở riêng"), N_("Trung tâm có trụ sở riêng"), lambda f: f.own_premises),
    Field(
        "premises.not_own",
        N_("Chưa có trụ sở riêng"),
        N_("Các trung tâm còn lại, kể cả chưa báo"),
        lambda f: f.centre_count - f.own_premises,
    ),
    Field(
        "funding.regular",
        N_("Kinh phí thường xuyên (đồng)"),
        N_("Ngân sách cấp cho hoạt động thường xuyên"),
        lambda f: f.regular_funding,
        "money",
    ),
    Field(
        "funding.socialised",
        N_("Kinh phí xã hội hóa (đồng)"),
        N_("Huy động từ xã hội hóa giáo dục"),
        lambda f: f.socialised_funding,
        "money",
    ),
    Field(
        "staff.boards", N_("TTHTCĐ có Ban quản lý"), N_("Trung tâm có giám đốc hoặc phó giám đốc"), lambda f: f.boards
    ),
    Field(
        "staff.boards_percent",
        N_("TTHTCĐ có Ban quản lý (%)"),
        N_("So với số trung tâm"),
        lambda f: percent(f.boards, f.centre_count),
        "percent",
    ),
    Field(
        "staff.managers",
        N_("Cán bộ quản lý"),
        N_("Giám đốc, phó giám đốc đương nhiệm ngày cuối kỳ"),
        lambda f: f.managers,
    ),
    Field(
        "staff.collaborators",
        N_("Báo cáo viên, cộng tác viên"),
        N_("Đang cộng tác vào ngày cuối kỳ"),
        lambda f: f.collaborators,
    ),
    Field(
        "staff.seconded",
        N_("Giáo viên biệt phái"),
        N_("Giáo viên biệt phái sang làm việc tại trung tâm"),
        lambda f: f.seconded,
    ),
)
"""Every field that is there whatever the taxonomy; ``registry`` adds those of fields of activity and of ranks."""


def registry(figures: AnnualFigures) -> tuple[Field, ...]:
    """All fields that texts on these figures may name."""
    return _registry(figures.fields, figures.ratings)


def said_labels(activities: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """What every figure is called in the window, with fields of activity of these (code, name, unit)."""
    known = (FieldFigures(*names, True, NONE, NONE, NONE) for names in activities)
    return {one.name: one.said_label for one in _registry(known, (RatingCount(rank, 0, 0) for rank in RANKS))}


def _registry(activities: Iterable[FieldFigures], ratings: Iterable[RatingCount]) -> tuple[Field, ...]:
    by_field = (made for one in activities for made in _field_of_activity(one))
    return (*FIELDS, *by_field, *(made for rating in ratings for made in _rating(rating)))


def fields(figures: AnnualFigures) -> dict[str, str]:
    """Every field's name with its text: ``{"classes.held": "215", …}``."""
    return {one.name: one.shown(figures) for one in registry(figures)}


def figure_lines(figures: AnnualFigures) -> tuple[FigureLine, ...]:
    """Every figure as a value with its definition, for the summary sheet."""
    return tuple(
        FigureLine(one.name, one.printed_label, one.definition, one.value(figures), one.kind)
        for one in registry(figures)
    )


_OF_ACTIVITY = (
    ("", N_("{activity} ({unit})"), N_("{activity} (lượt người)")),
    ("own.", N_("{activity}, Trung tâm tổ chức ({unit})"), N_("{activity}, Trung tâm tổ chức (lượt người)")),
    (
        "joint.",
        N_("{activity}, Trung tâm phối hợp tổ chức ({unit})"),
        N_("{activity}, Trung tâm phối hợp tổ chức (lượt người)"),
    ),
    ("planned.", N_("{activity}, kế hoạch ({unit})"), N_("{activity}, kế hoạch (lượt người)")),
)
"""What is counted of a field of activity, with the labels of its classes and of its turns."""
_UNITS = (N_("lớp"), N_("lần"))
"""Units that the window has words for."""


def _field_of_activity(one: FieldFigures) -> Iterator[Field]:
    """``fields.economy.classes``, ``.turns``, ``.own.classes``, ``.joint.turns``, ``.planned.classes`` and so on."""
    counts = {"": one.total, "own.": one.own, "joint.": one.joint, "planned.": one.planned}
    data = {"activity": one.name, "unit": one.unit_word}
    for prefix, *labels in _OF_ACTIVITY:
        for key, label in zip(("classes", "turns"), labels, strict=True):
            name, value = f"fields.{one.code}.{prefix}{key}", getattr(counts[prefix], key)
            yield _constant(name, label, N_("Như số tổng, riêng lĩnh vực này"), value, data=data)


def _rating(rating: RatingCount) -> Iterator[Field]:
    name, data = f"ratings.{rating.rank}.", {"rank": RANKS[rating.rank]}
    count, share = N_("TTHTCĐ xếp loại {rank}"), N_("TTHTCĐ xếp loại {rank} (%)")
    yield _constant(name + "count", count, N_("Theo kết quả tự đánh giá của năm"), rating.count, data=data)
    yield _constant(
        name + "percent", share, N_("So với số trung tâm trong phạm vi"), rating.percent, "percent", data=data
    )


def _constant(
    name: str, label: str, definition: str, value: FieldValue, kind: CellKind = "integer", *, data: Mapping[str, str]
) -> Field:
    return Field(name, label, definition, lambda _figures: value, kind, data)
