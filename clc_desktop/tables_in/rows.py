"""Rows of cells to drafts: what is data, what is a total or a caption, and what each cell means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from clc_desktop.domain.dates import shown
from clc_desktop.domain.errors import Problem
from clc_desktop.domain.legacy import decode, looks_legacy
from clc_desktop.domain.vietnamese import clean
from clc_desktop.tables_in.cells import EMPTY, Cell, Row
from clc_desktop.tables_in.drafts import Decoding, RowDraft
from clc_desktop.tables_in.finish import finish_row
from clc_desktop.tables_in.headings import Heading
from clc_desktop.tables_in.sheets import CLASSES, Column, SheetSpec
from clc_desktop.tables_in.values import Context, activity_field

_TOTAL = re.compile(r"(?:tổng|cộng|tong cong|tong so)\b")
_NUMBERING = re.compile(r"\(?(?:[0-9]{1,2}|[A-Ea-e])(?:\s*=.*)?\)?")
_DASHES = frozenset("-–—.…")
_LONG = 16
"""Texts of so many letters are never blank; asking them first whether they are is what takes time."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's rows below its heading, and how to read them; ``group`` is the field that a caption above named."""

    sheet: str
    heading: Heading
    context: Context
    group: str | None = None

    @property
    def spec(self) -> SheetSpec:
        """The sheet's columns."""
        return self.heading.spec


def read_rows(table: Table, rows: Iterable[Row]) -> Iterator[RowDraft | Problem]:
    """A draft for each row of data, a warning for each row that is none; nothing for empty rows."""
    first = True
    for number, cells in rows:
        filled = [cell for cell in cells if not (cell is EMPTY or cell.spread or _is_blank(cell))]
        if not filled:
            continue
        code = _no_data(table, cells, filled, first)
        first = False
        if code is None:
            yield _draft(table, number, cells)
            continue
        text = next((shown(cell.value) for cell in filled if isinstance(cell.value, str)), "")
        if code == "lone_text" and (field := caption_field(table.spec, text, table.context)):
            table, code = replace(table, group=field), "group_row"
        yield Problem(code, severity="warning", data={"row": number, "text": text})


def caption_field(spec: SheetSpec, text: str, context: Context) -> str | None:
    """The field that a caption over classes, or a sheet's name, names: "II. Giáo dục pháp luật"."""
    field = activity_field(text, context) if spec is CLASSES else None
    return field if isinstance(field, str) else None


def _no_data(table: Table, cells: tuple[Cell, ...], filled: list[Cell], first: bool) -> str | None:
    """Why a row is no data: a total, the numbers under a heading, a caption or signature; None if it is data."""
    if first and len(filled) > 2 and all(_NUMBERING.fullmatch(shown(cell.value)) for cell in filled):
        return "numbering_row"
    given = {column.field: cell for column in table.heading.mapping if not _is_blank(cell := _at(cells, column.index))}
    if _TOTAL.match(clean(str(filled[0].value)).casefold()) and given.get(table.spec.anchor or "") in (None, filled[0]):
        return "total_row"
    required = table.spec.required
    if len(required) == 1:
        return None
    alone = len(filled) == 1 and len(given) < 2 and isinstance(filled[0].value, str)
    return "lone_text" if alone or given.keys().isdisjoint(required) else None


def _draft(table: Table, number: int, cells: tuple[Cell, ...]) -> RowDraft:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    decoded: list[Decoding] = []
    for mapped in table.heading.mapping:
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
    return _finished(table, RowDraft(table.sheet, number, values, tuple(problems), tuple(decoded)))


def _finished(table: Table, draft: RowDraft) -> RowDraft:
    """The draft with what the row as a whole says: values that are missing, and those that follow from others."""
    required = table.spec.required
    values = {key: value for key, value in draft.values.items() if key not in required or value not in ("", None)}
    if table.group:
        values.setdefault("field", table.group)
    labels = {column.field: column.heading for column in reversed(table.heading.mapping)}
    faulty = {problem.where for problem in draft.problems if problem.severity == "error"}
    wanted = [labels.get(field, heading) for field, heading in required.items() if field not in values]
    missing = [Problem("required", label) for label in wanted if label not in faulty]
    values, more = finish_row(table.spec.kind, values, labels)
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
