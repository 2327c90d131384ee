"""Tập huấn: the courses that managers of centres were sent to, year after year."""

from __future__ import annotations

from clc_desktop.domain.records import TrainingEvent
from clc_desktop.gui.amounts import NumberInput, YearInput
from clc_desktop.gui.fields import LineInput
from clc_desktop.gui.forms import Field, Group
from clc_desktop.gui.page import Context
from clc_desktop.gui.pages.records_page import RecordsPage
from clc_desktop.gui.pages.sheets import Sheet, SheetWords
from clc_desktop.gui.tables import Column
from clc_desktop.i18n import N_


class TrainingsPage(RecordsPage):
    """All courses, the latest first: the report tells their history."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, N_("Tập huấn"), [training_sheet()])


def training_sheet() -> Sheet[TrainingEvent]:
    """One line for each course."""
    return Sheet(
        TrainingEvent,
        "graduation-cap",
        SheetWords(
            title=N_("Tập huấn"),
            add=N_("Ghi lớp tập huấn"),
            first=N_("Ghi lớp tập huấn đầu tiên"),
            empty=N_("Chưa ghi lớp tập huấn nào. Báo cáo kể lại các lớp tập huấn cho cán bộ quản lý qua từng năm."),
            new=N_("Lớp tập huấn mới"),
            edit=N_("Sửa lớp tập huấn"),
            next=N_("Lưu và ghi lớp tiếp"),
            list=N_("Danh sách lớp tập huấn"),
        ),
        _COLUMNS,
        _groups,
        name=lambda r: _month(r.year, r.month or 0),
        order=lambda r: (-r.year, -(r.month or 0), r.id),
        start=lambda year: {"year": year},
        suggested=("organiser", "subject"),
        carried=("organiser",),
        can_copy=True,
    )


def _month(year: int, month: int) -> str:
    """``11/2019``, or the year alone."""
    return f"{month:02d}/{year}" if month else str(year)


_COLUMNS: tuple[Column[TrainingEvent], ...] = (
    Column("time", N_("Thời gian"), lambda r: (r.year, r.month or 0), "date", 108, words=lambda when: _month(*when)),
    Column("organiser", N_("Đơn vị tổ chức"), lambda r: r.organiser, width=260),
    Column("subject", N_("Nội dung"), lambda r: r.subject, width=240, stretch=True),
    Column("centres", N_("Số trung tâm"), lambda r: r.centres, "number", 124, optional=True),
    Column("participants", N_("Số người"), lambda r: r.participants, "number", 108, total=True),
)


def _groups() -> tuple[Group, ...]:
    return (
        Group(
            N_("Lớp tập huấn"),
            (
                Field("year", N_("Năm"), YearInput, required=True, half=True),
                Field("month", N_("Tháng"), NumberInput, half=True, help=N_("Để trống nếu không rõ")),
                Field("organiser", N_("Đơn vị tổ chức"), LineInput, required=True),
                Field("subject", N_("Nội dung"), LineInput),
            ),
        ),
        Group(
            N_("Người dự"),
            (
                Field("participants", N_("Số người"), NumberInput, required=True, half=True),
                Field("centres", N_("Của bao nhiêu trung tâm"), NumberInput, half=True),
            ),
        ),
    )
