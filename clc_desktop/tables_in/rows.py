"""Rows of cells to drafts: what is data, what is a total or a caption, and what each cell means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clc_desktop.domain.dates import shown
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.legacy import decode, looks_legacy
from clc_desktop.domain.vietnamese import clean
from clc_desktop.tables_in.cells import EMPTY, Cell, Row
from clc_desktop.tables_in.codes import ROW, UNIT, RowCode, row_code
from clc_desktop.tables_in.drafts import Decoding, RowDraft
from clc_desktop.tables_in.finish import finish_row
from clc_desktop.tables_in.headings import Heading
from clc_desktop.tables_in.names import joined
from clc_desktop.tables_in.options import Options
from clc_desktop.tables_in.sheets import CLASSES, FACILITY, Column, SheetSpec
from clc_desktop.tables_in.values import Context, activity_field

_TOTAL = re.compile(r"(?:tổng|cộng|tong cong|tong so)\b")
_SIGNATURE = re.compile(
    r"(?:người (?:lập|ghi|tổng hợp)|(?:phó )?giám đốc|kế toán|thủ (?:quỹ|trưởng)|hiệu trưởng|(?:phó )?chủ tịch|"
    r"tm\.|kt\.|xác nhận|\(?(?:đã )?ký\b)"
)
"""What stands below a list for those who sign it, side by side."""
_NUMBERING = re.compile(r"\(?(?:[0-9]{1,2}|[A-Ea-e])(?:\s*=.*)?\)?")
_DASHES = frozenset("-–—.…")
_LONG = 16
"""Texts of so many letters are never blank; asking them first whether they are is what takes time."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's rows below its heading, and how to read them; ``group`` is the field that a caption above named.

    ``stored`` are the rows as an export would write them now, by row code.
    """

    sheet: str
    heading: Heading
    context: Context
    options: Options
    group: str | None = None
    stored: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def spec(self) -> SheetSpec:
        """The sheet's columns."""
        return self.heading.spec


def read_rows(table: Table, rows: Iterable[Row]) -> Iterator[RowDraft | Problem]:
    """A draft for each row of data, a warning for each row that is none; nothing for empty rows."""
    first, coded = True, frozenset(table.heading.codes.values())
    if coded:
        table = replace(table, stored=table.options.stored(table.spec.kind))
    seen: set[RowCode] = set()
    for number, cells in rows:
        filled = [
            cell
            for index, cell in enumerate(cells)
            if not (cell is EMPTY or cell.spread or index in coded or _is_blank(cell))
        ]
        if not filled:
            continue
        named = row_code(cells, table.heading.codes.get(ROW))
        code = None if named else _no_data(table, cells, filled, first)
        first = False
        if code is None:
            yield _draft(table, number, cells) if named is None else _exported(table, number, cells, named, seen)
            continue
        text = next((shown(cell.value) for cell in filled if isinstance(cell.value, str)), "")
        if code == "lone_text" and (named_field := caption_field(table.spec, text, table.context)):
            table, code = replace(table, group=named_field), "group_row"
        yield Problem(code, severity="warning", data={"row": number, "text": text})


def caption_field(spec: SheetSpec, text: str, context: Context) -> str | None:
    """The field that a caption over classes, or a sheet's name, names: "II. Giáo dục pháp luật"."""
    found = activity_field(text, context) if spec is CLASSES else None
    return found if isinstance(found, str) else None


def _no_data(table: Table, cells: tuple[Cell, ...], filled: list[Cell], first: bool) -> str | None:
    """Why a row is no data: a total, the numbers under a heading, a caption or signature; None if it is data."""
    if first and len(filled) > 2 and all(_NUMBERING.fullmatch(shown(cell.value)) for cell in filled):
        return "numbering_row"
    given = {column.field: cell for column in table.heading.mapping if not _is_blank(cell := _at(cells, column.index))}
    if _TOTAL.match(clean(str(filled[0].value)).casefold()) and given.get(table.spec.anchor or "") in (None, filled[0]):
        return "total_row"
    if all(isinstance(cell.value, str) and _SIGNATURE.match(clean(cell.value).casefold()) for cell in filled):
        return "lone_text"
    required = table.spec.required
    if len(required) == 1:
        return None
    alone = len(filled) == 1 and len(given) < 2 and isinstance(filled[0].value, str)
    return "lone_text" if alone or given.keys().isdisjoint(required) else None


