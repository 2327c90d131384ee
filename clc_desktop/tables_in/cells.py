"""Bytes to sheets of cells: the only module that reads with openpyxl.

Rows stream (a sheet of 100 000 rows never stands in memory as openpyxl cells), formulas give the result that Excel
kept, and text in old encodings is decoded by the font of each run of letters.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import groupby, repeat
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, TypeVar, cast

from clc_desktop.domain.errors import ClcError
from clc_desktop.domain.legacy import Decoded, decode_by_font

T = TypeVar("T")

_CHUNK, _OVERLAP = 1 << 20, 4096
_CARRIAGE_RETURN = "_x000D_"  # as the format writes it, and openpyxl leaves it
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*?\br=\"([0-9]+)\"")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+)([0-9]+):[A-Z]+([0-9]+)\"")


class Cell(NamedTuple):
    """A cell's value; ``before`` is its text as stored where that was in an old encoding.

    ``fault`` says why there is no value: an error such as #REF!, or a formula whose result was never kept.
    ``spread`` marks a cell that shows the value of the merged block to which it belongs.
    """

    value: object = None
    before: str | None = None
    suspicious: bool = False
    fault: Literal["error_cell", "formula_without_result"] | None = None
    spread: bool = False


EMPTY = Cell()

Row = tuple[int, tuple[Cell, ...]]
"""A row's number, as Excel counts it, and its cells from column A on."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet; ``rows`` of a sheet just opened can be walked once, those of one in memory again and again."""

    name: str
    hidden: bool
    epoch: date
    rows: Iterable[Row]
    length: int = 0
    """So many rows as the workbook says, which may be wrong or not said (0)."""
    unseen: frozenset[int] = frozenset()
    """Numbers of rows that are hidden, by hand or by a filter."""

    def edited(self, edits: Mapping[tuple[int, int], str]) -> Sheet:
        """The same with other texts in some cells, named by row number and column (0 is A)."""
        return replace(self, rows=_edited(self.rows, edits)) if edits else self


def _edited(rows: Iterable[Row], edits: Mapping[tuple[int, int], str]) -> Iterator[Row]:
    by_row: dict[int, dict[int, str]] = {}
    for (number, column), text in edits.items():
        by_row.setdefault(number, {})[column] = text
    for number, cells in rows:
        changed = by_row.get(number, {})
        padded = cells + (EMPTY,) * (max(changed, default=-1) + 1 - len(cells))
        new = tuple(_typed(changed[at]) if at in changed else cell for at, cell in enumerate(padded))
        yield number, new if changed else cells


def _typed(text: str) -> Cell:
    return Cell(text) if text.strip() else EMPTY


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the raw sheet says besides its cells: formulas, texts of several fonts, and the rows of merged blocks."""

    formulas: bool
    runs: bool
    merged: dict[int, list[tuple[int, int]]]  # top row: (column, bottom row)
    unseen: frozenset[int]


def open_sheets(source: Path | bytes) -> Iterator[Sheet]:
    """Every worksheet of a workbook, in order.

    Raises ClcError ``file_missing``, ``file_unreadable`` or ``not_a_workbook`` (an .xls, a password, damage, or
    something else altogether), each with the file's ``name``, at once or while the rows are walked.
    """
    name = source.name if isinstance(source, Path) else ""
    content = _content(source)
    book = _load(content, name)
    marks = dict(_guarded(((sheet.title, _marks(sheet)) for sheet in book.worksheets), name))
    texts = _load(content, name, results=False) if any(mark.formulas for mark in marks.values()) else None
    if any(mark.runs for mark in marks.values()):  # within the sheet, as openpyxl writes them: it cannot stream these
        book = _load(content, name, stream=False)
    for sheet in book.worksheets:
        length = sheet.max_row or 0
        rows = _guarded(_all_rows(sheet), name)
        formulas = _guarded(_formula_columns(texts[sheet.title]), name) if texts else repeat(frozenset[int]())
        cells = _cells(zip(rows, formulas, strict=False))
        is_hidden = sheet.sheet_state != "visible"
        walked = _spread(cells, marks[sheet.title])
        yield Sheet(sheet.title, is_hidden, book.epoch.date(), walked, length, marks[sheet.title].unseen)


def _content(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except FileNotFoundError:
        raise ClcError("file_missing", name=source.name) from None
    except OSError as error:
        raise ClcError("file_unreadable", name=source.name) from error


def _load(content: bytes, name: str, *, results: bool = True, stream: bool = True) -> Any:
    """Openpyxl's workbook: with the results of formulas or the formulas themselves; streaming, or whole in memory."""
    from openpyxl import load_workbook

    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # parts that it does not keep

    def load() -> Iterator[Any]:
        styled = _has_styled_runs(content)
        options: Any = {"data_only": results, "rich_text": styled or not stream, "keep_links": False}
        yield load_workbook(BytesIO(content), read_only=stream, **options)

    return next(_guarded(load(), name))


def _guarded(items: Iterable[T], name: str) -> Iterator[T]:
    """The items, with whatever openpyxl raises over damaged content turned into ``not_a_workbook``."""
    walk = iter(items)
    while True:
        try:
            item = next(walk)
        except StopIteration:
            return
        except Exception as error:
            raise ClcError("not_a_workbook", name=name) from error
        yield item


