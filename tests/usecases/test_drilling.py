"""For every cell of every table of figures: what it opens into adds up to it. Over districts made up at random."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from clc_desktop.domain.cells import Cell, named_cell
from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.figures import AnnualFigures, CentreFigures, Target
from clc_desktop.domain.periods import Period, parse_period
from clc_desktop.domain.pivot import AXES, MEASURES, NOT_ADDITIVE, Layout, codes_of
from clc_desktop.domain.records import CountingRule
from clc_desktop.reports import fields
from clc_desktop.reports.document import Table
from clc_desktop.store.database import Store, set_meta
from clc_desktop.store.records import put
from clc_desktop.usecases import annex_cells, drilling, overview, overview_months, pivoting, reporting, workspace
from clc_desktop.usecases.reporting import Scope
from tests.factories import learning_class, numbered, opened, quick, session
from tests.store.test_figures import CLASSES, FIELDS, OFFICE, OTHERS, PERIODS, TAXONOMY, UNITS, filled

COMMUNE = numbered(8, "a")
MOVES = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from([COMMUNE, UNITS[0], OFFICE]), st.sampled_from([2020, 2021])),
    max_size=2,
)
"""From a year on a centre lies in the commune, or has merged into the first one."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = quick(opened(tmp_path_factory.mktemp("drilling") / "clc.db"))
    yield store
    store.close()


def district(store: Store, classes: Any, others: Any, moves: Any, rule: CountingRule) -> None:
    """The records drawn, in an aggregator's database whose centres move as drawn."""
    filled(store, classes, others)
    with store.write("test") as tx:
        who = {"role": "aggregator", "unit_id": OFFICE, "unit_name": "Huyện", "unit_kind": "district"}
        for key, value in (who | {"counting_rule": rule, "check_number": ""}).items():
            set_meta(tx.conn, key, value)
        put(tx, *TAXONOMY)
        workspace.list_unit(tx, OFFICE, OFFICE, "Huyện", "district", None)
        workspace.list_unit(tx, OFFICE, COMMUNE, "Xã", "commune", OFFICE)
        for number, unit_id in enumerate(UNITS, 1):
            workspace.list_unit(tx, OFFICE, unit_id, f"xã Số {number}", "centre", OFFICE)
        for unit_id, parent, year in moves:
            if unit_id != parent:
                put(tx, workspace.new_term(OFFICE, unit_id, "parent", parent, date(year, 7, 1)))


def all_open(store: Store, cells: list[tuple[Any, Cell]], scope: Scope = reporting.EVERYTHING) -> None:
    """The value, the sum of the centres and the sum of the records are one number, for each question of each cell."""
    for value, cell in cells:
        found = drilling.open_cell(store, cell, scope)
        assert found.value == value, cell
        for answer in found.answers:
            assert sum(part.value for part in answer.parts) == answer.value, answer.ask
            assert sum(centre.value for centre in answer.centres) == answer.value
            for centre in answer.centres:
                own = [part for part in answer.parts if part.unit_id == centre.unit_id]
                assert (centre.value, centre.records) == (sum(part.value for part in own), len(own))


SCOPES = (reporting.EVERYTHING, Scope(date(2021, 12, 31)), Scope(date(2021, 12, 31), COMMUNE))


@settings(max_examples=30)
@given(CLASSES, OTHERS, MOVES, st.sampled_from(PERIODS), st.sampled_from(["sessions", "enrolled"]),
       st.sampled_from(SCOPES))  # fmt: skip
def test_every_figure_opens_into_what_adds_up_to_it(
    shared: Store, classes: Any, others: Any, moves: Any, period: Period, rule: CountingRule, scope: Scope
) -> None:
    district(shared, classes, others, moves, rule)
    figures = reporting.figures(shared, period, scope=scope)
    named = ((line.value, named_cell(line.name, period)) for line in fields.figure_lines(figures))
    cells = [(value, cell) for value, cell in named if cell is not None]
    cells += [(value, found(name, period)) for name, value in of_fields(figures)]
    for centre in figures.centres:
        cells += [(value, found(name, period, centre.unit_id)) for name, value in of_centre(centre)]
    all_open(shared, cells, scope)


def found(name: str, period: Period, unit_id: str | None = None) -> Cell:
    cell = named_cell(name, period, unit_id)
    assert cell is not None, name
    return cell


def plan_years(layout: Layout, axis: str) -> set[str]:
    """A school year is planned in its first calendar year, so its plan may lie in a year of the period all the same."""
    return {"2019", "2020", "2021"} if axis == "year" and "planned" in layout.measure else set()


def of_fields(figures: AnnualFigures) -> Iterator[tuple[str, Any]]:
    """What the tables print of a field beyond the names that texts may use, and of trainings."""
    for field in figures.fields:
        for name in ("persons", "topics", "women", "minority", "rural"):
            yield f"fields.{field.code}.{name}", getattr(field, name)
    yield "unplaced.classes", figures.unplaced.classes
    yield "unplaced.turns", figures.unplaced.turns
    yield "trainings.participants", sum(training.participants for training in figures.trainings)


