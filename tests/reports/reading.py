"""Reads what the writers wrote with other programs' eyes: pypdf, python-docx, openpyxl, bare XML."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader


def joined(text: str) -> str:
    """Text with every stretch of white space as one space."""
    return " ".join(text.split())


def pdf_pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def pdf_text(data: bytes) -> str:
    """All of a PDF's text without its page numbers (the last line of a page)."""
    return joined(" ".join(re.sub(r"\n[1-9]\d*\s*$", "", page) for page in pdf_pages(data)))


def docx_text(data: bytes) -> str:
    """All of a Word file's text, tables too, in its order."""
    body = Document(BytesIO(data)).element.body
    paragraphs = ("".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p")))
    return joined(" ".join(paragraphs))


def xlsx_book(data: bytes, *, formulas: bool = False) -> Any:
    return load_workbook(BytesIO(data), data_only=not formulas)


def xlsx_values(data: bytes) -> dict[str, list[list[Any]]]:
    """Sheet name: rows of values, results of formulas included."""
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in xlsx_book(data)}
