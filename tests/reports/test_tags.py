"""The structure tree of a PDF: everything on the pages is tagged or an artifact, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from clc_desktop.domain.figures import AnnualFigures
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Bullet, Chart, CheckMark, Document, Heading, Table
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.setting import report_setting
from tests.reports.factory import report_2020
from tests.reports.strategies import annual_figures

SHOWS = (b"Tj", b"TJ", b"'", b'"')
DRAWS = (*SHOWS, b"S", b"f", b"B", b"s", b"f*", b"B*", b"b", b"Do")


def report() -> Document:
    document = report_2020()
    table = document.annexes[1].blocks[0]
    assert isinstance(table, Table)
    stretched = replace(document.annexes[1], blocks=(replace(table, rows=table.rows * 3),))
    annexes = (document.annexes[0], stretched, *document.annexes[2:])
    return replace(document, annexes=annexes, check=CheckMark("1234 5678", ((True, False), (False, True))))


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return PdfReader(BytesIO(write_pdf(report())))


def elements(node: Any) -> Iterator[Any]:
    """Every structure element below, in reading order."""
    for kid in node.get("/K", ()):
        kid = kid.get_object()
        if not isinstance(kid, int) and kid.get("/Type") == "/StructElem":
            yield kid
            yield from elements(kid)


def root(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]["/StructTreeRoot"]


def marks(node: Any) -> Iterator[tuple[int, int]]:
    """(page's object number, mark) of every marked content below."""
    for kid in node.get("/K", ()):
        kid = kid.get_object()
        if isinstance(kid, int):
            yield node.raw_get("/Pg").idnum, int(kid)
        elif kid.get("/Type") == "/MCR":
            yield kid.raw_get("/Pg").idnum, int(kid["/MCID"])


def test_the_file_says_that_it_is_tagged_in_vietnamese(reader: PdfReader) -> None:
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "vi-VN"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [page["/Tabs"] for page in reader.pages] == ["/S"] * len(reader.pages)


def check_marks(reader: PdfReader) -> None:
    """Nothing is drawn outside marks; every mark is that of one element, and the parent tree leads back to it."""
    owned = Counter(mark for element in elements(root(reader)) for mark in marks(element))
    assert set(owned.values()) == {1}
    parents = dict(zip(*[iter(root(reader)["/ParentTree"]["/Nums"])] * 2, strict=True))
    for page in reader.pages:
        depth, drawn = 0, []
        for operands, operator in page.get_contents().operations:  # type: ignore[union-attr]
            if operator in (b"BDC", b"BMC"):
                depth += 1
                drawn += [int(operands[1]["/MCID"])] if operator == b"BDC" and "/MCID" in operands[1] else []
            elif operator == b"EMC":
                depth -= 1
            elif operator in DRAWS:
                assert depth == 1, operator
        assert depth == 0
        assert drawn == list(range(len(drawn)))
        assert {(page.indirect_reference.idnum, mark) for mark in drawn} <= set(owned)  # type: ignore[union-attr]
        leads = parents[page["/StructParents"]].get_object()
        for mark in drawn:
            assert (page.indirect_reference.idnum, mark) in set(marks(leads[mark].get_object()))  # type: ignore[union-attr]


def test_all_that_is_drawn_is_marked_once(reader: PdfReader) -> None:
    check_marks(reader)


@settings(max_examples=8, deadline=None)
@given(annual_figures())
def test_random_reports_are_tagged_as_well(figures: AnnualFigures) -> None:
    document = annual_report(figures, report_setting("commune", "xã A", figures.period), (), {})
    check_marks(PdfReader(BytesIO(write_pdf(document))))


def test_roles_are_those_of_the_document(reader: PdfReader) -> None:
    document = report()
    roles = Counter(str(element["/S"]) for element in elements(root(reader)))
    levels = Counter(block.level for block in document.body if isinstance(block, Heading))
    assert (roles["/H2"], roles["/H3"]) == (levels[2], levels[3])
    assert roles["/H1"] == levels[1] + len(document.annexes)
    assert roles["/LI"] == sum(isinstance(block, Bullet) for block in document.body) + len(document.recipients)
    assert roles["/Part"] == len(document.annexes)
    blocks = [block for annex in document.annexes for block in annex.blocks]
    assert roles["/Table"] == sum(isinstance(block, Table) for block in blocks)
    assert roles["/Figure"] == sum(isinstance(block, Chart) for block in blocks)


def test_tables_have_a_row_for_each_row_and_titles_once(reader: PdfReader) -> None:
    """A table on several pages repeats its titles on paper, not in the tree."""
    tables = [block for annex in report().annexes for block in annex.blocks if isinstance(block, Table)]
    tagged = [element for element in elements(root(reader)) if element["/S"] == "/Table"]
    for table, element in zip(tables, tagged, strict=True):
        rows = [kid.get_object() for kid in element["/K"]]
        heading = 2 if table.grouped else 1
        assert len(rows) == heading + len(table.rows)
        titles = [cell.get_object() for row in rows[:heading] for cell in row["/K"]]
        assert {str(title["/S"]) for title in titles} == {"/TH"}
        assert {str(title["/A"]["/Scope"]) for title in titles} == {"/Column"}
        assert all(len(row["/K"]) == len(table.columns) for row in rows[heading:])


def test_a_list_inside_a_list_lies_in_its_item(reader: PdfReader) -> None:
    inner = [e for e in elements(root(reader)) if e["/S"] == "/L" and e["/P"].get_object()["/S"] == "/LBody"]
    assert [len(element["/K"]) for element in inner] == [6]


def test_charts_are_told_in_words(reader: PdfReader) -> None:
    figures = [element for element in elements(root(reader)) if element["/S"] == "/Figure"]
    charts = [block for annex in report().annexes for block in annex.blocks if isinstance(block, Chart)]
    assert [str(element["/Alt"]) for element in figures] == [chart.in_words for chart in charts]
    assert "Giáo dục pháp luật: 42" in charts[0].in_words
