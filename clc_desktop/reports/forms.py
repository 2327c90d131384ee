"""The papers that a centre works with, each as a value: sign-in sheet, list of classes, class log.

They are forms and no official documents: a head with the centre's name, what the sheet is about, one table, places to
sign. ``forms_pdf``, ``forms_docx`` and ``forms_xlsx`` lay the same value out. A sheet that holds personal data bears
the notice that the law asks for at its foot (Law 91/2025/QH15; domain notes 4.4, demand f).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.records import ClassSession, Learner
from clc_desktop.domain.vietnamese import text_sort_key
from clc_desktop.reports.annex_activity import HOSTING
from clc_desktop.reports.annex_parts import NUMBER, summed
from clc_desktop.reports.document import Column, Metadata, Row, Table
from clc_desktop.reports.layout import TABLE_SIZE
from clc_desktop.reports.setting import ReportSetting
from clc_desktop.reports.wording import capitalised, day_number, month_number, short_date

SIGN_IN_TITLE = "DANH SÁCH HỌC VIÊN KÝ TÊN"
SIGN_ROW = 7.0
"""mm: a row that a name can be signed in, and 25 of them on a page with head, notice and signatures."""
BLANK_DATE = "ngày …… tháng …… năm 20……"


@dataclass(frozen=True, slots=True)
class Form:
    """``facts`` are label and value, "" for what is left to be written by hand; ``blanks`` the same below the table.

    ``sheet`` names it in a workbook; ``again`` stands on top of its second and later pages; ``row_height`` in mm is
    the least, ``last_height`` that of the last row. With a ``notice`` it holds personal data. A ``register`` is for the
    centre's own use: title and facts stand beside its name, where other papers bear the nation's.
    """

    superior: str
    issuer: tuple[str, ...]
    title: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    table: Table
    metadata: Metadata
    sheet: str
    blanks: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    notice: str = ""
    again: str = ""
    row_height: float = 0.0
    last_height: float = 0.0
    landscape: bool = False
    register: bool = False
    size: float = TABLE_SIZE

    @property
    def row_heights(self) -> tuple[float, ...]:
        """The least height of each row in mm."""
        heights = [self.row_height] * len(self.table.rows)
        return (*heights[:-1], max(self.row_height, self.last_height)) if heights else ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a sign-in sheet is about; everything may still be unknown. ``order`` is (2, 3) for the second of three."""

    topic: str = ""
    held_on: date | None = None
    order: tuple[int, int] = (1, 1)
    venue: str = ""
    lecturers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A class with its sessions."""

    row: ClassRow
    sessions: tuple[ClassSession, ...]


# --- sign-in sheet ----------------------------------------------------------------------------------------------------

_SIGN_COLUMNS = (
    NUMBER,
    Column("Họ và tên", 56),
    Column("Năm sinh", 21, "text", "center"),
    Column("Thôn, bản", 42),
    Column("Ký tên", 42),
)


def sign_in(
    meeting: Meeting, learners: Sequence[Learner], blank_lines: int, keep_years: int, setting: ReportSetting
) -> Form:
    """The learners in the order given, then numbered lines without a name, for those who come besides."""
    named = [
        Row((number, one.full_name, str(one.birth_year or ""), one.village, ""))
        for number, one in enumerate(learners, start=1)
    ]
    blank = [Row((number, "", "", "", "")) for number in range(len(named) + 1, len(named) + 1 + blank_lines)]
    when = _when(meeting)
    return Form(
        superior=setting.superior,
        issuer=setting.issuer,
        title=SIGN_IN_TITLE,
        subject="",
        facts=(
            ("Lớp, chuyên đề", meeting.topic),
            ("Thời gian", when),
            ("Địa điểm", meeting.venue),
            ("Báo cáo viên", ", ".join(meeting.lecturers)),
        ),
        table=Table(_SIGN_COLUMNS, (*named, *blank)),
        metadata=Metadata("Danh sách học viên ký tên", setting.body, meeting.topic, setting.year),
        sheet=f"Ký tên {meeting.order[0]}" if meeting.order[1] > 1 else "Ký tên",
        blanks=("Tổng số có mặt", "Nữ", "Dân tộc thiểu số", "Lao động nông thôn"),
        signatures=("BÁO CÁO VIÊN", "GIÁM ĐỐC"),
        notice=notice(setting.unit, keep_years),
        again=" – ".join(part for part in ("Danh sách học viên ký tên", when, meeting.topic) if part),
        row_height=SIGN_ROW,
    )


def _when(meeting: Meeting) -> str:
    of = f" (buổi {meeting.order[0]}/{meeting.order[1]})" if meeting.order[1] > 1 else ""
    day = meeting.held_on
    if day is None:
        return BLANK_DATE + of
    return f"ngày {day_number(day.day)} tháng {month_number(day.month)} năm {day.year}{of}"


def notice(unit: str, keep_years: int, what: str = "họ tên, năm sinh, thôn bản, chữ ký") -> str:
    """Purpose, who keeps it, how long, rights; how long is the centre's choice, for no rule on it was found."""
    return (
        f"Thông báo về dữ liệu cá nhân (Luật số 91/2025/QH15): {what} trên tờ này chỉ dùng "
        "để xác nhận người tham dự và thống kê số lượt người học. "
        f"Trung tâm học tập cộng đồng {unit} giữ tờ này {keep_years:02d} năm, sau đó hủy; không cung cấp cho nơi khác "
        "trừ khi pháp luật quy định. Người học có quyền biết, xem, sửa, xóa, phản đối việc dùng dữ liệu của mình: "
        "gặp Giám đốc Trung tâm."
    )


