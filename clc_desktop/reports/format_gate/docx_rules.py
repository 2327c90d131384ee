"""The decree's rules on a Word file: what stands in sections, styles and paragraphs, before any page is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clc_desktop.reports.fonts import text_points
from clc_desktop.reports.format_gate import elements
from clc_desktop.reports.format_gate.docx_reading import Docx, Para, Section
from clc_desktop.reports.format_gate.elements import Boxes, check_boxes
from clc_desktop.reports.format_gate.letters import check_look, check_plain
from clc_desktop.reports.format_gate.violations import Violation, short

MM = 72 / 25.4
_SIGNATURE_GAP = 30.0


def check_docx(word: Docx) -> tuple[Violation, ...]:
    """Every violation in a Word file."""
    boxes = find(word)
    found = [
        *check_boxes(boxes),
        *_pages(word),
        *_page_numbers(word),
        *_letters(word),
        *_head(word, boxes),
        *_body(boxes),
        *_signature(word, boxes),
        *_annexes(boxes),
    ]
    return tuple(found)


# --- boxes ------------------------------------------------------------------------------------------------------------


def find(word: Docx) -> Boxes:
    """The boxes by their words and places; empty paragraphs and rules are none."""
    said = [para for para in word.paragraphs if para.text.strip()]
    report = [para for para in said if para.section == 0]
    kind = next((i for i, para in enumerate(report) if para.text.strip().upper() in elements.TYPES), len(report))
    subject, addressee, rest = _title(report[kind + 1 :])
    signing = next((i for i, para in enumerate(rest) if elements.RECIPIENTS.match(para.text.strip())), len(rest))
    return Boxes(
        **_head_boxes(report[:kind]),
        **_tail_boxes(word, rest[signing:]),
        **_annex_boxes(said),
        kind=report[kind : kind + 1],
        subject=subject,
        addressee=addressee,
        body=rest[:signing],
    )


def _head_boxes(lines: Sequence[Para]) -> dict[str, Sequence[Para]]:
    found: dict[str, list[Para]] = {name: [] for name in ("nation", "motto", "symbol", "place_date")}
    others: list[Para] = []
    patterns = (
        ("nation", elements.NATION),
        ("motto", elements.MOTTO),
        ("symbol", elements.SYMBOL),
        ("place_date", elements.PLACE_DATE),
    )
    for line in lines:
        text = line.text.strip().replace("\u00a0", " ")
        name = next((name for name, pattern in patterns if pattern.match(text)), "")
        (found[name] if name else others).append(line)
    bold = [line for line in others if any(face.bold for face in line.faces)]
    return {**found, "issuer": bold, "superior": [line for line in others if line not in bold]}


def _title(lines: list[Para]) -> tuple[list[Para], list[Para], list[Para]]:
    rest = list(lines)
    subject: list[Para] = []
    while rest and not elements.HEADING.match(rest[0].text) and not rest[0].text.startswith("Kính gửi"):
        if rest[0].align != "center" and not all(face.bold for face in rest[0].faces):
            break
        subject.append(rest.pop(0))
    addressee: list[Para] = []
    if rest and rest[0].text.startswith("Kính gửi"):
        addressee.append(rest.pop(0))
        while rest and rest[0].text.startswith("- ") and rest[0].left > 0:
            addressee.append(rest.pop(0))
    return subject, addressee, rest


def _tail_boxes(word: Docx, lines: Sequence[Para]) -> dict[str, Sequence[Para]]:
    """Recipients in the cell of "Nơi nhận:"; authority in the other, the name after the blank for the signature."""
    if not lines:
        return {}
    title = lines[0]
    recipients = [line for line in lines[1:] if line.cell == title.cell]
    others = [line for line in lines if line.cell != title.cell]
    numbers = {line.number for line in others}
    blank = [p.number for p in word.paragraphs if p.cell in {line.cell for line in others} and p.number not in numbers]
    authority: list[Para] = []
    signer: list[Para] = []
    for line in others:
        gap = (
            line.before > _SIGNATURE_GAP or sum(authority[-1].number < n < line.number for n in blank) > 1
            if authority
            else False
        )
        (signer if signer or gap else authority).append(line)
    return {"recipients_title": [title], "recipients": recipients, "authority": authority, "signer": signer}


def _annex_boxes(said: Sequence[Para]) -> dict[str, Sequence[Para]]:
    numbers: list[Para] = []
    titles: list[Para] = []
    references: list[Para] = []
    for index, para in enumerate(said):
        if para.cell is None and para.section > 0 and elements.ANNEX.match(para.text.strip()):
            numbers.append(para)
            for line in said[index + 1 : index + 5]:
                if line.text.startswith("(") or line.cell is not None:
                    references += [line] if line.cell is None else []
                    break
                titles.append(line)
    return {"annex_number": numbers, "annex_title": titles, "annex_reference": references}


# --- sections ---------------------------------------------------------------------------------------------------------


def _pages(word: Docx) -> Iterator[Violation]:
    for index, section in enumerate(word.sections):
        where = f"phần {index + 1}"
        sides = sorted((round(section.width / MM), round(section.height / MM)))
        if sides != [210, 297]:
            yield Violation("paper", where, f"{sides[0]} x {sides[1]} mm", "210 x 297 mm")
        elif section.width > section.height and index == 0:
            yield Violation("orientation", where, "ngang", "đứng")
        yield from _margins(section, where)


def _margins(section: Section, where: str) -> Iterator[Violation]:
    low = 15 if section.width > section.height else 20
    sides = (
        ("trên", section.top, 20, 25),
        ("dưới", section.bottom, low, 25),
        ("trái", section.left, 30, 35),
        ("phải", section.right, 15, 20),
    )
    for side, margin, least, most in sides:
        if not least - 0.2 <= margin / MM <= most + 0.2:
            yield Violation("margins", f"{where}, lề {side}", f"{margin / MM:.1f} mm", f"{least}-{most} mm")


def _page_numbers(word: Docx) -> Iterator[Violation]:
    for index, section in enumerate(word.sections):
        where = f"đầu trang, phần {index + 1}"
        if not section.different_first or any(line.text.strip() for line in section.first_header):
            yield Violation("first_page", where, "có số trang", "không có số trang")
        if not any(name.split()[:1] == ["PAGE"] for name in section.header_fields):
            yield Violation("page_number", where, "không có trường PAGE", "số trang tự động")
        for line in section.header:
            if line.text.strip():
                yield from check_look("page_number", line.text, where, line.faces, elements.LOOKS["page_number"])
                if line.align != "center":
                    yield Violation("page_number", where, line.align, "canh giữa")
        if index and section.counts_from != 1:
            yield Violation("annex_pages", where, "đánh số tiếp", "đánh số riêng từ 1")


def _letters(word: Docx) -> Iterator[Violation]:
    headers = (line for section in word.sections for line in section.header)
    for line in (*word.paragraphs, *headers):
        yield from check_plain(line.text, line.where, line.faces)


# --- head, text, signature --------------------------------------------------------------------------------------------


def _head(word: Docx, boxes: Boxes) -> Iterator[Violation]:
    for name in ("nation", "motto", "superior", "issuer", "symbol", "place_date", "kind", "subject"):
        for line in getattr(boxes, name):
            yield from _centred(name, line)
    yield from _columns(boxes)
    yield from _ruled(word, "motto_rule", boxes.motto, (0.97, 1.03))
    yield from _ruled(word, "issuer_rule", boxes.issuer, _SHORT)
    yield from _ruled(word, "subject_rule", boxes.subject, _SHORT)


_SHORT = (1 / 3 - 0.01, 1 / 2 + 0.01)


def _centred(rule: str, line: object) -> Iterator[Violation]:
    if isinstance(line, Para) and line.align != "center":
        yield Violation(rule, f"{line.where} {short(line.text)}", line.align, "canh giữa")


def _columns(boxes: Boxes) -> Iterator[Violation]:
    """Issuer and number left, nation and date right, number and date in one row."""
    for name, right in (("nation", True), ("motto", True), ("issuer", False), ("symbol", False), ("place_date", True)):
        for line in getattr(boxes, name):
            if line.cell is None or (line.cell[2] > 0) != right:
                yield Violation(name, line.where, "sai cột", "bên phải" if right else "bên trái")
    rows = {line.cell[1] for line in (*boxes.symbol, *boxes.place_date) if isinstance(line, Para) and line.cell}
    if len(rows) > 1:
        yield Violation("place_date", "bảng đầu trang", "khác dòng với số", "cùng dòng với số")


def _ruled(word: Docx, rule: str, lines: Sequence[object], share: tuple[float, float]) -> Iterator[Violation]:
    """The paragraph below with a border, as long as ``share`` of the last line says and in its middle."""
    last = lines[-1] if lines else None
    if not isinstance(last, Para):
        return
    low, high = share
    wanted = "dài bằng dòng chữ" if low > 0.9 else "dài 1/3 đến 1/2 dòng chữ"
    border = next((p for p in word.paragraphs if p.number == last.number + 1 and p.ruled), None)
    if border is None:
        yield Violation(rule, f"{last.where} {short(last.text)}", "không có đường kẻ", wanted)
        return
    length = text_points(last.text, last.size, bold=True)
    ratio = (border.width - border.left - border.right) / min(length, border.width)
    if not low <= ratio <= high:
        yield Violation(rule, f"{last.where} {short(last.text)}", f"dài {ratio:.2f} dòng chữ", wanted)
    elif abs(border.left - border.right) > 3:
        yield Violation(rule, f"{last.where} {short(last.text)}", "lệch", "cân đối so với dòng chữ")


def _body(boxes: Boxes) -> Iterator[Violation]:
    for line in boxes.body:
        if isinstance(line, Para) and line.cell is None:
            yield from _paragraph(line)


def _paragraph(line: Para) -> Iterator[Violation]:
    where = f"{line.where} {short(line.text)}"
    if line.align not in ("both", "distribute"):
        yield Violation("justified", where, line.align, "canh đều hai lề")
    if not 10 * MM - 0.6 <= line.left + line.first <= 12.7 * MM + 0.6:
        yield Violation("indent", where, f"{(line.left + line.first) / MM:.1f} mm", "10 hoặc 12,7 mm")
    if line.before < 6 - 0.1:
        yield Violation("spacing", where, f"{line.before:g} pt", "từ 6 pt")
    if not 1 - 0.01 <= line.lines <= 1.5 + 0.01:
        yield Violation("line_spacing", where, f"{line.lines:.2f} lines", "1 đến 1,5 lines")
    if elements.HEADING.match(line.text) and all(face.bold for face in line.faces) and not line.keep:
        yield Violation("heading_alone", where, "không giữ với đoạn sau", "cùng trang với nội dung")


def _signature(word: Docx, boxes: Boxes) -> Iterator[Violation]:
    for name in ("authority", "signer"):
        for line in getattr(boxes, name):
            yield from _centred(name, line)
    authority = boxes.authority[0] if boxes.authority else None
    title = boxes.recipients_title[0] if boxes.recipients_title else None
    if isinstance(authority, Para) and isinstance(title, Para):
        if authority.cell is None or title.cell is None or authority.cell[2] <= title.cell[2]:
            yield Violation("authority", authority.where, "sai cột", "bên phải, ngang với “Nơi nhận”")
        elif authority.cell[1] != title.cell[1]:
            yield Violation("authority", authority.where, "khác dòng", "ngang với “Nơi nhận”")
    last = boxes.body[-1] if boxes.body else None
    if isinstance(last, Para) and not (last.keep and word.whole_rows):
        yield Violation("signature_alone", last.where, "không giữ với chữ ký", "cùng trang với nội dung")


def _annexes(boxes: Boxes) -> Iterator[Violation]:
    for name in ("annex_number", "annex_title", "annex_reference"):
        for line in getattr(boxes, name):
            yield from _centred(name, line)
