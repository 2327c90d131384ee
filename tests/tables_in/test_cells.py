"""What stands in cells: fonts, formulas, errors, numbers as text; and files that are no workbooks."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from clc_desktop.domain.errors import ClcError
from clc_desktop.tables_in.drafts import Decoding
from tests.tables_in.conftest import read_workbook

SHORT = ("Ngày", "Tên lớp", "Lĩnh vực", "Số lượt người")


def topics(sheet):
    return [row.values.get("topic") for row in sheet.rows]


def test_old_fonts_are_decoded_before_and_after_shown(read_one, old):
    sheet = read_one(
        [
            SHORT,
            ("5/1/2020", old("Kü thuËt trång ng«", ".VnTime"), old("Kinh tÕ, thu nhËp", ".VnTime"), 3),
            ("5/1/2020", old("Trung taâm hoïc taäp", "VNI-Times"), old("Phaùp luaät", "VNI-Helve"), 3),
            ("5/1/2020", old("ph\u00ad\u00acng h\u00ad\u00edng", ".VnTimeH"), "Khác", 3),
        ]
    )
    assert topics(sheet) == ["Kỹ thuật trồng ngô", "Trung tâm học tập", "PHƯƠNG HƯỚNG"]
    assert [row.values["field"] for row in sheet.accepted] == ["economy", "law", "other"]
    assert sheet.rows[0].decoded == (
        Decoding("Tên lớp", "Kü thuËt trång ng«", "Kỹ thuật trồng ngô"),
        Decoding("Lĩnh vực", "Kinh tÕ, thu nhËp", "Kinh tế, thu nhập"),
    )


def test_headings_in_old_fonts(read_one, old):
    headings = [old(text, ".VnTimeH") for text in ("Ngµy", "Tªn líp", "LÜnh vùc", "Sè l\u00adît ng\u00adêi")]
    assert topics(read_one([headings, ("5/1/2020", "a", "Khác", 3)])) == ["a"]


def test_each_run_of_letters_has_its_font(read_one, old):
    def change(book):
        runs = (
            TextBlock(InlineFont(rFont=".VnTime"), "Kü thuËt "),
            TextBlock(InlineFont(rFont="VNI-Times"), "tro"),
            TextBlock(InlineFont(rFont="VNI-Times", b=True), "àng"),
            TextBlock(InlineFont(rFont="Arial"), " lúa"),
        )
        book.active["B2"] = CellRichText(*runs)

    sheet = read_one(
        [SHORT, ("5/1/2020", "a", "Khác", 3), ("5/1/2020", old("líp", ".VnTime"), "Khác", 3)], change=change
    )
    assert topics(sheet) == ["Kỹ thuật trồng lúa", "lớp"]


def test_runs_of_letters_as_excel_writes_them(make, patch, read):
    runs = '<r><rPr><rFont val=".VnTime"/></rPr><t xml:space="preserve">líp </t></r><r><t>mới</t></r>'
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>{runs}</si></sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"

    def share(xml):
        shared = xml.replace('t="inlineStr"><is><t>RUNS</t></is>', 't="s"><v>0</v>')
        return shared.replace("</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>')

    content = make({"Lớp học": [SHORT, ("5/1/2020", "RUNS", "Khác", 3)]})
    (draft,) = read(patch(content, share, [("xl/sharedStrings.xml", strings)])).sheets[0].accepted
    assert draft.values["topic"] == "lớp mới"
    assert draft.decoded == (Decoding("Tên lớp", "líp mới", "lớp mới"),)


def test_carriage_returns_and_exotic_spaces_are_spaces(read_one):
    rows = [SHORT, ("5/1/2020", "a_x000D_\nb\u00a0\u200bc", "Khác", 3)]
    assert topics(read_one(rows)) == ["a b c"]


def test_lost_letters_and_undeclared_encodings_are_warned_about(read_one, old):
    sheet = read_one(
        [SHORT, ("5/1/2020", old("Ph¬ng ®îc", ".VnTime"), "Khác", 3), ("5/1/2020", "Nu«i lîn n¸i", "Khác", 3)]
    )
    lost, undeclared = (row.problems[0] for row in sheet.accepted)
    assert (lost.code, lost.where, lost.severity) == ("lost_letter", "Tên lớp", "warning")
    assert (undeclared.code, undeclared.data) == (
        "looks_legacy", {"text": "Nu«i lîn n¸i", "suggestion": "Nuôi lợn nái"},
    )  # fmt: skip


def test_formulas_give_the_result_that_was_kept(make, patch, read):
    content = make({"Lớp học": [SHORT, ("5/1/2020", "a", "Khác", "=20+22"), ("5/1/2020", "b", "Khác", "=1/0")]})
    kept = patch(content, lambda xml: xml.replace("<f>20+22</f><v></v>", "<f>20+22</f><v>42</v>").replace(
        "<f>20+22</f><v />", "<f>20+22</f><v>42</v>"))  # fmt: skip
    first, second = read(kept).sheets[0].rows
    assert first.values["present"] == 42
    assert [problem.code for problem in second.problems if problem.severity == "error"] == ["formula_without_result"]
    assert second.problems[0].where == "Số lượt người"


def test_error_cells_are_problems(read_one):
    (draft,) = read_one([SHORT, ("5/1/2020", "a", "Khác", "#REF!")]).rows
    assert (draft.problems[0].code, draft.problems[0].data) == ("error_cell", {"text": "#REF!"})


def test_numbers_and_days_in_any_form(read_one):
    rows = [
        (datetime(2020, 1, 5), "a", "Khác", "1.891"), (43835, 2020, "Khác", "1 891"),
        ("2020-01-05", 2.5, "Khác", "1891,0"),
        (date(2020, 1, 5), datetime(2020, 1, 6), "Khác", 1891.0), ("5.1.2020", " a\n b ", "Khác", " 1891 "),
    ]  # fmt: skip
    sheet = read_one([SHORT, *rows])
    assert [(row.values["starts_on"], row.values["present"]) for row in sheet.accepted] == [
        (date(2020, 1, 5), 1891)
    ] * 5
    assert topics(sheet) == ["a", "2020", "2,5", "06/01/2020", "a b"]


def test_percent_cells_are_no_counts(read_one):
    def change(book):
        book.active["D2"].number_format = "0%"

    (draft,) = read_one([SHORT, ("5/1/2020", "a", "Khác", 1)], change=change).rows
    assert (draft.problems[0].code, draft.problems[0].data) == ("bad_number", {"text": "100%"})


def test_days_counted_from_1904(read_one):
    from openpyxl.utils.datetime import MAC_EPOCH

    def change(book):
        book.epoch = MAC_EPOCH

    number = (date(2020, 1, 5) - date(1904, 1, 1)).days
    assert read_one([SHORT, (number, "a", "Khác", 1)], change=change).rows[0].values["starts_on"] == date(2020, 1, 5)


def test_a_wrong_dimension_loses_no_rows(make, patch, read):
    content = make({"Lớp học": [SHORT, *(("5/1/2020", f"lớp {i}", "Khác", 3) for i in range(5))]})
    (sheet,) = read(patch(content, lambda xml: xml.replace('<dimension ref="A1:D6"', '<dimension ref="A1:B2"'))).sheets
    assert len(sheet.accepted) == 5


def test_a_file_is_read_by_its_path_and_left_alone(make, fields, tmp_path):
    path = tmp_path / "Số liệu.xlsx"
    path.write_bytes(make({"Lớp học": [SHORT, ("5/1/2020", "a", "Khác", 3)]}))
    before = path.read_bytes()
    assert len(read_workbook(path, fields).sheets[0].accepted) == 1
    assert path.read_bytes() == before
    path.rename(tmp_path / "moved.xlsx")


def zipped(name, data=b"x"):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"PK\x03\x04",
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        zipped("a.txt"),
        zipped("xl/workbook.xml"),
    ],
    ids=["empty", "text", "cut", "xls-or-password", "zip", "hollow"],
)
def test_what_is_no_workbook_is_refused(fields, tmp_path, content):
    path = tmp_path / "danh sách.xlsx"
    path.write_bytes(content)
    for source in (path, content):
        with pytest.raises(ClcError) as caught:
            read_workbook(source, fields)
        assert caught.value.code == "not_a_workbook"
    assert caught.value.data == {"name": ""}


def test_a_missing_file_is_refused(fields, tmp_path):
    with pytest.raises(ClcError) as caught:
        read_workbook(tmp_path / "không có.xlsx", fields)
    assert (caught.value.code, caught.value.data) == ("file_missing", {"name": "không có.xlsx"})
    with pytest.raises(ClcError) as caught:
        read_workbook(tmp_path, fields)
    assert caught.value.code == "file_unreadable"


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_damage_never_ends_in_a_bug(at, byte):
    content = bytearray(SAMPLE)
    content[at % len(content)] = byte
    assert refusal(bytes(content)) in (None, "not_a_workbook")


def refusal(content):
    try:
        read_workbook(content, ())
    except ClcError as error:
        return error.code
    return None


def _sample():
    from openpyxl import Workbook

    book, buffer = Workbook(), BytesIO()
    book.active.append(SHORT)
    book.active.append(("5/1/2020", "á", "Khác", "=1"))
    book.save(buffer)
    return buffer.getvalue()


SAMPLE = _sample()