def of_centre(centre: CentreFigures) -> Iterator[tuple[str, Any]]:
    """Every number in the line of a centre."""
    yield "classes.held", centre.total.classes
    yield "turns.attended", centre.total.turns
    yield "own.classes", centre.own.classes
    yield "joint.turns", centre.joint.turns
    yield "classes.planned", centre.planned.classes
    yield "turns.planned", centre.planned.turns
    yield "persons", centre.persons
    yield "funding.regular", centre.regular_funding
    yield "funding.socialised", centre.socialised_funding
    yield "staff.managers", centre.managers
    yield "staff.collaborators", centre.collaborators
    yield "equipment.done", int(bool(centre.initial_equipment))
    yield "premises.own", int(bool(centre.own_premises))
    yield "ranked", int(centre.rank is not None)
    for code in FIELDS:
        yield f"fields.{code}.classes", centre.by_field[code].classes if code in centre.by_field else 0


def number(shown: Any, cell: Cell) -> Any:
    """What a printed cell says as a number: "Có" is one centre, "3/4" is three, a rank is one; empty is none."""
    match shown:
        case None if cell.kind == "percent":
            return None
        case "" | "Chưa" | None:
            return 0
        case str() if "/" in shown:
            return int(shown.partition("/")[0])
        case str():
            return 1
    return shown


@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
@given(CLASSES, OTHERS, MOVES, st.sampled_from(PERIODS), st.sampled_from(["sessions", "enrolled"]),
       st.sampled_from(SCOPES))  # fmt: skip
def test_every_cell_of_every_annex_opens_into_what_adds_up_to_it(
    shared: Store, classes: Any, others: Any, moves: Any, period: Period, rule: CountingRule, scope: Scope
) -> None:
    """The tables are those of the report document itself, and not one number in them stays shut."""
    district(shared, classes, others, moves, rule)
    tables = annex_cells.annex_tables(shared, period, scope)
    printed = {annex.name: annex.blocks[0] for annex in reporting.report_document(shared, period, scope).annexes}
    lists = {"staff", "classes", "charts"}
    assert printed.keys() - lists <= {table.name for table in tables}, "a quarter's report prints fewer"
    for table in tables:
        block = printed.get(table.name)
        assert block is None or isinstance(block, Table)
        assert block is None or [tuple(one.shown for one in row) for row in table.rows] == [
            row.cells for row in block.rows
        ]
        cells = [one for row in table.rows for one in row]
        shut = [one.shown for row in table.rows for one in row[1:] if one.cell is None]
        assert not [shown for shown in shut if not isinstance(shown, str | None)], table.name
        all_open(shared, [(number(one.shown, one.cell), one.cell) for one in cells if one.cell], scope)


@settings(max_examples=12)
@given(CLASSES, OTHERS, MOVES, st.sampled_from(PERIODS), st.sampled_from(["sessions", "enrolled"]))
def test_every_number_of_the_overview_opens_into_what_adds_up_to_it(
    shared: Store, classes: Any, others: Any, moves: Any, period: Period, rule: CountingRule
) -> None:
    """Its lines and totals, its months with the sums at their end, and every bar of its charts."""
    district(shared, classes, others, moves, rule)
    seen, months = overview.overview(shared, period), overview_months.months_of(shared, period)
    cells = [(value, found(name, period)) for name, value in of_overview(seen.classes, seen.turns)]
    for line in seen.lines:
        reached = [Target(getattr(line.planned, name), getattr(line.held, name)) for name in ("classes", "turns")]
        cells += [(value, found(name, period, line.unit_id)) for name, value in of_overview(*reached)]
    for row in months.lines:
        counts = zip(months.months, row.counts, strict=True)
        cells += [(count, months.cell(row.unit_id, month)) for month, count in counts if count is not None]
        cells.append((sum(count or 0 for count in row.counts), months.cell(row.unit_id)))
    for drawn in overview.draw_charts(shared, period, 400):
        values = [one for place in zip(*(series.values for series in drawn.chart.series), strict=True) for one in place]
        cells += zip(filter(None, values), (bar.cell for bar in drawn.bars), strict=True)
    all_open(shared, cells)


def of_overview(classes: Target, turns: Target) -> Iterator[tuple[str, Any]]:
    """Held, planned and reached, as the overview names them."""
    yield from (("classes.held", classes.reached), ("classes.planned", classes.planned))
    yield from (("turns.attended", turns.reached), ("turns.planned", turns.planned))
    yield from (("classes.percent", classes.percent), ("turns.percent", turns.percent))


LAYOUTS = [
    Layout(measure, rows, columns, beside)
    for measure, rows, columns, beside in product(MEASURES, (*AXES, None), (*AXES, None), ("none", "before", "plan"))
]
POSSIBLE = [layout for layout in LAYOUTS if layout.possible]  # type: ignore[comparison-overlap]


@settings(max_examples=12)
@given(CLASSES, OTHERS, MOVES, st.sampled_from(PERIODS), st.sampled_from(["sessions", "enrolled"]),
       st.lists(st.sampled_from(POSSIBLE), min_size=3, max_size=3))  # fmt: skip