def _has_styled_runs(content: bytes) -> bool:
    """Whether a text has letters in several fonts; reading those apart is slow, so only where it is needed."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return any("rPr" in text for text in _strings(archive))


def _strings(archive: zipfile.ZipFile) -> Iterator[str]:
    for part in archive.namelist():
        if part.endswith("sharedStrings.xml"):
            with archive.open(part) as stream:
                yield from (chunk.decode("latin-1") for chunk in _chunks(stream))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces that overlap a little, so that nothing searched for is cut in two."""
    tail = b""
    while chunk := stream.read(_CHUNK):
        yield tail + chunk
        tail = chunk[-_OVERLAP:]


def _marks(sheet: Any) -> _Marks:
    from openpyxl.utils import column_index_from_string

    formulas = runs = False
    merged: set[tuple[bytes, bytes, bytes]] = set()
    unseen: set[int] = set()
    with sheet._get_source() as stream:  # the XML itself: read-only sheets do not tell of merged cells
        for chunk in _chunks(stream):
            formulas = formulas or _FORMULA.search(chunk) is not None
            runs = runs or b"rPr>" in chunk
            merged.update(_MERGED.findall(chunk) if b"mergeCell" in chunk else ())
            unseen.update(map(int, _HIDDEN.findall(chunk) if b"hidden=" in chunk else ()))
    blocks: dict[int, list[tuple[int, int]]] = {}
    for column, top, bottom in merged:
        if int(bottom) > int(top):
            blocks.setdefault(int(top), []).append((column_index_from_string(column.decode()) - 1, int(bottom)))
    return _Marks(formulas, runs, blocks, frozenset(unseen))


def _all_rows(sheet: Any) -> Iterable[tuple[Any, ...]]:
    if hasattr(sheet, "reset_dimensions"):  # some programs write a size that is too small, and rows would be lost
        sheet.reset_dimensions()
    return cast("Iterable[tuple[Any, ...]]", sheet.iter_rows(min_row=1, min_col=1))


def _formula_columns(sheet: Any) -> Iterator[frozenset[int]]:
    """For each row, which of its columns hold formulas."""
    for row in _all_rows(sheet):
        yield frozenset(index for index, cell in enumerate(row) if cell.data_type == "f")


def _cells(rows: Iterable[tuple[Iterable[Any], frozenset[int]]]) -> Iterator[Row]:
    for number, (row, formulas) in enumerate(rows, start=1):
        cells = tuple(EMPTY if cell.value is None else _cell(cell) for cell in row)
        if formulas:
            missing = Cell(fault="formula_without_result")
            cells = tuple(missing if index in formulas and cell is EMPTY else cell for index, cell in enumerate(cells))
        yield number, cells


def _cell(cell: Any) -> Cell:
    value = cell.value
    if isinstance(value, str) and _CARRIAGE_RETURN in value:
        value = value.replace(_CARRIAGE_RETURN, "\r")
    if cell.data_type == "e":
        return Cell(str(value), fault="error_cell")
    if isinstance(value, list):  # openpyxl's text of several runs
        return _text(str(value), _decode_runs(value, cell.font.name or ""))
    if isinstance(value, str):
        return Cell(value) if value.isascii() else _text(value, decode_by_font(value, cell.font.name or ""))
    if isinstance(value, int | float) and "%" in cell.number_format:
        return Cell(f"{value * 100:g}%")
    return Cell(value)


def _text(stored: str, decoded: Decoded) -> Cell:
    return Cell(decoded.text, stored if decoded.changed else None, decoded.suspicious)


def _decode_runs(runs: Iterable[Any], font: str) -> Decoded:
    """Decode each run by its own font; neighbours in one font together, as VNI's pairs may be cut between them."""
    named = [(getattr(getattr(run, "font", None), "rFont", None) or font, str(run)) for run in runs]
    parts = [
        decode_by_font("".join(text for _, text in group), name)
        for name, group in groupby(named, key=lambda pair: pair[0])
    ]
    text = "".join(part.text for part in parts)
    return Decoded(text, any(part.changed for part in parts), any(part.suspicious for part in parts))


def _spread(rows: Iterable[Row], marks: _Marks) -> Iterator[Row]:
    """Show the value of a block merged downwards in each of its rows."""
    held: dict[int, tuple[int, Cell]] = {}
    for number, cells in rows:
        held = {column: block for column, block in held.items() if number <= block[0]}
        shown = cells
        if held:
            shown = _overlaid(cells, {column: cell for column, (_, cell) in held.items()})
        yield number, shown
        for column, bottom in marks.merged.get(number, ()):
            if column < len(cells) and cells[column] is not EMPTY:
                held[column] = bottom, cells[column]._replace(spread=True)


def _overlaid(cells: tuple[Cell, ...], over: dict[int, Cell]) -> tuple[Cell, ...]:
    width = max(len(cells), max(over) + 1)
    padded = cells + (EMPTY,) * (width - len(cells))
    return tuple(over.get(column, cell) if cell is EMPTY else cell for column, cell in enumerate(padded))
