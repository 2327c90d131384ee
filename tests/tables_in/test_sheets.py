"""The other sheets, and how sheets are told apart."""

from __future__ import annotations

import pytest

from clc_desktop.usecases import imports

STAFF = ("Họ và tên", "Chức vụ", "Năm sinh", "Giới tính", "Kiêm nhiệm", "Năm tập huấn")


def codes(problems):
    return [(problem.code, problem.where) for problem in problems]


def test_the_plan(read_one):
    sheet = read_one(
        [("Năm", "Lĩnh vực", "Số lớp", "Số lượt người"), (2020, "Pháp luật", 12, "1.300"), ("Năm 2021", None, 9, 900),
         (2022, "Chung", 1, 1), ("Tổng", None, 22, 2201)],
        name="Kế hoạch",
    )  # fmt: skip
    assert [row.values for row in sheet.accepted] == [
        {"year": 2020, "field": "law", "classes": 12, "turns": 1300},
        {"year": 2021, "field": "", "classes": 9, "turns": 900},
        {"year": 2022, "field": "", "classes": 1, "turns": 1},
    ]
    assert [problem.code for problem in sheet.skipped] == ["total_row"]


def test_a_plan_s_total_beside_its_fields_never_counts_twice(read_one):
    headings = ("Năm", "Lĩnh vực", "Số lớp", "Số lượt người")
    by_field = [(2020, "Pháp luật", 12, 1300), (2020, "Kinh tế", 3, 200)]
    sheet = read_one([headings, *by_field, (2020, "Tổng", 15, 1500)], name="Kế hoạch")
    assert ([row.values["field"] for row in sheet.rows], len(sheet.skipped)) == (["law", "economy"], 1)
    sheet = read_one([headings, *by_field, (2020, "Tổng", 16, 1500)], name="Kế hoạch")
    assert codes(sheet.refused[0].problems) == [("plan_total_differs", "")]
    assert sheet.refused[0].problems[0].data == {"classes": 15, "turns": 1500}


def test_a_plan_without_a_column_of_fields(read_one):
    sheet = read_one([("Năm", "Số lớp", "Số lượt người"), (2020, 179, "19.455")], name="Kế hoạch")
    assert sheet.accepted[0].values == {"year": 2020, "field": "", "classes": 179, "turns": 19455}


def test_staff(read_one):
    sheet = read_one(
        [
            STAFF,
            ("Lường Văn Dung", "Giám đốc", 1970, "Nam", "Chủ tịch UBND xã", 2018.2019),
            ("Lò Thị Ân", "Phó GĐ", "15/3/1985", "nữ", None, "2015; 2019"),
            ("Cà Thị Ngoan", "Giáo viên biệt phái", None, None, None, 2018),
            ("Sùng A Páo", "Bí thư Đoàn xã", "khoảng 1990", "Nam", None, None),
        ],
        name="Cán bộ quản lý",
    )
    assert [row.values for row in sheet.accepted] == [
        {"full_name": "Lường Văn Dung", "post": "director", "post_text": "", "seconded": False, "birth_year": 1970,
         "sex": "male", "concurrent": "Chủ tịch UBND xã", "trained_years": (2018, 2019)},
        {"full_name": "Lò Thị Ân", "post": "deputy", "post_text": "Phó GĐ", "seconded": False, "birth_year": 1985,
         "sex": "female", "concurrent": "", "trained_years": (2015, 2019)},
        {"full_name": "Cà Thị Ngoan", "post": "teacher", "post_text": "Giáo viên biệt phái", "seconded": True,
         "birth_year": None, "sex": None, "concurrent": "", "trained_years": (2018,)},
        {"full_name": "Sùng A Páo", "post": "other", "post_text": "Bí thư Đoàn xã", "seconded": False,
         "birth_year": 1990, "sex": "male", "concurrent": "", "trained_years": ()},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "post"),
    [("Phó Chủ tịch, Giám đốc TT", "director"), ("PGĐ", "deputy"), ("Phó giám đốc", "deputy"),
     ("Kế toán", "accountant"), ("Thủ quỹ", "treasurer"), ("Giáo viên", "teacher"),
     ("Phó giám đốc thường trực", "deputy")],
)  # fmt: skip
def test_posts(read_one, typed, post):
    assert read_one([STAFF[:2], ("A", typed)], name="Cán bộ").accepted[0].values["post"] == post


