"""The page of an administrative document: Decree 30/2020/NĐ-CP, Annex I (mm and points), shared by PDF and Word.

Where the decree gives a range, the value of its model (Annex III, Mẫu 1.4) or the narrowest that fits is taken.
"""

from __future__ import annotations

from clc_desktop.reports.document import CheckMark, Column, Document, Table, show

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

# Part I, 1 to 4: paper, margins (mm); Part I, 7: page number
PAGE = (210.0, 297.0)
TOP, BOTTOM, LEFT, RIGHT = 20.0, 20.0, 30.0, 15.0
NUMBER_FROM_EDGE = 10.0
"""From the edge of the paper to the top of the page number, in the middle of the top margin."""
NUMBER_SIZE = 14.0

# Section II: sizes in points
NATION_SIZE, MOTTO_SIZE = 13.0, 14.0
ISSUER_SIZE = 13.0
SYMBOL_SIZE, DATE_SIZE = 13.0, 14.0
TITLE_SIZE = 14.0
BODY_SIZE = 14.0
RECIPIENTS_TITLE_SIZE, RECIPIENTS_SIZE = 12.0, 11.0
SIGNATURE_SIZE = 14.0
ANNEX_SIZE = 14.0
TABLE_SIZE = 12.0
CELL_PADDING = 3.0
"""Tables are not in the decree's list; 12 pt keeps an annex on its page."""

FIRST_LINE = 10.0
"""mm; "1 cm or 1,27 cm"."""
BEFORE = 6.0
"""Points above a paragraph; "at least 6 pt"."""
LINE = 1.15
"""Line height in sizes: single spacing of Times New Roman."""

HEAD_SHARE = 0.40
"""Left column of the head and of the signature block, of the text's width (model: 67.5 of 167.5 mm)."""
SHORT_RULE = 0.40
"""Rules under issuer and subject: a third to a half of the line above; under the motto: as long as the motto."""
RULE_THICKNESS = 0.75
RULE_GAP = 4.0
"""Points between a line and the rule below it: clear of the dots under ộ and ạ."""
SIGNATURE_SPACE = 28.0
"""mm left blank for signature and seal between authority and name."""

# The check code of a frozen report, in the bottom margin: ours, not the decree's (mm, points)
CHECK_SIZE = 8.0
CHECK_COLOUR = "#595959"
"""Grey, with a contrast of 7 : 1 on white."""
CHECK_FROM_EDGE = 8.0
CHECK_QR = 15.0
CHECK_QR_FROM_EDGE = 3.0

MM = 72 / 25.4
"""Points in a millimetre."""


def text_width(landscape: bool = False) -> float:
    """mm between the margins."""
    return PAGE[1 if landscape else 0] - LEFT - RIGHT


def text_height(landscape: bool = False) -> float:
    """mm between the upper and the lower margin."""
    return PAGE[0 if landscape else 1] - TOP - BOTTOM


def column_widths(table: Table, width: float, size: float = TABLE_SIZE) -> tuple[float, ...]:
    """The columns' widths in mm, scaled so that the table is ``width`` mm wide; no number wraps in its cell."""
    least = [_least_width(table, index, size) for index in range(len(table.columns))]
    wide = dict(enumerate(column.width for column in table.columns))
    room, fixed = width, dict[int, float]()
    while narrow := [index for index in wide if wide[index] * room / sum(wide.values()) < least[index]]:
        for index in narrow:
            fixed[index] = least[index]
            del wide[index]
        room = width - sum(fixed.values())
        if not wide or room <= 0:  # numbers alone are wider than the page: all give way alike
            whole = sum(column.width for column in table.columns)
            return tuple(column.width * width / whole for column in table.columns)
    share = room / (sum(wide.values()) or 1)
    return tuple(fixed.get(index) or wide[index] * share for index in range(len(table.columns)))


def _least_width(table: Table, index: int, size: float) -> float:
    """What the longest number of a column needs in mm, in bold as in a total, with a cell's padding."""
    from clc_desktop.reports.fonts import text_points

    kind = table.columns[index].kind
    if kind == "text":
        return 0.0
    longest = max((show(row.cells[index], kind) for row in table.rows), key=len, default="")
    return (text_points(longest, size, bold=True) + 2 * CELL_PADDING + 1) / MM


def heading_groups(columns: tuple[Column, ...]) -> list[tuple[int, int]]:
    """First and last index of each stretch of neighbours with one group; a column without a group stands alone."""
    stretches: list[tuple[int, int]] = []
    for index, column in enumerate(columns):
        if stretches and column.group and columns[stretches[-1][0]].group == column.group:
            stretches[-1] = (stretches[-1][0], index)
        else:
            stretches.append((index, index))
    return stretches


def check_text(check: CheckMark) -> str:
    """What stands beside the QR symbol."""
    return f"Mã kiểm tra: {check.code}"


def recipient_lines(document: Document) -> list[str]:
    """Box 9b: "- Sở Giáo dục và Đào tạo (b/c);", the last one with a full stop."""
    return listed(document.recipients)


def listed(items: tuple[str, ...]) -> list[str]:
    """Items as lines: "- A;", "- B."."""
    return [f"- {item}" for item in ended(items)]


def ended(items: tuple[str, ...]) -> list[str]:
    """Items with the punctuation of a list, for lists that bring their own marks: "A;", "B."."""
    return [f"{item}{'.' if index == len(items) else ';'}" for index, item in enumerate(items, start=1)]
