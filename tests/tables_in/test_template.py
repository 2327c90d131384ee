"""The empty workbook: what it offers, and that it imports as nothing."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from clc_desktop.domain.records import KINDS
from clc_desktop.tables_in.drafts import Workbook
from clc_desktop.tables_in.finish import finish_row
from clc_desktop.tables_in.sheets import SHEETS
from clc_desktop.tables_in.template import template_bytes

DESIGN = {
    "Lớp học": "Ngày, Tên lớp/chuyên đề, Lĩnh vực, Hình thức tổ chức, Đơn vị phối hợp, Địa điểm, Báo cáo viên, "
    "Số buổi, Số lượt người, Nữ, Dân tộc thiểu số, Ghi chú",
    "Kế hoạch": "Năm, Lĩnh vực, Số lớp, Số lượt người",
    "Cán bộ quản lý": "Họ và tên, Chức vụ, Năm sinh, Giới tính, Kiêm nhiệm, Năm tập huấn",
    "Báo cáo viên, CTV": "Họ và tên, Vai trò, Lĩnh vực",
    "Học viên": "Họ và tên, Năm sinh, Giới tính, Thôn/bản, Điện thoại",
    "Cơ sở vật chất": "Năm, Mục, Giá trị",
    "Kinh phí": "Năm, Nguồn, Mục đích, Số tiền (đồng)",
    "Xếp loại": "Năm, Xếp loại",
}


@pytest.fixture
def book(fields):
    return load_workbook(BytesIO(template_bytes(fields)))


def test_it_has_the_sheets_and_headings_of_the_design(book):
    assert book.sheetnames[0] == "Hướng dẫn"
    for name, headings in DESIGN.items():
        assert [cell.value for cell in book[name][1]] == headings.split(", ")
        assert book[name].freeze_panes == "A2"
    assert [name for name in book.sheetnames if book[name].sheet_state != "visible"] == ["Danh mục"]


def test_unfilled_it_imports_as_nothing(read, fields):
    workbook = read(template_bytes(fields))
    assert [sheet.kind for sheet in workbook.sheets] == [spec.kind for spec in SHEETS]
    assert all(
        sheet.rows == sheet.problems == sheet.skipped == sheet.unknown_columns == () for sheet in workbook.sheets
    )
    assert workbook.problems == Workbook().problems


def test_its_own_examples_and_choices_are_read(read, fields, book):
    for spec in SHEETS:
        for position, column in enumerate(spec.columns, start=1):
            book[spec.name].cell(2, position).value = column.example or None
    buffer = BytesIO()
    book.save(buffer)
    for sheet in read(buffer.getvalue()).sheets:
        assert [row.problems for row in sheet.rows] == [()]
    first = read(buffer.getvalue()).sheets[0].rows[0].values
    assert (first["starts_on"], first["present"], first["minority"]) == (date(2020, 1, 5), 1080, 1005)


def test_every_choice_that_a_list_offers_can_be_read(read_one, book, fields):
    lists = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["Danh mục"].columns}
    assert lists["Lĩnh vực"] == [name for _, name in fields]
    for spec in SHEETS:
        for column in (column for column in spec.columns if column.choices):
            rows = [
                [other.example if other is not column else choice for other in spec.columns]
                for choice in column.choices
            ]
            sheet = read_one([[other.heading for other in spec.columns], *rows], name=spec.name)
            bad = [problem for row in sheet.rows for problem in row.problems if problem.where == column.heading]
            assert bad == []


def test_validations_point_at_their_lists(book):
    rules = {str(rule.sqref): rule for rule in book["Lớp học"].data_validations.dataValidation}
    assert rules["C2:C5000"].formula1.startswith("'Danh mục'!$")
    assert rules["A2:A5000"].prompt
    assert book["Lớp học"].column_dimensions["A"].number_format == "dd/mm/yyyy"


def test_every_field_of_a_sheet_exists_in_its_record():
    passing = {"present", "women", "minority", "meetings", "item", "value"}  # of the session; of a facility's rows
    for spec in SHEETS:
        known = set(KINDS[spec.kind].__dataclass_fields__)
        assert {column.field for column in spec.columns} - known <= passing
        assert finish_row(spec.kind, {}, {})