def _exported(table: Table, number: int, cells: tuple[Cell, ...], code: RowCode, seen: set[RowCode]) -> RowDraft:
    """A row that an export wrote: read only where somebody has changed it since.

    A second row of the same code was copied in Excel to begin a new one; a code that nobody knows here any more is
    that of a record that was deleted: both are read like rows typed by hand.
    """
    if table.options.unit_id and code.unit_id != table.options.unit_id:
        name = shown(_at(cells, table.heading.codes.get(UNIT, len(cells))).value or "")
        return _refused_as(_draft(table, number, cells), Problem("row_of_other_unit", data={"name": name}))
    known = table.stored.get(str(code))
    if known is None or code in seen:
        return _draft(table, number, cells)
    seen.add(code)
    same = frozenset(
        column.field
        for column in table.heading.mapping
        if shown_cell(_at(cells, column.index)) == known.get(column.field, "")
    )
    if table.spec is FACILITY and len(same) < len(table.heading.fields):
        same = frozenset()  # year and item say which value it is
    return replace(_draft(table, number, cells, same, is_known=True), record_id=code.record_id)


def shown_cell(cell: Cell) -> str:
    """A cell's text, as an export's are compared."""
    return "" if cell.value is None else shown(cell.value)


def _refused_as(draft: RowDraft, problem: Problem) -> RowDraft:
    return replace(draft, problems=(problem,))


def _draft(
    table: Table,
    number: int,
    cells: tuple[Cell, ...],
    same: frozenset[str] = frozenset(),
    is_known: bool = False,
) -> RowDraft:
    """What a row says; the columns that are the ``same`` as they were exported say nothing."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    decoded: list[Decoding] = []
    for mapped in table.heading.mapping:
        if mapped.field in same:
            continue
        column, cell = table.spec.column(mapped.field), _at(cells, mapped.index)
        if cell.spread and not column.spreads:
            cell = EMPTY
        problems += _doubts(cell, mapped.heading)
        if cell.before is not None:
            decoded.append(Decoding(mapped.heading, clean(cell.before), shown(cell.value)))
        value = _value(column, cell, table.context)
        if isinstance(value, Problem):
            problems.append(replace(value, where=mapped.heading))
        elif values.get(mapped.field, column.blank) == column.blank:
            values[mapped.field] = value
        elif value not in (column.blank, values[mapped.field]):
            problems.append(Problem("columns_disagree", mapped.heading, data={"text": shown(cell.value)}))
    draft = RowDraft(table.sheet, number, values, tuple(problems), tuple(decoded))
    return _finished(table, draft, same, is_known)


def _finished(table: Table, draft: RowDraft, same: frozenset[str], is_known: bool) -> RowDraft:
    """The draft with what the row as a whole says: values that are missing, and those that follow from others."""
    required = {name: heading for name, heading in table.spec.required.items() if name not in same}
    if is_known:
        required = {name: heading for name, heading in required.items() if name in table.heading.fields}
    values = {k: value for k, value in joined(draft.values).items() if k not in required or value not in ("", None)}
    if table.group and not is_known:
        values.setdefault("field", table.group)
    if not is_known:
        values = {**table.options.defaults, **values}
    labels = {column.field: column.heading for column in reversed(table.heading.mapping)}
    faulty = {problem.where for problem in draft.problems if problem.severity == "error"}
    wanted = [labels.get(field, heading) for field, heading in required.items() if field not in values]
    missing = [Problem("required", label) for label in wanted if label not in faulty]
    values, more = finish_row(table.spec.kind, values, labels, is_known)
    further = (problem for problem in more if problem.where not in faulty)
    return replace(draft, values=values, problems=(*draft.problems, *missing, *further))


def _value(column: Column, cell: Cell, context: Context) -> Any:
    if cell.fault is not None:
        return Problem(cell.fault, data={"text": cell.value} if cell.value else {})
    if _is_blank(cell):
        return column.blank
    return column.read(cell.value, context)


def _doubts(cell: Cell, where: str) -> list[Problem]:
    """Warnings about a cell's letters: an ư that was lost for good, or an old encoding that no font tells of."""
    if not isinstance(cell.value, str) or cell.value.isascii() or cell.fault:
        return []
    if cell.suspicious:
        return [Problem("lost_letter", where, "warning", {"text": shown(cell.value)})]
    encoding = looks_legacy(cell.value) if cell.before is None else None
    if encoding is None:
        return []
    data = {"text": shown(cell.value), "suggestion": shown(decode(cell.value, encoding))}
    return [Problem("looks_legacy", where, "warning", data)]


def _at(cells: tuple[Cell, ...], index: int) -> Cell:
    return cells[index] if index < len(cells) else EMPTY


def _is_blank(cell: Cell) -> bool:
    """Nothing, only spaces, or the dash that stands for nothing."""
    value = cell.value
    if cell.fault is not None or not isinstance(value, str):
        return value is None and cell.fault is None
    return len(value) < _LONG and _DASHES.issuperset(clean(value))