def test_collaborators(read_one):
    sheet = read_one(
        [("TT", "Họ tên", "Vai trò", "Lĩnh vực", "Đã tập huấn"), (1, "Lò Văn An", "BCV", "Y tế", "2025, 2026"),
         (2, "Cà A", "Cộng tác viên", None, None), (3, "Vì B", "thợ", None), (4, None, "CTV", None)],
        name="Báo cáo viên, CTV",
    )  # fmt: skip
    assert [row.values for row in sheet.accepted] == [
        {"full_name": "Lò Văn An", "role": "speaker", "field": "health", "trained_years": (2025, 2026)},
        {"full_name": "Cà A", "role": "collaborator", "field": "", "trained_years": ()},
    ]
    assert [codes(row.problems) for row in sheet.refused] == [[("unknown_role", "Vai trò")], [("required", "Họ tên")]]


def test_learners(read_one):
    sheet = read_one(
        [("STT", "Họ và tên", "Năm sinh", "Giới tính", "Thôn/bản", "Điện thoại"),
         (1, "Vàng Thị Mỷ", 1990, "Nữ", "Phiêng Pi", 912345678), (2, "Tòng Văn A", None, None, None, "0912 345 678"),
         (3, "Tống Thị B", 3013, "Nữ", None, None), ("Tổng số: 3 người",)],
        name="Học viên",
    )  # fmt: skip
    assert [row.values["phone"] for row in sheet.accepted] == ["0912345678", "0912 345 678"]
    assert sheet.accepted[0].values["village"] == "Phiêng Pi"
    assert sheet.refused[0].problems[0].code == "year_out_of_range"
    assert [problem.code for problem in sheet.skipped] == ["total_row"]


@pytest.mark.parametrize("heads", [("Họ đệm", "Tên"), ("Họ và tên đệm", "Tên"), ("Họ và tên", None)])
def test_a_name_in_two_columns_is_one(read_one, heads):
    sheet = read_one(
        [("TT", *heads, "Năm sinh"), (1, "Lò Văn", "An", 1990), (2, "Vừ A", "Páo", None), (3, "Quàng Thị", None, 1971)],
        name="Học viên",
    )  # fmt: skip
    assert [row.values["full_name"] for row in sheet.accepted] == ["Lò Văn An", "Vừ A Páo"]
    assert [problem.code for problem in sheet.refused[0].problems] == ["required"], "a family name alone is no name"


def test_a_facility_is_gathered_from_its_rows(read_one):
    sheet = read_one(
        [
            ("Năm", "Mục", "Giá trị"),
            (2020, "Dùng chung với", "UBND xã"),
            (2020, "Trang thiết bị ban đầu", "đã mua sắm"),
            (2020, "Wifi", "có lẽ"),
            (2020, "Số đầu sách", "1.200"),
            (2021, "Trụ sở riêng", "Có"),
            (2021, "Bể bơi", "Có"),
            (2021, "Thư viện", None),
        ],
        name="Cơ sở vật chất",
    )
    assert [(row.number, row.values) for row in sheet.accepted] == [
        (2, {"year": 2020, "shared_with": "UBND xã", "initial_equipment": True, "books": 1200, "own_premises": False}),
        (6, {"year": 2021, "own_premises": True}),
    ]
    assert [(row.number, codes(row.problems)) for row in sheet.refused] == [
        (4, [("bad_yes_no", "Giá trị")]), (7, [("unknown_item", "Mục")]), (8, [("required", "Giá trị")]),
    ]  # fmt: skip


def test_a_facility_that_contradicts_itself_is_refused(read_one):
    sheet = read_one([("Năm", "Mục", "Giá trị"), (2020, "Wifi", "Có"), (2020, "Wifi", "Không")], name="CSVC")
    assert codes(sheet.refused[0].problems) == [("repeated_item", "wifi")]


