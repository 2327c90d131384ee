"""Every figure that a reader finds in PDF, Word and Excel is the snapshot's, annexes and the year before included."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document as Docx
from hypothesis import given, settings
from hypothesis import strategies as st

from clc_desktop.domain.classes import ClassRow
from clc_desktop.domain.comparing import detailed
from clc_desktop.domain.figures import AnnualFigures, recorded_before
from clc_desktop.domain.records import Facility, FundingEntry, Record, StaffMember
from clc_desktop.reports.annual import annual_report
from clc_desktop.reports.document import Bullet, Document, Paragraph, Table, clean, shown_rows
from clc_desktop.reports.docx_writer import write_docx
from clc_desktop.reports.lists import LISTS
from clc_desktop.reports.pdf_writer import write_pdf
from clc_desktop.reports.setting import report_setting
from clc_desktop.reports.xlsx_writer import write_xlsx
from tests.reports.reading import docx_text, pdf_text, xlsx_values
from tests.reports.strategies import annual_figures, names
from tests.reports.test_annex_lists import class_row
from tests.reports.test_xlsx import assert_same_tables

NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@st.composite
def classes(draw: st.DrawFn, figures: AnnualFigures) -> tuple[ClassRow, ...]:
    """A few classes of these centres in the period."""
    units = [centre.unit_id for centre in figures.centres]
    fields = [field.code for field in figures.fields]
    days = st.dates(figures.period.start, figures.period.end)
    one = st.builds(
        lambda number, unit, field, day, turns, women: class_row(
            number, unit, field, starts_on=day, turns=turns, women=women, topic=f"Lớp {number}"
        ),
        st.integers(0, 10**6), st.sampled_from(units), st.sampled_from(fields), days,
        st.integers(0, 3000), st.none() | st.integers(0, 3000),
    )  # fmt: skip
    return tuple(draw(st.lists(one, max_size=5))) if units else ()


@st.composite
def records(draw: st.DrawFn, figures: AnnualFigures) -> tuple[Record, ...]:
    """Premises, staff and money of these centres."""
    year, kept = figures.period.year, list[Record]()
    for index, centre in enumerate(figures.centres[:4]):
        known: dict[str, Any] = {"id": f"{index:032x}", "unit_id": centre.unit_id}
        amount, number = draw(st.integers(0, 10**12)), draw(st.none() | st.integers(0, 5000))
        kept.append(Facility(**known, year=year, own_premises=draw(st.booleans()), rooms=number, books=number))
        kept.append(FundingEntry(**known, year=year, source="socialised", purpose="other", amount=amount))
        kept.append(StaffMember(**known, full_name=f"Người {draw(names)}", post="deputy", since=date(1990, 1, 1)))
    return tuple(kept)


@st.composite
def reports(draw: st.DrawFn) -> tuple[AnnualFigures, Document]:
    figures = draw(annual_figures())
    setting = report_setting("district", "huyện Tuần Giáo", figures.period)
    return figures, annual_report(figures, setting, (), {}, draw(classes(figures)), draw(records(figures)))


def numbers(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


def figures_of(document: Document) -> Counter[str]:
    """Every figure as it is printed: those bound in the text, and the numbers of the tables."""
    runs = [run for block in document.body if isinstance(block, Paragraph | Bullet) for run in block.runs]
    shown = [run.text for run in runs if run.computed and run.source and NUMBER.fullmatch(run.text)]
    for table in tables_of(document):
        numeric = [index for index, column in enumerate(table.columns) if column.kind != "text"]
        shown += [row[index].lstrip("+") for row in shown_rows(table) for index in numeric]
    return Counter(number.lstrip("-") for number in shown if number)


def tables_of(document: Document) -> list[Table]:
    return [block for annex in document.annexes for block in annex.blocks if isinstance(block, Table)]


@settings(max_examples=5, deadline=None)
@given(reports())
def test_word_holds_every_cell_and_figure(made: tuple[AnnualFigures, Document]) -> None:
    _figures, document = made
    data = write_docx(document)
    laid = [table for table in Docx(BytesIO(data)).tables if table.style.name == "Table Grid"]
    for found, table in zip(laid, tables_of(document), strict=True):
        rows = [tuple(cell.text for cell in row.cells) for row in found.rows]
        assert rows[2 if table.grouped else 1 :] == [tuple(map(clean, row)) for row in shown_rows(table)]
    assert not figures_of(document) - numbers(docx_text(data))


@settings(max_examples=6, deadline=None)
@given(reports())
def test_pdf_holds_every_figure(made: tuple[AnnualFigures, Document]) -> None:
    _figures, document = made
    assert not figures_of(document) - numbers(pdf_text(write_pdf(document)))


@settings(max_examples=4, deadline=None)
@given(reports())
def test_excel_holds_every_value(made: tuple[AnnualFigures, Document]) -> None:
    figures, document = made
    sheets = xlsx_values(write_xlsx(document))
    assert_same_tables(document, sheets)
    values = {row[3]: row[1] for row in sheets["Số liệu"][3:]}
    snapshot = detailed(figures)
    assert values["{classes.held}"] == snapshot["classes"]["held"]
    assert values["{turns.attended}"] == snapshot["turns"]["attended"]
    assert values["{funding.regular}"] == snapshot["funding"]["regular"]


@settings(max_examples=15, deadline=None)
@given(reports())
def test_the_documents_tables_hold_the_snapshots_figures(made: tuple[AnnualFigures, Document]) -> None:
    """By field, by centre and of the year before: what the snapshot says stands in the row of that name."""
    figures, document = made
    snapshot, tables = detailed(figures), {annex.name: annex.blocks[0] for annex in document.annexes}
    by_centre = tables.get("by_centre")
    if isinstance(by_centre, Table):
        for row, centre in zip(by_centre.rows, snapshot["by_centre"].values(), strict=False):
            own, joint, planned = (centre[name] for name in ("own", "joint", "planned"))
            assert row.cells[2:6] == (own["classes"], own["turns"], joint["classes"], joint["turns"])
            assert row.cells[6:8] == (own["classes"] + joint["classes"], own["turns"] + joint["turns"])
            assert row.cells[8:10] == (planned["classes"] or None, planned["turns"] or None)
    plan = tables.get("plan_and_actual")
    if isinstance(plan, Table):
        total = plan.rows[-1].cells
        assert total[3] == snapshot["classes"]["held"]
        assert total[6] == snapshot["turns"]["attended"]
        before = snapshot["previous"] if recorded_before(figures) else None
        assert len(total) == (12 if before else 8)
        if before:
            assert total[8:10] == (before["classes"]["held"], before["turns"]["attended"])
            assert total[10] == snapshot["classes"]["held"] - before["classes"]["held"]
            assert total[11] == snapshot["turns"]["attended"] - before["turns"]["attended"]


@settings(max_examples=15, deadline=None)
@given(reports())
def test_sums_of_the_lists_are_those_of_their_rows(made: tuple[AnnualFigures, Document]) -> None:
    _figures, document = made
    for annex in document.annexes:
        for table in (block for block in annex.blocks if isinstance(block, Table) and annex.name in LISTS):
            total = next((row for row in table.rows if row.role == "total"), None)
            above = [row.cells for row in table.rows if row.role == "row"]
            for index, column in enumerate(table.columns):
                if total and index and column.kind in ("integer", "money"):
                    assert total.cells[index] == sum(int(cells[index] or 0) for cells in above)
