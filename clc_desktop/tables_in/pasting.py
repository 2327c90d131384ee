"""Cells copied from Excel, as the clipboard holds them: tabs between cells, quotes round a cell with a line break."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clc_desktop.domain.dates import EXCEL_EPOCH
from clc_desktop.tables_in.cells import EMPTY, Cell, Row, Sheet
from clc_desktop.tables_in.headings import find_heading
from clc_desktop.tables_in.options import Options
from clc_desktop.tables_in.sheets import SheetSpec

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r?\n|$)')
_PLAIN = re.compile(r"[^\t\r\n]*")
_END = re.compile(r"\r\n|\n|\r")


def cells_of(text: str) -> list[list[str]]:
    """The rows of a copied range; blank rows at the end are left out.

    Excel puts quotes round a cell only for a line break or a tab in it; a cell that just begins with one keeps it.
    """
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        quoted = _QUOTED.match(text, at)
        if quoted and re.search(r"[\t\r\n]|\"\"", quoted[1]):
            rows[-1].append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            plain = _PLAIN.match(text, at)
            rows[-1].append(plain[0] if plain else "")
            at = plain.end() if plain else at
        if at >= len(text):
            break
        end = _END.match(text, at)
        at = end.end() if end else at + 1
        if end:
            rows.append([])
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def sheet_of(
    rows: Sequence[Sequence[str]], spec: SheetSpec, columns: Sequence[tuple[str, str]]
) -> tuple[Sheet, dict[int, str]]:
    """The rows as a sheet of a kind, and what its columns fill where the rows bring no headings of their own."""
    content: list[Row] = [
        (number, tuple(Cell(text) if text.strip() else EMPTY for text in row)) for number, row in enumerate(rows, 1)
    ]
    known = find_heading(spec.name, content[:1], Options())
    if known is not None and known.spec is spec:
        return Sheet(spec.name, False, EXCEL_EPOCH, tuple(content)), {}
    width = max(len(row) for row in rows)
    ours = [(spec.column(name).heading if name else heading, name) for heading, name in columns]
    named = [*ours, *((f"Cột {number}", "") for number in range(len(columns) + 1, width + 1))][:width]
    head: Row = (0, tuple(Cell(heading) for heading, _ in named))
    return Sheet(spec.name, False, EXCEL_EPOCH, (head, *content)), {i: name for i, (_, name) in enumerate(named)}
