"""Where things stand on the pages of a PDF: paper, margins, centres, rules, indents, spacing, page numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from clc_desktop.reports.format_gate import elements
from clc_desktop.reports.format_gate.elements import check_boxes
from clc_desktop.reports.format_gate.letters import check_look, check_plain
from clc_desktop.reports.format_gate.pdf_boxes import MM, Found, Part, find, is_foot, number_lines, text_lines
from clc_desktop.reports.format_gate.pdf_reading import Line, Page, Pdf, Stroke
from clc_desktop.reports.format_gate.violations import Violation, short

_SINGLE = 1.15
"""Line height of Times New Roman in sizes: "single"."""
_NEAR = 9.0
"""Points by which centres may differ: blanks at the ends of a line shift it."""
_UP, _DOWN = 0.89, 0.22
"""How far Times New Roman reaches above and below its base line, in sizes."""


def check_pdf(pdf: Pdf) -> tuple[Violation, ...]:
    """Every violation in a PDF."""
    found = find(pdf)
    checks = (
        _paper,
        _margins,
        _letters,
        _fonts,
        _access,
        _page_numbers,
        _head,
        _title,
        _body,
        _headings,
        _signature,
        _annexes,
    )
    return tuple(violation for check in (_boxes, *checks) for violation in check(found))


def _boxes(found: Found) -> Iterator[Violation]:
    yield from check_boxes(found.boxes)


# --- page -------------------------------------------------------------------------------------------------------------


def _paper(found: Found) -> Iterator[Violation]:
    for part in found.parts:
        for page in part.pages:
            sides = sorted((round(page.width / MM), round(page.height / MM)))
            where = f"trang {page.number}"
            if sides != [210, 297]:
                yield Violation("paper", where, f"{sides[0]} x {sides[1]} mm", "210 x 297 mm")
            elif page.width > page.height and not part.annex:
                yield Violation("orientation", where, "ngang", "đứng")


def _margins(found: Found) -> Iterator[Violation]:
    """Nothing in the margins; the text itself begins and ends where they end."""
    for part in found.parts:
        for page in part.pages:
            lines = text_lines(page)
            if lines:
                yield from _inside(page, lines)
    yield from _edges(found)


def _inside(page: Page, lines: Sequence[Line]) -> Iterator[Violation]:
    bottom = 15 if page.width > page.height else 20
    sides = (
        ("trái", min(line.left for line in lines), 30),
        ("phải", page.width - max(line.right for line in lines), 15),
        ("trên", page.height - max(line.base + _UP * line.size for line in lines), 20),
        ("dưới", min(line.base - _DOWN * line.size for line in lines), bottom),
    )
    for side, distance, least in sides:
        if distance < least * MM - 1.5:
            yield Violation("margins", f"trang {page.number}, lề {side}", f"{distance / MM:.1f} mm", f"từ {least} mm")


def _edges(found: Found) -> Iterator[Violation]:
    """The widest that margins may be: left and right by the text, top by every page but the first few lines."""
    first = found.parts[0].pages[0]
    right = first.width - found.right
    if found.body and found.left > 35 * MM + 1.5:
        yield Violation("margins", "lề trái", f"{found.left / MM:.1f} mm", "30-35 mm")
    if _continued(found) and right > 20 * MM + 1.5:
        yield Violation("margins", "lề phải", f"{right / MM:.1f} mm", "15-20 mm")
    for page in found.parts[0].pages:
        lines = text_lines(page)
        top = page.height - max((line.base + _UP * line.size for line in lines), default=page.height)
        if top > 25 * MM + 6:
            yield Violation("margins", f"trang {page.number}, lề trên", f"{top / MM:.1f} mm", "20-25 mm")


def _letters(found: Found) -> Iterator[Violation]:
    for page in found.pdf.pages:
        for line in page.lines:
            if not is_foot(line):
                yield from check_plain(line.text, line.where, line.faces)


def _fonts(found: Found) -> Iterator[Violation]:
    seen: set[str] = set()
    for page in found.pdf.pages:
        for font in page.fonts:
            lacks = [
                *([] if font.embedded else ["không nhúng"]),
                *([] if font.subset or not font.embedded else ["nhúng cả phông"]),
                *([] if font.texts else ["không có bảng Unicode"]),
            ]
            if lacks and font.name not in seen:
                seen.add(font.name)
                yield Violation("embedded", f"phông {font.name}", ", ".join(lacks), "nhúng phần đã dùng, có Unicode")


def _access(found: Found) -> Iterator[Violation]:
    pdf = found.pdf
    lacks = [
        *([] if pdf.tagged else ["không có cấu trúc"]),
        *([] if pdf.language.startswith("vi") else ["không có ngôn ngữ"]),
        *([] if pdf.title else ["không có tiêu đề"]),
    ]
    if lacks:
        yield Violation("tagged", "tệp PDF", ", ".join(lacks), "PDF có cấu trúc, ngôn ngữ vi-VN, tiêu đề")


def _page_numbers(found: Found) -> Iterator[Violation]:
    for part in found.parts:
        for index, page in enumerate(part.pages, start=1):
            lines = number_lines(page)
            if index == 1:
                yield from _no_number(part, page, lines)
            else:
                yield from _numbered(found, part, index, page, lines)


def _no_number(part: Part, page: Page, lines: Sequence[Line]) -> Iterator[Violation]:
    for line in lines:
        rule = "annex_pages" if part.annex else "first_page"
        yield Violation(rule, f"trang {page.number}", short(line.text), "không có số trang")


def _off_centre(line: Line, page: Page, found: Found) -> float:
    """How far a line's middle is from that of the paper or that of the text, whichever is nearer."""
    first = found.parts[0].pages[0]
    margins = ((found.left, first.width - found.right), (30 * MM, 15 * MM), (0, 0))
    return min(abs(line.centre - (left + page.width - right) / 2) for left, right in margins)


