"""Real workbooks for the tests: made with openpyxl, read back from bytes or from a file."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from clc_desktop.tables_in.cells import open_sheets
from clc_desktop.tables_in.options import Options
from clc_desktop.tables_in.reader import read_sheets

FIELDS = (
    ("economy", "Kinh tế, thu nhập"),
    ("culture", "Văn hóa, xã hội"),
    ("law", "Giáo dục pháp luật"),
    ("health", "Giáo dục bảo vệ sức khỏe"),
    ("environment", "Giáo dục bảo vệ môi trường"),
    ("other", "Các hoạt động khác"),
)


class Old:
    """A text as old fonts store it, with the font's name."""

    def __init__(self, text, font):
        self.text, self.font = text, font


class Typed(str):
    """A text that begins with = and is no formula."""

    __slots__ = ()


def _put(cell, value):
    if isinstance(value, Old):
        cell.value, cell.font = value.text, Font(name=value.font)
    elif isinstance(value, Typed):
        cell.value, cell.data_type = str(value), "s"
    else:
        cell.value = value


def workbook_bytes(sheets, change=None):
    """A workbook of sheet name -> rows; ``change`` may work on openpyxl's object before it is saved."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    _put(sheet.cell(number, column), value)
    if change:
        change(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def patched(content, replace, added=()):
    """The same .xlsx with its XML changed, and (name, text) parts added: what openpyxl itself cannot write."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, replace(old.read(item).decode()))
        for name, text in added:
            new.writestr(name, text)
    return buffer.getvalue()


@pytest.fixture
def old():
    return Old


@pytest.fixture
def typed():
    return Typed


@pytest.fixture
def patch():
    return patched


@pytest.fixture(scope="session")
def make():
    return workbook_bytes


@pytest.fixture(scope="session")
def fields():
    return FIELDS


def read_workbook(source, fields, **options):
    """A workbook (its path or its bytes) as the import reads it."""
    return read_sheets(open_sheets(source), fields, Options(**options))


@pytest.fixture
def read():
    """Read sheets given as name -> rows, or a workbook's bytes."""

    def read(sheets, **options):
        content = sheets if isinstance(sheets, bytes) else workbook_bytes(sheets, options.pop("change", None))
        return read_workbook(content, options.pop("fields", FIELDS), **options)

    return read


@pytest.fixture
def read_one(read):
    """The one recognised sheet of a workbook."""

    def read_one(rows, name="Lớp học", **options):
        (sheet,) = read({name: rows}, **options).sheets
        return sheet

    return read_one
