"""PDF: fonts embedded, A4, page numbers, outline, metadata, the signature in company, the same bytes twice."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from clc_desktop.reports.document import Document, Paragraph, Run, Table, shown_rows
from clc_desktop.reports.pdf_writer import write_pdf
from tests.reports.factory import report_2020, small_report
from tests.reports.reading import joined, pdf_pages, pdf_text

MM = 72 / 25.4


@pytest.fixture(scope="module")
def seed() -> bytes:
    return write_pdf(report_2020())


def reader(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data))


def long_report(paragraphs: int) -> Document:
    """The 2020 report with its body cut or stretched to a number of short paragraphs."""
    lines = tuple(Paragraph((Run(f"Đoạn thứ {index}."),)) for index in range(paragraphs))
    return replace(report_2020(), body=lines, annexes=())


def test_only_embedded_subsets_of_one_family(seed: bytes) -> None:
    fonts = [font.get_object() for page in reader(seed).pages for font in page["/Resources"]["/Font"].values()]
    for font in fonts:
        assert "LiberationSerif" in font["/BaseFont"]
        assert font["/BaseFont"][7] == "+"
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font
    assert b"Helvetica" not in seed


def test_paper_is_a4_and_wide_annexes_lie_across(seed: bytes) -> None:
    sizes = [tuple(round(float(side) / MM) for side in page.mediabox[2:]) for page in reader(seed).pages]
    assert set(sizes[:5]) == {(210, 297)}
    assert sizes[5] == (297, 210)


def test_page_number_from_the_second_page_on_and_anew_in_each_annex() -> None:
    report = report_2020()
    table = report.annexes[1].blocks[0]
    assert isinstance(table, Table)
    stretched = replace(report.annexes[1], blocks=(replace(table, rows=table.rows * 3),))
    pages = pdf_pages(write_pdf(replace(report, annexes=(report.annexes[0], stretched))))
    numbers = [page.strip().split("\n")[-1] for page in pages]
    assert not numbers[0].isdigit()
    assert numbers[1:5] == ["2", "3", "4", "5"]
    assert not numbers[5].isdigit()  # the first page of Phụ lục I, and its only one
    assert numbers[7:] == [str(number) for number in range(2, len(numbers) - 5)]


def test_outline_and_metadata(seed: bytes) -> None:
    pdf = reader(seed)
    titles: list[str] = []

    def walk(entries: Any) -> None:
        for entry in entries:
            walk(entry) if isinstance(entry, list) else titles.append(entry.title)

    walk(pdf.outline)
    assert titles[0] == "I. KẾT QUẢ HOẠT ĐỘNG NĂM 2020"
    assert "4.2. Hạn chế, tồn tại" in titles
    assert titles[-2].startswith("Phụ lục IV. Đội ngũ")
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Báo cáo kết quả hoạt động Trung tâm học tập cộng đồng năm 2020"
    assert pdf.metadata.author == "UBND huyện Tuần Giáo"
    assert pdf.trailer["/Root"]["/Lang"] == "vi-VN"


@pytest.mark.parametrize("paragraphs", range(18, 34))
def test_the_signature_never_stands_alone_on_a_page(paragraphs: int) -> None:
    for page in pdf_pages(write_pdf(long_report(paragraphs))):
        if "TM. ỦY BAN NHÂN DÂN" in page:
            assert "Nơi nhận" in page
            assert "Trên đây là báo cáo" in page


def test_the_same_value_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys; from tests.reports.factory import small_report; "
        "from clc_desktop.reports.pdf_writer import write_pdf; sys.stdout.buffer.write(write_pdf(small_report()))"
    )
    first, second = write_pdf(small_report()), write_pdf(small_report())
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    assert first == second == other


def test_every_cell_of_every_table_is_printed(seed: bytes) -> None:
    text = pdf_text(seed)
    for annex in report_2020().annexes:
        for table in (block for block in annex.blocks if isinstance(block, Table)):
            for row in shown_rows(table):
                assert joined(" ".join(cell for cell in row if cell)) in text
