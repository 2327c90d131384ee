"""A workbook in, drafts out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice

from clc_desktop.domain.errors import Problem
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.tables_in.cells import Row, Sheet
from clc_desktop.tables_in.drafts import RowDraft, SheetRows, Workbook
from clc_desktop.tables_in.finish import finish_sheet
from clc_desktop.tables_in.headings import HEAD_ROWS, Heading, find_heading
from clc_desktop.tables_in.options import Options
from clc_desktop.tables_in.rows import Table, caption_field, read_rows
from clc_desktop.tables_in.sheets import CHOICES, GUIDE
from clc_desktop.tables_in.values import Context, fields_by_key

_TITLE_YEAR = re.compile(r"\bnam ((?:19|20)[0-9]{2})\b")
_OURS = frozenset(search_key(name) for name in (GUIDE, CHOICES))


def read_sheets(sheets: Iterable[Sheet], fields: Sequence[tuple[str, str]], options: Options) -> Workbook:
    """Read every sheet that is recognised, hidden ones excepted. ``fields`` is the taxonomy as (code, name).

    Days typed without a year (``5/1``) are of ``options.year``, else of the year that a title above the table names.
    """
    context = Context(fields_by_key(fields), options.year)
    read = [_read_sheet(sheet, context, options) for sheet in sheets]
    return Workbook(
        tuple(item for item in read if isinstance(item, SheetRows)),
        tuple(item for item in read if isinstance(item, Problem)),
    )


def _read_sheet(sheet: Sheet, context: Context, options: Options) -> SheetRows | Problem | None:
    """The sheet's rows, or why it was left out; None for sheets that hold nothing."""
    if search_key(sheet.name) in _OURS or options.kinds.get(sheet.name) == "":
        return None
    if sheet.hidden:
        return Problem("hidden_sheet", severity="warning", data={"sheet": sheet.name})
    walk = iter(sheet.rows)
    head = list(islice(walk, HEAD_ROWS + 1))
    heading = find_heading(sheet.name, head, options)
    if heading is None:
        empty = not any(cell.value is not None for _, cells in head for cell in cells)
        return None if empty else Problem("unknown_sheet", severity="warning", data={"sheet": sheet.name})
    context = replace(context, year=context.year or _title_year(sheet.name, head, heading), epoch=sheet.epoch)
    rows = chain((row for row in head if row[0] > heading.last_row), walk)
    read = _sheet_rows(sheet.name, heading, context, rows, options)
    unseen = sum(1 for row in read.rows if row.number in sheet.unseen)
    told = Problem("hidden_rows", severity="warning", data={"sheet": sheet.name, "count": unseen})
    return replace(read, problems=(*read.problems, told)) if unseen else read


def _sheet_rows(name: str, heading: Heading, context: Context, rows: Iterable[Row], options: Options) -> SheetRows:
    problems = [
        Problem("heading_altered", found, "warning", {"sheet": name, "heading": found, "expected": expected})
        for found, expected in heading.altered
    ]
    problems += [Problem("missing_heading", column.heading, data={"sheet": name}) for column in heading.missing]
    result = SheetRows(heading.spec.kind, name, heading.mapping, heading.unknown, problems=tuple(problems),
                       columns=heading.columns, last_head_row=heading.last_row)  # fmt: skip
    if heading.missing:
        return result
    table = Table(name, heading, context, options, caption_field(heading.spec, name, context))
    read = list(read_rows(table, rows))
    drafts, left_out = finish_sheet(heading.spec.kind, [item for item in read if isinstance(item, RowDraft)])
    skipped = [item for item in read if isinstance(item, Problem)]
    return replace(result, rows=tuple(drafts), skipped=(*skipped, *left_out))


def _title_year(name: str, head: Sequence[Row], heading: Heading) -> int | None:
    """The year that a title above the table, or the sheet's name, speaks of."""
    above = [str(cell.value) for number, cells in head if number < heading.last_row for cell in cells if cell.value]
    found = (_TITLE_YEAR.search(search_key(text)) for text in (*above, name))
    return next((int(match[1]) for match in found if match), None)