def test_every_cell_of_a_pivot_opens_into_what_adds_up_to_it(
    shared: Store, classes: Any, others: Any, moves: Any, period: Period, rule: CountingRule, layouts: list[Layout]
) -> None:
    district(shared, classes, others, moves, rule)
    for layout in layouts:
        made = pivoting.pivot(shared, period, layout).pivot
        rows = {None, *(row for row, _ in (made.now | made.other))}
        columns = {None, *(column for _, column in (made.now | made.other))}
        assert rows <= {None, *made.rows}
        assert columns <= {None, *made.columns}
        for axis, codes in ((layout.rows, made.rows), (layout.columns, made.columns)):
            if axis in ("month", "quarter", "year", "hosting"):
                assert set(codes) - set(codes_of(axis, period)) <= plan_years(layout, axis)
        cells: list[tuple[Any, Cell]] = []
        for at in product(rows, columns):
            cells.append((made.value(*at), made.cell(*at)))
            if layout.beside != "none":
                cells.append((made.beside(*at), made.cell_beside(*at)))
                cells.append((made.change(*at), made.cell_change(*at)))
                cells.append((made.percent(*at), made.cell_percent(*at)))
        all_open(shared, cells)
        if layout.measure not in NOT_ADDITIVE and layout.rows:
            assert sum(made.value(row, None) for row in made.rows) == made.value(None, None)


@settings(max_examples=10)
@given(CLASSES, OTHERS, MOVES, st.sampled_from(PERIODS), st.integers(1, 4))
def test_the_first_records_behind_a_cell_are_the_first_of_all(
    shared: Store, classes: Any, others: Any, moves: Any, period: Period, most: int
) -> None:
    district(shared, classes, others, moves, "sessions")
    names = ("classes.held", "turns.attended", "persons", "fields.law.topics", "trainings.participants", "centres")
    for cell in (found(name, period) for name in names):
        (whole,), (part,) = (drilling.open_cell(shared, cell, most=n).answers for n in (-1, most))
        assert part.parts == whole.parts[:most]
        assert (part.value, part.centres, part.count) == (whole.value, whole.centres, len(whole.parts))


def test_one_learner_id_at_two_centres_is_two_persons(shared: Store) -> None:
    classes = [
        (learning_class(n, unit_id=unit), False, [(session(n, attended=("e" * 32,), present=1), False)], [])
        for n, unit in enumerate(UNITS[:2], 1)
    ]
    district(shared, classes, (), [], "sessions")
    figures = reporting.figures(shared, parse_period("2020"))
    assert figures.persons == 2
    all_open(shared, [(2, found("persons", parse_period("2020")))])


# --- the workbook of a pivot ------------------------------------------------------------------------------------------


def words(pivot: pivoting.Pivot) -> pivoting.Words:
    rows, columns = ({code: f"={code}" for code in codes} for codes in (pivot.rows, pivot.columns))
    heads = ("Kỳ này", "Năm trước", "Tăng, giảm", "Đạt (%)")
    return pivoting.Words("Số lớp", "Năm 2020", "Huyện", "Lĩnh vực", *heads, "Tổng cộng", rows, columns, "Ghi chú")


@settings(max_examples=6)
@given(CLASSES, OTHERS, st.sampled_from(["classes", "turns", "persons"]), st.sampled_from(["none", "before"]))
def test_a_workbook_calculates_what_the_pivot_says(
    shared: Store, tmp_path_factory: pytest.TempPathFactory, classes: Any, others: Any, measure: Any, beside: Any
) -> None:
    district(shared, classes, others, [], "sessions")
    pivot = pivoting.pivot(shared, parse_period("2020"), Layout(measure, "field", "hosting", beside)).pivot
    path = tmp_path_factory.mktemp("pivot") / "p.xlsx"
    pivoting.write_workbook(pivot, words(pivot), path)
    values, formulas = (load_workbook(path, data_only=only).active for only in (True, False))
    assert values is not None
    assert formulas is not None
    last = 7 + len(pivot.rows)
    per = 4 if beside == "before" else 1
    shown = {values.cell(at, 1).value: at for at in range(7, last + 1)}
    assert list(shown) == [*(f"={code}" for code in pivot.rows), "Tổng cộng"]
    for row, at in zip((*pivot.rows, None), shown.values(), strict=True):
        for place, column in enumerate((*pivot.columns, None)):
            assert values.cell(at, 2 + per * place).value == pivot.value(row, column)
            if beside == "before":
                share = pivot.percent(row, column)
                assert values.cell(at, 5 + per * place).value == (None if share is None else float(share / 100))
    assert formulas.freeze_panes == "B7"
    total = formulas.cell(last, 2).value
    assert total == (f"=SUM(B7:B{last - 1})" if measure != "persons" else pivot.value(None, pivot.columns[0]))
    assert values.cell(7, 1).data_type == "s", "a name is never a formula"


def test_a_pivot_that_cannot_be_counted_is_refused(shared: Store) -> None:
    with pytest.raises(ClcError, match="pivot_impossible"):
        pivoting.pivot(shared, parse_period("2020"), Layout("planned_classes", "month", None))
