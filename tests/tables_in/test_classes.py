"""The sheet of classes: the table of DESIGN section 7, and lists that people already have."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.domain.vietnamese import clean
from tests.tables_in.conftest import read_workbook

HEADINGS = (
    "Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Hình thức tổ chức", "Đơn vị phối hợp", "Địa điểm", "Báo cáo viên",
    "Số buổi", "Số lượt người", "Nữ", "Dân tộc thiểu số", "Ghi chú",
)  # fmt: skip
SHORT = ("Ngày", "Tên lớp/chuyên đề", "Lĩnh vực", "Số lượt người")


def codes(problems):
    return [(problem.code, problem.where) for problem in problems]


def test_a_full_row_becomes_the_fields_of_a_class_and_its_session(read_one):
    row = (
        datetime(2020, 1, 5), "Kỹ thuật trồng ngô", "Kinh tế, thu nhập", "Trung tâm phối hợp tổ chức",
        "Hội Nông dân xã; Trạm Khuyến nông và Thú y", "Bản Phiêng Pi", "Lò Văn An\nGiàng A Páo", 2, 120, 60, 118, "x",
    )  # fmt: skip
    sheet = read_one([HEADINGS, row])
    assert sheet.kind == "learning_class"
    assert [column.field for column in sheet.mapping] == [
        "starts_on", "topic", "field", "hosting", "partners", "venue", "lecturers", "meetings", "present", "women",
        "minority", "note",
    ]  # fmt: skip
    (draft,) = sheet.rows
    assert (draft.sheet, draft.number, draft.problems, draft.refused) == ("Lớp học", 2, (), False)
    assert draft.values == {
        "starts_on": date(2020, 1, 5), "topic": "Kỹ thuật trồng ngô", "field": "economy", "hosting": "joint",
        "partners": ("Hội Nông dân xã", "Trạm Khuyến nông và Thú y"), "venue": "Bản Phiêng Pi",
        "lecturers": ("Lò Văn An", "Giàng A Páo"), "meetings": 2, "present": 120, "women": 60, "minority": 118,
        "note": "x",
    }  # fmt: skip


def test_headings_may_come_in_any_order_and_dress(read_one):
    headings = ("STT", " SỐ  LƯỢT\nNGƯỜI *", "lĩnh vực", "Nội dung", "Thời gian", "Kết quả khác")
    sheet = read_one([headings, (1, "1.891", "Pháp luật", "Luật Đất đai", "5/1/2020", "tốt")], name="Tổng hợp")
    assert sheet.unknown_columns == ("Kết quả khác",)
    (draft,) = sheet.accepted
    assert draft.values["present"] == 1891
    assert draft.values["topic"] == "Luật Đất đai"


def test_unaccented_and_decomposed_headings_and_fields(read_one):
    headings = [unicodedata.normalize("NFD", heading) for heading in SHORT]
    row = [unicodedata.normalize("NFD", text) for text in ("5/1/2020", "Vệ sinh môi trường", "BẢO VỆ MÔI TRƯỜNG", "30")]
    (draft,) = read_one([headings, row]).accepted
    assert draft.values["field"] == "environment"
    assert draft.values["topic"] == "Vệ sinh môi trường"
    (draft,) = read_one([("NGAY", "Ten lop", "Linh vuc", "So nguoi"), ("5/1/2020", "x", "van hoa", 3)]).accepted
    assert draft.values["field"] == "culture"


def test_titles_totals_captions_numberings_and_empty_rows_are_no_classes(read_one):
    sheet = read_one(
        [
            ("PHÒNG GIÁO DỤC",),
            ("DANH SÁCH CÁC LỚP NĂM 2020",),
            (),
            ("TT", "Ngày tháng", "Tên chuyên đề", "Số người", "Nữ"),
            ("(1)", "(2)", "(3)", "(4)", "(5=4-1)"),
            ("I", "II. Giáo dục pháp luật")[1:],
            (1, "5/1", "Luật Đất đai", 40, 10),
            (),
            (2, "ngày 6 tháng 2", "Luật Giao thông", "60,0", "-"),
            ("Kinh tế, thu nhập",),
            (3, "7/3/2020", "Nuôi lợn", 20, 5),
            ("Tổng cộng", None, None, 120, 15),
            (None, None, "Người lập biểu"),
            (None, "NGƯỜI LẬP BIỂU", None, "Giám đốc"),
        ],
        name="Sheet1",
    )
    assert [(row.number, row.values["starts_on"], row.values["field"]) for row in sheet.accepted] == [
        (7, date(2020, 1, 5), "law"), (9, date(2020, 2, 6), "law"), (11, date(2020, 3, 7), "economy"),
    ]  # fmt: skip
    assert sheet.rows[1].values["women"] is None
    assert [(problem.code, problem.data["row"]) for problem in sheet.skipped] == [
        ("numbering_row", 5), ("group_row", 6), ("group_row", 10), ("total_row", 12), ("lone_text", 13),
        ("lone_text", 14),
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["Tổng vệ sinh đường làng", "Cộng đồng học tập", "Tổng kết năm"])
def test_a_topic_that_begins_like_a_total_is_a_class(read_one, title):
    assert len(read_one([("Tên lớp", "Ngày", "Lĩnh vực", "Số người"), (title, "5/1/2020", "Khác", 3)]).accepted) == 1


def test_headings_over_two_rows(read_one):
    rows = [
        ("Ngày", "Nội dung", "Lĩnh vực", "Số người", None, None),
        (None, None, None, "Tổng số", "Trong đó: Nữ", "DTTS"),
        ("5/1/2020", "Luật", "Pháp luật", 40, 10, 39),
    ]
    for merged in ((), ("A1:A2", "B1:B2", "C1:C2", "D1:F1")):
        change = lambda book: [book.active.merge_cells(cells) for cells in merged]  # noqa: B023, E731
        (draft,) = read_one(rows, name="Ds", change=change).accepted
        assert (draft.values["present"], draft.values["women"], draft.values["minority"]) == (40, 10, 39)


def test_cells_merged_downwards_fill_their_rows_but_never_numbers(read_one):
    rows = [
        SHORT,
        ("5/1/2020", "Luật Đất đai", "Pháp luật", 40),
        (None, "Luật Giao thông", None, None),
    ]
    change = lambda book: [book.active.merge_cells(cells) for cells in ("A2:A3", "C2:C3", "D2:D3")]  # noqa: E731
    first, second = read_one(rows, change=change).rows
    assert first.values["present"] == 40
    assert second.values == {
        "starts_on": date(2020, 1, 5), "topic": "Luật Giao thông", "field": "law", "hosting": "own",
    }  # fmt: skip
    assert [problem.code for problem in second.problems if problem.severity == "error"] == ["required"]


def test_a_bad_cell_refuses_its_row_and_no_other(read_one):
    sheet = read_one(
        [
            (*HEADINGS[:4], "Số buổi", "Số lượt người", "Nữ", "Dân tộc thiểu số"),
            ("31/2/2020", "a", "Pháp luật", "Trung tâm tổ chức", 1, 10, 1, 1),
            ("30/7/3013", "a", "Pháp luật", "Trung tâm tổ chức", 1, 10, 1, 1),
            ("5/1/2020", "a", "Bóng đá", "Trung tâm tổ chức", 1, 10, 1, 1),
            ("5/1/2020", "a", "Pháp luật", "qua mạng", 1, 10, 1, 1),
            ("5/1/2020", "a", "Pháp luật", "Trung tâm tổ chức", 0, 10, 1, 1),
            ("5/1/2020", "a", "Pháp luật", "Trung tâm tổ chức", 1, -10, 1, 1),
            ("5/1/2020", "a", "Pháp luật", "Trung tâm tổ chức", 1, 10, 11, 12),
            ("5/1/2020", None, "Pháp luật", "Trung tâm tổ chức", 1, None, 1, 1),
            ("5/1/2020", "a", "Pháp luật", "Trung tâm tổ chức", 1, "50%", 1, 2.5),
            ("5/1/2020", "tốt", "Pháp luật", "Trung tâm tổ chức", 1, 10, 1, 1),
        ]
    )
    assert [codes(row.problems) for row in sheet.refused] == [
        [("impossible_date", "Ngày")],
        [("year_out_of_range", "Ngày")],
        [("unknown_field", "Lĩnh vực")],
        [("unknown_hosting", "Hình thức tổ chức")],
        [("number_too_small", "Số buổi")],
        [("negative_number", "Số lượt người")],
        [("women_over_present", "Nữ"), ("minority_over_present", "Dân tộc thiểu số")],
        [("required", "Tên lớp/chuyên đề"), ("required", "Số lượt người")],
        [("bad_number", "Số lượt người"), ("fractional_number", "Dân tộc thiểu số")],
    ]
    assert sheet.refused[6].problems[0].data == {"count": 11, "present": 10}
    assert [row.values["topic"] for row in sheet.accepted] == ["tốt"]


@pytest.mark.parametrize(
    ("typed", "hosting"),
    [
        ("Trung tâm tổ chức", "own"), ("TT tổ chức", "own"), ("Tự tổ chức", "own"), ("TTHTCĐ tổ chức", "own"),
        ("own", "own"), ("Không phối hợp", "own"), ("Trung tâm phối hợp tổ chức", "joint"), ("Phối hợp", "joint"),
        ("phối hợp với Hội Phụ nữ", "joint"), ("joint", "joint"), ("TT phối hợp", "joint"), ("Liên kết", "joint"),
    ],
)  # fmt: skip
def test_words_for_hosting(read_one, typed, hosting):
    (draft,) = read_one([(*SHORT, "Hình thức"), ("5/1/2020", "a", "Khác", 3, typed)]).accepted
    assert (draft.values["hosting"], draft.problems) == (hosting, ())


@pytest.mark.parametrize(("partner", "hosting"), [("Hội Phụ nữ", "joint"), (None, "own")])
def test_blank_hosting_follows_the_partners_and_says_so(read_one, partner, hosting):
    (draft,) = read_one([(*HEADINGS[:5], "Số người"), ("5/1/2020", "a", "Khác", None, partner, 3)]).accepted
    assert draft.values["hosting"] == hosting
    (problem,) = draft.problems
    assert (problem.code, problem.severity, problem.data) == ("hosting_assumed", "warning", {"hosting": hosting})


def test_markup_and_formula_like_texts_arrive_as_typed(read_one, typed):
    texts = ("<b>Luật</b>", "Chăn nuôi & thú y", typed("=1+1"), "{x} \"'", typed("#REF!"), "'=A1", "100%")
    sheet = read_one([SHORT, *(("5/1/2020", text, "Khác", 3) for text in texts)])
    assert [row.values["topic"] for row in sheet.accepted] == list(texts)


def test_a_missing_column_is_said_once_for_the_sheet(read_one):
    sheet = read_one([("Ngày", "Tên lớp", "Lĩnh vực"), ("5/1/2020", "a", "Khác"), ("5/1/2020", "b", "Khác")])
    assert codes(sheet.problems) == [("missing_heading", "Số lượt người")]
    assert sheet.rows == ()


def test_two_columns_for_one_field_must_agree(read_one):
    headings = (*SHORT, "Số người")
    sheet = read_one(
        [headings, ("5/1/2020", "a", "Khác", 3, 3), ("5/1/2020", "a", "Khác", None, 4), ("5/1/2020", "a", "Khác", 3, 4)]
    )
    assert [row.values["present"] for row in sheet.accepted] == [3, 4]
    assert ("columns_disagree", "Số người") in codes(sheet.refused[0].problems)


def test_the_given_taxonomy_decides(read_one):
    fields = (("f1", "Dạy nghề"), ("law", "Luật"))
    rows = [SHORT, ("5/1/2020", "a", "dạy NGHỀ", 1), ("5/1/2020", "b", "Giáo dục pháp luật", 1),
            ("5/1/2020", "c", "f1", 1), ("5/1/2020", "d", "Kinh tế", 1)]  # fmt: skip
    sheet = read_one(rows, fields=fields)
    assert [row.values["field"] for row in sheet.accepted] == ["f1", "law", "f1"]
    assert sheet.refused[0].problems[0].code == "unknown_field"
    assert sheet.refused[0].problems[0].data == {"value": "Kinh tế"}


def test_days_without_a_year_take_the_given_one_before_the_titles(read_one):
    rows = [("Năm 2019",), SHORT, ("5/1", "a", "Khác", 1)]
    assert read_one(rows).rows[0].values["starts_on"] == date(2019, 1, 5)
    assert read_one(rows, year=2020).rows[0].values["starts_on"] == date(2020, 1, 5)
    assert read_one(rows[1:]).rows[0].problems[0].code == "date_without_year"


def test_headings_that_a_person_has_assigned_are_remembered(read_one):
    rows = [("Ngày", "Bài", "Mảng việc", "Khán giả"), ("5/1/2020", "a", "Khác", 7)]
    learned = {"learning_class": {"Bài": "topic", "Mảng việc": "field", "KHÁN GIẢ": "present"}}
    (draft,) = read_one(rows, learned=learned).accepted
    assert (draft.values["topic"], draft.values["present"]) == ("a", 7)


def test_a_sheet_named_after_a_field_gives_it(read_one):
    sheet = read_one([("Ngày", "Nội dung", "Số người"), ("5/1/2020", "a", 7)], name="Pháp luật")
    assert sheet.accepted[0].values["field"] == "law"


ROWS = st.lists(
    st.tuples(
        st.dates(date(1990, 1, 1), date(2099, 12, 31)),
        st.text("aăâđêôơư ÁỆ<>&=+-{}'\"%0123456789", min_size=1, max_size=30).filter(
            lambda text: any(map(str.isalpha, text))
        ),
        st.sampled_from(["Kinh tế, thu nhập", "Giáo dục pháp luật"]),
        st.integers(0, 1_000_000),
    ),
    max_size=5,
)


def _formulas_as_text(book):
    for cell in (cell for line in book.active for cell in line if cell.data_type == "f"):
        cell.data_type = "s"


@settings(max_examples=30)
@given(ROWS, st.permutations(range(4)), st.booleans())
def test_what_is_written_is_read(make, fields, rows, order, as_text):
    """Any rows, any order of columns, as cells of Excel's kinds or as texts of Vietnamese writing."""
    written = [
        (day.strftime("%d/%m/%Y"), topic, field, f"{turns:,}".replace(",", "."))
        if as_text
        else (day, topic, field, turns)
        for day, topic, field, turns in rows
    ]
    table = [[row[column] for column in order] for row in (SHORT, *written)]
    sheets = read_workbook(make({"Lớp học": table}, _formulas_as_text), fields).sheets
    got = [row.values for sheet in sheets for row in sheet.accepted]
    assert [(v["starts_on"], v["topic"], v["present"]) for v in got] == [(d, clean(t), n) for d, t, _, n in rows]


def test_rows_that_the_workbook_hides_are_read_and_told_of(read_one):
    """By hand or by a filter: nobody who looks at the sheet sees them, so they must not come in unnoticed."""

    def hide(book):
        for number in (1, 3, 5):
            book.worksheets[0].row_dimensions[number].hidden = True

    sheet = read_one(
        [("DANH SÁCH",), ("Ngày", "Tên lớp", "Lĩnh vực", "Số người"), ("5/1/2020", "Một", "Kinh tế", 3),
         ("6/1/2020", "Hai", "Kinh tế", 4), (None, "Giám đốc")],
        name="Lớp học", change=hide,
    )  # fmt: skip
    assert [row.number for row in sheet.accepted] == [3, 4]
    assert [(told.code, told.severity, told.data["count"]) for told in sheet.problems] == [
        ("hidden_rows", "warning", 1)
    ]
