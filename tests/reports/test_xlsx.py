"""Excel: real numbers, formulas for totals with their results beside them, headings frozen and repeated."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from clc_desktop.reports.document import Document, Table, clean
from clc_desktop.reports.xlsx_writer import write_xlsx
from tests.reports.factory import report_2020, small_report
from tests.reports.reading import xlsx_book, xlsx_values


@pytest.fixture(scope="module")
def seed() -> bytes:
    return write_xlsx(report_2020())


def tables(document: Document) -> list[tuple[str, Table]]:
    return [(annex.number, block) for annex in document.annexes for block in annex.blocks if isinstance(block, Table)]


def same(shown: Any, cell: Any) -> bool:
    """Empty cells read as None; percentages as floats; text as every writer cleans it."""
    if isinstance(cell, Decimal):
        return isinstance(shown, (int, float)) and Decimal(str(shown)) == cell
    return bool(shown == ((clean(cell) or None) if isinstance(cell, str) else cell))


def assert_same_tables(document: Document, values: dict[str, list[list[Any]]]) -> None:
    """Random documents: ``test_parse_back``."""
    for name, table in tables(document):
        rows = values[name][5 + int(table.grouped) :]
        assert len(rows) == len(table.rows)
        for shown, row in zip(rows, table.rows, strict=True):
            assert all(map(same, shown, row.cells)), (shown, row.cells)


def test_every_table_reads_back_as_it_was() -> None:
    for document in (report_2020(), small_report()):
        assert_same_tables(document, xlsx_values(write_xlsx(document)))


def test_totals_are_formulas_that_give_the_total(seed: bytes) -> None:
    """Each sum is added up from the cells it names."""
    formulas, values = xlsx_book(seed, formulas=True), xlsx_book(seed)
    found = 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            if cell.value.startswith("=SUM("):
                found += 1
                first, last = cell.value[5:-1].split(":")
                numbers = [one.value or 0 for (one,) in values[sheet.title][first:last]]
                assert values[sheet.title][cell.coordinate].value == sum(numbers)
    assert found >= 20


def test_the_summary_names_and_defines_every_figure(seed: bytes) -> None:
    rows = {row[3]: row for row in xlsx_values(seed)["Số liệu"][3:]}
    assert rows["{classes.held}"][1] == 215
    assert rows["{turns.percent}"][1] == pytest.approx(111.2)
    assert rows["{funding.regular}"][1] == 653_056_000
    assert all(row[0] and row[2] for row in rows.values())


def test_sheets_are_ready_to_print(seed: bytes) -> None:
    for sheet in xlsx_book(seed):
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert sheet.print_area
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.orientation) == (1, "landscape")
        assert sheet.page_setup.paperSize == 9
    assert xlsx_book(seed)["Phụ lục II"]["D8"].number_format == "#,##0"


def test_the_same_value_gives_the_same_bytes() -> None:
    assert write_xlsx(small_report()) == write_xlsx(small_report())