def _numbered(found: Found, part: Part, number: int, page: Page, lines: Sequence[Line]) -> Iterator[Violation]:
    where = f"trang {page.number}"
    if [line.text.strip() for line in lines] != [str(number)]:
        shown = short(" ".join(line.text for line in lines)) if lines else "không có"
        yield Violation("annex_pages" if part.annex else "page_number", where, shown, str(number))
        return
    yield from check_look("page_number", lines[0].text, where, lines[0].faces, elements.LOOKS["page_number"])
    if _off_centre(lines[0], page, found) > _NEAR:
        yield Violation("page_number", where, f"cách trái {lines[0].centre / MM:.0f} mm", "canh giữa lề trên")


# --- head and title ---------------------------------------------------------------------------------------------------


def _head(found: Found) -> Iterator[Violation]:
    boxes, page = found.boxes, found.parts[0].pages[0]
    nation, motto, issuer, symbol, date = (
        _last(getattr(boxes, name)) for name in ("nation", "motto", "issuer", "symbol", "place_date")
    )
    if nation and nation.centre < page.width / 2:
        yield Violation("nation", nation.where, "bên trái", "phía trên, bên phải")
    if nation and motto:
        yield from _under("motto", motto, nation)
        if nation.base - motto.base > 1.45 * motto.size:
            yield Violation("motto", motto.where, f"cách {nation.base - motto.base:.0f} pt", "cách dòng đơn")
    if motto:
        yield from _ruled("motto_rule", motto, motto.right - motto.left, page.strokes, (0.97, 1.03))
    if issuer:
        longest = max(line.right - line.left for line in boxes.issuer if isinstance(line, Line))
        yield from _ruled("issuer_rule", issuer, min(longest, issuer.right - issuer.left), page.strokes, _SHORT)
    if issuer and symbol:
        yield from _under("symbol", symbol, issuer)
    if nation and date:
        yield from _under("place_date", date, nation)
    if symbol and date and abs(symbol.base - date.base) > 3:
        yield Violation("place_date", date.where, f"lệch {abs(symbol.base - date.base):.0f} pt", "cùng dòng với số")


_SHORT = (1 / 3 - 0.01, 1 / 2 + 0.01)


def _last(lines: Sequence[object]) -> Line | None:
    return lines[-1] if lines and isinstance(lines[-1], Line) else None


def _under(rule: str, line: Line, above: Line) -> Iterator[Violation]:
    if abs(line.centre - above.centre) > _NEAR:
        yield Violation(
            rule, f"{line.where} {short(line.text)}", "không cân với dòng trên", f"dưới {short(above.text)}"
        )


def _ruled(
    rule: str, line: Line, length: float, strokes: Sequence[Stroke], share: tuple[float, float]
) -> Iterator[Violation]:
    """A stroke right below the line, as long as ``share`` says and in its middle."""
    near = [s for s in strokes if 0 < line.base - s.height < 14 and s.left < line.centre < s.right]
    low, high = share
    wanted = "dài bằng dòng chữ" if low > 0.9 else "dài 1/3 đến 1/2 dòng chữ"
    if not near:
        yield Violation(rule, f"{line.where} {short(line.text)}", "không có đường kẻ", wanted)
        return
    stroke = max(near, key=lambda one: one.height)
    if not low <= stroke.length / length <= high:
        yield Violation(rule, f"{line.where} {short(line.text)}", f"dài {stroke.length / length:.2f} dòng chữ", wanted)
    elif abs((stroke.left + stroke.right) / 2 - line.centre) > _NEAR:
        yield Violation(rule, f"{line.where} {short(line.text)}", "lệch", "cân đối so với dòng chữ")


