"""The tables of figures among the report's annexes, every number of them as a cell that opens into its records.

The tables are the report's own (``reports/annexes.py``), row by row and column by column: here it is only said which
figure stands where. The lists (staff, classes) are records already and have nothing behind their rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clc_desktop import files
from clc_desktop.domain.cells import Cell, named_cell
from clc_desktop.domain.figures import NONE, AnnualFigures, recorded_before
from clc_desktop.domain.periods import Period
from clc_desktop.domain.records import Facility, FundingEntry
from clc_desktop.reports import sheets
from clc_desktop.reports.annexes import annexes
from clc_desktop.reports.context import Behind, context
from clc_desktop.reports.document import Cell as Shown
from clc_desktop.reports.document import Column, Table
from clc_desktop.reports.setting import report_setting
from clc_desktop.store.database import Connection, Store
from clc_desktop.store.records import find
from clc_desktop.usecases.reporting import EVERYTHING, Scope, read_figures

COUNTS = ("own.classes", "own.turns", "joint.classes", "joint.turns")
_ALL = ("classes.held", "turns.attended", "classes.planned", "turns.planned", "classes.percent", "turns.percent")
_FIELD = (*COUNTS, "classes", "turns", "planned.classes", "planned.turns", "classes_percent", "turns_percent")
_PLAN = ("planned.classes", "classes", "classes_percent", "planned.turns", "turns", "turns_percent")
_PLAN_TOTAL = ("classes.planned", "classes.held", "classes.percent",
               "turns.planned", "turns.attended", "turns.percent")  # fmt: skip
_ITEMS = ("premises.own", "equipment.done", "premises.office", "premises.internet_pc", "premises.library",
          "premises.wifi", "premises.loudspeaker", "", "premises.rooms", "premises.books")  # fmt: skip
_SOURCES = ("funding.regular", "funding.state_other", "funding.commune", "funding.socialised", "funding.other",
            "funding.total")  # fmt: skip
_STAFF = ("staff.managers", "staff.collaborators", "funding.regular", "funding.socialised")


@dataclass(frozen=True, slots=True)
class AnnexCell:
    """What stands in a table, and the cell that it opens into (None for words that are no figure)."""

    shown: Shown
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """A table as the report prints it (``printed``), cell by cell; ``name`` is the template's for its annex."""

    name: str
    title: str
    printed: Table
    rows: tuple[tuple[AnnexCell, ...], ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.printed.columns


def annex_tables(
    store: Store, period: Period, scope: Scope = EVERYTHING, names: Sequence[str] = ()
) -> tuple[AnnexTable, ...]:
    """The annexes that are tables of figures (those of these names), as far as anything is recorded for them.

    None of them prints distinct persons or women, which would take longest.
    """
    with store.read() as conn:
        counted = read_figures(conn, period, compare=True, scope=scope, depth="turns")
        counted = replace(counted, previous=recorded_before(counted))
        return tuple(_tables(conn, counted, tuple(names) or tuple(_ROWS)))


def write_table(table: AnnexTable, period_words: str, author: str, path: Path) -> None:
    """One of them as a workbook whose totals and percentages are formulas; ClcError like ``files.atomic_write``."""
    sheet = sheets.Sheet(table.title, period_words, author, table.printed)
    files.atomic_write(path, sheets.write_sheet(sheet))


def _tables(conn: Connection, counted: AnnualFigures, names: tuple[str, ...]) -> Iterator[AnnexTable]:
    known = {centre.unit_id for centre in counted.centres}
    kinds: tuple[type[Facility | FundingEntry], ...] = (Facility, FundingEntry)
    records = tuple(record for kind in kinds for record in find(conn, kind) if record.unit_id in known)
    setting = replace(report_setting("commune", "", counted.period), annexes=names)
    for annex in annexes(context(counted, setting, (), {}, Behind((), records))):
        table = next(block for block in annex.blocks if isinstance(block, Table))
        rows = zip(table.rows, _ROWS[annex.name](counted), strict=True)
        yield AnnexTable(annex.name, annex.title, table, tuple(tuple(_cells(r.cells, n)) for r, n in rows))


def _cells(shown: Sequence[Shown], cells: Sequence[Cell | None]) -> Iterator[AnnexCell]:
    """The first columns are names."""
    names = len(shown) - len(cells)
    for number, value in enumerate(shown):
        yield AnnexCell(value, cells[number - names] if number >= names else None)


Rows = Iterator[list[Cell | None]]


def _line(period: Period, names: Sequence[str], unit_id: str | None = None) -> list[Cell | None]:
    return [named_cell(name, period, unit_id) if name else None for name in names]


def _by_field(f: AnnualFigures) -> Rows:
    for field in f.counted:
        yield _line(f.period, [f"fields.{field.code}.{name}" for name in _FIELD])
    if f.unplaced != NONE:
        yield _line(f.period, ["", "", "", "", "", "", "unplaced.classes", "unplaced.turns", "", ""])
    yield _line(f.period, (*COUNTS, *_ALL))
    for field in f.fields:
        if not field.counts_in_total:
            yield _line(f.period, [f"fields.{field.code}.{name}" for name in _FIELD])


def _plan_and_actual(f: AnnualFigures) -> Rows:
    for field in f.counted:
        names = [f"fields.{field.code}.{name}" for name in _PLAN]
        yield [*_line(f.period, names), *_before(f, names[1], names[4])]
    if f.unplaced != NONE:
        more = [""] * 4 if f.previous else []
        yield _line(f.period, ["unplaced.classes", "", "", "unplaced.turns", "", "", *more])
    yield [*_line(f.period, _PLAN_TOTAL), *_before(f, "classes.held", "turns.attended")]


def _before(f: AnnualFigures, *names: str) -> list[Cell | None]:
    """Two figures of the period before, then how they changed; nothing where nobody recorded it."""
    if f.previous is None:
        return []
    now, past = (_line(period, names) for period in (f.period, f.previous.period))
    pairs = [(one, other) for one, other in zip(now, past, strict=True) if one and other]
    return [*past, *(Cell((one.asks[0], other.asks[0]), "change") for one, other in pairs)]


def _of_centres(*names: str, total: Sequence[str] | None = None) -> Callable[[AnnualFigures], Rows]:
    def rows(f: AnnualFigures) -> Rows:
        for centre in f.centres:
            yield _line(f.period, names, centre.unit_id)
        yield _line(f.period, names if total is None else total)

    return rows


_RATED = ("ranked", "equipment.done", "premises.own")
_ROWS: dict[str, Callable[[AnnualFigures], Rows]] = {
    "by_field": _by_field,
    "by_centre": _of_centres(*COUNTS, *_ALL, *_RATED, total=(*COUNTS, *_ALL, "", "", "")),
    "plan_and_actual": _plan_and_actual,
    "staff_and_money": _of_centres(*_STAFF),
    "facilities": _of_centres(*_ITEMS),
    "money": _of_centres(*_SOURCES),
}
"""The annexes that are tables of figures: what opens from each of their rows, without the names at its left."""