def counted(blanks: Sequence[str]) -> str:
    """The labels with room for a number behind each."""
    return "; ".join(f"{label}: ………" for label in blanks) + "."


# --- list of classes --------------------------------------------------------------------------------------------------

_LIST_COLUMNS = (
    NUMBER,
    Column("Ngày", 24, align="center"),
    Column("Tên lớp, chuyên đề", 62),
    Column("Lĩnh vực", 32),
    Column("Hình thức", 24),
    Column("Đơn vị phối hợp", 30),
    Column("Địa điểm", 30),
    Column("Báo cáo viên", 30),
    Column("Số buổi", 13, "integer", "right"),
    Column("Lượt người", 16, "integer", "right"),
    Column("Nữ", 13, "integer", "right"),
)


def class_list(rows: Sequence[ClassRow], about: str, setting: ReportSetting) -> Form:
    """Every class that was held, by date, with totals; ``about`` is the period in words.

    Such lists leave the centre: numbers of ethnic minorities stay out, for in one class they may point at a person.
    """
    held = sorted(rows, key=lambda row: (row.starts_on, text_sort_key(row.topic), row.id))
    lines = [
        Row((
            number, short_date(row.starts_on), row.topic, row.field_name, HOSTING[row.hosting],
            ", ".join(row.partners), row.venue, ", ".join(row.lecturers), row.sessions, row.turns, row.women,
        ))
        for number, row in enumerate(held, start=1)
    ]  # fmt: skip
    total = [summed(lines, _LIST_COLUMNS)] if lines else []
    table = Table(_LIST_COLUMNS, (*lines, *total))
    return _across("SỔ DANH SÁCH LỚP, CHUYÊN ĐỀ, HOẠT ĐỘNG", "Danh sách lớp", table, about, setting)


# --- class log --------------------------------------------------------------------------------------------------------

_LOG_COLUMNS = (
    NUMBER,
    Column("Ngày", 24, align="center"),
    Column("Tên lớp, chuyên đề", 58),
    Column("Buổi", 14, align="center"),
    Column("Có mặt", 15, "integer", "right"),
    Column("Nữ", 13, "integer", "right"),
    Column("DTTS", 14, "integer", "right"),
    Column("Báo cáo viên", 34),
    Column("Địa điểm", 34),
    Column("Ghi chú", 40),
)


def class_log(entries: Sequence[LogEntry], about: str, setting: ReportSetting) -> Form:
    """Every session of every class, by day; ``about`` is the period in words, or the topic of the only class."""
    found = [(session, entry, number) for entry in entries for number, session in enumerate(entry.sessions, start=1)]
    found.sort(key=lambda one: (one[0].held_on, text_sort_key(one[1].row.topic), one[0].id))
    lines = [_log_row(number, *one) for number, one in enumerate(found, start=1)]
    total = [summed(lines, _LOG_COLUMNS)] if lines else []
    return _across("SỔ THEO DÕI LỚP", "Sổ theo dõi", Table(_LOG_COLUMNS, (*lines, *total)), about, setting)


def _log_row(number: int, session: ClassSession, entry: LogEntry, order: int) -> Row:
    row = entry.row
    meeting = f"{session.meetings} buổi" if session.meetings > 1 else f"{order}/{len(entry.sessions)}"
    return Row((
        number, short_date(session.held_on), row.topic, meeting, session.present, session.women, session.minority,
        ", ".join(row.lecturers), row.venue, row.note,
    ))  # fmt: skip


def _across(title: str, sheet: str, table: Table, about: str, setting: ReportSetting) -> Form:
    """A book of the centre's: a wide table, signed by who keeps it and by the director."""
    return Form(
        superior=setting.superior,
        issuer=setting.issuer,
        title=title,
        subject=capitalised(about),
        facts=(),
        table=table,
        metadata=Metadata(f"{sheet}: {about}", setting.body, setting.unit, setting.year),
        sheet=sheet,
        signatures=("NGƯỜI LẬP", "GIÁM ĐỐC"),
        again=f"{sheet}: {about}",
        landscape=True,
    )
