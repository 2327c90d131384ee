"""Records to a workbook that reading takes back: the same sheets and headings, with hidden codes of column and row.

``lines_of`` gives the rows of a record as an export writes them, ``texts`` the same for comparing: reading an exported
row again looks only at the cells whose text differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any

from clc_desktop.domain.classes import ClassEntry
from clc_desktop.domain.clock import now
from clc_desktop.domain.dates import shown
from clc_desktop.domain.records import Facility, LearningClass, Record
from clc_desktop.tables_in.codes import HEADINGS, ROW, UNIT, RowCode, column_code
from clc_desktop.tables_in.sheets import FACILITY, SheetSpec, spec_of
from clc_desktop.tables_in.template import FONT, FORMATS, SIZE, head_style

Cells = dict[str, Any]

WORDS: dict[str, dict[Any, str]] = {
    "hosting": {"own": "Trung tâm tổ chức", "joint": "Trung tâm phối hợp tổ chức"},
    "state": {"planned": "Dự kiến", "held": "Đã tổ chức", "cancelled": "Đã hủy"},
    "post": {
        "director": "Giám đốc", "deputy": "Phó giám đốc", "accountant": "Kế toán", "treasurer": "Thủ quỹ",
        "teacher": "Giáo viên", "other": "Khác",
    },
    "role": {"speaker": "Báo cáo viên", "collaborator": "Cộng tác viên", "guide": "Hướng dẫn viên"},
    "sex": {"female": "Nữ", "male": "Nam"},
    "seconded": {True: "Có", False: ""},
    "source": {
        "state": "Ngân sách nhà nước", "commune": "Ngân sách xã", "socialised": "Xã hội hóa", "other": "Nguồn khác",
    },
    "purpose": {
        "regular": "Hoạt động thường xuyên", "equipment": "Mua sắm trang thiết bị", "allowance": "Phụ cấp, chế độ",
        "activity": "Tổ chức lớp, chuyên đề", "other": "Mục đích khác",
    },
    "rank": {"good": "Tốt", "fair": "Khá", "average": "Trung bình", "poor": "Yếu"},
}  # fmt: skip
"""What a workbook says for a code, by field."""

ITEMS = dict(zip(
    ("own_premises", "shared_with", "initial_equipment", "office", "internet_pc", "library", "wifi", "loudspeaker",
     "rooms", "books"),
    FACILITY.column("item").choices, strict=True,
))  # fmt: skip
_COUNTS = ("women", "minority", "rural")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an export: which record it stands for, its unit's name, its cells by field."""

    code: RowCode
    unit_name: str
    cells: Cells


def lines_of(record: Record | ClassEntry, field_names: Mapping[str, str], unit_name: str = "") -> Iterator[Line]:
    """The rows of a record; a class comes with its sessions. ``field_names`` names the codes of the taxonomy."""
    if isinstance(record, ClassEntry):
        made = record.learning_class
        yield Line(RowCode(made.unit_id, made.id), unit_name, _class_cells(record, field_names))
    elif isinstance(record, Facility):
        for item, words in ITEMS.items():
            value = getattr(record, item)
            if value not in (None, ""):
                cells = {"year": record.year, "item": words, "value": _yes_no(value)}
                yield Line(RowCode(record.unit_id, record.id, item), unit_name, cells)
    else:
        spec = spec_of(record.kind)
        names = [column.field for column in spec.every] if spec else []
        cells = {name: _cell(name, getattr(record, name), field_names) for name in names}
        yield Line(RowCode(record.unit_id, record.id), unit_name, cells)


def texts(lines: Iterable[Line]) -> dict[str, dict[str, str]]:
    """The rows by their code, each cell as the text that reading finds in it."""
    return {str(line.code): {name: _shown(value) for name, value in line.cells.items()} for line in lines}


def _shown(value: Any) -> str:
    return "" if value is None else shown(value)


