"""Phiếu khôi phục: the one page that brings a unit's keys back on a new PC, to be printed once and kept in the safe.

It must be understood by somebody who has never seen the program and finds it in the safe years later: what it is, what
it is for, what to do with it, and what not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from clc_desktop.reports import layout
from clc_desktop.reports.document import Run, cleaned
from clc_desktop.reports.fonts import face, register_fonts
from clc_desktop.reports.pdf_parts import Line, Painted, rule, run_markup, style
from clc_desktop.reports.pdf_tags import Element, TaggedCanvas, Writer
from clc_desktop.reports.pictures import qr_picture

TITLE = "PHIẾU KHÔI PHỤC KHÓA"
SUBJECT = "dùng khi máy tính của đơn vị bị hỏng, bị thay hoặc phải cài lại"
_SIZE, _CODE_SIZE = 12.0, 15.0
_QR_SIDE = 46 * mm
_BLANK_DATE = "ngày …… tháng …… năm 20……"


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
    register_fonts()
    buffer, tree, scan_text = BytesIO(), Element("Document"), sheet.scan_text
    sides = {"leftMargin": layout.LEFT, "rightMargin": layout.RIGHT, "topMargin": 15.0, "bottomMargin": 12.0}
    template = SimpleDocTemplate(
        buffer, pagesize=tuple(side * mm for side in layout.PAGE), title=TITLE, author=sheet.unit_name,
        creator="clc-desktop", producer="clc-desktop", lang="vi-VN", initialFontName=face(), invariant=1,
        **{name: side * mm - 6 for name, side in sides.items()},
    )  # fmt: skip

    def canvas(*args: Any, **rest: Any) -> TaggedCanvas:
        made = TaggedCanvas(*args, **rest)
        made.tree = tree
        return made

    page = list(_story(cleaned(sheet), scan_text, Writer(tree)))
    template.build([KeepInFrame(template.width, template.height, page, mode="shrink")], canvasmaker=canvas)
    return buffer.getvalue()


def _story(sheet: RecoverySheet, scan_text: str, tags: Writer) -> Iterator[Flowable]:
    yield _head(sheet, tags)
    yield _centred(TITLE, 16, tags)
    yield _centred(SUBJECT, 13, tags, bold=False)
    yield Spacer(1, 6)
    yield _line(tags, Run("Đơn vị: "), Run(sheet.unit_name, bold=True))
    yield _line(tags, Run("Số kiểm tra của đơn vị: "), Run(sheet.check_number, bold=True))
    yield from _passage("Phiếu này để làm gì", _PURPOSE, tags)
    yield from _passage("Cách dùng", _STEPS, tags)
    yield Spacer(1, 6)
    yield _code(sheet, scan_text, tags)
    yield from _passage("Giữ phiếu", _KEEPING, tags)
    yield Spacer(1, 8)
    yield _signatures(tags)


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


def _head(sheet: RecoverySheet, tags: Writer) -> Flowable:
    left = [_centred(sheet.unit_name.upper(), layout.ISSUER_SIZE, tags)]
    left.append(rule(sheet.unit_name.upper(), layout.ISSUER_SIZE, layout.SHORT_RULE))
    right = [_centred(layout.NATION, 12, tags), _centred(layout.MOTTO, 13, tags), rule(layout.MOTTO, 13, 1.0)]
    right.append(Line(_BLANK_DATE, style(13, "center", italic=True, before=6), tag=tags.block("P")))
    return Grid([[left, right]], colWidths=_columns(layout.HEAD_SHARE), style=_BARE, spaceAfter=8)


def _code(sheet: RecoverySheet, scan_text: str, tags: Writer) -> Flowable:
    """The six lines, large, with the QR symbol beside them."""
    look = style(_CODE_SIZE, bold=True, before=7)
    lines = [
        Line(f"Dòng {number}:  {line}", look, tag=tags.block("P")) for number, line in enumerate(sheet.lines, start=1)
    ]
    symbol = Painted(qr_picture(_modules(scan_text), _QR_SIDE), tags.block("Figure", "Mã QR của sáu dòng số"))
    framed = [*_BARE, ("BOX", (0, 0), (-1, -1), 1, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    framed += [("LEFTPADDING", (0, 0), (0, 0), 14), ("BOTTOMPADDING", (0, 0), (0, 0), 7)]
    return Grid([[lines, symbol]], colWidths=_columns(0.68), style=framed)


def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    import segno

    symbol = segno.make_qr(text, error="m", encoding="utf-8")
    return tuple(tuple(bool(module) for module in row) for row in symbol.matrix)


def _signatures(tags: Writer) -> Flowable:
    def place(title: str) -> list[Flowable]:
        note = Line("(ký, ghi rõ họ tên)", style(_SIZE, "center", italic=True), tag=tags.block("P"))
        return [_centred(title, _SIZE, tags), note, Spacer(1, 16 * mm)]

    return Grid([[place("NGƯỜI GIỮ PHIẾU"), place("THỦ TRƯỞNG ĐƠN VỊ")]], colWidths=_columns(0.5), style=_BARE)


def _passage(title: str, paragraphs: Sequence[str], tags: Writer) -> Iterator[Flowable]:
    yield Line(title, style(_SIZE, bold=True, before=8, keep=True), tag=tags.block("H1"))
    for text in paragraphs:
        yield Line(text, style(_SIZE, "justify", before=3), tag=tags.block("P"))


def _line(tags: Writer, *runs: Run) -> Line:
    return Line(run_markup(runs), style(13, before=4), markup=True, tag=tags.block("P"))


def _centred(text: str, size: float, tags: Writer, bold: bool = True) -> Line:
    return Line(text, style(size, "center", bold=bold), tag=tags.block("P"))


def _columns(share: float) -> list[float]:
    width = layout.text_width() * mm
    return [width * share, width * (1 - share)]


_BARE: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ("FONTNAME", (0, 0), (-1, -1), face()),
]
