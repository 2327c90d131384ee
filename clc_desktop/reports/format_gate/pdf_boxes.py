"""Finds the boxes of the decree on the pages of a PDF, by their words and by where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clc_desktop.reports.format_gate import elements
from clc_desktop.reports.format_gate.elements import Boxes
from clc_desktop.reports.format_gate.pdf_reading import Line, Page, Pdf

MM = 72 / 25.4
_MARGIN = 20 * MM
_FOOT_SIZE = 9.0
"""Text of this size or less in the bottom margin is a foot, not text of the document."""
_SIGNATURE_GAP = 30.0
"""Points between authority and name that only a signature explains."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pages numbered together: the report itself, or one annex."""

    pages: tuple[Page, ...]
    annex: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A PDF with its boxes; ``signing`` is the page that bears the signature. Lines are of the text only."""

    pdf: Pdf
    parts: tuple[Part, ...]
    boxes: Boxes
    body: tuple[Line, ...]
    left: float
    """Where the text begins on the report's pages: the smallest x of body and recipients."""
    right: float
    signing: int


def text_lines(page: Page) -> tuple[Line, ...]:
    """The lines of a page without its number and foot."""
    return tuple(line for line in page.lines if not _is_number(line, page) and not is_foot(line))


def number_lines(page: Page) -> tuple[Line, ...]:
    """What stands in the top margin and looks like the number of a page: "2", "- 2 -", "Trang 2/9"."""
    return tuple(line for line in page.lines if _is_number(line, page))


def _is_number(line: Line, page: Page) -> bool:
    return line.base >= page.height - _MARGIN and _NUMBER.fullmatch(line.text.strip()) is not None


_NUMBER = re.compile(r"\W*(trang\s*)?\d+(\s*/\s*\d+)?\W*", re.IGNORECASE)


def is_foot(line: Line) -> bool:
    return line.base < _MARGIN and line.size <= _FOOT_SIZE


def find(pdf: Pdf) -> Found:
    """The whole file."""
    parts = _parts(pdf)
    report = parts[0].pages
    first = text_lines(report[0])
    head, below = _split_at_kind(first)
    middle = report[0].width / 2
    rest = [*below, *(line for page in report[1:] for line in text_lines(page))]
    subject, addressee, rest = _title(rest, middle)
    body, tail = _split_at_signature(rest)
    boxes = Boxes(
        **_head(head, middle),
        **_tail(tail, middle),
        **_annexes(parts[1:]),
        kind=[line for line in first if line.text.strip().upper() in elements.TYPES][:1],
        subject=subject,
        addressee=addressee,
        body=body,
    )
    edges = [*body, *(line for line in tail if line.centre < middle)]
    left = min((line.left for line in edges), default=0.0)
    right = max((line.right for line in body), default=0.0)
    return Found(pdf, parts, boxes, tuple(body), left, right, tail[0].page if tail else 0)


def _parts(pdf: Pdf) -> tuple[Part, ...]:
    parts: list[list[Page]] = []
    for page in pdf.pages:
        lines = text_lines(page)
        starts = bool(lines) and elements.ANNEX.match(lines[0].text.strip()) is not None
        if starts or not parts:
            parts.append([page])
        else:
            parts[-1].append(page)
    return tuple(Part(tuple(pages), index > 0) for index, pages in enumerate(parts))


def _split_at_kind(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    for index, line in enumerate(lines):
        if line.text.strip().upper() in elements.TYPES:
            return list(lines[:index]), list(lines[index + 1 :])
    return list(lines), []


def _head(lines: Sequence[Line], middle: float) -> dict[str, Sequence[Line]]:
    found: dict[str, list[Line]] = {name: [] for name in ("nation", "motto", "symbol", "place_date")}
    others: list[Line] = []
    for line in lines:
        name = _by_words(line.text)
        (found[name] if name else others).append(line)
    left = [line for line in others if line.centre < middle]
    bold = [line for line in left if any(face.bold for face in line.faces)]
    return {**found, "issuer": bold, "superior": [line for line in left if line not in bold]}


def _by_words(text: str) -> str:
    patterns = (
        ("nation", elements.NATION),
        ("motto", elements.MOTTO),
        ("symbol", elements.SYMBOL),
        ("place_date", elements.PLACE_DATE),
    )
    return next((name for name, pattern in patterns if pattern.match(text.strip().replace("\u00a0", " "))), "")


def _title(lines: list[Line], middle: float) -> tuple[list[Line], list[Line], list[Line]]:
    """Subject: what is bold or centred right below the type; then the addressees."""
    subject: list[Line] = []
    while lines and lines[0].page == 1 and (_bold(lines[0]) or _centred(lines[0], lines, middle)):
        if lines[0].text.startswith("Kính gửi") or elements.HEADING.match(lines[0].text):
            break
        subject.append(lines.pop(0))
    addressee: list[Line] = []
    if lines and lines[0].text.startswith("Kính gửi"):
        addressee.append(lines.pop(0))
        while lines and lines[0].text.startswith("- ") and lines[0].left > addressee[0].left + 20:
            addressee.append(lines.pop(0))
    return subject, addressee, lines


def _bold(line: Line) -> bool:
    return all(face.bold for face in line.faces)


def _centred(line: Line, lines: Sequence[Line], middle: float) -> bool:
    """In the middle, and not a line of justified text: that is as long as the longest."""
    shorter = line.right < max(other.right for other in lines) - 12
    return abs(line.centre - middle) < 30 and shorter and line.left > min(other.left for other in lines) + 35


def _split_at_signature(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    for line in lines:
        if elements.RECIPIENTS.match(line.text.strip()):
            tail = [one for one in lines if one.page == line.page and one.base <= line.base + 8]
            first = next(index for index, one in enumerate(lines) if one in tail)
            return list(lines[:first]), [*tail, *(one for one in lines[first:] if one.page > line.page)]
    return list(lines), []


def _tail(lines: Sequence[Line], middle: float) -> dict[str, Sequence[Line]]:
    left = [line for line in lines if line.centre < middle and line.left < middle - 40]
    right = [line for line in lines if line not in left]
    title = [line for line in left if elements.RECIPIENTS.match(line.text.strip())]
    authority: list[Line] = []
    signer: list[Line] = []
    for line in right:
        after_gap = authority and authority[-1].base - line.base > _SIGNATURE_GAP
        (signer if signer or after_gap else authority).append(line)
    recipients = [line for line in left if line not in title]
    return {"recipients_title": title, "recipients": recipients, "authority": authority, "signer": signer}


def _annexes(parts: Sequence[Part]) -> dict[str, Sequence[Line]]:
    numbers: list[Line] = []
    titles: list[Line] = []
    references: list[Line] = []
    for part in parts:
        first, *rest = text_lines(part.pages[0])
        numbers.append(first)
        start = next((index for index, line in enumerate(rest) if line.text.startswith("(")), len(rest))
        titles += rest[: min(start, 4)]
        for line in rest[start:]:
            references.append(line)
            if line.text.rstrip().endswith(")"):
                break
    return {"annex_number": numbers, "annex_title": titles, "annex_reference": references}
