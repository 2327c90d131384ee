"""Sign-in sheets, list of classes and class log: what is on paper is what was given, in all three formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.periods import calendar_year
from clc_desktop.domain.records import Learner
from clc_desktop.reports import forms
from clc_desktop.reports.document import clean, shown_rows
from clc_desktop.reports.format_gate.pdf_reading import read_pdf
from clc_desktop.reports.forms import Form, LogEntry, Meeting
from clc_desktop.reports.forms_docx import write_forms_docx
from clc_desktop.reports.forms_pdf import page_counts, write_forms_pdf
from clc_desktop.reports.forms_xlsx import write_forms_xlsx
from clc_desktop.reports.setting import report_setting
from tests.factories import numbered, session
from tests.reports.reading import pdf_pages, xlsx_book

SETTING = report_setting("centre", "xã Mường Khong", calendar_year(2020))
HEADING = "TTHọvàtênNămsinhThôn,bảnKýtên"
HOSTILE = "<b>&\"'=1+1{x}%s"
PIECES = (
    "Lò Văn An", "Nguyễn Thị Thuý", "Sùng A Páo", HOSTILE, "=1+1", "-@SUM(A1)", "&amp;lt;", "_x0041_", "🎓 学习",
    "ệ" * 90, "Bản Phiêng Cải, Háng Tàu " * 6,
)  # fmt: skip

names = st.lists(st.sampled_from(PIECES), min_size=1, max_size=2).map(" ".join)
learners = st.lists(
    st.builds(
        Learner,
        id=st.just(numbered(1)),
        unit_id=st.just(numbered(2)),
        full_name=names,
        birth_year=st.none() | st.integers(1920, 2015),
        village=st.just("") | names,
    ),
    max_size=70,
)


def sheet(people: Sequence[Learner] = (), lines: int = 0, **about: Any) -> Form:
    known: dict[str, Any] = {"topic": "Trồng mắc ca", "held_on": date(2020, 3, 5), "venue": "Nhà văn hóa"}
    return forms.sign_in(Meeting(**known | about), people, lines, 5, SETTING)


def squeezed(text: str) -> str:
    """Text without any space: lines wrap where they like."""
    return "".join(text.split())


def bodies(data: bytes) -> list[str]:
    """What stands under the table's heading on each page; every page must have that heading, once, and a row."""
    found = []
    for page in map(squeezed, pdf_pages(data)):
        before, heading, after = page.partition(HEADING)
        assert heading, before[:80]
        assert HEADING not in after
        rows = after.partition("Tổngsốcómặt:")[0].partition("Thôngbáovềdữliệucánhân")[0]
        assert rows
        found.append(rows.rpartition("Trang")[0] if rows.rpartition("/")[1] and "Trang" in rows[-12:] else rows)
    return found


# --- every row once, in every format ----------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(learners, st.integers(0, 40))
def test_every_row_stands_once_under_a_heading_and_the_notice_on_every_page(people: list[Learner], lines: int) -> None:
    form = sheet(people, lines or 1)
    data = write_forms_pdf([form])
    expected = "".join(squeezed(clean("".join(row))) for row in shown_rows(form.table))
    assert "".join(bodies(data)) == expected
    pages = [squeezed(page) for page in pdf_pages(data)]
    for number, page in enumerate(pages, start=1):
        assert squeezed(form.notice) in page
        assert f"Trang{number}/{len(pages)}" in page


@settings(max_examples=5, deadline=None)
@given(learners, st.integers(0, 5))
def test_word_and_excel_hold_the_same_rows_as_text(people: list[Learner], lines: int) -> None:
    form = sheet(people, lines or 1)
    expected = [[clean(cell) for cell in row] for row in shown_rows(form.table)]
    word = docx.Document(BytesIO(write_forms_docx([form])))
    table = next(table for table in word.tables if len(table.columns) == len(form.table.columns))
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == expected
    laid = xlsx_book(write_forms_xlsx([form]), formulas=True).worksheets[0]
    rows = [[("" if c.value is None else unescape(str(c.value))) for c in row] for row in laid.iter_rows()]
    first = rows.index([column.title for column in form.table.columns]) + 1
    assert rows[first : first + len(expected)] == expected
    names_as_text = [row[1] for row in laid.iter_rows(min_row=first + 1, max_row=first + len(people))]
    assert all(cell.data_type == "s" for cell in names_as_text)


def test_text_that_reads_from_the_right_arrives_whole() -> None:
    name = "مركز \u200fالتعلم"
    form = sheet([Learner(id=numbered(1), unit_id=numbered(2), full_name=name)])
    shown = [line.text for page in read_pdf(write_forms_pdf([form])).pages for line in page.lines]
    assert any(name in line for line in shown)
    word = docx.Document(BytesIO(write_forms_docx([form])))
    assert word.tables[1].cell(1, 1).text == name


# --- pages ------------------------------------------------------------------------------------------------------------


def test_an_empty_sheet_of_25_lines_fills_one_page_with_places_to_sign() -> None:
    form = sheet((), 25, topic="", held_on=None, venue="")
    (page,) = pdf_pages(write_forms_pdf([form]))
    assert "BÁO CÁO VIÊN" in page
    assert "GIÁM ĐỐC" in page
    assert "Lớp, chuyên đề: ……" in page
    assert "ngày …… tháng …… năm 20……" in page


@pytest.mark.parametrize("lines", [24, 26, 27, 28, 29, 30])
def test_places_to_sign_never_stand_alone_on_a_page(lines: int) -> None:
    assert all(bodies(write_forms_pdf([sheet((), lines)])))


