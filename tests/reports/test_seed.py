"""The 2020 report of Tuần Giáo: every statement with a figure, normalised as domain.md 1.7 asks, in PDF and in Word."""

from __future__ import annotations

from pathlib import Path

import pytest

from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.pdf_writer import write_pdf
from tests.reports.factory import report_2020
from tests.reports.reading import docx_text, joined, pdf_text

STATEMENTS = (Path(__file__).parents[1] / "golden" / "statements-2020.txt").read_text("utf-8").splitlines()


@pytest.fixture(scope="module", params=["pdf", "docx"])
def text(request: pytest.FixtureRequest) -> str:
    report = report_2020()
    return pdf_text(write_pdf(report)) if request.param == "pdf" else docx_text(write_docx(report))


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statement_stands_in_the_printed_text(text: str, statement: str) -> None:
    assert joined(statement) in text


def test_no_slip_of_the_real_report_is_repeated(text: str) -> None:
    for slip in ("3013", " 1080 ", " 1010 ", "17/19 xã", "VT,GDĐT", "HOÀ", "hoá", "xoá", "ngày 05 tháng 10"):
        assert slip not in text
