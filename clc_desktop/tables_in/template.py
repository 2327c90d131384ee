"""The empty workbook that a centre fills in with Excel, made from the same columns that reading goes by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from clc_desktop.domain.clock import now
from clc_desktop.tables_in.sheets import CHOICES, GUIDE, SHEETS, Column, SheetSpec

FONT, SIZE = "Times New Roman", 12
LAST_ROW = 5000
"""Down to this row cells have drop-down lists; what is typed below is read all the same."""

_INK, _NEEDED, _LINE, _GREY = "1F3A5F", "A63A2B", "B8C4D2", "5F6B7A"
FORMATS = {"date": "dd/mm/yyyy", "moment": "hh:mm dd/mm/yyyy", "number": "#,##0", "year": "0", "text": "General"}
_INTRO = (
    "Mỗi trang tính là một danh sách. Chỉ cần điền những trang có số liệu; trang nào chưa có thì để trống.",
    "Dòng 1 của mỗi trang là tiêu đề, không xóa và không đổi tên. Bắt đầu gõ từ dòng 2, mỗi dòng một mục.",
    "Cột có tiêu đề nền đỏ là bắt buộc. Các cột khác chưa rõ thì để trống.",
    "Ngày gõ theo thứ tự ngày/tháng/năm, ví dụ 05/01/2020. Số người là số nguyên, ví dụ 1080 hoặc 1.080.",
    "Chữ gõ bằng Unicode. Danh sách cũ dùng phông .VnTime hoặc VNI-Times vẫn đọc được, hãy giữ nguyên phông.",
    "Xong thì lưu lại dưới dạng .xlsx rồi mở bằng nút “Nhập từ Excel”. Dòng nào sai, chương trình nêu rõ lý do; "
    "sửa rồi nhập lại, dòng đã nhập không bị ghi hai lần.",
)


def template_bytes(fields: Sequence[tuple[str, str]]) -> bytes:
    """The workbook as .xlsx bytes; ``fields`` is the taxonomy as (code, name) for the drop-down lists.

    It holds no data: the examples stand on the guide sheet, which reading passes over.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "clc-desktop"
    book.properties.created = book.properties.modified = now().replace(tzinfo=None)
    _set_default_font(book)
    guide = book.active
    choices = book.create_sheet(CHOICES)
    names = tuple(name for _, name in fields)
    for spec in SHEETS:
        _fill_sheet(book.create_sheet(spec.name), spec, choices, names)
    _fill_guide(guide, names)
    book.move_sheet(choices, len(SHEETS))
    choices.sheet_state = "hidden"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _set_default_font(book: Any) -> None:
    """The font of cells nobody has touched, so that what is typed looks like an office's table."""
    from openpyxl.styles import Font

    book._fonts[0] = Font(name=FONT, size=SIZE)


