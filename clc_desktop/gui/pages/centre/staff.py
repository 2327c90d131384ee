"""Cán bộ, cộng tác viên: who runs the centre, and who speaks and helps there."""

from __future__ import annotations

from datetime import date
from typing import Any

from clc_desktop.domain.dates import parse_birth_year
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import ActivityField, Collaborator, StaffMember
from clc_desktop.domain.vietnamese import sort_key
from clc_desktop.gui.amounts import YearInput, YearsInput
from clc_desktop.gui.choices import two_ways
from clc_desktop.gui.fields import ChoiceInput, DateInput, LineInput
from clc_desktop.gui.forms import Field, Group
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.records_page import RecordsPage
from clc_desktop.gui.pages.sheets import NameColumn, Narrowing, Sheet, SheetWords, choices
from clc_desktop.gui.tables import Column
from clc_desktop.gui.words import POSTS, ROLES, SEXES, word
from clc_desktop.i18n import N_
from clc_desktop.i18n import text as _

IN_OFFICE = "in_office"
STAYS_HERE = N_("Chỉ giữ ở máy này, không gửi đi")


class StaffPage(RecordsPage):
    """Two lists behind tabs."""

    def __init__(self, context: Context) -> None:
        self.field_names: dict[str, str] = {}
        sheets: list[Sheet[Any]] = [staff_sheet(), collaborator_sheet(self.field_names)]
        super().__init__(context, N_("Cán bộ, cộng tác viên"), sheets, has_period=True, learn=self._learn_fields)

    def _learn_fields(self, taxonomy: tuple[ActivityField, ...]) -> None:
        self.field_names.update({field.code: field.name for field in taxonomy})


def staff_sheet() -> Sheet[StaffMember]:
    """Those who are employed, board first; the report counts directors and deputies in office at the period's end."""
    return Sheet(
        StaffMember,
        "users",
        SheetWords(
            title=N_("Cán bộ"),
            add=N_("Thêm cán bộ"),
            first=N_("Thêm cán bộ đầu tiên"),
            empty=N_("Chưa ghi ai. Bắt đầu từ giám đốc và các phó giám đốc: báo cáo đếm cán bộ quản lý từ đây."),
            new=N_("Cán bộ mới"),
            edit=N_("Sửa cán bộ"),
            next=N_("Lưu và thêm người tiếp"),
            list=N_("Danh sách cán bộ"),
        ),
        _STAFF_COLUMNS,
        _staff_groups,
        name=lambda r: r.full_name,
        order=lambda r: (r.until is not None, list(POSTS).index(r.post), sort_key(r.full_name)),
        start=lambda _year: {"seconded": False},
        narrowing=_in_office(N_("Mọi cán bộ")),
        suggested=("post_text", "concurrent"),
        many=("post", "seconded", "since", "until", "trained_years"),
        page="staff",
    )


def collaborator_sheet(field_names: dict[str, str]) -> Sheet[Collaborator]:
    """Those who speak and help, all counted together in the report; ``field_names`` are learned later."""
    return Sheet(
        Collaborator,
        "users",
        SheetWords(
            title=N_("Báo cáo viên, cộng tác viên"),
            add=N_("Thêm người"),
            first=N_("Thêm người đầu tiên"),
            empty=N_("Chưa ghi ai. Ghi những người thường đến báo cáo, hướng dẫn hay giúp tổ chức lớp."),
            new=N_("Báo cáo viên, cộng tác viên mới"),
            edit=N_("Sửa báo cáo viên, cộng tác viên"),
            next=N_("Lưu và thêm người tiếp"),
            list=N_("Danh sách báo cáo viên, cộng tác viên"),
        ),
        (
            NameColumn("full_name", N_("Họ và tên"), lambda r: r.full_name, width=240, stretch=True),
            Column("role", N_("Vai trò"), lambda r: r.role, width=140, words=lambda code: word(ROLES, code)),
            Column(
                "field",
                N_("Lĩnh vực"),
                lambda r: r.field or None,
                width=200,
                words=lambda code: field_names.get(code, code),
                optional=True,
            ),
            _trained(),
            Column("since", N_("Từ ngày"), lambda r: r.since, "date", 108),
            Column("until", N_("Đến ngày"), lambda r: r.until, "date", 108),
        ),
        _collaborator_groups,
        name=lambda r: r.full_name,
        order=lambda r: (r.until is not None, sort_key(r.full_name)),
        narrowing=_in_office(N_("Mọi người")),
        carried=("role", "field", "since"),
        many=("role", "field", "since", "until", "trained_years"),
        page="staff",
    )


