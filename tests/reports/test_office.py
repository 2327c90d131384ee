"""Other programs on our files: LibreOffice opens Word and Excel, its PDF says what ours says; qpdf finds no fault."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from clc_desktop.reports import proof
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Document, Table
from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.xlsx_writer import write_xlsx
from tests.reports.factory import documents_2020, figures_2020, narrative_2020, setting_2020
from tests.reports.reading import pdf_pages
from tests.reports.test_annex_lists import class_row, records
from tests.reports.test_proof import CODE

OFFICE, QPDF = shutil.which("soffice"), shutil.which("qpdf")
needs_office = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed here: soffice is not on the PATH"
)
needs_qpdf = pytest.mark.skipif(QPDF is None, reason="qpdf is not installed here: it is not on the PATH")


@cache
def report() -> Document:
    """The 2020 report, frozen, with the year before and with lists of some pages."""
    figures = figures_2020(previous=_earlier(figures_2020()))
    first = figures.centres[0].unit_id
    classes = tuple(class_row(index, first, "law", starts_on=figures.period.start) for index in range(40))
    own = [_moved(record, first) for record in records()]
    document = annual_report(figures, setting_2020(), documents_2020(), narrative_2020(), classes, own)
    return proof.marked(document, CODE)


def _earlier(figures: Any) -> Any:
    return replace(figures, period=figures.period.previous(), fields=figures.fields[:3])


def _moved(record: Any, unit_id: str) -> Any:
    known = {"unit_id": unit_id} | ({"year": 2020} if hasattr(record, "year") else {})
    return replace(record, **known)


@dataclass(frozen=True)
class Opened:
    """What LibreOffice made of our files."""

    word: bytes
    sheets: bytes
    workbook: Path


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("office")
    (folder / "word.docx").write_bytes(write_docx(report()))
    (folder / "sheets.xlsx").write_bytes(write_xlsx(report()))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"

    def convert(kind: str, *names: str, out: Path = folder) -> None:
        command = [str(OFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(out), *names]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=180, check=False)
        assert done.returncode == 0, done.stderr

    convert("pdf", "word.docx", "sheets.xlsx")
    convert("xlsx", "sheets.xlsx", out=folder / "again")
    return Opened(
        (folder / "word.pdf").read_bytes(), (folder / "sheets.pdf").read_bytes(), folder / "again" / "sheets.xlsx"
    )


def words(pages: list[str]) -> tuple[Counter[str], set[str]]:
    """The words of the report itself, counted, and those of its annexes, whose headings each program repeats."""
    first_annex = next(index for index, page in enumerate(pages) if re.search(r"Phụ lục I\s+KẾT QUẢ", page))
    body = (_told(page, number) for number, page in enumerate(pages[:first_annex], start=1))
    return Counter(word for page in body for word in page), set(_told(" ".join(pages[first_annex:])))


def _told(text: str, page: int = 0) -> list[str]:
    """Words and numbers, without the check code and the page's number, which stands first or last."""
    text = text.replace(f"Mã kiểm tra: {CODE}", " ").strip()
    if page > 1:
        text = re.sub(rf"^{page}\s|\s{page}$", " ", text)
    text = re.sub(r"(?<=[a-zà-ỹ])(?=[A-ZĐ])", " ", text)  # pypdf joins the lines of narrow cells
    return re.findall(r"[^\W\d_]+|\d[\d.,]*\d|\d", text)


@needs_office
def test_the_pdf_that_libreoffice_makes_of_the_word_file_says_the_same(opened: Opened) -> None:
    ours, theirs = (pdf_pages(data) for data in (write_pdf(report()), opened.word))
    assert abs(len(ours) - len(theirs)) <= 1
    (our_body, our_annexes), (their_body, their_annexes) = words(ours), words(theirs)
    assert their_body == our_body
    assert their_annexes == our_annexes


@needs_office
def test_the_workbook_opens_and_no_formula_is_broken(opened: Opened) -> None:
    text = " ".join(pdf_pages(opened.sheets))
    assert not re.search(r"#(REF|NAME|VALUE|DIV/0|N/A)|Err:\d", text)
    assert {"21.641", "19.455", "653.056.000"} <= set(text.replace(",", ".").split())


@needs_office
def test_libreoffice_calculates_what_we_wrote_beside_the_formulas(opened: Opened) -> None:
    book = load_workbook(opened.workbook, data_only=True)
    checked = 0
    for annex in report().annexes:
        for table in (block for block in annex.blocks if isinstance(block, Table)):
            rows = list(book[annex.number].iter_rows(min_row=6 + int(table.grouped), values_only=True))
            for shown, row in zip(rows, table.rows, strict=False):
                for value, cell in zip(shown, row.cells, strict=False):
                    if isinstance(cell, int):
                        assert value == cell
                        checked += 1
    assert checked > 500


@needs_qpdf
def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    (path := tmp_path / "report.pdf").write_bytes(proof.attach(write_pdf(report()), b"manifest"))
    done = subprocess.run([str(QPDF), "--check", str(path)], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
