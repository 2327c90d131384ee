"""Reads what the writers wrote with other programs' eyes: pypdf, python-docx, openpyxl, bare XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


def joined(text: str) -> str:
    """Text with every stretch of white space as one space."""
    return " ".join(text.split())


def pdf_pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def pdf_text(data: bytes) -> str:
    """All of a PDF's text without its page numbers (the last line of a page)."""
    return joined(" ".join(re.sub(r"\n[1-9]\d*\s*$", "", page) for page in pdf_pages(data)))


def docx_text(data: bytes) -> str:
    """All of a Word file's text, tables too, in its order, with the numbers that Word will put before paragraphs."""
    document = Document(BytesIO(data))
    return joined(" ".join(line for _style, line in numbered_lines(document)))


def numbered_lines(document: Any) -> Iterator[tuple[str, str]]:
    """Style and text of every paragraph of the body, numbered as ISO/IEC 29500-1, 17.9 says."""
    counts: dict[tuple[str, int], int] = {}
    styles = {style.style_id: style for style in document.styles}
    for paragraph in document.element.body.iter(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        style_id = paragraph.style or "Normal"
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        number = _numbering(properties)
        if number is None:
            number = _numbering(styles[style_id].element.find(qn("w:pPr")))
        yield styles[style_id].name, (_mark(document, counts, *number) + text if number else text)


def _numbering(properties: Any) -> tuple[str, int] | None:
    found = properties.find(qn("w:numPr")) if properties is not None else None
    if found is None:
        return None
    level = found.find(qn("w:ilvl"))
    return found.find(qn("w:numId")).get(qn("w:val")), int(level.get(qn("w:val"))) if level is not None else 0


def _mark(document: Any, counts: dict[tuple[str, int], int], number: str, level: int) -> str:
    if number == "0":
        return ""
    numbering = document.part.numbering_part.element
    abstract = next(n for n in numbering.findall(qn("w:abstractNum")) if n.get(qn("w:abstractNumId")) == number)
    levels = abstract.findall(qn("w:lvl"))
    counts[number, level] = counts.get((number, level), 0) + 1
    for deeper in range(level + 1, 9):
        counts.pop((number, deeper), None)
    text = levels[level].find(qn("w:lvlText")).get(qn("w:val"))

    def counted(found: re.Match[str]) -> str:
        index = int(found[1]) - 1
        value = counts.get((number, index), 1)
        form = levels[index].find(qn("w:numFmt")).get(qn("w:val"))
        return ROMAN[value] if form == "upperRoman" else str(value)

    return re.sub("%([1-9])", counted, text) + " "


def xlsx_book(data: bytes, *, formulas: bool = False) -> Any:
    return load_workbook(BytesIO(data), data_only=not formulas)


def xlsx_values(data: bytes) -> dict[str, list[list[Any]]]:
    """Sheet name: rows of values, results of formulas included."""
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in xlsx_book(data)}