def test_money(read_one):
    sheet = read_one(
        [
            ("Năm", "Nguồn", "Mục đích", "Số tiền (đồng)"),
            (2020, "Ngân sách nhà nước", "Hoạt động thường xuyên", "653.056.000 đồng"),
            (2020, "Xã hội hóa", "Mua sắm trang thiết bị", 5000000),
            (2020, "Ngân sách xã", "Phụ cấp, chế độ", "2,5 triệu"),
            (2020, "Doanh nghiệp tài trợ", "Quà cho học viên", 100),
            (2020, "Ngân sách nhà nước", "Hoạt động thường xuyên", -1),
        ],
        name="Kinh phí",
    )
    assert [tuple(row.values[key] for key in ("source", "source_text", "purpose", "purpose_text", "amount"))
            for row in sheet.accepted] == [
        ("state", "", "regular", "", 653_056_000), ("socialised", "", "equipment", "", 5_000_000),
        ("commune", "", "allowance", "", 2_500_000),
        ("socialised", "Doanh nghiệp tài trợ", "other", "Quà cho học viên", 100),
    ]  # fmt: skip
    assert codes(sheet.refused[0].problems) == [("negative_number", "Số tiền (đồng)")]


def test_amounts_in_other_units_are_not_taken_for_dong(read_one):
    sheet = read_one([("Năm", "Nguồn", "Mục đích", "Số tiền (triệu đồng)"), (2020, "NSNN", "x", 653)], name="Kinh phí")
    assert codes(sheet.problems) == [("missing_heading", "Số tiền (đồng)")]
    assert sheet.unknown_columns == ("Số tiền (triệu đồng)",)


def test_ranks(read_one):
    sheet = read_one(
        [("Năm", "Xếp loại"), (2018, "Tốt"), (2019, "loại gì"), (2020, "KHÁ"), (2021, "trung bình"), (2022, "Kém")],
        name="Xếp loại",
    )
    assert [row.values["rank"] for row in sheet.accepted] == ["good", "fair", "average", "poor"]
    assert codes(sheet.refused[0].problems) == [("unknown_rank", "Xếp loại")]


def test_several_sheets_strange_ones_and_hidden_ones(read):
    def change(book):
        book["Cũ"].sheet_state = "hidden"

    classes = [("Ngày", "Nội dung", "Lĩnh vực", "Số người"), ("5/1/2020", "a", "Khác", 1)]
    workbook = read(
        {"Xếp loại năm 2020": [("Năm", "Xếp loại"), (2020, "Tốt")], "Quý 1": classes, "Quý 2": classes, "Cũ": classes,
         "Trống": [], "Thời tiết": [("mưa", "nắng")], "Hướng dẫn": [("Năm", "Xếp loại")]},
        change=change,
    )  # fmt: skip
    assert [(sheet.kind, sheet.sheet_name) for sheet in workbook.sheets] == [
        ("self_assessment", "Xếp loại năm 2020"), ("learning_class", "Quý 1"), ("learning_class", "Quý 2"),
    ]  # fmt: skip
    assert len(workbook.of_kind("learning_class")) == 2
    assert [(problem.code, problem.data) for problem in workbook.problems] == [
        ("hidden_sheet", {"sheet": "Cũ"}), ("unknown_sheet", {"sheet": "Thời tiết"}),
    ]  # fmt: skip


def test_progress_is_told_and_reading_may_be_stopped(make, tmp_path):
    path, told = tmp_path / "lop.xlsx", []
    rows = [("Ngày", "Nội dung", "Lĩnh vực", "Số người"), *[("5/1/2020", "a", "Khác", 1)] * 500]
    path.write_bytes(make({"Lớp": rows}))
    assert imports.open_source(path, lambda done, total, what: told.append((done, what))) is not None
    assert told == [(200, "Lớp"), (400, "Lớp")]
    assert imports.open_source(path, cancelled=lambda: bool(told)) is None
