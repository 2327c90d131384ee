"""Writing lists as Excel workbooks that the import takes back: unchanged, such a file changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from clc_desktop import files
from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.periods import Period
from clc_desktop.domain.vietnamese import search_key
from clc_desktop.store.database import Store
from clc_desktop.tables_in.export import Line, export_bytes, lines_of, plain_bytes
from clc_desktop.tables_in.sheets import SheetSpec, spec_of
from clc_desktop.usecases.imports import records_of
from clc_desktop.usecases.workspace import read_taxonomy, require_identity


def export_lists(store: Store, kinds: Sequence[str], out: Path, period: Period | None = None) -> int:
    """Write our records of these kinds, a sheet each; with a period only its classes, and what is of its years.

    Returns how many rows were written. Raises ClcError ``file_exists`` or like ``files.write_new``.
    """
    with store.read() as conn:
        unit_name = require_identity(conn).unit_name
        names = {item.code: item.name for item in read_taxonomy(conn)}
        sheets: list[tuple[SheetSpec, list[Line]]] = []
        for kind in kinds:
            spec = spec_of(kind)
            if spec is not None:
                found = [record for record in records_of(conn, kind) if period is None or _lies_in(record, period)]
                sheets.append((spec, [line for record in found for line in lines_of(record, names, unit_name)]))
    files.write_new(out, export_bytes(sheets))
    return sum(len(lines) for _, lines in sheets)


def export_table(
    out: Path,
    title: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Write a table that is only to be read: its headings with their widths in letters, then its rows.

    False, and nothing is written, when it was cancelled meanwhile. Raises ClcError ``file_exists`` or like
    ``files.write_new``.
    """
    data = plain_bytes(title, heads, takewhile(lambda _row: not cancelled(), rows))
    if cancelled():
        return False
    files.write_new(out, data)
    return True


def suggested_name(store: Store, title: str, period: Period | None = None) -> str:
    """A file name for an export: what it is, whose, and of which period."""
    with store.read() as conn:
        unit = require_identity(conn).unit_name
    parts = (title, unit, period.code if period else "")
    return files.safe_name("_".join(search_key(part).replace(" ", "-") for part in parts if part) + ".xlsx")


def _lies_in(record: Any, period: Period) -> bool:
    """By its day for a class, by its year for what is yearly; people are of no period."""
    if isinstance(record, ClassEntry):
        return period.start <= record.learning_class.starts_on <= period.end
    year = getattr(record, "year", None)
    return year is None or period.start.year <= year <= period.end.year
