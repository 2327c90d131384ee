"""Tables over several pages: no row is cut that fits on one, headings are repeated, the total has company."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.reports import layout
from clc_desktop.reports.document import Annex, Cell, Column, Document, Row, Table
from clc_desktop.reports.pdf_writer import write_pdf
from tests.reports.factory import small_report
from tests.reports.reading import pdf_pages

COLUMNS = (Column("TT", 10, "integer", "center"), Column("Tên lớp", 60), Column("Lượt", 20, "integer", "right", "Nhóm"))


def laid(rows: list[Row], columns: tuple[Column, ...] = COLUMNS, *, landscape: bool = False) -> list[str]:
    """The text of the pages of a table of these rows."""
    return pdf_pages(write_pdf(of_rows(rows, columns, landscape=landscape)))[1:]


def of_rows(rows: list[Row], columns: tuple[Column, ...] = COLUMNS, *, landscape: bool = False) -> Document:
    annex = Annex("Phụ lục", "Danh sách", "(Kèm theo)", (Table(columns, tuple(rows)),), landscape=landscape)
    return replace(small_report(), body=(), annexes=(annex,))


def row(number: int, words: int) -> Row:
    text = " ".join([f"đầu{number}x", *["chữ nghĩa"] * words, f"cuối{number}x"])
    return Row((number, text, number * 1000))


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=40), st.booleans())
def test_no_row_is_cut_and_every_page_has_the_heading(words: list[int], landscape: bool) -> None:
    rows = [row(number, count) for number, count in enumerate(words)]
    pages = laid([*rows, Row((None, "Tổng cộng", 1), "total")], landscape=landscape)
    for number in range(len(rows)):
        (page,) = [page for page in pages if f"đầu{number}x" in page]
        assert f"cuối{number}x" in page
    assert all("Tên lớp" in page for page in pages)
    assert f"cuối{len(rows) - 2}x" in next(page for page in pages if "Tổng cộng" in page)


@pytest.mark.parametrize("landscape", [False, True])
def test_a_row_higher_than_a_page_goes_on_and_arrives_whole(landscape: bool) -> None:
    pages = laid([row(1, 3000), row(2, 3), Row((None, "Tổng cộng", 1), "total")], landscape=landscape)
    text = " ".join(pages)
    assert len(pages) > 2
    assert text.count("nghĩa") == 3003
    assert text.index("đầu1x") < text.index("cuối1x") < text.index("đầu2x") < text.index("Tổng cộng")


def test_a_word_longer_than_its_column_arrives_whole() -> None:
    word = "".join(chr(0x41 + index % 26) for index in range(400))
    assert word in "".join("".join(laid([Row((1, word, 1))])).split())


@pytest.mark.parametrize("value", [5, 1234, 21641, 653_056_000, 9_876_543_210_123])
def test_no_number_wraps_however_narrow_its_column(value: int) -> None:
    columns = (Column("TT", 4, "integer"), Column("Tên", 120), Column("Lượt", 6, "money", "right"))
    rows = [Row((number, "tên", value)) for number in (1, 1200)]
    shown = f"{value:,}".replace(",", ".")
    text = " ".join(laid(rows, columns))
    assert text.count(shown) == 2
    assert re.search(r"\b1\.200\b", text)


def test_widths_fill_the_page_and_give_numbers_what_they_need() -> None:
    table = Table(COLUMNS, (Row((1, "x", 9_876_543_210_123)),))
    widths = layout.column_widths(table, 165)
    assert sum(widths) == pytest.approx(165)
    assert min(widths) > 0
    cells: tuple[Cell, ...] = tuple(10**30 for _column in range(9))
    crowded = Table(tuple(Column("", 10, "integer") for _cell in cells), (Row(cells),))
    assert sum(layout.column_widths(crowded, 165)) == pytest.approx(165)