def _title(found: Found) -> Iterator[Violation]:
    page = found.parts[0].pages[0]
    kind, subject = _last(found.boxes.kind), _last(found.boxes.subject)
    for rule, line in (("kind", kind), ("subject", subject)):
        if line and (off := _off_centre(line, page, found)) > _NEAR:
            yield Violation(rule, f"{line.where} {short(line.text)}", f"lệch {off:.0f} pt", "canh giữa")
    if subject:
        longest = max(line.right - line.left for line in found.boxes.subject if isinstance(line, Line))
        yield from _ruled("subject_rule", subject, longest, page.strokes, _SHORT)


# --- text -------------------------------------------------------------------------------------------------------------


def _starts(found: Found, line: Line) -> bool:
    """Whether the line begins a paragraph."""
    return line.left > found.left + 3


def _continued(found: Found) -> list[tuple[Line, Line]]:
    """Neighbours within one paragraph."""
    return [(a, b) for a, b in zip(found.body, found.body[1:], strict=False) if not _starts(found, b)]


def _body(found: Found) -> Iterator[Violation]:
    pairs = list(zip(found.body, found.body[1:], strict=False))
    continued = _continued(found)
    pitches = [(a.base - b.base) / a.size for a, b in continued if a.page == b.page]
    pitch = median(pitches) if pitches else _SINGLE
    if len(pairs) > 1 and not any(_starts(found, line) for line in found.body):
        yield Violation("indent", found.body[0].where, "0 mm", "10 hoặc 12,7 mm")
        return
    for a, _b in continued:
        if a.right < found.right - 2.5:
            yield Violation("justified", f"{a.where} {short(a.text)}", "lề phải không thẳng", "canh đều hai lề")
    for line in found.body:
        if _starts(found, line) and not 10 * MM - 1.5 <= line.left - found.left <= 12.7 * MM + 1.5:
            shown = f"{(line.left - found.left) / MM:.1f} mm"
            yield Violation("indent", f"{line.where} {short(line.text)}", shown, "10 hoặc 12,7 mm")
    for a, b in pairs:
        space = a.base - b.base - pitch * b.size
        if a.page == b.page and _starts(found, b) and space < 6 - 0.75:
            yield Violation("spacing", f"{b.where} {short(b.text)}", f"{max(space, 0):.1f} pt", "từ 6 pt")
    if pitches and not _SINGLE - 0.06 <= pitch <= 1.5 * _SINGLE + 0.06:
        yield Violation("line_spacing", found.body[0].where, f"{pitch / _SINGLE:.2f} lines", "1 đến 1,5 lines")


def _headings(found: Found) -> Iterator[Violation]:
    """A heading is not the last line of a page."""
    for a, b in zip(found.body, found.body[1:], strict=False):
        bold = all(face.bold for face in a.faces)
        if a.page < b.page and bold and (elements.HEADING.match(a.text) or not _starts(found, a)):
            yield Violation("heading_alone", f"{a.where} {short(a.text)}", "cuối trang", "cùng trang với nội dung")


# --- signature and annexes --------------------------------------------------------------------------------------------


def _signature(found: Found) -> Iterator[Violation]:
    boxes, page = found.boxes, found.parts[0].pages[0]
    authority = boxes.authority[0] if boxes.authority else None
    title, signer = _last(boxes.recipients_title), _last(boxes.signer)
    if isinstance(authority, Line):
        if authority.centre < page.width / 2:
            yield Violation("authority", authority.where, "bên trái", "nửa bên phải")
        if title and abs(authority.base - title.base) > 6:
            yield Violation("authority", authority.where, "lệch dòng", "ngang với “Nơi nhận”")
        if signer:
            yield from _under("signer", signer, authority)
    if title and title.left > found.left + 3:
        yield Violation("recipients_title", title.where, "không sát lề trái", "sát lề trái")
    if found.signing and all(line.page != found.signing for line in found.body):
        yield Violation("signature_alone", f"trang {found.signing}", "chỉ có chữ ký", "cùng trang với nội dung")


def _annexes(found: Found) -> Iterator[Violation]:
    for part in found.parts[1:]:
        page = part.pages[0]
        for name in ("annex_number", "annex_title", "annex_reference"):
            for line in getattr(found.boxes, name):
                if line.page == page.number and (off := _off_centre(line, page, found)) > _NEAR:
                    yield Violation(name, f"{line.where} {short(line.text)}", f"lệch {off:.0f} pt", "canh giữa")
