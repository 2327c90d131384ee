"""Phiếu giao máy: for each centre a page with the code that opens its first assignment, kept apart from the stick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable, Spacer
from reportlab.platypus import Table as Grid

from clc_desktop.reports.document import Run, cleaned
from clc_desktop.reports.pdf_parts import Line, style
from clc_desktop.reports.slips import BARE, Slips, columns

TITLE = "PHIẾU GIAO MÁY"
SUBJECT = "dùng một lần, khi mở chương trình lần đầu trên máy của trung tâm"
_CODE_SIZE = 20.0


@dataclass(frozen=True, slots=True)
class OpeningSheet:
    """One page: whose it is, which file the code opens, and the code, which does not show in ``repr``."""

    unit_name: str
    file_name: str
    code: str

    def __repr__(self) -> str:
        return f"OpeningSheet({self.unit_name!r}, {self.file_name!r})"


def write_opening_sheets(office: str, sheets: Sequence[OpeningSheet]) -> bytes:
    """The pages as PDF. The codes stand in it in plain text: it is for the printer, and to be deleted after it."""
    slips = Slips(TITLE, office)
    return slips.write(_story(cleaned(sheet), office, slips) for sheet in sheets)


def _story(sheet: OpeningSheet, office: str, slips: Slips) -> Iterator[Flowable]:
    yield from slips.top(office, TITLE, SUBJECT)
    yield slips.line(Run("Giao cho: "), Run(sheet.unit_name, bold=True))
    yield slips.line(Run("Tệp trên USB: "), Run(sheet.file_name, bold=True))
    yield Spacer(1, 8)
    yield _code(sheet, slips)
    yield from slips.passage("Cách dùng", _STEPS)
    yield from slips.passage("Giữ phiếu", _KEEPING)
    yield Spacer(1, 8)
    yield slips.signatures("NGƯỜI GIAO", "NGƯỜI NHẬN")


_STEPS = (
    "1. Cài chương trình quản lý trung tâm học tập cộng đồng (clc-desktop) trên máy của trung tâm, cắm USB có tệp ghi "
    "ở trên và mở chương trình lên.",
    "2. Ở màn hình đầu tiên chọn “Có tệp giao trên USB”, chọn tệp và gõ mã mở tệp ở trên. Gõ sai chữ số nào, chương "
    "trình báo ngay. Tên đơn vị, lĩnh vực, chỉ tiêu và hạn nộp đều có sẵn trong tệp, không phải gõ.",
    "3. Ghi tệp đăng ký của máy ra USB và mang USB về nơi giao phiếu; gọi điện đọc số kiểm tra 12 chữ số hiện trên màn "
    "hình. Đăng ký được duyệt thì số liệu của trung tâm mới được nhận.",
)
_KEEPING = (
    "Phiếu đi riêng, không để cùng chỗ với USB. Ai có cả hai đều mở được tệp; trong tệp có tên đơn vị, chỉ tiêu và hạn "
    "nộp, không có số liệu của trung tâm và không có thông tin của người nào. Dùng xong thì hủy phiếu.",
)


def _code(sheet: OpeningSheet, slips: Slips) -> Flowable:
    """The code in a frame, in groups of four, over two lines."""
    groups = sheet.code.split()
    half = (len(groups) + 1) // 2
    look = style(_CODE_SIZE, "center", bold=True, before=7)
    lines = [slips.centred("Mã mở tệp", 13, bold=False)]
    lines += [
        Line("   ".join(part), look, tag=slips.tags.block("P")) for part in (groups[:half], groups[half:]) if part
    ]
    framed = [*BARE, ("BOX", (0, 0), (-1, -1), 1, "black"), ("TOPPADDING", (0, 0), (0, 0), 6)]
    return Grid([[lines]], colWidths=columns(1)[:1], style=[*framed, ("BOTTOMPADDING", (0, 0), (0, 0), 10)])
