"""Phiếu khôi phục: the one page that brings a unit's keys back on a new PC, to be printed once and kept in the safe.

It must be understood by somebody who has never seen the program and finds it in the safe years later: what it is, what
it is for, what to do with it, and what not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus import Table as Grid

from clc_desktop.reports.document import Run, cleaned
from clc_desktop.reports.pdf_parts import Line, Painted, style
from clc_desktop.reports.pictures import qr_picture
from clc_desktop.reports.slips import BARE, Slips, columns

TITLE = "PHIẾU KHÔI PHỤC KHÓA"
SUBJECT = "dùng khi máy tính của đơn vị bị hỏng, bị thay hoặc phải cài lại"
_CODE_SIZE = 15.0
_QR_SIDE = 46 * mm


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What is printed: ``lines`` is the code to type, ``scan_text`` the same for a QR reader.

    The secret stands in both, so neither shows in ``repr``.
    """

    unit_name: str
    check_number: str
    lines: tuple[str, ...]
    scan_text: str

    def __repr__(self) -> str:
        return f"RecoverySheet({self.unit_name!r}, {self.check_number!r})"


def write_recovery_sheet(sheet: RecoverySheet) -> bytes:
    """The page as PDF. The file holds the secret in plain text: it is for the printer, and to be deleted after it."""
    slips = Slips(TITLE, sheet.unit_name)
    return slips.write([_story(cleaned(sheet), sheet.scan_text, slips)])


def _story(sheet: RecoverySheet, scan_text: str, slips: Slips) -> Iterator[Flowable]:
    yield from slips.top(sheet.unit_name, TITLE, SUBJECT)
    yield slips.line(Run("Đơn vị: "), Run(sheet.unit_name, bold=True))
    yield slips.line(Run("Số kiểm tra của đơn vị: "), Run(sheet.check_number, bold=True))
    yield from slips.passage("Phiếu này để làm gì", _PURPOSE)
    yield from slips.passage("Cách dùng", _STEPS)
    yield Spacer(1, 6)
    yield _code(sheet, scan_text, slips)
    yield from slips.passage("Giữ phiếu", _KEEPING)
    yield Spacer(1, 8)
    yield slips.signatures("NGƯỜI GIỮ PHIẾU", "THỦ TRƯỞNG ĐƠN VỊ")


_PURPOSE = (
    "Số liệu của đơn vị được gửi đi trong những tệp có chữ ký điện tử. Khóa dùng để ký nằm trong máy tính của đơn vị. "
    "Sáu dòng số dưới đây là khóa ấy: gõ vào máy mới thì máy mới lại là máy của đơn vị, không phải đăng ký lại từ đầu.",
    "Phiếu này không chứa số liệu. Lớp học, học viên, kinh phí lấy lại từ bản sao lưu (tệp sao lưu trên USB); không có "
    "bản sao lưu thì đơn vị tổng hợp vẫn giữ những số liệu đã nộp.",
)
_STEPS = (
    "1. Cài chương trình quản lý trung tâm học tập cộng đồng (clc-desktop) trên máy mới và mở lên.",
    "2. Ở màn hình đầu tiên chọn “Khôi phục từ phiếu”, gõ tên đơn vị và sáu dòng số. Hai chữ số cuối mỗi dòng là số "
    "kiểm tra: gõ sai, chương trình báo ngay dòng nào sai. Ô vuông bên cạnh chứa cùng những số ấy, dành cho máy quét.",
    "3. Đối chiếu số kiểm tra hiện trên màn hình với số kiểm tra ghi ở trên: hai số phải giống nhau.",
    "4. Nếu có tệp sao lưu, chọn “Khôi phục dữ liệu” và mở tệp đó.",
)
_KEEPING = (
    "Cất phiếu trong két hoặc tủ có khóa, cùng chỗ với con dấu. Ai có phiếu này đều ký được thay đơn vị: không chụp "
    "ảnh, không gửi qua tin nhắn, không để trong máy tính. Chỉ in một lần; in xong thì xóa tệp.",
    "Nếu phiếu hoặc máy tính bị mất, gọi ngay cho đơn vị tổng hợp (xã, huyện hoặc tỉnh nhận số liệu) để thu hồi khóa.",
)


def _code(sheet: RecoverySheet, scan_text: str, slips: Slips) -> Flowable:
    """The six lines, large, with the QR symbol beside them."""
    look = style(_CODE_SIZE, bold=True, before=7)
    lines = [
        Line(f"Dòng {number}:  {line}", look, tag=slips.tags.block("P"))
        for number, line in enumerate(sheet.lines, start=1)
    ]
    symbol = Painted(qr_picture(_modules(scan_text), _QR_SIDE), slips.tags.block("Figure", "Mã QR của sáu dòng số"))
    framed = [*BARE, ("BOX", (0, 0), (-1, -1), 1, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    framed += [("LEFTPADDING", (0, 0), (0, 0), 14), ("BOTTOMPADDING", (0, 0), (0, 0), 7)]
    return Grid([[lines, symbol]], colWidths=columns(0.68), style=framed)


def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    import segno

    symbol = segno.make_qr(text, error="m", encoding="utf-8")
    return tuple(tuple(bool(module) for module in row) for row in symbol.matrix)