def test_later_pages_say_what_they_belong_to_and_hold_25_to_35_rows() -> None:
    data = write_forms_pdf([sheet((), 100)])
    pages = pdf_pages(data)
    assert all("Danh sách học viên ký tên – ngày 05 tháng 3 năm 2020 – Trồng mắc ca" in page for page in pages[1:])
    number, counts = 1, []
    for rest in bodies(data):
        first = number
        while rest:
            assert rest.startswith(str(number))
            rest, number = rest[len(str(number)) :], number + 1
        counts.append(number - first)
    assert sum(counts) == 100
    assert all(25 <= count <= 35 for count in counts[:-1])


def test_sheets_of_several_sessions_are_counted_for_themselves() -> None:
    both = [replace(sheet((), 40), sheet=f"Ký tên {number}") for number in (1, 2)]
    counts = page_counts(both)
    assert counts == [2, 2]
    pages = pdf_pages(write_forms_pdf(both))
    assert [f"Trang {number}/2" in page for page, number in zip(pages, (1, 2, 1, 2), strict=True)] == [True] * 4
    word = docx.Document(BytesIO(write_forms_docx(both)))
    assert len(word.sections) == 2
    assert xlsx_book(write_forms_xlsx(both)).sheetnames == ["Ký tên 1", "Ký tên 2"]


def test_word_repeats_the_heading_cuts_no_row_and_bears_the_notice_on_first_and_later_pages() -> None:
    form = sheet((), 40)
    word = docx.Document(BytesIO(write_forms_docx([form])))
    rows = word.tables[1].rows
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert all(row.height.mm >= forms.SIGN_ROW - 0.1 for row in rows[1:])
    section = word.sections[0]
    for footer in (section.first_page_footer, section.footer):
        assert footer.paragraphs[0].text == form.notice


def test_excel_repeats_notice_and_heading_on_every_page() -> None:
    form = sheet((), 40)
    laid = xlsx_book(write_forms_xlsx([form])).worksheets[0]
    first, last = (int(part.strip("$")) for part in laid.print_title_rows.split(":"))
    assert laid.cell(first, 1).value == form.notice
    assert laid.cell(last, 2).value == "Họ và tên"


def test_the_notice_says_what_for_who_how_long_and_which_rights() -> None:
    notice = forms.notice("xã Mường Khong", 3)
    for said in ("91/2025/QH15", "xác nhận người tham dự", "xã Mường Khong giữ tờ này 03 năm", "xem, sửa, xóa"):
        assert said in notice


def test_equal_sheets_give_equal_bytes() -> None:
    form = sheet((), 30)
    for write in (write_forms_pdf, write_forms_docx, write_forms_xlsx):
        assert write([form]) == write([form])


# --- books ------------------------------------------------------------------------------------------------------------


def class_row(number: int, **values: Any) -> ClassRow:
    known: dict[str, Any] = {
        "id": numbered(number, "c"), "unit_id": numbered(1), "unit_name": "", "starts_on": date(2020, 3, 5),
        "topic": "Luật giao thông", "field": "law", "field_name": "Giáo dục pháp luật", "hosting": "own",
        "state": "held", "sessions": 1, "turns": 40, "women": None, "minority": 17, "partners": (), "lecturers": (),
        "venue": "", "note": "",
    }  # fmt: skip
    return ClassRow(**known | values)


def test_the_list_of_classes_goes_by_day_sums_up_and_keeps_minorities_out() -> None:
    rows = [class_row(1, starts_on=date(2020, 5, 1), topic=HOSTILE, women=3), class_row(2, turns=60)]
    form = forms.class_list(rows, "năm 2020", SETTING)
    shown = list(shown_rows(form.table))
    assert [row[2] for row in shown] == ["Luật giao thông", HOSTILE, ""]
    assert shown[-1][-3:] == ("2", "100", "3")
    assert not any("17" in cell for row in shown for cell in row)
    text = squeezed("".join(pdf_pages(write_forms_pdf([form]))))
    assert text.count(squeezed(HOSTILE)) == 1
    assert "dữ liệu cá nhân" not in text
    values = xlsx_book(write_forms_xlsx([form])).worksheets[0]
    assert [row[8].value for row in values.iter_rows()].count(100) == 0
    assert [row[9].value for row in values.iter_rows()].count(100) == 1


def test_the_class_log_has_a_line_for_every_session() -> None:
    first = class_row(1, sessions=2, note="mưa to")
    sessions = tuple(session(number, held_on=date(2020, 3, 4 + number), present=20 * number) for number in (1, 2))
    summed = session(3, class_id=numbered(2, "c"), held_on=date(2020, 1, 2), present=9, meetings=3, women=4)
    entries = [LogEntry(first, sessions), LogEntry(class_row(2, topic="Mía"), (summed,))]
    shown = list(shown_rows(forms.class_log(entries, "quý I năm 2020", SETTING).table))
    assert [row[1:6] for row in shown] == [
        ("02/01/2020", "Mía", "3 buổi", "9", "4"),
        ("05/3/2020", "Luật giao thông", "1/2", "20", ""),
        ("06/3/2020", "Luật giao thông", "2/2", "40", ""),
        ("Tổng cộng", "", "", "69", "4"),
    ]
    assert [row[-1] for row in shown] == ["", "mưa to", "mưa to", ""]


@pytest.mark.parametrize("count", [0, 1, 60])
def test_a_book_of_any_length_has_its_heading_on_every_page(count: int) -> None:
    rows = [class_row(number, topic=f"Chuyên đề {number:03d} " + "dài " * 30) for number in range(count)]
    pages = pdf_pages(write_forms_pdf([forms.class_list(rows, "năm 2020", SETTING)]))
    assert all("Tên lớp, chuyên đề" in page for page in pages)
    whole = "".join(pages)
    assert all(whole.count(f"Chuyên đề {number:03d}") == 1 for number in range(count))