def _fill_sheet(sheet: Any, spec: SheetSpec, choices: Any, fields: tuple[str, ...]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.sheet_properties.tabColor = _INK
    for position, column in enumerate(spec.columns, start=1):
        _head(sheet.cell(1, position), column.heading, required=column.required)
        letter = get_column_letter(position)
        dimension = sheet.column_dimensions[letter]
        dimension.width = column.width
        dimension.font = Font(name=FONT, size=SIZE)
        dimension.number_format = FORMATS[column.form]
        middle = "center" if column.form in ("date", "year") else None
        dimension.alignment = Alignment(horizontal=middle, vertical="top", wrap_text=column.form == "text")
        offered = fields if column.field == "field" else column.choices
        _guide_cells(sheet, column, f"{letter}2:{letter}{LAST_ROW}", _list_range(choices, column, offered))
    sheet.row_dimensions[1].height = 36
    sheet.freeze_panes = "A2"
    _page(sheet, "landscape")
    sheet.print_title_rows = "1:1"


def _head(cell: Any, text: str, *, required: bool = False) -> None:
    cell.value = text
    head_style(cell, required)


def head_style(cell: Any, required: bool) -> None:
    """The dress of a heading."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(name=FONT, size=SIZE, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=_NEEDED if required else _INK)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _border()


def _border() -> Any:
    from openpyxl.styles import Border, Side

    side = Side("thin", color=_LINE)
    return Border(left=side, right=side, top=side, bottom=side)


def _list_range(choices: Any, column: Column, offered: Sequence[str]) -> str | None:
    """Where a drop-down list's items stand; in a sheet, as a list within a validation cannot hold commas."""
    if not offered:
        return None
    from openpyxl.utils import get_column_letter

    known = {cell.value: cell.column for cell in choices[1] if cell.value}
    position = known.get(column.heading, len(known) + 1)
    for row, text in enumerate((column.heading, *offered), start=1):
        choices.cell(row, position).value = text
    letter = get_column_letter(position)
    return f"'{CHOICES}'!${letter}$2:${letter}${len(offered) + 1}"


def _guide_cells(sheet: Any, column: Column, cells: str, choices: str | None) -> None:
    """The hint that shows when a cell is entered, and its drop-down list; neither keeps anyone from typing."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="list" if choices else None,
        formula1=choices,
        allow_blank=True,
        showErrorMessage=False,
        showInputMessage=True,
        promptTitle=column.heading[:32],
        prompt=column.hint[:255],
    )
    rule.add(cells)
    sheet.add_data_validation(rule)


def _page(sheet: Any, orientation: str) -> None:
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5


def _fill_guide(sheet: Any, fields: tuple[str, ...]) -> None:
    """What each sheet and column is for, with one example each."""
    sheet.title = GUIDE
    sheet.sheet_view.showGridLines = False
    for letter, width in (("A", 26), ("B", 62), ("C", 40)):
        sheet.column_dimensions[letter].width = width
    _line(sheet, 1, "HƯỚNG DẪN NHẬP SỐ LIỆU TRUNG TÂM HỌC TẬP CỘNG ĐỒNG", size=15, bold=True, height=28)
    row = 3
    for number, text in enumerate(_INTRO, start=1):
        _line(sheet, row, f"{number}. {text}", height=17 * -(-len(text) // 118))
        row += 1
    for spec in SHEETS:
        row = _sheet_guide(sheet, row + 1, spec)
    _line(sheet, row + 1, f"Lĩnh vực: {'; '.join(fields)}.", height=34)
    _page(sheet, "portrait")


def _sheet_guide(sheet: Any, row: int, spec: SheetSpec) -> int:
    """One sheet's part of the guide from ``row`` on; gives the row after it."""
    from openpyxl.styles import Alignment, Font

    _line(sheet, row, f"Trang “{spec.name}”", size=13, bold=True, height=20)
    _line(sheet, row + 1, spec.about, color=_GREY, height=17 * -(-len(spec.about) // 118))
    for position, text in enumerate(("Cột", "Cách điền", "Ví dụ"), start=1):
        _head(sheet.cell(row + 2, position), text)
    for number, column in enumerate(spec.columns, start=row + 3):
        needed = Font(name=FONT, size=SIZE, bold=column.required, color=_NEEDED if column.required else "000000")
        texts: Iterable[str] = (column.heading, column.hint, column.example)
        for position, text in enumerate(texts, start=1):
            cell = sheet.cell(number, position, text)
            cell.font = needed if position == 1 else Font(name=FONT, size=SIZE)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.border = _border()
        sheet.row_dimensions[number].height = 17 * max(1, -(-len(column.hint) // 68), -(-len(column.example) // 42))
    return row + 3 + len(spec.columns)


def _line(
    sheet: Any, row: int, text: str, *, size: int = SIZE, bold: bool = False, color: str = _INK, height: int
) -> None:
    """A line of text over the guide's three columns."""
    from openpyxl.styles import Alignment, Font

    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=3)
    cell = sheet.cell(row, 1, text)
    cell.font = Font(name=FONT, size=size, bold=bold, color=color if bold or color != _INK else "000000")
    cell.alignment = Alignment(vertical="center" if bold else "top", wrap_text=True)
    sheet.row_dimensions[row].height = height
