"""What Excel puts on the clipboard: cells in, cells out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clc_desktop.tables_in.pasting import cells_of, sheet_of
from clc_desktop.tables_in.sheets import FUNDING

CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n"\t '), max_size=6)


def as_excel_copies(cell: str) -> str:
    """Quotes only round what has a line break or a tab in it."""
    if any(mark in cell for mark in "\t\n"):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def reads_alike(cell: str) -> bool:
    """A cell that itself looks like a quoted one with doubled quotes cannot be told apart: Excel's own ambiguity."""
    return not (cell.startswith('"') and '""' in cell)


@given(st.lists(st.lists(CELL.filter(reads_alike), min_size=2, max_size=4), min_size=1, max_size=4))
def test_every_cell_arrives_as_it_was(rows: list[list[str]]) -> None:
    text = "\r\n".join("\t".join(map(as_excel_copies, row)) for row in rows) + "\r\n"
    filled = list(rows)
    while filled and not any(cell.strip() for cell in filled[-1]):
        filled.pop()
    assert cells_of(text) == filled


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"a\nb"\tc\n', [["a\nb", "c"]]),
        ('"Xanh" sạch\tđẹp', [['"Xanh" sạch', "đẹp"]]),
        ('"nói ""vâng""\nrồi"\t1', [['nói "vâng"\nrồi', "1"]]),
        ("một", [["một"]]),
        ("a\t\t\n\n\n", [["a", "", ""]]),
        ("", []),
    ],
)
def test_quotes_as_excel_means_them(text: str, rows: list[list[str]]) -> None:
    assert cells_of(text) == rows


def test_without_headings_the_list_s_own_columns_say_what_is_what() -> None:
    rows = [["Xã hội hóa", "x", "1.000"]]
    sheet, columns = sheet_of(rows, FUNDING, [("Nguồn", "source"), ("Tùy", "")])
    head, body = sheet.rows
    assert [cell.value for cell in head[1]] == ["Nguồn", "Tùy", "Cột 3"]
    assert columns == {0: "source", 1: "", 2: ""}
    assert body[0] == 1
    headed = [["Số tiền (đồng)", "Nguồn"], ["5", "Ngân sách xã"]]
    assert sheet_of(headed, FUNDING, [])[1] == {}
