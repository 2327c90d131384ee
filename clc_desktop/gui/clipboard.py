"""Copying cells: as a table for Excel, Word and Calc, and as text for everything else. What people typed stays text.

Pasted as plain text, a cell that begins with ``=`` would be a formula; Excel's own mark for text, an apostrophe, stands
before it. In the table such a cell says by its format that it is text, and needs no mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

_AMOUNT = re.compile(r"-?(0|[1-9]\d{0,14})([.,]\d+)?%?")
"""What Excel may read as a number: not a telephone number, which would lose its first 0, nor an ID."""
_STARTS = ("=", "+", "-", "@", "\t", "\r")
_TEXT, _NUMBER = r' style="mso-number-format:\@"', ""
_NAMES = 'xmlns:x="urn:schemas-microsoft-com:office:excel"'


def copy_cells(lines: Sequence[Sequence[str]]) -> None:
    """Put these rows on the clipboard."""
    found = QMimeData()
    found.setText(as_plain(lines))
    found.setHtml(as_html(lines))
    QApplication.clipboard().setMimeData(found)


def as_plain(lines: Sequence[Sequence[str]]) -> str:
    """Tabs between cells, one row a line."""
    return "\n".join("\t".join(_marked(_one_line(cell)) for cell in line) for line in lines)


def as_html(lines: Sequence[Sequence[str]]) -> str:
    """A table whose cells are text unless they are numbers."""
    rows = ("<tr>" + "".join(map(_cell, line)) + "</tr>" for line in lines)
    return f'<html {_NAMES}><meta charset="utf-8"><table>{"".join(rows)}</table></html>'


def _cell(text: str) -> str:
    return f"<td{_kind(text)}>{escape(_one_line(text))}</td>"


def _kind(text: str) -> str:
    if not _AMOUNT.fullmatch(text):
        return _TEXT
    return _share(text) if text.endswith("%") else _NUMBER


def _share(text: str) -> str:
    """A percentage says its value, too: an Excel whose decimal mark is another reads ``120,1%`` as 1201 %."""
    value = Decimal(text[:-1].replace(",", ".")) / 100
    return rf""" x:num="{value}" style='mso-number-format:"0\.0%"'"""


def _one_line(text: str) -> str:
    return re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", text)


def _marked(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS) and not _AMOUNT.fullmatch(text) else text