def _class_cells(entry: ClassEntry, field_names: Mapping[str, str]) -> Cells:
    spec = spec_of(LearningClass.kind)
    assert spec is not None
    own = LearningClass.__dataclass_fields__
    cells = {
        column.field: _cell(column.field, getattr(entry.learning_class, column.field), field_names)
        for column in spec.every
        if column.field in own
    }
    return cells | totals_of(entry)


def totals_of(entry: ClassEntry) -> Cells:
    """The counts of a class over its sessions; a part that was not counted at one of them is unknown (None)."""
    sessions = entry.sessions
    counts: Cells = {
        "meetings": sum(session.meetings for session in sessions) if sessions else None,
        "present": entry.turns if sessions else None,
    }
    for name in _COUNTS:
        parts = [getattr(session, name) for session in sessions]
        counts[name] = sum(parts) if parts and None not in parts else None
    return counts


def _cell(name: str, value: Any, field_names: Mapping[str, str]) -> Any:
    if name in WORDS and value is not None:
        return WORDS[name].get(value, str(value))
    if name == "field":
        return field_names.get(value, value)
    if isinstance(value, tuple):
        return (", " if name == "trained_years" else "; ").join(map(str, value))
    return value


def _yes_no(value: Any) -> Any:
    return {True: "Có", False: "Không"}[value] if isinstance(value, bool) else value


# --- writing ----------------------------------------------------------------------------------------------------------


def export_bytes(sheets: Sequence[tuple[SheetSpec, Sequence[Line]]]) -> bytes:
    """The workbook as .xlsx bytes, a sheet for each kind; texts stay texts, whatever they begin with."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "clc-desktop"
    book.properties.created = book.properties.modified = now().replace(tzinfo=None)
    for spec, lines in sheets:
        _write_sheet(book, spec, lines)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def plain_bytes(title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table to be read and filtered, not taken back, as .xlsx bytes: its headings with their widths in letters, then
    the rows; a ``datetime`` (of this machine's clock) stands as a moment."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = "clc-desktop"
    book.properties.created = book.properties.modified = now().replace(tzinfo=None)
    sheet = book.create_sheet(title[:31])
    for position, (_words, width) in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, words, False) for words, _width in heads])
    lines = 1
    for row in rows:
        sheet.append([_styled(sheet, value, _FORMS.get(type(value), "text")) for value in row])
        lines += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{lines}"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_FORMS: dict[type, str] = {datetime: "moment", date: "date", int: "number"}


def _write_sheet(book: Any, spec: SheetSpec, lines: Sequence[Line]) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(spec.name)
    fields = [column.field for column in spec.every]
    for position, column in enumerate(spec.every, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = column.width
    for position in (len(fields) + 1, len(fields) + 2):
        sheet.column_dimensions[get_column_letter(position)].hidden = True
    sheet.row_dimensions[1].hidden = True
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(fields))}{max(len(lines) + 2, 3)}"
    sheet.append([column_code(spec.kind, name) for name in (*fields, ROW, UNIT)])
    sheet.append([_head(sheet, column.heading, column.required) for column in spec.every]
                 + [_head(sheet, HEADINGS[name], False) for name in (ROW, UNIT)])  # fmt: skip
    forms = [column.form for column in spec.every]
    for line in lines:
        row = [_styled(sheet, line.cells.get(name), form) for name, form in zip(fields, forms, strict=True)]
        sheet.append([*row, str(line.code), _styled(sheet, line.unit_name, "text")])


def _head(sheet: Any, words: str, required: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=words)
    head_style(cell, required)
    return cell


def _styled(sheet: Any, value: Any, form: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, value=_writable(value) if isinstance(value, str) else value)
    cell.font = _font()
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = is none the less a text
    elif isinstance(value, date | int):
        cell.number_format = FORMATS[form]
    return cell


def _writable(text: str) -> str:
    """The text without what a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub(lambda found: " " if found[0].isspace() else "", text)


@cache
def _font() -> Any:
    """One font for all cells: making one for each takes longer than writing them."""
    from openpyxl.styles import Font

    return Font(name=FONT, size=SIZE)