def in_office(since: date | None, until: date | None, day: date) -> bool:
    """Whether somebody serves on a day; nobody said since or until when means always."""
    return (since is None or since <= day) and (until is None or until >= day)


def _in_office(everything: str) -> Narrowing[Any]:
    def test(record: Any, _chosen: Any, period: Period) -> bool:
        return in_office(record.since, record.until, period.end)

    return Narrowing(everything, lambda _records: [(IN_OFFICE, _("Đương chức cuối kỳ"))], test)


def _post(record: StaffMember) -> str:
    """The post as the decision calls it, or our word for it."""
    return record.post_text or word(POSTS, record.post)


def _trained() -> Column[Any]:
    """The years in which somebody was trained; the 2025–2030 programme asks it of speakers as well as of staff."""
    return Column(
        "trained_years",
        N_("Đã tập huấn"),
        lambda r: r.trained_years or None,
        width=120,
        words=lambda years: ", ".join(map(str, years)),
        optional=True,
    )


_STAFF_COLUMNS: tuple[Column[StaffMember], ...] = (
    NameColumn("full_name", N_("Họ và tên"), lambda r: r.full_name, width=200),
    Column("post", N_("Chức vụ"), _post, width=150),
    Column("concurrent", N_("Công việc kiêm nhiệm"), lambda r: r.concurrent, width=220, stretch=True),
    Column(
        "seconded",
        N_("Biệt phái"),
        lambda r: True if r.seconded else None,
        "chip",
        96,
        words=lambda _is: _("Biệt phái"),
        optional=True,
    ),
    _trained(),
    Column("since", N_("Từ ngày"), lambda r: r.since, "date", 108),
    Column("until", N_("Đến ngày"), lambda r: r.until, "date", 108),
)


def _trained_field() -> Field:
    return Field(
        "trained_years",
        N_("Những năm đã tập huấn"),
        YearsInput,
        help=N_("Nhiều năm cách nhau bằng dấu phẩy: 2018, 2019"),
    )


def _staff_groups() -> tuple[Group, ...]:
    posts, sexes = choices(POSTS), choices(SEXES)
    return (
        Group(
            N_("Người và chức vụ"),
            (
                Field("full_name", N_("Họ và tên"), LineInput, required=True),
                Field("post", N_("Chức vụ"), lambda: ChoiceInput(posts), required=True, half=True),
                Field("sex", N_("Giới tính"), lambda: ChoiceInput(sexes), half=True),
                Field("post_text", N_("Ghi rõ chức vụ"), LineInput, help=N_("Nếu quyết định ghi khác, hoặc chọn Khác")),
                Field(
                    "concurrent",
                    N_("Công việc kiêm nhiệm"),
                    LineInput,
                    help=N_("Ví dụ: Phó Chủ tịch UBND xã, Hiệu trưởng trường THCS"),
                ),
                Field("seconded", N_("Giáo viên biệt phái"), two_ways),
            ),
        ),
        Group(
            N_("Thời gian và tập huấn"),
            (
                Field("since", N_("Giữ chức từ ngày"), DateInput, half=True, help=N_("Gõ 5/1 hoặc 5/1/2020")),
                Field("until", N_("Đến ngày"), DateInput, half=True, help=N_("Để trống nếu còn làm")),
                _trained_field(),
                Field("birth_year", N_("Năm sinh"), lambda: YearInput(parse_birth_year), half=True, help=STAYS_HERE),
                Field("phone", N_("Số điện thoại"), LineInput, half=True, help=STAYS_HERE),
            ),
        ),
    )


def _collaborator_groups() -> tuple[Group, ...]:
    roles = choices(ROLES)
    return (
        Group(
            N_("Người và việc"),
            (
                Field("full_name", N_("Họ và tên"), LineInput, required=True),
                Field("role", N_("Vai trò"), lambda: ChoiceInput(roles), required=True),
                Field(
                    "field", N_("Lĩnh vực"), lambda: ChoiceInput([]), help=N_("Để trống nếu không riêng lĩnh vực nào")
                ),
            ),
        ),
        Group(
            N_("Thời gian, tập huấn và liên hệ"),
            (
                Field("since", N_("Từ ngày"), DateInput, half=True, help=N_("Gõ 5/1 hoặc 5/1/2020")),
                Field("until", N_("Đến ngày"), DateInput, half=True, help=N_("Để trống nếu còn làm")),
                _trained_field(),
                Field("phone", N_("Số điện thoại"), LineInput, help=STAYS_HERE),
            ),
        ),
    )
