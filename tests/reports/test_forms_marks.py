"""The attendance grid on paper: roster numbers, one page across, the same marks in all three formats."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.domain.periods import calendar_year
from clc_desktop.reports.document import clean, shown_rows
from clc_desktop.reports.forms import Form
from clc_desktop.reports.forms_docx import write_forms_docx
from clc_desktop.reports.forms_marks import GRID_COLUMNS, GRID_LINES, Course, Held, mark_grids
from clc_desktop.reports.forms_pdf import page_counts, write_forms_pdf
from clc_desktop.reports.forms_xlsx import write_forms_xlsx
from clc_desktop.reports.setting import report_setting
from tests.reports.reading import pdf_pages, xlsx_book

SETTING = report_setting("centre", "xã Mường Khong", calendar_year(2020))
COURSE = Course("Kỹ thuật chăn nuôi và phòng trị bệnh cho trâu, bò", "Nhà văn hóa", ("Quàng Thị Đôi",))
NAMES = ("Lò Văn An, 1990, Bản Hua Sát", "=1+1", "<b>&\"'", "", "Sùng A Páo", "ệ" * 60)


def people(count: int) -> list[tuple[str, str]]:
    return [(str(number), NAMES[number % len(NAMES)]) for number in range(count)]


def held(count: int, learners: int) -> list[Held]:
    """Sessions from December on; every seventh mark is an absence, the last session is not marked yet."""
    days = [date(2019, 12, 20) + timedelta(days=3 * number) for number in range(count)]
    marks = [{str(who): (who + at) % 7 > 0 for who in range(learners)} for at in range(count)]
    return [
        Held(day, known, sum(known.values())) if at < count - 1 else Held(day)
        for at, (day, known) in enumerate(zip(days, marks, strict=True))
    ]


def grids(learners: int, sessions: int, lines: int = 0, columns: int = 0) -> list[Form]:
    return mark_grids(COURSE, people(learners), held(sessions, learners), 5, SETTING, lines=lines, columns=columns)


def test_a_class_of_many_sessions_lies_on_one_page_filled_or_blank() -> None:
    plain = [(str(number), f"Lò Văn {number}") for number in range(GRID_LINES)]
    filled = mark_grids(COURSE, plain, held(GRID_COLUMNS, GRID_LINES), 5, SETTING)
    blank = mark_grids(Course(), [], [], 5, SETTING)
    assert page_counts(filled) == page_counts(blank) == [1]
    (page,) = pdf_pages(write_forms_pdf(blank))
    assert "Lớp, chuyên đề: …" in page
    assert page.count("/") >= GRID_COLUMNS
    assert "91/2025/QH15" in page


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 50), st.integers(0, 80), st.integers(0, 30), st.integers(0, 60))
def test_every_session_and_person_stands_once_under_the_roster_number(
    learners: int, sessions: int, lines: int, columns: int
) -> None:
    made = grids(learners, sessions, lines, columns)
    days = [column.title for form in made for column in form.table.columns if column.group]
    known = [f"{one.held_on.day:02d}" for one in held(sessions, learners) if one.held_on]
    assert days == known + ["/"] * (max(columns, sessions, 1) - sessions)
    for form in made:
        rows = form.table.rows[:-2]
        shown = len(rows)
        assert max(learners, 1) <= shown <= max(learners, lines, 1)
        assert [row.cells[:2] for row in rows] == [
            (number + 1, people(learners)[number][1] if number < learners else "") for number in range(shown)
        ]
        assert sum(1 for column in form.table.columns if column.group) <= GRID_COLUMNS
    marks = [[mark for form in made for mark in _marks(form, row)] for row in range(learners)]
    for who, line in enumerate(marks):
        wanted = [("x" if one.marks[str(who)] else "V") if one.marks else "" for one in held(sessions, learners)]
        assert line[:sessions] == wanted
        total = made[-1].table.rows[who].cells[-1]
        assert (total or 0) == wanted.count("x")
    assert (made[-1].table.rows[-2].cells[-1] or 0) == sum(line.count("x") for line in marks)


def _marks(form: Form, row: int) -> list[object]:
    cells = zip(form.table.rows[row].cells, form.table.columns, strict=True)
    return [cell for cell, column in cells if column.group]


def test_pdf_word_and_excel_hold_the_same_grid() -> None:
    form = grids(9, 12)[0]
    expected = [[clean(cell) for cell in row] for row in shown_rows(form.table)]
    word = docx.Document(BytesIO(write_forms_docx([form])))
    table = next(table for table in word.tables if len(table.columns) == len(form.table.columns))
    assert [[cell.text for cell in row.cells] for row in table.rows][2:] == expected
    laid = xlsx_book(write_forms_xlsx([form])).worksheets[0]
    rows = [["" if cell.value is None else str(cell.value) for cell in row] for row in laid.iter_rows()]
    first = next(number for number, row in enumerate(rows) if row[0] == "1")
    assert [row[: len(form.table.columns)] for row in rows[first : first + len(expected)]] == expected
    assert laid.page_setup.orientation == "landscape"
    text = "".join("".join(page.split()) for page in pdf_pages(write_forms_pdf([form])))
    assert "".join("".join(row) for row in expected).replace(" ", "") in text


def test_a_long_course_goes_on_on_further_sheets_and_only_the_last_adds_all_up() -> None:
    made = grids(30, 60)
    assert [form.title for form in made] == [f"BẢNG ĐIỂM DANH (TỜ {number}/3)" for number in (1, 2, 3)]
    assert [form.table.columns[-1].title for form in made] == ["Cộng", "Cộng", "Cả khóa"]
    assert xlsx_book(write_forms_xlsx(made)).sheetnames == ["Điểm danh 1", "Điểm danh 2", "Điểm danh 3"]
    assert "từ ngày 20/12/2019" in made[0].again


def test_long_names_take_the_room_of_empty_lines_and_not_a_second_page() -> None:
    known = [(str(number), "Lường Thị Thanh Hà · 1961 · Bản Phiêng Cải") for number in range(6)]
    course = Course("Kỹ thuật chăn nuôi " * 8, "Nhà văn hóa bản " * 10, ("Quàng Thị Đôi",))
    (form,) = mark_grids(course, known, [], 5, SETTING)
    assert 6 < len(form.table.rows) - 2 < GRID_LINES
    assert page_counts([form]) == [1]


def test_a_head_count_has_its_number_and_no_marks() -> None:
    (form,) = mark_grids(COURSE, people(3), [Held(date(2020, 3, 5), {}, 120)], 5, SETTING, lines=0, columns=0)
    assert [row.cells[2] for row in form.table.rows] == ["", "", "", 120, ""]
    assert form.table.rows[0].cells[3] is None
